"""`pmo todo`: by owner on a terminal, what settles each, a message to each person, a calendar, data."""

import csv
import datetime
import io
import json
import shutil
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from pmo.analysis.parties import NOBODY
from pmo.locale import language
from pmo.output.calendar import calendar
from pmo.output.terminal import NOTHING
from pmo.render.inert import HAZARDS
from pmo.render.views.parts import Heading
from pmo.render.views.todo import ObligationRow, OwnerView
from tests import golden
from tests.commands import pmo
from tests.portfolios import AS_OF, Files, charter, office, people, write
from tests.repositories import commit, git

ENGLISH = language("en")
NASTY = "x'<b>*y* `z` [a](http://e.x) =1+1;\u202e\u001b[2J\nBEGIN:VEVENT,\\n @ana {{ 7 * 7 }}"
ACTION = {"text": "Do it", "owner": "ana", "due": "2026-10-01"}


def todo(root: Path, *arguments: object, terminal: bool = False) -> str:
    outcome = pmo("todo", "-C", root, "--as-of", AS_OF, *arguments, terminal=terminal)
    assert outcome.code == 0, outcome.err
    assert terminal or outcome.err == "" or " files written into " in outcome.err
    return outcome.out


def data(root: Path, *arguments: object) -> dict[str, Any]:
    found = json.loads(todo(root, "--format", "json", *arguments))["data"]
    assert isinstance(found, dict)
    return found


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Something of a person, a body, a role that nobody fills, and nobody."""
    files: Files = {
        "pmo.yaml": office(
            governance={"bodies": [{"id": "board", "name": "Portfolio board", "members": ["cara", "ana", "budi", "dewi"]}]}
        ),
        "people.yaml": people(
            {"id": "dewi", "name": "Dewi Lestari", "role": "lead", "email": "Dewi@Example.org"},
            roles=[{"id": "lead", "title": "Lead"}, {"id": "analyst", "title": "Analyst"}, {"id": "diver", "title": "Diver"}],
        ),
        "projects/crm/charter.yaml": charter(confidentiality="confidential"),
        "projects/crm/actions.yaml": {"actions": [ACTION | {"id": "a"}]},
        "projects/crm/assumptions.yaml": {
            "assumptions": [{"id": "deep", "text": "Deep", "owner": "diver", "validate_by": "2026-11-06"}]
        },
        "decisions.yaml": {
            "decisions": [
                {"id": "go", "title": "Go on?", "status": "requested", "body": "board", "needed_by": "2026-11-10",
                 "consequence": "It stops."},
                {"id": "who", "title": "Who?", "status": "requested"},
            ]
        },
    }  # fmt: skip
    return write(tmp_path / "small", files)


# on a terminal


@pytest.mark.parametrize("code", ["en", "id"])
@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("owner", [None, "bagus-prasetyo"])
def test_the_example(
    request: pytest.FixtureRequest,
    example: Path,
    width: int,
    code: str,
    owner: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    whose = ("--owner", owner) if owner else ()
    shown = todo(example, "--lang", code, "--color", "never", *whose, terminal=True)
    golden.check(request, f"todo/{owner or 'all'}-{width}.{code}.txt", shown)


def test_by_owner(small: Path) -> None:
    expected = """\
Test office
as of 1 November 2026
4 things are owed, 2 of them late (days are working days)

Nobody is named  1, 1 of them late
NOTHING           never done  office  Decide: Who?

Ana Pereira  1, 1 of them late
1 Oct 2026   21 d late   crm     Do: Do it

Diver  nobody fills it: 1
6 Nov 2026   in 5 d      crm     Validate: Deep

Portfolio board  Cara Lind, Ana Pereira, Budi Santoso and 1 more: 1
10 Nov 2026  in 7 d      office  Decide: Go on?
"""
    assert todo(small) == expected.replace("NOTHING ", f"{NOTHING}  ")


def test_of_one_person_also_as_a_member_of_bodies(small: Path) -> None:
    assert (
        todo(small, "--owner", "ana")
        == """\
Ana Pereira
Test office, as of 1 November 2026
2 things are owed, 1 of them late (days are working days)

1 Oct 2026   21 d late  Do: Do it
                        Project crm, confidential
  pmo close crm/actions/a
10 Nov 2026  in 7 d     Decide: Go on?
                        Portfolio board
                        otherwise: It stops
  pmo close office/decisions/go --decision TEXT --by PERSON
"""
    )


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("whose", [(), ("--owner", "pieter-zandstra")])
@pytest.mark.parametrize("colour", ["always", "never"])
def test_it_fits(example: Path, width: int, whose: Any, colour: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = todo(example, *whose, "--color", colour, terminal=True)
    lines = [Text.from_ansi(line).plain for line in shown.splitlines()]
    commands = [line for line in lines if line.startswith("  pmo ")]
    assert len(commands) == (5 if whose else 0), "they can be copied: a terminal breaks them, not we"
    assert max(cell_len(line) for line in lines if line not in commands) <= width


def test_what_to_do_next(small: Path, tmp_path: Path) -> None:
    how = ("todo", "-C", small, "--as-of", AS_OF)
    assert "`pmo todo --owner ana` shows what settles each" in pmo(*how, terminal=True).err
    assert "The words in capitals are yours" in pmo(*how, "--owner", "ana", terminal=True).err
    calm = pmo("todo", "-C", write(tmp_path / "calm"), terminal=True)
    assert "Nothing is owed." in calm.out
    assert "`pmo todo --within 40` looks further ahead" in calm.err


def test_what_it_is_narrowed_to_is_said(example: Path) -> None:
    shown = todo(example, "--within", 1, "--project", "solar-*")
    assert shown.splitlines()[2:] == [
        "late, or due within 1 working day",
        "only projects: solar-*",
        "Nothing is owed.",
    ]


def test_what_cannot_be_read_is_left_out_with_force(small: Path) -> None:
    (small / "projects" / "crm" / "actions.yaml").write_text("actions: [")
    assert pmo("todo", "-C", small, "--as-of", AS_OF).code == 2
    forced = pmo("todo", "-C", small, "--as-of", AS_OF, "--force")
    assert forced.code == 0
    assert "Incomplete: 1 error was left out" in forced.out


# who


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("DEWI", "dewi"),
        ("dewi  lestari", "dewi"),
        ("dewi@example.ORG", "dewi"),
        ("office", "cara"),
        ("board", "board"),
        ("diver", "diver"),
    ],
)
def test_names_of_owners(small: Path, name: str, owner: str) -> None:
    assert data(small, "--owner", name)["owner"]["id"] == owner


def test_me_is_whom_git_knows(small: Path) -> None:
    outcome = pmo("todo", "-C", small, "--owner", "me")
    assert (outcome.code, outcome.out) == (2, "")
    assert "git does not say who you are" in outcome.err
    commit(small, "Begin")
    git(small, "config", "user.email", "nobody@example.org")
    assert "nobody in people.yaml has that address" in pmo("todo", "-C", small, "--owner", "me").err
    git(small, "config", "user.email", "dewi@example.org")
    assert data(small, "--owner", "me")["owner"]["name"] == "Dewi Lestari"


def test_unknown_and_ambiguous_owners_are_refused(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {"people.yaml": people({"id": "ana2", "name": "Ana Pereira", "role": "lead"})},
    )
    unknown = pmo("todo", "-C", root, "--owner", "bud")
    assert (unknown.code, unknown.out) == (2, "")
    assert "there is no person, role or body 'bud'\n  did you mean budi?" in unknown.err
    assert "give an id of people.yaml" in pmo("todo", "-C", root, "--owner", "zzzzzz").err
    assert "'ana pereira' may be any of: ana, ana2" in pmo("todo", "-C", root, "--owner", "ana pereira").err


# messages


def test_a_message(small: Path) -> None:
    assert (
        todo(small, "--owner", "dewi", "--format", "markdown")
        == """\
To: Dewi Lestari, Dewi@Example.org

Subject: Test office: 1 thing waits for you

Hello Dewi Lestari,

this is what you owe as of 1 November 2026. The command below each records that it is done.

## Due next

- **Decide: Go on?**
  due 10 November 2026; Test office; as Portfolio board; otherwise: It stops.
  `pmo close office/decisions/go --decision TEXT --by PERSON`

Test office · as of 1 November 2026 · working copy, not committed
"""
    )


def test_a_message_to_each_person_and_about_what_nobody_answers_for(small: Path, tmp_path: Path) -> None:
    whole = todo(small, "--format", "markdown")
    assert [line for line in whole.splitlines() if line.startswith(("To:", "# "))] == [
        "To: Ana Pereira",
        "To: Budi Santoso",
        "To: Cara Lind",
        "To: Dewi Lestari, Dewi@Example.org",
        "# Nobody answers for these",
    ]
    folder = tmp_path / "messages"
    assert todo(small, "--format", "markdown", "-o", folder) == ""
    assert sorted(path.name for path in folder.iterdir()) == [
        "_nobody.md",
        "ana.md",
        "budi.md",
        "cara.md",
        "dewi.md",
    ]
    assert (
        "\n---\n\n".join(
            (folder / f"{name}.md").read_text("utf-8") for name in ("ana", "budi", "cara", "dewi", "_nobody")
        )
        == whole
    )
    single = tmp_path / "all.md"
    todo(small, "--format", "markdown", "-o", single)
    assert single.read_text("utf-8") == whole


def test_a_message_to_whom_nothing_is_owed(small: Path, tmp_path: Path) -> None:
    root = shutil.copytree(small, tmp_path / "copy")
    (root / "decisions.yaml").unlink()
    assert "you owe nothing as of 1 November 2026. Thank you." in todo(
        root, "--owner", "dewi", "--format", "markdown"
    )


def test_a_portfolio_s_own_message(small: Path) -> None:
    own = small / "templates" / "reports" / "message.md.jinja"
    own.parent.mkdir(parents=True)
    own.write_text("Hi {{ person.name }}: {{ late | length }} late, {{ soon | length }} soon\n")
    assert todo(small, "--owner", "ana", "--format", "markdown") == "Hi Ana Pereira: 1 late, 1 soon\n"


def test_an_indonesian_message(small: Path) -> None:
    page = todo(small, "--owner", "ana", "--format", "markdown", "--lang", "id")
    assert page.startswith(
        "Kepada: Ana Pereira\n\nPerihal: Test office: 2 hal menunggu Anda, 1 di antaranya terlambat"
    )
    assert (
        "- **Lakukan: Do it**\n  tenggat 1 Oktober 2026, terlambat 21 hari kerja; Project crm; rahasia."
        in page
    )


# texts of users


@pytest.fixture
def nasty(tmp_path: Path) -> Path:
    return write(
        tmp_path / "nasty",
        {
            "pmo.yaml": office(office={"name": NASTY, "head": "cara"}),
            "people.yaml": people({"id": "evil", "name": NASTY, "role": "lead", "email": NASTY}),
            "projects/crm/charter.yaml": charter(title=NASTY),
            "projects/crm/actions.yaml": {"actions": [ACTION | {"text": NASTY, "owner": "evil"}]},
            "projects/crm/decisions.yaml": {
                "decisions": [{"id": "d", "title": NASTY, "status": "requested", "consequence": NASTY, "by": "evil"}]
            },
            f"projects/crm/meetings/2026-10-01-{NASTY[:9].replace('/', '')}.yaml": {
                "date": "2026-10-01", "title": NASTY, "actions": [ACTION],
            },
        },
    )  # fmt: skip


@pytest.mark.parametrize("format_", ["text", "markdown", "json", "csv", "ics"])
def test_they_cannot_steer_a_terminal_nor_forge_lines(nasty: Path, format_: str) -> None:
    shown = todo(nasty, "--format", format_, "--owner", "evil")
    if format_ == "csv":  # cells may hold line breaks, in quotes
        assert len(list(csv.DictReader(io.StringIO(shown)))) == 2
        shown = shown.replace("\nBEGIN", "")
    lines = (
        shown.replace("\r\n", "\n").replace("\n ", "").split("\n") if format_ == "ics" else shown.split("\n")
    )
    assert not any(HAZARDS.search(line) for line in lines)
    assert not any(line.startswith("BEGIN:VEVENT,") for line in lines)
    if format_ == "ics":
        assert lines.count("BEGIN:VEVENT") == 2


def test_they_are_inert_in_a_message(nasty: Path) -> None:
    page = todo(nasty, "--format", "markdown", "--owner", "evil")
    assert "x'&lt;b&gt;\\*y\\* \\`z\\` \\[a\\](http:&#47;&#47;e.x) =1+1;" in page
    assert "<b>" not in page
    assert "49" not in page


def test_they_are_no_formulas_in_csv(tmp_path: Path) -> None:
    root = write(tmp_path, {"projects/crm/actions.yaml": {"actions": [ACTION | {"text": "=cmd()"}]}})
    (row,) = csv.DictReader(io.StringIO(todo(root, "--format", "csv")))
    assert row["what"] == "'=cmd()"


# data


def test_as_csv(small: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(todo(small, "--format", "csv"))))
    assert [(row["owner"], row["owner_kind"], row["kind"], row["address"], row["due"]) for row in rows] == [
        ("", "nobody", "decision", "office/decisions/who", ""),
        ("ana", "person", "action", "crm/actions/a", "2026-10-01"),
        ("diver", "role", "assumption", "crm/assumptions/deep", "2026-11-06"),
        ("board", "body", "decision", "office/decisions/go", "2026-11-10"),
    ]
    assert rows[3]["people"] == "cara, ana, budi, dewi"
    assert (rows[1]["late"], rows[1]["days_late"], rows[1]["points"], rows[1]["confidential"]) == (
        "true",
        "21",
        "7",
        "true",
    )


def test_as_json(small: Path) -> None:
    found = data(small)
    assert (found["within"], found["owner"], found["late"]) == (None, None, 2)
    assert [(one["owner"]["id"], one["obligations"], one["late"]) for one in found["owners"]] == [
        ("", 1, 1),
        ("ana", 1, 1),
        ("diver", 1, 0),
        ("board", 1, 0),
    ]
    action = next(one for one in found["obligations"] if one["kind"] == "action")
    assert (action["matters"], action["lateness"], action["points"]) == (2, 5, 7)
    assert action["settle"] == "pmo close crm/actions/a"


def test_json_is_one_file_whatever_its_name(small: Path, tmp_path: Path) -> None:
    todo(small, "--format", "json", "-o", tmp_path / "todo")
    assert json.loads((tmp_path / "todo").read_text())["command"] == "todo"


# calendars


def events(text: str) -> dict[str, Any]:
    return {str(one["summary"]): one for one in icalendar.Calendar.from_ical(text).walk("VEVENT")}


def test_a_calendar(small: Path) -> None:
    text = todo(small, "--format", "ics")
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    found = events(text)
    assert list(found) == [
        "Decide: Who? (never done)",
        "Do: Do it (21 d late)",
        "Validate: Deep",
        "Decide: Go on?",
    ]
    late, soon = found["Do: Do it (21 d late)"], found["Decide: Go on?"]
    assert late["dtstart"].dt == AS_OF, "where people look, and not in October"
    assert (soon["dtstart"].dt, soon["dtend"].dt) == (
        datetime.date(2026, 11, 10),
        datetime.date(2026, 11, 11),
    )
    assert late["dtstart"].params["VALUE"] == "DATE"
    assert late["dtstamp"].dt == datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    assert (late["class"], late["transp"]) == ("CONFIDENTIAL", "TRANSPARENT")
    assert "class" not in soon
    assert str(soon["description"]).split("\n") == [
        "Test office",
        "Portfolio board",
        "due 10 November 2026",
        "otherwise: It stops",
        "pmo close office/decisions/go --decision TEXT --by PERSON",
    ]
    (alarm,) = soon.walk("VALARM")
    assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", datetime.timedelta(hours=-15))


def test_the_same_obligation_keeps_its_uid(small: Path) -> None:
    """A later calendar replaces the event; the sequence grows with the day."""
    today = events(todo(small, "--format", "ics"))["Do: Do it (21 d late)"]
    outcome = pmo("todo", "-C", small, "--as-of", "2026-11-02", "--format", "ics")
    later = events(outcome.out)["Do: Do it (22 d late)"]
    assert today["uid"] == later["uid"]
    assert today["sequence"] < later["sequence"]
    uids = [one["uid"] for one in events(todo(small, "--format", "ics")).values()]
    assert len(set(uids)) == len(uids)
    assert todo(small, "--format", "ics") == todo(small, "--format", "ics"), "no clock"


def test_a_calendar_for_each_person(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "calendars"
    folder.mkdir()
    assert todo(small, "--format", "ics", "-o", folder) == ""
    assert sorted(path.name for path in folder.iterdir()) == [
        "_nobody.ics",
        "ana.ics",
        "budi.ics",
        "cara.ics",
        "dewi.ics",
    ]
    ana = (folder / "ana.ics").read_bytes().decode()
    assert "X-WR-CALNAME:Test office: Ana Pereira\r\n" in ana
    assert list(events(ana)) == ["Do: Do it (21 d late)", "Decide: Go on?"]
    single = tmp_path / "ana.ics"
    todo(small, "--format", "ics", "--owner", "ana", "-o", single)
    assert list(events(single.read_bytes().decode())) == ["Do: Do it (21 d late)", "Decide: Go on?"]


def row(text: str, due: datetime.date | None = AS_OF) -> ObligationRow:
    owner = OwnerView(NOBODY.kind, NOBODY.id, text, NOBODY.people)
    how = {
        "is_late": False,
        "days_late": 0,
        "matters": 2,
        "lateness": 2,
        "points": 4,
        "why": text,
        "settle": text,
    }
    return ObligationRow("action", "crm/actions/1", "crm", text, text, owner, due, confidential=False, **how)  # type: ignore[arg-type]


@given(st.text(max_size=200).filter(lambda text: text.strip() != ""))
def test_any_text_comes_through_a_calendar_as_it_is_shown(text: str) -> None:
    heading = Heading("Office", None, AS_OF)
    made = calendar(heading, [row(text)], ENGLISH)
    made.encode("utf-8")
    (event,) = icalendar.Calendar.from_ical(made).walk("VEVENT")
    shown = HAZARDS.sub(lambda match: "?", text)
    assert len(HAZARDS.findall(str(event["summary"]))) == 0
    if shown == text and "\\N" not in text:  # a line break of iCalendar, which its library takes it for
        assert str(event["summary"]) == f"Do: {text}"


def test_the_last_day_of_all() -> None:
    made = calendar(Heading("Office", None, AS_OF), [row("A", datetime.date.max)], ENGLISH)
    assert "DTSTART;VALUE=DATE:99991231" in made
    assert "DTEND" not in made


def test_files_of_the_portfolio_are_not_replaced(small: Path) -> None:
    outcome = pmo("todo", "-C", small, "--format", "markdown", "-o", small / "people.yaml")
    assert outcome.code == 2
    assert "is a file of the portfolio itself" in outcome.err


def test_it_says_what_was_written(small: Path, tmp_path: Path) -> None:
    for form, ending in (("markdown", "md"), ("ics", "ics")):
        folder = tmp_path / form
        outcome = pmo("todo", "-C", small, "--as-of", AS_OF, "--format", form, "-o", folder)
        assert (outcome.code, outcome.out) == (0, "")
        assert outcome.err == f"{len([*folder.glob(f'*.{ending}')])} files written into {folder}\n"
        one = tmp_path / f"all.{ending}"
        assert pmo("todo", "-C", small, "--as-of", AS_OF, "--format", form, "-o", one).err == ""
        assert (
            pmo("todo", "-C", small, "--as-of", AS_OF, "--format", form, "-o", one, terminal=True).err
            == f"written: {one}\n"
        )
