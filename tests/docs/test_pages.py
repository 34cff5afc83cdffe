"""What the documentation shows is true: its commands run and print what it says, its links lead somewhere."""

import re
import shlex
from functools import cache
from pathlib import Path

import pytest

from tests.docs.blocks import agrees, steps
from tests.docs.desk import Desk
from tests.docs.tools import ROOT

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "examples/portfolio/README.md",
]
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
GENERATED = ("docs/commands.md", "docs/reference.md", "docs/rules.md")
"""What they show is tried where it comes from, and `tools/generate.py --check` holds them fresh."""
ABOVE_THE_PORTFOLIO = ("docs/ci.md",)
"""Pages whose commands are run in the folder that holds the portfolio, called `portfolio`."""
FROM_NOTHING = ("README.md", "docs/tutorial.md")
"""Pages that begin in an empty folder; their YAML blocks that begin with `# path` are files to write, as templates of
Jinja are on every page."""
OF_ANOTHER = ("docs/tutorial.md", "docs/ci.md", "docs/performance.md")
"""Pages whose sentences name commands over another portfolio than the example."""
NOT_RUN = (
    "python -m benchmarks",  # takes minutes
    "python3 -m venv",  # what CI does first
    "pip install",
    "pipx install",
    "uv tool install",
    "pre-commit install",  # tests/ci has it
    "git fetch",  # from where?
    "git push",
    "pmo serve",  # goes on until somebody ends it
)
INLINE = re.compile(r"`(pmo [a-z][^`\n]*)`")


def followed(name: str) -> str:
    """Text of a page."""
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("name", [name for name in NAMES if name not in GENERATED])
def test_a_reader_can_follow_the_page(name: str, desk: Desk, tmp_path: Path) -> None:
    """Its blocks, one after the other: every command works, and prints what the page shows."""
    from_nothing = name in FROM_NOTHING
    place = Desk(tmp_path) if from_nothing else desk.above() if name in ABOVE_THE_PORTFOLIO else desk.again()
    for step in steps(followed(name)):
        if step.path:
            if from_nothing or step.path.endswith(".jinja"):
                place.write(step.path, step.content)
            continue
        if step.command.startswith(NOT_RUN):
            continue
        outcome = place.run(step.command)
        where = f"{name}:{step.line}: {step.command}"
        assert outcome.code == 0 or (outcome.code == 1 and outcome.out), f"{where}\n{outcome.err}"
        if step.output is not None:
            assert agrees(step.output, outcome.out), f"{where}\nprints\n{outcome.out}{outcome.err}"


def inline() -> list[tuple[str, str]]:
    """Commands inside sentences and tables."""
    found = []
    for name in NAMES:
        if name not in GENERATED + OF_ANOTHER:
            text = re.sub(r"^```.*?^```$", "", followed(name), flags=re.MULTILINE | re.DOTALL)
            found += [(name, match[1].strip()) for match in INLINE.finditer(text) if is_concrete(match[1])]
    return list(dict.fromkeys(found))


def is_concrete(command: str) -> bool:
    """Whether it is a call, not a pattern of one: no CAPITALS, no <place>, no dots for more."""
    words = command.split()[1:]
    return not any(re.fullmatch(r"[A-Z]{3,}|.*[<>…].*|\.\.\.|DIR", word) for word in words)


@pytest.mark.parametrize(("name", "command"), inline())
def test_commands_inside_sentences_run(name: str, command: str, desk: Desk) -> None:
    if len(shlex.split(command)) < 2 or command.startswith(NOT_RUN) or not desk.knows(command):
        pytest.skip("names a command")
    outcome = desk.run(command)
    assert outcome.code in (0, 1), outcome.err


def test_the_documentation_shows_commands() -> None:
    assert len(inline()) >= 12


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)]*))?\)", page.read_text("utf-8")):
        if "://" in target:
            continue
        there = page.parent / target if target else page
        assert there.exists(), target
        if anchor:
            assert anchor in anchors(there), f"{target}#{anchor}"


@cache
def anchors(page: Path) -> frozenset[str]:
    """What can be linked to: headings as forges name them, and what names itself."""
    text = page.read_text("utf-8")
    headings = re.findall(r"^#+ +(.*?) *$", text, re.MULTILINE)
    lowered = (heading.lower().replace("`", "").replace(" ", "-") for heading in headings)
    named = {"".join(one for one in heading if one.isalnum() or one in "-_") for heading in lowered}
    return frozenset(named | set(re.findall(r'<a id="([^"]+)"', text)))
