"""Which fields of which households stand on the forms of a batch: chosen from the register and the findings. Writes nothing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bangfu.crosscheck.doubts import Doubt, doubts_of, households_doubted
from bangfu.organization.actor import Actor
from bangfu.registry.columns import HOUSEHOLD, PERSON, Column
from bangfu.registry.queries import Asked, HouseSeen, Seen, households_as_seen, households_asked
from bangfu.registry.village_cuts import group_order
from bangfu.rules.collecting import fields_printed
from bangfu.rules.powers import may_write
from bangfu.rules.refusal import Refused

DOUBTED = "doubted"
GROUPS = tuple(dict.fromkeys(column.group for column in (*HOUSEHOLD.values(), *PERSON.values())))
READ_AT_ONCE = 200   # households


@dataclass(frozen=True)
class Wanted:
    """What a clerk asks for: households of a village (`whose`: '' all, DOUBTED, or `family:label`), of one 村民组 if given; which fields (`WHICH`), and
    of which groups of fields, () for all."""

    place: str
    group: str = ""
    whose: str = ""
    which: str = "all"
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """One household's form before it is written: (person or None for the household, columns) in the order of the paper."""

    household: UUID
    lines: tuple[tuple[UUID | None, tuple[str, ...]], ...]

    @property
    def fields(self) -> int:
        """How many fields it has."""
        return sum(len(columns) for _, columns in self.lines)


def chosen(by: Actor, wanted: Wanted) -> list[Chosen]:
    """The forms of a batch, by 村民组 and household number. A household none of whose fields is wanted gets none; one that is doubted as a whole gets its
    household part."""
    ordered = _households(by, wanted)
    columns = {"household": columns_wanted(by, "household", wanted.groups), "person": columns_wanted(by, "person", wanted.groups)}
    made = list[Chosen]()
    for start in range(0, len(ordered), READ_AT_ONCE):
        some = ordered[start : start + READ_AT_ONCE]
        doubts, seen = doubts_of(by, wanted.place, [number for _, number in some]), households_as_seen(by, [household for household, _ in some])
        made += [_form(seen[household], columns, doubts.get(number, []), wanted.which) for household, number in some if household in seen]
    return [one for one in made if one.lines]


def _households(by: Actor, wanted: Wanted) -> list[tuple[UUID, str]]:
    status = "" if wanted.whose == DOUBTED else wanted.whose
    found = households_asked(by, Asked(wanted.place, status=status, group=wanted.group)).values_list("household_id", "group", "number")
    doubted = households_doubted(by, wanted.place) if wanted.whose == DOUBTED else None
    kept = [one for one in found if doubted is None or one[2] in doubted]
    return [(household, number) for household, _, number in sorted(kept, key=lambda one: (*group_order(one[1]), one[2]))]


def columns_wanted(by: Actor, kind: str, groups: Collection[str]) -> list[str]:
    """The columns of a kind of record ("household", "person") in these groups, all for (), that the asker's post may write, in their order.
    Refused for a group there is none of."""
    if strange := set(groups) - set(GROUPS):
        raise Refused(f"没有“{min(strange)}”这一组项目。", field="groups")
    return [name for name, column in described(kind).items() if (not groups or column.group in groups) and may_write(by.role, f"{kind}.{name}")]


def described(kind: str) -> Mapping[str, Column]:
    """The columns of a kind of record, by name."""
    return HOUSEHOLD if kind == "household" else PERSON


def _form(house: HouseSeen, columns: Mapping[str, Sequence[str]], doubts: Sequence[Doubt], which: str) -> Chosen:
    own = _chosen(columns["household"], house.seen, "", doubts, which)
    lines = [(person, _chosen(columns["person"], seen, str(person), doubts, which)) for person, _, _, seen in house.members]
    elsewhere = any(not set(one.fields) & _all_fields(house) for one in doubts)   # doubted, and no field to tick: the household's part says so
    kept = [(None, own)] if own or elsewhere else []
    return Chosen(house.household, (*kept, *((person, some) for person, some in lines if some)))


def _chosen(columns: Sequence[str], seen: Seen, subject: str, doubts: Sequence[Doubt], which: str) -> tuple[str, ...]:
    doubted = {column for one in doubts for whose, column in one.fields if whose == subject}
    return tuple(fields_printed(columns, known(seen), doubted, which))


def _all_fields(house: HouseSeen) -> set[tuple[str, str]]:
    whose = [("", HOUSEHOLD), *((str(person), PERSON) for person, *_ in house.members)]
    return {(subject, column) for subject, columns in whose for column in columns}


def known(seen: Seen) -> dict[str, Any]:
    """Value by column; of sealed numbers, as the asker may read them."""
    return {**seen.values, **seen.masked}


def unplaced(doubts: Sequence[Doubt], lines: Sequence[tuple[str, Collection[str]]]) -> Iterator[Doubt]:
    """The doubts that no printed field shows: (subject, columns printed of them) in `lines`."""
    for one in doubts:
        if not any(one.rests_on(subject, columns) for subject, columns in lines):
            yield one
