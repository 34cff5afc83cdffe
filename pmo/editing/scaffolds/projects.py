"""A new project from the scaffold of its method.

A scaffold is a folder of templates: `templates/projects/<name>/` of the portfolio, then ours of that name, then
ours that all methods share. Each `<file>.jinja` becomes a file of the project, or none where it comes out empty;
any other file is copied. The fields of :class:`ProjectView` are the variables of the templates.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import msgspec
from markupsafe import Markup

from pmo.analysis.calendars import calendar_of
from pmo.analysis.similar import TypicalRisk
from pmo.documents import Plain
from pmo.editing.draft import Draft
from pmo.editing.ids import free_id, slug
from pmo.editing.scaffolds.target import MergeTarget
from pmo.editing.scaffolds.timetable import DAYS, Checkpoint, Iteration, Phase, Timetable, timetable
from pmo.errors import PmoError, UsageError, nearest
from pmo.governance.checklists import checklist
from pmo.loading import shipped_method, shipped_methods
from pmo.locale import Language
from pmo.model.charter import Charter
from pmo.model.kinds import KINDS, PROJECT_FILES, REGISTERS, RESERVED_ADDRESSES
from pmo.model.method import Method
from pmo.model.office import Reporting
from pmo.model.portfolio import Document, Portfolio, Project
from pmo.model.scalars import decode
from pmo.render.environment import Renderer
from pmo.schemas import file_name
from pmo.trees import shipped

FOLDER = "projects"
"""The folder of scaffolds, below `templates/`: ours, and that of a portfolio."""
COMMON = "common"
"""The scaffold that all others build on."""
SCHEMAS = ".pmo/schemas"
"""Where a portfolio keeps the schemas that its editor reads."""
_ENDING = ".jinja"
_OWN_FILES = frozenset(PROJECT_FILES + REGISTERS)


@dataclass(frozen=True, slots=True)
class Scaffold:
    """A scaffold that can be had."""

    name: str
    is_own: bool
    """Whether the portfolio has templates of its own for it."""
    method: Method | None
    files: tuple[str, ...]
    """The files that it makes."""


@dataclass(frozen=True, slots=True)
class MethodView:
    """The method of the project."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """A milestone: the end of a phase or stage."""

    id: str
    title: str
    day: datetime.date
    phase: str | None
    weight: int
    after: str | None
    """The milestone before."""
    lag_days: int
    """Working days since then."""


@dataclass(frozen=True, slots=True)
class CriterionView:
    """A criterion of a gate."""

    id: str
    text: str
    mandatory: bool
    evidence_required: bool


@dataclass(frozen=True, slots=True)
class GateView:
    """A review at a gate."""

    id: str
    """Id of the review."""
    gate: str
    title: str
    question: str | None
    planned: datetime.date
    criteria: tuple[CriterionView, ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document that the method asks for."""

    id: str
    title: str
    kind: str
    location: str | None
    """Path, where it is a file of the project."""


@dataclass(frozen=True, slots=True)
class ResponsibilityView:
    """A row of the method's RACI matrix."""

    activity: str
    responsible: str | tuple[str, ...]
    accountable: str | tuple[str, ...]
    consulted: str | tuple[str, ...]
    informed: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoredCriterion:
    """A criterion of the office that people score."""

    id: str
    title: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class YearAmount:
    """Money asked for in a year."""

    period: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ProjectView:
    """What a template of a scaffold sees."""

    id: str
    title: str
    state: str
    proposed: datetime.date
    sponsor: str
    manager: str
    purpose: str
    currency: str | None
    method: MethodView | None
    start: datetime.date
    finish: datetime.date
    phases: tuple[Phase, ...]
    milestones: tuple[MilestoneView, ...]
    """The ends of its phases, or only the finish where it has none."""
    sprints: tuple[Iteration, ...]
    gates: tuple[GateView, ...]
    documents: tuple[DocumentView, ...]
    raci: tuple[ResponsibilityView, ...]
    criteria: tuple[ScoredCriterion, ...]
    money: tuple[YearAmount, ...]
    cycle: str
    """The office's reporting cycle."""
    modelines: Mapping[str, Markup]
    """By kind of file: the line that tells an editor its schema; empty where the portfolio keeps none."""


@dataclass(frozen=True, slots=True)
class ProjectRequest:
    """What is asked for."""

    title: str
    sponsor: str
    manager: str
    method: Method | None = None
    template: str | None = None
    """Scaffold to use instead of the method's."""
    id: str | None = None
    start: datetime.date | None = None
    finish: datetime.date | None = None
    budget: Decimal | None = None
    """Money asked for."""
    fields: Mapping[str, Plain] = field(default_factory=dict)
    """Further fields of the charter."""
    risks: tuple[TypicalRisk, ...] = ()
    """Risks to take over."""


@dataclass(frozen=True, slots=True)
class MadeProject:
    """A project that was made."""

    id: str
    files: tuple[str, ...]
    timetable: Timetable
    gates: int


def method_named(portfolio: Portfolio, name: str) -> Method:
    """The office's own method of this id, else the pack; refuses an unknown one."""
    method = portfolio.methods.get(name.lower()) or shipped_method(name.lower())
    if method is not None:
        return method
    known = sorted({*portfolio.methods, *shipped_methods()})
    close = nearest(name, known)
    advice = f"did you mean {close}?" if close else f"there are: {', '.join(known)}"
    raise UsageError(f"--method: there is no method {name!r}", advice)


def scaffolds(portfolio: Portfolio, root: Path) -> tuple[Scaffold, ...]:
    """Every scaffold that can be had, the office's own first."""
    own = _folders(root / "templates" / FOLDER)
    names = [*sorted(own), *sorted((_folders(shipped(FOLDER)) | set(portfolio.methods)) - own)]
    return tuple(
        Scaffold(
            name,
            name in own,
            portfolio.methods.get(name.lower()) or shipped_method(name.lower()),
            tuple(sorted(_files(root, name))),
        )
        for name in names
        if name != COMMON
    )


def make(
    draft: Draft,
    request: ProjectRequest,
    target: MergeTarget,
    root: Path,
    language: Language,
    as_of: datetime.date,
) -> MadeProject:
    """Make the files of a project in the draft."""
    portfolio = draft.loaded.portfolio
    id_ = _project_id(portfolio, request, target, root)
    times = _times(portfolio, request, as_of)
    view = _view(portfolio, request, times, id_, root, language, as_of)
    files = _files(root, _scaffold_name(portfolio, request, root))
    charter = f"projects/{id_}/charter.yaml"
    if "charter.yaml" not in files:
        raise PmoError(
            f"the scaffold {request.template!r} has no charter.yaml.jinja",
            "every project needs a charter: add one",
        )
    renderer = Renderer(language, "yaml", root, FOLDER)
    _create(draft, charter, files.pop("charter.yaml"), renderer, view)
    given = {"title": request.title, "sponsor": request.sponsor, "manager": request.manager, **request.fields}
    for key, value in given.items():
        draft.set(charter, (key,), value)
    view = replace(view, gates=_tailored(draft, portfolio, request.method, view, as_of))
    for name, source in sorted(files.items()):
        _create(draft, f"projects/{id_}/{name}", source, renderer, view)
    for risk in request.risks:
        _take_over(draft, f"projects/{id_}/risks.yaml", risk, request.manager, language, as_of)
    made = tuple(path for path in draft.changes if path.startswith(f"projects/{id_}/"))
    return MadeProject(id_, made, times, len(view.gates))


def risk_record(
    risk: TypicalRisk, id_: str, owner: str, language: Language, as_of: datetime.date
) -> dict[str, Plain]:
    """A typical risk as a new project has it: identified, its own people still to assess it."""
    source = risk.risk
    record: dict[str, Plain] = {
        "id": id_,
        "title": source.title,
        "type": source.type if source.type != "threat" else None,
        "cause": source.cause,
        "event": source.event,
        "effect": source.effect,
        "category": source.category,
        "owner": owner,
        "status": "identified",
        "raised": as_of.isoformat(),
        "note": language.text("Taken over from {address}", address=risk.address),
    }
    return {key: value for key, value in record.items() if value is not None}


def _take_over(
    draft: Draft, path: str, risk: TypicalRisk, owner: str, language: Language, as_of: datetime.date
) -> None:
    draft.append(path, ("risks",), risk_record(risk, risk.risk.id, owner, language, as_of))


# which, where, when


def _project_id(portfolio: Portfolio, request: ProjectRequest, target: MergeTarget, root: Path) -> str:
    here = {id_.lower() for id_ in portfolio.projects} | {
        name.lower() for name in _folders(root / "projects")
    }
    if request.id is None:
        return free_id(request.title, "project", here | RESERVED_ADDRESSES | target.projects)
    if request.id in here | RESERVED_ADDRESSES:
        what = "reserved" if request.id in RESERVED_ADDRESSES else "taken"
        raise PmoError(
            f"the id {request.id!r} is {what}", "give another --id, or none: one is made from the title"
        )
    return request.id


def _times(portfolio: Portfolio, request: ProjectRequest, as_of: datetime.date) -> Timetable:
    calendar = calendar_of(portfolio)
    size = request.fields.get("size")
    days = DAYS[size if isinstance(size, str) else None]
    start = request.start
    if start is None and request.finish is not None and request.finish < as_of:
        start = calendar.add_working_days(request.finish, -days)
    start = calendar.next_working_day(start or as_of)
    finish = request.finish or calendar.add_working_days(start, days)
    return timetable(request.method, calendar, start, finish)


def _view(
    portfolio: Portfolio,
    request: ProjectRequest,
    times: Timetable,
    id_: str,
    root: Path,
    language: Language,
    as_of: datetime.date,
) -> ProjectView:
    method, office = request.method, portfolio.office
    given = request.fields
    return ProjectView(
        id=id_,
        title=request.title,
        state=str(given.get("state") or "proposed"),
        proposed=as_of,
        sponsor=request.sponsor,
        manager=request.manager,
        purpose=str(given.get("purpose") or language.text("To be written")),
        currency=str(given["currency"]) if given.get("currency") else None,
        method=MethodView(method.id, method.title) if method else None,
        start=times.start,
        finish=times.finish,
        phases=times.phases,
        milestones=tuple(_milestones(times, language)),
        sprints=times.sprints,
        gates=tuple(_gates(times, language)),
        documents=tuple(_documents(method, id_, language)) if method else (),
        raci=tuple(_raci(method, language)) if method else (),
        criteria=tuple(
            ScoredCriterion(one.id, one.title, one.scale.min, one.scale.max)
            for one in (office.prioritisation.criteria if office else ())
            if one.value is None
        ),
        money=tuple(_by_year(portfolio, request.budget, times)) if request.budget else (),
        cycle=(office.reporting if office else Reporting()).cycle,
        modelines={kind: modeline(root, kind, 2) for kind in _OWN_FILES},
    )


def modeline(root: Path, kind: str, depth: int) -> Markup:
    """The line that tells an editor the schema of a file that lies ``depth`` folders deep."""
    if not (root / SCHEMAS / file_name(kind)).is_file():
        return Markup("")
    return Markup(f"# yaml-language-server: $schema={'../' * depth}{SCHEMAS}/{file_name(kind)}")


def _milestones(times: Timetable, language: Language) -> Iterable[MilestoneView]:
    before: str | None = None
    for one in times.checkpoints:
        yield MilestoneView(
            one.id, _title(one, language), one.day, one.phase.id, one.weight, before, one.lag_days
        )
        before = one.id
    if before is None:
        yield MilestoneView("finish", language.text("Finished"), times.finish, None, 100, None, 0)


def _title(checkpoint: Checkpoint, language: Language) -> str:
    if checkpoint.stage is not None:
        return language.text("Stage {number} finished", number=checkpoint.stage)
    if checkpoint.gate is not None:
        return language.text("Gate {gate} passed", gate=language.text(checkpoint.gate.title))
    return language.text("{phase} finished", phase=language.text(checkpoint.phase.title))


def _gates(times: Timetable, language: Language) -> Iterable[GateView]:
    for one in times.checkpoints:
        if one.gate is not None and one.review is not None:
            criteria = tuple(
                CriterionView(each.id, language.text(each.text), each.mandatory, each.evidence == "required")
                for each in one.gate.criteria
            )
            question = language.text(one.gate.question) if one.gate.question else None
            yield GateView(
                one.review, one.gate.id, language.text(one.gate.title), question, one.day, criteria
            )


def _tailored(
    draft: Draft, portfolio: Portfolio, method: Method | None, view: ProjectView, as_of: datetime.date
) -> tuple[GateView, ...]:
    """The gates without the criteria that the method leaves out for a project of this size and kind."""
    if method is None:
        return ()
    path = f"projects/{view.id}/charter.yaml"
    try:
        data = {key: value for key, value in draft.data(path).items() if value is not None}
        record = msgspec.convert(data, Charter, dec_hook=decode)
    except msgspec.ValidationError:
        return view.gates  # the door says what is wrong with the charter
    document = Document(path, "charter", "project", view.id, "charter", record)
    project = Project(view.id, "project", {"charter": document})
    known = replace(portfolio, methods={**portfolio.methods, method.id.lower(): method})
    lines = {gate.id: {one.id for one in gate.criteria} for gate in checklist(known, project, as_of).gates}
    return tuple(
        replace(gate, criteria=tuple(one for one in gate.criteria if one.id in lines.get(gate.gate, ())))
        for gate in view.gates
    )


def _documents(method: Method, id_: str, language: Language) -> Iterable[DocumentView]:
    """The documents of the phases and of the gates behind them, each where it is needed first."""
    names: list[str] = []
    for phase in method.phases:
        gates = (gate for gate in method.gates if gate.after and gate.after.lower() == phase.id.lower())
        names += [*phase.documents, *(name for gate in gates for name in gate.documents)]
    for name in dict.fromkeys(names):
        kind = KINDS.get(name.lower())
        location = None
        if kind is not None:
            location = f"projects/{id_}/{'status/' if kind.name == 'status' else f'{kind.name}.yaml'}"
        title = language.label("document_kind", kind.name) if kind else name
        yield DocumentView(slug(name, "document"), title, kind.name if kind else name, location)


def _raci(method: Method, language: Language) -> Iterable[ResponsibilityView]:
    for row in method.raci:
        yield ResponsibilityView(
            language.text(row.activity), row.responsible, row.accountable, row.consulted, row.informed
        )


def _by_year(portfolio: Portfolio, amount: Decimal, times: Timetable) -> Iterable[YearAmount]:
    """The money spread over the calendar years by their working days, to the last unit."""
    calendar = calendar_of(portfolio)
    whole = calendar.working_days_in(times.start, times.finish)
    spent, left = Decimal(0), amount
    for year in range(times.start.year, times.finish.year + 1):
        end = min(times.finish, datetime.date(year, 12, 31))
        if end == times.finish:
            part = left
        else:
            share = Decimal(calendar.working_days_in(times.start, end)) / whole
            part = (amount * share).quantize(Decimal(1)) - spent
        spent, left = spent + part, left - part
        if part:
            yield YearAmount(year, part)


# templates


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a file of a scaffold comes from."""

    template: str | None
    """Name of its template; None for a file that is copied."""
    path: Path


def _scaffold_name(portfolio: Portfolio, request: ProjectRequest, root: Path) -> str:
    if request.template is None:
        return request.method.id.lower() if request.method else COMMON
    known = {one.name for one in scaffolds(portfolio, root)} | {COMMON}
    if request.template not in known:
        close = nearest(request.template, known)
        advice = f"did you mean {close}?" if close else "`pmo new project --list` shows them"
        raise UsageError(f"--template: there is no scaffold {request.template!r}", advice)
    return request.template


def _files(root: Path, name: str) -> dict[str, _Source]:
    """The files of a scaffold: those that all share, then ours of this name, then the portfolio's own."""
    own = root / "templates" / FOLDER / name
    ours = shipped(FOLDER) / name
    found: dict[str, _Source] = {}
    if ours.is_dir() or not own.is_dir():
        found |= _in(shipped(FOLDER) / COMMON, COMMON) | _in(ours, name)
    if own.is_dir():
        top = root.resolve()
        for file, source in _in(own, name).items():
            if not source.path.resolve().is_relative_to(top):
                raise PmoError(
                    f"templates/{FOLDER}/{name}/{file} is a link out of the portfolio; it is not followed",
                    "put the file itself there",
                )
            found[file] = source
    return found


def _in(folder: Path, name: str) -> dict[str, _Source]:
    """The files of one folder, and of the folders in it."""
    found = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if not path.is_file() or any(part.startswith((".", "_")) for part in path.relative_to(folder).parts):
            continue
        file = path.relative_to(folder).as_posix()
        is_template = file.endswith(_ENDING)
        found[file.removesuffix(_ENDING)] = _Source(f"{name}/{file}" if is_template else None, path)
    return found


def _folders(folder: Path) -> set[str]:
    if not folder.is_dir():
        return set()
    return {path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))}


def _create(draft: Draft, path: str, source: _Source, renderer: Renderer, view: ProjectView) -> None:
    if source.template is None:
        draft.create(path, source.path.read_bytes())
        return
    text = renderer.render(source.template, view)
    if text.strip():
        draft.create(path, text.encode())
