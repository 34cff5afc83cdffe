"""The intake pipeline: what is missing, how far, since when; and the command."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pmo.analysis.intake import Intake, Past, intake, past_of
from pmo.output.schemas import output_schema
from tests import portfolios
from tests.commands import pmo
from tests.repositories import commit, git

AS_OF = date(2026, 11, 2)
CASE = {
    "summary": "Pays back in three years",
    "discount_rate": 0.05,
    "cash_flows": [{"period": 2027, "cost": 100, "benefit": 0}, {"period": 2028, "benefit": 150}],
    "options": [{"id": "nothing", "title": "Do nothing"}, {"id": "new", "title": "New system"}],
    "recommended": "new",
}
BENEFIT = {"benefits": [{"id": "saved", "title": "Money saved", "owner": "ana", "target": 150}]}
OUTLINE = {"success_criteria": ["Calls halved"]}
CRITERIA = {"criteria": [{"id": "fit", "title": "Fit"}, {"id": "npv", "title": "Value", "value": "npv"}]}
REVIEW = {"gate": "business-case", "planned": date(2026, 11, 20)}


def found(tmp_path: Path, past: Past | None = None, files: Any = None, **changes: Any) -> Intake:
    content = {
        "pmo.yaml": portfolios.office(prioritisation=CRITERIA),
        "projects/crm/charter.yaml": portfolios.charter(**changes),
    }
    portfolio = portfolios.portfolio(tmp_path, content | (files or {}))
    return intake(portfolio, tuple(portfolio.projects.values()), AS_OF, {"crm": past} if past else None)


COMPLETE = {"method": "waterfall", "scores": {"Fit": 4}, "business_case": CASE, **OUTLINE}


@pytest.mark.parametrize(
    ("changes", "files", "stage", "first_missing"),
    [
        ({"purpose": "To be written"}, {}, "idea", "the purpose"),
        ({"purpose": "Belum ditulis"}, {}, "idea", "the purpose"),
        ({"objectives": []}, {}, "idea", "an objective that it serves"),
        ({}, {}, "idea", "how success is recognised"),
        (OUTLINE, {}, "proposal", "the case in a few sentences"),
        (COMPLETE | {"business_case": CASE | {"options": CASE["options"][:1]}}, {}, "proposal",
         "options to compare (doing nothing is one)"),
        (COMPLETE | {"business_case": CASE | {"discount_rate": None}}, {}, "proposal",
         "a rate to discount the cash flows"),
        (COMPLETE, {}, "proposal", "benefits with owners"),
        (COMPLETE | {"scores": {}}, {"benefits": BENEFIT}, "proposal", "scores: fit"),
        (COMPLETE, {"benefits": BENEFIT}, "business-case", "a date for the decision"),
        (COMPLETE, {"benefits": BENEFIT, "gates": {"reviews": [REVIEW]}}, "decision", None),
        (COMPLETE, {"benefits": BENEFIT, "decisions": {"decisions": [
            {"id": "start", "title": "Start?", "status": "requested"}]}}, "decision", None),
        ({"state": "approved", "purpose": "To be written"}, {}, "approved", "the purpose"),
    ],
)  # fmt: skip
def test_a_proposal_is_in_the_last_stage_of_which_it_has_everything(
    tmp_path: Path, changes: Any, files: Any, stage: str, first_missing: str | None
) -> None:
    paths = {f"projects/crm/{name}.yaml": data for name, data in files.items()}
    (proposal,) = found(tmp_path, None, paths, **changes).proposals
    assert proposal.stage == stage
    assert (str(proposal.missing[0].missing) if proposal.missing else None) == first_missing


def test_each_step_has_its_command(tmp_path: Path) -> None:
    files = {"projects/crm/benefits.yaml": BENEFIT}
    (proposal,) = found(tmp_path, None, files, **COMPLETE).proposals
    assert proposal.case == (7, 7)
    assert proposal.command == "pmo new gate-review crm --gate business-case"

    reviews = {"reviews": [REVIEW | {"held": date(2026, 10, 20), "decision": "kill"}]}
    (killed,) = found(tmp_path, None, files | {"projects/crm/gates.yaml": reviews}, **COMPLETE).proposals
    assert (killed.command, killed.setback and killed.setback.decision) == (
        "pmo set crm state=cancelled",
        "kill",
    )

    (ready,) = found(
        tmp_path, None, files | {"projects/crm/gates.yaml": {"reviews": [REVIEW]}}, **COMPLETE
    ).proposals
    assert (ready.command, ready.planned) == ("pmo checklist crm business-case", date(2026, 11, 20))

    (approved,) = found(tmp_path, state="approved").proposals
    assert approved.command == "pmo set crm state=active"

    asked = {"decisions": [{"id": "start", "title": "Start?", "status": "requested"}]}
    without = files | {"projects/crm/decisions.yaml": asked}
    (plain,) = found(tmp_path, None, without, **COMPLETE | {"method": None}).proposals
    assert plain.command == "pmo set crm state=approved"


def test_since_when_is_the_earliest_day_that_anything_knows(tmp_path: Path) -> None:
    def since(past: Past | None = None, files: Any = None, **changes: Any) -> Any:
        (proposal,) = found(tmp_path, past, files, **changes).proposals
        return proposal.since, proposal.waiting_days

    assert since() == (None, None)
    assert since(Past(date(2026, 10, 26), True)) == (date(2026, 10, 26), 5)
    assert since(Past(date(2026, 12, 1), True)) == (None, None)  # not known by then
    assert since(Past(date(2026, 10, 26), True), proposed=date(2026, 10, 5)) == (date(2026, 10, 5), 20)
    risk = {"id": "r", "title": "R", "owner": "ana", "status": "identified", "raised": date(2026, 9, 1)}
    files = {"projects/crm/risks.yaml": {"risks": [risk]}}
    assert since(Past(date(2026, 10, 26), True), files)[0] == date(2026, 9, 1)


def test_the_time_from_idea_to_decision_is_counted_where_both_are_known(tmp_path: Path) -> None:
    def days(past: Past | None = None, files: Any = None, **changes: Any) -> Any:
        result = found(tmp_path, past, files, state=changes.pop("state", "active"), **changes)
        return [(one.outcome, one.days) for one in result.decided]

    held = REVIEW | {"held": date(2026, 10, 20), "decision": "go"}
    gates = {"projects/crm/gates.yaml": {"reviews": [held]}}
    assert days(Past(date(2026, 10, 13), True), gates, method="waterfall") == [("approved", 5)]
    approval = [{"by": "ana", "date": date(2026, 10, 6)}]
    assert days(proposed=date(2026, 10, 5), approvals=approval) == [("approved", 1)]
    assert days(past_of([(date(2026, 10, 5), "proposed"), (date(2026, 10, 9), "active")])) == [
        ("approved", 4)
    ]
    killed = {"projects/crm/gates.yaml": {"reviews": [held | {"decision": "kill"}]}}
    assert days(proposed=date(2026, 10, 19), files=killed, method="waterfall", state="cancelled") == [
        ("rejected", 1)
    ]
    # nothing is known of the time before the decision
    assert days() == []
    assert days(past_of([(date(2026, 10, 5), "active")]), approvals=approval) == []
    assert days(approvals=approval) == []


def test_what_git_remembers_is_read_from_every_version_of_the_charter(tmp_path: Path) -> None:
    folder = portfolios.write(tmp_path, {"projects/erp/charter.yaml": portfolios.charter("erp")})
    commit(folder, "Propose", "2026-08-03")
    portfolios.write(tmp_path, {"projects/erp/charter.yaml": b"state: [broken"})
    commit(folder, "Break", "2026-08-05")
    portfolios.write(tmp_path, {"projects/erp/charter.yaml": portfolios.charter("erp", state="approved")})
    commit(folder, "Approve", "2026-08-10")
    outcome = pmo("intake", "-C", folder, "--as-of", "2026-08-12", "--format", "json")
    data = json.loads(outcome.out)
    jsonschema.validate(data, output_schema("intake"))
    rows = {one["project"]: one for one in data["data"]["proposals"]}
    assert (rows["erp"]["since"], rows["erp"]["decided"], rows["erp"]["waiting_days"]) == (
        "2026-08-03",
        "2026-08-10",
        2,
    )
    assert (rows["crm"]["since"], rows["crm"]["waiting_days"]) == ("2026-08-03", 7)
    assert data["data"]["median_days"] == 5
    assert data["data"]["history"] == "full"

    earlier = json.loads(pmo("intake", "-C", folder, "--at", "2026-08-04", "--format", "json").out)
    assert {one["stage"] for one in earlier["data"]["proposals"]} == {"idea"}
    assert earlier["data"]["decided"] == []


def test_a_shallow_clone_says_so(tmp_path: Path) -> None:
    folder = portfolios.write(tmp_path / "whole", {})
    commit(folder, "One")
    commit(folder, "Two")
    git(tmp_path, "clone", "-q", "--depth", "1", folder.as_uri(), "shallow")
    outcome = pmo("intake", "-C", tmp_path / "shallow", "--as-of", "2026-11-02")
    assert "git fetch --unshallow" in outcome.out


def test_a_portfolio_below_the_root_of_its_repository(tmp_path: Path) -> None:
    folder = portfolios.write(tmp_path / "office", {})
    commit(tmp_path, "One", "2026-10-05")
    rows = csv.DictReader(
        io.StringIO(pmo("intake", "-C", folder, "--as-of", "2026-11-02", "--format", "csv").out)
    )
    assert [(row["project"], row["since"], row["missing"]) for row in rows] == [
        (
            "crm",
            "2026-10-05",
            "success, summary, options, recommended, cash-flows, discount-rate, benefits, asked",
        )
    ]


TEXT = """\
Test office
as of 2 November 2026
2 on the way: idea 1, approved 1

Project  Title        Stage     Case         Waiting  Next step
erp      Project erp  approved   0/6  4 working days  start it
crm      Project crm  idea       0/6               \N{EN DASH}  add how success is recognised

Missing
- erp: how success is recognised, the case in a few sentences, options to compare (doing nothing is one), a recommended
  option, cash flows, a rate to discount the cash flows, benefits with owners
- crm: how success is recognised, the case in a few sentences, options to compare (doing nothing is one), a recommended
  option, cash flows, a rate to discount the cash flows, benefits with owners, a date for the decision

Next
  pmo set erp state=active
  pmo set crm 'success_criteria=[...]'

Idea to decision: half of 1 decision came within 3 working days.
"""


def test_the_pipeline_as_people_see_it(tmp_path: Path) -> None:
    approved = portfolios.charter(
        "erp",
        state="approved",
        proposed=date(2026, 10, 22),
        approvals=[{"by": "ana", "date": date(2026, 10, 27)}],
    )
    folder = portfolios.write(tmp_path, {"projects/erp/charter.yaml": approved})
    outcome = pmo("intake", "-C", folder, "--as-of", "2026-11-02")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == TEXT.replace("0/6", "1/7")

    page = pmo("intake", "-C", folder, "--as-of", "2026-11-02", "--format", "markdown").out
    assert "| Project erp | approved | 22 Oct 2026 | 27 Oct 2026 | 3 working days |" in page
    assert pmo("intake", "-C", folder, "--lang", "id").code == 0


def test_without_proposals_it_says_how_to_make_one(tmp_path: Path) -> None:
    folder = portfolios.write(tmp_path, {"projects/crm/charter.yaml": portfolios.charter(state="active")})
    outcome = pmo("intake", "-C", folder, "--as-of", "2026-11-02")
    assert "No proposal is on its way" in outcome.out
    assert "no decision is recorded yet" in outcome.out
