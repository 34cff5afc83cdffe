"""What is inside the files of office programs, read without the libraries that wrote them."""

import io
import re
import zipfile
from xml.etree import ElementTree


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def names_in_order(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {one.compress_type for one in packed.infolist()} == {zipfile.ZIP_STORED}
        return packed.namelist()


def repacked(content: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The same with other parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as new:
        for name, part in (parts(content) | changes).items():
            if part is not None:
                new.writestr(name, part)
    return packed.getvalue()


def assert_inert(content: bytes) -> None:
    """Nothing in the file runs, is computed from a text, or is fetched."""
    found = parts(content)
    for name, part in found.items():
        assert not name.endswith((".bin", ".vbs", ".exe")) or "printerSettings" in name
        if not name.endswith((".xml", ".rels")):
            continue
        root = ElementTree.fromstring(part)
        for one in root.iter():
            if name.endswith(".rels") and one.get("TargetMode") == "External":
                assert one.get("Type", "").endswith("/hyperlink"), name
                assert one.get("Target", "").startswith(("https://", "http://", "mailto:"))
            field = next((value for key, value in one.attrib.items() if key.endswith("}instr")), None)
            assert field in (None, " PAGE ", " NUMPAGES "), field
            assert not one.tag.endswith(("}instrText", "}object", "}altChunk"))
            if one.tag.endswith("}fld"):
                assert re.fullmatch("slidenum|datetime.*", one.get("type") or ""), one.get("type")
