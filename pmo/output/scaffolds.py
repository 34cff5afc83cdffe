"""The scaffolds of projects, as a table."""

import sys
from collections.abc import Sequence

from pmo.editing.scaffolds.projects import Scaffold
from pmo.locale import Language
from pmo.output.table import Column, show
from pmo.output.terminal import Page
from pmo.output.width import width_of_output


def text(found: Sequence[Scaffold], language: Language, *, colour: bool) -> str:
    """Name, method, and the files that each makes."""
    width = width_of_output(to_terminal=sys.stdout.isatty())
    page = Page(width=width, colour=colour)
    columns = [
        Column("name", language.text("Scaffold"), [one.name for one in found]),
        Column(
            "title",
            language.text("Method"),
            [one.method.title if one.method else None for one in found],
            flexible=True,
        ),
        Column("own", language.text("Own"), [one.is_own for one in found], optional=True),
        Column("files", language.text("Files"), [_names(one) for one in found], flexible=True, wraps=True),
    ]
    show(page, columns, language, width=width)
    return page.text()


def _names(one: Scaffold) -> tuple[str, ...]:
    """Its files; that they are YAML need not be said."""
    return tuple(name.removesuffix(".yaml") for name in one.files)
