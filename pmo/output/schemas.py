"""The JSON Schema of what a command writes with `--format json`."""

from difflib import get_close_matches
from importlib import import_module
from typing import Any

import msgspec

from pmo.errors import UsageError
from pmo.output.envelope import FORMAT
from pmo.render.reports import REPORTS

_TYPES = {
    **dict.fromkeys(("set", "close", "reopen", "assign", "move"), "pmo.output.written:WrittenData"),
    "fmt": "pmo.output.formatting:LayoutsData",
    "validate": "pmo.output.json:ValidationData",
    "rules": "pmo.output.rules:RulesData",
    "status": "pmo.render.views.overview:Overview",
    "show": "pmo.output.item:ShowData",
    "list": "pmo.output.listing:ListData",
    "todo": "pmo.render.views.todo:TodoView",
    "decisions": "pmo.render.views.decisions:DecisionsView",
    "query": "pmo.output.query:QueryData",
    "roadmap": "pmo.render.views.roadmap:RoadmapView",
    "search": "pmo.output.search:SearchData",
    "publish": "pmo.output.published:PublishData",
    "init": "pmo.output.offices:NewOfficeData",
    "new": "pmo.output.written:WrittenData",
    "new project": "pmo.output.experience:NewProjectData",
    "intake": "pmo.output.intake:IntakeData",
    "health": "pmo.output.health:HealthData",
    "evm": "pmo.output.evm:EvmData",
    "appraise": "pmo.output.appraisal:AppraisalData",
    "rank": "pmo.output.ranking:RankingData",
    "rank --check": "pmo.output.basis_check:BasisCheckData",
    "align": "pmo.output.align:AlignData",
    "whatif": "pmo.output.whatif:WhatIfData",
    "select": "pmo.output.selection_data:SelectionData",
    "risks": "pmo.render.views.risks:RisksView",
    "simulate": "pmo.render.views.simulation:SimulationView",
    "capacity": "pmo.render.views.capacity:CapacityView",
    "changes": "pmo.render.views.change_control:ChangesView",
    "benefits": "pmo.render.views.benefits:BenefitsView",
    "finance": "pmo.render.views.finance:FinanceView",
    "vendors": "pmo.render.views.vendors:VendorsView",
    "schedule": "pmo.render.views.schedule:ScheduleView",
    "level": "pmo.render.views.levelling:LevellingView",
    "staff": "pmo.render.views.staffing:StaffingView",
    "skills": "pmo.render.views.skills:SkillsView",
    "training": "pmo.render.views.training:TrainingView",
    "import": "pmo.output.imported:ImportData",
    "export": "pmo.output.exported:ExportData",
    "checklist": "pmo.render.views.checklist:ChecklistView",
    "doctor": "pmo.output.setup:DoctorData",
    "chart": "pmo.output.charts:ChartsData",
    "site": "pmo.output.site:SiteData",
    "report": "pmo.output.reports:ReportsData",
    "report --describe": "pmo.output.reports:ContextData",
    **{f"report {kind}": report.view for kind, report in REPORTS.items()},
}
"""The type of each command's `data`, as `module:name`."""
_WITHOUT_PORTFOLIO = ("doctor", "chart", "report", "report --describe")
"""Commands that work without a portfolio, which then has no name."""
_SEVERAL = tuple(f"report {kind}" for kind, report in REPORTS.items() if report.about != "portfolio")
"""Commands that give a list of these where they are about several."""

COMMANDS = tuple(_TYPES)


def output_schema(command: str) -> dict[str, Any]:
    """Schema (draft 2020-12) of the envelope of a command; money is text, exact."""
    if command not in _TYPES:
        close = get_close_matches(command, _TYPES, n=1)
        advice = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(_TYPES)}"
        raise UsageError(f"no schema is published for the output of {command!r}", advice)
    module, _, name = _TYPES[command].partition(":")
    (data,), definitions = msgspec.json.schema_components(
        [getattr(import_module(module), name)], schema_hook=_own_type, ref_template="#/$defs/{name}"
    )
    if command in _SEVERAL:
        data = {"anyOf": [data, {"type": "array", "items": data}]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:pmo:output:{command.replace(' ', '-')}:{FORMAT}",
        "title": f"Output of pmo {command} --format json",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT, "description": "Version of this envelope."},
            "command": {"const": command.partition(" ")[0], "description": "The command."},
            "portfolio": {
                "type": ["string", "null"] if command in _WITHOUT_PORTFOLIO else "string",
                "description": "Name of the portfolio.",
            },
            "revision": {
                "type": ["string", "null"],
                "description": "Commit that the files are exactly those of; null when they are not.",
            },
            "as_of": {"type": "string", "format": "date", "description": "What `today` means."},
            "data": data,
            "left_out": {
                "type": "array",
                "items": {"type": "string"},
                "description": "What --force went on without.",
            },
            "audience": {
                "enum": ["public", "internal", "confidential"],
                "description": "Whom the output is for; absent where everything is shown.",
            },
            "left_out_for_audience": {
                "type": "object",
                "description": "How much is left out because it is above the audience.",
                "properties": {
                    "projects": {
                        "type": "integer",
                        "minimum": 0,
                        "description": "Projects, with all that is theirs.",
                    },
                    "records": {
                        "type": "integer",
                        "minimum": 0,
                        "description": "Files and records of what remains.",
                    },
                },
                "required": ["projects", "records"],
                "additionalProperties": False,
            },
        },
        "required": ["format", "command", "portfolio", "revision", "as_of", "data"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _own_type(kind: type) -> dict[str, Any]:
    schema: dict[str, Any] = kind.schema()  # type: ignore[attr-defined]
    return schema
