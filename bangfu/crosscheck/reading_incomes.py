"""Incomes as the checks read them: of each household its latest whole window, as `registry.queries.earnings` reckons it, by branch, net and per head."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import pyarrow as pa
from django.db.models import QuerySet

from bangfu.crosscheck.columnwise import array, chunks, ids
from bangfu.facts.models import AsOf
from bangfu.registry.models import IncomeItem, PersonRecord
from bangfu.registry.queries.earnings import window_of
from bangfu.registry.queries.spells import until
from bangfu.rules.income import BRANCHES, ITEMS, Window, net_income, per_head
from bangfu.rules.money import Money

DAY = timedelta(days=1)
Line = tuple[date, date, str, int]   # first day, the day after the last, item, fen


def incomes(as_of: AsOf, keep: Callable[[QuerySet[Any]], QuerySet[Any]]) -> dict[str, dict[str, int]]:
    """Column → household → fen."""
    lines, window = defaultdict[str, dict[Window, list[Line]]](lambda: defaultdict(list)), cache(window_of)
    for household, first, after, item, fen in _rows(keep(IncomeItem.objects.filter(**until(as_of))), "item", "amount"):
        lines[household][window(first, after)].append((first, after, item, fen))
    latest = {household: whole for household, windows in lines.items() if (whole := _latest(windows))}
    spans, told = _spans(as_of, keep, latest), defaultdict[str, dict[str, int]](dict)
    for household, (reckoned, its_lines) in latest.items():
        for column, amount in _reckoned(reckoned, its_lines, spans.get(household, [])).items():
            told[column][household] = amount.fen
    return told


def _latest(windows: dict[Window, list[Line]]) -> tuple[Window, list[Line]] | None:
    """The latest window all of whose months are recorded."""
    whole = (
        (window, lines) for window, lines in windows.items()
        if min(first for first, *_ in lines) == window.first and max(after for _, after, *_ in lines) == window.after
    )
    return max(whole, key=lambda one: one[0], default=None)


def _reckoned(window: Window, lines: list[Line], spans: list[tuple[date, date]]) -> dict[str, Money]:
    amounts: dict[str, Money] = defaultdict(Money)
    for _, _, item, fen in lines:
        amounts[item] += Money(fen)
    sums = net_income(amounts)
    on = max([window.after - DAY, *([min(first for first, _ in spans)] if spans else [])])
    persons = sum(first <= on < after for first, after in spans)
    told = {f"income_{branch.slug}": getattr(sums, branch.slug) for branch in BRANCHES} | {"income_net": sums.net}
    told |= {f"income_{item}": amounts.get(item, Money()) for item in ITEMS}   # of a window that is whole, what is not told of was nothing
    return told | ({"income_per_head": per_head(sums.net, persons).amount} if persons else {})


def _spans(as_of: AsOf, keep: Callable[[QuerySet[Any]], QuerySet[Any]], wanted: dict[str, Any]) -> dict[str, list[tuple[date, date]]]:
    """Which days somebody belonged to households, one span a record."""
    spans = defaultdict[str, list[tuple[date, date]]](list)
    if wanted:
        for household, first, after in _rows(keep(PersonRecord.objects.filter(**until(as_of)))):
            if household in wanted:
                spans[household].append((first, after))
    return spans


def _rows(rows: QuerySet[Any], *more: str) -> Iterator[tuple[Any, ...]]:
    names = ("household_id", "valid_from", "valid_to", *more)
    for chunk in chunks(rows, {name: name for name in names}):
        days = (array(chunk[name], pa.date32()).to_pylist() for name in names[1:3])
        yield from zip(ids(chunk["household_id"]).to_pylist(), *days, *(chunk[name] for name in more), strict=True)


