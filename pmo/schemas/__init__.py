"""The published JSON Schemas, one per kind of document.

They are generated from the model (``generate``) and lie beside this file, where editors and CI read
them; ``validation`` checks documents against them, ``reference`` turns them into a page for people.
"""

from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def file_name(kind_name: str) -> str:
    """Name of the file that holds the schema of a kind."""
    return f"{kind_name}.schema.json"


def load(kind_name: str) -> dict[str, Any]:
    """The published schema of a kind of document."""
    import json

    schema: dict[str, Any] = json.loads((FOLDER / file_name(kind_name)).read_bytes())
    return schema
