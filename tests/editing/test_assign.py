"""`pmo assign`: who answers for what."""

from pathlib import Path
from typing import Any

import pytest

from tests.commands import Outcome, pmo
from tests.editing.folders import files
from tests.portfolios import write

FILES: dict[str, Any] = {
    "projects/crm/risks.yaml": {"risks": [{"id": "late", "title": "L", "owner": "ana", "status": "identified"}]},
    "projects/crm/changes.yaml": {
        "changes": [{"id": "more", "title": "M", "raised_by": "ana", "raised": "2026-10-01", "status": "draft"}]
    },
    "projects/crm/decisions.yaml": {"decisions": [{"id": "vendor", "title": "V", "status": "requested"}]},
    "projects/crm/actions.yaml": {"actions": [{"text": "Room", "owner": "ana", "due": "2026-12-01"}]},
    "projects/crm/plan.yaml": {"milestones": [{"id": "live", "title": "Live"}]},
    "projects/crm/allocations.yaml": {
        "allocations": [{"id": "a", "person": "ana", "load": 1, "from": "2026-11-02", "to": "2026-11-06"}]
    },
    "projects/crm/status/2026-10-30.yaml": {"date": "2026-10-30", "author": "ana", "headline": "F", "overall": "green"},
    "projects/crm/meetings/2026-10-30-talk.yaml": {"date": "2026-10-30", "title": "Talk", "chair": "ana"},
    "glossary.yaml": {"terms": [{"id": "t", "term": "T", "definition": "D"}]},
}  # fmt: skip


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("original"), FILES)


def run(root: Path, *arguments: object) -> Outcome:
    return pmo("assign", *arguments, "-C", root, "--as-of", "2026-11-01", "--dry-run")


@pytest.mark.parametrize(
    ("arguments", "field", "value"),
    [
        (["crm/risks/late", "budi"], "owner", "budi"),
        (["crm/risks/late", "BUDI"], "owner", "budi"),
        (["crm/risks/late", "Budi Santoso"], "owner", "budi"),
        (["crm/risks/late", "lead"], "owner", "lead"),
        (["crm/risks/late", "sponsor"], "owner", "sponsor"),
        (["crm/actions/1", "budi"], "owner", "budi"),
        (["crm/plan/live", "budi"], "owner", "budi"),
        (["crm/changes/more", "budi"], "raised_by", "budi"),
        (["crm/decisions/vendor", "board"], "by", "board"),
        (["crm/decisions/vendor", "Portfolio board"], "by", "board"),
        (["crm", "cara"], "manager", "cara"),
        (["crm", "cara", "--as", "sponsor"], "sponsor", "cara"),
        (["programmes/renewal", "cara"], "manager", "cara"),
        (["people/ana", "cara"], "manager", "cara"),
        (["crm/allocations/a", "budi"], "person", "budi"),
        (["crm/status/2026-10-30", "budi"], "author", "budi"),
        (["crm/meetings/2026-10-30-talk", "budi"], "chair", "budi"),
        (["strategy/grow", "budi"], "owner", "budi"),
    ],
)
def test_the_field_for_the_person(original, arguments, field, value):
    outcome = run(original, *arguments)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(f"{arguments[0]}: assigned\n  {field}  ")
    assert outcome.out.splitlines()[1].endswith(f"  {value}")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["crm/risks/late", "bud"],
            "there is no person or role 'bud' who could be `owner`\n  did you mean budi?",
        ),
        (["crm/risks/late", "Budi Santosa"], "did you mean budi?"),
        (["crm/risks/late", "zzz"], "`pmo list people` shows who there is"),
        (["crm/risks/late", "board"], "there is no person or role 'board'"),
        (["crm", "lead"], "there is no person 'lead' who could be `manager`"),
        (
            ["crm", "ana", "--as", "objectives"],
            "crm has no field `objectives` for a person\n  it has sponsor, manager",
        ),
        (["glossary/t", "ana"], "nobody answers for glossary/t"),
        (["crm/risks/late", "ana", "--as", "affects"], "has no field `affects`"),
        (["crm/risks/lat", "ana"], "did you mean crm/risks/late?"),
    ],
)
def test_what_it_refuses(original, arguments, says):
    outcome = run(original, *arguments)
    assert outcome.code == 2
    assert says in outcome.err


def test_nothing_is_known_of_people_who_cannot_be_read(tmp_path):
    root = write(tmp_path, FILES | {"people.yaml": "people: [\n"})
    before = files(root)
    assert (
        "whether there is a person or role 'budi' is not known: people.yaml cannot be read"
        in run(root, "crm/risks/late", "budi").err
    )
    assert files(root) == before
