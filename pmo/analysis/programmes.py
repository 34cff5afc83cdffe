"""Projects by the programme that they belong to."""

from collections.abc import Iterable

from pmo.model.portfolio import Portfolio, Project


def by_programme(portfolio: Portfolio, projects: Iterable[Project]) -> dict[str, list[Project]]:
    """Projects by the lower-case id of their programme: in the order of the strategy, then those of unknown
    programmes, then under an empty id those of none; programmes without a project are left out."""
    found: dict[str, list[Project]] = {key: [] for key in portfolio.programmes}
    for project in projects:
        charter = project.charter
        found.setdefault((charter.programme or "").lower() if charter else "", []).append(project)
    outside = found.pop("", [])
    return {key: members for key, members in [*found.items(), ("", outside)] if members}
