"""People and households on a day."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from bangfu.lists.keyset import Turn, ahead, key_of
from bangfu.organization.actor import Actor
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.registry.queries.households import households as households_told
from bangfu.reporting.grounds.by_spells import asks_spells_only, tallied_by_spells
from bangfu.reporting.grounds.conditions import condition
from bangfu.reporting.grounds.ground import Cut, Line, Tallies, by_place, tallied
from bangfu.reporting.indicators import Indicator


def _tallied(by: Actor, found: QuerySet[Any], indicators: Sequence[Indicator], cut: Cut, length: int) -> Tallies:
    """Two queries: what asks of the rows themselves is counted while they are passed once, what asks their households only from the spells of these."""
    asking = [one for one in indicators if not asks_spells_only(one)]
    conditions = {one.slug: condition(one.where, cut, found.model) for one in asking}
    told = tallied(found, asking, conditions, cut.column(), length) if asking else Tallies()
    return told | tallied_by_spells(by, found, [one for one in indicators if asks_spells_only(one)], cut, length)


class Persons:
    """Everybody in the register on the day."""

    power = "registry.look"

    def tally(self, by: Actor, indicators: Sequence[Indicator], cut: Cut, length: int) -> Tallies:
        return _tallied(by, PersonRecord.objects.filter(cut.reach(by), **cut.as_of.filters()), indicators, cut, length)

    def lines(self, by: Actor, indicator: Indicator, cut: Cut, turn: Turn) -> list[Line]:
        order = by_place(cut, "name_folded", "id")
        found = PersonRecord.objects.filter(cut.reach(by), condition(indicator.where, cut, PersonRecord), **cut.as_of.filters())
        return [
            Line(one.name, _told(one), one.place_code, "person", one.person_id, key_of(one, order),
                 {"户编号": one.household.number})
            for one in ahead(found.select_related("household"), order, turn)[: turn.size + 1]
        ]


def _told(one: PersonRecord) -> str:
    born = f"{one.birth:%Y-%m-%d} 生" if one.birth else ""
    return "，".join(filter(None, (one.relation, one.sex, born)))


class Households:
    """Every household in the register on the day."""

    power = "registry.look"

    def tally(self, by: Actor, indicators: Sequence[Indicator], cut: Cut, length: int) -> Tallies:
        return _tallied(by, HouseholdRecord.objects.filter(cut.reach(by), **cut.as_of.filters()), indicators, cut, length)

    def lines(self, by: Actor, indicator: Indicator, cut: Cut, turn: Turn) -> list[Line]:
        order = by_place(cut, "number", "id")
        found = HouseholdRecord.objects.filter(cut.reach(by), condition(indicator.where, cut, HouseholdRecord), **cut.as_of.filters())
        rows = ahead(found, order, turn)[: turn.size + 1]
        return houses(by, [(one, key_of(one, order)) for one in rows], cut)


def houses(by: Actor, rows: Sequence[tuple[HouseholdRecord, str]], cut: Cut) -> list[Line]:
    """Household records with their keyset values, as lines with the head's name."""
    told = households_told(by, [one.household_id for one, _ in rows], cut.as_of)
    return [
        Line(_head(told.get(one.household_id)), one.group, one.place_code, "household", one.household_id, key, {"户编号": one.number})
        for one, key in rows
    ]


def _head(told: object) -> str:
    members = getattr(told, "members", ())
    head = next((one.name for one in members if one.relation == "户主"), members[0].name if members else "")
    return f"{head}户（{len(members)} 人）" if head else "（没有成员）"
