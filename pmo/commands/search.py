"""Search all texts of all records: the best first, also with slips of the keyboard.

Case and accents don't matter, and the beginning of a word is enough. Titles and ids count more than other texts, and
records that hold all words come first. Every answer names its file and line.

Examples:
    pmo search vendor delay                  what is known about it
    pmo search 'invoice interfce'            a slip is forgiven
    pmo search migration --kind lessons      in the lessons only
    pmo search budget --project 'smart-*'    in some projects only
"""

from typing import Annotated

import typer

from pmo.analysis.listings.kinds import Listing, listing_named, names
from pmo.analysis.search import Hit
from pmo.analysis.search import search as searched
from pmo.analysis.search.texts import Line, Unit
from pmo.commands.pages import heading
from pmo.commands.session import Session, portfolio_command
from pmo.documents import lines_of
from pmo.errors import UsageError
from pmo.output import search as output


@portfolio_command("text", "markdown", "json", "csv")
def search(
    session: Session,
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="What to look for.")],
    kind: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="Only records of this kind (repeatable).", autocompletion=names),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="The best N only.")] = 20,
) -> int:
    question = " ".join(words)
    kinds = tuple(listing_named(name) for name in kind or ())
    chosen = session.chosen

    def keeps(unit: Unit, line: Line) -> bool:
        document = unit.document
        if chosen is not None and not (document.level == "project" and document.holder in chosen):
            return False
        return not kinds or any(_is_of(one, unit, line) for one in kinds)

    narrowed = keeps if chosen is not None or kinds else None
    found = searched(session.portfolio, question, keeps=narrowed, limit=limit)
    if not found.words:
        raise UsageError(f"there is no word in {question!r}", "give letters or digits to look for")

    def place(hit: Hit) -> tuple[int, int]:
        line, column = session.locate(hit.unit.document, hit.keys)
        content = session.loaded.content(hit.unit.document.path)
        return hit.place(lines_of(content), line) if content is not None else (line, column)

    origin = heading(session, revision=False)
    match session.format:
        case "json":
            session.write_json(output.data(question, found, place))
        case "csv":
            session.write(output.as_csv(found, place))
        case "markdown":
            session.write(output.markdown(question, found, place, origin, session.language))
        case _:
            width, colour = session.width, session.colour
            session.write(
                output.text(question, found, place, origin, session.language, width=width, colour=colour)
            )
            session.advise(output.advice(found, session.language))
    return 0


def _is_of(kind: Listing, unit: Unit, line: Line) -> bool:
    """Whether a text belongs to a record of a kind; parts without an address of their own are known by their field."""
    if unit.noun == kind.noun:
        return True
    return any(path and kind.noun != "action" and path[-1] in line.keys for _, path in kind.sources)
