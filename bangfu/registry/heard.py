"""The rows of a delivered list, and what the same source told before: read village by village, without what lies sealed unless somebody opens it."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from bangfu.deliveries.models import DeliveredRow, DeliveredVillage, Delivery
from bangfu.deliveries.rows import Meant, meant
from bangfu.journal.models import Entry
from bangfu.rules.place_code import CodeRange


class Line(NamedTuple):
    """One delivered row: what is looked up, and its content, which stays sealed unless somebody opens it (`open_all`). `subject` and `applied_in` are ''
    and None before it was applied."""

    id: UUID
    number: int
    name: str
    name_folded: str
    id_index: str
    id18_index: str
    id_status: str
    sex: str
    birth: date | None
    household_number: str
    person_number: str
    place_code: str
    print: str
    subject: str
    applied_in: UUID | None
    content: str

    @property
    def told_as(self) -> str:
        """What a source calls a person by: its own 人口编号, else number, household and name together; '' when it names nobody."""
        return self.person_number or (f"{self.id_index} {self.household_number} {self.name_folded}" if self.id_index else "")

    @property
    def called(self) -> str:
        """What somebody unknown is told apart by within one list."""
        return f"number {self.person_number}" if self.person_number else f"id {self.id_index} {self.household_number} {self.name_folded}"


def lines_to_judge(delivery: UUID, village: str) -> list[Line]:
    """The rows of one village that were not refused, in the order of the sheet."""
    return in_order(DeliveredRow.objects.filter(delivery=delivery, place_code=village).exclude(outcome="refused"))


def in_order(rows: QuerySet[DeliveredRow]) -> list[Line]:
    """The rows of one village in the order of the sheet. Ordered here: asked for in that order, a database may read the whole delivery for each village."""
    return sorted(lines_of(rows.order_by()), key=lambda line: line.number)


def lines_of(rows: QuerySet[DeliveredRow]) -> Iterator[Line]:
    """Delivered rows as lines, one after the other."""
    return (Line(*values) for values in rows.values_list(*Line._fields).iterator())


def open_all(lines: Iterable[Line]) -> dict[UUID, Meant]:
    """What was understood of each of these rows, opened."""
    return {line.id: meant(line.content) for line in lines}


class Told:
    """What a source told of a place in its last applied list there, and of anybody in whichever was its last. The delivery `but` is left out."""

    def __init__(self, source: str, place: str, but: UUID) -> None:
        self._source, self._place, self._but = source, place, but
        applied = DeliveredVillage.objects.filter(delivery__source__slug=source, place_code=place, applied_at__isnull=False).exclude(delivery=but)
        self._last = applied.select_related("delivery").order_by("-applied_at").first()

    @cached_property
    def here(self) -> list[Line]:
        """The rows of the last list for the place that were applied to somebody."""
        if self._last is None:
            return []
        return in_order(DeliveredRow.objects.filter(delivery=self._last.delivery_id, place_code=self._place).exclude(subject=""))

    def named(self) -> set[str]:
        """The ids of those whom the last list for the place named."""
        return {one.subject for one in self.here}

    @cached_property
    def dealt_with(self) -> dict[str, UUID]:
        """Households of the place something was done upon since the list was applied (but by the list itself) → the last entry of it."""
        applied = [one.applied_in for one in self.here if one.applied_in]
        if self._last is None or not applied:
            return {}
        under = CodeRange.under(self._place)
        since = Entry.objects.filter(place_code__gte=under.lo, place_code__lt=under.hi, id__gt=min(applied), subject_kind="household")
        since = since.exclude(origin_kind="delivery", origin_id=str(self._last.delivery_id))
        return dict(since.order_by("id").values_list("subject_id", "id"))

    def last_of(self, subjects: Collection[str]) -> dict[str, Line]:
        """For each subject the row of the source that was applied to it last, of whatever place: of the list that was received last."""
        wanted = set(subjects)
        found = {one.subject: one for one in self.here if one.subject in wanted and one.applied_in}
        if self._last is not None:
            found |= self._applied(wanted, self._received_after(self._last.delivery))
        missing = wanted - found.keys()
        return found | (self._applied(missing, None) if missing else {})

    def _received_after(self, last: Delivery) -> list[UUID]:
        """Lists of the source that were received after the last one of the place: mostly none."""
        later = Delivery.objects.filter(source__slug=self._source, received_at__gt=last.received_at).exclude(pk=self._but)
        return list(later.values_list("pk", flat=True))

    def _applied(self, subjects: Iterable[str], deliveries: Collection[UUID] | None) -> dict[str, Line]:
        if deliveries is not None and not deliveries:
            return {}
        within: dict[str, Any] = {} if deliveries is None else {"delivery__in": deliveries}
        rows = DeliveredRow.objects.filter(subject__among=set(subjects), delivery__source__slug=self._source, applied_in__isnull=False, **within)
        return {one.subject: one for one in lines_of(rows.exclude(delivery=self._but).order_by("delivery__received_at", "number"))}
