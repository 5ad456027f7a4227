"""Many rows at once: what arrives is what Django would have written, one row at a time."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, models

from bangfu.facts import bulk
from bangfu.facts.fields import MoneyField, QuantityField
from bangfu.facts.models import new_id
from bangfu.rules.money import Money


class Mixed(models.Model):
    """A table for these tests only, of every kind of column the program has."""

    id = models.UUIDField(primary_key=True, default=new_id)
    text = models.CharField(max_length=40)
    whole = models.IntegerField(null=True)
    yes = models.BooleanField(default=False)
    day = models.DateField(null=True)
    at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    amount = MoneyField(null=True)
    area = QuantityField(null=True)
    told = models.JSONField(null=True)

    class Meta:
        app_label = "facts_for_tests"
        managed = False
        db_table = "mixed_for_tests"


@pytest.fixture
def table(db: None) -> None:
    columns = [f'"{field.column}" {field.db_parameters(connection)["type"]}' for field in Mixed._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE mixed_for_tests ({', '.join(columns)})")


NOON = datetime(2026, 1, 1, 12, 0, 0, 123456, tzinfo=UTC)
ROWS: list[dict[str, Any]] = [
    {"text": "甲", "whole": 1, "yes": True, "day": date(2024, 2, 29), "at": NOON, "amount": Money(5), "area": Decimal("1.25"), "told": {"a": [1]}},
    {"text": "", "whole": 0, "yes": False, "day": None, "at": None, "amount": None, "area": None, "told": None},
    {"text": "甲", "whole": None, "yes": False, "day": date(2024, 2, 29), "at": NOON, "amount": Money(0), "area": Decimal("1.250"), "told": {"a": [1]}},
    {"text": "1", "whole": -7, "yes": True, "day": date(9999, 12, 31), "at": NOON, "amount": Money(-5), "area": 3, "told": ["乙"]},
]


def test_rows_come_back_as_those_written_one_by_one(table: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_A_TIME", 3)   # a part that is whole, and one that is not
    names = list(ROWS[0])
    bulk.insert([Mixed(**one) for one in ROWS])
    together = list(Mixed.objects.order_by("id").values_list(*names))
    Mixed.objects.all().delete()
    for one in ROWS:
        Mixed(**one).save(force_insert=True)
    assert together == list(Mixed.objects.order_by("id").values_list(*names))
    assert len(together) == len(ROWS)


def test_a_row_says_when_it_was_made(table: None) -> None:
    bulk.insert([Mixed(**ROWS[0])])
    assert Mixed.objects.get().made_at is not None


def test_nothing_is_nothing_to_do(table: None) -> None:
    bulk.insert([])
    assert not Mixed.objects.exists()


def test_each_row_gets_its_own_values(table: None) -> None:
    made = [Mixed(**one) for one in ROWS]
    bulk.insert(made)
    names = ("text", "whole", "yes", "day", "at", "amount", "area")
    goals = {row.pk: {name: ROWS[-nth][name] for name in names} for nth, row in enumerate(made, start=1)}
    bulk.update(Mixed, goals.items())
    assert {row.pk: {name: getattr(row, name) for name in names} for row in Mixed.objects.all()} == goals


def test_however_many_values_are_looked_for_they_are_one_parameter(table: None, django_assert_num_queries: Any) -> None:
    made = [Mixed(text=f"第{nth}行", whole=nth) for nth in range(3000)]
    bulk.insert(made)
    with django_assert_num_queries(3):
        assert Mixed.objects.filter(id__among={row.pk for row in made[:2000]}).count() == 2000
        assert set(Mixed.objects.filter(text__among={"第1行", "第2行", "'); --"}).values_list("whole", flat=True)) == {1, 2}
        assert set(Mixed.objects.filter(whole__among={7, 9999}).values_list("whole", flat=True)) == {7}
    assert not Mixed.objects.filter(text__among=set()).exists()
