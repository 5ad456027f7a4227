"""教育: who is at which school, and who was paid which aid."""

from datetime import date

from bangfu.demo.days import AS_OF
from bangfu.demo.livelihood import term_day
from bangfu.demo.register import Household, Member
from bangfu.demo.sources.line import Cells, Made, luck, there, who
from bangfu.rules.dates import age_on

STAGES = {"学前教育": "学前教育", "小学": "小学", "七年级": "初中", "八年级": "初中", "九年级": "初中"}
_FIRST = {"学前教育": "幼儿园", "小学": "中心小学", "初中": "中学"}
_PRIMARY = "一二三四五六"
_AIDS = {
    "学前教育": ("学前教育资助", 500), "小学": ("寄宿生生活补助", 625), "初中": ("寄宿生生活补助", 750), "普通高中": ("普通高中国家助学金", 1000),
    "中职": ("雨露计划补助", 1500), "高职": ("雨露计划补助", 1500),
}


def stage_of(student: str) -> str:
    """学段 of a 在校生状况; '' for schools the county does not run and for children at home."""
    return STAGES.get(student) or ("普通高中" if student.startswith("普通高中") else "中职" if student.startswith("中职") else "")


def pupils(house: Household, at: Cells) -> Made:
    """Everybody at a school of the county, from kindergarten to the vocational school."""
    for one in house.members if there(house) else ():
        if stage := stage_of(one.student):
            yield one, who(one, **at, **schooled(house, one, one.student, stage, at), sex=one.sex, nation=one.nation)


def schooled(house: Household, one: Member, student: str, stage: str, at: Cells) -> Cells:
    """What a school says of a pupil."""
    guardian = next((other for other in house.members if other.age - one.age >= 18), house.head)
    return {
        "school": _school(at, stage), "stage": stage, "grade": _grade(one, student, stage), "class": f"{1 + luck(one, 4)}班",
        "pupil_number": f"99{one.number}", "enrolled_on": f"{AS_OF.year - luck(one, 3)}09", "boards": "是" if stage in ("普通高中", "中职", "初中") else "否",
        "guardian": guardian.name, "guardian_phone": guardian.phone,
    }


def _school(at: Cells, stage: str) -> str:
    if stage == "高职":
        return "澄州职业技术学院"
    if stage in ("普通高中", "中职"):
        return "岚禾县第一中学" if stage == "普通高中" else "岚禾县中等职业技术学校"
    return at["township"].rstrip("镇乡") + _FIRST[stage]


def _grade(one: Member, student: str, stage: str) -> str:
    if stage == "学前教育":
        return "学前教育"
    if stage == "小学":
        return f"小学{_PRIMARY[min(5, max(0, age_on(one.birth, term_day(AS_OF)) - 6))]}年级"
    return student


def school_aid(house: Household, at: Cells) -> Made:
    """Aid of the term that ended, to pupils of households that are followed."""
    for one in house.members if there(house) and house.followed else ():
        if (stage := stage_of(one.student) or ("高职" if one.student.startswith("高职高专") else "")) and one.age > 3:
            yield one, who(one, **at, **aided(house, one, stage, at))


def aided(house: Household, one: Member, stage: str, at: Cells) -> Cells:
    """A payment of the term to somebody at a stage."""
    aid, amount = _AIDS[stage]
    return {
        "school": _school(at, stage), "stage": stage, "aid": aid, "term": "2025-2026学年第二学期", "amount": f"{amount}",
        "paid_on": f"{date(2026, 5, 10 + luck(one, 18))}", "bank_account": house.ties.account, "identity": "脱贫家庭学生" if house.assisted else "监测对象家庭学生",
    }
