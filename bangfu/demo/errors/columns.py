"""字段矛盾: the office that has the say tells a field of a person otherwise than the register."""

from typing import Any

from bangfu.demo.errors.hands import from_above, shifted
from bangfu.demo.errors.kind import Change, Kind, When, always, by_slug, rewritten
from bangfu.demo.errors.spot import Done, Make, Spot
from bangfu.demo.sources.line import who
from bangfu.demo.sources.platforms import pushed
from bangfu.demo.sources.relief import GRADES
from bangfu.rules.codes import DISABILITY

FIELD = ("字段矛盾",)
_NATIONS = ("汉族", "苗族", "侗族", "土家族", "布依族")
_SHIFTED = ("sex", "birth_date", "relation", "nation", "schooling", "student", "health", "labour")


def another(*texts: str) -> Change:
    """One of the texts that is not the true one."""
    return lambda spot, true: spot.rng.choice([one for one in texts if one != true])


def _other_sex(spot: Spot, sex: str) -> str:
    return "女" if sex == "男" else "男"


def _other_day(spot: Spot, day: str) -> str:
    """The day by another calendar, or a month off."""
    year, month, date = day.split("-")
    return f"{year}-{int(month) % 12 + 1:02d}-{min(28, int(date)):02d}"


def _other_relation(spot: Spot, relation: str) -> str | None:
    """Of the same sex, so that nothing else is wrong with it."""
    pairs = {"之子": "之孙子", "之女": "之孙女", "之孙子": "之子", "之孙女": "之女", "之儿媳": "之女", "之女婿": "之子", "配偶": "其他"}
    return pairs.get(relation)


def _other_stage(spot: Spot, grade: str) -> str | None:
    return {"七年级": "小学六年级", "八年级": "九年级", "九年级": "普通高中一年级"}.get(grade)


def _employed(spot: Spot) -> Done | None:
    """人社 has a contract of somebody whom the register has at home."""
    one = spot.member
    if one.work_months or one.post_kind or one.student or not 20 <= one.age < 58 or one.labour not in ("普通劳动力", "技能劳动力"):
        return None
    return spot.add("employment", who(
        one, **spot.at, sex=one.sex, employer="澄州宏远建筑劳务有限公司", employment_state="已就业", work_place="澄州市", since="2026-03-01", income="4200",
        trade="建筑业", has_contract="是", phone=one.phone,
    ), one.number)


def _pushed(when: When, **other: str) -> Make:
    """What a cadre noted at the door with the number beside it, other than the lists have it."""
    def make(spot: Spot) -> Done | None:
        if not (spot.member.phone and when(spot)) or spot.cells("phone_push"):
            return None
        note = pushed(spot.house, spot.member, spot.at) | {"id_number": spot.member.id_number, "household_number": spot.house.number}
        return spot.add("phone_push", note | other | ({"phone": spot.township.village_of(spot.house).numbers.phone()} if "phone" in other else {}), spot.member.number)
    return make


def _kind(slug: str, word: str, source: str, key: str, change: Change, when: When = always, **more: Any) -> Kind:
    return Kind(slug, word, FIELD, source, key, rewritten(source, key, change, when), **more)


def _still_here(spot: Spot) -> bool:
    cells = spot.cells("household_registration")
    return cells is not None and cells["change"] in ("出生落户", "婚迁迁入", "市（县）外迁入")


KINDS = by_slug([
    _kind("sex_by_police", "公安：性别不同", "household_registration", "sex", _other_sex, _still_here, also=("身份",)),
    _kind("birth_by_police", "公安：出生日期不同", "household_registration", "birth_date", _other_day, _still_here, also=("身份",)),
    _kind("relation_by_police", "公安：与户主关系不同", "household_registration", "relation", _other_relation, _still_here, also=("成员逻辑",)),
    _kind("nation_by_police", "公安：民族不同", "household_registration", "nation", another(*_NATIONS), _still_here),
    _kind("sex_by_school", "教育：性别不同", "pupils", "sex", _other_sex, also=("身份",)),
    _kind("nation_by_school", "教育：民族选错（列表里挨着的）", "pupils", "nation", another(*_NATIONS), known=False),
    _kind("disability_by_card", "残联：残疾类别不同", "disability_cards", "disability_kind", another(*DISABILITY.labels[:6]), also=("身份",)),
    _kind("grade_by_card", "残联：残疾等级不同", "disability_cards", "disability_grade", another(*GRADES.values()), also=("身份", "部门比对")),
    _kind("insurance_by_medical", "医保：险种不同", "medical_insured", "insured_kind", another("城镇职工基本医疗保险", "城乡居民基本医疗保险"),
          lambda spot: 18 <= spot.member.age < 60, also=("漏报虚报",)),
    _kind("stage_by_school", "教育：年级不同", "pupils", "grade", _other_stage, also=("合理性",)),
    _kind("relief_by_kind", "民政：低保类别不同", "minimum_living", "minimum_living_kind", another("城市低保", "农村低保")),
    _kind("support_by_kind", "民政：特困类别不同", "destitute", "destitute_kind", another("城市特困", "农村特困"), weight=1),
    _kind("house_by_survey", "住建：鉴定等级不同", "dangerous_houses", "house_grade", another("C级", "D级"), lambda spot: spot.house.dwelling.grade in ("A级", "B级"),
          also=("漏报虚报", "帮扶义务", "部门比对"), subject="household"),
    Kind("employed_by_department", "人社在职、名册写没务工", (*FIELD, "部门比对"), "employment", "employment_state", _employed, ("漏报虚报", "表间矛盾")),
    Kind("work_by_push", "手机端：在外务工，名册写没务工", FIELD, "phone_push", "works", _pushed(
        lambda spot: not spot.member.work_months and not spot.member.student and 20 <= spot.member.age < 58 and spot.member.labour == "普通劳动力",
        works="是", work_place="广东省东莞市"), ("漏报虚报", "表间矛盾")),
    Kind("phone_by_push", "手机端：电话已换", FIELD, "phone_push", "phone", _pushed(always, phone="")),
    _kind("labour_in_city", "市平台：劳动能力不同", "city_persons", "labour", another("弱劳动力或半劳动力", "丧失劳动力"),
          lambda spot: spot.member.labour in ("普通劳动力", "技能劳动力"), pool="followed", also=("合理性", "表间矛盾")),
    Kind("row_shifted", "市平台：整行右移了一格", (*FIELD, "完整性"), "city_persons", "sex", shifted("city_persons", _SHIFTED), ("身份", "成员逻辑", "合理性"),
         known=False, pool="followed"),
    Kind("schooling_from_above", "市平台：文化程度从上一行拖下来", FIELD, "city_persons", "schooling", from_above("city_persons", "schooling"), ("合理性",),
         known=False, pool="followed"),
    Kind("health_from_above", "市平台：健康状况从上一行拖下来", FIELD, "city_persons", "health", from_above("city_persons", "health"), ("合理性", "漏报虚报"),
         known=False, pool="followed"),
])
