"""Earned value as data of JSON."""

import datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from pmo.analysis.performance import Performance, Point, series
from pmo.analysis.portfolio_performance import GroupPerformance, PortfolioPerformance
from pmo.locale import Language
from pmo.model.portfolio import Portfolio
from pmo.render.views.words import in_words

OF_VALUE = ("pv", "ev", "ac", "bac", "sv", "cv", "spi", "cpi", "etc", "vac")
OF_TIME = ("es", "at", "sv_t", "spi_t", "ieac_t")


class EstimatesData(Struct, frozen=True):
    """Estimates at completion."""

    cpi: Decimal | None
    budget: Decimal | None
    cpi_spi: Decimal | None
    bottom_up: Decimal | None


class ToCompleteData(Struct, frozen=True):
    """To-complete performance indices."""

    bac: float | None
    eac: float | None


class FiguresData(Struct, frozen=True, kw_only=True):
    """All figures; `reasons` says by name (`tcpi.bac`) why one is null. `es`, `at`, `ieac_t` are in periods."""

    currency: str
    pv: Decimal | None
    ev: Decimal | None
    ac: Decimal | None
    bac: Decimal | None
    sv: Decimal | None
    cv: Decimal | None
    spi: float | None
    cpi: float | None
    eac: EstimatesData
    etc: Decimal | None
    vac: Decimal | None
    tcpi: ToCompleteData
    es: float | None
    at: int | None
    sv_t: float | None
    spi_t: float | None
    ieac_t: float | None
    reasons: dict[str, str]


class PointData(Struct, frozen=True):
    """Where a project stood at the end of a period; planned value alone for the periods to come."""

    period: str
    last_day: datetime.date
    pv: Decimal
    ev: Decimal | None
    ac: Decimal | None
    spi: float | None
    cpi: float | None
    spi_t: float | None


class ProjectEvmData(FiguresData, frozen=True, kw_only=True):
    """Earned value of a project. `period` is the last of the plan that ended; the figures run to `through`."""

    project: str
    title: str
    state: str | None
    earned_by: str | None
    period: str | None
    through: datetime.date | None
    series: list[PointData] | None
    """With `--series`."""


class GroupEvmData(FiguresData, frozen=True, kw_only=True):
    """Earned value of several projects: sums over sums; `months` is the length of the periods of its time."""

    months: int
    projects: list[str]
    left_out: dict[str, str]


class ProgrammeEvmData(GroupEvmData, frozen=True, kw_only=True):
    """Earned value of the projects of a programme; `programme` is null for those of none."""

    programme: str | None


class EvmData(Struct, frozen=True):
    """The `data` of `pmo evm`."""

    projects: list[ProjectEvmData]
    programmes: list[ProgrammeEvmData]
    portfolio: GroupEvmData


def data(
    portfolio: Portfolio,
    found: PortfolioPerformance,
    as_of: datetime.date,
    language: Language,
    *,
    with_series: bool,
) -> EvmData:
    """The `data` of `pmo evm`."""
    projects = []
    for one in found.projects:
        project = portfolio.projects[one.project]
        points = series(portfolio, project, as_of) if with_series else None
        projects.append(
            ProjectEvmData(
                project=one.project,
                title=project.title,
                state=project.charter.state if project.charter else None,
                earned_by=one.earned_by,
                period=str(one.period) if one.period else None,
                through=one.through,
                series=None if points is None else [_point(point) for point in points],
                **_figures(one, language),
            )
        )
    return EvmData(
        projects,
        [
            ProgrammeEvmData(programme=one.programme or None, **_group(one, language))
            for one in found.programmes
        ],
        GroupEvmData(**_group(found.whole, language)),
    )


def _figures(one: Performance | GroupPerformance, language: Language) -> dict[str, Any]:
    value, time = one.value, one.time
    return {
        "currency": one.currency,
        **{name: getattr(value, name) for name in OF_VALUE},
        "eac": EstimatesData(*(getattr(value.eac, name) for name in EstimatesData.__struct_fields__)),
        "tcpi": ToCompleteData(value.tcpi.bac, value.tcpi.eac),
        **{name: getattr(time, name) for name in OF_TIME},
        "reasons": {name: in_words(why, language) for name, why in one.reasons.items()},
    }


def _group(group: GroupPerformance, language: Language) -> dict[str, Any]:
    left_out = {project: in_words(why, language) for project, why in group.left_out.items()}
    return {
        "months": group.months,
        "projects": list(group.counted),
        "left_out": left_out,
        **_figures(group, language),
    }


def _point(point: Point) -> PointData:
    return PointData(
        str(point.period), point.last_day, point.pv, point.ev, point.ac, point.spi, point.cpi, point.spi_t
    )
