"""公安 and 卫健: who came into the register of households and who left it, whose registration death ended, and which vehicles are whose."""

from datetime import date

from bangfu.demo.belongings import belongings
from bangfu.demo.register import Household, Member, Stay
from bangfu.demo.sources.line import Cells, Made, luck, there, told, who

SINCE = date(2024, 10, 1)      # from when on changes are told
NEW_YEAR = date(2026, 1, 1)    # from when on the lists of deaths go
_CAME = {"born": "出生落户", "married_in": "婚迁迁入", "moved_in": "市（县）外迁入"}
_LEFT = {"married_out": "婚迁迁出", "moved_out": "迁往市（县）外", "died": "死亡注销", "enlisted": "参军注销"}
_ELSEWHERE = ("澄州市澄川区", "云泽省南坪县", "云泽省白水县")
_CAUSES = ("脑血管病", "冠心病", "恶性肿瘤", "慢性阻塞性肺病", "交通事故")


def household_registration(house: Household, at: Cells) -> Made:
    """The last thing that happened to somebody since SINCE. The police know 养子 from 儿子 and write relations as GB/T 4761 does."""
    last: dict[str, Stay] = {}
    for one in house.stays:
        if _changed(one):
            last[one.member.number] = one
    now = {one.number: one for one in house.members} if there(house) else {}
    for number, stay in last.items():
        left = stay.left in _LEFT and stay.until is not None and stay.until >= SINCE
        yield _change(house, at, now.get(number, stay.member), stay, left)


def _changed(one: Stay) -> bool:
    return one.came in _CAME and one.since >= SINCE or one.left in _LEFT and one.until is not None and one.until >= SINCE


def _change(house: Household, at: Cells, member: Member, stay: Stay, left: bool) -> tuple[Member, Cells]:
    change, day = (_LEFT[stay.left], stay.until) if left else (_CAME[stay.came], stay.since)
    outside = _ELSEWHERE[luck(member, len(_ELSEWHERE))] if change[:2] in ("婚迁", "市（", "迁往") else ""
    return member, who(
        member, **at, sex=member.sex, birth_date=f"{member.birth}", nation=member.nation, head_name=house.head.name,
        relation=member.relation, change=change, changed_on=told(day), from_place="" if left else outside, to_place=outside if left else "",
        address=house.address, register_number=f"99{house.number[4:]}",
    )


def police_deaths(house: Household, at: Cells) -> Made:
    """Whose registration was struck off by death this year; relatives come for nine in ten."""
    for stay in _died(house):
        if luck(stay.member, 10) and stay.until:
            yield stay.member, who(
                stay.member, **at, sex=stay.member.sex, death_date=told(stay.until), struck_on=told(stay.until.replace(day=min(28, stay.until.day + 5))),
                cause="死亡", address=house.address, head_name=house.head.name,
            )


def health_deaths(house: Household, at: Cells) -> Made:
    """Deaths this year by medical certificate; of those at home one in four had none."""
    for stay in _died(house):
        if luck(stay.member, 4):
            yield stay.member, who(
                stay.member, **at, sex=stay.member.sex, death_date=told(stay.until), certificate=f"9901{stay.member.number[-9:]}",
                cause=_CAUSES[luck(stay.member, len(_CAUSES))], death_place="家中" if luck(stay.member, 3) else "医疗卫生机构",
            )


def _died(house: Household) -> list[Stay]:
    return [one for one in house.stays if one.left == "died" and one.until and one.until >= NEW_YEAR]


def vehicles(house: Household, at: Cells) -> Made:
    """Every registered motor vehicle, the small ones too."""
    if there(house):
        for one in belongings(house).vehicles:
            yield one.owner, who(
                one.owner, **at, plate=one.plate, vehicle_kind=one.kind, brand=one.brand, registered_on=told(one.registered), use="非营运",
                price=f"{one.price}", vehicle_state="正常",
            )
