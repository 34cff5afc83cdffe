"""What the search of the site finds: a script that a page loads when somebody begins to search."""

import json
from collections.abc import Iterator
from typing import Final

from pmo.analysis.addresses import items_of
from pmo.analysis.links import title_of
from pmo.locale import Language
from pmo.model.portfolio import Portfolio
from pmo.publishing.site.places import Places, quoted
from pmo.render.inert import for_terminal

PATH: Final = "assets/search-index.js"
_NOUNS: Final = (
    *("project", "programme", "objective", "person", "milestone", "gate-review", "risk", "issue", "change"),
    *(
        "decision",
        "action",
        "benefit",
        "deliverable",
        "assumption",
        "lesson",
        "meeting",
        "vendor",
        "contract",
    ),
    *("role", "team", "equipment", "policy", "term"),
)
"""What is found; of equals the kinds that come first here stand first."""


def index(portfolio: Portfolio, places: Places, language: Language) -> bytes:
    """The script: kinds, owners, pages, and of each record its title, kind, owner, page and place."""
    kinds = [language.label("noun", noun) for noun in _NOUNS]
    wheres: dict[str, int] = {}
    pages: dict[str, int] = {}
    records = []
    for kind, title, where, path in _records(portfolio, places):
        page, _, place = quoted(path).partition("#")
        records.append(
            (
                for_terminal(title),
                kind,
                wheres.setdefault(for_terminal(where), len(wheres)),
                pages.setdefault(page, len(pages)),
                place,
            )
        )
    data = {"kinds": kinds, "wheres": list(wheres), "pages": list(pages), "records": records}
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
    return f"window.pmoSearch={text};\n".encode()


def _records(portfolio: Portfolio, places: Places) -> Iterator[tuple[int, str, str, str]]:
    for kind, noun in enumerate(_NOUNS):
        for item in items_of(portfolio, noun):
            path = places.path(item.address)
            if path is None:
                continue
            document = item.document
            where = ""
            if document.level == "project" and noun != "project":
                where = portfolio.projects[document.holder].title
            elif document.level == "programme":
                programme = portfolio.programmes.get(document.holder.lower())
                where = programme.title if programme else document.holder
            yield kind, title_of(portfolio, item), where, path
