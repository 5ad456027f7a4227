"""The digest of a row: what it takes a short cut for is what it would say the long way."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bangfu.facts.models import new_id
from bangfu.journal.digest import UNWITNESSED, plain, row_digest, row_digests
from bangfu.registry.models import HouseholdRecord, IncomeItem, PersonRecord
from bangfu.rules.money import Money

TEXTS = st.sampled_from(["", "甲", "0", "1", " "])
DAYS = st.one_of(st.none(), st.dates(date(1900, 1, 1)), st.just("2024-02-29"))
WHOLE = st.one_of(st.none(), st.integers(0, 9999), st.just("7"), st.booleans())
KEYS = st.one_of(st.builds(new_id), st.builds(lambda: str(new_id())))


def the_long_way(row: Any) -> str:
    """Every column by name, as its field stores it."""
    fields = sorted((one for one in row._meta.concrete_fields if one.attname not in UNWITNESSED), key=lambda one: one.attname)
    told = [
        f"{one.attname}={plain(one.get_prep_value(one.to_python(getattr(row, one.attname))))}"
        for one in fields if getattr(row, one.attname) not in (None, "")
    ]
    return "2:" + hashlib.sha256("\x1f".join([row._meta.db_table, *told]).encode()).hexdigest()[:32]


@given(name=TEXTS, birth=DAYS, months=WHOLE, person=KEYS, income=st.one_of(st.none(), st.builds(Money, st.integers(0, 10**9)), st.integers(0, 99)))
def test_a_person(name: str, birth: Any, months: Any, person: Any, income: Any) -> None:
    row = PersonRecord(name=name, birth=birth, work_months=months, person_id=person, work_income=income, valid_from=date(2024, 1, 1))
    assert row_digest(row) == the_long_way(row)


@given(area=st.one_of(st.none(), st.decimals(0, 999, places=2), st.integers(0, 99), st.just("1.50")), at=st.datetimes(timezones=st.just(UTC)))
def test_a_household(area: Any, at: datetime) -> None:
    row = HouseholdRecord(household_id=new_id(), number="1", farmland=area, recorded_at=at, recorded_in=new_id(), valid_from=date(2024, 1, 1))
    assert row_digest(row) == the_long_way(row)


def test_one_column_makes_the_difference() -> None:
    made = {"household_id": new_id(), "item": "wage_work", "valid_from": date(2024, 1, 1), "id": new_id()}
    assert row_digest(IncomeItem(**made, amount=Money(1))) != row_digest(IncomeItem(**made, amount=Money(2)))
    assert row_digest(HouseholdRecord(farmland=Decimal("1.50"), id=made["id"])) == row_digest(HouseholdRecord(farmland=Decimal("1.5"), id=made["id"]))


@given(st.lists(st.tuples(TEXTS, DAYS, WHOLE, KEYS), min_size=1, max_size=8))
def test_many_rows_together_are_as_each_by_itself(told: list[tuple[Any, ...]]) -> None:
    rows = [
        PersonRecord(name=name, birth=birth, work_months=months, person_id=person, valid_from=date(2024, 1, 1), recorded_at=datetime(2024, 1, 1, tzinfo=UTC))
        for name, birth, months, person in told
    ]
    assert row_digests(rows) == [row_digest(row) for row in rows]
