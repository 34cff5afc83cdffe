"""What must be written, kept and removed, so that a wiki shows the pages: a pure function of what lies there."""

import difflib
import posixpath
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from pmo.errors import PmoError
from pmo.findings import message
from pmo.publishing.wiki import keeping
from pmo.publishing.wiki.flavours import Layout, is_page
from pmo.publishing.wiki.manifest import NAME, Entry, Manifest, written
from pmo.publishing.wiki.menus import MKDOCS, Item, navigation, order
from pmo.publishing.wiki.pages import Pages, WikiPage

Why = Literal["edited", "hand-written", "handed-over"]
"""A page of ours that somebody changed; a page of somebody else where ours would lie; a page that is no longer made,
in which somebody wrote.
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A page that is left as it is, though ours would say something else."""

    path: str
    why: Why


@dataclass(frozen=True, slots=True)
class There:
    """What lies in the place that is written to."""

    files: Set[str]
    """Paths of regular files."""
    others: Set[str]
    """Paths of what is no regular file: links, and folders of other repositories."""
    texts: Mapping[str, str]
    """What stands in the files that matter."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done."""

    written: Mapping[str, str]
    """New text of each page that is new or says something new."""
    removed: tuple[str, ...]
    """Pages of ours that are no longer made."""
    unchanged: int
    """Number of pages that say what they should."""
    kept: tuple[Kept, ...]
    menus: Mapping[str, str | None]
    """New text of the files that give the order of pages; None removes one."""
    without_menu: bool
    """Whether the navigation of MkDocs could not be written."""
    manifest: Manifest
    manifest_path: str
    before: Mapping[str, str]
    """What stood in the files."""

    @property
    def changes(self) -> dict[str, str | None]:
        """New text by path, None where a file goes; the list of our pages comes last."""
        found: dict[str, str | None] = {**self.written, **dict.fromkeys(self.removed), **self.menus}
        text = written(self.manifest)
        if text != self.before.get(self.manifest_path):
            found[self.manifest_path] = text
        return found

    @property
    def differs(self) -> bool:
        """Whether a reader would see a change."""
        return bool(self.written or self.removed or self.menus)

    @property
    def edited(self) -> tuple[Kept, ...]:
        """Pages of ours that say something else, since somebody changed them."""
        return tuple(one for one in self.kept if one.why == "edited")

    def diff(self) -> str:
        """Unified diff of what a reader would see, without the pictures: nobody reads their lines."""
        shown = {
            path: text
            for path, text in self.changes.items()
            if path != self.manifest_path and not path.endswith(".svg")
        }
        return "".join(
            "".join(
                difflib.unified_diff(
                    self.before.get(path, "").splitlines(keepends=True),
                    (text or "").splitlines(keepends=True),
                    f"a/{path}" if path in self.before else "/dev/null",
                    f"b/{path}" if text is not None else "/dev/null",
                )
            )
            for path, text in sorted(shown.items())
        )


def wanted(found: Pages, manifest: Manifest, layout: Layout, files: Iterable[str]) -> frozenset[str]:
    """The files whose text decides what is done."""
    ours = {page.path for page in (*found.pages, *found.pictures)} | manifest.pages.keys()
    alike = {layout.identity(path) for path in ours}
    menus = {posixpath.join(posixpath.dirname(path), ".order") for path in ours}
    others = {layout.prefix + NAME, MKDOCS}
    return frozenset(
        path for path in files if path in menus or path in others or layout.identity(path) in alike
    )


def plan(
    found: Pages, manifest: Manifest, there: There, layout: Layout, head: Manifest, *, overwrite: bool = False
) -> Plan:
    """What is to be done so that what lies there shows the pages.

    ``head`` is the manifest without pages, as it is to be. With ``overwrite`` pages that others changed or wrote in
    the place of ours are replaced.
    """
    work = _Work(manifest.only(there.files), there, layout, overwrite)
    files = (*found.pages, *found.pictures)
    for page in files:
        work.place(page)
    work.take_away({page.path for page in files}, {one.kind for one in found.left_out})
    menus, without_menu = _menus(found, work, there, layout)
    after = msgspec.structs.replace(head, pages=work.entries)
    same = msgspec.structs.replace(after, as_of=manifest.as_of, revision=manifest.revision)
    seen = bool(work.written or work.removed or menus)
    return Plan(
        work.written,
        tuple(sorted(work.removed)),
        work.unchanged,
        tuple(sorted(work.kept, key=lambda one: one.path)),
        menus,
        without_menu,
        after if seen or manifest.portfolio is None else same,
        layout.prefix + NAME,
        there.texts,
    )


class _Work:
    def __init__(self, manifest: Manifest, there: There, layout: Layout, overwrite: bool) -> None:
        self._manifest = manifest
        self._there = there
        self._overwrite = overwrite
        self._alike: dict[str, str] = {}
        for path in sorted((there.files | there.others) - manifest.pages.keys()):
            self._alike.setdefault(layout.identity(path), path)
        self._layout = layout
        self.written: dict[str, str] = {}
        self.removed: list[str] = []
        self.unchanged = 0
        self.kept: list[Kept] = []
        self.entries: dict[str, Entry] = {}

    def place(self, page: WikiPage) -> None:
        """Decide what is done about a page."""
        self._refuse_obstacle(page.path)
        known = self._manifest.pages.get(page.path)
        text = self._there.texts.get(page.path)
        if text is None:
            other = self._alike.get(self._layout.identity(page.path))
            if other is not None:
                self.kept.append(Kept(other, "hand-written"))
                return
            self._write(page, page.text)
            return
        new = page.published
        try:
            ours, blocks = keeping.parted(text)
        except keeping.UnclosedBlock:
            ours, blocks = text, ()
        made = keeping.digest(ours)
        is_as_made = known is not None and made == known.made
        if not is_as_made and made != new.made and not self._overwrite:
            self.kept.append(Kept(page.path, "edited" if known else "hand-written"))
            if known is not None:
                self.entries[page.path] = known
            return
        if known is not None and is_as_made and known.facts == new.facts:
            self.unchanged += is_page(page.path)
            self.entries[page.path] = _with_title(known, new)
            return
        kept = keeping.joined(page.text, blocks)
        if made == new.made:
            self.unchanged += is_page(page.path)
            self.entries[page.path] = new
            return
        self._write(page, kept)

    def take_away(self, made: Set[str], left_out: Set[str]) -> None:
        """Decide what is done about the pages of ours that are not made now."""
        for path, known in self._manifest.pages.items():
            if path in made:
                continue
            if known.period is not None or known.kind in left_out:
                self.entries[path] = known
                continue
            if self._is_untouched(path, known) or self._overwrite:
                self.removed.append(path)
            else:
                self.kept.append(Kept(path, "handed-over"))

    def _is_untouched(self, path: str, known: Entry) -> bool:
        try:
            ours, blocks = keeping.parted(self._there.texts.get(path, ""))
        except keeping.UnclosedBlock:
            return False
        return not blocks and keeping.digest(ours) == known.made

    def _write(self, page: WikiPage, text: str) -> None:
        self.written[page.path] = text
        self.entries[page.path] = page.published

    def _refuse_obstacle(self, path: str) -> None:
        for place in (path, *_folders(path)):
            if place in self._there.others or (place != path and place in self._there.files):
                raise PmoError(
                    message("{path} is in the way: no page is written over or through it", path=place),
                    message("remove it, or publish to another place"),
                )


def _with_title(known: Entry, new: Entry) -> Entry:
    """An entry whose page stays as it is; its title is of now."""
    return msgspec.structs.replace(known, title=new.title)


def _folders(path: str) -> Iterable[str]:
    while path := posixpath.dirname(path):
        yield path


def _menus(found: Pages, work: _Work, there: There, layout: Layout) -> tuple[dict[str, str | None], bool]:
    """The files that give the order of the pages, as far as they change."""
    if layout.flavour.has_order:
        return _orders(found, work, there, layout), False
    if layout.flavour.name != "mkdocs":
        return {}, False
    text = there.texts.get(MKDOCS)
    if text is None:
        return {}, False
    new = navigation(text, tuple(_items(found.pages)))
    return ({} if new in (text, None) else {MKDOCS: new}), new is None


def _orders(found: Pages, work: _Work, there: There, layout: Layout) -> dict[str, str | None]:
    """A file `.order` for each folder: ours where nobody has given another order."""
    paths = [page.path for page in found.pages if page.path in work.entries]
    known = set(paths)
    paths += sorted((path for path in work.entries if is_page(path) and path not in known), reverse=True)
    folders: dict[str, list[str]] = {}
    for path in paths:
        folders.setdefault(posixpath.dirname(path), []).append(_stem(path))
    removed = [path for path in work.removed if is_page(path)]
    for path in removed:
        folders.setdefault(posixpath.dirname(path), [])
    gone = {path.removesuffix(".md") for path in removed}
    changed: dict[str, str | None] = {}
    for folder, names in folders.items():
        path = posixpath.join(folder, ".order")
        before = there.texts.get(path)
        old = [_stem(one) for one in gone if posixpath.dirname(one) == folder]
        text = order(before, names, frozenset(old))
        if text != before:
            changed[path] = text
    return changed


def _stem(path: str) -> str:
    return posixpath.basename(path).removesuffix(".md")


def _items(pages: Sequence[WikiPage]) -> Iterable[Item]:
    """The navigation: the pages of a report below its own; of the periods only their lists."""
    inside: dict[str, list[Item]] = {}
    tops: list[tuple[str, WikiPage]] = []
    for page in pages:
        top, _, rest = page.key.partition("/")
        is_period = page.kind == "index" and bool(rest)
        if not rest:
            tops.append((top, page))
        elif page.period is None:
            inside.setdefault("archive" if is_period else top, []).append(Item(page.title, page.path))
    for top, page in sorted(tops, key=lambda one: one[0] == "archive"):
        item = Item(page.title, page.path)
        yield replace(item, items=tuple(inside[top])) if top in inside else item
