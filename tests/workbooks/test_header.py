"""Understanding the header of a delivered sheet."""

import random
from collections.abc import Sequence

import pytest

from bangfu.rules.refusal import Refused
from bangfu.workbooks.header import best_layout, fold_label, letter_of, understand
from bangfu.workbooks.layout import LAYOUTS

NATIONAL, VILLAGE, DECEASED = LAYOUTS["national_persons"], LAYOUTS["village_ledger"], LAYOUTS["deceased_list"]
LABELS = [field.label for field in NATIONAL.fields]


def sheet(*rows: Sequence[str]) -> list[tuple[int, list[str]]]:
    return list(enumerate(map(list, rows), start=1))


@pytest.mark.parametrize(("written", "plain"), [
    ("身份证号*", "身份证号"), ("  身份\n证号 ", "身份证号"), ("务工时间（月）", "务工时间"), ("务工时间(月)", "务工时间"),
    ("耕地面积（亩）", "耕地面积"), ("人均纯收入【元】", "人均纯收入"), ("金额(单位:万元)", "金额"), ("姓名：", "姓名"),
    ("姓名（必填）", "姓名"), ("县（市、区、旗）", "县(市区旗)"), ("公益性岗位(月数)", "公益性岗位(月数)"), ("Ｉd", "ID"),
])
def test_labels_are_compared_without_their_dress(written: str, plain: str):
    assert fold_label(written) == plain


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (46, "AU"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")])
def test_columns_have_the_letters_excel_shows(index: int, letter: str):
    assert letter_of(index) == letter


def test_the_header_stands_below_two_banners():
    found = understand(sheet(["人口信息"], ["", "导出时间：2026-03-01"], LABELS, ["x"] * 47), NATIONAL)
    assert (found.header_row, found.banner) == (3, ("人口信息", "导出时间：2026-03-01"))
    assert found.is_complete
    assert found.problems == []
    assert {column.how for column in found.columns} == {"label"}


@pytest.mark.parametrize("seed", range(5))
def test_shuffled_columns_are_understood_alike(seed: int):
    shuffled = random.Random(seed).sample(LABELS, len(LABELS))
    found = understand(sheet(shuffled), NATIONAL)
    assert {key: column.text for key, column in found.by_key.items()} == {field.key: field.label for field in NATIONAL.fields}
    assert [column.text for column in found.columns] == shuffled


def test_synonyms_are_understood_and_told_from_labels():
    found = understand(sheet(["行政村", "姓名", "身份证号码", "家庭住址"]), VILLAGE)
    assert [(column.key, column.how) for column in found.columns] == [
        ("village", "synonym"), ("name", "label"), ("id_number", "synonym"), ("", "unknown"),
    ]
    assert found.problems == ["不认识的列：家庭住址（D列）。内容会原样保存；如有用处，请指出它是什么。"]


def test_a_missing_column_is_named():
    found = understand(sheet(["村", "姓名", "民族"]), VILLAGE)
    assert (found.missing, found.is_complete) == (("身份证号",), False)
    assert "缺少必需的列：身份证号" in found.problems[0]


def test_of_a_duplicated_header_the_first_is_taken_and_the_second_reported():
    found = understand(sheet(["村", "姓名", "身份证号", "姓名"], ["甲村", "赵甲", "1", "钱乙"]), VILLAGE)
    assert found.by_key["name"].letter == "B"
    assert [(column.letter, column.key, column.how) for column in found.columns if column.how == "duplicate"] == [("D", "", "duplicate")]
    assert found.duplicated == ("姓名",)
    assert "第D列“姓名”" in found.problems[0]
    assert list(found.names.values()) == ["村", "姓名", "身份证号", "姓名(2)"]


def test_the_labels_own_column_wins_over_a_synonym_before_it():
    found = understand(sheet(["联系电话", "成员联系电话", "姓名", "证件号码"]), NATIONAL)
    assert found.by_key["phone"].text == "成员联系电话"
    assert found.duplicated == ("联系电话",)


def test_what_was_learned_outweighs_everything():
    rows = sheet(["村", "姓名", "身份证号", "尊称", "备注"])
    found = understand(rows, VILLAGE, {fold_label("尊称"): "name", fold_label("姓名"): "head_name", fold_label("备注"): ""})
    assert {column.text: (column.key, column.how) for column in found.columns} == {
        "村": ("village", "label"), "姓名": ("head_name", "learned"), "身份证号": ("id_number", "label"), "尊称": ("name", "learned"),
        "备注": ("", "learned"),
    }
    assert found.problems == []


def test_a_learned_key_the_layout_no_longer_has_is_passed_over():
    found = understand(sheet(["村", "姓名", "身份证号", "尊称"]), VILLAGE, {"尊称": "gone"})
    assert found.columns[3].how == "unknown"


def test_examples_are_up_to_three_different_cells():
    rows = sheet(["村", "姓名", "身份证号"], *(["甲村", name, "1"] for name in ("赵甲", "赵甲", "钱乙", "", "孙丙", "李丁")))
    found = understand(rows, VILLAGE)
    assert [column.examples for column in found.columns] == [("甲村",), ("赵甲", "钱乙", "孙丙"), ("1",)]


def test_a_column_without_header_counts_when_it_holds_something():
    found = understand(sheet(["村", "姓名", "身份证号", "", ""], ["甲村", "赵甲", "1", "", "低保"]), VILLAGE)
    assert [(column.letter, column.title) for column in found.columns] == [
        ("A", "村"), ("B", "姓名"), ("C", "身份证号"), ("E", "第E列"),
    ]


@pytest.mark.parametrize("rows", [sheet(), sheet(["随便", "什么"]), sheet(*[["说明"]] * 15, ["村", "姓名", "身份证号"]), sheet(["姓名"])])
def test_without_a_header_the_sheet_is_refused_with_what_was_expected(rows: list[tuple[int, list[str]]]):
    with pytest.raises(Refused, match="村、姓名、身份证号"):
        understand(rows, VILLAGE)


def test_the_refusal_quotes_the_first_row():
    with pytest.raises(Refused, match="第1行写的是“随便、什么”"):
        understand(sheet(["随便", "什么"]), VILLAGE)


@pytest.mark.parametrize(("rows", "slug"), [
    (sheet(["人口信息"], LABELS), "national_persons"),
    (sheet(["村", "组", "户编号", "户主姓名", "姓名", "身份证号", "性别", "与户主关系", "民族", "联系电话", "备注"]), "village_ledger"),
    (sheet(["姓名", "身份证号", "死亡日期", "户籍地(村)", "乡镇", "原因"]), "deceased_list"),
    (sheet(["序号", "村", "姓名", "身份证号码"]), "village_ledger"),
    (sheet(["死者姓名", "证件号码", "去世时间"]), "deceased_list"),
])
def test_the_kind_of_list_is_guessed_from_its_columns(rows: list[tuple[int, list[str]]], slug: str):
    layout, score = best_layout(rows, LAYOUTS.values())
    assert layout.slug == slug
    assert 0 < score <= 1


def test_a_sheet_of_no_kind_is_refused():
    with pytest.raises(Refused, match="没有找到表头"):
        best_layout(sheet(["会议记录"], ["一、", "二、"]), LAYOUTS.values())


def test_only_the_beginning_of_a_long_sheet_is_read():
    def endless():
        yield 1, ["村", "姓名", "身份证号"]
        for number in range(2, 60):
            assert number < 50
            yield number, ["甲村", "赵甲", "1"]

    assert understand(endless(), VILLAGE).header_row == 1
