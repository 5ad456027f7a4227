"""What is asked about sources: how each stands in the asker's place, and which are not used."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F
from django.utils import timezone

from bangfu.crosscheck import believed
from bangfu.crosscheck.checks.words import REGISTER, cell_word
from bangfu.crosscheck.models import Cell, SourceSetting
from bangfu.crosscheck.sources import Source, sources
from bangfu.deliveries.queries import ListInForce, last_deliveries, lists_in_force, rows_applied
from bangfu.facts.models import NOW
from bangfu.organization.actor import Actor
from bangfu.organization.queries import places_reached
from bangfu.rules.place_code import LENGTHS, CodeRange
from bangfu.rules.rhythm import Rhythm, late_since

UNSETTLED = ("open", "corrected", "asked")


@dataclass(frozen=True)
class SourceRow:
    """One source as the page shows it: who answers, its rhythm, its last delivery, how old its data are, and where it is in force.

    `data_day` is that of the oldest list in force, `late` the first day the next one was missing; both None before anything came. `believed`: the columns of the
    register in which its word counts.
    """

    source: Source
    used: bool
    office: str
    owner: str
    rhythm: Rhythm
    set_reason: str
    delivery: UUID | None
    received_at: datetime | None
    data_day: date | None
    late: date | None
    rows: int
    villages: int
    of_villages: int
    findings: int
    believed: tuple[str, ...]


def source_rows(by: Actor) -> list[SourceRow]:
    """Every source in the order of the file; figures of what the asker may see."""
    reach = by.ranges
    in_force: dict[str, list[ListInForce]] = {}
    for one in lists_in_force():
        if any(one.place_code in range_ for range_ in reach):
            in_force.setdefault(one.source, []).append(one)
    settings, found, last = _settings(by), _findings(by), last_deliveries(by)
    rows, of_villages = rows_applied(by), len(places_reached(by, level="village"))
    order = believed.order_on(timezone.localdate())
    words = {slug: tuple(cell_word(REGISTER, column) for column, slugs in order.items() if slug in slugs) for slug in sources()}
    return [_row(one, settings.get(slug), in_force.get(slug, []), last.get(slug), rows.get(slug, 0), of_villages, found[slug], words[slug])
            for slug, one in sources().items()]


def unused() -> frozenset[str]:
    """Sources the county does not use now: for the runs."""
    return frozenset(SourceSetting.objects.filter(**NOW.filters(), used=False).values_list("source", flat=True))


def _row(
    one: Source, said: SourceSetting | None, lists: list[ListInForce], last: tuple[UUID, datetime] | None, rows: int, of_villages: int, found: int,
    words: tuple[str, ...],
) -> SourceRow:
    rhythm = Rhythm(said.every, said.by_day, one.rhythm.tells) if said else one.rhythm
    oldest = min((each.data_day for each in lists), default=None)
    there = {each.place_code[: LENGTHS["village"]] for each in lists if len(each.place_code) >= LENGTHS["village"]}   # rows of no known village lie at the township
    return SourceRow(
        source=one, used=said.used if said else True, office=said.office if said else one.office, owner=said.owner if said else "", rhythm=rhythm,
        set_reason=said.reason if said else "", delivery=last[0] if last else None, received_at=last[1] if last else None, data_day=oldest,
        late=late_since(rhythm, oldest, timezone.localdate()) if oldest else None, rows=rows, villages=len(there), of_villages=of_villages, findings=found,
        believed=words,
    )


def _settings(by: Actor) -> dict[str, SourceSetting]:
    county = CodeRange.under(by.place_code[:6])
    found = SourceSetting.objects.filter(**NOW.filters(), place_code__gte=county.lo, place_code__lt=county.hi)
    return {one.source: one for one in found}


def _findings(by: Actor) -> Counter[str]:
    cells = Cell.objects.filter(by.scope("finding__place_code"), finding__state__in=UNSETTLED, edition=F("finding__edition"))
    return Counter(dict(cells.values_list("source").annotate(n=Count("finding", distinct=True)).order_by()))
