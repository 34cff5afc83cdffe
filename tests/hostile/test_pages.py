"""A portfolio of attacks as a site, a wiki, pictures and office documents: folders and files in which nothing acts."""

import io
import re
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from markdown_it import MarkdownIt

from pmo.render.reports import REPORTS
from tests.commands import pmo
from tests.hostile import inertness, portfolio

DAY = ("--as-of", "2026-11-01")
OURS = re.compile(r"<!-- Made by pmo publish\. .*? -->|<!-- /?pmo:keep [a-z-]+ -->", re.DOTALL)


def made(root: Path, *arguments: object) -> None:
    done = pmo(*arguments, "-C", root, *DAY)
    assert done.code == 0, done.err


def test_a_site(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    made(root, "site", folder, "--pictures", "portfolio")
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 20
    for path in pages:
        page = inertness.page(path.read_text("utf-8"))
        assert [Path(one).name for one in page.scripts] == ["theme.js", "site.js"]
        for link in page.links:
            target = (path.parent / re.split("[?#]", link)[0]).resolve()
            assert target.is_file() or link.startswith("#"), link
    index = (folder / "assets" / "search-index.js").read_text("utf-8")
    inertness.json_(index.removeprefix("window.pmoSearch=").strip().removesuffix(";"))
    assert portfolio.MARK in index
    assert "<" not in index
    for path in folder.rglob("*.svg"):
        inertness.svg(path.read_text("utf-8"))


def test_pictures(root: Path, tmp_path: Path) -> None:
    made(root, "chart", "--all", "-o", tmp_path, "--project", "scada-renewal")
    pictures = list(tmp_path.glob("*.svg"))
    assert len(pictures) > 8
    for path in pictures:
        inertness.svg(path.read_text("utf-8"))
    assert portfolio.MARK in (tmp_path / "roadmap.svg").read_text("utf-8")


@pytest.mark.parametrize("kind", ["github", "azure", "mkdocs", "folder", "gitlab"])
def test_a_wiki(root: Path, tmp_path: Path, kind: str) -> None:
    made(root, "publish", tmp_path, "--for", kind, "--project", "scada-renewal")
    pages = sorted(tmp_path.rglob("*.md"))
    assert len(pages) > 10
    names = {path.relative_to(tmp_path).with_suffix("").as_posix() for path in pages}
    stems = {Path(one).name for one in names}
    for path in pages:
        text = path.read_text("utf-8")
        assert portfolio.MARK in text
        reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        for token in inertness.flat(reader.parse(text)):
            if token.type == "html_block":
                assert OURS.sub("", token.content).strip() == "", token.content
            elif token.type == "html_inline":
                assert token.content == "<br>" or OURS.fullmatch(token.content), token.content
            elif token.type == "image":
                pytest.fail(str(token.attrs))
            elif token.type == "link_open":
                target = str(token.attrs["href"]).partition("#")[0].removesuffix(".md")
                assert not re.match(r"[a-zA-Z][\w+.-]*:|//", target), target
                assert not target or Path(target).name in stems, target
    for path in tmp_path.rglob(".order"):
        listed = {path.parent / one for one in path.read_text("utf-8").splitlines()}
        assert {one.relative_to(tmp_path).as_posix() for one in listed} <= names
    for path in tmp_path.rglob("*.y*ml"):
        assert set(yaml.safe_load(path.read_text("utf-8"))) <= {"nav", "site_name", "docs_dir", "theme"}


NAMED = {"project": "scada-renewal", "programme": "smart-networks"}
"""What a report is asked about that is not about the portfolio."""


def report(root: Path, kind: str, file: Path) -> None:
    about = REPORTS[kind].about
    made(root, "report", kind, *([NAMED[about]] if about in NAMED else []), "-o", file, "--no-pictures")


@pytest.mark.parametrize("ending", ["docx", "pptx"])
@pytest.mark.parametrize("kind", REPORTS)
def test_an_office_document(root: Path, tmp_path: Path, kind: str, ending: str) -> None:
    file = tmp_path / f"report.{ending}"
    report(root, kind, file)
    if ending == "docx":
        from docx import Document

        Document(str(file))
    else:
        from pptx import Presentation

        Presentation(str(file))
    words = ""
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            assert not re.search(r"(?i)vba|activex|embeddings", name), name
            if not name.endswith((".xml", ".rels")):
                continue
            for one in ElementTree.parse(io.BytesIO(archive.read(name))).iter():
                tag = one.tag.rpartition("}")[2]
                assert one.get("TargetMode") != "External", one.attrib
                assert tag not in ("object", "oleObj", "altChunk", "attachedTemplate"), name
                if tag == "instrText":
                    assert (one.text or "").split()[:1] in (["PAGE"], ["NUMPAGES"], ["TOC"]), one.text
                if tag == "fldSimple":
                    instruction = next(value for key, value in one.attrib.items() if key.endswith("}instr"))
                    assert instruction.strip() in ("PAGE", "NUMPAGES")
                if tag == "fld" and name.startswith("ppt/slides/"):
                    assert one.get("type") == "slidenum"
                words += (one.text or "") if tag == "t" else ""
    assert words.count(portfolio.MARK) > (20 if kind == "portfolio" else 0)
    assert kind != "portfolio" or "<script>alert('pwn')</script>" in words


@pytest.mark.parametrize("kind", REPORTS)
def test_a_pdf(root: Path, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "report.pdf"
    report(root, kind, file)
    content = file.read_bytes()
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    opened = [_inflated(one) for one in streams]
    objects = re.sub(rb"stream\r?\n.*?endstream", b"", content, flags=re.DOTALL)
    for part in (objects, *opened):
        found = re.search(
            rb"/(JavaScript|JS|Launch|OpenAction|AA|URI|GoToR|SubmitForm|EmbeddedFile|RichMedia)\b", part
        )
        assert found is None, found


def _inflated(stream: bytes) -> bytes:
    """What a stream holds where it is compressed; a font, which is binary, holds no object."""
    try:
        return zlib.decompressobj().decompress(stream) if stream[:1] == b"\x78" else b""
    except zlib.error:
        return b""
