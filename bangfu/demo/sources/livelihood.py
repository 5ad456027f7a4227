"""人社, 市场监管, 不动产, 财政 and 住建: work, businesses, flats, posts of the treasury, surveyed houses."""

from bangfu.demo.belongings import Business, Flat, Salary, belongings
from bangfu.demo.register import Household
from bangfu.demo.sources.line import Cells, Made, luck, month_of, there, told, who

_OLD = ("土木", "木结构", "石木")
_UNSAFE = ("C级", "D级")


def employment(house: Household, at: Cells) -> Made:
    """人社: half of those who work, that is who ever came to register it. Nobody whose work has ended stands as employed."""
    for one in house.members if there(house) else ():
        if one.work_months and not one.work_end and luck(one, 2):
            yield one, who(
                one, **at, sex=one.sex, employer=one.employer, employment_state="已就业", work_place=one.work_place,
                since=f"{one.work_start[:4]}-{one.work_start[4:]}-01", income=one.work_income, trade=one.industry,
                has_contract="是" if one.pension_employees == "是" else "否", phone=one.phone,
            )


def businesses(house: Household, at: Cells) -> Made:
    """市场监管: whoever stands for a business."""
    for one in belongings(house).businesses if there(house) else ():
        yield one.owner, who(one.owner, **at, **registered(one))


def registered(one: Business) -> Cells:
    """What the register of businesses says of one."""
    return {
        "business": one.name, "credit_code": one.code, "business_kind": one.kind, "founded_on": told(one.since), "capital": f"{one.capital}",
        "share": "100%" if one.kind == "个体工商户" else "60%", "business_state": "存续", "scope": "零售、批发", "address": "岚禾县城关镇",
    }


def commercial_houses(house: Household, at: Cells) -> Made:
    """不动产: whoever owns a flat in town."""
    for one in belongings(house).flats if there(house) else ():
        yield one.owner, who(one.owner, **at, **deeded(one))


def deeded(one: Flat) -> Cells:
    """What the register of deeds says of a flat."""
    return {
        "location": one.location, "deed": one.deed, "house_area": f"{one.area}", "use": "成套住宅", "registered_on": told(one.bought),
        "price": f"{one.price}", "shared": "单独所有",
    }


def public_payroll(house: Household, at: Cells) -> Made:
    """财政供养: whoever holds a post the treasury pays."""
    for one in belongings(house).salaries if there(house) else ():
        yield one.holder, who(one.holder, **at, sex=one.holder.sex, **paid(one))


def paid(one: Salary) -> Cells:
    """What the payroll says of a post."""
    kind = "公务员" if one.position == "科员" else "事业编制"
    return {"employer": one.unit, "position": one.position, "payroll_kind": kind, "payroll_state": "在职", "since": month_of(one.since), "wage": f"{one.wage}"}


def dangerous_houses(house: Household, at: Cells) -> Made:
    """住建: the survey of old houses, each with its grade; those that are unsafe are to be mended."""
    home = house.dwelling
    if there(house) and (home.structure in _OLD or home.grade in _UNSAFE):
        yield house.head, who(
            house.head, **at, address=house.address, house_grade=home.grade, house_structure=home.structure, house_area=f"{home.area}",
            house_year=f"{home.built}", surveyed_on=f"2025-{1 + luck(house.head, 12):02d}-{1 + luck(house.head, 28):02d}",
            repair="拆除重建" if home.grade == "D级" else "加固改造" if home.grade == "C级" else "", phone=house.phone,
        )
