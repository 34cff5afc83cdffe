"""What the documentation shows is true: its commands run, its links lead somewhere, its pages are fresh."""

import re
import shlex
from pathlib import Path

import pytest

from pmo.output.explanation import manual
from pmo.schemas.reference import reference
from tests.commands import pmo
from tests.repositories import commit

ROOT = Path(__file__).parent.parent
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "examples/portfolio/README.md",
]
COMMAND = re.compile(r"(?:`|^ {0,4}|^\$ )(pmo [a-z][^`\n]*?)(?:`|\s{2,}#.*|$)", re.MULTILINE)
IN_PLACE = ("docs/ci.md",)
"""Pages whose commands have a test of their own."""


def commands() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        if page.relative_to(ROOT).as_posix() not in IN_PLACE:
            text = page.read_text("utf-8")
            found += [
                (page.name, match[1].strip()) for match in COMMAND.finditer(text) if is_concrete(match[1])
            ]
    return list(dict.fromkeys(found))


def is_concrete(command: str) -> bool:
    """Whether it is a call, not a pattern of one: no CAPITALS, no <place>, no dots for more."""
    words = command.split()[1:]
    return not any(re.fullmatch(r"[A-Z]{3,}|.*[<>…].*|\.\.\.|DIR", word) for word in words)


@pytest.mark.parametrize(("page", "command"), commands())
def test_commands_of_the_documentation_run(page, command, example, tmp_path, monkeypatch):
    folder = tmp_path / "portfolio"
    for path in sorted(example.rglob("*.yaml")):
        target = folder / path.relative_to(example)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    commit(folder, "Start", "2026-06-01")
    monkeypatch.chdir(folder)
    arguments = shlex.split(command.replace("-C examples/portfolio", "-C ."), comments=True)[1:]
    if arguments[0] not in ("explain", "schema") and not {"--help", "--version"} & set(arguments):
        arguments += [] if {"--as-of", "--at"} & set(arguments) else ["--as-of", "2026-11-01"]
    outcome = pmo(*arguments)
    assert outcome.code in (0, 1), outcome.err
    assert outcome.out or "-o" in command or "--write" in command


def test_the_documentation_shows_commands():
    assert len(commands()) >= 20


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_generated_pages_are_fresh():
    assert (ROOT / "docs" / "reference.md").read_text("utf-8") == reference()
    assert (ROOT / "docs" / "rules.md").read_text("utf-8") == manual()
