"""What households own beside house and land: vehicles, businesses, flats in town, a post paid by the treasury. Drawn apart from everything else.

Households that are followed or on relief own nothing that 部门比对 asks about; they may ride a motorcycle or drive a tricycle.
"""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import NamedTuple

from bangfu.demo import bodies
from bangfu.demo.days import AS_OF, between
from bangfu.demo.register import Household, Member

CAR = "小型轿车"
CARS = ("五菱宏光S3", "长安欧尚", "吉利帝豪", "哈弗H6", "大众朗逸", "比亚迪秦")
SMALL = (("普通二轮摩托车", "豪爵HJ125"), ("普通正三轮摩托车", "宗申ZS150ZH"), ("轻便二轮摩托车", "雅迪YD500"))
_TRADES = ("百货店", "小吃店", "理发店", "农资经营部", "五金建材店", "汽修店")
_SITES = ("岚禾县城关镇幸福小区", "岚禾县城关镇金桂苑", "澄州市澄川区滨江花园", "澄州市澄川区阳光新城")
_UNITS = (("岚禾县第二中学", "教师"), ("岚禾县中心医院", "护师"), ("岚禾县水利局", "科员"), ("岚禾县农业农村局", "农技员"), ("岚禾县自然资源局", "科员"))
_DEGREES = ("大专", "本科及以上")
_EARLIEST = date(2012, 1, 1)


class Vehicle(NamedTuple):
    """A motor vehicle; `price` in 元."""

    owner: Member
    plate: str
    kind: str
    brand: str
    registered: date
    price: int


class Business(NamedTuple):
    """A registered business; `capital` in 元."""

    owner: Member
    name: str
    code: str
    kind: str
    since: date
    capital: int


class Flat(NamedTuple):
    """A flat bought in town; `area` in m², `price` in 元."""

    owner: Member
    location: str
    deed: str
    area: int
    bought: date
    price: int


class Salary(NamedTuple):
    """A post paid by the treasury; `wage` is 元 a month."""

    holder: Member
    unit: str
    position: str
    since: date
    wage: int


@dataclass(frozen=True, slots=True)
class Belongings:
    """What the members of a household own."""

    vehicles: tuple[Vehicle, ...] = ()
    businesses: tuple[Business, ...] = ()
    flats: tuple[Flat, ...] = ()
    salaries: tuple[Salary, ...] = ()


def belongings(house: Household) -> Belongings:
    """The same for the same household, however often it is asked."""
    grown = [one for one in house.members if 22 <= one.age < 62]
    if not grown:
        return Belongings()
    rng = Random(f"{house.number}|{house.head.id_number}|belongings")
    small = (vehicle(rng, rng.choice(grown), *rng.choice(SMALL)),) if rng.random() < 0.15 else ()
    if house.followed or house.standing.relief:
        return Belongings(small)
    return Belongings(
        small + ((car(rng, rng.choice(grown)),) if rng.random() < 0.26 else ()), (shop(rng, rng.choice(grown)),) if rng.random() < 0.06 else (),
        (flat(rng, rng.choice(grown)),) if rng.random() < 0.04 else (), tuple(salary(rng, one) for one in grown if _is_paid(rng, one)),
    )


def car(rng: Random, owner: Member) -> Vehicle:
    """A car somebody bought."""
    return vehicle(rng, owner, CAR, rng.choice(CARS))


def vehicle(rng: Random, owner: Member, kind: str, brand: str) -> Vehicle:
    """A vehicle of a kind; its plate is of a province that does not exist, and follows from its owner."""
    price = rng.randrange(45_000, 180_000, 100) if kind == CAR else rng.randrange(2_800, 9_000, 100)
    return Vehicle(owner, f"云{'Z' if kind == CAR else 'Y'}{_serial(owner):05X}", kind, brand, _lately(rng), price)


def shop(rng: Random, owner: Member) -> Business:
    """A shop of somebody's own."""
    name = f"岚禾县{owner.name}{rng.choice(_TRADES)}"
    return Business(owner, name, _code("92", owner), "个体工商户", _lately(rng), rng.randrange(10_000, 100_001, 10_000))


def company(rng: Random, owner: Member) -> Business:
    """A company somebody stands for."""
    name = f"岚禾县{owner.name[-1]}{rng.choice('丰盛隆源通达')}{rng.choice(('商贸', '建筑劳务', '农业开发'))}有限公司"
    return Business(owner, name, _code("91", owner), "有限责任公司", _lately(rng), rng.randrange(500_000, 5_000_001, 500_000))


def flat(rng: Random, owner: Member) -> Flat:
    """A flat somebody bought in the county town or the city."""
    area = rng.randint(78, 132)
    place = f"{rng.choice(_SITES)}{rng.randint(1, 18)}栋{rng.randint(2, 26)}0{rng.randint(1, 4)}"
    return Flat(owner, place, f"云（{rng.randint(2016, 2025)}）岚禾县不动产权第{_serial(owner):07d}号", area, _lately(rng), area * rng.randrange(3_200, 5_400, 100))


def salary(rng: Random, holder: Member) -> Salary:
    """A post in an office of the county."""
    unit, position = rng.choice(_UNITS)
    return Salary(holder, unit, position, between(rng, max(date(holder.birth.year + 21, 8, 1), date(1990, 8, 1)), AS_OF), rng.randrange(4_200, 7_800, 50))


def _is_paid(rng: Random, one: Member) -> bool:
    free = one.age >= 24 and not (one.work_months or one.post_kind or one.student)
    return free and one.schooling in _DEGREES and one.health == "健康" and rng.random() < 0.5


def _code(prefix: str, owner: Member) -> str:
    return bodies.credit_code(prefix, f"P{_serial(owner):07d}")


def _serial(owner: Member) -> int:
    """A number of their own for everybody of the county: the share of the village, and whose turn it was in it."""
    return int(owner.number[-9:-6]) * 5_000 + int(owner.number[-6:])


def _lately(rng: Random) -> date:
    return between(rng, _EARLIEST, AS_OF)
