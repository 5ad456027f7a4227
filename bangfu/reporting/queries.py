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
    """One figure at a place with its parts, in two queries. Refused for an unknown indicator, a place out of reach, or a day where only
    the present is known."""
    by.must("reporting.look")
    indicator = INDICATORS.get(name)
    if indicator is None:
        raise Refused(f"没有“{name}”这个指标。现有：{'、'.join(INDICATORS)}。")
    if as_of != NOW and not indicator.dated:
        raise Refused(f"“{indicator.name}”只有当前值，不能按日期查。")
    where = place(by, at)
    if where is None:
        raise Refused("没有这个地点，或它不在您岗位的管辖范围内。")
    below = children(by, at)
    length = len(below[0].code) if below else LENGTHS[where.level]
    tally = indicator.tally(by, place=at, length=length, as_of=as_of)
    parts = tuple(Part(one, tally.get(one.code, 0)) for one in below)
    return Figure(indicator, where, sum(tally.values()), as_of, timezone.now(), parts)


def figures(by: Actor, *, at: str, as_of: AsOf = NOW) -> list[Figure]:
    """All indicators at a place; on a day past, those that are known for it."""
    return [figure(by, name, at=at, as_of=as_of) for name, one in INDICATORS.items() if as_of == NOW or one.dated]
