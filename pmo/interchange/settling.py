"""Whether the model takes a record as it would be; and which of its values it does not take."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from pmo.documents import Plain
from pmo.findings import Message, message
from pmo.interchange.plain import ItemKey, Step
from pmo.model.scalars import decode
from pmo.schemas.wording import SchemaProblem

Keys = tuple[str | int, ...]


class Trouble(NamedTuple):
    """Something about a record that the model does not take."""

    steps: tuple[Step, ...]
    """The way to the value, or to the mapping or item that lacks one; empty for the record itself."""
    missing: str | None
    """The field that it lacks."""
    reason: Message


def troubles(record: type[Struct], data: dict[str, Plain], document: str, keys: Keys = ()) -> list[Trouble]:
    """What is wrong with the data of a record; ``keys`` are the way to it in a document of this kind."""
    try:
        msgspec.convert(data, record, dec_hook=decode)
    except msgspec.ValidationError as error:
        refusal = str(error)
        return list(_explained(data, document, keys, refusal)) or [
            Trouble((), None, message("{reason}", reason=refusal))
        ]
    return []


def _explained(data: dict[str, Plain], document: str, keys: Keys, refusal: str) -> Iterator[Trouble]:
    from pmo.schemas.validation import problems

    whole: Any = deepcopy(data)
    for key in reversed(keys):
        whole = [whole] if isinstance(key, int) else {key: whole}
    for problem in problems(document, whole, refusal):
        inside = problem.keys[len(keys) :]
        if problem.keys[: len(keys)] == tuple(0 if isinstance(key, int) else key for key in keys):
            yield _trouble(problem, inside, data)


def _trouble(problem: SchemaProblem, keys: Keys, data: Plain) -> Trouble:
    steps: list[Step] = []
    for key in keys:
        if isinstance(data, list) and isinstance(key, int):
            data = data[key]
            name = next((one for one in ("id", "period") if isinstance(data, dict) and one in data), None)
            if name is None or not isinstance(data, dict):
                break
            steps.append(ItemKey(name, str(data[name])))
        elif isinstance(data, dict) and isinstance(key, str):
            data = data.get(key)
            steps.append(key)
    missing = problem.key if problem.code == "PMO202" else None
    return Trouble(tuple(steps), missing, problem.message)
