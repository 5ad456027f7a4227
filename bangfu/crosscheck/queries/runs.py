"""Past runs."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from bangfu.crosscheck.models import Run
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.rules.place_code import covers


@dataclass(frozen=True)
class RunRow:
    """One run as pages show it. Its counts are told only to those who reach the whole place it was over."""

    id: UUID
    place_code: str
    place_name: str
    day: date
    known_at: datetime
    finished_at: datetime | None
    persons: int | None
    new: int | None
    still: int | None
    back: int | None
    gone: int | None
    exempt: int | None
    asked_by: str

    @classmethod
    def of(cls, by: Actor, one: Run, name: str = "") -> "RunRow":
        """A run as the asker sees it."""
        told = cls(
            one.pk, one.place_code, name or place_names([one.place_code]).get(one.place_code, one.place_code), one.day, one.known_at, one.finished_at, one.persons,
            one.new, one.still, one.back, one.gone, one.exempt, one.asked_by,
        )
        if covers(by.ranges, one.place_code):
            return told
        return replace(told, persons=None, new=None, still=None, back=None, gone=None, exempt=None)


def last_run(by: Actor, place: str) -> RunRow | None:
    """The last finished run that covered a place: over itself or a place above."""
    return next(iter(runs(by, covering=place, limit=1)), None)


def runs(by: Actor, *, covering: str = "", limit: int = 50) -> list[RunRow]:
    """Finished runs, latest first: those over places the asker reaches or places above them, which reached theirs too."""
    if not by.can("crosscheck.look"):
        return []
    found = runs_seen(by).order_by("-known_at")
    if covering:
        found = found.filter(place_code__in=_upwards(covering))
    listed = list(found[:limit])
    names = place_names(one.place_code for one in listed)
    return [RunRow.of(by, one, names.get(one.place_code, one.place_code)) for one in listed]


def runs_seen(by: Actor) -> QuerySet[Run]:
    """Finished runs over places the asker reaches, or places above them."""
    above = [code for one in by.ranges for code in _upwards(one.lo)]
    return Run.objects.filter(by.scope() | Q(place_code__in=above), finished_at__isnull=False)


def _upwards(code: str) -> list[str]:
    return [code[:length] for length in (2, 4, 6, 9, 12, 15) if length <= len(code)]
