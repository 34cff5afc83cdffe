"""What the commands write as JSON is what their published schemas say."""

import json

import jsonschema
import pytest

from pmo.output.schemas import COMMANDS
from tests.commands import pmo

CALLS = {
    "validate": [["validate"], ["validate", "--select", "PMO9"]],
    "rules": [["rules"]],
    "status": [["status"], ["status", "--since", "HEAD~1"]],
    "todo": [["todo"], ["todo", "--owner", "portfolio-board", "--within", "30"]],
    "show": [
        *(["show", one] for one in ("scada-renewal", "people/bram-oosting", "vendors/metervast", "office")),
        ["show", "smart-meters-rollout/vendor-delay"],
    ],
    "list": [
        *(["list", kind] for kind in ("projects", "risks", "people", "kpis", "waivers")),
        ["list", "milestones", "--group-by", "state", "--columns", "title,slip_days", "--limit", "3"],
    ],
    "decisions": [["decisions"], ["decisions", "--all", "--by", "portfolio-board"]],
    "roadmap": [["roadmap"], ["roadmap", "--by", "objective", "--from", "2026-01-01"]],
    "query": [["query", "SELECT * FROM risks"], ["query", "--tables"], ["query", "SELECT 1 WHERE false"]],
    "search": [["search", "invoice", "interfce"], ["search", "zzzz"]],
    "report status": [["report", "status", "scada-renewal"], ["report", "status", "--all"]],
    "report portfolio": [["report", "portfolio"]],
    "intake": [["intake"], ["intake", "--project", "demand-response"]],
    "health": [["health"], ["health", "--project", "wastewater-heat"]],
    "evm": [["evm"], ["evm", "--series"]],
    "rank": [["rank"], ["rank", "--all"]],
    "risks": [["risks"], ["risks", "--all", "--project", "smart*"]],
    "simulate": [["simulate", "--runs", "200"], ["simulate", "--runs", "100", "--project", "smart*"]],
    "changes": [["changes"], ["changes", "--all", "--project", "smart*"]],
    "benefits": [["benefits"], ["benefits", "--project", "field-tablets"]],
    "schedule": [["schedule"], ["schedule", "--by", "2027-03-01", "--all"]],
    "checklist": [["checklist", "scada-renewal"], ["checklist", "wastewater-heat"]],
    "set": [["set", "scada-renewal/risks/station-asbestos", "probability=4", "--dry-run"]],
    "close": [["close", "scada-renewal/risks/station-asbestos", "--dry-run"]],
    "reopen": [["reopen", "scada-renewal/plan/design-frozen", "--dry-run"]],
    "assign": [["assign", "scada-renewal/risks/station-asbestos", "bram-oosting", "--dry-run"]],
    "move": [["move", "scada-renewal/plan/accepted", "--by", "5", "--dry-run"]],
    "doctor": [["doctor"], ["doctor", "--check"]],
}


def test_every_published_schema_is_tried():
    assert CALLS.keys() == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("language", ["en", "id"])
def test_output_is_what_its_schema_says(command, language, example):
    schema = json.loads(pmo("schema", "--output", command).out)
    jsonschema.Draft202012Validator.check_schema(schema)
    for call in CALLS[command]:
        options = ["-C", example, "--as-of", "2026-11-01", "--format", "json", "--lang", language]
        outcome = pmo(*call, *options)
        assert outcome.err == ""
        content = json.loads(outcome.out, parse_constant=lambda constant: pytest.fail(constant))
        jsonschema.validate(content, schema)
        assert list(content) == sorted(content)


def test_unknown_command_is_refused():
    outcome = pmo("schema", "--output", "ranks")
    assert (outcome.code, outcome.out) == (2, "")
    assert "did you mean 'rank'?" in outcome.err
