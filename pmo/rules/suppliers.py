"""Rules about what vendors deliver under their contracts."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping

from pmo.analysis.periods import spans
from pmo.findings import Message, message
from pmo.model.once import once
from pmo.model.portfolio import Document, Keys, Portfolio, Project
from pmo.model.vendors import Contract, ServiceLevel, Vendor
from pmo.rules.investments import contracts
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import is_gone, is_to_come


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
        for project in _served(portfolio, vendor, contract):
            one = (contract.end or datetime.date.max, document, keys)
            known = last.get((vendor.id, project.id))
            last[vendor.id, project.id] = max(one, known, key=lambda each: each[0]) if known else one
    for (vendor_id, project_id), (end, document, keys) in last.items():
        project = portfolio.projects[project_id]
        still = _work_after(project, vendor_id, end, as_of)
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


def _served(portfolio: Portfolio, vendor: Vendor, contract: Contract) -> Iterator[Project]:
    """The open projects that a contract is about; one for several counts where the vendor has work."""
    if contract.project is None:
        yield from _projects_of_vendors(portfolio).get(vendor.id.lower(), {}).values()
    else:
        project = portfolio.projects.get(contract.project.lower())
        if project is not None and project.is_open:
            yield project


@once
def _projects_of_vendors(portfolio: Portfolio) -> Mapping[str, Mapping[str, Project]]:
    """By vendor the open projects, by their ids, that have milestones with it."""
    found: dict[str, dict[str, Project]] = defaultdict(dict)
    for project in portfolio.projects.values():
        for milestone in project.milestones if project.is_open else ():
            if milestone.vendor is not None:
                found[milestone.vendor.lower()][project.id] = project
    return found


def _work_after(
    project: Project, vendor: str, end: datetime.date, as_of: datetime.date
) -> tuple[Document, Keys, Message] | None:
    """What shows that the vendor's work goes on after the end of the contract."""
    for index, milestone in enumerate(project.milestones):
        if (milestone.vendor or "").lower() != vendor.lower() or milestone.actual is not None:
            continue
        expected = milestone.forecast or milestone.baseline
        if end < as_of or (expected is not None and expected > end):
            text = message("the milestone {id} is still open", id=milestone.id)
            return project.documents["plan"], ("milestones", index), text
    if end < as_of and project.is_running:
        return project.documents["charter"], ("state",), message("the project is active")
    return None


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
            )


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
            if _is_missed(level):
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


def _is_missed(level: ServiceLevel) -> bool:
    if level.target is None or level.actual is None:
        return False
    return level.actual > level.target if level.direction == "down" else level.actual < level.target
