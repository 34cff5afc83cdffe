"""The action for GitHub: its shape, and its steps run as GitHub runs them."""

import json
import re
import shlex
from pathlib import Path
from typing import Any, NamedTuple

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

ACTION = read_yaml(ROOT / "action.yml")
WORKFLOW = ROOT / "templates/ci/github.yml"
SCRIPTS = [step for step in ACTION["runs"]["steps"] if "run" in step]
INSTALL, CHECK = ["Install pmo"], ["Check the portfolio"]
_RECORDING_PMO = r"""
{{ printf '%s\0' "PMO_PORTFOLIO=$PMO_PORTFOLIO" "$@"; printf '\1'; }} >>'{calls}'
for word; do case $word in --output=*) : >"${{word#--output=}}" ;; esac; done"""
_EXPRESSION = re.compile(r"\$\{\{\s*inputs\.([a-z-]+)\s*\}\}")


class Outcome(NamedTuple):
    code: int
    log: str
    summary: str
    pip: list[str]
    """Arguments of Python where pip was called."""

    @property
    def annotations(self) -> list[str]:
        return [line for line in self.log.splitlines() if line.startswith("::")]


class Runner:
    """Enough of GitHub's runner for a composite action with shell steps."""

    def __init__(self, folder: Path, workspace: Path) -> None:
        self.folder = folder
        self.workspace = workspace
        self.pip = folder / "pip"
        for name in ("home", "temp"):
            (folder / name).mkdir(exist_ok=True)
        stub_pip(folder / "bin", self.pip)

    def calls(self, names: list[str], base_ref: str = "", **inputs: str) -> list[list[str]]:
        """Arguments of each call of pmo, which does nothing but write an empty output."""
        calls = self.folder / "calls"
        calls.write_text("")
        stub(self.folder / "bin", "pmo", _RECORDING_PMO.format(calls=calls))
        self.run(names, base_ref, **inputs)
        (self.folder / "bin/pmo").unlink()
        return [call.split("\0")[:-1] for call in calls.read_text("utf-8").split("\1")[:-1]]

    def run(self, names: list[str] | None = None, base_ref: str = "", **inputs: str) -> Outcome:
        """Run the scripts of the action, or those of some steps, until one fails."""
        values = {name: about["default"] for name, about in ACTION["inputs"].items()}
        values |= {name.replace("_", "-"): value for name, value in inputs.items()}
        assert values.keys() == ACTION["inputs"].keys()
        summary = self.folder / "summary.md"
        summary.write_text("")
        script = self.folder / "temp/script.sh"
        log, code = "", 0
        for step in SCRIPTS:
            if names is not None and step["name"] not in names:
                continue
            variables = {
                name: _EXPRESSION.sub(lambda found: values[found[1]], text)
                for name, text in step["env"].items()
            }
            script.write_text(step["run"], "utf-8")
            env = environment(
                self.folder / "home",
                self.folder / "bin",
                CI="true",
                GITHUB_ACTIONS="true",
                GITHUB_ACTION_PATH=str(ROOT),
                GITHUB_BASE_REF=base_ref,
                GITHUB_STEP_SUMMARY=str(summary),
                GITHUB_WORKSPACE=str(self.workspace),
                RUNNER_TEMP=str(self.folder / "temp"),
                **variables,
            )
            done = run(
                "bash",
                "--noprofile",
                "--norc",
                "-eo",
                "pipefail",
                script,
                cwd=self.workspace,
                env=env,
                code=None,
            )
            log, code = log + done.stdout + done.stderr, done.returncode
            if code:
                break
        pip = self.pip.read_text().splitlines() if self.pip.exists() else []
        return Outcome(code, log, summary.read_text("utf-8"), pip)


@pytest.fixture
def runner(tmp_path: Path, repository: Path) -> Runner:
    return Runner(tmp_path, repository)


# Shape


def test_schemas() -> None:
    check_schema("vendor.github-actions", ROOT / "action.yml")
    check_schema("vendor.github-workflows", WORKFLOW)
    check_schema("custom.github-workflows-require-timeout", WORKFLOW)


def test_no_input_is_pasted_into_a_script() -> None:
    for step in SCRIPTS:
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]
        assert all(_EXPRESSION.fullmatch(text) for text in step["env"].values())


def test_every_input_is_used_once() -> None:
    steps: list[dict[str, Any]] = ACTION["runs"]["steps"]
    texts = [text for step in steps for text in (step.get("env", {}) | step.get("with", {})).values()]
    used = [name for text in texts for name in _EXPRESSION.findall(text)]
    assert sorted(used) == sorted(ACTION["inputs"])


def test_workflow_uses_inputs_that_exist() -> None:
    workflow = read_yaml(WORKFLOW)
    steps = workflow["jobs"]["validate"]["steps"]
    (step,) = [step for step in steps if step["uses"].startswith("OWNER/pmo@")]
    assert step["with"].keys() <= ACTION["inputs"].keys()
    assert workflow["permissions"] == {"contents": "read"}
    assert steps[0]["with"]["fetch-depth"] == 0


# The check


def test_portfolio_without_findings(runner: Runner) -> None:
    outcome = runner.run()
    assert (outcome.code, outcome.annotations) == (0, [])
    assert "No findings in 1 project" in outcome.log
    assert outcome.summary.startswith("### pmo validate: Test office\n")


def test_error_and_warning_in_a_portfolio_below_the_root(tmp_path: Path, env: dict[str, str]) -> None:
    command = {"actions.yaml": 'actions: []\n"x\\n::set-env name=A::b": 1\n'}
    portfolios.write(tmp_path / "monorepo/office/portfolio", BROKEN | UNTIDY | command)
    commit(tmp_path / "monorepo", env)
    outcome = Runner(tmp_path, tmp_path / "monorepo").run(
        portfolio="office/portfolio", sarif="new/folder/pmo.sarif"
    )
    assert outcome.code == 1
    odd, untidy, broken = outcome.annotations
    assert odd.startswith("::error file=office/portfolio/actions.yaml,line=2,")
    assert broken.startswith("::error file=office/portfolio/risks.yaml,line=2,col=1,title=PMO105 ")
    assert untidy.startswith("::warning file=office/portfolio/projects/crm/photos.yaml,line=1,")
    assert "| risks.yaml:2:1 | PMO105 |" in outcome.summary

    log = json.loads((tmp_path / "monorepo/new/folder/pmo.sarif").read_text("utf-8"))
    Draft7Validator(json.loads((ROOT / "tests/data/sarif-2.1.0.schema.json").read_text("utf-8"))).validate(
        log
    )
    assert {"PMO105", "PMO113"} < {result["ruleId"] for result in log["runs"][0]["results"]}


def test_fail_on(runner: Runner) -> None:
    write(runner.workspace, UNTIDY)
    outcome = runner.run(CHECK, fail_on="warning", format="text")
    assert (outcome.code, outcome.annotations) == (1, [])
    assert "projects/crm/photos.yaml:1:1 PMO113 warning" in outcome.log
    assert "PMO113" in outcome.summary


def test_no_portfolio(runner: Runner) -> None:
    (runner.workspace / "pmo.yaml").unlink()
    outcome = runner.run(CHECK)
    assert outcome.code == 2
    assert "pmo: there is no pmo.yaml" in outcome.log
    assert outcome.annotations == [
        "::error title=pmo validate::the portfolio could not be checked; the log says why"
    ]
    assert "could not be checked" in outcome.summary


def test_calls(runner: Runner) -> None:
    portfolio = "PMO_PORTFOLIO=p q"
    summary = f"--output={runner.folder}/temp/pmo-summary.md"
    calls = runner.calls(
        CHECK, portfolio="p q", args="--select PMO1", sarif="a b.sarif", fail_on="info", format="text"
    )
    assert calls == [
        [portfolio, "validate", "--select", "PMO1", "--fail-on=info", "--format=text"],
        [
            portfolio,
            "validate",
            "--select",
            "PMO1",
            "--fail-on=never",
            "--format=sarif",
            "--output=a b.sarif",
        ],
        [portfolio, "validate", "--select", "PMO1", "--fail-on=never", "--format=markdown", summary],
    ]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ("", []),
        (" \n ", []),
        ("--known known.json\n  --brief\n", ["--known", "known.json", "--brief"]),
        ('--where \'state == "active"\' ""', ["--where", 'state == "active"', ""]),
        ("*.yaml ~ $HOME # é", ["*.yaml", "~", "$HOME", "#", "é"]),
    ],
)
def test_further_arguments(runner: Runner, args: str, words: list[str]) -> None:
    calls = runner.calls(CHECK, args=args)
    assert [call[2 : 2 + len(words)] for call in calls] == [words, words]
    assert calls[0][2 + len(words)] == "--fail-on=error"


def test_further_arguments_with_an_open_quote(runner: Runner) -> None:
    outcome = runner.run(CHECK, args="--ignore 'PMO105")
    assert outcome.code == 2
    assert outcome.annotations == ["::error title=pmo validate::a quote in the input args is not closed"]


# What a pull request changes


@pytest.mark.parametrize(
    ("event", "base"),
    [
        ({"changed": "true", "base_ref": "main"}, "origin/main"),
        ({"changed": "true"}, None),
        ({"changed": "false", "base_ref": "main"}, None),
        ({"changed": "", "base_ref": "main"}, None),
        ({"base": "v1"}, "v1"),
        ({"changed": "true", "base_ref": "main", "base": "v1"}, "v1"),
    ],
    ids=["pull request", "push", "not asked for", "empty", "base", "pull request and base"],
)
def test_base(runner: Runner, event: dict[str, str], base: str | None) -> None:
    found = [[word for word in call if word.startswith("--base")] for call in runner.calls(CHECK, **event)]
    assert found == ([[f"--base={base}"]] * 2 if base else [[], []])


def test_changed_is_true_or_false(runner: Runner) -> None:
    outcome = runner.run(CHECK, changed="yes")
    assert outcome.code == 2
    assert outcome.annotations == ["::error title=pmo validate::the input changed is neither true nor false"]


def pull_request(runner: Runner, env: dict[str, str]) -> None:
    """A branch that adds an error, off a main that has another one, as actions/checkout leaves it."""
    write(runner.workspace, BROKEN)
    commit(runner.workspace, env)
    run("git", "update-ref", "refs/remotes/origin/main", "HEAD", cwd=runner.workspace, env=env)
    run("git", "checkout", "--quiet", "--detach", cwd=runner.workspace, env=env)
    run("git", "branch", "--quiet", "-D", "main", cwd=runner.workspace, env=env)
    write(runner.workspace, {"issues.yaml": "issues: []\nissues: []\n"})
    commit(runner.workspace, env)


def test_changed(runner: Runner, env: dict[str, str]) -> None:
    pull_request(runner, env)
    outcome = runner.run(CHECK, changed="true", base_ref="main")
    assert outcome.code == 1
    (annotation,) = outcome.annotations
    assert annotation.startswith("::error file=issues.yaml,")
    assert "risks.yaml" not in outcome.summary


def test_changed_in_a_shallow_clone(runner: Runner, env: dict[str, str], tmp_path: Path) -> None:
    pull_request(runner, env)
    run(
        "git",
        "clone",
        "--quiet",
        "--depth=1",
        runner.workspace.as_uri(),
        tmp_path / "shallow",
        cwd=tmp_path,
        env=env,
    )
    runner.workspace = tmp_path / "shallow"
    outcome = runner.run(CHECK, changed="true", base_ref="main")
    assert outcome.code == 2
    assert "git fetch --unshallow" in outcome.log


# The installation, and who might misuse it


def test_installs_itself(runner: Runner) -> None:
    pip = runner.run(INSTALL).pip
    assert pip[:4] == ["-I", "-m", "pip", "install"]
    assert pip[-1] == str(ROOT)


def test_installs_the_version_asked_for(runner: Runner) -> None:
    assert runner.run(INSTALL, pmo_version="0.2.0").pip[-1] == "pmo-toolkit==0.2.0"


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_arrive_as_they_are(runner: Runner, value: str) -> None:
    for name in ("base", "fail-on", "format", "sarif"):
        calls = runner.calls(CHECK, **{name.replace("-", "_"): value})
        option = "output" if name == "sarif" else name
        assert any(f"--{option}={value}" in call for call in calls), name
    assert runner.calls(CHECK, portfolio=value)[0][0] == f"PMO_PORTFOLIO={value}"
    assert runner.calls(CHECK, args=value)[0][2:-2] == shlex.split(value)
    assert runner.run(CHECK, changed=value).code == 2
    assert "\n".join(runner.run(INSTALL, pmo_version=value).pip).endswith(f"\npmo-toolkit=={value}")
    assert is_unharmed(runner.folder)


def test_hostile_values_with_the_real_pmo(runner: Runner) -> None:
    first, second = HOSTILE
    runner.run(CHECK, portfolio=first, args=second, sarif=first)
    assert runner.run(CHECK, base=first).code == 2
    assert is_unharmed(runner.folder)


def test_hostile_branch_name(runner: Runner) -> None:
    calls = runner.calls(CHECK, changed="true", base_ref="$(touch${IFS}pwned)")
    assert "--base=origin/$(touch${IFS}pwned)" in calls[0]
    assert is_unharmed(runner.folder)


def test_modules_in_the_repository_are_not_imported(runner: Runner) -> None:
    for name in ("os", "pip", "shlex", "sitecustomize", "yaml", "git"):
        (runner.workspace / f"{name}.py").write_text("open('pwned', 'w')\n")
    assert runner.run(INSTALL).pip[:3] == ["-I", "-m", "pip"]
    assert len(runner.calls(CHECK, args="--ignore PMO105")) == 2
    assert is_unharmed(runner.folder)
