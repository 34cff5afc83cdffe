"""Rules about what vendors deliver under their contracts."""

import datetime
from collections.abc import Iterator
from typing import Final

from pmo.analysis.calendars import calendar_of
from pmo.analysis.loads import horizon
from pmo.analysis.periods import spans
from pmo.analysis.progress import is_reached
from pmo.analysis.supply import is_missed, notice_day, served, work_after
from pmo.findings import Message, message
from pmo.model.portfolio import Document, Keys, Portfolio, Project
from pmo.model.vendors import Contract, Vendor
from pmo.rules.investments import contracts
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import Lookup, is_gone, is_to_come

ACCEPT_WITHIN: Final = 20
"""Working days in which what is delivered should be accepted."""


def contract_ended_while_work_goes_on(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A contract ends while the work under it goes on.

    **Why it matters.** The vendor works without terms, or stops in the middle. A later contract of the same vendor for
    the same project takes its place.

    **Example.** As of 2026-11-01, with an active project `portal`:

        contracts:
          - {id: portal-design, title: Design, project: portal, end: 2026-09-30}

    **Fix.** Extend the contract, or end the work: close the project's milestones with this vendor.
    """
    last: dict[tuple[str, str], tuple[datetime.date, Document, Keys]] = {}
    for document, keys, vendor, contract in contracts(portfolio):
        if contract.start is not None and contract.end is not None and contract.end < contract.start:
            continue  # a finding of its own
        for project in served(portfolio, vendor, contract):
            one = (contract.end or datetime.date.max, document, keys)
            known = last.get((vendor.id, project.id))
            last[vendor.id, project.id] = max(one, known, key=lambda each: each[0]) if known else one
    for (vendor_id, project_id), (end, document, keys) in last.items():
        project = portfolio.projects[project_id]
        still = _still(project, vendor_id, end, as_of)
        if still is not None:
            text = (
                message(
                    "the contract ended on {day} and the work in {project} goes on",
                    day=end,
                    project=project_id,
                )
                if end < as_of
                else message(
                    "the contract ends on {day} and the work in {project} goes on",
                    day=end,
                    project=project_id,
                )
            )
            hint = message("extend the contract, or end the work under it")
            yield problem(document, (*keys, "end"), text, hint, related=[still])


def _still(
    project: Project, vendor: str, end: datetime.date, as_of: datetime.date
) -> tuple[Document, Keys, Message] | None:
    """What shows that the vendor's work goes on after the end of the contract."""
    index = work_after(project, vendor, end, as_of)
    if index is None:
        return None
    if index < 0:
        return project.documents["charter"], ("state",), message("the project is active")
    return _open_milestone(project, index)


def _open_milestone(project: Project, index: int) -> tuple[Document, Keys, Message]:
    text = message("the milestone {id} is still open", id=project.milestones[index].id)
    return project.documents["plan"], ("milestones", index), text


def contract_deliverable_overdue(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A vendor has not delivered by the agreed day.

    **Why it matters.** Whatever waits for it slips, and the claim against the vendor is lost if nobody makes it.

    **Example.** As of 2026-11-01:

        deliverables:
          - {title: Batch 3, due: 2026-09-15}

    **Fix.** Demand it, agree on a new day, or record the delivery.
    """
    for document, keys, vendor, contract in contracts(portfolio):
        for index, deliverable in enumerate(contract.deliverables):
            if (
                deliverable.due is None
                or not is_gone(deliverable.due, as_of)
                or deliverable.delivered
                or deliverable.accepted
            ):
                continue
            yield problem(
                document,
                (*keys, "deliverables", index, "due"),
                message(
                    "{vendor} has not delivered {title}, due on {day}",
                    vendor=vendor.name,
                    title=deliverable.title,
                    day=deliverable.due,
                ),
                message("demand it, agree on a new day, or record the delivery"),
                related=_waiting(portfolio, vendor, contract),
            )


def _waiting(
    portfolio: Portfolio, vendor: Vendor, contract: Contract
) -> list[tuple[Document, Keys, Message]]:
    """The next open milestone with the vendor in the projects that a contract is about: what waits for it."""
    found = [
        (milestone.forecast or milestone.baseline or datetime.date.max, project.id, index)
        for project in served(portfolio, vendor, contract)
        for index, milestone in enumerate(project.milestones)
        if (milestone.vendor or "").lower() == vendor.id.lower() and milestone.actual is None
    ]
    if not found:
        return []
    _, project, index = min(found)
    return [_open_milestone(portfolio.projects[project], index)]


def delivered_in_the_future(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A delivery or a review of a vendor is recorded for a day that is still to come.

    **Why it matters.** It has not happened yet; the day is wrong, or a promise stands where a fact belongs.

    **Example.** As of 2026-11-01:

        deliverables:
          - {title: Batch 3, due: 2026-09-15, delivered: 2026-12-15}

    **Fix.** Correct the day.
    """
    for document, keys, _, contract in contracts(portfolio):
        for index, deliverable in enumerate(contract.deliverables):
            for name, day in (("delivered", deliverable.delivered), ("accepted", deliverable.accepted)):
                if day is not None and is_to_come(day, as_of):
                    yield _in_the_future(document, (*keys, "deliverables", index, name), name, day)
    for entry in portfolio.entries("vendor"):
        for index, review in enumerate(entry.record.reviews):
            if is_to_come(review.date, as_of):
                yield _in_the_future(
                    entry.document, (*entry.keys, "reviews", index, "date"), "reviewed", review.date
                )


def _in_the_future(document: Document, keys: Keys, name: str, day: datetime.date) -> Problem:
    text = message("{what} on {day}: that day is still to come", what=name, day=day)
    return problem(document, keys, text, message("correct the day; only what has happened is recorded here"))


def accepted_before_delivered(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """Something was accepted from a vendor that was not delivered yet.

    **Why it matters.** Acceptance starts payment and warranty.

    **Example.**

        deliverables:
          - {title: Batch 3, due: 2026-09-15, accepted: 2026-09-20}

    **Fix.** Record the day of delivery, or correct the day of acceptance.
    """
    for document, keys, _, contract in contracts(portfolio):
        for index, deliverable in enumerate(contract.deliverables):
            accepted, delivered = deliverable.accepted, deliverable.delivered
            if accepted is None or accepted > as_of or (delivered is not None and delivered <= accepted):
                continue
            if delivered is not None and delivered > as_of:  # a finding of its own
                continue
            yield problem(
                document,
                (*keys, "deliverables", index, "accepted"),
                message(
                    "{title} was accepted on {day} and not delivered before",
                    title=deliverable.title,
                    day=accepted,
                ),
                message("record the day of delivery, or correct the day of acceptance"),
                related=[
                    (document, (*keys, "deliverables", index, "delivered"), message("the day of delivery"))
                ]
                if delivered is not None
                else (),
            )


def service_level_missed(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A vendor missed a promised level of service.

    **Why it matters.** It may give the right to a penalty, and it belongs into the vendor's review.

    **Example.**

        service_levels:
          - {measure: Meters delivered on the agreed day, target: 0.95, actual: 0.4, period: 2026-Q3}

    **Fix.** Talk to the vendor. Where less is better, say `direction: down`.
    """
    for document, keys, vendor, contract in contracts(portfolio):
        for index, level in enumerate(contract.service_levels):
            if level.period is not None and spans(portfolio)[level.period.text][0] > as_of:
                continue
            if is_missed(level):
                yield problem(
                    document,
                    (*keys, "service_levels", index, "actual"),
                    message(
                        "{vendor}: {measure}: {actual}, promised {target}",
                        vendor=vendor.name,
                        measure=level.measure,
                        actual=level.actual,
                        target=level.target,
                    ),
                    message("talk to the vendor; where less is better, say direction: down"),
                    related=[
                        (document, (*keys, "service_levels", index, "target"), message("what was promised"))
                    ],
                )


def notice_day_near(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """The last day on which notice can be given under a contract is near.

    **Why it matters.** After it the contract can no longer be ended or renegotiated in time, and a successor has to be
    found in less time than was agreed.

    **Example.** As of 2026-11-01, with notice of 30 working days the day is 2026-11-19:

        contracts:
          - {id: support, title: Support, end: 2026-12-31, notice_days: 30}

    **Fix.** Decide whether to extend, end or replace it, and record the new end.
    """
    calendar = calendar_of(portfolio)
    for document, keys, vendor, contract in contracts(portfolio):
        day = notice_day(calendar, contract)
        if day is None or not as_of <= day <= horizon(portfolio, as_of):
            continue
        yield problem(
            document,
            (*keys, "notice_days"),
            message("{vendor}: notice can be given until {day}", vendor=vendor.name, day=day),
            message("decide whether to extend, end or replace the contract"),
            related=[(document, (*keys, "end"), message("the end of the contract"))],
        )


def delivery_waits_for_acceptance(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """What a vendor delivered has waited for acceptance for more than 20 working days.

    **Why it matters.** Defects are found too late, and in many contracts silence is acceptance.

    **Example.** As of 2026-11-01:

        deliverables:
          - {title: Batch 3, due: 2026-09-15, delivered: 2026-09-14}

    **Fix.** Accept it, or say what is wrong with it.
    """
    calendar = calendar_of(portfolio)
    for document, keys, vendor, contract in contracts(portfolio):
        for index, one in enumerate(contract.deliverables):
            if one.delivered is None or one.accepted is not None or not is_gone(one.delivered, as_of):
                continue
            days = calendar.working_days_between(one.delivered, as_of)
            if days <= ACCEPT_WITHIN:
                continue
            yield problem(
                document,
                (*keys, "deliverables", index),
                message(
                    "{title} of {vendor} has waited for acceptance for {days} working days",
                    title=one.title,
                    vendor=vendor.name,
                    days=days,
                ),
                message("accept it, or say what is wrong with it"),
                related=[
                    (document, (*keys, "deliverables", index, "delivered"), message("the day of delivery"))
                ],
            )


def milestone_without_contract(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """An open milestone is with a vendor that has no contract for the project.

    **Why it matters.** The date of the project hangs on work that nobody owes.

    **Example.** With no contract of `acme` for the project:

        milestones:
          - {id: interface, title: Interface live, baseline: 2027-03-31, vendor: acme}

    **Fix.** Record the contract in `vendors.yaml`, with this project or with none for a contract that serves several.
    """
    vendors = Lookup(portfolio, "vendor")
    for project in portfolio.projects.values():
        told: set[str] = set()
        for index, milestone in enumerate(project.milestones if project.is_open else ()):
            vendor = portfolio.vendors.get(milestone.vendor.lower()) if milestone.vendor else None
            if vendor is None or vendor.id in told or is_reached(milestone, as_of):
                continue
            if any(one.project is None or one.project.lower() == project.id for one in vendor.contracts):
                continue
            told.add(vendor.id)
            yield problem(
                project.documents["plan"],
                ("milestones", index, "vendor"),
                message("{vendor} has no contract for this project", vendor=vendor.name),
                message("record the contract in vendors.yaml"),
                related=vendors.related(vendor.id, (), message("the vendor")),
            )
