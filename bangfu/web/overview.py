"""The overview of a place, composed from one question of each package: the numbers that matter, where it is worst, what changed, how it went."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from bangfu.crosscheck import queries as crosscheck
from bangfu.organization.actor import Actor
from bangfu.organization.queries import PlaceRow
from bangfu.registry import queries as registry
from bangfu.reporting.queries import Figure, figures_named
from bangfu.reporting.trend_chart import Line, month_ends

SHOWN = ("households", "persons", "lifted_households", "monitored_households", "open_findings")   # the numbers that matter
STATUSES = {"lifted_households": "assisted:脱贫户", "monitored_households": "monitored:"}
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Stat:
    """A number that opens, as `parts/stat.html` writes it. `name`: what its note is put into place by, which follows with the week."""

    name: str
    label: str
    number: str
    unit: str
    url: str
    red: bool
    note: str = "和一周前比…"


@dataclass(frozen=True)
class Part:
    """A place below: how many live there, its unsettled findings and those to be put right, these also to a thousand persons. Shares are of the worst."""

    place: PlaceRow
    households: int
    persons: int
    unsettled: int
    must: int
    share: float
    rate_share: float

    @property
    def rate(self) -> float | None:
        """Findings to be put right to a thousand persons; None where nobody is."""
        return self.must * 1000 / self.persons if self.persons else None


def week_began() -> tuple[date, datetime]:
    """The day a week ago, and its end: what came later came this week."""
    day = timezone.localdate() - WEEK
    return day, timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def stats(where: PlaceRow, counted: Mapping[str, Figure]) -> list[Stat]:
    """The numbers that matter."""
    return [
        Stat(
            name, one.indicator.name, f"{one.value:,}", one.indicator.unit, reverse("figure", args=[where.code, name]), name == "open_findings" and one.value > 0,
        ) for name, one in counted.items()
    ]


def people(by: Actor, place: str) -> list[Stat]:
    """Who is in the register, for whoever may open it and counts no figures: whoever walks a grid."""
    if not by.can("registry.look"):
        return []
    told, url = registry.counts(by, place), reverse("roster", args=[place])
    return [
        Stat("", "在册户数", f"{told.households:,}", "户", f"{url}?by=household", False, "看各户"), Stat("", "在册人数", f"{told.persons:,}", "人", url, False, "看名册"),
    ]


def notes(by: Actor, place: str, changed: crosscheck.Changed | None) -> dict[str, str]:
    """What to say under each number that matters ('' where the asker may not know): households and people against a week ago, findings by what of them
    `changed` in the week."""
    if not by.can("reporting.look"):
        return {}
    told = dict.fromkeys(SHOWN, "")
    if by.can("registry.look"):
        counted = {one.indicator.slug: one.value for one in figures_named(by, [name for name in SHOWN if name != "open_findings"], at=place)}
        told |= {name: _against(counted[name] - value) for name, value in _a_week_ago(by, place).items()}
    if changed:
        told["open_findings"] = f"本周新 {changed.new + changed.back:,}，消除 {changed.gone:,}"
    return told


def _a_week_ago(by: Actor, place: str) -> dict[str, int]:
    day, _ = week_began()
    (before,) = registry.counts_on_days(by, place, [day])
    ago = {name: registry.households_counted_as(by, place=place, status=status, on=day) for name, status in STATUSES.items()}
    return {"households": before.households, "persons": before.persons} | ago


def _against(change: int) -> str:
    return f"比一周前{'多' if change > 0 else '少'} {abs(change):,}" if change else "一周没变"


def parts(by: Actor, where: PlaceRow, counted: Mapping[str, Figure], *, by_rate: bool) -> list[Part]:
    """The places below, the worst first: by findings to be put right, or by these to a thousand persons. None at a village."""
    if where.level == "village" or "persons" not in counted:
        return []
    found = {one.place.code: one.whole for one in crosscheck.board(by, where.code)} if by.can("crosscheck.look") else {}
    columns = {name: {part.place.code: part.value for part in counted[name].parts} for name in ("households", "persons")}
    told = [_part(part.place, columns, found.get(part.place.code, crosscheck.Tally())) for part in counted["persons"].parts]
    most, highest = max((one.must for one in told), default=0) or 1, max((one.rate or 0 for one in told), default=0) or 1
    told = [Part(one.place, one.households, one.persons, one.unsettled, one.must, one.must * 100 / most, (one.rate or 0) * 100 / highest) for one in told]
    return sorted(told, key=lambda one: (-(one.rate or 0) if by_rate else -one.must, -one.unsettled, one.place.code))


def _part(place: PlaceRow, columns: Mapping[str, Mapping[str, int]], whole: crosscheck.Tally) -> Part:
    return Part(place, columns["households"].get(place.code, 0), columns["persons"].get(place.code, 0), whole.unsettled, whole.must, 0, 0)


def lines(by: Actor, where: PlaceRow) -> Iterator[Line]:
    """How it went: findings not settled over twelve weeks, people and households counted as monitored over twelve months."""
    if by.can("crosscheck.look"):
        values = crosscheck.unsettled_by_week(by, where.code)
        yield Line("未办结疑点，十二周", "条", values, {day: reverse("runs") for day, _ in values})
    if by.can("registry.look") and by.can("reporting.look"):
        days = month_ends(timezone.localdate())
        monitored = registry.households_counted_on(by, place=where.code, status="monitored:", days=days)
        yield _line(where, "monitored_households", "监测对象，十二个月", "户", list(zip(days, monitored, strict=True)))
        people = [one.persons for one in registry.counts_on_days(by, where.code, days)]
        yield _line(where, "persons", "在册人口，十二个月", "人", list(zip(days, people, strict=True)))


def _line(where: PlaceRow, name: str, title: str, unit: str, values: Sequence[tuple[date, int]]) -> Line:
    address = reverse("figure_rows", args=[where.code, name])
    return Line(title, unit, values, {day: f"{address}?as_of={day.isoformat()}" for day, _ in values})
