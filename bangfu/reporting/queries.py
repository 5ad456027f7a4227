"""Figures: any indicator, any place, any day, as known on any day, and the rows behind each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from bangfu.facts.models import NOW, AsOf
from bangfu.lists.keyset import Page, Turn, page_of
from bangfu.organization.actor import Actor
from bangfu.organization.queries import PlaceRow, children, place, places_tagged
from bangfu.reporting import kept
from bangfu.reporting.grounds import GROUNDS, Cut, Line
from bangfu.reporting.grounds.ground import Tallies
from bangfu.reporting.grounds.over_days import on_days
from bangfu.reporting.indicators import INDICATORS, Indicator
from bangfu.rules.money import Money
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.refusal import Refused

MOST_OLD = 30   # villages that are counted on the way; of more than that all are counted at once
MOST_DAYS = 24   # points of a trend
FIRST = Turn()


class Told:
    """How a number is written, and its share of what it is a part of."""

    indicator: Indicator
    value: int
    of: int | None

    @property
    def said(self) -> str:
        """The number in the indicator's unit: 12,345, of money 12,345.60."""
        return str(Money(self.value)) if self.indicator.is_money else f"{self.value:,}"

    @property
    def percent(self) -> float | None:
        """How many of a hundred; None where there is nothing to divide by, and of money."""
        return self.value * 100 / self.of if self.of and not self.indicator.is_money else None

    @property
    def average(self) -> Money | None:
        """How much comes to one; None of what is no money, and where there is nobody."""
        return Money(self.value).per(self.of) if self.of and self.indicator.is_money else None

    @property
    def share(self) -> str:
        """Either of these in words; '' for neither."""
        if self.average is not None:
            return f"人均 {self.average}"
        return "" if self.percent is None else f"{self.percent:.1f}%"


@dataclass(frozen=True)
class Part(Told):
    """One place below and its share of a figure; `of` is what the indicator it is a part of comes to there (None without one)."""

    indicator: Indicator
    place: PlaceRow
    value: int
    of: int | None = None


@dataclass(frozen=True)
class Figure(Told):
    """A figure with what it counts, where, for which day and as known when; `parts` are the places directly below, which sum to it with what
    lies in none of them (`beside`: households of a village that belong to no grid)."""

    indicator: Indicator
    place: PlaceRow
    value: int
    as_of: AsOf
    counted_at: datetime
    parts: tuple[Part, ...]
    of: int | None = None

    @property
    def name(self) -> str:
        """What it was called on the day."""
        return self.indicator.name_on(self.as_of.day)

    @property
    def beside(self) -> Part:
        """What lies at the place itself."""
        return Part(self.indicator, self.place, self.value - sum(part.value for part in self.parts))


def figure(by: Actor, name: str, *, at: str, as_of: AsOf = NOW, tag: str = "") -> Figure:
    """One figure at a place with its parts, at places with a tag only if one is given. Refused for an unknown indicator, a place out of reach, or a day where
    only the present is known."""
    by.must("reporting.look")
    indicator = _declared(name, as_of)
    where, below = _asked_about(by, at)
    wanted = [indicator, *([INDICATORS[indicator.per]] if indicator.per else [])]
    return _figures(by, wanted, where, below, as_of, tag)[0]


def figures(by: Actor, *, at: str, as_of: AsOf = NOW, tag: str = "") -> list[Figure]:
    """All indicators at a place, a query a ground; on a day past, those that are known for it. Refused for a place out of reach."""
    by.must("reporting.look")
    where, below = _asked_about(by, at)
    return _figures(by, [one for one in INDICATORS.values() if as_of == NOW or one.dated], where, below, as_of, tag)


def figures_named(by: Actor, names: Sequence[str], *, at: str) -> list[Figure]:
    """Some indicators at a place as they are now, in the order asked for; kept counts where they are true. Refused as `figure`."""
    by.must("reporting.look")
    wanted = [_declared(name, NOW) for name in names]
    where, below = _asked_about(by, at)
    beside = [INDICATORS[one.per] for one in wanted if one.per and one.per not in names]
    return _figures(by, [*wanted, *dict.fromkeys(beside)], where, below, NOW, "")[: len(wanted)]


def figures_at_hand(by: Actor, *, at: str, as_of: AsOf = NOW, tag: str = "") -> list[Figure] | None:
    """All indicators at a place where they are kept, but for some villages; None where they would be counted through: for a past day, and in a county in
    which much was written just now. Refused as `figures`."""
    by.must("reporting.look")
    where, below = _asked_about(by, at)
    old = kept.old_villages(at, Cut(at).day) if as_of == NOW else []
    return None if as_of != NOW or len(old) > MOST_OLD else _figures(by, list(INDICATORS.values()), where, below, as_of, tag, old)


def trend(by: Actor, name: str, *, at: str, days: Sequence[date], tag: str = "") -> list[tuple[date, int]]:
    """One figure at a place on several days, as known now. Refused as `figure`, and for more days than a chart can show."""
    by.must("reporting.look")
    if len(days) > MOST_DAYS:
        raise Refused(f"一次最多看 {MOST_DAYS} 个日子。")
    indicator = _declared(name, AsOf(days[0]) if days else NOW)
    where, _ = _asked_about(by, at)
    cuts = [_cut(by, where.code, AsOf(day), tag) for day in days]
    return list(zip(days, on_days(by, GROUNDS[indicator.rows], indicator, cuts, LENGTHS[where.level]), strict=True)) if days else []


def rows_behind(by: Actor, name: str, *, at: str, as_of: AsOf = NOW, tag: str = "", turn: Turn = FIRST) -> Page[Line]:
    """A page of the rows a figure counts, in a steady order. Refused as `figure`, and for whoever may not see such rows."""
    by.must("reporting.look")
    indicator = _declared(name, as_of)
    by.must(GROUNDS[indicator.rows].power)
    where, _ = _asked_about(by, at)
    lines = GROUNDS[indicator.rows].lines(by, indicator, _cut(by, where.code, as_of, tag), turn)
    return page_of(lines, turn, lambda one: one.key)


def _declared(name: str, as_of: AsOf) -> Indicator:
    indicator = INDICATORS.get(name)
    if indicator is None:
        raise Refused(f"没有“{name}”这个指标，请从“数字”页里选。")
    if as_of != NOW and not indicator.dated:
        raise Refused(f"“{indicator.name}”只有当前值，不能按日期查。")
    return indicator


def _asked_about(by: Actor, at: str) -> tuple[PlaceRow, list[PlaceRow]]:
    """The place, and those directly below it."""
    where = place(by, at)
    if where is None:
        raise Refused("没有这个地点，或它不在您岗位的管辖范围内。")
    return where, children(by, at)


def _cut(by: Actor, at: str, as_of: AsOf, tag: str) -> Cut:
    return Cut(at, as_of, places_tagged(by, tag, as_of) if tag else None)


def _figures(
    by: Actor, wanted: Sequence[Indicator], where: PlaceRow, below: list[PlaceRow], as_of: AsOf, tag: str, old: list[str] | None = None,
) -> list[Figure]:
    length = len(below[0].code) if below else LENGTHS[where.level]
    told, now = _counted(by, wanted, _cut(by, where.code, as_of, tag), length, old), timezone.now()
    return [_figure(one, where, below, told, as_of, now) for one in wanted]


def _figure(indicator: Indicator, where: PlaceRow, below: list[PlaceRow], told: Tallies, as_of: AsOf, now: datetime) -> Figure:
    own, whole = told[indicator.slug], told.get(indicator.per) if indicator.per else None
    parts = tuple(Part(indicator, one, own.get(one.code, 0), whole.get(one.code, 0) if whole is not None else None) for one in below)
    return Figure(indicator, where, sum(own.values()), as_of, now, parts, sum(whole.values()) if whole is not None else None)


def _counted(by: Actor, wanted: Sequence[Indicator], cut: Cut, length: int, old: list[str] | None = None) -> Tallies:
    """Counts by the codes of a length: of now, those kept, and villages whose counts are `old` (None: not looked for yet) from their rows; all else from the
    rows."""
    told: Tallies = {}
    keeping = [one for one in wanted if one.rows in kept.KEPT] if _may_use_kept(by, cut, length) else []
    old = kept.old_villages(cut.place, cut.day) if keeping and old is None else old or []
    if keeping and len(old) <= MOST_OLD:
        told = _kept_and_old(by, keeping, cut, length, old)
    else:
        keeping = []
    return told | _from_rows(by, [one for one in wanted if one not in keeping], cut, length)


def _may_use_kept(by: Actor, cut: Cut, length: int) -> bool:
    """Kept counts are of whole villages as they are now, and of no use to somebody who reaches a part of one."""
    whole = all(len(one.lo) <= LENGTHS["village"] for one in by.ranges)
    return cut.as_of == NOW and length <= LENGTHS["village"] and len(cut.place) <= LENGTHS["village"] and whole and by.can("crosscheck.look")


def _kept_and_old(by: Actor, wanted: Sequence[Indicator], cut: Cut, length: int, old: list[str]) -> Tallies:
    fresh = kept.read(by, wanted, cut.place, length, cut.places, but=old)
    anew = _from_rows(by, wanted, Cut(cut.place, cut.as_of, _both(cut.places, old)), length) if old else {}
    told: Tallies = {}
    for one in wanted:
        sums = dict(fresh.get(one.slug, {}))
        for code, value in anew.get(one.slug, {}).items():
            sums[code] = sums.get(code, 0) + value
        told[one.slug] = sums
    return told


def _both(places: Sequence[str] | None, old: Iterable[str]) -> list[str]:
    """The old villages among the places asked about."""
    return [code for code in old if places is None or any(code.startswith(one) for one in places)]


def _from_rows(by: Actor, wanted: Sequence[Indicator], cut: Cut, length: int) -> Tallies:
    told: Tallies = {}
    for ground, indicators in kept.by_ground(wanted).items():
        told |= GROUNDS[ground].tally(by, indicators, cut, length)
    return told

