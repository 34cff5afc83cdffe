"""Golden files: what a page looked like when somebody last looked at it. `pytest --update-golden` writes them."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "golden"


def check(request: pytest.FixtureRequest, name: str, text: str) -> None:
    """Compare ``text`` with the golden file, or write it when asked to."""
    path = FOLDER / name
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    assert path.is_file(), f"there is no {path.name}; look at it and run pytest --update-golden"
    assert text == path.read_bytes().decode("utf-8"), (
        f"{path.name} has changed; if rightly, run pytest --update-golden"
    )
