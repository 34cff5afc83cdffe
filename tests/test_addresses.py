"""What addresses, full and short, lead to."""

import pytest

from pmo.analysis.addresses import items, resolve
from pmo.errors import UsageError
from pmo.loading import load
from pmo.trees import WorkingTree
from tests import portfolios


@pytest.fixture
def portfolio(example):
    return load(WorkingTree(example)).portfolio


def test_every_address_leads_to_what_has_it(portfolio):
    found = list(items(portfolio))
    assert len({item.address.lower() for item in found}) == len(found) > 300
    for item in found[::7]:
        assert resolve(portfolio, item.address) == item
        assert resolve(portfolio, item.address.upper()) == item


@pytest.mark.parametrize(
    ("text", "address", "noun"),
    [
        ("scada-renewal", "scada-renewal", "project"),
        ("scada-renewal/plan", "scada-renewal/plan", "plan"),
        ("office", "office", "office"),
        ("people", "people", "people"),
    ],
)
def test_documents_and_projects(portfolio, text, address, noun):
    found = resolve(portfolio, text)
    assert (found.address, found.noun, found.keys) == (address, noun, ())


def files(**more):
    return {
        "vendors.yaml": {
            "vendors": [{"id": "acme", "name": "Acme", "contracts": [{"id": "crm-build", "title": "Build"}]}]
        },
        "projects/crm/risks.yaml": {
            "risks": [
                {
                    "id": "delay",
                    "title": "Delay",
                    "owner": "budi",
                    "status": "responding",
                    "response": {
                        "strategy": "reduce",
                        "actions": [{"text": "Call", "owner": "budi", "due": "2026-12-01"}],
                    },
                }
            ]
        },
        "projects/erp/risks.yaml": {
            "risks": [{"id": "delay", "title": "Delay", "owner": "budi", "status": "identified"}]
        },
        "programmes/renewal/risks.yaml": {
            "risks": [{"id": "funding", "title": "Funding", "owner": "budi", "status": "identified"}]
        },
        "projects/crm/allocations.yaml": {
            "allocations": [{"person": "budi", "load": 0.5, "from": "2026-11-01", "to": "2026-12-01"}]
        },
        **more,
    }


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("crm/delay", "crm/risks/delay"),
        ("funding", "programmes/renewal/risks/funding"),
        ("renewal/funding", "programmes/renewal/risks/funding"),
        ("crm-build", "vendors/acme/contracts/crm-build"),
        ("acme/crm-build", "vendors/acme/contracts/crm-build"),
        ("vendors/acme/contracts/crm-build", "vendors/acme/contracts/crm-build"),
        ("budi", "people/budi"),
        ("crm/allocations/1", "crm/allocations/1"),
        ("crm/risks/delay/response", "crm/risks/delay/response"),
        ("crm/risks/delay/response/actions/1", "crm/risks/delay/response/actions/1"),
    ],
)
def test_short_addresses_and_parts(tmp_path, text, address):
    assert resolve(portfolios.portfolio(tmp_path, files()), text).address == address


@pytest.mark.parametrize(
    ("text", "reason", "advice"),
    [
        ("delay", "'delay' may be any of: crm/risks/delay, erp/risks/delay", "give more of the address"),
        ("crm/dely", "there is nothing at 'crm/dely'", "did you mean crm/risks/delay or erp/risks/delay?"),
        ("", "the address is empty", None),
        ("///", "the address is empty", None),
        ("crm/risks/delay/response/actions/2", "there is nothing at", None),
        ("crm/risks/delay/title", "there is nothing at", None),
        ("crm/risks/delay/nothing", "there is nothing at", None),
        ("crm/risks/delay/response/actions", "there is nothing at", None),
    ],
)
def test_what_is_refused(tmp_path, text, reason, advice):
    with pytest.raises(UsageError) as refused:
        resolve(portfolios.portfolio(tmp_path, files()), text)
    assert refused.value.reason.startswith(reason)
    assert advice is None or refused.value.advice == advice


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("bram", "people/bram-oosting"),
        ("Oosting", "people/bram-oosting"),
        ("bram oosting", "people/bram-oosting"),
        ("scada", "scada-renewal"),
        ("renewal", "scada-renewal"),
        ("smart", "smart-meters-rollout"),
        ("customer portal", "customer-portal"),
        ("scada-renewal/risks/asbestos", "scada-renewal/risks/station-asbestos"),
    ],
)
def test_half_a_name_is_suggested_whole(portfolio, text, meant):
    with pytest.raises(UsageError) as refusal:
        resolve(portfolio, text)
    assert meant in refusal.value.advice
    assert refusal.value.advice.startswith("did you mean ")


@pytest.mark.parametrize("text", ["x", "qqqqqq", "ä", "//"])
def test_what_is_like_nothing_gets_no_suggestion(portfolio, text):
    with pytest.raises(UsageError) as refusal:
        resolve(portfolio, text)
    assert "did you mean" not in refusal.value.advice
