"""From a seat at the table to a person: a number, a name, and everything the lists say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from bangfu.demo import names
from bangfu.demo.days import AS_OF
from bangfu.demo.families import Family, Seat
from bangfu.demo.livelihood import circumstances
from bangfu.demo.numbers import Numbers
from bangfu.demo.places import PlaceRow
from bangfu.demo.register import Member
from bangfu.rules.codes import DISABILITY
from bangfu.rules.dates import age_on

_KINDS = {label: f"{nth}" for nth, label in enumerate(DISABILITY.labels, 1)}


@dataclass(frozen=True, slots=True)
class Site:
    """A village in the making: what its families draw from. `employers` are bodies of the township that give work.

    `neighbour` is the village of the county from which families move here, with `their_groups`; None where there is no other.
    """

    place: PlaceRow
    township: PlaceRow
    rng: Random
    numbers: Numbers
    groups: tuple[str, ...]
    favoured: tuple[str, ...]
    dotted: float
    employers: Sequence[str]
    bank: str
    neighbour: PlaceRow | None
    their_groups: tuple[str, ...]


@dataclass(slots=True)
class Table:
    """A family being seated: they share a nation, and nobody takes another's name."""

    site: Site
    house: Family
    nation: str
    taken: set[str] = field(default_factory=set)

    def member(self, seat: Seat, day: date = AS_OF) -> Member:
        """The person on a seat as of a day: the last one, for those who left."""
        rng, numbers = self.site.rng, self.site.numbers
        id_number, birth = numbers.identity(seat.birth, seat.sex)
        fields = circumstances(rng, seat, self.house, day, self.site.employers)
        age = age_on(birth, day)
        has_phone = rng.random() < (0.0 if age < 13 else 0.93 if age < 65 else 0.6)
        return Member(
            number=numbers.person(), name=_name(rng, seat, self.taken), sex=seat.sex, birth=birth, relation=seat.relation, nation=self.nation,
            id_number=id_number, phone=numbers.phone() if has_phone else "", certificate=_certificate(rng, id_number, fields), **fields,
        )


def table(site: Site, house: Family) -> Table:
    """A family at a table of its own."""
    return Table(site, house, _nation(site.rng, house))


def _nation(rng: Random, house: Family) -> str:
    if names.is_clan(house.seats[0].family):
        return "彝族"
    if rng.random() < 0.955:
        return "汉族"
    return rng.choice(("苗族", "苗族", "苗族", "苗族", "土家族", "土家族", "土家族", "布依族", "布依族"))


def _name(rng: Random, seat: Seat, taken: set[str]) -> str:
    """A name nobody else in the house has."""
    generation = seat.generation if rng.random() < 0.9 else ""
    while (name := names.full_name(rng, seat.family, seat.sex, seat.birth.year, generation)) in taken:
        generation = ""
    taken.add(name)
    return name


def _certificate(rng: Random, id_number: str, fields: dict[str, str]) -> str:
    """Two thirds of those with a 残疾人证 stand in the national list under its number: ID, kind, grade, and B1 when it was issued anew."""
    if not fields["disability_kind"] or rng.random() > 0.66:
        return ""
    return f"{id_number}{_KINDS[fields['disability_kind']]}{fields['disability_grade']}" + ("B1" if rng.random() < 0.15 else "")
