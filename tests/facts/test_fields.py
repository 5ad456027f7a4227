"""Column types, in a table of their own, on the database the suite runs on."""

from collections.abc import Iterator

import pytest
from django.db import connection, models
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bangfu.facts.fields import MoneyField, PlaceCodeField
from bangfu.organization.actor import within
from bangfu.rules.money import LARGEST_FEN, Money
from bangfu.rules.place_code import CodeRange


class Paid(models.Model):
    """A table for these tests only; it is made and dropped with them."""

    id = models.IntegerField(primary_key=True)
    place_code = PlaceCodeField(null=True)
    amount = MoneyField(null=True)

    class Meta:
        app_label = "facts_for_tests"
        managed = False
        db_table = "paid_for_tests"


@pytest.fixture
def table(db: None) -> Iterator[None]:
    columns = []
    for field in Paid._meta.concrete_fields:
        told = field.db_parameters(connection)
        collation = f' COLLATE "{told["collation"]}"' if told.get("collation") else ""
        columns.append(f"{field.column} {told['type']}{collation}")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE paid_for_tests ({', '.join(columns)})")
    yield


def kept(**values: object) -> Paid:
    Paid.objects.filter(pk=1).delete()
    Paid.objects.create(pk=1, **values)
    return Paid.objects.get(pk=1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(fen=st.integers(-LARGEST_FEN, LARGEST_FEN))
def test_an_amount_comes_back_to_the_fen(table: None, fen: int) -> None:
    assert kept(amount=Money(fen)).amount == Money(fen)
    assert Paid.objects.filter(amount=Money(fen)).exists()


def test_no_amount_is_no_amount_and_not_nothing(table: None) -> None:
    assert kept(amount=None).amount is None
    assert kept(amount=Money(0)).amount == Money(0)


def test_ten_thousand_times_ten_fen_are_exactly_a_thousand_yuan(table: None) -> None:
    """A DecimalField sums as float on SQLite and says a little more."""
    Paid.objects.bulk_create([Paid(pk=nth, amount=Money(10)) for nth in range(10_000)])
    total = Paid.objects.aggregate(total=Sum("amount"))["total"]
    assert total == Money(100_000) and str(total) == "1,000.00"


def test_amounts_are_compared_and_ordered_as_numbers(table: None) -> None:
    for nth, fen in enumerate((900, -5, 10_000, 20)):
        Paid.objects.create(pk=nth, amount=Money(fen))
    assert [one.amount.fen for one in Paid.objects.order_by("amount")] == [-5, 20, 900, 10_000]
    assert Paid.objects.filter(amount__gt=Money(20)).count() == 2


@pytest.mark.parametrize(("given_as", "read"), [(Money(5), Money(5)), (5, Money(5)), ("5", Money(5)), (None, None)])
def test_python_sees_money_whatever_it_was_given(given_as: object, read: Money | None) -> None:
    assert MoneyField().to_python(given_as) == read


CODES = ["99", "9901", "990121", "990121001", "990121001001", "990121001001001", "990121002", "99012101", "990122", "99013", "9902"]


def test_a_range_of_codes_is_the_place_and_what_lies_below_it(table: None) -> None:
    for nth, code in enumerate(CODES):
        Paid.objects.create(pk=nth, place_code=code)

    def under(code: str) -> list[str]:
        return list(Paid.objects.filter(within([CodeRange.under(code)])).order_by("place_code").values_list("place_code", flat=True))

    assert under("990121") == ["990121", "990121001", "990121001001", "990121001001001", "990121002", "99012101"]
    assert under("990121001001") == ["990121001001", "990121001001001"]
    assert under("990122") == ["990122"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(codes=st.sets(st.text("0123456789:", min_size=1, max_size=15), min_size=2, max_size=8))
def test_codes_stand_in_the_order_of_ascii_on_every_database(table: None, codes: set[str]) -> None:
    Paid.objects.all().delete()
    for nth, code in enumerate(codes):
        Paid.objects.create(pk=nth, place_code=code)
    assert list(Paid.objects.order_by("place_code").values_list("place_code", flat=True)) == sorted(codes)
    middle = sorted(codes)[len(codes) // 2]
    assert set(Paid.objects.filter(place_code__gte=middle).values_list("place_code", flat=True)) == {one for one in codes if one >= middle}


def test_a_code_is_compared_as_ascii_by_the_database_itself(db: None) -> None:
    expected = "C" if connection.vendor == "postgresql" else None
    assert PlaceCodeField().db_parameters(connection).get("collation") == expected
    assert PlaceCodeField().max_length == 15
