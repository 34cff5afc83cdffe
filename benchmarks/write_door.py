"""Whether the write door loses or damages anything: writers at once, writers killed, and what a change costs.

    python -m benchmarks.write_door [--writers 8] [--changes 25] [--kills 200] [--projects 1000]

Ends with 1 when a change was lost or a file was damaged. Needs a system that can fork.
"""

import argparse
import hashlib
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks import synthetic
from benchmarks.measure import run, tool
from pmo.documents import parse
from pmo.editing.door import write
from pmo.editing.files import replace_files

_PATHS = ("projects/project-00000/charter.yaml", "projects/project-00000/plan.yaml")
_LONG = 40_000
"""Characters of text that make writing take long enough to be killed in the middle of it."""

_LONGEST_LIFE = 0.06
"""Seconds after which a writer is killed at the latest."""


class Kills(NamedTuple):
    """What was seen while writers were killed."""

    killed: int
    damaged: list[str]
    """Files that were neither as before nor as they were to be."""
    written: int
    """Changes that were finished in all."""
    left_behind: int
    """Times that a temporary file was left."""
    kept: int
    """Temporary files that were still there after the next change."""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--changes", type=int, default=25)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--projects", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = str(Path(folder) / "cache")
        root = Path(folder) / "portfolio"
        synthetic.write(root, 3)
        lost = lost_changes(root, options.writers, options.changes, command)
        print(f"{options.writers} writers of {options.changes} changes at once: {lost} lost")
        kills = survived_kills(root, options.kills)
        print(
            f"{kills.killed} writers killed, {kills.written} changes finished: {len(kills.damaged)} files damaged, "
            f"{kills.left_behind} temporary files left behind, {kills.kept} of them still there after the next change"
        )
        if options.projects:
            _costs(Path(folder) / "large", options.projects)
    return int(bool(lost or kills.damaged or kills.kept or not kills.written))


def command(root: Path, tag: str) -> None:
    """Add a tag by running the command."""
    run([tool("pmo"), "set", "-C", str(root), "project-00000/charter", f"tags+={tag}"], runs=1)


def call(root: Path, tag: str) -> None:
    """Add a tag through the door, in this process."""
    write(root, lambda draft: draft.append(_PATHS[0], ("tags",), tag), as_of=synthetic.AS_OF)


def lost_changes(root: Path, writers: int, changes: int, change: Callable[[Path, str], None]) -> int:
    """How many of the changes that processes made to one file at the same time are not there in the end."""
    children = [_forked(partial(_write_tags, root, writer, changes, change)) for writer in range(writers)]
    failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    if failed:
        raise RuntimeError(f"{failed} writers failed")
    data = parse((root / _PATHS[0]).read_bytes(), _PATHS[0]).data or {}
    tags = data.get("tags")
    wanted = {f"w{writer}-{number}" for writer in range(writers) for number in range(changes)}
    return len(wanted - set(map(str, tags if isinstance(tags, list) else ())))


def _write_tags(root: Path, writer: int, changes: int, change: Callable[[Path, str], None]) -> None:
    for number in range(changes):
        change(root, f"w{writer}-{number}")


def survived_kills(root: Path, times: int, seed: int = 7) -> Kills:
    """Kill a writer of two files at random moments, and look at the files each time."""
    chance = random.Random(seed)
    damaged: list[str] = []
    left_behind = 0
    for path in _PATHS:
        (root / path).write_bytes(_with_number((root / path).read_bytes(), 0))
    for _ in range(times):
        reading, writing = os.pipe()
        child = _forked(partial(_write_numbers, root, writing))
        os.close(writing)
        os.read(reading, 1)  # it has begun
        time.sleep(chance.uniform(0, _LONGEST_LIFE))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)
        damaged += [path for path in _PATHS if _number(root, path) is None]
        left_behind += bool(_leftovers(root))
    numbers = [_number(root, path) or 0 for path in _PATHS]
    write(root, lambda draft: draft.set(_PATHS[0], ("tags",), ["after"]), as_of=synthetic.AS_OF)
    return Kills(times, damaged, max(numbers), left_behind, len(_leftovers(root)))


def _write_numbers(root: Path, begun: int) -> None:
    """Write the next number into both files, for ever."""
    before: dict[str, bytes | None] = {path: (root / path).read_bytes() for path in _PATHS}
    number = max(_number(root, path) or 0 for path in _PATHS)
    os.write(begun, b".")
    while True:
        number += 1
        changes = {path: _with_number(content or b"", number) for path, content in before.items()}
        replace_files(root, changes, before)
        before = {**changes}


def _with_number(content: bytes, number: int) -> bytes:
    """The document with a note of its number, and a checksum over everything."""
    kept = b"".join(line for line in content.splitlines(keepends=True) if not line.startswith(b"note: "))
    text = f"{number} {hashlib.sha256(str(number).encode()).hexdigest()} "
    return kept + f"note: {text}{'x' * _LONG} {number}\n".encode()


def _number(root: Path, path: str) -> int | None:
    """The number that a document was written with; None when it is not whole."""
    data = parse((root / path).read_bytes(), path).data
    words = str(data.get("note", "")).split(" ") if data is not None else []
    if len(words) != 4 or words[0] != words[3] or len(words[2]) != _LONG:
        return None
    return int(words[0]) if words[1] == hashlib.sha256(words[0].encode()).hexdigest() else None


def _leftovers(root: Path) -> list[Path]:
    return [path for path in root.rglob(".*") if path.is_file()]


def _forked(work: Callable[[], None]) -> int:
    """Run ``work`` in another process; its id."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return child


def _costs(portfolio: Path, projects: int) -> None:
    """What a change costs on a large portfolio, beside checking it when one file has changed."""
    synthetic.write(portfolio, projects)
    as_of = ("--as-of", str(synthetic.AS_OF))
    validate = [tool("pmo"), "validate", "-C", str(portfolio), *as_of]
    run(validate, runs=1)
    warm = run(validate, runs=3)
    edits, checks = [], []
    for number in range(3):
        change = [
            tool("pmo"),
            "set",
            "-C",
            str(portfolio),
            "project-00001/charter",
            f"title=Title {number}",
            *as_of,
        ]
        edits.append(run(change, runs=1).seconds)
        checks.append(run(validate, runs=1).seconds)
    edit, check = sorted(edits)[1], sorted(checks)[1]
    print(
        f"`pmo set` with {projects} projects: {edit:.2f} s; `pmo validate` warm: {warm.seconds:.2f} s, after a change: {check:.2f} s"
    )
    print(f"set / validate after a change: {edit / check:.2f} (at most 1.5)")


if __name__ == "__main__":
    sys.exit(main())
