"""What is written, kept and removed, as a function of what lies there."""

import dataclasses
import json
from collections.abc import Iterable, Mapping

import pytest

from pmo.errors import PmoError
from pmo.publishing.wiki import manifest as manifests
from pmo.publishing.wiki.flavours import FLAVOURS, Layout, Name
from pmo.publishing.wiki.manifest import NAME, Manifest
from pmo.publishing.wiki.menus import docs_folder, navigation, order
from pmo.publishing.wiki.pages import LeftOut, Pages, WikiPage
from pmo.publishing.wiki.plan import Plan, There, plan, wanted

NOTE = "<!-- pmo:keep note -->\nours\n<!-- /pmo:keep -->"


class Wiki:
    """A wiki in memory."""

    def __init__(self, flavour: Name = "folder", prefix: str = "") -> None:
        self.layout = Layout(FLAVOURS[flavour], prefix)
        self.files: dict[str, str] = {}
        self.others: set[str] = set()

    def page(
        self, key: str, text: str = "Text", *, facts: str | None = None, period: str | None = None
    ) -> WikiPage:
        kind = "index" if key == "home" else key.partition("/")[0]
        return WikiPage(key, self.layout.file(key), kind, key, f"# {key}\n\n{text}\n", facts or text, period)

    def plan(
        self,
        *pages: WikiPage,
        overwrite: bool = False,
        left_out: Iterable[str] = (),
        as_of: str = "2026-11-01",
    ) -> Plan:
        path = self.layout.prefix + NAME
        known = manifests.read(self.files.get(path), path)
        found = Pages(pages, tuple(LeftOut(kind, PmoError("not here")) for kind in left_out), "2026-10")
        texts = {one: self.files[one] for one in wanted(found, known, self.layout, self.files)}
        there = There(self.files.keys(), self.others, texts)
        head = Manifest(portfolio="P", flavour=self.layout.flavour.name, as_of=as_of)
        return plan(found, known, there, self.layout, head, overwrite=overwrite)

    def publish(self, *pages: WikiPage, **how: object) -> Plan:
        done = self.plan(*pages, **how)  # type: ignore[arg-type]
        for path, text in done.changes.items():
            if text is None:
                del self.files[path]
            else:
                self.files[path] = text
        return done

    def pages(self) -> Mapping[str, str]:
        return {path: text for path, text in self.files.items() if not path.endswith(NAME)}


def kept(done: Plan) -> list[tuple[str, str]]:
    return [(one.path, one.why) for one in done.kept]


def test_first_and_again_and_one_changed() -> None:
    wiki = Wiki()
    home, crm, erp = wiki.page("home"), wiki.page("status/crm"), wiki.page("status/erp")
    first = wiki.publish(home, crm, erp)
    assert sorted(wiki.files) == [NAME, "README.md", "status/crm.md", "status/erp.md"]
    assert list(first.changes)[-1] == NAME, "it is written last"
    again = wiki.plan(home, crm, erp, as_of="2026-12-24")
    assert (again.changes, again.unchanged, again.differs) == ({}, 3, False)
    changed = wiki.publish(home, wiki.page("status/crm", "New"), erp)
    assert list(changed.changes) == ["status/crm.md", NAME]
    assert "New" in wiki.files["status/crm.md"]
    assert "+New\n" in changed.diff()
    assert "-Text\n" in changed.diff()


def test_a_page_whose_facts_are_the_same_stays_of_its_day() -> None:
    wiki = Wiki()
    wiki.publish(wiki.page("home", "as of 1 November", facts="same"))
    assert not wiki.publish(wiki.page("home", "as of 2 November", facts="same")).changes
    assert "1 November" in wiki.files["README.md"]


def test_a_vanished_page_is_removed_with_what_leads_to_it() -> None:
    wiki = Wiki()
    wiki.publish(wiki.page("home"), wiki.page("status/crm"))
    done = wiki.publish(wiki.page("home"))
    assert done.removed == ("status/crm.md",)
    assert "--- a/status/crm.md\n+++ /dev/null" in done.diff()
    assert list(wiki.pages()) == ["README.md"]


def test_pages_of_periods_and_of_reports_that_cannot_be_made_now_stay() -> None:
    wiki = Wiki()
    old = wiki.page("status/2026-10/crm", period="2026-10")
    wiki.publish(wiki.page("home"), old, wiki.page("selection"))
    done = wiki.publish(wiki.page("home"), left_out=["selection"])
    assert not done.changes
    assert done.manifest.archived.keys() == {"status/2026-10/crm.md"}
    del wiki.files["status/2026-10/crm.md"]
    assert not wiki.publish(wiki.page("home"), left_out=["selection"]).manifest.archived


def test_what_others_wrote_stays() -> None:
    wiki = Wiki()
    wiki.files = {"README.md": "theirs", "notes.md": "theirs", "status/crm.md": "theirs"}
    done = wiki.publish(wiki.page("home"), wiki.page("status/crm"), wiki.page("status/erp"))
    assert kept(done) == [("README.md", "hand-written"), ("status/crm.md", "hand-written")]
    assert wiki.files["README.md"] == wiki.files["notes.md"] == wiki.files["status/crm.md"] == "theirs"
    assert "status/crm.md" not in done.manifest.pages
    wiki.publish(wiki.page("home"), wiki.page("status/crm"), wiki.page("status/erp"), overwrite=True)
    assert wiki.files["README.md"] != "theirs"
    assert wiki.files["notes.md"] == "theirs"


def test_a_page_that_says_the_same_already_is_taken_over() -> None:
    wiki = Wiki()
    wiki.files = {"README.md": wiki.page("home").text}
    done = wiki.publish(wiki.page("home"))
    assert (done.kept, done.unchanged, list(done.manifest.pages)) == ((), 1, ["README.md"])


def test_a_page_that_somebody_changed_stays_until_it_is_overwritten() -> None:
    wiki = Wiki()
    wiki.publish(wiki.page("home"), wiki.page("status/crm"))
    wiki.files["status/crm.md"] += "\nby hand\n"
    for text in ("Text", "New"):
        done = wiki.publish(wiki.page("home"), wiki.page("status/crm", text))
        assert kept(done) == [("status/crm.md", "edited")] == [(one.path, one.why) for one in done.edited]
        assert wiki.files["status/crm.md"].endswith("by hand\n")
    done = wiki.publish(wiki.page("home"), wiki.page("status/crm", "New"), overwrite=True)
    assert list(done.written) == ["status/crm.md"]
    assert "by hand" not in wiki.files["status/crm.md"]


def test_a_changed_page_that_is_no_longer_made_is_left_to_its_authors() -> None:
    wiki = Wiki()
    pages = [wiki.page(key) for key in ("home", "a", "b", "c", "d")]
    wiki.publish(*pages)
    wiki.files["a.md"] += "by hand\n"
    wiki.files["b.md"] += f"{NOTE}\n"
    wiki.files["c.md"] += "<!-- pmo:keep x -->\n"
    done = wiki.publish(pages[0])
    assert kept(done) == [("a.md", "handed-over"), ("b.md", "handed-over"), ("c.md", "handed-over")]
    assert done.removed == ("d.md",)
    assert list(done.manifest.pages) == ["README.md"]
    assert not wiki.publish(pages[0]).kept, "it is said once"


def test_blocks_inside_ours_are_kept() -> None:
    wiki = Wiki()
    wiki.publish(wiki.page("home"))
    wiki.files["README.md"] = wiki.files["README.md"].replace("Text", f"Text\n{NOTE}")
    assert not wiki.publish(wiki.page("home")).changes
    done = wiki.publish(wiki.page("home", "New"))
    assert (done.kept, wiki.files["README.md"]) == ((), f"# home\n\nNew\n\n{NOTE}\n")
    wiki.files["README.md"] = wiki.files["README.md"].replace("<!-- /pmo:keep -->", "")
    assert kept(wiki.plan(wiki.page("home", "Newer"))) == [("README.md", "edited")]


def test_a_new_layout_of_the_same_page_is_no_edit() -> None:
    wiki = Wiki()
    wiki.publish(wiki.page("home", "Text", facts="one"))
    wiki.files["README.md"] = wiki.page("home", "New").text
    assert wiki.publish(wiki.page("home", "New")).unchanged == 1


@pytest.mark.parametrize(("flavour", "theirs"), [("folder", "readme.md"), ("github", "old/home.md")])
def test_a_page_of_others_under_the_same_name_is_not_doubled(flavour: Name, theirs: str) -> None:
    wiki = Wiki(flavour)
    wiki.files = {theirs: "theirs"}
    assert kept(wiki.publish(wiki.page("home"))) == [(theirs, "hand-written")]
    assert list(wiki.pages()) == [theirs]


@pytest.mark.parametrize("path", ["README.md", "status", "status/2026-10"])
@pytest.mark.parametrize("overwrite", [True, False])
def test_nothing_is_written_through_a_link(path: str, overwrite: bool) -> None:
    wiki = Wiki()
    wiki.others = {path}
    with pytest.raises(PmoError, match="in the way"):
        wiki.plan(wiki.page("home"), wiki.page("status/2026-10/crm"), overwrite=overwrite)


def test_nothing_is_written_below_a_file() -> None:
    wiki = Wiki()
    wiki.files = {"status": "a file"}
    with pytest.raises(PmoError, match="status is in the way"):
        wiki.plan(wiki.page("status/crm"))


def test_order_of_azure() -> None:
    wiki = Wiki("azure")
    wiki.files = {".order": "Welcome\nTeam\n", "Welcome.md": "theirs", "Team.md": "theirs"}
    home, index, crm, erp = (wiki.page(key) for key in ("home", "status", "status/crm", "status/erp"))
    old = wiki.page("status/2026-10/crm", period="2026-10")
    wiki.publish(home, index, crm, erp, old)
    assert wiki.files[".order"] == "Welcome\nTeam\nHome\nstatus\n"
    assert wiki.files["status/.order"] == "crm\nerp\n"
    assert wiki.files["status/2026-10/.order"] == "crm\n"
    wiki.files[".order"] = "Home\nstatus\nTeam\nWelcome\n"
    assert not wiki.publish(home, index, crm, erp).changes
    done = wiki.publish(home, index, erp)
    assert done.menus == {"status/.order": "erp\n"}
    done = wiki.publish(home, index)
    assert done.menus == {"status/.order": None}
    assert "status/.order" not in wiki.files


@pytest.mark.parametrize(
    ("before", "names", "gone", "after"),
    [
        (None, ["a", "b"], (), "a\nb\n"),
        ("b\n\n x \n", ["A", "b"], (), "b\nx\nA\n"),
        ("a\r\nb\r\n", ["a", "b"], (), "a\r\nb\r\n"),
        ("a\nx\n", [], {"a"}, "x\n"),
        ("a\n", [], {"a"}, None),
    ],
)
def test_order(before: str | None, names: list[str], gone: set[str], after: str | None) -> None:
    assert order(before, names, frozenset(gone)) == after


def mkdocs(text: str, *keys: str) -> Wiki:
    wiki = Wiki("mkdocs", "docs/")
    wiki.files = {"mkdocs.yml": text}
    wiki.publish(*(wiki.page(key) for key in ("home", "status", *keys)))
    return wiki


def test_navigation_of_mkdocs() -> None:
    wiki = mkdocs("site_name: PMO\n", "status/crm", "archive")
    assert wiki.files["mkdocs.yml"] == (
        "site_name: PMO\n\n# pmo:nav\nnav:\n"
        '  - "home": "index.md"\n'
        '  - "status":\n      - "status.md"\n      - "status/crm": "status/crm.md"\n'
        '  - "archive": "archive.md"\n'
        "# /pmo:nav\n"
    )
    before = wiki.files["mkdocs.yml"]
    wiki.publish(*(wiki.page(key) for key in ("home", "status", "status/crm", "archive")))
    assert wiki.files["mkdocs.yml"] == before
    wiki.publish(wiki.page("home"))
    assert 'nav:\n  - "home": "index.md"\n# /' in wiki.files["mkdocs.yml"]


def test_navigation_between_marks_of_others() -> None:
    text = "nav:\n  - Hello: hello.md\n  - Portfolio:\n      # pmo:nav\n      # /pmo:nav\n  - Bye: bye.md\ntheme: x\n"
    wiki = mkdocs(text)
    assert wiki.files["mkdocs.yml"] == text.replace(
        "      # /pmo", '      - "home": "index.md"\n      - "status": "status.md"\n      # /pmo'
    )


@pytest.mark.parametrize(
    "text", ["nav: [a.md]\n", "# pmo:nav\n", "# /pmo:nav\n# pmo:nav\n", "# pmo:nav\n# pmo:nav\n# /pmo:nav\n"]
)
def test_a_navigation_without_a_place_for_ours_is_left_alone(text: str) -> None:
    wiki = mkdocs(text)
    assert wiki.files["mkdocs.yml"] == text
    assert wiki.plan(wiki.page("home")).without_menu


def test_without_a_configuration_there_is_no_navigation() -> None:
    wiki = Wiki("mkdocs", "docs/")
    assert not wiki.publish(wiki.page("home")).without_menu


def test_titles_in_a_navigation_are_inert() -> None:
    wiki = Wiki("mkdocs", "docs/")
    wiki.files = {"mkdocs.yml": ""}
    page = dataclasses.replace(wiki.page("home"), title='"<script>\n- x: y\x1b # z')
    wiki.publish(page)
    assert (
        wiki.files["mkdocs.yml"]
        == '# pmo:nav\nnav:\n  - "&quot;&lt;script&gt; - x: y\\\\x1b # z": "index.md"\n# /pmo:nav\n'
    )
    assert (
        navigation(
            "x: 1",
            (),
        )
        == "x: 1\n\n# pmo:nav\nnav:\n# /pmo:nav\n"
    )


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ("", "docs"),
        ("docs_dir: 'pages/all' # here\n", "pages/all"),
        ("docs_dir: ../other\n", "docs"),
        ("docs_dir: /etc\n", "docs"),
        ("docs_dir: .\n", "."),
    ],
)
def test_folder_of_mkdocs(text: str, folder: str) -> None:
    assert docs_folder(text) == folder


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"format": 2}',
        '{"pages": {"../../etc/passwd.md": {"key": "", "kind": "", "title": "", "made": "", "facts": ""}}}',
        '{"pages": {"status/.git.md/../x.md": {"key": "", "kind": "", "title": "", "made": "", "facts": ""}}}',
        '{"pages": {"a\\nD b.md": {"key": "", "kind": "", "title": "", "made": "", "facts": ""}}}',
        '{"pages": {"notes.txt": {"key": "", "kind": "", "title": "", "made": "", "facts": ""}}}',
        '{"pages": {"a.md": {"key": "", "kind": "", "title": "", "made": "", "facts": "", "period": "x"}}}',
        "[" * 100_000,
    ],
)
def test_a_list_of_pages_that_is_not_ours_is_refused(text: str) -> None:
    with pytest.raises(PmoError, match="cannot be read"):
        manifests.read(text, NAME)


def test_the_list_of_pages_has_a_line_for_each() -> None:
    wiki = Wiki()
    wiki.publish(wiki.page("home"), wiki.page("status/crm"))
    text = wiki.files[NAME]
    assert json.loads(text)["pages"].keys() == {"README.md", "status/crm.md"}
    assert sum(".md" in line for line in text.splitlines()) == 2
    assert manifests.written(manifests.read(text, NAME)) == text
