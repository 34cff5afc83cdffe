"""The only pipeline from files to a portfolio.

Documents with errors are left out, but their ids stay known, so that one mistake gives one finding.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import msgspec

from pmo.findings import Finding, Where, message
from pmo.loading import halves
from pmo.loading.assembly import Assembly
from pmo.loading.cache import Cache
from pmo.loading.strays import stray_file
from pmo.loading.suppressions import suppressions_in
from pmo.model.base import Record
from pmo.model.kinds import KINDS, Place, place_of
from pmo.model.method import Method
from pmo.model.office import Office
from pmo.model.portfolio import Document, Portfolio
from pmo.model.scalars import decode
from pmo.progress import QUIET, Progress
from pmo.trees import MAX_BYTES, ROOT_FILE, Tree, TreeFile, WorkingTree, shipped

if TYPE_CHECKING:
    from pmo.documents import Plain

_OBSTACLES = {
    "link": (
        "PMO114",
        message("the link leads out of the portfolio, or to a folder; it is not followed"),
        message("put the file itself here"),
    ),
    "unreadable": (
        "PMO115",
        message("the file cannot be read"),
        message("check that it exists and its permissions"),
    ),
    "special": (
        "PMO115",
        message("this is not a regular file; it is not read"),
        message("put a regular file here, or remove it"),
    ),
    "too-large": (
        "PMO117",
        message("the file is larger than {limit} MiB; it is not read", limit=MAX_BYTES // 1024 // 1024),
        message("split it, or remove what does not belong here"),
    ),
    "submodule": (
        "PMO116",
        message("a git submodule stands here; it is not read"),
        message("keep the project's files in the portfolio's own repository"),
    ),
}


@dataclass(frozen=True)
class Loaded:
    """A portfolio and what was wrong with its files (`PMO1xx`, `PMO2xx`)."""

    portfolio: Portfolio
    findings: tuple[Finding, ...]
    tree: Tree
    files: int
    """Number of documents, readable or not."""
    digest: str
    """Changes with every change of a file that counts."""
    content_ids: Mapping[str, str]
    """Git blob id of each document that was read, by its path."""
    cache: Cache
    """What was parsed before, also of other revisions."""
    listing: Mapping[str, TreeFile]
    """Every file by its path."""

    def content(self, path: str) -> bytes | None:
        """Content of one file of the portfolio, None where there is none."""
        file = self.listing.get(path)
        if file is None or file.obstacle:
            return None
        return next((content for _, content in self.tree.read([file])), None)


_READING = message("Reading files")
_PARSING = message("Parsing files")


def load(
    tree: Tree, cache: Cache | None = None, like: Loaded | None = None, progress: Progress = QUIET
) -> Loaded:
    """Read every document of ``tree``; ``cache`` saves parsing what was parsed before.

    Documents that another loaded state of the same portfolio has as well are taken from ``like`` without reading
    them, where the tree knows their contents; they are the same objects then.
    """
    cache = cache if cache is not None else Cache.none()
    reader = _Reader(cache)
    listing = {file.path: file for file in tree.files()}
    files = reader.take_over(reader.readable(listing.values()), like)
    read = progress.over(_READING, tree.read(files), len(files)) if files else ()
    contents = [_identified(*one) for one in read]
    others = reader.begin_other_half(contents)
    for number, (file, content) in enumerate(progress.over(_PARSING, contents, len(contents))):
        if others is not None and number == others.first:
            others.finish(cache)
        reader.read(file, content)
    portfolio = reader.assembly.portfolio(lambda id_: shipped_method(id_, cache))
    cache.save()
    ids = reader.taken_over | {
        file.path: file.content_id for file, _ in contents if file.content_id is not None
    }
    return Loaded(portfolio, tuple(reader.findings), tree, reader.files, reader.digest, ids, cache, listing)


def plain_data(content: bytes, path: str) -> "tuple[dict[str, Plain] | None, tuple[Finding, ...]]":
    """Plain data of one document without a schema, and what is wrong with its YAML."""
    from pmo import documents

    parsed = documents.parse(content, path)
    return parsed.data, parsed.findings


class _OtherHalf(NamedTuple):
    """Documents that another process parses meanwhile."""

    first: int
    """Number of the first of them."""
    keys: list[tuple[str, str]]
    """Kind and content id of each."""
    collect: Callable[[], list[bytes | None]]

    def finish(self, cache: Cache) -> None:
        """Wait for them, and keep what could be parsed; the rest is parsed, and complained of, here."""
        for (kind, content_id), entry in zip(self.keys, self.collect(), strict=True):
            if entry is not None:
                cache.adopt(kind, content_id, entry)


class _Reader:
    """Turns file after file into records and findings."""

    def __init__(self, cache: Cache) -> None:
        self.assembly = Assembly()
        self.findings: list[Finding] = []
        self.files = 0
        self._cache = cache
        self._places: dict[str, Place] = {}
        self._counted: list[str] = []
        self.taken_over: dict[str, str] = {}
        """Content ids of documents that were loaded before, by path."""

    @property
    def digest(self) -> str:
        """The same for the same files, in whatever order they were read."""
        lines = "\n".join(sorted(self._counted))
        return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()

    def readable(self, files: Iterable[TreeFile]) -> Iterator[TreeFile]:
        """The files to read; those that cannot be read become findings."""
        for file in files:
            place = place_of(file.path)
            if file.obstacle is not None:
                self._count(file)
                self._leave_out(file.path, place, [obstacle_of(file)], None)
            elif place is None:
                self._count(file)
                self.findings.extend(stray_file(file))
            else:
                self._places[file.path] = place
                yield file

    def take_over(self, files: Iterable[TreeFile], like: Loaded | None) -> list[TreeFile]:
        """Add the documents that ``like`` has just so; the other files are to be read."""
        if like is None:
            return list(files)
        known = {document.path: document for document in like.portfolio.documents}
        left = []
        for file in files:
            document = known.get(file.path)
            if document is None or file.content_id is None or like.content_ids[file.path] != file.content_id:
                left.append(file)
                continue
            self.files += 1
            self._count(file)
            self._cache.keep(document.kind, file.content_id)
            self.assembly.add(document)
            self.taken_over[file.path] = file.content_id
        return left

    def begin_other_half(self, contents: list[tuple[TreeFile, bytes | None]]) -> _OtherHalf | None:
        """Begin to parse the second half of the new documents elsewhere, where that is worth it."""
        new = [
            (number, self._places[file.path].kind, file, content)
            for number, (file, content) in enumerate(contents)
            if content is not None
            and not self._cache.holds(self._places[file.path].kind, file.content_id or "")
        ]
        if len(new) < halves.WORTH_IT or not halves.can_fork():
            return None
        half = new[len(new) // 2 :]
        collect = halves.in_other_process(half, lambda one: _entry(one[3], one[2].path, one[1], self._cache))
        return _OtherHalf(half[0][0], [(kind, file.content_id or "") for _, kind, file, _ in half], collect)

    def read(self, file: TreeFile, content: bytes | None) -> None:
        """Make a record, or findings, of one of the readable files."""
        self.files += 1
        place = self._places[file.path]
        if content is None:
            self._count(file)
            self._leave_out(file.path, place, [obstacle_of(file)], None)
            return
        self._count(file)
        record, findings, data = read_document(content, file, place.kind, self._cache)
        if record is None:
            self._leave_out(file.path, place, findings, data)
        else:
            suppressions = suppressions_in(content)
            self.assembly.add(
                Document(file.path, place.kind, place.level, place.holder, place.name, record, suppressions)
            )

    def _count(self, file: TreeFile) -> None:
        self._counted.append(f"{file.path}\0{file.content_id}\0{file.obstacle}")

    def _leave_out(self, path: str, place: Place | None, findings: list[Finding], data: Any) -> None:
        self.findings.extend(findings)
        if place is not None:
            self.assembly.leave_out(path, place, data)


def _identified(file: TreeFile, content: bytes | None) -> tuple[TreeFile, bytes | None]:
    if content is None or file.content_id:
        return file, content
    return file._replace(content_id=blob_id(content)), content


def _entry(content: bytes, path: str, kind: str, cache: Cache) -> bytes | None:
    """What the cache keeps of a document, None when it has errors."""
    data, _ = plain_data(content, path)
    if data is None:
        return None
    try:
        msgspec.convert(data, KINDS[kind].record, dec_hook=decode)
    except (msgspec.ValidationError, RecursionError):
        return None
    return cache.entry(data)


def read_document(
    content: bytes, file: TreeFile, kind: str, cache: Cache
) -> "tuple[Record | None, list[Finding], dict[str, Plain] | None]":
    """Record of one document; or None, its findings and as much of its data as can be had."""
    content_id = file.content_id or blob_id(content)
    record = cache.get(kind, content_id)
    if record is not None:
        return record, [], None
    data, syntax = plain_data(content, file.path)
    if data is None:
        return None, list(syntax), None
    try:
        record = msgspec.convert(data, KINDS[kind].record, dec_hook=decode)
    except (msgspec.ValidationError, RecursionError) as error:
        return None, _schema_findings(content, file.path, kind, str(error)), data
    cache.put(kind, content_id, data)
    return record, [], data


def _schema_findings(content: bytes, path: str, kind: str, refusal: str) -> list[Finding]:
    from pmo import documents
    from pmo.schemas import validation

    locator = documents.Locator(content)
    findings = []
    as_written = documents.parse(content, path, keep_empty=True).data
    for problem in validation.problems(kind, as_written, refusal):
        keys = problem.keys if problem.key is None else (*problem.keys, problem.key)
        line, column = locator.locate(keys, at_key=problem.key is not None)
        findings.append(
            Finding(problem.code, "error", Where(path, line, column), problem.message, problem.hint)
        )
    return findings


def obstacle_of(file: TreeFile) -> Finding:
    """What stands in the way of reading a file."""
    code, text, hint = _OBSTACLES[cast(str, file.obstacle)]
    return Finding(code, "error", Where(file.path), text, hint)


def office_in(root: Path) -> Office | None:
    """The office of the portfolio in ``root`` without its other files; None where `pmo.yaml` cannot be read."""
    ((file, content),) = WorkingTree(root).read([TreeFile(ROOT_FILE)])
    record = read_document(content, file, "office", Cache.none())[0] if content is not None else None
    return record if isinstance(record, Office) else None


def shipped_methods() -> tuple[str, ...]:
    """Ids of the method packs that come with pmo."""
    return tuple(sorted(path.stem for path in shipped("methods").glob("*.yaml")))


def shipped_method(method_id: str, cache: Cache | None = None) -> Method | None:
    """The method pack of an id, None where there is none."""
    tree = WorkingTree(shipped("methods"))
    path = f"{method_id}.yaml"
    for file, content in tree.read([TreeFile(path)]):
        if content is not None:
            return cast("Method | None", read_document(content, file, "method", cache or Cache.none())[0])
    return None


def blob_id(content: bytes) -> str:
    """Id that git gives to a file of this content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
