"""Family 9xx: accepted findings, stale reports, loose ends."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from pmo.rules.hygiene import HYGIENE_RULES
from tests.portfolios import charter, codes, findings, office, only, people, show, strategy

CRM = "projects/crm"
CHARTER = f"{CRM}/charter.yaml"
BROKEN = "{id: a, title: A, after: [nowhere]}"
NINTH = ["PMO9", "PMO302"]


# Accepted findings


def suppressed(comment: str, broken: bool = True) -> dict[str, str]:
    milestone = BROKEN if broken else "{id: a, title: A}"
    return {f"{CRM}/plan.yaml": f"milestones:\n  - {milestone}  # pmo: {comment}"}


@pytest.mark.parametrize(
    ("comment", "broken", "found"),
    [
        ("ignore[PMO302] until 2026-12-31 erp is not here yet", True, []),
        ("ignore[PMO302] erp is not here yet", True, []),
        ("ignore[PMO302]", False, ["PMO901"]),
        ("ignore[PMO302] until 2026-10-31 late", True, ["PMO302", "PMO902"]),
        ("ignore[PMO302] until 2026-11-31 no such day", True, ["PMO302", "PMO903"]),
        ("ignore[] x", True, ["PMO302", "PMO903"]),
    ],
)
def test_suppressions(tmp_path: Path, comment: str, broken: bool, found: list[str]) -> None:
    assert sorted(codes(tmp_path, suppressed(comment, broken), select=NINTH)) == found


def test_the_place_of_an_unused_suppression(tmp_path: Path) -> None:
    assert show(findings(tmp_path, suppressed("ignore[PMO302]", broken=False))) == (
        f"{CRM}/plan.yaml:2:1 PMO901 warning the suppression of PMO302 covers no finding (remove it)"
    )


@pytest.mark.parametrize(
    ("where", "expires", "broken", "found"),
    [
        (f"{CRM}/plan.yaml", "2026-11-01", True, []),
        ("crm", "2026-12-31", True, []),
        ("crm", "2026-10-31", True, ["PMO302", "PMO905"]),
        ("erp", "2026-12-31", True, ["PMO302", "PMO904"]),
        ("crm", "2026-12-31", False, ["PMO904"]),
    ],
)
def test_waivers(tmp_path: Path, where: str, expires: str, broken: bool, found: list[str]) -> None:
    waiver = {"code": "PMO302", "where": where, "reason": "R", "owner": "ana", "expires": expires}
    files: dict[str, Any] = {"waivers.yaml": {"waivers": [waiver]}}
    if broken:
        files[f"{CRM}/plan.yaml"] = f"milestones: [{BROKEN}]"
    assert sorted(codes(tmp_path, files, select=NINTH)) == found


# Status


def reported(*days: str, state: str = "active", **reporting: Any) -> dict[str, Any]:
    files: dict[str, Any] = {
        f"{CRM}/status/{day}.yaml": {"date": day, "author": "budi", "headline": "H", "overall": "green"}
        for day in days
    }
    return files | {CHARTER: charter(state=state), "pmo.yaml": office(reporting=reporting)}


@pytest.mark.parametrize(
    ("cycle", "last", "grace", "fresh_until"),
    [
        ("weekly", "2026-10-30", 0, "2026-11-06"),
        ("weekly", "2026-10-30", 2, "2026-11-10"),
        ("fortnightly", "2026-10-30", 0, "2026-11-13"),
        ("monthly", "2026-10-30", 0, "2026-11-30"),
        ("monthly", "2026-09-30", 0, "2026-11-02"),
        ("monthly", "2026-09-30", 5, "2026-11-06"),
        ("monthly", "2026-02-28", 0, "2026-03-31"),
        ("monthly", "2026-01-30", 0, "2026-03-02"),
        ("quarterly", "2026-11-30", 0, "2027-03-01"),
        ("quarterly", "2026-12-31", 0, "2027-03-31"),
    ],
)
def test_a_status_update_grows_stale(
    tmp_path: Path, cycle: str, last: str, grace: int, fresh_until: str
) -> None:
    files = reported(last, cycle=cycle, grace_days=grace)
    day = datetime.date.fromisoformat(fresh_until)
    assert codes(tmp_path, files, select=["PMO906"], as_of=day) == []
    assert codes(tmp_path, files, select=["PMO906"], as_of=day + datetime.timedelta(days=1)) == ["PMO906"]


def test_the_latest_status_counts(tmp_path: Path) -> None:
    finding = only(tmp_path, "PMO906", reported("2026-07-31", "2026-08-31"))
    assert show([finding]) == (
        f"{CRM}/status/2026-08-31.yaml:1:7 PMO906 warning the latest status update is of 2026-08-31; the next one "
        "was due on 2026-09-30 (monthly) (write projects/crm/status/<date>.yaml)"
    )


@pytest.mark.parametrize("state", ["proposed", "approved", "on-hold", "completed", "cancelled"])
def test_only_active_projects_report(tmp_path: Path, state: str) -> None:
    assert codes(tmp_path, reported("2020-01-31", state=state), select=["PMO906", "PMO907"]) == []
    assert codes(tmp_path / "none", reported(state=state), select=["PMO906", "PMO907"]) == []


def test_a_status_with_mistakes_is_there(tmp_path: Path) -> None:
    files = reported("2020-01-31") | {f"{CRM}/status/2026-10-30.yaml": "- a"}
    assert codes(tmp_path, files, select=["PMO9"]) == []
    del files[f"{CRM}/status/2020-01-31.yaml"]
    assert codes(tmp_path / "first", files, select=["PMO9"]) == []
    older = reported("2020-01-31") | {f"{CRM}/status/2019-10-30.yaml": "- a"}
    assert codes(tmp_path / "older", older, select=["PMO9"]) == ["PMO906"]


def test_an_active_project_without_status(tmp_path: Path) -> None:
    assert show(findings(tmp_path, reported(), select=["PMO9"])) == (
        f"{CHARTER}:3:8 PMO907 warning the project is active, but has no status update "
        "(write projects/crm/status/<date>.yaml)"
    )


def test_cycles_at_the_end_of_time(tmp_path: Path) -> None:
    for cycle in ("weekly", "monthly"):
        files = reported("9999-12-31", cycle=cycle, grace_days=10**6)
        assert codes(tmp_path, files, select=["PMO906"], as_of=datetime.date.max) == []


# Confidentiality

RISK = {"id": "late", "title": "Late", "owner": "ana", "status": "identified"}
ISSUE = {
    "id": "broken", "title": "B", "owner": "ana", "status": "open", "severity": "low", "raised": "2026-10-01",
    "from_risk": "late",
}  # fmt: skip


@pytest.mark.parametrize(
    ("risk", "issue", "found"),
    [
        ({"confidentiality": "confidential"}, {"confidentiality": "public"}, ["PMO908"]),
        ({"confidentiality": "confidential"}, {}, []),
        ({"confidentiality": "confidential"}, {"confidentiality": "confidential"}, []),
        ({"confidentiality": "internal"}, {"confidentiality": "public"}, []),
        ({}, {"confidentiality": "public"}, []),
    ],
)
def test_a_public_record_that_refers_to_a_confidential_one(
    tmp_path: Path, risk: dict, issue: dict, found: list
) -> None:
    files = {f"{CRM}/risks.yaml": {"risks": [RISK | risk]}, f"{CRM}/issues.yaml": {"issues": [ISSUE | issue]}}
    assert codes(tmp_path, files, select=["PMO9"]) == found


def test_a_public_charter_that_refers_to_a_confidential_project(tmp_path: Path) -> None:
    files = {
        CHARTER: charter(confidentiality="public", selection={"requires": ["ERP"]}),
        "projects/erp/charter.yaml": charter("erp", confidentiality="confidential"),
    }
    finding = only(tmp_path, "PMO908", files)
    assert show([finding]) == (
        f"{CHARTER}:12:5 PMO908 error a public record refers to `ERP`, which is confidential "
        "(remove the reference, or correct the confidentiality of one of the two)"
    )
    assert (finding.related[0].where.path, finding.related[0].where.line) == ("projects/erp/charter.yaml", 9)


@pytest.mark.parametrize(("stated", "found"), [(None, ["PMO908"]), ("public", [])])
def test_what_belongs_to_a_confidential_project_is_confidential(
    tmp_path: Path, stated: str | None, found: list
) -> None:
    milestone = {"id": "done", "title": "D"} | ({"confidentiality": stated} if stated else {})
    files = {
        f"{CRM}/plan.yaml": {
            "confidentiality": "public",
            "milestones": [{"id": "a", "title": "A", "after": ["erp/done"]}],
        },
        "projects/erp/charter.yaml": charter("erp", confidentiality="confidential"),
        "projects/erp/plan.yaml": {"milestones": [milestone]},
    }
    assert codes(tmp_path, files, select=["PMO9"]) == found


def test_a_part_may_be_less_public_than_the_whole(tmp_path: Path) -> None:
    after = {"milestone": "b", "confidentiality": "internal"}
    milestones = [
        {"id": "a", "title": "A", "after": [after]},
        {"id": "b", "title": "B", "confidentiality": "confidential"},
    ]
    files = {f"{CRM}/plan.yaml": {"confidentiality": "public", "milestones": milestones}}
    assert codes(tmp_path, files, select=["PMO9"]) == []


def test_a_confidential_person_behind_a_public_charter(tmp_path: Path) -> None:
    dee = {"id": "dee", "name": "D", "role": "lead", "confidentiality": "confidential"}
    files = {CHARTER: charter(confidentiality="public", manager="dee"), "people.yaml": people(dee)}
    assert codes(tmp_path, files, select=["PMO9"]) == ["PMO908"]


# Objectives


def objectives(*pairs: tuple[str, str | None], **changes: Any) -> dict[str, Any]:
    records = [{"id": id_, "title": id_} | ({"parent": parent} if parent else {}) for id_, parent in pairs]
    return strategy(objectives=records, **changes)


def test_an_objective_that_no_project_serves(tmp_path: Path) -> None:
    files = {"strategy.yaml": objectives(("grow", None), ("save", None))}
    assert show(findings(tmp_path, files)) == (
        "strategy.yaml:4:3 PMO909 warning no project serves the objective `save` "
        "(name it under `objectives` of a charter, or drop it)"
    )


@pytest.mark.parametrize(
    "files",
    [
        {"strategy.yaml": objectives(("grow", "Top"), ("top", "higher"), ("higher", None))},
        {"strategy.yaml": objectives(("grow", "top"), ("top", "grow"))},
        {
            "strategy.yaml": strategy(objectives=[{"id": "grow", "title": "G"}]),
            CHARTER: charter(objectives=[], programme="RENEWAL"),
        },
        {"strategy.yaml": objectives(("grow", None), ("save", None)), "projects/erp/charter.yaml": "- a"},
        {"strategy.yaml": "- a"},
        {CHARTER: None},
    ],
)
def test_objectives_that_are_served(tmp_path: Path, files: dict[str, Any]) -> None:
    assert codes(tmp_path, files, select=["PMO9"]) == []


def test_cancelled_projects_serve_nothing(tmp_path: Path) -> None:
    assert codes(tmp_path, {CHARTER: charter(state="cancelled")}) == ["PMO909"]


def test_a_project_without_an_objective(tmp_path: Path) -> None:
    files = {"projects/erp/charter.yaml": charter("erp", objectives=[])}
    assert show(findings(tmp_path, files)) == (
        "projects/erp/charter.yaml:1:1 PMO910 warning the project serves no objective "
        "(add `objectives:` with the objectives of strategy.yaml that it contributes to)"
    )


@pytest.mark.parametrize(
    "files",
    [
        {"projects/erp/charter.yaml": charter("erp", objectives=[], state="completed")},
        {"projects/erp/charter.yaml": charter("erp", objectives=[], programme="renewal")},
        {CHARTER: charter(objectives=[]), "strategy.yaml": None},
    ],
)
def test_projects_that_need_no_objective(tmp_path: Path, files: dict[str, Any]) -> None:
    assert codes(tmp_path, files, select=["PMO9"]) == []


# Text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("To be written", True),
        ("to be defined.", True),
        ("tbd", True),
        ("TODO", True),
        ("Savings of TBD a year", True),
        ("FIXME: ask Ana", True),
        ("Lorem ipsum dolor sit amet", True),
        ("The list of todos is to be written by Ana", False),
        ("MASTODON", False),
        ("Everything is ready to be done", False),
    ],
)
def test_placeholders(tmp_path: Path, text: str, found: bool) -> None:
    assert codes(tmp_path, {CHARTER: charter(purpose=text)}) == (["PMO911"] if found else [])


def test_the_place_of_a_placeholder(tmp_path: Path) -> None:
    files = {
        CHARTER: charter(success_criteria=["Fewer calls", "TODO: " + "x" * 60]),
        f"{CRM}/plan.yaml": "note: TODO",
    }
    assert show(findings(tmp_path, files)) == (
        f"{CHARTER}:11:3 PMO911 info a placeholder was left here: TODO: {'x' * 31}... (write the text, or remove the field)"
    )


def test_placeholders_inside_mappings(tmp_path: Path) -> None:
    files = {
        f"{CRM}/gates.yaml": "reviews: [{gate: x, criteria: {a: {result: met}, b: {result: met, evidence: tbd}}}]",
        f"{CRM}/status/2026-10-30.yaml": {
            "date": "2026-10-30", "author": "budi", "headline": "H", "overall": "green", "comments": {"cost": "TBD"}
        },
    }  # fmt: skip
    found = findings(tmp_path, files, select=["PMO911"])
    assert [(one.where.line, one.where.column) for one in found] == [(1, 77), (6, 9)]


def test_a_term_that_is_defined_twice(tmp_path: Path) -> None:
    files = {
        "glossary.yaml": "terms:\n  - {id: a, term: Base  line, definition: D}\n  - {id: b, term: base Line, definition: D}"
    }
    finding = only(tmp_path, "PMO912", files)
    assert str(finding.message) == "the term `base Line` is defined a second time"
    assert finding.related[0].where.line == 2
    assert (
        codes(
            tmp_path,
            {"glossary.yaml": "terms: [{id: a, term: A, definition: D}, {id: b, term: B, definition: D}]"},
        )
        == []
    )


def test_every_page_has_its_parts() -> None:
    for rule in HYGIENE_RULES:
        for part in ("**Why it matters.**", "**Example.**", "**Fix.**"):
            assert part in rule.page, (rule.code, part)
