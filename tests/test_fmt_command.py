"""`pmo fmt`: which files it writes, and what it says."""

import json
import os
import shutil
from pathlib import Path

import jsonschema
import pytest

from pmo.editing import formatting
from pmo.loading import halves, shipped_methods
from pmo.output.schemas import output_schema
from tests.commands import pmo
from tests.editing.folders import changed, files
from tests.portfolios import write

RISKS = "risks:\n- title: Late\n  id: late\n  owner: ana # of the office\n  status: identified\n"
CANONICAL = "risks:\n  - id: late\n    title: Late\n    owner: ana # of the office\n    status: identified\n"
BASE = {
    "pmo.yaml": "format: 1\noffice: {name: Test office, head: cara}\ncurrency: EUR\n",
    "strategy.yaml": "objectives:\n  - {id: grow, title: Grow, owner: ana}\n",
    "people.yaml": "roles:\n  - {id: lead, title: Lead}\npeople:\n  - {id: ana, name: Ana, role: lead}\n"
    "  - {id: budi, name: Budi, role: lead}\n  - {id: cara, name: Cara, role: lead}\n",
    "projects/crm/charter.yaml": "id: crm\ntitle: CRM\nstate: proposed\nsponsor: ana\nmanager: budi\npurpose: Test\n",
}


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    """Four canonical files, and two that are not."""
    return write(
        tmp_path / "office", BASE | {"risks.yaml": RISKS, "projects/crm/risks.yaml": "risks: [ ]\r\n"}
    )


def test_files_are_laid_out_and_named(portfolio: Path) -> None:
    before = files(portfolio)
    assert pmo("fmt", "-C", portfolio) == (
        0,
        "2 files were laid out:\n- projects/crm/risks.yaml\n- risks.yaml\n",
        "",
    )
    after = files(portfolio)
    assert changed(before, after) == {"risks.yaml", "projects/crm/risks.yaml"}
    assert after["risks.yaml"].decode() == CANONICAL
    assert after["projects/crm/risks.yaml"] == b"risks: []\n"
    assert pmo("fmt", "-C", portfolio) == (0, "6 files are laid out as they should be.\n", "")
    assert files(portfolio) == after


def test_check_names_what_would_change_and_writes_nothing(portfolio: Path) -> None:
    before = files(portfolio)
    assert pmo("fmt", "--check", "-C", portfolio) == (
        1,
        "2 files would change:\n- projects/crm/risks.yaml\n- risks.yaml\n",
        "",
    )
    assert files(portfolio) == before
    advice = "\n`pmo fmt` lays them out; `pmo fmt --dry-run` shows how.\n"
    assert pmo("fmt", "--check", "-C", portfolio, terminal=True).err == advice
    pmo("fmt", "-C", portfolio)
    assert pmo("fmt", "--check", "-C", portfolio, terminal=True).err == ""


DIFF = """\
--- a/risks.yaml
+++ b/risks.yaml
@@ -1,5 +1,5 @@
 risks:
-- title: Late
-  id: late
-  owner: ana # of the office
-  status: identified
+  - id: late
+    title: Late
+    owner: ana # of the office
+    status: identified
"""


@pytest.mark.parametrize(("options", "code"), [(["--dry-run"], 0), (["--dry-run", "--check"], 1)])
def test_dry_run_shows_the_difference(portfolio: Path, options: list[str], code: int) -> None:
    before = files(portfolio)
    out = f"{DIFF}\n1 file would change:\n- risks.yaml\n"
    assert pmo("fmt", *options, "-C", portfolio, portfolio / "risks.yaml") == (code, out, "")
    assert files(portfolio) == before
    painted = pmo("fmt", *options, "-C", portfolio, portfolio / "risks.yaml", "--color", "always").out
    assert "\x1b[31m-- title: Late\x1b[0m" in painted


def test_paths_narrow(portfolio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(portfolio / "projects")
    assert pmo("fmt", "crm").out == "1 file was laid out:\n- projects/crm/risks.yaml\n"
    assert pmo("fmt", "crm/charter.yaml", "crm/risks.yaml").out == "2 files are laid out as they should be.\n"
    assert (portfolio / "risks.yaml").read_text("utf-8") == RISKS
    (portfolio / "projects" / "README.md").write_text("about", "utf-8")
    assert pmo("fmt", "README.md") == (0, "No file of the portfolio is there.\n", "")


def test_paths_that_are_not_there_or_elsewhere_are_refused(portfolio: Path) -> None:
    assert pmo("fmt", "-C", portfolio, portfolio / "nothing.yaml").code == 2
    refused = pmo("fmt", "-C", portfolio, portfolio.parent)
    assert (refused.code, refused.out) == (2, "")
    assert "is not in the portfolio" in refused.err


def test_json(portfolio: Path) -> None:
    outcome = pmo("fmt", "--dry-run", "-C", portfolio, portfolio / "risks.yaml", "--format", "json")
    content = json.loads(outcome.out)
    jsonschema.validate(content, output_schema("fmt"))
    assert content["command"] == "fmt"
    assert content["portfolio"] == "Test office"
    assert content["data"] == {
        "files": 1,
        "changed": ["risks.yaml"],
        "written": False,
        "diff": DIFF,
        "left": [],
    }
    (portfolio / "risks.yaml").write_text("risks:\n  - id: a\n    id:  b\n", "utf-8")
    content = json.loads(pmo("fmt", "-C", portfolio, "--format", "json").out)
    jsonschema.validate(content, output_schema("fmt"))
    assert content["data"]["written"] is True
    assert content["data"]["changed"] == ["projects/crm/risks.yaml"]
    assert content["data"]["left"] == [
        {
            "path": "risks.yaml",
            "line": 3,
            "column": 5,
            "code": "PMO105",
            "message": "the key `id` stands here a second time",
            "hint": "keep one of the two",
        }
    ]


def test_what_cannot_be_read_is_named_and_the_rest_laid_out(portfolio: Path) -> None:
    broken = b"issues:\n  - id: a\n\ttitle: x\n"
    (portfolio / "issues.yaml").write_bytes(broken)
    (portfolio / "actions.yaml").symlink_to(portfolio.parent / "elsewhere.yaml")
    (portfolio / "lessons.yaml").write_bytes(b"# " + b"x" * 5_000_000)
    outcome = pmo("fmt", "-C", portfolio)
    assert outcome == (
        1,
        "2 files were laid out:\n- projects/crm/risks.yaml\n- risks.yaml\n"
        "Left as they are:\n"
        "- actions.yaml:1:1 PMO114 the link leads out of the portfolio, or to a folder; it is not followed "
        "(put the file itself here)\n"
        "- issues.yaml:3:1 PMO102 a tab is used for indentation (indent with spaces)\n"
        "- lessons.yaml:1:1 PMO117 the file is larger than 4 MiB; it is not read "
        "(split it, or remove what does not belong here)\n",
        "",
    )
    assert (portfolio / "issues.yaml").read_bytes() == broken
    assert pmo("fmt", "--check", "-C", portfolio).code == 1


def test_what_cannot_be_laid_out_safely_is_named(portfolio: Path) -> None:
    text = "risks:\n- title: &t Late\n  id: *t\n  owner: ana\n  status: identified\n"
    (portfolio / "risks.yaml").write_text(text, "utf-8")
    for options in ([], ["--check"]):
        outcome = pmo("fmt", *options, "-C", portfolio, portfolio / "risks.yaml")
        assert outcome == (
            0,
            "Left as they are:\n- risks.yaml:3:1 with its fields in order, the alias `*t` would come before its anchor "
            "(write the value out instead of `*t`)\n",
            "",
        )
    assert (portfolio / "risks.yaml").read_text("utf-8") == text


def test_errors_of_schema_and_references_are_no_obstacle(portfolio: Path) -> None:
    (portfolio / "risks.yaml").write_text("risks:\n- owner: nobody\n  id: late\n  surprise: 1\n", "utf-8")
    assert pmo("fmt", "-C", portfolio, portfolio / "risks.yaml").code == 0
    assert (portfolio / "risks.yaml").read_text("utf-8") == (
        "risks:\n  - id: late\n    owner: nobody\n    surprise: 1\n"
    )


def test_without_a_readable_office_the_other_files_are_laid_out(portfolio: Path) -> None:
    (portfolio / "pmo.yaml").write_text("format: [\n", "utf-8")
    outcome = pmo("fmt", "-C", portfolio, "--format", "json")
    content = json.loads(outcome.out)
    assert outcome.code == 1
    assert content["portfolio"] == "office"
    assert content["data"]["changed"] == ["projects/crm/risks.yaml", "risks.yaml"]
    assert [one["code"] for one in content["data"]["left"]] == ["PMO101"]
    (portfolio / "pmo.yaml").unlink()
    assert pmo("fmt", "-C", portfolio).code == 2


def test_in_the_language_of_the_reader(portfolio: Path) -> None:
    assert pmo("fmt", "--check", "-C", portfolio, "--lang", "id").out.startswith("2 berkas akan berubah:\n")


def test_a_read_only_file_is_refused_and_nothing_is_written(portfolio: Path) -> None:
    before = files(portfolio)
    (portfolio / "risks.yaml").chmod(0o444)
    refused = pmo("fmt", "-C", portfolio)
    assert (refused.code, refused.out) == (2, "")
    assert "risks.yaml is read-only" in refused.err
    assert files(portfolio) == before


def test_modes_and_links_inside_the_portfolio_stay(portfolio: Path) -> None:
    (portfolio / "risks.yaml").rename(portfolio / "register.txt")
    (portfolio / "register.txt").chmod(0o640)
    (portfolio / "risks.yaml").symlink_to("register.txt")
    pmo("fmt", "-C", portfolio)
    assert (portfolio / "risks.yaml").is_symlink()
    assert (portfolio / "register.txt").read_text("utf-8") == CANONICAL
    assert (portfolio / "register.txt").stat().st_mode & 0o777 == 0o640


def test_what_is_canonical_is_not_looked_at_again(portfolio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    formatted = formatting.formatted

    def counted(content: bytes, path: str, kind: str) -> formatting.Formatted:
        looked_at.append(path)
        return formatted(content, path, kind)

    monkeypatch.setattr(formatting, "formatted", counted)
    assert pmo("fmt", "--check", "-C", portfolio).code == 1
    assert len(looked_at) == 6
    looked_at.clear()
    assert pmo("fmt", "--check", "-C", portfolio).code == 1
    assert sorted(looked_at) == ["projects/crm/risks.yaml", "risks.yaml"]
    pmo("fmt", "-C", portfolio)
    looked_at.clear()
    assert pmo("fmt", "-C", portfolio).code == 0
    assert looked_at == []
    for memory in Path(os.environ["XDG_CACHE_HOME"]).rglob("*.canonical"):
        memory.write_bytes(b"damaged")
    assert pmo("fmt", "-C", portfolio).code == 0
    assert len(looked_at) == 6


def test_what_somebody_else_changes_meanwhile_is_laid_out_as_it_is_by_then(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = formatting.survey

    def late(*arguments: object) -> formatting.Survey:
        found = survey(*arguments)  # type: ignore[arg-type]
        (portfolio / "risks.yaml").write_text(RISKS.replace("Late", "Later"), "utf-8")
        (portfolio / "projects/crm/risks.yaml").unlink()
        return found

    monkeypatch.setattr("pmo.commands.fmt.survey", late)
    assert pmo("fmt", "-C", portfolio).out == "1 file was laid out:\n- risks.yaml\n"
    assert (portfolio / "risks.yaml").read_text("utf-8") == CANONICAL.replace("Late", "Later")
    assert not (portfolio / "projects/crm/risks.yaml").exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.parametrize("fails", [False, True])
def test_many_files_are_looked_at_by_two_processes(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    monkeypatch.setattr(halves, "WORTH_IT", 4)
    monkeypatch.setattr(halves, "can_fork", lambda: True)
    if fails:
        monkeypatch.setattr(formatting, "_delivered", lambda one: 1 // 0)
    (portfolio / "vendors.yaml").write_text("vendors: [\n", "utf-8")
    outcome = pmo("fmt", "-C", portfolio)
    assert outcome.code == 1
    assert outcome.out.startswith(
        "2 files were laid out:\n- projects/crm/risks.yaml\n- risks.yaml\nLeft as they are:\n- vendors"
    )
    assert (portfolio / "risks.yaml").read_text("utf-8") == CANONICAL
    assert pmo("fmt", "--check", "-C", portfolio, portfolio / "projects").code == 0


def test_old_contents_are_forgotten(portfolio: Path) -> None:
    for number in range(40):
        (portfolio / "risks.yaml").write_text(f"risks: []\nnote: n{number}\n", "utf-8")
        pmo("fmt", "-C", portfolio)
    (memory,) = Path(os.environ["XDG_CACHE_HOME"]).rglob("*.canonical")
    assert memory.read_bytes().count(b"risks ") < 30


def test_the_example_is_laid_out_as_it_should_be(example: Path) -> None:
    assert pmo("fmt", "--check", "-C", example) == (0, "207 files are laid out as they should be.\n", "")


def test_what_is_set_in_a_canonical_file_stays_canonical(example: Path, tmp_path: Path) -> None:
    root = tmp_path / "portfolio"
    shutil.copytree(example, root)
    for command in (
        (
            "set",
            "smart-meters-rollout/risks/vendor-delay",
            "title=A new: title",
            "impact.cost=4",
            "note=Seen",
        ),
        ("set", "strategy/cut-leakage", "horizon=none", "weight=1.50"),
        ("set", "scada-renewal", "purpose=" + "A long purpose " * 12 + "ends", "tags+=board"),
        ("set", "office", "reporting.cycle=weekly", "fx={USD: 0.93}"),
        ("assign", "smart-meters-rollout/risks/vendor-delay", "dewi-lestari"),
    ):
        outcome = pmo(*command, "-C", root, "--as-of", "2026-11-01")
        assert outcome.code == 0, outcome.err
    assert pmo("fmt", "--check", "-C", root).code == 0


def test_numbers_stay_as_they_are_written(portfolio: Path) -> None:
    (portfolio / "projects/crm/budget.yaml").write_text("approved:   1.10\noriginal: 007\n", "utf-8")
    pmo("fmt", "-C", portfolio)
    text = (portfolio / "projects/crm/budget.yaml").read_text("utf-8")
    assert text == "original: 007\napproved: 1.10\n"


def test_what_is_made_from_scaffolds_is_canonical(tmp_path: Path) -> None:
    root = tmp_path / "office"
    assert pmo("init", root, "--no-input").code == 0
    of_project = ("--sponsor", "ana-lind", "--manager", "budi")
    for made in (
        ("person", "Ana Lind"),
        ("person", "Budi"),
        *(("project", f"{method}: it's", "--method", method, *of_project) for method in shipped_methods()),
        ("risk", "Late: again", "--project", "agile-its", "--owner", "budi"),
        ("status", "--project", "agile-its"),
    ):
        outcome = pmo("new", *made, "-C", root, "--no-input", "--as-of", "2026-11-01")
        assert outcome.code == 0, outcome.err
    checked = pmo("fmt", "--check", "-C", root)
    assert checked.code == 0, checked.out
