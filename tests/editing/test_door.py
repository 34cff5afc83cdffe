"""The write door: what it refuses, what it writes, and what happens when something goes wrong meanwhile."""

import errno
import os
import stat
import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks import write_door
from pmo.editing import files as replacing
from pmo.editing import lock
from pmo.editing.door import write
from pmo.editing.draft import Draft
from pmo.errors import Interrupted, PmoError, UsageError
from pmo.loading import Loaded, load
from pmo.loading.cache import Cache
from pmo.trees import WorkingTree
from tests.commands import pmo
from tests.editing.folders import changed, files, put
from tests.portfolios import AS_OF, charter, office
from tests.portfolios import write as portfolio

RISKS = "projects/crm/risks.yaml"
CHARTER = "projects/crm/charter.yaml"
ONE_RISK = """
    risks:
      - id: late
        title: The vendor is late
        owner: ana
        status: identified
        reviewed: 2026-10-30
    """
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")


def test_what_an_edit_changes_is_written_and_nothing_else(tmp_path):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    before = files(root)
    written = put(root, RISKS, ("risks", 0, "status"), "assessed")
    assert changed(before, files(root)) == {RISKS} == set(written.changes)
    assert files(root)[RISKS] == before[RISKS].replace(b"identified", b"assessed") == written.changes[RISKS]
    assert "-    status: identified\n+    status: assessed\n" in written.diff
    assert [one.code for one in written.findings] == ["PMO603"]
    assert written.cleared == ()
    back = put(root, RISKS, ("risks", 0, "status"), "identified")
    assert [one.code for one in back.cleared] == ["PMO603"]
    assert back.cleared[0].where == written.findings[0].where
    assert files(root) == before


def test_a_dry_run_and_an_edit_of_nothing_write_nothing(tmp_path):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    before = files(root)
    dry = write(
        root, lambda draft: draft.set(RISKS, ("risks", 0, "title"), "Other"), as_of=AS_OF, dry_run=True
    )
    assert "+    title: Other" in dry.diff
    nothing = put(root, RISKS, ("risks", 0, "title"), "The vendor is late")
    assert (nothing.changes, nothing.diff) == ({}, "")
    assert files(root) == before


@pytest.mark.parametrize(
    ("keys", "value", "says"),
    [
        (
            ("risks", 0, "status"),
            "closd",
            "risks.yaml:5: `status` is the text 'closd', which is not one of its choices",
        ),
        (("risks", 0, "owner"), "nobody-known", "risks.yaml:4: there is no person or role `nobody-known`"),
        (("risks", 0, "probability"), 7, "`probability` is 7, where 1 to 5 is allowed"),
        (("risks", 0, "unheard"), "of", "unknown key `unheard`"),
        (("risks", 0, "raised"), "1.11.2026", "which is not a date (YYYY-MM-DD)"),
        (("risks", 0, "id"), "not an id", "which is not an id"),
    ],
)
def test_a_new_error_is_refused_with_file_line_and_message(tmp_path, keys, value, says):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    before = files(root)
    with pytest.raises(PmoError) as refusal:
        put(root, RISKS, keys, value)
    assert says in refusal.value.reason
    assert refusal.value.reason.startswith("this would bring 1 error:\n  projects/crm/risks.yaml:")
    assert "nothing was written" in refusal.value.advice
    assert files(root) == before


def test_many_new_errors_are_counted(tmp_path):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    with pytest.raises(PmoError, match=r"this would bring 7 errors:\n(.*\n){5}  \.\.\. and 2 more"):
        put(root, RISKS, ("risks", 0), {f"unknown{number}": "x" for number in range(3)})


def test_an_error_of_a_higher_family_is_told_and_not_refused(tmp_path):
    root = portfolio(tmp_path, {"projects/crm/plan.yaml": "milestones: [{id: a, title: A}]\n"})
    written = put(root, "projects/crm/plan.yaml", ("milestones", 0, "actual"), "2027-01-01")
    assert ("PMO403", "error") in [(one.code, one.severity) for one in written.findings]


def test_errors_that_were_there_do_not_stand_in_the_way(tmp_path):
    root = portfolio(
        tmp_path,
        {RISKS: ONE_RISK, "projects/erp/risks.yaml": "risks: [{id: x}]\n", "vendors.yaml": "vendors: [\n"},
    )
    assert put(root, RISKS, ("risks", 0, "title"), "Other").findings == ()


def test_a_document_with_errors_is_repaired_field_by_field(tmp_path):
    broken = (
        "risks:\n  - id: a\n    title: A\n    owner: nobody-known\n    status: wrong\n    probability: 9\n"
    )
    root = portfolio(tmp_path, {RISKS: broken})
    assert [one.code for one in put(root, RISKS, ("risks", 0, "probability"), 3).cleared] == ["PMO206"]
    repaired = put(root, RISKS, ("risks", 0, "status"), "identified")
    assert [one.code for one in repaired.cleared] == ["PMO204"]
    assert "PMO303" in {one.code for one in repaired.findings} or "PMO326" in {
        one.code for one in repaired.findings
    }
    with pytest.raises(PmoError, match="there is no person"):
        put(root, RISKS, ("risks", 0, "owner"), "somebody-else")
    assert put(root, RISKS, ("risks", 0, "owner"), "ana").findings is not None
    broken = portfolio(tmp_path / "other", {RISKS: broken.replace("probability: 9", "tags: [a]")})
    with pytest.raises(PmoError, match="there is no person or role `new-nobody`"):
        write(broken, _two_changes, as_of=AS_OF)


def _two_changes(draft: Draft) -> None:
    draft.set(RISKS, ("risks", 0, "status"), "identified")
    draft.set(RISKS, ("risks", 0, "owner"), "new-nobody")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"risks: [\n", "cannot be read: line 2: the YAML cannot be read"),
        (b"risks: \xff\n", "byte 0xFF is not UTF-8"),
        (b"- a\n", "the document is a list"),
        (b"risks: !!str x\n", "the tag"),
        (b"risks: []\nrisks: []\n", "stands here a second time"),
    ],
)
def test_what_is_no_yaml_is_not_changed(tmp_path, content, says):
    root = portfolio(tmp_path, {RISKS: content})
    with pytest.raises(PmoError, match=says):
        put(root, RISKS, ("note",), "x")
    assert (root / RISKS).read_bytes() == content


def test_a_file_that_holds_only_comments_is_filled(tmp_path):
    root = portfolio(tmp_path, {RISKS: "# to come"})
    write(root, lambda draft: draft.append(RISKS, ("risks",), _risk()), as_of=AS_OF)
    assert (root / RISKS).read_text() == (
        "# to come\nrisks:\n  - id: new\n    title: 'New: one'\n    owner: ana\n    status: identified\n"
    )


def _risk(**changes: Any) -> dict[str, Any]:
    return {"id": "new", "title": "New: one", "owner": "ana", "status": "identified"} | changes


def test_list_file_and_folder_are_made_where_they_are_missing(tmp_path):
    root = portfolio(tmp_path)
    path = "programmes/renewal/risks.yaml"
    written = write(root, lambda draft: draft.append(path, ("risks",), _risk()), as_of=AS_OF)
    assert written.diff.startswith(f"--- /dev/null\n+++ b/{path}\n")
    assert (root / path).read_text().startswith("risks:\n  - id: new\n")
    assert stat.S_IMODE((root / path).stat().st_mode) == 0o666 & ~_umask()
    write(root, lambda draft: draft.append(path, ("risks",), _risk(id="other")), as_of=AS_OF)
    write(root, lambda draft: draft.append(CHARTER, ("kpis",), {"id": "k", "title": "K"}), as_of=AS_OF)
    assert load(WorkingTree(root)).findings == ()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_files_are_created_and_deleted(tmp_path):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})

    def edit(draft: Draft) -> None:
        draft.create("projects/erp/charter.yaml", b"id: erp\n")
        draft.delete("projects/erp/charter.yaml")
        draft.create("README.md", b"Read me\n")
        draft.delete(RISKS)
        assert draft.content(RISKS) is None
        with pytest.raises(PmoError, match="is there already"):
            draft.create(CHARTER, b"")
        with pytest.raises(PmoError, match="is there already"):
            draft.create("README.md", b"")
        with pytest.raises(PmoError, match="there is no file"):
            draft.delete(RISKS)
        with pytest.raises(PmoError, match="there is no file"):
            draft.set(RISKS, ("note",), "x")

    written = write(root, edit, as_of=AS_OF)
    assert dict(written.changes) == {"README.md": b"Read me\n", RISKS: None}
    assert f"--- a/{RISKS}\n+++ /dev/null\n" in written.diff
    assert not (root / RISKS).exists()
    assert (root / "README.md").read_bytes() == b"Read me\n"
    assert not (root / "projects" / "erp").exists()


@pytest.mark.parametrize(
    "path",
    [
        "../x.yaml",
        "/etc/x.yaml",
        "a/../../x",
        "",
        "a//b",
        "./x",
        "x\0y",
        "a\\b",
        "C:/x",
        "projects/crm/../../../x",
    ],
)
def test_paths_out_of_the_portfolio_are_refused(tmp_path, path):
    root = portfolio(tmp_path / "root")
    with pytest.raises(PmoError, match=r"no path inside the portfolio|no file"):
        write(root, lambda draft: draft.create(path, b"x"), as_of=AS_OF)
    with pytest.raises(PmoError, match=r"no path inside the portfolio|no file"):
        write(root, lambda draft: draft.append(path, ("risks",), {}), as_of=AS_OF)


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ((), "x"),
        (("risks", 5, "title"), "x"),
        (("risks", 0, "title", "x"), "y"),
        ((0,), "x"),
        (("risks", "late"), "x"),
    ],
)
def test_places_that_are_not_there_are_refused(tmp_path, keys, value):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    with pytest.raises(UsageError):
        put(root, RISKS, keys, value)
    with pytest.raises(UsageError):
        put(root, RISKS, keys, None)
    with pytest.raises(UsageError):
        write(root, lambda draft: draft.append(RISKS, (*keys, "x", 0), {}), as_of=AS_OF)


def test_what_becomes_empty_goes_but_the_list_of_a_register_stays(tmp_path):
    root = portfolio(
        tmp_path,
        {RISKS: "risks: [{id: a, title: A, owner: ana, status: identified, response: {plan: Wait}}]\n"},
    )
    put(root, RISKS, ("risks", 0, "response", "plan"), None)
    assert (root / RISKS).read_text() == "risks: [{id: a, title: A, owner: ana, status: identified}]\n"
    put(root, RISKS, ("risks", 0), None)
    assert (root / RISKS).read_text() == "risks: []\n"
    put(root, CHARTER, ("scope", "in"), ["x"])
    put(root, CHARTER, ("scope", "in"), None)
    assert "scope" not in (root / CHARTER).read_text()


@pytest.mark.parametrize(
    "value",
    ["two\nlines", "a: b", "# no comment", "- no item", "---", "...", "\x1b[31mred", "\x07", "{no: map}", "*x", "&x", "%TAG",
     "x" * 50_000, "word " * 5000, "'", '"', "\\", "\u2028", "\u202e", "tab\there", " ", "null", "\r\n", "a\r\nb", "\ufeffx"],
)  # fmt: skip
def test_values_stay_what_they_are(tmp_path, value):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    put(root, RISKS, ("risks", 0, "note"), value)
    assert load(WorkingTree(root)).portfolio.projects["crm"].risks[0].note == value


def test_a_value_that_cannot_be_written_is_refused(tmp_path):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    before = files(root)
    with pytest.raises(PmoError, match="larger than 4 MiB"):
        put(root, RISKS, ("risks", 0, "note"), "x" * 5_000_000)
    assert files(root) == before


# links, permissions, disks


def test_a_link_inside_the_portfolio_stays_a_link(tmp_path):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    (root / "projects" / "erp").mkdir()
    (root / "projects/erp/charter.yaml").write_bytes((root / CHARTER).read_bytes().replace(b"crm", b"erp"))
    (root / "projects/erp/risks.yaml").symlink_to(root / RISKS)
    put(root, "projects/erp/risks.yaml", ("risks", 0, "title"), "Through the link")
    assert (root / "projects/erp/risks.yaml").is_symlink()
    assert b"Through the link" in (root / RISKS).read_bytes()


def test_links_out_of_the_portfolio_are_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "risks.yaml").write_text("risks: []\n")
    root = portfolio(tmp_path / "root", {RISKS: ONE_RISK})
    (root / "actions.yaml").symlink_to(outside / "risks.yaml")
    with pytest.raises(
        PmoError, match=r"actions\.yaml cannot be changed: the link leads out of the portfolio"
    ):
        put(root, "actions.yaml", ("note",), "x")
    (root / "projects" / "erp").symlink_to(outside)
    with pytest.raises(PmoError, match="out of the portfolio"):
        write(root, lambda draft: draft.create("projects/erp/notes.txt", b"x"), as_of=AS_OF)
    (root / "notes.txt").symlink_to(outside / "missing.txt")
    with pytest.raises(PmoError, match="out of the portfolio"):
        write(root, lambda draft: draft.create("notes.txt", b"x"), as_of=AS_OF)
    assert sorted(path.name for path in outside.iterdir()) == ["risks.yaml"]
    assert (outside / "risks.yaml").read_text() == "risks: []\n"


def test_a_file_that_was_not_read_is_not_changed(tmp_path):
    root = portfolio(tmp_path, {RISKS: b"# " + b"x" * 5_000_000, "map.yaml": "columns: {a: b}\n"})
    with pytest.raises(PmoError, match=r"risks\.yaml cannot be changed: the file is larger than 4 MiB"):
        put(root, RISKS, ("note",), "x")
    put(root, "map.yaml", ("columns", "a"), "c")
    assert (root / "map.yaml").read_text() == "columns: {a: c}\n"


def test_the_mode_of_a_file_stays_and_a_read_only_one_is_refused(tmp_path):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    (root / RISKS).chmod(0o640)
    put(root, RISKS, ("risks", 0, "title"), "Other")
    assert stat.S_IMODE((root / RISKS).stat().st_mode) == 0o640
    (root / RISKS).chmod(0o440)
    with pytest.raises(PmoError, match="is read-only"):
        put(root, RISKS, ("risks", 0, "title"), "Third")
    assert b"Other" in (root / RISKS).read_bytes()


def test_a_folder_in_place_of_a_file_is_refused(tmp_path):
    root = portfolio(tmp_path)
    (root / "notes").mkdir()
    with pytest.raises(PmoError, match="no regular file"):
        write(root, lambda draft: draft.create("notes", b"x"), as_of=AS_OF)


def two(draft: Draft) -> None:
    draft.set(RISKS, ("risks", 0, "title"), "Other")
    draft.set(CHARTER, ("title",), "Other")
    draft.create("notes/one/x.txt", b"x")


@pytest.mark.parametrize(
    ("function", "number", "error"),
    [
        ("fsync", 1, errno.ENOSPC), ("fsync", 2, errno.ENOSPC), ("fsync", 3, errno.EIO), ("mkstemp", 2, errno.EACCES),
        ("replace", 1, errno.EACCES), ("replace", 2, errno.ENOSPC), ("replace", 3, errno.EROFS), ("mkdir", 1, errno.EACCES),
        ("mkdir", 2, errno.ENOSPC),
    ],
)  # fmt: skip
def test_when_the_disk_fails_nothing_has_changed(tmp_path, monkeypatch, function, number, error):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    before = files(root)
    owner: Any = {"fsync": os, "mkstemp": replacing.tempfile, "replace": Path, "mkdir": Path}[function]
    real = getattr(owner, function)
    calls = 0

    def failing(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        if "cache" in str(arguments) or "cache" in str(options):
            return real(*arguments, **options)
        calls += 1
        if calls == number:
            raise OSError(error, os.strerror(error), "somewhere")
        return real(*arguments, **options)

    monkeypatch.setattr(owner, function, failing)
    with pytest.raises(PmoError) as refusal:
        write(root, two, as_of=AS_OF)
    monkeypatch.undo()
    assert os.strerror(error) in refusal.value.reason
    assert "nothing was changed" in refusal.value.advice
    assert files(root) == before
    assert not (root / "notes").exists()


def test_an_interruption_leaves_nothing_behind(tmp_path, monkeypatch):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    before = files(root)
    real = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if target.name == "charter.yaml":
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(Interrupted) as interruption:
        write(root, two, as_of=AS_OF)
    monkeypatch.setattr(Path, "replace", real)
    assert interruption.value.advice == "what was written was taken back; nothing is changed"
    assert files(root) == before


def test_an_interruption_after_the_change_says_that_it_was_made(tmp_path, monkeypatch):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    before = files(root)

    def interrupted(_folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pmo.editing.files._sync", interrupted)
    with pytest.raises(Interrupted) as interruption:
        write(root, two, as_of=AS_OF)
    assert interruption.value.advice.startswith("the change was made all the same")
    assert files(root) != before


@pytest.mark.parametrize(
    ("place", "says", "is_changed"),
    [
        ("pmo.editing.door.replace_files", "nothing was changed", False),
        (
            "pmo.commands.writing.Writing.report",
            "the change was made all the same; `git diff` shows it",
            True,
        ),
    ],
)
@pytest.mark.parametrize(
    "arguments",
    [
        ("move", "late", "office"),
        ("set", "late", "title=Other"),
        (
            "new",
            "project",
            "New",
            "--method",
            "agile",
            "--sponsor",
            "ana",
            "--manager",
            "budi",
            "--finish",
            "2027-12-30",
        ),
    ],
)
def test_a_command_that_is_interrupted_says_what_became_of_the_files(
    tmp_path, monkeypatch, arguments, place, says, is_changed
):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    before = files(root)

    def interrupted(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(place, interrupted)
    outcome = pmo(*arguments, "-C", root)
    assert (outcome.code, outcome.out, outcome.err) == (130, "", f"pmo: interrupted\n  {says}\n")
    assert (files(root) != before) == is_changed


def test_leftovers_of_a_killed_process_go_with_the_next_change(tmp_path):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    leftover = root / "projects" / "crm" / ".pmo-risks.yaml-abc.tmp"
    leftover.write_text("half")
    assert load(WorkingTree(root)).findings == ()
    put(root, RISKS, ("risks", 0, "title"), "Other")
    assert not leftover.exists()


# others at the same time


@pytest.mark.parametrize("moment", ["between loading and editing", "between editing and writing"])
def test_what_somebody_else_saved_meanwhile_is_not_overwritten(tmp_path, monkeypatch, moment):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    theirs = (root / RISKS).read_bytes().replace(b"id: late", b"id: other")

    def edit(draft: Draft) -> None:
        if moment == "between loading and editing":
            (root / RISKS).write_bytes(theirs)
        draft.set(RISKS, ("risks", 0, "title"), "Mine")
        _ = draft.changes
        (root / RISKS).write_bytes(theirs)

    with pytest.raises(PmoError, match=r"risks\.yaml was changed by somebody else meanwhile"):
        write(root, edit, as_of=AS_OF)
    assert (root / RISKS).read_bytes() == theirs
    assert changed(files(root), {}) == set(files(root))
    assert not [path for path in files(root) if "/." in path]


def test_a_file_that_somebody_else_created_or_deleted_meanwhile(tmp_path):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})

    def edit(draft: Draft) -> None:
        draft.create("notes.txt", b"mine")
        (root / "notes.txt").write_text("theirs")

    with pytest.raises(PmoError, match="meanwhile"):
        write(root, edit, as_of=AS_OF)
    assert (root / "notes.txt").read_text() == "theirs"

    def delete(draft: Draft) -> None:
        draft.set(RISKS, ("risks", 0, "title"), "Mine")
        (root / RISKS).unlink()

    with pytest.raises(PmoError, match="meanwhile"):
        write(root, delete, as_of=AS_OF)


def test_waiting_for_another_writer_ends(tmp_path, monkeypatch):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    monkeypatch.setattr(lock, "WAIT", 0.05)
    with lock.locked(root):
        with pytest.raises(PmoError) as refusal:
            put(root, RISKS, ("risks", 0, "title"), "Mine")
        assert "other writers have been changing this portfolio" in refusal.value.reason
        dry = write(
            root, lambda draft: draft.set(RISKS, ("risks", 0, "title"), "M"), as_of=AS_OF, dry_run=True
        )
        assert dry.changes
    put(root, RISKS, ("risks", 0, "title"), "Mine")


@needs_fork
def test_folders_that_cannot_be_locked_are_locked_by_a_file_in_the_cache(tmp_path, monkeypatch):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    real = lock.fcntl.flock

    def refusing(descriptor: int, how: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EBADF, "no locks here")
        real(descriptor, how)

    monkeypatch.setattr(lock.fcntl, "flock", refusing)
    monkeypatch.setattr(lock, "WAIT", 0.05)
    with lock.locked(root), pytest.raises(PmoError, match="other writers"), lock.locked(root):
        pass
    with lock.locked(root):
        pass
    monkeypatch.setenv("XDG_CACHE_HOME", str(root / "pmo.yaml"))
    with pytest.raises(PmoError, match="cannot be locked"), lock.locked(root):
        pass


@needs_fork
def test_a_lock_goes_with_its_process(tmp_path):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with lock.locked(root):
            os.write(writing, b".")
            time.sleep(60)
            os._exit(0)
    os.read(reading, 1)
    os.kill(child, 9)
    os.waitpid(child, 0)
    put(root, RISKS, ("risks", 0, "title"), "Mine")


@needs_fork
def test_writers_at_the_same_time_lose_nothing(tmp_path):
    root = tmp_path / "portfolio"
    write_door.synthetic.write(root, 1)
    assert write_door.lost_changes(root, 4, 6, write_door.call) == 0


@needs_fork
def test_killed_writers_damage_nothing(tmp_path):
    root = tmp_path / "portfolio"
    write_door.synthetic.write(root, 1)
    kills = write_door.survived_kills(root, 20)
    assert (kills.killed, kills.damaged, kills.kept) == (20, [], 0)
    assert kills.written > 0


# speed


def test_a_second_change_reads_one_file_and_finds_the_rest_remembered(tmp_path, monkeypatch):
    root = portfolio(tmp_path, {RISKS: ONE_RISK})
    put(root, RISKS, ("risks", 0, "title"), "One")
    from pmo.rules import engine

    runs = []
    real = engine.find
    monkeypatch.setattr(engine, "find", lambda *arguments: runs.append(1) or real(*arguments))
    put(root, RISKS, ("risks", 0, "title"), "Two")
    assert len(runs) == 1


def test_the_result_is_what_loading_it_afresh_gives(tmp_path):
    root = portfolio(
        tmp_path, {RISKS: ONE_RISK, "projects/erp/risks.yaml": "risks: [{id: x}]\n", "stray.yml": "a: 1\n"}
    )

    def edit(draft: Draft) -> None:
        draft.set(RISKS, ("risks", 0, "title"), "Other")
        draft.append(
            "projects/erp/actions.yaml", ("actions",), {"text": "Do", "owner": "ana", "due": "2026-12-01"}
        )
        draft.set("pmo.yaml", ("currency",), "USD")

    written = write(root, edit, as_of=AS_OF)
    fresh = load(WorkingTree(root), Cache.none())
    assert written.loaded.digest == fresh.digest
    assert sorted(map(str, written.loaded.findings)) == sorted(map(str, fresh.findings))
    assert _records(written.loaded) == _records(fresh)
    assert (written.loaded.files, written.loaded.portfolio.unread_paths) == (
        fresh.files,
        fresh.portfolio.unread_paths,
    )


def _records(loaded: Loaded) -> dict[str, Any]:
    return {document.path: document.record for document in loaded.portfolio.documents}


def test_the_office_decides_what_counts_but_never_about_files(tmp_path):
    narrow = office(validate={"select": ["PMO5"]})
    root = portfolio(
        tmp_path, {"pmo.yaml": narrow, RISKS: ONE_RISK, "projects/erp/charter.yaml": charter("erp")}
    )
    assert put(root, RISKS, ("risks", 0, "owner"), "nobody-known").findings == ()
    with pytest.raises(PmoError, match="not one of its choices"):
        put(root, RISKS, ("risks", 0, "status"), "wrong")
