"""What changed since the last export: a delivery held against the last applied one of the same source, village by village.

Rows are matched by the list's own 人口编号, else by the first 18 characters of the ID number and the name; in lists of households by the 户编号 first. A village
is read at a time, and of it only those rows are opened whose fingerprints differ, so that a county is compared in the memory of its largest village.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from bangfu.deliveries.models import DeliveredCell, DeliveredRow, DeliveredVillage, Delivery
from bangfu.deliveries.queries.headers import keys_of
from bangfu.deliveries.rows import opened, without_numbers
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.rules.place_code import CodeRange, level, township
from bangfu.rules.whole_number import whole_number
from bangfu.workbooks.layout import LAYOUTS

AT_A_TIME = 500          # rows named in one query
MOST_NAMED = 20          # villages named in a sentence
NUMBERS = ("phone", "id_number", "bank_account")   # keys that end so hold numbers of persons: only said to differ
DIFFERS = "不同"
RUNNING = frozenset({"序号", "行号", "编号", "NO", "NO."})   # columns that count rows say nothing about anybody
Difference = tuple[str, str, str]   # label of the column, old, new


@dataclass(frozen=True)
class Compared:
    """What a delivery is compared with: the last applied list of the source for a place, and its data day. None: there is none."""

    delivery: UUID
    data_day: date


@dataclass(frozen=True)
class RowSince:
    """One row: only in the new list (`new`), only in the old one (`gone`), or in both with the columns that differ (`changed`). `row` and `number` are of the new
    list, of a row that is gone of the old one."""

    place_code: str
    place_name: str
    what: str
    row: UUID
    number: int
    name: str
    household_number: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class VillageSince:
    """One village counted: rows only new, only old, in both and different, in both and the same; `before` is the list it was held against."""

    place_code: str
    place_name: str
    new: int
    gone: int
    changed: int
    same: int
    before: Compared | None


@dataclass(frozen=True)
class VillageMissing:
    """A village that stood in the last list of the kind, with so many rows, and of which this one says nothing at all."""

    place_code: str
    place_name: str
    rows: int
    before: Compared


class _Row(NamedTuple):
    id: UUID
    number: int
    name: str
    name_folded: str
    id18_index: str
    household_number: str
    person_number: str
    print: str


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
    found = _found(by, delivery)
    if found is None:
        return []
    return list(islice(_rows(by, found, place, _read_key(after)), limit))


def since_by_village(by: Actor, delivery: UUID, *, place: str = "") -> Iterator[tuple[int, int, Iterator[RowSince]]]:
    """The same rows, all of them, a village at a time: (villages done before it, villages in all, its rows)."""
    found = _found(by, delivery)
    if found is None:
        return
    codes = _villages(by, found, place)
    for done, code in enumerate(codes):
        yield done, len(codes), _rows_of(found, [code], ("", 0, 0))


def since_last_size(by: Actor, delivery: UUID, *, place: str = "") -> int:
    """How many rows would be held against one another, about: those of the list, and those the preview found to be gone."""
    found = _found(by, delivery)
    if found is None:
        return 0
    gone = _at(DeliveredVillage.objects.filter(by.scope(), delivery=found), place).aggregate(n=Sum("gone"))["n"]
    return _at(DeliveredRow.objects.filter(by.scope(), delivery=found), place).count() + (gone or 0)


def since_last_counts(by: Actor, delivery: UUID) -> list[VillageSince]:
    """The villages of a delivery within reach, counted; in the order of the codes."""
    found = _found(by, delivery)
    if found is None:
        return []
    codes = _villages(by, found, "")
    names, labels = place_names(codes), _Labels(found)
    return [_counted(found, code, names.get(code, code), labels) for code in codes]


def villages_missing(by: Actor, delivery: UUID) -> list[VillageMissing]:
    """The villages within reach that stood in the lists this one takes the place of, and are missing in it altogether. A village whose last list is another
    one (each township sends its own) is not missed. Nothing before the list has been compared."""
    found = _found(by, delivery)
    if found is None:
        return []
    here, last = set(DeliveredVillage.objects.filter(by.scope(), delivery=found).values_list("place_code", flat=True)), _last_lists(by, found)
    replaced = {one.delivery for code, one in last.items() if code in here}
    missing = {code: one for code, one in sorted(last.items()) if code not in here and one.delivery in replaced}
    names = _told_apart(missing, here)
    standing = DeliveredRow.objects.filter(delivery__in={one.delivery for one in missing.values()}, place_code__in=list(missing))
    rows = {(of, code): number for of, code, number in standing.order_by().values_list("delivery", "place_code").annotate(n=Count("pk"))}
    return [VillageMissing(code, names.get(code, code), rows.get((one.delivery, code), 0), one) for code, one in missing.items()]


def _told_apart(missing: Collection[str], others: Iterable[str]) -> dict[str, str]:
    """Code → name of the missing villages; with its township where another of them all is called the same."""
    if not missing:
        return {}
    codes = {*missing, *others}
    names = place_names([*codes, *{township(code) for code in codes}])
    often = Counter(names.get(code) for code in codes)
    return {code: f"{names.get(township(code), '')}{names[code]}" if often[names[code]] > 1 else names[code] for code in missing if code in names}


def missing_told(missing: Sequence[VillageMissing]) -> str:
    """The same as a sentence; '' for none."""
    if not missing:
        return ""
    named = "、".join(f"{one.place_name}（{one.rows:,} 行）" for one in missing[:MOST_NAMED]) + ("等" if len(missing) > MOST_NAMED else "")
    return f"上一份表（{missing[0].before.data_day}）里有、这一份里整村没有的有 {len(missing)} 个村：{named}。程序不动这些村；如果是漏了，请补上再传。"


def _last_lists(by: Actor, delivery: Delivery) -> dict[str, Compared]:
    """Village within reach → the list of the same source that was in force there when this one was received."""
    applied = DeliveredVillage.objects.filter(
        by.scope(), delivery__source=delivery.source, applied_at__isnull=False, delivery__received_at__lt=delivery.received_at,
    ).exclude(delivery=delivery.pk).order_by("delivery__received_at")
    known = applied.values_list("place_code", "delivery_id", "delivery__data_day")
    return {code: Compared(of, day) for code, of, day in known if level(code) == "village"}


def key_of(row: RowSince) -> str:
    """What `after` is to be, to go on behind a row."""
    return f"{row.place_code}:{int(row.what == 'gone')}:{row.number}"


def _read_key(after: str) -> Key:
    place, _, rest = after.partition(":")
    turn, _, number = rest.partition(":")
    return (place, whole_number(turn), whole_number(number)) if turn and number else ("", 0, 0)


def _found(by: Actor, delivery: UUID) -> Delivery | None:
    if not by.can("deliveries.look"):
        return None
    return Delivery.objects.select_related("source").filter(pk=delivery).exclude(state="cancelled").first()


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
    yield from _rows_of(delivery, [code for code in _villages(by, delivery, place) if code >= after[0]], after)


def _rows_of(delivery: Delivery, codes: Sequence[str], after: Key) -> Iterator[RowSince]:
    names, labels = place_names(codes), _Labels(delivery)
    for code in codes:
        before = _before(delivery, code)
        pairs = sorted(_pairs(delivery, before, code), key=_turn)
        behind = [pair for pair in pairs if (code, *_turn(pair)) > after]
        for some in (behind[start : start + AT_A_TIME] for start in range(0, len(behind), AT_A_TIME)):
            differences = _differences(some, labels.shared_with(before))
            for pair in some:
                what = "gone" if pair.gone else "new" if pair.old is None else "changed"
                told = differences.get(pair.shown.id, ())
                if what != "changed" or told:
                    row = pair.shown
                    yield RowSince(code, names.get(code, code), what, row.id, row.number, row.name, row.household_number, told)


def _turn(pair: _Pair) -> tuple[int, int]:
    """The place of a row within its village: first those of the new list, then those that are gone."""
    return (int(pair.gone), pair.shown.number)


def _counted(delivery: Delivery, code: str, name: str, labels: "_Labels") -> VillageSince:
    before = _before(delivery, code)
    pairs = list(_pairs(delivery, before, code))
    both = [pair for pair in pairs if pair.old]
    shared = labels.shared_with(before)
    changed = sum(len(_differences(both[start : start + AT_A_TIME], shared)) for start in range(0, len(both), AT_A_TIME))
    gone = sum(pair.gone for pair in pairs)
    return VillageSince(code, name, len(pairs) - gone - len(both), gone, changed, len(both) - changed, before)


def _before(delivery: Delivery, code: str) -> Compared | None:
    """The list of the same source that was in force for a place when this one was received."""
    applied = DeliveredVillage.objects.filter(
        delivery__source=delivery.source, place_code=code, applied_at__isnull=False, delivery__received_at__lt=delivery.received_at,
    )
    last = applied.exclude(delivery=delivery.pk).select_related("delivery").order_by("-delivery__received_at").first()
    return Compared(last.delivery_id, last.delivery.data_day) if last else None


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
