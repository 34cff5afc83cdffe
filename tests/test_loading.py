"""From files to a portfolio: obstacles, what is left out, the cache."""

import json
import os
import stat
from pathlib import Path

import pytest

from pmo.errors import RevisionError
from pmo.loading import load
from pmo.loading.cache import Cache, folder
from pmo.rules.engine import check
from pmo.trees import MAX_BYTES, OverlayTree, RevisionTree, WorkingTree
from tests.portfolios import AS_OF, charter, codes, findings, loaded, people, write
from tests.repositories import commit, git


def of(tmp_path: Path) -> dict[str, str]:
    """Code by path of what loading finds."""
    return {one.where.path: one.code for one in load(WorkingTree(tmp_path)).findings}


def test_link_out_of_the_portfolio_is_not_followed(tmp_path):
    (tmp_path / "secret.yaml").write_text("risks: []")
    root = write(tmp_path / "portfolio")
    (root / "projects/crm/risks.yaml").symlink_to(tmp_path / "secret.yaml")
    (root / "projects/linked").symlink_to(tmp_path)
    (root / "projects/crm/status").symlink_to(tmp_path)
    (root / "projects/crm/issues.yaml").symlink_to(tmp_path / "nowhere.yaml")
    (root / "projects/crm/actions.yaml").symlink_to("actions.yaml")
    assert of(root) == {
        "projects/crm/risks.yaml": "PMO114",
        "projects/linked": "PMO114",
        "projects/crm/status": "PMO114",
        "projects/crm/issues.yaml": "PMO114",
        "projects/crm/actions.yaml": "PMO114",
    }


def test_charter_that_is_not_read_is_not_missing_as_well(tmp_path):
    root = write(tmp_path / "portfolio")
    (root / "projects/crm/charter.yaml").unlink()
    (root / "projects/crm/charter.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    found = check(load(WorkingTree(root)), AS_OF)
    assert [one.code for one in found if one.where.path.startswith("projects/crm")] == ["PMO114"]


def test_link_inside_the_portfolio_is_read(tmp_path):
    root = write(tmp_path, {"projects/crm/risks.yaml": {"risks": []}})
    write(root, {"projects/erp/charter.yaml": charter("erp")})
    (root / "projects/erp/risks.yaml").symlink_to("../crm/risks.yaml")
    assert of(root) == {}
    assert (
        load(WorkingTree(root)).portfolio.projects["erp"].documents["risks"].path == "projects/erp/risks.yaml"
    )


def test_file_over_the_limit_is_not_read(tmp_path):
    root = write(tmp_path)
    (root / "projects/crm/risks.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    (root / "projects/crm/issues.yaml").write_bytes(b"issues: []\n" + b"#" * (MAX_BYTES - 100))
    assert of(root) == {"projects/crm/risks.yaml": "PMO117"}


def test_special_file_is_not_read(tmp_path):
    root = write(tmp_path)
    os.mkfifo(root / "projects/crm/risks.yaml")
    (root / "projects/crm/issues.yaml").mkdir()
    assert of(root) == {"projects/crm/risks.yaml": "PMO115", "projects/crm/issues.yaml": "PMO115"}


def test_file_that_cannot_be_opened(tmp_path, monkeypatch):
    root = write(tmp_path, {"projects/crm/risks.yaml": {"risks": []}})

    class Unreadable(WorkingTree):
        def read(self, files):
            for file, content in super().read(files):
                broken = file.path.endswith("risks.yaml")
                yield (file._replace(obstacle="unreadable"), None) if broken else (file, content)

    found = load(Unreadable(root)).findings
    assert [(one.where.path, one.code) for one in found] == [("projects/crm/risks.yaml", "PMO115")]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("risk.yaml", "PMO121"),
        ("projects/crm/risk.yaml", "PMO121"),
        ("projects/crm/risks.yml", "PMO121"),
        ("projects/crm/notes.yaml", "PMO113"),
        ("projects/stray.yaml", "PMO113"),
        ("programmes/x/charter.yaml", "PMO113"),
        ("methods/x.yml", "PMO121"),
        ("mkdocs.yml", None),
        ("docker-compose.yaml", None),
        (".hidden.yaml", None),
        ("docs/risks.yaml", None),
        ("projects/crm/attachments/risks.yaml", None),
        ("projects/.hidden/charter.yaml", None),
        ("projects/crm/notes.md", None),
    ],
)
def test_files_that_are_of_no_kind(tmp_path, path, code):
    root = write(tmp_path)
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text("anything: 1")
    assert of(root) == ({path: code} if code else {})
    commit(root, "Start")
    at_head = {one.where.path: one.code for one in load(RevisionTree(root, "HEAD")).findings}
    assert at_head == of(root)


def test_one_mistake_gives_one_finding(tmp_path):
    """A broken people.yaml makes every reference to a person dangle; none of that is said."""
    wrong = people()
    wrong["people"][0]["role"] = 5
    for content in ("people: [", wrong):
        found = findings(tmp_path, {"people.yaml": content})
        assert [one.where.path for one in found] == ["people.yaml"]


def test_ids_of_a_document_with_errors_stay_known(tmp_path):
    wrong = people()
    wrong["people"][0]["role"] = 5
    files = {"people.yaml": wrong, "projects/crm/charter.yaml": charter(sponsor="ana", manager="nobody")}
    assert codes(tmp_path, files) == ["PMO203", "PMO303"]


def test_unreadable_charter_keeps_its_project(tmp_path):
    portfolio = loaded(tmp_path, {"projects/crm/charter.yaml": "id: crm\ntitle: 5\n"}).portfolio
    assert portfolio.projects["crm"].charter is None


def test_tree_at_a_revision_equals_the_working_tree(tmp_path, example):
    root = tmp_path / "nested" / "portfolio"
    root.parent.mkdir()
    for path in sorted(example.rglob("*.yaml")):
        target = root / path.relative_to(example)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    sha = commit(tmp_path, "Start")
    then, now = RevisionTree(root, "HEAD"), WorkingTree(root)
    assert then.revision == now.revision == sha
    assert [file.path for file in then.files()] == [file.path for file in now.files()]
    assert [content for _, content in then.read(then.files())] == [
        content for _, content in now.read(now.files())
    ]
    assert load(then).portfolio.projects.keys() == load(now).portfolio.projects.keys()
    (root / "pmo.yaml").write_text((root / "pmo.yaml").read_text() + "\n")
    assert WorkingTree(root).revision is None
    assert load(RevisionTree(root, "HEAD")).tree.revision == sha


def test_revision_with_links_and_submodules(tmp_path):
    root = write(tmp_path / "portfolio", {"projects/crm/risks.yaml": {"risks": []}})
    other = write(tmp_path / "other")
    commit(other, "Other")
    (root / "projects/crm/issues.yaml").symlink_to("../../../other/pmo.yaml")
    write(root, {"projects/erp/charter.yaml": charter("erp")})
    (root / "projects/erp/risks.yaml").symlink_to("../crm/risks.yaml")
    git(root, "init", "-q", "-b", "main")
    git(
        root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "projects/module"
    )
    commit(root, "Start")
    found = load(RevisionTree(root, "HEAD"))
    assert {one.where.path: one.code for one in found.findings} == {
        "projects/crm/issues.yaml": "PMO114",
        "projects/module": "PMO116",
    }
    assert "risks" in found.portfolio.projects["erp"].documents


def test_paths_of_any_characters(tmp_path):
    root = write(tmp_path / "a b'c\"d", {"projects/ünïcode x/charter.yaml": charter("crm")})
    (Path(os.fsdecode(os.fsencode(root) + b"/projects/crm/\xff.yaml"))).write_text("x: 1")
    found = findings(root, {})
    assert found
    for one in found:
        assert str(one.message)


def test_overlay_replaces_adds_and_removes(tmp_path):
    root = write(tmp_path, {"projects/crm/risks.yaml": {"risks": []}})
    tree = OverlayTree(
        WorkingTree(root),
        {
            "projects/erp/charter.yaml": b"id: erp\ntitle: E\nstate: proposed\nsponsor: ana\nmanager: budi\npurpose: x",
            "projects/crm/risks.yaml": None,
            "projects/crm/charter.yaml": (root / "projects/crm/charter.yaml")
            .read_bytes()
            .replace(b"Project", b"P"),
        },
    )
    result = load(tree)
    assert result.portfolio.projects.keys() == {"crm", "erp"}
    assert result.portfolio.projects["crm"].title == "P crm"
    assert "risks" not in result.portfolio.projects["crm"].documents
    assert result.content("projects/crm/risks.yaml") is None
    assert result.content("pmo.yaml") == (root / "pmo.yaml").read_bytes()
    assert (tree.revision, tree.day) == (None, None)


def cache_of(root: Path) -> Path:
    return next(folder().glob("*.documents"))


def test_cache_changes_nothing_but_time(tmp_path, example):
    first = load(WorkingTree(example), Cache.for_portfolio(example))
    second = load(WorkingTree(example), Cache.for_portfolio(example))
    plain = load(WorkingTree(example))
    records = [
        {document.path: document.record for document in one.portfolio.documents}
        for one in (first, second, plain)
    ]
    assert records[0] == records[1] == records[2]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: b"\x00" * 100,
        lambda content: content[: len(content) // 2],
        lambda content: content[:-1] + bytes([content[-1] ^ 1]),
        lambda content: content.replace(b'"version":"', b'"version":"x', 1),
        lambda content: b'{"version": 1}\n' + content,
    ],
)
def test_damaged_cache_is_ignored_and_written_anew(tmp_path, damage):
    root = write(tmp_path)
    load(WorkingTree(root), Cache.for_portfolio(root))
    path = cache_of(root)
    sound = path.read_bytes()
    path.write_bytes(damage(sound))
    assert load(WorkingTree(root), Cache.for_portfolio(root)).portfolio.projects.keys() == {"crm"}
    assert (
        json.loads(path.read_bytes().partition(b"\n")[0])["index"].keys()
        == json.loads(sound.partition(b"\n")[0])["index"].keys()
    )


def test_cache_that_cannot_be_written_is_no_error(tmp_path, monkeypatch):
    root = write(tmp_path / "portfolio")
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert load(WorkingTree(root), Cache.for_portfolio(root)).findings == ()


def test_cache_forgets_what_is_no_longer_used(tmp_path):
    root = write(tmp_path)
    for number in range(40):
        write(root, {"projects/crm/charter.yaml": charter(title=f"Title {number}")})
        load(WorkingTree(root), Cache.for_portfolio(root))
    index = json.loads(cache_of(root).read_bytes().partition(b"\n")[0])["index"]
    assert len(index) <= 4 * 5 + 2
    assert stat.S_IMODE(cache_of(root).stat().st_mode) == 0o600


def test_own_method_comes_before_the_pack_and_extends_it(tmp_path):
    files = {
        "methods/agile.yaml": "id: agile\ntitle: Our agile\nextends: hybrid\nphases:\n  - {id: only, title: Only}\n",
        "projects/crm/charter.yaml": charter(method="Agile"),
        "projects/erp/charter.yaml": charter("erp", method="waterfall"),
        "projects/hr/charter.yaml": charter("hr", method="hybrid"),
    }
    portfolio = loaded(tmp_path, files).portfolio
    own = portfolio.method_of(portfolio.projects["crm"])
    assert own is not None
    assert own.title == "Our agile"
    assert [phase.id for phase in own.phases] == ["only"]
    assert own.gates == portfolio.methods["hybrid"].gates
    assert portfolio.methods["waterfall"].phases


def test_methods_that_extend_each_other_do_not_loop(tmp_path):
    files = {
        "methods/a.yaml": "id: a\ntitle: A\nextends: b\n",
        "methods/b.yaml": "id: b\ntitle: B\nextends: a\nphases: [{id: p, title: P}]\n",
    }
    assert [phase.id for phase in loaded(tmp_path, files).portfolio.methods["a"].phases] == ["p"]


@pytest.mark.parametrize(
    "method", ["../../etc/passwd", "..", "/etc/passwd", "a/b", "a\x00b", "", "waterfall.yaml"]
)
def test_method_ids_lead_nowhere_but_to_packs(tmp_path, method):
    assert set(loaded(tmp_path, {"projects/crm/charter.yaml": charter(method=method)}).portfolio.methods) <= {
        method
    }


def test_blobs_that_are_missing_or_too_large(tmp_path):
    root = write(tmp_path, {"projects/crm/risks.yaml": {"risks": []}})
    (root / "projects/crm/issues.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    (root / "projects/crm/actions.yaml").write_text("actions: []\n")
    commit(root, "Start")
    missing = git(root, "rev-parse", "HEAD:projects/crm/risks.yaml")
    (root / ".git" / "objects" / missing[:2] / missing[2:]).unlink()
    found = load(RevisionTree(root, "HEAD"))
    assert {one.where.path: one.code for one in found.findings} == {
        "projects/crm/issues.yaml": "PMO117",
        "projects/crm/risks.yaml": "PMO115",
    }
    assert "actions" in found.portfolio.projects["crm"].documents


def test_methods_may_extend_each_other_in_a_long_chain(tmp_path):
    chain = {f"methods/m{n}.yaml": f"id: m{n}\ntitle: M\nextends: m{n + 1}\n" for n in range(1200)} | {
        "methods/m1200.yaml": "id: m1200\ntitle: M\nphases: [{id: p, title: P}]\n"
    }
    methods = loaded(tmp_path, chain).portfolio.methods
    assert [phase.id for phase in methods["m0"].phases] == ["p"]


@pytest.mark.parametrize("folder", ["projects", "programmes", "methods", "meetings"])
def test_a_link_in_place_of_a_folder_of_the_portfolio_is_not_followed(tmp_path, folder):
    root = write(tmp_path / "portfolio")
    elsewhere = tmp_path / "elsewhere"
    if (root / folder).exists():
        (root / folder).rename(elsewhere)
    else:
        elsewhere.mkdir()
    (root / folder).symlink_to(elsewhere)
    found = load(WorkingTree(root))
    assert [(one.code, one.where.path) for one in found.findings] == [("PMO114", folder)]
    assert not found.portfolio.projects or folder != "projects"


@pytest.mark.parametrize("revision", ["^HEAD", "-1", "", "HEAD..HEAD", "nothing"])
def test_what_is_no_revision_is_refused(tmp_path, revision):
    root = write(tmp_path)
    commit(root, "one")
    with pytest.raises(RevisionError):
        RevisionTree(root, revision)


def test_a_pack_that_is_only_extended_is_known_as_well(tmp_path):
    own = {"id": "house", "title": "House", "extends": "hybrid"}
    assert list(loaded(tmp_path, {"methods/house.yaml": own}).portfolio.methods) == ["house", "hybrid"]
    assert codes(tmp_path, {"methods/house.yaml": own}, select=["PMO313"]) == []


@pytest.mark.parametrize("day", ["1969-12-31", "1970-01-01", "0001-01-01", "2026-10-14"])
def test_a_day_before_the_first_commit_has_none(tmp_path, day):
    root = write(tmp_path)
    commit(root, "All", day="2026-10-15")
    with pytest.raises(RevisionError, match=f"no commit on or before {day}"):
        RevisionTree(root, day)


@pytest.mark.parametrize("day", ["2026-10-15", "2099-12-31", "2100-01-01", "2155-06-01", "9999-12-31"])
def test_a_day_after_the_last_commit_has_that_one(tmp_path, day):
    root = write(tmp_path)
    sha = commit(root, "All", day="2026-10-15")
    assert RevisionTree(root, day).revision == sha


def test_days_far_ahead_tell_commits_apart(tmp_path):
    root = write(tmp_path)
    first = commit(root, "Now", day="2026-10-15")
    second = commit(root, "Far", day="2150-03-01")
    assert RevisionTree(root, "2150-02-28").revision == first
    assert RevisionTree(root, "2150-03-01").revision == second
