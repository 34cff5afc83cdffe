"""Which records stand on which page of the site, and what is shown of each kind."""

from typing import Final

from pmo.locale.marking import mark
from pmo.publishing.site.tables import Wanted

PROJECTS: Final = Wanted(
    "projects",
    "title",
    "programme* state* health* computed_health* forecast_finish slip_days manager* approved overrun_share",
    titles=(
        ("health", mark("Declared")),
        ("computed_health", mark("By the facts")),
        ("overrun_share", mark("Over or under")),
    ),
)
MILESTONES: Final = Wanted("milestones", "title", "state expected slip_days baseline owner")
_RISKS: Final = "cell status type score owner overdue_days emv"
_RISK_TEXTS: Final = "cause event effect response.plan outcome"
RISKS: Final = Wanted("risks", "title", _RISKS, _RISK_TEXTS)
ALL_RISKS: Final = Wanted("risks", "title", "where* cell* type* status* score owner overdue_days emv")
_GATES: Final = "planned held decision open_conditions overdue_days"
GATES: Final = Wanted("gate-reviews", "title", _GATES)
DUE_GATES: Final = Wanted("gate-reviews", "title", "where* planned overdue_days")
HELD_GATES: Final = Wanted("gate-reviews", "title", "where* held decision* open_conditions")
ALLOCATIONS: Final = Wanted("allocations", "who", "where* load from to status* task")
ABSENCES: Final = Wanted("absences", "person", "kind* from to")

OF_ALL: Final = (
    RISKS,
    Wanted("issues", "title", "severity status owner due overdue_days", "resolution escalation.reason"),
    Wanted(
        "changes",
        "title",
        "status raised raised_by impact.cost impact.days age_days overdue_days",
        "reason recommendation",
    ),
    Wanted(
        "decisions",
        "title",
        "status asked_of needed_by date overdue_days",
        "context consequence decision rationale",
    ),
    Wanted("actions", "text", "owner due overdue_days done"),
    Wanted("assumptions", "text", "result validate_by overdue_days owner", "if_false"),
    Wanted("lessons", "title", "kind status category owner", "situation recommendation"),
    Wanted("meetings", "title", "date kind next", "decisions"),
)
"""Registers that projects, programmes and the office have alike."""

OF_PROJECTS: Final = (
    MILESTONES,
    Wanted("sprints", "id", "state start finish planned done scope"),
    GATES,
    *OF_ALL[:5],
    Wanted("benefits", "title", "status owner target measured unit due overdue_days"),
    Wanted("budget-lines", "title", "category amount actual vendor"),
    Wanted("allocations", "who", "load from to status task"),
    Wanted("deliverables", "title", "status owner due overdue_days", "acceptance"),
    Wanted("quality-reviews", "deliverable", "method planned held result open_findings overdue_days"),
    *OF_ALL[5:],
    Wanted("stakeholders", "who", "role interest influence engagement"),
    Wanted("documents", "title", "kind status location owner"),
    Wanted("statuses", "headline", "date overall author percent_complete"),
)
"""Registers of a project, in the order of its page."""

OF_OFFICE: Final = (
    *OF_ALL,
    Wanted("vendors", "name", "category running quality delivery cost reviewed"),
    Wanted("contracts", "title", "vendor project value paid end notice_by"),
    Wanted("policies", "title", "applies_to severity from to"),
    Wanted("waivers", "code", "where owner expires", "reason"),
    Wanted("courses", "title", "provider hours skills"),
    Wanted("assessments", "model", "level scoring assessor"),
    Wanted("terms", "term", "definition"),
)
"""What the office keeps."""

OF_PEOPLE: Final = (
    ALLOCATIONS,
    ABSENCES,
    Wanted("roles", "title", "people cost_rate certifications"),
    Wanted("teams", "title", "members"),
    Wanted("equipment", "title", "units load cost_rate from to"),
)
"""What stands below the people."""
