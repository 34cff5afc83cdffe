"""Runs commands as whole processes and keeps their time and memory."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Measured(NamedTuple):
    """Median wall seconds, peak memory in MiB and least processor seconds of a command's runs."""

    seconds: float
    mebibytes: float
    processor: float


def run(
    command: Sequence[str],
    *,
    runs: int = 3,
    environment: Mapping[str, str] | None = None,
    accept: Sequence[int] = (0,),
) -> Measured:
    """Run a command several times; raises when it ends with another code than those accepted."""
    seconds, peaks, processor = [], [], []
    for _ in range(runs):
        before = time.perf_counter()
        with subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=os.environ | dict(environment or {}),
        ) as process:
            assert process.stderr is not None
            complaint = process.stderr.read().decode(errors="replace")
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds.append(time.perf_counter() - before)
        peaks.append(usage.ru_maxrss / 1024)
        processor.append(usage.ru_utime + usage.ru_stime)
        if process.returncode not in accept:
            raise RuntimeError(
                f"{' '.join(command)[:200]} ended with {process.returncode}: {complaint[-500:]}"
            )
    return Measured(statistics.median(seconds), max(peaks), min(processor))


def ratio(
    command: Sequence[str],
    base: Sequence[str],
    *,
    runs: int = 15,
    environment: Mapping[str, str] | None = None,
) -> float:
    """How many times as long ``command`` takes as ``base``: the best of runs one after the other.

    Short commands are measured so: what else the machine does only ever adds to a run.
    """
    seconds = [
        tuple(run(one, runs=1, environment=environment).seconds for one in (command, base))
        for _ in range(runs)
    ]
    return min(one for one, _ in seconds) / min(other for _, other in seconds)


def tool(name: str) -> str:
    """Path of a command of this Python's environment."""
    return str(Path(sys.executable).parent / name)
