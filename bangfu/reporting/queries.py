"""Figures: any indicator, any place, any day, as known on any day."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from bangfu.facts.models import NOW, AsOf
from bangfu.organization.actor import Actor
from bangfu.organization.queries import PlaceRow, children, place
from bangfu.reporting.indicators import INDICATORS, Indicator
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.refusal import Refused


@dataclass(frozen=True)
class Part:
    """One place below and its share of a figure."""

    place: PlaceRow
    value: int


@dataclass(frozen=True)
class Figure:
    """A figure with what it counts, where, for which day and as known when; `parts` are the places directly below, which sum to it."""

    indicator: Indicator
    place: PlaceRow
    value: int
    as_of: AsOf
    counted_at: datetime
    parts: tuple[Part, ...]


def figure(by: Actor, name: str, *, at: str, as_of: AsOf = NOW) -> Figure:
    """One figure at a place with its parts. Refused for an unknown indicator, a place out of reach, or a day where only
    the present is known."""
    by.must("reporting.look")
    indicator = INDICATORS.get(name)
    if indicator is None:
        raise Refused(f"没有“{name}”这个指标。现有：{'、'.join(INDICATORS)}。")
    if as_of != NOW and not indicator.dated:
        raise Refused(f"“{indicator.name}”只有当前值，不能按日期查。")
    where, below = _asked_about(by, at)
    return _figure(by, indicator, where, below, as_of)


def figures(by: Actor, *, at: str, as_of: AsOf = NOW) -> list[Figure]:
    """All indicators at a place, in a query each; on a day past, those that are known for it. Refused for a place out of reach."""
    by.must("reporting.look")
    where, below = _asked_about(by, at)
    return [_figure(by, one, where, below, as_of) for one in INDICATORS.values() if as_of == NOW or one.dated]


def _asked_about(by: Actor, at: str) -> tuple[PlaceRow, list[PlaceRow]]:
    """The place, and those directly below it."""
    where = place(by, at)
    if where is None:
        raise Refused("没有这个地点，或它不在您岗位的管辖范围内。")
    return where, children(by, at)


def _figure(by: Actor, indicator: Indicator, where: PlaceRow, below: list[PlaceRow], as_of: AsOf) -> Figure:
    length = len(below[0].code) if below else LENGTHS[where.level]
    tally = indicator.tally(by, place=where.code, length=length, as_of=as_of)
    parts = tuple(Part(one, tally.get(one.code, 0)) for one in below)
    return Figure(indicator, where, sum(tally.values()), as_of, timezone.now(), parts)
