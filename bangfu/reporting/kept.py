"""Kept counts: figures of villages that are shown often, counted once and read until something is written there.

What is kept of a village is true as long as its township's chain of the journal has no entry about the village behind the number noted, nobody was added to
or moved out of it (`RegisterCount.stirs`), and the day is the one it was counted for. Both marks are read before the counting, so that whatever is written
meanwhile makes the count old, never wrong. An old village is counted from its rows by whoever asks, until the counting job has been there.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from django.db import transaction
from django.db.models import Max, Q, Sum
from django.db.models.functions import Substr
from django.utils import timezone

from bangfu.facts import bulk
from bangfu.facts.moment import at_one_moment
from bangfu.journal.models import Entry, Head
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.models import Place
from bangfu.organization.queries import places_reached
from bangfu.registry.models import RegisterCount
from bangfu.registry.queries.people import under
from bangfu.reporting.grounds import GROUNDS, Cut
from bangfu.reporting.grounds.ground import Tallies
from bangfu.reporting.indicators import EDITION, INDICATORS, Indicator
from bangfu.reporting.models import CountedVillage, FigureCount
from bangfu.rules.place_code import LENGTHS, township

KEPT = ("persons", "households", "changes", "incomes", "findings")   # grounds whose rows lie in villages and are many
AT_ONCE = 20   # villages counted in one transaction
VILLAGE = LENGTHS["village"]
Mark = tuple[int, int]   # (number of the last entry of the chain, stirs)


def kept_indicators() -> list[Indicator]:
    """The indicators whose counts are kept."""
    return [one for one in INDICATORS.values() if one.rows in KEPT]


def by_ground(indicators: Iterable[Indicator]) -> dict[str, list[Indicator]]:
    """Indicators by the ground they are counted over."""
    told = defaultdict(list)
    for one in indicators:
        told[one.rows].append(one)
    return dict(told)


def old_villages(place: str, day: date) -> list[str]:
    """The villages at a place and below ('' is everywhere) whose kept counts no longer tell the truth on a day."""
    villages = _villages(place)
    kept = {one.place_code: one for one in CountedVillage.objects.filter(_below(place))}
    stirs, written = _stirs(place), _written(list(kept.values()))

    def is_true(one: CountedVillage) -> bool:
        marks = (one.day, one.edition, one.stirs) == (day, EDITION, stirs.get(one.place_code, 0))
        return marks and written.get(one.place_code, 0) <= one.number
    return [code for code in villages if code not in kept or not is_true(kept[code])]


def read(
    by: Actor, indicators: Sequence[Indicator], place: str, length: int, places: Sequence[str] | None = None, but: Sequence[str] = (),
) -> Tallies:
    """The kept counts of indicators at a place and below, by the codes of a length, within the asker's reach; at `places` only if given, without the
    villages `but`."""
    wanted = Q()
    if places is not None:
        wanted = Q(pk__in=[])
        for code in places:
            wanted |= under(code)
    named = Q() if len(indicators) == len(kept_indicators()) else Q(slug__in=[one.slug for one in indicators])
    rows = FigureCount.objects.filter(under(place), by.scope(), wanted, named).exclude(place_code__in=but).annotate(at=Substr("place_code", 1, length))
    told: Tallies = defaultdict(dict)
    for row in rows.values("slug", "at").annotate(n=Sum("value")).order_by("slug", "at"):
        told[row["slug"]][row["at"]] = row["n"]
    return told


def count_anew(villages: Collection[str] | None = None) -> int:
    """Counts villages (None: all whose counts are old) from their rows and keeps the result; returns how many. Some villages a transaction."""
    today = timezone.localdate()
    wanted = sorted(villages) if villages is not None else old_villages("", today)
    for some in _some(wanted):
        _count(some, today)
    return len(wanted)


@at_one_moment()
def differing() -> dict[str, list[str]]:
    """Villages whose kept counts say they are true and are not what the rows say: village → the indicators. Empty when all is right."""
    today = timezone.localdate()
    old = set(old_villages("", today))
    true = [code for code in CountedVillage.objects.order_by("place_code").values_list("place_code", flat=True) if code not in old]
    wrong: dict[str, list[str]] = {}
    for some in _some(true):
        counted, kept = _tallied(some), _kept(some)
        for code in some:
            slugs = [one.slug for one in kept_indicators() if counted[one.slug].get(code, 0) != kept.get((code, one.slug), 0)]
            if slugs:
                wrong[code] = slugs
    return wrong


def _some(codes: Sequence[str]) -> Iterator[list[str]]:
    """The codes in their order, some of one county at a time."""
    for _, county in groupby(codes, key=lambda code: code[: LENGTHS["county"]]):
        rest = list(county)
        yield from (rest[start:start + AT_ONCE] for start in range(0, len(rest), AT_ONCE))


@transaction.atomic
def _count(villages: Sequence[str], day: date) -> None:
    """Reads the marks, then the rows. Of two workers one waits at the places, and counts after the other."""
    list(Place.objects.select_for_update().filter(code__in=villages).order_by("code").values_list("pk"))
    numbers = dict(Head.objects.values_list("chain", "number"))
    stirs = {code: _stirs(code).get(code, 0) for code in villages}
    told = _tallied(villages)
    FigureCount.objects.filter(place_code__in=villages).delete()
    bulk.insert([FigureCount(place_code=code, slug=slug, value=value) for slug, values in told.items() for code, value in values.items()])
    CountedVillage.objects.filter(place_code__in=villages).delete()
    bulk.insert([CountedVillage(place_code=code, number=numbers.get(township(code), 0), stirs=stirs[code], day=day, edition=EDITION)
                 for code in villages])


def _tallied(villages: Sequence[str]) -> Tallies:
    """Every kept indicator in some villages, from their rows: a query a ground."""
    told: Tallies = {}
    cut = Cut(_common(villages), places=villages)
    for ground, indicators in by_ground(kept_indicators()).items():
        told |= GROUNDS[ground].tally(PROGRAM, indicators, cut, VILLAGE)
    return told


def _common(villages: Sequence[str]) -> str:
    """The place all of them lie in."""
    first, last = villages[0], villages[-1]
    return next(first[:length] for length in (VILLAGE, LENGTHS["township"], LENGTHS["county"]) if first[:length] == last[:length])


def _kept(villages: Sequence[str]) -> dict[tuple[str, str], int]:
    return {(one.place_code, one.slug): one.value for one in FigureCount.objects.filter(place_code__in=villages)}


def _villages(place: str) -> list[str]:
    """Villages that stand, have anybody in the register, or were ever counted: whoever left one may be all that is written of it."""
    standing = [one.code for one in places_reached(PROGRAM, level="village") if one.code.startswith(place)]
    known = RegisterCount.objects.filter(_below(place)).annotate(at=Substr("place_code", 1, VILLAGE)).values_list("at", flat=True).distinct()
    return sorted({*standing, *known.order_by(), *CountedVillage.objects.filter(_below(place)).values_list("place_code", flat=True)})


def _below(place: str) -> Q:
    return under(place) if place else Q()


def _stirs(place: str) -> dict[str, int]:
    rows = RegisterCount.objects.filter(_below(place)).annotate(at=Substr("place_code", 1, VILLAGE)).values("at").annotate(n=Sum("stirs")).order_by("at")
    return {row["at"]: row["n"] for row in rows}


def _written(kept: Sequence[CountedVillage]) -> Mapping[str, int]:
    """Village → the number of the last entry about it behind those already counted. Only chains that have grown since are looked through."""
    told: dict[str, int] = {}
    counted: dict[str, int] = {}
    for one in kept:
        chain = township(one.place_code)
        counted[chain] = min(counted.get(chain, one.number), one.number)
    for chain, number in Head.objects.filter(chain__in=counted).values_list("chain", "number"):
        if number > counted[chain]:
            rows = Entry.objects.filter(chain=chain, number__gt=counted[chain]).annotate(at_village=Substr("place_code", 1, VILLAGE)).values("at_village")
            told |= {row["at_village"]: row["last"] for row in rows.annotate(last=Max("number")).order_by("at_village")}
    return told

