"""Makes a meeting, a method or an assessment: documents that hold one thing; part of `pmo new`."""

import datetime
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pmo.commands.field_options import argument, given_texts, option, options_of, signature, with_argument
from pmo.commands.making_records import ask, asker_of, inside
from pmo.commands.writing import Writing, writing_command
from pmo.documents import Plain
from pmo.editing.draft import Draft
from pmo.editing.scaffolds import documents, records
from pmo.editing.scaffolds.fields import RecordField, record_fields
from pmo.editing.scaffolds.projects import method_named
from pmo.editing.scaffolds.records import Home, home_of
from pmo.editing.scaffolds.target import MergeTarget
from pmo.findings import message
from pmo.model.assessment import Assessment
from pmo.model.base import Record
from pmo.model.kinds import Level
from pmo.model.meeting import Meeting
from pmo.model.method import Method
from pmo.output.written import Change, Field

_MEETING = """\
{summary}.

The agenda is what is open: decisions asked for (with --body of that body in any project), changes that wait, gates
ahead, escalated issues, actions due. The file lies in `meetings/` of --project or --programme, else of the project
whose folder you are in, else of the office.

Examples:
    pmo new meeting "Steering group November" --project scada-renewal --kind steering --date 2026-11-10
                                          with what is open in the project
    pmo new meeting "Portfolio board" --kind board --body portfolio-board
                                          with what is asked of the board
"""
_METHOD = """\
{summary}.

It begins with the phases of the method that it extends; gates, checklists and RACI stay those of that method until
you write your own.

Examples:
    pmo new method "House method" --extends hybrid
                                          methods/house-method.yaml, to change
"""
_ASSESSMENT = """\
{summary}.

It has the perspectives of the model, each still to be judged, with evidence and gaps to fill in.

Examples:
    pmo new assessment --model p3m3       assessments/TODAY.yaml
"""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of document."""

    record: type[Record]
    help: str
    levels: tuple[Level, ...]
    needed: Sequence[str]
    """Fields that it cannot be made without."""
    title: str | None
    """What stands for the first argument."""
    make: Callable[[Writing, Draft, Home, dict[str, Plain], MergeTarget], str]


def _meeting(session: Writing, draft: Draft, home: Home, given: dict[str, Plain], target: MergeTarget) -> str:
    day = _day(given, session)
    language = session.language(session.loaded)
    return documents.make_meeting(draft, home, given, day, target, session.root, language)


def _method(session: Writing, draft: Draft, _home: Home, given: dict[str, Plain], target: MergeTarget) -> str:
    portfolio = draft.loaded.portfolio
    parent = method_named(portfolio, str(given["extends"])) if given.get("extends") else None
    language = session.language(session.loaded)
    return documents.make_method(draft, given, parent, target, session.root, language)


def _assessment(
    session: Writing, draft: Draft, _home: Home, given: dict[str, Plain], _target: MergeTarget
) -> str:
    language = session.language(session.loaded)
    return documents.make_assessment(draft, given, _day(given, session), session.root, language)


def _day(given: Mapping[str, Plain], session: Writing) -> datetime.date:
    return datetime.date.fromisoformat(str(given["date"])) if given.get("date") else session.as_of


_KINDS: Mapping[str, _Kind] = {
    "meeting": _Kind(Meeting, _MEETING, ("project", "programme", "office"), ("title",), "TITLE", _meeting),
    "method": _Kind(Method, _METHOD, ("office",), ("title",), "TITLE", _method),
    "assessment": _Kind(Assessment, _ASSESSMENT, ("office",), ("model",), None, _assessment),
}


def command_for(noun: str, summary: str) -> tuple[Callable[..., int], str]:
    """The function behind `pmo new meeting` and the like, and its help."""
    kind = _KINDS[noun]
    fields = record_fields(kind.record)

    def new(session: Writing, **values: Any) -> int:
        return _make(session, noun, kind, fields, values)

    new.__signature__ = signature(_parameters(kind, fields))  # type: ignore[attr-defined]
    return writing_command()(new), kind.help.format(summary=summary)


def _parameters(kind: _Kind, fields: Sequence[RecordField]) -> list[inspect.Parameter]:
    found = [argument("subject", kind.title, "Its title.")] if kind.title else []
    if "project" in kind.levels:
        found += [
            option("in_project", "PROJECT", "Project it belongs to.", "--project"),
            option("in_programme", "PROGRAMME", "Programme it belongs to.", "--programme"),
        ]
    return [*found, *options_of(fields, {"date": "today"} if kind.record is not Method else {})]


def _make(
    session: Writing, noun: str, kind: _Kind, fields: Sequence[RecordField], values: Mapping[str, Any]
) -> int:
    portfolio = session.loaded.portfolio
    place = inside(session.root) if "project" in kind.levels else None
    home = home_of(portfolio, kind.levels, values.get("in_project"), values.get("in_programme"), place)
    assert home is not None  # every kind can be the office's
    texts = with_argument(given_texts(fields, values), "title" if kind.title else None, values.get("subject"))
    holder = home.of(portfolio)
    given: dict[str, Plain] = {
        one.key: method_named(portfolio, texts[one.key]).id
        if one.key == "extends"
        else records.understood(one, texts[one.key], portfolio, holder, session.as_of)
        for one in fields
        if one.key in texts
    }
    lacking = [one for one in fields if one.key in kind.needed and not given.get(one.key)]
    asker = asker_of(session)
    if asker is None:
        records.refuse_missing(noun, lacking, "title" if kind.title else None)
    else:
        given |= {one.key: ask(asker, one, session, home) for one in lacking}
    target = MergeTarget(session.root)
    written = session.write(lambda draft: kind.make(session, draft, home, given, target))
    data = Draft(written.loaded, lambda path: written.changes.get(path)).data(written.result)
    shown = [
        Field(key, None, value)
        for key, value in data.items()
        if value not in (None, [], {}) and key != "dimensions"
    ]
    address = written.result.removeprefix("projects/").removesuffix(".yaml")
    address = f"office/{address}" if noun == "meeting" and home.level == "office" else address
    shown = [one for one in shown if one.name != "phases"]
    advice = session.language(written.loaded).text("Next: complete {path}", path=written.result)
    return session.report(written, [Change(address, message("added"), tuple(shown))], advice)
