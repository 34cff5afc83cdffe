"""The risks of the portfolio: the matrix drawn on a terminal and in Markdown, exposure, what needs somebody."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from rich.cells import cell_len
from rich.text import Text

from pmo.analysis.money import Money
from pmo.locale import Language
from pmo.output.table import Column, as_csv, as_markdown, show
from pmo.output.terminal import GAP, Page, cell
from pmo.render.inert import for_markdown
from pmo.render.views.risks import RegisteredRiskRow, RisksView, SharedRow, ShareRow

MOST = 15
"""Risks shown on a terminal; `--all` and the other formats show all."""
_STYLES = {"G": "green", "Y": "yellow", "O": "bold yellow", "R": "bold red"}


def text(view: RisksView, language: Language, *, width: int | None, colour: bool, whole: bool) -> str:
    """The matrix, the heaviest risks, exposure by project, then what hangs together."""
    say = language.text
    page = Page(width=width or 1000, colour=colour)
    page.heading(
        view.heading.portfolio,
        say("Risks as of {date}", date=language.date(view.heading.as_of)),
        *_counted(view, language),
    )
    if any(any(row) for row in view.matrix):
        page.blank()
        page.paragraph(say("Open threats, as things stand"), "bold")
        _matrix(page, view.matrix, view.cells, "risk_cell", language, width)
    if any(any(row) for row in view.opportunity_matrix):
        page.blank()
        page.paragraph(say("Open opportunities, as things stand"), "bold")
        _matrix(page, view.opportunity_matrix, view.opportunity_cells, "opportunity_cell", language, width)
    rows = view.risks if whole else view.risks[:MOST]
    if rows:
        page.blank()
        page.paragraph(say("Risks"), "bold")
        show(page, _risks(rows, language), language, width=width)
        if len(view.risks) > len(rows):
            left = len(view.risks) - len(rows)
            page.paragraph(language.plural("… and {n} more (--all)", "… and {n} more (--all)", left), "dim")
    for title, columns in _groups(view, language):
        page.blank()
        page.paragraph(title, "bold")
        show(page, columns, language, width=width)
    return page.text()


def as_markdown_page(view: RisksView, language: Language) -> str:
    """A page with the matrix and all tables."""
    say = language.text
    parts = [f"# {for_markdown(say('Risks of {portfolio}', portfolio=view.heading.portfolio))}"]
    parts += [for_markdown(line) for line in _counted(view, language)]
    for title, matrix, cells, group in (
        (say("Open threats, as things stand"), view.matrix, view.cells, "risk_cell"),
        (
            say("Open opportunities, as things stand"),
            view.opportunity_matrix,
            view.opportunity_cells,
            "opportunity_cell",
        ),
    ):
        if any(any(row) for row in matrix):
            parts += [f"## {for_markdown(title)}", _markdown_matrix(matrix, cells, group, language)]
    if view.risks:
        parts += [f"## {for_markdown(say('Risks'))}", as_markdown(_risks(view.risks, language), language)]
    for title, columns in _groups(view, language):
        parts += [f"## {for_markdown(title)}", as_markdown(columns, language)]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def csv(view: RisksView) -> str:
    """A row for each risk."""
    rows = view.risks

    def column(name: str, value: Callable[[RegisteredRiskRow], object]) -> Column:
        return Column(name, name, [value(row) for row in rows])

    own = (
        "address", "title", "type", "category", "owner", "status", "probability", "impact", "cell", "score",
    )  # fmt: skip
    after = ("emv", "currency", "strategy", "reviewed", "review_overdue_days", "escalate", "escalate_for")
    return as_csv(
        [
            *(column(name, lambda row, name=name: getattr(row, name)) for name in own),  # type: ignore[misc]
            column("residual_probability", lambda row: row.residual.probability),
            column("residual_impact", lambda row: row.residual.impact),
            column("residual_cell", lambda row: row.residual.cell),
            *(column(name, lambda row, name=name: getattr(row, name)) for name in after),  # type: ignore[misc]
        ]
    )


def advice(view: RisksView, language: Language) -> str:
    """What to do next."""
    if view.overdue_reviews:
        return language.text(
            "`pmo show {address}` is all about a risk; `pmo set {address} reviewed={date}` records its review.",
            address=view.overdue_reviews[0],
            date=view.heading.as_of.isoformat(),
        )
    if view.risks:
        return language.text("`pmo show {address}` is all about a risk.", address=view.risks[0].address)
    return language.text("`pmo new risk TITLE --project ID` records a risk.")


def _counted(view: RisksView, language: Language) -> Iterator[str]:
    open_ = [row for row in view.risks if row.status not in ("occurred", "closed")]
    red = sum(row.type == "threat" and row.residual.cell == "R" for row in open_)
    parts = [
        language.plural("{n} open risk", "{n} open risks", len(open_)),
        language.plural("{n} to escalate", "{n} to escalate", len(view.escalation)),
        language.plural("{n} threat in a red cell", "{n} threats in a red cell", red),
        language.plural("{n} review overdue", "{n} reviews overdue", len(view.overdue_reviews)),
    ]
    if view.not_assessed:
        parts.append(language.plural("{n} not assessed", "{n} not assessed", len(view.not_assessed)))
    yield ", ".join(parts)
    exposure = view.exposure
    line = language.text(
        "Exposure (EMV): threats {threats}, opportunities {opportunities}, net {net}",
        threats=_amount(exposure.threats, view, language),
        opportunities=_amount(exposure.opportunities, view, language),
        net=_amount(exposure.net, view, language),
    )
    if exposure.without_figures:
        line += "; " + language.plural(
            "{n} risk has no figures", "{n} risks have no figures", exposure.without_figures
        )
    yield line


def _amount(amount: Decimal, view: RisksView, language: Language) -> str:
    return language.money(amount, view.currency, compact=True)


def _matrix(
    page: Page,
    counts: Sequence[Sequence[int]],
    cells: Sequence[str],
    group: str,
    language: Language,
    width: int | None,
) -> None:
    """Numbers of risks in cells that say their colour as a word too, or as a letter explained below."""
    words = {letter: language.label(group, letter) for letter in "GYOR"}
    first = language.text("Probability")
    widest = max(map(cell_len, words.values())) + 2
    is_narrow = width is not None and cell_len(first) + 5 * (GAP + widest) > width
    table = page.table()
    table.add_column(first, justify="right")
    for impact in range(1, 6):
        table.add_column(str(impact) if impact > 1 else language.text("Impact {n}", n=1))
    for number, row in enumerate(counts):
        texts = [Text(str(5 - number), style="bold")]
        for impact, count in enumerate(row):
            letter = cells[number][impact]
            word = letter if is_narrow else words[letter]
            texts.append(
                cell(f"{count} {word}" if count else f"· {word}", _STYLES[letter] if count else "dim")
            )
        table.add_row(*texts)
    page.show(table)
    if is_narrow:
        page.paragraph(", ".join(f"{letter} {word}" for letter, word in words.items()), "dim")


def _markdown_matrix(
    counts: Sequence[Sequence[int]], cells: Sequence[str], group: str, language: Language
) -> str:
    columns = [Column("probability", language.text("Probability"), list(range(5, 0, -1)), right=True)]
    for impact in range(5):
        texts = [
            f"{row[impact]} {language.label(group, cells[number][impact])}"
            if row[impact]
            else language.label(group, cells[number][impact])
            for number, row in enumerate(counts)
        ]
        columns.append(Column(f"impact_{impact + 1}", language.text("Impact {n}", n=impact + 1), texts))
    return as_markdown(columns, language)


def _risks(rows: Sequence[RegisteredRiskRow], language: Language) -> list[Column]:
    say = language.text

    def cell_of(row: RegisteredRiskRow, letter: str | None) -> str | None:
        group = "opportunity_cell" if row.type == "opportunity" else "risk_cell"
        return language.label(group, letter) if letter else None

    red = {language.label("risk_cell", "R")}
    return [
        Column("address", say("Risk"), [row.address for row in rows], style="bold"),
        Column("title", say("Title"), [row.title for row in rows], flexible=True, optional=True),
        Column("before", say("Before"), [cell_of(row, row.cell) for row in rows], optional=True),
        Column("now", say("Now"), [cell_of(row, row.residual.cell) for row in rows],
               style=lambda word: "red" if word in red else ""),
        Column("emv", "EMV", [_money(row) for row in rows], right=True),
        Column("owner", say("Owner"), [row.owner for row in rows], optional=True),
        Column("response", say("Response"),
               [language.label("strategy", row.strategy) if row.strategy else None for row in rows], optional=True),
        Column("review", say("Review"), [row.review_overdue_days or None for row in rows],
               written=lambda days: say("{days} d late", days=language.number(days)), style=_red, optional=True),
    ]  # fmt: skip


def _red(value: object) -> str:
    """Red where there is something; a dash is not alarming."""
    return "" if value is None else "red"


def _money(row: RegisteredRiskRow) -> Money | None:
    return Money(row.emv, row.currency) if row.emv is not None and row.currency is not None else None


def _groups(view: RisksView, language: Language) -> Iterator[tuple[str, list[Column]]]:
    say = language.text
    raised = [row for row in view.risks if row.escalate]
    if raised:
        yield say("To escalate, and why"), _escalations(raised, language)
    if view.by_project:
        yield (
            say("Exposure against contingency"),
            _shares(view, view.by_project, say("Where"), language, held=True),
        )
    if view.by_category:
        yield say("By category"), _shares(view, view.by_category, say("Category"), language)
    if view.by_owner:
        yield say("By owner"), _shares(view, view.by_owner, say("Owner"), language)
    if view.shared:
        yield say("Risks of several projects that hang together"), _shared(view, view.shared, language)


def _escalations(rows: Sequence[RegisteredRiskRow], language: Language) -> list[Column]:
    say = language.text

    def why(row: RegisteredRiskRow) -> str:
        return "; ".join(language.label("escalation", reason) for reason in row.escalate_for)

    return [
        Column("address", say("Risk"), [row.address for row in rows], style="bold"),
        Column("why", say("Why"), [why(row) for row in rows], flexible=True, wraps=True),
        Column("owner", say("Owner"), [row.owner for row in rows], optional=True),
    ]


def _shares(
    view: RisksView, rows: Sequence[ShareRow], title: str, language: Language, *, held: bool = False
) -> list[Column]:
    say = language.text

    def money(amount: Decimal | None) -> Money | None:
        return Money(amount, view.currency) if amount is not None else None

    columns = [
        Column("key", title, [(row.key if held else row.title) or say("not said") for row in rows],
               style="bold", flexible=True),
        Column("risks", say("Open"), [row.risks for row in rows], right=True),
        Column("red", say("Red"), [row.red for row in rows], style=lambda n: "red" if n else "", right=True),
        Column("net", say("Exposure"), [_known(row, view) for row in rows], right=True),
    ]  # fmt: skip
    if held:
        columns += [
            Column("contingency", say("Contingency"), [money(row.contingency) for row in rows], right=True),
            Column("beyond", say("Not covered"), [money(row.beyond_contingency or None) for row in rows],
                   style=_red, right=True),
        ]  # fmt: skip
    return columns


def _known(row: ShareRow, view: RisksView) -> Money | None:
    """Exposure; not zero where no risk has figures."""
    return None if row.exposure.without_figures == row.risks else Money(row.exposure.net, view.currency)


def _shared(view: RisksView, rows: Sequence[SharedRow], language: Language) -> list[Column]:
    say = language.text
    kinds = {"vendor": say("vendor"), "cause": say("cause"), "milestone": say("milestone")}
    return [
        Column("kind", say("Shared"), [kinds[row.kind] for row in rows]),
        Column("key", say("What"), [row.key for row in rows], style="bold", flexible=True, wraps=True),
        Column("net", say("Exposure"), [Money(row.exposure.net, view.currency) for row in rows], right=True),
        Column("risks", say("Risks"), [row.risks for row in rows], flexible=True, wraps=True),
    ]
