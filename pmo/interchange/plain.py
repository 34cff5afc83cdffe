"""Values inside plain data, by the steps that lead to them: fields by name, items of lists by their id or period."""

from typing import NamedTuple

from pmo.documents import Plain


class ItemKey(NamedTuple):
    """A step to the item of a list whose ``attribute`` has this value."""

    attribute: str
    value: str


Step = str | ItemKey


def value_at(data: Plain, steps: tuple[Step, ...]) -> Plain:
    """The value that the steps lead to; None where there is none."""
    for step in steps:
        data = _child(data, step)
        if data is None:
            return None
    return data


def keys_to(data: Plain, steps: tuple[Step, ...]) -> tuple[tuple[str | int, ...], tuple[Step, ...]]:
    """The keys as far as ``data`` goes, with items by their number; and the steps that are left."""
    keys: list[str | int] = []
    for position, step in enumerate(steps):
        if isinstance(step, str):
            if not isinstance(data, dict) or data.get(step) is None:
                return tuple(keys), steps[position:]
            keys.append(step)
            data = data[step]
        else:
            index = _index(data, step)
            if index is None:
                return tuple(keys), steps[position:]
            keys.append(index)
            assert isinstance(data, list)
            data = data[index]
    return tuple(keys), ()


def put(data: dict[str, Plain], steps: tuple[Step, ...], value: Plain) -> None:
    """Put a value into plain data, with the mappings and items on the way to it."""
    container: Plain = data
    for step, following in zip(steps, (*steps[1:], None), strict=True):
        if following is None:
            assert isinstance(container, dict)
            assert isinstance(step, str)
            container[step] = value
            return
        below = _child(container, step)
        if below is None:
            below = [] if isinstance(following, ItemKey) else {}
            if isinstance(step, str):
                assert isinstance(container, dict)
                container[step] = below
            else:
                below = {step.attribute: step.value}
                assert isinstance(container, list)
                container.append(below)
        container = below


def take_out(data: dict[str, Plain], steps: tuple[Step, ...]) -> None:
    """Take a value out of plain data, and the mappings and items that have become empty by it."""
    way: list[Plain] = [data]
    for step in steps[:-1]:
        way.append(_child(way[-1], step))
    for container, step in zip(reversed(way), reversed(steps), strict=True):
        if isinstance(container, dict) and isinstance(step, str):
            container.pop(step, None)
        elif isinstance(container, list) and isinstance(step, ItemKey):
            index = _index(container, step)
            if index is not None:
                del container[index]
        if container:
            return


def fits(data: Plain, steps: tuple[Step, ...]) -> bool:
    """Whether nothing on the way of the steps is a single value."""
    for step in steps[:-1]:
        if data is not None and not isinstance(data, dict | list):
            return False
        data = _child(data, step)
    return data is None or isinstance(data, dict | list)


def _child(data: Plain, step: Step) -> Plain:
    if isinstance(step, str):
        return data.get(step) if isinstance(data, dict) else None
    index = _index(data, step)
    return data[index] if index is not None and isinstance(data, list) else None


def _index(data: Plain, step: ItemKey) -> int | None:
    if not isinstance(data, list):
        return None
    wanted = step.value.casefold()
    for index, item in enumerate(data):
        if isinstance(item, dict) and str(item.get(step.attribute, "")).casefold() == wanted:
            return index
    return None
