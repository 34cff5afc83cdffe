"""`pmo report` as documents: which form is asked for, where files go, and what is refused."""

import builtins
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pmo.cli import run
from pmo.render.reports import REPORTS
from tests.commands import pmo
from tests.portfolios import AS_OF, charter, write
from tests.publishing.documents.markup import assert_inert, parsed


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    more = {"projects/erp/charter.yaml": charter("erp", state="active", title="ERP <b> | *x*")}
    return write(tmp_path_factory.mktemp("small"), more)


def made(*call: object) -> str:
    """What a call that succeeds writes."""
    done = pmo("report", *call, "--as-of", AS_OF)
    assert done.code == 0, done.err
    return done.out


@pytest.mark.parametrize("kind", REPORTS)
def test_every_report_is_a_web_page(example: Path, kind: str) -> None:
    subject = {"project": ["scada-renewal"], "programme": ["smart-networks"]}.get(REPORTS[kind].about, [])
    call = ("-C", example, "--as-of", AS_OF, "--lang", "id", "--format", "html", "--no-pictures")
    done = pmo("report", kind, *subject, *call)
    assert done.code == 0, done.err
    root = parsed(done.out)
    assert_inert(root)
    assert root.first("html").attributes["lang"] == "id"
    assert root.first("title").text == root.first("h1").text
    assert root.all("img") == []


@pytest.mark.parametrize("form", ["html", "docx", "pptx"])
def test_pictures_stand_in_documents(example: Path, tmp_path: Path, form: str) -> None:
    pytest.importorskip("vl_convert", reason="the extra `charts` is not installed")
    made("status", "scada-renewal", "-C", example, "-o", tmp_path / f"with.{form}")
    made("status", "scada-renewal", "-C", example, "--no-pictures", "-o", tmp_path / f"without.{form}")
    pictures, plain = (tmp_path / f"{name}.{form}" for name in ("with", "without"))
    assert pictures.stat().st_size > plain.stat().st_size + 5_000
    if form == "html":
        root = parsed(pictures.read_text("utf-8"))
        assert_inert(root)
        assert all(one.attributes["alt"] for one in root.all("img"))
        assert len(root.all("img")) >= 3


def test_pictures_that_cannot_be_drawn_are_left_out_with_a_word(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmo.commands.documents.find_spec", lambda _name: None)
    call = ("report", "status", "crm", "-C", small, "--as-of", AS_OF, "--to", "html")
    assert "pip install 'pmo-toolkit[charts]'" in pmo(*call).err
    assert pmo(*call, "--no-pictures").err == ""


def test_a_template_of_html_has_its_pictures_inside(example: Path, tmp_path: Path) -> None:
    pytest.importorskip("vl_convert", reason="the extra `charts` is not installed")
    (tmp_path / "own.html.jinja").write_text(
        "<!doctype html>\n<p>{{ picture('milestones') }}{{ picture('x') }}</p>", "utf-8"
    )
    page = made(
        "status", "scada-renewal", "-C", example, "--template", tmp_path / "own.html.jinja", "--to", "html"
    )
    (image,) = parsed(page).all("img")
    assert_inert(parsed(page))
    assert image.attributes["alt"]


@pytest.mark.parametrize(
    ("form", "start"), [("html", b"<!doctype"), ("docx", b"PK"), ("pptx", b"PK"), ("pdf", b"%PDF")]
)
def test_the_ending_of_a_file_says_what_it_is(small: Path, tmp_path: Path, form: str, start: bytes) -> None:
    assert made("status", "crm", "-C", small, "-o", tmp_path / f"a.{form.upper()}") == ""
    by_ending = (tmp_path / f"a.{form.upper()}").read_bytes()
    assert by_ending.startswith(start)
    made("status", "crm", "-C", small, "--to", form, "-o", tmp_path / "without-ending")
    assert (tmp_path / "without-ending").read_bytes() == by_ending


def test_html_is_a_form_and_a_format(small: Path) -> None:
    page = made("status", "crm", "-C", small, "--format", "html")
    assert page == made("status", "crm", "-C", small, "--to", "html")
    assert page == made("status", "crm", "-C", small, "--to", "html", "--format", "html")


def test_a_document_goes_into_a_pipe_but_not_onto_a_terminal(
    small: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    call = ["report", "status", "crm", "-C", str(small), "--as-of", str(AS_OF), "--to", "docx"]
    assert run(call) == 0
    piped = capfdbinary.readouterr().out
    assert zipfile.is_zipfile(io.BytesIO(piped))
    assert pmo(*call, "-o", tmp_path / "a.docx", terminal=True).err == f"written: {tmp_path / 'a.docx'}\n"
    assert (tmp_path / "a.docx").read_bytes() == piped
    done = pmo(*call, terminal=True)
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("pmo: a terminal cannot show docx\n  name a file: -o FILE.docx\n")


def test_all_pages_as_files_with_a_page_that_leads_to_them(small: Path, tmp_path: Path) -> None:
    done = pmo(
        "report", "status", "--all", "-C", small, "--as-of", AS_OF, "--to", "html", "-o", tmp_path / "out"
    )
    assert done.err == f"3 files written into {tmp_path / 'out'}\n"
    index = parsed((tmp_path / "out" / "index.html").read_text("utf-8"))
    links = {one.attributes["href"]: one.text for one in index.first("main").all("a")}
    assert links == {"crm.html": "Project crm: status report", "erp.html": "ERP <b> | *x*: status report"}
    assert (tmp_path / "out" / "erp.html").read_text("utf-8") == made(
        "status", "erp", "-C", small, "--to", "html"
    )
    made("status", "--all", "-C", small, "--to", "pptx", "-o", tmp_path / "slides")
    assert sorted(path.name for path in (tmp_path / "slides").iterdir()) == ["crm.pptx", "erp.pptx"]


def test_all_pages_in_one_document(small: Path, tmp_path: Path) -> None:
    made("status", "--all", "-C", small, "-o", tmp_path / "all.html")
    root = parsed((tmp_path / "all.html").read_text("utf-8"))
    assert [one.text for one in root.all("h1")] == ["Project status"]
    assert [one.text for one in root.all("h2")] == [
        "Project crm: status report",
        "ERP <b> | *x*: status report",
    ]
    assert "collection" in root.first("body").attributes["class"]
    assert made("status", "--all", "-C", small, "--to", "html") == (tmp_path / "all.html").read_text("utf-8")


def test_a_template_of_the_portfolio_is_taken(small: Path, tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    root = write(tmp_path / "own")
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "ACME"
    (root / "templates" / "documents").mkdir(parents=True)
    place = root / "templates" / "documents" / "report.docx"
    word.save(str(place))
    call = ("status", "crm", "-C", root, "-o", tmp_path / "a.docx")
    made(*call)
    assert docx.Document(str(tmp_path / "a.docx")).sections[0].header.paragraphs[0].text == "ACME"
    word.sections[0].header.paragraphs[0].text = "Other"
    word.save(str(tmp_path / "other.docx"))
    made(*call, "--document-template", tmp_path / "other.docx")
    assert docx.Document(str(tmp_path / "a.docx")).sections[0].header.paragraphs[0].text == "Other"
    place.unlink()
    place.symlink_to(tmp_path / "other.docx")
    done = pmo("report", *call, "--as-of", AS_OF)
    assert done.code == 2
    assert "templates/documents/report.docx is a link out of the portfolio" in done.err


def test_a_jinja_template_makes_documents_too(small: Path, tmp_path: Path) -> None:
    (tmp_path / "own.md.jinja").write_text("# {{ project.title }}\n\n## Own\n", "utf-8")
    (tmp_path / "own.html.jinja").write_text(
        "<!doctype html>\n<title>{{ project.title }}</title><p>x</p>", "utf-8"
    )
    page = made("status", "erp", "-C", small, "--template", tmp_path / "own.md.jinja", "--to", "html")
    assert [one.text for one in parsed(page).all("h1", "h2")] == ["ERP <b> | *x*", "Own"]
    own = ("status", "erp", "-C", small, "--template", tmp_path / "own.html.jinja")
    assert made(*own, "--to", "html") == "<!doctype html>\n<title>ERP &lt;b&gt; | *x*</title><p>x</p>\n"
    made(*own, "-o", tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    done = pmo("report", *own, "--to", "docx")
    assert (done.code, done.out) == (2, "")
    assert "own.html.jinja writes HTML, from which no docx is made" in done.err
    all_ = ("status", "--all", "-C", small, "--template", tmp_path / "own.html.jinja")
    assert "of which no one document is made" in pmo("report", *all_, "-o", tmp_path / "b.html").err
    made(*all_, "--to", "html", "-o", tmp_path / "pages")
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == [
        "crm.html",
        "erp.html",
        "index.html",
    ]


@pytest.mark.parametrize(
    ("call", "reason", "advice"),
    [
        (("--to", "pdf", "-o", "a.docx"), "a.docx is no name for pdf", "let it end in .pdf"),
        (("--format", "html", "-o", "a.md"), "a.md is no name for html", "let it end in .html"),
        (
            ("--to", "docx", "--format", "json"),
            "--format json and --to docx ask for two things",
            "one of them",
        ),
        (
            ("--to", "docx", "--format", "html"),
            "--format html and --to docx ask for two things",
            "one of them",
        ),
        (("--document-template", __file__), "--document-template is for Word", "--to docx or --to pptx"),
        (("--document-template", "no.docx", "--to", "docx"), "there is no template no.docx", "name a docx"),
        (
            ("--document-template", __file__, "--to", "docx"),
            "is no template for this kind of document",
            "docx or dotx",
        ),
        (("--to", "odt"), "--to cannot be 'odt'", "html, docx, pptx"),
    ],
)
def test_calls_that_make_no_sense(small: Path, call: tuple[str, ...], reason: str, advice: str) -> None:
    done = pmo("report", "status", "crm", "-C", small, "--as-of", AS_OF, *call)
    assert (done.code, done.out) == (2, "")
    assert reason in done.err
    assert advice in done.err


@pytest.mark.parametrize(
    "call", [("--to", "docx"), ("--format", "html"), ("status", "--describe", "--to", "pdf")]
)
def test_only_reports_become_documents(small: Path, call: tuple[str, ...]) -> None:
    done = pmo("report", "-C", small, *call)
    assert (done.code, done.out) == (2, "")
    assert "only reports are written as" in done.err


@pytest.mark.parametrize(
    ("form", "module", "library"),
    [("docx", "docx", "python-docx"), ("pptx", "pptx", "python-pptx"), ("pdf", "weasyprint", "WeasyPrint")],
)
def test_a_missing_extra_is_named(
    small: Path, monkeypatch: pytest.MonkeyPatch, form: str, module: str, library: str
) -> None:
    real: Callable[..., Any] = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.partition(".")[0] == module and not (rest and len(rest) > 3 and rest[3]):
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    done = pmo("report", "status", "crm", "-C", small, "--to", form)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"pmo: this needs {library}, which is not installed\n  install it: pip install 'pmo-toolkit[office]'\n"
    )


def test_a_document_is_no_file_of_the_portfolio(small: Path) -> None:
    done = pmo("report", "status", "crm", "-C", small, "-o", small / "templates" / "a.docx")
    assert done.code == 2
    assert "is a file of the portfolio itself" in done.err


def test_what_was_left_out_is_said_in_every_form(tmp_path: Path) -> None:
    root = write(tmp_path, {"projects/crm/plan.yaml": b"a: ["})
    page = pmo("report", "status", "crm", "-C", root, "--force", "--to", "html").out
    assert "Incomplete: 1 error was left out" in parsed(page).first("main").text
