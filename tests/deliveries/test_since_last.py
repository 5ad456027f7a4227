"""What changed since the last export: held against a plain model, village by village, page by page."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bangfu.deliveries import actions
from bangfu.deliveries.models import DeliveredRow, Delivery
from bangfu.deliveries.since_last import key_of, since_last, since_last_counts
from bangfu.deliveries.since_missing import missing_told, villages_missing
from bangfu.deliveries.since_workbook import since_workbook
from bangfu.facts.models import NOW
from bangfu.organization.actions import PlaceRow, take_in_places
from bangfu.organization.actor import PROGRAM
from bangfu.registry.models import PersonRecord
from bangfu.registry.previews import village_changes
from bangfu.work.worker import sweep
from tests.county import NEXT_VILLAGE, OTHER_TOWNSHIP, SINCE, TOWNSHIP, VILLAGE, County
from tests.deliveries.office import HEADINGS, Line, applied, compared, families, national, number
from tests.registry.lists import HOUSEHOLDS, known, looked_at, printed, taken

JUNE, JULY, AUGUST = date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31)
GOOD = families()
NEXT = families("下垟村", share=2)
OWN = "自办备注"


@pytest.fixture(autouse=True)
def layouts(county: County) -> Iterator[None]:
    with known():
        yield


def told(county: County, found: Delivery, **how: Any) -> list[tuple[Any, ...]]:
    return [(one.place_code, one.what, one.name, one.differences) for one in since_last(county.township_clerk, found.pk, **how)]


def counted(county: County, found: Delivery) -> dict[str, tuple[int, int, int, int]]:
    return {one.place_code: (one.new, one.gone, one.changed, one.same) for one in since_last_counts(county.township_clerk, found.pk)}


def test_new_gone_and_changed_cell_by_cell(county: County) -> None:
    applied(county.township_clerk, national([*GOOD, *NEXT]), day=JUNE)
    born = Line(GOOD[0].household, "新生01", "覃小满", number(77, date(2026, 7, 1)), "之孙女")
    lines = [GOOD[0].but(nation="壮族", phone="15400099901"), *GOOD[1:8], born, *NEXT]
    found = compared(county.township_clerk, national(lines), day=JULY)
    assert told(county, found) == [
        (VILLAGE, "changed", "覃天明", (("民族", "汉族", "壮族"), ("成员联系电话", "不同", "不同"))), (VILLAGE, "new", "覃小满", ()), (VILLAGE, "gone", GOOD[8].name, ()),
    ]
    assert counted(county, found) == {VILLAGE: (1, 1, 1, 7), NEXT_VILLAGE: (0, 0, 0, 9)}
    before = since_last_counts(county.township_clerk, found.pk)[0].before
    assert before is not None and before.data_day == JUNE


def test_no_number_of_a_person_is_told(county: County) -> None:
    applied(county.township_clerk, national(GOOD), day=JUNE)
    found = compared(county.township_clerk, national([one.but(id_number=number(500 + nth), phone="") for nth, one in enumerate(GOOD)]), day=JULY)
    said = str(since_last(county.township_clerk, found.pk))
    assert said.count("不同") == 27 and not any(one.id_number in said or one.phone in said for one in GOOD) and number(500) not in said


def test_a_column_only_one_of_the_lists_has_says_nothing_and_spellings_are_the_same(county: County) -> None:
    applied(county.township_clerk, national(GOOD), day=JUNE)
    fewer = tuple(one for one in HEADINGS if one not in ("民族", "务工企业名称"))
    found = compared(county.township_clerk, national([one.but(name=f" {one.name} ") for one in GOOD], fewer[::-1]), day=JULY)
    assert told(county, found) == [] and counted(county, found) == {VILLAGE: (0, 0, 0, 9)}


def test_a_county_s_own_columns_count_but_a_running_number_does_not(county: County) -> None:
    headings = ("序号", *HEADINGS, OWN)

    def listed(turn: int, remark: str) -> list[Line]:
        return [replace(one, more={"序号": str(nth + turn), OWN: remark if nth == 4 else "同"}) for nth, one in enumerate(GOOD)]

    applied(county.township_clerk, national(listed(1, "同"), headings), day=JUNE)
    found = compared(county.township_clerk, national(listed(7, "搬走"), headings), day=JULY)
    for _ in range(2):
        assert told(county, found) == [(VILLAGE, "changed", GOOD[4].name, ((OWN, "同", "搬走"),))]
        for one in Delivery.objects.all():
            printed(one)


def test_whoever_stands_under_another_number_is_known_by_id_and_name(county: County) -> None:
    old = [one.but(person="") for one in GOOD]
    applied(county.township_clerk, national(old), day=JUNE)
    found = compared(county.township_clerk, national([*GOOD[:8], GOOD[8].but(name="蓝别人")]), day=JULY)
    assert counted(county, found) == {VILLAGE: (1, 1, 8, 0)}   # the number itself is what they have anew
    assert {one[3] for one in told(county, found) if one[1] == "changed"} == {(("人口编号", "", one.person),) for one in GOOD[:8]}


def test_it_is_held_against_the_list_before_it_also_when_a_later_one_came(county: County) -> None:
    applied(county.township_clerk, national(GOOD), day=JUNE)
    found = applied(county.township_clerk, national([GOOD[0].but(nation="壮族"), *GOOD[1:]]), day=JULY)
    applied(county.township_clerk, national([GOOD[0].but(nation="侗族"), *GOOD[1:]]), day=AUGUST)
    assert told(county, found) == [(VILLAGE, "changed", "覃天明", (("民族", "汉族", "壮族"),))]


def test_a_first_list_is_all_new(county: County) -> None:
    found = compared(county.township_clerk, national(GOOD), day=JUNE)
    assert counted(county, found) == {VILLAGE: (9, 0, 0, 0)} and since_last_counts(county.township_clerk, found.pk)[0].before is None


def test_households_are_known_by_their_number(county: County) -> None:
    applied(county.township_clerk, national(GOOD), day=JUNE)
    rows = [{"township": "青石镇", "village": "上垟村", "household_number": one.household, "household.address": "甲"} for one in GOOD[::3]]
    taken(county.township_clerk, HOUSEHOLDS, rows, JUNE)
    found = looked_at(county.township_clerk, HOUSEHOLDS, [rows[1] | {"household.address": "乙"}, rows[0]], JULY)
    said = since_last(county.township_clerk, found.pk)
    assert [(one.what, one.household_number, one.differences) for one in said] == [
        ("changed", rows[1]["household_number"], (("住址", "甲", "乙"),)), ("gone", rows[2]["household_number"], ()),
    ]


def test_page_by_page_it_is_the_same(county: County) -> None:
    applied(county.township_clerk, national([*GOOD[:4], *NEXT]), day=JUNE)
    found = compared(county.township_clerk, national([GOOD[0].but(nation="苗族"), *GOOD[2:], *NEXT[3:]]), day=JULY)
    whole = since_last(county.township_clerk, found.pk)
    for limit in (1, 2, 3, 50):
        pages, after = [], ""
        while page := since_last(county.township_clerk, found.pk, after=after, limit=limit):
            pages += page
            after = key_of(page[-1])
        assert pages == whole
    assert len(whole) == 1 + 5 + 1 + 3
    assert since_last(county.township_clerk, found.pk, place=VILLAGE) + since_last(county.township_clerk, found.pk, place=NEXT_VILLAGE) == whole
    assert since_last(county.township_clerk, found.pk, place=TOWNSHIP) == whole


def test_nobody_out_of_reach_is_told(county: County) -> None:
    applied(county.township_clerk, national([*GOOD, *NEXT]), day=JUNE)
    found = compared(county.township_clerk, national([*GOOD[1:], *NEXT[1:]]), day=JULY)
    for who in (county.neighbour, county.stranger, county.nobody, county.former):
        assert since_last(who, found.pk) == [] == since_last_counts(who, found.pk)
    assert {one.place_code for one in since_last(county.village_clerk, found.pk)} <= {VILLAGE}


Month = list[tuple[int, str, str]]
LISTS = st.lists(
    st.tuples(st.integers(0, 17), st.sampled_from(["汉族", "壮族", ""]), st.sampled_from(["", "竹器厂"])), unique_by=lambda one: one[0], min_size=1, max_size=18,
)
ALL = [*GOOD, *NEXT]


def lines(month: Month) -> list[Line]:
    return [ALL[nth].but(nation=nation, employer=employer) for nth, nation, employer in month]


def model(old: Month, new: Month) -> dict[str, list[tuple[str, str, tuple[Any, ...]]]]:
    """By village what a plain comparison of the two lists says; a village the new list does not have is left out."""
    before, said = {ALL[nth].person: (nation, employer) for nth, nation, employer in old}, {}
    for village in sorted({ALL[nth].village for nth, *_ in new}):
        now = {ALL[nth].person: (nation, employer) for nth, nation, employer in new if ALL[nth].village == village}
        rows = [("new", person, ()) for person in now if person not in before]
        rows += [("changed", person, told) for person, cells in now.items() if person in before and (told := unlike(before[person], cells))]
        rows += [("gone", ALL[nth].person, ()) for nth, *_ in old if ALL[nth].village == village and ALL[nth].person not in now]
        said[{"上垟村": VILLAGE, "下垟村": NEXT_VILLAGE}[village]] = sorted(rows)
    return said


def unlike(old: tuple[str, str], new: tuple[str, str]) -> tuple[Any, ...]:
    return tuple((label, a, b) for label, a, b in zip(("民族", "务工企业名称"), old, new, strict=True) if a != b)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LISTS, LISTS, st.booleans())
def test_it_is_what_a_plain_comparison_says(county: County, old: Month, new: Month, prints: bool) -> None:
    with transaction.atomic():
        applied(county.township_clerk, national(lines(old)), day=JUNE)
        found = compared(county.township_clerk, national(lines(new)), day=JULY)
        if prints:
            for one in Delivery.objects.all():
                printed(one)
        persons = dict(DeliveredRow.objects.values_list("pk", "person_number"))
        said: dict[str, list[tuple[str, str, tuple[Any, ...]]]] = {one.place_code: [] for one in since_last_counts(county.township_clerk, found.pk)}
        for one in since_last(county.township_clerk, found.pk, limit=1000):
            said[one.place_code].append((one.what, persons[one.row], one.differences))
        expected = model(old, new)
        assert {place: sorted(rows) for place, rows in said.items()} == expected
        for village in since_last_counts(county.township_clerk, found.pk):
            rows = expected[village.place_code]
            assert (village.new, village.gone, village.changed) == tuple(sum(one[0] == what for one in rows) for what in ("new", "gone", "changed"))
        actions.cancel(county.township_clerk, delivery=found.pk)
        sweep()
        transaction.set_rollback(True)


def test_a_village_the_new_list_lacks_altogether_is_named_and_left_alone(county: County) -> None:
    """Of three villages of one list one is missing in the next; a fourth came in a list of its own, and nobody misses it."""
    by, third = county.township_clerk, families("石门村", share=3)
    applied(by, national([*GOOD, *NEXT, *third]), day=JUNE)
    found = compared(by, national([*GOOD, *third]), day=JULY)
    assert [(one.place_code, one.place_name, one.rows, one.before.data_day) for one in villages_missing(by, found.pk)] == [(NEXT_VILLAGE, "下垟村", 9, JUNE)]
    said = missing_told(villages_missing(by, found.pk))
    assert "下垟村（9 行）" in said and "1 个村" in said and "2026-06-30" in said
    actions.request_apply(by, delivery=found.pk)
    sweep()
    assert PersonRecord.objects.filter(place_code=NEXT_VILLAGE, **NOW.filters()).count() == 9, "nobody is removed"
    only_third = compared(by, national(third), day=AUGUST)
    assert [one.place_code for one in villages_missing(by, only_third.pk)] == [VILLAGE], "the second was missing before already: its last list is not the one replaced"
    assert villages_missing(county.neighbour, found.pk) == [] and missing_told([]) == ""


def test_of_two_villages_of_one_name_it_is_said_which_is_missing(county: County) -> None:
    take_in_places(PROGRAM, [PlaceRow(f"{OTHER_TOWNSHIP}009", "上垟村")], since=SINCE, source="体验县名单")
    by, there = county.county_officer, families(township="柳溪乡", share=3)
    applied(by, national([*GOOD, *NEXT, *there]), day=JUNE)
    found = compared(by, national(GOOD), day=JULY)
    assert [one.place_name for one in villages_missing(by, found.pk)] == ["下垟村", "柳溪乡上垟村"]


def test_villages_that_come_each_in_a_list_of_their_own_are_not_missed(county: County) -> None:
    by = county.township_clerk
    applied(by, national(GOOD), day=JUNE)
    assert villages_missing(by, applied(by, national(NEXT), day=JUNE).pk) == []
    assert villages_missing(by, compared(by, national(GOOD[:8]), day=JULY).pk) == []


def test_the_preview_and_the_comparison_say_so(county: County, client: Any) -> None:
    by = county.township_clerk
    applied(by, national([*GOOD, *NEXT]), day=JUNE)
    found = compared(by, national(GOOD), day=JULY)
    client.force_login(county.user("township_clerk"), backend="django.contrib.auth.backends.ModelBackend")
    for page in ("delivery", "since_last"):
        assert "下垟村（9 行）" in client.get(reverse(page, args=[found.pk])).content.decode()
    sheet = openpyxl.load_workbook(since_workbook(by, delivery=found.pk)).worksheets[0]
    assert "下垟村（9 行）" in str(sheet["A2"].value)


def test_whom_the_lists_have_in_two_villages_came_and_left(county: County) -> None:
    """A household that moved is neither new nor gone; where the rest of the county is out of reach, it is."""
    applied(county.township_clerk, national([*GOOD, *NEXT]), day=JUNE)
    moving = [one.but(village="下垟村") if one.household == GOOD[3].household else one for one in GOOD[:8]]
    found = compared(county.township_clerk, national([*moving, *NEXT]), day=JULY)
    rows = since_last(county.township_clerk, found.pk)
    assert [(one.place_code, one.what, one.name, one.elsewhere) for one in rows] == [
        *((VILLAGE, "left", one.name, "下垟村") for one in GOOD[3:6]), (VILLAGE, "gone", GOOD[8].name, ""),
        *((NEXT_VILLAGE, "came", one.name, "上垟村") for one in GOOD[3:6]),
    ]
    village = {one.place_code: (one.new, one.gone, one.changed, one.same, one.came, one.left) for one in since_last_counts(county.township_clerk, found.pk)}
    assert village == {VILLAGE: (0, 1, 0, 5, 0, 3), NEXT_VILLAGE: (0, 0, 0, 9, 3, 0)}
    assert [one.what for one in since_last(county.township_clerk, found.pk, after=key_of(rows[1]))] == [one.what for one in rows[2:]]
    assert [one.what for one in since_last(county.village_clerk, found.pk)] == ["gone"] * 4
    sheet = openpyxl.load_workbook(since_workbook(county.township_clerk, delivery=found.pk)).active
    told = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    assert [row[1:7] for row in told if row[1:2] == ["迁来"]] == [["迁来", one.name, one.household, "村", "上垟村", "下垟村"] for one in GOOD[3:6]]
    assert {tuple(row[4:7]) for row in told if row[1:2] == ["迁走"]} == {("村", "上垟村", "下垟村")}

    said = village_changes(county.township_clerk, found.pk, VILLAGE)
    assert [one.name for one in said.gone] == [GOOD[8].name]
    assert {(one.name, village) for one, village in said.left} == {(one.name, "下垟村") for one in GOOD[3:6]}
