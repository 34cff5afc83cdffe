"""How each kind of record ends, and begins again: the words and days that belong together.

One entry a kind: which results there are, what must be said with each, and which fields that sets.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias

from msgspec import Struct

from pmo.documents import Plain
from pmo.errors import UsageError
from pmo.findings import message
from pmo.model.assumptions import Assumption
from pmo.model.benefits import Benefit
from pmo.model.changes import Change
from pmo.model.charter import Charter, Deliverable
from pmo.model.decisions import Decision
from pmo.model.gates import GateReview
from pmo.model.issues import Issue
from pmo.model.lessons import Lesson
from pmo.model.plan import Milestone
from pmo.model.quality import QualityReview
from pmo.model.risks import Risk
from pmo.model.shared import Action
from pmo.model.training import Enrolment

Record: TypeAlias = Mapping[str, Plain]
Fields: TypeAlias = dict[str, Plain]
"""New values by field, dotted where it is inside another; None removes one."""


@dataclass(frozen=True)
class Closing:
    """What was said about the end of a record."""

    day: date
    result: str | None = None
    """How it ended, where there is a choice."""
    text: str | None = None
    """What became of it: outcome, resolution, decision."""
    said_with: str = "--outcome"
    """The option with which that was said."""
    by: str | None = None
    """Who decided or accepted."""
    issue: str | None = None
    """The issue that a risk turned into."""


class Ending(NamedTuple):
    """How one kind of record ends and begins again."""

    noun: str
    state: Callable[[Record], Plain]
    """The word for where it stands."""
    finals: tuple[str, ...]
    """Where nothing is left to close."""
    results: tuple[str, ...]
    """How it may end; empty where there is one way only."""
    usual: str | None
    """The result when none is named; None where it must be named."""
    takes: tuple[str, ...]
    """What else may be said: `text`, `by`, `issue`."""
    close: Callable[[Record, Closing, str], Fields]
    reopen: Callable[[Record], Fields]


TEXT_OPTIONS = {Risk: "--outcome", Issue: "--resolution", Decision: "--decision"}
"""The option with which it is said what became of a record."""


def closed(record: type[Struct], data: Record, closing: Closing, address: str) -> Fields:
    """The fields that end a record; refuses what makes no sense."""
    ending = _ending(record, address)
    state = ending.state(data)
    if state in ending.finals:
        field = closing.said_with.removeprefix("--")
        advice = (
            message("change what it says with `pmo set`, or `pmo reopen` it")
            if closing.text is None
            else message(
                "`pmo set {address} {field}=TEXT` says so; `pmo reopen` opens it again",
                address=address,
                field=field,
            )
        )
        raise UsageError(message("{address} is {state} already", address=address, state=state), advice)
    _refuse_unfit(record, ending, closing)
    if closing.result is not None and not ending.results:
        raise UsageError(f"{_article(ending.noun)} ends in one way only", "leave out --result")
    result = _result(ending, closing)
    if result and result == state:
        raise UsageError(f"{address} is {state} already", "there is nothing to change")
    return ending.close(data, closing, result)


def reopened(record: type[Struct], data: Record, address: str) -> Fields:
    """The fields that undo the end of a record."""
    ending = _ending(record, address)
    state = ending.state(data)
    if state == "superseded":
        raise UsageError(f"{address} is superseded", "reopen the decision that took its place")
    if state not in (*ending.finals, *ending.results):
        raise UsageError(
            f"{address} is not closed", "there is nothing to reopen; `pmo set` changes its fields"
        )
    return ending.reopen(data)


def end_of(record: type[Struct], data: Record) -> Plain:
    """The word for how a record ended; None while it goes on."""
    ending = ENDINGS.get(record)
    state = ending.state(data) if ending is not None else None
    return state if ending is not None and state in ending.finals else None


def _ending(record: type[Struct], address: str) -> Ending:
    ending = ENDINGS.get(record)
    if ending is None:
        nouns = ", ".join(one.noun for one in ENDINGS.values())
        raise UsageError(
            f"{address} is nothing that is closed", f"these are: {nouns}; `pmo set` changes anything"
        )
    return ending


def _refuse_unfit(record: type[Struct], ending: Ending, closing: Closing) -> None:
    """Refuse what cannot be said about the end of this kind of record."""
    fitting = [_option(record, name) for name in ending.takes]
    given = {closing.said_with: closing.text, "--by": closing.by, "--issue": closing.issue}
    for option, value in given.items():
        if value is not None and option not in fitting:
            others = [*fitting, *(["--result"] if ending.results else []), "--on"]
            raise UsageError(f"{_article(ending.noun)} takes no {option}", f"it takes {', '.join(others)}")


def _result(ending: Ending, closing: Closing) -> str:
    if not ending.results:
        return ""
    if closing.result is None:
        result = "occurred" if closing.issue is not None else ending.usual
    else:
        result = closing.result.strip().lower().replace("_", "-").replace(" ", "-")
    if result is None:
        words = " or ".join(f"--result {word}" for word in ending.results)
        raise UsageError(f"how did the {ending.noun} end?", f"say {words}")
    if result not in ending.results:
        raise UsageError(
            f"{_article(ending.noun)} does not end as {closing.result!r}",
            f"it ends as {', '.join(ending.results)}",
        )
    return result


def _option(record: type[Struct], name: str) -> str:
    return TEXT_OPTIONS.get(record, "--outcome") if name == "text" else f"--{name}"


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _in(field: str) -> Callable[[Record], Plain]:
    return lambda data: data.get(field)


def _once(field: str, word: str) -> Callable[[Record], Plain]:
    """The word as soon as the day in ``field`` is known."""
    return lambda data: None if data.get(field) is None else word


def _said(closing: Closing, field: str) -> Fields:
    return {field: closing.text} if closing.text is not None else {}


def _needed(data: Record, given: str | None, field: str, question: str, option: str) -> str:
    """What was said, or stands there already; refuses where neither is."""
    value = given if given is not None else data.get(field)
    if not isinstance(value, str):
        raise UsageError(question, f"say it with {option}")
    return value


# risks and issues


def _close_risk(data: Record, closing: Closing, result: str) -> Fields:
    if closing.issue is not None and result != "occurred":
        raise UsageError(
            "a risk that turned into an issue has occurred", "say --result occurred, or leave out --issue"
        )
    if result == "closed":
        return {"status": "closed", "closed": closing.day.isoformat(), **_said(closing, "outcome")}
    is_threat = data.get("type", "threat") == "threat"
    issue = closing.issue if closing.issue is not None else data.get("issue")
    if is_threat and issue is None:
        raise UsageError(
            "which issue did the risk turn into?", "record the issue first, then name it: --issue ID"
        )
    named = {"issue": issue} if issue is not None else {}
    return {"status": "occurred", **named, **_said(closing, "outcome")}


def _reopen_risk(data: Record) -> Fields:
    if data.get("response"):
        status = "responding"
    elif data.get("probability") is not None and data.get("impact") is not None:
        status = "assessed"
    else:
        status = "identified"
    gone: Fields = {"closed": None, "outcome": None}
    return {"status": status, **gone, **({"issue": None} if data.get("status") == "occurred" else {})}


def _close_issue(data: Record, closing: Closing, result: str) -> Fields:
    day = data.get("resolved") or closing.day.isoformat()
    return {"status": result, "resolved": day, **_said(closing, "resolution")}


# decisions and changes


def _close_decision(data: Record, closing: Closing, _result: str) -> Fields:
    return {
        "status": "decided",
        "date": closing.day.isoformat(),
        "by": _needed(data, closing.by, "by", "who decided?", "--by PERSON"),
        "decision": _needed(data, closing.text, "decision", "what was decided?", "--decision TEXT"),
    }


def _close_change(data: Record, closing: Closing, result: str) -> Fields:
    if result == "implemented":
        if data.get("status") != "approved":
            raise UsageError(
                f"the change is {data.get('status')}, not approved",
                "have it approved first; or end it with --result rejected or --result withdrawn",
            )
        return {"status": "implemented", "implemented": closing.day.isoformat()}
    if result == "withdrawn":
        return {"status": "withdrawn"}
    decision = data.get("decision")
    by = closing.by or (decision.get("by") if isinstance(decision, dict) else None)
    body = decision.get("body") if isinstance(decision, dict) else None
    if by is None and body is None:
        raise UsageError("who rejected it?", "say it with --by PERSON")
    decided = {"by": by} if by is not None else {}
    return {
        "status": "rejected",
        "decision.outcome": "reject",
        **{f"decision.{name}": value for name, value in decided.items()},
        "decision.date": closing.day.isoformat(),
    }


def _reopen_change(data: Record) -> Fields:
    match data.get("status"):
        case "implemented":
            return {"status": "approved", "implemented": None}
        case "rejected":
            return {"status": "assessed", "decision": None}
    return {"status": "submitted"}


# projects


def _close_project(data: Record, closing: Closing, result: str) -> Fields:
    accepted = {"closure.accepted_by": closing.by} if closing.by is not None else {}
    return {"state": result, "closure.date": closing.day.isoformat(), **accepted}


def _reopen_project(data: Record) -> Fields:
    closure = data.get("closure")
    gone: Fields = {
        f"closure.{name}": None
        for name in ("date", "accepted_by")
        if isinstance(closure, dict) and closure.get(name) is not None
    }
    return {"state": "active", **gone}


def _reopen_benefit(data: Record) -> Fields:
    return {"status": "on-track" if data.get("measurements") else "planned"}


_ENDS_OF_CHANGES = ("implemented", "rejected", "withdrawn")
_ENDS_OF_BENEFITS = ("realised", "not-realised")
_ENDS_OF_PROJECTS = ("completed", "cancelled")
_LESSON_BEFORE: Mapping[Plain, str] = {"implemented": "published", "published": "validated"}

ENDINGS: Mapping[type[Struct], Ending] = {
    Risk: Ending(
        "risk", _in("status"), ("closed",), ("closed", "occurred"), "closed", ("text", "issue"),
        _close_risk, _reopen_risk,
    ),
    Issue: Ending(
        "issue", _in("status"), ("closed",), ("resolved", "closed"), "closed", ("text",),
        _close_issue, lambda _: {"status": "open", "resolved": None, "resolution": None},
    ),
    Action: Ending(
        "action", _once("done", "done"), ("done",), (), None, (),
        lambda _, closing, __: {"done": closing.day.isoformat()}, lambda _: {"done": None},
    ),
    Assumption: Ending(
        "assumption", _in("result"), ("valid", "invalid"), ("valid", "invalid"), None, (),
        lambda _, __, result: {"result": result}, lambda _: {"result": "open"},
    ),
    Decision: Ending(
        "decision", _in("status"), ("decided", "superseded"), (), None, ("text", "by"),
        _close_decision, lambda _: {"status": "requested", "date": None, "decision": None},
    ),
    Change: Ending(
        "change", _in("status"), _ENDS_OF_CHANGES, _ENDS_OF_CHANGES, "implemented", ("by",),
        _close_change, _reopen_change,
    ),
    Milestone: Ending(
        "milestone", _once("actual", "reached"), ("reached",), (), None, (),
        lambda _, closing, __: {"actual": closing.day.isoformat()}, lambda _: {"actual": None},
    ),
    Deliverable: Ending(
        "deliverable", _in("status"), ("accepted",), ("delivered", "accepted", "rejected"), "accepted", (),
        lambda _, __, result: {"status": result}, lambda _: {"status": "in-progress"},
    ),
    Benefit: Ending(
        "benefit", _in("status"), _ENDS_OF_BENEFITS, _ENDS_OF_BENEFITS, None, (),
        lambda _, __, result: {"status": result}, _reopen_benefit,
    ),
    Lesson: Ending(
        "lesson", _in("status"), ("implemented",), ("validated", "published", "implemented"), "implemented", (),
        lambda _, __, result: {"status": result},
        lambda data: {"status": _LESSON_BEFORE.get(data.get("status"), "captured")},
    ),
    Charter: Ending(
        "project", _in("state"), _ENDS_OF_PROJECTS, _ENDS_OF_PROJECTS, "completed", ("by",),
        _close_project, _reopen_project,
    ),
    GateReview: Ending(
        "gate review", _once("held", "held"), ("held",), ("go", "conditional", "hold", "recycle", "kill"), None, (),
        lambda _, closing, result: {"held": closing.day.isoformat(), "decision": result},
        lambda _: {"held": None, "decision": None},
    ),
    QualityReview: Ending(
        "quality review", _once("held", "held"), ("held",), ("passed", "failed", "conditional"), None, (),
        lambda _, closing, result: {"held": closing.day.isoformat(), "result": result},
        lambda _: {"held": None, "result": None},
    ),
    Enrolment: Ending(
        "enrolment", _once("completed", "completed"), ("completed",), (), None, ("text",),
        lambda _, closing, __: {"completed": closing.day.isoformat(), **_said(closing, "result")},
        lambda _: {"completed": None, "result": None},
    ),
}  # fmt: skip
