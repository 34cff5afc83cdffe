"""The roadmap: projects by programme from their start to their expected finish, with their milestones."""

import datetime

from pmo.analysis.health import OVERALL, health_of
from pmo.analysis.progress import HEALTHS, Health, MilestoneProgress
from pmo.analysis.roadmap import LONGEST_YEARS, Course, Lane, roadmap
from pmo.render.charts.cells import health_scale, health_word, letters
from pmo.render.charts.picture import (
    Picture,
    Row,
    and_more,
    composed,
    labels,
    listed,
    moment,
    plain,
    shortened,
    ticks,
    window,
)
from pmo.render.charts.timeline import short_slip, slip, state_scales, today
from pmo.render.reports import Scope

MOST = 40
"""Projects in one picture: the first in the order of the strategy."""
_STEP = 22
_LANE = "\N{EM SPACE}"
"""What the name of a programme begins with, which tells it from projects: titles never do."""


def picture(scope: Scope) -> Picture | None:
    """The roadmap of the open projects; None where none has dates."""
    language, say = scope.language, scope.language.text
    year = datetime.timedelta(days=365 * (LONGEST_YEARS // 2))
    near = [one for one in scope.projects if one.is_open]
    first, last = _bound(scope.as_of, -year), _bound(scope.as_of, year)
    lanes = roadmap(scope.portfolio, near, scope.as_of, first=first, last=last).lanes
    all_ = [course for lane in lanes for course in lane.courses if course.start and course.end]
    if not all_:
        return None
    shown = all_[:MOST]
    named = labels((one.project.id, one.project.title) for one in shown)
    rows, bars = [], []
    for lane in lanes:
        members = [one for one in lane.courses if one in shown]
        if members:
            if len(lanes) > 1 or lane.id is not None:
                rows.append(_name(scope, lane))
            for course in members:
                rows.append(named[course.project.id])
                bars.append(_bar(scope, course, named[course.project.id], first, last))
    points = [_point(scope, one, named[course.project.id]) for course in shown for one in course.milestones]
    days = [day for course in shown for day in _days(course, first, last)]
    ends = window([*days, scope.as_of], rows, [(bar["end"], bar["slip"]) for bar in bars if bar["slip"]])
    health = [_health(scope, course) for course in shown]
    subtitle = say("From start to expected finish; dashed: beyond the approved finish, in working days")
    if len(all_) > MOST:
        subtitle += f" · {and_more(len(all_) - MOST, language)}"
    scales = state_scales({one.state for course in shown for one in course.milestones}, language)
    return composed(
        "roadmap",
        say("Roadmap"),
        _alternative(scope, all_, days),
        language,
        rows={"projects": bars, "milestones": points, "today": today(scope.as_of, language)},
        subtitle=subtitle,
        height=len(rows) * _STEP,
        window=ends,
        ticks=ticks(ends),
        colours=health_scale(health, language),
        shapes=scales["shapes"],
        state_colours=scales["colours"],
        what=say("Project"),
        health=say("Health"),
        start=say("Start"),
        approved=say("Approved finish"),
        expected=say("Expected"),
        milestone=say("Milestone"),
        state=say("State"),
        slip=say("Slip"),
        order=rows,
    )


def _bound(day: datetime.date, distance: datetime.timedelta) -> datetime.date:
    try:
        return day + distance
    except OverflowError:
        return datetime.date.max if distance > datetime.timedelta() else datetime.date.min


def _name(scope: Scope, lane: Lane) -> str:
    return _LANE + shortened(lane.title or scope.language.text("outside programmes"))


def _days(course: Course, first: datetime.date, last: datetime.date) -> list[datetime.date]:
    known = [course.start, course.end, *(one.expected for one in course.milestones)]
    return [min(max(day, first), last) for day in known if day is not None]


def _health(scope: Scope, course: Course) -> Health | None:
    return health_of(scope.portfolio, course.project, scope.as_of).counting.get(OVERALL)


def _bar(scope: Scope, course: Course, label: str, first: datetime.date, last: datetime.date) -> Row:
    language = scope.language
    assert course.start is not None  # only those with dates are shown
    assert course.end is not None
    start, end = (min(max(day, first), last) for day in (course.start, course.end))
    approved = course.progress.finish.baseline
    health = _health(scope, course)
    in_time = max(min(end, approved), start) if approved else end
    return {
        "row": label,
        "title": plain(course.project.title),
        "start": moment(start),
        "in_time": moment(in_time),
        "end": moment(max(end, in_time)),
        "health": health_word(health, language) if health else None,
        "letter": letters(language)[health] if health else "",
        "start_said": language.date(course.start),
        "approved_said": language.date(approved) if approved else "",
        "expected_said": language.date(course.end),
        "slip": short_slip(course.progress.finish.slip_days, language),
    }


def _point(scope: Scope, one: MilestoneProgress, label: str) -> Row:
    language = scope.language
    assert one.expected is not None  # a course has those within its window
    return {
        "row": label,
        "title": plain(one.milestone.title),
        "expected": moment(one.expected),
        "expected_said": language.date(one.expected),
        "state": language.label("milestone", one.state),
        "slip": slip(one.slip_days, language),
    }


def _alternative(scope: Scope, courses: list[Course], days: list[datetime.date]) -> list[str]:
    language, say = scope.language, scope.language.text
    first, last = min(days), max(days)
    texts = [
        language.plural(
            "{n} project from {first} to {last}.",
            "{n} projects from {first} to {last}.",
            len(courses),
            first=language.period(f"{first.year:04}-{first.month:02}"),
            last=language.period(f"{last.year:04}-{last.month:02}"),
        )
    ]
    late = sorted(
        (one for one in courses if (one.progress.finish.slip_days or 0) > 0),
        key=lambda one: -(one.progress.finish.slip_days or 0),
    )
    if late:
        names = [
            say(
                "{project} ({slip}, {day})",
                project=one.project.title,
                slip=slip(one.progress.finish.slip_days, language),
                day=language.date(one.end),
            )
            for one in late
            if one.end
        ]
        texts.append(say("Later than approved: {names}.", names=listed(names, language)))
    health = [_health(scope, one) for one in courses]
    counts = [
        say("{count} {health}", count=health.count(one), health=language.label("health", one))
        for one in HEALTHS
        if one in health
    ]
    if counts:
        texts.append(say("Health by the facts: {counts}.", counts=", ".join(counts)))
    if len(courses) > MOST:
        texts.append(say("Shown are the first {count}.", count=MOST))
    return texts
