"""Which columns a list of each kind shows, and in which order it stands, unless somebody asks for others."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from pmo.locale.marking import mark


class Default(NamedTuple):
    """How a kind is shown."""

    columns: str
    """Names of columns; `~` after one that may be cut on a terminal, `?` after one that may be left out there."""
    sort: str
    """As for `--sort`; empty for the order of the files."""


DEFAULTS: Final[Mapping[str, Default]] = {
    "projects": Default(
        "address title~ state health computed_health forecast_finish slip_days manager~? overrun_share? approved?",
        "-open,-judged_health,-slip_days,address",
    ),
    "programmes": Default("address title~ manager~ sponsor~? projects", ""),
    "objectives": Default("address title~ owner~ weight projects horizon~?", ""),
    "milestones": Default(
        "address title~ state expected slip_days overdue_days? baseline? owner~?", "-open,expected,address"
    ),
    "phases": Default(
        "project id state baseline.finish forecast.finish actual.finish baseline.start? address?", ""
    ),
    "sprints": Default("address state start finish planned done scope?", "-start,address"),
    "dependencies": Default("waiting~ needed~ needed_state needed_expected agreed lag_days?", "-open"),
    "deliverables": Default("address title~ status owner~? due overdue_days", "-open,due,address"),
    "statuses": Default("address overall headline~ author~? percent_complete", "-date,address"),
    "risks": Default(
        "address title~ cell score owner~? overdue_days? status? emv?",
        "-open,-cell,-score,address",
    ),
    "issues": Default(
        "address title~ severity due overdue_days status? owner~?", "-open,-severity,due,address"
    ),
    "assumptions": Default(
        "address text~ result validate_by overdue_days owner~?", "-open,validate_by,address"
    ),
    "changes": Default(
        "address title~ status impact.cost impact.days age_days overdue_days? raised_by~?",
        "-open,raised,address",
    ),
    "decisions": Default(
        "address title~ status needed_by asked_of~ overdue_days date?", "-open,needed_by,-date,address"
    ),
    "actions": Default("text~ owner~ due overdue_days project? done? address?", "-open,due,address"),
    "lessons": Default("address title~ kind? category? status owner~? due?", "-open,due,address"),
    "meetings": Default("address date title~ kind? actions next?", "-date,address"),
    "budgets": Default(
        "address approved planned_to_date? actual_to_date estimate overrun? overrun_share",
        "-overrun_share,address",
    ),
    "budget-lines": Default("address title~ category? amount actual vendor?", ""),
    "benefits": Default(
        "address title~ status owner~? target measured unit~? due overdue_days?", "-open,due,address"
    ),
    "kpis": Default("title~ baseline target measured measured_on unit~? address?", ""),
    "gate-reviews": Default(
        "address title~ planned held decision open_conditions? overdue_days", "-open,planned,held,address"
    ),
    "quality-reviews": Default(
        "address deliverable~ method~? planned held result open_findings? overdue_days",
        "-open,planned,address",
    ),
    "approvals": Default("subject by~ role~? date what~? evidence~?", "-date,address"),
    "documents": Default("project title~ kind~? status location~? owner~? address?", ""),
    "stakeholders": Default("project who~ role~ interest influence engagement~? address?", ""),
    "communications": Default("project what~ audience~ how~? frequency~ owner~? address?", ""),
    "allocations": Default("address who~ load from to status task~?", "-open,from,address"),
    "people": Default("address name~ role~ unit~? capacity load projects~?", "-open,name"),
    "roles": Default("address title~ people cost_rate certifications~?", ""),
    "teams": Default("address title~ members~", ""),
    "absences": Default("person~ kind from to address?", "-open,from"),
    "certificates": Default("person~ name~ state expires issued? address?", "expires,person"),
    "equipment": Default("address title~ units load cost_rate from? to?", ""),
    "vendors": Default("address name~ category~? running quality delivery cost reviewed", ""),
    "contracts": Default(
        "address title~ vendor project? value paid? end notice_by late_deliveries?", "-open,end,address"
    ),
    "service-levels": Default("contract~ measure~ target actual period", ""),
    "bodies": Default("id name~ meets~? members~ address?", ""),
    "methods": Default("address title~ projects gates phases", ""),
    "policies": Default("address title~ applies_to severity from? to?", ""),
    "waivers": Default("code where~ reason~? owner~ expires address?", "-open,expires"),
    "courses": Default("address title~ provider~? hours skills~?", ""),
    "enrolments": Default("person~ course planned completed overdue_days address?", "-open,planned"),
    "mentoring": Default("mentor~ mentee~ from to goal~ address?", "-open,from"),
    "assessments": Default("address model level scoring assessor~?", "-date"),
    "terms": Default("address term~ definition~", "term"),
}
"""By the plural of the kind."""

HOMES: Final[Mapping[str, str]] = {
    "absences": mark("`absences` of a person in people.yaml"),
    "approvals": mark("`approvals` of what is approved"),
    "assessments": mark("assessments/<date>.yaml"),
    "bodies": mark("`governance.bodies` in pmo.yaml"),
    "budget-lines": mark("`lines` in a project's budget.yaml"),
    "budgets": mark("budget.yaml in a project's folder"),
    "certificates": mark("`certifications` of a person in people.yaml"),
    "communications": mark("`communications` in a project's charter.yaml"),
    "courses": mark("`courses` in training.yaml"),
    "deliverables": mark("`deliverables` in a project's charter.yaml"),
    "dependencies": mark("`after` of a milestone in plan.yaml"),
    "documents": mark("`documents` in a project's charter.yaml"),
    "enrolments": mark("`enrolments` in training.yaml"),
    "equipment": mark("equipment.yaml"),
    "kpis": mark("`kpis` in pmo.yaml, of an objective, or of a charter"),
    "mentoring": mark("`mentoring` in training.yaml"),
    "methods": mark("methods/<id>.yaml"),
    "phases": mark("`phases` in a project's plan.yaml"),
    "policies": mark("policies.yaml"),
    "quality-reviews": mark("quality.yaml in a project's folder"),
    "roles": mark("`roles` in people.yaml"),
    "service-levels": mark("`service_levels` of a contract in vendors.yaml"),
    "sprints": mark("`sprints` in a project's plan.yaml"),
    "stakeholders": mark("`stakeholders` in a project's charter.yaml"),
    "teams": mark("`teams` in people.yaml"),
    "terms": mark("glossary.yaml"),
    "waivers": mark("waivers.yaml"),
}
"""Where records are written that `pmo new` does not make."""
