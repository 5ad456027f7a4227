"""Who lives together: families as seats (relation, sex, birth, surname) with ages that fit one another.

Relations are labels of the national export; gaps between generations are 20 to 36 years, so that no true household breaks a member rule.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from bangfu.demo import names
from bangfu.demo.chance import Weighted
from bangfu.demo.days import AS_OF, YEAR, years

_LAST_BIRTH = AS_OF - timedelta(days=20)
_GROWN = AS_OF - timedelta(days=int(23.1 * YEAR))   # whoever is married was twenty when the history began


@dataclass(frozen=True, slots=True)
class Seat:
    """One place at the table. `generation` is the given character shared with brothers and sisters, or ''."""

    relation: str
    sex: str
    birth: date
    family: str
    generation: str = ""
    disabled: bool = False


@dataclass(slots=True)
class Family:
    """The head sits first. `poor` leans towards 低保, `destitute` towards 特困; `assisted` families are ill more often."""

    kind: str
    seats: list[Seat] = field(default_factory=list)
    poor: bool = False
    destitute: bool = False
    assisted: bool = True


def family(rng: Random, favoured: tuple[str, ...], dotted: bool, assisted: bool = True) -> Family:
    """A family of some kind, the kinds in the proportions of assisted or of other households; `dotted` names are written clan·given."""
    return of_kind((_ASSISTED if assisted else _OTHERS).draw(rng), rng, favoured, dotted, assisted)


def of_kind(kind: str, rng: Random, favoured: tuple[str, ...], dotted: bool, assisted: bool = True) -> Family:
    """A family of a kind that is a key of the table below. Of the others few are poor enough for 低保 or 特困."""
    surname = names.clan if dotted else lambda draw: names.surname(draw, favoured)
    built = Family(kind, assisted=assisted)
    _KINDS[kind][2](rng, built, surname)
    if not assisted:
        built.poor = built.poor and rng.random() < 0.22
        built.destitute = built.destitute and rng.random() < 0.4
    return built


Surname = Callable[[Random], str]
_TWO_CHILDREN, _FEWER_CHILDREN = Weighted({1: 35, 2: 50, 3: 15}), Weighted({1: 45, 2: 45, 3: 10})
_PARENTS_ALIVE = Weighted({"both": 35, "mother": 48, "father": 17})
_BESIDE_A_BACHELOR = Weighted({"alone": 45, "mother": 35, "brother": 12, "nephew": 8})


def _nuclear(rng: Random, house: Family, surname: Surname) -> None:
    head = _head(rng, house, surname, 30, 58, "女" if rng.random() < 0.1 else "男")
    wife = _spouse(rng, house, surname, head)
    _children(rng, house, head, wife, _TWO_CHILDREN.draw(rng))
    if rng.random() < 0.03:
        _elder(rng, house, surname(rng), wife.birth if head.sex == "男" else head.birth, "女", "之岳母" if head.sex == "男" else "之母")


def _with_parents(rng: Random, house: Family, surname: Surname) -> None:
    head = _head(rng, house, surname, 30, 55, "女" if rng.random() < 0.08 else "男")
    spouse = _spouse(rng, house, surname, head)
    _children(rng, house, head, spouse, _TWO_CHILDREN.draw(rng))
    father, mother = ("之父", "之母") if head.sex == "男" else ("之公公", "之婆婆")
    son = head if head.sex == "男" else spouse
    alive = _PARENTS_ALIVE.draw(rng)
    if alive != "mother":
        _elder(rng, house, son.family, son.birth, "男", father)
    if alive != "father":
        _elder(rng, house, surname(rng), son.birth, "女", mother)


def _elder_heads_three(rng: Random, house: Family, surname: Surname) -> None:
    head = _head(rng, house, surname, 54, 76, "女" if rng.random() < 0.15 else "男")
    other = _spouse(rng, house, surname, head) if head.sex == "男" and rng.random() < 0.75 else head
    through_daughter = rng.random() < 0.1
    sex = "女" if through_daughter else "男"
    heir = _child_of(rng, head, max(head.birth, other.birth), sex)
    partner = Seat("之女婿" if through_daughter else "之儿媳", "男" if through_daughter else "女", _near(rng, heir.birth), surname(rng))
    house.seats += [heir, partner]
    _grandchildren(rng, house, heir, partner, through_daughter)


def _elderly_couple(rng: Random, house: Family, surname: Surname) -> None:
    _spouse(rng, house, surname, _head(rng, house, surname, 64, 84, "男"))
    house.poor = rng.random() < 0.4


def _single_elder(rng: Random, house: Family, surname: Surname) -> None:
    _head(rng, house, surname, 64, 91, rng.choice("男女"))
    house.destitute = rng.random() < 0.4
    house.poor = not house.destitute


def _left_behind(rng: Random, house: Family, surname: Surname) -> None:
    head = _head(rng, house, surname, 56, 72, "男" if rng.random() < 0.8 else "女")
    if head.sex == "男" and rng.random() < 0.75:
        _spouse(rng, house, surname, head)
    outside = rng.random() < 0.15
    family_name = surname(rng) if outside else head.family
    birth = _aged(rng, 2, 13)
    shared = names.generation_character(rng, "男", birth.year)
    for _ in range(_FEWER_CHILDREN.draw(rng)):
        sex = _boy_or_girl(rng)
        house.seats.append(Seat(("之外" if outside else "之") + ("孙子" if sex == "男" else "孙女"), sex, birth, family_name, shared))
        birth -= years(rng, 1.3, 3.0)
    house.poor = rng.random() < 0.4


def _disabled_child(rng: Random, house: Family, surname: Surname) -> None:
    head = _head(rng, house, surname, 52, 74, "男" if rng.random() < 0.85 else "女")
    other = _spouse(rng, house, surname, head) if head.sex == "男" and rng.random() < 0.8 else head
    sick = _child_of(rng, head, max(head.birth, other.birth), _boy_or_girl(rng))
    house.seats.append(Seat(sick.relation, sick.sex, sick.birth, sick.family, disabled=True))
    house.poor = rng.random() < 0.7


def _widowed(rng: Random, house: Family, surname: Surname) -> None:
    head = _head(rng, house, surname, 36, 62, "女" if rng.random() < 0.6 else "男")
    _children(rng, house, head, head, 1 + (rng.random() < 0.45))
    if rng.random() < 0.25:
        _elder(rng, house, surname(rng), head.birth, "女", "之母" if head.sex == "男" else "之婆婆")
    house.poor = rng.random() < 0.5


def _bachelor(rng: Random, house: Family, surname: Surname) -> None:
    head = _head(rng, house, surname, 40, 63, "男")
    match _BESIDE_A_BACHELOR.draw(rng):
        case "mother":
            _elder(rng, house, surname(rng), head.birth, "女", "之母")
        case "brother":
            house.seats.append(Seat("之兄弟姐妹", "男", _near(rng, head.birth), head.family, head.generation, disabled=rng.random() < 0.7))
        case "nephew":
            house.seats.append(Seat("之侄儿", "男", _aged(rng, 9, 30), head.family))
    house.poor = rng.random() < 0.4


def _young(rng: Random, house: Family, surname: Surname) -> None:
    """A young head whose parents have gone: grandmother, perhaps a wife, small children, a younger sister."""
    head = _head(rng, house, surname, 23, 33, "男")
    if rng.random() < 0.6:
        _children(rng, house, head, _spouse(rng, house, surname, head), rng.choice((1, 2)))
    else:
        house.seats.append(Seat("之兄弟姐妹", "女", head.birth + years(rng, 1.5, 6), head.family, head.generation))
    house.seats.append(Seat("之祖母", "女", head.birth - years(rng, 40, 54), surname(rng)))


# kind → its weight among assisted households, among the others, and how it is made
_KINDS: dict[str, tuple[int, int, Callable[[Random, Family, Surname], None]]] = {
    "nuclear": (32, 42, _nuclear),
    "with_parents": (19, 17, _with_parents),
    "elder_heads_three": (13, 14, _elder_heads_three),
    "elderly_couple": (8, 16, _elderly_couple),
    "single_elder": (8, 4, _single_elder),
    "left_behind": (7, 2, _left_behind),
    "disabled_child": (5, 1, _disabled_child),
    "widowed": (4, 2, _widowed),
    "bachelor": (3, 3, _bachelor),
    "young": (1, 1, _young),
}
_ASSISTED = Weighted({kind: weight for kind, (weight, _, _) in _KINDS.items()})
_OTHERS = Weighted({kind: weight for kind, (_, weight, _) in _KINDS.items()})


def _head(rng: Random, house: Family, surname: Surname, youngest: int, oldest: int, sex: str) -> Seat:
    birth = _aged(rng, youngest, oldest)
    seat = Seat("户主", sex, birth, surname(rng), names.generation_character(rng, sex, birth.year))
    house.seats.append(seat)
    return seat


def _spouse(rng: Random, house: Family, surname: Surname, head: Seat) -> Seat:
    """Within a few years of the head, wives mostly younger."""
    sex = "女" if head.sex == "男" else "男"
    seat = Seat("配偶", sex, _near(rng, head.birth, younger=sex == "女"), surname(rng))
    house.seats.append(seat)
    return seat


def _children(rng: Random, house: Family, head: Seat, other: Seat, number: int) -> None:
    """Born when both parents were over 20, a year and more apart; grown ones have mostly left."""
    family_name = head.family if head.sex == "男" else other.family
    birth = max(head.birth, other.birth) + years(rng, 20, 33)
    shared = names.generation_character(rng, "男", birth.year)
    for _ in range(number):
        if birth > _LAST_BIRTH:
            return
        sex = _boy_or_girl(rng)
        if AS_OF - birth < timedelta(days=27 * YEAR) or rng.random() < 0.35:
            house.seats.append(Seat("之子" if sex == "男" else "之女", sex, birth, family_name, shared))
        birth += years(rng, 1.2, 5)


def _child_of(rng: Random, head: Seat, youngest_parent: date, sex: str) -> Seat:
    birth = youngest_parent + years(rng, 20, 29)
    shared = names.generation_character(rng, sex, birth.year)
    return Seat("之子" if sex == "男" else "之女", sex, birth, head.family, shared)


def _grandchildren(rng: Random, house: Family, heir: Seat, partner: Seat, through_daughter: bool) -> None:
    birth = max(heir.birth, partner.birth) + years(rng, 21, 28)
    family_name = partner.family if through_daughter else heir.family
    shared = names.generation_character(rng, "男", birth.year)
    for _ in range(_TWO_CHILDREN.draw(rng)):
        if birth > _LAST_BIRTH:
            return
        sex = _boy_or_girl(rng)
        label = ("之外" if through_daughter else "之") + ("孙子" if sex == "男" else "孙女")
        house.seats.append(Seat(label, sex, birth, family_name, shared))
        birth += years(rng, 1.3, 5)


def _elder(rng: Random, house: Family, family_name: str, child_born: date, sex: str, relation: str) -> None:
    house.seats.append(Seat(relation, sex, child_born - years(rng, 20, 34), family_name))


def _aged(rng: Random, youngest: float, oldest: float) -> date:
    return AS_OF - years(rng, youngest, oldest)


def _near(rng: Random, birth: date, younger: bool = True) -> date:
    """About as old as somebody, and grown."""
    return min(_GROWN, birth + timedelta(days=max(-5.0, min(7.0, rng.gauss(1.5 if younger else -1.5, 2.2))) * YEAR))


def _boy_or_girl(rng: Random) -> str:
    return "男" if rng.random() < 0.525 else "女"
