"""Where a mistake is made: a person of a township, what the lists say of them, and ways to have an office write it otherwise."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from bangfu.demo.offices import Township
from bangfu.demo.places import COUNTY
from bangfu.demo.register import Household, Member
from bangfu.demo.sources.catalogue import LEDGER, NATIONAL, SOURCES, true_line
from bangfu.demo.sources.line import Cells, Line, lines, where
from bangfu.rules.id_number import CHECKS, check_digit

# key of the layouts → field of `Member` in the office's own lists, where the two differ
FIELDS = {
    "id_number": "id_number", "birth_date": "birth", "household_phone": "household_phone", "post_kind": "post_kind", "public_post_kind": "post_kind",
    "public_post_months": "post_months", "disability_card_year": "disability_year", "head_id_number": "head_document",
    "destitute_support": "destitute", "resident_medical": "medical_residents", "worker_medical": "medical_employees",
}
SIBLINGS = ("之子", "之女", "之孙子", "之孙女", "之外孙子", "之外孙女")


class Done(NamedTuple):
    """A mistake was made: the other person it concerns (人口编号), and whom it is about where that is somebody in no register. `hidden`: nobody who has only
    the lists could know (`Kind.hidden` says why)."""

    other: str = ""
    name: str = ""
    id_number: str = ""
    hidden: bool = False


DONE = Done()
Make = Callable[["Spot"], Done | None]


@dataclass(frozen=True, slots=True)
class Spot:
    """The person a mistake is to be made about."""

    rng: Random
    township: Township
    house: Household
    member: Member
    taken: list[str] = field(default_factory=list)   # households that carry the mistake too

    @property
    def is_head(self) -> bool:
        """Whether the person is the 户主."""
        return self.member.number == self.house.head.number

    @property
    def at(self) -> Cells:
        """The columns of place."""
        return where(self.house)

    def cells(self, slug: str, member: Member | None = None) -> Cells | None:
        """What a list truly says of somebody of the household; None when they are not on it."""
        line = true_line(slug, self.house, (member or self.member).number)
        return line.cells if line else None

    def write(self, slug: str, member: Member | None = None, /, **cells: str) -> Done:
        """Have a list say something else of somebody; keys of its layout, `household__x` for `household.x`."""
        number = (member or self.member).number
        said = {key.replace("__", "."): text for key, text in cells.items()}
        if slug in (NATIONAL, LEDGER):
            office = self.township.national if slug == NATIONAL else self.township.ledger
            office.write(number, **{FIELDS.get(key, key): text for key, text in said.items()})
        else:
            self.township.outside[slug].written.setdefault(number, {}).update(said)
        return DONE

    def write_house(self, slug: str, /, **cells: str) -> Done:
        """The same in every row of the household."""
        for line in lines(SOURCES[slug], self.house):
            self.write(slug, next(one for one in self.house.members if one.number == line.person), **cells)
        return DONE

    def drop(self, slug: str) -> Done:
        """Leave the person out of a list."""
        self.township.outside[slug].absent.add(self.member.number)
        return DONE

    def add(self, slug: str, cells: Cells, person: str = "") -> Done:
        """A further row in a list, about this person or somebody else."""
        line = Line(person, self.house.number, self.house.village, cells)
        self.township.outside[slug].added.setdefault(self.house.village, []).append(line)
        return DONE

    def elsewhere(self, followed: bool = False) -> Iterator[Household]:
        """Households of the township that carry no mistake yet, beginning with any."""
        villages = list(self.township.villages)
        self.rng.shuffle(villages)
        free = (house for one in villages for house in one.households if house.number not in self.township.touched)
        return (house for house in free if house is not self.house and (house.followed or not followed))

    def take(self, house: Household) -> None:
        """Say that another household carries the mistake too."""
        self.taken.append(house.number)

    def number(self, birth: str, woman: bool) -> str:
        """A number nobody has, of a birth (YYYYMMDD): no village draws a sequence so high."""
        first17 = f"{COUNTY}{birth}{(994 + self.rng.randrange(0, 5, 2)) if woman else (993 + self.rng.randrange(0, 7, 2)):03d}"
        return first17 + check_digit(first17)


def with_check(first17: str) -> str:
    """The number with the check digit it needs."""
    return first17 + check_digit(first17)


def without_check(rng: Random, number: str) -> str:
    """The number with another check digit."""
    return number[:17] + rng.choice([one for one in CHECKS if one not in ("0", number[17])])
