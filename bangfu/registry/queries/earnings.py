"""What households earned, by twelve months, a head, and against the line."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from uuid import UUID

from bangfu.facts.models import AsOf
from bangfu.organization.actor import Actor
from bangfu.registry.lines import Line, line_in_force
from bangfu.registry.models import IncomeItem, PersonRecord
from bangfu.registry.queries.spells import until
from bangfu.rules.income import (
    BRANCHES,
    ITEMS,
    AgainstLine,
    NetIncome,
    PerHead,
    Window,
    against_line,
    net_income,
    per_head,
    recognition_window,
    yearly_window,
)
from bangfu.rules.income.window import FIRST_MONTH
from bangfu.rules.money import Money
from bangfu.rules.place_code import LENGTHS

DAY = timedelta(days=1)


@dataclass(frozen=True)
class EarnedItem:
    """One line: the leaf's slug and word, its days (`until` is the day after the last), the amount, the note, and what pushed it in."""

    item: str
    word: str
    branch: str
    since: date
    until: date
    amount: Money
    note: str
    origin_kind: str
    origin_id: str
    recorded_in: UUID


@dataclass(frozen=True)
class Earned:
    """A household's income of twelve months. `persons_on`: the day whose members it is divided by (the last of the window, or the first we know);
    `is_whole` says whether all of its months are recorded, and only then it is held against the line."""

    window: Window
    items: tuple[EarnedItem, ...]
    sums: NetIncome
    per_head: PerHead | None
    persons_on: date
    is_whole: bool
    line: Line | None
    against: AgainstLine | None
    recorded_in: UUID

    @property
    def branches(self) -> tuple[tuple[str, Money], ...]:
        """(word, sum) of the five branches."""
        return tuple((one.word, getattr(self.sums, one.slug)) for one in BRANCHES)


def earned(by: Actor, wanted: Mapping[UUID, str], as_of: AsOf) -> dict[UUID, tuple[Earned, ...]]:
    """The incomes of households (id → place code) up to a day as known at a moment, the latest window first: two queries, and one a year for the line."""
    rows: dict[UUID, dict[Window, list[IncomeItem]]] = defaultdict(lambda: defaultdict(list))
    for one in IncomeItem.objects.filter(by.scope(), **until(as_of), household__in=list(wanted)).order_by("valid_from", "item", "id"):
        rows[one.household_id][window_of(one.valid_from, one.valid_to)].append(one)
    spans = _spans(by, list(rows), as_of)

    @cache
    def line(county: str, day: date) -> Line | None:
        return line_in_force(county, day, as_of.known)
    return {
        household: tuple(
            _earned(window, lines, spans.get(household, ()), line(wanted[household][: LENGTHS["county"]], window.after - DAY))
            for window, lines in sorted(windows.items(), reverse=True)
        ) for household, windows in rows.items()
    }


def window_of(first: date, after: date) -> Window:
    """The twelve months a line of these days is counted in: the year of collection it lies in, else its own."""
    last = after - DAY
    year = yearly_window(last.year + (last.month >= FIRST_MONTH))
    if year.first <= first and after <= year.after:
        return year
    own = recognition_window(after)
    return own if (own.first, own.after) == (first, after) else Window(first, after, f"{first} 至 {last}")


def _spans(by: Actor, households: Sequence[UUID], as_of: AsOf) -> dict[UUID, list[tuple[date, date]]]:
    """Which days somebody belonged to households, one span a record."""
    spans = defaultdict(list)
    records = PersonRecord.objects.filter(by.scope(), **until(as_of), household__in=households)
    for household, first, after in records.values_list("household_id", "valid_from", "valid_to"):
        spans[household].append((first, after))
    return spans


def _earned(window: Window, rows: Sequence[IncomeItem], spans: Sequence[tuple[date, date]], line: Line | None) -> Earned:
    on = max([window.after - DAY, *([min(first for first, _ in spans)] if spans else [])])
    persons = sum(first <= on < after for first, after in spans)
    sums = net_income(_amounts(rows))
    each = per_head(sums.net, persons) if persons else None
    whole = min(one.valid_from for one in rows) == window.first and max(one.valid_to for one in rows) == window.after
    against = against_line(each.amount, line.amount, line.word) if each and line and whole else None
    return Earned(window, tuple(map(_item, rows)), sums, each, on, whole, line, against, max(rows, key=lambda one: one.recorded_at).recorded_in)


def _amounts(rows: Sequence[IncomeItem]) -> dict[str, Money]:
    """One amount a leaf, out of as many lines as there are of it."""
    amounts: dict[str, Money] = defaultdict(Money)
    for one in rows:
        amounts[one.item] += one.amount
    return amounts


def _item(one: IncomeItem) -> EarnedItem:
    leaf = ITEMS[one.item]
    return EarnedItem(one.item, leaf.word, leaf.branch.slug, one.valid_from, one.valid_to, one.amount, one.note, one.origin_kind, one.origin_id, one.recorded_in)
