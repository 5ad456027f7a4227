"""The true county: households and members as they are, before any office has written them down.

Made village by village from the seed and the village's code alone: the same village is the same whichever others are made, and a county of
450,000 persons never stands in memory at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from bangfu.demo import names
from bangfu.demo.families import AS_OF, Family, Seat, family
from bangfu.demo.livelihood import circumstances
from bangfu.demo.numbers import Numbers
from bangfu.demo.places import PlaceRow, Size, villages
from bangfu.rules.codes import DISABILITY
from bangfu.rules.dates import age_on

HOUSEHOLDS: dict[Size, int] = {"village": 35, "township": 420, "county": 126_201}
_MIXED_VILLAGE = 5   # every twelfth village, beginning with the sixth, has many households with another mother tongue


@dataclass(frozen=True, slots=True)
class Member:
    """A person as the 47-column export knows one; every text is a cell, '' an empty one. `certificate` is the 残疾人证 shown instead."""

    number: str
    name: str
    sex: str
    birth: date
    relation: str
    nation: str
    id_number: str
    phone: str
    health: str
    disability_kind: str
    disability_grade: str
    disability_year: str
    student: str
    schooling: str
    dropout_reason: str
    labour: str
    work_months: str
    work_place: str
    employer: str
    industry: str
    channel: str
    work_abroad: str
    post_kind: str
    post_months: str
    minimum_living: str
    destitute: str
    medical_employees: str
    medical_residents: str
    illness_insurance: str
    commercial_insurance: str
    illness_aid: str
    other_health_aid: str
    pension_employees: str
    pension_residents: str
    political: str
    mandarin: str
    certificate: str = ""

    @property
    def age(self) -> int:
        """Full years on the day the county is described on."""
        return age_on(self.birth, AS_OF)


@dataclass(frozen=True, slots=True)
class Household:
    """`village` is a 12-digit code, `group` a 村民组 such as 3组; the head is the first member."""

    number: str
    village: str
    group: str
    phone: str
    standard: str
    kind: str
    members: tuple[Member, ...]

    @property
    def head(self) -> Member:
        """The 户主."""
        return self.members[0]


@dataclass(slots=True)
class Village:
    """A village with its people and with the numbers it has not given out yet."""

    place: PlaceRow
    households: list[Household]
    numbers: Numbers


def county(size: Size, seed: int, township: str = "") -> Iterator[Village]:
    """The villages of a size (or of one of its townships) in order, each with its households."""
    for place, count in households_per_village(size, seed).items():
        if place.code.startswith(township):
            yield village(place, count, seed)


def households_per_village(size: Size, seed: int) -> dict[PlaceRow, int]:
    """How many assisted households live in each village: uneven, and exactly `HOUSEHOLDS[size]` together."""
    places = villages(size)
    weights = [Random(f"{seed}|{place.code}|size").uniform(0.75, 1.3) for place in places]
    shares = [HOUSEHOLDS[size] * weight / sum(weights) for weight in weights]
    counts = [int(share) for share in shares]
    by_rest = sorted(range(len(places)), key=lambda nth: counts[nth] - shares[nth])
    for nth in by_rest[: HOUSEHOLDS[size] - sum(counts)]:
        counts[nth] += 1
    return dict(zip(places, counts, strict=True))


def village(place: PlaceRow, count: int, seed: int) -> Village:
    """`count` households of one village, the same for the same seed."""
    share = villages("county").index(place)
    rng = Random(f"{seed}|{place.code}|people")
    built = Village(place, [], Numbers(share))
    favoured = tuple(names.surname(rng) for _ in range(3))
    dotted = 0.25 if share % 12 == _MIXED_VILLAGE else 0.006
    groups = max(4, min(14, count // 8))
    for _ in range(count):
        house = family(rng, favoured, rng.random() < dotted)
        built.households.append(_household(rng, built, house, f"{rng.randint(1, groups)}组"))
    return built


def _household(rng: Random, at: Village, house: Family, group: str) -> Household:
    nation = _nation(rng, house)
    taken: set[str] = set()
    members = tuple(_member(rng, at.numbers, seat, house, nation, taken) for seat in house.seats)
    phone = members[0].phone or at.numbers.phone()
    standard = "国家标准" if rng.random() < 0.88 else "省定标准"
    return Household(at.numbers.household(), at.place.code, group, phone, standard, house.kind, members)


def _nation(rng: Random, house: Family) -> str:
    if names.is_clan(house.seats[0].family):
        return "彝族"
    return rng.choices(("汉族", "苗族", "土家族", "布依族"), (955, 20, 15, 10))[0]


def _member(rng: Random, numbers: Numbers, seat: Seat, house: Family, nation: str, taken: set[str]) -> Member:
    id_number, birth = numbers.identity(seat.birth, seat.sex)
    fields = circumstances(rng, seat, house)
    has_phone = rng.random() < (0.0 if age_on(birth, AS_OF) < 13 else 0.93 if age_on(birth, AS_OF) < 65 else 0.6)
    return Member(
        number=numbers.person(), name=_name(rng, seat, taken), sex=seat.sex, birth=birth, relation=seat.relation, nation=nation,
        id_number=id_number, phone=numbers.phone() if has_phone else "", certificate=_certificate(rng, id_number, fields), **fields,
    )


def _name(rng: Random, seat: Seat, taken: set[str]) -> str:
    """A name nobody else in the house has."""
    generation = seat.generation if rng.random() < 0.9 else ""
    while (name := names.full_name(rng, seat.family, seat.sex, seat.birth.year, generation)) in taken:
        generation = ""
    taken.add(name)
    return name


def _certificate(rng: Random, id_number: str, fields: dict[str, str]) -> str:
    """Two thirds of those with a 残疾人证 stand in the national list under its number: ID, kind, grade, and B1 when it was issued anew."""
    if not fields["disability_kind"] or rng.random() > 0.66:
        return ""
    kind = DISABILITY.labels.index(fields["disability_kind"]) + 1
    return f"{id_number}{kind}{fields['disability_grade']}" + ("B1" if rng.random() < 0.15 else "")
