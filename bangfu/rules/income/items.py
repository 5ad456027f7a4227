"""收入项目: the tree of a household's income as the 2023 forms have it. Every leaf is one amount with its note.

Branches a to d come in, e goes out. The leaves stand for themselves in sheets and tables; a group (生态补偿金, 其他转移性收入) is the sum of its
leaves and is never written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from bangfu.rules.codes import fold_word
from bangfu.rules.refusal import Refused


@dataclass(frozen=True)
class Branch:
    """One of the five sums of which net income is made. `letter` is that of the form, `sign` how it counts."""

    slug: str
    word: str
    letter: str
    sign: Literal[1, -1]


@dataclass(frozen=True)
class IncomeItem:
    """A leaf: `slug` is stored, `word` is read; `group` is the sum of the form it stands in, '' when it stands alone; `note` says what it holds."""

    slug: str
    word: str
    branch: Branch
    note: str
    group: str = ""

    @property
    def sign(self) -> Literal[1, -1]:
        """1 when it adds to net income, -1 when it is taken off."""
        return self.branch.sign


WAGE = Branch("wage", "工资性收入", "a", 1)
BUSINESS = Branch("business", "生产经营性收入", "b", 1)
PROPERTY = Branch("property", "财产性收入", "c", 1)
TRANSFER = Branch("transfer", "转移性收入", "d", 1)
EXPENSE = Branch("expense", "生产经营性支出", "e", -1)
BRANCHES = (WAGE, BUSINESS, PROPERTY, TRANSFER, EXPENSE)

_ECOLOGY, _OTHER_TRANSFER = "生态补偿金", "其他转移性收入"

_ITEMS = (
    IncomeItem("wage_work", "务工收入", WAGE, "在外或就近务工的工资，扣除在外路费和食宿"),
    IncomeItem("wage_post_department", "行业部门公益岗收入", WAGE, "林业、交通、人社等部门安排的公益性岗位"),
    IncomeItem("wage_post_township", "乡镇公益岗收入", WAGE, "乡镇安排的公益性岗位"),
    IncomeItem("wage_post_village", "村级公益岗收入", WAGE, "村里用集体收入安排的岗位"),
    IncomeItem("wage_odd_jobs", "自主采摘、零工收入", WAGE, "采摘、帮工、打零工"),

    IncomeItem("business_crops", "种植收入", BUSINESS, "粮食、蔬菜、药材等，自己吃用的按当地价折算；不扣成本"),
    IncomeItem("business_livestock", "养殖收入", BUSINESS, "畜禽、水产、蜂等，不扣成本"),
    IncomeItem("business_forest_fruit", "林果收入", BUSINESS, "果品、林产品、林下产品，不扣成本"),
    IncomeItem("business_other", "其他经营收入", BUSINESS, "加工、商贸、运输、餐饮等，不扣成本"),

    IncomeItem("property_dividend", "资产收益帮扶分红", PROPERTY, "帮扶资金折股量化、光伏、村集体等分红"),
    IncomeItem("property_land_lease", "土地流转收入", PROPERTY, "耕地、林地流转或出租的租金"),
    IncomeItem("property_loan_dividend", "金融贷款项目分红", PROPERTY, "贷款入股等项目的分红"),
    IncomeItem("property_entrusted", "代种代养收入", PROPERTY, "托给别人种养所得的收益"),
    IncomeItem("property_other", "其他财产性收入", PROPERTY, "利息、房屋和设备出租等"),

    IncomeItem("transfer_family_planning", "计划生育金", TRANSFER, "计划生育奖励扶助和特别扶助"),
    IncomeItem("transfer_minimum_living", "低保金", TRANSFER, "农村或城市最低生活保障金"),
    IncomeItem("transfer_destitute", "特困供养金", TRANSFER, "特困人员基本生活和照料护理补贴"),
    IncomeItem("transfer_pension", "养老保险金", TRANSFER, "城乡居民或城镇职工养老金"),
    IncomeItem("transfer_eco_cropland", "退耕还林补助", TRANSFER, "退耕还林（草）补助", _ECOLOGY),
    IncomeItem("transfer_eco_forest", "公益林补偿", TRANSFER, "公益林补偿金", _ECOLOGY),
    IncomeItem("transfer_eco_grassland", "草原奖补", TRANSFER, "草原生态保护补助奖励", _ECOLOGY),
    IncomeItem("transfer_eco_resettled", "移民补助", TRANSFER, "水库移民后期扶持、生态移民补助", _ECOLOGY),
    IncomeItem("transfer_eco_other", "其他生态补偿", TRANSFER, "以上之外的生态补偿", _ECOLOGY),
    IncomeItem("transfer_soil", "耕地地力保护补贴", TRANSFER, "按承包地面积发放", _OTHER_TRANSFER),
    IncomeItem("transfer_maize_soy", "玉米大豆补贴", TRANSFER, "玉米、大豆生产者补贴", _OTHER_TRANSFER),
    IncomeItem("transfer_farm_insurance", "农业保险赔款", TRANSFER, "种养业保险的赔款", _OTHER_TRANSFER),
    IncomeItem("transfer_old_age", "高龄补贴", TRANSFER, "高龄津贴", _OTHER_TRANSFER),
    IncomeItem("transfer_veteran", "优抚金", TRANSFER, "优抚对象抚恤和生活补助", _OTHER_TRANSFER),
    IncomeItem("transfer_disabled", "残疾人两项补贴", TRANSFER, "困难残疾人生活补贴、重度残疾人护理补贴", _OTHER_TRANSFER),
    IncomeItem("transfer_education", "教育资助", TRANSFER, "雨露计划、助学金、生活补助等", _OTHER_TRANSFER),
    IncomeItem("transfer_disaster", "救灾款", TRANSFER, "受灾救助", _OTHER_TRANSFER),
    IncomeItem("transfer_dependent", "失能补贴", TRANSFER, "失能老人等护理补贴", _OTHER_TRANSFER),
    IncomeItem("transfer_support", "赡养费", TRANSFER, "不在一户的子女等给的赡养、抚养、扶养费", _OTHER_TRANSFER),
    IncomeItem("transfer_heating", "取暖补贴", TRANSFER, "取暖补贴", _OTHER_TRANSFER),
    IncomeItem("transfer_prices", "物价补贴", TRANSFER, "价格临时补贴", _OTHER_TRANSFER),
    IncomeItem("transfer_temporary", "临时救助", TRANSFER, "民政临时救助金", _OTHER_TRANSFER),
    IncomeItem("transfer_anti_poverty", "防贫保险", TRANSFER, "防贫（返贫）保险赔付", _OTHER_TRANSFER),
    IncomeItem("transfer_gift", "捐赠、赔偿", TRANSFER, "社会捐赠，可以自由支配的赔偿", _OTHER_TRANSFER),
    IncomeItem("transfer_other", "其余转移性收入", TRANSFER, "以上之外的转移性收入", _OTHER_TRANSFER),

    IncomeItem("expense_crops", "种植支出", EXPENSE, "种子、化肥、农药、农机、雇工等"),
    IncomeItem("expense_livestock", "养殖支出", EXPENSE, "仔畜、饲料、防疫等"),
    IncomeItem("expense_forest_fruit", "林果支出", EXPENSE, "苗木、肥料、管护等"),
    IncomeItem("expense_other", "其他经营支出", EXPENSE, "进货、油料、租金等"),
)
ITEMS: Mapping[str, IncomeItem] = MappingProxyType({one.slug: one for one in _ITEMS})

# What people bring along and is none: it has to be given back, was theirs before, or only refills what was spent.
NOT_INCOME: Mapping[str, str] = MappingProxyType({
    "贷款": "贷款要还，不是收入",
    "小额信贷": "贷款要还，不是收入",
    "借款": "借款要还，不是收入",
    "取出存款": "存款是以前的钱，取出来不是收入",
    "取款": "存款是以前的钱，取出来不是收入",
    "存款": "存款是以前的钱，取出来不是收入；利息填“其他财产性收入”",
    "医疗报销": "一次性的医疗报销是补回花掉的钱，不是收入；自付部分填“合规自付支出”",
    "住院报销": "一次性的医疗报销是补回花掉的钱，不是收入；自付部分填“合规自付支出”",
    "医疗救助": "医疗救助是补回花掉的钱，不是收入；自付部分填“合规自付支出”",
    "危房改造补助": "建房补助用在房子上，不是收入",
})
_NO_INCOME = {fold_word(word): reason for word, reason in NOT_INCOME.items()}
_ALSO = {
    "务工": "wage_work", "工资": "wage_work", "零工": "wage_odd_jobs", "低保": "transfer_minimum_living", "低保收入": "transfer_minimum_living",
    "特困供养": "transfer_destitute", "养老金": "transfer_pension", "养老保险": "transfer_pension", "土地流转": "property_land_lease",
    "流转费": "property_land_lease", "地租": "property_land_lease", "分红": "property_dividend", "退耕还林": "transfer_eco_cropland",
    "公益林": "transfer_eco_forest", "地力补贴": "transfer_soil", "耕地地力保护": "transfer_soil", "高龄津贴": "transfer_old_age",
    "残疾人补贴": "transfer_disabled", "残疾补贴": "transfer_disabled", "雨露计划": "transfer_education", "代种代养": "property_entrusted",
}
_BY_WORD = {fold_word(word): slug for word, slug in _ALSO.items()} | {fold_word(one.word): one.slug for one in _ITEMS}


def income_item(slug: str) -> IncomeItem:
    """The item of a stored word. Refused when there is none."""
    if slug not in ITEMS:
        raise Refused("没有这个收入项目，请从表里选。", field="item")
    return ITEMS[slug]


def items_of(branch: str) -> tuple[IncomeItem, ...]:
    """The items of a branch by its slug, in the order of the form; none for an unknown one."""
    return tuple(one for one in _ITEMS if one.branch.slug == branch)


def read_item(word: str) -> str | None:
    """The slug of an item as a sheet names it, None for a blank or unknown word. Refused for what is no income, saying why not."""
    folded = fold_word(word)
    if folded in _NO_INCOME:
        raise Refused(f"“{word.strip()}”不算收入：{_NO_INCOME[folded]}。", field="item")
    return _BY_WORD.get(folded)
