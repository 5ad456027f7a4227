"""A village over time: who came and left by year, what households earned by year against the line, what became so this month."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from uuid import UUID

from django.db.models import BigIntegerField, Case, Count, F, Q, Sum, When
from django.db.models.functions import ExtractYear

from bangfu.facts.models import AsOf
from bangfu.organization.actor import Actor
from bangfu.registry.lines import Line, line_in_force
from bangfu.registry.models import HouseholdRecord, IncomeItem, NaturalChange, PersonRecord, RiskSpell, StatusSpell
from bangfu.registry.queries.spells import day_of, until
from bangfu.registry.queries.village_rows import lying
from bangfu.rules.income import ITEMS, Window, yearly_window
from bangfu.rules.income.window import FIRST_MONTH
from bangfu.rules.money import Money
from bangfu.rules.natural_change import change_kind
from bangfu.rules.status import FAMILIES

DAY = timedelta(days=1)
YEARS = 5
MOST = 60   # of what became so this month, told one by one
COSTS = [slug for slug, item in ITEMS.items() if item.sign < 0]


@dataclass(frozen=True)
class YearOfChanges:
    """Who came into households of the village in a year, and who left, by reason: (word, persons)."""

    year: int
    came: tuple[tuple[str, int], ...]
    left: tuple[tuple[str, int], ...]

    @property
    def balance(self) -> int:
        """More came than left by so many."""
        return sum(n for _, n in self.came) - sum(n for _, n in self.left)


@dataclass(frozen=True)
class YearOfIncome:
    """What some households (`whose`) earned together in twelve months: of those only whose months are all recorded. `below`: how many of them
    lie below the line a head; None where nobody has set one."""

    whose: str
    window: Window
    households: int
    persons: int
    net: Money
    per_head: Money
    line: Line | None
    below: int | None


@dataclass(frozen=True)
class Happening:
    """Something that became so in the month: when, what, whose household."""

    on: date
    word: str
    name: str
    household: UUID
    number: str


def changes_by_year(by: Actor, place: str, as_of: AsOf) -> tuple[YearOfChanges, ...]:
    """Natural changes of the last years, the latest first: one query."""
    found = NaturalChange.objects.filter(lying(by, place, as_of), **until(as_of))
    years: dict[int, Counter[str]] = defaultdict(Counter)
    for year, kind, number in found.annotate(year=ExtractYear("valid_from")).values_list("year", "kind").annotate(n=Count("id")):
        years[year][kind] += number
    return tuple(_year(year, years[year]) for year in sorted(years, reverse=True)[:YEARS])


def _year(year: int, kinds: Mapping[str, int]) -> YearOfChanges:
    def told(direction: str) -> tuple[tuple[str, int], ...]:
        return tuple((change_kind(kind).word, n) for kind, n in sorted(kinds.items(), key=lambda one: -one[1]) if change_kind(kind).direction == direction)
    return YearOfChanges(year, told("in"), told("out"))


def incomes(by: Actor, place: str, groups: Mapping[str, Collection[UUID]], as_of: AsOf) -> tuple[YearOfIncome, ...]:
    """What groups of households (word → ids) earned a head by year, the latest first, against the line in force then: two queries, and the lines."""
    wanted = {one for those in groups.values() for one in those}
    nets = _nets(by, wanted, as_of)
    spans = _spans(by, {household for year in nets.values() for household in year}, as_of)

    @cache
    def line(day: date) -> Line | None:
        return line_in_force(place, day, as_of.known)
    return tuple(
        made for year in sorted(nets, reverse=True)[:YEARS] for whose, those in groups.items()
        if (made := _earned(whose, yearly_window(year), {one: nets[year][one] for one in nets[year] if one in those}, spans, line))
    )


def _nets(by: Actor, households: Collection[UUID], as_of: AsOf) -> dict[int, dict[UUID, Money]]:
    """Net income by year of collection and household, of those whose twelve months are recorded whole."""
    signed = Sum(Case(When(item__in=COSTS, then=F("amount") * -1), default=F("amount"), output_field=BigIntegerField()))
    found = IncomeItem.objects.filter(by.scope(), **until(as_of), household__among=set(households))
    parts: dict[int, dict[UUID, list[tuple[date, date, int]]]] = defaultdict(lambda: defaultdict(list))
    for household, first, after, net in found.values_list("household_id", "valid_from", "valid_to").annotate(net=signed):
        last = after - DAY
        parts[last.year + (last.month >= FIRST_MONTH)][household].append((first, after, int(net)))
    return {
        year: nets for year, those in parts.items()
        if (nets := {one: Money(sum(net for *_, net in lines)) for one, lines in those.items() if _is_whole(yearly_window(year), lines)})
    }


def _is_whole(window: Window, lines: Sequence[tuple[date, date, int]]) -> bool:
    return (min(first for first, *_ in lines), max(after for _, after, _ in lines)) == (window.first, window.after)


def _spans(by: Actor, households: Collection[UUID], as_of: AsOf) -> dict[UUID, list[tuple[date, date]]]:
    """The days somebody belonged to households, a span a record."""
    spans = defaultdict(list)
    records = PersonRecord.objects.filter(by.scope(), **until(as_of), household__among=set(households))
    for household, first, after in records.values_list("household_id", "valid_from", "valid_to"):
        spans[household].append((first, after))
    return spans


def _earned(whose: str, window: Window, nets: Mapping[UUID, Money], spans: Mapping[UUID, list[tuple[date, date]]], line: object) -> YearOfIncome | None:
    """The year of one group; each household's members are those of the last day, or of the first day it is known."""
    sizes = {one: _size(spans.get(one, []), window.after - DAY) for one in nets}
    counted = {one: nets[one] for one, size in sizes.items() if size}
    if not counted:
        return None
    net, persons = Money.sum(counted.values()), sum(sizes.values())
    limit: Line | None = line(window.after - DAY)   # type: ignore[operator]
    below = sum(counted[one].per(sizes[one]) < limit.amount for one in counted) if limit else None
    return YearOfIncome(whose, window, len(counted), persons, net, net.per(persons), limit, below)


def _size(spans: Sequence[tuple[date, date]], day: date) -> int:
    on = max([day, *([min(first for first, _ in spans)] if spans else [])])
    return sum(first <= on < after for first, after in spans)


def this_month(by: Actor, place: str, households: Collection[UUID], as_of: AsOf) -> tuple[Happening, ...]:
    """What became so in the month of the day: who came and left, which labels of `households` began and ended; the latest first, `MOST` at most.
    Five queries."""
    day = day_of(as_of)
    first = day.replace(day=1)
    events = NaturalChange.objects.filter(lying(by, place, as_of), **until(as_of), valid_from__gte=first).order_by("-valid_from")
    found: list[Told] = [
        (on, change_kind(kind).word, of, person) for on, kind, of, person in events.values_list("valid_from", "kind", "household_id", "person_id")[:MOST]
    ]
    for model in (StatusSpell, RiskSpell):
        found += _turned(model, households, as_of, first, day)
    return tuple(_named(by, sorted(found, key=lambda one: one[0], reverse=True)[:MOST]))


Told = tuple[date, str, UUID, UUID | None]   # when, what, whose household, which person


def _turned(model: type[StatusSpell] | type[RiskSpell], households: Collection[UUID], as_of: AsOf, first: date, day: date) -> list[Told]:
    """Spells that began or ended in the month."""
    known = model._default_manager.filter(**until(as_of), household__among=set(households))
    turned = known.filter(Q(valid_from__gte=first) | Q(valid_to__gte=first, valid_to__lte=day)).order_by("-valid_from")
    begun, over = [one for one in turned if one.valid_from >= first], [one for one in turned if first <= one.valid_to <= day]
    return [
        *((one.valid_from, f"{_family(one)}：{one.label}", one.household_id, None) for one in begun[:MOST]),
        *((one.valid_to, f"{_family(one)}：{one.label}结束{'，' if one.ended_how else ''}{one.ended_how}", one.household_id, None)
          for one in sorted(over, key=lambda one: one.valid_to, reverse=True)[:MOST]),
    ]


def _family(one: StatusSpell | RiskSpell) -> str:
    return FAMILIES[one.family].word if isinstance(one, StatusSpell) else "返贫致贫风险"


def _named(by: Actor, found: Iterable[Told]) -> Iterable[Happening]:
    """With the names of people and heads, and the numbers of households."""
    rows = list(found)
    of = {household for _, _, household, _ in rows}
    records = PersonRecord.objects.filter(by.scope(), household__among=of).order_by("recorded_at").values_list("person_id", "household_id", "name", "relation")
    names = {person: name for person, _, name, _ in records}
    heads = {household: name for _, household, name, relation in records if relation in ("户主", "本人")}
    numbers = dict(HouseholdRecord.objects.filter(by.scope(), household__among=of).order_by("recorded_at").values_list("household_id", "number"))
    for on, word, household, person in rows:
        name = names.get(person, "") if person else heads.get(household, "")
        yield Happening(on, word, name, household, numbers.get(household, ""))
