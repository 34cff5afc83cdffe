"""Vendors for people: text, Markdown and CSV."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from pmo.locale import Language
from pmo.output import sections
from pmo.output.sections import Section
from pmo.output.table import Column, as_csv
from pmo.render.views.vendors import ContractRow, DeliverableRow, VendorRow, VendorsView

_TREND = {"better": "\N{UPWARDS ARROW}", "worse": "\N{DOWNWARDS ARROW}", "same": ""}


def text(view: VendorsView, language: Language, *, width: int | None, colour: bool) -> str:
    """Who needs attention, then the contracts and what is late, missed, or hangs on a vendor."""
    return sections.text(*_page(view, language), language, width=width, colour=colour)


def as_markdown_page(view: VendorsView, language: Language) -> str:
    """A page with the same tables."""
    return sections.as_markdown_page(*_page(view, language), language)


def _page(
    view: VendorsView, language: Language
) -> tuple[str, Iterable[str], Iterator[Section], Iterator[str]]:
    return _title(view, language), headline(view, language), _sections(view, language), _notes(view, language)


def csv(view: VendorsView) -> str:
    """A row for each contract."""
    names = (
        "address", "vendor", "title", "project", "type", "state", "start", "end", "notice_by", "notice",
        "notice_in_days", "goes_on", "currency", "own_value", "value", "invoiced", "paid", "left", "unpaid", "reason",
    )  # fmt: skip
    return as_csv([Column(name, name, [getattr(row, name) for row in view.contracts]) for name in names])


def advice(view: VendorsView, language: Language) -> str:
    """What to do next."""
    if view.vendor is not None:
        return language.text("`pmo show vendors/{vendor}` is the record itself.", vendor=view.vendor)
    if view.vendors:
        return language.text("`pmo vendors {vendor}` is all about one.", vendor=view.vendors[0].id)
    return language.text("`pmo new vendor NAME` records a vendor.")


def headline(view: VendorsView, language: Language) -> Iterator[str]:
    """What it comes to, in a few sentences."""
    say, concentration = language.text, view.concentration
    contracts = sum(row.state != "ended" for row in view.contracts)
    parts = [
        language.plural("{n} vendor", "{n} vendors", len(view.vendors)),
        language.plural("{n} contract under way", "{n} contracts under way", contracts),
    ]
    if view.value is not None and view.invoiced is not None and view.paid is not None:
        parts.append(
            say(
                "{value} in all, {invoiced} invoiced, {paid} paid",
                value=_money(view.value, view, language),
                invoiced=_money(view.invoiced, view, language),
                paid=_money(view.paid, view, language),
            )
        )
    yield ", ".join(parts)
    overdue, not_accepted, missed, late, notices = (
        sum(getattr(row, name) for row in view.vendors)
        for name in ("overdue", "not_accepted", "levels_missed", "late_milestones", "notices")
    )
    counted = (
        (overdue, language.plural("{n} delivery overdue", "{n} deliveries overdue", overdue)),
        (not_accepted, language.plural("{n} not accepted", "{n} not accepted", not_accepted)),
        (missed, language.plural("{n} service level missed", "{n} service levels missed", missed)),
        (late, language.plural("{n} milestone late", "{n} milestones late", late)),
        (notices, language.plural("{n} contract to decide on", "{n} contracts to decide on", notices)),
    )
    troubles = [words for n, words in counted if n]
    if troubles:
        yield ", ".join(troubles)
    if view.vendor is None and concentration.hhi is not None and concentration.largest_share is not None:
        yield say(
            "{vendor} invoiced {share} of all; concentration (HHI) {hhi}, where 1 is a single vendor",
            vendor=concentration.largest,
            share=language.percent(concentration.largest_share),
            hhi=language.number(concentration.hhi, 2, fixed=True),
        )
    if view.vendor is None and concentration.critical_milestones:
        yield language.plural(
            "{with} of {n} open critical milestone is with a vendor",
            "{with} of {n} open critical milestones are with vendors",
            concentration.critical_milestones,
            **{"with": language.number(concentration.with_vendors)},
        )


def _money(amount: Decimal, view: VendorsView, language: Language) -> str:
    return language.money(amount, view.currency, compact=True)


def _title(view: VendorsView, language: Language) -> str:
    date = language.date(view.heading.as_of)
    if view.vendor is not None:
        name = view.vendors[0].name if view.vendors else view.vendor
        return language.text("{vendor}, as of {date}", vendor=name, date=date)
    return language.text(
        "{portfolio}: vendors as of {date}, in {currency}",
        portfolio=view.heading.portfolio,
        date=date,
        currency=view.currency,
    )


def _sections(view: VendorsView, language: Language) -> Iterator[tuple[str, Sequence[Column]]]:
    """All about one vendor shows everything; about all of them, what needs somebody."""
    say, is_one = language.text, view.vendor is not None
    if view.vendors and not is_one:
        yield say("Vendors"), _vendors(view.vendors, language)
    if view.contracts:
        yield say("Contracts and notice"), _contracts(view.contracts, language)
    owed = [row for row in view.deliverables if is_one or row.state in ("overdue", "delivered")]
    if owed:
        yield say("Deliverables") if is_one else say("Late or not accepted"), _deliverables(owed, language)
    levels = [row for row in view.service_levels if is_one or row.missed]
    if levels:
        columns = [
            *_vendor_of(levels, language, is_one=is_one),
            Column("measure", say("Service level"), [row.measure for row in levels], flexible=True, wanted=20),
            Column("target", say("Target"), [row.target for row in levels], right=True, written=_level(language)),
            Column("actual", say("Measured"), [row.actual for row in levels], right=True, written=_level(language)),
            Column("missed", say("Missed"), [row.missed for row in levels], style=lambda v: "red" if v else ""),
            Column("period", say("Period"), [row.period for row in levels], optional=1),
        ]  # fmt: skip
        yield say("Service levels") if is_one else say("Service levels missed"), columns
    late = [row for row in view.milestones if is_one or row.milestone.state in ("overdue", "late")]
    if late:
        columns = [
            *_vendor_of(late, language, is_one=is_one),
            Column("address", say("Milestone"), [row.milestone.address for row in late]),
            Column("title", say("Title"), [row.milestone.title for row in late], flexible=True, optional=2),
            Column("expected", say("Expected"), [row.milestone.expected for row in late]),
            Column("slip", say("Slip"), [row.milestone.slip_days for row in late], right=True, optional=1),
            Column("state", say("State"), [language.label("milestone", row.milestone.state) for row in late]),
            Column("critical", say("Critical"), [row.milestone.critical for row in late], optional=1),
        ]
        yield say("Open milestones") if is_one else say("Milestones late with vendors"), columns
    if view.risks:
        risks = view.risks
        columns = [
            *_vendor_of(risks, language, is_one=is_one),
            Column("address", say("Risk"), [row.risk.address for row in risks]),
            Column("title", say("Title"), [row.risk.title for row in risks], flexible=True, optional=1),
            Column("now", say("Cell"), [language.label(_cells(row.risk), row.risk.now) if row.risk.now else None
                                        for row in risks]),
            Column("owner", say("Owner"), [row.risk.owner for row in risks], flexible=True, optional=2),
        ]  # fmt: skip
        yield say("Risks from vendors") if not is_one else say("Risks"), columns
    reviews = view.reviews
    if reviews:
        columns = [
            *_vendor_of(reviews, language, is_one=is_one),
            Column("date", say("Review"), [row.date for row in reviews]),
            *(Column(name, title, [getattr(row, name) for row in reviews], right=True)
              for name, title in (("quality", say("Quality")), ("delivery", say("Delivery")), ("cost", say("Cost")),
                                  ("mean", say("Mean")))),
            Column("trend", say("Trend"), [language.label("trend", row.trend) if row.trend else None
                                           for row in reviews], optional=1),
            Column("comment", say("Remark"), [row.comment for row in reviews], flexible=True, wraps=is_one,
                   optional=0 if is_one else 2),
        ]  # fmt: skip
        yield say("Scorecards, 1 (poor) to 5 (excellent)"), columns


def _cells(risk: Any) -> str:
    return "opportunity_cell" if risk.type == "opportunity" else "risk_cell"


def _level(language: Language) -> Callable[[Decimal], str]:
    return lambda value: language.number(value, 4)


def _vendor_of(rows: Sequence[Any], language: Language, *, is_one: bool) -> list[Column]:
    if is_one:
        return []
    return [
        Column("vendor", language.text("Vendor"), [row.vendor for row in rows], style="bold", flexible=True)
    ]


def _amounts(name: str, title: str, rows: Sequence[Any], language: Language, *, optional: int = 0) -> Column:
    values = [getattr(row, name) for row in rows]
    return Column(
        name, title, values, written=lambda one: language.number(one), right=True, optional=optional
    )


def _vendors(rows: Sequence[VendorRow], language: Language) -> list[Column]:
    say = language.text

    def some(name: str, title: str, *, bad: bool = True, optional: int = 0) -> Column:
        values = [getattr(row, name) or None for row in rows]
        return Column(name, title, values, right=True, optional=optional, style="red" if bad else "")

    scores = [
        f"{language.number(row.score, 1, fixed=True)} {_TREND[row.trend or 'same']}".rstrip()
        if row.score is not None
        else None
        for row in rows
    ]
    return [
        Column("id", say("Vendor"), [row.id for row in rows], style="bold"),
        _amounts("value", say("Value"), rows, language),
        _amounts("invoiced", say("Invoiced"), rows, language, optional=2),
        _amounts("unpaid", say("Unpaid"), rows, language, optional=3),
        Column("share", say("Share"), [row.share_of_invoiced for row in rows], written=language.percent, right=True,
               optional=1),
        Column("critical", say("Critical"), [row.share_of_critical for row in rows], written=language.percent,
               right=True, optional=2),
        some("overdue", say("Overdue")),
        some("not_accepted", say("Not accepted"), optional=1),
        some("levels_missed", say("Levels missed"), optional=1),
        some("late_milestones", say("Late milestones"), optional=2),
        some("risks", say("Risks"), bad=False, optional=3),
        Column("score", say("Score"), scores, right=True),
        Column("projects", say("Projects"), [row.projects for row in rows], flexible=True, optional=4),
    ]  # fmt: skip


def _contracts(rows: Sequence[ContractRow], language: Language) -> list[Column]:
    say = language.text
    return [
        Column("contract", say("Contract"), [row.address.rpartition("/")[2] for row in rows], style="bold"),
        Column("vendor", say("Vendor"), [row.vendor for row in rows], flexible=True, optional=3),
        Column("title", say("Title"), [row.title for row in rows], flexible=True, optional=4),
        _amounts("value", say("Value"), rows, language),
        Column("invoiced", say("Invoiced"), [row.invoiced_share for row in rows], written=language.percent,
               right=True, optional=1),
        _amounts("unpaid", say("Unpaid"), rows, language, optional=2),
        Column("end", say("End"), [row.end for row in rows]),
        Column("notice_by", say("Notice by"), [row.notice_by for row in rows]),
        Column("state", say("State"), [_standing(row, language) for row in rows], flexible=True, wraps=True),
    ]  # fmt: skip


def _standing(row: ContractRow, language: Language) -> str:
    if row.goes_on:
        return language.text("ended, and the work goes on")
    if row.state != "running" and row.notice not in ("near", "passed"):
        return language.label("contract_state", row.state)
    match row.notice:
        case "passed":
            return language.text("notice day has passed")
        case "near":
            return language.plural(
                "notice within {n} working day", "notice within {n} working days", row.notice_in_days or 0
            )
    return language.label("contract_state", row.state)


def _deliverables(rows: Sequence[DeliverableRow], language: Language) -> list[Column]:
    say = language.text
    return [
        Column("contract", say("Contract"), [row.contract for row in rows], style="bold"),
        Column("title", say("Deliverable"), [row.title for row in rows], flexible=True, wanted=24),
        Column("due", say("Due"), [row.due for row in rows]),
        Column("delivered", say("Delivered"), [row.delivered for row in rows], optional=1),
        Column("accepted", say("Accepted"), [row.accepted for row in rows], optional=2),
        Column("late_days", say("Days late"), [row.late_days or None for row in rows], right=True, style="red"),
        Column("state", say("State"), [delivery(row, language) for row in rows],
               style=lambda text_: "red" if text_ == language.label("delivery", "overdue") else ""),
    ]  # fmt: skip


def delivery(row: DeliverableRow, language: Language) -> str:
    """Where a deliverable stands, in words."""
    if row.state == "delivered" and row.waiting_days:
        return language.plural(
            "not accepted for {n} working day", "not accepted for {n} working days", row.waiting_days
        )
    return language.label("delivery", row.state)


def _notes(view: VendorsView, language: Language) -> Iterator[str]:
    say = language.text
    for row in view.vendors if view.vendor is not None else ():
        if row.contact:
            yield say("Contact: {contact}", contact=row.contact)
        if row.projects:
            yield say("Projects: {projects}", projects=", ".join(row.projects))
        if row.share_of_invoiced is not None:
            yield say("{share} of all that vendors invoiced", share=language.percent(row.share_of_invoiced))
        if row.share_of_critical is not None:
            yield say(
                "{share} of the open critical milestones of the projects",
                share=language.percent(row.share_of_critical),
            )
    if view.contracts:
        yield say("Notice by: the end of the contract less its days of notice, in working days.")
    if view.not_converted:
        yield say(
            "Not in the sums: {projects} ({why})",
            projects=", ".join(view.not_converted),
            why=say("there is no exchange rate for its currency"),
        )
    if view.unknown:
        yield say("Named as vendors and not in vendors.yaml: {ids}", ids=", ".join(view.unknown))
