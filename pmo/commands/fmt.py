"""Lay the files of the portfolio out in one way: fields in the order of the reference page, an indentation of two,
no needless quotes, line ends of Unix. Comments stay with what they are about.

Values, the order of lists, single blank lines and blocks of text stay as they are, and brackets where they fit on
their line. A file is written only once its new form is proven to hold the same values and comments; one that cannot
be read, or not be laid out safely, is left as it is and named.

Ends with 1 when a file cannot be read and, with --check, when a file would change.

Examples:
    pmo fmt                    the whole portfolio
    pmo fmt projects/customer-portal risks.yaml
                               these files and folders
    pmo fmt --dry-run          only show the difference
    pmo fmt --check            only name the files that would change, for CI
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pmo.commands.scope import inside, is_below
from pmo.commands.writing import Writing, writing_command
from pmo.editing.formatting import Survey, apply, survey
from pmo.loading import office_in
from pmo.output import formatting as output


@writing_command()
def fmt(
    writing: Writing,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATHS]...", help="Only these files or folders.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; end with 1 when a file would change.")
    ] = False,
) -> int:
    places = [inside(path, writing.root) for path in paths or [writing.root]]
    found = survey(writing.root, lambda path: any(is_below(path, one) for one in places), writing.progress)
    layouts = _done(writing, found, check=check)
    office = office_in(writing.root)
    reader = writing.language_under(office)
    if writing.format == "json":
        writing.write_json(output.data(layouts, reader), office)
    else:
        sys.stdout.write(output.text(layouts, reader, colour=writing.colour))
    if check and layouts.changed:
        writing.advise(reader.text("`pmo fmt` lays them out; `pmo fmt --dry-run` shows how."))
    unreadable = any(one.code for one in layouts.left)
    return int(unreadable or (check and bool(layouts.changed)))


def _done(writing: Writing, found: Survey, *, check: bool) -> output.Layouts:
    """What is done about the files that are not laid out as they should be."""
    mode: output.Mode = "dry-run" if writing.dry_run else "check" if check else "write"
    if mode == "check" or not found.changes:
        return output.Layouts(found.files, tuple(found.changes), found.obstacles, mode)
    written = writing.write(lambda draft: apply(draft, found.changes))
    return output.Layouts(found.files, tuple(sorted(written.changes)), found.obstacles, mode, written.diff)
