"""Two clocks on every fact, and two place codes on every row that lies somewhere."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Generic, Self, TypeVar
from uuid import UUID

import uuid_utils.compat
from django.db import models
from django.utils import timezone

from bangfu.facts.fields import PlaceCodeField
from bangfu.rules.dates import FOREVER_DAY

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): made before the row is written, and in the order of time."""
    return uuid_utils.compat.uuid7()


@dataclass(frozen=True)
class AsOf:
    """Which day is asked about, and as known when: `AsOf()` is today as known now."""

    day: date | None = None
    known: datetime | None = None

    @property
    def is_now(self) -> bool:
        """Whether today is asked about, as known now."""
        return self.day is None and self.known is None

    def filters(self, path: str = "") -> dict[str, Any]:
        """Keyword filters for rows true on the day and known at the moment; `path` leads to the fact, as in "record__"."""
        if self.is_now:
            return {f"{path}superseded_at": FOREVER, f"{path}valid_to": FOREVER_DAY}
        day, known = self.day or timezone.localdate(), self.known or timezone.now()
        return {
            f"{path}valid_from__lte": day, f"{path}valid_to__gt": day,
            f"{path}recorded_at__lte": known, f"{path}superseded_at__gt": known,
        }


NOW = AsOf()


class Fact(models.Model):
    """A row that was true from `valid_from` up to, not including, `valid_to`, and was believed from `recorded_at` up to `superseded_at`.

    Nothing is overwritten: a change or a correction supersedes the row and writes new ones (`changed`, `corrected`). The far ends are
    9999-12-31, never NULL, so that one range predicate serves both databases. `recorded_in` and `superseded_in` are the journal
    entries that did it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    valid_from = models.DateField("生效日")
    valid_to = models.DateField("失效日", default=FOREVER_DAY)
    recorded_at = models.DateTimeField("记录时间")
    superseded_at = models.DateTimeField("改记时间", default=FOREVER)
    recorded_in = models.UUIDField("记录留痕")
    superseded_in = models.UUIDField("改记留痕", null=True)

    CLOCKS = ("id", "valid_from", "valid_to", "recorded_at", "superseded_at", "recorded_in", "superseded_in", "erased_in")

    class Meta:
        abstract = True

    @property
    def is_current(self) -> bool:
        return self.superseded_at == FOREVER and self.valid_to == FOREVER_DAY

    def draft(self, **changes: Any) -> Self:
        """An unsaved row with the same content under a new id, with `changes`."""
        kept = {f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields if f.attname not in self.CLOCKS}
        clocks = {"valid_from": self.valid_from, "valid_to": self.valid_to}
        return type(self)(**{**kept, **clocks, **changes})


F = TypeVar("F", bound=Fact)


@dataclass(frozen=True)
class Rewriting(Generic[F]):
    """What becomes of the rows believed of one subject: those to be superseded, and the unsaved rows that replace them."""

    superseded: Sequence[F]
    new: Sequence[F]


def corrected(rows: Sequence[F], changes: Mapping[str, Any], wrong: Collection[str]) -> Rewriting[F]:
    """Something was wrong all along: in the last row, and in those before it as far back as they say the same in the `wrong` columns.

    `rows`: everything believed of one subject now, in the order of validity; so in `changed` and `ended`.
    """
    last = rows[-1]
    same = [all(getattr(row, name) == getattr(last, name) for name in wrong) for row in rows]
    alike = rows[max((nth + 1 for nth, one in enumerate(same) if not one), default=0):]
    return Rewriting(alike, [row.draft(**changes) for row in alike])


def changed(rows: Sequence[F], changes: Mapping[str, Any], day: date) -> Rewriting[F]:
    """Something became true on `day`: the old content up to the day, the new from it on, also where more was already known of later days.

    When `day` is before all that was believed, the first row begins with it.
    """
    later = [row for row in rows if row.valid_to > day]
    first, old = later[0], [later[0].draft(valid_to=day)] if day > later[0].valid_from else []
    return Rewriting(later, [*old, first.draft(**changes, valid_from=day), *(row.draft(**changes) for row in later[1:])])


def ended(rows: Sequence[F], day: date) -> Rewriting[F]:
    """It ceased on `day` (a death, a move away): nothing is believed from the day on any more."""
    later = [row for row in rows if row.valid_to > day]
    return Rewriting(later, [row.draft(valid_to=day) for row in later if day > row.valid_from])


class Recorded(models.Model):
    """A row that changes its state in place. `recorded_in` is the journal entry that wrote it last, and its version: a writer that
    read an older one is refused (`journal.actions.record`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recorded_in = models.UUIDField("最近留痕")

    class Meta:
        abstract = True


class Originated(models.Model):
    """A row that says what it rests on: a delivered row, a finding, an entry at the desk, a payment. Never a key upwards."""

    origin_kind = models.CharField(max_length=24, blank=True)
    origin_id = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True


class Placed(models.Model):
    """A row that lies somewhere: `place_code` says who may see it and follows merges and moves; `place_then` never changes.

    When a village is split, a row goes with what it names: itself, its foreign keys, its subject. A model whose row should go with some
    of these only, or in another order, names the columns in `GOES_WITH`.
    """

    GOES_WITH: ClassVar[tuple[str, ...]] = ()

    place_code = PlaceCodeField("所在地")
    place_then = PlaceCodeField("当时所在地")

    class Meta:
        abstract = True


class Erasable(models.Model):
    """A row whose content can be blanked, once, for somebody who is forgotten (个人信息保护法 第四十七条): `erased_in` is the journal entry
    that did it, and the database lets the content change in that very statement only (`journal.append_only`, `but_once`)."""

    erased_in = models.UUIDField("删除留痕", null=True)

    class Meta:
        abstract = True
