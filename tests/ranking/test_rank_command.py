# ruff: noqa: RUF001 - dashes in what is expected
"""`pmo rank` as people and programs see it."""

import json
from pathlib import Path

import pytest

from pmo.locale import language
from tests.commands import Outcome, pmo
from tests.portfolios import charter, office, write

CRITERIA = [
    {"id": "fit", "title": "Fit with the strategy", "weight": 3},
    {"id": "risk", "title": "Risk of delivery", "weight": 1, "direction": "min"},
]
PROJECTS = {
    "archive": {"title": "Move the archive", "scores": {"fit": 3, "risk": 1}},
    "billing": {"title": "New | billing", "state": "approved", "scores": {"fit": 3, "risk": 1}},
    "crm": {"title": "Renew the customer system", "scores": {"fit": 5, "risk": 5}},
    "dock": {"title": "Second dock", "scores": {"fit": 4}},
    "energy": {"title": "Energy law", "scores": {"fit": 1, "risk": 4}, "selection": {"mandatory": True}},
    "fleet": {"title": "New fleet"},
    "gates": {"title": "Running already", "state": "active", "scores": {"fit": 5, "risk": 1}},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    charters = {f"projects/{name}/charter.yaml": charter(name, **fields) for name, fields in PROJECTS.items()}
    return write(tmp_path, {"pmo.yaml": office(prioritisation={"criteria": CRITERIA}), **charters})


def rank(folder: Path, *arguments: str, terminal: bool = False) -> Outcome:
    return pmo("rank", "-C", folder, "--as-of", "2026-11-01", *arguments, terminal=terminal)


def written(folder: Path, *arguments: str) -> str:
    outcome = rank(folder, *arguments)
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out


TEXT = """\
4 projects ranked by weighted scoring
Test office · As of 1 November 2026

Mandatory, whatever the score
Rank  Project  Title       Score                A    B
      energy   Energy law    6.3  ▊             0  6.3

Ranking, scores out of 100
Rank  Project  Title                               Score                   A   B
 1 =  crm      Renew the customer system              75  █████████       75   0
 2 =  dock     Second dock                75 (56.3–81.3)  █████████       75   –
 3 =  archive  Move the archive                     62.5  ███████▌      37.5  25
 4 =  billing  New | billing                        62.5  ███████▌      37.5  25

Not scored, so without a rank
Rank  Project  Title
      fleet    New fleet

What each criterion adds, and can add at most
A  75  Fit with the strategy
B  25  Risk of delivery (less is better)

Equal scores (=): complete ones come first, then the higher strategic contribution, then the id decides.

Missing scores are not zero; the range shows the worst and the best they could do
- dock: Risk of delivery (no score in the charter)
- fleet: Fit with the strategy, Risk of delivery (no score in the charter)
"""

NARROW = """\
4 projects ranked by weighted scoring
Test office · As of 1 November 2026

Mandatory, whatever the score
Rank  Project  Title       Score                A    B
      energy   Energy law    6.3  ▊             0  6.3

Ranking, scores out of 100
Rank  Project  Title                               Score                   A   B
 1 =  crm      Renew the customer system              75  █████████       75   0
 2 =  dock     Second dock                75 (56.3–81.3)  █████████       75   –
 3 =  archive  Move the archive                     62.5  ███████▌      37.5  25
 4 =  billing  New | billing                        62.5  ███████▌      37.5  25

Not scored, so without a rank
Rank  Project  Title
      fleet    New fleet

What each criterion adds, and can add at most
A  75  Fit with the strategy
B  25  Risk of delivery (less is better)

Equal scores (=): complete ones come first, then the higher strategic
contribution, then the id decides.

Missing scores are not zero; the range shows the worst and the best they could
do
- dock: Risk of delivery (no score in the charter)
- fleet: Fit with the strategy, Risk of delivery (no score in the charter)
"""

MARKDOWN = r"""# Prioritisation: Test office

Test office · as of 1 November 2026 · working copy, not committed

4 projects ranked by weighted scoring.
Scores are out of 100; the column of a criterion shows what it adds, and in brackets what it can add at most.

## Mandatory

These are done whatever their score, and rank outside it.

| Project | State | Score | Fit with the strategy (75) | Risk of delivery (25) |
| --- | --- | ---: | ---: | ---: |
| Energy law | Proposed | 6.3 | 0 | 6.3 |

## Ranking

| Rank | Project | State | Score | Fit with the strategy (75) | Risk of delivery (25) |
| ---: | --- | --- | ---: | ---: | ---: |
| 1 = | Renew the customer system | Proposed | 75 | 75 | 0 |
| 2 = | Second dock | Proposed | 75 (56.3–81.3) | 75 | – |
| 3 = | Move the archive | Proposed | 62.5 | 37.5 | 25 |
| 4 = | New \| billing | Approved | 62.5 | 37.5 | 25 |

Equal scores (=): complete ones come first, then the higher strategic contribution, then the id decides.

## Not scored

Nothing is known of these, so they have no rank.

- New fleet (Proposed)

## Missing scores

A missing score is not zero: the project is scored on the other criteria, and the range shows its score with the missing ones at their worst and at their best.

| Project | Criterion | Why it is missing |
| --- | --- | --- |
| Second dock | Risk of delivery | no score in the charter |
| New fleet | Fit with the strategy; Risk of delivery | no score in the charter |

## Criteria

| Criterion | Weight | Share | Scale | Better is |
| --- | ---: | ---: | :---: | --- |
| Fit with the strategy | 3 | 75% | 1–5 | more |
| Risk of delivery | 1 | 25% | 1–5 | less |

Score: the sum of weight times score over the sum of the weights, with each score put on its scale from 0 (worst) to 1 (best).
"""

INDONESIAN = r"""# Prioritisasi: Test office

Test office · per 1 November 2026 · salinan kerja, belum di-commit

4 proyek diperingkat dengan skor berbobot.
Skor tertinggi 100; kolom tiap kriteria menunjukkan sumbangannya, dan angka dalam kurung batas tertingginya.

## Wajib

Proyek ini dikerjakan berapa pun skornya dan berada di luar peringkat.

| Proyek | Status | Skor | Fit with the strategy (75) | Risk of delivery (25) |
| --- | --- | ---: | ---: | ---: |
| Energy law | {proposed} | 6,3 | 0 | 6,3 |

## Peringkat

| Peringkat | Proyek | Status | Skor | Fit with the strategy (75) | Risk of delivery (25) |
| ---: | --- | --- | ---: | ---: | ---: |
| 1 = | Renew the customer system | {proposed} | 75 | 75 | 0 |
| 2 = | Second dock | {proposed} | 75 (56,3–81,3) | 75 | – |
| 3 = | Move the archive | {proposed} | 62,5 | 37,5 | 25 |
| 4 = | New \| billing | {approved} | 62,5 | 37,5 | 25 |

Skor sama (=): yang skornya lengkap didahulukan, lalu yang kontribusi strategisnya lebih besar, lalu urutan id.

## Belum dinilai

Belum ada data skor untuk proyek ini, jadi belum ada peringkatnya.

- New fleet ({proposed})

## Skor yang belum ada

Skor yang belum ada tidak dihitung nol: proyek dinilai dari kriteria lainnya, dan rentang menunjukkan skornya bila yang belum ada itu bernilai terburuk dan terbaik.

| Proyek | Kriteria | Mengapa belum ada |
| --- | --- | --- |
| Second dock | Risk of delivery | belum ada skor di charter |
| New fleet | Fit with the strategy; Risk of delivery | belum ada skor di charter |

## Kriteria

| Kriteria | Bobot | Porsi | Skala | Makin baik bila |
| --- | ---: | ---: | :---: | --- |
| Fit with the strategy | 3 | 75% | 1–5 | makin besar |
| Risk of delivery | 1 | 25% | 1–5 | makin kecil |

Skor: jumlah bobot kali skor dibagi jumlah bobot; tiap skor lebih dulu diubah menurut skalanya menjadi 0 (terburuk) sampai 1 (terbaik).
"""

CSV = """\
rank,project,title,state,mandatory,score,low,high,fit,risk,missing
,energy,Energy law,proposed,true,0.0625,0.0625,0.0625,0,0.0625,
1,crm,Renew the customer system,proposed,false,0.75,0.75,0.75,0.75,0,
2,dock,Second dock,proposed,false,0.75,0.5625,0.8125,0.75,,risk
3,archive,Move the archive,proposed,false,0.625,0.625,0.625,0.375,0.25,
4,billing,New | billing,approved,false,0.625,0.625,0.625,0.375,0.25,
,fleet,New fleet,proposed,false,,,,,,fit; risk
"""


def test_text_when_piped(folder: Path) -> None:
    assert written(folder) == TEXT


def test_text_on_a_narrow_terminal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    outcome = rank(folder, "--color", "never", terminal=True)
    assert outcome.out == NARROW
    assert outcome.err == (
        "\nAdd what is missing under `scores` in projects/dock/charter.yaml, then rank again.\n"
    )


def test_lines_never_exceed_the_terminal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (60, 80, 100, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        lines = rank(folder, "--color", "never", terminal=True).out.splitlines()
        assert max(map(len, lines)) <= width


def test_more_criteria_than_fit_follow_in_tables_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [{"id": f"c{n}", "title": f"Criterion {n}"} for n in range(30)]
    scores = {f"c{n}": 3 for n in range(30)}
    content = {
        "pmo.yaml": office(prioritisation={"criteria": many}),
        "projects/crm/charter.yaml": charter(scores=scores),
    }
    monkeypatch.setenv("COLUMNS", "80")
    lines = rank(write(tmp_path, content), "--color", "never", terminal=True).out.splitlines()
    headers = [line.split() for line in lines if line.startswith("Rank ")]
    letters = [one for header in headers for one in header if one not in ("Rank", "Project", "Score")]
    assert len(headers) > 1
    assert letters == [chr(65 + n % 26) * (1 + n // 26) for n in range(30)]


def test_colour_only_when_asked_for(folder: Path) -> None:
    assert "\x1b[" not in written(folder)
    assert "\x1b[1m" in written(folder, "--color", "always")


def test_text_of_users_cannot_steer_the_terminal(tmp_path: Path) -> None:
    content = {
        "pmo.yaml": office(prioritisation={"criteria": CRITERIA}),
        "projects/crm/charter.yaml": charter(title="\x1b[2J", scores={"fit": 1, "risk": 1}),
    }
    assert "\\x1b[2J" in written(write(tmp_path, content))


def test_markdown(folder: Path) -> None:
    assert written(folder, "--format", "markdown") == MARKDOWN


def test_markdown_in_indonesian(folder: Path) -> None:
    indonesian = language("id")
    states = {state: indonesian.label("state", state) for state in ("proposed", "approved")}
    assert written(folder, "--format", "markdown", "--lang", "id") == INDONESIAN.format(**states)


def test_the_portfolio_s_own_template_comes_first(folder: Path) -> None:
    own = folder / "templates" / "reports" / "prioritisation.md.jinja"
    own.parent.mkdir(parents=True)
    own.write_text("{{ ranked | length }} of {{ heading.portfolio }}", encoding="utf-8")
    assert written(folder, "--format", "markdown") == "4 of Test office\n"


def test_csv(folder: Path) -> None:
    assert written(folder, "--format", "csv") == CSV


def test_json(folder: Path) -> None:
    content = json.loads(written(folder, "--format", "json"))
    assert content["command"] == "rank"
    data = content["data"]
    assert {key: data[key] for key in ("method", "consistency", "sensitivity")} == {
        "method": "weighted",
        "consistency": None,
        "sensitivity": None,
    }
    assert data["criteria"] == [
        {"id": "fit", "title": "Fit with the strategy", "weight": 3, "share": 0.75},
        {"id": "risk", "title": "Risk of delivery", "weight": 1, "share": 0.25},
    ]
    assert [(one["rank"], one["project"], one["score"], one["mandatory"]) for one in data["ranking"]] == [
        (None, "energy", 0.0625, True),
        (1, "crm", 0.75, False),
        (2, "dock", 0.75, False),
        (3, "archive", 0.625, False),
        (4, "billing", 0.625, False),
        (None, "fleet", None, False),
    ]
    assert data["ranking"][2] == {
        "rank": 2,
        "project": "dock",
        "title": "Second dock",
        "state": "proposed",
        "score": 0.75,
        "low": 0.5625,
        "high": 0.8125,
        "parts": {"fit": 0.75},
        "scores": {"fit": 4},
        "missing": ["risk"],
        "reasons": {"risk": "no score in the charter"},
        "mandatory": False,
        "tied": True,
    }


def projects(folder: Path, *arguments: str) -> list[str]:
    return [
        one["project"]
        for one in json.loads(written(folder, "--format", "json", *arguments))["data"]["ranking"]
    ]


def test_which_projects_are_ranked(folder: Path) -> None:
    assert projects(folder) == ["energy", "crm", "dock", "archive", "billing", "fleet"]
    assert projects(folder, "--all") == ["energy", "gates", "crm", "dock", "archive", "billing", "fleet"]
    assert projects(folder, "--project", "gates", "--project", "c*") == ["gates", "crm"]
    assert projects(folder, "--where", "charter.state == 'approved'") == ["billing"]


def test_nothing_to_rank(folder: Path) -> None:
    outcome = rank(folder, "--where", "charter.state == 'completed'")
    assert outcome.code == 0
    assert outcome.out == (
        "0 projects ranked by weighted scoring\nTest office · As of 1 November 2026\n\nNo project is up for ranking.\n"
    )


def test_the_hint_says_what_to_do_next(folder: Path) -> None:
    hints = [
        rank(folder, *arguments, terminal=True).err.strip()
        for arguments in (
            ("--project", "crm"),
            ("--project", "fleet"),
            ("--where", "charter.state == 'completed'"),
        )
    ]
    assert hints == [
        "`pmo checklist crm` shows what it still needs; `pmo rank --format markdown` is the report for the board.",
        "Add what is missing under `scores` in projects/fleet/charter.yaml, then rank again.",
        "`pmo rank --all` ranks projects in every state.",
    ]


def test_what_cannot_be_ranked_is_refused(folder: Path, tmp_path: Path) -> None:
    outcome = rank(folder, "--method", "ahp")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        "pmo: the criteria cannot be weighed by AHP: 1 of 1 pairs of criteria are not compared: fit / risk\n"
        "  add them to prioritisation.comparisons in pmo.yaml: [fit, risk, 2] says that fit is twice as "
        "important as risk\n"
    )
    outcome = rank(write(tmp_path / "other"))
    assert outcome.code == 2
    assert outcome.err.startswith(
        "pmo: the office has no prioritisation criteria, so nothing can be ranked\n"
    )


def test_the_output_is_the_same_every_time(folder: Path) -> None:
    for format_ in ("text", "markdown", "json", "csv"):
        assert written(folder, "--format", format_) == written(folder, "--format", format_)


def test_the_example_portfolio(example: Path) -> None:
    content = json.loads(written(example, "--format", "json"))
    assert [(one["rank"], one["project"], one["score"]) for one in content["data"]["ranking"]] == [
        (1, "drought-buffer", 0.775),
        (2, "district-metering", 0.775),
        (3, "demand-response", 0.55),
        (4, "asset-twin", 0.4125),
    ]
