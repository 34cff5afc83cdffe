"""`pmo show`: everything about one record, both ways."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo.analysis.addresses import items, resolve
from pmo.analysis.links import item_at, links_from, links_to
from pmo.loading import load
from pmo.model.records import walk
from pmo.trees import WorkingTree
from tests import portfolios
from tests.commands import Outcome, pmo

EXAMPLE = Path(__file__).parent.parent / "examples" / "portfolio"
FILES = {
    "pmo.yaml": portfolios.office(
        governance={
            "bodies": [{"id": "board", "name": "Portfolio board", "members": ["cara"]}],
            "authority": [{"body": "board"}],
        }
    ),
    "strategy.yaml": portfolios.strategy(
        objectives=[
            {
                "id": "grow",
                "title": "Grow",
                "owner": "ana",
                "kpis": [{"id": "calls", "title": "Calls", "target": 5, "direction": "down"}],
            }
        ]
    ),
    "vendors.yaml": {
        "vendors": [
            {
                "id": "acme",
                "name": "Acme",
                "contracts": [
                    {"id": "build", "title": "Build", "project": "crm", "value": 1000, "paid": 400},
                    {"id": "ended", "title": "Ended", "end": "2026-01-31", "value": 7},
                ],
                "reviews": [{"date": "2026-10-01", "quality": 4, "comment": "Fine"}],
            }
        ]
    },
    "projects/crm/charter.yaml": portfolios.charter(
        state="active",
        programme="renewal",
        objectives=[{"objective": "grow", "contribution": 4}],
        success_criteria=["All customers are moved to it", "Nobody calls twice about the same thing"],
        custom={"region": "north"},
    ),
    "projects/crm/budget.yaml": {
        "approved": 1000,
        "actuals": [{"period": "2026-09", "cost": 300}],
        "forecast": [{"period": "2026-12", "cost": 900}],
    },
    "projects/crm/plan.yaml": {
        "milestones": [
            {"id": "m1", "title": "Interface ready", "baseline": "2026-10-16", "vendor": "acme"},
            {"id": "m2", "title": "Live", "baseline": "2027-01-29", "owner": "manager", "after": ["m1"]},
        ]
    },
    "projects/crm/risks.yaml": {
        "risks": [
            {
                "id": "late",
                "title": "The vendor is late",
                "owner": "budi",
                "status": "responding",
                "probability": 3,
                "impact": {"schedule": 4},
                "likelihood": 0.5,
                "cost": {"min": 100, "likely": 200, "max": 600},
                "days": 5,
                "affects": ["m1"],
                "vendor": "acme",
                "response": {
                    "strategy": "reduce",
                    "actions": [{"text": "Call them", "owner": "ana", "due": "2026-11-20"}],
                },
                "raised": "2026-10-01",
            }
        ]
    },
    "projects/crm/allocations.yaml": {
        "allocations": [
            {"person": "ana", "load": 0.8, "from": "2026-10-01", "to": "2027-01-29", "task": "Design"},
            {"id": "more", "person": "ana", "load": 0.9, "from": "2026-10-01", "to": "2027-01-29"},
        ]
    },
    "projects/erp/charter.yaml": portfolios.charter("erp", state="active"),
    "projects/erp/plan.yaml": {
        "milestones": [
            {
                "id": "go",
                "title": "Go",
                "baseline": "2027-03-31",
                "after": [{"milestone": "crm/m2", "agreed": False}],
            }
        ]
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return portfolios.write(tmp_path, FILES)


def shown(folder: Path, address: str, *arguments: object, terminal: bool = False) -> Outcome:
    outcome = pmo("show", address, "-C", folder, "--as-of", "2026-11-01", *arguments, terminal=terminal)
    assert outcome.code == 0, outcome.err
    return outcome


def data(folder: Path, address: str) -> dict:
    return json.loads(shown(folder, address, "--format", "json").out)["data"]


RISK = """\
The vendor is late
Risk · crm/risks/late · projects/crm/risks.yaml:2
as of 1 November 2026

Owner            Budi Santoso (people/budi)
Status           responding
Probability      3
Impact           4
Schedule         4
Likelihood       50%
Cost             EUR_200 (EUR_100 to EUR_600)
Days             5 d
Affects          Interface ready (crm/plan/m1)
Vendor           Acme (vendors/acme)
Strategy         reduce
Raised           1 Oct 2026
Type             Threat
Rating           act
Before response  act
Score            12
EMV              EUR_150
Age              31 d
Programme        renewal

Response: Actions
Text       Owner        Due
Call them  Ana Pereira  20 Nov 2026

What comes next
  pmo set crm/risks/late reviewed=2026-11-01
  pmo assign crm/risks/late PERSON
  pmo close crm/risks/late --outcome TEXT
""".replace("_", "\N{NO-BREAK SPACE}")


def test_a_risk_in_readers_words_with_what_comes_next(folder):
    assert sorted(shown(folder, "late").out.splitlines()) == sorted(RISK.splitlines())
    assert shown(folder, "crm/risks/late").out == shown(folder, "CRM/late").out


def test_a_project_with_health_and_all_that_belongs_to_it(folder):
    text = shown(folder, "crm").out
    for part in (
        "Programme               Renewal (programmes/renewal)",
        "Success criteria        - All customers are moved to it\n                        - Nobody calls twice",
        "Over                    +20%",
        "Health\nDimension  Declared  By the facts  Evidence\nOverall    Grey      Red",
        "region                  north",
        "Milestones (2 open of 2)\nMilestone  Title            State",
        "Dependencies (1 open of 1)\nWaiting  Waits for  State",
        "erp/go   crm/m2",
        "Risks (1 open of 1)",
        "Actions (1 open of 1)",
        "Allocations (2 open of 2)",
        "Besides: Contracts (1)",
        "pmo report status crm",
    ):
        assert part in text
    assert "Contracts (1 open of 1)\nContract" in shown(folder, "crm", "--all").out


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        (
            "ana",
            [
                "Load              1.7",
                "Overloaded from   2 Nov 2026",
                "Peak load         170%",
                "Projects (2 open of 2)\nProject  As       Title",
                "Sponsor",
                "Actions (1 open of 1)\nText       Due",
                "Allocations (2 open of 2)\nAllocation  Load",
                "pmo todo --owner ana",
            ],
        ),
        ("budi", ["Milestones (1 open of 1)", "crm/m2", "Risks (1 open of 1)"]),
        (
            "acme",
            [
                "Value     EUR_1K",
                "Paid      EUR_400",
                "Reviews\nDate        Quality  Comment",
                "Contracts (1 open of 2)\nContract  Title  Project",
                "Milestones (1 open of 1)",
                "Risks (1 open of 1)",
            ],
        ),
        (
            "grow",
            [
                "Approved  EUR_1K",
                "Estimate  EUR_1.2K",
                "Indicators\nId     Title  Target  Better is\ncalls  Calls       5  less",
                "Contribution",
                "Programmes (1)",
            ],
        ),
        ("renewal", ["Approved    EUR_1K", "Projects (1 open of 1)", 'programme.id == "renewal"']),
        ("crm/m2", ["Interface ready (crm/plan/m1)", "Milestones (1 open of 1)", "erp/go"]),
        (
            "board",
            [
                "Portfolio board",
                "Members  Cara Lind (people/cara)",
                "Also named in\n- office (governance.authority.body)",
            ],
        ),
        ("build", ["Contract · vendors/acme/contracts/build · vendors.yaml:5", "Project (crm)", "Unpaid"]),
        ("crm/allocations/1", ["Ana Pereira: Design\nAllocation · crm/allocations/1"]),
        (
            "crm/risks/late/response/actions/1",
            ["Call them\nAction · ", "pmo close crm/risks/late/response/actions/1"],
        ),
        ("crm/plan", ["Plan · crm/plan · projects/crm/plan.yaml:1"]),
        ("office", ["Test office\nOffice · office · pmo.yaml:1", "Governance bodies (1)"]),
    ],
)
def test_what_is_known_about_other_records(folder, address, parts):
    text = shown(folder, address).out.replace("\N{NO-BREAK SPACE}", "_").replace("Project crm", "Project")
    for part in parts:
        assert part in text


def test_json_tells_references_both_ways(folder):
    found = data(folder, "late")
    assert (found["noun"], found["path"], found["line"]) == ("risk", "projects/crm/risks.yaml", 2)
    assert found["record"]["cost"] == {"min": "100", "likely": "200", "max": "600"}
    assert (found["computed"]["cell"], found["computed"]["age_days"]) == ("O", 31)
    assert {(one["field"], one["address"]) for one in found["refers_to"]} == {
        *(("owner", "people/budi"), ("affects", "crm/plan/m1"), ("vendor", "vendors/acme")),
        ("response.actions.owner", "people/ana"),
    }
    milestone = data(folder, "crm/m1")
    assert [(one["field"], one["address"]) for one in milestone["referred_by"]] == [
        *(("after", "crm/plan/m2"), ("affects", "crm/risks/late")),
    ]
    assert milestone["related"][0]["items"][0]["expected"] == "2027-01-29"
    assert data(folder, "crm")["health"][0]["dimension"] == "overall"


def test_markdown_says_the_same(folder):
    page = shown(folder, "crm", "--format", "markdown").out
    assert page.startswith("# Project crm\n\nProject · crm · projects/crm/charter.yaml:1")
    assert "| Field | Value |" in page
    assert "## Milestones (2 open of 2)" in page
    assert "- office (governance" in shown(folder, "board", "--format", "markdown").out


def test_hostile_text_is_inert(tmp_path):
    hostile = "\x1b[31m| <b>@ana\u202e"
    files = {"projects/crm/charter.yaml": portfolios.charter(title=hostile, custom={hostile: hostile})}
    folder = portfolios.write(tmp_path, files)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", shown(folder, "crm").out)
    assert "<b>" not in shown(folder, "crm", "--format", "markdown").out


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("lat", "did you mean crm/risks/late?"),
        ("bord", "there is nothing at 'bord'"),
        ("", "the address is empty"),
        ("m", "there is nothing at 'm'"),
    ],
)
def test_an_unknown_address_is_refused(folder, address, said):
    outcome = pmo("show", address, "-C", folder)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err


def test_an_ambiguous_one_names_the_candidates(tmp_path):
    risk = {"title": "A", "owner": "ana", "status": "identified", "id": "x"}
    files = {f"projects/{one}/risks.yaml": {"risks": [risk]} for one in ("crm", "erp")}
    outcome = pmo("show", "x", "-C", portfolios.write(tmp_path, files))
    assert "'x' may be any of: crm/risks/x, erp/risks/x" in outcome.err


def test_a_part_of_several_names_is_refused_too(tmp_path):
    kpi = {"id": "calls", "title": "Calls"}
    files = {f"projects/{one}/charter.yaml": portfolios.charter(one, kpis=[kpi]) for one in ("crm", "erp")}
    folder = portfolios.write(tmp_path, files)
    assert "there is nothing at 'calls'" in pmo("show", "calls", "-C", folder).err
    assert shown(folder, "crm/charter/kpis/calls").out.startswith("Calls\n")


def test_the_hint_and_what_is_left_out(tmp_path, folder):
    assert "`pmo show crm --all` shows all of it." in shown(folder, "crm", terminal=True).err
    assert "`pmo search WORDS`" in shown(folder, "late", terminal=True).err
    (folder / "projects/erp/plan.yaml").write_text("milestones: 7\n", "utf-8")
    assert pmo("show", "ana", "-C", folder).code == 2
    assert "Incomplete: 1 error was left out" in shown(folder, "ana", "--force").out


# Everything in the example


@pytest.fixture(scope="module")
def portfolio():
    return load(WorkingTree(EXAMPLE)).portfolio


def test_whatever_is_inside_a_document_belongs_to_an_addressed_record(portfolio):
    for document in portfolio.documents:
        for keys, record in walk(document.record):
            item, rest = item_at(document, keys)
            found = resolve(portfolio, item.address) if document.kind != "waivers" else item
            assert (found.document, found.keys) == (document, item.keys)
            assert keys == (*item.keys, *rest)
            assert rest or item.record is record


@settings(max_examples=15)
@given(st.data())
def test_a_reference_is_told_at_both_ends(data):
    portfolio = load(WorkingTree(EXAMPLE)).portfolio if not _KNOWN else _KNOWN[0]
    _KNOWN[:] = [portfolio]
    item = data.draw(st.sampled_from(list(items(portfolio))))
    for link in links_from(portfolio, item):
        back = links_to(portfolio, link.item)
        named = {one.item.address for one in back}
        assert any(address == item.address or address.startswith(f"{item.address}/") for address in named)


_KNOWN: list = []


@pytest.mark.parametrize(("language", "width"), [("en", 80), ("id", 80), ("en", 120)])
def test_everything_fits_the_terminal(width, language, example, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    for address in ("customer-portal", "bram-oosting", "smart-meters-rollout/vendor-delay"):
        outcome = shown(example, address, "--all", "--color", "never", "--lang", language, terminal=True)
        assert max(map(len, outcome.out.splitlines())) <= width
