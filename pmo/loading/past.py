"""What git remembers of the charters: since when there has been a project, and when its state changed."""

import datetime
from collections.abc import Mapping
from typing import NamedTuple, cast

from pmo.loading import read_document
from pmo.loading.cache import Cache
from pmo.model.charter import Charter
from pmo.trees import GitRepository, TreeFile


class PastState(NamedTuple):
    """A state that a project came into."""

    day: datetime.date
    """Day of the commit."""
    state: str


def past_states(
    repository: GitRepository, revision: str, cache: Cache
) -> Mapping[str, tuple[PastState, ...]]:
    """The states of each project up to ``revision``, by its id, the earliest first; unreadable versions are passed over."""
    versions = [
        one
        for one in repository.versions("projects", revision)
        if one.path.endswith("/charter.yaml") and one.path.count("/") == 2
    ]
    contents = sorted({one.content_id for one in versions if one.content_id is not None})
    states = {
        content_id: _state(content, content_id, cache)
        for content_id, content in zip(contents, repository.blobs(contents), strict=True)
        if isinstance(content, bytes)
    }
    found: dict[str, list[PastState]] = {}
    for version in versions:
        state = states.get(version.content_id or "")
        past = found.setdefault(version.path.split("/")[1], [])
        if state is not None and (not past or past[-1].state != state):
            past.append(PastState(version.day, state))
    return {project: tuple(past) for project, past in found.items() if past}


def _state(content: bytes, content_id: str, cache: Cache) -> str | None:
    file = TreeFile("charter.yaml", content_id)
    record, _, _ = read_document(content, file, "charter", cache)
    return cast(Charter, record).state if record is not None else None
