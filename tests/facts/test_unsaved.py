"""Rows made for the thousand are the rows Django makes, and their digests too."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.facts.bulk import unsaved
from bangfu.facts.models import new_id
from bangfu.journal.digest import row_digest
from bangfu.registry.models import Household, HouseholdRecord, Person, PersonRecord
from bangfu.rules.money import Money
from bangfu.sealing.models import SubjectKey

IDS = st.uuids(version=4)
TEXTS = st.text(alphabet=st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=12)


@given(IDS, IDS, IDS, TEXTS, st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.none() | st.integers(0, 12), st.none() | st.integers(0, 10**9))
def test_a_person_s_record(key: UUID, person: UUID, entry: UUID, name: str, birth: date, months: int | None, fen: int | None) -> None:
    values = {
        "id": key, "person_id": person, "household_id": entry, "recorded_in": entry, "recorded_at": datetime(2026, 1, 2, tzinfo=UTC), "valid_from": birth,
        "place_code": "990121001001", "place_then": "990121001001", "name": name, "birth": birth, "work_months": months,
        "work_income": None if fen is None else Money(fen), "id_status": "ok",
    }
    quick, slow = unsaved(PersonRecord, values), PersonRecord(**values)
    assert {field.attname: getattr(quick, field.attname) for field in PersonRecord._meta.concrete_fields} == {
        field.attname: getattr(slow, field.attname) for field in PersonRecord._meta.concrete_fields
    }
    assert row_digest(quick) == row_digest(slow) and quick._state.adding and quick == slow


@given(IDS, IDS, st.decimals(0, 100, places=2))
def test_a_household_and_its_record(key: UUID, household: UUID, area: Decimal) -> None:
    values = {"id": key, "household_id": household, "recorded_in": key, "recorded_at": datetime(2026, 1, 2, tzinfo=UTC), "number": "7", "farmland": area,
              "valid_from": date(2026, 1, 1), "place_code": "990121001001", "place_then": "990121001001"}
    assert row_digest(unsaved(HouseholdRecord, values)) == row_digest(HouseholdRecord(**values))


def test_one_row_s_values_are_not_another_s() -> None:
    first, second = (unsaved(Household, {"id": new_id(), "number": number}) for number in "12")
    first.recorded_in = new_id()
    assert (first.number, second.number) == ("1", "2") and first.recorded_in != second.recorded_in
    assert unsaved(Person, {"id": first.pk}).pk == first.pk


def test_what_is_made_anew_for_each_row_is_not_made_once_for_all() -> None:
    with pytest.raises(ValueError, match="made_at"):
        unsaved(SubjectKey, {"id": new_id()})
