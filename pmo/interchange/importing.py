"""An import into a draft: the plan of a source carried out, its map and what is remembered kept."""

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pmo.documents import dump
from pmo.editing.draft import Draft
from pmo.interchange import maps
from pmo.interchange.cells import shortened
from pmo.interchange.directory import Directory
from pmo.interchange.memory import Memory
from pmo.interchange.operations import Append, Create, Remove, Set
from pmo.interchange.planning import Basis, Plan, Planner, Settings
from pmo.interchange.results import Report
from pmo.interchange.rows import Question, RowReader
from pmo.interchange.sources import Source
from pmo.interchange.stock import Files
from pmo.interchange.unclear import Unclear
from pmo.interchange.values import choices_of
from pmo.model.portfolio import Portfolio

FOLDER = "imports"
"""Where maps, and what is remembered of imports, are kept; the loader reads nothing there."""
MAP_ENDING = ".map.yaml"
STATE_ENDING = ".state.json"
_LONGEST_NAME = 100


def default_map_path(path: Path) -> str:
    """Where the map of a file is kept unless another place is named."""
    return f"{FOLDER}/{_file_name(path.stem)}{MAP_ENDING}"


def state_path(map_name: str) -> str:
    """Where it is kept what the imports with a map have brought."""
    stem = PurePosixPath(map_name.replace("\\", "/")).name
    for ending in (MAP_ENDING, ".yaml", ".yml"):
        stem = stem.removesuffix(ending)
    return f"{FOLDER}/{_file_name(stem)}{STATE_ENDING}"


def _file_name(stem: str) -> str:
    """The name of a file in lower-case words."""
    return "-".join(re.findall(r"[^\W_]+", stem.casefold()))[:_LONGEST_NAME] or "table"


class UnknownWord(NamedTuple):
    """A word that is none of those that its field takes."""

    column: str
    field: str
    word: str
    choices: tuple[str, ...]


def unknown_words(source: Source, portfolio: Portfolio, most: int) -> list[UnknownWord]:
    """Words to which somebody could give a meaning, of fields that have at most ``most`` of them."""
    reader = RowReader(source.kind, source.map, source.table, portfolio, Directory(portfolio, ()))
    rows = reader.read()
    refuse(rows.questions)
    found: dict[str, dict[str, UnknownWord]] = {}
    for one in (dropped for incoming in rows.incoming for dropped in incoming.dropped if dropped.is_word):
        choices = choices_of(source.kind.field(one.field).shape)
        word = UnknownWord(one.column, one.field, one.value, choices)
        found.setdefault(one.field, {}).setdefault(one.value.casefold(), word)
    return [word for words in found.values() if len(words) <= most for word in words.values()]


def _form_like(text: str) -> str:
    """A form of dates with the marks and the years that a text has."""
    seen = _DATE.search(text)
    if seen is None:
        return "dd/mm/yyyy (or serial)"
    return seen[1].join(("dd", "mm", "yyyy" if len(seen[2]) == 4 else "yy"))


_DATE = re.compile(r"[0-9]{1,2}([./-])[0-9]{1,2}\1([0-9]{2,4})")


def refuse(found: Sequence[Question]) -> None:
    """Refuse an import with cells that may mean two things."""
    if not found:
        return
    first = found[0]
    one = first.dropped
    same = sum(other.option == first.option and other.dropped.column == one.column for other in found)
    cells = f"row {one.row}" if same == 1 else f"row {one.row} and {same - 1} more"
    advice = {
        "dates": f"say how its dates are written: --dates with that form, such as --dates {_form_like(one.value)}",
        "decimal": "say what stands before decimals: --decimal . (or --decimal ,)",
    }
    raise Unclear(
        f"{shortened(one.column)} ({cells}): {one.reason}",
        advice[first.option],
        first.option,
        choices=first.choices,
    )


def bring_in(draft: Draft, source: Source, settings: Settings, state: str, map_path: str | None) -> Report:
    """Change a draft as the table says; its map is kept at ``map_path``, what is remembered at ``state``."""
    portfolio = draft.loaded.portfolio
    before = draft.content(state)
    memory = Memory.read(before, state)
    directory = Directory(portfolio, source.map.create)
    reader = RowReader(source.kind, source.map, source.table, portfolio, directory)
    rows = reader.read()
    refuse(rows.questions)
    files = Files(portfolio, draft.content)
    plan = Planner(
        Basis(source.kind, source.map, portfolio, files, memory, settings), reader, directory
    ).plan(rows)
    _apply(draft, plan)
    after = plan.memory.written()
    if after != before and (before is not None or plan.memory.records):
        if before is not None:
            draft.delete(state)
        draft.create(state, after)
    if map_path is not None and plan.memory.records:
        _keep_map(draft, source, map_path)
    return plan.report


def _keep_map(draft: Draft, source: Source, path: str) -> None:
    """A new map is made; of one that is there only what the options said is changed, its comments stay."""
    if draft.content(path) is None:
        draft.create(path, maps.written(source.map).encode())
        return
    before, after = draft.data(path), maps.plain(source.map)
    if source.map.project is not None and before.get("project") is not None:
        after["project"] = before["project"]  # another project is no other map
    for name, value in after.items():
        there = before.get(name)
        if not isinstance(value, dict) or not isinstance(there, dict):
            if there != value:
                draft.set(path, (name,), value)
            continue
        for key, inner in value.items():
            if there.get(key) != inner:
                draft.set(path, (name, key), inner)
        for key in there.keys() - value.keys():
            draft.remove(path, (name, key))


def _apply(draft: Draft, plan: Plan) -> None:
    for operation in plan.operations:
        match operation:
            case Create(path, data):
                draft.create(path, dump(data).encode())
            case Append(path, keys, data):
                draft.append(path, keys, data)
            case Set(path, keys, value):
                draft.set(path, keys, value)
            case Remove(path, keys):
                draft.remove(path, keys)
