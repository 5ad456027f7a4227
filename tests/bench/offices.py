"""The demo's offices as rows: what the national export and the village ledger say of each person, with the slips of the demo in them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from bangfu.crosscheck.checks.rows import DECEASED, LEDGER, NATIONAL, Delivered, InForce
from bangfu.demo import rosters
from bangfu.demo.days import AS_OF
from bangfu.demo.offices import Office, Township
from bangfu.demo.people import HOUSEHOLDS, Counts, households_per_village, village
from bangfu.demo.places import PlaceRow, townships
from bangfu.demo.register import Household, Member, Stay, Village
from bangfu.demo.slips import inject
from bangfu.facts.models import new_id
from bangfu.registry.records import ID_INDEX, id_index
from bangfu.rules.id_number import Number, read_number
from bangfu.rules.person_name import fold
from bangfu.sealing.ring import ring


@dataclass(frozen=True)
class Line:
    """One person in one office's list."""

    household: Household
    member: Member
    name: str
    number: Number
    relation: str
    birth: date
    certificate: str


def towns(households: int, seed: int) -> Iterator[Township]:
    """The townships of the county with about so many households over its 120 villages, one in ten of them 脱贫户, each with its lists and slips."""
    whole, share = households_per_village("county", seed), households / HOUSEHOLDS["county"]
    for place in townships("county"):
        own = {
            at: Counts(max(4, round(count.households * share)), max(1, round(count.assisted * share)))
            for at, count in whole.items() if at.code.startswith(place.code)
        }
        yield _town(place, own, seed)


def town(place: PlaceRow, counts: dict[PlaceRow, int], seed: int) -> Township:
    """A township of villages with so many households, which the national system lists all."""
    return _town(place, {at: Counts(count, count) for at, count in counts.items()}, seed)


def _town(place: PlaceRow, counts: dict[PlaceRow, Counts], seed: int) -> Township:
    neighbours = [None, *counts]
    made = Township(place, [village(at, count, seed, neighbour) for (at, count), neighbour in zip(counts.items(), neighbours, strict=False)])
    inject(made, Random(f"{seed}|{place.code}|slips"), [])
    return made


def as_listed(at: Township) -> Iterator[Village]:
    """The villages of a township as the register has them once the national export is taken over: followed households as that office writes them."""
    for one in at.villages:
        yield replace(one, households=[_as_listed(at.national, house) if house.number in at.touched else house for house in one.households])


def _as_listed(office: Office, house: Household) -> Household:
    told = {one.member.number: replace(
        one.member, name=one.name, relation=one.relation, birth=one.birth, certificate=one.certificate, id_number=one.number.digits or one.member.id_number,
    ) for one in lines(office, [house])}
    stays = tuple(stay._replace(member=_said(told, stay)) for stay in house.stays)
    added = tuple(Stay(told[one.number], house.number, house.village, AS_OF) for one in office.added.get(house.number, ()))
    return replace(house, members=tuple(told.get(one.number, one) for one in house.members), stays=stays + added)


def _said(told: dict[str, Member], stay: Stay) -> Member:
    """A member of a stay under the name, number and birth that are listed, and now in the relation."""
    listed = told.get(stay.member.number, stay.member)
    return listed if stay.until is None else replace(listed, relation=stay.member.relation)


def lines(office: Office, households: list[Household]) -> Iterator[Line]:
    """What an office lists, without the rows that the import refuses."""
    for house in households:
        for member in office.listed(house):
            number = read_number(office.text(member, "id_number", member.certificate or member.id_number))
            name = office.text(member, "name", member.name)
            if name and number.status != "lost_digits" and not office.text(member, "village", ""):
                told = office.text(member, "birth", member.birth.isoformat())
                shown = member.certificate if number.digits == member.certificate else ""
                yield Line(house, member, name, number, office.text(member, "relation", member.relation), date.fromisoformat(told), shown)


class Lists:
    """The three lists that are held against the register, as the checks read them."""

    def __init__(self) -> None:
        self.ids = {source: str(new_id()) for source in (NATIONAL, LEDGER, DECEASED)}

    def of(self, at: Township) -> Iterator[Delivered]:
        """All rows of a township."""
        for source, office in ((NATIONAL, at.national), (LEDGER, at.ledger)):
            for nth, one in enumerate(lines(office, list(at.households)), 4):
                yield self._row(source, nth, one.household.village, one.name, one.number, one.birth)._replace(
                    relation=one.relation, household_number=one.household.number,
                )
        codes = {each.place.name: each.place.code for each in at.villages}
        for nth, dead in enumerate([*at.dead, *rosters.lately_died(at)], 2):
            number = read_number(dead.id_number)
            yield self._row(DECEASED, nth, codes[dead.village], dead.name, number, number.birth)._replace(event_day=dead.died_on)

    def in_force(self, at: Township) -> Iterator[InForce]:
        """The lists in force in the villages of a township."""
        return (InForce(source, each.place.code, self.ids[source], AS_OF) for each in at.villages for source in self.ids)

    def _row(self, source: str, nth: int, place: str, name: str, number: Number, birth: date | None) -> Delivered:
        return Delivered(
            source=source, row=str(new_id()), delivery=self.ids[source], number=nth, place_code=place, name=name, name_folded=fold(name),
            id_index=id_index(number), id18_index=ring().blind_index(number.first18, ID_INDEX), id_status=number.status, sex=number.sex,
            birth=birth, relation="", household_number="", person_number="", event_day=None,
        )
