"""Benefits: planned, measured and drift, as tables."""

from collections.abc import Iterator, Sequence

from pmo.locale import Language
from pmo.output.table import Column, as_csv, show
from pmo.output.terminal import Page
from pmo.render.views.benefits import BenefitRow, BenefitsView

_STYLES = {"green": "green", "amber": "yellow", "red": "bold red"}


def text(view: BenefitsView, language: Language, *, width: int | None, colour: bool) -> str:
    """Benefits of running projects, then those that live on after closure."""
    page = Page(width=width or 1000, colour=colour)
    page.heading(
        view.heading.portfolio,
        language.text("Benefits as of {date}", date=language.date(view.heading.as_of)),
        _counted(view, language),
    )
    for title, rows in _groups(view, language):
        page.blank()
        page.paragraph(title, "bold")
        show(page, _columns(rows, language), language, width=width)
    return page.text()


def csv(view: BenefitsView) -> str:
    """A row for each benefit."""
    names = (
        "address", "project", "state", "title", "type", "disbenefit", "objective", "owner", "unit", "target",
        "due", "status", "planned", "measured", "drift", "colour", "measured_on", "unmeasured",
    )  # fmt: skip
    return as_csv([Column(name, name, [getattr(row, name) for row in view.benefits]) for name in names])


def advice(view: BenefitsView, language: Language) -> str:
    """What to do next."""
    unmeasured = next((row for row in view.benefits if row.unmeasured), None)
    if unmeasured is not None:
        return (
            language.text(
                "Record what was measured: `pmo set {address} 'measurements+={date: {date}, value: N}'`",
                address=unmeasured.address,
                date=view.heading.as_of.isoformat(),
            )
            .replace("{{", "{")
            .replace("}}", "}")
        )
    if view.benefits:
        return language.text("`pmo show {address}` is all about a benefit.", address=view.benefits[0].address)
    return language.text("`pmo new benefit TITLE --project ID` records one.")


def _counted(view: BenefitsView, language: Language) -> str:
    rows = view.benefits
    parts = [language.plural("{n} benefit", "{n} benefits", len(rows))]
    behind = sum(row.colour in ("amber", "red") for row in rows)
    parts.append(language.plural("{n} behind its plan", "{n} behind their plan", behind))
    unmeasured = sum(row.unmeasured for row in rows)
    if unmeasured:
        parts.append(language.plural("{n} never measured", "{n} never measured", unmeasured))
    return ", ".join(parts)


def _groups(view: BenefitsView, language: Language) -> Iterator[tuple[str, Sequence[BenefitRow]]]:
    running = [row for row in view.benefits if row.state != "completed"]
    closed = [row for row in view.benefits if row.state == "completed"]
    if running:
        yield language.text("Of projects under way"), running
    if closed:
        yield language.text("After closure"), closed


def _columns(rows: Sequence[BenefitRow], language: Language) -> list[Column]:
    say = language.text
    words = {language.label("health", colour): style for colour, style in _STYLES.items()}

    def share(value: float) -> str:
        return ("+" if value > 0 else "") + language.percent(value)

    def word(row: BenefitRow) -> str | None:
        if row.unmeasured:
            return say("never measured")
        return language.label("health", row.colour) if row.colour else None

    return [
        Column("address", say("Benefit"), [row.address for row in rows], style="bold"),
        Column("title", say("Title"), [row.title for row in rows], flexible=True, optional=True),
        Column("target", say("Target"), [_target(row) for row in rows], flexible=True, optional=True),
        Column("due", say("Due"), [row.due for row in rows], optional=True),
        Column("planned", say("Planned to date"), [row.planned for row in rows], right=True),
        Column("measured", say("Measured"), [row.measured for row in rows], right=True),
        Column("drift", say("Short by"), [row.drift for row in rows], written=share,
               style=lambda value: "red" if value > 0 else "", right=True),
        Column("colour", say("By the facts"), [word(row) for row in rows],
               style=lambda text: words.get(text, "red")),
        Column("status", say("Owner says"), [language.label("benefit_status", row.status) for row in rows],
               optional=True),
    ]  # fmt: skip


def _target(row: BenefitRow) -> str:
    return f"{row.target} {row.unit}" if row.unit and row.target.number is not None else str(row.target)
