"""`pmo init`: a portfolio repository that works at once, and never at the cost of what is there."""

import io
import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from pmo.editing import files as door_files
from pmo.editing.scaffolds.measures import DEFAULT, MEASURES
from pmo.errors import PmoError
from pmo.loading import load
from pmo.model.kinds import KINDS
from pmo.output.schemas import output_schema
from pmo.trees import WorkingTree, example_folder
from tests.commands import Outcome, pmo
from tests.repositories import git

SCRIPT = Path(sys.executable).parent / "pmo"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PMO_PORTFOLIO", raising=False)


def made(*arguments: object) -> str:
    outcome = pmo("init", *arguments)
    assert (outcome.code, outcome.err) == (0, ""), outcome
    return outcome.out


def files(folder: Path) -> set[str]:
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {path for path in found if not path.startswith(".git/")}


def findings(folder: Path) -> Any:
    return json.loads(pmo("validate", "-C", folder, "--format", "json").out)["data"]


def read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)


ALWAYS = {
    *("pmo.yaml", "strategy.yaml", "people.yaml", "README.md", ".gitignore", ".editorconfig"),
    *(".vscode/settings.json", ".vscode/extensions.json", ".pre-commit-config.yaml"),
    *(f".pmo/schemas/{name}.schema.json" for name in KINDS),
}
GITHUB = {".github/workflows/portfolio.yml"}
GITLAB = {".gitlab-ci.yml", "ci/pmo.yml"}


def test_one_command_makes_a_portfolio_that_validates_clean(tmp_path: Path) -> None:
    out = made("office", "--purpose", "We help the board: choose")
    words = " ".join(out.split())  # a long path may be on a line of its own
    assert words.startswith(f"The portfolio is ready in {tmp_path / 'office'} pmo.yaml ")
    assert out.endswith(
        "It is a git repository; the first commit is yours.\n"
        "\n"
        "Next\n"
        "  cd office\n"
        '  pmo new person "..."\n'
        '  pmo new project "Renew the customer system" --method hybrid --sponsor NAME --manager NAME\n'
    )
    folder = tmp_path / "office"
    assert files(folder) == ALWAYS | GITHUB | GITLAB
    found = findings(folder)
    assert found["findings"] == []
    assert git(folder, "status", "--porcelain", "--branch").splitlines()[0] == "## No commits yet on main"
    office = read(folder / "pmo.yaml")
    assert (office["office"]["name"], office["currency"], office["locale"]) == ("office", "EUR", "en")
    assert office["office"]["model"] == "controlling"
    assert office["office"]["purpose"] == "We help the board: choose"
    assert [one["id"] for one in office["kpis"]] == list(DEFAULT)


def test_without_a_purpose_it_says_that_one_is_to_be_written(tmp_path: Path) -> None:
    made("office")
    found = findings(tmp_path / "office")
    assert [(one["code"], one["severity"]) for one in found["findings"]] == [("PMO911", "info")]
    assert "To be written" not in (tmp_path / "office" / "README.md").read_text("utf-8")


@pytest.mark.parametrize("model", ["supportive", "controlling", "directive"])
@pytest.mark.parametrize("language", ["en", "id"])
def test_every_answer_is_an_option(tmp_path: Path, model: str, language: str) -> None:
    made(
        "office",
        *("--name", "PMO: *Jakarta* | <b>", "--purpose", "x", "--model", model, "--locale", language),
        *("--sponsor", "Ana Pereira", "--head", "Budi Santoso", "--role", "coach", "--sourcing", "internal"),
        *("--currency", "idr", "--country", "id", "--fiscal-year-start", "4", "--cycle", "weekly"),
        *("--grace-days", "2", "--measure", "maturity", "--measure", "On-Time", "--measure", "maturity"),
    )
    folder = tmp_path / "office"
    assert findings(folder)["findings"] == []
    office = read(folder / "pmo.yaml")
    assert office["office"] == {
        "name": "PMO: *Jakarta* | <b>",
        "model": model,
        "role": "coach",
        "sourcing": "internal",
        "purpose": "x",
        "sponsor": "ana-pereira",
        "head": "budi-santoso",
    }
    assert (office["currency"], office["locale"], office["calendar"]["country"]) == ("IDR", language, "ID")
    assert office["calendar"]["fiscal_year_start"] == "4"
    assert office["reporting"] == {"cycle": "weekly", "grace_days": "2"}
    assert [one["id"] for one in office["kpis"]] == ["maturity", "on-time"]
    assert office["governance"]["bodies"][0]["members"] == ["ana-pereira", "budi-santoso"]
    people = read(folder / "people.yaml")["people"]
    assert [(one["name"], one["role"]) for one in people] == [
        ("Ana Pereira", "executive"),
        ("Budi Santoso", "office-head"),
    ]
    assert (folder / "README.md").read_text("utf-8").startswith(r"# PMO: \*Jakarta\* \| &lt;b&gt;")


def test_the_next_commands_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = made("office", "--purpose", "x", "--sponsor", "Ana Pereira", "--head", "Budi Santoso")
    cd, objective, project = [line.strip() for line in out.splitlines()[-3:]]
    assert cd == "cd office"
    assert objective == 'pmo new objective "..."'
    assert project.endswith("--sponsor ana-pereira --manager budi-santoso")
    monkeypatch.chdir("office")
    assert pmo("new", "objective", "Keep customers").code == 0
    line = re.findall(r'"[^"]*"|\S+', project)[1:]
    assert pmo(*(word.strip('"') for word in line), "--objectives", "[{objective: keep-customers}]").code == 0
    assert pmo("new", "status", "renew-customer-system").code == 0
    assert pmo("report", "status", "renew-customer-system").code == 0
    severities = [one["severity"] for one in findings(tmp_path / "office")["findings"]]
    assert set(severities) <= {"info"}
    charter = (tmp_path / "office/projects/renew-customer-system/charter.yaml").read_text("utf-8")
    assert charter.startswith("# yaml-language-server: $schema=../../.pmo/schemas/charter.schema.json\n")


@pytest.mark.parametrize(
    ("ci", "expected"), [("github", GITHUB), ("gitlab", GITLAB), ("both", GITHUB | GITLAB), ("none", set())]
)
def test_checks_are_made_for_the_service_that_is_used(tmp_path: Path, ci: str, expected: set[str]) -> None:
    made("office", "--ci", ci)
    assert files(tmp_path / "office") == ALWAYS | expected


def test_the_files_of_services_are_what_their_schemas_say(tmp_path: Path) -> None:
    made("office")
    folder = tmp_path / "office"
    check = Path(sys.executable).parent / "check-jsonschema"
    for schema, path in (
        ("vendor.github-workflows", ".github/workflows/portfolio.yml"),
        ("vendor.gitlab-ci", ".gitlab-ci.yml"),
    ):
        done = subprocess.run(
            [check, "--builtin-schema", schema, folder / path], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout
    config = subprocess.run(
        [check.parent / "pre-commit", "validate-config", ".pre-commit-config.yaml"],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    assert config.returncode == 0, config.stdout + config.stderr


def test_the_editor_knows_the_schema_of_every_kind_of_file(tmp_path: Path) -> None:
    made("office")
    folder = tmp_path / "office"
    settings = json.loads((folder / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    assert all((folder / schema).is_file() for schema in settings)
    by_pattern = {pattern: Path(schema).name.partition(".")[0] for schema, pattern in settings.items()}
    for kind in KINDS.values():
        path = "/" + re.sub("<.*?>", "a-1", kind.path)
        fitting = [name for pattern, name in by_pattern.items() if _fits(pattern, path)]
        assert fitting == [kind.name], path
    assert load(WorkingTree(folder)).findings == ()


def _fits(pattern: str, path: str) -> bool:
    """As editors match: the pattern may begin at any folder."""
    expression = re.escape(pattern.removeprefix("**/")).replace(r"\*", "[^/]*")
    return re.search(rf"/{expression}$", path) is not None


# what is there already


def test_nothing_is_written_over_and_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "README.md").write_text("ours", "utf-8")
    (tmp_path / "office" / "notes.txt").write_text("ours", "utf-8")
    (tmp_path / "office" / "ci").write_text("a file where a folder is to be", "utf-8")
    outcome = pmo("init", "office")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        f"pmo: nothing was written, because this is there already in {tmp_path / 'office'}: README.md, ci/pmo.yml\n"
        "  choose another folder, or move them away; --ci none leaves out the files of CI services\n"
    )
    assert files(tmp_path / "office") == {"README.md", "notes.txt", "ci"}
    (tmp_path / "office" / "README.md").unlink()
    made("office", "--ci", "none")
    assert (tmp_path / "office" / "notes.txt").read_text("utf-8") == "ours"


def test_a_second_time_it_says_that_there_is_a_portfolio(tmp_path: Path) -> None:
    made("office")
    outcome = pmo("init", "office")
    assert outcome.code == 2
    assert "and 31 more" in outcome.err
    assert outcome.err.endswith(
        "  there is a portfolio already: `pmo validate` checks it, `pmo new` adds to it\n"
    )
    inside = pmo("init", "office/projects/x")
    assert inside.code == 2
    assert inside.err.startswith(
        f"pmo: {tmp_path / 'office/projects/x'} lies inside the portfolio {tmp_path / 'office'}"
    )


def test_a_file_or_a_link_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "office").write_text("", "utf-8")
    assert pmo("init", "office").err.startswith(f"pmo: {tmp_path / 'office'} is a file\n")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "pmo.yaml").symlink_to("nowhere")
    assert "pmo.yaml" in pmo("init", "other").err


def test_when_the_disk_fails_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def put(temporary: Path | None, target: Path) -> None:
        if target.name == "people.yaml":
            raise OSError(28, "No space left on device")
        whole(temporary, target)

    whole = door_files._put
    monkeypatch.setattr(door_files, "_put", put)
    outcome = pmo("init", "office")
    assert outcome.code == 2
    assert "No space left on device" in outcome.err
    monkeypatch.undo()
    assert not (tmp_path / "office").exists() or files(tmp_path / "office") == set()


def test_below_the_root_of_a_repository_the_checks_go_to_its_root(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    out = made("the office", "--ci", "both")
    assert "git repository" not in out
    assert "  cd 'the office'\n" in out
    assert {path for path in files(tmp_path) if not path.startswith("the office/")} == {
        *(GITHUB | GITLAB),
        ".pre-commit-config.yaml",
    }
    workflow = read(tmp_path / ".github/workflows/portfolio.yml")
    assert workflow["jobs"]["validate"]["env"] == {"PMO_PORTFOLIO": "the office"}
    assert read(tmp_path / ".gitlab-ci.yml")["variables"]["PMO_PORTFOLIO"] == "the office"
    check, layout = read(tmp_path / ".pre-commit-config.yaml")["repos"][0]["hooks"]
    assert check["entry"] == "pmo validate -C 'the office'"
    assert layout["entry"] == "pmo fmt -C 'the office'"
    assert re.search(layout["files"], "the office/risks.yaml")
    assert not re.search(layout["files"], "elsewhere/risks.yaml")
    (tmp_path / "second").mkdir()
    outcome = pmo("init", "second")
    assert outcome.code == 2
    assert (
        f"this is there already in {tmp_path}: .pre-commit-config.yaml, .github/workflows/portfolio.yml"
        in outcome.err
    )


def test_without_git_the_portfolio_is_there_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_folder: Path) -> None:
        raise PmoError("the command git is not there")

    monkeypatch.setattr("pmo.commands.init.make_repository", refuse)
    assert "It is not under git: install git, and run `git init` there." in made("office")
    assert not (tmp_path / "office/.git").exists()


@pytest.mark.parametrize(
    ("arguments", "reason", "advice"),
    [
        (
            ("--currency", "euros"),
            "pmo.yaml would be wrong: `currency` is the text 'EUROS'",
            "use the three capital",
        ),
        (("--country", "XX"), "", ""),
        (("--locale", "xx"), "there is no language 'xx'", "installed are: en, id"),
        (("--measure", "ontime"), "--measure: there is no measure 'ontime'", "did you mean on-time?"),
        (("--measure", "zzz"), "--measure: there is no measure 'zzz'", "there are: on-time"),
        (("--model", "strict"), "--model cannot be 'strict'", ""),
        (("--fiscal-year-start", "13"), "--fiscal-year-start cannot be used", ""),
        (("--example", "--currency", "USD"), "--currency does not go with --example", "leave it out"),
        (("--example", "--measure", "on-time"), "--measure does not go with --example", "leave it out"),
        (("--example", "--grace-days", "3"), "--grace-days does not go with --example", "leave it out"),
    ],
)
def test_what_cannot_be_is_refused(
    tmp_path: Path, arguments: tuple[str, ...], reason: str, advice: str
) -> None:
    outcome = pmo("init", "office", *arguments)
    if not reason:  # an unknown country is a finding of the rules, not of the schema
        return
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"pmo: {reason}")
    assert advice in outcome.err
    assert not (tmp_path / "office").exists()


def test_a_dry_run_and_json(tmp_path: Path) -> None:
    out = made("office", "--dry-run", "--ci", "none")
    assert out.startswith(f"Would be made in {tmp_path / 'office'}\n- .editorconfig\n")
    assert out.endswith("Nothing was written.\n")
    assert list(tmp_path.iterdir()) == []
    data = json.loads(made("office", "--format", "json"))
    jsonschema.validate(data, output_schema("init"))
    assert data["data"]["repository"] == "made"
    assert set(data["data"]["written"]) == files(tmp_path / "office")


# the example


def test_the_example_is_copied_and_works(tmp_path: Path) -> None:
    out = made("demo", "--example", "--name", "Ours", "--model", "supportive", "--locale", "id")
    assert out.endswith("  cd demo\n  pmo status --as-of 2026-11-01\n  pmo validate --as-of 2026-11-01\n")
    folder = tmp_path / "demo"
    originals = {path.relative_to(example_folder()).as_posix() for path in example_folder().rglob("*.yaml")}
    assert originals < files(folder)
    office = (folder / "pmo.yaml").read_text("utf-8")
    assert "  name: Ours\n  model: supportive\n" in office
    assert "\nlocale: id\n" in office
    assert "# The public holidays of the country count anyway" in office
    assert "examples/portfolio" not in (folder / "README.md").read_text("utf-8")
    for path in originals:
        first = (folder / path).read_text("utf-8").partition("\n")[0]
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert match is not None, path
        assert (folder / path).parent.joinpath(match[1]).resolve().is_file(), path
    done = pmo("validate", "-C", folder, "--as-of", "2026-11-01", "--format", "json", "--lang", "en")
    assert json.loads(done.out)["data"]["summary"]["error"] == 0
    assert pmo("status", "-C", folder, "--as-of", "2026-11-01").code == 0


# at a terminal


class Answers(io.StringIO):
    """A keyboard that says what was thought out before."""

    def isatty(self) -> bool:
        return True


def guided(monkeypatch: pytest.MonkeyPatch, answers: str, *arguments: str) -> Outcome:
    monkeypatch.setattr("sys.stdin", Answers(answers))
    return pmo("init", "office", *arguments, terminal=True)


def test_it_leads_through_the_set_up_of_an_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = "\n".join(
        [
            "",
            "Portfolio office",
            "We help to choose",
            "strict",
            "dir",
            "Ana Pereira",
            "",
            "euro",
            "usd",
            "2",
            "1,maturity",
            "",
        ]
    )
    outcome = guided(monkeypatch, answers)
    assert outcome.code == 0
    assert "How strictly does it govern?" in outcome.err
    assert "2  controlling  sets rules and checks them" in outcome.err
    assert "There is no 'strict' among these" in outcome.err
    assert "'euro' is no currency" in outcome.err
    assert all(one.title in outcome.err for one in MEASURES.values())
    office = read(tmp_path / "office" / "pmo.yaml")
    assert office["office"] == {
        "name": "Portfolio office",
        "model": "directive",
        "purpose": "We help to choose",
        "sponsor": "ana-pereira",
    }
    assert (office["currency"], office["reporting"]["cycle"]) == ("USD", "fortnightly")
    assert [one["id"] for one in office["kpis"]] == ["on-time", "maturity"]


def test_it_speaks_indonesian_once_asked_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = guided(monkeypatch, "id\n" + "\n" * 9)
    assert outcome.code == 0
    assert "How strictly" not in outcome.err
    office = read(tmp_path / "office" / "pmo.yaml")
    assert (office["locale"], office["currency"]) == ("id", "IDR")
    assert office["office"]["purpose"] == "Belum ditulis"


def test_what_is_given_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = guided(
        monkeypatch,
        "",
        *("--name", "Ours", "--purpose", "x", "--model", "directive", "--sponsor", "A B", "--head", "C D"),
        *("--currency", "EUR", "--locale", "en", "--cycle", "monthly", "--measure", "on-time"),
    )
    assert (outcome.code, outcome.err) == (0, "\n")


def test_without_input_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = guided(monkeypatch, "", "--no-input")
    assert (outcome.code, outcome.err) == (0, "")


def test_the_end_of_the_answers_ends_it_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = guided(monkeypatch, "en\nOurs\n")
    assert outcome.code == 130
    assert outcome.err.endswith("pmo: interrupted\n")
    assert not (tmp_path / "office").exists()


def test_it_refuses_before_it_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "pmo.yaml").write_text("", "utf-8")
    outcome = guided(monkeypatch, "")
    assert outcome.code == 2
    assert "pmo: nothing was written" in outcome.err


def test_it_works_in_a_real_terminal(tmp_path: Path) -> None:
    answers = [b"en", b"Ours", b"We help", b"2", b"Ana Pereira", b"Budi Santoso", b"EUR", b"3", b"-"]
    child, terminal = pty.fork()
    if child == 0:
        os.execve(SCRIPT, [str(SCRIPT), "init", "office"], {**os.environ, "TERM": "dumb", "NO_COLOR": "1"})
    screen = b""
    while True:
        ready, _, _ = select.select([terminal], [], [], 20)
        assert ready, screen
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other side has gone
            break
        if not part:
            break
        screen += part
        if answers and screen.endswith(b": "):
            os.write(terminal, answers.pop(0) + b"\n")
            screen += b"\n"
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, screen
    assert b"The portfolio is ready in" in b" ".join(screen.split())
    office = read(tmp_path / "office" / "pmo.yaml")
    assert (office["office"]["head"], office["kpis"]) == ("budi-santoso", [])


def test_the_example_comes_with_the_wheel() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included["examples/portfolio"] == "pmo/examples/portfolio"
