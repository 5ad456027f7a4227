"""What waits at the checks for the one who asks, by when or since when: one query each."""

from datetime import date

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from bangfu.crosscheck.models import CollectionForm, SourceSetting, TypeBack
from bangfu.crosscheck.queries.exemptions import SOON, exemptions_in
from bangfu.crosscheck.queries.listed import overdue_now
from bangfu.crosscheck.queries.passing import to_me
from bangfu.crosscheck.queries.rows import at_place
from bangfu.crosscheck.sources import sources
from bangfu.deliveries.models import DeliveredVillage
from bangfu.facts.models import NOW
from bangfu.organization.actor import Actor, within
from bangfu.rules.finding import DUE_WITHIN
from bangfu.rules.place_code import CodeRange
from bangfu.rules.rhythm import Rhythm, late_since
from bangfu.rules.waiting import Waiting


def findings_waiting(by: Actor, place: str) -> Waiting:
    """Open findings at a place and below, for whoever may settle them; due as `rules.finding.DUE_WITHIN` says."""
    if not by.can("crosscheck.settle"):
        return Waiting()
    since = Coalesce("back_at", "first_found_at")
    told = at_place(by, place).filter(state="open").aggregate(
        n=Count("*"), overdue=Count("pk", filter=overdue_now()), must=Min(since, filter=Q(level="must")), check=Min(since, filter=~Q(level="must")),
    )
    due = [timezone.localtime(told[level] + DUE_WITHIN[level]).date() for level in ("must", "check") if told[level]]
    oldest = [told[level] for level in ("must", "check") if told[level]]
    return Waiting(told["n"], told["overdue"], min(oldest, default=None), min(due, default=None))


def exemptions_to_decide(by: Actor) -> Waiting:
    """Exemptions that others asked for and this very asker may decide."""
    if not by.can("crosscheck.approve"):
        return Waiting()
    told = exemptions_in(by, "asked").exclude(by_user=by.user_id).aggregate(n=Count("*"), since=Min("at"))
    return Waiting(told["n"], since=told["since"])


def exemptions_ending(by: Actor) -> Waiting:
    """Exemptions in force that end within a month and nobody asked to go on, for whoever may ask."""
    if not by.can("crosscheck.settle"):
        return Waiting()
    ending = exemptions_in(by, "approved").filter(expires_on__lte=timezone.localdate() + SOON).exclude(renewals__state="asked")
    told = ending.aggregate(n=Count("*"), due=Min("expires_on"))
    return Waiting(told["n"], due=told["due"])


def handovers_to_me(by: Actor) -> Waiting:
    """Findings passed on to the asker's post."""
    told = to_me(by).aggregate(n=Count("*"), since=Min("at"))
    return Waiting(told["n"], since=told["since"])


def type_backs_waiting(by: Actor) -> Waiting:
    """Lines that must be typed into the national website, within reach of whoever may tick them off."""
    if not by.can("crosscheck.settle"):
        return Waiting()
    told = TypeBack.objects.filter(by.scope(), state="waiting").aggregate(n=Count("*"), since=Min("at"))
    return Waiting(told["n"], since=told["since"])


def sheets_out(by: Actor) -> Waiting:
    """信息采集对照表 that were printed and not typed in yet, of batches that are open. `first`: the batch that has been out longest."""
    if not (by.can("crosscheck.settle") and by.can("crosscheck.print")):
        return Waiting()
    out = CollectionForm.objects.filter(by.scope(), state="printed", batch__state="open").order_by("batch__asked_at", "batch")
    told = list(out.values("batch", "batch__asked_at").annotate(n=Count("*")))
    return Waiting(sum(one["n"] for one in told), since=told[0]["batch__asked_at"], first=str(told[0]["batch"])) if told else Waiting()


def late_sources(by: Actor) -> tuple[tuple[str, str, date], ...]:
    """(name, office, first day it was missing) of the lists that have not come when they should, the longest first: for whoever looks after sources.

    A list is as old as the place within reach whose last applied one is oldest. One that never came is not late: nobody has begun with it.
    """
    if not by.can("crosscheck.sources"):
        return ()
    applied = DeliveredVillage.objects.filter(by.scope(), applied_at__isnull=False).order_by()
    oldest: dict[str, date] = {}
    for slug, _, day in applied.values_list("delivery__source__slug", "place_code").annotate(day=Max("delivery__data_day")):
        oldest[slug] = min(day, oldest.get(slug, day))
    said = {one.source: one for one in SourceSetting.objects.filter(within([CodeRange.under(by.place_code[:6])]), **NOW.filters())}
    late = [_late(slug, day, said.get(slug)) for slug, day in oldest.items() if slug in sources()]
    return tuple(sorted((one for one in late if one), key=lambda one: (one[2], one[0])))


def _late(slug: str, day: date, said: SourceSetting | None) -> tuple[str, str, date] | None:
    one = sources()[slug]
    if said and not said.used:
        return None
    rhythm = Rhythm(said.every, said.by_day, one.rhythm.tells) if said else one.rhythm
    since = late_since(rhythm, day, timezone.localdate())
    return (one.word, said.office if said else one.office, since) if since else None
