"""Reports as trees for tests, and a picture that stands for any."""

import struct
import zlib
from pathlib import Path

from pmo.locale import language
from pmo.publishing.documents.document import Source
from pmo.render.document.pictures import Drawings, NoDrawings
from pmo.render.document.reading import read
from pmo.render.document.tree import Document
from pmo.render.views.parts import Heading
from tests.portfolios import AS_OF

REVISION = "0123456789abcdef0123456789abcdef01234567"
ORIGIN = "Noordermeer Water & Energy · as of 1 November 2026 · revision 0123456789ab"
GOLDEN = Path(__file__).parents[2] / "golden" / "reports"

EVERYTHING = """\
# Title of all

Origin · day

> **Headline**

| | |
| --- | --- |
| Health | 🔴 Red, worse |
| Money | **+EUR 1** |

## First *section*

Text with **bold**, *italic*, `code`, a [link](https://example.org/a?b=c&d=e) and [a page](other.html).

1. one
2. two
   - inside

- a
- b

3. three

| Name | Figure | Middle |
| --- | ---: | :---: |
| A \\| B | 1,234 | x |
| **Total** | **2** | |

### Below

![A picture of it](picture:burn)

![Unknown](picture:missing)

---

```mermaid
gantt
  a: b
```
"""


def document(markdown: str, code: str = "en") -> Document:
    return read(markdown, language(code))


def page_of(name: str, code: str = "en") -> Document:
    """The tree of a report that lies there as it should look."""
    return document((GOLDEN / f"{name}.{code}.md").read_text("utf-8"), code)


def source(tree: Document, code: str = "en", pictures: Drawings | None = None) -> Source:
    origin = Heading("Noordermeer Water & Energy", REVISION, AS_OF)
    return Source(tree, origin, language(code), pictures or NoDrawings())


def png(width: int = 4, height: int = 2) -> bytes:
    """A small picture, grey all over."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data))
            + kind
            + data
            + struct.pack(">I", zlib.crc32(kind + data) & 0xFFFFFFFF)
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\x00" + b"\x88" * width for _ in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


class OnePicture:
    """A report whose only picture is called `burn`."""

    def svg(self, name: str) -> str | None:
        return '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"/>' if name == "burn" else None

    def png(self, name: str) -> bytes | None:
        return png() if name == "burn" else None
