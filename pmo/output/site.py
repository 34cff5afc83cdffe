"""What became of the folder of a site: as data, and as text."""

from dataclasses import dataclass
from pathlib import Path

from pmo.locale import Language
from pmo.output.left_out import LeftOutData
from pmo.render.inert import for_terminal

_MOST = 10
"""Names of files that a text shows."""


@dataclass(frozen=True, slots=True)
class SiteData:
    """The `data` of `pmo site`: paths of files below the folder."""

    folder: str
    """The folder, as it was named."""
    pages: int
    """Pages that the site has."""
    written: tuple[str, ...]
    """Files that were made or changed."""
    unchanged: int
    """Files that were the same already."""
    removed: tuple[str, ...]
    """Files of an earlier site that are not part of it any more."""
    kept: tuple[str, ...]
    """Such files that somebody changed since; they are left alone."""
    left_out: tuple[LeftOutData, ...] = ()
    """Reports that could not be made."""


def text(data: SiteData, language: Language) -> str:
    """How many files there are, and which went or stayed."""
    lines = [
        language.plural(
            "{n} page in {folder}: {written} files written, {unchanged} unchanged",
            "{n} pages in {folder}: {written} files written, {unchanged} unchanged",
            data.pages,
            folder=for_terminal(data.folder),
            written=language.number(len(data.written)),
            unchanged=language.number(data.unchanged),
        )
    ]
    if data.removed:
        lines.append(language.text("removed: {files}", files=_some(data.removed, language)))
    if data.kept:
        lines.append(
            language.text(
                "not part of the site any more, but changed by hand and left alone: {files}",
                files=_some(data.kept, language),
            )
        )
    return "\n".join(lines)


def advice(data: SiteData, language: Language) -> str:
    """What to do next."""
    page = for_terminal(str(Path(data.folder) / "index.html"))
    return language.text("Open {page} in a browser.", page=page)


def _some(files: tuple[str, ...], language: Language) -> str:
    shown = ", ".join(map(for_terminal, files[:_MOST]))
    more = len(files) - _MOST
    return shown if more <= 0 else f"{shown}, {language.plural('… and {n} more', '… and {n} more', more)}"
