"""Every indicator of the book against rows looked at one by one in Python, on a founded township with three years of history; and what is kept of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from bangfu.demo.found import found_village
from bangfu.demo.people import county
from bangfu.demo.places import COUNTY, places
from bangfu.demo.register import Village
from bangfu.facts import bulk
from bangfu.facts.models import FOREVER, NOW, AsOf
from bangfu.lists.keyset import Turn
from bangfu.organization.actions import PlaceRow, take_in_places
from bangfu.organization.actor import PROGRAM
from bangfu.organization.queries import places_reached
from bangfu.registry import actions as registry
from bangfu.registry.models import Cause, HouseholdRecord, IncomeItem, NaturalChange, PersonRecord, RiskSpell, StatusSpell
from bangfu.reporting import kept
from bangfu.reporting.grounds import GROUNDS, Cut
from bangfu.reporting.indicators import INDICATORS, Indicator
from bangfu.reporting.models import CountedVillage, FigureCount
from bangfu.reporting.queries import figures, rows_behind
from bangfu.rules.income import net_income, per_head, yearly_window
from bangfu.rules.money import Money
from bangfu.rules.natural_change import KINDS
from bangfu.rules.status import NOT_ASSISTED

VILLAGES, SEED = 3, 5
PAST = AsOf(date(2025, 3, 31))
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module", autouse=True)
def register(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """Three villages of the demo, founded; gone after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        take_in_places(PROGRAM, [PlaceRow(*row) for row in places("township")], since=date(2024, 1, 1), source="")
        for nth, village in enumerate(county("township", SEED)):
            if nth < VILLAGES:
                found_village(PROGRAM, _few(village))
        looked.cache_clear()
        yield
        transaction.set_rollback(True)


def _few(village: Village) -> Village:
    return replace(village, households=list(village.households)[:60])


@pytest.fixture(autouse=True)
def _open(register: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def standing() -> list[str]:
    """Every village there is, inhabited or not."""
    return [one.code for one in places_reached(PROGRAM, level="village")]


def age(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def says(row: dict[str, Any], where: dict[str, Any], homes: Callable[[str, str], set[Any]], day: date) -> bool:
    """Whether a row is meant: the words of the book once more, in Python."""
    return all(_says(row, name, value, homes, day) for name, value in where.items())


def _says(row: dict[str, Any], name: str, value: Any, homes: Callable[[str, str], set[Any]], day: date) -> bool:
    if name == "any":
        return any(says(row, one, homes, day) for one in value)
    if name in ("status", "risk", "cause"):
        return row["household_id"] in homes(name, value)
    if name == "age":
        return row["birth"] is not None and value.get("least", 0) <= age(row["birth"], day) <= value.get("most", 999)
    told = row[name]
    if isinstance(value, list):
        return told in value
    if not isinstance(value, dict):
        return bool(told == value)
    starts = value.get("begins", "")
    wanted = {
        "not": lambda one: told not in (one if isinstance(one, list) else [one]), "filled": lambda one: (told not in ("", None)) == one,
        "contains": lambda one: one in told, "begins": lambda _: told.startswith(tuple(starts) if isinstance(starts, list) else starts),
    }
    return all(wanted[word](one) for word, one in value.items())


@cache
def looked(as_of: AsOf) -> dict[str, int]:
    """What every dated indicator comes to at the county on a day, row by row."""
    day, believed = as_of.day or timezone.localdate(), {"superseded_at": FOREVER}
    there = as_of.filters()
    people, houses = list(PersonRecord.objects.filter(**there).values()), list(HouseholdRecord.objects.filter(**there).values())

    @cache
    def homes(name: str, value: str) -> set[Any]:
        if name == "status":
            family, _, label = value.partition(":")
            spells = StatusSpell.objects.filter(family=family, **there).exclude(label=NOT_ASSISTED)
            return {one.household_id for one in spells if label in ("", one.label)}
        model: Any = RiskSpell if name == "risk" else Cause
        return {one.household_id for one in model.objects.filter(label=value, **there) if name == "risk" or one.rank == 1}

    grounds: dict[str, Callable[[Indicator], int]] = {
        "persons": lambda one: _many(one, [row for row in people if says(row, dict(one.where), homes, day)]),
        "households": lambda one: sum(says(row, dict(one.where), homes, day) for row in houses),
        "changes": lambda one: sum(_changed(one, row, day) for row in NaturalChange.objects.filter(**believed)),
        "incomes": lambda one: sum(_earned(one, *told) for told in _earning(day, houses)),
    }
    return {slug: grounds[one.rows](one) for slug, one in INDICATORS.items() if one.rows in grounds}


def _many(one: Indicator, rows: Rows) -> int:
    return len({row["household_id"] for row in rows}) if one.counts == "households" else len(rows)


def _changed(one: Indicator, row: NaturalChange, day: date) -> bool:
    if row.valid_from.year != day.year or row.valid_from > day:
        return False
    if "direction" in one.where:
        return KINDS[row.kind].direction == one.where["direction"] and not KINDS[row.kind].household_moves
    return row.kind in one.where["kind"] if isinstance(one.where["kind"], list) else row.kind == one.where["kind"]


def _earning(day: date, houses: Rows) -> list[tuple[Money, int]]:
    window = yearly_window(day.year if day >= date(day.year, 10, 1) else day.year - 1)
    last = window.after - timedelta(days=1)
    told: list[tuple[Money, int]] = []
    for house in houses:
        rows = list(IncomeItem.objects.filter(household=house["household_id"], superseded_at=FOREVER, valid_from__gte=window.first, valid_to__lte=window.after))
        members = PersonRecord.objects.filter(household=house["household_id"], superseded_at=FOREVER, valid_from__lte=last, valid_to__gt=last).count()
        if rows and members and min(row.valid_from for row in rows) == window.first and max(row.valid_to for row in rows) == window.after:
            amounts: dict[str, Money] = {}
            for row in rows:
                amounts[row.item] = amounts.get(row.item, Money()) + row.amount
            told.append((net_income(amounts).net, members))
    return told


def _earned(one: Indicator, net: Money, members: int) -> int:
    band, amount = one.where.get("per_head", {}), per_head(net, members).amount
    is_meant = band.get("least", -10**9) * 100 <= amount.fen < band.get("below", 10**9) * 100
    return {"rows": 1, "persons": members, "net": net.fen}[one.counts] if is_meant else 0


@pytest.mark.parametrize("as_of", [NOW, PAST], ids=["now", "a past day"])
def test_every_figure_is_what_its_rows_say_one_by_one(as_of: AsOf) -> None:
    told = {one.indicator.slug: one.value for one in figures(PROGRAM, at=COUNTY, as_of=as_of)}
    expected = looked(as_of)
    assert {slug: told[slug] for slug in expected} == expected
    assert sum(value > 0 for value in expected.values()) > 50, "the county has somebody for most of them"


def test_a_household_of_which_two_spells_say_the_same_counts_once() -> None:
    spell = RiskSpell.objects.filter(**NOW.filters()).order_by("id").first()
    assert spell is not None
    risks = [one for one in INDICATORS.values() if "risk" in one.where]
    asked = [(some, Cut(COUNTY, day)) for some in (risks, [one for one in risks if one.where["risk"] == spell.label]) for day in (NOW, AsOf(timezone.localdate()))]
    before = [GROUNDS["households"].tally(PROGRAM, some, cut, 6) for some, cut in asked]
    with transaction.atomic():
        bulk.insert([spell.draft(sub_kind="又一种", recorded_at=spell.recorded_at, recorded_in=spell.recorded_in)])
        assert [GROUNDS["households"].tally(PROGRAM, some, cut, 6) for some, cut in asked] == before
        transaction.set_rollback(True)
    assert all(any(told.values()) for told in before)


def test_some_places_come_to_the_sum_of_each_without_what_lies_between() -> None:
    first, _, third = sorted({one.place_code[:12] for one in HouseholdRecord.objects.filter(**NOW.filters())})

    def tallied(ground: str, *places: str) -> dict[str, int]:
        return {code: n for told in GROUNDS[ground].tally(PROGRAM, grounds[ground], Cut(COUNTY, NOW, places), 12).values() for code, n in told.items()}

    grounds = kept.by_ground(kept.kept_indicators())
    for ground in ("persons", "households", "incomes"):
        assert tallied(ground, first, third) == tallied(ground, first) | tallied(ground, third) and set(tallied(ground, first, third)) == {first, third}


def test_a_tag_no_place_has_comes_to_nought() -> None:
    for day in (NOW, PAST):
        assert {one.value for one in figures(PROGRAM, at=COUNTY, as_of=day, tag="没有村有的标签")} == {0}
        assert rows_behind(PROGRAM, "with_income", at=COUNTY, as_of=day, tag="没有村有的标签").rows == ()


def test_every_figure_opens_to_as_many_rows_as_it_says() -> None:
    for one in figures(PROGRAM, at=COUNTY):
        there, turn = [page := rows_behind(PROGRAM, one.indicator.slug, at=COUNTY, turn=Turn(size=100))], page.following
        while turn:
            there.append(page := rows_behind(PROGRAM, one.indicator.slug, at=COUNTY, turn=turn))
            turn = page.following
        back, turn = [page], page.previous
        while turn:
            back.append(page := rows_behind(PROGRAM, one.indicator.slug, at=COUNTY, turn=turn))
            turn = page.previous
        assert [[line.key for line in page.rows] for page in reversed(back)] == [[line.key for line in page.rows] for page in there], one.indicator.slug
        keys = [line.key for page in there for line in page.rows]
        assert len(set(keys)) == len(keys) and (len(keys) == one.value or one.indicator.counts != "rows"), one.indicator.slug


def test_parts_come_to_the_whole_whether_kept_or_counted() -> None:
    CountedVillage.objects.all().delete()
    counted = figures(PROGRAM, at=COUNTY)
    assert len(standing()) > VILLAGES and kept.count_anew() == len(standing())
    assert kept.old_villages(COUNTY, timezone.localdate()) == [] and kept.differing() == {}
    again = figures(PROGRAM, at=COUNTY)
    assert [(one.indicator.slug, one.value, one.parts) for one in again] == [(one.indicator.slug, one.value, one.parts) for one in counted]
    assert all(sum(part.value for part in one.parts) == one.value for one in again)


def test_what_is_written_in_a_village_makes_its_counts_old_and_never_wrong() -> None:
    kept.count_anew()
    with transaction.atomic():
        one = PersonRecord.objects.filter(**NOW.filters(), sex="女", labour="普通劳动力").exclude(relation="户主").order_by("id").first()
        assert one is not None
        before = {each.indicator.slug: each.value for each in figures(PROGRAM, at=COUNTY)}
        registry.correct_person(PROGRAM, person=one.person_id, changes={"labour": "无劳动力"}, reason="核实过")
        assert kept.old_villages(COUNTY, timezone.localdate()) == [one.place_code[:12]]
        registry.leave_register(PROGRAM, person=one.person_id, kind="moved_out", on=timezone.localdate(), reason="迁往外县")
        after = {each.indicator.slug: each.value for each in figures(PROGRAM, at=COUNTY)}
        assert after["women"] == before["women"] - 1 and after["labour_persons"] == before["labour_persons"] - 1 and after["left"] == before["left"] + 1
        assert kept.count_anew() == 1 and kept.differing() == {}
        assert {each.indicator.slug: each.value for each in figures(PROGRAM, at=COUNTY)} == after
        transaction.set_rollback(True)


def test_a_count_that_was_meddled_with_is_found() -> None:
    kept.count_anew()
    with transaction.atomic():
        wrong = FigureCount.objects.filter(slug="women").order_by("place_code").first()
        assert wrong is not None
        FigureCount.objects.filter(pk=wrong.pk).update(value=wrong.value + 1)
        assert kept.differing() == {wrong.place_code: ["women"]}
        transaction.set_rollback(True)


def test_yesterday_s_counts_are_old_today_and_those_of_another_book_too() -> None:
    kept.count_anew()
    assert len(kept.old_villages(COUNTY, timezone.localdate() + timedelta(days=1))) == sum(code.startswith(COUNTY) for code in standing())
    with transaction.atomic():
        CountedVillage.objects.filter(place_code=standing()[0]).update(edition="an older book")
        assert kept.old_villages(COUNTY, timezone.localdate()) == [standing()[0]]
        transaction.set_rollback(True)
