"""Appraisals for people: text, Markdown and CSV."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pmo.analysis.appraisal import Appraisal, Figures, Option
from pmo.analysis.appraisal.figures import NAMES
from pmo.analysis.appraisal.tornado import Swing, Tornado
from pmo.analysis.money import Money
from pmo.locale import Language
from pmo.output import table
from pmo.output.appraisal import amount, convention, data, rounded
from pmo.output.table import Column
from pmo.output.terminal import Page
from pmo.render.inert import for_markdown
from pmo.render.views.parts import Heading
from pmo.render.views.words import in_words

_HALF = 12
"""Columns of one side of a tornado."""
_SHORT = {"npv": "NPV", "irr": "IRR", "mirr": "MIRR", "bcr": "BCR", "pi": "PI", "roi": "ROI"}


def as_csv(found: Sequence[Appraisal], language: Language) -> str:
    """A row for each project and for each of its options; figures as in JSON."""
    projects = data(found, language).projects
    rows = [(one, option) for one in projects for option in (None, *one.options)]
    columns = [
        Column("project", "", [one.project for one, _ in rows]),
        Column("option", "", [option.option if option else None for _, option in rows]),
        Column("title", "", [(option or one).title for one, option in rows]),
        Column("recommended", "", [option.recommended if option else None for _, option in rows]),
        Column("currency", "", [one.currency for one, _ in rows]),
        Column("discount_rate", "", [one.discount_rate for one, _ in rows]),
    ]
    columns += [
        Column(name, "", [_exact(getattr(option or one, name)) for one, option in rows])
        for name in ("npv", "pv_costs", "pv_benefits", *NAMES[1:])
    ]
    rates = ["; ".join(str(_exact(rate)) for rate in (option or one).irr_all) for one, option in rows]
    columns.append(Column("irr_all", "", rates))
    reasons = [
        "; ".join(f"{name}: {reason}" for name, reason in sorted((option or one).reasons.items()))
        for one, option in rows
    ]
    return table.as_csv([*columns, Column("reasons", "", reasons)])


def _exact(value: Decimal | float | None) -> Decimal | None:
    return Decimal(repr(value)) if isinstance(value, float) else value


def as_markdown(found: Sequence[Appraisal], heading: Heading, language: Language) -> str:
    """The tables, and why figures are undefined."""
    parts = [f"# {for_markdown(_title(found, language))}", for_markdown(_origin(heading, language))]
    for title, columns in _tables(found, language, bars=False):
        if title:
            parts.append(f"## {for_markdown(title)}")
        parts.append(table.as_markdown(columns, language))
    parts.append("\n".join(f"- {for_markdown(note)}" for note in _notes(found, language)))
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def text(
    found: Sequence[Appraisal], heading: Heading, language: Language, *, width: int, colour: bool
) -> str:
    """The same on a terminal, with bars."""
    page = Page(width=width, colour=colour)
    page.heading(_title(found, language), _origin(heading, language))
    for title, columns in _tables(found, language, bars=True):
        page.blank()
        if title:
            page.paragraph(title, "bold")
        table.show(page, columns, language, width=width)
    page.blank()
    page.items(_notes(found, language))
    return page.text()


def advice(found: Sequence[Appraisal], language: Language) -> str:
    """What to do next."""
    known = [one for one in found if one.flows is not None]
    without = next((one for one in found if one.flows is None), None)
    if len(found) > 1 and known:
        return language.text(
            "`pmo appraise {project}` shows its options, its cash flows and what moves its net present value.",
            project=known[0].project.id,
        )
    if without is not None:
        return language.text(
            "Add a `business_case` with `cash_flows` (period, cost, benefit) to projects/{project}/charter.yaml.",
            project=without.project.id,
        )
    return language.text("`pmo rank` puts it beside the others by all criteria of the office.")


def _title(found: Sequence[Appraisal], language: Language) -> str:
    if len(found) == 1:
        return language.text("Appraisal of {project}", project=found[0].project.title)
    return language.plural("Appraisal of {n} project", "Appraisal of {n} projects", len(found))


def _origin(heading: Heading, language: Language) -> str:
    parts = [heading.portfolio, language.text("As of {date}", date=language.date(heading.as_of))]
    if heading.short_revision:
        parts.append(language.text("revision {revision}", revision=heading.short_revision))
    return " · ".join(parts)


def _tables(
    found: Sequence[Appraisal], language: Language, *, bars: bool
) -> Iterator[tuple[str, list[Column]]]:
    say = language.text
    projects = [Column("project", say("Project"), [one.project.id for one in found], style="bold")]
    if found:
        yield (
            "",
            projects + _figures([one.figures for one in found], [one.currency for one in found], language),
        )
    for one in found if len(found) == 1 else ():
        if one.options:
            yield say("Options"), _options(one, language)
        if one.tornado is not None:
            yield (
                say(
                    "What moves the net present value of {npv}",
                    npv=_money(one.figures.npv, one.currency, language),
                ),
                _swings(one.tornado, one.currency, language, bars=bars),
            )
        if one.flows is not None:
            yield say("Cash flows"), _flows(one, language)


def _figures(rows: Sequence[Figures], currencies: Sequence[str], language: Language) -> list[Column]:
    say = language.text

    def percent(value: Decimal) -> str:
        return language.percent(value, 1)

    def figure(value: Decimal) -> str:
        return language.number(value, 2)

    def rates(value: tuple[Decimal, ...]) -> str:
        return " / ".join(map(percent, value))

    money = [
        Money(amount(row.npv), currency) if row.npv is not None else None
        for row, currency in zip(rows, currencies, strict=True)
    ]
    column = Column
    return [
        column("npv", "NPV", money, right=True, style=_red),
        column("irr", "IRR", [row.irr_all for row in rows], written=rates, right=True),
        column("mirr", "MIRR", [row.mirr for row in rows], written=percent, right=True, optional=2),
        column("payback", say("Payback"), [row.payback for row in rows], written=figure, right=True),
        column("discounted", say("Payback, discounted"), [row.discounted_payback for row in rows],
               written=figure, right=True, optional=1),
        column("bcr", "BCR", [row.bcr for row in rows], written=figure, right=True),
        column("pi", "PI", [row.pi for row in rows], written=figure, right=True, optional=3),
        column("roi", "ROI", [row.roi for row in rows], written=percent, right=True, optional=2),
    ]  # fmt: skip


def _red(value: Money) -> str:
    return "red" if value.amount < 0 else ""


def _options(one: Appraisal, language: Language) -> list[Column]:
    say = language.text

    def mark(option: Option) -> str:
        words = [say("recommended")] if option.recommended else []
        words += [say("highest NPV")] if option is one.best else []
        return ", ".join(words)

    rows = [option.figures for option in one.options]
    return [
        Column("option", say("Option"), [option.id for option in one.options], style="bold"),
        Column("title", say("Title"), [option.title for option in one.options], flexible=True, optional=4),
        *_figures(rows, [one.currency] * len(rows), language),
        Column("mark", "", [mark(option) for option in one.options]),
    ]


def _swings(found: Tornado, currency: str, language: Language, *, bars: bool) -> list[Column]:
    say = language.text
    names = {
        "cost": say("Costs ±{share}", share=language.percent(found.change, 1)),
        "benefit": say("Benefits ±{share}", share=language.percent(found.change, 1)),
        "delay": say("Benefits one period later"),
    }

    def change(value: Decimal) -> str:
        sign = "+" if value > 0 else ""
        return sign + language.percent(value, 1)

    columns = [
        Column("driver", say("When"), [names[one.driver] for one in found.swings], style="bold"),
        Column(
            "low",
            say("NPV, at least"),
            [Money(amount(one.low), currency) for one in found.swings],
            right=True,
        ),
        Column(
            "high",
            say("NPV, at most"),
            [Money(amount(one.high), currency) for one in found.swings],
            right=True,
        ),
        Column(
            "switching", say("Zero at"), [one.switching for one in found.swings], written=change, right=True
        ),
    ]
    if bars:
        columns.append(Column("bar", "", _bars(found), style="cyan", optional=1))
    return columns


def _bars(found: Tornado) -> list[str]:
    """What takes from the net present value on the left, what adds to it on the right."""
    base = found.value
    most = max(max(abs(one.low - base), abs(one.high - base)) for one in found.swings) or Decimal(1)

    def bar(one: Swing) -> str:
        left, right = ("█" * round(_HALF * abs(end - base) / most) for end in (one.low, one.high))
        return f"{left:>{_HALF}}│{right}"

    return [bar(one) for one in found.swings]


def _flows(one: Appraisal, language: Language) -> list[Column]:
    say = language.text
    (project,) = data([one], language).projects

    def money(name: str) -> list[Money]:
        return [Money(getattr(row, name), one.currency) for row in project.cash_flows]

    return [
        Column("period", say("Period"), [row.period for row in project.cash_flows]),
        Column("cost", say("Cost"), money("cost"), right=True),
        Column("benefit", say("Benefit"), money("benefit"), right=True),
        Column("net", say("Net"), money("net"), right=True, style=_red),
        Column("cumulative", say("Sum so far"), money("cumulative"), right=True, style=_red),
    ]


def _money(value: Decimal | None, currency: str, language: Language) -> str:
    return "" if value is None else language.money(amount(value), currency, compact=True)


def _notes(found: Sequence[Appraisal], language: Language) -> Iterator[str]:
    say = language.text
    yield convention(language) + "."
    yield say("BCR: present value of benefits over that of costs. PI: NPV over the present value of costs.")
    yield say(
        "ROI: benefits less costs over costs, undiscounted. Payback: in periods from t = 0, interpolated."
    )
    yield from _rates(found, language)
    for one in found:
        if len(found) == 1 and one.tornado is not None:
            yield say(
                "Cost of delay: {amount} for each period that the benefits come later",
                amount=_money(one.tornado.cost_of_delay, one.currency, language),
            )
        if (
            one.best is not None
            and not one.best.recommended
            and any(option.recommended for option in one.options)
        ):
            yield say(
                "{project}: the recommended option is not the one of the highest net present value, {option}",
                project=one.project.id,
                option=one.best.id,
            )
    yield from _reasons(found, language)


def _rates(found: Sequence[Appraisal], language: Language) -> Iterator[str]:
    """The rates that count, with the projects that they count for."""
    projects: dict[tuple[Decimal | None, Decimal | None, Decimal | None], list[str]] = {}
    for one in found:
        rates = (one.rates.discount, one.rates.finance, one.rates.reinvest)
        projects.setdefault(rates, []).append(one.project.id)
    for rates, names in projects.items():
        discount, finance, reinvest = (
            language.text("none") if rate is None else language.percent(rounded(rate), 2) for rate in rates
        )
        line = language.text(
            "Discount rate {discount}; MIRR finances at {finance} and reinvests at {reinvest}",
            discount=discount,
            finance=finance,
            reinvest=reinvest,
        )
        yield line if len(projects) == 1 else f"{line} ({', '.join(names)})"


def _reasons(found: Sequence[Appraisal], language: Language) -> Iterator[str]:
    """Why figures are undefined, each reason once, with those that it is about."""
    about: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in found:
        rows = [(one.project.id, one.figures)]
        rows += [(option.id, option.figures) for option in one.options] if len(found) == 1 else []
        for name, figures in rows:
            by_reason: dict[str, list[str]] = {}
            for figure in NAMES:
                if figure in figures.reasons:
                    reason = in_words(figures.reasons[figure], language)
                    by_reason.setdefault(reason, []).append(_name(figure, language))
            for reason, names in by_reason.items():
                about.setdefault((reason, tuple(names)), []).append(name)
    for (reason, short), projects in about.items():
        shown = "" if len(short) == len(NAMES) else f" ({', '.join(short)})"
        yield f"{', '.join(projects)}: {reason}{shown}"


def _name(figure: str, language: Language) -> str:
    return _SHORT.get(figure) or language.label("appraisal", figure)
