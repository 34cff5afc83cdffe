"""What `pmo validate` found, and what the formats need to show it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pmo.findings import SEVERITIES, Finding, Message, Severity, Where, at_least


@dataclass(frozen=True)
class FindingsReport:
    """The findings, in the order in which they are shown, and how much was looked at."""

    findings: tuple[Finding, ...]
    projects: int
    files: int

    @cached_property
    def counts(self) -> dict[Severity, int]:
        """Number of findings of each severity, worst first."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in SEVERITIES}


def _as_written(text: str) -> str:
    return text


def _english_plural(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


def _no_excerpt(_path: str) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class FindingsContext:
    """Where the findings come from, and for whom they are written."""

    portfolio: str
    """Name of the portfolio."""
    as_of: date
    version: str
    """Version of the tool."""
    revision: str | None = None
    prefix: str = ""
    """Path of the portfolio inside the git root (`examples/portfolio`)."""
    translate: Callable[[str], str] = _as_written
    plural: Callable[[str, str, int], str] = _english_plural
    """Translates one of two forms by a count, as `ngettext` does."""
    excerpt: Callable[[str], Sequence[str] | None] = _no_excerpt
    """Lines of the file at a path, where it is text; asked again for every finding."""
    excerpts: bool = True
    """Whether text shows the source, help and related places, or one line for each finding."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What each code is about, in a few words."""
    help: Mapping[str, str] = field(default_factory=dict)
    """The page of each code, in Markdown."""
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """Severity of each code unless the office says otherwise."""
    fail_on: Severity | None = "error"
    """From which severity a finding fails the check."""
    color: bool = False
    width: int = 100

    def text(self, message: Message) -> str:
        return message.text(self.translate)

    def hint(self, finding: Finding) -> str:
        """What to do about a finding, or nothing."""
        return self.text(finding.hint) if finding.hint else ""

    def sentences(self, finding: Finding) -> str:
        """The message and what to do about it, on one line."""
        parts = (" ".join(part.split()) for part in (self.text(finding.message), self.hint(finding)))
        return " — ".join(part for part in parts if part)

    def path_in_repository(self, path: str) -> str:
        return f"{self.prefix.strip('/')}/{path}" if self.prefix.strip("/") else path

    def fails(self, finding: Finding) -> bool:
        return self.fail_on is not None and at_least(finding.severity, self.fail_on)

    def counted(self, severity: Severity, count: int) -> str:
        """``3 errors``, in the reader's language."""
        match severity:
            case "error":
                form = self.plural("{count} error", "{count} errors", count)
            case "warning":
                form = self.plural("{count} warning", "{count} warnings", count)
            case "info":
                form = self.plural("{count} note", "{count} notes", count)
        return form.format(count=count)

    def summary(self, report: FindingsReport) -> str:
        """``3 errors, 1 note in 16 projects, 112 files``, in the reader's language."""
        counts = [self.counted(severity, count) for severity, count in report.counts.items() if count]
        projects = self.plural("{count} project", "{count} projects", report.projects)
        files = self.plural("{count} file", "{count} files", report.files)
        return self.translate("{findings} in {projects}, {files}").format(
            findings=", ".join(counts) or self.translate("No findings"),
            projects=projects.format(count=report.projects),
            files=files.format(count=report.files),
        )


def place(where: Where) -> str:
    """``path:line:column``."""
    return f"{where.path}:{where.line}:{where.column}"
