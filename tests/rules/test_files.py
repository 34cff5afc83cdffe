"""Family 1xx: each mistake in a file gives one finding at its line."""

from pathlib import Path

import pytest

from pmo.loading import MAX_BYTES
from pmo.rules.files import FILE_RULES
from tests.portfolios import charter, codes, findings, only, portfolio, show, write

CHARTER = "projects/crm/charter.yaml"
PLAN = "projects/crm/plan.yaml"


def test_the_base_portfolio_has_no_findings(tmp_path: Path) -> None:
    assert show(findings(tmp_path)) == ""


@pytest.mark.parametrize(
    ("code", "content", "line", "column"),
    [
        ("PMO101", b"start: [\n", 2, 1),
        ("PMO102", b"milestones:\n\t- id: a\n", 2, 1),
        ("PMO103", b"start: 2026-01-01\n---\nfinish: 2026-02-01\n", 2, 1),
        ("PMO104", b"note: \xff\n", 1, 7),
        ("PMO105", b"start: 2026-01-01\nstart: 2026-01-01\n", 2, 1),
        ("PMO106", b"# nothing\n", 1, 1),
        ("PMO107", b"- a\n", 1, 1),
        ("PMO108", b"note: " + b"[" * 200, 1, 106),
        ("PMO109", b"custom: &a\n  again: *a\n", 1, 9),
        ("PMO110", b"note: !!str 1\n", 1, 7),
        ("PMO111", b"custom: &a {b: 1}\n<<: *a\n", 2, 1),
        ("PMO112", b"note: .inf\n", 1, 7),
        ("PMO117", b"note: " + b"x" * MAX_BYTES, 1, 1),
    ],
)
def test_what_cannot_be_read_is_one_finding(
    tmp_path: Path, code: str, content: bytes, line: int, column: int
) -> None:
    (finding,) = findings(tmp_path, {PLAN: content})
    assert (finding.code, finding.severity) == (code, "error")
    assert (finding.where.path, finding.where.line, finding.where.column) == (PLAN, line, column)
    assert finding.hint


def test_a_stray_file_is_a_warning_and_a_misnamed_one_an_error(tmp_path: Path) -> None:
    found = findings(tmp_path, {"projects/crm/risk.yaml": "risks: []", "projects/crm/photos.yaml": "a: 1"})
    assert [(one.where.path, one.code, one.severity) for one in found] == [
        ("projects/crm/photos.yaml", "PMO113", "warning"),
        ("projects/crm/risk.yaml", "PMO121", "error"),
    ]
    assert str(found[1].hint) == "did you mean risks.yaml?"


def test_links_out_of_the_portfolio_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("start: 2026-01-01\n")
    root = write(tmp_path / "portfolio")
    (root / PLAN).symlink_to(outside)
    assert codes(root) == ["PMO114"]


def test_what_is_no_regular_file_is_not_read(tmp_path: Path) -> None:
    root = write(tmp_path)
    (root / PLAN).mkdir()
    assert codes(root) == ["PMO115"]


def test_a_project_without_a_charter(tmp_path: Path) -> None:
    files = {"projects/erp/charter.yaml": None, "projects/erp/plan.yaml": "start: 2026-01-01"}
    assert show(findings(tmp_path, files)) == (
        "projects/erp/charter.yaml:1:1 PMO118 error the project `erp` has documents but no charter "
        "(write projects/erp/charter.yaml, or remove the folder)"
    )


def test_a_charter_with_mistakes_is_there(tmp_path: Path) -> None:
    assert codes(tmp_path, {CHARTER: "title: 3", PLAN: "start: 2026-01-01"}, select=["PMO118"]) == []


@pytest.mark.parametrize("name", ["CRM", "crm renewal", "crm_renewal", "-crm", "crm--x", "Ärger"])
def test_a_folder_whose_name_cannot_be_an_id(tmp_path: Path, name: str) -> None:
    finding = only(tmp_path, "PMO119", {f"projects/{name}/charter.yaml": charter("x")})
    assert str(finding.message) == f"the folder name `{name}` cannot be the id of a project"
    assert finding.where.path == f"projects/{name}/charter.yaml"


def test_a_folder_that_differs_from_another_only_in_case_is_one_finding(tmp_path: Path) -> None:
    assert codes(tmp_path, {"projects/Crm/charter.yaml": charter("crm")}) == ["PMO119"]


def test_a_bad_folder_name_is_one_finding(tmp_path: Path) -> None:
    files = {CHARTER: None, "projects/crm renewal/charter.yaml": charter("crm-renewal")}
    assert codes(tmp_path, files) == ["PMO119"]


def test_a_bad_folder_with_only_unreadable_files(tmp_path: Path) -> None:
    found = codes(tmp_path, {"projects/A B/charter.yaml": "- a", "projects/A B/plan.yaml": "- b"})
    assert found == ["PMO107", "PMO119", "PMO107"]


def test_a_programme_folder_whose_name_cannot_be_an_id(tmp_path: Path) -> None:
    assert codes(tmp_path, {"programmes/big one/risks.yaml": "risks: []"}) == ["PMO119", "PMO120"]


def test_folders_that_differ_only_in_case(tmp_path: Path) -> None:
    files = {"programmes/Renewal/risks.yaml": "risks: []", "programmes/renewal/risks.yaml": "risks: []"}
    if len(portfolio(tmp_path, files).programme_holders) < 2:
        pytest.skip("this file system knows no case")
    finding = only(tmp_path, "PMO119", files)
    assert str(finding.message) == "`renewal` and `Renewal` in programmes/ differ only in case"
    assert finding.where.path == "programmes/renewal/risks.yaml"


def test_methods_that_differ_only_in_case(tmp_path: Path) -> None:
    files = {"methods/Own.yaml": "{id: Own, title: Own}", "methods/own.yaml": "{id: own, title: Own}"}
    if len(portfolio(tmp_path, files).method_documents) < 2:
        pytest.skip("this file system knows no case")
    assert only(tmp_path, "PMO119", files).where.path == "methods/own.yaml"


def test_a_folder_of_no_programme(tmp_path: Path) -> None:
    assert show(findings(tmp_path, {"programmes/growth/risks.yaml": "risks: []"})) == (
        "programmes/growth/risks.yaml:1:1 PMO120 error the folder `growth` belongs to no programme of strategy.yaml "
        "(add the programme to strategy.yaml, or rename the folder)"
    )


def test_a_folder_of_a_programme_in_other_case_is_fine(tmp_path: Path) -> None:
    assert codes(tmp_path, {"programmes/Renewal/risks.yaml": "risks: []"}) == []


def test_programmes_are_unknown_while_the_strategy_cannot_be_read(tmp_path: Path) -> None:
    files = {"programmes/growth/risks.yaml": "risks: []", "strategy.yaml": "- a"}
    assert codes(tmp_path, files) == ["PMO107"]


def test_every_page_has_its_parts() -> None:
    for rule in FILE_RULES:
        for part in ("**Why it matters.**", "**Example.**", "**Fix.**"):
            assert part in rule.page, (rule.code, part)
