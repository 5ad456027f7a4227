"""What changed since the last export: a delivery held against the last applied one of the same source, village by village.

Rows are matched by the list's own 人口编号, else by the first 18 characters of the ID number and the name; in lists of households by the 户编号 first. A village
is read at a time, and of it only those rows are opened whose fingerprints differ, so that a county is compared in the memory of its largest village.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet, Sum

from bangfu.deliveries.models import DeliveredCell, DeliveredRow, DeliveredVillage, Delivery
from bangfu.deliveries.queries.headers import keys_of
from bangfu.deliveries.rows import opened, without_numbers
from bangfu.deliveries.since_before import Compared, before_at, last_lists, list_asked
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.rules.place_code import CodeRange
from bangfu.rules.whole_number import whole_number
from bangfu.workbooks.layout import LAYOUTS

AT_A_TIME = 500          # rows named in one query
NUMBERS = ("phone", "id_number", "bank_account")   # keys that end so hold numbers of persons: only said to differ
DIFFERS = "不同"
RUNNING = frozenset({"序号", "行号", "编号", "NO", "NO."})   # columns that count rows say nothing about anybody
Difference = tuple[str, str, str]   # label of the column, old, new
OF_THE_OLD = ("gone", "left")   # what a row is that stands in the old list


@dataclass(frozen=True)
class RowSince:
    """One row: only in the new list (`new`), only in the old one (`gone`), in both with the columns that differ (`changed`), or in the other list in another
    village, which is `elsewhere` (`came`, `left`). `row` and `number` are of the new list, of a row that is gone or left of the old one."""

    place_code: str
    place_name: str
    what: str
    row: UUID
    number: int
    name: str
    household_number: str
    differences: tuple[Difference, ...]
    elsewhere: str = ""


@dataclass(frozen=True)
class VillageSince:
    """One village counted: rows only new, only old, in both and different, in both and the same, of whom the old list had in another village, and whom the
    new one has; `before` is the list it was held against."""

    place_code: str
    place_name: str
    new: int
    gone: int
    changed: int
    same: int
    came: int
    left: int
    before: Compared | None


class _Row(NamedTuple):
    id: UUID
    number: int
    name: str
    name_folded: str
    id18_index: str
    household_number: str
    person_number: str
    print: str
    subject: str


class _Pair(NamedTuple):
    """A row as it is shown, which list it is of (`gone`: the old one only), and for one that stands in both what it was in the old."""

    shown: _Row
    gone: bool = False
    old: _Row | None = None


Key = tuple[str, int, int]   # village, 0 for rows of the new list and 1 for rows that are gone, row number


def since_last(by: Actor, delivery: UUID, *, place: str = "", after: str = "", limit: int = 100) -> list[RowSince]:
    """The rows of a delivery that are new, gone or changed since the last applied list of its source, in the order of villages and rows.

    `place`: of one place and what lies under it; `after`: the `key_of` the last row that was shown. Nothing for a post that may not look at deliveries,
    or of villages out of its reach.
    """
    found = list_asked(by, delivery)
    if found is None:
        return []
    return list(islice(_rows(by, found, place, _read_key(after)), limit))


def since_by_village(by: Actor, delivery: UUID, *, place: str = "") -> Iterator[tuple[int, int, Iterator[RowSince]]]:
    """The same rows, all of them, a village at a time: (villages done before it, villages in all, its rows)."""
    found = list_asked(by, delivery)
    if found is None:
        return
    codes = _villages(by, found, place)
    for done, code in enumerate(codes):
        yield done, len(codes), _rows_of(by, found, [code], ("", 0, 0))


def since_last_size(by: Actor, delivery: UUID, *, place: str = "") -> int:
    """How many rows would be held against one another, about: those of the list, and those the preview found to be gone."""
    found = list_asked(by, delivery)
    if found is None:
        return 0
    gone = _at(DeliveredVillage.objects.filter(by.scope(), delivery=found), place).aggregate(n=Sum("gone"))["n"]
    return _at(DeliveredRow.objects.filter(by.scope(), delivery=found), place).count() + (gone or 0)


def since_last_counts(by: Actor, delivery: UUID) -> list[VillageSince]:
    """The villages of a delivery within reach, counted; in the order of the codes."""
    found = list_asked(by, delivery)
    if found is None:
        return []
    codes = _villages(by, found, "")
    names, labels, elsewhere = place_names(codes), _Labels(found), _Elsewhere(by, found)
    return [_counted(found, code, names.get(code, code), labels, elsewhere) for code in codes]


def key_of(row: RowSince) -> str:
    """What `after` is to be, to go on behind a row."""
    return f"{row.place_code}:{int(row.what in OF_THE_OLD)}:{row.number}"


def _read_key(after: str) -> Key:
    place, _, rest = after.partition(":")
    turn, _, number = rest.partition(":")
    return (place, whole_number(turn), whole_number(number)) if turn and number else ("", 0, 0)


def _villages(by: Actor, delivery: Delivery, place: str) -> list[str]:
    """The villages a delivery has rows of, within reach."""
    rows = _at(DeliveredRow.objects.filter(by.scope(), delivery=delivery), place)
    return sorted(set(rows.order_by().values_list("place_code", flat=True).distinct()))


def _at(rows: QuerySet[Any], place: str) -> QuerySet[Any]:
    """Rows at a place and below it; all of them without one."""
    if not place:
        return rows
    under = CodeRange.under(place)
    return rows.filter(place_code__gte=under.lo, place_code__lt=under.hi)


def _rows(by: Actor, delivery: Delivery, place: str, after: Key) -> Iterator[RowSince]:
    yield from _rows_of(by, delivery, [code for code in _villages(by, delivery, place) if code >= after[0]], after)


def _rows_of(by: Actor, delivery: Delivery, codes: Sequence[str], after: Key) -> Iterator[RowSince]:
    names, labels, elsewhere = place_names(codes), _Labels(delivery), _Elsewhere(by, delivery)
    for code in codes:
        before = before_at(delivery, code)
        pairs = sorted(_pairs(delivery, before, code), key=_turn)
        behind = [pair for pair in pairs if (code, *_turn(pair)) > after]
        for some in (behind[start : start + AT_A_TIME] for start in range(0, len(behind), AT_A_TIME)):
            differences, moved = _differences(some, labels.shared_with(before)), elsewhere.of(code, some)
            names |= place_names(set(moved.values()) - names.keys())
            for pair in some:
                row, other = pair.shown, moved.get(pair.shown.id, "")
                what = ("left" if other else "gone") if pair.gone else "changed" if pair.old else "came" if other else "new"
                told = differences.get(row.id, ())
                if what != "changed" or told:
                    yield RowSince(code, names.get(code, code), what, row.id, row.number, row.name, row.household_number, told, names.get(other, other))


def _turn(pair: _Pair) -> tuple[int, int]:
    """The place of a row within its village: first those of the new list, then those that are gone."""
    return (int(pair.gone), pair.shown.number)


def _counted(delivery: Delivery, code: str, name: str, labels: "_Labels", elsewhere: "_Elsewhere") -> VillageSince:
    before = before_at(delivery, code)
    pairs = list(_pairs(delivery, before, code))
    both = [pair for pair in pairs if pair.old]
    shared = labels.shared_with(before)
    changed = sum(len(_differences(both[start : start + AT_A_TIME], shared)) for start in range(0, len(both), AT_A_TIME))
    gone, moved = sum(pair.gone for pair in pairs), elsewhere.of(code, pairs)
    left = sum(pair.gone and pair.shown.id in moved for pair in pairs)
    came = len(moved) - left
    return VillageSince(code, name, len(pairs) - gone - len(both) - came, gone - left, changed, len(both) - changed, came, left, before)


def _pairs(delivery: Delivery, before: Compared | None, code: str) -> Iterator[_Pair]:
    """Every row of either list once, beside the one of the other that is the same person, household or village. What was sent back of the old list counts:
    it stood there; what this one sends back as well."""
    new = _lines(DeliveredRow.objects.filter(delivery=delivery, place_code=code))
    old = _lines(DeliveredRow.objects.filter(delivery=before.delivery, place_code=code)) if before else []
    partners = _matched(new, old, _WAYS[getattr(LAYOUTS[delivery.source.layout], "subject", "person")])
    taken = {one.id for one in partners.values()}
    yield from (_Pair(row, old=partners.get(row.id)) for row in new)
    yield from (_Pair(row, gone=True) for row in old if row.id not in taken)


def _lines(rows: QuerySet[DeliveredRow]) -> list[_Row]:
    """In the order of the sheet. Ordered here: asked for in that order, a database may read the whole delivery for each village."""
    return sorted((_Row(*values) for values in rows.order_by().values_list(*_Row._fields)), key=lambda row: row.number)


def _matched(new: Sequence[_Row], old: Sequence[_Row], ways: Iterable[Callable[[_Row], str]]) -> dict[UUID, _Row]:
    """New row → the old one: the surest way first, each row once, of doubles the first with the first."""
    matched: dict[UUID, _Row] = {}
    taken: set[UUID] = set()
    for called in ways:
        free: dict[str, list[_Row]] = defaultdict(list)
        for row in reversed(old):
            if row.id not in taken and called(row):
                free[called(row)].append(row)
        for row in new:
            if row.id not in matched and free.get(called(row)):
                matched[row.id] = free[called(row)].pop()
                taken.add(matched[row.id].id)
    return matched


def _by_number(row: _Row) -> str:
    return row.person_number


def _by_id(row: _Row) -> str:
    return f"{row.id18_index} {row.name_folded}" if row.id18_index else ""


def _by_household(row: _Row) -> str:
    return row.household_number


def _by_village(row: _Row) -> str:
    return "village"


_WAYS: Mapping[str, tuple[Callable[[_Row], str], ...]] = {
    "person": (_by_number, _by_id), "household": (_by_household, _by_id), "village": (_by_village,),
}


def _differences(pairs: Sequence[_Pair], labels: Mapping[str, str]) -> dict[UUID, tuple[Difference, ...]]:
    """New row → the columns in which it differs from the old one; rows that say the same are left out. Fingerprints spare the opening of most."""
    both = [(pair.shown, pair.old) for pair in pairs if pair.old]
    unlike = [(new, old) for new, old in both if not new.print or new.print != old.print]
    understood = _opened(one.id for pair in unlike for one in pair)
    own = _own_cells(one.id for pair in both for one in pair)
    told: dict[UUID, list[Difference]] = {new.id: _unlike(understood[old.id], understood[new.id], labels) for new, old in unlike}
    for new, old in both:
        theirs, ours = own.get(old.id, {}), own.get(new.id, {})
        told.setdefault(new.id, []).extend(
            (header, theirs.get(header, ""), ours.get(header, "")) for header in dict.fromkeys([*theirs, *ours])
            if theirs.get(header, "") != ours.get(header, "")
        )
    return {row: tuple(found) for row, found in told.items() if found}


def _opened(rows: Iterable[UUID]) -> dict[UUID, Mapping[str, Any]]:
    return {
        key: opened(token).understood for some in _in_parts(rows) for key, token in DeliveredRow.objects.filter(pk__in=some).values_list("id", "content")
    }


def _own_cells(rows: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """What rows say in columns that mean no field of ours, numbers masked; without the columns that only count them."""
    told: dict[UUID, dict[str, str]] = defaultdict(dict)
    for some in _in_parts(rows):
        cells = DeliveredCell.objects.filter(row__in=some).order_by("id").values_list("row_id", "header", "value")
        for row, header, value in cells:
            if header.strip().upper() not in RUNNING:
                told[row][header] = value
    return told


def _in_parts(rows: Iterable[UUID]) -> Iterator[list[UUID]]:
    wanted = sorted(rows)
    return (wanted[start : start + AT_A_TIME] for start in range(0, len(wanted), AT_A_TIME))


def _unlike(old: Mapping[str, Any], new: Mapping[str, Any], labels: Mapping[str, str]) -> list[Difference]:
    """The columns in which they differ, in the order of the layout."""
    return [
        (label, *_shown(key, old.get(key), new.get(key))) for key, label in labels.items() if _text(old.get(key)) != _text(new.get(key))
    ]


def _shown(key: str, old: Any, new: Any) -> tuple[str, str]:
    """Old and new as a person reads them; of numbers of persons only that they differ."""
    if key.endswith(NUMBERS):
        return (DIFFERS if _text(old) else "", DIFFERS if _text(new) else "")
    return without_numbers(_text(old)), without_numbers(_text(new))


def _text(value: Any) -> str:
    return "" if value is None else str(value)


class _Labels:
    """The labels of a delivery's columns by key, of those another list has as well: a column that one of them does not have says nothing of anybody."""

    def __init__(self, delivery: Delivery) -> None:
        self._all = {one.key: one.label for one in LAYOUTS[delivery.source.layout].fields}
        self._keys = {delivery.pk: set(keys_of(delivery.pk))}
        self._own = delivery.pk

    def shared_with(self, before: Compared | None) -> Mapping[str, str]:
        """Key → label of the columns both lists have."""
        if before is None:
            return {}
        if before.delivery not in self._keys:
            self._keys[before.delivery] = set(keys_of(before.delivery))
        theirs = self._keys[before.delivery]
        return {key: label for key, label in self._all.items() if key in self._keys[self._own] and key in theirs}


class _Elsewhere:
    """Where the other list has those who stand in one of the two only, within reach. Told by whom rows are about, and so for lists of the register alone."""

    def __init__(self, by: Actor, delivery: Delivery) -> None:
        self._by, self._delivery = by, delivery

    def of(self, village: str, pairs: Sequence[_Pair]) -> dict[UUID, str]:
        """Row of the village → the code of the other village."""
        gone = {pair.shown.subject: pair.shown.id for pair in pairs if pair.gone and pair.shown.subject}
        new = {pair.shown.subject: pair.shown.id for pair in pairs if not pair.gone and pair.old is None and pair.shown.subject}
        now = {gone[subject]: code for subject, code, _ in self._standing(gone, {self._delivery.pk})}
        lists = {one.delivery for one in self._last.values()} if new else set()
        before = {
            new[subject]: code for subject, code, of in self._standing(new, lists) if code in self._last and self._last[code].delivery == of
        }
        return {row: code for row, code in {**now, **before}.items() if code != village}

    @cached_property
    def _last(self) -> Mapping[str, Compared]:
        return last_lists(self._by, self._delivery)

    def _standing(self, subjects: Iterable[str], lists: set[UUID]) -> Iterator[tuple[str, str, UUID]]:
        """(whom, where, in which list)."""
        wanted = sorted(subjects)
        for some in (wanted[start : start + AT_A_TIME] for start in range(0, len(wanted), AT_A_TIME)):
            rows = DeliveredRow.objects.filter(self._by.scope(), subject__in=some, delivery__in=lists).order_by("number")
            yield from rows.values_list("subject", "place_code", "delivery_id")
