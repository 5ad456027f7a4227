"""Named bodies that nobody knows, with codes that are right in form."""

import re

from bangfu.demo.bodies import bank, bodies, credit_code, employers, roles
from bangfu.demo.people import county
from bangfu.demo.places import townships

BASE31 = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_right(code: str) -> bool:
    """GB 32100-2015: the weighted sum of all 18 is divisible by 31 when the last weighs 1."""
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1]
    return sum(BASE31.index(one) * weight for one, weight in zip(code, weights, strict=True)) % 31 == 0


def test_the_check_characters_are_those_of_the_standards() -> None:
    """GB 11714 gives the organization D2143569 the check X, as its own sample shows."""
    assert credit_code("91", "D2143569")[8:17] == "D2143569X"
    assert is_right(credit_code("91", "D2143569"))


def test_every_township_has_its_bodies_with_codes_of_their_own() -> None:
    found = [one for place in townships("county") for one in bodies(place, 3)]
    assert all(re.fullmatch(r"[19][1235]990121[0-9A-Z]{10}", one.code) and is_right(one.code) for one in found)
    assert len({one.code for one in found}) == len({one.phone for one in found}) == len(found) == 15 * 14
    assert {one.kind for one in found} == {"合作社", "企业", "龙头企业", "家庭农场", "种养大户", "学校", "卫生院（室）", "银行"}
    assert len({(one.place, one.name) for one in found}) == len(found)


def test_the_same_seed_makes_the_same_bodies_and_another_seed_others() -> None:
    place = townships("village")[0]
    assert bodies(place, 3) == bodies(place, 3) != bodies(place, 4)


def test_people_work_where_they_say_they_do() -> None:
    made = next(county("village", 3))
    around = bodies(townships("village")[0], 3)
    found = list(roles(made.households, around))
    working = {one.number: one.employer for house in made.households for one in house.members if one.employer in employers(around)}
    names = {one.code: one.name for one in around}
    assert len(found) == len(working) > 20 and all(working[one.person] == names[one.body] for one in found)
    assert {house.ties.bank for house in made.households} == {bank(around)}
