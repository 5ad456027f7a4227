"""A list as its page draws it: headings, lines and cells, the pages beside it, what may be chosen, saved and taken away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.utils import timezone

from bangfu.lists.arranging import Arranged, is_within
from bangfu.lists.declared import SIZES, Column
from bangfu.lists.keyset import Page, Turn
from bangfu.lists.queries import ViewRow, views_of
from bangfu.organization.actor import Actor
from bangfu.rules.money import Money

T = TypeVar("T")


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: a value, where it leads (an address, or the kind and id of what has a page), tags behind it (word, tone), and a softer word."""

    value: Any = ""
    url: str = ""
    of: tuple[str, Any] = ("", None)
    tags: tuple[tuple[str, str], ...] = ()
    soft: str = ""
    alarm: bool = False   # something must be done about it
    strong: bool = False

    @property
    def text(self) -> str:
        """The value as a page writes it."""
        return written(self.value)

    @property
    def is_day(self) -> bool:
        """Whether the value is a day (a moment is none)."""
        return type(self.value) is date


@dataclass(frozen=True)
class Line:
    """One row: its number in the list, its id where something can be done to it, and its cells with their columns."""

    number: int
    id: str
    cells: tuple[tuple[Column, Cell], ...]
    why_not: str = ""   # why nothing can be done to this one, in a word

    @property
    def name(self) -> str:
        """What the row is called where it is chosen: what stands in its frozen column, else its number."""
        return next((cell.text for column, cell in self.cells if column.stub and cell.text), f"第 {self.number} 行")


@dataclass(frozen=True)
class Heading:
    """The heading of a column, and the address that sorts by it ('' where it cannot be); `sorted` up or down."""

    column: Column
    url: str = ""
    sorted: str = ""
    why_not: str = ""


@dataclass(frozen=True)
class Said:
    """What a page says of its list: its title; what stands in place of rows there are none of; `words`: its filter in words, for the print and the workbook;
    addresses of the parts and deeds it has ('' for those it has not)."""

    title: str
    empty_title: str
    empty: str
    empty_icon: str = "search"
    empty_url: str = ""
    empty_label: str = ""
    words: str = ""
    total: int | None = None
    total_url: str = ""
    take_url: str = ""     # where it is printed or taken as a workbook
    export_url: str = ""   # where it is taken as a workbook, when elsewhere
    deeds: str = ""      # the template of what can be done to chosen rows
    paste_url: str = ""
    paste_what: str = ""
    selects: str = ""    # the name under which chosen rows are sent; '' where nothing can be done to them
    place: str = ""


@dataclass(frozen=True)
class Drawn:
    """A list as `parts/list.html` draws it."""

    stands: Arranged
    said: Said
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    page: Mapping[str, Any]
    sizes: tuple[tuple[int, str], ...]
    shown: tuple[Column, ...]
    groups: tuple[tuple[str, tuple[Column, ...]], ...]
    views: tuple[ViewRow, ...]
    totals: tuple[tuple[Column, str], ...] = ()
    path: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_sums(self) -> bool:
        """Whether a column shown is summed."""
        return any(one.summed for one in self.stands.columns)

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list down."""
        return any(name not in ("sort", "size") for name in self.stands.terms)


def drawn(
    by: Actor, path: str, stands: Arranged, page: Page[T], cell: Callable[[T, str], Cell], said: Said, *, row_id: Callable[[T], str] = lambda _: "",
    why_not: Callable[[T], str] = lambda _: "", sums: Mapping[str, str] | None = None,
) -> Drawn:
    """A page of rows as a list; `cell` says what stands in a row under the key of a column, `path` is the address without its query; `sums`: what stands below
    the columns of some keys."""
    lines = tuple(
        Line(number, row_id(row), tuple((column, cell(row, column.key)) for column in stands.columns), why_not(row))
        for number, row in enumerate(page.rows, start=page.number)
    )
    shown = {one.key for one in stands.columns}
    return Drawn(
        stands, said, tuple(_heading(path, stands, one, said.place) for one in stands.columns), lines, _turns(path, stands, page, said),
        tuple((size, f"{path}?{stands.query(size=str(size))}") for size in SIZES), stands.columns,
        _groups([one for one in stands.listing.open_to(by).values() if one.key not in shown]), tuple(views_of(by, [stands.listing.slug])) if stands.listing.saves else (),
        tuple((one, sums.get(one.key, "")) for one in stands.columns) if sums else (), path,
        {**stands.terms, **({"view": str(stands.view.id)} if stands.view else {})},
    )


def _heading(path: str, stands: Arranged, column: Column, place: str) -> Heading:
    order = stands.listing.order(column.order) if column.order else None
    if order is None:
        return Heading(column)
    if not is_within(order, place):
        return Heading(column, why_not="选一个乡镇或村以后可以按这一列排")
    now = stands.sort or stands.listing.orders[0].key
    is_up = now == column.order
    ways = ("descending", "ascending") if order.terms[0].startswith("-") else ("ascending", "descending")   # some stand with the latest or the most in front
    sorted_ = dict(zip((column.order, f"-{column.order}"), ways, strict=True)).get(now, "")
    return Heading(column, f"{path}?{stands.query(sort=f'-{column.order}' if is_up else column.order)}", sorted_)


def _turns(path: str, stands: Arranged, page: Page[Any], said: Said) -> dict[str, Any]:
    def address(turn: Turn | None) -> str:
        return f"{path}?{stands.query(turn)}" if turn else ""

    first = page.number if page.rows else None
    return {
        "total": said.total, "unit": stands.listing.unit, "first": first, "last": page.number + len(page.rows) - 1 if page.rows else None,
        "next_url": address(page.following), "previous_url": address(page.previous),
        "previous_word": "回第一页" if page.previous and not page.previous.before else "上一页",
    }


def _groups(columns: Sequence[Column]) -> tuple[tuple[str, tuple[Column, ...]], ...]:
    found: dict[str, list[Column]] = {}
    for one in columns:
        found.setdefault(one.group, []).append(one)
    return tuple((group, tuple(some)) for group, some in found.items())


def moment(at: datetime | None) -> str:
    """A moment to the minute, by the county's clock; '' for none."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def written(value: Any) -> str:
    """A value as a page writes it: counts in groups of three, money without its fen where there are none, days as they are filed."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case int():
            return f"{value:,}"
        case Money():
            return str(value).removesuffix(".00")
        case Decimal():
            return f"{value.normalize():f}"
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
    return str(value)
