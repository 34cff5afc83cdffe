"""The published schemas: fresh, documented, and of one mind with the model."""

import json
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pmo.model.kinds import KINDS
from pmo.model.scalars import decode
from pmo.schemas import FOLDER, generate, load, wording
from pmo.schemas.reference import reference
from pmo.schemas.validation import SchemaProblem, problems

every_kind = pytest.mark.parametrize("kind", KINDS)

RISK = {"id": "late", "title": "Late", "owner": "ana", "status": "closed"}
OFFICE = {"format": 1, "office": {"name": "Office"}, "currency": "EUR"}
STATUS = {"date": "2026-10-30", "author": "ana", "headline": "Fine", "overall": "green"}


def exact(plain: Any) -> Any:
    """JSON data as the loader would give it, with exact decimals."""
    return json.loads(json.dumps(plain), parse_float=Decimal)


def without_nulls(plain: Any) -> Any:
    """Keys without a value are dropped while a document is read."""
    if isinstance(plain, dict):
        return {key: without_nulls(value) for key, value in plain.items() if value is not None}
    return [without_nulls(item) for item in plain] if isinstance(plain, list) else plain


def model_accepts(kind: str, plain: Any) -> bool:
    try:
        msgspec.convert(without_nulls(plain), KINDS[kind].record, dec_hook=decode)
    except msgspec.ValidationError:
        return False
    return True


def objects(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every subschema, with a path to name it by."""
    if isinstance(schema, dict):
        yield path, schema
        for key, value in schema.items():
            yield from objects(value, f"{path}/{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from objects(value, f"{path}/{index}")


# The published files


def test_files_are_fresh() -> None:
    assert generate.stale(FOLDER) == [], "run `pmo schema --write`"


def test_there_is_one_file_per_kind() -> None:
    assert {path.name for path in FOLDER.glob("*.json")} == {f"{kind}.schema.json" for kind in KINDS}


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    assert len(generate.write(tmp_path)) == len(KINDS)
    (tmp_path / "risks.schema.json").write_text("{}")
    (tmp_path / "plan.schema.json").unlink()
    assert generate.stale(tmp_path) == generate.write(tmp_path) == ["plan.schema.json", "risks.schema.json"]
    assert generate.write(tmp_path) == []


def test_reference_page_is_fresh() -> None:
    page = FOLDER.parents[1] / "docs" / "reference.md"
    assert page.read_text(encoding="utf-8") == reference(), "run `pmo schema --write`"


def test_reference_page_has_no_broken_tables() -> None:
    rows = [line for line in reference().splitlines() if line.startswith("|")]
    assert {row.replace("\\|", "").count("|") for row in rows} == {3, 5}


@every_kind
def test_schema_is_valid_and_closed(kind: str) -> None:
    schema = load(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:pmo:schema:{kind}:1"
    for path, part in objects(schema):
        if "properties" in part and isinstance(part["properties"], dict):
            assert part["additionalProperties"] is False, path


@every_kind
def test_everything_has_a_description(kind: str) -> None:
    schema = load(kind)
    assert schema["title"]
    assert schema["description"]
    assert all(definition["title"] and definition["description"] for definition in schema["$defs"].values())
    for path, part in objects(schema):
        if path.endswith("/properties"):
            for name, field in part.items():
                assert field.get("description"), f"{path}/{name}"


@every_kind
def test_example_fits_schema_and_model(kind: str) -> None:
    (example,) = load(kind)["examples"]
    Draft202012Validator(load(kind)).validate(example)
    assert problems(kind, exact(example)) == []
    msgspec.convert(exact(example), KINDS[kind].record, dec_hook=decode)
    assert "Example" not in load(kind)["description"]


@every_kind
def test_defaults_fit_their_own_field(kind: str) -> None:
    schema = load(kind)
    for path, part in objects(schema):
        if "default" in part and "description" in part:
            validator = Draft202012Validator({**part, "$defs": schema["$defs"]})
            assert validator.is_valid(part["default"]), path


def test_fields_say_what_they_refer_to() -> None:
    risk = load("risks")["$defs"]["Risk"]["properties"]
    assert risk["owner"]["description"].endswith("Refers to: person, role.")
    assert risk["affects"]["description"].endswith("Refers to: milestone.")
    policy = load("policies")["$defs"]["Policy"]["properties"]
    assert policy["require"]["description"].endswith("An expression; see `pmo explain expressions`.")
    assert load("plan")["$defs"]["PlannedPhase"]["title"] == "Planned phase"
    assert load("charter")["$defs"]["Kpi"]["title"] == "KPI"


# Bad values, and what is said about them


def risk(**fields: Any) -> dict[str, Any]:
    return {"risks": [RISK | fields]}


def cost(period: Any) -> dict[str, Any]:
    return {"actuals": [{"period": period, "cost": 1}]}


AT = ("risks", 0)

BAD = [
    # unknown and missing keys
    ("risks", risk(impact={"schedul": 3}), "PMO201", (*AT, "impact"), "schedul", "did you mean `schedule`?"),
    ("risks", risk(Note="x"), "PMO201", AT, "Note", "did you mean `note`?"),
    ("risks", risk(colour="x"), "PMO201", AT, "colour", "fields of your own go under `custom:`"),
    ("plan", {"phases": [{"id": "x", "actual": {"q": 1}}]}, "PMO201", ("phases", 0, "actual"), "q", "the keys here are start, finish"),
    ("risks", {"risks": [{k: v for k, v in RISK.items() if k != "owner"}]}, "PMO202", AT, "owner", "add `owner:` with text"),
    ("risks", {"risks": [{("titel" if k == "title" else k): v for k, v in RISK.items()}]}, "PMO201", AT, "titel", "did you mean `title`?"),
    ("office", {k: v for k, v in OFFICE.items() if k != "currency"}, "PMO202", (), "currency", "add `currency:` with a currency"),
    ("risks", risk(cost={"min": 1, "max": 2}), "PMO202", (*AT, "cost"), "likely", "add `likely:` with a number"),
    # wrong types
    ("risks", [], "PMO203", (), None, None),
    ("risks", None, "PMO203", (), None, "write a mapping (key: value)"),
    ("risks", {"risks": "x"}, "PMO203", ("risks",), None, "begin each item of the list with a hyphen and a space"),
    ("risks", risk(title=None), "PMO203", (*AT, "title"), None, "write text"),
    ("risks", risk(status=None), "PMO203", (*AT, "status"), None, "write one of identified, assessed, responding, occurred, closed"),
    ("risks", risk(tags=["a", None]), "PMO203", (*AT, "tags", 1), None, "write text"),
    ("risks", risk(title=2026), "PMO203", (*AT, "title"), None, "put quotes around it"),
    ("risks", risk(probability="3"), "PMO203", (*AT, "probability"), None, "remove the quotes"),
    ("risks", risk(probability=Decimal("3.0")), "PMO203", (*AT, "probability"), None, "write 3"),
    ("risks", risk(probability=True), "PMO203", (*AT, "probability"), None, None),
    ("risks", risk(likelihood="30%"), "PMO203", (*AT, "likelihood"), None, "write digits only, with a point before decimals, such as 1250.50"),
    ("risks", risk(likelihood=True), "PMO203", (*AT, "likelihood"), None, None),
    ("risks", risk(impact="high"), "PMO203", (*AT, "impact"), None, None),
    ("risks", risk(raised=20261130), "PMO203", (*AT, "raised"), None, None),
    ("plan", {"milestones": [{"id": "a", "title": "A", "critical": "yes"}]}, "PMO203", ("milestones", 0, "critical"), None, "write true or false"),
    ("office", OFFICE | {"format": "1"}, "PMO203", ("format",), None, "remove the quotes"),
    ("office", OFFICE | {"format": True}, "PMO203", ("format",), None, None),
    ("office", OFFICE | {"format": Decimal("1.0")}, "PMO203", ("format",), None, "write 1"),
    ("budget", cost([]), "PMO203", ("actuals", 0, "period"), None, None),
    # choices
    ("risks", risk(status="clsed"), "PMO204", (*AT, "status"), None, "did you mean closed? The choices are identified, assessed, responding, occurred, closed"),
    ("risks", risk(type="vague"), "PMO204", (*AT, "type"), None, "the choices are threat, opportunity"),
    ("status", STATUS | {"overall": 1}, "PMO204", ("overall",), None, "the choices are green, amber, red"),
    ("office", OFFICE | {"format": 2}, "PMO204", ("format",), None, "the choices are 1"),
    # forms
    ("risks", risk(id="Vendor delay"), "PMO205", (*AT, "id"), None, "join words of letters and digits by single hyphens, such as vendor-delay"),
    ("risks", risk(id="late\n"), "PMO205", (*AT, "id"), None, "join words of letters and digits by single hyphens, such as vendor-delay"),
    ("risks", risk(raised="30.11.2026"), "PMO205", (*AT, "raised"), None, "write year, month and day in digits, such as 2026-11-30"),
    ("risks", risk(raised="2026-W01-1"), "PMO205", (*AT, "raised"), None, "write year, month and day in digits, such as 2026-11-30"),
    ("risks", risk(raised="2026-11-30\n"), "PMO205", (*AT, "raised"), None, "write year, month and day in digits, such as 2026-11-30"),
    ("risks", risk(raised="2026-02-30"), "PMO205", (*AT, "raised"), None, "there is no such day in the calendar"),
    ("risks", risk(raised="0000-01-01"), "PMO205", (*AT, "raised"), None, "there is no such day in the calendar"),
    ("budget", cost("2026-13"), "PMO205", ("actuals", 0, "period"), None, "write a month 2026-11, quarter 2026-Q4, year 2026, or fiscal FY2026 or FY2026-Q1"),
    ("budget", cost("0000"), "PMO205", ("actuals", 0, "period"), None, "write a month 2026-11, quarter 2026-Q4, year 2026, or fiscal FY2026 or FY2026-Q1"),
    ("budget", cost(202611), "PMO205", ("actuals", 0, "period"), None, "write a month 2026-11, quarter 2026-Q4, year 2026, or fiscal FY2026 or FY2026-Q1"),
    ("office", OFFICE | {"currency": "euro"}, "PMO205", ("currency",), None, "use the three capital letters of ISO 4217, such as EUR"),
    ("office", OFFICE | {"fx": {"usd": 1}}, "PMO205", ("fx",), "usd", "use the three capital letters of ISO 4217, such as EUR"),
    ("office", OFFICE | {"calendar": {"country": "nl"}}, "PMO205", ("calendar", "country"), None, "write it like NL"),
    # ranges
    ("risks", risk(impact=7), "PMO206", (*AT, "impact"), None, None),
    ("risks", risk(impact={"cost": 0}), "PMO206", (*AT, "impact", "cost"), None, None),
    ("risks", risk(cost=-1), "PMO206", (*AT, "cost"), None, None),
    ("risks", risk(likelihood=Decimal("1.01")), "PMO206", (*AT, "likelihood"), None, None),
    ("risks", risk(title=""), "PMO206", (*AT, "title"), None, "write at least one character"),
    ("office", OFFICE | {"risk": {"probability": [0, 1]}}, "PMO206", ("risk", "probability"), None, None),
    ("office", OFFICE | {"prioritisation": {"comparisons": [["a", "b", 1, 2]]}}, "PMO206", ("prioritisation", "comparisons", 0), None, None),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "plain", "code", "keys", "key", "hint"), BAD)
def test_one_mistake_gives_one_problem(
    kind: str, plain: Any, code: str, keys: tuple[str | int, ...], key: str | None, hint: str | None
) -> None:
    assert not model_accepts(kind, plain)
    (problem,) = problems(kind, plain)
    assert (problem.code, problem.keys, problem.key) == (code, keys, key)
    assert (str(problem.hint) if problem.hint else None) == hint


@pytest.mark.parametrize(
    ("kind", "plain", "text"),
    [
        ("risks", [], "the document is a list, where a mapping (key: value) belongs"),
        ("risks", risk(impact=7), "`impact` is 7, where 1 to 5 is allowed"),
        ("risks", risk(cost=-1), "`cost` is -1, where 0 or more is allowed"),
        ("risks", risk(tags=["a", 1]), "item 2 of `tags` is the number 1, where text belongs"),
        ("risks", risk(raised=True), "`raised` is true, where a date (YYYY-MM-DD) belongs"),
        (
            "risks",
            risk(impact=[]),
            "`impact` is a list, where a whole number or a mapping (key: value) belongs",
        ),
        (
            "risks",
            risk(status="x" * 80),
            f"`status` is the text '{'x' * 59}…', which is not one of its choices",
        ),
        ("risks", risk(id="{0} b"), "`id` is the text '{0} b', which is not an id"),
        ("office", OFFICE | {"fx": {"usd": 1}}, "a key of `fx` is the text 'usd', which is not a currency"),
        ("office", OFFICE | {"risk": {"impact": [0]}}, "`impact` needs exactly 5 items, not 1"),
    ],
)
def test_wording(kind: str, plain: Any, text: str) -> None:
    (problem,) = problems(kind, plain)
    assert str(problem.message) == text


def test_every_mistake_is_reported() -> None:
    plain = {"risks": [RISK | {"impact": 9, "raised": "soon"}, {"id": "a"}], "x": 1}
    assert [(problem.code, problem.keys, problem.key) for problem in problems("risks", plain)] == [
        ("PMO206", ("risks", 0, "impact"), None),
        ("PMO205", ("risks", 0, "raised"), None),
        ("PMO202", ("risks", 1), "title"),
        ("PMO202", ("risks", 1), "owner"),
        ("PMO202", ("risks", 1), "status"),
        ("PMO201", (), "x"),
    ]


def test_nothing_is_wrong_with_nulls_and_custom_data() -> None:
    plain = risk(tags=None, impact=None, response=None, type=None, custom={"x": [None, {"y": None}]})
    assert problems("risks", plain) == []
    assert problems("office", OFFICE | {"fx": {"USD": None}}) == []


@every_kind
def test_every_keyword_has_its_words(kind: str) -> None:
    shape = {"properties", "items", "prefixItems", "propertyNames", "anyOf", "$ref", "$defs"}
    words = {"$schema", "$id", "title", "description", "examples", "default"}
    used = {
        keyword
        for path, part in objects(load(kind))
        if not path.endswith(("/properties", "/$defs")) and "/examples" not in path and "/default" not in path
        for keyword in part
    }
    assert used - shape - words <= wording.KEYWORDS


def test_a_refusal_that_the_schema_does_not_see_is_passed_on() -> None:
    (problem,) = problems("risks", risk(), "Expected `int`, got `str` - at `$.risks[0].impact`")
    assert (problem.code, problem.keys) == ("PMO203", ("risks", 0, "impact"))
    assert str(problem.message) == "`impact` cannot be used: Expected `int`, got `str`"


# Schema and model agree

SCALARS: list[Any] = [
    None, True, False, 0, 1, 2, 7, -1, 150, 2026, 99999, 10**25,
    Decimal("0.5"), Decimal("-0.5"), Decimal("2.50"), Decimal("1E-8"),
    "", "x", "X", "a b", "a-b", "a\n", "EUR", "NL", "GYOOR", "green", "mon", "7", "10.5", "NaN", "yes",
    "2026-11-30", "2026-02-30", "2026-W01-1", "2026-11-30\n", "0000-01-01", "2026-11", "2026-Q4", "FY2026-Q9", "0000", "2026",
]  # fmt: skip
NESTED: list[Any] = [
    [], {}, ["x"], [1], [None], [[]], [{}], ["a", "b", 1], {"a": 1}, {"a": "x"}, {"a": None}, {"id": "x"},
    {"min": 1, "likely": 2, "max": 3}, {"min": 1, "likely": 2, "max": "3"}, {"EUR": 1}, {"milestone": "x"},
]  # fmt: skip


def filled(draw: Any, schema: dict[str, Any], definitions: dict[str, Any]) -> Any:
    """A valid value with every field that the schema knows."""
    if "$ref" in schema:
        return filled(draw, definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "examples" in schema:
        return draw(st.sampled_from(schema["examples"]))
    if "anyOf" in schema:
        branches = [branch for branch in schema["anyOf"] if branch.get("type") != "null"]
        return filled(draw, draw(st.sampled_from(branches)), definitions)
    if "enum" in schema:
        return draw(st.sampled_from([word for word in schema["enum"] if word is not None]))
    types = schema.get("type", "string")
    match (
        types if isinstance(types, str) else draw(st.sampled_from([name for name in types if name != "null"]))
    ):
        case "object" if "properties" in schema:
            return {name: filled(draw, field, definitions) for name, field in schema["properties"].items()}
        case "object":
            key = schema.get("propertyNames", {}).get("examples", ["key"])[0]
            values = schema.get("additionalProperties")
            return (
                {key: filled(draw, values, definitions)} if values else {"anything": [None, {"goes": None}]}
            )
        case "array" if "prefixItems" in schema:
            return [filled(draw, item, definitions) for item in schema["prefixItems"]]
        case "array":
            return [filled(draw, schema["items"], definitions) for _ in range(schema.get("minItems", 1))]
        case "boolean":
            return True
        case "number" | "integer":
            return schema.get("minimum", 1)
        case _:
            return "x"


def holders(plain: Any) -> Iterator[Any]:
    """Every mapping and list with something in it."""
    if isinstance(plain, dict | list):
        if plain:
            yield plain
        for value in plain.values() if isinstance(plain, dict) else plain:
            yield from holders(value)


@st.composite
def documents(draw: Any) -> tuple[str, Any]:
    kind = draw(st.sampled_from(sorted(KINDS)))
    schema = load(kind)
    return kind, exact(draw(st.sampled_from([filled(draw, schema, schema["$defs"]), schema["examples"][0]])))


def mutate(draw: Any, plain: Any, values: list[Any]) -> None:
    """Drop, rename or replace one thing in ``plain``."""
    holder = draw(st.sampled_from(list(holders(plain))))
    place = draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
    match draw(st.sampled_from(["drop", "rename", "replace", "replace", "replace"])):
        case "drop":
            del holder[place]
        case "rename" if isinstance(holder, dict):
            holder[draw(st.sampled_from([place + "x", "x", "EUR", "usd", place.upper()]))] = holder.pop(place)
        case _:
            holder[place] = deepcopy(draw(st.sampled_from(values)))


def value_at(plain: Any, keys: tuple[str | int, ...]) -> Any:
    for key in keys:
        plain = plain[key]
    return plain


def is_unknown_and_empty(problem: SchemaProblem, plain: Any) -> bool:
    """The one thing that editors see and the loader does not: it drops the key before anybody asks for it."""
    return problem.code == "PMO201" and value_at(plain, (*problem.keys, str(problem.key))) is None


@given(documents())
@settings(max_examples=60, deadline=None)
def test_filled_documents_are_accepted_by_both(document: tuple[str, Any]) -> None:
    kind, plain = document
    assert problems(kind, plain) == []
    assert model_accepts(kind, plain)


@given(documents(), st.data())
@settings(max_examples=300, deadline=None)
def test_schema_and_model_agree(document: tuple[str, Any], data: Any) -> None:
    kind, plain = document
    mutate(data.draw, plain, SCALARS + NESTED)
    found = problems(kind, without_nulls(plain))
    assert model_accepts(kind, plain) == (not found), [str(problem.message) for problem in found]
    found = problems(kind, plain)
    if not all(is_unknown_and_empty(problem, plain) for problem in found):
        assert not model_accepts(kind, plain), [str(problem.message) for problem in found]
    for problem in found:
        assert str(problem.message)
        assert problem.key is None or isinstance(value_at(plain, problem.keys), dict)
    if not found:
        assert Draft202012Validator(load(kind)).is_valid(plain), "other validators accept it as well"


@given(documents(), st.data())
@settings(max_examples=150, deadline=None)
def test_one_change_gives_at_most_one_problem(document: tuple[str, Any], data: Any) -> None:
    kind, plain = document
    mutate(data.draw, plain, [value for value in SCALARS if value is not None])
    found = problems(kind, plain)
    assert len({(problem.keys, problem.key) for problem in found}) == len(found) <= 2
    if len(found) == 2:
        assert {problem.code for problem in found} == {"PMO201", "PMO202"}, "a key renamed beyond recognition"
