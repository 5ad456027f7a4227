"""What each office has written down of a township: the true people, and where its list departs from them."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date

from bangfu.demo.places import PlaceRow
from bangfu.demo.register import Household, Member, Village


@dataclass(slots=True)
class Office:
    """The departures of one list. `written` is person → field → text in place of the true one; `added` is household → further rows."""

    written: dict[str, dict[str, str]] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    added: dict[str, list[Member]] = field(default_factory=dict)

    def write(self, person: str, **texts: str) -> None:
        """Let this office write `texts` for a person (by 人口编号)."""
        self.written.setdefault(person, {}).update(texts)

    def listed(self, household: Household) -> Iterator[Member]:
        """The rows this office has for a household."""
        yield from (one for one in household.members if one.number not in self.absent)
        yield from self.added.get(household.number, ())

    def text(self, member: Member, name: str, true: str) -> str:
        """What stands in a person's field."""
        return self.written.get(member.number, {}).get(name, true)

    def copy(self) -> "Office":
        """The same list, to go its own way from here."""
        return deepcopy(self)


@dataclass(frozen=True, slots=True)
class Dead:
    """A row of the list of deceased persons."""

    name: str
    id_number: str
    died_on: date
    village: str
    township: str
    cause: str


@dataclass(slots=True)
class Township:
    """One township's truth and its three lists. A household in `touched` carries a slip and is left alone by everything else."""

    place: PlaceRow
    villages: list[Village]
    national: Office = field(default_factory=Office)
    ledger: Office = field(default_factory=Office)
    dead: list[Dead] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)

    @property
    def households(self) -> Iterator[Household]:
        """Every household, village by village."""
        return (house for one in self.villages for house in one.households)

    @property
    def followed(self) -> Iterator[Household]:
        """The households the national system lists, village by village. Only they carry slips and change within a month."""
        return (house for house in self.households if house.followed)

    def village_of(self, household: Household) -> Village:
        """The village a household truly lives in."""
        return next(one for one in self.villages if one.place.code == household.village)
