"""What is asked about delivered files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from bangfu.deliveries.models import DeliveredCell, DeliveredColumn, DeliveredRow, DeliveredVillage, Delivery, LearnedHeader
from bangfu.deliveries.rows import Content, opened
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.rules import id_number
from bangfu.rules.delivery import CANCELLABLE, FLOW, OUTCOMES
from bangfu.sealing.logs import masked
from bangfu.sealing.ring import ring
from bangfu.workbooks.header import Column, Understanding
from bangfu.workbooks.layout import LAYOUTS

EXAMPLES = "deliveries.examples"


@dataclass(frozen=True)
class DeliveryRow:
    """A delivery as lists and its own page show it."""

    id: UUID
    source: str
    source_name: str
    layout: str
    receiver: str
    file_name: str
    digest: str
    size: int
    sheet: str
    header_row: int
    data_day: date
    state: str
    word: str
    sentence: str
    received_at: datetime
    received_by: str
    place_code: str
    place_name: str
    rows: int
    outside: int

    @property
    def cancellable(self) -> bool:
        return self.state in CANCELLABLE


@dataclass(frozen=True)
class ColumnRow:
    """One column as it was understood, with up to three examples, numbers masked."""

    position: int
    letter: str
    text: str
    key: str
    how: str
    examples: tuple[str, ...]


@dataclass(frozen=True)
class VillageRow:
    """One village of a preview."""

    place_code: str
    name: str
    new: int
    changed: int
    moved: int
    unchanged: int
    kept: int
    refused: int
    gone: int
    applied_at: datetime | None


@dataclass(frozen=True)
class LineRow:
    """One delivered row as a preview lists it. `faults` and `warnings` are (column letter, sentence)."""

    id: UUID
    number: int
    name: str
    household_number: str
    place_code: str
    place_name: str
    outcome: str
    word: str
    subject: str
    faults: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CellRow:
    """One cell of a delivered row: where it stands, what it said, what we took it for, and what is wrong with it. Numbers masked."""

    letter: str
    header: str
    delivered: str
    label: str
    understood: str
    fault: str


class OwnCell(NamedTuple):
    """What a list said in one of the county's own columns."""

    source_name: str
    header: str
    value: str
    row: UUID
    data_day: date


class ListInForce(NamedTuple):
    """The list of a source that is in force for one place: the latest one applied there."""

    source: str
    source_name: str
    place_code: str
    delivery: UUID
    data_day: date


class SourceRow(NamedTuple):
    """One row of a list in force, as the checks read it: no clear number."""

    id: UUID
    delivery: UUID
    number: int
    place_code: str
    name: str
    name_folded: str
    id_index: str
    id18_index: str
    id_status: str
    sex: str
    birth: date | None
    relation: str
    household_number: str
    person_number: str
    event_day: date | None


def deliveries(by: Actor, *, state: str = "", limit: int = 100) -> list[DeliveryRow]:
    """The deliveries at the places the asker reaches, latest first. Nothing for a post that may not look at deliveries."""
    if not by.can("deliveries.look"):
        return []
    found = Delivery.objects.filter(by.scope()).select_related("source").order_by("-received_at")
    if state:
        found = found.filter(state=state)
    names = place_names(one.place_code for one in found[:limit])
    return [_row(one, names) for one in found[:limit]]


def delivery(by: Actor, wanted: UUID) -> DeliveryRow | None:
    """One delivery within reach. A village clerk sees those of the township that brought rows of the village."""
    if not by.can("deliveries.look"):
        return None
    own = Q(pk__in=DeliveredVillage.objects.filter(by.scope(), delivery=wanted).values("delivery"))
    found = Delivery.objects.filter(by.scope() | own, pk=wanted).select_related("source").first()
    return _row(found, place_names([found.place_code])) if found else None


def columns(by: Actor, wanted: UUID) -> list[ColumnRow]:
    """The columns of a delivery as understood; examples are shown with numbers masked."""
    found = DeliveredColumn.objects.filter(by.scope("delivery__place_code"), delivery=wanted).order_by("position")
    return [ColumnRow(one.position, one.letter, one.text, one.key, one.how, _examples(one)) for one in found]


def _examples(column: DeliveredColumn) -> tuple[str, ...]:
    clear = ring().unseal(column.examples, EXAMPLES)
    shown = (id_number.masked(text) if column.key.endswith("id_number") else masked(text) for text in clear.split("\x1f") if text)
    return tuple(shown)


def villages(by: Actor, wanted: UUID) -> list[VillageRow]:
    """The villages of a compared delivery that the asker reaches, in the order of the codes."""
    found = DeliveredVillage.objects.filter(by.scope(), delivery=wanted).order_by("place_code")
    names = place_names(one.place_code for one in found)
    return [
        VillageRow(
            one.place_code, names.get(one.place_code, one.place_code), one.new, one.changed, one.moved, one.unchanged, one.kept, one.refused,
            one.gone, one.applied_at,
        ) for one in found
    ]


def lines(by: Actor, wanted: UUID, *, place: str = "", outcome: str = "", after: int = 0, limit: int = 100) -> list[LineRow]:
    """Rows of a delivery by row number behind `after`, of one village and one outcome if given."""
    found = DeliveredRow.objects.filter(by.scope(), delivery=wanted, number__gt=after).order_by("number")
    if place:
        found = found.filter(place_code=place)
    if outcome:
        found = found.filter(outcome=outcome)
    names = place_names(one.place_code for one in found[:limit])
    return [_line(one, names) for one in found[:limit]]


def line(by: Actor, wanted: UUID | str) -> tuple[LineRow, DeliveryRow, Content] | None:
    """One delivered row with its delivery and its content, numbers masked."""
    found = DeliveredRow.objects.filter(by.scope(), pk=wanted).select_related("delivery__source").first()
    if found is None or not by.can("deliveries.look"):
        return None
    names = place_names([found.place_code, found.delivery.place_code])
    return _line(found, names), _row(found.delivery, names), _hidden(opened(found.content))


def cells(by: Actor, wanted: UUID | str) -> list[CellRow]:
    """The cells of a delivered row within reach, column by column; empty when there is none."""
    row = DeliveredRow.objects.filter(by.scope(), pk=wanted).select_related("delivery__source").first()
    found = line(by, wanted)
    if row is None or found is None:
        return []
    content, understanding = found[2], understanding_of(row.delivery)
    labels = {one.key: one.label for one in LAYOUTS[row.delivery.source.layout].fields}
    faults = dict([*found[0].warnings, *found[0].faults])
    return [
        CellRow(
            column.letter, column.text, content.delivered.get(understanding.names[column.index], ""), labels.get(column.key, ""),
            str(content.understood.get(column.key, "")) if column.key else "", faults.get(column.letter, ""),
        ) for column in understanding.columns
    ]


def _hidden(content: Content) -> Content:
    return Content({k: masked(v) for k, v in content.delivered.items()}, {k: masked(str(v)) for k, v in content.understood.items() if v})


def learned_headers(source: str) -> dict[str, str]:
    """What clerks explained of a source's headers: header text → field key."""
    return dict(LearnedHeader.objects.filter(source__slug=source).values_list("text", "key"))


def understanding_of(found: Delivery) -> Understanding:
    """The confirmed understanding of a delivery, in the shape in which rows are read."""
    kept = DeliveredColumn.objects.filter(delivery=found).order_by("position")
    return Understanding(
        header_row=found.header_row, banner=(), missing=(), duplicated=(),
        columns=tuple(Column(one.position, one.letter, one.text, one.key, one.how, ()) for one in kept),
    )


def rows_to_compare(found: UUID, village: str) -> list[DeliveredRow]:
    """The rows of one village that were not refused, in the order of the sheet; for receivers."""
    return list(DeliveredRow.objects.filter(delivery=found, place_code=village).exclude(outcome="refused").order_by("number"))


def places_delivered(found: UUID) -> list[str]:
    """The places a delivery has rows of, in the order of the codes."""
    return sorted(set(DeliveredRow.objects.filter(delivery=found).values_list("place_code", flat=True).distinct()))


def last_delivered(source: str, subjects: Iterable[str], *, before: UUID) -> dict[str, Content]:
    """For each person the last applied row of the same source, other than those of the delivery `before`."""
    found = DeliveredRow.objects.filter(subject__in=list(subjects), delivery__source__slug=source, applied_in__isnull=False)
    found = found.exclude(delivery=before).select_related("delivery").order_by("delivery__received_at", "number")
    return {one.subject: opened(one.content) for one in found}


def told_before(source: str, place: str, *, before: UUID) -> dict[str, str]:
    """Whom the rows of the source's last list for a place were applied to: `told_as` → person. The delivery `before` is left out."""
    return {told_as(one): one.subject for one in _last_rows(source, place, before) if told_as(one)}


def named_last(source: str, place: str, *, before: UUID) -> set[str]:
    """The people the source's last list for a place named; the delivery `before` is left out."""
    return {one.subject for one in _last_rows(source, place, before)}


def _last_rows(source: str, place: str, before: UUID) -> Iterable[DeliveredRow]:
    applied = DeliveredVillage.objects.filter(delivery__source__slug=source, place_code=place, applied_at__isnull=False)
    last = applied.exclude(delivery=before).order_by("-applied_at").first()
    return DeliveredRow.objects.filter(delivery=last.delivery_id, place_code=place).exclude(subject="") if last else ()


def told_as(row: DeliveredRow) -> str:
    """What a source calls a person by: its own 人口编号, else number, household and name together; '' when it names nobody."""
    return row.person_number or (f"{row.id_index} {row.household_number} {row.name_folded}" if row.id_index else "")


def lists_in_force() -> list[ListInForce]:
    """For each source and place the list applied there last, for the checks."""
    latest: dict[tuple[str, str], ListInForce] = {}
    applied = DeliveredVillage.objects.filter(applied_at__isnull=False).select_related("delivery__source").order_by("applied_at", "id")
    for one in applied:
        source = one.delivery.source
        latest[source.slug, one.place_code] = ListInForce(source.slug, source.name, one.place_code, one.delivery_id, one.delivery.data_day)
    return sorted(latest.values())


def rows_in_force(source: str) -> Iterator[SourceRow]:
    """The rows of the lists of a source that are in force, for the checks; of lists that are only held against the register also those
    that went back to their sender: whoever stands in one is not absent from the list."""
    fields = [name for name in SourceRow._fields if name not in ("delivery",)]
    for one in lists_in_force():
        if one.source == source:
            rows = DeliveredRow.objects.filter(_counts(source), delivery=one.delivery, place_code=one.place_code)
            for values in rows.order_by("number").values_list("id", "delivery_id", *fields[1:]).iterator():
                yield SourceRow(*values)


def _counts(source: str) -> Q:
    applied = Q(applied_in__isnull=False)
    return applied if LAYOUTS[source].receiver == "register" else applied | Q(outcome="refused")


def original(by: Actor, row: UUID | str) -> dict[str, str]:
    """The delivered cells of a row within reach by header text, numbers masked; empty when there is none."""
    found = line(by, row)
    return dict(found[2].delivered) if found else {}


def own_headers(by: Actor, *, limit: int = 200) -> list[str]:
    """The headings of columns that lists within reach had and that mean no field of ours: a county's own columns, in the order of the alphabet."""
    found = DeliveredCell.objects.filter(by.scope("row__place_code")) if by.can("deliveries.look") else DeliveredCell.objects.none()
    return list(found.order_by("header").values_list("header", flat=True).distinct()[:limit])


def subjects_with(by: Actor, header: str, value: str, *, limit: int = 2000) -> list[UUID]:
    """The people whose rows say `value` (or begin so; '' for anything) in one of the county's own columns, within reach."""
    if not by.can("deliveries.look"):
        return []
    cells = DeliveredCell.objects.filter(by.scope("row__place_code"), header=header, row__applied_in__isnull=False).exclude(row__subject="")
    if value:
        cells = cells.filter(value__gte=value, value__lt=value + "\U0010ffff")
    return [UUID(one) for one in cells.order_by("row__subject").values_list("row__subject", flat=True).distinct()[:limit]]


def own_columns_of(by: Actor, subject: UUID | str) -> list[OwnCell]:
    """What lists said of a person in columns that mean no field of ours, the latest list first; of one list and column the latest word."""
    if not by.can("deliveries.look"):
        return []
    found = DeliveredCell.objects.filter(by.scope("row__place_code"), row__subject=str(subject), row__applied_in__isnull=False)
    rows = found.select_related("row__delivery__source").order_by("-row__delivery__received_at", "id")
    told: dict[tuple[str, str], OwnCell] = {}
    for one in rows:
        source = one.row.delivery.source
        told.setdefault((source.slug, one.header), OwnCell(source.name, one.header, one.value, one.row_id, one.row.delivery.data_day))
    return list(told.values())


def layouts() -> list[tuple[str, str, str]]:
    """(slug, title, note) of every layout that can be delivered."""
    return [(one.slug, one.title, one.note) for one in LAYOUTS.values()]


def _row(one: Delivery, names: dict[str, str]) -> DeliveryRow:
    return DeliveryRow(
        one.id, one.source.slug, one.source.name, one.source.layout, one.source.receiver, one.file_name, one.digest, one.size, one.sheet,
        one.header_row, one.data_day, one.state, FLOW.word(one.state), one.sentence, one.received_at, one.received_by, one.place_code,
        names.get(one.place_code, one.place_code), one.rows, one.outside,
    )


def _line(one: DeliveredRow, names: dict[str, str]) -> LineRow:
    return LineRow(
        one.id, one.number, one.name, one.household_number, one.place_code, names.get(one.place_code, one.place_code), one.outcome,
        OUTCOMES.get(one.outcome, ""), one.subject, _sentences(one.faults), _sentences(one.warnings),
    )


def _sentences(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((letter, sentence) for letter, _, sentence in (line.partition("\t") for line in text.splitlines()))
