"""Where a household lives and what it has: house, water, road, land, ties, account. Assisted households have a little less of most."""

from decimal import Decimal
from random import Random

from bangfu.demo.chance import Weighted
from bangfu.demo.numbers import Numbers
from bangfu.demo.register import Dwelling, Land, Member, Ties

_STRUCTURES = Weighted({"砖混": 62, "钢筋混凝土": 12, "砖木": 14, "土木": 4, "木结构": 6, "石木": 2})
_POORER_STRUCTURES = Weighted({"砖混": 55, "钢筋混凝土": 4, "砖木": 22, "土木": 7, "木结构": 9, "石木": 3})
_OLD = ("土木", "木结构", "石木")
_FUELS = Weighted({"清洁能源": 74, "柴草": 21, "煤炭": 5})
_ROADS = Weighted({"水泥路": 82, "沥青路": 5, "砂石路": 8, "泥土路": 5})
_SITES = ("岚禾县城南安置区", "枫溪镇幸福家园安置点", "竹坪镇新村安置点")
_NOTHING = Decimal("0.00")


def dwelling(rng: Random, members: int, assisted: bool) -> Dwelling:
    """A house for so many. Unsafe ones (C级) are few and will be mended; those moved or rebuilt live in houses of the last ten years."""
    structure = (_POORER_STRUCTURES if assisted else _STRUCTURES).draw(rng)
    built = rng.randint(1962, 1996) if structure in _OLD else rng.randint(1988, 2024)
    toilet = rng.random() < 0.93
    safe_water = rng.random() < 0.998
    road = _ROADS.draw(rng)
    return Dwelling(
        area=max(25, 14 * members, round(members * rng.gauss(25 if assisted else 36, 7))), structure=structure, built=built, grade=_grade(rng, structure, built),
        safe_water=safe_water, water_difficulty=not safe_water, electricity=True, television=rng.random() < 0.97,
        toilet=toilet, toilet_works=toilet and rng.random() < 0.98, fuel=_FUELS.draw(rng), road=road, road_hardened=road in ("水泥路", "沥青路"),
        road_km=_hundredths(int(rng.random() ** 3 * 400)),
    )


def _grade(rng: Random, structure: str, built: int) -> str:
    if structure not in _OLD and built >= 2010:
        return "A级"
    return "C级" if structure in _OLD and rng.random() < 0.02 else "B级" if structure in _OLD or rng.random() < 0.4 else "A级"


def land(rng: Random, members: int) -> Land:
    """Contracted land by heads as it was shared out: four in five households have any forest, one in ten an orchard."""
    arable = int(members * rng.uniform(0.5, 1.6) * 100) if rng.random() < 0.97 else members * 15   # a garden is left of it
    forest = int(members * rng.uniform(0.3, 4.0) * 100) if rng.random() < 0.8 else 0
    returned = int(rng.uniform(0.5, 4.0) * 100) if forest and rng.random() < 0.3 else 0
    return Land(
        _hundredths(arable), _hundredths(int(arable * rng.uniform(0.1, 0.8))), _hundredths(forest), _hundredths(returned),
        _hundredths(int(rng.uniform(0.3, 6) * 100)) if rng.random() < 0.12 else _NOTHING,
        _hundredths(int(rng.uniform(0.5, 8) * 100)) if rng.random() < 0.03 else _NOTHING,
        _hundredths(int(rng.uniform(0.1, 2) * 100)) if rng.random() < 0.04 else _NOTHING,
    )


def ties(rng: Random, numbers: Numbers, members: tuple[Member, ...], assisted: bool, bank: str) -> Ties:
    """Memberships, family planning by the children there are, and an account of the township's bank."""
    children = [one for one in members if one.relation in ("之子", "之女")]
    return Ties(
        cooperative=rng.random() < (0.34 if assisted else 0.12), enterprise=rng.random() < (0.2 if assisted else 0.06),
        leader=rng.random() < (0.14 if assisted else 0.04), one_child=len(children) == 1 and rng.random() < 0.12,
        two_daughters=len(children) == 2 and all(one.sex == "女" for one in children) and rng.random() < 0.5,
        military=rng.random() < 0.012, site=rng.choice(_SITES) if assisted and rng.random() < 0.07 else "", bank=bank, account=numbers.account(),
    )


def _hundredths(number: int) -> Decimal:
    return Decimal(number).scaleb(-2)
