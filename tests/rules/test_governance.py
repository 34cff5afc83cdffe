"""Family 8xx: governance."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmo.rules.governance import GOVERNANCE_RULES
from pmo.rules.registry import RULES
from tests.portfolios import AS_OF, charter, codes, findings, office, only, people, show, strategy
from tests.rules.cases import Case, assert_case, running

CHARTER = "projects/crm/charter.yaml"
BUDGET = "projects/crm/budget.yaml"
CHANGES = "projects/crm/changes.yaml"
GATES = "projects/crm/gates.yaml"
STATUS = "projects/crm/status/2026-10-30.yaml"
PLAN = "projects/crm/plan.yaml"
METHOD = "methods/simple.yaml"
BOARD = {"id": "board", "name": "Portfolio board", "members": ["cara"]}

SIMPLE = """
id: simple
title: Simple
phases:
  - {id: plan, title: Plan}
  - {id: do, title: Do}
gates:
  - id: start
    title: Start
    after: plan
    criteria:
      - {id: bound, text: Suppliers are bound}
      - {id: permit, text: The permit is granted, evidence: required}
      - {id: nice, text: Nice to have, mandatory: false}
      - {id: large, text: Only for large ones}
    tailoring:
      - {when: charter.size == 'small', skip: [large]}
"""


def governed(**governance: Any) -> dict[str, Any]:
    """An office with these rules of governance."""
    return {"pmo.yaml": office(governance={"bodies": [BOARD]} | governance)}


def change(cost: int | None = 80, days: int | None = None, **decision: Any) -> dict[str, Any]:
    impact = {name: value for name, value in (("cost", cost), ("days", days)) if value is not None}
    record = {
        "id": "wider",
        "title": "Wider",
        "raised_by": "budi",
        "raised": "2026-09-01",
        "status": "approved",
        "impact": impact,
        "decision": {"outcome": "approve", "date": "2026-09-15"} | decision,
    }
    return {CHANGES: {"changes": [record]}}


def limits(*authority: dict[str, Any], **more: Any) -> dict[str, Any]:
    return governed(authority=list(authority), **more)


def gate(**review: Any) -> dict[str, Any]:
    """A proposed project with one review of the gate `start`."""
    return {
        METHOD: SIMPLE,
        CHARTER: charter(method="simple", phase="plan"),
        GATES: {"reviews": [{"gate": "start"} | review]},
    }


def plan(forecast: str) -> dict[str, Any]:
    """A plan of about two hundred working days that should be over by the end of November."""
    live = f"{{id: live, title: Live, baseline: 2026-11-30, forecast: {forecast}}}"
    return {PLAN: f"start: 2026-02-02\nmilestones:\n  - {live}\n"}


def standing(before: int, now: int) -> dict[str, Any]:
    """Three reports on a plan to the end of January 2027."""
    live = "{id: live, title: Live, baseline: 2027-01-29}"
    files: dict[str, Any] = {PLAN: f"start: 2026-02-02\nmilestones:\n  - {live}\n"}
    for day, percent in (("2026-08-31", 40), ("2026-09-30", before), ("2026-10-30", now)):
        usual = {"date": day, "author": "budi", "headline": "Going", "overall": "amber"}
        files[f"projects/crm/status/{day}.yaml"] = usual | {
            "health": {"schedule": "green"},
            "percent_complete": percent,
        }
    return files


def status(**fields: Any) -> dict[str, Any]:
    usual = {"date": "2026-10-30", "author": "budi", "headline": "Going", "overall": "amber"}
    return running() | {STATUS: usual | fields}


HELD = {"held": "2026-10-15"}
ASKED = [{"what": "More time", "by": "board", "due": "2026-11-12"}]
OVERRIDE = {"dimension": "cost", "reason": "Paid twice", "by": "ana", "until": "2026-12-31"}

CASES = {
    "PMO801": Case(
        {CHARTER: charter(manager="ANA")},
        {CHARTER: charter(manager="cara")},
        "sponsor and manager are the same person",
        f"{CHARTER}:5:10",
        (f"{CHARTER}:4:10",),
    ),
    "PMO802": Case(
        {
            CHARTER: charter(manager="tim"),
            "people.yaml": people({"id": "tim", "name": "Tim", "role": "lead", "to": "2026-10-31"}),
        },
        {
            CHARTER: charter(manager="tim"),
            "people.yaml": people({"id": "tim", "name": "Tim", "role": "lead", "to": "2026-11-01"}),
        },
        "the manager Tim left on 2026-10-31",
        f"{CHARTER}:5:10",
        ("people.yaml:19:7",),
    ),
    "PMO803": Case(
        {
            CHARTER: charter(
                raci=[{"activity": "Accept", "responsible": "budi", "accountable": ["ana", "cara"]}]
            )
        },
        {
            CHARTER: charter(
                raci=[{"activity": "Accept", "responsible": "budi", "accountable": ["ana", "Ana"]}]
            )
        },
        "ana, cara are accountable for: Accept",
        f"{CHARTER}:12:3",
    ),
    "PMO804": Case(
        {CHARTER: charter(raci=[{"activity": "Accept", "accountable": "ana"}])},
        {CHARTER: charter(raci=[{"activity": "Accept", "accountable": "ana", "responsible": ["ana"]}])},
        "nobody is responsible for: Accept",
        f"{CHARTER}:10:3",
    ),
    "PMO805": Case(
        running(size="large"),
        running(size="large", body="board"),
        "the project is large and has no steering group",
        f"{CHARTER}:15:7",
    ),
    "PMO806": Case(
        governed(tolerances={"cost": Decimal("0.1")})
        | {CHARTER: charter(tolerances={"cost": Decimal("0.25"), "schedule_days": 9})},
        governed(tolerances={"cost": Decimal("0.1")})
        | {CHARTER: charter(tolerances={"cost": Decimal("0.1")})},
        "0.25 is looser than 0.1 on the level above",
        f"{CHARTER}:10:9",
        ("pmo.yaml:13:11",),
    ),
    "PMO807": Case(
        governed(delegations=[{"from": "ana", "to": "ANA", "start": "2026-11-09", "end": "2026-11-20"}]),
        governed(delegations=[{"from": "ana", "to": "budi", "start": "2026-11-09", "end": "2026-11-20"}]),
        "Ana Pereira lends authority to themselves",
        "pmo.yaml:14:9",
    ),
    "PMO808": Case(
        governed(
            escalation=[{"when": "status.overall == 'red'", "to": "empty"}],
            bodies=[BOARD, {"id": "empty", "name": "Empty body"}],
        ),
        governed(
            escalation=[
                {"when": "status.overall == 'red'", "to": to}
                for to in ("board", "office", "sponsor", "lead", "ana")
            ]
        ),
        "Empty body has no members",
        "pmo.yaml:16:9",
    ),
    "PMO811": Case(
        change(80, by="ana") | limits({"role": "sponsor", "max_cost": 50}, {"body": "board"}),
        change(50, by="ana") | limits({"role": "sponsor", "max_cost": 50}, {"body": "board"}),
        "a change of 80 EUR and 0 days is above the authority of Ana Pereira",
        f"{CHANGES}:12:9",
        ("pmo.yaml:13:5",),
    ),
    "PMO812": Case(
        {CHARTER: charter(approvals=[{"by": "budi", "role": "board", "date": "2026-10-08"}])},
        {
            CHARTER: charter(
                approvals=[
                    {"by": "Cara", "role": "board", "date": "2026-10-08"},
                    {"by": "budi", "role": "manager", "date": "2026-10-08"},
                ]
            )
        },
        "Budi Santoso is no member of Portfolio board",
        f"{CHARTER}:10:7",
        ("pmo.yaml:10:5",),
    ),
    "PMO813": Case(
        {CHARTER: charter(approvals=[{"by": "ana", "date": "2026-11-02"}])},
        {CHARTER: charter(approvals=[{"by": "ana", "date": "2026-11-01"}])},
        "approved on 2026-11-02: that day is still to come",
        f"{CHARTER}:11:9",
    ),
    "PMO821": Case(
        gate(**HELD),
        gate(**HELD, decision="hold"),
        "the gate start was held and has no decision",
        f"{GATES}:3:9",
    ),
    "PMO822": Case(
        gate(**HELD, decision="conditional"),
        gate(
            **HELD,
            decision="conditional",
            conditions=[{"text": "Bind", "owner": "budi", "due": "2026-12-01"}],
        ),
        "the gate start is passed under conditions, and there are none",
        f"{GATES}:4:13",
    ),
    "PMO823": Case(
        gate(
            **HELD,
            decision="go",
            criteria={
                "Bound": {"result": "not-met"},
                "nice": {"result": "not-met"},
                "large": {"result": "open"},
            },
        ),
        gate(**HELD, decision="recycle", criteria={"bound": {"result": "not-met"}}),
        "the gate start is decided as go, its mandatory criterion bound is not-met",
        f"{GATES}:7:15",
        (f"{GATES}:4:13",),
    ),
    "PMO824": Case(
        gate(criteria={"permit": {"result": "met"}}),
        gate(criteria={"permit": {"result": "met", "evidence": "Letter 7"}, "bound": {"result": "met"}}),
        "the criterion permit is met without evidence",
        f"{GATES}:5:15",
    ),
    "PMO825": Case(
        gate(held="2026-11-02", decision="go"),
        gate(held="2026-11-01", decision="go"),
        "held on 2026-11-02: that day is still to come",
        f"{GATES}:3:9",
    ),
    "PMO826": Case(
        gate(**HELD, decision="hold") | {CHARTER: charter(method="simple", phase="do")},
        gate(**HELD, decision="go") | {CHARTER: charter(method="simple", phase="do")},
        "the project is in do and has not passed start",
        f"{CHARTER}:10:8",
        (f"{GATES}:2:3",),
    ),
    "PMO827": Case(
        running(approvals=[]),
        running(approvals=[], method="simple", phase="do")
        | {METHOD: SIMPLE, GATES: "reviews: [{gate: start, held: 2026-10-15, decision: go}]"},
        "the project is active, and nobody ever approved it",
        f"{CHARTER}:3:8",
    ),
    "PMO831": Case(
        status(health={"cost": "red"}),
        status(health={"cost": "red"}, decisions_needed=ASKED),
        "cost is red, and no decision is asked for",
        f"{STATUS}:6:9",
    ),
    "PMO832": Case(
        status(health={"cost": "green"}, override=[OVERRIDE | {"until": "2026-10-31"}]),
        status(health={"cost": "green"}, override=[OVERRIDE | {"until": "2026-11-01"}]),
        "the override of cost expired on 2026-10-31",
        f"{STATUS}:11:10",
    ),
    "PMO833": Case(
        status(override=[OVERRIDE]),
        status(override=[OVERRIDE | {"dimension": "overall"}]),
        "cost is overridden and has no declared colour",
        f"{STATUS}:6:14",
    ),
    "PMO834": Case(
        status(decisions_needed=[ASKED[0] | {"due": "2026-10-31"}]),
        status(decisions_needed=[ASKED[0] | {"due": "2026-11-01"}]),
        "board had to decide by 2026-10-31: More time",
        f"{STATUS}:8:8",
    ),
    "PMO835": Case(
        status(overall="green", health={"schedule": "green"}) | plan("2027-01-29"),
        status(overall="amber", health={"schedule": "amber"}) | plan("2026-12-18"),
        "declared green, red by the facts: overall, schedule",
        f"{STATUS}:4:10",
        (f"{PLAN}:3:5",),
    ),
    "PMO836": Case(
        status(overall="amber", health={"schedule": "green"}) | plan("2026-12-18"),
        status(overall="amber", health={"schedule": "green"}) | plan("2026-11-30"),
        "declared better than the facts: schedule",
        f"{STATUS}:6:13",
        (f"{PLAN}:3:5",),
    ),
    "PMO837": Case(
        status(health={"schedule": "green"}) | standing(40, 40),
        status(health={"schedule": "green"}) | standing(40, 70),
        "declared green and heading for red: schedule; 40% complete, and no progress over 3 reports since 2026-08-31",
        f"{STATUS}:6:13",
    ),
    "PMO841": Case(
        {BUDGET: "actuals: [{period: 2026-10, cost: 18}]"},
        {BUDGET: "actuals: [{period: 2026-10, cost: 18}, {period: 2026-09, cost: -18}]"},
        "18 was spent on a project that is only proposed",
        f"{BUDGET}:1:1",
        (f"{CHARTER}:3:8",),
    ),
    "PMO842": Case(
        {
            CHARTER: charter(state="active", approvals=[{"by": "ana", "date": "2026-01-05"}]),
            BUDGET: "approved: 1",
        },
        running(),
        "the project is active and follows no method",
        f"{CHARTER}:3:8",
    ),
    "PMO843": Case(
        {CHARTER: charter(state="completed", closure={"date": "2026-10-01"})},
        {CHARTER: charter(state="completed", closure={"date": "2026-10-01", "accepted_by": "ana"})},
        "the project is completed, and nobody accepted it",
        f"{CHARTER}:9:1",
    ),
    "PMO844": Case(
        {CHARTER: charter(state="completed", closure={"date": "2026-11-02", "accepted_by": "ana"})},
        {CHARTER: charter(state="completed", closure={"date": "2026-11-01", "accepted_by": "ana"})},
        "completed on 2026-11-02: that day is still to come",
        f"{CHARTER}:10:9",
        (f"{CHARTER}:3:8",),
    ),
    "PMO845": Case(
        {
            CHARTER: charter(
                state="completed",
                closure={"date": "2026-01-30", "accepted_by": "ana", "review_due": "2026-10-31"},
            )
        },
        {
            CHARTER: charter(
                state="completed",
                closure={"date": "2026-01-30", "accepted_by": "ana", "review_due": "2026-10-31"},
            ),
            "projects/crm/meetings/2026-10-20-review.yaml": "date: 2026-10-20\ntitle: Review\nkind: review\n",
        },
        "the review after the project was due on 2026-10-31 and is not recorded",
        f"{CHARTER}:12:15",
    ),
}


def test_every_rule_has_a_case() -> None:
    assert list(CASES) == [
        rule.code for rule in GOVERNANCE_RULES if not rule.code.startswith(("PMO85", "PMO86"))
    ]


@pytest.mark.parametrize("code", CASES)
def test_one_mistake_gives_one_finding(tmp_path: Path, code: str) -> None:
    assert_case(tmp_path, code, CASES[code])


def test_a_finding_says_what_to_do(tmp_path: Path) -> None:
    found = only(tmp_path, "PMO811", CASES["PMO811"].wrong)
    assert (found.severity, found.address) == ("error", "crm/changes/wider")
    assert str(found.hint) == "have it decided by Portfolio board"
    assert str(found.related[0].message) == "what ana may approve"


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.code in CASES and rule.governance], ids=lambda rule: rule.code
)
def test_governance_is_advice_in_a_supportive_office(tmp_path: Path, rule: Any) -> None:
    files = dict(CASES[rule.code].wrong)
    governance = files.get("pmo.yaml", office())["governance"]
    for model, severity in (
        ("supportive", "warning"),
        ("controlling", rule.severity),
        ("directive", rule.severity),
    ):
        files["pmo.yaml"] = office(
            office={"name": "Office", "head": "cara", "model": model}, governance=governance
        )
        assert only(tmp_path / model, rule.code, files).severity == severity


def test_programmes_have_two_leads_as_well(tmp_path: Path) -> None:
    programme = {"id": "renewal", "title": "Renewal", "sponsor": "ana", "manager": "ana"}
    assert codes(tmp_path, {"strategy.yaml": strategy(programmes=[programme])}, select=["PMO8"]) == ["PMO801"]


def test_a_manager_who_has_not_started(tmp_path: Path) -> None:
    files = {
        CHARTER: charter(manager="tim"),
        "people.yaml": people({"id": "tim", "name": "Tim", "role": "lead", "from": "2026-12-01"}),
    }
    assert str(only(tmp_path, "PMO802", files).message) == "the manager Tim starts on 2026-12-01"
    over = files | {CHARTER: charter(manager="tim", state="cancelled")}
    assert codes(tmp_path / "over", over, select=["PMO8"]) == []


def test_the_methods_of_the_portfolio_have_a_raci_too(tmp_path: Path) -> None:
    found = only(
        tmp_path, "PMO803", {METHOD: SIMPLE + "raci:\n  - {activity: Accept, responsible: manager}\n"}
    )
    assert (str(found.message), found.where.path, found.where.line) == (
        "nobody is accountable for: Accept",
        METHOD,
        18,
    )


def test_tolerances_are_compared_with_the_nearest_level(tmp_path: Path) -> None:
    programme = {
        "id": "renewal",
        "title": "Renewal",
        "tolerances": {"cost": Decimal("0.2"), "schedule_days": 30},
    }
    files = governed(tolerances={"cost": Decimal("0.1"), "benefits": Decimal("0.1")}) | {
        "strategy.yaml": strategy(programmes=[programme]),
        CHARTER: charter(
            programme="Renewal", tolerances={"cost": Decimal("0.2"), "benefits": Decimal("0.2")}
        ),
    }
    found = findings(tmp_path, files, select=["PMO806"])
    assert [(one.where.path, one.related[0].where.path) for one in found] == [
        (CHARTER, "pmo.yaml"),
        ("strategy.yaml", "pmo.yaml"),
    ], show(found)


@pytest.mark.parametrize(
    ("to", "expected"),
    [("lead", []), ("analyst", []), ("tester", ["PMO808"]), ("office", [])],
)
def test_escalation_reaches_somebody(tmp_path: Path, to: str, expected: list[str]) -> None:
    roles = [{"id": name, "title": name.title()} for name in ("lead", "analyst", "tester")]
    files = governed(escalation=[{"when": "status.overall == 'red'", "to": to}]) | {
        "people.yaml": people(roles=roles)
    }
    assert codes(tmp_path, files, select=["PMO8"]) == expected
    unread = files | {"people.yaml": "people: [{id: ana}]"}
    assert codes(tmp_path / "unread", unread, select=["PMO8"]) == []


def test_an_office_without_a_head_cannot_be_escalated_to(tmp_path: Path) -> None:
    headless = office(
        office={"name": "Office"}, governance={"escalation": [{"when": "true", "to": "office"}]}
    )
    assert codes(tmp_path, {"pmo.yaml": headless}, select=["PMO8"]) == ["PMO808"]


SPONSOR, BOARD_LIMIT = {"role": "sponsor", "max_cost": 50, "max_days": 10}, {"body": "board", "max_cost": 500}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (change(500, by="ana", body="board") | limits(SPONSOR, BOARD_LIMIT), ["PMO812"]),
        (change(500, body="board") | limits(SPONSOR, BOARD_LIMIT), []),
        (change(501, body="Board") | limits(SPONSOR, BOARD_LIMIT), ["PMO811"]),
        (change(50, 11, by="ana") | limits(SPONSOR), ["PMO811"]),
        (change(None, 10, by="ana") | limits(SPONSOR), []),
        (change(-5000, by="budi") | limits(SPONSOR), []),
        (change(None, by="budi") | limits(SPONSOR), []),
        (change(1, by="budi") | limits(SPONSOR), ["PMO811"]),
        (change(1, by="budi") | limits(SPONSOR, {"role": "manager", "max_cost": 1}), []),
        (change(1, by="budi") | limits(SPONSOR, {"role": "analyst"}), []),
        (change(1, by="cara") | limits({"role": "office"}), []),
        (change(1, by="sponsor") | limits(SPONSOR), []),
        (change(1, by="ana") | governed(), []),
        (
            change(40, by="budi")
            | limits(
                SPONSOR,
                delegations=[{"from": "ana", "to": "budi", "start": "2026-09-01", "end": "2026-09-30"}],
            ),
            [],
        ),
        (
            change(40, by="budi")
            | limits(
                SPONSOR,
                delegations=[{"from": "ana", "to": "budi", "start": "2026-10-01", "end": "2026-10-30"}],
            ),
            ["PMO811"],
        ),
        ({"changes.yaml": change(1, by="cara")[CHANGES]} | limits({"role": "office"}), []),
        ({"changes.yaml": change(1, by="ana")[CHANGES]} | limits(SPONSOR), ["PMO811"]),
        (
            {
                "programmes/renewal/changes.yaml": change(1, by="ana")[CHANGES],
                "strategy.yaml": strategy(programmes=[{"id": "renewal", "title": "R", "sponsor": "ana"}]),
            }
            | limits(SPONSOR),
            [],
        ),
    ],
)
def test_authority(tmp_path: Path, files: dict[str, Any], expected: list[str]) -> None:
    assert codes(tmp_path, files, select=["PMO8"]) == expected


def test_nobody_may_approve_that_much(tmp_path: Path) -> None:
    found = only(tmp_path, "PMO811", change(501, body="board") | limits(SPONSOR, BOARD_LIMIT))
    assert (
        str(found.hint)
        == "nobody has that much authority: add a body that has to governance.authority in pmo.yaml"
    )


def test_authority_is_in_the_currency_of_the_office(tmp_path: Path) -> None:
    governance = {"bodies": [BOARD], "authority": [SPONSOR]}
    files = change(100, by="ana") | {
        CHARTER: charter(currency="USD"),
        "pmo.yaml": office(fx={"USD": Decimal("0.5")}, governance=governance),
    }
    assert codes(tmp_path, files, select=["PMO8"]) == []
    files["pmo.yaml"] = office(fx={"USD": Decimal("0.51")}, governance=governance)
    assert str(only(tmp_path / "above", "PMO811", files).message).startswith(
        "a change of 51.00 EUR and 0 days"
    )


def test_whoever_stands_in_for_a_member_may_decide(tmp_path: Path) -> None:
    lent = governed(delegations=[{"from": "cara", "to": "budi", "start": "2026-10-01", "end": "2026-10-31"}])
    decision = {
        "id": "d",
        "title": "D",
        "status": "decided",
        "date": "2026-10-08",
        "by": "budi",
        "body": "board",
        "decision": "Yes",
    }
    files = {"decisions.yaml": {"decisions": [decision]}}
    assert codes(tmp_path, files | lent, select=["PMO8"]) == []
    assert codes(tmp_path / "alone", files, select=["PMO8"]) == ["PMO812"]
    asked = {"decisions.yaml": {"decisions": [decision | {"status": "requested"}]}}
    assert codes(tmp_path / "asked", asked, select=["PMO8"]) == []


def test_a_gate_has_a_day(tmp_path: Path) -> None:
    found = only(tmp_path, "PMO821", gate(decision="go"))
    assert str(found.message) == "the gate start has a decision and no day on which it was held"


def test_gates_passed_by_are_one_finding(tmp_path: Path) -> None:
    files = {METHOD: SIMPLE} | running(approvals=[], method="simple", phase="do")
    assert codes(tmp_path, files, select=["PMO8"]) == ["PMO826"]
    unread = files | {GATES: "reviews: [{held: 2026-10-15}]"}
    assert codes(tmp_path / "unread", unread, select=["PMO8"]) == []


def test_the_last_review_of_a_gate_counts(tmp_path: Path) -> None:
    reviews = [
        {"gate": "start", "held": "2026-10-15", "decision": "hold"},
        {"gate": "START", "held": "2026-09-15", "decision": "go"},
    ]
    files = {METHOD: SIMPLE, CHARTER: charter(method="simple", phase="do"), GATES: {"reviews": reviews}}
    assert codes(tmp_path, files, select=["PMO8"]) == ["PMO826"]


def test_gates_and_criteria_of_no_method_are_left_to_others(tmp_path: Path) -> None:
    files = {
        GATES: {
            "reviews": [
                {
                    "gate": "start",
                    "held": "2026-10-15",
                    "decision": "go",
                    "criteria": {"x": {"result": "open"}},
                }
            ]
        }
    }
    assert codes(tmp_path, files, select=["PMO8"]) == []


def test_red_asks_in_the_register_as_well(tmp_path: Path) -> None:
    asked = {"id": "d", "title": "D", "status": "requested"}
    files = status(overall="red") | {"projects/crm/decisions.yaml": {"decisions": [asked]}}
    assert codes(tmp_path, files, select=["PMO8"]) == []
    found = only(tmp_path / "alone", "PMO831", status(overall="red", health={"cost": "red"}))
    assert (found.where.line, str(found.message)) == (4, "overall is red, and no decision is asked for")


def test_only_the_latest_status_up_to_the_day_counts(tmp_path: Path) -> None:
    files = status(overall="red") | {
        STATUS.replace("10-30", "10-31"): status()[STATUS] | {"date": "2026-10-31"}
    }
    assert codes(tmp_path, files, select=["PMO8"]) == []
    assert codes(tmp_path / "then", files, as_of=AS_OF.replace(month=10, day=30), select=["PMO8"]) == [
        "PMO831"
    ]
    assert codes(tmp_path / "before", files, as_of=AS_OF.replace(month=10, day=1), select=["PMO83"]) == []
    over = files | {CHARTER: charter(state="cancelled")}
    assert codes(tmp_path / "over", over, as_of=AS_OF.replace(month=10, day=30), select=["PMO83"]) == []


def test_completed_without_any_closure(tmp_path: Path) -> None:
    found = only(tmp_path, "PMO843", {CHARTER: charter(state="completed")})
    assert (str(found.message), found.where.line) == ("the project is completed and has no day of closure", 3)


def test_a_gate_after_the_closure_is_its_review(tmp_path: Path) -> None:
    files = dict(CASES["PMO845"].wrong) | {
        GATES: "reviews: [{gate: benefits, held: 2026-09-15, decision: go}]"
    }
    assert codes(tmp_path, files, select=["PMO8"]) == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_no_day_is_too_early_or_too_late(tmp_path: Path, day: str) -> None:
    files = status(override=[OVERRIDE | {"until": day}], decisions_needed=[ASKED[0] | {"due": day}]) | change(
        10**29, 2**31, by="ana", date=day
    )
    files |= {
        CHARTER: charter(
            state="completed",
            closure={"date": day, "review_due": day},
            approvals=[{"by": "ana", "role": "board", "date": day}],
        )
    }
    files |= limits(
        {"role": "sponsor", "max_cost": Decimal("1e29")},
        delegations=[{"from": "ana", "to": "budi", "start": day, "end": day}],
    )
    for as_of in (AS_OF, AS_OF.min, AS_OF.max):
        show(findings(tmp_path / str(as_of), files, as_of=as_of))


def test_an_office_that_cannot_be_read_accuses_nobody(tmp_path: Path) -> None:
    files = change(80, by="ana") | {
        "pmo.yaml": "format: 1\n",
        CHARTER: charter(approvals=[{"by": "budi", "role": "board", "date": "2026-10-08"}]),
    }
    assert codes(tmp_path, files, select=["PMO5", "PMO6", "PMO7", "PMO8"]) == []


def test_every_page_says_why_and_how() -> None:
    for rule in RULES:
        if rule.code[:4] in ("PMO5", "PMO6", "PMO7", "PMO8"):
            assert rule.page.partition("\n")[0].endswith("."), rule.code
            for part in ("**Why it matters.**", "**Example.**", "**Fix.**"):
                assert part in rule.page, (rule.code, part)
