"""Taking a judged village over: from rows to the deeds that write them, one a household. Reads, but writes nothing."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bangfu.deliveries.models import DeliveredVillage
from bangfu.deliveries.villages import village_applied
from bangfu.facts.models import FOREVER, NOW, F, Fact, Recorded, Rewriting, changed, new_id
from bangfu.journal.actions import Deed, Subject
from bangfu.registry.judging import Judged
from bangfu.registry.models import Household, HouseholdRecord, Person, PersonRecord
from bangfu.registry.records import PHONE_PURPOSE, columns, phone_index
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
    """The rows one household's deed will write."""

    household: Household
    id: UUID = field(default_factory=new_id)
    new: list[Fact | Recorded] = field(default_factory=list)
    superseded: list[Fact] = field(default_factory=list)

    def rewrite(self, made: Rewriting[Any]) -> None:
        """Takes up what becomes of one subject's rows."""
        self.superseded.extend(made.superseded)
        self.new.extend(made.new)


def believed(persons: Iterable[UUID]) -> dict[UUID, list[PersonRecord]]:
    """Everything believed of people now, of whatever day, in the order of validity."""
    return _believed(PersonRecord, "person", persons)


def _believed(model: type[F], of: str, wanted: Iterable[UUID]) -> dict[UUID, list[F]]:
    rows: dict[UUID, list[F]] = {}
    for row in model._default_manager.filter(superseded_at=FOREVER, **{f"{of}__in": list(wanted)}).order_by("valid_from"):
        rows.setdefault(getattr(row, f"{of}_id"), []).append(row)
    return rows


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
        return VillageTaking(self.keys, [*deeds, self.village_deed], self.applied)

    def _meet(self, one: Judged) -> _Writing:
        """The household of a row: found or made, with what the list says of it taken over."""
        number, said = one.row.household_number, _said_of_household(one)
        household = self.households.get(number)
        writing = self.writings[number] = _Writing(household or Household(number=number))
        if household is None:
            self.keys.append(new_subject_key(writing.household.pk, secrets.token_bytes(32)))
            writing.new.append(writing.household)
        known = self.records.get(writing.household.pk)
        if known is None:
            blank = {"phone": "", "phone_index": "", "standard": ""}
            writing.new.append(HouseholdRecord(
                household=writing.household, number=number, valid_from=self.day, **(blank | said | self._place() | _origin(one)),
            ))
        elif changes := _differing(known, said | self._place()):
            writing.rewrite(changed(self.pasts.get(known.household_id, [known]), changes | _origin(one), self.day))
        return writing

    def _take(self, one: Judged, writing: _Writing) -> None:
        if one.record is None:
            person = Person()
            record = PersonRecord(
                person=person, household=writing.household, valid_from=self.day, **self._place(), **columns(one.taken), **_origin(one),
            )
            writing.new.extend([person, record])
            self.applied[one.row.pk] = (str(person.pk), writing.id)
            return
        moved = (one.record.household_id, one.record.place_code) != (writing.household.pk, self.village.place_code)
        entry = self.village_deed.id
        if one.taken or moved:
            values = columns(one.taken) | self._place() | _origin(one) | {"household_id": writing.household.pk}
            writing.rewrite(changed(self.pasts.get(one.record.person_id, [one.record]), values, self.day))
            entry = writing.id
        self.applied[one.row.pk] = (str(one.record.person_id), entry)

    def _pasts(self) -> dict[UUID, list[Any]]:
        """Person or household → everything believed of them, where our knowledge is of a later day than the list."""
        people = [one.record.person_id for one in self.judged if one.record and one.record.valid_from > self.day]
        houses = [one.household_id for one in self.records.values() if one.valid_from > self.day]
        return {**_believed(PersonRecord, "person", people), **_believed(HouseholdRecord, "household", houses)}

    def _place(self) -> dict[str, str]:
        return {"place_code": self.village.place_code, "place_then": self.village.place_code}

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
