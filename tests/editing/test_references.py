"""What a reference that somebody typed means."""

from pathlib import Path

import pytest

from pmo.editing.scaffolds.references import candidates, canonical
from pmo.errors import UsageError
from pmo.model.portfolio import Portfolio
from tests import portfolios


@pytest.fixture
def portfolio(tmp_path: Path) -> Portfolio:
    twins = [{"id": f"dewi-{number}", "name": "Dewi Lestari", "role": "lead"} for number in (1, 2)]
    files = {
        "people.yaml": portfolios.people(*twins),
        "projects/crm/charter.yaml": portfolios.charter(
            method="waterfall", deliverables=[{"id": "handbook", "title": "Handbook"}]
        ),
        "projects/crm/plan.yaml": {"milestones": [{"id": "Go-live", "title": "Go live"}]},
        "projects/crm/budget.yaml": {"lines": [{"id": "licences", "title": "Licences", "amount": 1}]},
        "projects/crm/risks.yaml": {
            "risks": [{"id": "flood", "title": "Flood", "owner": "ana", "status": "identified"}]
        },
    }
    return portfolios.portfolio(tmp_path, files)


@pytest.mark.parametrize(
    ("kinds", "text", "expected"),
    [
        (("person",), "ANA", "ana"),
        (("person",), " ana pereira ", "ana"),
        (("person", "role"), "manager", "manager"),
        (("person", "role", "body"), "Portfolio board", "board"),
        (("milestone",), "go-live", "Go-live"),
        (("milestone",), "erp/anything", "erp/anything"),
        (("phase",), "Initiation", "initiation"),
        (("gate",), "Business case", "business-case"),
        (("deliverable",), "Handbook", "handbook"),
        (("budget-line",), "licences", "licences"),
        (("risk",), "flood", "flood"),
    ],
)
def test_ids_and_names_lead_to_the_id(
    portfolio: Portfolio, kinds: tuple[str, ...], text: str, expected: str
) -> None:
    assert canonical(portfolio, kinds, text, portfolio.projects["crm"], "--x") == expected


@pytest.mark.parametrize(
    ("kinds", "text", "reason", "advice"),
    [
        (("person",), "Dewi Lestari", "--x 'Dewi Lestari' may be any of: dewi-1, dewi-2", "give the id"),
        (("person",), "zzz", "--x: there is no person 'zzz'", "there are: ana, budi, cara"),
        (("person",), "Ana Pereyra", "--x: there is no person 'Ana Pereyra'", "did you mean ana?"),
        (
            ("vendor",),
            "acme",
            "--x: there is no vendor 'acme'",
            "there is none yet; `pmo new vendor TITLE` makes one",
        ),
        (("calendar",), "x", "--x: there is no calendar 'x'", "there is none yet"),
        (("gate",), "zzz", "--x: there is no gate 'zzz'", "there are: business-case, plan-baseline"),
    ],
)
def test_what_leads_nowhere_names_what_is_near(
    portfolio: Portfolio, kinds: tuple[str, ...], text: str, reason: str, advice: str
) -> None:
    with pytest.raises(UsageError) as caught:
        canonical(portfolio, kinds, text, portfolio.projects["crm"], "--x")
    assert caught.value.reason == reason
    assert caught.value.advice.startswith(advice)


def test_what_belongs_to_a_project_is_not_seen_from_the_office(portfolio: Portfolio) -> None:
    assert candidates(portfolio, ("milestone", "phase"), portfolio.office_holder) == []
    assert candidates(portfolio, ("risk",), None) == []
