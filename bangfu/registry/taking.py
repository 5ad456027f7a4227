"""Taking a judged village over: from rows to the deeds that write them, one a household. Reads, but writes nothing."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from bangfu.deliveries.models import DeliveredVillage
from bangfu.deliveries.villages import village_applied
from bangfu.facts.bulk import unsaved
from bangfu.facts.models import NOW, Fact, Placed, Recorded, Rewriting, changed, ended, new_id
from bangfu.journal.actions import Deed, Subject
from bangfu.registry.closing import closed
from bangfu.registry.columns import VILLAGE, empty
from bangfu.registry.judged import House, Judged, VillageJudged
from bangfu.registry.models import Household, HouseholdRecord, Person, PersonRecord, VillageRecord
from bangfu.registry.moving import DATED
from bangfu.registry.records import columns, first_columns
from bangfu.registry.subjects import believed, members_now, reports_of
from bangfu.rules.place_code import LENGTHS
from bangfu.sealing.models import SubjectKey, new_subject_key


@dataclass(frozen=True)
class VillageTaking:
    """What is to be written: the keys of new households, the deeds (the village's own last), for each row its subject and entry, and the rows of which
    something was held back, so that they are to be looked at again next time."""

    keys: list[SubjectKey]
    deeds: list[Deed]
    applied: dict[UUID, tuple[str, UUID]]
    held: list[UUID]


@dataclass
class _Writing:
    """The rows one household's deed will write, and where it lies: in its grid where it has one."""

    household: UUID
    number: str
    place: str
    id: UUID = field(default_factory=new_id)
    new: list[Fact | Recorded] = field(default_factory=list)
    superseded: list[Fact] = field(default_factory=list)
    rehomed: list[tuple[Placed, str]] = field(default_factory=list)

    def rewrite(self, made: Rewriting[Any]) -> None:
        """Takes up what becomes of one subject's rows."""
        self.superseded.extend(made.superseded)
        self.new.extend(made.new)

    @property
    def lies(self) -> dict[str, str]:
        """The two places of a row that begins here."""
        return {"place_code": self.place, "place_then": self.place}


def take_over(village: DeliveredVillage, judged: VillageJudged) -> VillageTaking:
    """The deeds that take the rows of a village over. Rows with a fault are left out; rows that change nothing rest on the village's own deed."""
    return _Taker(village, judged).taken()


class _Taker:
    def __init__(self, village: DeliveredVillage, judged: VillageJudged) -> None:
        self.village, self.day = village, village.delivery.data_day
        self.judged = [one for one in judged.rows if not one.fault]
        self.kind, self.houses = judged.kind, judged.houses
        self.keys: list[SubjectKey] = []
        self.left: dict[UUID, set[UUID]] = {}
        self.writings: dict[str, _Writing] = {}
        self.applied: dict[UUID, tuple[str, UUID]] = {}
        self.reports: list[Deed] = []
        self.village_deed = self._village_deed()

    def taken(self) -> VillageTaking:
        take = {"person": self._take_person, "household": self._take_household, "village": self._report}[self.kind]
        for one in self.judged:
            self.applied[one.row.id] = (one.subject, self.village_deed.id)
            take(one)
        deeds = [self._deed(writing) for writing in self.writings.values() if writing.new or writing.superseded]
        held = [one.row.id for one in self.judged if one.held and one.row.print]
        return VillageTaking(self.keys, [*deeds, *self._emptied(), *self.reports, self.village_deed], self.applied, held)

    @cached_property
    def _anchors(self) -> dict[str, UUID]:
        """Households by number that are known, with or without a current record."""
        numbers = {one.household_number for one in self.judged if one.taken or one.moved or _speaks(one)}
        return dict(Household.objects.filter(number__among=numbers).values_list("number", "id"))

    @cached_property
    def _pasts(self) -> dict[UUID, list[Any]]:
        """Person or household → everything believed of them, where our knowledge is of a later day than the list."""
        people = [one.record.person_id for one in self.judged if one.record and one.record.valid_from > self.day]
        known = [house.record for house in self._all_houses() if house.record]
        houses = [one.household_id for one in known if one.valid_from > self.day]
        return {**believed(PersonRecord, "person", people), **believed(HouseholdRecord, "household", houses)}

    def _all_houses(self) -> Iterator[House]:
        yield from self.houses.values()
        yield from (one.house for one in self.judged if one.house is not None and one.household_number not in self.houses)

    def _take_person(self, one: Judged) -> None:
        """A person new to the register, changed, or come into another household; and what the row says of the household it speaks for."""
        if one.departed or one.known is not None and not (one.taken or one.moved or _speaks(one)):
            return
        writing = self._household_of(one)
        if one.known is None:
            self._enter(one, writing)
        elif one.record is not None and (one.taken or one.moved):
            values = columns(one.said.clear(one.taken) if one.said else {}) | _origin(one)
            values |= {"household_id": writing.household} | writing.lies if one.moved else {}
            writing.rewrite(changed(self._pasts.get(one.record.person_id, [one.record]), values, self.day))
            if one.record.household_id != writing.household:
                self.left.setdefault(one.record.household_id, set()).add(one.record.person_id)
            self.applied[one.row.id] = (one.subject, writing.id)

    def _household_of(self, one: Judged) -> _Writing:
        """The household a person is taken over in: that of the row; of one who was moved out of it here since, the one they are in."""
        number, house = one.household_number, self.houses.get(one.household_number)
        if one.known is None or one.moved or one.known.household_number == number:
            return self.writings.get(number) or self._meet(number, house, one)
        if _speaks(one) and house is not None and house.record is not None and number not in self.writings:
            self._meet(number, house, one, moved=False)
        return self.writings.get(one.known.household_number) or self._meet(one.known.household_number, None, one, moved=False)

    def _enter(self, one: Judged, writing: _Writing) -> None:
        person = unsaved(Person, {"id": new_id()})
        record = unsaved(PersonRecord, {
            "id": new_id(), "person_id": person.pk, "household_id": writing.household, "valid_from": self.day, **writing.lies, **_new_columns(one), **_origin(one),
        })
        writing.new += [person, record]
        self.applied[one.row.id] = (str(person.pk), writing.id)

    def _take_household(self, one: Judged) -> None:
        """A row of a list of households: its record, its standing, and where it moved its people too."""
        house = one.house
        if house is None or house.record is None or not (house.changes or one.moved):
            return
        writing = self._meet(house.record.number, house, one, moved=one.moved)
        if one.moved:
            members = [member.person_id for member in members_now(house.record.household_id)]
            for rows in believed(PersonRecord, "person", members).values():
                writing.rewrite(changed(rows, writing.lies | _origin(one), max(self.day, rows[0].valid_from)))
        self.applied[one.row.id] = (one.subject, writing.id)

    def _meet(self, number: str, house: House | None, one: Judged, *, moved: bool = True) -> _Writing:
        """The household of a row: found or made, with what the list says of it taken over."""
        known = house.record if house is not None else None
        place = self._place_of(known, moved)
        anchor = known.household_id if known else self._anchors.get(number) or (one.known.household if one.known and not moved else None)
        writing = self.writings[number] = _Writing(anchor or new_id(), number, place)
        if anchor is None:
            self.keys.append(new_subject_key(writing.household, secrets.token_bytes(32)))
            writing.new.append(unsaved(Household, {"id": writing.household, "number": number}))
        if house is not None:
            self._record(writing, house, one)
            self._stand(writing, house)
        return writing

    def _record(self, writing: _Writing, house: House, one: Judged) -> None:
        """The household's record: a first one, or what changes of the one there is."""
        values = columns({name: house.said.numbers.get(f"household.{name}", value) for name, value in house.taken.items()})
        if house.record is None:
            writing.new.append(unsaved(HouseholdRecord, {
                "id": new_id(), "household_id": writing.household, "number": writing.number, "valid_from": self.day, **values, **writing.lies, **_origin(one),
            }))
            return
        if house.record.place_code != writing.place:
            values |= writing.lies
            writing.rehomed += _followers(writing, {row.pk for row in house.standing.superseded})
        if values:
            writing.rewrite(changed(self._pasts.get(house.record.household_id, [house.record]), values | _origin(one), self.day))

    def _stand(self, writing: _Writing, house: House) -> None:
        """What the household counts as and earned, as judged; it lies where the household lies."""
        for row in house.standing.new:
            row.household_id = writing.household
            row.place_code, row.place_then = writing.place, row.place_then or writing.place
        writing.superseded.extend(house.standing.superseded)
        writing.new.extend(house.standing.new)

    def _place_of(self, known: HouseholdRecord | None, moved: bool) -> str:
        """Where the household lies: in the grid it was put into as long as it stays in the village, else in the village; where the row names none, where it lay."""
        here = self.village.place_code
        stays = known is not None and (not moved or known.place_code[: LENGTHS["village"]] == here or len(here) < LENGTHS["village"])
        return str(known.place_code if known is not None and stays else here)

    def _report(self, one: Judged) -> None:
        """What a village reports of itself, in a deed of its own."""
        if not one.taken:
            return
        place, delivery = self.village.place_code, self.village.delivery
        values = dict(one.taken) | _origin(one) | {"reporter": delivery.source.name[:60]}
        rows = reports_of(place)
        if rows:
            made = changed(rows, values, self.day)
        else:
            blank = {name: empty(column) for name, column in VILLAGE.items()}
            made = Rewriting([], [VillageRecord(valid_from=self.day, place_code=place, place_then=place, **(blank | values))])
        deed = Deed(
            "village.reported", Subject("village", place, one.row.name or place), place, origin=("delivery", str(delivery.pk)), papers=[delivery.digest],
            new=made.new, superseded=made.superseded,
        )
        self.reports.append(deed)
        self.applied[one.row.id] = (one.subject, deed.id)

    def _emptied(self) -> Iterator[Deed]:
        """Households whose last member went into another one by this list: their records end."""
        for household, gone in self.left.items():
            staying = PersonRecord.objects.filter(**NOW.filters(), household=household).exclude(person__in=gone).exists()
            rows = [] if staying else believed(HouseholdRecord, "household", [household]).get(household, [])
            if not rows or household in {one.household for one in self.writings.values()}:
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
            id=writing.id, verb="household.taken_over", subject=Subject("household", str(household), writing.number, key=household),
            at=self.village.place_code, origin=("delivery", str(delivery.pk)), papers=[delivery.digest],
            new=writing.new, superseded=writing.superseded, rehomed=writing.rehomed,
        )

    def _village_deed(self) -> Deed:
        delivery = self.village.delivery
        return Deed(
            verb="delivery.village_applied", subject=Subject("delivery", str(delivery.pk), delivery.file_name[:160]),
            at=self.village.place_code, papers=[delivery.digest], rewritten=[village_applied(self.village)],
        )


def _speaks(one: Judged) -> bool:
    """Whether a row speaks for its household, and something of it is taken over."""
    return one.house is not None and one.house.changes


def _followers(writing: _Writing, closed_: set[Any]) -> list[tuple[Placed, str]]:
    """What a household counts as, is threatened by and earned goes along when it moves: whoever answers for it sees it."""
    rows = (row for model in DATED for row in model.objects.filter(household=writing.household))
    return [(row, writing.place) for row in rows if row.pk not in closed_ and row.place_code != writing.place]


def _new_columns(one: Judged) -> Mapping[str, Any]:
    """The columns of a new record; what the ID number says was judged when the row was read, and stands in the row."""
    if one.said is None:
        return {}
    row = one.row
    judged = {"id_index": row.id_index, "id18_index": row.id18_index, "id_status": row.id_status or "blank"}
    return first_columns(one.taken, one.said.numbers) | judged


def _origin(one: Judged) -> dict[str, str]:
    return {"origin_kind": "delivered_row", "origin_id": str(one.row.id)}
