"""A review at a gate: every criterion that the method asks of this project, open."""

import datetime

from pmo.documents import Plain
from pmo.editing.draft import Draft
from pmo.editing.ids import free_id
from pmo.editing.scaffolds.records import valid_id
from pmo.editing.scaffolds.target import MergeTarget, ids_in
from pmo.errors import PmoError, UsageError
from pmo.governance.checklists import checklist
from pmo.model.portfolio import Portfolio, Project


def next_gate(portfolio: Portfolio, project: Project, as_of: datetime.date) -> str:
    """The first gate that is not passed."""
    gate = checklist(portfolio, project, as_of).next_gate
    if gate is None:
        raise UsageError(
            f"{project.id} has passed all of its gates", "name one with --gate to review it again"
        )
    return gate


def review(
    draft: Draft,
    project: Project,
    gate: str,
    given: dict[str, Plain],
    target: MergeTarget,
    as_of: datetime.date,
) -> str:
    """Add a review, or complete the one that is planned for this gate. Its id."""
    portfolio = draft.loaded.portfolio
    (line,) = checklist(portfolio, project, as_of, gate).gates
    path = f"projects/{project.id}/gates.yaml"
    criteria: dict[str, Plain] = {one.id: {"result": "open"} for one in line.criteria}
    reviews = draft.data(path).get("reviews") if draft.content(path) is not None else None
    for index, one in enumerate(reviews if isinstance(reviews, list) else ()):
        if isinstance(one, dict) and _is_ahead(one, gate) and "id" not in given:
            known = one.get("criteria") or {}
            for id_, result in criteria.items():
                if isinstance(known, dict) and id_.lower() not in {key.lower() for key in known}:
                    draft.set(path, ("reviews", index, "criteria", id_), result)
            for key, value in given.items():
                draft.set(path, ("reviews", index, key), value)
            return str(one.get("id") or index + 1)
    here = ids_in(draft.data(path), ("reviews",)) if reviews is not None else frozenset()
    if given.get("id"):
        id_ = valid_id(str(given["id"]))
        if id_.lower() in here:
            raise PmoError(f"the id {id_!r} is taken", "give another --id, or none")
    else:
        id_ = free_id(line.id, "gate", here | target.ids(path, ("reviews",)))
    planned = given.get("planned") or _planned(project, line.id)
    rest = {key: value for key, value in given.items() if key not in ("id", "gate", "planned")}
    record: dict[str, Plain] = {
        "id": id_,
        "gate": line.id,
        "planned": planned,
        "criteria": criteria or None,
        **rest,
    }
    draft.append(path, ("reviews",), {key: value for key, value in record.items() if value is not None})
    return id_


def _is_ahead(review: dict[str, Plain], gate: str) -> bool:
    """Whether it is a review of this gate that is still to be held."""
    return (
        str(review.get("gate")).lower() == gate.lower()
        and review.get("held") is None
        and not review.get("decision")
    )


def _planned(project: Project, gate: str) -> str | None:
    """The day of the milestone that is named after the gate."""
    for one in project.milestones:
        if one.id.lower() == gate.lower() and (day := one.forecast or one.baseline) is not None:
            return day.isoformat()
    return None
