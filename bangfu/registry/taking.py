"""Taking a judged village over: from rows to the deeds that write them, one a household. Reads, but writes nothing."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bangfu.deliveries.models import DeliveredVillage
from bangfu.deliveries.villages import village_applied
from bangfu.facts.models import NOW, Fact, Recorded, Rewriting, changed, ended, new_id
from bangfu.journal.actions import Deed, Subject
from bangfu.registry.closing import closed
from bangfu.registry.judging import Judged, village_of
from bangfu.registry.models import Household, HouseholdRecord, Person, PersonRecord
from bangfu.registry.records import PHONE_PURPOSE, columns, phone_index
from bangfu.registry.subjects import believed
from bangfu.rules.place_code import LENGTHS
from bangfu.sealing.models import SubjectKey, new_subject_key
from bangfu.sealing.ring import ring


@dataclass(frozen=True)
class VillageTaking:
    """What is to be written: the keys of new households, the deeds (the village's own last), and for each row its person and entry."""

    keys: list[SubjectKey]
    deeds: list[Deed]
    applied: dict[UUID, tuple[str, UUID]]


@dataclass
class _Writing:
    """The rows one household's deed will write, and where it lies: in its grid where it has one."""

    household: Household
    place: str
    id: UUID = field(default_factory=new_id)
    new: list[Fact | Recorded] = field(default_factory=list)
    superseded: list[Fact] = field(default_factory=list)

    def rewrite(self, made: Rewriting[Any]) -> None:
        """Takes up what becomes of one subject's rows."""
        self.superseded.extend(made.superseded)
        self.new.extend(made.new)


def take_over(village: DeliveredVillage, judged: Sequence[Judged]) -> VillageTaking:
    """The deeds that take the rows of a village over. Rows with a fault are left out; rows that change nothing rest on the village's own deed."""
    return _Taker(village, [one for one in judged if not one.fault]).taken()


class _Taker:
    def __init__(self, village: DeliveredVillage, judged: Sequence[Judged]) -> None:
        self.village, self.judged, self.day = village, judged, village.delivery.data_day
        numbers = {one.row.household_number for one in judged}
        self.households = {one.number: one for one in Household.objects.filter(number__in=numbers)}
        self.records = {one.household_id: one for one in HouseholdRecord.objects.filter(**NOW.filters(), household__number__in=numbers)}
        self.pasts = self._pasts()
        self.keys: list[SubjectKey] = []
        self.left: dict[UUID, set[UUID]] = {}
        self.writings: dict[str, _Writing] = {}
        self.applied: dict[UUID, tuple[str, UUID]] = {}
        self.village_deed = self._village_deed()

    def taken(self) -> VillageTaking:
        for one in self.judged:
            if one.departed:
                self.applied[one.row.pk] = (one.departed, self.village_deed.id)
                continue
            writing = self.writings.get(one.row.household_number) or self._meet(one)
            self._take(one, writing)
        deeds = [self._deed(writing) for writing in self.writings.values() if writing.new or writing.superseded]
        return VillageTaking(self.keys, [*deeds, *self._emptied(), self.village_deed], self.applied)

    def _meet(self, one: Judged) -> _Writing:
        """The household of a row: found or made, with what the list says of it taken over."""
        number, said = one.row.household_number, _said_of_household(one)
        household = self.households.get(number)
        known = self.records.get(household.pk) if household else None
        writing = self.writings[number] = _Writing(household or Household(number=number), self._place_of(known))
        if household is None:
            self.keys.append(new_subject_key(writing.household.pk, secrets.token_bytes(32)))
            writing.new.append(writing.household)
        if known is None:
            writing.new.append(HouseholdRecord(
                household=writing.household, number=number, valid_from=self.day, **(said | _lies(writing) | _origin(one)),
            ))
        elif changes := _differing(known, said | ({} if known.place_code == writing.place else _lies(writing))):
            writing.rewrite(changed(self.pasts.get(known.household_id, [known]), changes | _origin(one), self.day))
        return writing

    def _take(self, one: Judged, writing: _Writing) -> None:
        if one.record is None:
            person = Person()
            record = PersonRecord(
                person=person, household=writing.household, valid_from=self.day, **_lies(writing), **columns(one.taken), **_origin(one),
            )
            writing.new.extend([person, record])
            self.applied[one.row.pk] = (str(person.pk), writing.id)
            return
        moved = (one.record.household_id, village_of(one.record)) != (writing.household.pk, self.village.place_code)
        entry = self.village_deed.id
        if one.taken or moved:
            values = columns(one.taken) | _origin(one) | ({"household_id": writing.household.pk} | _lies(writing) if moved else {})
            writing.rewrite(changed(self.pasts.get(one.record.person_id, [one.record]), values, self.day))
            entry = writing.id
            if one.record.household_id != writing.household.pk:
                self.left.setdefault(one.record.household_id, set()).add(one.record.person_id)
        self.applied[one.row.pk] = (str(one.record.person_id), entry)

    def _pasts(self) -> dict[UUID, list[Any]]:
        """Person or household → everything believed of them, where our knowledge is of a later day than the list."""
        people = [one.record.person_id for one in self.judged if one.record and one.record.valid_from > self.day]
        houses = [one.household_id for one in self.records.values() if one.valid_from > self.day]
        return {**believed(PersonRecord, "person", people), **believed(HouseholdRecord, "household", houses)}

    def _place_of(self, known: HouseholdRecord | None) -> str:
        """Where the household lies: in the grid it was put into as long as it stays in the village, else in the village."""
        here = self.village.place_code
        return str(known.place_code if known and known.place_code[: LENGTHS["village"]] == here else here)

    def _emptied(self) -> Iterator[Deed]:
        """Households whose last member went into another one by this list: their records end."""
        for household, gone in self.left.items():
            staying = PersonRecord.objects.filter(**NOW.filters(), household=household).exclude(person__in=gone).exists()
            rows = [] if staying else believed(HouseholdRecord, "household", [household]).get(household, [])
            if not rows or household in {one.household.pk for one in self.writings.values()}:
                continue
            made, over, delivery = ended(rows, self.day), closed(household, self.day), self.village.delivery
            yield Deed(
                verb="household.emptied", subject=Subject("household", str(household), f"户 {rows[-1].number}", key=household),
                at=rows[-1].place_code, origin=("delivery", str(delivery.pk)), papers=[delivery.digest], new=[*made.new, *over.new],
                superseded=[*made.superseded, *over.superseded],
            )

    def _deed(self, writing: _Writing) -> Deed:
        delivery, household = self.village.delivery, writing.household
        return Deed(
            id=writing.id, verb="household.taken_over", subject=Subject("household", str(household.pk), household.number, key=household.pk),
            at=self.village.place_code, origin=("delivery", str(delivery.pk)), papers=[delivery.digest],
            new=writing.new, superseded=writing.superseded,
        )

    def _village_deed(self) -> Deed:
        delivery = self.village.delivery
        return Deed(
            verb="delivery.village_applied", subject=Subject("delivery", str(delivery.pk), delivery.file_name[:160]),
            at=self.village.place_code, papers=[delivery.digest], rewritten=[village_applied(self.village)],
        )


def _lies(writing: _Writing) -> dict[str, str]:
    return {"place_code": writing.place, "place_then": writing.place}


def _said_of_household(one: Judged) -> dict[str, Any]:
    """What a row says of its household, as columns; what it leaves empty is left out."""
    phone, standard = one.content.understood.get("household_phone") or "", one.content.understood.get("standard") or ""
    said: dict[str, Any] = {"standard": standard} if standard else {}
    return said | ({"phone": ring().seal(phone, PHONE_PURPOSE), "phone_index": phone_index(phone)} if phone else {})


def _differing(known: HouseholdRecord, said: dict[str, Any]) -> dict[str, Any]:
    same_phone = said.get("phone_index", known.phone_index) == known.phone_index
    dropped: Mapping[str, Any] = {"phone": 1, "phone_index": 1} if same_phone else {}
    return {name: value for name, value in said.items() if name not in dropped and value != getattr(known, name)}


def _origin(one: Judged) -> dict[str, str]:
    return {"origin_kind": "delivered_row", "origin_id": str(one.row.pk)}
