"""The lists in memory are those of the files; a second county shares no number with the first."""

import pytest

from bangfu.demo.errors.inject import KINDS
from bangfu.demo.sources.catalogue import SOURCES, listed
from bangfu.demo.tables import MOST_COUNTIES, REGISTER, as_arrow, elsewhere, tables, told_counties
from bangfu.demo.write import told_towns
from bangfu.rules.id_number import check_digit, read_number

NUMBERS = ("id_number", "person_number", "household_number", "phone", "household.bank_account")


def everything(size: str, counties: int) -> dict[tuple[int, str], list[dict[str, str]]]:
    found: dict[tuple[int, str], list[dict[str, str]]] = {}
    for told in told_counties(size, 5, counties):  # type: ignore[arg-type]
        for table in tables(told):
            found.setdefault((told.county, table.slug), []).extend(dict(zip(table.columns, row, strict=True)) for row in table.rows)
    return found


@pytest.fixture(scope="module")
def two() -> dict[tuple[int, str], list[dict[str, str]]]:
    return everything("village", 2)


def test_the_tables_of_the_first_county_are_what_the_lists_say(two: dict[tuple[int, str], list[dict[str, str]]]) -> None:
    (told,) = told_towns("village", 5)
    for slug in SOURCES:
        lines = [line for village in told.township.villages for line in listed(told.township, slug, village)]
        assert [row["place_code"] for row in two[0, slug]] == [line.village for line in lines]
        assert all({key: text for key, text in row.items() if text and key != "place_code"} == {key: text for key, text in line.cells.items() if text}
                   for row, line in zip(two[0, slug], lines, strict=True))


def test_everybody_is_in_the_register_once(two: dict[tuple[int, str], list[dict[str, str]]]) -> None:
    (told,) = told_towns("village", 5)
    people = {one.number for house in told.township.households for one in house.members} - told.township.national.absent
    people |= {one.number for some in told.township.national.added.values() for one in some}
    numbers = [row["person_number"] for row in two[0, REGISTER]]
    assert len(numbers) == len(set(numbers)) and set(numbers) == people


def test_two_counties_share_nobody(two: dict[tuple[int, str], list[dict[str, str]]]) -> None:
    for slug in (REGISTER, "village_ledger", *SOURCES):
        for key in NUMBERS:
            first, second = ({row[key] for row in two[nth, slug] if row.get(key)} for nth in (0, 1))
            assert not first & second, (slug, key)
    assert {row["place_code"][:6] for row in two[1, REGISTER]} == {"990122"}


def test_numbers_stay_as_right_and_as_wrong_as_they_were() -> None:
    first17 = "99012119800101001"
    right = first17 + check_digit(first17)
    for nth in range(1, MOST_COUNTIES):
        assert read_number(elsewhere(right, nth)).status == "ok"
        assert read_number(elsewhere(first17 + ("1" if right[17] != "1" else "2"), nth)).status == "bad_check"
        assert read_number(elsewhere(right + "42", nth)).status == "ok"
    assert [elsewhere(text, 3) for text in ("是", "", "2026-01-01", "990121100201", "城乡居民", "999999198001011231")] == [
        "是", "", "2026-01-01", "990124100201", "城乡居民", "999999198001011231"]


def test_telephones_of_no_two_counties_meet() -> None:
    given = [f"154001{nth * 61_803 % 100_000:05d}" for nth in range(1, 5_000)]
    assert len({elsewhere(one, nth) for nth in range(MOST_COUNTIES) for one in given}) == MOST_COUNTIES * len(given)


def test_a_table_becomes_arrow() -> None:
    (told,) = told_counties("village", 5)
    for table in tables(told):
        arrow = as_arrow(table)
        assert arrow.column_names == list(table.columns)
        assert arrow.num_rows > 0 or table.slug in ("destitute", "monitored_households", "public_payroll", "businesses", "commercial_houses")


def test_what_has_to_be_found_moves_with_its_county() -> None:
    first, second = told_counties("village", 5, 2)
    assert first.contradictions and {one.kind for one in second.contradictions} & set(KINDS)
    assert {one.village[:6] for one in second.contradictions} == {"990122"}
    assert all(one.household.startswith("0199") for one in second.contradictions)
    with pytest.raises(ValueError, match="there can be"):
        next(told_counties("village", 5, MOST_COUNTIES + 1))
