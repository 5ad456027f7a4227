"""Understanding the header of a delivered sheet."""

import random
from collections.abc import Sequence

import pytest

from bangfu.rules.refusal import Refused
from bangfu.workbooks.header import Kept, Understanding, doubt, fold_label, layout_fits, rebuilt, understand
from bangfu.workbooks.layout import LAYOUTS, OWN_LIST

NATIONAL, VILLAGE, DECEASED = LAYOUTS["national_persons"], LAYOUTS["village_ledger"], LAYOUTS["deceased_list"]
MONITORED = LAYOUTS["monitored_households"]
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
    best = layout_fits(rows, (one for one in LAYOUTS.values() if one.slug != OWN_LIST))[0]
    assert best.layout.slug == slug
    assert 0 < best.score <= 1


def test_a_sheet_of_no_kind_fits_none_and_is_asked_about():
    fits = layout_fits(sheet(["会议记录"], ["一、", "二、"]), LAYOUTS.values())
    assert fits == [] and "请选定" in doubt(fits)


def test_only_the_beginning_of_a_long_sheet_is_read():
    def endless():
        yield 1, ["村", "姓名", "身份证号"]
        for number in range(2, 60):
            assert number < 50
            yield number, ["甲村", "赵甲", "1"]

    assert understand(endless(), VILLAGE).header_row == 1


def keys_of(found: Understanding) -> dict[str, tuple[str, str]]:
    return {column.text: (column.key, column.how) for column in found.columns}


GROUPED = sheet(
    ["村贫困户收入表"],
    ["序号", "村", "户主信息", "", "成员信息", "", "", "收入", "", "备注"],
    ["", "", "姓名", "证件号码", "姓名", "身份证号码", "关系", "上年", "本年", ""],
    ["1", "甲村", "赵甲", "990121195003070015", "赵乙", "990121198003070015", "之子", "100", "200", ""],
)


def test_a_heading_of_two_lines_is_read_with_its_groups():
    found = understand(GROUPED, VILLAGE)
    assert (found.header_row, found.header_rows, found.banner, found.is_complete) == (3, 2, ("村贫困户收入表",), False)
    assert keys_of(found) == {
        "序号": ("", "aside"), "村": ("village", "label"), "户主信息/姓名": ("head_name", "label"), "户主信息/证件号码": ("", "unsure"),
        "成员信息/姓名": ("name", "synonym"), "成员信息/身份证号码": ("", "unsure"), "成员信息/关系": ("relation", "synonym"),
        "收入/上年": ("", "unknown"), "收入/本年": ("", "unknown"), "备注": ("remark", "label"),
    }
    assert found.by_key["name"].letter == "E"
    assert found.missing == ("身份证号",), "this list knows no number of the head, so which of the two is meant is for a clerk to say"


def test_a_head_under_the_group_of_heads_is_not_taken_for_a_member():
    found = understand(GROUPED, MONITORED)
    assert {found.by_key[key].text for key in ("head_name", "head_id_number", "name", "id_number")} == {
        "户主信息/姓名", "户主信息/证件号码", "成员信息/姓名", "成员信息/身份证号码",
    }


def test_a_heading_of_three_lines_is_read_down_to_its_leaves():
    found = understand(sheet(
        ["户编号", "姓名", "证件号码", "家庭收入", "", "", "", "村"],
        ["", "", "", "工资性收入", "", "生产经营性收入", "", ""],
        ["", "", "", "务工", "零工", "种植", "养殖", ""],
        ["0001", "赵甲", "990121195003070015", "100", "200", "300", "400", "甲村"],
    ), MONITORED)
    assert (found.header_row, found.header_rows) == (3, 3)
    assert {key: column.text for key, column in found.by_key.items() if key.startswith("income.")} == {
        "income.wage_work": "家庭收入/工资性收入/务工", "income.wage_odd_jobs": "家庭收入/工资性收入/零工",
        "income.business_crops": "家庭收入/生产经营性收入/种植", "income.business_livestock": "家庭收入/生产经营性收入/养殖",
    }


def test_one_leaf_under_two_groups_is_taken_under_neither_but_asked_about():
    found = understand(sheet(
        ["村", "姓名", "身份证号", "上年", "", "本年", ""], ["", "", "", "户编号", "人均纯收入", "户编号", "人均纯收入"],
        ["甲村", "赵甲", "990121195003070015", "1", "2", "1", "3"],
    ), MONITORED)
    assert [(column.key, column.how, column.proposal) for column in found.columns[3:]] == [
        ("", "unsure", "household_number"), ("", "unsure", "income.per_head"), ("", "unsure", "household_number"), ("", "unsure", "income.per_head"),
    ]
    assert "household_number" not in found.by_key
    assert found.problems[1].startswith("拿不准的列：上年/户编号（D列）")


@pytest.mark.parametrize("rows", [
    sheet(["甲县人口信息表", "", ""], ["村", "姓名", "身份证号"], ["甲村", "赵甲", "1"]),
    sheet(["填报单位：甲县", "", "时间：2026年3月"], ["村", "姓名", "身份证号"], ["甲村", "赵甲", "1"]),
    sheet(["甲县花名册", "", "2026年"], ["村", "姓名", "身份证号"], ["甲村", "赵甲", "1"]),
    sheet(["村", "姓名", "身份证号", ""], ["甲村", "赵甲", "990121195003070015", "低保"], ["甲村", "赵乙", "990121198003070015", ""]),
    sheet(["小计", "4人"], ["村", "姓名", "身份证号"]),
])
def test_a_banner_a_total_and_a_row_of_data_are_no_line_of_the_heading(rows: list[tuple[int, list[str]]]):
    found = understand(rows, VILLAGE)
    assert found.header_rows == 1
    assert [column.text for column in found.columns][:3] == ["村", "姓名", "身份证号"]


def test_of_headings_that_come_again_the_first_is_taken():
    block = [["村", "收入", "", "姓名", "身份证号"], ["", "上年", "本年", "", ""]]
    assert understand(sheet(*block, ["甲村", "1", "2", "赵甲", "1"], *block), VILLAGE).header_row == 2


@pytest.mark.parametrize(("text", "key"), [
    ("本人身份证号", "id_number"), ("身份证号吗", "id_number"), ("户主证件号码1", "head_id_number"), ("身份号码证", ""), ("与户主之关系", "relation"),
    ("学生姓名", "name"), ("姓名拼音", ""),
    ("劳力", ""), ("家庭总收入", ""),
])
def test_what_comes_near_a_word_is_proposed_and_never_taken(text: str, key: str):
    found = understand(sheet(["村", "民族", text]), VILLAGE if key != "head_id_number" else MONITORED)
    last = found.columns[-1]
    assert (last.key, last.how, last.proposal) == ("", "unsure" if key else "unknown", key)
    assert last.is_own


def test_what_is_taken_already_is_not_proposed_again():
    found = understand(sheet(["村", "姓名", "身份证号", "学生姓名"]), VILLAGE)
    assert (found.columns[-1].how, found.columns[-1].proposal) == ("unknown", "")


def test_a_required_column_that_is_only_proposed_is_missing_until_it_is_confirmed():
    rows = sheet(["村", "姓名", "本人身份证号"])
    assert understand(rows, VILLAGE).missing == ("身份证号",)
    assert understand(rows, VILLAGE, {fold_label("本人身份证号"): "id_number"}).is_complete


@pytest.mark.parametrize(("text", "unit"), [
    ("耕地面积（亩）", "亩"), ("耕地面积(公顷)", "公顷"), ("住房面积[㎡]", "平方米"), ("务工月收入(元/月)", "元"), ("人均纯收入（单位：万元）", "万元"),
    ("务工时间（月）", "月"),
    ("与村主干路距离(KM)", "公里"), ("姓名（必填）", ""), ("姓名", ""), ("县（市、区、旗）", ""),
])
def test_the_unit_in_a_heading_is_kept(text: str, unit: str):
    found = understand(sheet(["户编号", "村", text]), MONITORED)
    assert found.columns[-1].unit == unit


@pytest.mark.parametrize(("banner", "unit"), [
    ("单位：万元", "万元"), ("填报单位：甲县    单位：万元", "万元"), ("(单位:千元)", "千元"), ("单位：万元  日期：2026年", "万元"), ("填报单位：甲县", ""),
    ("单位：人", ""), ("单位：亩、元", "元"),
])
def test_the_unit_of_a_sheet_is_found_in_its_banner(banner: str, unit: str):
    assert understand(sheet([banner], ["户编号", "村", "人均纯收入"]), MONITORED).columns[-1].unit == unit


def test_a_unit_for_the_whole_sheet_holds_where_it_fits_and_nothing_else_is_said():
    found = understand(sheet(
        ["监测对象信息"], ["填报单位：甲县", "", "", "（单位：万元、亩）"], ["户编号", "人均纯收入", "务工收入（元）", "耕地面积", "务工时间", "与村主干路距离"],
    ), MONITORED)
    assert [column.unit for column in found.columns] == ["", "万元", "元", "亩", "", ""]


def test_a_running_number_is_left_aside_and_counts_households_when_members_have_none():
    people = [["1", "甲村", "赵甲", "1"], ["2", "甲村", "钱乙", "2"]]
    assert understand(sheet(["序号", "村", "姓名", "身份证号"], *people), VILLAGE).columns[0].how == "aside"
    assert understand(sheet(["序号", "村", "姓名", "身份证号"], *people, ["", "", "钱丙", "3"]), VILLAGE).columns[0].how == "serial"
    assert not understand(sheet(["序号", "村", "姓名", "身份证号"], *people), VILLAGE).columns[0].is_own


@pytest.mark.parametrize("layout", [VILLAGE, MONITORED])
def test_an_understanding_is_built_again_from_what_was_kept_of_it(layout):
    found = understand(GROUPED, layout)
    kept = [Kept(one.index, one.letter, one.text, one.key, one.how, one.unit) for one in found.columns]
    again = rebuilt(found.header_row, found.header_rows, reversed(kept))
    assert (again.header_row, again.header_rows, again.names) == (found.header_row, found.header_rows, found.names)
    assert {key: (one.index, one.unit) for key, one in again.by_key.items()} == {key: (one.index, one.unit) for key, one in found.by_key.items()}


def test_lists_that_fit_alike_are_told_as_such():
    alike = sheet(["户编号", "村", "乡", "姓名", "证件号码", "与户主关系", "性别", "民族"])
    fits = layout_fits(alike, LAYOUTS.values())
    assert fits[0].score >= fits[1].score > 0
    assert [one.layout.slug for one in fits[:2]] == ["national_persons", "village_ledger"] or doubt(fits)
    both = [LAYOUTS["pupils"], LAYOUTS["pupils"]]
    assert doubt(layout_fits(sheet([field.label for field in both[0].fields]), both)) == "像“教育在校学生名单”，也像“教育在校学生名单”，请选定是哪一种。"


def test_a_clear_list_leaves_no_doubt_and_a_poor_one_does():
    assert doubt(layout_fits(sheet(LABELS), LAYOUTS.values())) == ""
    poor = layout_fits(sheet(["村", "姓名", "甲", "乙", "丙"]), [VILLAGE])
    assert "请核对" in doubt(poor) and poor[0].missing == ("身份证号",)
    assert "请选定" in doubt(layout_fits(sheet(["会议记录"]), LAYOUTS.values()))


def test_the_banner_decides_between_lists_of_the_same_columns():
    columns = ["姓名", "身份证号", "死亡日期", "注销日期"]
    assert layout_fits(sheet(columns), LAYOUTS.values())[0].layout.slug == "police_deaths"
    plain, hinted = (layout_fits(sheet([banner], ["姓名", "身份证号", "村"]), [VILLAGE])[0].score for banner in ("名单", "某村花名册"))
    assert hinted > plain
