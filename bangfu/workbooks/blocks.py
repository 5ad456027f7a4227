"""Household blocks: lists that write what tells of a household (户编号, 户主, 村, 住址 …) in its first row only and leave it blank below.

Such cells are carried down inside the block and nowhere else. The next block begins with a cell of the household that says something else or
something new, with the next 户主, or with the next running number where it counts households. A cell merged over several rows says of all of them what it says, also
where they are of several households, and nothing of those below (`spans.Reaching`). What is left without a household is not given one: the row says that
the cell is blank, and goes back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bangfu.rules import codes, person_name
from bangfu.workbooks.header import Understanding
from bangfu.workbooks.layout import Layout

NAMES_ONE = frozenset({"household_number", "head_name", "head_id_number"})   # of a household; a village or a group alone makes no block
HEAD = "户主"


@dataclass(frozen=True)
class Carried:
    """The block a row stands in: the number of its first row (0 for none), the cells of its household by key as delivered, and whether its 户主 has
    been seen. It names people: keep it sealed, or keep `number` and read again from that row on."""

    number: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)
    has_head: bool = False


NOWHERE = Carried()


class Blocks:
    """Follows the blocks of one sheet from row to row."""

    def __init__(self, understanding: Understanding, layout: Layout) -> None:
        columns = {key: column.index for key, column in understanding.by_key.items()}
        self._household = {one.key: columns[one.key] for one in layout.fields if one.household and one.key in columns}
        self._name, self._relation = columns.get("name"), columns.get("relation")
        self._serial = next((column.index for column in understanding.columns if column.how == "serial"), None)
        self.has_any = self._name is not None and (self._serial is not None or bool(NAMES_ONE & set(self._household)))

    @property
    def columns(self) -> dict[int, str]:
        """The columns that tell of the household, with their keys."""
        return {index: key for key, index in self._household.items()}

    def at(
        self, number: int, cells: Sequence[str], before: Carried, ended: frozenset[int] = frozenset(),
    ) -> tuple[Carried, dict[int, str], frozenset[str]]:
        """(its block, cells to be filled in by column, their keys) of a row; `before` is the block of the row above it, `ended` the columns whose cell was
        merged over some rows that ended above this one: they say nothing of it."""
        name = _cell(cells, self._name)
        if not name:
            return before, {}, frozenset()
        own = {key: text for key, index in self._household.items() if (text := _cell(cells, index))}
        is_head = codes.RELATION.label(_cell(cells, self._relation)) == HEAD
        if self._begins(own, cells, before, name if is_head else ""):
            return self._begun(number, own, cells, is_head), {}, frozenset()
        if is_head != before.has_head and is_head:
            before = replace(before, has_head=True)
        keys = frozenset(key for key in before.cells if key not in own and self._household.get(key) not in ended)
        return before, {self._household[key]: before.cells[key] for key in keys if key in self._household}, keys

    def _begins(self, own: Mapping[str, str], cells: Sequence[str], before: Carried, head: str) -> bool:
        if not before.cells or _cell(cells, self._serial) or any(before.cells.get(key) != text for key, text in own.items()):
            return True
        return bool(head) and (before.has_head or not person_name.is_same(head, before.cells.get("head_name", "")))

    def _begun(self, number: int, own: dict[str, str], cells: Sequence[str], is_head: bool) -> Carried:
        if not NAMES_ONE & set(own) and not _cell(cells, self._serial):
            return NOWHERE
        return Carried(number, own, is_head)


def _cell(cells: Sequence[str], index: int | None) -> str:
    return cells[index].strip() if index is not None and index < len(cells) else ""
