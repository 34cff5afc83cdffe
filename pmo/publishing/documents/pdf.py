"""A report as PDF, tagged for screen readers, from its HTML: the one door to WeasyPrint.

Nothing is fetched: pictures are in the page already, and whatever else a template of the office asks for is refused.
The fonts are those of the machine.
"""

import hashlib
import logging
from typing import Final

from pmo.errors import PmoError
from pmo.findings import message
from pmo.publishing.documents.document import missing

_PAPER: Final = """
body { string-set: origin attr(data-origin); }
h1 { string-set: title content(); }
footer { display: none; }
@page {
  @top-left { content: string(title); width: 100%; font: 7.5pt "Liberation Sans", Arial, sans-serif; color: #536074; }
  @bottom-left {
    content: string(origin); width: 80%; vertical-align: top; padding-top: 4mm;
    font: 7.5pt "Liberation Sans", Arial, sans-serif; color: #536074;
  }
}
@page :first { @top-left { content: none; } }
"""
"""What stands on each sheet, besides the number that the page itself asks for."""


def write(page: str) -> bytes:
    """The PDF of a page of HTML, the same for the same page wherever the same fonts are."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except ImportError:
        raise missing("WeasyPrint") from None
    except OSError:
        raise PmoError(
            message("WeasyPrint lacks the library Pango"),
            message(
                "install it; on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
            ),
        ) from None
    logger = logging.getLogger("weasyprint")
    before = logger.level
    logger.setLevel(logging.CRITICAL)  # what it does not know in a page it leaves out
    try:
        fetcher = URLFetcher(allowed_protocols={"data"})
        fonts = FontConfiguration()
        content: bytes = HTML(string=page, url_fetcher=fetcher).write_pdf(
            stylesheets=[CSS(string=_PAPER, font_config=fonts, url_fetcher=fetcher)],
            font_config=fonts,
            pdf_identifier=hashlib.sha256(page.encode()).digest()[:16],
            pdf_variant="pdf/ua-1",
        )
    finally:
        logger.setLevel(before)
    return content
