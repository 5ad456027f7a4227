"""Household blocks: what stands in the first row of a household is carried down inside it, and nowhere else."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bangfu.rules.id_number import check_digit
from bangfu.workbooks.header import understand
from bangfu.workbooks.layout import LAYOUTS
from bangfu.workbooks.row import NOWHERE, Row, read_row, read_rows
from bangfu.workbooks.sheet import iter_rows

NATIONAL = LAYOUTS["national_persons"]
HEADER = ["乡", "村", "户编号", "户主姓名", "户联系电话", "姓名", "证件号码", "与户主关系", "性别"]


def number(serial: int) -> str:
    first = f"99012119500307{serial:03d}"
    return first + check_digit(first)


def read(*rows: Sequence[str], header: Sequence[str] = HEADER, layout: str = "national_persons") -> list[Row]:
    numbered = [(at, list(row)) for at, row in enumerate((header, *rows), start=1)]
    return list(read_rows(iter(numbered), understand(numbered, LAYOUTS[layout]), LAYOUTS[layout]))


FIRST = ["甲乡", "甲村", "0001", "赵甲", "13800000000", "赵甲", number(1), "户主", "男"]
MEMBER = ["", "", "", "", "", "赵乙", number(2), "之子", ""]
SECOND = ["甲乡", "乙村", "0002", "钱丙", "", "钱丙", number(3), "户主", "男"]


def test_what_tells_of_the_household_is_carried_down_and_said_to_be():
    first, member, second, other = read(FIRST, MEMBER, SECOND, ["", "", "", "", "", "钱丁", number(4), "之女", "女"])
    assert [member.values[key] for key in ("township", "village", "household_number", "head_name", "household_phone")] == FIRST[:5]
    assert member.carried == {"township", "village", "household_number", "head_name", "household_phone"}
    assert (first.carried, second.carried, member.faults) == (frozenset(), frozenset(), ())
    assert (other.values["household_number"], other.values["village"], other.values["household_phone"]) == ("0002", "乙村", "")
    assert other.carried == {"township", "village", "household_number", "head_name"}


def test_what_was_delivered_stays_blank_and_a_persons_own_cells_are_not_carried():
    _, member = read(FIRST, MEMBER)
    assert member.original == dict(zip(HEADER, MEMBER, strict=True))
    assert member.values["sex"] == ""


@pytest.mark.parametrize(("row", "why"), [
    (["", "", "", "", "", "钱丙", number(3), "户主", "男"], "the next 户主"),
    (["", "乙村", "", "", "", "钱丙", number(3), "之子", "男"], "a village that differs"),
    (["", "", "", "钱丙", "", "钱丁", number(3), "之子", "男"], "another 户主姓名"),
    (["", "", "", "", "13900000000", "钱丁", number(3), "之子", "男"], "another phone"),
])
def test_the_next_household_without_its_number_goes_back_and_is_given_nobodys(row: list[str], why: str):
    _, next_one, below = read(FIRST, row, ["", "", "", "", "", "钱戊", number(5), "之女", ""])
    assert {fault.key for fault in next_one.faults} >= {"household_number"}, why
    assert next_one.values["household_number"] == below.values["household_number"] == ""
    assert below.is_refused


def test_cells_said_again_in_every_row_go_on_with_the_block():
    _, member = read(FIRST, ["甲乡", "甲村", "", "赵甲", "", "赵乙", number(2), "之子", ""])
    assert (member.values["household_number"], member.carried) == ("0001", {"household_number", "household_phone"})


def test_the_head_may_stand_below_the_first_row_of_the_household():
    wife = ["甲乡", "甲村", "0001", "赵甲", "", "孙己", number(6), "配偶", "女"]
    head = ["", "", "", "", "", "赵甲", number(1), "户主", "男"]
    found = read(wife, head, MEMBER, head)
    assert [row.values["household_number"] for row in found] == ["0001", "0001", "0001", ""], "a second head is another household's"


def test_a_village_alone_makes_no_household():
    rows = read(
        ["甲村", "一组", "赵甲", number(1)], ["", "", "赵乙", number(2)], header=["村", "组", "姓名", "身份证号"], layout="village_ledger",
    )
    assert [row.values["group"] for row in rows] == ["一组", ""]
    assert rows[1].is_refused


def test_a_running_number_of_households_begins_the_next():
    header = ["序号", "村", "户主姓名", "姓名", "身份证号"]
    rows = read(
        ["1", "甲村", "赵甲", "赵甲", number(1)], ["", "", "", "赵乙", number(2)], ["2", "甲村", "", "钱丙", number(3)], ["", "", "", "钱丁", number(4)],
        header=header, layout="village_ledger",
    )
    assert [row.values["head_name"] for row in rows] == ["赵甲", "赵甲", "", ""]
    assert [row.values["village"] for row in rows] == ["甲村"] * 4


def test_a_running_number_of_people_does_not():
    rows = read(["1", "甲村", "赵甲", "赵甲", number(1)], ["2", "", "", "赵乙", number(2)], header=["序号", "村", "户主姓名", "姓名", "身份证号"],
        layout="village_ledger")
    assert rows[1].values["head_name"] == "赵甲"


def test_a_heading_that_comes_again_does_not_part_a_household_and_a_total_does():
    again = read(FIRST, HEADER, MEMBER)
    total = read(FIRST, ["合计", "1人"], MEMBER)
    assert (again[1].is_footer, again[2].values["household_number"]) == (True, "0001")
    assert (total[1].is_footer, total[2].values["household_number"], total[2].is_refused) == (True, "", True)


def test_a_row_that_names_nobody_is_given_no_household():
    _, empty, member = read(FIRST, ["", "", "", "", "", "", number(2), "之子", ""], MEMBER)
    assert (empty.carried, empty.values["household_number"]) == (frozenset(), "")
    assert member.values["household_number"] == "0001"


def test_a_row_read_by_itself_carries_nothing():
    found = understand([(1, HEADER)], NATIONAL)
    assert read_row(3, MEMBER, found, NATIONAL).values["household_number"] == ""


def test_the_first_row_of_a_sheet_has_nothing_above_it():
    assert [row.is_refused for row in read(MEMBER, FIRST)] == [True, False]


KINDS_OF_ROWS = st.sampled_from([FIRST, MEMBER, SECOND, HEADER, ["合计"], ["", "", "", "", "", "李庚", number(7), "户主", ""],
["", "", "", "赵甲", "", "李辛", number(8), "之女", ""]])


@given(st.lists(KINDS_OF_ROWS, max_size=12), st.data())
@settings(max_examples=60)
def test_reading_on_behind_a_checkpoint_is_reading_through(rows: list[list[str]], data: st.DataObject):
    numbered = [(at, row) for at, row in enumerate((HEADER, *rows), start=1)]
    found = understand(numbered, NATIONAL)
    through = list(read_rows(numbered, found, NATIONAL))
    cut = data.draw(st.integers(0, len(through)))
    after = through[cut - 1].block if cut else NOWHERE
    assert list(read_rows(numbered[1 + cut:], found, NATIONAL, after)) == through[cut:]
    if after.number:
        again = [row for row in read_rows(numbered[after.number - 1:], found, NATIONAL) if row.number > through[cut - 1].number]
        assert [row.values for row in again] == [row.values for row in through[cut:]], "its first row's number is enough to take the block up again"


def test_a_sheet_with_merged_headings_and_merged_households_is_read_whole(tmp_path: Path):
    """Written by another program: a title over all columns, a heading of two lines, each household's cells merged down, a signature below."""
    book = Workbook()
    sheet = book.active
    for line in (
        ["某村监测对象情况表"], ["村", "户编号", "户主信息", "", "家庭成员", "", "", "人均纯收入（万元）", ""],
        ["", "", "姓名", "证件号码", "姓名", "证件号码", "关系", "上年", "本年"],
        ["甲村", "0001", "赵甲", number(1), "赵甲", number(1), "户主", 1.2, 1.5], [None] * 4 + ["赵 乙", number(2), "长子"],
        ["甲村", "0002", "钱丙", number(3), "钱丙", number(3), "户主", 0.9, 1], [None] * 4 + ["钱丁", number(4), "妻"], ["填表人：孙戊"],
    ):
        sheet.append(line)
    for merged in ("A1:I1", "A2:A3", "B2:B3", "C2:D2", "E2:G2", "H2:I2", *(f"{column}{row}:{column}{row + 1}" for column in "ABCDHI" for row in (4, 6))):
        sheet.merge_cells(merged)
    book.save(tmp_path / "监测.xlsx")
    layout = LAYOUTS["monitored_households"]
    found = understand(iter_rows(tmp_path / "监测.xlsx", "Sheet"), layout)
    rows = list(read_rows(iter_rows(tmp_path / "监测.xlsx", "Sheet"), found, layout))
    assert (found.header_row, found.header_rows, found.banner) == (3, 2, ("某村监测对象情况表",))
    assert [(one.text, one.key, one.how, one.proposal, one.unit) for one in found.columns[-2:]] == [
        ("人均纯收入（万元）/上年", "", "unsure", "income.per_head", "万元"), ("人均纯收入（万元）/本年", "", "unsure", "income.per_head", "万元"),
    ]
    assert [[row.values.get(key) for key in ("village", "household_number", "head_name", "name", "relation")] for row in rows[:4]] == [
        ["甲村", "0001", "赵甲", "赵甲", "户主"], ["甲村", "0001", "赵甲", "赵乙", "之子"], ["甲村", "0002", "钱丙", "钱丙", "户主"],
        ["甲村", "0002", "钱丙", "钱丁", "配偶"],
    ]
    assert [row.is_footer for row in rows] == [False, False, False, False, True]
    assert rows[1].values["head_id_number"].digits == number(1)
