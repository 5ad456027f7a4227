"""Who is who: an example of each way and of what it must leave alone; and the measure on spoilt rows."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from bangfu.crosscheck import engine, shapes, snapshot
from bangfu.crosscheck.checks.rows import LEDGER, Registered, registered
from bangfu.crosscheck.matching import HOW
from bangfu.rules.person_name import fold
from tests.bench.matching import county, met

DAY, ONE, NEXT, FAR = date(2026, 7, 1), "990121001001", "990121001002", "990121002001"
QIN = registered("p1", "覃天明", "A", household_number="H1")


def line(**said: Any) -> dict[str, Any]:
    """A row that says nothing but the name."""
    told = {"row": "s1", "delivery": "d", "number": 1, "place_code": ONE, "name": "覃天明", "id_index": "", "id18_index": "", "id_status": "blank", "sex": "",
            "birth": None, "household_number": "", "head_name": "", **said}
    if told["id_index"] and not told["id18_index"]:
        told |= {"id18_index": told["id_index"].partition("+")[0], "id_status": said.get("id_status", "ok")}
    return {**told, "name_folded": fold(told["name"])}


def how(people: list[Registered], rows: list[dict[str, Any]], slips: list[dict[str, str]] | None = None) -> set[tuple[str, str, str]]:
    """(person, row, how) of all that met."""
    shape = shapes.listed(LEDGER)
    listed = snapshot.whole(shape, pa.Table.from_pylist(rows, schema=pa.schema([shape.field(name) for name in rows[0]])))
    near = pa.Table.from_pylist(slips or [], schema=shapes.near_numbers())
    tables = replace(snapshot.tables(people, (), (), DAY), sources={LEDGER: listed}, near_numbers=near)
    with engine.staged(tables) as connection:
        return set(connection.execute(f"SELECT r_person, s_row, how FROM diff_{LEDGER} WHERE how <> ''").fetchall())


BIRTH = date(1980, 1, 1)


@pytest.mark.parametrize(("said", "by"), [
    ({"id_index": "A"}, "id"), ({"id_index": "A+43"}, "card"), ({"birth": BIRTH}, "birth"), ({"household_number": "H1"}, "household"),
    ({}, "name"), ({"place_code": NEXT, "birth": BIRTH}, "township"),
    ({"place_code": FAR, "birth": BIRTH}, "county"), ({"name": "覃天朋", "birth": BIRTH}, "near"), ({"name": "覃明天", "birth": BIRTH}, "near"),
])
def test_a_row_is_matched_and_the_reason_kept(said: dict[str, Any], by: str) -> None:
    assert how([QIN], [line(**said)]) == {("p1", "s1", by)}
    assert by in HOW


def test_a_member_is_known_by_the_head_and_a_head_is_not() -> None:
    """Two heads of one name are two people; of a member it says whose household it is."""
    wife = registered("p2", "韦小花", "C", relation="配偶", sex="女", birth=date(1982, 1, 1))
    assert how([QIN, wife], [line(name="韦小花", head_name="覃 天明", id_index="B", sex="女")]) == {("p2", "s1", "head")}
    assert how([QIN], [line(head_name="覃 天明", id_index="B")]) == set()


@pytest.mark.parametrize("said", [
    {"id_index": "B"},                                              # two usable numbers are two persons
    {"birth": date(1981, 1, 1)}, {"sex": "女"},                     # what they say of themselves is not the same
    {"place_code": NEXT}, {"place_code": FAR},                      # a name alone names nobody elsewhere
    {"place_code": NEXT, "birth": BIRTH, "id_index": "B"},
    {"name": "覃天国", "birth": BIRTH}, {"name": "韦小花", "birth": BIRTH}, {"name": "覃天朋"}, {"name": "覃天朋", "birth": BIRTH, "id_index": "B"},
    {"name": "", "birth": BIRTH},
])
def test_who_may_be_another_is_left_alone(said: dict[str, Any]) -> None:
    assert how([QIN], [line(**said)]) == set()


def test_what_names_two_names_nobody() -> None:
    namesakes = [QIN, registered("p2", "覃天明", "B", household="h2", household_number="H2", birth=date(1990, 1, 1), relation="其他")]
    assert how(namesakes, [line()]) == set()
    assert how(namesakes, [line(birth=BIRTH)]) == {("p1", "s1", "birth")}
    assert how(namesakes, [line(household_number="H2")]) == {("p2", "s1", "household")}


def test_who_is_matched_is_out_of_the_next_way() -> None:
    namesakes = [QIN, registered("p2", "覃天明", "B", household="h2", household_number="H2", birth=date(1990, 1, 1))]
    assert how(namesakes, [line(id_index="A"), line(row="s2")]) == {("p1", "s1", "id"), ("p2", "s2", "name")}


def test_twins_are_not_taken_for_one_another() -> None:
    twins = [QIN, registered("p2", "覃天朋", "B", relation="其他")]
    assert how(twins, [line(birth=BIRTH), line(row="s2", name="覃天朋", birth=BIRTH)]) == {("p1", "s1", "birth"), ("p2", "s2", "birth")}
    assert how(twins, [line(name="覃夭明", birth=BIRTH), line(row="s2", name="覃天朋", birth=BIRTH)]) == {("p1", "s1", "near"), ("p2", "s2", "birth")}


def test_a_slip_of_the_number_goes_before_what_they_say_of_themselves() -> None:
    told = [{"person": "p1", "source": LEDGER, "row": "s1", "slip": "one_digit"}]
    assert how([QIN], [line(id_index="B", birth=date(1981, 1, 1))], told) == {("p1", "s1", "slip")}
    assert how([QIN], [line(id_index="B", birth=date(1981, 1, 1)), line(row="s2", id_index="A")], told) == {("p1", "s2", "id")}, "met by number already"


def test_each_way_is_right_in_ninety_nine_of_a_hundred() -> None:
    made = county(2500, Random(11))
    told = met(made)
    for by in HOW:
        of = [(row, person) for row, (person, way) in told.items() if way == by]
        wrong = sum(made.truth[row] != person for row, person in of)
        assert wrong <= max(1, len(of) // 100), by
    lost = [row for row, person in made.truth.items() if person and made.spoilt[row] == "no number" and row not in told]
    assert len(lost) <= 3, "without a number nearly everybody is found"
