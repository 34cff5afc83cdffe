"""Cases of rules: files that make a rule fire, and files next to them that do not."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.portfolios import AS_OF, Files, charter, findings, show

FAMILIES = ("PMO5", "PMO6", "PMO7", "PMO8")


class Case(NamedTuple):
    """What one rule says about two portfolios that differ in one thing."""

    wrong: Files
    right: Files
    message: str
    where: str
    """`path:line:column` of the finding."""
    related: tuple[str, ...] = ()
    """`path:line:column` of the places that it rests on."""


def active(project: str = "crm", **changes: Any) -> dict[str, Any]:
    """Plain data of the charter of an active project that was approved and follows a method."""
    approval = {"by": "ana", "role": "sponsor", "date": "2026-01-05"}
    usual = {"state": "active", "method": "hybrid", "phase": "initiation", "approvals": [approval]}
    return charter(project, **(usual | changes))


def running(**changes: Any) -> Mapping[str, Any]:
    """Files of an active project `crm` with a budget."""
    return {"projects/crm/charter.yaml": active(**changes), "projects/crm/budget.yaml": {"approved": 100}}


def assert_case(tmp_path: Path, code: str, case: Case, as_of: datetime.date = AS_OF) -> None:
    """The mistake gives one finding in all four families; without it there is none."""
    found = findings(tmp_path / "wrong", case.wrong, as_of=as_of, select=FAMILIES)
    assert [finding.code for finding in found] == [code], show(found)
    (finding,) = found
    where, *related = [
        f"{place.path}:{place.line}:{place.column}"
        for place in (finding.where, *(one.where for one in finding.related))
    ]
    said = (str(finding.message), where, tuple(related))
    assert said == (case.message, case.where, case.related), said
    assert finding.hint is not None
    fine = findings(tmp_path / "right", case.right, as_of=as_of, select=FAMILIES)
    assert not fine, show(fine)
