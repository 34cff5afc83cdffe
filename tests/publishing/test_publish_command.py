"""`pmo publish`: into a folder, and into a real bare repository that stands for a wiki."""

import json
import shutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from pmo.errors import PmoError
from pmo.publishing.wiki import pages as rooms
from pmo.publishing.wiki import repository
from pmo.publishing.wiki.manifest import NAME
from pmo.publishing.wiki.repository import Repository
from pmo.publishing.wiki.targets import target
from pmo.render.environment import Renderer
from pmo.render.reports import REPORTS
from tests.commands import Outcome, pmo
from tests.portfolios import charter, office, write
from tests.repositories import commit, git

command = import_module("pmo.commands.publish")
NOTE = "<!-- pmo:keep note -->\nAsk Ana.\n<!-- /pmo:keep -->"


renderer = cache(Renderer)


@pytest.fixture(autouse=True)
def _few_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough to see that pages come and go; making them all is tried elsewhere. Templates are compiled once."""
    monkeypatch.setattr(command, "Renderer", lambda language, portfolio: renderer(language))
    monkeypatch.setattr(rooms, "REPORTS", {kind: REPORTS[kind] for kind in ("status", "portfolio")})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A portfolio of two projects under git."""
    folder = tmp_path / "portfolio"
    files = {f"projects/{name}/charter.yaml": charter(name, state="active") for name in ("crm", "erp")}
    commit(write(folder, files), "Start")
    return folder


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    """A wiki without any page."""
    folder = tmp_path / "crm.wiki.git"
    git(tmp_path, "init", "-q", "--bare", "-b", "trunk", str(folder))
    return folder


def publish(root: Path, place: object, *more: str) -> Outcome:
    return pmo("-C", root, "publish", place, "--as-of", "2026-11-01", *more)


def rename(root: Path, project: str, title: str) -> None:
    path = root / "projects" / project / "charter.yaml"
    path.write_text(path.read_text("utf-8").replace(f"Project {project}", title), "utf-8")
    commit(root, "Rename", "2026-10-20")


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# a git repository


def changed(wiki: Path) -> list[str]:
    return git(wiki, "show", "--name-only", "--format=", "trunk").splitlines()


def edit(wiki: Path, folder: Path, change: Callable[[Path], object]) -> None:
    """Somebody else edits the wiki and pushes."""
    if not folder.exists():
        git(wiki.parent, "clone", "-q", str(wiki), str(folder))
    git(folder, "pull", "-q")
    change(folder)
    commit(folder, "By hand")
    git(folder, "push", "-q", "origin", "HEAD")


def test_publishing_to_a_wiki(root: Path, wiki: Path, tmp_path: Path) -> None:
    first = publish(root, wiki)
    assert (first.code, first.err) == (0, "")
    assert first.out.startswith(f"{wiki}: GitHub wiki\n11 files were written:\n")
    assert "Pushed to the branch trunk: " in first.out
    assert "Home.md" in changed(wiki)
    assert git(wiki, "log", "-1", "--format=%an <%ae>%n%s%n%b", "trunk").splitlines() == [
        "Test <test@example.org>",
        "Publish Test office as of 2026-11-01",
        "Pages written: 11, removed: 0",
        f"Revision: {git(root, 'rev-parse', 'HEAD')}",
    ]

    head = git(wiki, "rev-parse", "trunk")
    again = publish(root, wiki)
    assert (again.code, git(wiki, "rev-parse", "trunk")) == (0, head), "nothing new, no commit"
    assert "Everything is up to date.\n11 pages are unchanged.\n" in again.out

    rename(root, "crm", "Customers")
    assert publish(root, wiki, "--check").code == 1
    assert git(wiki, "rev-parse", "trunk") == head
    assert publish(root, wiki, "--author", "PMO <pmo@example.org>").code == 0
    assert [path for path in changed(wiki) if path != NAME] == [
        "_Sidebar.md",
        "portfolio.md",
        "portfolio/portfolio--2026-10.md",
        "status.md",
        "status/2026-10/status--2026-10--crm.md",
        "status/status--2026-10.md",
        "status/status--crm.md",
    ]
    assert git(wiki, "log", "-1", "--format=%an %cn", "trunk") == "PMO PMO"

    def by_hand(clone: Path) -> None:
        (clone / "Notes.md").write_text("theirs\n", "utf-8")
        (clone / "_Sidebar.md").write_text("theirs\n", "utf-8")
        home = clone / "Home.md"
        home.write_text(f"{NOTE}\n\n{home.read_text('utf-8')}", "utf-8")

    edit(wiki, tmp_path / "clone", by_hand)
    rename(root, "erp", "Resources")
    done = publish(root, wiki)
    assert done.code == 1
    assert "left as they are; --overwrite replaces them:\n- _Sidebar.md\n" in done.out
    assert git(wiki, "show", "trunk:Notes.md") == git(wiki, "show", "trunk:_Sidebar.md") == "theirs"
    assert git(wiki, "show", "trunk:Home.md").startswith(NOTE)
    assert "Resources" in git(wiki, "show", "trunk:status/status--erp.md")


def test_somebody_else_publishes_at_the_same_time(
    root: Path, wiki: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(root, wiki)
    rename(root, "crm", "Customers")
    push, others = Repository._push, ["one.md", "two.md"]

    def late(self: Repository) -> str | None:
        """Just before we push, somebody else does."""
        if others:
            name = others.pop(0)
            edit(wiki, tmp_path / "clone", lambda clone: (clone / name).write_text("theirs\n", "utf-8"))
        return push(self)

    monkeypatch.setattr(Repository, "_push", late)
    assert publish(root, wiki).code == 0
    assert git(wiki, "show", "trunk:one.md") == git(wiki, "show", "trunk:two.md") == "theirs"
    assert "Customers" in git(wiki, "show", "trunk:status/status--crm.md")
    assert git(wiki, "log", "--format=%s", "trunk").splitlines()[1:3] == ["By hand", "By hand"]

    head = git(wiki, "rev-parse", "trunk")
    rename(root, "erp", "Resources")
    monkeypatch.setattr(Repository, "_push", lambda self: "[rejected] (fetch first)")
    refused = publish(root, wiki)
    assert (refused.code, git(wiki, "rev-parse", "trunk")) == (2, head)
    assert "others keep publishing" in refused.err


def test_a_wiki_that_takes_no_pages(root: Path, wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hook = wiki / "hooks" / "update"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    refused = publish(root, wiki)
    assert refused.code == 2
    assert "does not take the pages: [remote rejected] (hook declined)" in refused.err
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.delenv(name)
    refused = publish(root, wiki)
    assert "git does not know who publishes" in refused.err
    assert "--author" in refused.err


def test_a_hostile_wiki_writes_nowhere_else(root: Path, wiki: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()

    def links(clone: Path) -> None:
        (clone / "Home.md").write_text("Welcome\n", "utf-8")
        (clone / "status").symlink_to(outside)

    git(tmp_path, "clone", "-q", str(wiki), str(tmp_path / "clone"))
    links(tmp_path / "clone")
    commit(tmp_path / "clone", "Start")
    git(tmp_path / "clone", "push", "-q", "origin", "HEAD:trunk")
    refused = publish(root, wiki)
    assert (refused.code, files(outside)) == (2, set())
    assert "status is in the way" in refused.err


@pytest.mark.parametrize(
    "name",
    [
        "ext::sh -c touch% pwned",
        "--upload-pack=touch pwned",
        "ssh://-oProxyCommand=touch/x.wiki.git",
        "https://-x@host/y.git",
        "ftp://host/x.git",
        "git@-oProxyCommand=x:x.wiki.git",
        "https:///x.git",
        "fd::17",
        "a\nb",
        " ",
    ],
)
def test_what_git_could_take_for_something_else_is_refused(root: Path, name: str) -> None:
    refused = pmo("-C", root, "publish", "--", name)
    assert refused.code == 2
    assert "no place to publish to" in refused.err


@pytest.mark.parametrize("name", [".", "projects", "projects/crm", "methods", "templates/new"])
def test_the_portfolio_itself_is_no_place_to_publish_to(root: Path, name: str) -> None:
    before = files(root)
    refused = publish(root, root / name)
    assert (refused.code, files(root)) == (2, before)
    assert "of the portfolio itself" in refused.err


def test_what_is_not_there_is_said_without_the_password(root: Path, tmp_path: Path) -> None:
    refused = publish(root, f"file://me:secret@/{tmp_path}/no.wiki.git")
    assert refused.code == 2
    assert "cannot be reached" in refused.err
    assert "secret" not in refused.err
    assert publish(root, tmp_path / "crm.wiki.git", "--author", "nobody").code in (0, 2)


def test_an_author_is_a_name_and_a_mail_address(root: Path, wiki: Path) -> None:
    refused = publish(root, wiki, "--author", "nobody")
    assert "'nobody' is no author" in refused.err


@pytest.mark.parametrize(
    ("name", "wiki", "shown"),
    [
        ("https://github.com/o/r.wiki.git", "github", None),
        ("https://gitlab.example/o/r.wiki.git", "gitlab", None),
        ("git@gitlab.com:o/r.wiki.git", "gitlab", None),
        (
            "https://me:pass@dev.azure.com/o/p/_git/p.wiki",
            "azure",
            "https://me:***@dev.azure.com/o/p/_git/p.wiki",
        ),
        ("ssh://git@forge.example/r.wiki.git", "github", None),
        ("ssh://git@forge.example/r.git", None, None),
    ],
)
def test_an_address_says_which_wiki_it_is(name: str, wiki: str | None, shown: str | None) -> None:
    found = target(name, None)
    assert (found.hint, found.is_remote, found.shown) == (wiki, True, shown or name)


def test_the_repository_of_a_forge_is_no_wiki() -> None:
    with pytest.raises(PmoError, match="not its wiki"):
        target("https://github.com/o/r.git", None)
    assert target("https://github.com/o/r.git", "folder").hint is None


# a folder


def test_publishing_into_a_folder(root: Path, tmp_path: Path) -> None:
    place = tmp_path / "pages"
    dry = publish(root, place, "--dry-run")
    assert dry.code == 0
    assert "+++ b/status/crm.md" in dry.out
    assert "10 files would be written:" in dry.out
    assert not place.exists()
    assert publish(root, place).out.startswith(f"{place}: folder of Markdown files\n10 files were written:\n")
    assert {"README.md", "status/crm.md", "status/2026-10/crm.md", "portfolio/2026-10.md", NAME} <= files(
        place
    )
    assert publish(root, place, "--check") == (
        0,
        f"{place}: folder of Markdown files\nEverything is up to date.\n10 pages are unchanged.\n"
        "Reports are kept of: October 2026.\n",
        "",
    )

    (place / "notes.md").write_text("theirs", "utf-8")
    crm = place / "status" / "crm.md"
    crm.write_text(
        crm.read_text("utf-8").replace("report\n", f"report\n{NOTE}\n", 1) + f"\n{NOTE}\n", "utf-8"
    )
    rename(root, "crm", "Customers")
    assert publish(root, place).code == 0
    assert crm.read_text("utf-8").count("Ask Ana.") == 2
    assert "Customers" in crm.read_text("utf-8")

    shutil.rmtree(root / "projects" / "erp")
    commit(root, "Drop", "2026-10-21")
    gone = publish(root, place)
    assert "1 file was removed:\n- status/erp.md\n" in gone.out
    assert (place / "status/2026-10/erp.md").is_file(), "a period's page stays"
    assert (place / "notes.md").read_text("utf-8") == "theirs"


PLAN = {"milestones": [{"id": "done", "title": "Done", "baseline": "2026-12-01"}]}


def test_pictures_come_and_go(root: Path, tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    write(root, {"projects/crm/plan.yaml": PLAN})
    place = tmp_path / "pages"
    assert publish(root, place, "--pictures").code == 0
    pictures = {path for path in files(place) if path.endswith(".svg")}
    assert pictures
    assert pictures <= json.loads((place / NAME).read_text())["pages"].keys()
    own = place / "pictures" / "own.svg"
    own.write_text("<svg/>")
    assert "Everything is up to date." in publish(root, place, "--pictures").out
    first = place / min(pictures)
    before = first.read_bytes()
    first.unlink()
    shown = publish(root, place, "--pictures", "--dry-run").out
    assert min(pictures) in shown
    assert "<svg" not in shown
    assert publish(root, place, "--pictures").code == 0
    assert first.read_bytes() == before
    assert publish(root, place).code == 0
    assert {path for path in files(place) if path.endswith(".svg")} == {"pictures/own.svg"}


def test_mkdocs_that_draws_mermaid(root: Path, tmp_path: Path) -> None:
    write(root, {"projects/crm/plan.yaml": PLAN})
    place = tmp_path / "site"
    place.mkdir()
    (place / "mkdocs.yml").write_text("site_name: x\n# no mermaid yet\n")
    publish(root, place)
    assert "```mermaid" not in (place / "docs" / "portfolio.md").read_text()
    (place / "mkdocs.yml").write_text("site_name: x\nplugins: [mermaid2]\n")
    assert publish(root, place).code == 0
    assert "```mermaid" in (place / "docs" / "portfolio.md").read_text()


def test_what_is_confidential_is_said(root: Path, tmp_path: Path) -> None:
    assert "confidential" not in publish(root, tmp_path / "a").err
    write(root, {"projects/crm/charter.yaml": charter("crm", state="active", confidentiality="confidential")})
    told = "1 project is confidential and is part of it; --audience internal leaves it out\n"
    assert publish(root, tmp_path / "b").err.endswith(told)
    assert publish(root, tmp_path / "c", "--lang", "id").err.endswith(
        "1 proyek bersifat rahasia dan ikut di dalamnya; --audience internal mengecualikannya\n"
    )
    for option in ("internal", "confidential"):
        assert "is part of it" not in publish(root, tmp_path / option, "--audience", option).err
    assert "is part of it" not in publish(root, tmp_path / "d", "--project", "erp").err
    assert pmo("--portfolio", root, "site", tmp_path / "site", "--pictures", "none").err.count(told) == 1


def test_a_period_that_is_over_stays_as_it_was(root: Path, tmp_path: Path) -> None:
    place = tmp_path / "pages"
    publish(root, place)
    old = place / "status" / "2026-10" / "crm.md"
    before = old.read_text("utf-8")
    assert git(root, "rev-parse", "HEAD")[:12] in before
    rename(root, "crm", "Customers")
    november = pmo("-C", root, "publish", place, "--as-of", "2026-11-20")
    assert "Reports are kept of: October 2026, November 2026." in november.out
    assert publish(root, place).code == 0, "also where somebody looks back"
    assert old.read_text("utf-8") == before
    assert "Customers" in (place / "status" / "2026-11" / "crm.md").read_text("utf-8")
    archive = (place / "archive.md").read_text("utf-8")
    assert archive.index("(status/2026-11.md)") < archive.index("(status/2026-10.md)")


def test_as_data(root: Path, tmp_path: Path) -> None:
    write(root, {"projects/crm/plan.yaml": PLAN})
    place = tmp_path / "site"
    place.mkdir()
    (place / "mkdocs.yml").write_text("nav: []\n", "utf-8")
    (place / "docs").mkdir()
    (place / "docs" / "index.md").write_text("theirs", "utf-8")
    data = json.loads(publish(root, place, "--format", "json").out)["data"]
    assert (data["wiki"], data["mode"], data["commit"], data["without_menu"]) == (
        "mkdocs",
        "write",
        None,
        True,
    )
    assert "docs/status/crm.md" in data["written"]
    assert data["kept"] == [{"path": "docs/index.md", "why": "hand-written"}]
    assert (data["period"], data["archive"], data["left_out"]) == ("2026-10", ["2026-10"], [])
    shown = publish(root, place / "docs", "--overwrite").out
    assert "put a line `# pmo:nav`" in " ".join(shown.split())
    assert (place / "docs" / "index.md").read_text("utf-8") != "theirs"


@pytest.mark.parametrize(
    ("file", "wiki"), [(".order", "azure"), ("_Sidebar.md", "github"), ("_sidebar.md", "gitlab")]
)
def test_what_lies_there_says_which_wiki_it_is(root: Path, tmp_path: Path, file: str, wiki: str) -> None:
    place = tmp_path / "pages"
    place.mkdir()
    (place / file).write_text("theirs\n", "utf-8")
    data = json.loads(publish(root, place, "--format", "json").out)["data"]
    assert data["wiki"] == wiki
    (place / file).unlink()
    assert json.loads(publish(root, place, "--format", "json", "--check").out)["data"]["wiki"] == wiki


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--project", "crm"), "about all projects"),
        (("--for", "github"), "published with --for folder"),
        (("--check", "--dry-run"), "exclude each other"),
    ],
)
def test_what_would_make_other_pages_of_them_is_refused(
    root: Path, tmp_path: Path, options: tuple[str, ...], complaint: str
) -> None:
    place = tmp_path / "pages"
    publish(root, place)
    before = files(place)
    refused = publish(root, place, *options)
    assert (refused.code, files(place)) == (2, before)
    assert complaint in refused.err


def test_pages_of_some_projects_or_of_another_portfolio_are_not_mixed(root: Path, tmp_path: Path) -> None:
    place = tmp_path / "pages"
    assert publish(root, place, "--project", "crm").code == 0
    assert "about these projects: crm" in publish(root, place).err
    other = write(tmp_path / "other", {"pmo.yaml": office(office={"name": "Other", "head": "cara"})})
    assert "the pages there are of Test office" in publish(other, place).err
    assert publish(other, place, "--overwrite").code == 0


def test_files_of_the_portfolio_are_never_pages(root: Path, tmp_path: Path) -> None:
    assert "belongs to git" in publish(root, root / ".git" / "pages").err
    assert "a file of the portfolio" in publish(root, root / "templates").err
    assert "is a file" in publish(root, root / "pmo.yaml").err
    (tmp_path / "outside").mkdir()
    (root / "pages").symlink_to(tmp_path / "outside")
    assert "leads out of the portfolio" in publish(root, root / "pages").err
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "status").symlink_to(tmp_path / "outside")
    assert "status is in the way" in publish(root, tmp_path / "pages").err
    assert files(tmp_path / "outside") == set()


def test_a_folder_that_cannot_be_made(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    refused = publish(root, tmp_path / "pages")
    assert refused.code == 2
    assert "cannot be made: Permission denied" in refused.err


def test_a_report_that_cannot_be_made_is_named(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = ("status", "portfolio", "prioritisation")
    monkeypatch.setattr(rooms, "REPORTS", {kind: REPORTS[kind] for kind in kinds})
    done = publish(root, tmp_path / "pages")
    assert done.code == 0
    assert done.err.startswith(
        "left out: the report prioritisation: the office has no prioritisation criteria"
    )


def test_git_that_fails_in_another_way(root: Path, wiki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "_data", lambda text: b"nonsense\n")
    refused = publish(root, wiki)
    assert (refused.code, "git fast-import failed" in refused.err) == (2, True)


@pytest.mark.parametrize("first", [(), ("--audience", "internal")])
def test_pages_for_those_who_may_see_more_are_not_published_over(
    root: Path, wiki: Path, first: tuple[str, ...]
) -> None:
    """They would stay in the history of the wiki, and as pages of past periods."""
    assert publish(root, wiki, *first).code == 0
    before = git(wiki, "rev-parse", "trunk")
    for option in ((), ("--check",), ("--overwrite",)):
        refused = publish(root, wiki, "--audience", "public", *option)
        assert refused.code == 2
        assert "the pages there are for an audience that may see more" in refused.err
        assert "publish for this audience to a place of its own" in refused.err
    assert git(wiki, "rev-parse", "trunk") == before


def test_pages_for_those_who_may_see_less_are_published_over(root: Path, tmp_path: Path) -> None:
    place = tmp_path / "pages"
    assert publish(root, place, "--audience", "public").code == 0
    assert not (place / "status" / "crm.md").exists()
    assert publish(root, place, "--audience", "internal").code == 0
    assert (place / "status" / "crm.md").exists()
