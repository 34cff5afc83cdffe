"""What similar projects have learned and feared."""

from pathlib import Path
from typing import Any

from pmo.analysis.similar import experience, traits, traits_of
from tests import portfolios

RISK = {"id": "vendor-delay", "title": "The vendor is late", "owner": "budi", "status": "closed"}


def past(project: str, **changes: Any) -> dict[str, Any]:
    return portfolios.charter(project, state="completed", **changes)


def test_what_is_shared_is_counted_and_named(tmp_path: Path) -> None:
    files = {
        "vendors.yaml": {
            "vendors": [
                {"id": "acme", "name": "A", "contracts": [{"id": "c", "title": "C", "project": "ERP"}]}
            ]
        },
        "projects/erp/charter.yaml": past("erp", method="Hybrid", category="operational", tags=["Cloud"]),
        "projects/web/charter.yaml": past("web", method="agile", tags=["cloud"]),
        "projects/far/charter.yaml": past("far", method="waterfall"),
    }
    portfolio = portfolios.portfolio(tmp_path, files)
    wanted = traits(vendors=["Acme"], tags=["cloud"], category="operational", method="hybrid")
    found = experience(portfolio, wanted)
    assert [(one.project.id, one.points, one.shared) for one in found.projects] == [
        ("erp", 7, (("vendor", "acme"), ("tag", "cloud"), ("category", "operational"), ("method", "hybrid"))),
        ("web", 2, (("tag", "cloud"),)),
    ]
    assert [one.project.id for one in experience(portfolio, wanted, "erp").projects] == ["web"]
    assert experience(portfolio, traits()).projects == ()


def test_vendors_are_those_of_milestones_budget_lines_and_risks(tmp_path: Path) -> None:
    files = {
        "projects/erp/plan.yaml": {"milestones": [{"id": "a", "title": "A", "vendor": "one"}]},
        "projects/erp/budget.yaml": {"lines": [{"id": "l", "title": "L", "amount": 1, "vendor": "two"}]},
        "projects/erp/risks.yaml": {"risks": [RISK | {"vendor": "three"}]},
    }
    portfolio = portfolios.portfolio(tmp_path, files)
    assert traits_of(portfolio, portfolio.projects["erp"])["vendor"] == {"one", "two", "three"}


def test_lessons_of_the_most_similar_and_the_furthest_come_first(tmp_path: Path) -> None:
    def lesson(id_: str, **changes: Any) -> dict[str, Any]:
        return {"id": id_, "title": id_, "recommendation": "Do"} | changes

    files = {
        "projects/erp/charter.yaml": past("erp", method="hybrid", category="innovation"),
        "projects/erp/lessons.yaml": {
            "lessons": [
                lesson("new"),
                lesson("known", status="published"),
                lesson("secret", confidentiality="confidential"),
            ]
        },
        "projects/web/charter.yaml": past("web", method="hybrid"),
        "projects/web/lessons.yaml": {"lessons": [lesson("done", status="implemented")]},
        "projects/hidden/charter.yaml": past("hidden", method="hybrid", confidentiality="confidential"),
        "projects/hidden/lessons.yaml": {"lessons": [lesson("hidden")]},
        "projects/idea/charter.yaml": portfolios.charter("idea", method="hybrid"),
        "projects/idea/lessons.yaml": {"lessons": [lesson("idle")]},
    }
    portfolio = portfolios.portfolio(tmp_path, files)
    found = experience(portfolio, traits(method="hybrid", category="innovation"))
    assert [one.address for one in found.lessons] == [
        "erp/lessons/known",
        "erp/lessons/new",
        "web/lessons/done",
    ]


def test_a_risk_that_happened_or_that_many_have_is_typical(tmp_path: Path) -> None:
    files = {
        "projects/erp/charter.yaml": past("erp", method="hybrid"),
        "projects/erp/risks.yaml": {"risks": [RISK | {"id": "once"}, RISK | {"id": "both"}]},
        "projects/web/charter.yaml": past("web", method="hybrid"),
        "projects/web/risks.yaml": {
            "risks": [
                RISK | {"id": "BOTH", "title": "Other words"},
                RISK | {"id": "happened", "status": "occurred"},
                RISK | {"id": "secret", "confidentiality": "confidential"},
            ]
        },
    }
    portfolio = portfolios.portfolio(tmp_path, files)
    found = experience(portfolio, traits(method="hybrid")).risks
    assert [(one.address, len(one.sources), one.occurred) for one in found] == [
        ("web/risks/happened", 1, 1),
        ("erp/risks/both", 2, 0),
        ("erp/risks/once", 1, 0),
    ]
