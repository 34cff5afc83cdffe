"""Git repositories and an environment for them, in which the scripts of CI services run as they would there."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests import portfolios

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
"""Where `pmo`, `pre-commit` and `check-jsonschema` are."""

BROKEN = {"risks.yaml": "risks: []\nrisks: []\n"}
"""A file with one error: PMO105, in its second line."""
UNTIDY = {"projects/crm/photos.yaml": "risks: []\n"}
"""A file with one warning: PMO113."""

_FOREIGN = ("PMO_", "GIT_", "GITHUB_", "CI_", "PRE_COMMIT", "SKIP", "COV_", "PYTHON")


def environment(home: Path, *first: Path, **more: str) -> dict[str, str]:
    """What commands find around them: a home of their own, and the folders ``first`` before all others on PATH."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    identity = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in {"NAME": "Ana", "EMAIL": "ana@example.com"}.items()
    }
    return {
        **inherited,
        **identity,
        "PATH": os.pathsep.join(map(str, (*first, BIN, *os.defpath.split(os.pathsep), "/usr/local/bin"))),
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **more,
    }


def run(
    *command: str | Path, cwd: Path, env: Mapping[str, str], code: int | None = 0
) -> subprocess.CompletedProcess[str]:
    """Run a command that must end with ``code``; any will do when None."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert code is None or done.returncode == code, (
        f"ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    )
    return done


def commit(repository: Path, env: Mapping[str, str], message: str = "Change") -> None:
    """Commit all there is, in a new repository if there is none."""
    if not (repository / ".git").exists():
        run("git", "init", "--quiet", "--initial-branch=main", cwd=repository, env=env)
    run("git", "add", "--all", cwd=repository, env=env)
    run("git", "commit", "--quiet", "--no-verify", "-m", message, cwd=repository, env=env)


def write(folder: Path, files: portfolios.Files) -> None:
    """Write files over what is there."""
    for path, text in files.items():
        assert isinstance(text, str)
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def check_schema(name: str, *files: Path) -> None:
    """Hold files against a schema that check-jsonschema brings along."""
    run(BIN / "check-jsonschema", "--builtin-schema", name, *files, cwd=ROOT, env=os.environ)


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def stub(folder: Path, name: str, script: str) -> None:
    """A command of our own in place of a real one."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    (folder / name).chmod(0o755)


def stub_pip(folder: Path, log: Path) -> None:
    """A `python` whose pip only writes down what it was asked for; it is itself otherwise."""
    stub(
        folder,
        "python",
        f"""if [ "$2" = -m ]; then printf '%s\\n' "$@" >'{log}'; else exec '{sys.executable}' "$@"; fi""",
    )


HOSTILE = (
    "x; touch pwned; $(touch pwned) `touch pwned`\ntouch pwned",
    "'; touch pwned; '\"; touch pwned; \" && touch pwned #",
)
"""Values that would leave a file `pwned` behind if a shell read them as code."""


def is_unharmed(folder: Path) -> bool:
    """Whether no hostile value was run."""
    return not list(folder.rglob("pwned"))
