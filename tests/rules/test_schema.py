"""Family 2xx: shapes, expressions, custom fields and scales."""

from decimal import Decimal
from pathlib import Path

import pytest

from pmo.rules.schema import SCHEMA_RULES
from pmo.schemas.custom import CustomSchema, CustomSchemaError
from tests.portfolios import charter, codes, findings, office, only, show

CHARTER = "projects/crm/charter.yaml"
RISKS = "projects/crm/risks.yaml"
RISK = {"id": "late", "title": "Late", "owner": "ana", "status": "identified"}


@pytest.mark.parametrize(
    ("code", "risk"),
    [
        ("PMO201", RISK | {"probabilty": 3}),
        ("PMO202", {"id": "late", "title": "Late", "owner": "ana"}),
        ("PMO203", RISK | {"response": "none"}),
        ("PMO204", RISK | {"status": "running"}),
        ("PMO205", RISK | {"raised": "30.11.2026"}),
        ("PMO206", RISK | {"probability": 7}),
    ],
)
def test_a_mistake_of_shape_is_one_finding(tmp_path: Path, code: str, risk: dict) -> None:
    assert codes(tmp_path, {RISKS: {"risks": [risk]}}) == [code]


def policy(**changes: str) -> dict[str, object]:
    return {
        "policies.yaml": {
            "policies": [
                {"id": "p", "title": "P", "applies_to": "charter", "require": "charter.title"} | changes
            ]
        }
    }


def test_an_expression_that_cannot_be_read(tmp_path: Path) -> None:
    finding = only(tmp_path, "PMO207", policy(require="charter.size = 'large'"))
    assert (finding.where.path, finding.where.line, finding.where.column) == ("policies.yaml", 5, 12)
    assert str(finding.message).startswith("the expression cannot be used: ")
    assert "(column " in str(finding.message)
    assert str(finding.hint) == "correct it; `pmo explain expressions` lists the names and operators"


@pytest.mark.parametrize(
    ("applies_to", "expression", "good"),
    [
        ("charter", "charter.title", True),
        ("charter", "chartr.title", False),
        ("risk", "probability > 3 and owner is known", True),
        ("risk", "probabilty > 3", False),
        ("plan", "milestones | length > 0", True),
        ("moon", "charter.title", True),
        ("moon", "probability > 3", False),
    ],
)
def test_names_of_an_expression(tmp_path: Path, applies_to: str, expression: str, good: bool) -> None:
    found = codes(tmp_path, policy(applies_to=applies_to, require=expression), select=["PMO207"])
    assert found == ([] if good else ["PMO207"])


def test_expressions_of_the_office_and_of_methods(tmp_path: Path) -> None:
    files = {
        "pmo.yaml": office(
            prioritisation={"criteria": [{"id": "value", "title": "Value", "value": "1 +"}]},
            governance={"escalation": [{"when": "(", "to": "manager"}]},
        ),
        "methods/own.yaml": {
            "id": "own",
            "title": "Own",
            "gates": [
                {
                    "id": "go",
                    "title": "Go",
                    "criteria": [{"id": "c", "text": "C", "check": "no.such"}],
                    "tailoring": [{"when": "1 / / 2", "skip": ["c"]}],
                }
            ],
        },
    }
    assert codes(tmp_path, files) == ["PMO207"] * 4


@pytest.mark.parametrize(
    "text", ["{{ 1 }}", "(" * 500, "x" * 100_000, "\x85", "a\nb", "%}", "'", "2 > 1e999"]
)
def test_no_expression_makes_a_traceback(tmp_path: Path, text: str) -> None:
    assert codes(tmp_path, policy(require=text)) == ["PMO207"]


def customised(schema: object, custom: object, kind: str = "charter") -> dict[str, object]:
    return {"pmo.yaml": office(custom_fields={kind: schema}), CHARTER: charter(custom=custom)}


COST_CENTRE = {"required": ["cost_centre"], "properties": {"cost_centre": {"type": "integer"}}}


def test_a_custom_field_that_does_not_fit(tmp_path: Path) -> None:
    finding = only(tmp_path, "PMO208", customised(COST_CENTRE, {"cost_centre": "unknown"}))
    assert show([finding]) == (
        f"{CHARTER}:10:16 PMO208 error `custom.cost_centre` does not fit the office's schema (type: integer) "
        "(correct it, or the schema in pmo.yaml)"
    )
    assert finding.related[0].where.path == "pmo.yaml"
    assert finding.related[0].where.line > 1


def test_a_custom_field_that_fits(tmp_path: Path) -> None:
    assert codes(tmp_path, customised(COST_CENTRE, {"cost_centre": 4711})) == []
    assert (
        codes(tmp_path, customised({"properties": {"share": {"maximum": 0.5}}}, {"share": Decimal("0.4")}))
        == []
    )


def test_a_required_custom_field_is_missed_even_without_any(tmp_path: Path) -> None:
    finding = only(tmp_path, "PMO208", customised(COST_CENTRE, {}))
    assert str(finding.message) == "`custom` lacks `cost_centre`, which the office's schema requires"


def test_a_schema_for_registers_is_about_their_records(tmp_path: Path) -> None:
    files = {
        "pmo.yaml": office(custom_fields={"risks": {"additionalProperties": False}}),
        RISKS: {"risks": [RISK, RISK | {"id": "b", "custom": {"x": [1]}}], "custom": {"y": 1}},
    }
    finding = only(tmp_path, "PMO208", files)
    assert str(finding.message) == "`custom` has fields that the office's schema does not know"
    assert finding.address == "crm/risks/b"


def test_places_inside_lists(tmp_path: Path) -> None:
    schema = {"properties": {"parts": {"items": {"enum": ["a", "b"]}}}}
    finding = only(tmp_path, "PMO208", customised(schema, {"parts": ["a", "c"]}))
    assert str(finding.message) == "`custom.parts[2]` does not fit the office's schema (enum: a, b)"


def test_a_kind_that_does_not_exist(tmp_path: Path) -> None:
    finding = only(tmp_path, "PMO208", customised({}, {}, "risk"))
    assert str(finding.message) == "`risk` is no kind of document or record"
    assert str(finding.hint) == "did you mean `risks`?"
    assert (
        str(only(tmp_path, "PMO208", customised({}, {}, "zzz")).hint) == "`pmo schema --list` lists the kinds"
    )


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "strng"},
        {"properties": {"x": {"pattern": "("}}},
        {"patternProperties": {"(": {}}},
        {"properties": {"x": {"anyOf": [{"$ref": "http://127.0.0.1:9/x"}]}}},
        {"$ref": "#"},
        {"$ref": "#/nowhere"},
    ],
)
def test_a_schema_that_cannot_be_used(tmp_path: Path, schema: object) -> None:
    finding = only(tmp_path, "PMO208", customised(schema, {"x": "y"}))
    assert finding.where.path == "pmo.yaml"
    assert str(finding.message).startswith("the schema of the custom fields of `charter` cannot be used: ")


def test_a_schema_that_is_nested_too_deeply() -> None:
    schema: dict = {}
    for _ in range(5000):
        schema = {"properties": {"x": schema}}
    with pytest.raises(CustomSchemaError):
        CustomSchema(schema)


def scored(score: object) -> dict[str, object]:
    criteria = [{"id": "value", "title": "Value"}]
    return {
        "pmo.yaml": office(prioritisation={"criteria": criteria}),
        CHARTER: charter(scores={"Value": score}),
    }


def test_a_score_outside_its_scale(tmp_path: Path) -> None:
    finding = only(tmp_path, "PMO851", scored(50))
    assert show([finding]) == (
        f"{CHARTER}:10:10 PMO851 error the score 50 for `Value` is outside its scale, 1 to 5 "
        "(correct the score, or the scale in pmo.yaml)"
    )
    assert finding.related[0].where.path == "pmo.yaml"


@pytest.mark.parametrize("score", [1, 5, Decimal("3.5")])
def test_a_score_on_its_scale(tmp_path: Path, score: object) -> None:
    assert codes(tmp_path, scored(score)) == []


def test_bands_out_of_order(tmp_path: Path) -> None:
    files = {"pmo.yaml": office(risk={"probability": [0, Decimal("0.4"), Decimal("0.2"), Decimal("0.6"), 1]})}
    finding = only(tmp_path, "PMO852", files)
    assert str(finding.message) == "`probability` is not in rising order: 0, 0.4, 0.2, 0.6, 1"


def test_a_scale_without_room(tmp_path: Path) -> None:
    criteria = [{"id": "value", "title": "Value", "scale": {"min": 5, "max": 1}}]
    assert codes(tmp_path, {"pmo.yaml": office(prioritisation={"criteria": criteria})}) == ["PMO852"]


def test_three_points_out_of_order(tmp_path: Path) -> None:
    files = {
        "projects/crm/plan.yaml": """
            milestones:
              - {id: a, title: A}
              - {id: b, title: B, after: [{milestone: a, lag_days: {min: 3, likely: 2, max: 4}}, {milestone: a, lag_days: 3}]}
            """,
    }
    assert show(findings(tmp_path, files, select=["PMO85"])) == (
        "projects/crm/plan.yaml:3:46 PMO852 error `lag_days` is not in rising order: 3, 2, 4 "
        "(write the values in rising order)"
    )


def test_without_an_office_nothing_is_judged(tmp_path: Path) -> None:
    files = {"pmo.yaml": "- a", CHARTER: charter(scores={"value": 50}, custom={"x": 1})}
    assert [finding.code for finding in findings(tmp_path, files, select=["PMO1", "PMO2"])] == ["PMO107"]


def test_every_page_has_its_parts() -> None:
    for rule in SCHEMA_RULES:
        for part in ("**Why it matters.**", "**Example.**", "**Fix.**"):
            assert part in rule.page, (rule.code, part)
