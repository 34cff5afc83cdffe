"""What the commands write as JSON is what their published schemas say."""

import json
import shutil
from pathlib import Path

import jsonschema
import jsonschema_rs
import pytest

from pmo.output.schemas import COMMANDS
from tests.commands import pmo
from tests.repositories import commit

_PROJECT = [
    "new",
    "project",
    "X",
    "--sponsor",
    "ruben-osei",
    "--manager",
    "ewa-kaminska",
    "--method",
    "hybrid",
]
_TABLES = Path(__file__).parents[2] / "examples" / "imports"
_INTERNAL = ("--audience", "internal")
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
    "chart": [["chart"], ["chart", "roadmap"], ["chart", "milestones", "scada-renewal"], ["chart", "--all"]],
    "report": [["report"]],
    "report --describe": [["report", "status", "--describe"]],
    "report status": [["report", "status", "scada-renewal"], ["report", "status", "--all"]],
    "report exception": [["report", "exception"], ["report", "exception", "solar-pumping"]],
    "report closure": [["report", "closure"], ["report", "closure", "scada-renewal"]],
    "report portfolio": [["report", "portfolio"]],
    "report board": [["report", "board"], ["report", "board", "--project", "scada-renewal"]],
    "report qbr": [["report", "qbr"]],
    "report programme": [["report", "programme", "customer-first"], ["report", "programme", "--all"]],
    "report risks": [["report", "risks"], ["report", "risks", "--project", "smart*"]],
    "report governance": [["report", "governance"]],
    "report lessons": [["report", "lessons"]],
    "report resources": [["report", "resources"], ["report", "resources", "--project", "scada-renewal"]],
    "report prioritisation": [["report", "prioritisation"]],
    "report selection": [["report", "selection"]],
    "publish": [
        ["publish", "pages", "--project", "solar*", *_INTERNAL],
        ["publish", "pages", "--project", "solar*", *_INTERNAL, "--dry-run"],
    ],
    "init": [["init", "--dry-run"]],
    "new": [["new", "risk", "Flood", "--owner", "office"], ["new", "status", "leak-detection"]],
    "new project": [_PROJECT],
    "import": [
        [
            "import",
            _TABLES / "risk-log.csv",
            "--project",
            "scada-renewal",
            "--dates",
            "dd/mm/yyyy",
            "--dry-run",
        ],
        ["import", _TABLES / "ledger.csv", "--sum", "cost", "--dates", "dd/mm/yyyy", "--dry-run"],
    ],
    "export": [["export", "risks.csv"], ["export", "all.xlsx"]],
    "intake": [["intake"], ["intake", "--project", "demand-response"]],
    "health": [["health"], ["health", "--project", "wastewater-heat"]],
    "evm": [["evm"], ["evm", "--series"]],
    "appraise": [["appraise"], ["appraise", "demand-response"]],
    "rank": [
        ["rank"],
        ["rank", "--all"],
        ["rank", "--sensitivity", "--method", "topsis"],
        ["rank", "--sensitivity", "--method", "ahp"],
    ],
    "rank --check": [["rank", "--check", "office/decisions/order"]],
    "align": [["align"], ["align", "--all"], ["align", "--project", "field-tablets"]],
    "whatif": [
        ["whatif", "--set", "billing-renewal/api-live.forecast=2027-03-31"],
        ["whatif", "--set", "demand-response.state=active", "--set", "drought-buffer.state=cancelled"],
        ["whatif", "--scenario", "HEAD~1"],
    ],
    "select": [
        ["select"],
        ["select", "--frontier", "--reconsider"],
        ["select", "--explain", "asset-twin"],
        ["select", "--budget", "2027=0", "--with", "drought-buffer"],
    ],
    "risks": [["risks"], ["risks", "--all", "--project", "smart*"]],
    "simulate": [["simulate", "--runs", "200"], ["simulate", "--runs", "100", "--project", "smart*"]],
    "capacity": [
        ["capacity"],
        ["capacity", "--by", "team", "--period", "week"],
        ["capacity", "--from", "2026-12-26", "--to", "2026-12-27", "--project", "scada-renewal"],
    ],
    "changes": [["changes"], ["changes", "--all", "--project", "smart*"]],
    "benefits": [["benefits"], ["benefits", "--project", "field-tablets"]],
    "finance": [["finance"], ["finance", "--by", "vendor", "--period", "month", "--spread"]],
    "vendors": [["vendors"], ["vendors", "metervast"]],
    "report finance": [["report", "finance"]],
    "report vendors": [["report", "vendors"]],
    "report office": [["report", "office"]],
    "report benefits": [["report", "benefits"]],
    "schedule": [["schedule"], ["schedule", "--by", "2027-03-01", "--all"]],
    "level": [["level"], ["level", "--delay", "120"]],
    "staff": [["staff"], ["staff", "ot-engineer", "--all"]],
    "skills": [["skills"], ["skills", "networks", "--to", "2027-12-31"]],
    "training": [["training"]],
    "checklist": [["checklist", "scada-renewal"], ["checklist", "wastewater-heat"]],
    "fmt": [["fmt", "--check"], ["fmt", "--dry-run"]],
    "set": [["set", "scada-renewal/risks/station-asbestos", "probability=4", "--dry-run"]],
    "close": [["close", "scada-renewal/risks/station-asbestos", "--dry-run"]],
    "reopen": [["reopen", "scada-renewal/plan/design-frozen", "--dry-run"]],
    "assign": [["assign", "scada-renewal/risks/station-asbestos", "bram-oosting", "--dry-run"]],
    "move": [["move", "scada-renewal/plan/accepted", "--by", "5", "--dry-run"]],
    "site": [["site", "site", "--project", "solar*", "--reports", "none", "--pictures", "none", *_INTERNAL]],
    "doctor": [["doctor"], ["doctor", "--check"]],
}


def test_every_published_schema_is_tried():
    assert CALLS.keys() == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("language", ["en", "id"])
def test_output_is_what_its_schema_says(command, language, example, tmp_path):
    schema = json.loads(pmo("schema", "--output", command).out)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema_rs.Draft202012Validator(schema)
    for call in CALLS[command]:
        options = ["-C", example, "--as-of", "2026-11-01", "--format", "json", "--lang", language]
        if "--check" in call and call[0] == "rank":
            options[1] = _with_decision(tmp_path, example)
        if call[0] == "init":
            options = [tmp_path / "office", "--format", "json", "--lang", language]
        elif call[0] == "new":
            options.append("--dry-run")
        elif call[0] in ("export", "site", "publish"):
            call = [call[0], tmp_path / call[1], *call[2:]]
        outcome = pmo(*call, *options)
        assert outcome.err == ""
        content = json.loads(outcome.out, parse_constant=lambda constant: pytest.fail(constant))
        validator.validate(content)
        assert list(content) == sorted(content)


def _with_decision(folder, example):
    """A copy of the example with a decision that rests on its ranking."""
    copy = folder / "example"
    shutil.copytree(example, copy)
    commit(copy, "Example")
    assert pmo("-C", copy, "new", "decision", "Order", "--from", "ranking", "--as-of", "2026-11-01").code == 0
    return copy


def test_unknown_command_is_refused():
    outcome = pmo("schema", "--output", "ranks")
    assert (outcome.code, outcome.out) == (2, "")
    assert "did you mean 'rank'?" in outcome.err
