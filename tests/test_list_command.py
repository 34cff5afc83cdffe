# ruff: noqa: RUF001 - dashes in what is expected
"""`pmo list` as people and programs see it, and as somebody who wants to break it."""

import csv
import datetime
import io
import json
import re
import typing
from pathlib import Path

import pytest
from msgspec import Struct

from pmo.analysis.addresses import resolve
from pmo.analysis.listings.columns import columns
from pmo.analysis.listings.context import Context
from pmo.analysis.listings.kinds import LISTINGS, listing_named
from pmo.analysis.listings.listed import Asked
from pmo.analysis.listings.listed import listed as shown
from pmo.errors import UsageError
from pmo.loading import load
from pmo.locale import language
from pmo.locale.field_labels import FIELDS, GROUPS, KINDS, NOUNS
from pmo.locale.labels import LABELS
from pmo.model.records import fields_of, parts_of, record_types_in
from pmo.output.defaults import DEFAULTS, HOMES
from pmo.output.listing import default_sort
from pmo.output.listing import text as as_text
from pmo.render.views.parts import Heading
from pmo.trees import WorkingTree
from tests import portfolios
from tests.commands import Outcome, pmo

DAY = datetime.date(2026, 11, 1)


def listed(folder: Path, kind: str, *arguments: object, terminal: bool = False) -> Outcome:
    return pmo("list", kind, "-C", folder, "--as-of", DAY, *arguments, terminal=terminal)


def written(folder: Path, kind: str, *arguments: object) -> str:
    outcome = listed(folder, kind, *arguments)
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out


def rows(folder: Path, kind: str, *arguments: object) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(written(folder, kind, *arguments, "--format", "csv")))]


def ids(folder: Path, kind: str, *arguments: object) -> list[str]:
    return [row["id"] for row in rows(folder, kind, *arguments)]


RISKS = {
    "risks": [
        {
            "id": "late",
            "title": "The vendor is late",
            "owner": "manager",
            "status": "responding",
            "probability": 3,
            "impact": {"schedule": 4, "cost": 2},
            "likelihood": 0.5,
            "cost": {"min": 1000, "likely": 5000, "max": 12000},
            "response": {
                "strategy": "reduce",
                "actions": [{"id": "call", "text": "Call them", "owner": "budi", "due": "2026-10-23"}],
            },
            "raised": "2026-05-04",
            "reviewed": "2026-06-01",
            "custom": {"region": "north"},
        },
        {"id": "gone", "title": "Is over", "owner": "ana", "status": "closed", "raised": "2026-01-05"},
        {"id": "rain", "title": "Rain", "owner": "budi", "status": "identified", "raised": "2026-10-30"},
        {
            "id": "grant",
            "title": "A grant",
            "type": "opportunity",
            "owner": "ana",
            "status": "assessed",
            "probability": 3,
            "impact": 3,
            "raised": "2026-10-01",
        },
    ]
}
FILES = {
    "projects/crm/risks.yaml": RISKS,
    "projects/crm/charter.yaml": portfolios.charter(state="active", programme="renewal"),
    "projects/erp/charter.yaml": portfolios.charter("erp", title="A new ERP"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return portfolios.write(tmp_path, FILES)


TEXT = """\
Risks
Test office · as of 1 November 2026
4 in all, 3 open, 1 overdue

Risk       Title               Rating  Score  Owner         Overdue  Status         EMV
crm/late   The vendor is late  act        12  Budi Santoso     79 d  responding  EUR_3K
crm/grant  A grant             pursue      9  Ana Pereira         –  assessed         –
crm/rain   Rain                –           –  Budi Santoso        –  identified       –
crm/gone   Is over             –           –  Ana Pereira         –  closed           –
""".replace("_", "\N{NO-BREAK SPACE}")

NARROW = """\
Risks
Test office · as of 1 November 2026
4 in all, 3 open, 1 overdue

Risk       Title               Rating  Score  Owner         Overdue  Status
crm/late   The vendor is late  act        12  Budi Santoso     79 d  responding
crm/grant  A grant             pursue      9  Ana Pereira         –  assessed
crm/rain   Rain                –           –  Budi Santoso        –  identified
Not shown for want of room: EMV; a wider window or --format markdown has them.
… and 1 more
"""

MARKDOWN = """\
# Risks

Test office · as of 1 November 2026··
4 in all, 3 open, 1 overdue

## Status: identified (1)

| Risk | Title |
| --- | --- |
| crm/rain | Rain |

## Status: assessed (1)

| Risk | Title |
| --- | --- |
| crm/grant | A grant |

## Status: responding (1)

| Risk | Title |
| --- | --- |
| crm/late | The vendor is late |

## Status: closed (1)

| Risk | Title |
| --- | --- |
| crm/gone | Is over |
""".replace("··", "  ")


def test_open_ones_come_first_the_heaviest_before_the_others(folder):
    assert written(folder, "risks") == TEXT
    assert written(folder, "risk") == TEXT


def test_a_narrow_terminal_gets_fewer_columns(folder, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    outcome = listed(folder, "risks", "--limit", "3", "--color", "never", terminal=True)
    lines = [line.rstrip() for line in outcome.out.splitlines()]
    assert max(map(len, lines)) <= 80
    assert lines == NARROW.splitlines()
    assert "`pmo show crm/risks/late` shows everything about one" in outcome.err


def test_a_column_that_is_sorted_or_filtered_by_is_never_left_out(folder, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    plain = written(folder, "risks")
    assert "Status" not in plain.partition("Not shown")[0]
    assert "Status" in plain.partition("Not shown")[2]
    for options in (("--sort", "-status"), ("--where", "status != 'x'")):
        narrow = written(folder, "risks", *options)
        assert "Status" in narrow.partition("Not shown")[0]
        assert "Status" not in narrow.partition("Not shown")[2]


def test_what_is_piped_is_as_wide_as_somebody_says(folder, monkeypatch):
    whole = written(folder, "risks")
    for nonsense in ("", "0", "wide", "-3"):
        monkeypatch.setenv("COLUMNS", nonsense)
        assert written(folder, "risks") == whole
    monkeypatch.setenv("COLUMNS", "70")
    narrow = written(folder, "risks")
    assert max(map(len, narrow.splitlines())) <= 70 < max(map(len, whole.splitlines()))


def test_markdown_in_groups(folder):
    options = ("--columns", "address,title", "--group-by", "status", "--format", "markdown")
    assert written(folder, "risks", *options) == MARKDOWN


def test_groups_stand_in_the_order_of_their_words(folder):
    text = written(folder, "risks", "--columns", "id", "--group-by", "status")
    assert re.findall(r"Status: (\w+)", text) == ["identified", "assessed", "responding", "closed"]
    text = written(folder, "risks", "--columns", "id", "--group-by", "status", "--sort", "-status")
    assert re.findall(r"Status: (\w+)", text) == ["closed", "responding", "assessed", "identified"]
    text = written(folder, "risks", "--columns", "id", "--group-by", "response.strategy")
    assert re.findall(r"Strategy: ([\w ]+) \((\d)\)", text) == [("reduce", "1"), ("not recorded", "3")]


def test_csv_holds_every_field_as_the_files_write_it(folder):
    late = rows(folder, "risks")[0]
    assert (late["address"], late["owner"], late["status"]) == ("crm/risks/late", "manager", "responding")
    assert (late["cost"], late["cost.min"], late["cost.max"]) == ("5000", "1000", "12000")
    assert (late["impact"], late["impact.schedule"], late["likelihood"]) == ("4", "4", "0.5")
    assert (late["cell"], late["cell_before"], late["score"], late["emv"]) == (
        "O",
        "O",
        "12",
        "3000",
    )
    assert (late["age_days"], late["overdue_days"], late["open"]) == ("181", "79", "true")
    assert (late["project"], late["programme"], late["path"]) == ("crm", "renewal", "projects/crm/risks.yaml")
    assert late["response.actions"] == "1"
    assert late["custom"] == "region: north"


def test_columns_of_parts_keys_and_lists(folder):
    options = ("--columns", "id,response.actions.text,custom.region,custom.other,line,cost.max")
    assert rows(folder, "risks", *options)[0] == {
        "id": "late",
        "response.actions.text": "Call them",
        "custom.region": "north",
        "custom.other": "",
        "line": "2",
        "cost.max": "12000",
    }


def test_json_holds_the_whole_record_and_what_is_worked_out(folder):
    data = json.loads(written(folder, "risks", "--format", "json"))["data"]
    assert (data["kind"], data["total"], data["open"], data["overdue"]) == ("risks", 4, 3, 1)
    late = data["items"][0]
    assert late["address"] == "crm/risks/late"
    assert late["cost"] == {"min": "1000", "likely": "5000", "max": "12000"}
    assert late["response"]["actions"][0]["text"] == "Call them"
    assert late["cell"] == "O"
    assert late["emv"] == {"amount": "3000.0", "currency": "EUR"}
    data = json.loads(written(folder, "risks", "--format", "json", "--columns", "title", "--limit", "1"))[
        "data"
    ]
    assert data["items"] == [{"address": "crm/risks/late", "id": "late", "title": "The vendor is late"}]
    assert data["total"] == 4
    grouped = json.loads(written(folder, "risks", "--format", "json", "--group-by", "owner"))["data"][
        "groups"
    ]
    assert grouped == [
        {"value": "ana", "items": 2},
        {"value": "budi", "items": 1},
        {"value": "manager", "items": 1},
    ]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--sort", "title"), ["grant", "gone", "rain", "late"]),
        (("--sort", "-title"), ["late", "rain", "gone", "grant"]),
        (("--sort", "probability,id"), ["grant", "late", "gone", "rain"]),
        (("--sort", "-emv,-id"), ["late", "rain", "grant", "gone"]),
        (("--sort", "-status"), ["gone", "late", "grant", "rain"]),
        (("--where", "cell == 'O'"), ["late", "grant"]),
        (("--where", "overdue_days > 0"), ["late"]),
        (("--where", "status != 'closed' and age_days < 30"), ["rain"]),
        (("--where", "record.owner == 'budi'"), ["rain"]),
        (("--where", "charter.title == 'Project crm' and response.strategy == 'reduce'"), ["late"]),
        (("--where", "custom.region == 'north'"), ["late"]),
        (("--where", "emv > 2999"), ["late"]),
        (("--where", "reviewed < as_of"), ["late"]),
        (("--project", "crm", "--where", "type == 'opportunity'"), ["grant"]),
        (("--project", "e*"), []),
    ],
)
def test_sorting_and_choosing(folder, options, expected):
    assert ids(folder, "risks", *options) == expected


def test_of_projects_the_facts_come_before_the_fields(folder):
    assert ids(folder, "projects", "--where", "programme.title == 'Renewal'") == ["crm"]
    assert ids(folder, "projects", "--where", "state == 'proposed'") == ["erp"]
    assert ids(folder, "projects", "--where", "freshness == 'never'") == ["crm"]
    assert ids(folder, "projects", "--where", "health.overall is known and state == 'active'") == ["crm"]
    assert ids(folder, "projects", "--where", "open_risks | length == 3") == ["crm"]


def test_actions_of_all_registers_are_listed_with_where_they_come_from(folder):
    (action,) = rows(folder, "actions")
    assert action["address"] == "crm/risks/late/response/actions/call"
    assert (action["origin"], action["register"], action["overdue_days"]) == ("crm/risks/late", "risks", "5")
    assert written(folder, "actions").splitlines()[-1].split("  ")[:2] == ["Call them", "Budi Santoso"]


def test_an_action_of_a_closed_risk_is_not_open(tmp_path):
    closed = {**RISKS["risks"][0], "status": "closed"}
    folder = portfolios.write(tmp_path, {**FILES, "projects/crm/risks.yaml": {"risks": [closed]}})
    (action,) = rows(folder, "actions")
    assert (action["open"], action["overdue_days"]) == ("false", "")


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("issues", (), "None are recorded.\n\n`pmo new issue --project PROJECT` adds one.\n"),
        ("vendors", (), "None are recorded.\n\n`pmo new vendor` adds one.\n"),
        ("waivers", (), "None are recorded.\n\nThey are written in waivers.yaml.\n"),
        ("risks", ("--project", "erp"), "4 exist, and none of them is asked for.\n"),
        ("programmes", ("--where", "false"), "1 exists, and it is not asked for.\n"),
    ],
)
def test_an_empty_list_says_so_and_what_to_do(folder, kind, options, said):
    assert written(folder, kind, *options).endswith(said)
    assert written(folder, kind, *options, "--format", "markdown").count("\n") > 3
    assert rows(folder, kind, *options) == []
    assert json.loads(written(folder, kind, *options, "--format", "json"))["data"]["items"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rsks",), "there is no kind 'rsks'\n  did you mean `pmo list risks`?"),
        (("supplierz",), "did you mean `pmo list vendors`?"),
        (("",), "there is no kind ''\n  there are: projects, programmes,"),
        (("risks", "--columns", "tittle"), "risks have no column 'tittle'\n  did you mean title?"),
        (("risks", "--columns", "response"), "it has parts: response.strategy, response.plan"),
        (("risks", "--columns", "strategy"), "did you mean response.strategy?"),
        (("risks", "--columns", "zzz"), "`pmo query --tables risks` lists them"),
        (("risks", "--columns", ""), "--columns names no column"),
        (("risks", "--sort", ","), "--sort names no column"),
        (("risks", "--sort", "--id-"), "risks have no column 'id-'"),
        (("risks", "--group-by", "__class__"), "risks have no column '__class__'"),
        (("risks", "--where", "ownr == 'x'"), "unknown name 'ownr'; did you mean 'owner'?"),
        (("risks", "--where", "(("), "--where cannot be used"),
        (("risks", "--where", "title > 3"), "--where cannot be used"),
        (("risks", "--limit", "0"), "--limit"),
        (("risks", "--project", "zzz"), "no project matches 'zzz'"),
        (("people", "--project", "crm"), "people belong to no project"),
    ],
)
def test_what_cannot_be_listed_is_refused_with_what_to_do(folder, arguments, said):
    outcome = pmo("list", *arguments, "-C", folder, "--as-of", DAY)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err


def test_the_text_of_users_is_inert(tmp_path):
    hostile = "=cmd|'/c calc'!A1 | \x1b[31m<b>@ana \u202e"
    risk = {"id": "x", "title": hostile, "owner": "ana", "status": "identified", "custom": {hostile: hostile}}
    folder = portfolios.write(tmp_path, {"projects/crm/risks.yaml": {"risks": [risk]}})
    text = written(folder, "risks", "--columns", "title,custom")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", text)
    table = written(folder, "risks", "--columns", "title", "--group-by", "title", "--format", "markdown")
    assert "<b>" not in table
    assert "\\|" in table
    assert rows(folder, "risks")[0]["title"].startswith("'=cmd")


def test_other_documents_with_errors_are_in_nobodys_way(tmp_path):
    folder = portfolios.write(tmp_path, {**FILES, "projects/erp/plan.yaml": "milestones: {}\n"})
    assert len(ids(folder, "risks")) == 4
    refused = listed(folder, "milestones")
    assert (refused.code, refused.out) == (2, "")
    assert "projects/erp/plan.yaml:1" in refused.err
    assert listed(folder, "risks", "--where", "plan is unknown").code == 2
    assert "Incomplete: 1 error was left out" in listed(folder, "milestones", "--force").out


def test_the_order_of_money_is_that_of_the_offices_currency(tmp_path):
    files = {
        "pmo.yaml": portfolios.office(fx={"USD": 0.5}),
        "vendors.yaml": {
            "vendors": [
                {
                    "id": "acme",
                    "name": "Acme",
                    "contracts": [
                        {"id": "dear", "title": "D", "value": 300},
                        {"id": "cheap", "title": "C", "value": 400, "currency": "USD"},
                        {"id": "foreign", "title": "F", "value": 1, "currency": "IDR"},
                        {"id": "unknown", "title": "U"},
                    ],
                }
            ]
        },
    }
    folder = portfolios.write(tmp_path, files)
    assert ids(folder, "contracts", "--sort", "value") == ["cheap", "dear", "foreign", "unknown"]
    assert ids(folder, "contracts", "--sort=-value") == ["foreign", "dear", "cheap", "unknown"]


def test_short_addresses_are_those_that_lead_back(tmp_path):
    risk = {"title": "A", "owner": "ana", "status": "identified"}
    issue = {"title": "A", "owner": "ana", "status": "open", "severity": "low", "raised": "2026-10-01"}
    folder = portfolios.write(
        tmp_path,
        {
            "projects/crm/risks.yaml": {
                "risks": [{**risk, "id": one} for one in ("one", "both", "plan", "ana")]
            },
            "projects/crm/issues.yaml": {"issues": [{**issue, "id": "both"}]},
            "programmes/crm/risks.yaml": {"risks": [{**risk, "id": "one"}]},
        },
    )
    out = listed(folder, "risks", "--force").out  # a project and a programme must not share an id
    assert sorted(line.split()[0] for line in out.splitlines()[6:]) == [
        *("crm/ana", "crm/risks/both", "crm/risks/one", "crm/risks/plan", "programmes/crm/risks/one"),
    ]


# Every kind


@pytest.fixture(scope="module")
def portfolio():
    return load(WorkingTree(Path(__file__).parent.parent / "examples" / "portfolio")).portfolio


@pytest.mark.parametrize("kind", LISTINGS)
def test_every_kind_can_be_listed_and_its_addresses_lead_to_its_records(kind, portfolio):
    listing = listing_named(kind)
    assert listing_named(listing.noun.upper()) is listing
    items = list(listing.items(portfolio))
    assert items
    assert len({item.address for item in items}) == len(items)
    if kind != "dependencies":  # those without details are words, not records
        for item in items[::5]:
            found = resolve(portfolio, item.address)
            assert (found.address, found.keys, found.record) == (item.address, item.keys, item.record)


@pytest.mark.parametrize("kind", LISTINGS)
def test_every_column_of_every_kind_has_values_of_its_kind(kind, portfolio):
    listing, context = LISTINGS[kind], Context(portfolio, DAY)
    kinds = {
        "text": object,
        "date": datetime.date,
        "integer": int,
        "truth": bool,
        "texts": (tuple, str),
    }
    for item in listing.items(portfolio):
        for name, field in columns(listing).items():
            value = field.value(context, item)
            assert value is None or isinstance(value, kinds.get(field.kind, object)), name
            assert value is None or not field.words or value in field.words


@pytest.mark.parametrize("width", [80, 120])
def test_every_list_fits_the_terminal(width, portfolio):
    context = Context(portfolio, DAY)
    for listing in LISTINGS.values():
        found = shown(context, listing, Asked(sort=default_sort(listing)))
        text = as_text(found, context, (), Heading("P", None, DAY), language("en"), width=width, colour=False)
        assert max(map(len, text.splitlines())) <= width, listing.name


def test_every_kind_has_columns_an_order_and_a_way_to_add_one():
    assert DEFAULTS.keys() == LISTINGS.keys() <= KINDS.keys()
    made = [
        "project",
        "programme",
        "objective",
        "person",
        "vendor",
        "contract",
        "risk",
        "issue",
        "assumption",
        "change",
        "decision",
        "action",
    ]
    made += ["milestone", "allocation", "benefit", "lesson", "meeting", "status", "gate-review"]
    for name, listing in LISTINGS.items():
        assert {one.rstrip("~?") for one in DEFAULTS[name].columns.split()} <= columns(listing).keys()
        default_sort(listing)
        assert (name in HOMES) != (listing.noun in made)
        assert listing.noun in NOUNS


def records() -> set[type[Struct]]:
    """The types of all records that are listed, and of their parts."""
    found: set[type[Struct]] = set()
    left = [listing.record for listing in LISTINGS.values()]
    while left:
        record = left.pop()
        if record not in found:
            found.add(record)
            left += [inner for field in fields_of(record) for inner in record_types_in(field.hint)]
    return found


def test_every_field_and_every_word_has_a_label():
    names = {field.key for record in records() for field in fields_of(record)}
    names |= {name.rpartition(".")[2] for listing in LISTINGS.values() for name in columns(listing)}
    assert names <= FIELDS.keys()
    words = {
        (f"{record.__name__}.{field.key}", word)
        for record in records()
        for field in fields_of(record)
        for part in parts_of(field.hint)
        if typing.get_origin(part) is typing.Literal
        for word in typing.get_args(part)
    }
    words |= {
        (field.word_list, word)
        for listing in LISTINGS.values()
        for field in columns(listing).values()
        for word in field.words
    }
    for word_list, word in words:
        assert word in LABELS[GROUPS.get(word_list, "word")], word_list


def test_an_unknown_kind_names_the_nearest():
    with pytest.raises(UsageError) as refused:
        listing_named("mile stone")
    assert refused.value.advice == "did you mean `pmo list milestones`?"
    assert listing_named("Gate Review").name == listing_named("gate_reviews").name == "gate-reviews"
    assert listing_named("suppliers").name == "vendors"


def test_methods_that_come_with_pmo_are_named(folder):
    for options in ((), ("--format", "markdown")):
        text = written(folder, "methods", *options)
        assert "These come with pmo besides: agile, hybrid, pm2, prince2, stage-gate, waterfall" in text
