"""The command `pmo`: answers `--version` and shells without importing anything heavy, hands the rest to `cli`."""

import os
import sys


def main() -> None:
    try:
        _main()
    except KeyboardInterrupt:  # while modules are imported; `cli` handles what comes later
        os._exit(130)


def _main() -> None:
    if sys.argv[1:] in (["--version"], ["-V"]):
        from pmo import __version__

        sys.stdout.write(f"pmo {__version__}\n")
        return
    if sys.argv[1:2] == ["__complete"]:
        from pmo.commands.completing import main as complete

        complete(sys.argv[2:])
        return
    from pmo.cli import end, run

    end(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
