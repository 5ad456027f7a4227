"""Named bodies of a township, all invented: those that give work, and a school, a clinic, a bank. With credit codes that are right in form.

GB 32100-2015: authority and class, 6 digits of place, 9 characters of organization (GB 11714-1997: 8 and their check), 1 check.
"""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import NamedTuple

from bangfu.demo import names
from bangfu.demo.numbers import BODIES, PHONE_BLOCK
from bangfu.demo.places import COUNTY, PlaceRow, townships
from bangfu.demo.register import Household
from bangfu.rules.credit_code import check_character

_PLAIN, _WEIGHTS_OF_8 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", (3, 7, 9, 10, 5, 8, 4, 2)
_TRADES = ("果业", "茶业", "食用菌", "中药材", "蔬菜", "养蜂", "生猪养殖", "肉牛养殖", "辣椒", "水产养殖")
_WORDS = ("兴农", "绿源", "金穗", "山里红", "丰裕", "禾润", "云岭", "惠民", "共富", "春晖")

# kind (label of 经营主体) → how many in a township, authority and class of the code, what stands behind the name of the place
_BODIES = (
    ("合作社", 2, "93", "{word}{trade}专业合作社"), ("企业", 1, "91", "{word}农业发展有限公司"), ("龙头企业", 1, "91", "{word}食品有限公司"),
    ("家庭农场", 3, "92", "{word}{trade}家庭农场"), ("种养大户", 4, "92", "{trade}种养大户（{person}）"), ("学校", 1, "12", "中心小学"),
    ("卫生院（室）", 1, "12", "卫生院"), ("银行", 1, "91", "农村信用合作社"),
)
_WORK_IN = ("合作社", "企业", "龙头企业", "家庭农场")


class Body(NamedTuple):
    """A body: its 统一社会信用代码, kind (a label of 经营主体), the township it stands in, since when, and who speaks for it."""

    code: str
    name: str
    kind: str
    place: str
    since: date
    contact: str
    phone: str


class Role(NamedTuple):
    """Somebody (人口编号) at a body; `role` is 务工人员."""

    body: str
    person: str
    role: str


def bodies(township: PlaceRow, seed: int) -> list[Body]:
    """The bodies of a township, the same for the same seed; those that give work first."""
    rng = Random(f"{seed}|{township.code}|bodies")
    nth = [row.code for row in townships("county")].index(township.code)
    found: list[Body] = []
    for kind, many, prefix, pattern in _BODIES:
        for word, trade in zip(rng.sample(_WORDS, many), rng.sample(_TRADES, many), strict=True):
            person = names.full_name(rng, names.surname(rng), rng.choice("男男女"), rng.randint(1962, 1996))
            name = township.name.rstrip("镇乡") + pattern.format(word=word, trade=trade, person=person)
            code = credit_code(prefix, f"ND{nth:02d}{len(found):04d}")
            since = date(rng.randint(2006, 2022), rng.randint(1, 12), rng.randint(1, 28))
            found.append(Body(code, name, kind, township.code, since, person, f"{PHONE_BLOCK}{BODIES}{nth:02d}{len(found):03d}"))
    return found


def employers(found: list[Body]) -> list[str]:
    """The names of those that give work."""
    return [one.name for one in found if one.kind in _WORK_IN]


def bank(found: list[Body]) -> str:
    """The name of the township's bank."""
    return next(one.name for one in found if one.kind == "银行")


def roles(households: list[Household], found: list[Body]) -> Iterator[Role]:
    """Who works at which of the bodies."""
    codes = {one.name: one.code for one in found}
    return (Role(codes[one.employer], one.number, "务工人员") for house in households for one in house.members if one.employer in codes)


def credit_code(prefix: str, organization: str) -> str:
    """18 characters on the county's unused code; `prefix` are authority and class, `organization` 8 characters."""
    first17 = f"{prefix}{COUNTY}{organization}{_organization_check(organization)}"
    return first17 + check_character(first17)


def _organization_check(first8: str) -> str:
    left = 11 - sum(_PLAIN.index(one) * weight for one, weight in zip(first8, _WEIGHTS_OF_8, strict=True)) % 11
    return {10: "X", 11: "0"}.get(left, f"{left}")
