"""成员逻辑, 完整性 and 合理性: what the register itself says that cannot be, lacks, or is hardly so. It stands in the exports of the national system."""

from decimal import Decimal

from bangfu.demo.errors.kind import Change, Kind, Subject, When, by_slug, house_never_filled, never_filled, rewritten, set_in
from bangfu.demo.errors.spot import SIBLINGS, Done, Make, Spot
from bangfu.demo.sources.catalogue import NATIONAL

LOGIC, WHOLE, LIKELY = ("成员逻辑",), ("完整性",), ("合理性",)
IN_ONE = (*LIKELY, *LOGIC)   # two cells of one person that can hardly both be right
_CHILDREN = ("之子", "之女")
_LARGEST = 300   # m²: houses of more floors reach it


def _aged(least: int, most: int) -> When:
    return lambda spot: least <= spot.member.age < most


def _second_spouse(spot: Spot) -> bool:
    has = any(one.relation == "配偶" for one in spot.house.members)
    return has and spot.member.relation == "之儿媳" and spot.house.head.sex == "男" and spot.member.age >= 20


def _sibling_as_grandchild(spot: Spot) -> Done | None:
    """A grown child written as a grandchild: too near the head in age."""
    if spot.member.relation not in _CHILDREN or spot.house.head.age - spot.member.age > 23:
        return None
    return spot.write(NATIONAL, relation="之孙子" if spot.member.sex == "男" else "之孙女")


def _of_the_other_sex(spot: Spot) -> Done | None:
    turned = dict(zip(SIBLINGS, ("之女", "之子", "之孙女", "之孙子", "之外孙女", "之外孙子"), strict=True)).get(spot.member.relation)
    return spot.write(NATIONAL, relation=turned) if turned else None


def _child_as_head(spot: Spot) -> Done | None:
    """Head and child changed places: a 户主 of primary school age."""
    if spot.member.relation not in _CHILDREN or not 6 <= spot.member.age < 14 or len(spot.house.members) > 3:
        return None
    head = spot.house.head
    spot.write(NATIONAL, head, relation="之父" if head.sex == "男" else "之母")
    return spot.write(NATIONAL, relation="户主")


def _head_of_row_above(spot: Spot) -> Done | None:
    """户主姓名 dragged down from the household above."""
    other = next(spot.elsewhere(followed=True), None)
    return spot.write(NATIONAL, head_name=other.head.name) if other and not spot.is_head and other.head.name != spot.house.head.name else None


def _relation_of_row_above(spot: Spot) -> Done | None:
    """之儿媳 dragged down over a boy."""
    if spot.member.relation not in ("之孙子", "之外孙子") or not any(one.relation == "之儿媳" for one in spot.house.members):
        return None
    return spot.write(NATIONAL, relation="之儿媳")


def _plain_worker(spot: Spot) -> bool:
    return bool(spot.member.work_months) and spot.member.work_county != "岚禾县"


def _posted(spot: Spot) -> bool:
    return bool(spot.member.post_kind)


def _idle(spot: Spot) -> bool:
    one = spot.member
    return 20 <= one.age < 55 and one.health == "健康" and not (one.student or one.work_months or one.post_kind) and one.labour == "普通劳动力"


def _old_post(spot: Spot) -> bool:
    return 70 <= spot.member.age < 85 and spot.member.destitute_kind != "农村特困"


def _stage_too_late(spot: Spot) -> Done | None:
    late = 16 <= spot.member.age < 22 and spot.member.student.startswith(("普通", "中职"))
    return spot.write(NATIONAL, student="小学", schooling="", labour="无劳动力") if late else None


def _pension_too_young(spot: Spot) -> Done | None:
    """Draws a pension years before anybody may."""
    if not 25 <= spot.member.age < 55 or not spot.cells("pension_insured"):
        return None
    employee, early = spot.member.pension_employees == "是", 50 if spot.member.sex == "男" else 45
    done = spot.write("pension_insured", draws="是", pension="150", insured_state="待遇领取", draws_since="202501")
    return done._replace(hidden=employee and spot.member.age >= early)


def _card_before_birth(spot: Spot) -> Done | None:
    if not spot.member.disability_year:
        return None
    return spot.write(NATIONAL, disability_card_year=f"{spot.member.birth.year - spot.rng.randint(1, 5)}")


def _times(factor: str) -> Change:
    """The number with the point elsewhere, or in another unit."""
    return lambda spot, text: f"{(Decimal(text) * Decimal(factor)).quantize(Decimal('0.01'))}" if text and Decimal(text) else None


def _one_nought_more(spot: Spot) -> Done | None:
    done = _house("household_building", "household.house_area", _times("10"))(spot)
    return done._replace(hidden=spot.house.dwelling.area * 10 <= _LARGEST) if done else None


def _house(slug: str, key: str, change: Change) -> Make:
    """A cell of a household's row, written alike in the list of monitored households."""
    plain = rewritten(slug, key, change, lambda spot: spot.is_head)

    def make(spot: Spot) -> Done | None:
        done = plain(spot)
        if done is not None:
            spot.write_house("monitored_households", **{key.replace(".", "__"): spot.township.outside[slug].written[spot.member.number][key]})
        return done
    return make


def _logic(slug: str, word: str, make: Make, known: bool = True, weight: int = 2, key: str = "relation", subject: Subject = "person") -> Kind:
    return Kind(slug, word, LOGIC, NATIONAL, key, make, ("字段矛盾", "身份"), known=known, subject=subject, pool="followed", weight=weight)


def _blank(slug: str, word: str, when: When, *fields: str) -> Kind:
    key = {"post_months": "public_post_months"}.get(fields[0], fields[0])
    return Kind(slug, word, WHOLE, NATIONAL, key, never_filled(when, *fields), ("字段矛盾", "表间矛盾", "合理性"), pool="followed")


def _odd(slug: str, word: str, make: Make, source: str = NATIONAL, key: str = "labour", known: bool = True, weight: int = 3,
         families: tuple[str, ...] = LIKELY, hidden: str = "", also: tuple[str, ...] = ()) -> Kind:
    subject: Subject = "household" if key.startswith("household.") else "person"
    beside = tuple(one for one in ("字段矛盾", "漏报虚报", "表间矛盾", "成员逻辑", "帮扶义务", "完整性", *also) if one not in families)
    return Kind(slug, word, families, source, key, make, beside, known=known, subject=subject, pool="followed", weight=weight, hidden=hidden)


KINDS = by_slug([
    _logic("two_spouses", "两个配偶", set_in(NATIONAL, _second_spouse, relation="配偶"), subject="household"),
    _logic("grandchild_too_near", "孙辈与户主年龄差太小", _sibling_as_grandchild, weight=1),
    _logic("relation_against_sex", "关系与性别不符", _of_the_other_sex),
    _logic("head_of_ten", "户主是小孩", _child_as_head, weight=1, subject="household"),
    _logic("head_of_row_above", "户主姓名从上一户拖下来", _head_of_row_above, False, key="head_name"),
    _logic("relation_of_row_above", "与户主关系从上一行拖下来", _relation_of_row_above, False),
    _blank("no_health", "健康状况没填", lambda spot: spot.member.health == "健康", "health"),
    _blank("no_nation", "民族没填", lambda spot: True, "nation"),
    _blank("no_labour", "劳动技能没填", lambda spot: True, "labour"),
    _blank("neither_school", "文化程度和在校生状况都没填", _aged(7, 80), "schooling", "student"),
    _blank("no_political", "政治面貌没填", _aged(18, 90), "political"),
    _blank("post_without_months", "有公益性岗位、没有月数", _posted, "post_months"),
    _blank("months_without_place", "有务工时间、没有务工所在地", _plain_worker, "work_place", "work_county"),
    Kind("no_house_area", "住房面积没填", WHOLE, "household_building", "household.house_area", house_never_filled(
        "household_building", "house_area", ("monitored_households",)), subject="household", pool="followed"),
    Kind("no_account", "银行账号没填", WHOLE, "household_basic", "household.bank_account", house_never_filled(
        "household_basic", "bank_account", ("monitored_households",)), subject="household", pool="followed"),
    Kind("no_house_grade", "住房等级没填", WHOLE, "household_building", "household.house_grade", house_never_filled(
        "household_building", "house_grade", ("monitored_households",)), ("字段矛盾",), subject="household", pool="followed"),
    _odd("child_as_labour", "未满16岁写成普通劳动力", set_in(NATIONAL, _aged(5, 15), labour="普通劳动力"), families=IN_ONE),
    _odd("old_as_labour", "60岁以上写成普通劳动力", set_in(NATIONAL, _aged(66, 90), labour="普通劳动力"), families=IN_ONE),
    _odd("able_without_labour", "健康青壮年写成无劳动力", set_in(NATIONAL, _idle, labour="无劳动力"), families=IN_ONE),
    _odd("crippled_as_labour", "一二级残疾写成普通劳动力", set_in(
        NATIONAL, lambda spot: spot.member.disability_grade in ("1", "2") and spot.member.age >= 16, labour="普通劳动力"), weight=2, families=(*IN_ONE, "身份")),
    _odd("stage_too_late", "年龄与学段不符", _stage_too_late, key="student", also=("部门比对",)),   # the aid paid to the pupil is for another stage then
    _odd("months_of_14", "一年务工14个月", set_in(NATIONAL, _plain_worker, work_months="14"), key="work_months", families=IN_ONE),
    _odd("old_at_a_post", "70岁以上在公益性岗位", set_in(NATIONAL, _old_post, post_kind="保洁员", post_months="12"), key="public_post_kind"),
    _odd("land_absurd", "耕地上千亩", _house("household_basic", "household.farmland", lambda spot, text: f"{spot.rng.randint(1_200, 9_000)}.00"), "household_basic",
         "household.farmland"),
    _odd("road_absurd", "离主干路上百公里", _house("household_building", "household.road_distance", lambda spot, text: f"{spot.rng.randint(90, 400)}.00"),
         "household_building", "household.road_distance"),
    _odd("house_of_seven", "住房面积个位数", _house("household_building", "household.house_area", lambda spot, text: f"{spot.rng.randint(2, 8)}"),
         "household_building", "household.house_area"),
    _odd("wage_absurd", "月收入几万", rewritten(
        "working_away", "work_income", lambda spot, text: f"{spot.rng.randrange(38_000, 90_000, 1_000)}"), "working_away", "work_income"),
    _odd("wage_in_ten_thousands", "月收入按万元填", rewritten("working_away", "work_income", _times("0.0001")), "working_away", "work_income", False),
    _odd("one_nought_more", "住房面积多一个零", _one_nought_more, "household_building", "household.house_area", False,
         hidden="小房子多一个零还是一幢平常的楼房（300平方米以内），只看名单谁也看不出来"),
    _odd("land_in_square_metres", "耕地按平方米填", _house("household_basic", "household.farmland", _times("666.67")), "household_basic", "household.farmland", False),
    _odd("card_before_birth", "残疾证办证年度早于出生", _card_before_birth, key="disability_card_year", known=False, weight=2, families=(*LIKELY, "身份")),
    Kind("pension_too_young", "养老：没到60岁在领待遇", (*LIKELY, "部门比对"), "pension_insured", "draws", _pension_too_young, ("字段矛盾", "表间矛盾"),
         hidden="职工养老可以病退、特殊工种退休（男满50、女满45岁），只看名单谁也看不出来"),
])
