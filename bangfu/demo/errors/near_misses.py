"""What only looks like a mistake: nothing of the family it resembles may be found."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bangfu.demo import belongings, confusions, names
from bangfu.demo.days import AS_OF
from bangfu.demo.errors.between import car, company
from bangfu.demo.errors.kind import Change, Kind, by_slug, rewritten
from bangfu.demo.errors.presence import newborn
from bangfu.demo.errors.spot import Done, Make, Spot
from bangfu.demo.register import Member
from bangfu.demo.sources.catalogue import LEDGER, NATIONAL, SOURCES
from bangfu.demo.sources.line import lines, told, who
from bangfu.rules.id_number import check_digit
from bangfu.rules.person_name import fold

_TRADITIONAL = confusions.pairs(confusions.TRADITIONAL)
_TWIN_RELATIONS = ("之子", "之女", "之孙子", "之孙女")
_FULL_WIDTH = {ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789X"}


def _traditional(spot: Spot, name: str) -> str | None:
    written = "".join(_TRADITIONAL.get(one, one) for one in name)
    return written if written != name else None


def _spaced(spot: Spot, name: str) -> str | None:
    return spot.rng.choice((" ", "　", "   ")).join(name) if len(name) == 2 else None


def _other_dot(spot: Spot, name: str) -> str | None:
    return name.replace("·", spot.rng.choice("•．.・")) if "·" in name else None


def _small_x(spot: Spot, number: str) -> str | None:
    return number.lower() if number.endswith("X") else None


def _full_width(spot: Spot, number: str) -> str:
    return number.translate(_FULL_WIDTH)


def _relation_in_full(spot: Spot, relation: str) -> str | None:
    return {"之子": "长子", "之女": "次女", "配偶": "妻" if spot.member.sex == "女" else "夫", "之儿媳": "儿媳", "之孙子": "孙子"}.get(relation)


def _namesake(spot: Spot) -> Done | None:
    """Two persons of one name in a village; they are two."""
    village = spot.township.village_of(spot.house)
    for house in village.households:
        if house.number not in spot.township.touched and house is not spot.house:
            for one in house.members:
                if fold(one.name) == fold(spot.member.name) and one.birth != spot.member.birth:
                    spot.take(house)
                    return Done(one.number, one.name, one.id_number)
    return None


def _twin(spot: Spot) -> Done | None:
    """A twin of one number further, who stands in every list the child stands in."""
    one = spot.member
    if one.relation not in _TWIN_RELATIONS or not 3 < one.age < 13 or one.certificate or one.disability_kind:
        return None
    first17 = f"{one.id_number[:14]}{int(one.id_number[14:17]) + 2:03d}"
    if any(other.birth == one.birth and other.number != one.number for village in spot.township.villages for house in village.households for other in house.members):
        return None
    twin = replace(one, number=spot.township.village_of(spot.house).numbers.person(), name=_of_a_twin(spot, one), id_number=first17 + check_digit(first17), phone="")
    for office in (spot.township.national, spot.township.ledger):
        office.added.setdefault(spot.house.number, []).append(twin)
    both = replace(spot.house, members=(*spot.house.members, twin))
    for slug, source in SOURCES.items():
        for line in lines(source, both):
            if line.person == twin.number:
                spot.add(slug, line.cells, twin.number)
    return Done(twin.number, twin.name, twin.id_number)


def _of_a_twin(spot: Spot, one: Member) -> str:
    taken = {other.name for other in spot.house.members}
    while (name := names.full_name(spot.rng, names.family_of(one.name), one.sex, one.birth.year)) in taken:
        continue
    return name


def _adopted(spot: Spot) -> Done | None:
    """A nephew or a son-in-law taken as a son, with whatever gap between the ages: every list says so, and the police know that it is in order."""
    one, head = spot.member, spot.house.head
    if one.relation not in ("之侄儿", "之女婿") or head.age - one.age < 13:
        return None
    for slug in (NATIONAL, LEDGER, *(slug for slug in ("city_persons", "minimum_living") if spot.cells(slug))):
        spot.write(slug, relation="之子")
    return spot.add("household_registration", who(
        one, **spot.at, sex=one.sex, birth_date=f"{one.birth}", nation=one.nation, head_name=head.name, relation="养子", change="婚迁迁入", changed_on="2025-03-11",
        from_place="澄州市澄川区", address=spot.house.address,
    ), one.number)


def _leaves_later(spot: Spot) -> Done | None:
    """Leaves the register of households some days after the day of the lists."""
    one = spot.member
    if spot.is_head or not 20 <= one.age < 40 or spot.cells("household_registration"):
        return None
    return spot.add("household_registration", who(
        one, **spot.at, sex=one.sex, birth_date=f"{one.birth}", nation=one.nation, head_name=spot.house.head.name, relation=one.relation, change="迁往市（县）外",
        changed_on=f"{AS_OF + timedelta(days=spot.rng.randint(3, 20))}", to_place="云泽省白水县", address=spot.house.address,
    ), one.number)


def _born_later(spot: Spot) -> Done | None:
    return newborn(spot, f"{AS_OF + timedelta(days=spot.rng.randint(3, 20))}")


def _small_vehicle(spot: Spot) -> Done | None:
    """A motorcycle of a monitored household."""
    if not 22 <= spot.member.age < 62 or spot.cells("vehicles"):
        return None
    one = belongings.vehicle(spot.rng, spot.member, *belongings.SMALL[0])
    return spot.add("vehicles", who(
        spot.member, **spot.at, plate=one.plate, vehicle_kind=one.kind, brand=one.brand, registered_on=told(one.registered), use="非营运", price=f"{one.price}",
        vehicle_state="正常",
    ), spot.member.number)


def _owned_once(slug: str, key: str, state: str) -> Make:
    """Owned once: the car is scrapped, the company struck off."""
    def make(spot: Spot) -> Done | None:
        if not 25 <= spot.member.age < 62:
            return None
        owned = (car if slug == "vehicles" else company)(spot)
        return spot.add(slug, who(spot.member, **spot.at, **owned) | {key: state}, spot.member.number)
    return make


def _of_a_namesake(spot: Spot) -> Done | None:
    """The car of somebody of the same name who lives elsewhere and has another number."""
    if not 18 <= spot.member.age < 75:
        return None
    other = spot.number(f"{spot.member.birth.year + 1}0{spot.rng.randint(1, 9)}1{spot.rng.randint(0, 9)}", spot.member.sex == "女")
    spot.add("vehicles", who(spot.member, **spot.at) | car(spot) | {"id_number": other, "county": "岚禾县", "village": "", "group": ""})
    return Done("", spot.member.name, other)


def _kind(slug: str, word: str, families: tuple[str, ...], source: str, key: str, make: Make, **more: Any) -> Kind:
    return Kind(slug, word, families, source, key, make, outcome="quiet", **more)


def _name(slug: str, word: str, source: str, change: Change, **more: Any) -> Kind:
    return _kind(slug, word, ("人证相符", "漏报虚报"), source, "name", rewritten(source, "name", change), **more)


def _number(slug: str, word: str, source: str, change: Change) -> Kind:
    return _kind(slug, word, ("身份", "人证相符", "漏报虚报"), source, "id_number", rewritten(source, "id_number", change))


KINDS = by_slug([
    _name("traditional_name", "繁体字（是同一人）", "medical_insured", _traditional),
    _name("traditional_name_at_school", "在校：繁体字（是同一人）", "pupils", _traditional, known=False),
    _name("spaced_name_in_pension", "姓名中有空格（是同一人）", "pension_insured", _spaced),
    _name("dot_in_medical", "间隔号写法不同（是同一人）", "medical_insured", _other_dot, weight=1),
    _number("small_x", "号码的x小写（是同一人）", "pension_insured", _small_x),
    _number("full_width_number", "号码是全角数字（是同一人）", "minimum_living", _full_width),
    _kind("relation_in_full", "公安写长子、妻（是同一关系）", ("字段矛盾", "成员逻辑"), "household_registration", "relation", rewritten(
        "household_registration", "relation", _relation_in_full)),
    _kind("namesakes", "同村同名的两个人", ("重复", "人证相符"), NATIONAL, "name", _namesake, pool="anybody"),
    _kind("twins", "双胞胎号码相连", ("重复", "身份", "漏报虚报", "成员逻辑"), NATIONAL, "id_number", _twin, pool="followed", weight=1, also=("帮扶义务", "合理性")),
    _kind("adopted", "养子（公安写明）", ("成员逻辑", "字段矛盾"), NATIONAL, "relation", _adopted, pool="followed", weight=1),
    _kind("leaves_later", "数据日之后才迁出", ("漏报虚报",), "household_registration", "changed_on", _leaves_later),
    _kind("born_later", "数据日之后才出生", ("漏报虚报",), "household_registration", "changed_on", _born_later),
    _kind("small_vehicle", "监测户有摩托车", ("部门比对",), "vehicles", "vehicle_kind", _small_vehicle, pool="watched", weight=1),
    _kind("scrapped_car", "监测户的小轿车已报废注销", ("部门比对",), "vehicles", "vehicle_state", _owned_once("vehicles", "vehicle_state", "注销"),
          pool="watched", weight=1),
    _kind("closed_company", "监测户的公司已注销", ("部门比对",), "businesses", "business_state", _owned_once("businesses", "business_state", "注销"), pool="watched",
          weight=1),
    _kind("car_of_a_namesake", "同名不同号的人有小轿车", ("部门比对", "人证相符"), "vehicles", "id_number", _of_a_namesake, pool="watched", weight=1),
])
