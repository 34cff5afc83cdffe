"""The template for GitLab CI: its shape, and its job run as a runner runs it."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft7Validator

from tests import portfolios
from tests.ci.sandbox import (
    BROKEN,
    HOSTILE,
    ROOT,
    UNTIDY,
    check_schema,
    commit,
    environment,
    is_unharmed,
    read_yaml,
    run,
    stub,
    stub_pip,
    write,
)

TEMPLATE = ROOT / "templates/ci/gitlab.yml"
CONTENT = read_yaml(TEMPLATE)
JOB = CONTENT["pmo:validate"]
CODE_QUALITY = ROOT / "tests/data/gitlab-code-quality.schema.json"


BASH = ("bash", "-o", "pipefail")
SH = ("sh",)


def run_job(project: Path, shell: Sequence[str] = BASH, **variables: str) -> tuple[int, str]:
    """Exit code and log of the job in a checkout, with variables of the project's own."""
    folder = project.parent
    (folder / "home").mkdir(exist_ok=True)
    stub_pip(folder / "bin", folder / "pip")
    given = {"CI_PROJECT_DIR": str(project)} | CONTENT["variables"] | JOB["variables"] | variables
    given = {name: re.sub(r"\$(CI_\w+)", lambda found: given[found[1]], text) for name, text in given.items()}
    env = environment(folder / "home", folder / "bin", **given)
    script = "\n".join([*JOB["before_script"], *JOB["script"]])
    done = run(*shell, "-e", "-c", script, cwd=project, env=env, code=None)
    return done.returncode, done.stdout + done.stderr


def reports(project: Path) -> tuple[list[str], dict[str, str]]:
    """Paths of the code quality report, and the totals of the JUnit report."""
    paths = JOB["artifacts"]["reports"]
    issues = json.loads((project / paths["codequality"]).read_text("utf-8"))
    Draft7Validator(json.loads(CODE_QUALITY.read_text("utf-8"))).validate(issues)
    suites = ET.parse(project / paths["junit"]).getroot()
    return [issue["location"]["path"] for issue in issues], suites.attrib


def test_schema() -> None:
    check_schema("vendor.gitlab-ci", TEMPLATE)


def test_reports_are_kept_when_the_job_fails() -> None:
    assert JOB["artifacts"]["when"] == "always"


def test_error_and_warning_in_a_portfolio_below_the_root(tmp_path: Path, env: dict[str, str]) -> None:
    project = tmp_path / "project"
    portfolios.write(project / "office", BROKEN | UNTIDY)
    commit(project, env)
    code, log = run_job(project, PMO_PORTFOLIO="office")
    assert code == 1
    assert "risks.yaml:2:1 PMO105 error" in log
    issues, cases = reports(project)
    assert issues == ["office/projects/crm/photos.yaml", "office/risks.yaml"]
    assert (cases["tests"], cases["failures"], cases["skipped"]) == ("2", "1", "1")


def test_portfolio_without_findings(repository: Path) -> None:
    code, log = run_job(repository, SH)
    assert code == 0
    assert "No findings in 1 project" in log
    assert reports(repository)[0] == []


@pytest.mark.parametrize("shell", [BASH, SH], ids=["bash", "sh"])
@pytest.mark.parametrize(
    ("codes", "code"), [([0, 0, 0], 0), ([0, 1, 1], 1), ([0, 0, 1], 1), ([2], 2), ([0, 2], 1)]
)
def test_exit_code(repository: Path, shell: Sequence[str], codes: list[int], code: int) -> None:
    """The last call decides; the reports before it stop the job only when they cannot be written."""
    counter = repository.parent / "counter"
    script = (
        f"""set -- {" ".join(map(str, codes))}; shift $(wc -l <'{counter}'); echo >>'{counter}'; exit $1"""
    )
    counter.write_text("")
    stub(repository.parent / "bin", "pmo", script)
    assert run_job(repository, shell)[0] == code
    assert len(counter.read_text()) == len(codes)


def test_no_portfolio(repository: Path) -> None:
    (repository / "pmo.yaml").unlink()
    code, log = run_job(repository)
    assert code == 2
    assert "there is no pmo.yaml" in log


def test_further_arguments(repository: Path, env: dict[str, str]) -> None:
    base = run("git", "rev-parse", "HEAD", cwd=repository, env=env).stdout.strip()
    write(repository, BROKEN | UNTIDY)
    arguments = "--changed --base $CI_MERGE_REQUEST_DIFF_BASE_SHA --ignore PMO105"
    variables = {"PMO_ARGS": arguments, "PMO_FAIL_ON": "warning", "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}
    code, log = run_job(repository, **variables)
    assert code == 1
    assert "PMO113" in log
    assert "PMO105" not in log
    issues, cases = reports(repository)
    assert issues == ["projects/crm/photos.yaml"]
    assert cases["failures"] == "1"


def test_installs_the_newest_or_the_version_asked_for(repository: Path) -> None:
    stub(repository.parent / "bin", "pmo", "exit 0")
    for version, wanted in (("", "pmo-toolkit"), ("0.2.0", "pmo-toolkit==0.2.0")):
        assert run_job(repository, PMO_VERSION=version)[0] == 0
        arguments = (repository.parent / "pip").read_text().splitlines()
        assert arguments[:4] == ["-I", "-m", "pip", "install"]
        assert arguments[-1] == wanted


@pytest.mark.parametrize("name", sorted(CONTENT["variables"]))
def test_hostile_variables(repository: Path, name: str) -> None:
    stub(repository.parent / "bin", "pmo", "exit 0")
    for value in HOSTILE:
        run_job(repository, **{name: value})
    assert is_unharmed(repository.parent)
