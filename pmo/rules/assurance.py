"""Rules about deliverables, quality reviews and meetings."""

import datetime
from collections.abc import Iterator

from pmo.findings import message
from pmo.model.charter import Deliverable
from pmo.model.portfolio import Entry, Portfolio
from pmo.model.quality import QualityReview
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import Lookup, is_gone, is_to_come


def deliverable_overdue(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A deliverable of an open project is not delivered by its day.

    **Why it matters.** What the project is for comes later than promised, whatever the milestones say.

    **Example.** As of 2026-11-01:

        deliverables:
          - {id: handbook, title: Handbook, due: 2026-10-15, status: in-progress}

    **Fix.** Deliver it, or agree on a new day with whoever waits for it.
    """
    for entry in portfolio.entries("deliverable"):
        deliverable: Deliverable = entry.record
        if (
            deliverable.due is None
            or not is_gone(deliverable.due, as_of)
            or deliverable.status not in ("planned", "in-progress")
        ):
            continue
        project = portfolio.project_of(entry.document)
        if project is not None and project.is_open:
            yield problem(
                entry.document,
                (*entry.keys, "due"),
                message("the deliverable {id} was due on {day}", id=deliverable.id, day=deliverable.due),
                message("deliver it, or agree on a new day with whoever waits for it"),
            )


def quality_review_incomplete(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A quality review has a result and no day, or a day and no result.

    **Why it matters.** Nobody can tell whether the review took place.

    **Example.**

        reviews:
          - {id: handbook-review, deliverable: handbook, result: passed}

    **Fix.** Record `held` and `result`.
    """
    for entry in portfolio.entries("quality-review"):
        review: QualityReview = entry.record
        if review.held is None and review.result is not None:
            text = message("the review {id} has a result and no day on which it was held", id=review.id)
            yield problem(entry.document, (*entry.keys, "result"), text, message("record the day in `held`"))
        elif review.held is not None and review.result is None:
            text = message("the review {id} was held and has no result", id=review.id)
            yield problem(entry.document, (*entry.keys, "held"), text, message("record the `result`"))


def quality_review_overdue(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A quality review was planned for a day that has passed.

    **Why it matters.** The deliverable goes on unchecked, and what is wrong with it becomes dearer.

    **Example.** As of 2026-11-01:

        reviews:
          - {id: handbook-review, deliverable: handbook, planned: 2026-10-15}

    **Fix.** Hold the review and record it, or plan another day.
    """
    for entry in portfolio.entries("quality-review"):
        review: QualityReview = entry.record
        if (
            review.planned is None
            or not is_gone(review.planned, as_of)
            or review.held is not None
            or review.result is not None
        ):
            continue
        project = portfolio.project_of(entry.document)
        if project is not None and (project.is_open or project.charter is None):
            yield problem(
                entry.document,
                (*entry.keys, "planned"),
                message(
                    "the review {id} was planned for {day} and not held", id=review.id, day=review.planned
                ),
                message("hold it and record `held` and `result`, or plan another day"),
            )


def failed_without_findings(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A quality review failed and found nothing.

    **Why it matters.** Whoever must correct the deliverable does not know what.

    **Example.**

        reviews:
          - {id: handbook-review, deliverable: handbook, held: 2026-10-15, result: failed}

    **Fix.** Record in `findings` what must be corrected, by whom, by when.
    """
    for entry in portfolio.entries("quality-review"):
        review: QualityReview = entry.record
        if review.result == "failed" and not review.findings:
            yield problem(
                entry.document,
                (*entry.keys, "result"),
                message("the review {id} failed and has no findings", id=review.id),
                message("record in `findings` what must be corrected, by whom, by when"),
            )


def accepted_after_failed_review(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A deliverable is accepted although its last quality review failed.

    **Why it matters.** Either the acceptance or the review is wrong; what is in use may not be what was promised.

    **Example.** In `quality.yaml`, with the deliverable `handbook` accepted in the charter:

        reviews:
          - {id: handbook-review, deliverable: handbook, held: 2026-10-15, result: failed}

    **Fix.** Record the review that it passed, or take the acceptance back.
    """
    last: dict[str, tuple[Entry, Entry]] = {}
    deliverables = Lookup(portfolio, "deliverable")
    for entry in portfolio.entries("quality-review"):
        review: QualityReview = entry.record
        deliverable = deliverables.find(review.deliverable, entry.document)
        if deliverable is None or review.result is None:
            continue
        known = last.get(deliverable.address)
        if known is None or _day(review) >= _day(known[0].record):
            last[deliverable.address] = (entry, deliverable)
    for entry, deliverable in last.values():
        if entry.record.result == "failed" and deliverable.record.status == "accepted":
            yield problem(
                deliverable.document,
                (*deliverable.keys, "status"),
                message(
                    "the deliverable {id} is accepted, its last review {review} failed",
                    id=deliverable.record.id,
                    review=entry.record.id,
                ),
                message("record the review that it passed, or take the acceptance back"),
                related=[(entry.document, (*entry.keys, "result"), message("the last review"))],
            )


def _day(review: QualityReview) -> datetime.date:
    return review.held or review.planned or datetime.date.min


def minutes_of_the_future(portfolio: Portfolio, as_of: datetime.date) -> Iterator[Problem]:
    """A meeting that is still to come has minutes or decisions.

    **Why it matters.** What is recorded was not said yet; or the day of the meeting is wrong.

    **Example.** As of 2026-11-01:

        date: 2026-11-15
        title: Steering group November
        minutes: The change was approved as recommended.

    **Fix.** Correct the date, or move what is meant to be discussed to `agenda`.
    """
    for holder in portfolio.holders:
        for document, meeting in zip(holder.meeting_documents, holder.meetings, strict=True):
            if is_to_come(meeting.date, as_of) and (meeting.minutes or meeting.decisions):
                written = "minutes" if meeting.minutes else "decisions"
                yield problem(
                    document,
                    ("date",),
                    message(
                        "the meeting of {day} is still to come and has {written}",
                        day=meeting.date,
                        written=written,
                    ),
                    message("correct the date, or move what is meant to be discussed to agenda"),
                    related=[(document, (written,), message("what was recorded"))],
                )
