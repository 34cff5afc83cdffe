"""Family 8xx: the scales, bands and calendars that the office sets."""

import datetime
import itertools
from collections.abc import Iterable, Iterator
from decimal import Decimal

from pmo.analysis.public_holidays import public_holidays
from pmo.analysis.ranking.methods import METHODS
from pmo.findings import message
from pmo.locale import installed, is_installed
from pmo.model.office import CriterionScale, RiskRules, WorkCalendar
from pmo.model.plan import Dependency
from pmo.model.portfolio import Document, Keys, Portfolio
from pmo.model.records import by_type, keys_of
from pmo.rules.rule import Problem, problem


def score_outside_its_scale(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A score is outside the scale of its criterion.

    **Why it matters.** Scores are compared on their scale; one outside it pushes the project past all others. Methods
    that take scores as they are (WSJF, RICE, TOPSIS) have no scale where the office does not give one.

    **Example.** The criterion `value` has the scale 1 to 5, and a charter says

        scores:
          value: 50

    **Fix.** Correct the score, or the `scale` of the criterion in `pmo.yaml`.
    """
    office = portfolio.office_holder.documents.get("office")
    if office is None or portfolio.office is None:
        return
    takes_any = not METHODS[portfolio.office.prioritisation.method].on_scale
    criteria = {
        criterion.id.lower(): (index, criterion)
        for index, criterion in enumerate(portfolio.office.prioritisation.criteria)
    }
    for project in portfolio.projects.values():
        for name, score in (project.charter.scores if project.charter else {}).items():
            index, criterion = criteria.get(name.lower(), (0, None))
            if criterion is None or (takes_any and criterion.scale == CriterionScale()):
                continue
            if not criterion.scale.min <= score <= criterion.scale.max:
                scale = {"low": criterion.scale.min, "high": criterion.scale.max}
                yield problem(
                    project.documents["charter"],
                    ("scores", name),
                    message(
                        "the score {score} for `{name}` is outside its scale, {low} to {high}",
                        score=score,
                        name=name,
                        **scale,
                    ),
                    message("correct the score, or the scale in pmo.yaml"),
                    related=[
                        (
                            office,
                            ("prioritisation", "criteria", index, "scale"),
                            message("the scale is {low} to {high}", **scale),
                        )
                    ],
                )


def scale_out_of_order(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A scale or its bands are out of order.

    **Why it matters.** A probability of 30% would fall into two bands, or into none; three points whose likely
    value is above the highest have no distribution.

    **Example.**

        risk:
          probability: [0, 0.40, 0.20, 0.60, 0.80]

    **Fix.** Write lower edges of bands and ends of scales in rising order, and three points as min, likely, max.
    """
    office = portfolio.office_holder.documents.get("office")
    if office is not None and portfolio.office is not None:
        yield from _scales_of_office(office, portfolio.office.risk)
        for index, criterion in enumerate(portfolio.office.prioritisation.criteria):
            if criterion.scale.min >= criterion.scale.max:
                keys: Keys = ("prioritisation", "criteria", index, "scale")
                yield _unordered(office, keys, (criterion.scale.min, criterion.scale.max))
    for document, before in by_type(portfolio, Dependency):
        lag = before.lag_days
        if lag is not None and not lag.min <= lag.likely <= lag.max:
            yield _unordered(document, (*keys_of(document, before), "lag_days"), lag.points)


def _scales_of_office(office: Document, rules: RiskRules) -> Iterator[Problem]:
    for name, bands in (("probability", rules.probability), ("impact", rules.impact)):
        if any(low >= high for low, high in itertools.pairwise(bands)):
            yield _unordered(office, ("risk", name), bands)


def _unordered(document: Document, keys: Keys, values: Iterable[Decimal]) -> Problem:
    shown = ", ".join(str(value) for value in values)
    text = message("`{field}` is not in rising order: {values}", field=keys[-1], values=shown)
    return problem(document, keys, text, message("write the values in rising order"))


def unknown_country(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The public holidays of a calendar's country are not known.

    **Why it matters.** Its holidays count as working days: delays and lags come out longer than they are.

    **Example.**

        calendar:
          country: NL
          subdivision: Utrecht

    **Fix.** Give the ISO 3166 code of the country, and of the state or province only where it has holidays of its own.
    """
    office = portfolio.office_holder.documents.get("office")
    if office is None or portfolio.office is None:
        return
    calendars: list[tuple[Keys, WorkCalendar]] = [(("calendar",), portfolio.office.calendar)]
    calendars += [(("calendars", index), one) for index, one in enumerate(portfolio.office.calendars)]
    for keys, calendar in calendars:
        country, subdivision = calendar.country, calendar.subdivision
        if country is None or public_holidays(country, subdivision) is not None:
            continue
        if subdivision is None or public_holidays(country) is None:
            text = message("the public holidays of {country} are not known", country=country)
            yield problem(office, (*keys, "country"), text, message("give the ISO 3166 code of the country"))
        else:
            text = message(
                "the public holidays of {subdivision} in {country} are not known",
                subdivision=subdivision,
                country=country,
            )
            yield problem(office, (*keys, "subdivision"), text, message("leave it out, or correct its code"))


def unknown_locale(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The office's language is not installed.

    **Why it matters.** Reports and screens come out in English instead.

    **Example.**

        locale: xx

    **Fix.** Give an installed language; a region may follow, as in `en-US`.
    """
    office = portfolio.office_holder.documents.get("office")
    if office is not None and portfolio.office is not None and not is_installed(portfolio.office.locale):
        text = message("the language `{locale}` is not installed", locale=portfolio.office.locale)
        hint = message("installed are: {languages}", languages=", ".join(installed()))
        yield problem(office, ("locale",), text, hint)
