"""The command line as a whole: help, errors, exit codes, start-up, what is imported."""

import json
import subprocess
import sys

import pytest

from pmo import __main__, __version__
from tests.commands import pmo
from tests.portfolios import write
from tests.repositories import commit


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_version_imports_nothing_heavy():
    loaded = python(
        "import sys; sys.argv = ['pmo', '--version']\n"
        "from pmo.__main__ import main; main()\n"
        "print(' '.join(sys.modules))"
    )
    assert loaded.splitlines()[0] == f"pmo {__version__}"
    assert not {"typer", "msgspec", "yaml", "rich", "jinja2"} & set(loaded.split())


@pytest.mark.parametrize(
    ("arguments", "unused"),
    [
        (
            ["--help"],
            {"rich", "jinja2", "jsonschema", "git", "babel", "yaml", "numpy", "pmo.rules", "pmo.commands"},
        ),
        (["validate"], {"rich", "jinja2", "jsonschema", "git", "babel", "numpy"}),
        (["schema", "charter"], {"rich", "jinja2", "jsonschema", "git", "babel", "yaml", "pmo.rules"}),
        (["rules"], {"rich", "jsonschema", "git", "babel", "numpy"}),
        (["status"], {"jsonschema", "git", "numpy"}),
        (["rank"], {"jsonschema", "git", "numpy"}),
    ],
)
def test_no_command_imports_what_it_does_not_use(arguments, unused, tmp_path):
    folder = write(tmp_path, {})
    code = f"import sys\nfrom pmo.cli import run\nrun({arguments!r})\nprint('MODULES', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder
    )
    loaded = set(done.stdout.rpartition("MODULES")[2].split())
    assert not unused & loaded


def test_unknown_command_is_refused_with_the_nearest():
    outcome = pmo("valdate")
    assert outcome == (2, "", "pmo: there is no command 'valdate'\n  did you mean `pmo validate`?\n")


def test_unknown_option_is_refused(example):
    outcome = pmo("validate", "-C", example, "--colour")
    assert outcome.code == 2
    assert "--colour" in outcome.err
    assert "Traceback" not in outcome.err


def test_no_portfolio_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outcome = pmo("validate")
    assert outcome.code == 2
    assert outcome.err == (
        f"pmo: there is no pmo.yaml in {tmp_path} or above it\n"
        "  change to the folder of a portfolio, name one with -C DIR, or make one with `pmo init`\n"
    )


def test_named_folder_must_be_the_portfolio_itself(tmp_path):
    """A slip in a pipeline must not check the portfolio above and pass."""
    folder = write(tmp_path)
    assert pmo("validate", "-C", folder).code == 0
    for named in (folder / "projects", folder / "nowhere"):
        for outcome in (pmo("validate", "-C", named), pmo("-C", named, "validate")):
            assert outcome.code == 2
            assert outcome.err.startswith("pmo: there is no ")


def test_without_git_on_the_machine(tmp_path):
    folder = write(tmp_path)
    commit(folder, "Start")

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pmo", "validate", "-C", str(folder), *options]
        environment = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    refused = run("--at", "HEAD")
    assert refused.returncode == 2
    assert refused.stderr == "pmo: the command git is not there\n  install git, or put it on the PATH\n"
    for format_ in ("json", "github", "markdown"):
        assert run("--format", format_).returncode == 0


def test_portfolio_option_before_and_after_the_command(example):
    before = pmo("-C", example, "validate", "--as-of", "2026-11-01")
    after = pmo("validate", "-C", example, "--as-of", "2026-11-01")
    assert before == after
    assert before.code == 0


def test_portfolio_from_the_environment(example, monkeypatch):
    monkeypatch.setenv("PMO_PORTFOLIO", str(example))
    assert pmo("validate", "--as-of", "2026-11-01").code == 0


@pytest.mark.parametrize("day", ["2026-13-01", "yesterday", "2026-W01-1", "2026-11-01T00:00", ""])
def test_day_that_is_none_is_refused(example, day):
    outcome = pmo("validate", "-C", example, "--as-of", day)
    assert (outcome.code, outcome.err) == (2, f"pmo: {day!r} is not a day\n  write --as-of YYYY-MM-DD\n")


def test_as_of_is_in_the_json(example):
    outcome = pmo("validate", "-C", example, "--as-of", "2026-11-01", "--format", "json")
    content = json.loads(outcome.out)
    assert content["as_of"] == "2026-11-01"
    assert content["command"] == "validate"
    assert content["format"] == 1


def test_output_to_a_file_is_whole_or_not_at_all(example, tmp_path):
    target = tmp_path / "findings.json"
    pmo("validate", "-C", example, "--as-of", "2026-11-01", "--format", "json", "-o", target)
    assert json.loads(target.read_text())["command"] == "validate"
    assert [path.name for path in tmp_path.iterdir()] == ["findings.json"]
    refused = pmo("validate", "-C", example, "-o", tmp_path / "missing" / "x.json")
    assert refused.code == 2
    assert "cannot be written" in refused.err


def test_unexpected_fault_is_a_sentence(tmp_path, monkeypatch):
    folder = write(tmp_path, {})

    def fail(*_: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("pmo.rules.engine.check", fail)
    outcome = pmo("validate", "-C", folder)
    assert outcome.code == 2
    assert "something unexpected happened: ZeroDivisionError: boom" in outcome.err
    assert "Traceback" not in outcome.err
    monkeypatch.setenv("PMO_DEBUG", "1")
    assert "Traceback" in pmo("validate", "-C", folder).err


@pytest.mark.parametrize(
    ("fault", "code"), [(KeyboardInterrupt, 130), (BrokenPipeError, 0), (MemoryError, 2), (RecursionError, 2)]
)
def test_faults_of_the_machine_end_in_a_sentence(tmp_path, monkeypatch, fault, code):
    folder = write(tmp_path, {})

    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr("pmo.rules.engine.check", fail)
    monkeypatch.setattr("pmo.cli._abandon_stdout", lambda: None)
    outcome = pmo("validate", "-C", folder)
    assert outcome.code == code
    assert "Traceback" not in outcome.err


def test_reader_that_goes_away_is_no_fault(example):
    command = f"{sys.executable} -m pmo rules -C {example} | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("PMO101")
    assert done.stderr == ""


def test_output_is_utf8_whatever_the_locale(example):
    done = subprocess.run(
        [sys.executable, "-m", "pmo", "status", "-C", str(example), "--as-of", "2026-11-01", "--lang", "id"],
        capture_output=True,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "ascii"},
        check=True,
    )
    done.stdout.decode("utf-8")


def test_main_hands_over_and_ends_with_the_code(tmp_path):
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pmo", *arguments], capture_output=True, text=True, check=False
        )

    listed = run("schema", "--list")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "charter" in listed.stdout
    assert run("validate", "-C", str(tmp_path)).returncode == 2


@pytest.mark.parametrize("arguments", [["status"], ["__complete", "zsh"]])
def test_an_interruption_while_modules_are_imported_is_silent(monkeypatch, capfd, arguments):
    class Interrupted:
        def find_spec(self, name, *_):
            if name in ("pmo.cli", "pmo.commands.completing"):
                raise KeyboardInterrupt

    codes = []
    for name in ("pmo.cli", "pmo.commands.completing"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupted(), *sys.meta_path])
    monkeypatch.setattr(sys, "argv", ["pmo", *arguments])
    monkeypatch.setattr("os._exit", codes.append)
    __main__.main()
    assert codes == [130]
    assert tuple(capfd.readouterr()) == ("", "")
