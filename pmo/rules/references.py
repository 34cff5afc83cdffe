"""Family 3xx: references and ids."""

import datetime
import inspect
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, cast

from msgspec import Struct

from pmo.findings import Message, message
from pmo.model.charter import Stakeholder
from pmo.model.kinds import RESERVED_ADDRESSES, RESERVED_ROLES
from pmo.model.meeting import Meeting
from pmo.model.method import Method
from pmo.model.office import Authority, Minimum
from pmo.model.portfolio import Document, Entry, Keys, Portfolio, Project
from pmo.model.records import FieldType, by_type, fields_of, keys_of, record_types_in, types_used
from pmo.rules.dangling import MIXED, dangling
from pmo.rules.rule import Problem, Rule, checked, problem


def _dangling(code: str, kind: str, name: str, page: str) -> Rule:
    """The rule about references of one kind that lead nowhere."""

    def check(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
        return dangling(portfolio, kind)

    return Rule(code, name, inspect.cleandoc(page), "error", check)


UNKNOWN_PROJECT = """
    A reference to a project leads nowhere.

    **Why it matters.** A contract, lesson or constraint that names no project counts for none.

    **Example.**

        selection:
          requires: [data-platfrom]

    **Fix.** Correct the id: it is the name of the project's folder.
"""

UNKNOWN_MILESTONE = """
    A reference to a milestone leads nowhere.

    **Why it matters.** The dependency is not followed: the schedule, and every date behind it, is too good.

    **Example.**

        milestones:
          - id: go-live
            title: Go-live
            after: [interface-tested, erp/data-moved]

    **Fix.** Write `<id>` for a milestone of the same plan, `<project>/<id>` for one of another project.
"""

UNKNOWN_PERSON = """
    A reference to a person leads nowhere.

    **Why it matters.** Nobody is asked, informed or held to it.

    **Example.**

        manager: budy

    **Fix.** Correct the id, or add the person to `people.yaml`.
"""

UNKNOWN_ROLE = """
    A reference to a role leads nowhere.

    **Why it matters.** Demand for a role that does not exist is never met, and never missed.

    **Example.**

        allocations:
          - {role: developper, load: 1, from: 2026-11-02, to: 2026-12-18}

    **Fix.** Correct the id, or add the role to `people.yaml`. `sponsor`, `manager` and `office` always exist.
"""

UNKNOWN_BODY = """
    A reference to a governance body leads nowhere.

    **Why it matters.** A decision that waits for a body that does not exist waits for ever.

    **Example.**

        body: steering-comittee

    **Fix.** Correct the id, or add the body to `governance.bodies` in `pmo.yaml`.
"""

UNKNOWN_OBJECTIVE = """
    A reference to an objective leads nowhere.

    **Why it matters.** The project's contribution to the strategy is lost.

    **Example.**

        objectives:
          - {objective: grow-retension, contribution: 4}

    **Fix.** Correct the id, or add the objective to `strategy.yaml`.
"""

UNKNOWN_PROGRAMME = """
    A reference to a programme leads nowhere.

    **Why it matters.** The project is missing from its programme's reports and tolerances.

    **Example.**

        programme: customer-frist

    **Fix.** Correct the id, or add the programme to `strategy.yaml`.
"""

UNKNOWN_VENDOR = """
    A reference to a vendor leads nowhere.

    **Why it matters.** What hangs on the vendor is not seen when the vendor is late.

    **Example.**

        lines:
          - {id: licences, title: Licences, amount: 90000, vendor: acmee}

    **Fix.** Correct the id, or add the vendor to `vendors.yaml`.
"""

UNKNOWN_EQUIPMENT = """
    A reference to equipment leads nowhere.

    **Why it matters.** Two projects can book the same room without anybody noticing.

    **Example.**

        allocations:
          - {equipment: test-labb, load: 1, from: 2026-11-02, to: 2026-11-13}

    **Fix.** Correct the id, or add it to `equipment.yaml`.
"""

UNKNOWN_CALENDAR = """
    A reference to a calendar leads nowhere.

    **Why it matters.** The person's working days are taken to be the office's.

    **Example.**

        calendar: jakarta

    **Fix.** Correct the id, or add the calendar to `calendars` in `pmo.yaml`.
"""

UNKNOWN_COURSE = """
    A reference to a course leads nowhere.

    **Why it matters.** The enrolment proves no skill.

    **Example.**

        enrolments:
          - {person: ana, course: risk-basic}

    **Fix.** Correct the id, or add the course to `courses` in `training.yaml`.
"""

UNKNOWN_METHOD = """
    A reference to a method leads nowhere.

    **Why it matters.** Without its method a project has no phases, gates and checklists.

    **Example.**

        method: watterfall

    **Fix.** Correct the id; the finding names the nearest one. Methods of your own stand in `methods/<id>.yaml`.
"""

UNKNOWN_PHASE = """
    A phase is not one of the project's method.

    **Why it matters.** Checklists and reports by phase leave the record out.

    **Example.** The method has the phases `initiation`, `delivery` and `closing`, and the charter says

        phase: execution

    **Fix.** Choose one of the method's phases, or another method.
"""

UNKNOWN_GATE = """
    A gate is not one of the project's method.

    **Why it matters.** The review decides nothing: no gate is passed by it.

    **Example.**

        reviews:
          - {gate: golive, planned: 2027-02-20}

    **Fix.** Choose one of the method's gates.
"""

UNKNOWN_GATE_CRITERION = """
    A criterion is not one of the gate.

    **Why it matters.** The judgement counts for nothing, and the criterion that was meant stays open.

    **Example.**

        reviews:
          - gate: go-live
            criteria:
              test-passed: {result: met}

    **Fix.** Choose one of the gate's criteria; `pmo checklist PROJECT` lists them.
"""

UNKNOWN_DELIVERABLE = """
    A reference to a deliverable leads nowhere.

    **Why it matters.** The review proves nothing about what the project hands over.

    **Example.**

        reviews:
          - {id: first, deliverable: hand-book}

    **Fix.** Correct the id, or add the deliverable to the charter.
"""

UNKNOWN_BUDGET_LINE = """
    A reference to a budget line leads nowhere.

    **Why it matters.** The cost is in the total, but in no line.

    **Example.**

        actuals:
          - {period: 2026-10, cost: 18250, line: licenses}

    **Fix.** Correct the id, or add the line to `lines`.
"""

UNKNOWN_RISK = """
    A reference to a risk leads nowhere.

    **Why it matters.** It cannot be told any more which issues were foreseen.

    **Example.**

        issues:
          - {id: no-interface, title: No interface, severity: high, owner: ana, status: open,
             raised: 2026-10-12, from_risk: vendor-late}

    **Fix.** Write the id of a risk in the register beside it, or a full address: `crm/risks/vendor-delay`.
"""

UNKNOWN_ISSUE = """
    A reference to an issue leads nowhere.

    **Why it matters.** A risk that occurred is followed up nowhere.

    **Example.**

        risks:
          - {id: late, title: Late, owner: ana, status: occurred, issue: no-interfaces}

    **Fix.** Write the id of an issue in the register beside it, or a full address: `crm/issues/no-interface`.
"""

UNKNOWN_CHANGE = """
    A reference to a change leads nowhere.

    **Why it matters.** The baseline was moved without a change that anybody could look up.

    **Example.**

        baselines:
          - {id: second, date: 2026-09-15, change: second-interfase}

    **Fix.** Write the id of a change in the register beside it, or a full address: `crm/changes/second-interface`.
"""

UNKNOWN_DECISION = """
    A reference to a decision leads nowhere.

    **Why it matters.** The decision that was replaced still seems to be in force.

    **Example.**

        decisions:
          - {id: new-vendor, title: Vendor, status: requested, supersedes: pick-vender}

    **Fix.** Write the id of a decision in the register beside it, or a full address: `office/decisions/freeze`.
"""

UNKNOWN_CRITERION = """
    A prioritisation criterion does not exist.

    **Why it matters.** The score is left out of the ranking.

    **Example.**

        scores: {strategic-fitt: 4}

    **Fix.** Correct the id, or add the criterion to `prioritisation.criteria` in `pmo.yaml`.
"""

UNKNOWN_KPI = """
    An indicator (kpi) does not exist.

    **Why it matters.** The value is shown against no target.

    **Example.** A status update says

        kpis: {calls-per-dey: 40}

    **Fix.** Correct the id, or add the indicator to `kpis` of the charter.
"""

UNKNOWN_OPTION = """
    The recommended option is not one of the business case.

    **Why it matters.** The recommendation has no figures and no reasons.

    **Example.**

        business_case:
          options:
            - {id: buy, title: Buy}
          recommended: make

    **Fix.** Correct the id, or add the option.
"""

UNKNOWN_PARTY = """
    A reference to somebody leads nowhere.

    **Why it matters.** Nobody owns the record, approves it or is told about it.

    **Example.** An owner may be a person or a role; this is neither:

        owner: budy

    **Fix.** Correct the id. The message names what may stand there: a person, a role, a body, a team.
"""

UNKNOWN_DIMENSION = """
    A remark in a status update is about no dimension of health.

    **Why it matters.** The remark is shown nowhere.

    **Example.**

        comments: {budget: Within plan}

    **Fix.** Use `schedule`, `cost`, `scope`, `quality`, `risk`, `resources`, `benefits` or `overall`.
"""

UNKNOWN_RECORD_KIND = """
    A policy applies to no kind of document or record.

    **Why it matters.** The policy is never looked at.

    **Example.**

        applies_to: charters

    **Fix.** Name a kind of document (`charter`, `plan`, ...) or of record (`risk`, `milestone`, ...).
"""

UNKNOWN_RULE = """
    A code is that of no rule.

    **Why it matters.** The setting or waiver has no effect.

    **Example.**

        validate:
          ignore: [PM0503]

    **Fix.** Correct the code, or a prefix of several such as `PMO5`; `pmo rules` lists them.
"""


def duplicate_id(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """An id stands twice in one list.

    **Why it matters.** A reference to it could mean either record; only the first counts.

    **Example.** Ids compare without case, so these are the same:

        risks:
          - {id: late, title: The vendor is late, owner: ana, status: assessed}
          - {id: Late, title: The permit is late, owner: ana, status: assessed}

    **Fix.** Give one of them another id, and correct the references that mean it.
    """
    for kind in types_used(portfolio):
        for attribute, key, _ in _lists_with_ids(kind):
            for document, record in by_type(portfolio, kind):
                value = getattr(record, attribute)
                if len(value) > 1:
                    ids = [one.id.lower() for one in value if type(one) is not str and one.id]
                    if len(ids) != len(set(ids)):
                        yield from _duplicates(document, (*keys_of(document, record), key), value)


@cache
def _lists_with_ids(kind: type[Struct]) -> tuple[FieldType, ...]:
    """The record's own lists of records that may have an id."""
    return tuple(
        field
        for field in fields_of(kind)
        if any("id" in record.__struct_fields__ for record in record_types_in(field.hint))
    )


def _duplicates(document: Document, keys: Keys, records: Iterable[Any]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, record in enumerate(records):
        if type(record) is str or not record.id:
            continue
        before = first.setdefault(record.id.lower(), index)
        if before != index:
            yield problem(
                document,
                (*keys, index, "id"),
                message("the id `{id}` stands here a second time", id=record.id),
                message("give one of the two another id; ids compare without case"),
                related=[(document, (*keys, before, "id"), message("first here"))],
            )


def charter_id_is_not_its_folder(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The id in a charter is not the name of its folder.

    **Why it matters.** References and addresses use the folder's name; whoever reads the charter uses the other.

    **Example.** `projects/crm-renewal/charter.yaml` with

        id: crm

    **Fix.** Correct the id, or rename the folder and the references to it.
    """
    for project in portfolio.projects.values():
        charter = project.charter
        # A folder whose name cannot be an id at all is PMO119.
        if charter is not None and charter.id != project.id.lower() and _slug(project.id) != charter.id:
            yield problem(
                project.documents["charter"],
                ("id",),
                message("the id is `{id}`, but the folder is `{folder}`", id=charter.id, folder=project.id),
                message("write `id: {folder}`, or rename the folder", folder=project.id),
            )


def _slug(folder: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in folder.lower()).split()
    return "-".join(words)


def reserved_id(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A reserved word is used as an id.

    **Why it matters.** `office/risks/x` is an address at the office, not of a project called office; `sponsor` as
    an owner is the project's sponsor, not a person or team of that id.

    **Example.** A folder `projects/training`, or

        roles:
          - {id: manager, title: Department manager}

    **Fix.** Choose another id.
    """
    for project in portfolio.projects.values():
        if project.id.lower() in RESERVED_ADDRESSES:
            document = next(iter(project.documents.values()), None)
            yield problem(
                document or f"projects/{project.id}/charter.yaml",
                ("id",) if document and document.kind == "charter" else (),
                message("`{id}` is a reserved word and cannot be the id of a project", id=project.id),
                message("rename the project's folder and id"),
            )
    office = portfolio.office_holder.documents.get("office")
    named = [
        (entry.document, entry.keys, entry.record.id)
        for noun in ("role", "person", "team")
        for entry in portfolio.entries(noun)
    ]
    if office is not None and portfolio.office is not None:
        bodies = portfolio.office.governance.bodies
        named += [(office, ("governance", "bodies", index), body.id) for index, body in enumerate(bodies)]
    for document, keys, id_ in named:
        if id_.lower() in RESERVED_ROLES:
            yield problem(
                document,
                (*keys, "id"),
                message(
                    "`{id}` is a reserved role; it always stands for the project's own, or the office's head",
                    id=id_,
                ),
                message("choose another id"),
            )


def method_id_is_not_its_file(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The id of a method is not its file name.

    **Why it matters.** Charters find a method by its file name.

    **Example.** `methods/light.yaml` with

        id: lightweight

    **Fix.** Correct the id, or rename the file.
    """
    for document, method in by_type(portfolio, Method):
        if method.id.lower() != document.name.lower():
            yield problem(
                document,
                ("id",),
                message("the id is `{id}`, but the file is `{name}.yaml`", id=method.id, name=document.name),
                message("write `id: {name}`, or rename the file", name=document.name),
            )


def date_is_not_the_file_name(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The date in a status update, assessment or meeting is not that of its file name.

    **Why it matters.** Files are found and sorted by their names, reports by the date inside.

    **Example.** `status/2026-10-30.yaml` with

        date: 2026-09-30

    **Fix.** Correct the one that is wrong. Often a file was copied and only its name changed.
    """
    dated = [document for project in portfolio.projects.values() for document in project.status_documents]
    dated += [*portfolio.assessment_documents]
    dated += [document for holder in portfolio.holders for document in holder.meeting_documents]
    for document in dated:
        record: Any = document.record
        day = record.date.isoformat()
        if isinstance(record, Meeting):
            fits = document.name == day or document.name.startswith(f"{day}-")
        else:
            fits = document.name == day
        if not fits:
            yield problem(
                document,
                ("date",),
                message("the date is {day}, but the file is `{name}.yaml`", day=day, name=document.name),
                message("correct the date, or rename the file"),
            )


def circular_reference(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A record is its own parent, manager, base or successor, directly or through others.

    **Why it matters.** There is no top to such a circle: sums over it and escalations along it have no end.

    **Example.**

        objectives:
          - {id: grow, title: Grow, parent: win}
          - {id: win, title: Win, parent: grow}

    **Fix.** Remove the wrong one of these references.
    """
    for noun, field in (("objective", "parent"), ("person", "manager"), ("decision", "supersedes")):
        nodes: dict[str, tuple[Document, Keys]] = {}
        onward: dict[str, str] = {}
        for entry in portfolio.entries(noun):
            node = _node(entry, entry.record.id)
            nodes.setdefault(node, (entry.document, (*entry.keys, field)))
            value = getattr(entry.record, field)
            if value is not None:
                onward.setdefault(node, value.lower() if "/" in value else _node(entry, value))
        yield from _circles(onward, nodes, field)
    methods = by_type(portfolio, Method)
    yield from _circles(
        {document.name.lower(): method.extends.lower() for document, method in methods if method.extends},
        {document.name.lower(): (document, ("extends",)) for document, _ in methods},
        "extends",
    )


def _node(entry: Entry, id_: str) -> str:
    """What a bare id means where the entry stands."""
    return f"{entry.address.rpartition('/')[0]}/{id_}".lower()


def _circles(
    onward: Mapping[str, str], places: Mapping[str, tuple[Document, Keys]], field: str
) -> Iterator[Problem]:
    done: set[str] = set()
    for start in sorted(onward):
        path: dict[str, None] = {}
        node: str | None = start
        while node is not None and node not in done and node not in path:
            path[node] = None
            node = onward.get(node)
        if node is not None and node in path:
            circle = list(path)[list(path).index(node) :]
            first = circle.index(min(circle))
            circle = circle[first:] + circle[:first]
            names = [one.rpartition("/")[2] for one in (*circle, circle[0])]
            document, keys = places[circle[0]]
            yield problem(
                document,
                keys,
                message("`{field}` leads in a circle: {circle}", field=field, circle=" -> ".join(names)),
                message("remove the wrong one of these references"),
                related=[(*places[one], message("the circle goes on here")) for one in circle[1:]],
            )
        done.update(path)


def contradicting_selection(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A project requires or excludes itself, or requires what excludes it.

    **Why it matters.** No selection of projects can satisfy this; the project could never be chosen.

    **Example.** In the charter of `crm`, while `data-platform` says `excludes: [crm]`:

        selection:
          requires: [data-platform]

    **Fix.** Remove the wrong one of the two.
    """
    excluded = {
        (project.id.lower(), other.lower()): (project, index)
        for project in portfolio.projects.values()
        if project.charter and project.charter.selection
        for index, other in enumerate(project.charter.selection.excludes)
    }
    for project in portfolio.projects.values():
        selection = project.charter.selection if project.charter else None
        if selection is None:
            continue
        own, document = project.id.lower(), project.documents["charter"]
        for name, others in (("requires", selection.requires), ("excludes", selection.excludes)):
            for index, other in enumerate(others):
                keys: Keys = ("selection", name, index)
                if other.lower() == own:
                    text = message("the project names itself in `{name}`", name=name)
                    yield problem(document, keys, text, message("remove it"))
                elif name == "requires":
                    there = excluded.get((own, other.lower())) or excluded.get((other.lower(), own))
                    if there is not None:
                        yield _contradiction(document, keys, other, *there)


def _contradiction(document: Document, keys: Keys, other: str, excluding: Project, index: int) -> Problem:
    return problem(
        document,
        keys,
        message("`{project}` is required here, but the two exclude each other", project=other),
        message("remove the wrong one of the two"),
        related=[
            (excluding.documents["charter"], ("selection", "excludes", index), message("excluded here"))
        ],
    )


def not_exactly_one_holder(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A limit of authority or a minimum names none of the two it could be about, or both.

    **Why it matters.** A limit for nobody gives nobody the right to decide; one for two does not say for whom.

    **Example.**

        authority:
          - {max_cost: 50000}

    **Fix.** Name either a `body` or a `role` (in `minimums`: a `programme` or an `objective`).
    """
    for document, authority in by_type(portfolio, Authority):
        yield from _one_of(document, authority, "body", "role")
    for document, minimum in by_type(portfolio, Minimum):
        yield from _one_of(document, minimum, "programme", "objective")


def _one_of(document: Document, record: Struct, first: str, second: str) -> Iterator[Problem]:
    given = sum(getattr(record, name) is not None for name in (first, second))
    if given != 1:
        text = (
            message("neither `{first}` nor `{second}` is named", first=first, second=second)
            if not given
            else message("both `{first}` and `{second}` are named", first=first, second=second)
        )
        hint = message("name either a `{first}` or a `{second}`", first=first, second=second)
        yield problem(document, keys_of(document, record), text, hint)


def nameless_stakeholder(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A stakeholder has neither a name nor a person.

    **Why it matters.** Nobody can be kept on board whom nobody can name.

    **Example.**

        stakeholders:
          - {role: Works council, interest: high}

    **Fix.** Write the `name` of the person or group, or the id of a `person` in `people.yaml`.
    """
    for document, stakeholder in by_type(portfolio, Stakeholder):
        if stakeholder.name is None and stakeholder.person is None:
            yield problem(
                document,
                keys_of(document, stakeholder),
                message("the stakeholder has neither `name` nor `person`"),
                message("write the name, or the id of a person in people.yaml"),
            )


def ambiguous_party(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A person, role, body or team share an id.

    **Why it matters.** An owner or approver of that id could be either; the person is taken, then the body, the
    role, the team.

    **Example.** A role `architect` and a team `architect`.

    **Fix.** Rename one of them.
    """
    office = portfolio.office_holder.documents.get("office")
    first: dict[str, tuple[Document, Keys, Message]] = {}
    named = [
        (entry.document, entry.keys, cast(str, entry.record.id), noun, text)
        for noun, text in (
            ("person", message("a person")),
            ("role", message("a role")),
            ("team", message("a team")),
        )
        for entry in portfolio.entries(noun)
    ]
    if office is not None and portfolio.office is not None:
        bodies = portfolio.office.governance.bodies
        named += [
            (office, ("governance", "bodies", index), body.id, "body", message("a body"))
            for index, body in enumerate(bodies)
        ]
    kinds: dict[str, str] = {}
    for document, keys, id_, noun, text in named:
        key = id_.lower()
        if kinds.setdefault(key, noun) == noun:
            first.setdefault(key, (document, keys, text))
            continue
        there, place, other = first[key]
        yield problem(
            document,
            (*keys, "id"),
            message("`{id}` is the id of {kind} and of {other}", id=id_, kind=text, other=other),
            message("rename one of them"),
            related=[(there, (*place, "id"), message("the other one"))],
        )


REFERENCE_RULES: tuple[Rule, ...] = (
    _dangling("PMO301", "project", "unknown-project", UNKNOWN_PROJECT),
    _dangling("PMO302", "milestone", "unknown-milestone", UNKNOWN_MILESTONE),
    _dangling("PMO303", "person", "unknown-person", UNKNOWN_PERSON),
    _dangling("PMO304", "role", "unknown-role", UNKNOWN_ROLE),
    _dangling("PMO305", "body", "unknown-body", UNKNOWN_BODY),
    _dangling("PMO307", "objective", "unknown-objective", UNKNOWN_OBJECTIVE),
    _dangling("PMO308", "programme", "unknown-programme", UNKNOWN_PROGRAMME),
    _dangling("PMO309", "vendor", "unknown-vendor", UNKNOWN_VENDOR),
    _dangling("PMO310", "equipment", "unknown-equipment", UNKNOWN_EQUIPMENT),
    _dangling("PMO311", "calendar", "unknown-calendar", UNKNOWN_CALENDAR),
    _dangling("PMO312", "course", "unknown-course", UNKNOWN_COURSE),
    _dangling("PMO313", "method", "unknown-method", UNKNOWN_METHOD),
    _dangling("PMO314", "phase", "unknown-phase", UNKNOWN_PHASE),
    _dangling("PMO315", "gate", "unknown-gate", UNKNOWN_GATE),
    _dangling("PMO316", "gate-criterion", "unknown-gate-criterion", UNKNOWN_GATE_CRITERION),
    _dangling("PMO317", "deliverable", "unknown-deliverable", UNKNOWN_DELIVERABLE),
    _dangling("PMO318", "budget-line", "unknown-budget-line", UNKNOWN_BUDGET_LINE),
    _dangling("PMO319", "risk", "unknown-risk", UNKNOWN_RISK),
    _dangling("PMO320", "issue", "unknown-issue", UNKNOWN_ISSUE),
    _dangling("PMO321", "change", "unknown-change", UNKNOWN_CHANGE),
    _dangling("PMO322", "decision", "unknown-decision", UNKNOWN_DECISION),
    _dangling("PMO323", "criterion", "unknown-criterion", UNKNOWN_CRITERION),
    _dangling("PMO324", "kpi", "unknown-kpi", UNKNOWN_KPI),
    _dangling("PMO325", "option", "unknown-option", UNKNOWN_OPTION),
    _dangling("PMO326", MIXED, "unknown-party", UNKNOWN_PARTY),
    _dangling("PMO327", "dimension", "unknown-dimension", UNKNOWN_DIMENSION),
    _dangling("PMO328", "record-kind", "unknown-record-kind", UNKNOWN_RECORD_KIND),
    _dangling("PMO329", "rule", "unknown-rule", UNKNOWN_RULE),
    checked("PMO330", duplicate_id),
    checked("PMO331", charter_id_is_not_its_folder),
    checked("PMO332", reserved_id),
    checked("PMO333", method_id_is_not_its_file),
    checked("PMO334", date_is_not_the_file_name),
    checked("PMO336", circular_reference),
    checked("PMO337", contradicting_selection),
    checked("PMO338", not_exactly_one_holder),
    checked("PMO339", ambiguous_party, "warning"),
    checked("PMO340", nameless_stakeholder),
)
