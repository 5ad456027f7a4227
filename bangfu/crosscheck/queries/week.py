"""What became of findings since a moment: those that appeared, came back, are gone, were settled."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from bangfu.crosscheck.models import Run, RunTally, Settlement
from bangfu.crosscheck.queries.listed import BY_HOUSEHOLD
from bangfu.crosscheck.queries.rows import FindingRow, at_place, rows_for
from bangfu.lists.keyset import Page, Turn, paged
from bangfu.organization.actor import Actor, within
from bangfu.rules.place_code import CodeRange

WAYS = {"new": "新出现", "back": "又出现", "gone": "已消除", "corrected": "已更正", "exempt": "已批准豁免"}   # how a finding may have changed


@dataclass(frozen=True)
class Changed:
    """How many findings changed in each of the WAYS; one that changed twice is counted in both."""

    new: int = 0
    back: int = 0
    gone: int = 0
    corrected: int = 0
    exempt: int = 0


def findings_since(by: Actor, place: str, since: datetime) -> Changed:
    """How many findings at a place and below changed since a moment: two queries."""
    marked = at_place(by, place).filter(_happened(since)).aggregate(**{way: Count("pk", filter=_way(way, since)) for way in ("new", "back", "gone")})
    settled = dict(_settled(by, place, since).order_by().values_list("kind").annotate(n=Count("finding", distinct=True)))
    return Changed(**marked, corrected=settled.get("correction", 0), exempt=settled.get("exemption", 0))


def findings_changed(by: Actor, place: str, way: str, since: datetime, turn: Turn) -> Page[FindingRow]:
    """The findings that changed in one of the WAYS since a moment, in the order in which a village is worked through."""
    found = at_place(by, place)
    if way in ("corrected", "exempt"):
        kind = "correction" if way == "corrected" else "exemption"
        found = found.filter(pk__in=_settled(by, place, since).filter(kind=kind).values("finding"))
    else:
        found = found.filter(_way(way, since))
    page = paged(found, BY_HOUSEHOLD, turn)
    return page.told(rows_for(by, page.rows))


def unsettled_by_week(by: Actor, place: str, weeks: int = 12) -> list[tuple[date, int]]:
    """How many findings of a place were not settled after the last run of each of the last weeks that had one over it, the earliest first: two queries."""
    if not by.can("crosscheck.look"):
        return []
    above = [place[:length] for length in range(2, len(place) + 1)]
    since = timezone.now() - timedelta(weeks=weeks)
    runs = Run.objects.filter(place_code__in=above, finished_at__isnull=False, known_at__gte=since).order_by("known_at").values_list("id", "known_at")
    last = {timezone.localtime(at).isocalendar()[:2]: (run, timezone.localtime(at).date()) for run, at in runs}
    found = RunTally.objects.filter(within([CodeRange.under(place)]), by.scope(), run__in=[run for run, _ in last.values()]).order_by()
    told = dict(found.values_list("run").annotate(n=Sum("unsettled")))
    return [(day, told.get(run, 0)) for run, day in last.values()]


def _happened(since: datetime) -> Q:
    return Q(first_found_at__gte=since) | Q(back_at__gte=since) | Q(gone_at__gte=since)


def _way(way: str, since: datetime) -> Q:
    return {
        "new": Q(first_found_at__gte=since), "back": Q(back_at__gte=since, first_found_at__lt=since), "gone": Q(state="gone", gone_at__gte=since),
    }[way]


def _settled(by: Actor, place: str, since: datetime) -> QuerySet[Settlement]:
    """Corrections that stand, and exemptions approved."""
    done = Q(kind="correction", state="done", at__gte=since) | Q(kind="exemption", state__in=("approved", "renewed"), approved_at__gte=since)
    return Settlement.objects.filter(done, finding__in=at_place(by, place))
