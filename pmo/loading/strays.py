"""Files among the portfolio's own that are not of any kind: nobody would notice that they are not read."""

import difflib
from collections.abc import Iterator

from pmo.findings import Finding, Message, Where, message
from pmo.model.kinds import KINDS, OFFICE_FILES, PROJECT_FILES, REGISTERS, place_of
from pmo.trees import TreeFile

_OFFICE_NAMES = ["pmo", *OFFICE_FILES, *REGISTERS]
_NAMES = {"": _OFFICE_NAMES, "projects": [*PROJECT_FILES, *REGISTERS], "programmes": list(REGISTERS)}


def stray_file(file: TreeFile) -> Iterator[Finding]:
    """A finding for a YAML file of no kind, if it looks as if it belonged here."""
    folder, _, name = file.path.rpartition("/")
    stem = name.rpartition(".")[0]
    if name.endswith(".yml") and place_of(f"{file.path.removesuffix('.yml')}.yaml") is not None:
        yield _misnamed(file.path, message("rename it to {name}.yaml", name=stem))
        return
    candidates = _NAMES[folder.partition("/")[0] if folder else ""] if _is_register_folder(folder) else []
    close = difflib.get_close_matches(stem.lower(), candidates, n=1, cutoff=0.75)
    if close:
        yield _misnamed(file.path, message("did you mean {name}.yaml?", name=close[0]))
    elif folder:  # other tools keep their files at the root as well
        yield _finding(
            file.path,
            message(
                "remove it, or move it; `pmo schema --list` shows the {number} kinds of file",
                number=len(KINDS),
            ),
        )


def _is_register_folder(folder: str) -> bool:
    parts = folder.split("/") if folder else []
    return not parts or (len(parts) == 2 and parts[0] in ("projects", "programmes"))


def _misnamed(path: str, hint: Message) -> Finding:
    text = message("the file is named almost like one that pmo reads; it is not read")
    return Finding("PMO121", "error", Where(path), text, hint)


def _finding(path: str, hint: Message) -> Finding:
    text = message("this file is not of any kind that pmo knows; it is not read")
    return Finding("PMO113", "warning", Where(path), text, hint)
