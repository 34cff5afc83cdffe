"""Valid documents, mutated: never a traceback, and the model and the schema agree on all of them."""

import datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pmo import documents
from pmo.findings import Where
from pmo.loading import load
from pmo.model.kinds import KINDS, place_of
from pmo.model.scalars import decode
from pmo.rules.engine import check
from pmo.schemas.validation import problems
from pmo.trees import OverlayTree, WorkingTree

EXAMPLE = Path(__file__).parent.parent / "examples" / "portfolio"
DOCUMENTS = [(path, content) for path in sorted(EXAMPLE.rglob("*.yaml")) if (content := path.read_bytes())]
JUNK = [
    b"\t", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\r", b"---\n", b"...\n", b"&a ", b"*a ", b"!!python/object:os.system ",
    b"<<: ", b"- ", b"? ", b": ", b"[", b"]", b"{", b"}", b"'", b'"', b"|", b">", b"%YAML 1.1\n", b"#", b"~", b"null",
    b".nan", b"1e999", b"9" * 50, b"0x", b"2026-02-30", "\u202e".encode(), "\U0001f600".encode(), b"\xed\xa0\x80",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    path, content = draw(st.sampled_from(DOCUMENTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(0, len(content) - 1)))
        end = draw(st.integers(start, min(len(content), start + 40)))
        kind = draw(st.sampled_from(["cut", "junk", "repeat", "swap"]))
        if kind == "cut":
            content = content[:start] + content[end:]
        elif kind == "junk":
            content = content[:start] + draw(st.sampled_from(JUNK)) + content[start:]
        elif kind == "repeat":
            content = content[:end] + content[start:end] + content[end:]
        else:
            lines = content.splitlines(keepends=True)
            a, b = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
            lines[a], lines[b] = lines[b], lines[a]
            content = b"".join(lines)
        if not content:
            break
    return path.relative_to(EXAMPLE).as_posix(), content


@given(mutated())
def test_mutated_documents_are_read_or_refused_alike_by_model_and_schema(case: tuple[str, bytes]) -> None:
    path, content = case
    parsed = documents.parse(content, path)
    assert (parsed.data is None) == bool(parsed.findings)
    if parsed.data is None:
        return
    place = place_of(path)
    assert place is not None
    try:
        msgspec.convert(parsed.data, KINDS[place.kind].record, dec_hook=decode)
        accepted = True
    except msgspec.ValidationError:
        accepted = False
    assert accepted == (not problems(place.kind, parsed.data))


@given(mutated())
def test_a_portfolio_with_a_mutated_document_gives_findings(case: tuple[str, bytes]) -> None:
    path, content = case
    loaded = load(OverlayTree(WorkingTree(EXAMPLE), {path: content}))
    for finding in check(loaded, datetime.date(2026, 11, 1)):
        assert isinstance(finding.where, Where)
        assert finding.where.line >= 1
        assert str(finding.message)
        assert finding.hint is None or str(finding.hint)


@pytest.mark.parametrize("path", [path for path, _ in DOCUMENTS], ids=lambda path: path.name)
def test_own_parser_reads_what_pyyaml_reads(path: Path) -> None:
    """The same data as PyYAML's own loader, but for dates, decimals and keys without a value."""
    ours = documents.parse(path.read_bytes(), path.name).data
    assert _alike(ours) == _alike(yaml.load(path.read_bytes(), yaml.BaseLoader))


def _alike(value: object) -> object:
    if isinstance(value, dict):
        return {key: _alike(item) for key, item in value.items() if item not in ("", None, "null", "~")}
    if isinstance(value, list):
        return [_alike(item) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | Decimal):
        return Decimal(value)
    try:
        return Decimal(str(value)) if str(value)[:1] in "-+.0123456789" and str(value) else value
    except ArithmeticError:
        return value
