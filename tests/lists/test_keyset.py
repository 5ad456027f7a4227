"""Pages by keyset against a plain sorted list: whatever the values, ties, unknowns and orders, forwards and backwards."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bangfu.facts.models import NOW, new_id
from bangfu.journal.actions import Subject, record
from bangfu.lists.declared import Order
from bangfu.lists.keyset import Page, Turn, key_of, paged, paged_in_hand, turned
from bangfu.organization.actor import PROGRAM
from bangfu.registry.models import Household, Person, PersonRecord
from bangfu.rules.refusal import Refused
from tests.county import NEXT_VILLAGE, VILLAGE, County

BORN = date(1990, 1, 1)
PATHS = ("place_code", "name_folded", "sex", "birth", "household__number")
ROWS = st.lists(st.tuples(st.sampled_from((VILLAGE, NEXT_VILLAGE)), st.sampled_from("覃蒙农"), st.sampled_from(("", "男", "女")), st.integers(0, 3)), max_size=12)
ORDERS = st.tuples(st.permutations(PATHS), st.integers(0, 3), st.lists(st.booleans(), min_size=6, max_size=6))


@pytest.fixture
def homes(county: County) -> list[Household]:
    made = [Household(number=f"99{nth:04d}") for nth in range(2)]
    with transaction.atomic():
        record(PROGRAM, "household.founded", Subject("household", str(made[0].pk), "户"), at=VILLAGE, new=made)
    return made


def written(homes: list[Household], rows: list[tuple[str, str, str, int]]) -> list[dict[str, Any]]:
    """Records of people, as plain rows; born on one of three days, or nobody knows when."""
    people = [Person(id=new_id()) for _ in rows]
    records = [
        PersonRecord(
            person=person, household=homes[nth % 2], name=name, name_folded=name, sex=sex, id_status="missing", place_code=place, place_then=place,
            birth=BORN + timedelta(born) if born else None, valid_from=BORN,
        ) for nth, (person, (place, name, sex, born)) in enumerate(zip(people, rows, strict=True))
    ]
    if rows:
        record(PROGRAM, "household.founded", Subject("household", str(homes[0].pk), "户"), at=VILLAGE, new=[*people, *records])
    return [
        {"id": one.pk, "place_code": one.place_code, "name_folded": one.name, "sex": one.sex, "birth": one.birth, "household__number": one.household.number}
        for one in records
    ]


def plainly(rows: list[dict[str, Any]], order: Order) -> list[UUID]:
    """The ids in the order, by the plain way: sorted by the last term first, what is unknown behind."""
    made = list(rows)
    for term in reversed(order.terms):
        path = term.removeprefix("-")
        known = [one for one in made if one[path] is not None]
        made = sorted(known, key=lambda one: _compared(one[path]), reverse=term.startswith("-")) + [one for one in made if one[path] is None]
    return [one["id"] for one in made]


def _compared(value: Any) -> Any:
    return value.encode() if isinstance(value, str) else value


def walked(order: Order, size: int) -> tuple[list[UUID], list[Page[Any]]]:
    """Every id, page by page, and the pages."""
    seen, pages, turn = list[UUID](), list[Page[Any]](), Turn(size=size)
    while True:
        page = paged(PersonRecord.objects.filter(**NOW.filters()).select_related("household"), order, turn)
        seen, pages = [*seen, *(one.pk for one in page.rows)], [*pages, page]
        if page.following is None:
            return seen, pages
        turn = page.following


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, wanted=ORDERS, size=st.integers(1, 5))
def test_pages_are_the_plain_sorted_list_cut_up(homes: list[Household], rows: list[tuple[str, str, str, int]], wanted: Any, size: int) -> None:
    paths, many, downs = wanted
    terms = tuple(("-" if down else "") + path for path, down in zip((*paths[:many], "id"), downs, strict=False))
    order = Order("any", "", terms, nullable=("birth",))
    with transaction.atomic():
        kept = written(homes, rows)
        seen, pages = walked(order, size)
        assert seen == plainly(kept, order) and [page.number for page in pages] == list(range(1, len(kept) + 1, size))[: len(pages)] or not kept
        assert walked(turned(order), size)[0] == plainly(kept, turned(order))
        back, turn = list[UUID](), pages[-1].previous
        while turn is not None:
            page = paged(PersonRecord.objects.filter(**NOW.filters()).select_related("household"), order, turn)
            back, turn = [*(one.pk for one in page.rows), *back], page.previous
        assert [*back, *(one.pk for one in pages[-1].rows)] == seen
        transaction.set_rollback(True)


@given(rows=ROWS, wanted=ORDERS, size=st.integers(1, 5))
def test_pages_of_what_lies_in_no_table_are_cut_the_same(rows: list[tuple[str, str, str, int]], wanted: Any, size: int) -> None:
    paths, many, downs = wanted
    order = Order("any", "", tuple(("-" if down else "") + path for path, down in zip((*paths[:many], "id"), downs, strict=False)), nullable=("birth",))
    kept: list[dict[str, Any]] = [
        {"id": UUID(int=nth), "place_code": place, "name_folded": name, "sex": sex, "birth": BORN + timedelta(born) if born else None, "household__number": nth % 2}
        for nth, (place, name, sex, born) in enumerate(rows)
    ]
    pages, turn = [paged_in_hand(kept, order, Turn(size=size))], None
    while (turn := pages[-1].following) is not None:
        pages.append(paged_in_hand(kept, order, turn))
    seen = [one["id"] for page in pages for one in page.rows]
    assert seen == plainly(kept, order) and [page.number for page in pages] == (list(range(1, len(kept) + 1, size)) or [1])
    back, turn = list[UUID](), pages[-1].previous
    while turn is not None:
        page = paged_in_hand(kept, order, turn)
        back, turn = [*(one["id"] for one in page.rows), *back], page.previous
    assert [*back, *(one["id"] for one in pages[-1].rows)] == seen


def test_pages_in_hand_go_on_where_the_row_they_ended_with_has_gone() -> None:
    order, rows = Order("id", "", ("id",)), [{"id": nth} for nth in range(1, 8)]
    with pytest.raises(Refused, match="不完整"):
        paged_in_hand(rows, order, Turn(after="3\t4"))
    second = paged_in_hand(rows, order, Turn(after=key_of(rows[2], order), number=4, size=3))
    assert [one["id"] for one in second.rows] == [4, 5, 6]
    rows.pop(2)
    assert [one["id"] for one in paged_in_hand(rows, order, Turn(after="3", number=4, size=3)).rows] == [5, 6, 7], "the fourth of those that are left"
    assert [one["id"] for one in paged_in_hand(rows, order, Turn(before="3", number=1, size=3)).rows] == [1, 2, 4]


@pytest.mark.parametrize("key", ["x", "x\ty\tz", "a\tb\tc\td"])
def test_a_key_that_no_page_gave_out_is_refused(county: County, key: str) -> None:
    order = Order("place", "", ("place_code", "name_folded", "id"))
    with pytest.raises(Refused, match="地址不完整"):
        paged(PersonRecord.objects.all(), order, Turn(after=key))
