"""Adds a record of any kind to its register; part of `pmo new`."""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pmo.commands.asking import Asker, Choice
from pmo.commands.field_options import argument, given_texts, option, options_of, signature, with_argument
from pmo.commands.writing import Writing, writing_command
from pmo.documents import Plain
from pmo.editing.draft import Draft
from pmo.editing.scaffolds import records
from pmo.editing.scaffolds.fields import RecordField, record_fields
from pmo.editing.scaffolds.kinds import RECORD_KINDS, RecordKind
from pmo.editing.scaffolds.records import Added, Home, home_of
from pmo.editing.scaffolds.references import candidates, canonical
from pmo.editing.scaffolds.target import MergeTarget
from pmo.errors import UsageError
from pmo.findings import message
from pmo.model.portfolio import Portfolio
from pmo.output.written import Change, Field

_WORDS = {
    "raised": "today",
    "date": "today",
    "start": "today",
    "from": "today",
    "role": "the office's first role",
}
"""Defaults that depend on the day or the portfolio, in words."""


def command_for(noun: str, summary: str) -> tuple[Callable[..., int], str]:
    """The function behind `pmo new NOUN`, and its help."""
    kind = RECORD_KINDS[noun]

    def new(session: Writing, **values: Any) -> int:
        return make(session, kind, values)

    new.__signature__ = signature(parameters_of(kind))  # type: ignore[attr-defined]
    return writing_command()(new), help_of(summary, kind.example, where_of(kind))


def help_of(summary: str, example: str, *paragraphs: str) -> str:
    """Help of a kind, in the form in which commands write it."""
    return "\n\n".join([f"{summary}.", *paragraphs, f"Examples:\n    {example}"])


def make(
    session: Writing,
    kind: RecordKind,
    values: Mapping[str, Any],
    *,
    filled: Mapping[str, Plain] | None = None,
    place: Home | None = None,
) -> int:
    """Ask for what is missing, add the record, and say what else is worth saying.

    ``filled`` are fields that hold unless they are given; ``place`` is where it goes, whatever the options say.
    """
    portfolio = session.loaded.portfolio
    asker = asker_of(session)
    fields = record_fields(kind.record)
    home = (
        place
        or home_of(
            portfolio, kind.levels, values.get("in_project"), values.get("in_programme"), inside(session.root)
        )
        or _ask_project(kind, portfolio, asker)
    )
    parent = _parent(kind, values.get("parent"), portfolio, asker)
    texts = with_argument(given_texts(fields, values), kind.named_by, values.get("subject"))
    found = {**(filled or {}), **records.values(kind, texts, portfolio, home, session.as_of)}
    found = records.with_defaults(kind, found, portfolio, session.as_of)
    lacking = records.missing(kind, found)
    if asker is None:
        records.refuse_missing(kind.noun, lacking, kind.named_by)
    else:
        found |= {one.key: ask(asker, one, session, home) for one in lacking}
    target = MergeTarget(session.root)

    def edit(draft: Draft) -> Added:
        return records.add(draft, kind, home, found, target, parent)

    written = session.write(edit)
    added = written.result
    shown = tuple(Field(key, None, value) for key, value in added.record.items() if key != "id")
    language = session.language(written.loaded)
    unsaid = [key for key in kind.worth_saying if key not in added.record]
    advice = None
    if unsaid and kind.has_id:
        advice = language.text(
            "Still to be said: {fields}. For example: pmo set {address} {first}=...",
            fields=", ".join(unsaid),
            address=added.address,
            first=unsaid[0],
        )
    return session.report(written, [Change(added.address, message("added"), shown)], advice)


def asker_of(session: Writing) -> Asker | None:
    """Somebody to ask; None where there is nobody."""
    return Asker(session.language(session.loaded), session.colour) if session.may_ask else None


def inside(root: Path) -> Path | None:
    """The current folder as seen from the portfolio, where it lies in it."""
    with contextlib.suppress(ValueError, OSError):
        return Path.cwd().resolve().relative_to(root.resolve())
    return None


def ask(asker: Asker, field: RecordField, session: Writing, home: Home) -> Plain:
    """A value for a field, from the person at the terminal."""
    portfolio = session.loaded.portfolio
    question = asker.language.label("field", field.key)
    if field.help:
        asker.say(f"  {field.help}")
    if field.choices:
        return asker.choice(question, [Choice(word) for word in field.choices])
    holder = home.of(portfolio)
    suggested = _suggested(field, portfolio, home)

    def check(answer: str) -> Plain:
        return records.understood(field, answer, portfolio, holder, session.as_of)

    if not field.refers_to:
        return asker.checked(question, check, suggested)
    known = [Choice(one.id, one.name) for one in candidates(portfolio, field.refers_to, holder)]
    return asker.reference(question, known, check, suggested)


def _suggested(field: RecordField, portfolio: Portfolio, home: Home) -> str | None:
    """The answer that is likely: what happens in a project is the project manager's."""
    project = portfolio.projects.get(home.holder) if home.level == "project" else None
    if project is not None and project.charter is not None and field.key in ("owner", "raised_by", "author"):
        return project.charter.manager
    return None


def ask_project(portfolio: Portfolio, asker: Asker) -> str:
    """The id of a project, from the person at the terminal."""
    known = [Choice(one.id, one.title) for one in portfolio.projects.values() if one.is_open]
    question = asker.language.text("Project")
    return asker.reference(
        question, known, lambda answer: canonical(portfolio, ("project",), answer, None, "--project")
    )


def _ask_project(kind: RecordKind, portfolio: Portfolio, asker: Asker | None) -> Home:
    if asker is None:
        article = "an" if kind.noun[0] in "aeiou" else "a"
        raise UsageError(f"{article} {kind.noun} belongs to a project", "name it: --project PROJECT")
    return Home("project", ask_project(portfolio, asker))


def _parent(kind: RecordKind, given: str | None, portfolio: Portfolio, asker: Asker | None) -> str | None:
    if kind.parent is None:
        return None
    noun = kind.parent[0]
    if given is not None:
        return canonical(portfolio, (noun,), given, None, f"--{noun}")
    if asker is None:
        raise UsageError(f"a {kind.noun} needs --{noun}", f"give --{noun} {noun.upper()}")
    known = [Choice(one.id, one.name) for one in candidates(portfolio, (noun,), None)]
    question = asker.language.label("field", noun)
    return asker.reference(
        question, known, lambda answer: canonical(portfolio, (noun,), answer, None, f"--{noun}")
    )


def parameters_of(kind: RecordKind) -> Sequence[Any]:
    """The argument and the options of a kind."""
    fields = record_fields(kind.record)
    own = [one for one in fields if one.key not in kind.fixed]
    parameters = []
    if kind.named_by is not None:
        titled = next(one for one in fields if one.key == kind.named_by)
        parameters.append(argument("subject", kind.named_by.upper(), titled.help))
    if "project" in kind.levels:
        parameters.append(option("in_project", "PROJECT", "Project it belongs to.", "--project"))
    if "programme" in kind.levels:
        parameters.append(option("in_programme", "PROGRAMME", "Programme it belongs to.", "--programme"))
    if kind.parent is not None:
        noun = kind.parent[0]
        parameters.append(option("parent", noun.upper(), f"{noun.capitalize()} it belongs to.", f"--{noun}"))
    own.sort(
        key=lambda one: (not one.required, one.attribute in ("tags", "note", "custom", "confidentiality"))
    )
    words = {key: _WORDS.get(key) or _constant(kind, key) for key in kind.defaults}
    return [*parameters, *options_of(own, words)]


def _constant(kind: RecordKind, key: str) -> str:
    import datetime

    from pmo.model.portfolio import Holder

    nothing = Portfolio(Holder("", "office", {}), {}, {}, {})
    return str(kind.defaults[key](nothing, datetime.date.min))


def where_of(kind: RecordKind) -> str:
    """Where a record of a kind goes, in words."""
    if kind.parent is not None:
        return f"It is added to the {kind.parent[1]} of its {kind.parent[0]}; its id is made from its title."
    if len(kind.levels) == 1:
        place = "the project's" if kind.levels == ("project",) else "the office's"
        what = " ".join(kind.places[kind.levels[0]].keys)
        text = f"It is added to {place} {what}"
    else:
        text = "It is added to the register of --project or --programme, else of the project whose folder you are in, else of the office"
    return f"{text}; its id is made from its title." if kind.has_id else f"{text}."
