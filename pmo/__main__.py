"""The command `pmo`: answers `--version` without importing anything heavy, hands the rest to `cli`."""

import contextlib
import os
import sys
from typing import NoReturn


def main() -> None:
    if sys.argv[1:] in (["--version"], ["-V"]):
        from pmo import __version__

        sys.stdout.write(f"pmo {__version__}\n")
        return
    from pmo.cli import run

    _exit(run(sys.argv[1:]))


def _exit(code: int) -> NoReturn:
    """End at once: taking a large portfolio apart object by object would take longer than many a command."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
