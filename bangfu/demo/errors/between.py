"""表间矛盾 and 部门比对: two lists that cannot both be right, and monitored households that own what the poor do not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bangfu.demo import belongings
from bangfu.demo.days import AS_OF
from bangfu.demo.errors.duties import LIST
from bangfu.demo.errors.kind import Kind, When, by_slug
from bangfu.demo.errors.spot import Done, Make, Spot
from bangfu.demo.register import Stay
from bangfu.demo.sources import relief, schools
from bangfu.demo.sources.line import Cells, told, who
from bangfu.demo.sources.livelihood import deeded, paid, registered
from bangfu.demo.sources.platforms import measures, work_row

BETWEEN, HIT = ("表间矛盾",), ("部门比对",)
OFFICE = (*BETWEEN, *HIT)   # the list of an office against the register: checks of either family may say so


def _measure(column: str, word: str, when: When) -> Make:
    """A measure in the list of monitored households for which nobody in the house qualifies."""
    def make(spot: Spot) -> Done | None:
        if not spot.is_head or not spot.cells(LIST) or not when(spot):
            return None
        has = measures(spot.house).get(column, "")
        return spot.write_house(LIST, **{column.replace(".", "__"): f"{has},{word}" if has else word})
    return make


def _nobody(name: str, *values: str) -> When:
    return lambda spot: all(getattr(one, name) not in values for one in spot.house.members)


def _income_gone(item: str, when: When) -> Make:
    """An item of income is empty that the household must have by what else is said of it."""
    def make(spot: Spot) -> Done | None:
        cells = spot.cells("household_basic") if spot.is_head and when(spot) else None
        return _never_earned(spot, f"income.{item}") if cells and cells[f"income.{item}"] else None
    return make


def _never_earned(spot: Spot, *items: str) -> Done:
    """Nought in the list, and never told to the register either."""
    spot.township.never_filled[spot.house.number].update(items)
    return spot.write("household_basic", **{item.replace(".", "__"): "0" for item in items})


def _anybody(name: str) -> When:
    return lambda spot: any(getattr(one, name) not in ("", "否") for one in spot.house.members)


def _posts_gone(spot: Spot) -> Done | None:
    cells = spot.cells("household_basic") if spot.is_head and _anybody("post_kind")(spot) and not _anybody("work_months")(spot) else None
    items = [f"income.wage_post_{one}" for one in ("department", "township", "village")]
    if not cells or not any(cells[item] for item in items):
        return None
    return _never_earned(spot, *items)


def _subsidy_of_nobody(spot: Spot) -> Done | None:
    """残疾人两项补贴 of a household without anybody disabled."""
    able = spot.is_head and spot.cells("household_basic") and all(not one.disability_kind for one in spot.house.members)
    return spot.write("household_basic", income__transfer_disabled="960") if able else None


def _student_away(spot: Spot) -> Done | None:
    """In the monthly list of those who work away, and at school."""
    one = spot.member
    if one.age < 16 or not one.student.startswith(("普通高中", "中职")):
        return None
    away = {
        "work_months": "6", "work_place": "广东省", "work_county": "东莞市", "employer": "电子厂（流水线）", "work_from": "202603", "work_income": "3500",
        "job_channel": "亲友介绍",
    }
    return spot.add("working_away", work_row(spot.house, one, spot.at) | away, one.number)


def _dead_among(slug: str, cells: Callable[[Spot, Stay], Cells]) -> Make:
    """Somebody who died this year is still paid: their row was never taken out."""
    def make(spot: Spot) -> Done | None:
        stay = next((one for one in spot.house.stays if one.left == "died" and one.until and one.until.year == AS_OF.year), None)
        if stay is None or not spot.is_head or (AS_OF - (stay.until or AS_OF)).days < 45:
            return None
        spot.add(slug, cells(spot, stay), stay.member.number)
        return Done(stay.member.number, stay.member.name, stay.member.id_number)
    return make


def _still_living(spot: Spot, stay: Stay) -> Cells:
    head = spot.house.head
    return who(
        stay.member, **spot.at, head_name=head.name, head_id_number=head.id_number, relation="其他", minimum_living_kind="农村低保", since="202301",
        persons="1", amount="360", bank_account=spot.house.ties.account,
    )


def _still_drawing(spot: Spot, stay: Stay) -> Cells:
    return who(stay.member, **spot.at, **relief.pension(stay.member) | {"draws": "是", "pension": "150", "insured_state": "待遇领取"})


def _aid_to_nobody(spot: Spot) -> Done | None:
    """Aid to somebody who goes to no school."""
    one = spot.member
    if one.student or not 19 <= one.age < 30:
        return None
    return spot.add("school_aid", who(one, **spot.at, **schools.aided(spot.house, one, "普通高中", spot.at)), one.number)


def _aid_of_another_stage(spot: Spot) -> Done | None:
    """雨露计划, which is for vocational schools, to a child of the primary school."""
    if spot.member.student != "小学" or not spot.cells("school_aid"):
        return None
    return spot.write("school_aid", aid="雨露计划补助", amount="1500")


def _on_both(spot: Spot) -> Done | None:
    """On 低保 and on 特困 at once."""
    if not spot.cells("destitute") or spot.cells("minimum_living"):
        return None
    head = spot.house.head
    return spot.add("minimum_living", who(
        spot.member, **spot.at, head_name=head.name, head_id_number=head.id_number, relation=spot.member.relation, minimum_living_kind="农村低保",
        since="202401", persons="1", amount="360", bank_account=spot.house.ties.account,
    ), spot.member.number)


def _resettled_nowhere(spot: Spot) -> Done | None:
    if not (spot.is_head and spot.house.ties.site):
        return None
    spot.write_house(LIST, household__resettlement="")
    spot.township.never_filled[spot.house.number].add("resettlement")
    return spot.write("household_basic", household__resettlement="")


def _of(slug: str, cells: Callable[[Spot], Cells], when: When | None = None) -> Make:
    """Somebody of a monitored household stands on a list of what people own."""
    def make(spot: Spot) -> Done | None:
        if not 22 <= spot.member.age < 62 or (when and not when(spot)):
            return None
        return spot.add(slug, who(spot.member, **spot.at) | cells(spot), spot.member.number)
    return make


def car(spot: Spot) -> Cells:
    """A car of the person's."""
    one = belongings.car(spot.rng, spot.member)
    return {
        "plate": one.plate, "vehicle_kind": one.kind, "brand": one.brand, "registered_on": told(one.registered), "use": "非营运", "price": f"{one.price}",
        "vehicle_state": "正常",
    }


def company(spot: Spot) -> Cells:
    """A company the person stands for."""
    return registered(belongings.company(spot.rng, spot.member))


def _flat(spot: Spot) -> Cells:
    return deeded(belongings.flat(spot.rng, spot.member))


def _paid(spot: Spot) -> Cells:
    return {"sex": spot.member.sex, **paid(belongings.salary(spot.rng, spot.member))}


def _lately(spot: Spot) -> Cells:
    """Bought when help was already given."""
    return car(spot) | {"registered_on": f"{AS_OF - timedelta(days=spot.rng.randint(10, 120))}"}


def _by_old_number(spot: Spot) -> Cells:
    """The register of vehicles has the number of the first card, of fifteen digits."""
    number = spot.member.id_number
    return car(spot) | {"id_number": number[:6] + number[8:17]}


def _dressed(spot: Spot) -> Cells:
    """The deed has the number in groups, its X small, and the name with a blank."""
    number = spot.member.id_number
    return _flat(spot) | {"id_number": f"{number[:6]} {number[6:14]} {number[14:].lower()}", "name": " ".join(spot.member.name)}


def _between(slug: str, word: str, source: str, key: str, make: Make, families: tuple[str, ...] = BETWEEN, **more: Any) -> Kind:
    return Kind(slug, word, families, source, key, make, **more)


def _hit(slug: str, word: str, source: str, make: Make, known: bool = True) -> Kind:
    return Kind(slug, word, HIT, source, "", make, ("表间矛盾", "身份"), known=known, pool="watched", weight=1)


_IN_HOUSE: dict[str, Any] = {"subject": "household", "pool": "followed", "also": ("帮扶义务", "合理性", "字段矛盾")}   # who has less may fall below a line
_MONITORED: dict[str, Any] = {"subject": "household", "pool": "watched", "weight": 1, "also": ("帮扶义务", "字段矛盾")}

KINDS = by_slug([
    _between("relief_measure_of_nobody", "措施有低保、家里没人享受", LIST, "measure.safety_net", _measure(
        "measure.safety_net", "农村低保", _nobody("minimum_living", "是")), **_MONITORED),
    _between("post_measure_of_nobody", "措施有公益岗、家里没人在岗", LIST, "measure.public_post", _measure(
        "measure.public_post", "公益岗位安置", lambda spot: not _anybody("post_kind")(spot)), **_MONITORED),
    _between("work_measure_of_nobody", "措施有外出务工补助、家里没人在县外", LIST, "measure.employment", _measure(
        "measure.employment", "外出务工补助", lambda spot: not _anybody("work_months")(spot)), **_MONITORED),
    _between("relief_without_money", "享受低保、没有低保金收入", "household_basic", "income.transfer_minimum_living", _income_gone(
        "transfer_minimum_living", _anybody("minimum_living_kind")), **_IN_HOUSE, weight=2),
    _between("support_without_money", "特困供养、没有供养金收入", "household_basic", "income.transfer_destitute", _income_gone(
        "transfer_destitute", _anybody("destitute_kind")), **_IN_HOUSE, weight=1),
    _between("work_without_money", "有人务工、没有务工收入", "household_basic", "income.wage_work", _income_gone("wage_work", _anybody("work_months")), **_IN_HOUSE),
    _between("post_without_money", "有公益岗、没有岗位收入", "household_basic", "income.wage_post_village", _posts_gone, **_IN_HOUSE, weight=2),
    _between("subsidy_of_nobody", "有残疾人补贴、家里没有残疾人", "household_basic", "income.transfer_disabled", _subsidy_of_nobody, **_IN_HOUSE),
    _between("resettled_nowhere", "易地搬迁户、没有安置区", "household_basic", "household.resettlement", _resettled_nowhere, ("表间矛盾", "完整性"),
             **_IN_HOUSE, weight=1),
    _between("student_away", "在校生又在外务工", "working_away", "", _student_away, ("表间矛盾", "成员逻辑"), pool="followed", weight=2,
             also=("字段矛盾", "合理性", "完整性")),
    _between("dead_on_relief", "死亡人员还在领低保", "minimum_living", "", _dead_among("minimum_living", _still_living), ("表间矛盾", "漏报虚报"), weight=2,
             also=("部门比对",)),
    _between("dead_draws_pension", "死亡人员还在领养老金", "pension_insured", "", _dead_among("pension_insured", _still_drawing), ("表间矛盾", "漏报虚报"), weight=2,
             also=("部门比对",)),
    _between("aid_to_nobody", "教育资助给了不在校的人", "school_aid", "", _aid_to_nobody, OFFICE, pool="followed", also=("漏报虚报", "字段矛盾")),
    _between("aid_of_another_stage", "小学生领雨露计划", "school_aid", "aid", _aid_of_another_stage, OFFICE, pool="followed", known=False, also=("合理性", "字段矛盾")),
    _between("on_both", "同时享受低保和特困", "minimum_living", "", _on_both, OFFICE, also=("重复", "漏报虚报", "字段矛盾"), weight=1),
    _hit("car", "监测户有小轿车", "vehicles", _of("vehicles", car)),
    _hit("car_lately", "监测户近期买小轿车", "vehicles", _of("vehicles", _lately)),
    _hit("flat", "监测户有商品房", "commercial_houses", _of("commercial_houses", _flat)),
    _hit("company", "监测户办公司", "businesses", _of("businesses", company)),
    _hit("payroll", "监测户有财政供养人员", "public_payroll", _of("public_payroll", _paid)),
    _hit("car_by_old_number", "监测户有小轿车（车管所是15位旧号码）", "vehicles", _of("vehicles", _by_old_number, lambda spot: spot.member.birth.year < 2000), False),
    _hit("flat_dressed", "监测户有商品房（号码分段、姓名带空格）", "commercial_houses", _of("commercial_houses", _dressed), False),
])
