"""A kind of mistake and how it is declared, and one that was made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from bangfu.demo.errors.spot import DONE, Done, Make, Spot

FAMILIES = ("身份", "人证相符", "重复", "漏报虚报", "字段矛盾", "成员逻辑", "完整性", "合理性", "帮扶义务", "表间矛盾", "部门比对")
Outcome = Literal["found", "refused", "quiet", "hidden"]
Subject = Literal["person", "household"]   # household: what several of its people are together
Pool = Literal["anybody", "followed", "monitored", "watched"]   # watched: monitored now; monitored: or once


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mistake. A finding of any of `families` about the subject answers it; those of `also` may speak as a consequence.

    `source` is the layout in whose list it stands, `field` the key of its column ('' for a whole row). `outcome`: it has to be found, its row is
    sent back at the door (`refused`), or it only looks like a mistake and nothing of `families` may be said (`quiet`). `known`: the tables and
    slips behind it are such as a detector may have; the others are the demo's own. `pool` says whose households can carry it. `hidden`: why some that
    are made cannot be known from the lists by anybody; those (`Done.hidden`) are counted apart and never as found.
    """

    slug: str
    word: str
    families: tuple[str, ...]
    source: str
    field: str
    make: Make
    also: tuple[str, ...] = ()
    outcome: Outcome = "found"
    known: bool = True
    subject: Subject = "person"
    pool: Pool = "anybody"
    weight: int = 3
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Injected:
    """One mistake that was made, and what has to come of it; as in `Kind`. Name and number are the true ones."""

    kind: str
    families: tuple[str, ...]
    also: tuple[str, ...]
    outcome: Outcome
    known: bool
    source: str
    field: str
    subject: str
    person: str
    household: str
    village: str
    name: str
    id_number: str
    other: str = ""
    others: tuple[str, ...] = ()   # further households that carry it
    why: str = ""                  # of a hidden one: why nobody can know


When = Callable[[Spot], bool]
Change = Callable[[Spot, str], str | None]


def always(spot: Spot) -> bool:
    """Anybody will do."""
    return True


def rewritten(slug: str, key: str, change: Change, when: When = always) -> Make:
    """A maker that has one cell of a list say something else: what `change` makes of the true text, None where it cannot."""
    def make(spot: Spot) -> Done | None:
        cells = spot.cells(slug) if when(spot) else None
        text = change(spot, cells.get(key, "")) if cells else None
        if cells is None or text is None or text == cells.get(key, ""):
            return None
        return spot.write(slug, **{key.replace(".", "__"): text})
    return make


def dropped(slug: str, when: When = always) -> Make:
    """A maker that leaves somebody out of a list they belong on."""
    return lambda spot: spot.drop(slug) if when(spot) and spot.cells(slug) else None


def set_in(slug: str, when: When, **cells: str) -> Make:
    """A maker that has one of the office's own lists (or another) say something else of somebody."""
    return lambda spot: spot.write(slug, **cells) if when(spot) else None


def told_of_house(slug: str, when: When, **cells: str) -> Make:
    """A maker that has every row of a household say something else."""
    return lambda spot: spot.write_house(slug, **cells) if spot.is_head and when(spot) else None


def never_filled(when: When, *fields: str) -> Make:
    """A maker that leaves fields of a member empty in the register and in the national list."""
    def make(spot: Spot) -> Done | None:
        if not when(spot):
            return None
        spot.township.never_filled[spot.member.number].update(fields)
        spot.township.national.write(spot.member.number, **dict.fromkeys(fields, ""))
        return DONE
    return make


def house_never_filled(slug: str, column: str, also: Sequence[str] = ()) -> Make:
    """A maker that leaves a column of a household empty in the register, in the list that tells it, and in others that tell it too."""
    def make(spot: Spot) -> Done | None:
        if not spot.is_head or spot.cells(slug) is None:
            return None
        spot.township.never_filled[spot.house.number].add(column)
        for one in (slug, *also):
            spot.write_house(one, **{f"household__{column}": ""})
        return DONE
    return make


def by_slug(kinds: Sequence[Kind]) -> dict[str, Kind]:
    """A table of kinds by their slugs."""
    return {one.slug: one for one in kinds}
