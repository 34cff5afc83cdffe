"""What the writers of office documents share: what a document is about, and the organisation's own template."""

import datetime
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pmo.errors import PmoError, UsageError
from pmo.findings import message
from pmo.locale import Language
from pmo.render.document.html import SIGNS
from pmo.render.document.pictures import Drawings
from pmo.render.document.tree import Document, Span
from pmo.render.views.parts import Heading

MOST_BYTES: Final = 200 * 1024 * 1024
"""Of everything that is packed in a template."""
COLOURS: Final = {"green": "14532D", "amber": "8A5A00", "red": "A11B14", "grey": "4B5563", "blue": "0B4A86"}
"""The word of a health on white; its sign and the word tell it as well."""
INK: Final = "1A2433"
QUIET: Final = "536074"
ACCENT: Final = "0B4A86"
TINT: Final = "EEF3F8"
LINE: Final = "C9D2DC"

_LONGEST_PROPERTY = 255
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first day that an archive knows."""
_TEMPLATE_TYPES = {
    b"wordprocessingml.template.main+xml": b"wordprocessingml.document.main+xml",
    b"presentationml.template.main+xml": b"presentationml.presentation.main+xml",
}
"""What a template of documents says that it is, and what the document says that begins with it."""
_TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Source:
    """A report that is to be written as a document."""

    document: Document
    origin: Heading
    language: Language
    pictures: Drawings

    @property
    def moment(self) -> datetime.datetime:
        """When the document was made: as nobody's clock counts, the day that it is about."""
        return datetime.datetime.combine(self.origin.as_of, datetime.time())


def shown(span: Span) -> str:
    """The text of a span as it stands in a document, the sign of a health before its word."""
    text = f"{SIGNS[span.health]}\N{NO-BREAK SPACE}{span.text}" if span.health else span.text
    return clean(text)


def clean(text: str) -> str:
    """The text without the few characters that a file of XML cannot hold."""
    return _NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text)


def property_of(text: str) -> str:
    """The text as one of the properties of a file, which hold no longer ones."""
    shortened = clean(text)
    return shortened if len(shortened) <= _LONGEST_PROPERTY else f"{shortened[: _LONGEST_PROPERTY - 1]}…"


def leads_out(link: str | None) -> bool:
    """Whether a link is worth keeping in a document that travels alone."""
    return link is not None and link.lower().startswith(("https://", "http://", "mailto:"))


def missing(library: str) -> UsageError:
    """What to say where the extra is not installed."""
    return UsageError(
        message("this needs {library}, which is not installed", library=library),
        message("install it: pip install 'pmo-toolkit[office]'"),
    )


def repacked(content: bytes) -> bytes:
    """An archive that is the same whenever and wherever it is packed: no times, nothing that compresses.

    Programs of zlib compress the same bytes to different ones, so the parts are stored as they are; git and mail
    compress them anyway.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as new:
        names = sorted(old.namelist(), key=lambda name: (name != _TYPES, name))
        for name in names:
            part = zipfile.ZipInfo(name, _EPOCH)
            part.create_system = 0
            new.writestr(part, old.read(name))
    return packed.getvalue()


def template_of(path: Path) -> io.BytesIO:
    """An organisation's document or template of documents, as a document."""
    unpacked = io.BytesIO()
    try:
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(unpacked, "w", zipfile.ZIP_STORED) as new:
            if sum(part.file_size for part in old.infolist()) > MOST_BYTES:
                raise PmoError(
                    message("{path} holds more than {n} MiB", path=str(path), n=MOST_BYTES // 1024 // 1024),
                    message("leave out what the template does not need"),
                )
            for name in dict.fromkeys(old.namelist()):
                content = old.read(name)
                if name == _TYPES:
                    for template, made in _TEMPLATE_TYPES.items():
                        content = content.replace(template, made)
                new.writestr(name, content)
    except OSError as error:
        raise PmoError(
            message("{path} cannot be read: {reason}", path=str(path), reason=str(error.strerror or error)),
            message("name a document of your office program"),
        ) from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
        del error
        raise unusable(path) from None
    unpacked.seek(0)
    return unpacked


def unusable(path: Path) -> PmoError:
    """What to say of a template that cannot be used."""
    return PmoError(
        message("{path} is no template for this kind of document", path=str(path)),
        message(
            "save it as docx or dotx for Word, as pptx or potx for PowerPoint, without a password or macros"
        ),
    )
