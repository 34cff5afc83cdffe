"""Where on the site an address leads: a page, and a place on it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

OVERVIEW: Final = "index.html"
PEOPLE: Final = "people.html"
OBJECTIVES: Final = "objectives.html"
RISKS: Final = "risks.html"
DECISIONS: Final = "decisions.html"
GATES: Final = "gates.html"
CALENDAR: Final = "calendar.html"
CALENDAR_FILE: Final = "calendar.ics"
OFFICE: Final = "office.html"
SEARCH: Final = "search.html"
REPORTS: Final = "reports.html"
_KEPT_BY_OFFICE: Final = frozenset({"vendors", "training", "glossary", "policies", "meetings", "assessments"})
_NAMED: Final = 2
"""Words that name a record below its project or file; what is inside a record has no place of its own."""


@dataclass(frozen=True, slots=True)
class Places:
    """The pages of a site; both sets are ids, those of programmes in lower case."""

    projects: Collection[str]
    programmes: Collection[str]
    has_office: bool = True
    """Whether the registers of the office are shown."""

    def path(self, address: str) -> str | None:
        """The file of the page about an address, and the place on it (`projects/crm.html#risks-delay`)."""
        first, *rest = address.split("/")
        if first in self.projects:
            page: str | None = project_page(first)
        elif first == "programmes":
            page = programme_page(rest[0]) if rest and rest[0].lower() in self.programmes else None
        else:
            page = _page_of_office(first) if rest else None
            page = page if page != OFFICE or self.has_office else None
        if page is None:
            return None
        words = _named(address)
        # The charter is the page itself, and its stakeholders, documents, ... are on it.
        is_page = words[:1] == ["charter"] and len(words) != _NAMED
        place = "" if is_page else "-".join(words[:_NAMED]).lower()
        return f"{page}#{place}" if place else page

    def url(self, address: str, root: str) -> str | None:
        """The same as it leads there from a page that reaches the top of the site by ``root`` (`../`)."""
        path = self.path(address)
        return None if path is None else root + quoted(path)


def place_of(address: str) -> str | None:
    """The place of a record on the page about it; None for what is inside a record or is the page itself."""
    words = _named(address)
    return "-".join(words).lower() if 0 < len(words) <= _NAMED else None


def quoted(path: str) -> str:
    """A path of the site, with the place on its page, as a URL."""
    page, mark, place = path.partition("#")
    return quote(page) + mark + quote(place)


def project_page(project: str) -> str:
    return f"projects/{project}.html"


def programme_page(programme: str) -> str:
    return f"programmes/{programme.lower()}.html"


def report_page(kind: str, subject: str | None = None) -> str:
    """The page of a report: about the whole portfolio, or about a programme."""
    return f"reports/{kind}.html" if subject is None else f"reports/{kind}/{subject.lower()}.html"


def _page_of_office(first: str) -> str | None:
    if first in ("people", "equipment"):
        return PEOPLE
    if first == "strategy":
        return OBJECTIVES
    return OFFICE if first == "office" or first in _KEPT_BY_OFFICE else None


def _named(address: str) -> list[str]:
    """The words that name a record on its page."""
    first, *rest = address.split("/")
    if first == "people" and rest[:1] in (["roles"], ["teams"]):
        return [f"{first}-{rest[0]}", *rest[1:]]
    if first in ("people", "equipment") or first in _KEPT_BY_OFFICE:
        return [first, *rest]
    return rest[1:] if first == "programmes" else rest
