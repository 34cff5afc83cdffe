"""Help: of `pmo`, of every command, at the widths of terminals; and what it says about mistakes."""

import re
from pathlib import Path

import pytest

from pmo.cli import COMMANDS
from pmo.commands.describing import usage_of
from pmo.output.usage import Example, Parameter, Usage, screen
from tests.commands import pmo, usage

ALL_COMMANDS = [name for group in COMMANDS.values() for name in group]
EXAMPLE = str(Path(__file__).parent.parent / "examples" / "portfolio")
STYLING = re.compile(r"\x1b\[[0-9;]*m")

CHECKLIST = """\
What a project still needs for its gates: criteria, documents, approvers,
conditions.

Examples
  pmo checklist scada-renewal          what the next gate still needs
  pmo checklist scada-renewal closure  one gate in full
  pmo checklist scada-renewal --format markdown -o gates.md
                                       for the pack of the board

Usage
  pmo checklist PROJECT [GATE] [OPTIONS]

  Criteria with a check are evaluated; the others stand as the latest gate
  review left them. Without GATE it shows all gates, and the next one in full.

Arguments
  PROJECT              Id of the project.
  [GATE]               Id of a gate of its method.

Portfolio
  -C, --portfolio DIR  Its folder (default: the nearest pmo.yaml upwards).
  --at REV|DATE        Read it as it stood then.
  --as-of DATE         What `today` means for overdue and stale.
  --audience WHOM      Leave out what is above it (default: show everything):
                       public, internal, confidential.
  --force              Go on without what cannot be read, and say so.

Result
  --format FORMAT      How it is written: text (default), markdown, json.
  -o, --output FILE    Write to a file.
  --lang CODE          Language (default: the office's).
  --color WHEN         Colour: auto (default), always, never.
"""


def test_help_of_a_command_whole(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert pmo("checklist", "--help") == (0, CHECKLIST, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("help", "checklist"),
        ("help", "checklist", "--lang", "id"),
        ("checklist", "-h"),
        ("checklist", "x", "--help"),
    ],
)
def test_ways_to_ask_for_help(monkeypatch, arguments):
    monkeypatch.setenv("COLUMNS", "80")
    assert pmo(*arguments).out == CHECKLIST


@pytest.mark.parametrize("arguments", [(), ("help",), ("-h",), ("help", "--help")])
def test_ways_to_ask_for_the_overview(arguments):
    assert pmo(*arguments) == pmo("--help")


def test_help_of_a_command_that_is_none():
    assert pmo("help", "chekclist") == (
        2,
        "",
        "pmo: there is no command 'chekclist'\n  did you mean `pmo checklist`?\n",
    )


def test_overview_lists_every_command_in_groups_after_examples():
    outcome = pmo("--help")
    assert outcome.code == 0
    assert all(re.search(rf"^  {name}  +\S", outcome.out, re.MULTILINE) for name in ALL_COMMANDS)
    titles = ["Examples", "Usage", *COMMANDS]
    assert [line for line in outcome.out.splitlines() if line in titles] == titles
    assert all(len(line) <= 100 for line in outcome.out.splitlines())


@pytest.mark.parametrize(("columns", "widest"), [(60, 60), (80, 80), (120, 110), (20, 40)])
@pytest.mark.parametrize("command", ALL_COMMANDS)
def test_help_fits_the_terminal(command, columns, widest):
    shown = screen(usage(command), width=columns, colour=False)
    examples = {f"  {one.line}" for one in usage(command).examples}
    too_long = [line for line in shown.splitlines() if len(line) > widest and line not in examples]
    assert all(len(line.split()) <= 3 for line in too_long), too_long


@pytest.mark.parametrize("command", ALL_COMMANDS)
def test_help_begins_with_examples_and_ends_with_what_all_share(command):
    lines = screen(usage(command), width=80, colour=False).splitlines()
    order = ["Examples", "Usage", "Arguments", "Options", "Portfolio", "Writing", "Result"]
    titles = [line for line in lines if line and not line.startswith(" ")][1:]
    assert [title for title in order if title in titles] == [title for title in titles if title in order]


def test_every_option_of_every_command_is_explained():
    for command in ALL_COMMANDS:
        for parameter in usage(command).parameters:
            assert parameter.help, f"{command} {parameter.label}"


def test_colour_only_where_it_is_wanted(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    piped, seen = pmo("checklist", "--help"), pmo("checklist", "--help", terminal=True)
    assert "\x1b" not in piped.out
    assert "\x1b[1mExamples\x1b[0m" in seen.out
    assert STYLING.sub("", seen.out) == piped.out
    assert STYLING.sub("", pmo("--help", terminal=True).out) == pmo("--help").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert pmo("checklist", "--help", terminal=True).out == piped.out
    assert pmo("--help", terminal=True).out == pmo("--help").out
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert pmo("checklist", "--help").out == seen.out


def test_what_a_docstring_says_is_where_readers_look():
    class Command:
        name = "try"
        params = ()
        help = """
            Try it: a sentence over
            two lines.

            More to know, also
            over two lines.

            - one thing
            - another thing
              that goes on

            Examples:
                pmo try x     what for
                pmo try a-longer-one --with "blanks" in it
                              a meaning below,
                              over two lines

            The end.
            """

    assert usage_of(Command(), None) == Usage(
        "try",
        "Try it: a sentence over two lines.",
        (
            "More to know, also\nover two lines.",
            "- one thing\n- another thing\n  that goes on",
            "The end.",
        ),
        (
            Example("pmo try x", "what for"),
            Example('pmo try a-longer-one --with "blanks" in it', "a meaning below, over two lines"),
        ),
        (),
    )


def test_what_can_be_said_of_a_parameter():
    def sentence(**fields):
        return Parameter("days", ("--days",), "N", "Days ahead.", **fields).sentence

    assert sentence() == "Days ahead."
    assert sentence(default="30") == "Days ahead (default: 30)."
    assert sentence(repeatable=True) == "Days ahead (repeatable)."
    assert sentence(choices=("1", "2"), default="2") == "Days ahead: 1, 2 (default)."
    needed = Parameter("by", ("--by",), "PERSON", "Who.", required=True)
    many = Parameter("paths", (), "PATHS", "Files.", repeatable=True)
    one = Parameter("address", (), "ADDRESS", "What.", required=True)
    assert Usage("approve", "", (), (), (needed, one, many)).line == (
        "pmo approve ADDRESS [PATHS]... --by PERSON [OPTIONS]"
    )
    assert Usage("explain", "", (), (), (one,)).line == "pmo explain ADDRESS"


def test_long_labels_and_lists_on_a_screen():
    shown = screen(
        Usage(
            "try",
            "Try it.",
            ("- first thing\n- second thing that is long enough to be wrapped", "  as it is"),
            (),
            (Parameter("x", ("--a-very-long-option-name",), "WITH-A-VALUE", "What it does."),),
        ),
        width=40,
        colour=False,
    )
    assert shown == (
        "Try it.\n\nUsage\n  pmo try [OPTIONS]\n\n"
        "  - first thing\n  - second thing that is long enough to\n    be wrapped\n\n    as it is\n\n"
        "Options\n  --a-very-long-option-name WITH-A-VALUE\n" + " " * 29 + "What it\n" + " " * 29 + "does.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "reason", "advice"),
    [
        (["status", "--projct", "x"], "`pmo status` has no option --projct", "did you mean --project?"),
        (
            ["status", "--select", "x"],
            "`pmo status` has no option --select",
            "it belongs to `pmo validate`; `pmo status --help` shows its options",
        ),
        (["rank", "--zzz"], "`pmo rank` has no option --zzz", "`pmo rank --help` shows its options"),
        (
            ["--format", "json", "status"],
            "--format stands before the command",
            "write it behind: `pmo status --format`",
        ),
        (["--zzz", "status"], "there is no option --zzz", "`pmo --help` lists the commands"),
        (["-C", "somewhere"], "Missing command", "`pmo --help` lists the commands"),
        (["-C"], "-C needs a value", "name the folder of a portfolio: -C DIR"),
        (["validate", "-format", "json"], "-format has one dash", "write --format"),
        (["validate", "-output", "x.txt"], "-output has one dash", "write --output"),
        (
            ["select", "--explain", "--as-of", "2026-11-01"],
            "--explain needs a value",
            "--as-of stands in its place; if you mean that: --explain=--as-of",
        ),
        (["status", "-o", "--lang", "id"], "-o needs a value", "--lang stands in its place"),
        (
            ["status", "--at"],
            "--at needs a value",
            "--at REV|DATE: read it as it stood then",
        ),
        (["status", "--force=yes"], "--force takes no value", "write --force alone"),
        (
            ["status", "--format", "jsn"],
            "--format cannot be 'jsn'",
            "did you mean json? it takes text, markdown, json, csv",
        ),
        (["status", "--color", "blue"], "--color cannot be 'blue'", "it takes auto, always, never"),
        (
            ["checklist"],
            "`pmo checklist` needs PROJECT: id of the project",
            "for example `pmo checklist scada-renewal`",
        ),
        (
            ["status", "crm"],
            "`pmo status` does not take 'crm'",
            "to narrow it to a project: --project crm; `pmo status --help` shows its options",
        ),
        (
            ["checklist", "a", "b", "c", "d"],
            "`pmo checklist` does not take 'c d'",
            "it is used so: `pmo checklist PROJECT [GATE] [OPTIONS]`",
        ),
        (["schema", "chartr"], "there is no kind 'chartr'", "did you mean charter?"),
        (
            ["validate", "-C", EXAMPLE, "--select", "PMO4,PMO5033"],
            "no rule has a code that begins with 'PMO5033'",
            "did you mean PMO503?",
        ),
        (
            ["validate", "-C", EXAMPLE, "--ignore", "W/Z"],
            "no rule has a code that begins with 'W/Z'",
            "`pmo rules` lists the rules",
        ),
        (["schema", "zzz"], "there is no kind 'zzz'", "`pmo schema --list` lists the kinds"),
    ],
)
def test_mistakes_are_told_with_what_to_do(arguments, reason, advice):
    assert pmo(*arguments) == (2, "", f"pmo: {reason}\n  {advice}\n")


def test_a_value_that_looks_like_an_option_with_one_dash_is_a_value(example, tmp_path, monkeypatch):
    """What follows an option that takes a value is its value, whatever it looks like."""
    monkeypatch.chdir(tmp_path)
    assert pmo("status", "-C", example, "-o", "-format", "--as-of", "2026-11-01").code == 0
    assert (tmp_path / "-format").is_file()


def test_projects_are_found_by_a_part_of_their_name(example):
    for named in ("scada", "SCADA", "Scada-ren", "scadda-renewal"):
        outcome = pmo("status", "--project", named, "-C", example)
        assert outcome.err == f"pmo: no project matches {named!r}\n  did you mean scada-renewal?\n"
    assert "`pmo status` lists the projects" in pmo("status", "--project", "zzz", "-C", example).err
