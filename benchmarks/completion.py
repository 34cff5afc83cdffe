"""Compare the completion of command lines with a bare interpreter, on the example portfolio and a large one.

    python -m benchmarks.completion [--projects 1000]

Prints the table that docs/performance.md records.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks import synthetic
from benchmarks.measure import ratio, tool

EXAMPLE = Path(__file__).parent.parent / "examples" / "portfolio"
CASES = {
    "a command": ["va"],
    "an option": ["validate", "--f"],
    "a choice": ["validate", "--format", "j"],
    "a code": ["explain", "PMO5"],
    "a project": ["report", "status", "s"],
    "a register of a project": ["show", "{project}/ri"],
    "a record of a register": ["show", "{project}/risks/"],
    "a record by its short address": ["show", "{project}/zz"],
    "a person": ["todo", "--owner", "p"],
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder)
        synthetic.write(large, options.projects)
        print(f"| completing / `python -c pass` | example | {options.projects} projects | target |")
        print("| --- | --- | --- | --- |")
        for name, words in CASES.items():
            example, many = (
                _ratio(words, root, project)
                for root, project in ((EXAMPLE, "scada-renewal"), (large, "project-00500"))
            )
            print(f"| {name} | {example:.1f} | {many:.1f} | at most 20 |")


def _ratio(words: list[str], root: Path, project: str) -> float:
    line = [word.format(project=project) for word in words]
    complete = [tool("pmo"), "__complete", "bash", "-C", os.fspath(root), *line]
    return ratio(complete, [sys.executable, "-c", "pass"])


if __name__ == "__main__":
    main()
