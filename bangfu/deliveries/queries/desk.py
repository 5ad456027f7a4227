"""What the desk shows of delivered files: the files, their columns and sheets, their villages, their rows."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from bangfu.deliveries.models import (
    DeliveredColumn,
    DeliveredRow,
    DeliveredSheet,
    DeliveredVillage,
    Delivery,
)
from bangfu.deliveries.queries.headers import sheets_read, understanding_of
from bangfu.deliveries.rows import Content, opened
from bangfu.lists.declared import Order
from bangfu.lists.keyset import Page, Turn, paged
from bangfu.organization.actor import Actor, within
from bangfu.organization.queries import place_names
from bangfu.rules import id_number
from bangfu.rules.delivery import CANCELLABLE, FLOW, OUTCOMES, row_word, sheet_and_row
from bangfu.rules.place_code import CodeRange
from bangfu.sealing.logs import masked
from bangfu.sealing.ring import ring
from bangfu.workbooks.layout import LAYOUTS

EXAMPLES = "deliveries.examples"
# where somebody must say something before it goes on, and the power to say it
WAITS_FOR = {"locked": "deliveries.receive", "unnamed": "deliveries.receive", "read": "deliveries.receive", "compared": "deliveries.apply"}
GONE = "cancelled"   # what is still there of it is being cleared away


LATEST = Order("received", "什么时候收的", ("-received_at", "-id"))
BY_NUMBER = Order("number", "行号", ("number",))   # unique in a delivery


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
    guess: str
    looks: int

    @property
    def cancellable(self) -> bool:
        return self.state in CANCELLABLE


@dataclass(frozen=True)
class ColumnRow:
    """One column as it was understood, with up to three examples, numbers masked. `proposal` is the key an unsure one may mean; `unit` what amounts are in."""

    position: int
    letter: str
    text: str
    key: str
    how: str
    examples: tuple[str, ...]
    unit: str
    proposal: str


@dataclass(frozen=True)
class SheetRow:
    """One sheet of a delivered file: `turn` the how-maniest of those read together it is, from 0; None for one left alone, and `why`."""

    name: str
    rows: int
    hidden: bool
    turn: int | None
    header_row: int
    why: str


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
    """One delivered row as a preview lists it. `where` says the row in words, with its `sheet` where several were
    read; `faults` and `warnings` are (column letter, sentence)."""

    id: UUID
    number: int
    sheet: str
    where: str
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


def deliveries(by: Actor, *, state: str = "", limit: int = 100) -> list[DeliveryRow]:
    """The first of the deliveries that `deliveries_page` lists."""
    return list(deliveries_page(by, state=state, turn=Turn(size=limit)).rows)


def deliveries_page(by: Actor, *, state: str = "", order: Order = LATEST, turn: Turn) -> Page[DeliveryRow]:
    """The deliveries at the places the asker reaches, without those that were cancelled. Nothing for a post that may not look at deliveries."""
    found = Delivery.objects.filter(by.scope()) if by.can("deliveries.look") else Delivery.objects.none()
    found = found.filter(state=state) if state else found.exclude(state=GONE)
    page = paged(found.select_related("source"), order, turn)
    names = place_names(one.place_code for one in page.rows)
    return page.told([_row(one, names) for one in page.rows])


@dataclass(frozen=True)
class AppliedRow:
    """A delivery that was taken in at some villages: how many, and when at the last."""

    id: UUID
    file_name: str
    source_name: str
    villages: int
    applied_at: datetime


def applied_since(by: Actor, place: str, since: datetime, *, limit: int = 100) -> list[AppliedRow]:
    """What was taken in since a moment at a place and below, the latest first: one query."""
    if not by.can("deliveries.look"):
        return []
    found = DeliveredVillage.objects.filter(within([CodeRange.under(place)]), by.scope(), applied_at__gte=since).order_by()
    told = found.values("delivery", "delivery__file_name", "delivery__source__name").annotate(n=Count("id"), last=Max("applied_at")).order_by("-last")[:limit]
    return [AppliedRow(one["delivery"], one["delivery__file_name"], one["delivery__source__name"], one["n"], one["last"]) for one in told]


def deliveries_waiting(by: Actor, *, limit: int = 20) -> list[DeliveryRow]:
    """Deliveries that wait for a word of somebody who may say it, the oldest first: a password, what list it is, its columns, whether it is to be applied."""
    states = [state for state, power in WAITS_FOR.items() if by.can(power)]
    if not states or not by.can("deliveries.look"):
        return []
    found = list(Delivery.objects.filter(by.scope(), state__in=states).select_related("source").order_by("received_at", "id")[:limit])
    names = place_names(one.place_code for one in found)
    return [_row(one, names) for one in found]


def delivery(by: Actor, wanted: UUID) -> DeliveryRow | None:
    """One delivery within reach; none that was cancelled. A village clerk sees those of the township that brought rows of the village."""
    if not by.can("deliveries.look"):
        return None
    own = Q(pk__in=DeliveredVillage.objects.filter(by.scope(), delivery=wanted).values("delivery"))
    found = Delivery.objects.filter(by.scope() | own, pk=wanted).exclude(state=GONE).select_related("source").first()
    return _row(found, place_names([found.place_code])) if found else None


def columns(by: Actor, wanted: UUID) -> list[ColumnRow]:
    """The columns of a delivery as understood; examples are shown with numbers masked."""
    found = DeliveredColumn.objects.filter(by.scope("delivery__place_code"), delivery=wanted).order_by("position")
    return [ColumnRow(one.position, one.letter, one.text, one.key, one.how, _examples(one), one.unit, one.proposal) for one in found]


def _examples(column: DeliveredColumn) -> tuple[str, ...]:
    clear = ring().unseal(column.examples, EXAMPLES)
    shown = (id_number.masked(text) if column.key.endswith("id_number") else masked(text) for text in clear.split("\x1f") if text)
    return tuple(shown)


def sheets(by: Actor, wanted: UUID) -> list[SheetRow]:
    """The sheets of a delivered file in their order."""
    found = DeliveredSheet.objects.filter(by.scope("delivery__place_code"), delivery=wanted).order_by("position")
    return [SheetRow(one.name, one.rows, one.hidden, one.turn, one.header_row, one.why) for one in found]


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
    return list(lines_page(by, wanted, place=place, outcome=outcome, turn=Turn(after=f"{after}" if after else "", size=limit)).rows)


def lines_page(by: Actor, wanted: UUID, *, place: str = "", outcome: str = "", turn: Turn) -> Page[LineRow]:
    """Rows of a delivery by row number, of one village and one outcome if given."""
    found = DeliveredRow.objects.filter(by.scope(), delivery=wanted)
    if place:
        found = found.filter(place_code=place)
    if outcome:
        found = found.filter(outcome=outcome)
    page = paged(found, BY_NUMBER, turn)
    names, sheets = place_names(one.place_code for one in page.rows), _sheets(wanted)
    return page.told([_line(one, names, sheets) for one in page.rows])


def line(by: Actor, wanted: UUID | str) -> tuple[LineRow, DeliveryRow, Content] | None:
    """One delivered row with its delivery and its content, numbers masked."""
    found = DeliveredRow.objects.filter(by.scope(), pk=wanted).exclude(delivery__state=GONE).select_related("delivery__source").first()
    if found is None or not by.can("deliveries.look"):
        return None
    names = place_names([found.place_code, found.delivery.place_code])
    return _line(found, names, _sheets(found.delivery_id)), _row(found.delivery, names), _hidden(opened(found.content))


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


def original(by: Actor, row: UUID | str) -> dict[str, str]:
    """The delivered cells of a row within reach by header text, numbers masked; empty when there is none."""
    found = line(by, row)
    return dict(found[2].delivered) if found else {}


def _row(one: Delivery, names: dict[str, str]) -> DeliveryRow:
    return DeliveryRow(
        one.id, one.source.slug, one.source.name, one.source.layout, one.source.receiver, one.file_name, one.digest, one.size, one.sheet,
        one.header_row, one.data_day, one.state, FLOW.word(one.state), one.sentence, one.received_at, one.received_by, one.place_code,
        names.get(one.place_code, one.place_code), one.rows, one.outside,
        one.guess, one.looks or 0,
    )


def _sheets(delivery: UUID) -> list[str]:
    return [one.name for one in sheets_read(delivery)]


def _line(one: DeliveredRow, names: dict[str, str], sheets: list[str]) -> LineRow:
    turn, row = sheet_and_row(one.number)
    sheet = sheets[turn] if turn < len(sheets) else ""
    return LineRow(
        one.id, one.number, sheet, f"“{sheet}”{row_word(row)}" if len(sheets) > 1 else row_word(row),
        one.name, one.household_number, one.place_code, names.get(one.place_code, one.place_code), one.outcome,
        OUTCOMES.get(one.outcome, ""), one.subject, _sentences(one.faults), _sentences(one.warnings),
    )


def _sentences(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((letter, sentence) for letter, _, sentence in (line.partition("\t") for line in text.splitlines()))
