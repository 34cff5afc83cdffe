"""Reports as PDF: tagged, with bookmarks and page numbers, and nothing fetched."""

import builtins
import re
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from pmo.errors import PmoError
from pmo.locale import language
from pmo.publishing.documents.pdf import write
from pmo.render.document.html import HtmlWriter
from pmo.render.views.parts import Heading
from tests.portfolios import AS_OF
from tests.publishing.documents.samples import EVERYTHING, REVISION, OnePicture, document

try:
    import weasyprint  # noqa: F401 - whether it is there with what it needs
except (ImportError, OSError):
    pytest.skip("WeasyPrint is not installed, or lacks Pango", allow_module_level=True)


@pytest.fixture(scope="module")
def page() -> str:
    origin = Heading("Noordermeer Water & Energy", REVISION, AS_OF)
    return HtmlWriter(language("id")).write(document(EVERYTHING), origin, OnePicture())


@pytest.fixture(scope="module")
def content(page: str) -> bytes:
    return write(page)


def objects(content: bytes) -> str:
    """Everything in the file that is text, streams unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    unpacked = []
    for stream in streams:
        try:
            unpacked.append(zlib.decompress(stream))
        except zlib.error:
            unpacked.append(stream)
    return (content + b"".join(unpacked)).decode("latin-1")


def test_it_is_tagged_and_says_what_it_is(content: bytes) -> None:
    text = objects(content)
    assert content.startswith(b"%PDF-1.7")
    assert "/MarkInfo" in text
    assert "/Marked true" in text
    assert "pdfuaid:part" in text
    assert "/Lang (id)" in text
    assert "2026-11-01" in text
    for tag in ("/S /H1", "/S /H2", "/S /Table", "/S /TH", "/S /Figure", "/S /L"):
        assert tag in text, tag
    assert "/Outlines" in text


def test_twice_the_same_bytes(page: str, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert write(page) == content


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was opened")

    monkeypatch.setattr("urllib.request.OpenerDirector.open", refuse)
    monkeypatch.setattr("socket.socket.connect", refuse)
    made = write(
        '<!doctype html><html lang="en"><title>T</title><link rel="stylesheet" href="https://example.org/x.css">'
        '<style>@import "file:///etc/passwd"; body {background: url(http://127.0.0.1:9/x)}</style>'
        '<img src="file:///etc/hostname" alt="x"><img src="http://127.0.0.1:9/x.png" alt="x"><p>text</p>'
        '<a rel="attachment" href="file:///etc/passwd">x</a></html>'
    )
    assert made.startswith(b"%PDF")
    assert b"EmbeddedFile" not in made


@pytest.mark.parametrize(
    ("error", "reason", "advice"),
    [
        (ImportError("weasyprint"), "this needs WeasyPrint", "pmo-toolkit[office]"),
        (OSError("cannot load library 'libpango-1.0-0'"), "lacks the library Pango", "libpango-1.0-0"),
    ],
)
def test_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str, advice: str
) -> None:
    real: Callable[..., Any] = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.startswith("weasyprint"):
            raise error
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PmoError, match=reason) as refused:
        write("<p>")
    assert advice in refused.value.advice
