"""What a list says of households, weighed against what we hold of them: their records, what they count as, what they earned."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from bangfu.facts.models import FOREVER, NOW
from bangfu.registry.columns import HOUSEHOLD
from bangfu.registry.judged import House, Judging
from bangfu.registry.models import Cause, HouseholdRecord, IncomeItem, RiskSpell, StatusSpell
from bangfu.registry.records import INDEXES, PHONE_PURPOSE
from bangfu.registry.said import Said, agreeing
from bangfu.registry.told_standing import Beliefs, Taken, Way, take_standing
from bangfu.rules.delivery import weigh
from bangfu.rules.refusal import Refused
from bangfu.sealing.ring import ring

_KINDS = (("statuses", StatusSpell), ("risks", RiskSpell), ("causes", Cause), ("incomes", IncomeItem))


class Standing(NamedTuple):
    """A household's current record as far as it is looked at before it is read whole."""

    record: UUID
    household: UUID
    number: str
    place_code: str
    recorded_in: UUID


@dataclass(frozen=True)
class Heard:
    """What a list says of one household, what its source said last time, and the row that speaks for it."""

    row: UUID
    said: Said
    before: Said | None
    record: HouseholdRecord | None


def standing_with(column: str, values: Iterable[Any]) -> list[Standing]:
    """The households now in the register with one of the values."""
    if not (wanted := set(values)):
        return []
    rows = HouseholdRecord.objects.filter(**NOW.filters(), **{f"{column}__among": wanted})
    return [Standing(*one) for one in rows.values_list("id", "household_id", "number", "place_code", "recorded_in")]


def records_of(standing: Collection[Standing]) -> dict[str, HouseholdRecord]:
    """The whole records of households, by number."""
    found = {one.pk: one for one in HouseholdRecord.objects.filter(id__among={one.record for one in standing})} if standing else {}
    return {one.number: found[one.record] for one in standing}


def judge_houses(judging: Judging, heard: Mapping[str, Heard]) -> dict[str, House | Refused]:
    """By key what would be taken over of each household, or the refusal of what cannot be."""
    beliefs = _believed({one.record.household_id for one in heard.values() if one.record and (one.said.standing or one.said.income)})
    judged: dict[str, House | Refused] = {}
    for key, one in heard.items():
        try:
            judged[key] = _judged(judging, one, beliefs.get(one.record.household_id, Beliefs()) if one.record else Beliefs())
        except Refused as refused:
            judged[key] = refused
    return judged


def _judged(judging: Judging, one: Heard, beliefs: Beliefs) -> House:
    before = one.before.household if one.before else None
    weighed = weigh(one.said.household, _ours(one.record, one.said.household) if one.record else {}, before)
    try:
        agreeing(HOUSEHOLD, one.record, weighed.taken)
    except Refused as refused:
        raise Refused(refused.sentence, field=f"household.{refused.field}") from None
    standing = Taken()
    if one.said.standing or one.said.income:
        columns = {"document": judging.document, "place_then": "", "origin_kind": "delivered_row", "origin_id": str(one.row)}
        standing = take_standing(one.said, one.before, beliefs, Way(judging.delivery.data_day, judging.delivery.source.slug, columns))
    return House(one.record, one.said, weighed.taken, standing, bool(weighed.held) or standing.held)


def _ours(record: HouseholdRecord, names: Iterable[str]) -> dict[str, Any]:
    return {name: _own(record, name) for name in names}


def _own(record: HouseholdRecord, name: str) -> Any:
    """A column as it is compared: a number by the index beside it, opened where it has none."""
    if name == "collector_phone":
        return ring().unseal(record.collector_phone, PHONE_PURPOSE)
    return getattr(record, INDEXES.get(name, name))


def _believed(households: Collection[UUID]) -> dict[UUID, Beliefs]:
    """What is believed of households beside their records, four queries for them all."""
    found = {household: Beliefs() for household in households}
    for name, model in _KINDS if found else ():
        manager: Any = model._default_manager
        for row in manager.filter(household__among=set(found), superseded_at=FOREVER).order_by("valid_from"):
            getattr(found[row.household_id], name).append(row)
    return found
