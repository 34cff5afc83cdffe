"""Makes a project from the scaffold of its method; part of `pmo new`."""

import datetime
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from pmo.analysis.similar import Experience, TypicalRisk, experience, traits
from pmo.commands.asking import Asker, Choice
from pmo.commands.field_options import argument, given_texts, option, options_of, signature, with_argument
from pmo.commands.making_records import asker_of
from pmo.commands.session import day_of
from pmo.commands.writing import More, Writing, writing_command
from pmo.documents import Plain
from pmo.editing.draft import Draft
from pmo.editing.scaffolds import records
from pmo.editing.scaffolds.fields import RecordField, record_fields
from pmo.editing.scaffolds.kinds import RECORD_KINDS
from pmo.editing.scaffolds.projects import MadeProject, ProjectRequest, make, method_named, scaffolds
from pmo.editing.scaffolds.records import Home
from pmo.editing.scaffolds.references import candidates, canonical
from pmo.editing.scaffolds.target import MergeTarget
from pmo.errors import PmoError, UsageError
from pmo.findings import message
from pmo.loading import shipped_method, shipped_methods
from pmo.model.charter import Charter
from pmo.model.method import Method
from pmo.model.portfolio import Portfolio
from pmo.output import experience as output
from pmo.output.written import Change, Field

HELP = """\
{summary}.

It gets a charter, a plan with the method's phases and milestones spread over its days, a review for each gate, and
registers to fill. Lessons and typical risks of similar projects are shown. A scaffold of your own in
`templates/projects/NAME/` comes before ours of that name; --list shows all.

Examples:
    pmo new project CRM --method hybrid --sponsor ruben-osei --manager ewa-kaminska --finish 2027-12-30
                                phases and gates from today to the end of 2027
    pmo new project Law --method waterfall --size small --sponsor ruben-osei --manager ewa-kaminska
                                a small one: its gates are tailored
    pmo new project ERP --method hybrid --sponsor ruben-osei --manager ewa-kaminska --with-risks
                                with the typical risks of similar projects
    pmo new project --list      the scaffolds that there are
"""
_DEFAULTS = {"state": "proposed", "purpose": "To be written", "proposed": "today"}


def command_for(_noun: str, summary: str) -> tuple[Callable[..., int], str]:
    """The function behind `pmo new project`, and its help."""

    def new(session: Writing, **values: Any) -> int:
        return _list(session) if values["list_"] else _make(session, values)

    new.__signature__ = signature(_parameters())  # type: ignore[attr-defined]
    return writing_command()(new), HELP.format(summary=summary)


def _fields() -> list[RecordField]:
    """The fields of a charter that are options; its title is the argument as well."""
    return [one for one in record_fields(Charter) if one.key != "phase"]


def _parameters() -> list[inspect.Parameter]:
    first = ("title", "id", "method", "sponsor", "manager", "size", "category", "programme", "purpose")
    fields = {one.key: one for one in _fields()}
    main = [fields.pop(key) for key in first]
    flag = Annotated[bool, typer.Option("--with-risks", help="Take over the typical risks that are shown.")]
    risks = Annotated[
        list[str] | None,
        typer.Option(
            "--with-risk", metavar="ADDRESS", help="Take over this risk of another project (repeatable)."
        ),
    ]
    vendors = Annotated[
        list[str] | None,
        typer.Option(
            "--vendor", metavar="VENDOR", help="Vendor that it will work with, for lessons (repeatable)."
        ),
    ]
    listed = Annotated[bool, typer.Option("--list", help="List the scaffolds.")]
    keyword = inspect.Parameter.KEYWORD_ONLY
    return [
        argument("subject", "TITLE", "Name of the project."),
        *options_of(main, _DEFAULTS),
        option("start", "DATE", "First day of the plan. Default: today."),
        option(
            "finish", "DATE", "Last day of the plan. Default: by size, 60, 120 or 240 working days later."
        ),
        option("budget", "AMOUNT", "Money asked for, spread over the years of the plan."),
        option("template", "NAME", "Scaffold to use instead of the method's."),
        inspect.Parameter("with_risks", keyword, default=False, annotation=flag),
        inspect.Parameter("with_risk", keyword, default=None, annotation=risks),
        inspect.Parameter("vendor", keyword, default=None, annotation=vendors),
        inspect.Parameter("list_", keyword, default=False, annotation=listed),
        *options_of(fields.values(), _DEFAULTS),
    ]


def _make(session: Writing, values: Mapping[str, Any]) -> int:
    portfolio = session.loaded.portfolio
    language = session.language(session.loaded)
    asker = asker_of(session)
    fields = _fields()
    texts = with_argument(given_texts(fields, values), "title", values["subject"])
    if asker is not None and "title" not in texts:
        texts["title"] = asker.text(language.label("field", "title"))
    method = _method(portfolio, texts.pop("method", None), asker)
    found = _understood(session, fields, texts)
    lacking = [one for one in fields if one.key in ("title", "sponsor", "manager") and not found.get(one.key)]
    newcomers: dict[str, str] = {}
    if asker is None:
        records.refuse_missing("project", lacking, "title")
    else:
        found |= _asked(asker, lacking, portfolio, newcomers)
        if "purpose" not in found:
            found["purpose"] = asker.text(language.text("Purpose"), language.text("To be written"))
        if "objectives" not in found and portfolio.objectives:
            asker.heading(language.text("Which objectives does it serve?"))
            objectives = [Choice(one.id, one.title) for one in portfolio.objectives.values()]
            served = asker.many(language.text("Objectives"), objectives)
            found["objectives"] = [{"objective": one} for one in served]
    known = experience(portfolio, _traits(found, method, values["vendor"]))
    request = ProjectRequest(
        title=str(found.pop("title")),
        sponsor=str(found.pop("sponsor")),
        manager=str(found.pop("manager")),
        method=method,
        template=values["template"],
        id=str(found.pop("id")) if "id" in found else None,
        start=day_of(values["start"], "--start"),
        finish=day_of(values["finish"], "--finish"),
        budget=_amount(values["budget"]),
        fields=found,
        risks=_risks(portfolio, known, values, asker),
    )
    target = MergeTarget(session.root)

    def edit(draft: Draft) -> MadeProject:
        people = {
            name: records.add(
                draft, RECORD_KINDS["person"], Home("office"), {"name": name, "role": role}, target
            )
            for name, role in newcomers.items()
        }
        ids = {name: str(added.record["id"]) for name, added in people.items()}
        return make(draft, _with_ids(request, ids), target, session.root, language, session.as_of)

    written = session.write(edit)
    made = written.result
    change = Change(made.id, message("added"), tuple(_shown(request, made)))
    more = More(
        output.data(made.id, known),
        lambda width, colour: output.text(
            known, language, width=width, colour=colour, risks=not request.risks
        ),
    )
    advice = language.text(
        "Next: write the purpose and the objectives in projects/{id}/charter.yaml, then\n"
        "  pmo checklist {id}\n  pmo validate --project {id}",
        id=made.id,
    )
    return session.report(written, [change], advice, more)


def _with_ids(request: ProjectRequest, ids: Mapping[str, str]) -> ProjectRequest:
    """The request with ids in place of the names of people that were added."""
    people = {
        part: ids.get(getattr(request, part), getattr(request, part)) for part in ("sponsor", "manager")
    }
    return replace(request, **people)


def _understood(
    session: Writing, fields: Sequence[RecordField], texts: Mapping[str, str]
) -> dict[str, Plain]:
    portfolio = session.loaded.portfolio
    return {
        one.key: records.understood(one, texts[one.key], portfolio, None, session.as_of)
        for one in fields
        if one.key in texts
    }


def _method(portfolio: Portfolio, name: str | None, asker: Asker | None) -> Method | None:
    if name is not None:
        return method_named(portfolio, name)
    if asker is None:
        return None
    packs = [(id_, pack.title) for id_ in shipped_methods() if (pack := shipped_method(id_)) is not None]
    own = [(one.id, one.title) for one in portfolio.methods.values() if one.id not in dict(packs)]
    asker.heading(asker.language.text("Method"))
    chosen = asker.choice(asker.language.text("Method"), [Choice(*one) for one in (*own, *packs)], "hybrid")
    return method_named(portfolio, chosen)


def _asked(
    asker: Asker, lacking: Sequence[RecordField], portfolio: Portfolio, newcomers: dict[str, str]
) -> dict[str, Plain]:
    """What only a person can say; somebody who is not in people.yaml yet can be added on the way."""
    found: dict[str, Plain] = {}
    for one in lacking:
        question = asker.language.label("field", one.key)
        asker.heading(f"{question}: {one.help}")
        known = [Choice(person.id, person.name) for person in candidates(portfolio, ("person",), None)]

        def check(answer: str, field: RecordField = one) -> str:
            if answer in newcomers:
                return answer
            try:
                return canonical(portfolio, ("person",), answer, None, field.option)
            except PmoError:
                role = next((role.id for role in portfolio.roles.values()), None)
                add = asker.language.text(
                    "There is nobody called {name}. Add them to people.yaml?", name=answer
                )
                if role is None or " " not in answer or not asker.yes(add):
                    raise
                newcomers[answer] = role
                return answer

        found[one.key] = asker.reference(question, known, check)
    return found


def _traits(found: Mapping[str, Plain], method: Method | None, vendors: Sequence[str] | None) -> Any:
    tags, category, programme = found.get("tags"), found.get("category"), found.get("programme")
    return traits(
        vendors=vendors or (),
        tags=[str(tag) for tag in tags] if isinstance(tags, list) else (),
        category=str(category) if category else None,
        method=method.id if method else None,
        programme=str(programme) if programme else None,
    )


def _amount(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0 or abs(amount.adjusted()) > 18:
        raise UsageError(f"--budget cannot be {text!r}", "write a plain number: 420000")
    return amount


def _risks(
    portfolio: Portfolio, known: Experience, values: Mapping[str, Any], asker: Asker | None
) -> tuple[TypicalRisk, ...]:
    """The risks to take over: all that are shown, those that were named, those chosen at the terminal."""
    shown = known.risks[: output.MOST]
    named = [_risk(portfolio, known, address) for address in values["with_risk"] or ()]
    chosen = [*named, *(shown if values["with_risks"] else ())]
    if asker is not None and shown and not chosen:
        asker.heading(asker.language.text("Typical risks of similar projects"))
        choices = [
            Choice(one.risk.id, line)
            for one, line in zip(shown, output.risk_lines(shown, asker.language), strict=True)
        ]
        picked = asker.many(asker.language.text("Which to take over? Numbers, or - for none"), choices)
        chosen = [one for one in shown if one.risk.id in picked]
    unique = {one.risk.id.lower(): one for one in reversed(chosen)}
    return tuple(reversed(unique.values()))


def _risk(portfolio: Portfolio, known: Experience, address: str) -> TypicalRisk:
    from pmo.analysis.addresses import resolve
    from pmo.analysis.similar import SimilarProject
    from pmo.model.risks import Risk

    item = resolve(portfolio, address)
    project = portfolio.projects.get(item.document.holder)
    if not isinstance(item.record, Risk) or project is None:
        raise UsageError(f"--with-risk: {item.address} is no risk of a project", "name one: PROJECT/risks/ID")
    same = next((one for one in known.risks if one.address == item.address), None)
    return same or TypicalRisk(item.record, (SimilarProject(project, 0, ()),), 0)


def _shown(request: ProjectRequest, made: MadeProject) -> list[Field]:
    times = made.timetable
    files = ", ".join(path.rpartition(f"{made.id}/")[2] for path in made.files)
    rows: list[tuple[str, Plain]] = [
        ("title", request.title),
        ("method", request.method.id if request.method else None),
        ("sponsor", request.sponsor),
        ("manager", request.manager),
        ("start", _iso(times.start)),
        ("finish", _iso(times.finish)),
        ("phases", len(times.phases) or None),
        ("gates", made.gates or None),
        ("risks", len(request.risks) or None),
        ("files", files),
    ]
    return [Field(name, None, value) for name, value in rows if value is not None]


def _iso(day: datetime.date) -> str:
    return day.isoformat()


def _list(session: Writing) -> int:
    """The scaffolds, and what they make."""
    language = session.language(session.loaded)
    found = scaffolds(session.loaded.portfolio, session.root)
    if session.format == "json":
        from pmo.output.envelope import envelope

        office = session.loaded.portfolio.office
        name = office.office.name if office else session.root.name
        rows = [
            {
                "name": one.name,
                "own": one.is_own,
                "title": one.method.title if one.method else None,
                "files": one.files,
            }
            for one in found
        ]
        sys.stdout.write(envelope(session.command, name, None, session.as_of, {"scaffolds": rows}))
        return 0
    from pmo.output.scaffolds import text

    sys.stdout.write(text(found, language, colour=session.colour))
    return 0
