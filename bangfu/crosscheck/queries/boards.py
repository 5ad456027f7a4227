"""Boards: how many findings stand where, of which family and check, and what the last runs changed. Counted from stored columns; nothing is loaded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import Substr

from bangfu.crosscheck.checks import CHECKS, FAMILIES
from bangfu.crosscheck.models import Run, RunTally
from bangfu.crosscheck.queries.rows import UNSETTLED, at_place
from bangfu.organization.actor import Actor, within
from bangfu.organization.queries import PlaceRow, children, place_names
from bangfu.rules.place_code import LENGTHS, CodeRange

POINTS, RUNS_LOOKED_AT = 8, 60   # a little line has at most so many points; of so many runs over a place and those below


@dataclass
class Tally:
    """Findings counted: not settled, of these to be put right; by state; and what the last run said of them."""

    unsettled: int = 0
    must: int = 0
    open: int = 0
    corrected: int = 0
    asked: int = 0
    exempt: int = 0
    new: int = 0
    back: int = 0
    gone: int = 0

    @property
    def came(self) -> int:
        """New, and back again."""
        return self.new + self.back

    def add(self, state: str, mark: str, level: str, number: int) -> None:
        """Counts so many more of a kind."""
        if state in UNSETTLED:
            self.unsettled += number
            self.must += number if level == "must" else 0
        if state != "gone":
            setattr(self, state, getattr(self, state) + number)
        if mark in ("new", "back", "gone"):
            setattr(self, mark, getattr(self, mark) + number)

    def plus(self, other: "Tally") -> "Tally":
        """The sum of both."""
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})


@dataclass(frozen=True)
class Trend:
    """How many findings of a place were not settled after each of its last runs, the latest last. `before` is what stood before the latest run."""

    points: tuple[int, ...] = ()

    @property
    def before(self) -> int | None:
        return self.points[-2] if len(self.points) > 1 else None


@dataclass(frozen=True)
class BoardLine:
    """One place of the board: by family (in the order of FAMILIES), in all, and how it went over the last runs."""

    place: PlaceRow
    families: tuple[Tally, ...]
    whole: Tally
    trend: Trend


@dataclass(frozen=True)
class KindLine:
    """One check at a place."""

    slug: str
    title: str
    family: str
    level: str
    tally: Tally


Counted = dict[str, dict[str, Tally]]


def board(by: Actor, place: str) -> list[BoardLine]:
    """The places directly below one (a village stands for itself, whatever grids it has: not all of it lies in one), with what is found in each: two queries,
    however many findings there are."""
    below = (children(by, place) if len(place) < LENGTHS["village"] else []) or [PlaceRow(place, place_names([place]).get(place, place), "village", "")]
    length = len(below[0].code)
    counted: Counted = defaultdict(lambda: defaultdict(Tally))
    columns = ("place_code", "family", "state", "mark", "level")   # as the index has them, so that nothing is sorted; villages are added up here
    for at, family, state, mark, level, number in at_place(by, place).order_by().values_list(*columns).annotate(n=Count("*")):
        counted[at[:length]][family].add(state, mark, level, number)
    trends = trends_of(by, place, [one.code for one in below])
    return [_line(one, counted.get(one.code, {}), trends[one.code]) for one in below]


def _line(place: PlaceRow, counted: Mapping[str, Tally], trend: Trend) -> BoardLine:
    return BoardLine(place, tuple(counted.get(family, Tally()) for family in FAMILIES), total(counted.values()), trend)


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of many."""
    whole = Tally()
    for one in tallies:
        whole = whole.plus(one)
    return whole


def kinds(by: Actor, place: str, family: str = "") -> list[KindLine]:
    """The checks that found something at a place and below, of one family or all, in the order of the families and of the checks."""
    wanted = [slug for slug, check in CHECKS.items() if family in ("", check.family)]
    found = at_place(by, place).filter(check_slug__in=wanted) if family else at_place(by, place)
    counted: dict[str, Tally] = defaultdict(Tally)
    for slug, state, mark, number in found.order_by().values_list("check_slug", "state", "mark").annotate(n=Count("*")):
        if slug in CHECKS and (state, mark) != ("gone", ""):
            counted[slug].add(state, mark, CHECKS[slug].level, number)
    listed = sorted((slug for slug in wanted if slug in counted), key=lambda slug: FAMILIES.index(CHECKS[slug].family))
    return [KindLine(slug, CHECKS[slug].title, CHECKS[slug].family, CHECKS[slug].level, counted[slug]) for slug in listed]


def trends_of(by: Actor, place: str, codes: Iterable[str]) -> dict[str, Trend]:
    """How each of several places below one went over the last runs that were over it whole: two queries."""
    wanted, inside = list(codes), within([CodeRange.under(place)])
    if not wanted or not by.can("crosscheck.look"):
        return dict.fromkeys(wanted, Trend())
    above = [place[:length] for length in range(2, len(place) + 1)]
    runs = list(Run.objects.filter(Q(place_code__in=above) | inside, finished_at__isnull=False).order_by("-known_at").values_list("id", "place_code")[:RUNS_LOOKED_AT])
    found = RunTally.objects.filter(inside, by.scope(), run__in=[run for run, _ in runs]).annotate(at=Substr("place_code", 1, len(wanted[0])))
    sums: dict[tuple[str, UUID], int] = {}
    for at, run, number in found.order_by().values_list("at", "run").annotate(n=Sum("unsettled")):
        sums[at, run] = number
    return {code: Trend(tuple(sums.get((code, run), 0) for run in _over(code, runs)[::-1])) for code in wanted}


def _over(code: str, runs: Iterable[tuple[UUID, str]]) -> list[UUID]:
    return [run for run, at in runs if code.startswith(at)][:POINTS]
