"""References that lead nowhere: found in one go over all records, told apart by what they refer to."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, get_args

from msgspec import Struct

from pmo.findings import Message, message
from pmo.model.charter import Charter
from pmo.model.gates import GateReview
from pmo.model.kinds import ITEM_KINDS, KINDS
from pmo.model.method import MethodGate
from pmo.model.office import Office
from pmo.model.once import once
from pmo.model.policies import Policy, Waiver
from pmo.model.portfolio import Document, Keys, Portfolio
from pmo.model.records import Found, by_type, keys_of, types_used
from pmo.model.references import reference_fields, texts_in
from pmo.model.scalars import HealthDimension
from pmo.model.status import Status
from pmo.rules.rule import Problem, problem
from pmo.rules.targets import (
    ADDRESSED_KINDS,
    GLOBAL_KINDS,
    OWN_KINDS,
    Known,
    Targets,
    gate_criteria,
)

MIXED: Final = "mixed"
"""What a reference that may lead to several kinds is filed under."""

HINTS_AT_MOST: Final = 200
"""Nearest ids are looked for this many times; a file that went missing leaves thousands of references."""

CANDIDATES_AT_MOST: Final = 2_000

NOUNS: Final[Mapping[str, Message]] = {
    "project": message("project"),
    "milestone": message("milestone"),
    "person": message("person"),
    "role": message("role"),
    "body": message("body"),
    "team": message("team"),
    "objective": message("objective"),
    "programme": message("programme"),
    "vendor": message("vendor"),
    "equipment": message("equipment"),
    "calendar": message("calendar"),
    "course": message("course"),
    "method": message("method"),
    "phase": message("phase"),
    "gate": message("gate"),
    "gate-criterion": message("criterion of this gate"),
    "deliverable": message("deliverable"),
    "budget-line": message("budget line"),
    "risk": message("risk"),
    "issue": message("issue"),
    "change": message("change"),
    "decision": message("decision"),
    "criterion": message("prioritisation criterion"),
    "kpi": message("indicator (kpi)"),
    "option": message("option of the business case"),
    "dimension": message("dimension of health"),
    "record-kind": message("kind of document or record"),
    "rule": message("rule"),
}
"""What each kind is called."""

_HOMES: Final[Mapping[str, Message]] = {
    "project": message("a folder in projects/"),
    "method": message("methods/, or the methods that come with pmo"),
    "phase": message("the `phases` of the project's method"),
    "gate": message("the `gates` of the project's method"),
    "gate-criterion": message("the gate's `criteria` in the method"),
    "person": message("`people` of people.yaml"),
    "role": message("`roles` of people.yaml"),
    "team": message("`teams` of people.yaml"),
    "body": message("`governance.bodies` of pmo.yaml"),
    "calendar": message("`calendars` of pmo.yaml"),
    "criterion": message("`prioritisation.criteria` of pmo.yaml"),
    "objective": message("`objectives` of strategy.yaml"),
    "programme": message("`programmes` of strategy.yaml"),
    "vendor": message("vendors.yaml"),
    "equipment": message("equipment.yaml"),
    "course": message("`courses` of training.yaml"),
    "milestone": message("`milestones` of the project's plan.yaml"),
    "deliverable": message("`deliverables` of the charter"),
    "budget-line": message("`lines` of the budget"),
    "kpi": message("`kpis` of the charter"),
    "option": message("`business_case.options`"),
    "risk": message("risks.yaml beside this file"),
    "issue": message("issues.yaml beside this file"),
    "change": message("changes.yaml beside this file"),
    "decision": message("decisions.yaml beside this file"),
}
"""Where records of each kind are kept."""


class Dangling(NamedTuple):
    """A reference that leads nowhere."""

    document: Document
    keys: Keys
    value: str
    kinds: tuple[str, ...]
    candidates: tuple[str, ...] = ()
    """Ids that could be meant, where they are not those of a kind of record."""
    at_key: bool = False


def dangling(portfolio: Portfolio, kind: str) -> Iterator[Problem]:
    """The references of one kind (or of several, `MIXED`) that lead nowhere, as problems."""
    yield from _problems(portfolio).get(kind, ())


@once
def _problems(portfolio: Portfolio) -> Mapping[str, list[Problem]]:
    targets = Targets(portfolio)
    words = _Words(portfolio, targets)
    found: dict[str, list[Problem]] = defaultdict(list)
    for one in (*_typed(portfolio, targets), *_keyed(portfolio, targets)):
        found[one.kinds[0] if len(one.kinds) == 1 else MIXED].append(words.problem(one))
    return found


def _typed(portfolio: Portfolio, targets: Targets) -> Iterator[Dangling]:
    """What the types say to be references."""
    for kind in types_used(portfolio):
        for attribute, key, kinds in reference_fields(kind):
            if kinds == ("expression",):
                continue
            for document, record, lost in _lost(by_type(portfolio, kind), attribute, kinds, targets):
                keys = (*keys_of(document, record), key)
                for there, text in texts_in(getattr(record, attribute), keys):
                    if text in lost:
                        yield Dangling(document, there, text, kinds)


def _lost(
    records: Found[Struct], attribute: str, kinds: tuple[str, ...], targets: Targets
) -> Iterator[tuple[Document, Struct, set[str]]]:
    """The records with values of a field that lead nowhere. This sees every reference there is."""
    if all(kind in GLOBAL_KINDS or kind in ("project", "method") for kind in kinds):
        # These mean the same everywhere: look at each text once, and at the records only if one is wrong.
        document = records.documents[0]
        texts = {text for value in set(records.values(attribute)) if value for text in _texts(value)}
        lost = {text for text in texts if not any(targets.holds(kind, text, document) for kind in kinds)}
        if not lost:
            return
        judged = {text: text in lost for text in texts}
        for document, record in records:
            wrong = {text for text in _texts(getattr(record, attribute)) if judged[text]}
            if wrong:
                yield document, record, wrong
        return
    last: Document | None = None
    known: list[Known] = []
    for index, value in enumerate(records.values(attribute)):
        if not value:
            continue
        document = records.documents[index]
        if document is not last:
            last, known = document, [targets.of(kind, document) for kind in kinds]
        wrong = {
            text
            for text in _texts(value)
            if not any(one.has(text) for one in known)
            and not any(targets.holds(kind, text, document) for kind in kinds)
        }
        if wrong:
            yield document, records.records[index], wrong


def _texts(value: Any) -> Iterable[str]:
    if type(value) is tuple:
        return [item for item in value if type(item) is str]
    return () if value is None or type(value) is not str else (value,)


def _keyed(portfolio: Portfolio, targets: Targets) -> Iterator[Dangling]:
    """References that are keys of a mapping, or depend on the record around them."""
    for document, review in by_type(portfolio, GateReview):
        project = portfolio.projects.get(document.holder)
        gate = portfolio.gate_of(project, review.gate) if project and review.criteria else None
        if gate is not None:
            yield from _not_in(
                gate_criteria(gate),
                review.criteria,
                document,
                review,
                "criteria",
                "gate-criterion",
                at_key=True,
            )
    for document, method_gate in by_type(portfolio, MethodGate):
        for index, tailoring in enumerate(method_gate.tailoring):
            for name in ("skip", "require"):
                known, ids = gate_criteria(method_gate), getattr(tailoring, name)
                for position, id_ in enumerate(ids):
                    if not known.has(id_):
                        keys = (*keys_of(document, method_gate), "tailoring", index, name, position)
                        yield Dangling(document, keys, id_, ("gate-criterion",), tuple(known.ids.values()))
    for document, charter in by_type(portfolio, Charter):
        if charter.scores:
            known = targets.of("criterion", document)
            yield from _not_in(known, charter.scores, document, charter, "scores", "criterion", at_key=True)
        case = charter.business_case
        if case is not None and case.recommended is not None:
            options = tuple(option.id for option in case.options)
            if case.recommended.lower() not in {id_.lower() for id_ in options}:
                yield Dangling(
                    document, ("business_case", "recommended"), case.recommended, ("option",), options
                )
    for document, status in by_type(portfolio, Status):
        if status.kpis:
            yield from _not_in(
                targets.of("kpi", document), status.kpis, document, status, "kpis", "kpi", at_key=True
            )
        for name in status.comments:
            if name.lower() not in _DIMENSIONS:
                yield Dangling(document, ("comments", name), name, ("dimension",), _DIMENSIONS, at_key=True)
    yield from _of_office(portfolio, targets)


def _not_in(
    known: Known, ids: Iterable[str], document: Document, record: Struct, key: str, kind: str, *, at_key: bool
) -> Iterator[Dangling]:
    for id_ in ids:
        if not known.has(id_):
            keys = (*keys_of(document, record), key, id_)
            yield Dangling(document, keys, id_, (kind,), tuple(known.ids.values()), at_key)


def _of_office(portfolio: Portfolio, targets: Targets) -> Iterator[Dangling]:
    for document, office in by_type(portfolio, Office):
        known = targets.of("criterion", document)
        for index, (first, second, _) in enumerate(office.prioritisation.comparisons):
            for position, id_ in enumerate((first, second)):
                if not known.has(id_):
                    keys: Keys = ("prioritisation", "comparisons", index, position)
                    yield Dangling(document, keys, id_, ("criterion",))
        rules = office.validate
        for name, prefixes in (("select", rules.select), ("ignore", rules.ignore)):
            for index, prefix in enumerate(prefixes):
                yield from _unknown_rule(document, ("validate", name, index), prefix)
        for prefix in rules.severity:
            yield from _unknown_rule(document, ("validate", "severity", prefix), prefix, at_key=True)
    for document, waiver in by_type(portfolio, Waiver):
        yield from _unknown_rule(
            document, (*keys_of(document, waiver), "code"), waiver.code.upper(), waiver.code
        )
    for document, policy in by_type(portfolio, Policy):
        if policy.applies_to not in _RECORD_KINDS:
            keys = (*keys_of(document, policy), "applies_to")
            yield Dangling(document, keys, policy.applies_to, ("record-kind",), tuple(_RECORD_KINDS))


def _unknown_rule(
    document: Document, keys: Keys, prefix: str, written: str | None = None, *, at_key: bool = False
) -> Iterator[Dangling]:
    from pmo.rules.registry import RULES  # the rules of this file are among them

    if not any(rule.code.startswith(prefix) for rule in RULES):
        codes = tuple(rule.code for rule in RULES)
        yield Dangling(document, keys, written or prefix, ("rule",), codes, at_key)


_OTHERS: Final[Mapping[str, Message]] = {
    "person": message("a person"),
    "role": message("a role"),
    "team": message("a team"),
    "body": message("a body"),
    "objective": message("an objective"),
    "programme": message("a programme"),
    "project": message("a project"),
}
_REFERRED: Final = frozenset({*GLOBAL_KINDS, *OWN_KINDS, "project", "method", "phase", "gate"})
_DIMENSIONS: Final = (*get_args(HealthDimension), "overall")
_RECORD_KINDS: Final = dict.fromkeys(("project", *KINDS, *ITEM_KINDS))


class _Words:
    """Says what is wrong with a reference, and what may be meant."""

    def __init__(self, portfolio: Portfolio, targets: Targets) -> None:
        self._portfolio = portfolio
        self._targets = targets
        self._hints: dict[object, Message] = {}
        self._looked_for = 0

    def problem(self, one: Dangling) -> Problem:
        text = message("there is no {kind} `{id}`", kind=_either(one.kinds), id=one.value)
        if one.kinds == ("milestone",) and "/" in one.value:
            project = one.value.partition("/")[0]
            if not self._targets.holds("project", project, one.document):
                text = message(
                    "there is no milestone `{id}`: there is no project `{project}`",
                    id=one.value,
                    project=project,
                )
        return problem(one.document, one.keys, text, self._hint(one), at_key=one.at_key)

    def _hint(self, one: Dangling) -> Message:
        scopes = tuple(self._targets.scope(kind, one.document) for kind in one.kinds if kind in NOUNS)
        key = (one.kinds, scopes, one.value, one.candidates)
        if key not in self._hints:
            self._hints[key] = self._other_kind(one) or self._nearest(one) or self._home(one)
        return self._hints[key]

    def _nearest(self, one: Dangling) -> Message | None:
        self._looked_for += 1
        if self._looked_for > HINTS_AT_MOST:
            return None
        for elsewhere in self._elsewhere(one):
            return message("did you mean `{id}`?", id=elsewhere)
        candidates = list(one.candidates) or list(self._candidates(one))
        if len(candidates) > CANDIDATES_AT_MOST:
            return None
        by_lower = {candidate.lower(): candidate for candidate in candidates}
        close = difflib.get_close_matches(one.value.lower(), by_lower, n=1)
        return message("did you mean `{id}`?", id=by_lower[close[0]]) if close else None

    def _elsewhere(self, one: Dangling) -> Iterator[str]:
        """Where another project, programme or the office has a record of the same kind and id."""
        (kind, *others), end = one.kinds, one.value.lower().rpartition("/")[2]
        if kind in ADDRESSED_KINDS and not others:
            for entry in self._portfolio.entries(kind):
                if entry.record.id.lower() == end:
                    yield entry.address
        elif kind == "milestone":
            yield from (name for name in self._portfolio.milestones if name.endswith(f"/{end}"))

    def _candidates(self, one: Dangling) -> Iterator[str]:
        for kind in one.kinds:
            if kind in _REFERRED:
                yield from self._targets.of(kind, one.document).ids.values()
            if kind == "milestone" and "/" in one.value:
                yield from self._portfolio.milestones
            elif kind in ADDRESSED_KINDS and "/" in one.value:
                yield from (entry.address for entry in self._portfolio.entries(kind))

    def _other_kind(self, one: Dangling) -> Message | None:
        """What else has this id: a role where a person belongs."""
        for kind, noun in _OTHERS.items():
            if kind not in one.kinds and one.value.lower() in self._targets.of(kind, one.document).ids:
                return message("`{id}` is {other}; correct the id", id=one.value, other=noun)
        return None

    @staticmethod
    def _home(one: Dangling) -> Message:
        if one.candidates and one.kinds[0] != "rule" and len(one.candidates) <= 12:
            return message("known are {ids}", ids=", ".join(one.candidates))
        homes = [_HOMES[kind] for kind in one.kinds if kind in _HOMES]
        if not homes:
            return message("correct it; `pmo rules` and `pmo schema --list` show what there is")
        return message("correct the id, or add it to {home}", home=_either_of(homes))


def _either(kinds: tuple[str, ...]) -> Message:
    return _either_of([NOUNS[kind] for kind in kinds])


def _either_of(words: list[Message]) -> Message:
    first, *others = words
    for index, word in enumerate(others, 1):
        template = "{one} or {other}" if index == len(others) else "{one}, {other}"
        first = message(template, one=first, other=word)
    return first
