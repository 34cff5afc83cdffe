"""`pmo validate` as analysts and CI pipelines call it."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.commands import pmo
from tests.portfolios import charter, write
from tests.repositories import commit, git

AS_OF = ("--as-of", "2026-11-01")
BROKEN = {"projects/crm/charter.yaml": charter(sponsor="nobody")}


def found(*arguments: object) -> list[tuple[str, str]]:
    """Code and path of each finding."""
    outcome = pmo("validate", *AS_OF, "--format", "json", *arguments)
    return [(one["code"], one["path"]) for one in json.loads(outcome.out)["data"]["findings"]]


def test_clean_portfolio(tmp_path):
    assert pmo("validate", "-C", write(tmp_path), *AS_OF) == (0, "No findings in 1 project, 4 files\n", "")


def test_dangling_reference_whole_output(tmp_path):
    folder = write(tmp_path, {"projects/crm/charter.yaml": charter(sponsor="anna")})
    outcome = pmo("validate", "-C", folder, *AS_OF)
    assert outcome.code == 1
    lines = outcome.out.splitlines()
    assert lines[0].startswith("projects/crm/charter.yaml:4:10 PMO303 error ")
    assert "sponsor: anna" in lines[1] or "sponsor: anna" in lines[2]
    assert any(line.strip(" |").startswith("^") for line in lines)
    assert any("ana" in line and "help" in line for line in lines)
    assert "1 error in 1 project, 4 files" in outcome.out


def test_json_shape(tmp_path):
    folder = write(tmp_path, BROKEN)
    content = json.loads(pmo("validate", "-C", folder, *AS_OF, "--format", "json").out)
    assert set(content) == {"format", "command", "portfolio", "revision", "as_of", "data"}
    assert content["portfolio"] == "Test office"
    assert content["revision"] is None
    assert content["data"]["summary"] == {"error": 1, "warning": 0, "info": 0, "projects": 1, "files": 4}
    assert set(content["data"]["findings"][0]) == {
        "code", "severity", "path", "line", "column", "message", "hint", "address", "related",
    }  # fmt: skip


@pytest.mark.parametrize("fail_on", [("error", 1), ("warning", 1), ("info", 1), ("never", 0)])
def test_fail_on(tmp_path, fail_on):
    folder = write(tmp_path, BROKEN)
    assert pmo("validate", "-C", folder, *AS_OF, "--fail-on", fail_on[0]).code == fail_on[1]


def test_warnings_fail_only_when_asked(tmp_path):
    folder = write(tmp_path, {"projects/crm/charter.yaml": charter(objectives=[])})
    assert pmo("validate", "-C", folder, *AS_OF).code == 0
    assert pmo("validate", "-C", folder, *AS_OF, "--fail-on", "warning").code == 1


def test_select_and_ignore(tmp_path):
    folder = write(tmp_path, {"projects/crm/charter.yaml": charter(sponsor="nobody", objectives=[])})
    assert {code for code, _ in found("-C", folder, "--select", "PMO3")} == {"PMO303"}
    assert "PMO303" not in {code for code, _ in found("-C", folder, "--ignore", "PMO303")}
    assert found("-C", folder, "--select", "PMO303,PMO401", "--ignore", "PMO3") == []


def test_paths_limit_the_findings(tmp_path, monkeypatch):
    folder = write(tmp_path, BROKEN | {"projects/erp/charter.yaml": charter("erp", sponsor="nobody")})
    monkeypatch.chdir(folder)
    assert found("projects/erp") == [("PMO303", "projects/erp/charter.yaml")]
    assert found("projects/crm/charter.yaml") == [("PMO303", "projects/crm/charter.yaml")]
    assert len(found(".")) == 2
    outside = pmo("validate", "/")
    assert outside.code == 2
    assert "is not in the portfolio" in outside.err
    assert pmo("validate", "projects/crn").err.startswith("pmo: there is no projects/crn\n")


def test_projects_limit_the_findings(tmp_path):
    folder = write(tmp_path, BROKEN | {"projects/erp/charter.yaml": charter("erp", sponsor="nobody")})
    assert found("-C", folder, "--project", "e*") == [("PMO303", "projects/erp/charter.yaml")]
    assert found("-C", folder, "--where", "charter.id == 'crm'") == [("PMO303", "projects/crm/charter.yaml")]
    unknown = pmo("validate", "-C", folder, "--project", "erb")
    assert (unknown.code, unknown.err) == (2, "pmo: no project matches 'erb'\n  did you mean erp?\n")


def test_where_that_cannot_be_used_is_refused(tmp_path):
    outcome = pmo("validate", "-C", write(tmp_path), "--where", "chater.id == 'x'")
    assert outcome.code == 2
    assert "charter" in outcome.err


def test_known_findings_are_left_out_and_new_ones_are_not(tmp_path):
    folder = write(tmp_path / "portfolio", BROKEN)
    known = tmp_path / "known.json"
    assert pmo("validate", "-C", folder, *AS_OF, "--write-known", known).code == 1
    assert pmo("validate", "-C", folder, *AS_OF, "--known", known).code == 0
    path = folder / "projects" / "crm" / "charter.yaml"
    path.write_text("# a line more\n" + path.read_text())
    assert found("-C", folder, "--known", known) == []
    write(folder, {"projects/erp/charter.yaml": charter("erp", sponsor="nobody")})
    assert found("-C", folder, "--known", known) == [("PMO303", "projects/erp/charter.yaml")]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"known": [1]}', '{"known": {"a": 1}}', "\x00"])
def test_file_without_known_findings_is_refused(tmp_path, content):
    (tmp_path / "known.json").write_text(content)
    outcome = pmo("validate", "-C", write(tmp_path / "portfolio"), "--known", tmp_path / "known.json")
    assert outcome.code == 2
    assert "does not hold known findings" in outcome.err


def test_changed_shows_what_the_change_touches_or_breaks(tmp_path):
    folder = write(tmp_path, {"projects/old/charter.yaml": charter("old", sponsor="nobody")})
    commit(folder, "Start")
    assert found("-C", folder, "--changed") == []
    git(folder, "switch", "-q", "-c", "work")
    people = folder / "people.yaml"
    people.write_text(people.read_text().replace("budi", "budiman"))
    write_only(folder, "projects/new/charter.yaml", "id: new\n")
    shown = found("-C", folder, "--changed")
    assert ("PMO303", "projects/crm/charter.yaml") in shown  # not touched, but it depends on what changed
    assert any(path == "projects/new/charter.yaml" for _, path in shown)
    # what was wrong before stays out: old still names nobody as its sponsor
    assert [path for code, path in shown if path == "projects/old/charter.yaml"] == [
        "projects/old/charter.yaml"
    ]
    commit(folder, "Work")
    assert found("-C", folder, "--changed", "--base", "main") == shown
    assert found("-C", folder, "--base", "work") == []


def write_only(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)


def test_changed_needs_git_and_the_working_tree(tmp_path):
    folder = write(tmp_path)
    outcome = pmo("validate", "-C", folder, "--changed")
    assert outcome.code == 2
    assert "git repository" in outcome.err
    commit(folder, "Start")
    assert pmo("validate", "-C", folder, "--changed", "--at", "HEAD").code == 2
    assert pmo("validate", "-C", folder, "--base", "nowhere").code == 2


def test_paths_of_ci_formats_start_at_the_git_root(tmp_path):
    folder = write(tmp_path / "office" / "portfolio", BROKEN)
    commit(tmp_path, "Start")
    github = pmo("validate", "-C", folder, *AS_OF, "--format", "github").out
    assert "file=office/portfolio/projects/crm/charter.yaml" in github
    gitlab = json.loads(pmo("validate", "-C", folder, *AS_OF, "--format", "gitlab").out)
    assert gitlab[0]["location"]["path"] == "office/portfolio/projects/crm/charter.yaml"
    text = pmo("validate", "-C", folder, *AS_OF).out
    assert text.startswith("projects/crm/charter.yaml:")


def test_at_a_revision_and_a_day(tmp_path):
    folder = write(tmp_path)
    first = commit(folder, "Start", "2026-09-01")
    write(folder, BROKEN)
    commit(folder, "Break", "2026-10-01")
    assert pmo("validate", "-C", folder).code == 1
    for at in (first, "HEAD~1", "2026-09-15", "main~1"):
        outcome = pmo("validate", "-C", folder, "--at", at, "--format", "json")
        content = json.loads(outcome.out)
        assert outcome.code == 0
        assert content["revision"] == first
        assert content["as_of"] == ("2026-09-15" if at == "2026-09-15" else "2026-09-01")
    assert json.loads(pmo("validate", "-C", folder, "--format", "json").out)["revision"] == git(
        folder, "rev-parse", "HEAD"
    )


@pytest.mark.parametrize(
    "revision", ["nowhere", "--upload-pack=touch pwned", "-h", "", "HEAD^{tree}", "a\0b", "2020-01-01"]
)
def test_revision_that_cannot_be_read(tmp_path, monkeypatch, revision):
    folder = write(tmp_path)
    commit(folder, "Start")
    monkeypatch.chdir(tmp_path)
    outcome = pmo("validate", "-C", folder, f"--at={revision}")
    assert outcome.code == 2
    assert outcome.err.startswith("pmo: ")
    assert "Traceback" not in outcome.err
    assert not (tmp_path / "pwned").exists()


def test_revision_before_the_portfolio(tmp_path):
    (tmp_path / "README").write_text("nothing yet")
    first = commit(tmp_path, "Start")
    write(tmp_path)
    commit(tmp_path, "Portfolio")
    outcome = pmo("validate", "-C", tmp_path, "--at", first)
    assert outcome.code == 2
    assert "there was no pmo.yaml" in outcome.err


def test_watch_checks_again_after_a_change(tmp_path):
    folder = write(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-m", "pmo", "validate", "-C", str(folder), "--watch"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline().startswith("No findings")
            time.sleep(0.4)
            write(folder, BROKEN)
            assert "PMO303" in process.stdout.readline()
        finally:
            process.terminate()
