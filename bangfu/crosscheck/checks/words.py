"""Words: what the sources, columns and ways of settling that checks speak of are called."""

from bangfu.registry.columns import HOUSEHOLD, PERSON, VILLAGE, Column
from bangfu.rules.income import ITEMS
from bangfu.workbooks.layout import LAYOUTS

REGISTER = "register"
HOUSEHOLD_PREFIX = "h_"   # before a column of the household where one of the person stands beside it
# What is reckoned or stands in no column of a form.
MORE_WORDS = {
    "data_day": "名单数据日期", "listed_age": "名单日期那天的年龄", "dead_on": "去世日期", "dead_months": "去世后的月数", "card_number_part": "残疾人证号后两位",
    "absent": "名单中没有此人", "age": "年龄", "birth": "出生日期", "event_day": "死亡日期", "id_birth": "证件号码中的出生日期", "id_sex": "证件号码中的性别",
    "id_part": "残疾人证后两位", "phone_index": "联系电话", "phone_fault": "联系电话", "bank_index": "银行账号", "bank_fault": "银行账号", "id_status": "证件号码",
    "id_index": "证件号码",
    "household_number": "户编号", "head_name": "户主", "head_age": "户主年龄",
    "assisted": "户类型", "assisted_since": "户类型起始时间", "monitored": "监测对象类别", "monitored_since": "识别监测时间", "relief": "民政救助身份",
    "monitored_before": "原监测对象类别", "monitored_ended": "风险消除时间", "monitored_ended_how": "风险消除方式", "risks": "返贫致贫风险", "risks_before": "消除的风险",
    "disasters": "灾害类型", "risk_remarks": "风险说明", "main_cause": "主要致贫原因", "causes": "致贫原因",
    "guarantee_housing": "住房安全", "guarantee_education": "义务教育", "guarantee_water": "饮水安全", "guarantee_medical": "基本医疗",
    "income_wage": "工资性收入", "income_business": "生产经营性收入", "income_property": "财产性收入", "income_transfer": "转移性收入",
    "income_expense": "生产经营性支出", **{f"income_{item.slug}": item.word for item in ITEMS.values()},
    **{f"basic_income_{item.slug}": f"户信息导出里的{item.word}" for item in ITEMS.values()},
    "income_net": "家庭纯收入", "income_per_head": "人均纯收入",
    "members": "家庭人口", "heads": "户主人数", "workers": "劳动力人数", "able": "16至59岁健康不在校的人数", "disabled": "残疾人数", "sick": "患大病、慢性病人数",
    "students": "在校生人数", "out_of_school": "义务教育阶段不在校人数", "uninsured": "未参加医保人数", "minimum_living_members": "享受低保人数",
    "destitute_members": "特困供养人数", "working_members": "务工人数", "away_members": "县外务工人数", "post_members": "公益性岗位人数",
    "term_age": "开学时年龄", "work_from_age": "开始务工时的年龄", "known_months": "登记了几个月", "monitored_months": "监测了几个月",
    "monitored_lasted": "从识别到消除的月数", "account_homes": "用这个账号的户数",
    "of_school_age": "义务教育阶段人数", "vocational": "中职高职在校生人数", "hands": "有劳动能力的人数", "severely_disabled": "一二级残疾人数",
    "health_unknown": "健康状况没有登记的人数", "works_unknown": "是否务工没有登记的人数", "school_unknown": "上学情况没有登记的人数",
    "labour_unknown": "劳动技能没有登记的人数", "minimum_living_unknown": "低保情况没有登记的人数", "destitute_unknown": "特困情况没有登记的人数",
    "sons": "儿子人数", "daughters": "女儿人数", "subsidised": "有交通费补助的人数", "wages": "务工月收入乘月数",
    "register_minimum_living": "名册中低保人数", "register_destitute": "名册中特困人数", "register_disabled": "名册中残疾人数",
    "register_dangerous": "名册中危房户数", "register_without_water": "名册中饮水没有解决的户数",
    **{f"assisted_{land}": f"脱贫户{VILLAGE[land].word}合计" for land in (
        "farmland", "forest", "returned_forest", "orchard", "grassland", "water_surface")},
    "tags": "标签", "register_persons": "名册人数", "register_households": "名册户数", "how": "怎么对上的",
}
WAYS = {"fix_id": "更正证件号码", "leave": "移出名册", "add": "补录进名册"}
_OF_ID = {"fix_id": "id_number"}


def source_word(source: str) -> str:
    """What a source is called; the register too."""
    return "名册" if source == REGISTER else LAYOUTS[source].title if source in LAYOUTS else source


def cell_word(source: str, column: str) -> str:
    """What the column of a cell is called: of the register its form's word, of a list the heading of its layout."""
    known = _register_column(column)
    if source != REGISTER and source in LAYOUTS:
        field = next((one for one in LAYOUTS[source].fields if one.key.replace(".", "_") in (column, column.removesuffix("_index"))), None)
        if field is not None:
            return field.label
    return known.word if known else MORE_WORDS.get(column.removeprefix(HOUSEHOLD_PREFIX), column)


def _register_column(column: str) -> Column | None:
    if column.startswith(HOUSEHOLD_PREFIX):
        return HOUSEHOLD.get(column.removeprefix(HOUSEHOLD_PREFIX))
    return PERSON.get(column) or HOUSEHOLD.get(column) or VILLAGE.get(column)


def fixed_column(way: str) -> tuple[str, Column] | None:
    """("person" or "household", the column) that a way of settling corrects; None for one that corrects no column."""
    name = _OF_ID.get(way, way.removeprefix("fix_"))
    if not way.startswith("fix_"):
        return None
    if name.startswith(HOUSEHOLD_PREFIX):
        return "household", HOUSEHOLD[name.removeprefix(HOUSEHOLD_PREFIX)]
    return "person", PERSON[name]


def way_word(way: str) -> str:
    """What a way of settling is called."""
    if way in WAYS:
        return WAYS[way]
    fixed = fixed_column(way)
    return f"更正{fixed[1].word}" if fixed else way
