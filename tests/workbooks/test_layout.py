"""Layouts are data: these tests hold for every one, also those to come."""

from pathlib import Path

import pytest

from bangfu.workbooks.header import fold_label, layout_fits, understand
from bangfu.workbooks.layout import FOLDER, LAYOUTS, OWN_LIST, RECEIVERS, SUBJECTS, Field, Layout, read_layouts, read_shared
from bangfu.workbooks.row import read_row

every_layout = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda one: one.slug)


@every_layout
def test_no_word_means_two_columns(layout: Layout):
    meanings: dict[str, set[str]] = {}
    for field in layout.fields:
        for word in (field.label, *field.synonyms):
            meanings.setdefault(fold_label(word), set()).add(field.key)
    assert {word: keys for word, keys in meanings.items() if len(keys) > 1} == {}


@every_layout
def test_every_list_names_what_its_rows_are_about(layout: Layout):
    needed = {"person": {"name", "id_number"}, "household": {"household_number", "head_name"}, "village": {"township", "village"}}[layout.subject]
    assert needed - ({"id_number"} if layout.slug in (OWN_LIST, "phone_push") else set()) <= {field.key for field in layout.required}
    assert layout.receiver in RECEIVERS and layout.subject in SUBJECTS
    assert LAYOUTS[layout.slug] is layout
    assert layout.note and layout.title and layout.source_kind


@every_layout
def test_every_list_is_told_from_all_others_by_its_own_columns(layout: Layout):
    rows = [(1, [field.label for field in layout.fields])]
    assert layout_fits(rows, LAYOUTS.values())[0].layout is layout
    assert understand(rows, layout).is_complete


@every_layout
def test_no_heading_of_a_list_is_its_unit_alone(layout: Layout):
    assert [field.label for field in layout.fields if not fold_label(field.label)] == []


def test_the_ready_lists_are_those_of_the_national_system_and_of_the_departments():
    assert [slug for slug, one in LAYOUTS.items() if one.receiver == "register"] == [
        "household_basic", "household_building", "lifted_roster", "monitored_households", "national_persons", "planned_work", "village_information", "working_away",
    ]
    assert {slug for slug, one in LAYOUTS.items() if one.receiver == "source"} == {
        "village_ledger", "own_list", "deceased_list", "city_persons", "phone_push",
        "medical_insured", "medical_costs", "serious_illness", "health_deaths", "births", "school_dropouts", "pupils",
        "school_aid", "minimum_living", "destitute", "temporary_relief", "disability_cards", "employment", "pension_insured", "dangerous_houses",
        "water_supply", "disasters", "household_registration", "police_deaths", "vehicles", "businesses", "commercial_houses", "public_payroll",
    }


def test_the_monitored_export_knows_as_many_columns_as_a_user_can_choose():
    assert len(LAYOUTS["monitored_households"].fields) >= 177


def test_the_roster_of_lifted_people_knows_its_columns_but_the_count_of_heads():
    labels = [
        "序号", "县", "乡", "行政村", "自然村", "户编号", "人编号", "姓名", "证件号码",
        "人数", "与户主关系", "民族", "文化程度", "在校生状况", "健康状况", "劳动技能", "务工时间（月）", "是否参加大病保险",
        "致贫原因1", "危房户", "是否解决安全饮用水", "人均纯收入", "户联系电话", "人联系电话", "首次识别时间", "人员识别时间", "户类型",
        "易返贫致贫户(监测对象)类型", "风险是否消除", "风险识别时间", "风险消除时间",
    ]
    found = understand([(1, ["已脱贫人口名单"]), (2, labels)], LAYOUTS["lifted_roster"])
    assert [column.text for column in found.columns if not column.key] == ["序号", "人数"]
    assert {column.how for column in found.columns} == {"label", "synonym", "aside", "unknown"}
    assert layout_fits([(2, labels)], LAYOUTS.values())[0].layout.slug == "lifted_roster"


def test_the_person_export_has_its_47_columns():
    assert len(LAYOUTS["national_persons"].fields) == 47


def test_what_must_be_there_is_little():
    assert [field.label for field in LAYOUTS["village_ledger"].required] == ["村", "姓名", "身份证号"]
    assert [field.label for field in LAYOUTS["deceased_list"].required] == ["姓名", "身份证号", "死亡日期"]


NEW = """
slug = "grain_subsidy"
title = "种粮补贴名单"
source_kind = "grain"
receiver = "source"
hints = "种粮"
fields = [
  { key = "name", label = "种植户", words = "person_name", required = true, kind = "name" },
  { key = "id_number", required = true },
  "township", "village",
  { key = "field_area", label = "种植面积（亩）", synonyms = "面积 播种面积", required = true, kind = "quantity", unit = "亩" },
  { key = "paid", label = "补贴金额", kind = "money", unit = "元" },
]
"""


def test_a_new_list_needs_only_a_file(tmp_path: Path):
    (tmp_path / "grain.toml").write_text(NEW, encoding="utf-8")
    layouts = {**LAYOUTS, **read_layouts(tmp_path, read_shared(FOLDER))}
    rows = [(1, ["种粮补贴"]), (2, ["种植户", "身份证号码", "行政村", "面积（公顷）", "补贴金额(万元)"])]
    layout = layout_fits(rows, layouts.values())[0].layout
    assert layout.slug == "grain_subsidy"
    row = read_row(3, ["赵甲", "990121195003070015", "甲村", "2", "0.12"], understand(rows, layout), layout)
    assert (str(row.values["field_area"]), row.values["paid"].fen, row.values["village"]) == ("30", 120_000, "甲村")


@pytest.mark.parametrize(("wrong", "right", "told"), [
    ('kind = "quantity", unit = "亩"', 'kind = "quantity", unit = "头"', "field 'field_area' has an unknown unit '头'"),
    ('kind = "quantity", unit = "亩"', 'kind = "quantity"', "field 'field_area' has an unknown unit ''"),
    ('kind = "money", unit = "元"', 'kind = "gold"', "field 'paid' has an unknown kind 'gold'"),
    ('words = "person_name"', 'words = "nobody"', "field 'name' names unknown words"),
    ('key = "paid", label', 'key = "paid", lable', "field 'paid' has unknown entries: \\['lable'\\]"),
    ('{ key = "paid", label = "补贴金额", kind = "money", unit = "元" }', '"payed"', "field 'payed' needs a key and a label"),
    ('"township"', '"village"', "names a key twice: \\['village'\\]"),
    ('receiver = "source"', 'receiver = "sauce"', "unknown receiver or subject: 'sauce'"),
    ('receiver = "source"', "", "receiver"),
    ('hints = "种粮"', 'hint = "种粮"', "the layout has unknown entries: \\['hint'\\]"),
    ('slug = "grain_subsidy"', 'slug = grain', "[Ii]nvalid"),
])
def test_a_mistake_in_a_file_is_told_with_file_and_field(tmp_path: Path, wrong: str, right: str, told: str):
    assert wrong in NEW
    (tmp_path / "grain.toml").write_text(NEW.replace(wrong, right), encoding="utf-8")
    with pytest.raises(ValueError, match=f"^grain.toml: .*{told}"):
        read_layouts(tmp_path, read_shared(FOLDER))


def test_two_files_of_one_name_are_told(tmp_path: Path):
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(NEW, encoding="utf-8")
    with pytest.raises(ValueError, match="b.toml: another file is called 'grain_subsidy'"):
        read_layouts(tmp_path, read_shared(FOLDER))


def test_a_folder_may_share_columns_of_its_own(tmp_path: Path):
    (tmp_path / "shared.toml").write_text('[words]\nperson_name = "姓名 名字"\n[columns]\nid_number = { label = "号码", kind = "id_number" }', encoding="utf-8")
    (tmp_path / "own.toml").write_text(NEW.replace('"township", "village",', ""), encoding="utf-8")
    (layout,) = read_layouts(tmp_path, read_shared(tmp_path)).values()
    assert (layout.field("id_number").label, layout.field("id_number").required, layout.field("name").synonyms) == ("号码", True, ("姓名", "名字"))


def test_every_shared_column_is_used():
    used = {field.key for layout in LAYOUTS.values() for field in layout.fields}
    assert set(read_shared(FOLDER).columns) - used == set()


@pytest.mark.parametrize("kind", ["number", "code:", "code:NOWHERE", "set:", "text:SEX"])
def test_a_field_of_an_unknown_kind_is_a_programming_error(kind: str):
    with pytest.raises(ValueError, match="unknown kind"):
        Field("x", "某列", kind=kind)


def test_a_key_named_twice_is_a_programming_error():
    with pytest.raises(ValueError, match="twice"):
        Layout("x", "某表", "x", "source", (Field("a", "甲"), Field("a", "乙")))


def test_a_field_is_found_by_its_key():
    assert LAYOUTS["deceased_list"].field("death_date").label == "死亡日期"
    with pytest.raises(KeyError):
        LAYOUTS["deceased_list"].field("birth_date")
