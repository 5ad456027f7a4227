"""Rosters as workbooks, as they are seen: the columns and the order that were chosen, numbers as the asker may read them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from bangfu.lists.arranging import Arranged
from bangfu.lists.declared import Column, Order
from bangfu.lists.drawn import Cell
from bangfu.lists.keyset import turned
from bangfu.lists.pasted import PastedColumn, read_token
from bangfu.lists.taking import as_workbook, note
from bangfu.organization.actor import Actor
from bangfu.registry.filters import RosterForm
from bangfu.registry.listings import listing_of
from bangfu.registry.queries import Asked, RosterLine, all_listed
from bangfu.rules.id_number import STATUS_WORDS

TOLD_EVERY = 500   # rows


@dataclass(frozen=True)
class Layout:
    """How a roster stands: its columns and its order."""

    columns: Sequence[Column]
    order: Order
    by_household: bool

    @classmethod
    def of(cls, stands: Arranged, *, by_household: bool) -> "Layout":
        """As a list stands on its page."""
        return cls(stands.columns, stands.order, by_household)


def words_of(form: RosterForm, stands: Arranged, pasted: str) -> dict[str, str]:
    """A roster as the job that makes it is told: filters, columns, order, and the sealed column that was pasted."""
    return form.kept | {"columns": " ".join(stands.keys), "sort": stands.sort, "pasted": pasted}


def layout_of(by: Actor, words: Mapping[str, str], *, by_household: bool) -> tuple[Layout, PastedColumn | None]:
    """The same again, of the columns the asker may still see."""
    listing, sort = listing_of(by_household=by_household), words.get("sort", "")
    order = listing.order(sort.removeprefix("-")) or listing.orders[0]
    columns = listing.chosen(by, words.get("columns", "").split())
    pasted = words.get("pasted", "")
    return Layout(columns, turned(order) if sort.startswith("-") else order, by_household), read_token(pasted) if pasted else None


def write_roster(
    target: BinaryIO, by: Actor, asked: Asked, layout: Layout, *, title: str, words: str, only: Iterable[UUID] | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Writes a roster row by row, of some records only where they are said; the number of rows. `progress` is told how many are written, now and then."""
    keys = [one.key for one in layout.columns]
    rows = all_listed(by, asked, order=layout.order, keys=keys, by_household=layout.by_household, only=only)
    return as_workbook(target, layout.columns, rows, roster_cell, title=title, note=note(by, words), progress=progress, every=TOLD_EVERY)


def roster_cell(row: RosterLine, key: str) -> Cell:
    """What stands in a row of a roster under the key of a column."""
    value = row.values.get(key)
    match key:
        case "name":
            return Cell(value, of=("person", row.person))
        case "household_number" | "head" if key == "household_number" or row.person is None:
            return Cell(value, of=("household", row.household))
        case "statuses":
            return Cell(tags=tuple((word, "") for word in value or ()))
        case "id_status":
            return Cell(tags=() if value in ("ok", None) else ((STATUS_WORDS[value], "must"),))
    return Cell(value)
