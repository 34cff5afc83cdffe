"""Ask the registers in SQL (DuckDB): a table for each kind of record, and for each list inside records.

Dates are DATE, amounts DECIMAL, lists VARCHAR[], mappings and own fields JSON; `address` joins what belongs together.
Nothing is written, and SQL reaches no file and no network. `-` reads the question from standard input. A question may
take a minute and a gigabyte; --seconds and --memory change that.

Examples:
    pmo query "SELECT owner, count(*) FROM risks WHERE open GROUP BY owner"
                                            who has how many open risks
    pmo query --tables                      the tables
    pmo query --tables milestones           the columns of one
    pmo query - --format csv < late.sql     a question in a file
"""

import re
import sys
from collections.abc import Collection, Iterator
from typing import Annotated

import typer

from pmo.analysis.listings.context import Context
from pmo.analysis.listings.tables import Table
from pmo.analysis.listings.tables import tables as known_tables
from pmo.commands.session import Session, portfolio_command
from pmo.database import Bounds, Filled, ask
from pmo.errors import UsageError, nearest
from pmo.model.portfolio import Portfolio
from pmo.output import query as output

_WHOLE = re.compile(r"\b(?:information_schema|duckdb_\w+|pragma_\w+|show|sqlite_master)\b", re.IGNORECASE)
"""Questions about the tables themselves."""


def _reads(_portfolio: Portfolio, sql: str | None, tables: bool, **_more: object) -> Collection[str] | None:
    """What the tables of a question stand in; everything for those that look at whole projects."""
    if tables or sql is None:
        return ()
    listings = [table.listing for table in _named(sql)]
    if sql == "-" or any(one.noun in ("project", "person") for one in listings):
        return None
    return {"office", "people", *(kind for one in listings for kind in one.documents)}


@portfolio_command("text", "markdown", "json", "csv", reads=_reads, chooses=False)
def query(
    session: Session,
    sql: Annotated[
        str | None, typer.Argument(metavar="[SQL]", help="The question; with --tables a table.")
    ] = None,
    tables: Annotated[bool, typer.Option("--tables", help="The tables, or the columns of one.")] = False,
    seconds: Annotated[
        int, typer.Option(min=1, max=86_400, metavar="SECONDS", help="How long it may take.")
    ] = Bounds.seconds,
    memory: Annotated[
        int, typer.Option(min=100, max=1_000_000, metavar="MB", help="How much memory it may take.")
    ] = Bounds.megabytes,
) -> int:
    if tables:
        return _tables(session, sql)
    if sql is None:
        raise UsageError("what is the question?", "give SQL, or --tables to see what can be asked")
    question = sys.stdin.read() if sql == "-" else sql
    answer = ask(_filled(session, question), question, Bounds(seconds, memory))
    match session.format:
        case "json":
            session.write_json(output.data(answer))
        case "csv":
            session.write(output.as_csv(answer))
        case "markdown":
            session.write(output.markdown(answer, session.language))
        case _:
            width = session.room
            session.write(output.text(answer, session.language, width=width, colour=session.colour))
            session.advise(output.advice(answer, session.language))
    return 0


def _named(question: str) -> list[Table]:
    """The tables that a question names; all where it asks about tables."""
    if _WHOLE.search(question):
        return [*known_tables().values()]
    words = {word.lower() for word in re.findall(r"\w+", question)}
    return [table for name, table in known_tables().items() if name in words]


def _filled(session: Session, question: str) -> Iterator[Filled]:
    context = Context(session.portfolio, session.as_of)
    for table in _named(question):
        columns = tuple((column.name, column.type, column.is_computed) for column in table.columns)
        yield Filled(table.name, columns, list(table.rows(context)))


def _tables(session: Session, name: str | None) -> int:
    """What can be asked."""
    shown = [*known_tables().values()] if name is None else [_table(name)]
    match session.format:
        case "json":
            session.write_json(output.tables_data(shown))
        case "csv":
            session.write(output.tables_csv(shown, session.language))
        case "markdown":
            session.write(output.tables_markdown(shown, session.language))
        case _:
            width = session.room
            session.write(output.tables_text(shown, session.language, width=width, colour=session.colour))
    return 0


def _table(name: str) -> Table:
    known = known_tables()
    found = known.get(name.lower().replace("-", "_"))
    if found is None:
        close = nearest(name, known)
        advice = f"did you mean {close}?" if close else "`pmo query --tables` lists them"
        raise UsageError(f"there is no table {name!r}", advice)
    return found
