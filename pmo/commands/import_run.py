"""One import from its map to its report; at a terminal it asks what is not clear."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pmo.commands.asking import Asker
from pmo.commands.import_questions import MOST_WORDS, Questions
from pmo.commands.import_report import data_of, report
from pmo.commands.writing import Writing
from pmo.editing.door import Written
from pmo.errors import PmoError, UsageError
from pmo.interchange import importing, maps
from pmo.interchange.maps import Map
from pmo.interchange.planning import Settings
from pmo.interchange.results import Report
from pmo.interchange.sources import Options, Source, open_source


class _Place(NamedTuple):
    """Where the map of an import is kept."""

    path: Path
    inside: str | None
    """The same, from the portfolio's folder; None where it lies outside."""

    given: Path | None
    """As the caller named it."""

    @property
    def name(self) -> str:
        return self.inside or str(self.given)


def run_import(writing: Writing, file: Path, named: Path | None, options: Options, *, overwrite: bool) -> int:
    """Import a file and say what that did; ``named`` is the map that the caller names."""
    place = _place(writing.root, named, file)
    attempt = _Attempt(writing, file, place, _existing_map(place), overwrite)
    if writing.may_ask:
        questions = Questions(Asker(writing.language(writing.loaded), writing.colour), options)
        questions.ask_words(questions.until_clear(lambda given: attempt.unknown_words(given, questions)))
        source, written = questions.until_clear(lambda given: attempt.made(given, questions))
    else:
        source, written = attempt.made(options)
    reader = writing.language(written.loaded)
    return report(
        writing, data_of(source, written, place.name, reader, map_is_new=attempt.map is None), written.loaded
    )


@dataclass(frozen=True)
class _Attempt:
    """An import with one set of options; it stops at the first thing that is unclear."""

    writing: Writing
    file: Path
    place: _Place
    map: Map | None
    overwrite: bool

    def unknown_words(self, options: Options, questions: Questions) -> list[importing.UnknownWord]:
        """Words of the table that somebody may know the meaning of."""
        return importing.unknown_words(
            self._source(options, questions), self.writing.loaded.portfolio, MOST_WORDS
        )

    def made(self, options: Options, questions: Questions | None = None) -> tuple[Source, Written[Report]]:
        """The import itself."""
        source = self._source(options, questions)
        settings = Settings(self.writing.as_of, self.file.name, self.overwrite)
        state = importing.state_path(self.place.path.name)
        return source, self.writing.write(
            lambda draft: importing.bring_in(draft, source, settings, state, self.place.inside)
        )

    def _source(self, options: Options, questions: Questions | None) -> Source:
        return open_source(
            self.file, self.map, options, questions.field_of if questions is not None else None
        )


def _place(root: Path, named: Path | None, file: Path) -> _Place:
    path = named.absolute() if named is not None else root / importing.default_map_path(file)
    try:
        inside = path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        inside = None
    if inside is None and not path.is_file():
        raise UsageError(
            f"{path} does not exist, and lies outside of the portfolio",
            "keep the new map in it: --map imports/NAME.map.yaml",
        )
    return _Place(path, inside, named)


def _existing_map(place: _Place) -> Map | None:
    try:
        return maps.read(place.path.read_bytes(), place.name)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PmoError(
            f"{place.name} cannot be read: {error.strerror}", "check the path and its permissions"
        ) from None
