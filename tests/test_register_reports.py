"""The reports on risks, governance, lessons and programmes: as they should look, by hand-worked cases, and by attack."""

import datetime
import json
import shutil
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pmo.analysis.lessons import advice, placed_lessons
from pmo.findings import Finding, Where, message
from pmo.governance.approvals import given_approvals, missing_approvals
from pmo.governance.deviations import decider_about, deviations, escalations
from pmo.governance.policies import check_policies
from pmo.history.events import Moment
from pmo.loading import Loaded, load
from pmo.locale import language
from pmo.model.fingerprints import record_fingerprint
from pmo.model.portfolio import Portfolio
from pmo.render.environment import Renderer
from pmo.render.reports import REPORTS, Scope
from pmo.render.views.parts import Heading
from pmo.render.views.risk_report import RiskReport
from pmo.rules.engine import check
from pmo.trees import WorkingTree
from tests import golden
from tests.commands import pmo
from tests.portfolios import AS_OF, charter, office, portfolio, strategy, write
from tests.test_report_pages import ATTACKS, REVISION, hostile, shape

KINDS = ("risks", "governance", "lessons", "programme")


@pytest.fixture(scope="module")
def loaded_story() -> Loaded:
    return load(WorkingTree(Path(__file__).parent.parent / "examples" / "portfolio"))


@pytest.fixture(scope="module")
def story(loaded_story: Loaded) -> Portfolio:
    return loaded_story.portfolio


@pytest.fixture(scope="module")
def found(loaded_story: Loaded) -> tuple[Finding, ...]:
    return check(loaded_story, AS_OF)


def scope_of(
    whole: Portfolio,
    code: str = "en",
    only: tuple[str, ...] | None = None,
    findings: tuple[Finding, ...] | None = None,
    before: Moment | None = None,
) -> Scope:
    assert whole.office is not None
    projects = tuple(one for one in whole.projects.values() if only is None or one.id in only)
    return Scope(
        whole,
        projects,
        tuple(whole.programmes.values()),
        Heading(whole.office.office.name, REVISION, AS_OF, ", ".join(only) if only else None),
        language(code),
        is_narrowed=only is not None,
        before=before,
        findings=(lambda: findings) if findings is not None else None,
    )


@cache
def renderer(code: str) -> Renderer:
    return Renderer(language(code))


def pages(kind: str, scope: Scope) -> dict[str, str]:
    render = renderer(scope.language.code).render
    return {one.name: render(one.template, one.view) for one in REPORTS[kind].pages(scope)}


def view(kind: str, scope: Scope) -> Any:
    (page,) = REPORTS[kind].pages(scope)
    return page.view


# As they should look


@pytest.mark.parametrize("code", ["en", "id"])
@pytest.mark.parametrize("kind", KINDS)
def test_pages(
    request: pytest.FixtureRequest, story: Portfolio, found: tuple[Finding, ...], kind: str, code: str
) -> None:
    made = pages(kind, scope_of(story, code, findings=found))
    for name, page in made.items():
        file = kind if kind == name else f"{kind}-{name}"
        golden.check(request, f"reports/{file}.{code}.md", page)
        for lines in (block.split("\n") for block in page.rstrip("\n").split("\n\n")):
            rows = [line for line in lines if line.startswith("|")]
            assert len({line.replace(r"\|", "").count("|") for line in rows}) <= 1, rows
            assert not rows or len(rows) == len(lines), lines


def test_the_same_bytes_twice_and_elsewhere(
    story: Portfolio, found: tuple[Finding, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [pages(kind, scope_of(story, "id", findings=found)) for kind in KINDS[:3]]
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert before == [pages(kind, scope_of(story, "id", findings=found)) for kind in KINDS[:3]]


# Narrowed, empty, unreadable


def test_narrowed_to_a_project_only_its_records_are_shown(
    story: Portfolio, found: tuple[Finding, ...]
) -> None:
    scope = scope_of(story, only=("scada-renewal",), findings=found)
    risks: RiskReport = view("risks", scope)
    assert {one.address.partition("/")[0] for one in (*risks.threats, *risks.opportunities)} == {
        "scada-renewal"
    }
    governance = view("governance", scope)
    assert {one.where_address for one in governance.waiting} == {"scada-renewal"}
    assert {one.project_id for one in governance.exceptions} == {"scada-renewal"}
    assert governance.compliance.projects == 1
    assert {one.where_address for one in view("lessons", scope).waiting} == {"scada-renewal"}
    programme = view("programme", scope)
    assert programme.programme.id == "smart-networks"
    assert [one.id for one in programme.projects] == ["scada-renewal"]
    assert not any(one.address.startswith("programmes/") for one in programme.threats)


def test_an_empty_portfolio(tmp_path: Path) -> None:
    root = write(tmp_path, {"projects/crm/charter.yaml": None})
    for kind, text in (
        ("risks", "No open risk is recorded."),
        ("lessons", "No lesson is recorded yet"),
        ("governance", "| Decisions waiting | 0 |"),
    ):
        done = pmo("report", kind, "-C", root, "--as-of", AS_OF)
        assert (done.code, done.err) == (0, "")
        assert text in done.out
    done = pmo("report", "programme", "renewal", "-C", root, "--as-of", AS_OF)
    assert done.code == 0
    assert "No open project belongs to this programme." in done.out


def test_an_office_without_any_rules(tmp_path: Path) -> None:
    files = {"pmo.yaml": office(governance={}), "strategy.yaml": strategy(programmes=[])}
    root = write(tmp_path, files)
    done = pmo("report", "governance", "-C", root, "--as-of", AS_OF)
    assert done.code == 0
    assert "## Who decides" not in done.out
    assert pmo("report", "programme", "--all", "-C", root).out.strip() == ""


def test_calls_that_make_no_sense(example: Path) -> None:
    for arguments, reason in (
        (("programme",), "which programme?"),
        (("programme", "smart-networs"), "there is no programme 'smart-networs'"),
        (("risks", "scada-renewal"), "the risks report is about all projects"),
        (("lessons", "--since", "HEAD"), "the lessons report compares with nothing earlier"),
    ):
        done = pmo("report", *arguments, "-C", example)
        assert (done.code, done.out) == (2, "")
        assert reason in done.err


def test_the_command_checks_the_rules_for_governance(example: Path) -> None:
    call = ("report", "governance", "-C", example, "--as-of", AS_OF, "--format", "json")
    data = json.loads(pmo(*call).out)["data"]
    assert data["compliance"]["errors"] == 0
    assert data["compliance"]["warnings"] == sum(one["warnings"] for one in data["compliance"]["families"])
    assert data["gate_totals"]["decided"] == 23


def test_without_a_check_the_page_says_so(story: Portfolio) -> None:
    (page,) = pages("governance", scope_of(story)).values()
    assert "The rules were not checked for this page: `pmo validate` checks them." in page


def test_an_office_replaces_a_block_of_ours(tmp_path: Path, example: Path) -> None:
    root = tmp_path / "portfolio"
    shutil.copytree(example, root, ignore=shutil.ignore_patterns(".git"))
    folder = root / "templates" / "reports"
    folder.mkdir(parents=True)
    (folder / "programme.md.jinja").write_text(
        '{% extends "pmo/programme.md.jinja" %}{% block title %}# Our {{ programme.title }}\n{% endblock %}'
    )
    done = pmo("report", "programme", "customer-first", "-C", root, "--as-of", AS_OF)
    assert done.out.startswith("# Our Customer First\n")
    assert "## Dependencies" in done.out


# What the files say stays text


def more(root: Path, attack: str) -> Portfolio:
    """The hostile portfolio with lessons, policies, waivers, gates and risks that have happened."""
    hostile(root, attack)
    text = attack.replace("\x1b", "\u009b")
    approval = {"by": "ana", "date": "2026-10-01", "fingerprint": text}
    lesson = {"title": text, "recommendation": text, "situation": text, "root_cause": text, "category": text}
    return portfolio(
        root,
        {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("*.yaml")
            if path.name not in ("policies.yaml", "waivers.yaml")
        }
        | {
            "lessons.yaml": {
                "lessons": [
                    lesson | {"id": "a", "phase": text, "status": "validated", "reused_by": ["erp"]},
                    lesson | {"id": "b", "follow_up": text, "due": "2026-10-01"},
                ]
            },
            "policies.yaml": {
                "policies": [
                    {"id": "a", "title": text, "applies_to": "charter", "require": "charter.size == 'large'"}
                ]
            },
            "waivers.yaml": {
                "waivers": [
                    {"code": "PMO602", "where": text, "reason": text, "owner": "ana", "expires": "2026-10-01"}
                ]
            },
            "projects/erp/risks.yaml": {
                "risks": [
                    {"id": "a", "title": text, "owner": "nobody", "status": "identified", "cause": text}
                    | {"probability": 5, "impact": 5, "raised": "2026-01-01", "category": text}
                    | {"response": {"trigger": text}},
                    {"id": "b", "title": text, "owner": "ana", "status": "occurred", "outcome": text},
                ]
            },
            "projects/erp/decisions.yaml": {
                "decisions": [
                    {"id": "a", "title": text, "status": "decided", "by": "ana", "decision": text}
                    | {"date": "2026-10-01", "approvals": [approval]}
                ]
            },
            "projects/erp/gates.yaml": {
                "reviews": [
                    {"gate": text, "held": "2026-10-01", "decision": "conditional"}
                    | {"conditions": [{"text": text, "owner": "ana", "due": "2026-10-02"}]}
                ]
            },
        },
    )


def of_attack(text: str) -> tuple[Finding, ...]:
    where = Where("projects/crm/charter.yaml", 1)
    return (Finding("PMO801", "error", where, message("{text}", text=text), message("{text}", text=text)),)


def all_pages(whole: Portfolio, text: str) -> dict[str, str]:
    scope = scope_of(whole, findings=of_attack(text))
    return {f"{kind} {name}": page for kind in KINDS for name, page in pages(kind, scope).items()}


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The shapes of the pages by their names."""
    made = all_pages(more(tmp_path_factory.mktemp("harmless"), "harmless"), "harmless")
    return {name: shape(page) for name, page in made.items()}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_changes_nothing_but_texts(
    tmp_path: Path, harmless: dict[str, list[str]], attack: str
) -> None:
    attacked = all_pages(more(tmp_path, attack), attack)
    assert {name: shape(page) for name, page in attacked.items()} == harmless
    for page in attacked.values():
        assert not {"html_inline", "html_block", "link_open", "image"} & set(shape(page))
        assert not {"\u009b", "\u202e"} & set(page)


# Risks


def risks_of(tmp_path: Path, *risks: Mapping[str, Any], **files: Any) -> Any:
    base = {"owner": "budi", "status": "assessed"}
    content: dict[str, Any] = {
        "projects/crm/charter.yaml": charter(state="active"),
        "projects/crm/risks.yaml": {
            "risks": [base | {"title": f"Risk {one['id']}"} | dict(one) for one in risks]
        },
    }
    return view("risks", scope_of(portfolio(tmp_path, content | files)))


def test_red_without_an_owner_or_a_response(tmp_path: Path) -> None:
    report = risks_of(
        tmp_path,
        {"id": "a", "probability": 5, "impact": 5, "owner": "nobody"},
        {"id": "b", "probability": 5, "impact": 5, "response": {"strategy": "reduce"}},
        {"id": "c", "probability": 5, "impact": 5, "residual": {"probability": 1, "impact": 1}},
        {"id": "d", "probability": 1, "impact": 1, "owner": "nobody"},
    )
    assert [(one.risk.address, one.without_owner, one.without_response) for one in report.unanswered] == [
        ("crm/risks/a", True, True),
        ("crm/risks/c", False, True),
    ]
    assert report.red == 2
    assert [(one.address, one.escalate_for) for one in report.escalation] == [
        ("crm/risks/a", ("red-cell",)),
        ("crm/risks/b", ("red-cell",)),
    ]
    assert {one.goes_to for one in report.escalation} == {"Ana Pereira"}


def test_what_the_sponsor_owns_goes_to_the_body_above(tmp_path: Path) -> None:
    report = risks_of(tmp_path, {"id": "a", "probability": 5, "impact": 5, "owner": "sponsor"})
    assert [one.goes_to for one in report.escalation] == ["Portfolio board"]


def test_the_matrix_names_the_heaviest_and_counts_the_others(tmp_path: Path) -> None:
    report = risks_of(tmp_path, *({"id": f"r{n}", "probability": 3, "impact": 2} for n in range(7)))
    row = report.matrix[2]
    assert row.probability == 3
    assert [(cell.cell, cell.risks, cell.numbers, cell.more) for cell in row.cells if cell.risks] == [
        ("Y", 7, (1, 2, 3, 4, 5), 2)
    ]
    assert report.opportunity_matrix == ()


def test_exposure_against_what_is_left_of_the_contingency(tmp_path: Path) -> None:
    report = risks_of(
        tmp_path,
        {"id": "a", "probability": 3, "impact": 3, "likelihood": Decimal("0.5"), "cost": 300},
        **{"projects/crm/budget.yaml": {"approved": 1000, "contingency": 100}},
    )
    (row,) = report.projects
    assert (row.exposure.net, row.held, row.left, row.short) == (150, 100, None, 50)


def test_a_risk_that_has_happened_with_and_without_an_issue(tmp_path: Path) -> None:
    issue = {"id": "late", "title": "It is late", "severity": "high", "owner": "ana", "status": "open"}
    report = risks_of(
        tmp_path,
        {"id": "a", "status": "occurred"},
        {"id": "b", "status": "occurred", "issue": "late"},
        {"id": "c", "status": "occurred", "issue": "over"},
        **{
            "projects/crm/issues.yaml": {
                "issues": [
                    issue | {"raised": "2026-09-01", "due": "2026-10-01"},
                    issue | {"id": "over", "raised": "2026-09-01", "status": "closed", "due": "2026-09-02"},
                ]
            }
        },
    )
    assert [(one.address, one.issue_address, one.owner, one.is_overdue) for one in report.occurred] == [
        ("crm/risks/b", "crm/issues/late", "Ana Pereira", True),
        ("crm/risks/a", None, "Budi Santoso", False),
        ("crm/risks/c", "crm/issues/over", "Ana Pereira", False),
    ]


def test_movement_against_the_files_of_then(tmp_path: Path) -> None:
    risk = {"id": "a", "title": "Late", "owner": "ana", "status": "assessed", "probability": 2, "impact": 2}
    then = portfolio(tmp_path / "a", {"projects/crm/risks.yaml": {"risks": [risk]}})
    now = portfolio(tmp_path / "b", {"projects/crm/risks.yaml": {"risks": [risk | {"impact": 5}]}})
    before = Moment(then, datetime.date(2026, 10, 1))
    report: RiskReport = view("risks", scope_of(now, before=before))
    assert report.is_compared
    assert report.since == before.as_of
    assert [(one.kind, one.address, one.better, one.text) for one in report.movement] == [
        ("risk-moved", "crm/risks/a", False, "risk accept → act: Late")
    ]


def test_overdue_actions_and_reviews(tmp_path: Path) -> None:
    action = {"text": "Ask them", "owner": "manager", "due": "2026-10-30"}
    report = risks_of(
        tmp_path,
        {"id": "a", "probability": 1, "impact": 1, "raised": "2026-01-05"}
        | {"response": {"strategy": "accept", "actions": [action, action | {"due": "2026-11-02"}]}},
    )
    assert [(one.text, one.owner, one.risk_address) for one in report.late_actions] == [
        ("Ask them", "Budi Santoso", "crm/risks/a")
    ]
    assert [one.address for one in report.overdue_reviews] == ["crm/risks/a"]


def test_risks_that_hang_together_are_told_by_name(tmp_path: Path) -> None:
    risk = {"title": "Late", "owner": "ana", "status": "assessed"}
    files = {
        "vendors.yaml": {"vendors": [{"id": "acme", "name": "Acme Ltd"}]},
        "projects/crm/plan.yaml": {"milestones": [{"id": "end", "title": "End", "baseline": "2026-12-01"}]},
        "projects/crm/risks.yaml": {
            "risks": [risk | {"id": "a", "vendor": "acme", "affects": ["end"], "cause": "Nobody asked."}]
        },
        "projects/erp/risks.yaml": {
            "risks": [risk | {"id": "b", "vendor": "ACME", "affects": ["crm/end"], "cause": "nobody asked"}]
        },
    }
    report: RiskReport = view("risks", scope_of(portfolio(tmp_path, files)))
    assert [(one.kind, one.what, [each.address for each in one.risks]) for one in report.shared] == [
        ("cause", "nobody asked", ["crm/risks/a", "erp/risks/b"]),
        ("milestone", "Project crm: End", ["crm/risks/a", "erp/risks/b"]),
        ("vendor", "Acme Ltd", ["crm/risks/a", "erp/risks/b"]),
    ]


# Tolerances and escalation


def governed(tmp_path: Path, files: Mapping[str, Any], **rules: Any) -> Portfolio:
    bodies = [{"id": "board", "name": "Portfolio board", "members": ["cara"]}]
    return portfolio(tmp_path, {"pmo.yaml": office(governance={"bodies": bodies} | rules)} | dict(files))


PLAN = {"milestones": [{"id": "end", "title": "End", "baseline": "2026-12-01", "forecast": "2026-12-15"}]}


def test_the_nearest_tolerance_counts(tmp_path: Path) -> None:
    whole = governed(
        tmp_path,
        {
            "strategy.yaml": strategy(
                programmes=[{"id": "renewal", "title": "Renewal", "tolerances": {"cost": Decimal("0.2")}}]
            ),
            "projects/crm/charter.yaml": charter(
                state="active", programme="renewal", tolerances={"schedule_days": 5}
            ),
            "projects/crm/plan.yaml": PLAN,
            "projects/crm/budget.yaml": {
                "approved": 1000,
                "forecast": [{"period": "2026-12", "cost": 1150}],
            },
        },
        tolerances={"cost": Decimal("0.1"), "schedule_days": 20, "benefits": Decimal("0.1")},
        authority=[{"role": "sponsor", "max_cost": 100}, {"body": "board"}],
    )
    found = deviations(whole, whole.projects.values(), AS_OF)
    assert [(one.measured, one.forecast, one.tolerance, one.level, one.is_beyond) for one in found] == [
        ("schedule", 10, 5, "project", True),
        ("cost", Decimal("0.15"), Decimal("0.2"), "programme", False),
        ("benefits", None, Decimal("0.1"), "office", False),
    ]
    assert [one.used for one in found] == [2.0, 0.75, None]
    assert decider_about(whole, whole.projects["crm"], AS_OF).name == "Portfolio board"


def test_a_tolerance_of_nothing_is_used_up_by_anything(tmp_path: Path) -> None:
    whole = governed(
        tmp_path,
        {"projects/crm/charter.yaml": charter(state="active"), "projects/crm/plan.yaml": PLAN},
        tolerances={"schedule_days": 0},
    )
    (one,) = deviations(whole, whole.projects.values(), AS_OF)
    assert (one.is_beyond, one.used) == (True, None)


def test_escalations_count_from_the_status_update(tmp_path: Path) -> None:
    whole = governed(
        tmp_path,
        {
            "projects/crm/charter.yaml": charter(state="active"),
            "projects/crm/status/2026-10-30.yaml": {
                "date": "2026-10-30",
                "author": "budi",
                "headline": "Late",
                "overall": "red",
            },
        },
        escalation=[
            {"when": "status.overall == 'red'", "to": "sponsor", "within_days": 2},
            {"when": "charter.state == 'active'", "to": "board", "within_days": 9},
            {"when": "budget.approved > 5", "to": "board"},
            {"when": "status.overall ==", "to": "board"},
            {"when": "1 / charter", "to": "board"},
        ],
    )
    found = escalations(whole, whole.projects.values(), AS_OF)
    assert [(one.to.name, one.since, one.by) for one in found] == [
        ("Ana Pereira", datetime.date(2026, 10, 30), datetime.date(2026, 11, 3)),
        ("Portfolio board", None, None),
    ]


# Approvals


def test_an_approval_is_stale_once_its_record_changed(tmp_path: Path) -> None:
    unapproved = portfolio(tmp_path / "a", {"projects/crm/charter.yaml": charter(state="active")})
    assert unapproved.projects["crm"].charter is not None
    print_ = record_fingerprint(unapproved.projects["crm"].charter)
    given = [
        {"by": "ana", "date": "2026-10-01", "fingerprint": f" {print_.upper()} "},
        {"by": "cara", "date": "2026-10-02", "fingerprint": "0" * 64},
        {"by": "budi", "date": "2026-10-03"},
    ]
    whole = portfolio(tmp_path / "b", {"projects/crm/charter.yaml": charter(state="active", approvals=given)})
    found = given_approvals(whole.holders, whole)
    assert [(one.approval.by, one.state) for one in found] == [
        ("cara", "stale"),
        ("budi", "unbound"),
        ("ana", "current"),
    ]
    assert missing_approvals(whole.holders, whole, AS_OF) == ()
    report = view("governance", scope_of(whole))
    assert [(one.state, one.by, one.address) for one in report.approvals] == [
        ("stale", "Cara Lind", "crm/charter")
    ]


METHOD = {
    "id": "own",
    "title": "Own",
    "phases": [{"id": "plan", "title": "Plan"}],
    "gates": [{"id": "start", "title": "Start", "after": "plan", "approvers": ["sponsor", "board"]}],
}


@pytest.mark.parametrize(
    ("model", "wanted"),
    [
        ("controlling", [("crm/changes/blind", "sponsor"), ("crm/gates/1", "board")]),
        (
            "directive",
            [
                ("crm/changes/blind", "sponsor"),
                ("crm/gates/1", "board"),
                ("crm/gates/1", "office"),
                ("crm/changes/decided", "office"),
            ],
        ),
    ],
)
def test_what_nobody_approved(tmp_path: Path, model: str, wanted: list[tuple[str, str]]) -> None:
    change = {"title": "More", "raised_by": "budi", "raised": "2026-09-01", "status": "approved"}
    whole = portfolio(
        tmp_path,
        {
            "pmo.yaml": office(office={"name": "Test office", "head": "cara", "model": model}),
            "methods/own.yaml": METHOD,
            "projects/crm/charter.yaml": charter(state="active", method="own"),
            "projects/crm/gates.yaml": {
                "reviews": [
                    {"gate": "start", "held": "2026-09-10", "decision": "go"}
                    | {"approvals": [{"by": "ana", "date": "2026-09-10"}]},
                    {"gate": "start", "held": "2026-12-10", "decision": "go"},
                ]
            },
            "projects/crm/changes.yaml": {
                "changes": [
                    change | {"id": "blind"},
                    change
                    | {"id": "decided"}
                    | {"decision": {"outcome": "approve", "by": "ana", "date": "2026-09-15"}},
                    change | {"id": "open", "status": "submitted"},
                ]
            },
            "projects/erp/charter.yaml": charter("erp", state="completed"),
        },
    )
    assert [(one.address, one.by) for one in missing_approvals(whole.holders, whole, AS_OF)] == wanted


def test_work_goes_on_under_a_charter_that_nobody_approved(tmp_path: Path) -> None:
    whole = portfolio(tmp_path, {"projects/crm/charter.yaml": charter(state="active")})
    (one,) = missing_approvals(whole.holders, whole, AS_OF)
    assert (one.subject, one.address, one.by) == ("charter", "crm/charter", "sponsor")


# Policies


def test_what_policies_find(tmp_path: Path) -> None:
    rule = {"title": "A rule", "applies_to": "project"}
    whole = portfolio(
        tmp_path,
        {
            "policies.yaml": {
                "policies": [
                    rule | {"id": "states", "require": "charter.state != 'proposed'"},
                    rule | {"id": "money", "require": "budget.approved > 5"},
                    rule | {"id": "never", "when": "charter.size == 'large'", "require": "1 == 2"},
                    rule | {"id": "later", "require": "1 == 2", "from": "2026-11-02"},
                    rule | {"id": "over", "require": "1 == 2", "to": "2026-10-31"},
                    rule | {"id": "wrong", "require": "budget.approved >"},
                    rule | {"id": "owners", "applies_to": "risk", "require": "owner == 'ana'"},
                    rule | {"id": "files", "applies_to": "risks", "require": "risks | length > 1"},
                    rule | {"id": "said", "applies_to": "status", "require": "overall == 'green'"},
                    rule | {"id": "met", "applies_to": "meeting", "require": "kind == 'board'"},
                    rule | {"id": "lines", "applies_to": "gate-review", "require": "decision == 'go'"},
                ]
            },
            "projects/crm/charter.yaml": charter(state="active"),
            "projects/erp/charter.yaml": charter("erp"),
            "risks.yaml": {"risks": [{"id": "a", "title": "A", "owner": "budi", "status": "identified"}]},
            "projects/crm/risks.yaml": {
                "risks": [{"id": "a", "title": "A", "owner": "ana", "status": "identified"}]
            },
            "projects/crm/status/2026-10-30.yaml": {
                "date": "2026-10-30",
                "author": "budi",
                "headline": "Fine",
                "overall": "green",
            },
            "meetings/2026-10-08-board.yaml": {
                "date": "2026-10-08",
                "title": "Board",
                "kind": "board",
            },
            "projects/crm/gates.yaml": {"reviews": [{"gate": "start", "decision": "hold"}]},
        },
    )
    found = {one.policy.id: one for one in check_policies(whole, whole.holders, AS_OF)}
    told = {
        name: (one.force, one.applies, one.kept, one.breaches, len(one.unknown), one.mistake is not None)
        for name, one in found.items()
    }
    assert told == {
        "states": ("in-force", 2, 1, ("erp",), 0, False),
        "money": ("in-force", 2, 0, (), 2, False),
        "never": ("in-force", 0, 0, (), 0, False),
        "later": ("to-come", 0, 0, (), 0, False),
        "over": ("ended", 0, 0, (), 0, False),
        "wrong": ("in-force", 0, 0, (), 0, True),
        "owners": ("in-force", 2, 1, ("office/risks/a",), 0, False),
        "files": ("in-force", 2, 0, ("office/risks", "crm/risks"), 0, False),
        "said": ("in-force", 1, 1, (), 0, False),
        "met": ("in-force", 1, 1, (), 0, False),
        "lines": ("in-force", 1, 0, ("crm/gates/1",), 0, False),
    }
    rows = view("governance", scope_of(whole)).policies
    assert [one.address for one in rows if one.mistake] == ["policies/wrong"]


# Governance


def test_lent_authority_waivers_and_baselines(tmp_path: Path) -> None:
    waiver = {"code": "PMO602", "where": "projects/*", "reason": "Agreed", "owner": "ana"}
    whole = governed(
        tmp_path,
        {
            "waivers.yaml": {
                "waivers": [
                    waiver | {"expires": "2027-06-30"},
                    waiver | {"expires": "2026-10-31"},
                    waiver | {"expires": "2026-11-30"},
                ]
            },
            "projects/crm/charter.yaml": charter(state="active"),
            "projects/crm/plan.yaml": """
                # pmo: ignore[PMO404] agreed
                milestones:
                  - {id: end, title: End, baseline: 2026-12-01}
                baselines:
                  - {id: original, date: 2026-01-05}
                  - {id: second, date: 2026-06-05}
                """,
        },
        delegations=[
            {"from": "ana", "to": "budi", "start": "2026-10-01", "end": "2026-11-20"},
            {"from": "cara", "to": "budi", "start": "2026-12-01", "end": "2026-12-20"},
            {"from": "cara", "to": "budi", "start": "2026-01-01", "end": "2026-01-20"},
        ],
    )
    report = view("governance", scope_of(whole))
    assert [(one.lender, one.state, one.ends_soon) for one in report.delegations] == [
        ("Ana Pereira", "in-force", True),
        ("Cara Lind", "to-come", False),
    ]
    assert [(one.state, one.expires, one.is_comment) for one in report.waivers] == [
        ("expired", datetime.date(2026, 10, 31), False),
        ("ends-soon", datetime.date(2026, 11, 30), False),
        ("in-force", datetime.date(2027, 6, 30), False),
        ("in-force", None, True),
    ]
    assert [(one.path, one.text) for one in report.baselines] == [
        ("projects/crm/plan.yaml", "the baseline `second` names no change")
    ]


def test_gates_in_figures(tmp_path: Path) -> None:
    condition = {"text": "Sign", "owner": "ana", "due": "2026-10-02"}
    whole = portfolio(
        tmp_path,
        {
            "projects/crm/charter.yaml": charter(state="active"),
            "projects/crm/gates.yaml": {
                "reviews": [
                    {"gate": "one", "planned": "2026-09-01", "held": "2026-09-03", "decision": "hold"},
                    {"gate": "one", "planned": "2026-10-01", "held": "2026-10-01", "decision": "conditional"}
                    | {"conditions": [condition, condition | {"done": "2026-10-02"}]},
                    {"gate": "two", "planned": "2026-10-15"},
                    {"gate": "three", "planned": "2026-12-01"},
                    {"gate": "four", "planned": "2027-12-01"},
                ]
            },
        },
    )
    report = view("governance", scope_of(whole))
    totals = report.gate_totals
    assert (totals.decided, totals.passed, totals.first_time, totals.pass_rate) == (2, 1, 0, 0.5)
    assert (totals.in_time, totals.due, totals.overdue, totals.open_conditions) == (1, 1, 1, 1)
    assert [(one.gate, one.state, one.overdue_conditions) for one in report.gates] == [
        ("two", "overdue", 0),
        ("three", "due", 0),
        ("one", "decided", 0),
        ("one", "decided", 1),
    ]


# Lessons


def lesson(id_: str, **fields: Any) -> dict[str, Any]:
    return {"id": id_, "title": id_, "recommendation": "Do", "phase": "plan", "status": "validated"} | fields


def test_lessons_are_offered_where_they_help(tmp_path: Path) -> None:
    phases = [
        {"id": "plan", "title": "Planning"},
        {"id": "do", "title": "Doing"},
        {"id": "end", "title": "End"},
    ]
    active = {"state": "active", "method": "own", "category": "operational"}
    whole = portfolio(
        tmp_path,
        {
            "methods/own.yaml": {"id": "own", "title": "Own", "phases": phases},
            "projects/crm/charter.yaml": charter(phase="plan", **active),
            "projects/crm/lessons.yaml": {"lessons": [lesson("own-one")]},
            "projects/erp/charter.yaml": charter("erp", phase="end", **active),
            "projects/erp/lessons.yaml": {
                "lessons": [
                    lesson("now", phase=" planning "),
                    lesson("next", phase="Doing", status="implemented"),
                    lesson("later", phase="End"),
                    lesson("raw", status="captured"),
                    lesson("secret", confidentiality="confidential"),
                    lesson("used", reused_by=["crm"]),
                    lesson("timeless", phase=None),
                ]
            },
            "projects/far/charter.yaml": charter("far", state="completed", category="innovation"),
            "projects/far/lessons.yaml": {"lessons": [lesson("unlike")]},
            "lessons.yaml": {"lessons": [lesson("office")]},
        },
    )
    found = advice(whole, whole.projects.values(), AS_OF, 3)
    assert [(one.project.id, one.placed.lesson.id, one.timing, one.points) for one in found] == [
        ("crm", "now", "now", 2),
        ("crm", "office", "now", 0),
        ("crm", "next", "next", 2),
    ]
    assert len(advice(whole, whole.projects.values(), AS_OF, 1)) == 1


def test_follow_ups_overdue_and_projects_without_a_lesson(tmp_path: Path) -> None:
    whole = portfolio(
        tmp_path,
        {
            "projects/crm/lessons.yaml": {
                "lessons": [
                    lesson("late", due="2026-10-30", follow_up="Change the list", kind="improve"),
                    lesson(
                        "done", due="2026-10-30", status="implemented", kind="keep", reused_by=["erp", "x"]
                    ),
                    lesson("in-time", due="2026-11-01"),
                ]
            },
            "projects/erp/charter.yaml": charter("erp", state="cancelled"),
        },
    )
    placed = placed_lessons(whole, whole.holders, AS_OF)
    assert [(one.lesson.id, one.is_overdue) for one in placed] == [
        ("late", True),
        ("done", False),
        ("in-time", False),
    ]
    report = view("lessons", scope_of(whole))
    assert [one.address for one in report.overdue] == ["crm/lessons/late"]
    assert (report.lessons, report.keep, report.improve, report.reused, report.uses) == (3, 1, 1, 1, 1)
    assert [one.id for one in report.silent] == ["erp"]
    assert [(one.stage, one.lessons) for one in report.stages] == [
        ("captured", 0),
        ("validated", 2),
        ("published", 0),
        ("implemented", 1),
    ]


# Programmes


def test_money_of_a_programme_in_the_currency_of_the_office(tmp_path: Path) -> None:
    change = {"raised_by": "budi", "raised": "2026-09-01", "title": "More"}
    files = {
        "pmo.yaml": office(fx={"USD": Decimal("0.5")}),
        "projects/crm/charter.yaml": charter(state="active", programme="renewal"),
        "projects/crm/budget.yaml": {"currency": "USD", "approved": 1000},
        "projects/crm/changes.yaml": {
            "changes": [
                change | {"id": "a", "status": "approved", "impact": {"cost": 100}},
                change | {"id": "b", "status": "submitted", "impact": {"cost": 40}},
            ]
        },
        "projects/erp/charter.yaml": charter("erp", state="active", programme="renewal"),
        "projects/erp/budget.yaml": {"approved": 300},
        "projects/far/charter.yaml": charter("far", state="active", programme="renewal"),
        "projects/far/budget.yaml": {"currency": "JPY", "approved": 300},
    }
    report = view("programme", scope_of(portfolio(tmp_path, files)))
    assert report.money.approved.amount == 800
    assert report.money.not_converted == ("Project far",)
    assert (report.agreed_changes.amount, report.pending_changes.amount) == (50, 20)


def test_dependencies_within_a_programme_and_across_its_border(tmp_path: Path) -> None:
    def plan(*after: str) -> dict[str, Any]:
        one = {"id": "m", "title": "M", "baseline": "2026-12-01"}
        return {"milestones": [one | ({"after": list(after)} if after else {})]}

    own = {"state": "active", "programme": "renewal"}
    files = {
        "projects/crm/charter.yaml": charter(**own),
        "projects/crm/plan.yaml": plan("erp/m", "far/m"),
        "projects/erp/charter.yaml": charter("erp", **own),
        "projects/erp/plan.yaml": plan(),
        "projects/far/charter.yaml": charter("far", state="active"),
        "projects/far/plan.yaml": plan(),
        "projects/out/charter.yaml": charter("out", state="active"),
        "projects/out/plan.yaml": plan("erp/m", "far/m"),
    }
    report = view("programme", scope_of(portfolio(tmp_path, files)))
    assert [
        (one.direction, one.dependency.address, one.dependency.supplier_address) for one in report.links
    ] == [
        ("inside", "crm/plan/m", "erp/plan/m"),
        ("needs", "crm/plan/m", "far/plan/m"),
        ("gives", "out/plan/m", "erp/plan/m"),
    ]
