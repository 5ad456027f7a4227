"""How well rows are matched to persons, by each way: recall and precision on generated people whose truth is known.

Of the rows of a list of everybody a third is spoilt: the number blank, broken by a spreadsheet or mistyped, the name written with a slip, the household
number left out, the person moved; besides, rows of strangers who bear the names of the place. Not compared with splink, which is not installed here.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import pyarrow as pa

from bangfu.crosscheck import engine, shapes, snapshot
from bangfu.crosscheck.checks.rows import LEDGER, Registered, registered
from bangfu.crosscheck.matching import HOW
from bangfu.demo import names
from bangfu.rules.person_name import fold
from tests.bench.figures import NOWHERE, Asked, Measured, bench

Row = dict[str, Any]
DAY = date(2026, 7, 1)
VILLAGES = [f"990121{township:03d}{village:03d}" for township in range(1, 9) for village in range(1, 13)]
NOT_COMPARED = "not compared: splink is not installed"
SLIPS = ("国囯", "明朋", "丽莉", "芳方", "英瑛", "华花", "军君", "辉晖", "建健", "红洪", "玲铃", "静靖", "志智", "燕艳", "娟涓", "霞遐", "天夭", "涛滔")


@dataclass(frozen=True)
class Spoilt:
    """The people, the rows of the list, and who each row is ('' for a stranger)."""

    people: list[Registered]
    rows: list[Row]
    truth: dict[str, str]
    spoilt: dict[str, str]


def county(households: int, chance: Random) -> Spoilt:
    """Households of one to five in villages with clans, and the list of everybody as it comes."""
    made = Spoilt([], [], {}, {})
    clans = {village: tuple(names.surname(chance) for _ in range(3)) for village in VILLAGES}
    for home in range(households):
        _household(made, home, chance.choice(VILLAGES), clans, chance)
    for stranger in range(households // 10):
        village = chance.choice(VILLAGES)
        sex = chance.choice("男女")
        birth = _birth(chance, 1940, 2015)
        name = names.full_name(chance, names.surname(chance, clans[village]), sex, birth.year)
        _line(made, f"x{stranger}", "", {"name": name, "place_code": village, "birth": birth, "sex": sex, "number": f"X{stranger}", "home": f"X{stranger}",
                                         "head": name}, chance)
    return made


def _household(made: Spoilt, home: int, village: str, clans: dict[str, tuple[str, ...]], chance: Random) -> None:
    family, head = names.surname(chance, clans[village]), ""
    for at in range(chance.randint(1, 5)):
        sex, birth = chance.choice("男女"), _birth(chance, 1950 + 25 * (at > 1), 1975 + 40 * (at > 1))
        name = names.full_name(chance, family if at != 1 else names.surname(chance), sex, birth.year)
        head = head or name
        person, number = f"p{home}-{at}", f"N{home}-{at}"
        poor = chance.random() < 0.02   # the register too has people without a usable number
        made.people.append(registered(
            person, name, "" if poor else number, household=f"h{home}", household_number=f"H{home}", place_code=village, sex=sex, birth=birth,
            relation="户主" if at == 0 else "其他",
        ))
        if chance.random() > 0.04:
            told = {"name": name, "place_code": village, "birth": birth, "sex": sex, "number": number, "home": f"H{home}", "head": head}
            _line(made, f"s{home}-{at}", person, told, chance)


def _line(made: Spoilt, row: str, person: str, told: Row, chance: Random) -> None:
    number, status, why, birth, place, name = told["number"], "ok", "", told["birth"], told["place_code"], told["name"]
    drawn = chance.random()
    if drawn < 0.10:
        number, status, why = "", chance.choice(("blank", "lost_digits")), "no number"
        birth = birth if chance.random() < 0.6 else None   # a list seldom has the birth beside the number
    elif drawn < 0.14:
        number, status, why = f"M{row}", "bad_check" if chance.random() < 0.9 else "ok", "mistyped number"
        birth = birth if chance.random() < 0.5 else birth + timedelta(days=chance.choice((1, 10, 30, 365)))
    if why and chance.random() < 0.12:
        name, why = _slipped(name, chance), f"{why}, name"
    if why and chance.random() < 0.06:
        place, why = _moved(place, chance), f"{why}, moved"
    made.truth[row], made.spoilt[row] = person, why or "right"
    made.rows.append({
        "row": row, "delivery": "d", "number": 1, "place_code": place, "name": name, "name_folded": fold(name), "id_index": number, "id18_index": number,
        "id_status": status, "sex": told["sex"], "birth": birth, "household_number": told["home"] if chance.random() < 0.6 else "",
        "head_name": told["head"] if chance.random() < 0.6 else "",
    })


def _slipped(name: str, chance: Random) -> str:
    """A character of the given name for one of its like; where none has any, the last two change places."""
    likes = [(at, pair) for at in range(1, len(name)) for pair in SLIPS if name[at] in pair]
    if not likes:
        return name[:-2] + name[-1] + name[-2] if len(name) > 2 else name
    at, pair = chance.choice(likes)
    return name[:at] + pair.replace(name[at], "") + name[at + 1:]


def _moved(place: str, chance: Random) -> str:
    near = [village for village in VILLAGES if village[:9] == place[:9]]
    return chance.choice(near if chance.random() < 0.7 else VILLAGES)


def _birth(chance: Random, first: int, last: int) -> date:
    return date(chance.randint(first, last), chance.randint(1, 12), chance.randint(1, 28))


def met(made: Spoilt) -> dict[str, tuple[str, str]]:
    """Row → (person, how) as the matching says."""
    shape = shapes.listed(LEDGER)
    listed = snapshot.whole(shape, pa.Table.from_pylist(made.rows, schema=pa.schema([shape.field(name) for name in made.rows[0]])))
    tables = snapshot.tables(made.people, (), (), DAY)
    with engine.staged(engine.Tables(tables.register, tables.households, tables.villages, {LEDGER: listed}, tables.in_force, DAY)) as connection:
        told = connection.execute(f"SELECT s_row, r_person, how FROM diff_{LEDGER} WHERE how <> ''").fetchall()  # noqa: S608 - our own word
    return {row: (person, how) for row, person, how in told}


@bench("matching", unit="%", baseline=NOT_COMPARED, ground=NOWHERE)
def matching(asked: Asked) -> Iterator[Measured]:
    """Precision of each way, and recall by what was spoilt. The ratio is the share of all rows that is spoken of."""
    made = county(asked.households, Random(asked.seed))  # noqa: S311 - to be repeated
    told, size = met(made), len(made.rows)
    ways, right = Counter(how for _, how in told.values()), Counter(how for row, (person, how) in told.items() if made.truth[row] == person)
    for how in HOW:
        if ways[how]:
            yield Measured(100 * right[how] / ways[how], ways[how] / size, size, f"precision by {how}", "≥ 99 %")
    meant = [row for row, person in made.truth.items() if person]
    for why, many in sorted(Counter(made.spoilt[row] for row in meant).items()):
        found = sum(told.get(row, ("", ""))[0] == made.truth[row] for row in meant if made.spoilt[row] == why)
        yield Measured(100 * found / many, many / size, size, f"recall of rows with {why}", " ")
    strangers = [row for row, person in made.truth.items() if not person]
    taken = sum(row in told for row in strangers)
    yield Measured(100 * taken / max(1, len(strangers)), len(strangers) / size, size, "strangers taken for somebody", "≤ 1 %")
