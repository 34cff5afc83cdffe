"""A new portfolio repository: what stands in its files, and whether there is room for them."""

import datetime
import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

from markupsafe import Markup

from pmo import __version__
from pmo.documents import Plain
from pmo.editing.draft import Draft
from pmo.editing.files import replace_files
from pmo.editing.ids import free_id
from pmo.editing.scaffolds.measures import DEFAULT, MEASURES
from pmo.editing.scaffolds.projects import SCHEMAS
from pmo.errors import PmoError, UsageError, nearest
from pmo.loading import Loaded, load
from pmo.locale import Language
from pmo.locale.marking import mark
from pmo.model.kinds import KINDS, RESERVED_ROLES
from pmo.model.office import GovernanceModel
from pmo.render.environment import Renderer
from pmo.rules import engine
from pmo.schemas import FOLDER as SCHEMA_FOLDER
from pmo.schemas import file_name
from pmo.trees import ROOT_FILE, OverlayTree, TreeFile, example_folder, repository_top, shipped

FOLDER = "portfolio"
"""The folder of our templates."""
CiService = Literal["github", "gitlab", "both", "none"]
_COLLISIONS_SHOWN = 8
_ROLES = {
    "member": mark("Team member"),
    "project-manager": mark("Project manager"),
    "programme-manager": mark("Programme manager"),
    "business-analyst": mark("Business analyst"),
    "office-analyst": mark("Analyst of the office"),
    "office-head": mark("Head of the office"),
    "executive": mark("Executive"),
}
"""The roles that a new office begins with; the first is the one of people who are given none."""


@dataclass(frozen=True, slots=True)
class OfficeRequest:
    """What is said of a new office."""

    name: str
    purpose: str | None = None
    model: GovernanceModel = "controlling"
    sponsor: str | None = None
    """Full name of the executive who answers for it."""
    head: str | None = None
    """Full name."""
    role: str | None = None
    sourcing: str | None = None
    currency: str = "EUR"
    locale: str = "en"
    country: str | None = None
    fiscal_year_start: int = 1
    cycle: str = "monthly"
    grace_days: int = 5
    measures: tuple[str, ...] = DEFAULT
    ci: CiService = "both"


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person."""

    id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A success measure."""

    id: str
    title: str
    unit: str
    target: Decimal
    direction: str


@dataclass(frozen=True, slots=True)
class OfficeView:
    """What our templates of a new portfolio see."""

    name: str
    purpose: str
    purpose_open: bool
    """Whether the purpose is still to be written."""
    model: str
    role: str | None
    sourcing: str | None
    sponsor: str | None
    head: str | None
    board: tuple[str, ...]
    currency: str
    locale: str
    country: str | None
    fiscal_year_start: int
    cycle: str
    grace_days: int
    measures: tuple[MeasureView, ...]
    roles: tuple[RoleView, ...]
    people: tuple[PersonView, ...]
    example: str
    modelines: Mapping[str, Markup]
    folder: str
    """The portfolio as seen from the root of the repository."""
    validate: str
    """The commands of the pre-commit hooks."""
    fmt: str
    hooked: str
    """Regular expression of the files that are laid out before a commit."""
    included: str
    """Path of the job for GitLab, as seen from there."""
    version: str


@dataclass(frozen=True, slots=True)
class NewOffice:
    """The files of a new portfolio, by path below ``top``."""

    top: Path
    folder: Path
    files: Mapping[str, bytes]
    in_repository: bool
    """Whether there is a repository already."""
    people: tuple[str, ...] = ()
    """Ids of the people that it begins with."""
    example: str = ""
    """Title of a project, to show how one is made."""


def prepared(folder: Path, request: OfficeRequest, language: Language, as_of: datetime.date) -> NewOffice:
    """Everything that a new portfolio holds; refuses where there is no room, or where it would not be right."""
    office = _room(folder)
    prefix = _prefix(office)
    view = _view(request, language, prefix)
    renderer = Renderer(language, "yaml", None, FOLDER)
    files = {
        name: renderer.render(f"{name}.jinja", view).encode()
        for name in (ROOT_FILE, "strategy.yaml", "people.yaml")
    }
    files["README.md"] = Renderer(language, "md", None, FOLDER).render("README.md.jinja", view).encode()
    return _complete(office, files, request.ci, view, as_of)


def prepared_example(
    folder: Path,
    changes: Mapping[tuple[str, ...], Plain],
    ci: CiService,
    language: Language,
    as_of: datetime.date,
) -> NewOffice:
    """A copy of the example portfolio, with some fields of its `pmo.yaml` changed."""
    office = _room(folder)
    source = example_folder()
    files = {
        path.relative_to(source).as_posix(): path.read_bytes()
        for path in sorted(source.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    files = {path: _moved(path, content) for path, content in files.items()}
    draft = Draft(_loaded(files), files.get)
    for keys, value in changes.items():
        draft.set(ROOT_FILE, keys, value)
    files |= {path: content for path, content in draft.changes.items() if content is not None}
    view = _view(OfficeRequest(name=folder.name), language, _prefix(office))
    return _complete(office, files, ci, view, as_of)


def write(office: NewOffice) -> None:
    """Write all files, or none."""
    replace_files(office.top, office.files, {})


# where


def _room(folder: Path) -> NewOffice:
    """Where the files go; refuses a file in place of the folder, and a portfolio inside another."""
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file", "name a folder for the portfolio")
    for above in folder.parents:
        if (above / ROOT_FILE).is_file():
            raise UsageError(
                f"{folder} lies inside the portfolio {above}",
                "choose a folder outside it, or add to it with `pmo new`",
            )
    top = repository_top(folder)
    return NewOffice(top or folder, folder, {}, top is not None)


def _prefix(office: NewOffice) -> str:
    """The portfolio as seen from the root of the repository, with a slash; empty when it is the root."""
    relative = office.folder.resolve().relative_to(office.top.resolve()).as_posix()
    return "" if relative == "." else f"{relative}/"


def _complete(
    office: NewOffice, files: Mapping[str, bytes], ci: CiService, view: OfficeView, as_of: datetime.date
) -> NewOffice:
    _refuse_wrong(files, as_of)
    prefix = _prefix(office)
    own = {**files, **dict(_own_extras())}
    around = dict(_repository_files(ci, view))
    found = replace(
        office,
        files={**{f"{prefix}{path}": content for path, content in own.items()}, **around},
        people=tuple(one.id for one in view.people),
        example=view.example,
    )
    _refuse_collisions(found)
    return found


def _refuse_collisions(office: NewOffice) -> None:
    """Refuse to write over anything, also over a file where a folder is to be."""
    taken = []
    for path in office.files:
        target = office.top / path
        parents = [office.top / part for part in Path(path).parents if part.as_posix() != "."]
        in_the_way = [
            one for one in (target, *parents) if one.is_symlink() or (one.exists() and not one.is_dir())
        ]
        if in_the_way or target.is_dir():
            taken.append(path)
    if not taken:
        return
    shown = ", ".join(taken[:_COLLISIONS_SHOWN])
    more = f" and {len(taken) - _COLLISIONS_SHOWN} more" if len(taken) > _COLLISIONS_SHOWN else ""
    if any(path.endswith(f"/{ROOT_FILE}") or path == ROOT_FILE for path in taken):
        advice = "there is a portfolio already: `pmo validate` checks it, `pmo new` adds to it"
    else:
        advice = "choose another folder, or move them away; --ci none leaves out the files of CI services"
    raise PmoError(
        f"nothing was written, because this is there already in {office.top}: {shown}{more}", advice
    )


class _NoTree:
    """No files at all."""

    revision = None
    day = None

    def files(self) -> list[TreeFile]:
        return []

    def read(self, files: Iterable[TreeFile]) -> Iterator[tuple[TreeFile, bytes | None]]:
        for file in files:
            yield file, None


def _loaded(files: Mapping[str, bytes]) -> Loaded:
    documents = {path: content for path, content in files.items() if path.endswith(".yaml")}
    return load(OverlayTree(_NoTree(), documents))


def _refuse_wrong(files: Mapping[str, bytes], as_of: datetime.date) -> None:
    """Refuse what was said of the office where its files would have errors in themselves."""
    broken = list(engine.unreadable(engine.check(_loaded(files), as_of)))
    if broken:
        first = broken[0]
        raise UsageError(
            f"{first.where.path} would be wrong: {first.message}", str(first.hint or "correct the option")
        )


# what


def _view(request: OfficeRequest, language: Language, prefix: str) -> OfficeView:
    people = list(_people(request))
    ids = {one.name: one.id for one in people}
    sponsor = ids.get(request.sponsor or "")
    head = ids.get(request.head or "")
    folder = prefix.rstrip("/") or "."
    where = "" if folder == "." else f" -C {shlex.quote(folder)}"
    return OfficeView(
        name=request.name,
        purpose=request.purpose or language.text("To be written"),
        purpose_open=request.purpose is None,
        model=request.model,
        role=request.role,
        sourcing=request.sourcing,
        sponsor=sponsor,
        head=head,
        board=tuple(dict.fromkeys(one for one in (sponsor, head) if one is not None)),
        currency=request.currency,
        locale=request.locale,
        country=request.country,
        fiscal_year_start=request.fiscal_year_start,
        cycle=request.cycle,
        grace_days=request.grace_days,
        measures=tuple(_measures(request.measures, language)),
        roles=tuple(RoleView(id_, language.text(title)) for id_, title in _ROLES.items()),
        people=tuple(people),
        example=language.text("Renew the customer system"),
        modelines={
            kind: Markup(f"# yaml-language-server: $schema={SCHEMAS}/{file_name(kind)}")
            for kind in ("office", "strategy", "people")
        },
        folder=folder,
        validate=f"pmo validate{where}",
        fmt=f"pmo fmt{where}",
        hooked=r"\.ya?ml$" if folder == "." else rf"^{re.escape(folder)}/.*\.ya?ml$",
        included="ci/pmo.yml",
        version=__version__,
    )


def _people(request: OfficeRequest) -> Iterator[PersonView]:
    """The sponsor and the head; one person may be both."""
    taken = set(RESERVED_ROLES) | set(_ROLES) | {"portfolio-board"}
    seen: set[str] = set()
    for name, role in ((request.sponsor, "executive"), (request.head, "office-head")):
        if name and name not in seen:
            id_ = free_id(name, "person", taken)
            taken.add(id_)
            seen.add(name)
            yield PersonView(id_, name, role)


def _measures(ids: Iterable[str], language: Language) -> Iterator[MeasureView]:
    for id_ in dict.fromkeys(ids):
        one = MEASURES.get(id_.lower())
        if one is None:
            close = nearest(id_, MEASURES)
            advice = f"did you mean {close}?" if close else f"there are: {', '.join(MEASURES)}"
            raise UsageError(f"--measure: there is no measure {id_!r}", advice)
        title, unit = language.text(one.title), language.text(one.unit)
        yield MeasureView(one.id, title, unit, Decimal(one.target), one.direction)


def _own_extras() -> Iterator[tuple[str, bytes]]:
    """Files of the portfolio that are no documents: schemas, and settings of editors and git."""
    for kind in KINDS:
        yield f"{SCHEMAS}/{file_name(kind)}", (SCHEMA_FOLDER / file_name(kind)).read_bytes()
    yield ".vscode/settings.json", _json(_editor_settings())
    yield ".vscode/extensions.json", _json({"recommendations": ["redhat.vscode-yaml"]})
    yield ".editorconfig", (shipped(FOLDER) / "editorconfig").read_bytes()
    yield ".gitignore", (shipped(FOLDER) / "gitignore").read_bytes()


def _repository_files(ci: CiService, view: OfficeView) -> Iterator[tuple[str, bytes]]:
    """Files that services look for at the root of the repository."""
    renderer = Renderer(Language("en"), "yaml", None, FOLDER)

    def rendered(name: str) -> bytes:
        return renderer.render(f"{name}.yaml.jinja", view).encode()

    yield ".pre-commit-config.yaml", rendered("pre-commit")
    if ci in ("github", "both"):
        yield ".github/workflows/portfolio.yml", rendered("github")
    if ci in ("gitlab", "both"):
        yield ".gitlab-ci.yml", rendered("gitlab")
        yield view.included, (shipped("ci") / "gitlab.yml").read_bytes()


def _editor_settings() -> dict[str, Plain]:
    """Which schema belongs to which files; the paths hold for the folder that the editor has opened."""
    patterns: dict[str, Plain] = {}
    for kind in KINDS.values():
        name = kind.path.rpartition("/")[2]
        folder = kind.path.split("/")[-2] if "/" in kind.path else ""
        pattern = f"**/{folder}/*.yaml" if "<" in name else name
        patterns[f"{SCHEMAS}/{file_name(kind.name)}"] = pattern
    return {"yaml.schemas": patterns, "files.eol": "\n", "files.encoding": "utf8"}


def _json(data: Mapping[str, Plain]) -> bytes:
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


_SCHEMA_LINE = re.compile(rb"(# yaml-language-server: \$schema=)(?:\.\./)*pmo/schemas/")


def _moved(path: str, content: bytes) -> bytes:
    """A file of the example as it is at its new place: its schemas lie elsewhere, and no folder need be named."""
    way = f"{'../' * path.count('/')}{SCHEMAS}/".encode()
    if path.endswith(".md"):
        return content.replace(b" -C examples/portfolio", b"")
    return _SCHEMA_LINE.sub(lambda match: match[1] + way, content, count=1)
