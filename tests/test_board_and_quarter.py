"""`pmo report board` and `pmo report qbr`: what they compute, how they look, what moved, and what stays inert."""

import datetime
import json
import re
import shutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pmo.analysis.authority import highest_body
from pmo.analysis.gate_calendar import dated_reviews
from pmo.analysis.maturity import overall_level
from pmo.analysis.quarters import end_of_quarter_before, quarter_after, reviewed_quarter
from pmo.analysis.rebalancing import suggestions
from pmo.analysis.standing import standing
from pmo.analysis.tolerances import cost_tolerance, schedule_tolerance
from pmo.history.events import Moment
from pmo.history.movement import DATED, estimates_moved, movement, outlook_moved
from pmo.loading import load
from pmo.locale import language
from pmo.model.assessment import AssessedDimension, Assessment
from pmo.model.portfolio import Portfolio
from pmo.output.envelope import plain
from pmo.render.environment import Renderer
from pmo.render.views import board, qbr
from pmo.render.views.parts import Heading
from pmo.render.views.review import shortened
from pmo.trees import WorkingTree
from tests import golden
from tests.commands import pmo
from tests.portfolios import AS_OF, charter, office, portfolio, write
from tests.repositories import commit
from tests.test_report_pages import ATTACKS, REVISION, hostile, shape

VIEWS: tuple[tuple[str, Any], ...] = (("board", board), ("qbr", qbr))
KINDS = [name for name, _ in VIEWS]


@pytest.fixture(scope="module")
def story() -> Portfolio:
    return load(WorkingTree(Path(__file__).parent.parent / "examples" / "portfolio")).portfolio


def view_of(
    kind: str,
    found: Portfolio,
    code: str = "en",
    before: Moment | None = None,
    as_of: datetime.date = AS_OF,
) -> Any:
    name = found.office.office.name if found.office else "x"
    make = board.board_view if kind == "board" else qbr.qbr_view
    return make(found, found.projects.values(), Heading(name, REVISION, as_of), language(code), before)


@cache
def renderer(code: str) -> Renderer:
    """Compiles each template once."""
    return Renderer(language(code))


def page(kind: str, found: Portfolio, code: str = "en", before: Moment | None = None) -> str:
    return renderer(code).render(dict(VIEWS)[kind].TEMPLATE, view_of(kind, found, code, before))


# The quarter under review


@pytest.mark.parametrize(
    ("start", "day", "name", "first", "last", "before"),
    [
        (1, "2026-11-01", "2026-Q3", "2026-07-01", "2026-09-30", "2026-06-30"),
        (1, "2026-09-29", "2026-Q2", "2026-04-01", "2026-06-30", "2026-03-31"),
        (1, "2026-09-30", "2026-Q3", "2026-07-01", "2026-09-30", "2026-06-30"),  # over on its last day
        (1, "2026-12-31", "2026-Q4", "2026-10-01", "2026-12-31", "2026-09-30"),
        (1, "2026-01-01", "2025-Q4", "2025-10-01", "2025-12-31", "2025-09-30"),
        (4, "2026-11-01", "FY2026-Q2", "2026-07-01", "2026-09-30", "2026-06-30"),
        (4, "2026-04-15", "FY2025-Q4", "2026-01-01", "2026-03-31", "2025-12-31"),
        (2, "2026-11-01", "FY2026-Q3", "2026-08-01", "2026-10-31", "2026-07-31"),
        (11, "2026-11-01", "FY2025-Q4", "2026-08-01", "2026-10-31", "2026-07-31"),
    ],
)
def test_the_quarter_that_ended_last_is_reviewed(
    tmp_path: Path, start: int, day: str, name: str, first: str, last: str, before: str
) -> None:
    found = portfolio(tmp_path, {"pmo.yaml": office(calendar={"fiscal_year_start": start})})
    as_of = datetime.date.fromisoformat(day)
    quarter, following = reviewed_quarter(found, as_of), quarter_after(found, as_of)
    assert (quarter.name, str(quarter.first), str(quarter.last)) == (name, first, last)
    assert str(end_of_quarter_before(found, as_of)) == before
    assert following.first == quarter.last + datetime.timedelta(days=1)


@pytest.mark.parametrize("day", [datetime.date.min, datetime.date.max])
def test_quarters_at_the_ends_of_time(tmp_path: Path, day: datetime.date) -> None:
    found = portfolio(tmp_path, {"pmo.yaml": office(calendar={"fiscal_year_start": 7})})
    for quarter in (reviewed_quarter(found, day), quarter_after(found, day)):
        assert quarter.first <= quarter.last
    assert end_of_quarter_before(found, day) <= reviewed_quarter(found, day).last


# Who decides last, and how far a project may go


def bodies(*authority: dict[str, Any]) -> dict[str, Any]:
    members = [
        {"id": "steering", "name": "Steering group", "members": ["ana"]},
        {"id": "top", "name": "Top", "members": ["cara"]},
    ]
    return office(governance={"bodies": members, "authority": list(authority)})


@pytest.mark.parametrize(
    ("authority", "highest"),
    [
        ([{"body": "top", "max_cost": 900}, {"body": "steering", "max_cost": 1000}], "steering"),
        ([{"body": "steering", "max_cost": 1000}, {"body": "top"}], "top"),  # without a limit
        ([{"role": "sponsor", "max_cost": 10}], "top"),  # steers no project
    ],
)
def test_the_highest_body(tmp_path: Path, authority: list[dict[str, Any]], highest: str) -> None:
    files = {"pmo.yaml": bodies(*authority), "projects/crm/charter.yaml": charter(body="steering")}
    assert highest_body(portfolio(tmp_path, files)) == highest


def test_no_highest_body_without_any(tmp_path: Path) -> None:
    assert highest_body(portfolio(tmp_path, {"pmo.yaml": office(governance={})})) is None
    assert highest_body(portfolio(tmp_path / "b", {"pmo.yaml": b"office: ["})) is None


def test_the_nearest_tolerance_counts(tmp_path: Path) -> None:
    files = {
        "pmo.yaml": office(governance={"tolerances": {"cost": 0.2, "schedule_days": 30}}),
        "strategy.yaml": {
            "programmes": [{"id": "renewal", "title": "R", "tolerances": {"schedule_days": 20}}]
        },
        "projects/crm/charter.yaml": charter(programme="renewal", tolerances={"cost": 0.1}),
    }
    found = portfolio(tmp_path, files)
    crm = found.projects["crm"]
    assert (str(cost_tolerance(found, crm)), schedule_tolerance(found, crm)) == ("0.1", 20)
    bare = portfolio(tmp_path / "bare")
    assert schedule_tolerance(bare, bare.projects["crm"]) is None


# Gates by day


def test_gate_reviews_by_day(tmp_path: Path) -> None:
    reviews = [
        {"id": "a", "gate": "one", "planned": "2026-10-01", "held": "2026-10-05", "decision": "go"},
        {"id": "b", "gate": "two", "held": "2026-10-06"},
        {"id": "c", "gate": "three", "planned": "2026-10-26"},
        {"id": "d", "gate": "four", "planned": "2026-12-01"},
        {"id": "e", "gate": "five", "planned": "2026-11-04", "held": "2026-11-05", "decision": "go"},
        {"gate": "six"},
    ]
    files = {
        "projects/crm/charter.yaml": charter(state="active"),
        "projects/crm/gates.yaml": {"reviews": reviews},
        "projects/old/charter.yaml": charter("old", state="completed"),
        "projects/old/gates.yaml": {
            "reviews": [{"gate": "end", "planned": "2026-09-01"}, {"gate": "end", "held": "2026-09-02"}]
        },
    }
    found = portfolio(tmp_path, files)
    rows = dated_reviews(found, found.projects.values(), AS_OF)
    assert [(one.address, one.state, one.late_days) for one in rows] == [
        ("old/gates/2", "held", 0),  # what was never held in a project that is over is no gate to come
        ("crm/gates/a", "decided", 2),
        ("crm/gates/b", "held", 0),
        ("crm/gates/c", "overdue", 4),
        ("crm/gates/e", "due", 0),  # held after the day: as things stand it is due
        ("crm/gates/d", "due", 0),
    ]


# Stop, hold, accelerate


def told(found: Portfolio) -> dict[str, tuple[str, list[str], list[str]]]:
    rows = suggestions(found, found.projects.values(), AS_OF)
    return {one.project.id: (one.kind, [str(t) for t in one.why], [str(t) for t in one.but]) for one in rows}


def late(days: str = "2027-03-01") -> dict[str, Any]:
    """Forecast long after a baseline of 2026-12-01, which is 64 working days late on 2027-03-01 without holidays."""
    return {
        "milestones": [{"id": "m", "title": "M", "baseline": "2026-12-01", "forecast": days, "owner": "ana"}]
    }


def overrun(estimate: int, approved: int = 100_000, contingency: int | None = None) -> dict[str, Any]:
    budget: dict[str, Any] = {
        "approved": approved,
        "actuals": [{"period": "2026-10", "cost": 50_000}],
        "forecast": [{"period": "2026-12", "cost": estimate - 50_000}],
    }
    return budget | ({"contingency": contingency} if contingency is not None else {})


TOLERANT = office(governance={"tolerances": {"cost": 0.1, "schedule_days": 20}})


def case(**flows: int) -> dict[str, Any]:
    """A business case that brings in so much in some years: `y2027=5`."""
    return {"cash_flows": [{"period": year[1:], "benefit": amount} for year, amount in flows.items()]}


def test_two_signs_of_which_one_is_strong_make_a_hold(tmp_path: Path) -> None:
    files = {
        "pmo.yaml": TOLERANT,
        "projects/both/charter.yaml": charter("both", state="active"),
        "projects/both/plan.yaml": late(),
        "projects/both/budget.yaml": overrun(120_000),
        "projects/one/charter.yaml": charter("one", state="active"),
        "projects/one/plan.yaml": late(),
        "projects/fine/charter.yaml": charter("fine", state="active"),
        "projects/fine/plan.yaml": late("2026-12-20"),
        "projects/fine/budget.yaml": overrun(109_000),
        "projects/must/charter.yaml": charter("must", state="active", selection={"mandatory": True}),
        "projects/must/plan.yaml": late(),
        "projects/must/budget.yaml": overrun(120_000),
    }
    found = told(portfolio(tmp_path, files))
    assert found["both"] == (
        "hold",
        [
            "estimate 20% over the budget, tolerance 10%",
            "finish 64 working days late, tolerance 20 working days",
        ],
        [],
    )
    assert found["must"][0] == "accelerate"
    assert found["must"][1][0] == "it is mandatory and red by the facts"
    assert set(found) == {"both", "must"}


def test_a_benefit_far_behind_is_a_strong_sign(tmp_path: Path) -> None:
    """90 of 100 planned by September came; with 60 it is 40% behind, beyond the 30% that make it red."""
    benefit = {"id": "b", "title": "Fewer calls", "owner": "ana", "target": 200, "unit": "EUR"} | {
        "profile": [{"period": "2026-09", "planned": 100}],
        "measurements": [{"date": "2026-10-01", "value": 60}],
    }
    files = {
        "pmo.yaml": TOLERANT,
        "projects/crm/charter.yaml": charter(state="active"),
        "projects/crm/plan.yaml": late(),
        "projects/crm/benefits.yaml": {"benefits": [benefit]},
    }
    assert told(portfolio(tmp_path, files))["crm"][1] == [
        "finish 64 working days late, tolerance 20 working days",
        "the benefit Fewer calls is 40% behind its plan",
    ]


def test_what_is_spent_does_not_speak_for_a_stop(tmp_path: Path) -> None:
    """Of 150,000 in all, 100,000 is still to come: it is worth it for 120,000 still to be gained, not for 90,000."""
    spent = {"approved": 160_000, "actuals": [{"period": "2026-09", "cost": 50_000}]} | {
        "forecast": [{"period": "2026-12", "cost": 100_000}]
    }
    files = {
        "projects/worth/charter.yaml": charter("worth", state="active", business_case=case(y2027=120_000)),
        "projects/worth/budget.yaml": spent,
        "projects/lost/charter.yaml": charter(
            "lost", state="active", business_case=case(y2025=500_000, y2027=90_000)
        ),
        "projects/lost/budget.yaml": spent,
    }
    found = told(portfolio(tmp_path, files))
    assert set(found) == {"lost"}
    kind, (why,), _ = found["lost"]
    assert kind == "stop"
    assert "is still to be spent, more than the" in why
    assert "90000" in why


def test_reasons_to_stop(tmp_path: Path) -> None:
    killed = {"reviews": [{"gate": "g", "held": "2026-09-01", "decision": "kill"}]}
    files = {
        "projects/killed/charter.yaml": charter("killed", state="active"),
        "projects/killed/gates.yaml": killed,
        "projects/still/charter.yaml": charter("still", state="on-hold"),
        "projects/kept/charter.yaml": charter("kept", state="on-hold"),
        "projects/kept/budget.yaml": {"approved": 900, "actuals": [{"period": "2026-09", "cost": 92}]},
        "projects/kept/allocations.yaml": {
            "allocations": [
                {"person": "ana", "load": 0.5, "from": "2026-09-01", "to": "2026-10-30"},
                {"person": "ana", "load": 0.5, "from": "2026-11-02", "to": "2027-03-31"},
                {
                    "person": "budi",
                    "load": 0.5,
                    "from": "2026-11-02",
                    "to": "2027-05-31",
                    "status": "requested",
                },
            ]
        },
        "projects/adrift/charter.yaml": charter("adrift", state="active", objectives=[]),
        "projects/idea/charter.yaml": charter("idea", objectives=[]),  # not decided yet
        "projects/over/charter.yaml": charter("over", state="cancelled", objectives=[]),
    }
    found = told(portfolio(tmp_path, files))
    assert found == {
        "adrift": ("stop", ["it serves no objective of the strategy"], []),
        "killed": ("stop", ["the gate g decided on 2026-09-01: kill"], []),
        "still": ("stop", ["it is on hold"], []),
        "kept": (
            "stop",
            [
                "it is on hold, and Money(amount=Decimal('808'), currency='EUR') of its budget is not spent",
                "people or equipment are kept for it until 2027-03-31",
            ],
            [],
        ),
    }


@pytest.mark.parametrize(
    ("start", "benefit", "kind"),
    [
        ("2027-01-11", "220000", None),  # as it is: it begins in January and loses money
        ("2026-10-01", "220000", None),
        ("2027-01-11", "900000", None),
        ("2026-10-01", "900000", "accelerate"),
    ],
)
def test_what_goes_faster_pays_and_should_have_begun(
    tmp_path: Path, example: Path, start: str, benefit: str, kind: str | None
) -> None:
    root = tmp_path / "portfolio"
    shutil.copytree(example, root)
    folder = root / "projects/drought-buffer"
    for name, old, new in (
        ("plan.yaml", "start: 2027-01-11", f"start: {start}"),
        ("charter.yaml", "benefit: 220000", f"benefit: {benefit}"),
    ):
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), "utf-8", newline="\n")
    found = told(load(WorkingTree(root)).portfolio)
    assert found.get("drought-buffer", (None,))[0] == kind


def test_who_waits_and_what_is_asked_stand_beside_a_suggestion(tmp_path: Path) -> None:
    needs = {
        "milestones": [
            {"id": "n", "title": "N", "baseline": "2026-12-15", "owner": "ana", "after": ["still/m"]}
        ]
    }
    asked = {"id": "d", "title": "Go on or stop", "status": "requested", "body": "board"}
    files = {
        "projects/still/charter.yaml": charter("still", state="on-hold"),
        "projects/still/plan.yaml": late(),
        "projects/still/decisions.yaml": {"decisions": [asked]},
        "projects/user/charter.yaml": charter("user", state="active"),
        "projects/user/plan.yaml": needs,
    }
    found = told(portfolio(tmp_path, files))
    assert found["still"][2] == [
        "what waits for it: Project user",
        "Portfolio board is asked already: Go on or stop",
    ]


def test_the_suggestions_of_the_story(story: Portfolio) -> None:
    assert [(kind, id_) for id_, (kind, _, _) in told(story).items()] == [
        ("stop", "fleet-electrification"),
        ("stop", "asset-twin"),
        ("hold", "smart-meters-rollout"),
        ("hold", "billing-renewal"),
        ("hold", "scada-renewal"),
        ("hold", "customer-portal"),
        ("accelerate", "nis2-compliance"),
    ]


# Maturity


@pytest.mark.parametrize(
    ("scoring", "levels", "level"),
    [
        ("staged", [3, 2, 4], "2"),
        ("mean", [3, 2, 4, 2], "2.75"),
        ("mean", [None], None),
        ("staged", [], None),
    ],
)
def test_the_level_of_an_assessment(scoring: Any, levels: list[int | None], level: str | None) -> None:
    rows = tuple(
        AssessedDimension(id=f"d{number}", title="D", level=one)  # type: ignore[arg-type]
        for number, one in enumerate(levels)
    )
    found = overall_level(Assessment(date=AS_OF, model="custom", scoring=scoring, dimensions=rows))
    assert (str(found) if found is not None else None) == level


# What moved


def september(root: Path, example: Path) -> Path:
    """A repository with the story as it stands on 31 October, and as it stood a month before with four differences."""
    shutil.copytree(example, root, ignore=shutil.ignore_patterns(".git"))
    now: dict[Path, str] = {}

    def before(path: str, old: str, new: str) -> None:
        file = root / path
        now[file] = file.read_text("utf-8")
        assert old in now[file]
        file.write_text(now[file].replace(old, new, 1), "utf-8")

    scada = "projects/scada-renewal"
    before(f"{scada}/plan.yaml", "forecast: 2027-01-22", "forecast: 2026-12-11")
    before(f"{scada}/budget.yaml", "{period: 2026-12, cost: 190000}", "{period: 2026-12, cost: 100000}")
    before(f"{scada}/risks.yaml", "status: occurred", "status: responding")
    for file in root.glob("projects/*/status/2026-10-30.yaml"):
        now[file] = file.read_text("utf-8")
        file.unlink()
    commit(root, "September", "2026-09-30")
    for file, text in now.items():
        file.write_text(text, "utf-8")
    commit(root, "October", "2026-10-31")
    return root


def test_what_moved_since_the_last_pack(
    request: pytest.FixtureRequest, tmp_path: Path, example: Path
) -> None:
    root = september(tmp_path / "portfolio", example)
    done = pmo("report", "board", "-C", root, "--as-of", AS_OF)
    assert (done.code, done.err) == (0, "")
    said = done.out.replace("\N{NO-BREAK SPACE}", " ")
    assert "## What moved since 30 September 2026" in said
    assert "Stations 1 to 20 moved: 23 working days later" in said
    assert "estimate EUR 3.59M → EUR 3.68M (Forecast 3.68 million against 3.25 million approved.)" in said
    assert "risk occurred: The engineers are called to other projects" in said
    assert "🟡 Amber → 🔴 Red" in said
    assert "moved by +EUR 90K since 30 Sept 2026; at the run rate" in said
    assert "There is nothing to compare with" not in said
    assert pmo("report", "board", "-C", root, "--as-of", AS_OF).out == done.out
    stable = "\n".join(line for line in done.out.splitlines() if "revision" not in line) + "\n"
    golden.check(request, "reports/board-moved.en.md", stable)

    data = json.loads(
        pmo("report", "qbr", "-C", root, "--as-of", AS_OF, "--since", "2026-09-30", "--format", "json").out
    )["data"]
    assert data["movement"]["is_compared"] is True
    assert data["movement"]["since"] == "2026-09-30"
    assert data["standing"]["estimate"]["amount"] == "14828000"
    assert data["standing_before"]["estimate"]["amount"] == "14738000"
    assert [(one["address"], one["estimate"]) for one in data["money_moved"]] == [("scada-renewal", "90000")]
    portal = next(one for one in data["health"] if one["project"] == "customer-portal")
    assert (portal["computed_before"], portal["computed"], portal["moved"]) == ("red", "amber", "better")
    told_ = pmo("report", "qbr", "-C", root, "--as-of", AS_OF).out
    assert "There is nothing to compare with: its history in git begins later. So only" in told_
    one = pmo("report", "board", "-C", root, "--as-of", AS_OF, "--project", "scada-renewal").out
    assert "1 open project, 1 of them active" in one
    assert "Renewal of the billing system" not in one


def test_a_finish_that_moved_is_told_once(tmp_path: Path) -> None:
    """Not again as the milestone that moves it by as much; what moved by less is told as well."""
    plan = late("2027-03-01")
    plan["milestones"] += [
        {"id": "n", "title": "N", "baseline": "2026-11-30", "forecast": "2027-01-04", "owner": "ana"}
    ]
    earlier = late("2027-02-01")
    earlier["milestones"] += [
        {"id": "n", "title": "N", "baseline": "2026-11-30", "forecast": "2026-12-28", "owner": "ana"}
    ]
    status = {"date": "2026-10-30", "author": "ana", "headline": "Late", "overall": "red"} | {
        "comments": {"schedule": "The vendor is late."}
    }
    base = {"projects/crm/charter.yaml": charter(state="active")}
    then = portfolio(tmp_path / "then", base | {"projects/crm/plan.yaml": earlier})
    now = portfolio(
        tmp_path / "now",
        base | {"projects/crm/plan.yaml": plan, "projects/crm/status/2026-10-30.yaml": status},
    )
    view = view_of("board", now, before=Moment(then, datetime.date(2026, 9, 30)))
    (dates,) = [one for one in view.movement.groups if one.kind == "dates"]
    assert [(one.text, one.why) for one in dates.lines] == [
        ("finish 20 working days later", "The vendor is late."),
        ("N: 5 working days later", "The vendor is late."),
    ]


def test_money_moves_by_what_is_known_then_and_now(tmp_path: Path) -> None:
    """40 dearer, 100 that is new; not what had no forecast then, nor what is over now."""

    def budget(left: int | None) -> dict[str, Any]:
        found: dict[str, Any] = {"approved": 500, "plan": [{"period": "2026-12", "planned": 100}]}
        return found | ({"forecast": [{"period": "2026-12", "cost": left}]} if left is not None else {})

    def files(state: str, **left: int | None) -> dict[str, Any]:
        found: dict[str, Any] = {"projects/crm/charter.yaml": None}
        for name, cost in left.items():
            found[f"projects/{name}/charter.yaml"] = charter(name, state="active")
            found[f"projects/{name}/budget.yaml"] = budget(cost)
        return found | {"projects/done/charter.yaml": charter("done", state=state)}

    then = portfolio(tmp_path / "then", files("active", dearer=60, vague=None, done=70))
    now = portfolio(tmp_path / "now", files("completed", dearer=100, vague=90, fresh=100, done=70))
    moments = Moment(now, AS_OF), Moment(then, datetime.date(2026, 9, 30))
    assert outlook_moved(*moments, now.projects.values()) == 40 + 100
    assert estimates_moved(*moments, now.projects.values()) == 40 + 100
    assert outlook_moved(*moments, [now.projects["vague"]]) == 0
    year = view_of("board", now, before=moments[1]).year
    assert (year.outlook_moved.amount, year.estimate_moved.amount) == (140, 140)


def test_without_history_only_what_is_dated_is_told(story: Portfolio) -> None:
    since = datetime.date(2026, 9, 30)
    found = movement(Moment(story, AS_OF), None, since)
    assert not found.is_compared
    kinds = {one.kind for one in found.events}
    assert kinds <= DATED
    assert {"declared", "milestone-reached", "issue-opened", "decision-taken"} <= kinds
    assert movement(Moment(story, AS_OF), None, AS_OF).events == ()
    later = movement(Moment(story, AS_OF), None, AS_OF + datetime.timedelta(days=9))
    assert later.events == ()


def test_the_portfolio_in_figures(story: Portfolio) -> None:
    found = standing(story, story.projects.values(), AS_OF)
    assert (found.open, found.active, found.red, found.amber, found.green) == (13, 8, 5, 4, 2)
    assert (found.watermelons, found.decisions, found.red_risks) == (2, 9, 1)
    assert found.estimate.amount - found.estimated_approved.amount == 1_868_000
    part = standing(story, [story.projects["solar-pumping"]], AS_OF)
    assert (part.open, part.green, part.watermelons, part.late_milestones) == (1, 1, 0, 0)


# How they look


@pytest.mark.parametrize("code", ["en", "id"])
@pytest.mark.parametrize("kind", KINDS)
def test_pages(request: pytest.FixtureRequest, story: Portfolio, kind: str, code: str) -> None:
    found = page(kind, story, code)
    golden.check(request, f"reports/{kind}.{code}.md", found)
    assert page(kind, story, code) == found


def test_the_board_report_is_short_whatever_there_is(story: Portfolio, tmp_path: Path) -> None:
    """Its lists are limited, and so are texts: a page of thirty long-winded projects is no longer than the story's."""
    long = "word " * 100
    files: dict[str, Any] = {"pmo.yaml": TOLERANT}
    for number in range(30):
        name, folder = f"p{number}", f"projects/p{number}"
        files[f"{folder}/charter.yaml"] = charter(name, title=f"{number} {long}", state="active")
        files[f"{folder}/plan.yaml"] = late()
        files[f"{folder}/budget.yaml"] = overrun(120_000) | {
            "plan": [{"period": "2026-12", "planned": 90_000}]
        }
        risk = {"id": "r", "title": long, "owner": "ana", "status": "assessed", "probability": 5, "impact": 5}
        files[f"{folder}/risks.yaml"] = {"risks": [risk | {"raised": "2026-10-30"}]}
        asked = {"id": "d", "title": f"{number} {long}", "status": "requested", "by": "ana"}
        files[f"{folder}/decisions.yaml"] = {"decisions": [asked | {"consequence": long}]}
        files[f"{folder}/status/2026-10-30.yaml"] = {"date": "2026-10-30", "author": "ana"} | {
            "headline": long,
            "overall": "green",
        }
    crowded = page("board", portfolio(tmp_path, files))
    assert "And 26 more" not in crowded
    assert "And 25 more" in crowded
    lines = [len(one.splitlines()) for one in (crowded, page("board", story))]
    assert max(lines) <= 62
    assert len(crowded) < 6_500
    assert max(map(len, crowded.splitlines())) < 500


@pytest.mark.parametrize("code", ["en", "id"])
def test_the_board_report_fits_on_one_sheet(example: Path, tmp_path: Path, code: str) -> None:
    pytest.importorskip("weasyprint")
    from tests.publishing.documents.test_pdf import objects

    file = tmp_path / "board.pdf"
    call = ("report", "board", "-C", example, "--as-of", AS_OF, "--lang", code, "--no-pictures")
    assert pmo(*call, "-o", file).code == 0
    assert len(re.findall(r"/Type /Page\b", objects(file.read_bytes()))) == 1


@pytest.mark.parametrize("code", ["en", "id"])
@pytest.mark.parametrize("kind", KINDS)
def test_pages_for_executives_name_no_command(example: Path, kind: str, code: str) -> None:
    call = ("report", kind, "-C", example, "--as-of", AS_OF, "--lang", code)
    page = pmo(*call).out
    assert "`" not in page
    assert "pmo " not in page
    assert " --" not in page.replace("| ---", "")


def test_the_order_of_decisions_and_what_is_overdue_are_told(story: Portfolio) -> None:
    text = page("board", story)
    assert (
        "First what Portfolio board and its members decide, then what others do; the most urgent first."
        in text
    )
    late = "One set of test data for portal and billing (Siti Rahmawati, 26 Oct 2026)"
    assert f"And 4 more, **1 of them overdue**: {late}." in text


def test_long_texts_are_cut_at_a_word() -> None:
    assert shortened("a short\n text", 20) == "a short text"
    assert shortened("one two three four", 12) == "one two…"
    assert shortened("x" * 30, 10) == "x" * 9 + "…"
    assert shortened("first, second", 8) == "first…"


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_has_as_many_cells_in_each_row(story: Portfolio, kind: str) -> None:
    for code in ("en", "id"):
        for lines in _tables(page(kind, story, code)):
            assert len({line.replace(r"\|", "").count("|") for line in lines}) == 1, lines


def _tables(markdown: str) -> Iterable[list[str]]:
    for block in markdown.split("\n\n"):
        lines = [line for line in block.split("\n") if line.startswith("|")]
        if lines:
            yield lines


def test_sections_of_the_quarterly_review(story: Portfolio) -> None:
    titles = [line[3:] for line in page("qbr", story).splitlines() if line.startswith("## ")]
    assert titles == [
        "Decisions asked",
        "Alignment and coverage",
        "Health and movement",
        "Pipeline",
        "Stop, hold, accelerate",
        "Finance",
        "Capacity and bottlenecks",
        "Benefits",
        "Top risks and dependencies",
        "Gates",
        "Vendors",
        "The PMO: measures and maturity",
        "Lessons",
        "Actions",
    ]


# Little to go on, and too much


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", ["en", "id"])
def test_an_empty_portfolio(tmp_path: Path, kind: str, code: str) -> None:
    files = {"projects/crm/charter.yaml": None, "strategy.yaml": None, "people.yaml": None} | {
        "pmo.yaml": office(office={"name": "Nobody"}, governance={})
    }
    root = write(tmp_path, files)
    done = pmo("report", kind, "-C", root, "--as-of", AS_OF, "--lang", code)
    assert done.code == 0, done.err
    assert "##" in done.out
    if code == "en":
        assert pmo("report", kind, "-C", root, "--as-of", AS_OF, "--format", "json").code == 0
        assert "No decision is waited for." in done.out
        assert "the portfolio is not in git; once it is, this shows what changes" in done.out


@pytest.mark.parametrize("kind", KINDS)
def test_one_project_alone(example: Path, kind: str) -> None:
    done = pmo("report", kind, "-C", example, "--as-of", AS_OF, "--project", "scada-renewal")
    assert done.code == 0
    assert "only projects: scada-renewal" in done.out
    for other in ("Electric vans", "contact centre", "Customer First", "A second subsidy round"):
        assert other not in done.out, other
    assert "Two engineers of Aquacontrol for eight weeks" in done.out


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2020-02-29"])
def test_any_day(story: Portfolio, kind: str, day: str) -> None:
    view = view_of(kind, story, as_of=datetime.date.fromisoformat(day))
    assert renderer("en").render(dict(VIEWS)[kind].TEMPLATE, view).startswith("# Noordermeer")
    assert plain(view) is not None


def test_no_project_at_all_is_no_mistake(example: Path) -> None:
    done = pmo("report", "board", "-C", example, "--as-of", AS_OF, "--where", "charter.state == 'nowhere'")
    assert done.code == 0
    assert "0 open projects, 0 of them active." in done.out


def test_what_cannot_be_compared_is_said(example: Path, tmp_path: Path) -> None:
    done = pmo("report", "board", "-C", example, "--since", "no-such-revision")
    assert (done.code, done.out) == (2, "")
    root = write(tmp_path)
    commit(root, "first", "2026-10-20")
    later = pmo("report", "board", "-C", root, "--as-of", "2026-10-01", "--since", "2026-10-20")
    assert later.code == 2
    same = pmo("report", "board", "-C", root, "--as-of", "2026-10-25", "--since", "HEAD").out
    assert "Nothing of weight." in same


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    return hostile(tmp_path_factory.mktemp("harmless"), "harmless")


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_changes_nothing_but_texts(tmp_path: Path, attack: str, harmless: Portfolio) -> None:
    attacked, then = hostile(tmp_path, attack), Moment(harmless, datetime.date(2026, 9, 30))
    for kind, before in (("board", None), ("board", then), ("qbr", None)):
        found = page(kind, attacked, "en", before)
        assert not {"html_inline", "html_block", "link_open", "image"} & set(shape(found))
        assert not {"\u009b", "\u202e"} & set(found)
        if before is None:
            assert shape(found) == shape(page(kind, harmless))


def test_titles_lead_to_pages_where_there_are_any(story: Portfolio) -> None:
    view = view_of("qbr", story)
    linked = renderer("en").render(qbr.TEMPLATE, view, lambda address: f"/{address}.md")
    for target in (
        "[Renewal of the billing system](/billing-renewal.md)",
        "(/billing-renewal/risks/change-orders.md)",
        "[Smart Networks](/programmes/smart-networks.md)",
        "[Metervast B.V.](/vendors/metervast.md)",
        "[Alpha exit](/customer-portal/gates/gate-alpha.md)",
        "(/strategy/cut-leakage.md)",
    ):
        assert target in linked, target
