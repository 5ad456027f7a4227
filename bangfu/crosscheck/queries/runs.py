"""Past runs."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from bangfu.crosscheck.models import Run
from bangfu.lists.declared import Order
from bangfu.lists.keyset import Page, Turn, paged
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.rules.place_code import LENGTHS, covers

LATEST, FIRST = Order("finished_at", "时间", ("-known_at", "-id")), Turn()


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


def counties_checked(by: Actor) -> list[str]:
    """The counties (codes) within reach in which the checks ever ran, over all or a part."""
    return sorted({one[: LENGTHS["county"]] for one in Run.objects.filter(by.scope()).order_by().values_list("place_code", flat=True).distinct()})


def last_run(by: Actor, place: str) -> RunRow | None:
    """The last finished run that covered a place: over itself or a place above."""
    return next(iter(runs(by, covering=place, limit=1)), None)


def runs_covering(by: Actor, place: str, most: int) -> list[UUID]:
    """The last finished runs over a place, or over one above it, the latest first."""
    return [one.id for one in runs(by, covering=place, limit=most)]


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


def runs_page(by: Actor, *, turn: Turn = FIRST) -> Page[RunRow]:
    """Finished runs as `runs` gives them, a page at a time."""
    page = paged(runs_seen(by) if by.can("crosscheck.look") else Run.objects.none(), LATEST, turn)
    names = place_names(one.place_code for one in page.rows)
    return page.told([RunRow.of(by, one, names.get(one.place_code, one.place_code)) for one in page.rows])


def runs_seen(by: Actor) -> QuerySet[Run]:
    """Finished runs over places the asker reaches, or places above them."""
    above = [code for one in by.ranges for code in _upwards(one.lo)]
    return Run.objects.filter(by.scope() | Q(place_code__in=above), finished_at__isnull=False)


def _upwards(code: str) -> list[str]:
    return [code[:length] for length in (2, 4, 6, 9, 12, 15) if length <= len(code)]
