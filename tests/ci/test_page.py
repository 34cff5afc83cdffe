"""The page `docs/ci.md`: its configurations are valid, and its commands do what it says."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ci.sandbox import (
    BIN,
    BROKEN,
    ROOT,
    UNTIDY,
    check_schema,
    commit,
    environment,
    read_yaml,
    run,
    stub,
    write,
)

PAGE = (ROOT / "docs/ci.md").read_text("utf-8")
ACTION = read_yaml(ROOT / "action.yml")
TEMPLATE = read_yaml(ROOT / "templates/ci/gitlab.yml")
HOOKS = read_yaml(ROOT / ".pre-commit-hooks.yaml")


def snippets(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def configurations(path: str) -> list[str]:
    """The snippets that say they belong in a file."""
    return [
        text for text in snippets("yaml") if re.fullmatch(path, text.partition("\n")[0].removeprefix("# "))
    ]


def read(path: str) -> list[Any]:
    return [yaml.safe_load(text) for text in configurations(path)]


WORKFLOWS = r"\.github/workflows/.+\.yml"
GITLAB = r"\.gitlab-ci\.yml"
PRE_COMMIT = r"\.pre-commit-config\.yaml"


def test_every_configuration_is_of_a_kind_that_is_tested() -> None:
    assert len(snippets("yaml")) == sum(len(configurations(path)) for path in (WORKFLOWS, GITLAB, PRE_COMMIT))


@pytest.mark.parametrize(
    ("path", "schema"), [(WORKFLOWS, "vendor.github-workflows"), (GITLAB, "vendor.gitlab-ci")]
)
def test_schemas(tmp_path: Path, path: str, schema: str) -> None:
    files = []
    for number, text in enumerate(configurations(path)):
        files.append(tmp_path / f"{number}.yml")
        files[-1].write_text(text, "utf-8")
    check_schema(schema, *files)


@pytest.mark.parametrize("text", configurations(PRE_COMMIT))
def test_pre_commit_configuration(tmp_path: Path, env: dict[str, str], text: str) -> None:
    (tmp_path / ".pre-commit-config.yaml").write_text(text, "utf-8")
    run(BIN / "pre-commit", "validate-config", cwd=tmp_path, env=env)
    assert {hook["id"] for repo in yaml.safe_load(text)["repos"] for hook in repo["hooks"]} <= {
        hook["id"] for hook in HOOKS
    }


def test_workflows_give_the_action_inputs_that_it_has() -> None:
    steps = [
        step for workflow in read(WORKFLOWS) for job in workflow["jobs"].values() for step in job["steps"]
    ]
    uses = [step for step in steps if step["uses"].startswith("OWNER/pmo@")]
    assert len(uses) == len(read(WORKFLOWS))
    assert {name for step in uses for name in step["with"]} <= ACTION["inputs"].keys()


def test_table_of_inputs() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (?:`(.*?)`)? ?\|", PAGE, re.MULTILINE)
    assert dict(rows) == {name: about["default"] for name, about in ACTION["inputs"].items()}


def test_gitlab_variables_are_those_of_the_template() -> None:
    for content in read(GITLAB):
        job = content.get("pmo:validate", {})
        given = [content, *job.get("rules", [])]
        names = {name for holder in given for name in holder.get("variables", {})}
        assert names <= TEMPLATE["variables"].keys()
        assert [rule["if"] for rule in job.get("rules", TEMPLATE["pmo:validate"]["rules"])] == [
            rule["if"] for rule in TEMPLATE["pmo:validate"]["rules"]
        ]


@pytest.fixture
def office(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A shallow clone of a repository with the example, on a branch, and commands that need no network."""
    pmo = f"""case "$1" in validate) set -- "$@" --as-of 2026-11-01 ;; esac; exec '{BIN}/pmo' "$@" """
    stub(tmp_path / "bin", "pmo", pmo)
    stub(tmp_path / "bin", "pip", 'test "$*" = "install pmo-toolkit"')
    env = environment(tmp_path, tmp_path / "bin")
    shutil.copytree(ROOT / "examples/portfolio", tmp_path / "origin/portfolio")
    commit(tmp_path / "origin", env)
    commands = [
        ("git", "commit", "--quiet", "--allow-empty", "-m", "Second"),
        ("git", "clone", "--quiet", "--depth=1", f"file://{tmp_path}/origin", "../office"),
    ]
    for command in commands:
        run(*command, cwd=tmp_path / "origin", env=env)
    return tmp_path / "office", env


def test_commands(office: tuple[Path, dict[str, str]]) -> None:
    """All of them, one after the other, each ending well on the example."""
    folder, env = office
    script = "\n".join(snippets("sh"))
    run("bash", "-ex", "-o", "pipefail", "-c", script, cwd=folder, env=env)
    assert {path.name for path in folder.glob("[!.]*.*")} == {
        "pmo-junit.xml",
        "pmo.sarif",
        "pmo.md",
        "known.json",
    }
    assert (folder / ".git/hooks/pre-commit").exists()
    assert not (folder / ".git/shallow").exists()


def test_known_findings(repository: Path, env: dict[str, str]) -> None:
    record, check = (line.replace("-C portfolio", "-C .") for line in snippets("sh")[-1].splitlines())
    write(repository, UNTIDY)
    run("bash", "-c", record, cwd=repository, env=env)
    run("bash", "-c", check, cwd=repository, env=env)
    write(repository, {"projects/crm/issue.yaml": "issues: []\n"})
    failed = run("bash", "-c", check, cwd=repository, env=env, code=1)
    assert "issue.yaml" in failed.stdout
    assert "risk.yaml" not in failed.stdout


def test_exit_codes(repository: Path, env: dict[str, str]) -> None:
    write(repository, BROKEN)
    calls = {"0": ["--fail-on", "never"], "1": [], "2": ["--at", "nowhere"]}
    assert re.findall(r"^\| (\d) \|", PAGE, re.MULTILINE) == list(calls)
    for code, options in calls.items():
        run("pmo", "validate", *options, cwd=repository, env=env, code=int(code))


def test_links() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists()
