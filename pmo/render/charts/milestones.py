"""Milestones of a project: where each was approved to be, and where it is expected."""

from pmo.analysis.progress import MilestoneProgress, progress_of
from pmo.model.portfolio import Project
from pmo.render.charts.picture import (
    STEP,
    Picture,
    Row,
    and_more,
    composed,
    labels,
    listed,
    moment,
    plain,
    ticks,
    window,
)
from pmo.render.charts.timeline import slip, state_scales, today
from pmo.render.reports import Scope

MOST = 30
"""Milestones in one picture; of more the reached ones go first."""


def picture(scope: Scope, project: Project) -> Picture | None:
    """The milestones in order of their expected dates; None where none has a date."""
    language, say = scope.language, scope.language.text
    dated = [one for one in progress_of(scope.portfolio, project, scope.as_of).milestones if one.expected]
    if not dated:
        return None
    shown = _shown(dated)
    named = labels((one.milestone.id, one.milestone.title) for one in shown)
    rows = [_row(scope, one, named[one.milestone.id]) for one in shown]
    days = [day for one in shown for day in (one.milestone.baseline, one.expected) if day is not None]
    ends = window(
        [*days, scope.as_of], named.values(), [(row["end"], row["slip"]) for row in rows if row["slip"]]
    )
    subtitle = say("From the approved date (outlined) to the one that is expected")
    scales = state_scales({one.state for one in shown}, language)
    left_out = len(dated) - len(shown)
    if left_out:
        subtitle += f" · {and_more(left_out, language)}"
    return composed(
        "milestones",
        say("Milestones: {project}", project=project.title),
        _alternative(scope, dated, left_out),
        language,
        rows={"milestones": rows, "today": today(scope.as_of, language)},
        subtitle=subtitle,
        height=len(rows) * STEP,
        window=ends,
        ticks=ticks(ends),
        what=say("Milestone"),
        approved=say("Approved"),
        expected=say("Expected"),
        state=say("State"),
        slip=say("Slip"),
        shapes=scales["shapes"],
        colours=scales["colours"],
    )


def _shown(dated: list[MilestoneProgress]) -> list[MilestoneProgress]:
    open_ = [one for one in dated if one.state != "reached"][:MOST]
    room = MOST - len(open_)
    reached = [one for one in dated if one.state == "reached"]
    return [*(reached[-room:] if room else []), *open_]


def _row(scope: Scope, one: MilestoneProgress, label: str) -> Row:
    approved, expected = one.milestone.baseline, one.expected
    assert expected is not None  # only those with a date are shown
    language = scope.language
    return {
        "row": label,
        "title": plain(one.milestone.title),
        "approved": moment(approved) if approved else None,
        "expected": moment(expected),
        "end": moment(max(expected, approved or expected)),
        "approved_said": language.date(approved) if approved else "",
        "expected_said": language.date(expected),
        "state": language.label("milestone", one.state),
        "slip": slip(one.slip_days, language),
    }


def _alternative(scope: Scope, dated: list[MilestoneProgress], left_out: int) -> list[str]:
    language, say = scope.language, scope.language.text
    reached = sum(one.state == "reached" for one in dated)
    texts = [
        language.plural(
            "{n} milestone, {reached} reached.",
            "{n} milestones, {reached} reached.",
            len(dated),
            reached=language.number(reached),
        )
    ]
    behind = [
        say(
            "{milestone} ({state}, {day}, {slip})",
            milestone=one.milestone.title,
            state=language.label("milestone", one.state),
            day=language.date(one.expected),
            slip=slip(one.slip_days, language) or say("no slip"),
        )
        for one in dated
        if one.state in ("late", "overdue") and one.expected
    ]
    if behind:
        texts.append(say("Behind: {names}.", names=listed(behind, language)))
    upcoming = next((one for one in dated if one.state == "planned" and one.expected), None)
    if upcoming is not None and upcoming.expected is not None:
        texts.append(
            say(
                "On plan next: {milestone}, {day}.",
                milestone=upcoming.milestone.title,
                day=language.date(upcoming.expected),
            )
        )
    if left_out:
        texts.append(
            language.plural(
                "{n} reached earlier is not shown.", "{n} reached earlier are not shown.", left_out
            )
        )
    return texts
