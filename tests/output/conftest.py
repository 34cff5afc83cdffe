"""A report with an ordinary finding, a hostile one and a note."""

import datetime

import pytest

from pmo.findings import Finding, Related, Where, message
from pmo.output.findings import FindingsContext, FindingsReport

SOURCES = {
    "projects/crm/charter.yaml": ["id: crm", "name: CRM", "", "sponsor:\tanna  # 日本"],
    "projects/crm/risks.yaml": ["- id: r1", "  title: \x1b]0;owned\x07", "  owner: ana"],
}

FINDINGS = (
    Finding(
        "PMO301",
        "error",
        Where("projects/crm/charter.yaml", 4, 10),
        message("no person {id!r}", id="anna"),
        message("did you mean {id!r}?", id="ana"),
        "crm",
        (Related(Where("people.yaml", 2, 7), message("the people are listed here")),),
    ),
    Finding(
        "PMO602",
        "warning",
        Where("projects/crm/risks.yaml", 2, 10),
        message("{title}: 100%, see #1", title="\x1b[2J\u202e<b>@ana|[x](https://x.test)\n::error::`a`"),
        None,
        "crm/risks/r1",
    ),
    Finding("PMO901", "info", Where("projects/é, x/plan.yaml"), message("a note")),
)


@pytest.fixture
def report() -> FindingsReport:
    return FindingsReport(FINDINGS, projects=16, files=112)


@pytest.fixture
def clean() -> FindingsReport:
    return FindingsReport((), projects=1, files=7)


@pytest.fixture
def context() -> FindingsContext:
    return FindingsContext(
        portfolio="Acme",
        revision="0123456789abcdef0123456789abcdef01234567",
        as_of=datetime.date(2026, 11, 1),
        version="1.2.3",
        prefix="examples/portfolio",
        excerpt=SOURCES.get,
        titles={"PMO301": "unknown person"},
        help={"PMO301": "# Unknown person\n\nAdd it to `people.yaml`."},
        width=60,
    )
