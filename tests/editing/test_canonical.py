"""Documents in every layout: what the canonical form keeps, whatever stands in the file."""

import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pmo.documents import dump, parse
from pmo.documents.layout import LaidOut, Order
from pmo.documents.source import Source
from pmo.editing import canonical
from pmo.editing.canonical import formatted
from pmo.loading.suppressions import suppressions_in
from pmo.model.kinds import KINDS, place_of
from tests.editing.layouts import Writer
from tests.editing.nasty import NASTY
from tests.editing.test_splices import OTHERS, SINGLE_LINE

ROOT = Path(__file__).parent.parent.parent
SUITE = ROOT.parent / "shared" / "data" / "yaml-test-suite.json"
REASONABLE = (
    "laid out, this comment would accept findings of something else",
    "with its fields in order, the alias `*{name}` would come before its anchor",
)
"""Why a file that can be read may be left as it is."""


def as_written(content: bytes) -> Any:
    """The data of a document with every single value as text, read by PyYAML; no difference between empty values."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(one) for key, one in value.items()}
        if isinstance(value, list):
            return list(map(plain, value))
        return "" if value in ("null", "~", "Null", "NULL") else value

    return plain(yaml.load(content, Loader=yaml.CBaseLoader))


def check(content: bytes, kind: str) -> None:
    """The canonical form holds the same data and comments, has no blanks where none belong, and is its own."""
    result = formatted(content, "x.yaml", kind)
    if parse(content, "x.yaml").findings:
        assert result.content == content
        return
    assert [one.message.template for one in result.obstacles if one.message.template not in REASONABLE] == []
    if result.obstacles:
        assert result.content == content
        return
    after = result.content
    assert formatted(after, "x.yaml", kind).content == after
    assert as_written(content) == as_written(after)
    assert after.endswith(b"\n")
    assert b"\r" not in after
    assert not after.startswith((b"\xef\xbb\xbf", b"\n"))
    counted = Counter(re.findall(rb"[^\d](\d+)[ \t]*$", after, re.MULTILINE))
    numbered = Counter(re.findall(rb"# [^\r\n]* (\d+)[ \t]*(?=[\r\n]|$)", content))
    assert not numbered - counted
    accepted = [
        sorted((one.codes, one.until, one.reason) for one in suppressions_in(text))
        for text in (content, after)
    ]
    assert accepted[0] == accepted[1]


@given(st.integers(min_value=0), st.sampled_from(["risks", "charter", "actions", "office", "plan"]))
def test_documents_with_comments_in_every_layout(seed: int, kind: str) -> None:
    check(Writer(random.Random(seed)).document().encode(), kind)


@given(st.integers(min_value=0))
def test_documents_with_anchors_in_every_layout(seed: int) -> None:
    check(Writer(random.Random(seed), comments=False, anchors=True).document().encode(), "risks")


@pytest.mark.parametrize("seed", range(60))
def test_the_same_documents_every_time(seed: int) -> None:
    check(Writer(random.Random(seed), anchors=seed % 3 == 0).document().encode(), "risks")


@pytest.mark.parametrize("name", NASTY)
def test_files_that_are_easily_damaged(name: str) -> None:
    content = NASTY[name]
    if name == "unusual breaks":
        assert formatted(content, "risks.yaml", "risks").content == content
        return
    check(content, "risks")
    assert formatted(content, "risks.yaml", "risks").obstacles == ()


@pytest.mark.skipif(not SUITE.is_file(), reason="the YAML test suite is not part of the repository")
def test_the_yaml_test_suite() -> None:
    unusual = []
    for case in json.loads(SUITE.read_text("utf-8")):
        text = case["yaml"]
        inside = "risks:\n  - note:\n" + "".join(f"      {line}\n" for line in text.splitlines())
        for content in (one.encode("utf-8", "surrogatepass") for one in (text, inside)):
            result = formatted(content, "risks.yaml", "risks")
            if result.obstacles and result.obstacles[0].code is None:
                unusual.append(case["id"])
            elif not result.obstacles:
                assert formatted(result.content, "risks.yaml", "risks").content == result.content
                assert parse(result.content, "x", keep_empty=True) == parse(content, "x", keep_empty=True)
    assert set(unusual) == {"DFF7"}  # a field without a name


def test_the_example_is_canonical(example: Path) -> None:
    for path in sorted(example.rglob("*.yaml")):
        place = place_of(path.relative_to(example).as_posix())
        assert place is not None
        content = path.read_bytes()
        assert formatted(content, str(path), place.kind).content == content, path


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates" / "methods").glob("*.yaml")), ids=lambda path: path.stem
)
def test_the_shipped_methods_are_canonical(path: Path) -> None:
    content = path.read_bytes()
    assert formatted(content, path.name, "method").content == content


def test_what_is_dumped_is_canonical() -> None:
    values = [*SINGLE_LINE, *OTHERS]
    for value, other in zip(values, [*values[5:], *values[:5]], strict=True):
        data = {"a": value, "b": [value, other, {"c": value}], "d": {"e": other, "f": [[value, 1], [other]]}}
        content = dump(data).encode()
        assert formatted(content, "x.yaml", "actions").content == content


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (("1.10", "1.1"), "laid out, this file would not hold the same values"),
        (("    title: A\n", ""), "laid out, this file would not hold the same values"),
        (("  - id: a", "  - id: a: b"), "laid out, this file would not hold the same values"),
        ((" # of b", ""), "laid out, this file would lose a comment"),
        ((" # of b", " # of c"), "laid out, this file would lose a comment"),
        (("title: B # of b", "title: B\n    # of b"), "laid out, a comment would stand at something else"),
    ],
)
def test_the_proof_finds_what_a_fault_would_do(
    monkeypatch: pytest.MonkeyPatch, damage: tuple[str, str], words: str
) -> None:
    text = "risks:\n- id: a\n  title: A\n- tags: [x]\n  cost: 1.10\n  title: B # of b\n"
    lay_out = canonical.lay_out

    def damaged(source: Source, order: Order) -> LaidOut:
        laid_out = lay_out(source, order)
        return laid_out._replace(text=laid_out.text.replace(*damage))

    monkeypatch.setattr(canonical, "lay_out", damaged)
    result = formatted(text.encode(), "risks.yaml", "risks")
    assert (result.content, [str(one.message) for one in result.obstacles]) == (text.encode(), [words])


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_document_of_every_kind(kind: str) -> None:
    assert formatted(b"{ }\n", "x.yaml", kind).content == b"{}\n"


def test_a_large_register_with_a_comment_at_every_record() -> None:
    records = "".join(
        f'# about {number}\n- title: "Risk {number}"   # beside\n  id: r-{number}\n  # pmo: ignore[PMO602] x\n  tags: [a]\n'
        for number in range(200)
    )
    check(f"# head\nrisks:\n{records}".encode(), "risks")


@pytest.mark.parametrize("depth", [50, 97])
def test_deep_nesting(depth: int) -> None:
    for content in (
        "a: " + "[" * depth + "]" * depth,
        "".join(" " * level + "k:\n" for level in range(depth)),
    ):
        check(content.encode(), "risks")
