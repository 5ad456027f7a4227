"""What the views reckon and count: the columns that conditions rest on."""

from datetime import date
from typing import Any

import pytest

from bangfu.crosscheck import engine
from bangfu.crosscheck.checks.check import Told
from bangfu.crosscheck.checks.views import columns_of, name_of
from bangfu.crosscheck.needs import everything
from tests.crosscheck.told import County


def seen(on: str, column: str, told: Told) -> Any:
    """What a column of a view says of an example's first row; the county's day is 2026-07-01."""
    county = County()
    county.add(told, on)
    connection = engine.staged(county.tables(), everything([on]))
    row = connection.execute(f'SELECT "{column}" FROM {name_of(on)} ORDER BY {"n" if on == "person" else "1"} LIMIT 1').fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(("column", "person", "says"), [
    ("term_age", {"birth": date(2019, 8, 31)}, 6), ("term_age", {"birth": date(2019, 9, 1)}, 5), ("term_age", {"birth": None}, None),
    ("work_from_age", {"birth": date(2000, 5, 20), "work_from": date(2016, 5, 1)}, 16),
    ("work_from_age", {"birth": date(2000, 5, 20), "work_from": date(2016, 4, 1)}, 15), ("work_from_age", {}, None),
    ("known_months", {"identified_on": date(2026, 1, 1)}, 6), ("known_months", {"identified_on": None, "birth": date(2026, 4, 30)}, 3),
    ("known_months", {"identified_on": None, "birth": None}, None),
])
def test_what_is_reckoned_of_a_person(column: str, person: dict[str, Any], says: int | None) -> None:
    assert seen("person", column, Told("", person=person)) == says


@pytest.mark.parametrize(("column", "told", "says"), [
    ("monitored_months", Told("", household={"monitored_since": date(2025, 12, 1)}), 7), ("monitored_months", Told(""), None),
    ("monitored_lasted", Told("", household={"monitored_since": date(2025, 1, 1), "monitored_ended": date(2025, 6, 30)}), 5),
])
def test_what_is_reckoned_of_a_household(column: str, told: Told, says: int | None) -> None:
    assert seen("household", column, told) == says


CHILD = {"relation": "之子", "sex": "男", "birth": date(2014, 3, 1), "labour": "无劳动力", "schooling": ""}


@pytest.mark.parametrize(("column", "others", "says"), [
    ("out_of_school", ({**CHILD, "student": "非在校生"},), 1), ("out_of_school", ({**CHILD, "student": "小学"},), 0),
    ("out_of_school", ({**CHILD, "schooling": "小学"},), 1), ("out_of_school", (CHILD,), 0),
    ("out_of_school", ({**CHILD, "student": "非在校生", "birth": date(2010, 8, 31)},), 0),
    ("school_unknown", (CHILD,), 1), ("school_unknown", ({**CHILD, "birth": date(2024, 1, 1)},), 0), ("of_school_age", (CHILD, CHILD), 2),
    ("hands", ({"labour": "弱劳动力或半劳动力"}, {"labour": "丧失劳动力"}), 2), ("workers", ({"labour": "弱劳动力或半劳动力"},), 1),
    ("vocational", ({**CHILD, "student": "中职一年级"}, {**CHILD, "student": "本科一年级"}), 1), ("sons", (CHILD, {"relation": "之女"}), 1),
    ("daughters", (CHILD, {"relation": "之女"}), 1), ("severely_disabled", ({"disability_grade": "二级"}, {"disability_grade": "三级"}), 1),
    ("health_unknown", ({"health": ""},), 1), ("works_unknown", ({"works": ""},), 1), ("minimum_living_unknown", ({"minimum_living": ""},), 1),
    ("destitute_unknown", ({"destitute_support": ""},), 1), ("subsidised", ({"travel_subsidy": 500}, {"travel_subsidy": 0}), 1),
    ("wages", ({"work_income": 3000, "work_months": 10}, {"work_income": 2000}), 30000), ("wages", (), None),
])
def test_what_the_members_of_a_household_come_to(column: str, others: tuple[dict[str, Any], ...], says: int | None) -> None:
    assert seen("household", column, Told("", others=others)) == says


@pytest.mark.parametrize(("column", "says"), [
    ("register_persons", 2), ("register_households", 2), ("register_minimum_living", 1), ("register_destitute", 0), ("register_disabled", 1),
    ("register_dangerous", 1), ("register_without_water", 0),
])
def test_what_a_village_comes_to(column: str, says: int) -> None:
    told = Told("", person={"minimum_living": "是"}, others=({"health": "残疾"},), neighbours=({"house_dangerous": "是"},))
    assert seen("village", column, told) == says


@pytest.mark.parametrize(("others", "says"), [
    ((), 1), (({"household": "h1-1"},), 2), (({"household": "h1-1", "id_index": "N1-0", "id18_index": "N1-0"},), None),
])
def test_an_account_is_that_of_the_households_whose_rows_write_it_but_a_number_of_two_households_is_nobodys(others: tuple[dict[str, Any], ...], says: int) -> None:
    row = {"bank_account_index": "A"}
    more = {"minimum_living": [row | {"row": f"more-{at}", "id_index": f"N1-{at}", "id18_index": f"N1-{at}"} for at, _ in enumerate(others, start=1)]}
    assert seen("matched.minimum_living", "account_homes", Told("", others=others, neighbours=({},), source=row, lists=more)) == says


@pytest.mark.parametrize(("birth", "says"), [(date(1966, 6, 30), 60), (date(1966, 7, 1), 59), (None, None)])
@pytest.mark.parametrize("on", ["matched.pension_insured", "unlisted.pension_insured"])
def test_the_age_of_a_list_is_that_on_its_day(on: str, birth: date | None, says: int | None) -> None:
    assert seen(on, "listed_age", Told("", person={"birth": birth}, source={} if on.startswith("matched") else None)) == says


def test_a_household_that_is_not_in_the_list_has_no_measures_and_a_blank_cell_is_blank() -> None:
    assert seen("household", "measure_health", Told("")) is None
    assert seen("household", "measure_health", Told("", lists={"monitored_households": {}})) == ""
    assert seen("household", "measures_row", Told("", lists={"monitored_households": {}})) == "monitored_households-1"


@pytest.mark.parametrize("on", ["person", "household", "village"])
def test_a_view_has_the_columns_it_says_it_has(on: str) -> None:
    connection = engine.staged(County().tables(), everything([on]))
    assert columns_of(on) <= {row[0] for row in connection.execute(f"DESCRIBE {name_of(on)}").fetchall()}
