# ruff: noqa: RUF001 - dashes in what is expected
"""`pmo checklist` as people and programs see it."""

import datetime
import json
from pathlib import Path

import pytest

from tests.commands import Outcome, pmo
from tests.portfolios import charter, write

METHOD = {
    "id": "house",
    "title": "House method",
    "phases": [{"id": "plan", "title": "Planning"}],
    "gates": [
        {
            "id": "start",
            "title": "Start",
            "criteria": [{"id": "sponsor-found", "text": "There is a sponsor."}],
        },
        {
            "id": "go",
            "title": "Go-live",
            "after": "plan",
            "question": "May we switch | over?",
            "criteria": [
                {"id": "funded", "text": "The budget is approved.", "check": "budget.approved > 0"},
                {"id": "calm", "text": "No risk is open.", "check": "open_risks | length == 0"},
                {"id": "typo", "text": "Somebody wrote this check wrongly.", "check": "charter.title"},
                {"id": "tried", "text": "Users have tried it.", "evidence": "required"},
                {"id": "agreed", "text": "Everybody agrees.", "mandatory": False},
                {"id": "rehearsed", "text": "The way back has been rehearsed."},
            ],
            "documents": ["budget", "risks", "test plan"],
            "approvers": ["sponsor", "board"],
            "tailoring": [
                {"when": "charter.size == 'small'", "skip": ["rehearsed"]},
                {"when": "charter.category == 'regulatory'", "require": ["agreed"]},
            ],
        },
        {"id": "close", "title": "Close"},
    ],
    "checklists": [
        {"id": "kick-off", "title": "Kick-off", "items": ["Everybody is here.", "The rules are clear."]}
    ],
}


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


REVIEWS = [
    {
        "gate": "start",
        "held": day("2026-09-01"),
        "criteria": {"sponsor-found": {"result": "met"}},
        "decision": "conditional",
        "conditions": [{"text": "Sign the contract", "owner": "manager", "due": day("2026-10-15")}],
    },
    {
        "gate": "go",
        "planned": day("2026-12-01"),
        "criteria": {
            "funded": {"result": "not-met", "comment": "In September"},
            "tried": {"result": "met"},
            "agreed": {"result": "open"},
        },
        "approvals": [{"by": "ana", "role": "sponsor", "date": day("2026-10-20")}],
    },
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    documents = [
        {"id": "tp", "title": "Test plan", "status": "draft", "location": "https://docs.example.org/tp"}
    ]
    return write(
        tmp_path,
        {
            "methods/house.yaml": METHOD,
            "projects/crm/charter.yaml": charter(method="house", size="small", documents=documents),
            "projects/crm/budget.yaml": {"approved": 100, "original": 100},
            "projects/crm/gates.yaml": {"reviews": REVIEWS},
        },
    )


def checklist(folder: Path, *arguments: str, terminal: bool = False) -> Outcome:
    return pmo("checklist", *arguments, "-C", folder, "--as-of", "2026-11-01", terminal=terminal)


def written(folder: Path, *arguments: str) -> str:
    outcome = checklist(folder, *arguments)
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out


TEXT = """\
Project crm
Test office · House method · As of 1 November 2026

Gate   Title    State                   In order  Readiness  Decision
start  Start    passed with conditions       1/1  –          conditional go, 1 Sept 2026
go     Go-live  next                         1/5  not ready  planned for 1 Dec 2026
close  Close    later                        0/0  ready      –

Open conditions of gates that were passed
○ start: Sign the contract (Budi Santoso, 15 Oct 2026, overdue)

Go-live (go): next
May we switch | over?

   Criterion                           State                                                      Source     Evidence
✓  The budget is approved.             met; the review says: not met; In September                evaluated  –
?  No risk is open.                    unknown: nothing is recorded for open_risks                evaluated  –
!  Somebody wrote this check wrongly.  not evaluable: expected yes or no, got text 'Project crm'  evaluated  –
✓  Users have tried it.                met                                                        review     missing
○  Everybody agrees. (optional)        open                                                       review     –

Documents
✓  budget     there         projects/crm/budget.yaml
✗  risks      missing
✗  Test plan  not approved  https://docs.example.org/tp

Left out by tailoring
- rehearsed: because charter.size == 'small'

! the adjustment `charter.category == 'regulatory'` rests on something not recorded and is not applied

Approvers: Ana Pereira (sponsor), approved on 20 Oct 2026; Portfolio board (board)

5 things stand in the way:
- criterion calm is unknown: nothing is recorded for open_risks
- criterion typo is not evaluable: expected yes or no, got text 'Project crm'
- criterion tried lacks its evidence
- document risks is missing
- document test plan is not approved

Checklists of the method
- Kick-off (2 items)
"""

ONE_GATE = """\
Project crm
Test office · House method · As of 1 November 2026

Go-live (go): next
May we switch | over?

   Criterion                    State                        Source     Evidence
✓  The budget is approved.      met; the review says: not    evaluated  –
                                met; In September
?  No risk is open.             unknown: nothing is          evaluated  –
                                recorded for open_risks
!  Somebody wrote this check    not evaluable: expected yes  evaluated  –
   wrongly.                     or no, got text 'Project
                                crm'
✓  Users have tried it.         met                          review     missing
○  Everybody agrees.            open                         review     –
   (optional)

Documents
✓  budget     there         projects/crm/budget.yaml
✗  risks      missing
✗  Test plan  not approved  https://docs.example.org/tp

Left out by tailoring
- rehearsed: because charter.size == 'small'

! the adjustment `charter.category == 'regulatory'` rests on something not
  recorded and is not applied

Approvers: Ana Pereira (sponsor), approved on 20 Oct 2026; Portfolio board
(board)

5 things stand in the way:
- criterion calm is unknown: nothing is recorded for open_risks
- criterion typo is not evaluable: expected yes or no, got text 'Project crm'
- criterion tried lacks its evidence
- document risks is missing
- document test plan is not approved
"""

MARKDOWN = r"""# Checklist: Project crm

Test office · House method · As of 1 November 2026

Next gate: Go-live

| Gate | State | Criteria in order | Readiness | Decision | Date |
| --- | --- | ---: | --- | --- | --- |
| Start | passed with conditions | 1 / 1 | – | conditional go | 1 Sept 2026 |
| Go-live | next | 1 / 5 | not ready | – | planned for 1 Dec 2026 |
| Close | later | 0 / 0 | ready | – | – |

## Start: open conditions

- [ ] Sign the contract (Budi Santoso, 15 Oct 2026, overdue)

## Go-live

> May we switch \| over?

State: next · closes the phase Planning

**5 things stand in the way:**

- criterion calm is unknown: nothing is recorded for open_risks
- criterion typo is not evaluable: expected yes or no, got text 'Project crm'
- criterion tried lacks its evidence
- document risks is missing
- document test plan is not approved

| | Criterion | State | How it is known | Evidence |
| :---: | --- | --- | --- | --- |
| ✓ | The budget is approved. | met | evaluated; the review says: not met | In September |
| ? | No risk is open. | unknown: nothing is recorded for open_risks | evaluated | – |
| ! | Somebody wrote this check wrongly. | not evaluable: expected yes or no, got text 'Project crm' | evaluated | – |
| ✓ | Users have tried it. | met | review | missing |
| ○ | Everybody agrees. (optional) | open | review | – |

Left out by tailoring:

- The way back has been rehearsed. (because charter.size == 'small')

- the adjustment \`charter.category == 'regulatory'\` rests on something not recorded and is not applied

| | Document | State | Where |
| :---: | --- | --- | --- |
| ✓ | budget | there | projects/crm/budget.yaml |
| ✗ | risks | missing | – |
| ✗ | Test plan | not approved | https:&#47;&#47;docs.example.org/tp |

Approvers: Ana Pereira (sponsor), approved on 20 Oct 2026; Portfolio board (board)

## Close

State: later

**Nothing stands in the way.**

## Checklists of the method

### Kick-off

- [ ] Everybody is here.
- [ ] The rules are clear.
"""

ONE_GATE_MARKDOWN = """\
# Checklist: Project crm

Test office · House method · As of 1 November 2026

## Start

State: passed with conditions · decision: conditional go (1 Sept 2026)

| | Criterion | State | How it is known | Evidence |
| :---: | --- | --- | --- | --- |
| ✓ | There is a sponsor. | met | review | – |

### Open conditions

- [ ] Sign the contract (Budi Santoso, 15 Oct 2026, overdue)
"""

INDONESIAN = """\
Project crm
Test office · House method · Per 1 November 2026

Gerbang  Judul    Status           Beres  Kesiapan    Keputusan
start    Start    lulus bersyarat    1/1  –           lanjut bersyarat, 1 Sep 2026
go       Go-live  berikutnya         1/5  belum siap  direncanakan 1 Des 2026
close    Close    nanti              0/0  siap        –

Syarat yang masih terbuka dari gerbang yang sudah lulus
○ start: Sign the contract (Budi Santoso, 15 Okt 2026, lewat tenggat)

Go-live (go): berikutnya
May we switch | over?

   Kriteria                            Status                                                        Sumber    Bukti
✓  Anggaran sudah disetujui.           terpenuhi; menurut tinjauan: tidak terpenuhi; In September    dihitung  –
?  No risk is open.                    belum diketahui: belum ada data untuk open_risks              dihitung  –
!  Somebody wrote this check wrongly.  tidak dapat dihitung: seharusnya ya atau tidak, bukan teks    dihitung  –
                                       'Project crm'
✓  Users have tried it.                terpenuhi                                                     tinjauan  belum ada
○  Everybody agrees. (opsional)        terbuka                                                       tinjauan  –

Dokumen
✓  budget     ada              projects/crm/budget.yaml
✗  risks      belum ada
✗  Test plan  belum disetujui  https://docs.example.org/tp

Dikecualikan lewat penyesuaian metode
- rehearsed: karena charter.size == 'small'

! penyesuaian `charter.category == 'regulatory'` bergantung pada data yang belum dicatat sehingga tidak diterapkan

Pemberi persetujuan: Ana Pereira (sponsor), disetujui 20 Okt 2026; Portfolio board (board)

5 hal masih menghalangi:
- kriteria calm belum dapat diketahui: belum ada data untuk open_risks
- kriteria typo tidak dapat dihitung: seharusnya ya atau tidak, bukan teks 'Project crm'
- bukti untuk kriteria tried belum ada
- dokumen risks belum ada
- dokumen test plan belum disetujui

Daftar periksa metode
- Kick-off (2 butir)
"""


def test_text_when_piped(folder: Path) -> None:
    assert written(folder, "crm") == TEXT


def test_one_gate_on_a_narrow_terminal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    outcome = checklist(folder, "CRM", "Go", "--color", "never", terminal=True)
    assert outcome.out == ONE_GATE
    assert outcome.err == (
        "\nRecord what was reviewed for go in projects/crm/gates.yaml; `pmo checklist crm GATE` shows another gate.\n"
    )


def test_markdown(folder: Path) -> None:
    assert written(folder, "crm", "--format", "markdown") == MARKDOWN


def test_markdown_of_one_gate(folder: Path) -> None:
    page = written(folder, "crm", "start", "--format", "markdown")
    assert page == ONE_GATE_MARKDOWN


def test_text_in_indonesian(folder: Path) -> None:
    assert written(folder, "crm", "--lang", "id") == INDONESIAN


def test_lines_never_exceed_the_terminal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (60, 80, 100, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        lines = checklist(folder, "crm", "--color", "never", terminal=True).out.splitlines()
        assert max(map(len, lines)) <= width


def test_colour_only_when_asked_for(folder: Path) -> None:
    assert "\x1b[" not in written(folder, "crm")
    assert "\x1b[31m✗" in written(folder, "crm", "--color", "always")


def test_json(folder: Path) -> None:
    content = json.loads(written(folder, "crm", "--format", "json"))
    assert content["command"] == "checklist"
    data = content["data"]
    assert (data["project"], data["method"], data["next_gate"]) == ("crm", "House method", "go")
    start, go, _ = data["gates"]
    assert (start["state"], start["ready"], start["decision"], start["decided"]) == (
        "conditional",
        True,
        "conditional",
        "2026-09-01",
    )
    assert start["conditions"] == [
        {"text": "Sign the contract", "owner": "Budi Santoso", "due": "2026-10-15", "overdue": True}
    ]
    assert (go["state"], go["ready"], go["planned"]) == ("next", False, "2026-12-01")
    assert {one["id"]: one["state"] for one in go["criteria"]} == {
        "funded": "met",
        "calm": "unknown",
        "typo": "not-evaluable",
        "tried": "met",
        "agreed": "open",
    }
    assert go["criteria"][0] == {
        "id": "funded",
        "text": "The budget is approved.",
        "mandatory": True,
        "state": "met",
        "sign": "✓",
        "evaluated": True,
        "check": "budget.approved > 0",
        "reason": None,
        "recorded": "not-met",
        "evidence": None,
        "evidence_missing": False,
        "comment": "In September",
    }
    assert data["checklists"][0]["items"] == ["Everybody is here.", "The rules are clear."]


def test_the_hint_says_what_to_do_next(folder: Path) -> None:
    outcome = checklist(folder, "crm", "start", terminal=True)
    assert outcome.err == "\n`pmo checklist crm` shows all gates.\n"
    write(folder, {"projects/crm/charter.yaml": charter(method="house", state="cancelled")})
    outcome = checklist(folder, "crm", terminal=True)
    assert "No gate lies ahead." in outcome.out
    assert outcome.err == "\n`pmo checklist crm GATE` shows one gate in full.\n"


def test_a_gate_with_nothing_in_its_way(folder: Path) -> None:
    assert "Nothing stands in the way." in written(folder, "crm", "close")
    assert "**Nothing stands in the way.**" in written(folder, "crm", "close", "--format", "markdown")


def test_what_has_no_checklist_is_refused(folder: Path) -> None:
    assert checklist(folder, "crmm") == (2, "", "pmo: there is no project 'crmm'\n  did you mean crm?\n")
    assert checklist(folder, "crm", "goo") == (
        2,
        "",
        "pmo: the method 'house' has no gate 'goo'\n  did you mean go?\n",
    )
    write(folder, {"projects/crm/charter.yaml": charter(), "projects/crm/gates.yaml": {"reviews": []}})
    assert checklist(folder, "crm") == (
        2,
        "",
        "pmo: crm names no method, so it has no gates\n"
        "  add `method: waterfall` (or agile, hybrid, ...) to projects/crm/charter.yaml\n",
    )


def test_a_method_without_gates(folder: Path) -> None:
    content = {
        "methods/house.yaml": {"id": "house", "title": "House method"},
        "projects/crm/charter.yaml": charter(method="house"),
        "projects/crm/gates.yaml": {"reviews": []},
    }
    write(folder, content)
    assert "The method has no gates." in written(folder, "crm")
    assert "The method has no gates." in written(folder, "crm", "--format", "markdown")


def test_text_of_users_stays_inert(folder: Path) -> None:
    method = {
        **METHOD,
        "title": "\x1b[2J<b>",
        "checklists": [{"id": "x", "title": "`X`", "items": ["- [ ] <i>"]}],
    }
    write(
        folder,
        {
            "methods/house.yaml": method,
            "projects/crm/charter.yaml": charter(method="house", title="# x\n# y"),
        },
    )
    assert "\x1b" not in written(folder, "crm")
    page = written(folder, "crm", "--format", "markdown")
    assert "<b>" not in page
    assert "<i>" not in page
    assert page.startswith("# Checklist: \\# x")


def test_every_project_of_the_example_has_one(example: Path) -> None:
    for path in sorted((example / "projects").iterdir()):
        for format_ in ("text", "markdown", "json"):
            outcome = checklist(example, path.name, "--format", format_)
            assert (outcome.code, outcome.err) == (0, "")
            assert "not evaluable" not in outcome.out


def test_what_a_pack_asks_is_said_in_the_readers_language(example: Path) -> None:
    page = pmo("checklist", "leak-detection", "beta-exit", "-C", example, "--lang", "id").out
    assert "Akhir beta (beta-exit)" in page
    assert "Apakah layanannya cukup baik untuk semua orang" in page
    assert "Tidak ada isu kritis yang terbuka." in page
