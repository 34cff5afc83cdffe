"""The texts of a decision that rests on a ranking or selection, in the office's language."""

from decimal import Decimal
from typing import NamedTuple

from pmo.analysis.ranking.methods import METHODS
from pmo.locale import Language
from pmo.model.decisions import BasisFigure, DecisionBasis


class Texts(NamedTuple):
    """What the record says before anybody edits it."""

    title: str
    context: str
    options: tuple[str, ...]
    decision: str


def decision_texts(basis: DecisionBasis, language: Language) -> Texts:
    """Title, context, options, and the decision as the figures propose it."""
    return _ranked(basis, language) if basis.source == "ranking" else _selected(basis, language)


def _ranked(basis: DecisionBasis, language: Language) -> Texts:
    say = language.text
    order = _order(basis, language)
    proposal = say("In this order: {order}", order=order)
    context = say(
        "Ranking by {method}, {source}: {order}. {command} computes it again.",
        method=language.label("ranking_method", basis.method or ""),
        source=_source(basis, language),
        order=order,
        command=f"`{basis.command}`",
    )
    other = say("In another order, for reasons to be written down")
    return Texts(say("Order of the proposed projects"), context, (proposal, other), proposal)


def _selected(basis: DecisionBasis, language: Language) -> Texts:
    say = language.text
    chosen = ", ".join(one.project for one in basis.figures if one.selected) or say("none")
    others = ", ".join(one.project for one in basis.figures if not one.selected) or say("none")
    value = _number(basis.value, language)
    proposal = say(
        "We do {projects}, worth {value}; not now: {others}", projects=chosen, value=value, others=others
    )
    limits = ", ".join(
        say(
            "{used} of {limit} ({what} {period})",
            used=_number(one.used, language),
            limit=_number(one.limit, language),
            what=one.role or say("budget"),
            period=language.period(one.period),
        )
        for one in basis.limits
    )
    context = say(
        "The best selection, {source}: {projects}, worth {value}. Used with work under way: {limits}. {command} "
        "computes it again.",
        source=_source(basis, language),
        projects=chosen,
        value=value,
        limits=limits or say("nothing is limited"),
        command=f"`{basis.command}`",
    )
    other = say("Another set, for reasons to be written down")
    return Texts(say("Choice among the proposed projects"), context, (proposal, other), proposal)


def _source(basis: DecisionBasis, language: Language) -> str:
    day = language.date(basis.as_of)
    if basis.revision is None:
        return language.text("of files that were not committed, as of {date}", date=day)
    return language.text("at revision {revision} as of {date}", revision=basis.revision[:12], date=day)


def _order(basis: DecisionBasis, language: Language) -> str:
    """Scores as `pmo rank` shows them: out of 100, but for methods whose formula gives them another size."""
    method = METHODS.get(basis.method or "")
    factor = 100 if method is not None and method.weighs else 1
    return ", ".join(_place(one, factor, language) for one in basis.figures)


def _place(one: BasisFigure, factor: int, language: Language) -> str:
    if one.mandatory:
        return language.text("{project} (mandatory)", project=one.project)
    if one.rank is None:
        return language.text("{project} (without a score)", project=one.project)
    score = "" if one.score is None else language.number(one.score * factor, 3 if factor == 1 else 1)
    return f"{one.rank}. {one.project} ({score})"


def _number(value: Decimal | None, language: Language) -> str:
    return "" if value is None else language.number(value, 3)
