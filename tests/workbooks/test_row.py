"""Rows: what is taken in, what is doubted, what goes back, what is skipped."""

from datetime import date
from pathlib import Path

import pytest

from bangfu.rules.id_number import check_digit
from bangfu.workbooks.header import understand
from bangfu.workbooks.layout import LAYOUTS
from bangfu.workbooks.row import Row, read_row, read_rows
from bangfu.workbooks.sheet import iter_rows
from tests.workbooks.foreign import by_openpyxl

NATIONAL, VILLAGE, DECEASED = LAYOUTS["national_persons"], LAYOUTS["village_ledger"], LAYOUTS["deceased_list"]
HEADER = ["村", "户编号", "姓名", "身份证号", "性别", "与户主关系", "联系电话", "备注", "老人补贴"]
NUMBER = "99012119500307001" + check_digit("99012119500307001")
WRONG = NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1")
GOOD = {
    "村": "甲村", "户编号": "0012", "姓名": "赵甲", "身份证号": NUMBER, "性别": "男", "与户主关系": "户主", "联系电话": "1", "备注": "",
    "老人补贴": "是",
}


def village(**cells: str) -> Row:
    found = understand([(1, HEADER)], VILLAGE)
    return read_row(7, [(GOOD | cells)[label] for label in HEADER], found, VILLAGE)


def national(**cells: str) -> Row:
    labels = list(dict.fromkeys(["乡", "村", "户编号", "姓名", "证件号码", "与户主关系", *cells]))
    good = {"乡": "甲乡", "村": "甲村", "户编号": "1", "姓名": "赵甲", "证件号码": NUMBER, "与户主关系": "户主"} | cells
    return read_row(4, [good[label] for label in labels], understand([(3, labels)], NATIONAL), NATIONAL)


def test_a_good_row_is_cleaned_and_kept_as_delivered():
    row = village(姓名=" 赵甲 ", 与户主关系="本人", 身份证号=f"'{NUMBER.lower()}")
    assert (row.number, row.faults, row.warnings, row.is_refused, row.is_footer) == (7, (), (), False, False)
    assert (row.values["name"], row.values["relation"], row.values["household_number"]) == ("赵甲", "户主", "0012")
    assert row.values["id_number"].digits == NUMBER
    assert row.values["remark"] == ""
    assert row.original["姓名"] == " 赵甲 "
    assert row.original["老人补贴"] == "是"
    assert list(row.original) == HEADER
    assert "老人补贴" not in row.values


@pytest.mark.parametrize(("cells", "key", "letter", "part"), [
    ({"身份证号": "9.9012119500307E+17"}, "id_number", "D", "改坏"),
    ({"身份证号": "990121195003070000"}, "id_number", "D", "改坏"),
    ({"身份证号": ""}, "id_number", "D", "没有填“身份证号”"),
    ({"身份证号": "12345"}, "id_number", "D", "5个字符"),
    ({"身份证号": "无"}, "id_number", "D", "没有填"),
    ({"姓名": "  "}, "name", "C", "没有填“姓名”"),
    ({"村": "-"}, "village", "A", "没有填“村”"),
])
def test_what_names_nobody_is_refused(cells: dict[str, str], key: str, letter: str, part: str):
    row = village(**cells)
    (fault,) = row.faults
    assert row.is_refused
    assert (fault.key, fault.column_letter, fault.delivered) == (key, letter, next(iter(cells.values())))
    assert part in fault.sentence


def test_everything_wrong_with_a_row_is_told_at_once():
    assert [fault.key for fault in village(村="", 姓名="", 身份证号="").faults] == ["village", "name", "id_number"]


@pytest.mark.parametrize(("cells", "key", "part"), [
    ({"身份证号": WRONG}, "id_number", "校验码"),
    ({"身份证号": "990121195013070018"}, "id_number", "出生日期"),
    ({"身份证号": "999999195003070018"}, "id_number", "临时编号"),
    ({"身份证号": "990121500307001"}, "id_number", "15位"),
    ({"姓名": "赵?"}, "name", "生僻字"),
    ({"性别": "1"}, "sex", "“1”"),
    ({"与户主关系": "干儿子"}, "relation", "“干儿子”"),
    ({"联系电话": "1.38E+10"}, "phone", "改坏"),
    ({"户编号": "9.9E+15"}, "household_number", "改坏"),
])
def test_a_finding_of_the_register_is_a_doubt_and_no_refusal(cells: dict[str, str], key: str, part: str):
    row = village(**cells)
    assert row.faults == ()
    (doubt,) = row.warnings
    assert doubt.key == key
    assert part in doubt.sentence


def test_an_unknown_label_is_kept_as_delivered():
    assert village(与户主关系=" 干儿子 ").values["relation"] == "干儿子"


@pytest.mark.parametrize(("label", "cell", "key", "value"), [
    ("出生日期", "19500307", "birth_date", date(1950, 3, 7)), ("出生日期", "", "birth_date", None), ("年度", "2023", "year", 2023),
    ("年度", "2023.0", "year", 2023), ("务工时间（月）", "-", "work_months", None),
    ("健康状况", "残疾,长期慢性病", "health", ("长期慢性病", "残疾")),
    ("健康状况", "", "health", ()), ("是否享受低保", "无", "minimum_living", "否"), ("是否享受低保", "", "minimum_living", ""),
    ("残疾类别", "肢体", "disability_kind", ("肢体残疾",)),
    ("民族", "汉", "nation", "汉族"), ("证件类型", "身份证", "id_kind", "居民身份证"),
    ("务工企业名称", " 某 公司\n", "employer", "某 公司"),
])
def test_each_kind_of_cell_has_its_kind_of_value(label: str, cell: str, key: str, value: object):
    row = national(**{label: cell})
    assert row.values[key] == value
    assert row.warnings == ()


@pytest.mark.parametrize(("label", "cell", "key", "value"), [
    ("出生日期", "1950-02-30", "birth_date", None), ("年度", "去年", "year", None), ("务工时间（月）", "2.5", "work_months", None),
    ("健康状况", "头疼,残疾", "health", ("残疾", "头疼")), ("是否享受低保", "也许", "minimum_living", "也许"),
])
def test_a_cell_that_cannot_be_read_is_a_doubt(label: str, cell: str, key: str, value: object):
    row = national(**{label: cell})
    assert row.values[key] == value
    assert [doubt.key for doubt in row.warnings] == [key]
    assert not row.is_refused


def test_the_heads_lost_digits_do_not_refuse_the_member():
    row = national(户主证件号码="9.9012119500307E+17")
    assert not row.is_refused
    assert row.warnings[0].sentence.startswith("“户主证件号码”")


@pytest.mark.parametrize("cell", ["", "2026-02-30", "2026年", "春节"])
def test_a_death_without_its_day_is_refused(cell: str):
    found = understand([(1, ["姓名", "身份证号", "死亡日期"])], DECEASED)
    (fault,) = read_row(2, ["赵甲", NUMBER, cell], found, DECEASED).faults
    assert fault.key == "death_date"


@pytest.mark.parametrize("cells", [
    ["合计", "", "12", "", "", "", "", "", ""],
    ["", "", "合 计", "38", "", "", "", "", ""],
    ["总计：", "12户", "38人", "", "", "", "", "", ""],
    ["小计", "", "", "", "", "", "", "", ""],
    ["全村合计", "", "38", "", "", "", "", "", ""],
    ["填表人：赵甲", "", "", "审核人：", "", "", "", "", ""],
    ["", "", "", "", "制表人", "", "", "", "2026年3月"],
    HEADER, [""] * 9, ["1", "2", "3", "4", "5", "6", "7", "8", "9"], ["(1)", "(2)", "(3)"],
])
def test_totals_signatures_and_repeated_headers_are_skipped(cells: list[str]):
    row = read_row(9, cells, understand([(1, HEADER)], VILLAGE), VILLAGE)
    assert (row.is_footer, row.faults, row.values) == (True, (), {})


@pytest.mark.parametrize("cells", [{"备注": "负责人：钱乙"}, {"姓名": "合计"}, {"备注": "合计"}, {"身份证号": "9.9E+17", "备注": "小计"}])
def test_a_person_is_never_taken_for_a_footer(cells: dict[str, str]):
    assert not village(**cells).is_footer


def test_a_row_with_only_a_name_is_refused_and_not_skipped():
    row = read_row(9, ["", "", "赵甲"], understand([(1, HEADER)], VILLAGE), VILLAGE)
    assert [fault.key for fault in row.faults] == ["village", "id_number"]


def test_duplicated_and_late_columns_are_kept_under_names_of_their_own():
    found = understand([(1, ["村", "姓名", "身份证号", "姓名"])], VILLAGE)
    row = read_row(2, ["甲村", "赵甲", NUMBER, "钱乙", "", "晚来的"], found, VILLAGE)
    assert row.values["name"] == "赵甲"
    assert row.original == {"村": "甲村", "姓名": "赵甲", "身份证号": NUMBER, "姓名(2)": "钱乙", "第F列": "晚来的"}


def test_a_short_row_has_blank_cells_at_its_end():
    assert village().original.keys() == read_row(2, ["甲村"], understand([(1, HEADER)], VILLAGE), VILLAGE).original.keys()


def test_a_whole_export_is_read_from_a_file_of_another_program(tmp_path: Path):
    """Two banners, shuffled columns, full-width digits, an ID that became a number, a totals row."""
    labels = [field.label for field in NATIONAL.fields][::-1]
    good = {"乡": "甲乡", "村": "甲村", "户编号": "0001", "姓名": "赵甲", "证件号码": NUMBER, "与户主关系": "户主", "性别": "男"}
    wide = good | {"姓名": "赵乙", "证件号码": NUMBER.translate({ord("0") + n: 0xFF10 + n for n in range(10)}), "与户主关系": "之子"}
    lost = good | {"姓名": "赵丙", "证件号码": float(NUMBER[:17] + "0")}
    people = [[person.get(label, "") for label in labels] for person in (good, wide, lost)]
    path = by_openpyxl(tmp_path / "人口信息.xlsx", [["人口信息"], ["导出时间：2026-03-01"], labels, *people, ["合计", 3]])
    found = understand(iter_rows(path, "Sheet1"), NATIONAL)
    rows = list(read_rows(iter_rows(path, "Sheet1"), found, NATIONAL))
    assert [row.number for row in rows] == [4, 5, 6, 7]
    assert [row.is_refused for row in rows] == [False, False, True, False]
    assert [row.is_footer for row in rows] == [False, False, False, True]
    assert rows[1].values["id_number"].digits == NUMBER
    assert rows[2].faults[0].delivered.startswith("9.9012119500307E+17")


def test_a_passport_names_somebody_when_the_row_says_it_is_one():
    assert national(证件类型="护照", 证件号码="E12345678").values["id_number"].names_somebody
    assert national(证件类型="居民身份证", 证件号码="E12345678").faults[0].key == "id_number"
    assert national(证件号码="E12345678").faults[0].key == "id_number"


def test_a_heading_of_two_lines_and_a_banner_that_come_again_are_skipped():
    heading = [["人员表", "", "", "", ""], ["村", "收入", "", "姓名", "身份证号"], ["", "上年", "本年", "", ""]]
    person = ["甲村", "1", "2", "赵甲", NUMBER]
    rows = list(enumerate([*heading, person, *heading, person], start=1))
    read = list(read_rows(iter(rows), understand(rows, VILLAGE), VILLAGE))
    assert [(row.number, row.is_footer) for row in read] == [(4, False), (5, True), (6, True), (7, True), (8, False)]
    assert read[0].original == {"村": "甲村", "收入/上年": "1", "收入/本年": "2", "姓名": "赵甲", "身份证号": NUMBER}


def test_an_amount_is_read_in_the_unit_of_its_column():
    layout = LAYOUTS["monitored_households"]
    rows = [(1, ["单位：万元"]), (2, ["户编号", "人均纯收入", "务工收入（元）", "耕地面积（公顷）", "林地面积"]), (3, ["0001", "1.2", "300", "2", "3"])]
    row = read_row(*rows[2], understand(rows, layout), layout)
    assert {key: str(value) for key, value in row.values.items()} == {
        "household_number": "0001", "income.per_head": "12,000.00", "income.wage_work": "300.00", "household.farmland": "30", "household.forest": "3",
    }


def test_what_was_read_before_is_read_alike_and_stays_bounded():
    found = understand([(1, HEADER)], VILLAGE)
    rows = [[(GOOD | {"备注": str(at % 700), "联系电话": str(at)})[label] for label in HEADER] for at in range(1500)]
    read = [read_row(at, cells, found, VILLAGE).values for at, cells in enumerate(rows)]
    assert [(one["remark"], one["phone"]) for one in read] == [(str(at % 700), str(at)) for at in range(1500)]
    assert max(map(len, found.plans["village_ledger"][1].readings)) <= 512
