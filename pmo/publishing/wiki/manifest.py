"""What was published to a wiki: the list that says which of its pages are ours."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from pmo.analysis.audience import Audience, rank_of
from pmo.errors import PmoError
from pmo.findings import message
from pmo.publishing.wiki.flavours import is_page

NAME = ".pmo-publish.json"
"""Name of its file, in the folder of the pages."""
FORMAT = 1
_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*\.(?:md|svg)")

_PERIOD = re.compile(r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2]|Q[1-4]|W(?:0[1-9]|[1-4][0-9]|5[0-3]))")


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A page of ours, or a picture of one."""

    key: str
    """The page, in every flavour: `status/crm`."""
    kind: str
    """The report that it shows, or `index`."""
    title: str
    made: str
    """Digest of the page as we wrote it, without the blocks of others."""
    facts: str
    """Digest of what it says, apart from the day and the revision that it is of."""
    period: str | None = None
    """The reporting period that it is of; None for a page that follows the portfolio."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The pages that were published."""

    format: int = FORMAT
    portfolio: str | None = None
    """Name of the portfolio; None before anything was published."""
    flavour: str | None = None
    narrowed: str | None = None
    """What the projects were narrowed to."""
    audience: Audience | None = None
    """Whom the pages are for; None where everything was published."""
    as_of: str | None = None
    """Day of the last publication that changed something."""
    revision: str | None = None
    """Commit of that."""
    pages: dict[str, Entry] = {}
    """By the path of the file; those of pictures too."""

    def is_for_more_than(self, audience: Audience | None) -> bool:
        """Whether pages were published that somebody of this audience may not see."""
        return self.portfolio is not None and rank_of(self.audience) > rank_of(audience)

    @property
    def archived(self) -> dict[str, Entry]:
        """The pages of reporting periods."""
        return {path: one for path, one in self.pages.items() if one.period is not None and is_page(path)}

    def only(self, paths: Iterable[str]) -> "Manifest":
        """Without the pages whose files are gone."""
        there = set(paths)
        pages = {path: one for path, one in self.pages.items() if path in there}
        return msgspec.structs.replace(self, pages=pages)


def read(text: str | None, path: str) -> Manifest:
    """The manifest in a file; an empty one where there is no file."""
    if text is None:
        return Manifest()
    try:
        found = msgspec.json.decode(text, type=Manifest)
        fits = (
            found.format == FORMAT
            and all(_PATH.fullmatch(one) for one in found.pages)
            and all(one.period is None or _PERIOD.fullmatch(one.period) for one in found.pages.values())
        )
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        fits = False
    if not fits:
        raise PmoError(
            message("{path} cannot be read: it lists the pages that pmo has published", path=path),
            message("bring back its last version; without it every page counts as written by somebody else"),
        )
    return found


def written(manifest: Manifest) -> str:
    """The file: a line for each page, so that two publications rarely touch the same line."""
    plain: dict[str, Any] = msgspec.to_builtins(manifest)
    pages: Mapping[str, Any] = plain.pop("pages")
    lines = [f"  {_json(key)}: {_json(value)}," for key, value in sorted(plain.items())]
    rows = ",\n".join(f"    {_json(path)}: {_json(one)}" for path, one in sorted(pages.items()))
    return "\n".join(["{", *lines, '  "pages": {', *([rows] if rows else []), "  }", "}", ""])


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True)
