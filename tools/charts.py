"""Draw the pictures of the example portfolio, and write the page that shows them all.

python tools/charts.py            # docs/charts/*.svg and docs/pictures.md
python tools/charts.py --check    # change nothing; exit 1 when one of them is out of date
"""

import argparse
import datetime
import sys
from collections.abc import Iterator
from pathlib import Path

from pmo.loading import load
from pmo.locale import language
from pmo.render.charts import CHARTS
from pmo.render.charts.drawing import svg
from pmo.render.charts.picture import Picture
from pmo.render.inert import for_markdown
from pmo.render.reports import Scope
from pmo.render.views.parts import Heading
from pmo.trees import WorkingTree

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "charts"
PAGE = ROOT / "docs" / "pictures.md"
AS_OF = datetime.date(2026, 11, 1)
"""The day of the story of the example portfolio."""
SUBJECTS = {"burn-up": "leak-detection"}
"""Projects that a picture is drawn of; else of scada-renewal."""
_TOP = """# Pictures

Every picture of `pmo chart`, drawn from the example portfolio by `tools/charts.py`. Each is one specification of
Vega-Lite (`templates/charts/`), drawn without a browser by the extra `charts`; the words below it are those that it
carries for readers who cannot see it.

```sh
pmo chart
pmo chart roadmap -o roadmap.svg
pmo chart s-curve scada-renewal -o s-curve.png
pmo chart --all -o pictures
pmo report portfolio --pictures -o portfolio.md
```
"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    stale = []
    for path, content in files():
        if path.is_file() and path.read_text("utf-8") == content:
            continue
        stale.append(path.relative_to(ROOT).as_posix())
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8", newline="\n")
    if options.check and stale:
        print("out of date, run `python tools/charts.py`:", ", ".join(stale))
    elif not options.check:
        print("written:", ", ".join(stale) or "nothing, all were fresh")
    return int(options.check and bool(stale))


def files() -> Iterator[tuple[Path, str]]:
    """What belongs into each file."""
    found = pictures()
    for picture, _ in found:
        yield FOLDER / f"{picture.name}.svg", svg(picture)
    yield PAGE, page(found)


def pictures() -> list[tuple[Picture, str]]:
    """Every picture, with the command that draws it."""
    portfolio = load(WorkingTree(ROOT / "examples" / "portfolio")).portfolio
    heading = Heading(portfolio.office.office.name if portfolio.office else "", None, AS_OF)
    scope = Scope(
        portfolio,
        tuple(portfolio.projects.values()),
        tuple(portfolio.programmes.values()),
        heading,
        language("en"),
    )
    found = []
    for name, chart in CHARTS.items():
        project = (
            portfolio.projects[SUBJECTS.get(name, "scada-renewal")] if chart.about == "project" else None
        )
        picture = chart.build(scope, project)
        if picture is None:
            raise SystemExit(f"the example portfolio has nothing to show as {name}")
        found.append((picture, f"pmo chart {name}" + (f" {project.id}" if project else "")))
    return found


def page(found: list[tuple[Picture, str]]) -> str:
    """The page that shows all pictures."""
    parts = [_TOP.rstrip("\n")]
    for picture, command in found:
        parts += [
            f"## {for_markdown(picture.title)}",
            f"`{command}`",
            f"![{for_markdown(picture.title)}](charts/{picture.name}.svg)",
            for_markdown(picture.alternative),
        ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
