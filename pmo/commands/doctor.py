"""Look at the set-up: versions, git, the cache, the portfolio's files for editors and CI; and say what to do.

Works without a portfolio too. Warnings are about what is missing or would be better; a problem is what keeps
something from working.

Examples:
    pmo doctor                 everything, with what to do
    pmo doctor --check         for a script: ends with 1 when there is a problem
    pmo doctor --format json   to attach to a question
"""

import datetime
import sys
from pathlib import Path
from typing import Annotated

import typer

from pmo.commands import options
from pmo.commands.options import ColourChoice
from pmo.commands.session import day_of, is_coloured, language_of
from pmo.commands.setup import Setup
from pmo.locale import SOURCE_LANGUAGE, language
from pmo.output import setup as output
from pmo.output.files import write_result
from pmo.output.width import width_of_output


@options.takes(
    portfolio=options.PORTFOLIO,
    as_of=options.AS_OF,
    format=options.format_of("text", "json"),
    output_file=options.OUTPUT,
    lang=options.LANGUAGE,
    color=options.COLOUR,
)
def doctor(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="End with 1 when there is a problem.")] = False,
    *,
    portfolio: Path | None,
    as_of: str | None,
    format: str,  # noqa: A002 - the option's name
    output_file: Path | None,
    lang: str | None,
    color: ColourChoice,
) -> int:
    setup = Setup(context.obj or portfolio)
    office = setup.office
    reader = language(lang) if lang else language_of(office.locale if office else SOURCE_LANGUAGE)
    parts = setup.parts()
    data = output.data(parts, reader)
    if format == "json":
        from pmo.output.envelope import envelope

        name = office.office.name if office else None
        result = envelope("doctor", name, None, day_of(as_of) or datetime.date.today(), data)
    else:
        to_terminal = output_file is None and sys.stdout.isatty()
        width = width_of_output(to_terminal=to_terminal)
        result = output.text(parts, reader, width=width, colour=is_coloured(color, output_file))
    if output_file is None:
        sys.stdout.write(result)
    else:
        write_result(output_file, result, setup.root)
    return int(check and data.summary.problem > 0)
