"""The demo's offices as rows: what the national export and the village ledger say of each person, with the slips of the demo in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from bangfu.crosscheck.checks.rows import DECEASED, LEDGER, NATIONAL, Delivered, InForce
from bangfu.demo import rosters
from bangfu.demo.days import AS_OF
from bangfu.demo.offices import Office, Township
from bangfu.demo.people import HOUSEHOLDS, Counts, households_per_village, village
from bangfu.demo.places import PlaceRow, townships
from bangfu.demo.register import Household, Member
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


def towns(households: int, seed: int) -> Iterator[Township]:
    """The townships of the county with about so many households over its 120 villages, all of them 脱贫户, each with its lists and slips."""
    whole = households_per_village("county", seed)
    for place in townships("county"):
        own = {at: max(4, round(count.households * households / HOUSEHOLDS["county"])) for at, count in whole.items() if at.code.startswith(place.code)}
        yield town(place, own, seed)


def town(place: PlaceRow, counts: dict[PlaceRow, int], seed: int) -> Township:
    """A township of villages with so many households, which the national system lists all."""
    made = Township(place, [village(at, Counts(count, count), seed) for at, count in counts.items()])
    inject(made, Random(f"{seed}|{place.code}|slips"), [])
    return made


def lines(office: Office, households: list[Household]) -> Iterator[Line]:
    """What an office lists, without the rows that the import refuses."""
    for house in households:
        for member in office.listed(house):
            number = read_number(office.text(member, "id_number", member.certificate or member.id_number))
            name = office.text(member, "name", member.name)
            if name and number.status != "lost_digits" and not office.text(member, "village", ""):
                told = office.text(member, "birth", member.birth.isoformat())
                yield Line(house, member, name, number, office.text(member, "relation", member.relation), date.fromisoformat(told))


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
