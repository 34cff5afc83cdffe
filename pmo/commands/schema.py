"""The JSON Schemas of the files: print one, list them, or write them to a folder.

Editors that read `# yaml-language-server: $schema=...` complete and check the files with them.
"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from pmo.errors import UsageError
from pmo.model.kinds import KINDS


def schema(
    kind: Annotated[
        str | None, typer.Argument(metavar="[KIND]", help="Kind of document: charter, risks, ...")
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
            raise UsageError(f"there is no kind {kind!r}", "`pmo schema --list` lists the kinds")
        sys.stdout.write(json.dumps(schemas.load(kind), indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(f"{one.name:<13}{one.path:<38}{one.title}\n" for one in KINDS.values()))
    return 0
