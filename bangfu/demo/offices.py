"""What each office has written down of a township: the true people, and where its list departs from them."""

from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date

from bangfu.demo.places import PlaceRow
from bangfu.demo.register import Household, Member, Village
from bangfu.demo.sources.line import Cells, Line


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


@dataclass(slots=True)
class Departures:
    """Where the list of another office departs from the truth. `written` is person → key of the layout → text, `absent` the persons whose rows are
    missing, `added` village → further rows."""

    written: dict[str, Cells] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    added: dict[str, list[Line]] = field(default_factory=dict)

    def heard(self, line: Line) -> Line | None:
        """The row as it stands in the list; None where it is missing."""
        if line.person in self.absent:
            return None
        written = self.written.get(line.person)
        return line._replace(cells=line.cells | written) if written else line


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
    """One township's truth, its three lists, and what other offices have otherwise (`outside`, by the slug of their list's layout).

    `never_filled` is person → fields of `Member`, and household → columns of its record and items of its income (income.x), that
    nobody ever filled in. A household in `touched` carries a slip and is left alone by everything else.
    """

    place: PlaceRow
    villages: list[Village]
    national: Office = field(default_factory=Office)
    ledger: Office = field(default_factory=Office)
    dead: list[Dead] = field(default_factory=list)
    outside: dict[str, Departures] = field(default_factory=lambda: defaultdict(Departures))
    never_filled: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
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
