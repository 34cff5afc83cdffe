"""Files replaced whole or not at all."""

from pathlib import Path

from pmo.editing.files import replace_files


def test_several_new_files_of_one_new_folder_are_all_written(tmp_path: Path) -> None:
    changes: dict[str, bytes | None] = {
        f"projects/crm/{name}.yaml": name.encode() for name in ("a", "b", "c")
    }
    replace_files(tmp_path, changes, {})
    written = {path.name: path.read_bytes() for path in (tmp_path / "projects" / "crm").iterdir()}
    assert written == {"a.yaml": b"a", "b.yaml": b"b", "c.yaml": b"c"}


def test_what_a_killed_process_left_goes_with_the_next_change(tmp_path: Path) -> None:
    (tmp_path / ".pmo-a.yaml-x.tmp").write_bytes(b"half")
    replace_files(tmp_path, {"a.yaml": b"whole", "b.yaml": b"too"}, {})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "b.yaml"]
