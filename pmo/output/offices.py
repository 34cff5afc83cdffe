"""What `pmo init` made, and the commands that come next."""

import datetime
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from msgspec import Struct

from pmo.editing.scaffolds.offices import NewOffice
from pmo.locale import Language
from pmo.output.envelope import envelope
from pmo.output.terminal import Page

Repository = Literal["made", "there", "none"]
"""Whether the folder was put under git, lay there already, or is not under git."""
EXAMPLE_DAY = "2026-11-01"
"""The day as of which the example is told."""


class NewOfficeData(Struct, frozen=True):
    """The `data` of `pmo init`; paths from the root of the repository."""

    folder: str
    repository: Repository
    written: list[str]
    dry_run: bool


@dataclass(frozen=True, slots=True)
class NewOfficeView:
    """A portfolio that was made."""

    office: NewOffice
    repository: Repository
    is_example: bool
    dry_run: bool


def as_json(view: NewOfficeView, today: datetime.date) -> str:
    """The envelope of `pmo init`."""
    office = view.office
    data = NewOfficeData(str(office.folder), view.repository, sorted(office.files), view.dry_run)
    return envelope("init", office.folder.name, None, today, data)


def text(view: NewOfficeView, language: Language, *, width: int, colour: bool) -> str:
    """What is there now, and the next two commands."""
    office = view.office
    page = Page(width=width, colour=colour)
    if view.dry_run:
        page.heading(language.text("Would be made in {folder}", folder=str(office.top)))
        page.items(
            sorted(path for path in office.files if not path.rpartition("/")[0].endswith(".pmo/schemas"))
        )
        page.paragraph(language.text("Nothing was written."))
        return page.text()
    page.heading(language.text("The portfolio is ready in {folder}", folder=str(office.folder)))
    rows = [
        ("pmo.yaml", language.text("the office and its house rules")),
        ("strategy.yaml", language.text("objectives and programmes")),
        ("people.yaml", language.text("roles, people and teams")),
        (".vscode, .pmo/schemas", language.text("an editor completes and checks the files")),
        *_checks(office, language),
    ]
    table = page.table()
    table.show_header = False
    for _ in range(2):
        table.add_column()
    for name, meaning in rows:
        table.add_row(f"  {name}", meaning)
    page.show(table)
    if view.repository == "made":
        page.paragraph(language.text("It is a git repository; the first commit is yours."))
    elif view.repository == "none":
        page.paragraph(language.text("It is not under git: install git, and run `git init` there."))
    page.blank()
    page.heading(language.text("Next"))
    for line in _next(view):
        page.command(line)
    return page.text()


def _checks(office: NewOffice, language: Language) -> list[tuple[str, str]]:
    names = [
        name
        for name in (".github/workflows/portfolio.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml")
        if name in office.files
    ]
    return [(name, language.text("check every change")) for name in names]


def _next(view: NewOfficeView) -> list[str]:
    """Two commands that work as they stand, but for the names."""
    office = view.office
    folder, here = office.folder.resolve(), Path.cwd().resolve()
    way = folder.relative_to(here) if folder.is_relative_to(here) else folder
    enter = [] if folder == here else [f"cd {shlex.quote(str(way))}"]
    if view.is_example:
        return [*enter, f"pmo status --as-of {EXAMPLE_DAY}", f"pmo validate --as-of {EXAMPLE_DAY}"]
    sponsor, manager = (*office.people, "NAME", "NAME")[:2]
    project = f'pmo new project "{office.example}" --method hybrid --sponsor {sponsor} --manager {manager}'
    first = 'pmo new objective "..."' if len(office.people) > 1 else 'pmo new person "..."'
    return [*enter, first, project]
