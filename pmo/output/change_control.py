"""The pipeline of change requests, and what they add up to against the baseline."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pmo.analysis.change_control import PENDING
from pmo.analysis.money import Money
from pmo.locale import Language
from pmo.output.table import Column, as_csv, as_markdown, show
from pmo.output.terminal import Page
from pmo.render.inert import for_markdown
from pmo.render.views.change_control import ChangeRow, ChangesView, ChangeTotalsRow


def text(view: ChangesView, language: Language, *, width: int | None, colour: bool, whole: bool) -> str:
    """What waits for a decision (with ``whole`` every change), then what the changes add up to."""
    page = Page(width=width or 1000, colour=colour)
    page.heading(
        view.heading.portfolio,
        language.text("Change requests as of {date}", date=language.date(view.heading.as_of)),
        *_counted(view, language),
    )
    for title, columns in _tables(view, language, whole=whole):
        page.blank()
        page.paragraph(title, "bold")
        show(page, columns, language, width=width)
    return page.text()


def as_markdown_page(view: ChangesView, language: Language, *, whole: bool) -> str:
    """A page with the same tables."""
    title = language.text("Change requests of {portfolio}", portfolio=view.heading.portfolio)
    parts = [f"# {for_markdown(title)}", *(for_markdown(line) for line in _counted(view, language))]
    for heading, columns in _tables(view, language, whole=whole):
        parts += [f"## {for_markdown(heading)}", as_markdown(columns, language)]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def csv(view: ChangesView) -> str:
    """A row for each change."""
    names = (
        "address", "title", "type", "status", "raised", "raised_by", "age_days", "cost", "currency", "days",
        "decider", "decided", "decided_by",
    )  # fmt: skip
    return as_csv([Column(name, name, [getattr(row, name) for row in view.changes]) for name in names])


def advice(view: ChangesView, language: Language) -> str:
    """What to do next."""
    waiting = [row for row in view.changes if row.status in PENDING]
    if waiting:
        return language.text(
            "`pmo show {address}` is all about a change; `pmo changes --all` shows those that are decided too.",
            address=waiting[0].address,
        )
    return language.text("`pmo new change TITLE --project ID` asks for a change.")


def _counted(view: ChangesView, language: Language) -> Iterator[str]:
    yield ", ".join(
        f"{row.changes} {language.label('change_status', row.stage)}" for row in view.stages
    ) or language.text("No change requests.")
    if view.cycle_days is not None:
        yield language.text(
            "Half of the decisions came within {days} of the request.",
            days=language.working_days(round(view.cycle_days)),
        )


def _tables(view: ChangesView, language: Language, *, whole: bool) -> Iterator[tuple[str, list[Column]]]:
    say = language.text
    waiting = [row for row in view.changes if row.status in PENDING]
    if waiting:
        yield say("Waiting for a decision"), _changes(waiting, language, waiting=True)
    others = [row for row in view.changes if row.status not in PENDING]
    if whole and others:
        yield say("The others"), _changes(others, language, waiting=False)
    if view.totals:
        yield say("What they add up to"), _totals(view.totals, language)


def _changes(rows: Sequence[ChangeRow], language: Language, *, waiting: bool) -> list[Column]:
    say = language.text
    columns = [
        Column("address", say("Change"), [row.address for row in rows], style="bold"),
        Column("title", say("Title"), [row.title for row in rows], flexible=True, optional=True),
        Column("status", say("State"), [language.label("change_status", row.status) for row in rows]),
        Column("age_days", say("Age") if waiting else say("Took"), [row.age_days for row in rows],
               written=lambda days: say("{days} d", days=language.number(days)), right=True),
        Column("cost", say("Cost"), [_money(row.cost, row.currency) for row in rows],
               written=lambda money: _signed(money, language), right=True),
        Column("days", say("Finish"), [row.days for row in rows],
               written=lambda days: _days(days, language), right=True),
    ]  # fmt: skip
    if waiting:
        columns.append(
            Column("decider", say("Who may decide"), [row.decider or say("nobody has the authority") for row in rows],
                   flexible=True, optional=True)
        )  # fmt: skip
    else:
        columns += [
            Column("decided", say("Decided"), [row.decided for row in rows], optional=True),
            Column("decided_by", say("By"), [row.decided_by for row in rows], flexible=True, optional=True),
        ]
    return columns


def _totals(rows: Sequence[ChangeTotalsRow], language: Language) -> list[Column]:
    say = language.text
    return [
        Column("address", say("Where"), [row.address for row in rows], style="bold"),
        Column("original", say("Original budget"), [_money(row.original, row.currency) for row in rows],
               right=True, optional=True),
        Column("agreed", say("Agreed"), [row.agreed for row in rows], right=True),
        Column("agreed_cost", say("Cost"), [_money(row.agreed_cost, row.currency) for row in rows],
               written=lambda money: _signed(money, language), right=True),
        Column("growth", say("Growth"), [row.growth for row in rows],
               written=lambda share: ("+" if share > 0 else "") + language.percent(share, 1), right=True),
        Column("agreed_days", say("Finish"), [row.agreed_days for row in rows],
               written=lambda days: _days(days, language), right=True),
        Column("pending", say("Waiting"), [row.pending for row in rows], right=True, optional=True),
        Column("pending_cost", say("Would add"), [_money(row.pending_cost, row.currency) for row in rows],
               written=lambda money: _signed(money, language), right=True, optional=True),
    ]  # fmt: skip


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return Money(amount, currency) if amount is not None else None


def _signed(money: Money, language: Language) -> str:
    sign = "+" if money.amount > 0 else ""
    return sign + language.money(money.amount, money.currency, compact=True)


def _days(days: int, language: Language) -> str:
    return ("+" if days > 0 else "") + language.text("{days} d", days=language.number(days)) if days else "0"
