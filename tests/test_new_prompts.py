"""`pmo new` at a terminal: what is needed is asked for, nothing else."""

import io
import os
import pty
import select
import sys
from pathlib import Path

import pytest
import typer
import yaml

from pmo.commands.asking import Asker, Choice
from pmo.errors import PmoError
from pmo.locale import language
from tests import portfolios
from tests.commands import Outcome, pmo

SCRIPT = Path(sys.executable).parent / "pmo"


class Keyboard(io.StringIO):
    """Says what was thought out before."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return portfolios.write(
        tmp_path,
        {
            "vendors.yaml": {"vendors": [{"id": "acme", "name": "Acme Systems"}]},
            "projects/crm/charter.yaml": portfolios.charter(method="waterfall"),
            "projects/erp/charter.yaml": portfolios.charter("erp", state="completed", method="hybrid"),
            "projects/erp/risks.yaml": {
                "risks": [
                    {"id": "late", "title": "Late", "owner": "ana", "status": "closed"},
                    {"id": "dear", "title": "Dear", "owner": "ana", "status": "closed"},
                ]
            },
        },
    )


def asked(monkeypatch: pytest.MonkeyPatch, folder: Path, answers: list[str], *arguments: str) -> Outcome:
    monkeypatch.setattr("sys.stdin", Keyboard("".join(f"{answer}\n" for answer in answers)))
    outcome = pmo("new", *arguments, "-C", folder, "--as-of", "2026-11-02", terminal=True)
    assert outcome.code == 0, outcome
    return outcome


def read(folder: Path, path: str) -> object:
    return yaml.load((folder / path).read_text("utf-8"), yaml.BaseLoader)


def test_an_issue_is_asked_for_what_it_needs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["", "Interface broken", "hig", "nobody", ""]
    outcome = asked(monkeypatch, folder, answers, "issue", "--project", "crm")
    assert "Something must be said here." in outcome.err
    assert "   3  high\n" in outcome.err
    assert "there is no person or role 'nobody'; there are: ana, budi, cara, lead, analyst" in outcome.err
    assert read(folder, "projects/crm/issues.yaml") == {
        "issues": [
            {
                "id": "interface-broken",
                "title": "Interface broken",
                "severity": "high",
                "owner": "budi",  # the project's manager, as suggested
                "status": "open",
                "raised": "2026-11-02",
            }
        ]
    }


def test_people_go_by_number_and_by_a_part_of_their_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(monkeypatch, folder, ["2"], "risk", "One")
    asked(monkeypatch, folder, ["perei"], "risk", "Two")
    asked(monkeypatch, folder, ["LEAD"], "risk", "Three")
    risks = read(folder, "risks.yaml")
    assert isinstance(risks, dict)
    assert [one["owner"] for one in risks["risks"]] == ["budi", "ana", "lead"]


def test_the_project_and_the_vendor_are_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = asked(monkeypatch, folder, ["crm"], "milestone", "Go-live")
    assert "1  crm  Project crm" in outcome.err
    assert "erp" not in outcome.err  # it is over
    asked(monkeypatch, folder, ["sys"], "contract", "Licences")
    asked(monkeypatch, folder, ["1", "Going well"], "status")
    assert read(folder, "projects/crm/status/2026-11-02.yaml")["headline"] == "Going well"  # type: ignore[index]


def test_an_assessment_is_asked_for_its_model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(monkeypatch, folder, ["p3m3"], "assessment")
    assert (folder / "assessments/2026-11-02.yaml").is_file()


def test_a_project_is_led_through_with_people_who_are_not_there_yet(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["Web shop", "hyb", "Lena Horn", "maybe", "no", "Lena Horn", "yes", "budi", "", "1", "2,dear"]
    outcome = asked(monkeypatch, folder, answers, "project")
    assert "There is nobody called Lena Horn. Add them to people.yaml?" in outcome.out
    assert "yes / no?" in outcome.err
    assert "Late (erp/risks/late; in 1 project)" in outcome.err
    charter = read(folder, "projects/web-shop/charter.yaml")
    assert isinstance(charter, dict)
    assert (charter["sponsor"], charter["manager"], charter["method"]) == ("lena-horn", "budi", "hybrid")
    assert charter["objectives"] == [{"objective": "grow"}]
    people = read(folder, "people.yaml")
    assert isinstance(people, dict)
    assert people["people"][-1] == {"id": "lena-horn", "name": "Lena Horn", "role": "lead"}
    risks = read(folder, "projects/web-shop/risks.yaml")
    assert isinstance(risks, dict)
    assert {one["id"] for one in risks["risks"]} == {"late", "dear"}


def test_ctrl_d_ends_it_and_nothing_is_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard(""))
    outcome = pmo("new", "risk", "X", "-C", folder, terminal=True)
    assert outcome.code == 130
    assert outcome.err.endswith("pmo: interrupted\n  nothing was changed\n")
    assert not (folder / "risks.yaml").exists()


def test_choices_go_by_word_number_and_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    asker = Asker(language("en"), colour=True)
    choices = [Choice(f"word-{number}", "m") for number in range(1, 20)]
    for answer, expected in (("WORD-3", "word-3"), ("4", "word-4"), ("word-19", "word-19")):
        monkeypatch.setattr("sys.stdin", Keyboard(f"wrd-5\nword\n{answer}\n"))
        assert asker.choice("Which", choices) == expected
    monkeypatch.setattr("sys.stdin", Keyboard("\n1, 2 ,1\n-\n"))
    assert asker.many("Which", choices, ["word-9"]) == ("word-9",)
    assert asker.many("Which", choices, ["word-9"]) == ("word-1", "word-2")
    assert asker.many("Which", choices, ["word-9"]) == ()
    asker.heading("Title")

    def refuse(_answer: str) -> str:
        raise PmoError("never")

    monkeypatch.setattr("sys.stdin", Keyboard("a\n"))
    with pytest.raises(typer.Abort):
        asker.checked("Which", refuse)


def test_it_works_in_a_real_terminal(folder: Path) -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder / "projects" / "crm")
        os.execve(SCRIPT, [str(SCRIPT), "new", "risk"], {**os.environ, "TERM": "dumb", "NO_COLOR": "1"})
    answers, screen = [b"Water in the cellar", b""], b""
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
    assert b"crm/risks/water-cellar: added" in screen
    assert b"Still to be said: cause, event, effect" in screen
