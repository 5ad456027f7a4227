"""What is asked about 信息采集对照表: batches, their forms with what was known when they were printed and what is known now, and what paper confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from bangfu.crosscheck.collecting import DOUBTED, described, known, unplaced
from bangfu.crosscheck.doubts import Doubt, doubts_of
from bangfu.crosscheck.models import CollectionBatch, CollectionForm, CollectionLine
from bangfu.facts.models import AsOf
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry.columns import Column, shown
from bangfu.registry.queries import HouseSeen, Seen, households_as_seen, persons_as_seen
from bangfu.rules.collecting import BATCH, FORM, WHICH, form_number

FORMS = 100   # on one page of a batch


@dataclass(frozen=True)
class BatchRow:
    """A batch as lists show it. `entered` of `forms` sheets have come back and are in."""

    id: UUID
    number: int
    place_code: str
    place_name: str
    group: str
    whose: str
    which: str
    groups: str
    forms: int
    fields: int
    entered: int
    state: str
    word: str
    asked_by: str
    asked_at: datetime

    @property
    def of_whom(self) -> str:
        """一组 有疑点的户, 脱贫户, or 全部农户."""
        named = "有疑点的户" if self.whose == DOUBTED else self.whose.partition(":")[2] or ("监测户" if self.whose else "全部农户")
        return f"{self.group} {named}".strip()

    @property
    def what(self) -> str:
        """全部项目, or which of them and of which groups."""
        return WHICH[self.which] + (f"：{self.groups}" if self.groups else "")


@dataclass(frozen=True)
class FormRow:
    """One form as the list of its batch shows it."""

    sequence: int
    number: str
    household: UUID
    household_number: str
    head: str
    group: str
    state: str
    word: str
    entered_by: str
    entered_at: datetime | None


@dataclass(frozen=True)
class PrintedField:
    """One field of a form. `then`: as it stands on the paper; `now`: as the register has it; `doubts`: what is doubted of it. `state`: '' before the form
    is entered, then changed, confirmed or left."""

    column: Column
    then: str
    now: str
    doubts: tuple[str, ...] = ()
    state: str = ""

    @property
    def differs(self) -> bool:
        """Whether the register was changed since the paper was printed, so that 不变 on it confirms nothing."""
        return self.then != self.now


@dataclass(frozen=True)
class LineFile:
    """What of the household (`person` None) or a member stands on a form; `seen` None when they are in the register no more."""

    position: int
    person: UUID | None
    name: str
    relation: str
    fields: tuple[PrintedField, ...]
    seen: Seen | None

    @property
    def subject(self) -> str:
        """The household's part, or the member."""
        return "户" if self.person is None else f"{self.name}（{self.relation}）" if self.relation else self.name


@dataclass(frozen=True)
class FormFile:
    """A form whole. `doubts`: open findings of the household that no printed field shows; `confirmed_doubts`: open ones resting on a field it confirms."""

    id: UUID
    batch: BatchRow
    sequence: int
    household: UUID
    household_number: str
    head: str
    group: str
    place_code: str
    place_name: str
    state: str
    version: UUID
    filled_on: date | None
    entered_by: str
    entered_at: datetime | None
    paper: str
    lines: tuple[LineFile, ...]
    doubts: tuple[Doubt, ...]
    confirmed_doubts: tuple[Doubt, ...] = field(default=())

    @property
    def number(self) -> str:
        """37-012."""
        return form_number(self.batch.number, self.sequence)

    @property
    def told(self) -> tuple[int, int]:
        """(fields changed, fields confirmed) of an entered form."""
        states = [one.state for line in self.lines for one in line.fields]
        return states.count("changed"), states.count("confirmed")


@dataclass(frozen=True)
class Confirmed:
    """That paper confirmed or changed a field: on the day of the paper, who entered it, the form's number."""

    on: date
    by_name: str
    number: str


def batches(by: Actor, place: str) -> list[BatchRow]:
    """The batches of a village, the latest first."""
    found = _seen(by).filter(place_code=place).order_by("-number")[:FORMS]
    return _batch_rows(list(found))


def batch(by: Actor, wanted: UUID) -> BatchRow | None:
    """One batch within reach."""
    return next(iter(_batch_rows(list(_seen(by).filter(pk=wanted)))), None)


def forms(by: Actor, of: BatchRow, *, state: str = "", after: int = 0, limit: int = FORMS) -> list[FormRow]:
    """Forms of a batch in the printed order, behind a sequence; households are named as they were when it was printed."""
    found = _forms(by, of.id).filter(sequence__gt=after, **({"state": state} if state else {})).order_by("sequence")[:limit]
    listed = list(found)
    houses = households_as_seen(by, [one.household_id for one in listed], as_printed(of.asked_at))
    return [_form_row(of, one, houses.get(one.household_id)) for one in listed]


def form(by: Actor, of: BatchRow, sequence: int) -> FormFile | None:
    """One form within reach, field by field, with what the register says now."""
    return next(iter(form_files(by, of, [sequence], beside_now=True)), None)


def form_files(by: Actor, of: BatchRow, sequences: Sequence[int], *, beside_now: bool = False) -> list[FormFile]:
    """Forms whole, in the printed order; those whose household has left the asker's reach are left out. `now` is read only when wanted; else it is `then`.
    A constant number of queries, however many they are."""
    listed = list(_forms(by, of.id).filter(sequence__in=list(sequences)).order_by("sequence").prefetch_related("lines"))
    houses = households_as_seen(by, [one.household_id for one in listed], as_printed(of.asked_at))
    doubts = doubts_of(by, of.place_code, [one.number for one in houses.values()])
    now = _now(by, listed) if beside_now else {}
    names = place_names(one.place_code for one in listed)
    return [
        _file(of, one, houses[one.household_id], doubts.get(houses[one.household_id].number, []), now if beside_now else None, names)
        for one in listed if one.household_id in houses
    ]


def next_waiting(by: Actor, of: BatchRow, behind: int) -> int | None:
    """The sequence of the next form that waits to be entered behind one, else the first that waits; None when all are in."""
    waiting = _forms(by, of.id).filter(state="printed").order_by("sequence").values_list("sequence", flat=True)
    return waiting.filter(sequence__gt=behind).first() or waiting.exclude(sequence=behind).first()


def sequences_of(by: Actor, of: BatchRow) -> list[int]:
    """The sequences of a batch's forms."""
    return list(_forms(by, of.id).order_by("sequence").values_list("sequence", flat=True))


def confirmed(by: Actor, household: UUID) -> dict[tuple[str, str], Confirmed]:
    """(person or '' for the household, column) → when paper last confirmed or changed it: what days since refresh are counted from."""
    if not by.can("crosscheck.look"):
        return {}
    found = CollectionLine.objects.filter(by.scope("form__place_code"), form__household=household, form__state="entered")
    told = dict[tuple[str, str], Confirmed]()
    for line in found.select_related("form__batch").order_by("form__filled_on", "form__entered_at", "position"):
        one = line.form
        said = Confirmed(one.filled_on or one.entered_at.date(), one.entered_by_name, form_number(one.batch.number, one.sequence))   # type: ignore[union-attr]
        told |= {(str(line.person_id or ""), column): said for column in (*_names(line.confirmed), *_names(line.changed))}
    return told


def as_printed(asked_at: datetime) -> AsOf:
    """What was true on the day a batch was asked for, as known at that moment: what stands on its paper, whenever it is printed."""
    return AsOf(timezone.localtime(asked_at).date(), asked_at)


def _seen(by: Actor) -> QuerySet[CollectionBatch]:
    return CollectionBatch.objects.filter(by.scope()) if by.can("crosscheck.print") else CollectionBatch.objects.none()


def _forms(by: Actor, of: UUID) -> QuerySet[CollectionForm]:
    return CollectionForm.objects.filter(by.scope(), batch=of) if by.can("crosscheck.print") else CollectionForm.objects.none()


def _batch_rows(found: Sequence[CollectionBatch]) -> list[BatchRow]:
    counted = CollectionForm.objects.filter(batch__in=found).values_list("batch").annotate(n=Count("id", filter=Q(state="entered"))).order_by()
    entered, names = dict(counted), place_names(one.place_code for one in found)
    return [
        BatchRow(
            one.pk, one.number, one.place_code, names.get(one.place_code, one.place_code), one.group, one.whose, one.which, one.groups, one.forms,
            one.fields, entered.get(one.pk, 0), one.state, BATCH.word(one.state), one.asked_by_name, one.asked_at,
        ) for one in found
    ]


def _form_row(of: BatchRow, one: CollectionForm, house: HouseSeen | None) -> FormRow:
    return FormRow(
        one.sequence, form_number(of.number, one.sequence), one.household_id, house.number if house else "", house.head if house else "",
        house.group if house else "", one.state, FORM.word(one.state), one.entered_by_name, one.entered_at,
    )


Now = Mapping[UUID, Seen]


def _now(by: Actor, listed: Sequence[CollectionForm]) -> Now:
    """What the register says now of the households and members of forms."""
    people = [line.person_id for one in listed for line in one.lines.all() if line.person_id]
    houses = households_as_seen(by, [one.household_id for one in listed])
    return {**persons_as_seen(by, people), **{one.household: one.seen for one in houses.values()}}


def _file(of: BatchRow, one: CollectionForm, house: HouseSeen, doubts: Sequence[Doubt], now: Now | None, names: Mapping[str, str]) -> FormFile:
    printed = [(str(line.person_id or ""), _names(line.printed)) for line in one.lines.all()]
    held = [(str(line.person_id or ""), _names(line.confirmed)) for line in one.lines.all()]
    return FormFile(
        one.pk, of, one.sequence, one.household_id, house.number, house.head, house.group, one.place_code, names.get(one.place_code, one.place_code),
        one.state, one.recorded_in, one.filled_on, one.entered_by_name, one.entered_at, one.paper,
        tuple(_line(one, line, house, doubts, now) for line in sorted(one.lines.all(), key=lambda line: line.position)),
        tuple(unplaced(doubts, printed)), tuple(each for each in doubts if any(each.rests_on(*some) for some in held)),
    )


def _line(form_: CollectionForm, line: CollectionLine, house: HouseSeen, doubts: Sequence[Doubt], now: Now | None) -> LineFile:
    subject = line.person_id or form_.household_id
    name, relation, then = next(
        ((name, relation, seen) for person, name, relation, seen in house.members if person == line.person_id), ("", "", house.seen),
    )
    current = then if now is None else now.get(subject)
    states = {**dict.fromkeys(_names(line.confirmed), "confirmed"), **dict.fromkeys(_names(line.changed), "changed")}
    columns = described("person" if line.person_id else "household")
    fields = tuple(
        PrintedField(
            columns[name], text(columns[name], then), text(columns[name], current or then),
            tuple(one.reason for one in doubts if one.rests_on(str(line.person_id or ""), (name,))),
            states.get(name, "left" if form_.state == "entered" else ""),
        ) for name in _names(line.printed) if name in columns
    )
    return LineFile(line.position, line.person_id, name, relation, fields, current)


def text(column: Column, seen: Seen) -> str:
    """What a record says in a column as paper shows it; numbers as the asker may read them."""
    value: Any = known(seen).get(column.name)
    return value or "" if column.kind == "number" else shown(column, value)


def _names(joined: str) -> list[str]:
    return joined.split(",") if joined else []
