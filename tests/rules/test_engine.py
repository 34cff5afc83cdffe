"""The engine: which rules run, how severe they are, and what was accepted."""

import datetime

import pytest

from pmo.findings import at_least
from pmo.rules.engine import Selection
from pmo.rules.registry import RULES
from tests.portfolios import charter, codes, findings, office, people

RULES_BY_CODE = {rule.code: rule for rule in RULES}
RISK = "risks:\n  - id: late\n    title: Late\n    owner: nobody\n    status: identified\n"


def with_validate(**validate):
    return {"pmo.yaml": office(validate=validate), "projects/crm/charter.yaml": charter(sponsor="nobody")}


def test_registry_is_in_order_without_duplicates_and_documented():
    codes_ = [rule.code for rule in RULES]
    assert codes_ == sorted(set(codes_))
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.title, rule.code
        assert "**Why it matters.**" in rule.page, rule.code
        assert "**Fix.**" in rule.page, rule.code
        assert "**Example.**" in rule.page, rule.code
    assert len([rule for rule in RULES if rule.check]) >= 50


@pytest.mark.parametrize(
    ("validate", "severity"),
    [
        ({}, "error"),
        ({"severity": {"PMO303": "warning"}}, "warning"),
        ({"severity": {"PMO3": "info"}}, "info"),
        ({"severity": {"PMO3": "info", "PMO303": "warning"}}, "warning"),
        ({"severity": {"PMO303": "off"}}, None),
        ({"ignore": ["PMO3"]}, None),
        ({"select": ["PMO4"]}, None),
        ({"select": ["PMO3"]}, "error"),
    ],
)
def test_office_decides_what_runs_and_how_severe_it_is(tmp_path, validate, severity):
    found = [one.severity for one in findings(tmp_path, with_validate(**validate)) if one.code == "PMO303"]
    assert found == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("model", "severity"), [("supportive", "warning"), ("controlling", "error"), ("directive", "error")]
)
def test_governance_rules_follow_the_model(model, severity):
    selection = Selection(model=model)
    governance = [rule for rule in RULES if rule.governance and rule.severity == "error"]
    assert governance
    assert {selection.severity_of(rule) for rule in governance} == {severity}


def test_no_rule_of_time_alone_is_an_error(tmp_path):
    """A clean portfolio, looked at ten years later, has no errors."""
    files = {"projects/crm/charter.yaml": charter(state="active")}
    for found in findings(tmp_path, files, as_of=datetime.date(2036, 11, 1)):
        assert not at_least(found.severity, "error"), found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (RISK.replace("owner: nobody", "owner: nobody  # pmo: ignore[PMO326] she joins in May"), []),
        (RISK.replace("  - id", "  # pmo: ignore[PMO326] until 2026-12-31 she joins in May\n  - id"), []),
        (RISK.replace("  - id", "  # pmo: ignore[PMO3]\n  - id"), []),
        ("# pmo: ignore[pmo326, PMO602]\n" + RISK, []),
        (RISK.replace("risks:", "risks:  # pmo: ignore[PMO326]"), []),
        (RISK.replace("  - id", "  # pmo: ignore[PMO326] until 2026-10-31\n  - id"), ["PMO326", "PMO902"]),
        (RISK.replace("  - id", "  # pmo: ignore[PMO304]\n  - id"), ["PMO326", "PMO901"]),
        (RISK.replace("  - id", "  # pmo: ignore\n  - id"), ["PMO326", "PMO903"]),
        (RISK.replace("  - id", "  # pmo: ignore[]\n  - id"), ["PMO326", "PMO903"]),
        (RISK.replace("  - id", "  # pmo: ignore[X1]\n  - id"), ["PMO326", "PMO903"]),
        (RISK.replace("  - id", "  # pmo: ignore[PMO326] until soon\n  - id"), ["PMO326", "PMO903"]),
        (RISK + "  # pmo: ignore[PMO326]\n", ["PMO326", "PMO901"]),
    ],
)  # fmt: skip
def test_suppressions(tmp_path, text, expected):
    found = codes(tmp_path, {"projects/crm/risks.yaml": text}, select=["PMO3", "PMO90"])
    assert sorted(found) == expected


def test_suppression_covers_only_its_own_block(tmp_path):
    text = (
        "risks:\n"
        "  # pmo: ignore[PMO326]\n"
        "  - {id: a, title: A, owner: nobody, status: identified}\n"
        "  - {id: b, title: B, owner: nobody, status: identified}\n"
    )
    found = [one for one in findings(tmp_path, {"projects/crm/risks.yaml": text}) if one.code == "PMO326"]
    assert [one.where.line for one in found] == [4]


def test_suppression_of_a_rule_that_does_not_run_is_not_called_unused(tmp_path):
    text = RISK.replace("owner: nobody", "owner: ana  # pmo: ignore[PMO326]")
    assert "PMO901" in codes(tmp_path, {"projects/crm/risks.yaml": text})
    assert codes(tmp_path, {"projects/crm/risks.yaml": text}, select=["PMO4", "PMO9"]) == []


@pytest.mark.parametrize(
    "where",
    [
        "projects/crm/charter.yaml",
        "projects/crm",
        "projects/*/charter.yaml",
        "crm",
        "crm/charter",
        "CRM",
        "projects/crm/",
    ],
)
def test_waivers_cover_paths_globs_and_addresses(tmp_path, where):
    waiver = {
        "code": "PMO303",
        "where": where,
        "reason": "She joins in May",
        "owner": "ana",
        "expires": "2026-11-01",
    }
    files = {"waivers.yaml": {"waivers": [waiver]}, "projects/crm/charter.yaml": charter(sponsor="nobody")}
    assert codes(tmp_path, files) == []


def test_expired_and_unused_waivers_are_findings(tmp_path):
    waiver = {"code": "PMO303", "where": "crm", "reason": "x", "owner": "ana", "expires": "2026-10-31"}
    unused = waiver | {"where": "erp", "expires": "2027-01-01"}
    files = {
        "waivers.yaml": {"waivers": [waiver, unused]},
        "projects/crm/charter.yaml": charter(sponsor="nobody"),
    }
    assert sorted(codes(tmp_path, files)) == ["PMO303", "PMO904", "PMO905"]


def test_files_that_cannot_be_read_cannot_be_waived(tmp_path):
    waiver = {"code": "PMO", "where": "**", "reason": "x", "owner": "ana", "expires": "2027-01-01"}
    files = {
        "waivers.yaml": {"waivers": [waiver]},
        "projects/crm/plan.yaml": "# pmo: ignore[PMO1]\nmilestones: [",
    }
    assert "PMO101" in codes(tmp_path, files)


def test_findings_are_sorted_and_repeatable(tmp_path):
    files = {
        "projects/crm/charter.yaml": charter(sponsor="nobody", manager="noone"),
        "projects/abc/charter.yaml": charter("abc", sponsor="nobody"),
        "people.yaml": people({"id": "ANA", "name": "Again", "role": "lead"}),
    }
    first, second = findings(tmp_path, files), findings(tmp_path, files)
    assert first == second
    assert [one.order for one in first] == sorted(one.order for one in first)


def test_address_of_a_finding(tmp_path):
    found = findings(
        tmp_path, {"projects/crm/risks.yaml": RISK, "risks.yaml": RISK, "programmes/renewal/risks.yaml": RISK}
    )
    assert {one.address for one in found if one.code == "PMO326"} == {
        "crm/risks/late", "office/risks/late", "programmes/renewal/risks/late",
    }  # fmt: skip
