"""民政, 残联, 医保 and 人社: who is on relief, who holds a certificate, who is insured for illness and for old age."""

from bangfu.demo.register import Household, Member
from bangfu.demo.sources.line import Cells, Made, luck, month_of, there, who
from bangfu.rules.codes import DISABILITY

GRADES = {"1": "一级", "2": "二级", "3": "三级", "4": "四级"}
_A_HEAD = 360   # 元 a month
_KINDS = {label: f"{nth}" for nth, label in enumerate(DISABILITY.labels, 1)}


def minimum_living(house: Household, at: Cells) -> Made:
    """低保: whoever of a household is on it; the money is told for all of them in each row."""
    people = [one for one in house.members if one.minimum_living == "是"] if there(house) else []
    for one in people:
        yield one, who(
            one, **at, head_name=house.head.name, head_id_number=house.head.id_number, relation=one.relation, minimum_living_kind=one.minimum_living_kind,
            since=month_of(house.standing.relief_since) or "202401", persons=f"{len(people)}", amount=f"{_A_HEAD * len(people)}",
            identity="重度残疾人" if one.disability_grade in ("1", "2") else "", bank_account=house.ties.account,
        )


def destitute(house: Household, at: Cells) -> Made:
    """特困供养."""
    for one in house.members if there(house) else ():
        if one.destitute == "是":
            together = not luck(one, 5)
            yield one, who(
                one, **at, destitute_kind=one.destitute_kind, support="集中供养" if together else "分散供养", institution=f"{at['township']}敬老院" if together else "",
                care_grade="半自理" if one.age >= 80 else "全自理", since=month_of(house.standing.relief_since) or "202401", amount="880", care_amount="120",
            )


def disability_cards(house: Household, at: Cells) -> Made:
    """残联: everybody with a certificate. Its number is that of the identity card, kind and grade; B1 where it was issued anew."""
    for one in house.members if there(house) else ():
        if one.disability_kind:
            yield one, who(one, **at, **card(one), sex=one.sex, phone=one.phone)


def card(one: Member, kind: str = "", grade: str = "") -> Cells:
    """What a certificate says: of somebody who has one, or as if they had one of a kind and grade."""
    kind, grade = kind or one.disability_kind, grade or one.disability_grade
    year = one.disability_year or "2024"
    return {
        "card_number": one.certificate or f"{one.id_number}{_KINDS[kind]}{grade}", "disability_kind": kind, "disability_grade": GRADES[grade],
        "issued_on": f"{year}-06-15", "expires_on": f"{int(year) + 20}-06-14", "card_state": "正常",
        "living_subsidy": "是" if one.minimum_living == "是" else "否", "care_subsidy": "是" if grade in ("1", "2") else "否",
    }


def medical_insured(house: Household, at: Cells) -> Made:
    """医保: everybody insured, residents and employees."""
    for one in house.members if there(house) else ():
        if "是" in (one.medical_residents, one.medical_employees):
            yield one, who(one, **at, **insurance(house, one), sex=one.sex)


def insurance(house: Household, one: Member, employee: bool | None = None) -> Cells:
    """What the insurance says of somebody; `employee` otherwise than the register has it."""
    employee = one.medical_employees == "是" if employee is None else employee
    helped = not employee and (house.followed or one.minimum_living == "是" or one.destitute == "是")
    return {
        "insured_kind": "城镇职工基本医疗保险" if employee else "城乡居民基本医疗保险", "insured_state": "正常参保", "insured_year": "2026",
        "paid_on": "2026-01-15" if employee else f"2025-{10 + luck(one, 3)}-{1 + luck(one, 28):02d}", "paid": "0" if employee else "200" if helped else "400",
        "subsidised": "是" if helped else "否", "subsidy": "200" if helped else "", "person_class": "脱贫人口" if house.assisted else "",
    }


def pension_insured(house: Household, at: Cells) -> Made:
    """人社: everybody insured for old age; from 60 on they draw it."""
    for one in house.members if there(house) else ():
        if "是" in (one.pension_residents, one.pension_employees):
            yield one, who(one, **at, **pension(one))


def pension(one: Member) -> Cells:
    """What the pension insurance says of somebody who is in it."""
    employee, draws = one.pension_employees == "是", one.age >= 60
    return {
        "insured_kind": "城镇职工基本养老保险" if employee else "城乡居民基本养老保险", "insured_state": "待遇领取" if draws else "正常缴费",
        "employer": one.employer if employee else "", "paid_until": "" if draws else "202612", "paid": "" if draws or employee else "300",
        "draws": "是" if draws else "否", "pension": ("1900" if employee else "150") if draws else "",
        "draws_since": f"{one.birth.year + 60}{one.birth.month:02d}" if draws else "",
    }
