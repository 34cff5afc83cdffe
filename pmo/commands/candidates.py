"""What a portfolio holds that may stand on a command line: projects, people, addresses.

Found by listing folders and by reading at most the files that the text so far leads to, never by loading the
portfolio. Only valid ids are offered: a name of anything else could mean something to a shell.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

_ENDING = ".yaml"
_DOCUMENT_FOLDERS = ("status", "meetings")
_OFFICE_FOLDERS = ("methods", "assessments")


class Candidate(NamedTuple):
    """A word, and what it stands for."""

    word: str
    meaning: str = ""


class Known(NamedTuple):
    """What is known of every portfolio's records."""

    id: re.Pattern[str]
    registers: tuple["Register", ...]


class Register(NamedTuple):
    """A list of records in a document."""

    document: str
    items: str
    address: str
    """Address of a record, with `{holder}` and `{id}`."""
    noun: str


def projects(root: Path, known: Known) -> Iterator[Candidate]:
    """Projects by the names of their folders."""
    for name in _folders(root / "projects", known):
        yield Candidate(name)


def people(root: Path, known: Known) -> Iterator[Candidate]:
    """People by their ids."""
    yield from _records(root / "people.yaml", "people", known)


def vendors(root: Path, known: Known) -> Iterator[Candidate]:
    """Vendors by their ids."""
    yield from _records(root / "vendors.yaml", "vendors", known)


def registers(root: Path, known: Known) -> Iterator[Candidate]:
    """Whatever has registers: projects, programmes with a folder, the office."""
    yield from projects(root, known)
    yield from (Candidate(f"programmes/{name}") for name in _folders(root / "programmes", known))
    yield Candidate("office")


def addresses(root: Path, text: str, known: Known) -> Iterator[Candidate]:
    """Addresses one word longer than what ``text`` holds up to its last slash; a slash ends what goes on."""
    holder, _, start = text.rpartition("/")
    if not holder:
        yield from (Candidate(f"{name}/") for name in _beginnings(root, known))
        return
    found = [Candidate(f"{holder}/{word}", meaning) for word, meaning in _below(root, holder, known)]
    yield from found
    if start and "/" not in holder and not any(one.word.startswith(text) for one in found):
        yield from _shortened(root, holder, known)


def noun_of(root: Path, address: str, known: Known) -> str | None:
    """What an address leads to: `risk`, `project`; a short one is looked for in its project's files."""
    words = address.strip("/").split("/")
    holder, id_ = "/".join(words[:-1]), words[-1].lower()
    if not holder:
        return "project" if (root / "projects" / id_).is_dir() else None
    for one in known.registers:
        *place, _ = one.address.split("/")
        if words[:-1] == place or (
            place[0] == "{holder}" and words[-len(place) : -1] == place[1:] and place[1:]
        ):
            return one.noun
    folder = _folder_of(root, holder, known)
    for one in known.registers:
        if folder is not None and one.address.startswith("{"):
            records = _records(folder / f"{one.document}{_ENDING}", one.items, known)
            if any(record.word.lower() == id_ for record in records):
                return one.noun
    return None


def _beginnings(root: Path, known: Known) -> Iterator[str]:
    yield from _folders(root / "projects", known)
    files = _documents(root)
    office = {
        address.partition("/")[0]
        for document, _, address, _ in known.registers
        if not address.startswith("{") and document in files
    }
    yield from sorted(office | {name for name in _OFFICE_FOLDERS if (root / name).is_dir()} | {"office"})


def _below(root: Path, holder: str, known: Known) -> Iterator[Candidate]:
    """The next words of addresses that begin with ``holder``."""
    yield from _of_office(root, holder, known)
    folder = _folder_of(root, holder, known)
    if folder is not None:
        yield from (Candidate(f"{name}/") for name in _registers_of(folder, known))
        return
    above, _, last = holder.rpartition("/")
    folder = _folder_of(root, above, known)
    if folder is None:
        return
    if last in _DOCUMENT_FOLDERS:
        yield from _files(folder / last, known)
    for document, items, address, _ in known.registers:
        if address.startswith(f"{{holder}}/{last}/"):
            yield from _records(folder / f"{document}{_ENDING}", items, known)


def _of_office(root: Path, holder: str, known: Known) -> Iterator[Candidate]:
    """The same for the office's own files."""
    for document, items, address, _ in known.registers:
        place, _, _ = address.rpartition("/")
        if place == holder:
            yield from _records(root / f"{document}{_ENDING}", items, known)
        elif place.startswith(f"{holder}/"):
            yield Candidate(f"{place.removeprefix(f'{holder}/')}/")
    if holder in _OFFICE_FOLDERS:
        yield from _files(root / holder, known)
    if holder == "programmes":
        yield from (Candidate(f"{name}/") for name in _folders(root / holder, known))
    if holder.startswith("vendors/"):
        yield from _of_vendor(root, holder.removeprefix("vendors/"), known)


def _of_vendor(root: Path, rest: str, known: Known) -> Iterator[Candidate]:
    vendor, _, last = rest.partition("/")
    contracts = list(_contracts(root, vendor, known))
    if last == "contracts":
        yield from contracts
    elif contracts and not last:
        yield Candidate("contracts/")


def _contracts(root: Path, vendor: str, known: Known) -> Iterator[Candidate]:
    for record in _list(root / f"vendors{_ENDING}", "vendors"):
        if isinstance(record, dict) and str(record.get("id", "")).lower() == vendor.lower():
            yield from _candidates(record.get("contracts"), known)


def _shortened(root: Path, holder: str, known: Known) -> Iterator[Candidate]:
    """Everything of one project by its id alone."""
    folder = _folder_of(root, holder, known)
    if folder is None:
        return
    for document, items, address, _ in known.registers:
        if address.startswith("{"):
            for word, meaning in _records(folder / f"{document}{_ENDING}", items, known):
                yield Candidate(f"{holder}/{word}", meaning)


def _folder_of(root: Path, holder: str, known: Known) -> Path | None:
    """Folder of a project, a programme or the office by its address; None for anything else."""
    if holder == "office":
        return root
    area, _, name = holder.rpartition("/")
    if area not in ("", "programmes") or not known.id.match(name):
        return None
    folder = root / (area or "projects") / name
    return folder if folder.is_dir() else None


def _registers_of(folder: Path, known: Known) -> list[str]:
    """Documents of a project, a programme or the office that hold records, or are several."""
    files = _documents(folder)
    words = {
        address.split("/")[1]
        for document, _, address, _ in known.registers
        if address.startswith("{") and document in files
    }
    return sorted(words | {name for name in _DOCUMENT_FOLDERS if (folder / name).is_dir()})


def _files(folder: Path, known: Known) -> Iterator[Candidate]:
    """Documents of a folder that holds several of a kind."""
    yield from (Candidate(name) for name in sorted(_documents(folder)) if known.id.match(name))


def _documents(folder: Path) -> set[str]:
    """Names of a folder's documents, without the ending."""
    try:
        with os.scandir(folder) as entries:
            return {one.name.removesuffix(_ENDING) for one in entries if one.name.endswith(_ENDING)}
    except OSError:
        return set()


def _folders(folder: Path, known: Known) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(one.name for one in entries if known.id.match(one.name) and one.is_dir())
    except OSError:
        return []


def _records(path: Path, items: str, known: Known) -> Iterator[Candidate]:
    """Ids of the records in a list of a document; none of one that cannot be read now."""
    yield from _candidates(_list(path, items), known)


def _candidates(records: Any, known: Known) -> Iterator[Candidate]:
    """Records by their ids; one without an id goes by its number in the list."""
    for number, record in enumerate(records if isinstance(records, list) else (), start=1):
        if isinstance(record, dict):
            id_ = str(record.get("id") or number)
            if known.id.match(id_):
                yield Candidate(id_, str(record.get("title") or record.get("name") or ""))


def _list(path: Path, items: str) -> list[Any]:
    try:
        content = path.read_bytes()
    except OSError:
        return []
    from pmo.documents import parse

    data: Mapping[str, Any] = parse(content, path.name).data or {}
    found = data.get(items)
    return found if isinstance(found, list) else []
