"""What a month changes: a birth, a death, a move to another village, new telephones, labour and school, a name put right."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from random import Random

from bangfu.demo import names
from bangfu.demo.days import AS_OF
from bangfu.demo.families import Family, Seat
from bangfu.demo.livelihood import circumstances
from bangfu.demo.offices import Office, Township
from bangfu.demo.register import Household, Member
from bangfu.demo.slips import Slip

NEXT = AS_OF + timedelta(days=31)   # the day of the second export


@dataclass(frozen=True, slots=True)
class Change:
    """`column` is the heading under which the second export differs; '' for a row that came or went."""

    kind: str
    person: str
    household: str
    village: str
    column: str
    before: str
    after: str


def a_month_later(township: Township, slips: Sequence[Slip], rng: Random) -> tuple[Office, list[Change]]:
    """The national list a month on, and everything in which it differs. Households with slips change only where a name is put right."""
    later = township.national.copy()
    houses = [house for house in township.followed if house.number not in township.touched]
    rng.shuffle(houses)
    changes: list[Change] = []
    for kind, number in _numbers(len(houses)).items():
        done = {change.household for change in changes}
        made = (list(_MAKERS[kind](township, later, house, rng)) for house in houses if house.number not in done)
        changes += [change for some in islice(filter(None, made), number) for change in some]
    return later, [*changes, *_names_put_right(later, slips)]


def _numbers(houses: int) -> dict[str, int]:
    """How many of each in one month; the scarcest first."""
    return {
        "birth": max(1, houses // 400), "death": max(1, houses // 300), "move": max(1, houses // 400), "school": max(1, houses // 250),
        "labour": max(1, houses // 80), "phone": max(1, houses // 40),
    }


def _birth(township: Township, later: Office, house: Household, rng: Random) -> Iterator[Change]:
    mother = next((one for one in house.members if one.sex == "女" and one.relation in ("配偶", "之儿媳") and 20 <= one.age <= 40), None)
    if mother is None:
        return
    child = _newborn(township, house, mother, rng)
    later.added.setdefault(house.number, []).append(child)
    yield Change("birth", child.number, house.number, house.village, "", "", child.name)


def _newborn(township: Township, house: Household, mother: Member, rng: Random) -> Member:
    numbers = township.village_of(house).numbers
    sex = rng.choice("男女")
    relation = {"配偶": {"男": "之子", "女": "之女"}, "之儿媳": {"男": "之孙子", "女": "之孙女"}}[mother.relation][sex]
    seat = Seat(relation, sex, AS_OF + timedelta(days=rng.randint(3, 24)), names.family_of(house.head.name))
    number, birth = numbers.identity(seat.birth, sex)
    taken = {one.name for one in house.members}
    while (name := names.full_name(rng, seat.family, sex, birth.year)) in taken:
        continue
    fields = circumstances(rng, seat, Family(house.kind, [seat]))
    return Member(numbers.person(), name, sex, birth, relation, house.head.nation, number, "", **fields)


def _death(township: Township, later: Office, house: Household, rng: Random) -> Iterator[Change]:
    old = next((one for one in house.members[1:] if one.age >= 70), None)
    if old is not None:
        later.absent.add(old.number)
        yield Change("death", old.number, house.number, house.village, "", old.name, "")


def _move(township: Township, later: Office, house: Household, rng: Random) -> Iterator[Change]:
    elsewhere = [one.place for one in township.villages if one.place.code != house.village]
    if not elsewhere:
        return
    goal = rng.choice(elsewhere)
    before = township.village_of(house).place.name
    for one in house.members:
        later.write(one.number, village=goal.name)
        yield Change("move", one.number, house.number, house.village, "村", before, goal.name)


def _school(township: Township, later: Office, house: Household, rng: Random) -> Iterator[Change]:
    """Somebody of 16 leaves the secondary school and becomes labour."""
    leaver = next((one for one in house.members if one.age >= 16 and one.student[:2] in ("普通", "中职")), None)
    if leaver is not None:
        yield from _rewritten(later, house, leaver, "school", student="", schooling="初中", labour="普通劳动力")


def _labour(township: Township, later: Office, house: Household, rng: Random) -> Iterator[Change]:
    worker = next((one for one in house.members if one.labour == "普通劳动力" and one.age >= 45 and not one.work_months), None)
    if worker is not None:
        yield from _rewritten(later, house, worker, "labour", labour="弱劳动力或半劳动力")


def _phone(township: Township, later: Office, house: Household, rng: Random) -> Iterator[Change]:
    caller = next((one for one in house.members[1:] if one.phone), None)
    if caller is not None:
        yield from _rewritten(later, house, caller, "phone", phone=township.village_of(house).numbers.phone())


_MAKERS: dict[str, Callable[[Township, Office, Household, Random], Iterator[Change]]] = {
    "birth": _birth, "death": _death, "move": _move, "school": _school, "labour": _labour, "phone": _phone,
}
_HEADINGS = {"student": "在校生状况", "schooling": "文化程度", "labour": "劳动技能", "phone": "成员联系电话"}


def _rewritten(later: Office, house: Household, one: Member, kind: str, **texts: str) -> Iterator[Change]:
    later.write(one.number, **texts)
    for name, after in texts.items():
        yield Change(kind, one.number, house.number, house.village, _HEADINGS[name], getattr(one, name), after)


def _names_put_right(later: Office, slips: Sequence[Slip]) -> Iterator[Change]:
    """Every second wrong name of the national list has been corrected meanwhile."""
    wrong = [slip for slip in slips if slip.file == "national" and slip.expected_check == "id_name"]
    for slip in wrong[::2]:
        before = later.written[slip.person].pop("name")
        yield Change("name", slip.person, slip.household, slip.village, "姓名", before, slip.name)
