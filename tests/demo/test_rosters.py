"""The lists look as the offices' lists do: foreign banners, text only, headings in another order every time."""

import pytest
from openpyxl import load_workbook
from python_calamine import load_workbook as calamine

from bangfu.demo.people import county
from bangfu.demo.places import villages
from bangfu.demo.rosters import LEDGER, NATIONAL, shuffled_headings
from bangfu.rules import codes
from bangfu.rules.dates import read_day
from bangfu.rules.id_number import read_number
from tests.demo.written import Written

VILLAGES = {row.name for row in villages("township")}


def test_the_export_has_its_47_columns_once() -> None:
    assert len(NATIONAL) == len(set(NATIONAL.values())) == 47


def test_headings_stand_in_another_order_in_every_edition_and_the_same_for_one_seed() -> None:
    assert sorted(shuffled_headings(1, 5)) == sorted(NATIONAL)
    assert shuffled_headings(1, 5) == shuffled_headings(1, 5) != shuffled_headings(1, 6) != shuffled_headings(2, 6)


def test_two_banner_rows_stand_above_the_headings_and_a_total_below(demo: Written) -> None:
    sheet = load_workbook(demo.files.national).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert [sum(cell is not None for cell in row) for row in rows[:3]] == [1, 1, 47]
    assert "2026-09-30" in str(rows[1][0])
    assert set(rows[2]) == set(NATIONAL)
    assert [cell for cell in rows[-1] if cell] == ["合计", f"{len(rows) - 4}人"]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:AU1", "A2:AU2"}


@pytest.mark.parametrize("which", ["national", "national_next", "deceased"])
def test_every_cell_is_text(demo: Written, which: str) -> None:
    rows = calamine(getattr(demo.files, which)).get_sheet_by_index(0).to_python()
    assert {type(cell) for row in rows for cell in row} == {str}


def test_leading_zeros_are_there_to_be_lost(demo: Written) -> None:
    assert all(row["户编号"].startswith("00") and len(row["户编号"]) == 12 for row in demo.national)


def test_the_export_names_every_place_and_the_year(demo: Written) -> None:
    assert {(row["省"], row["市"], row["县"], row["年度"]) for row in demo.national} == {("云泽省", "澄州市", "岚禾县", "2026")}
    assert {row["乡"] for row in demo.national} == {"枫溪镇", "望川镇"}


def test_disabled_persons_stand_under_their_certificate_in_the_export_and_under_their_number_in_the_ledger(demo: Written) -> None:
    """证件号码 of 20 or 22 characters, of which the first 18 are the identity number."""
    certificates = {row["证件号码"] for row in demo.national if row["证件类型"] == "残疾人证"}
    ledger = {row["身份证号"] for row in demo.ledger}
    assert {len(number) for number in certificates} <= {20, 22} and len(certificates) > 10
    assert sum(number[:18] in ledger for number in certificates) >= len(certificates) - 2
    assert all(read_number(number).status == "ok" for number in certificates)


def contradicted(demo: Written) -> set[str]:
    """Households about which some list says what is not so."""
    return {household for one in demo.truth["contradictions"] for household in (one["household"], *one["others"])}


def test_the_head_is_repeated_in_every_row_of_the_household(demo: Written) -> None:
    heads = {row["户编号"]: (row["姓名"], row["证件号码"]) for row in demo.national if row["与户主关系"] == "户主"}
    twice = {slip["household"] for slip in demo.truth["slips"] if slip["kind"] in ("two_heads", "number_eaten_by_excel")} | contradicted(demo)
    for row in demo.national:
        if row["户编号"] in heads and row["户编号"] not in twice:
            assert (row["户主姓名"], row["户主证件号码"]) == heads[row["户编号"]]


def test_the_ledger_speaks_as_villagers_do_and_still_means_the_labels(demo: Written) -> None:
    assert tuple(demo.ledger[0]) == LEDGER
    assert {"妻子", "丈夫", "儿子", "女儿", "孙子"} <= {row["与户主关系"] for row in demo.ledger}
    assert all(codes.RELATION.label(row["与户主关系"]) and codes.NATION.label(row["民族"]) for row in demo.ledger)
    true = {(row["户编号"], row["姓名"]): row["与户主关系"] for row in demo.national}
    spoiled = {slip["household"] for slip in demo.truth["slips"]} | contradicted(demo)
    listed = {row["户编号"] for row in demo.national}
    sound = [row for row in demo.ledger if row["户编号"] in listed - spoiled]
    assert len(sound) > 800
    assert all(codes.RELATION.label(row["与户主关系"]) == true[row["户编号"], row["姓名"]] for row in sound)


def test_the_export_lists_whom_the_national_system_follows_and_the_ledgers_list_everybody(demo: Written) -> None:
    truth = demo.truth["counts"]
    followed = {row["户编号"] for row in demo.national}
    assert followed == {house.number for made in county("township", 7) for house in made.households if house.followed}
    assert len({row["户编号"] for row in demo.ledger}) == 2_400
    persons = sum(one["persons"] for one in truth["on"]["2026-09-30"].values())
    assert abs(len(demo.ledger) - persons) < 0.01 * persons


def test_ledgers_go_group_by_group(demo: Written) -> None:
    seen: list[tuple[str, str]] = []
    for row in demo.ledger:
        if row["村"] in VILLAGES and (not seen or seen[-1] != (row["村"], row["组"])):
            seen.append((row["村"], row["组"]))
    assert len(set(seen)) >= 12 * 4 and all(group.endswith("组") for _, group in seen)
    assert len(seen) - len(set(seen)) <= 8   # where a row says another village


def test_days_of_death_are_written_as_it_came_and_all_readable(demo: Written) -> None:
    days = [row["死亡日期"] for row in demo.deceased]
    assert len({len(day) for day in days}) >= 3
    assert all(read_day(day) for day in days)


def test_most_of_the_dead_stand_in_no_other_list(demo: Written) -> None:
    known = {row["证件号码"][:18] for row in demo.national}
    still = [row for row in demo.deceased if row["身份证号"] in known]
    assert len(still) == sum(slip["kind"] == "dead_still_listed" for slip in demo.truth["slips"])
    assert len(demo.deceased) > 3 * len(still)
