"""What follows from a change: two states of a portfolio on the same day, compared in the words of a PMO."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, replace

from pmo.history.effects.dates import DateEffect, date_effects
from pmo.history.effects.health import HealthEffect, health_effects
from pmo.history.effects.money import MoneyEffects, money_effects
from pmo.history.effects.order import RankEffects, SelectionEffects, rank_effects, selection_effects
from pmo.history.effects.overloads import OverloadEffect, overload_effects
from pmo.history.fields import RecordChange, record_changes
from pmo.model.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class Effects:
    """What differs in the files, and what follows from that."""

    changes: tuple[RecordChange, ...]
    """Records that differ, field by field."""
    dates: tuple[DateEffect, ...]
    overloads: tuple[OverloadEffect, ...]
    money: MoneyEffects
    health: tuple[HealthEffect, ...]
    ranking: RankEffects
    selection: SelectionEffects


def effects(before: Portfolio, after: Portfolio, as_of: datetime.date) -> Effects:
    """What one state has that the other has not."""
    return Effects(
        record_changes(before, after),
        date_effects(before, after, as_of),
        overload_effects(before, after, as_of),
        money_effects(before, after),
        health_effects(before, after, as_of),
        rank_effects(before, after, as_of),
        selection_effects(before, after, as_of),
    )


def narrowed(found: Effects, projects: Collection[str]) -> Effects:
    """The effects on some projects; what differs in the files is shown whole, and so are sums and selection."""
    money = tuple(one for one in found.money.rows if one.project is None or one.project in projects)
    return replace(
        found,
        dates=tuple(one for one in found.dates if one.project in projects),
        overloads=tuple(one for one in found.overloads if any(id_ in projects for id_ in one.projects)),
        money=replace(found.money, rows=money),
        health=tuple(one for one in found.health if one.project in projects),
        ranking=replace(
            found.ranking, rows=tuple(one for one in found.ranking.rows if one.project in projects)
        ),
    )
