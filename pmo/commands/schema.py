"""The JSON Schemas of the files: print one, list them, or write them to a folder.

Editors that read `# yaml-language-server: $schema=...` complete and check the files with them.

Examples:
    pmo schema --list           the kinds of file, and where they are
    pmo schema charter          what a charter may hold
    pmo schema --write schemas  all of them, for an editor
    pmo schema --output status  what `pmo status --format json` writes
"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from pmo.errors import UsageError, nearest
from pmo.model.kinds import KINDS


def schema(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="KIND", help="Kind of document: charter, risks, ...", autocompletion=lambda: list(KINDS)
        ),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the kinds, their files and titles.")] = False,
    write: Annotated[
        Path | None, typer.Option("--write", metavar="DIR", help="Write all schemas into a folder.")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", metavar="COMMAND", help="The schema of a command's JSON instead."),
    ] = None,
) -> int:
    from pmo import schemas

    if output is not None:
        from pmo.output.schemas import output_schema

        sys.stdout.write(json.dumps(output_schema(output), indent=2, ensure_ascii=False) + "\n")
    elif write is not None:
        from pmo.schemas.generate import write as write_schemas

        changed = write_schemas(write)
        sys.stderr.write(f"{len(changed)} of {len(KINDS)} schemas written to {write}\n")
    elif kind is not None and not listing:
        if kind not in KINDS:
            close = nearest(kind, KINDS)
            advice = f"did you mean {close}?" if close else "`pmo schema --list` lists the kinds"
            raise UsageError(f"there is no kind {kind!r}", advice)
        sys.stdout.write(json.dumps(schemas.load(kind), indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(f"{one.name:<13}{one.path:<38}{one.title}\n" for one in KINDS.values()))
    return 0
