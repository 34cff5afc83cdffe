"""Small portfolios for tests: a few files over a base that has no findings by itself.

    from tests.portfolios import charter, codes, findings, only

    def test_cycle(tmp_path):
        found = only(tmp_path, "PMO401", {"projects/crm/plan.yaml": '''
            milestones:
              - {id: a, title: A, after: [b]}
              - {id: b, title: B, after: [a]}
            '''})
        assert str(found.message) == "..."

The base: `pmo.yaml` (EUR, controlling, head `cara`, board `board`), objective `grow`, programme `renewal`
(no folder), roles `lead` and `analyst`, people `ana` (sponsor), `budi` (manager) and `cara` (head of the
office), and one proposed project `crm`. Every other project that a test mentions gets a charter like it.
"""

import datetime
import textwrap
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from pmo.findings import Finding
from pmo.loading import Loaded, load
from pmo.model.portfolio import Portfolio
from pmo.rules.engine import Selection, check
from pmo.trees import WorkingTree

AS_OF = datetime.date(2026, 11, 1)
"""The day as of which findings are asked for, unless a test says otherwise: a Sunday."""

Files = Mapping[str, str | bytes | Mapping[str, Any] | None]
"""By path: YAML text (dedented), bytes as they are, plain data, or None to leave out a file of the base."""


def office(**changes: Any) -> dict[str, Any]:
    """Plain data of the base's `pmo.yaml`, with top-level fields replaced."""
    return {
        "format": 1,
        "office": {"name": "Test office", "head": "cara"},
        "currency": "EUR",
        "governance": {"bodies": [{"id": "board", "name": "Portfolio board", "members": ["cara"]}]},
    } | changes


def strategy(**changes: Any) -> dict[str, Any]:
    """Plain data of the base's `strategy.yaml`, with top-level fields replaced."""
    return {
        "objectives": [{"id": "grow", "title": "Grow", "owner": "ana"}],
        "programmes": [{"id": "renewal", "title": "Renewal", "objectives": ["grow"]}],
    } | changes


def people(*more: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Plain data of the base's `people.yaml`, with ``more`` people, and top-level fields replaced."""
    return {
        "roles": [{"id": "lead", "title": "Lead"}, {"id": "analyst", "title": "Analyst"}],
        "people": [
            {"id": "ana", "name": "Ana Pereira", "role": "lead"},
            {"id": "budi", "name": "Budi Santoso", "role": "analyst"},
            {"id": "cara", "name": "Cara Lind", "role": "lead"},
            *more,
        ],
    } | changes


def charter(project: str = "crm", **changes: Any) -> dict[str, Any]:
    """Plain data of a proposed project's charter, with top-level fields replaced."""
    return {
        "id": project,
        "title": f"Project {project}",
        "state": "proposed",
        "sponsor": "ana",
        "manager": "budi",
        "purpose": "Testing pmo",
        "objectives": [{"objective": "grow"}],
    } | changes


def base(files: Files = {}) -> dict[str, Any]:  # noqa: B006 - never changed
    """The base portfolio with ``files`` over it, and a charter for each project folder in them."""
    content: dict[str, Any] = {
        "pmo.yaml": office(),
        "strategy.yaml": strategy(),
        "people.yaml": people(),
        "projects/crm/charter.yaml": charter(),
    }
    for path in files:
        parts = path.split("/")
        if parts[0] == "projects" and len(parts) > 2:
            content.setdefault(f"projects/{parts[1]}/charter.yaml", charter(parts[1]))
    return {path: data for path, data in (content | dict(files)).items() if data is not None}


def write(root: Path, files: Files = {}) -> Path:  # noqa: B006 - never changed
    """Write the base portfolio with ``files`` over it to ``root``."""
    for path, content in base(files).items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_bytes(content))
    return root


def loaded(tmp_path: Path, files: Files = {}) -> Loaded:  # noqa: B006 - never changed
    """The base portfolio with ``files`` over it, written to ``tmp_path`` and loaded from there."""
    return load(WorkingTree(write(tmp_path, files)))


def portfolio(tmp_path: Path, files: Files = {}) -> Portfolio:  # noqa: B006 - never changed
    """The portfolio alone, for functions that take one."""
    return loaded(tmp_path, files).portfolio


def findings(
    tmp_path: Path,
    files: Files = {},  # noqa: B006 - never changed
    *,
    as_of: datetime.date = AS_OF,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> tuple[Finding, ...]:
    """All findings of the base portfolio with ``files`` over it; ``select`` and ``ignore`` take prefixes."""
    result = loaded(tmp_path, files)
    return check(result, as_of, Selection.of(result.portfolio, select, ignore))


def codes(
    tmp_path: Path,
    files: Files = {},  # noqa: B006 - never changed
    *,
    as_of: datetime.date = AS_OF,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> list[str]:
    """Codes of :func:`findings`, in the order of the findings."""
    found = findings(tmp_path, files, as_of=as_of, select=select, ignore=ignore)
    return [finding.code for finding in found]


def only(
    tmp_path: Path,
    code: str,
    files: Files = {},  # noqa: B006 - never changed
    *,
    as_of: datetime.date = AS_OF,
) -> Finding:
    """The finding of ``code``; fails unless there is exactly one."""
    found = findings(tmp_path, files, as_of=as_of)
    matching = [finding for finding in found if finding.code == code]
    assert len(matching) == 1, f"{len(matching)} findings of {code}:\n{show(found)}"
    return matching[0]


def show(found: Iterable[Finding]) -> str:
    """Findings as `path:line:column CODE severity message (hint)`, a line each; for reading and comparing."""
    return "\n".join(
        f"{finding.where.path}:{finding.where.line}:{finding.where.column} {finding.code} {finding.severity} "
        f"{finding.message}" + (f" ({finding.hint})" if finding.hint else "")
        for finding in found
    )


class _Dumper(yaml.SafeDumper):
    """Dumps decimals as the numbers they are."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(
    Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", str(value))
)


def _bytes(content: str | bytes | Mapping[str, Any]) -> bytes:
    if isinstance(content, bytes):
        return content
    if isinstance(content, str):
        return textwrap.dedent(content).lstrip("\n").encode()
    return yaml.dump(dict(content), Dumper=_Dumper, sort_keys=False, allow_unicode=True).encode()
