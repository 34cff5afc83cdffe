"""Family 8xx: how projects are ranked."""

import datetime
from collections.abc import Iterator

from pmo.analysis.ranking.comparisons import Judged, incomplete, judged, too_many
from pmo.analysis.ranking.consistency import ACCEPTABLE, consistency, matrix_of
from pmo.analysis.ranking.criteria import unique
from pmo.analysis.ranking.methods import METHODS, lacking
from pmo.findings import message
from pmo.model.office import Prioritisation
from pmo.model.portfolio import Document, Portfolio
from pmo.rules.rule import Problem, problem
from pmo.rules.walks import listed


def criteria_lacking_for_method(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The ranking method needs criteria or weights that the office does not have.

    **Why it matters.** `pmo rank` refuses to rank: the formula of the method has nothing to work with.

    **Example.** WSJF also needs `time-criticality`, `risk-reduction` and `job-size`:

        prioritisation:
          method: wsjf
          criteria:
            - {id: business-value, title: Value to customers}

    **Fix.** Add the criteria to `prioritisation.criteria`, or choose another method. Weighted scoring and TOPSIS need one
    criterion with a weight above 0.
    """
    office, rules = _rules(portfolio)
    if office is None or not rules.criteria:
        return
    missing = lacking(rules, METHODS[rules.method].needs)
    if missing:
        yield problem(
            office,
            ("prioritisation", "method"),
            message("{method} lacks the criteria {missing}", method=rules.method, missing=listed(missing)),
            message("add them to prioritisation.criteria, or choose another method"),
        )
    if rules.method in ("weighted", "topsis") and not any(one.weight != 0 for one in rules.criteria):
        yield problem(
            office,
            ("prioritisation", "criteria"),
            message("no criterion has a weight above 0"),
            message("give at least one of them a weight"),
        )


def comparison_without_sense(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """A comparison of two criteria says nothing, or contradicts another.

    **Why it matters.** AHP has no weights from judgements of which two differ about the same pair.

    **Example.**

        prioritisation:
          comparisons:
            - [value, cost, 3]
            - [cost, value, 2]

    **Fix.** Keep one judgement for each pair of criteria, with a ratio from 1/9 to 9.
    """
    office, rules = _rules(portfolio)
    if office is None:
        return
    for fault in _judged(rules).faults:
        also = (
            () if fault.other is None else ((office, _place(fault.other), message("the other comparison")),)
        )
        yield problem(office, _place(fault.place), fault.message, fault.hint, related=also)


def comparisons_incomplete(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The office ranks by AHP, and not all pairs of criteria are compared, or there are too many criteria.

    **Why it matters.** The weights come from the comparisons of all pairs; `pmo rank` refuses to rank without them.

    **Example.** Nobody compared `cost` with `risk`, nor `value` with `risk`:

        prioritisation:
          method: ahp
          criteria:
            - {id: value, title: Value}
            - {id: cost, title: Cost}
            - {id: risk, title: Risk}
          comparisons:
            - [value, cost, 3]

    **Fix.** Add a comparison for each pair that is named: `[value, risk, 2]` says that value is twice as important.
    The table of random indices ends at 15 criteria.
    """
    office, rules = _rules(portfolio)
    if office is None or rules.method != "ahp":
        return
    ids = [one.id for one in unique(rules.criteria)]
    found = _judged(rules)
    if many := too_many(ids):
        hint = message("rank by fewer criteria, or choose another method")
        yield problem(office, ("prioritisation", "criteria"), many, hint)
    elif found.missing:
        where = ("prioritisation", "comparisons" if rules.comparisons else "method")
        yield problem(
            office,
            where,
            incomplete(found, ids),
            message("compare each pair: [a, b, 2] makes a twice as important as b"),
        )


def comparisons_inconsistent(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The comparisons of the criteria contradict each other: their consistency ratio is above 0.10.

    **Why it matters.** Who finds value twice as important as cost, and cost twice as important as risk, cannot find risk
    more important than value. Weights from such judgements are close to chance.

    **Example.**

        prioritisation:
          comparisons:
            - [value, cost, 2]
            - [cost, risk, 2]
            - [risk, value, 3]

    **Fix.** Think again about the comparison that is named first; `pmo rank --method ahp` shows the ratio.
    """
    office, rules = _rules(portfolio)
    ids = [one.id for one in unique(rules.criteria)]
    found = _judged(rules)
    if (
        office is None
        or len(ids) < 3
        or too_many(ids)
        or found.missing
        or any(fault.fatal for fault in found.faults)
    ):
        return
    agreed = consistency(ids, matrix_of(ids, found.ratios))
    if agreed.acceptable or agreed.worst is None:
        return
    pair = {agreed.worst.first.lower(), agreed.worst.second.lower()}
    index = next(place for place, (a, b, _) in enumerate(rules.comparisons) if {a.lower(), b.lower()} == pair)
    yield problem(
        office,
        _place(index),
        message(
            "the consistency ratio of the comparisons is {ratio}, above {most}",
            ratio=f"{agreed.ratio:.2f}",
            most=f"{ACCEPTABLE:.2f}",
        ),
        message(
            "think again about {first} over {second}: judged {ratio}, the weights make it {implied}",
            first=agreed.worst.first,
            second=agreed.worst.second,
            ratio=f"{agreed.worst.ratio:.3g}",
            implied=f"{agreed.worst.implied:.2g}",
        ),
    )


def divisor_not_above_zero(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The job size of WSJF or the effort of RICE is not above 0.

    **Why it matters.** The method divides by it: the project has no score and no rank.

    **Example.** The office ranks by WSJF, and a charter says

        scores:
          job-size: 0

    **Fix.** Estimate the size against the other projects; the smallest is usually 1.
    """
    _, rules = _rules(portfolio)
    divisor = METHODS[rules.method].divisor
    for project in portfolio.projects.values():
        for name, score in (project.charter.scores if project.charter else {}).items():
            if name.lower() == divisor and score <= 0:
                yield problem(
                    project.documents["charter"],
                    ("scores", name),
                    message("`{name}` is {score}, and the score is divided by it", name=name, score=score),
                    message("give a number above 0"),
                )


def confidence_not_a_fraction(portfolio: Portfolio, _as_of: datetime.date) -> Iterator[Problem]:
    """The confidence of RICE is above 1.

    **Why it matters.** Confidence is a fraction. Where one project says 80 and another 0.8, the first ranks a hundred
    times as high.

    **Example.** The office ranks by RICE, and a charter says

        scores:
          confidence: 80

    **Fix.** Write 80% as 0.8.
    """
    _, rules = _rules(portfolio)
    if rules.method != "rice":
        return
    for project in portfolio.projects.values():
        for name, score in (project.charter.scores if project.charter else {}).items():
            if name.lower() == "confidence" and score > 1:
                yield problem(
                    project.documents["charter"],
                    ("scores", name),
                    message("the confidence is {score}, more than certain", score=score),
                    message("write it as a fraction: 80% is 0.8"),
                )


def _rules(portfolio: Portfolio) -> tuple[Document | None, Prioritisation]:
    office = portfolio.office
    if office is None:
        return None, Prioritisation()
    return portfolio.office_holder.documents.get("office"), office.prioritisation


def _judged(rules: Prioritisation) -> Judged:
    return judged([one.id for one in unique(rules.criteria)], rules.comparisons)


def _place(index: int) -> tuple[str | int, ...]:
    return ("prioritisation", "comparisons", index)
