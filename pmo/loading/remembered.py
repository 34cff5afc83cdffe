"""Results for an unchanged portfolio, remembered: the same inputs and the same tool give the same result.

A file beside the cache of documents, safe to delete, checked before it is trusted and written atomically.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, Self

import pmo
from pmo.loading.cache import folder, name_for, write_whole
from pmo.trees import shipped


class Remembered:
    """Plain data by what it follows from; the latest few results are kept."""

    def __init__(self, path: Path, kept: int) -> None:
        self._path = path
        self._kept = kept

    @classmethod
    def of_portfolio(cls, root: Path, name: str, kept: int) -> Self:
        """The results of one kind for the portfolio in ``root``."""
        return cls(folder() / f"{name_for(root)}.{name}", kept)

    def get(self, *inputs: object) -> Any:
        """What was kept for these inputs; None where nothing was."""
        return self._read().get(_key(inputs))

    def put(self, value: object, *inputs: object) -> None:
        """Keep plain data for these inputs."""
        remembered = {key: one for key, one in self._read().items() if key != _key(inputs)}
        latest = [*remembered.items(), (_key(inputs), value)][-self._kept :]
        write_whole(self._path, _sealed(json.dumps(dict(latest), ensure_ascii=True).encode()))

    def _read(self) -> dict[str, Any]:
        try:
            content = _unsealed(self._path.read_bytes())
            remembered = json.loads(content) if content is not None else {}
        except (OSError, ValueError):
            return {}
        return remembered if isinstance(remembered, dict) else {}


def _key(inputs: tuple[object, ...]) -> str:
    return hashlib.sha256("|".join([_tool(), *map(str, inputs)]).encode()).hexdigest()


def _sealed(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def _unsealed(content: bytes) -> bytes | None:
    seal, _, rest = content.partition(b"\n")
    return rest if hashlib.sha256(rest).hexdigest().encode() == seal else None


@cache
def _tool() -> str:
    """Changes with the tool and, in a checkout, with every edit of it."""
    sources = [*Path(pmo.__file__).parent.rglob("*.py"), *shipped("methods").glob("*.yaml")]
    stamps = [f"{path}:{path.stat().st_mtime_ns}" for path in sorted(sources)]
    return "|".join([pmo.__version__, *stamps])
