"""Two clocks on every fact, and two place codes on every row that lies somewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Self, TypeVar
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

    def filters(self, path: str = "") -> dict[str, Any]:
        """Keyword filters for rows true on the day and known at the moment; `path` leads to the fact, as in "record__"."""
        if self.day is None and self.known is None:
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

    CLOCKS = ("id", "valid_from", "valid_to", "recorded_at", "superseded_at", "recorded_in", "superseded_in")

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


def corrected(row: F, changes: Mapping[str, Any]) -> list[F]:
    """What replaces a row that was wrong all along: one row of the same validity. Unsaved; the caller supersedes `row`."""
    return [row.draft(**changes)]


def changed(row: F, changes: Mapping[str, Any], day: date) -> list[F]:
    """What replaces a row that stopped being true on `day`: the old content up to the day, the new from it on.

    When `day` is not after the row's own beginning there is nothing old left to keep, and one row remains.
    """
    if day <= row.valid_from:
        return [row.draft(**changes, valid_from=day)]
    return [row.draft(valid_to=day), row.draft(**changes, valid_from=day)]


def ended(row: F, day: date) -> list[F]:
    """What replaces a row that ceased on `day` (a death, a move away): the old content up to the day, or nothing at all."""
    return [row.draft(valid_to=day)] if day > row.valid_from else []


class Recorded(models.Model):
    """A row that changes its state in place. `recorded_in` is the journal entry that wrote it last, and its version: a writer that
    read an older one is refused (`journal.actions.record`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recorded_in = models.UUIDField("最近留痕")

    class Meta:
        abstract = True


class Placed(models.Model):
    """A row that lies somewhere: `place_code` says who may see it and follows merges and moves; `place_then` never changes."""

    place_code = PlaceCodeField("所在地")
    place_then = PlaceCodeField("当时所在地")

    class Meta:
        abstract = True
