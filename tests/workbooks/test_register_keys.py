"""What a list for the register calls a column is a column of the register: each by its key, and read as it is kept there."""

import pytest

from bangfu.registry import columns
from bangfu.rules import codes
from bangfu.rules.income import ITEMS
from bangfu.rules.status import FAMILIES, MOST_OTHER_CAUSES, MOST_RISKS
from bangfu.workbooks.layout import LAYOUTS, Field

PLAIN = {
    "province", "city", "county", "township", "village", "group", "household_number", "person_number", "head_name", "head_id_number", "birth_date",
    "household_phone", "year",
    "standard",   # the person export has always called household.standard so
}
KIND_OF = {
    "text": {"text", "place", "name", "digits"}, "name": {"name"}, "number": {"id_number", "digits"}, "yes_no": {"yes_no", "yes_no_01"},
    "day": {"day", "month"}, "whole": {"whole"}, "money": {"money"}, "quantity": {"quantity"},
}
OTHER_KEYS = {
    **{f"status.{slug}": f"code:{name}" for slug, name in (("assisted", "HOUSEHOLD_KIND"), ("monitored", "MONITORED_KIND"), ("relief", "RELIEF"))},
    **{f"status.{slug}.{end}": "month" for slug in FAMILIES for end in ("since", "until")},
    **{f"risk.{rank}": "code:RISK" for rank in range(1, MOST_RISKS + 1)}, "risk.disaster": "code:DISASTER", "risk.remark": "text",
    "risk.since": "month", "risk.ended": "yes_no", "risk.ended_on": "month",
    "cause.main": "code:CAUSE", **{f"cause.{rank}": "code:CAUSE" for rank in range(2, 2 + MOST_OTHER_CAUSES)},
    **{f"income.{slug}": "money" for slug in (*ITEMS, "per_head")},
}
register_fields = pytest.mark.parametrize(
    "field", [pytest.param(field, id=f"{layout.slug}:{field.key}") for layout in LAYOUTS.values() if layout.receiver == "register" for field in layout.fields],
)


def column_of(field: Field) -> columns.Column | None:
    whose, _, name = field.key.partition(".")
    kept = {"household": columns.HOUSEHOLD, "village": columns.VILLAGE}.get(whose)
    return kept.get(name) if kept and name else columns.PERSON.get(field.key)


def labels_of(field: Field) -> codes.CodeList | None:
    return codes.LISTS.get(field.kind.partition(":")[2])


@register_fields
def test_the_register_knows_the_key_and_keeps_the_kind(field: Field):
    column = column_of(field)
    if column is None:
        assert field.key in PLAIN or field.kind == OTHER_KEYS.get(field.key) or field.key.startswith("measure.") and field.kind == "text"
    elif column.kind in ("label", "labels"):
        assert (field.kind.partition(":")[0], labels_of(field)) == ("code" if column.kind == "label" else "set", column.codes)
    else:
        assert field.kind in KIND_OF[column.kind] | ({"name"} if column.name == "name" else set())


@register_fields
def test_a_month_of_the_register_is_read_as_a_month(field: Field):
    column = column_of(field)
    if column is not None and column.kind == "day":
        assert (field.kind == "month") == (column.name in ("identified_on", "first_identified", "work_from", "work_to"))


def test_every_column_of_a_household_and_a_village_can_be_delivered():
    keys = {field.key for layout in LAYOUTS.values() if layout.receiver == "register" for field in layout.fields}
    assert {name for name in columns.VILLAGE if f"village.{name}" not in keys} == set()
    assert {name for name in columns.HOUSEHOLD if f"household.{name}" not in keys} == {"group", "phone"}, "which come as group and household_phone"
    assert {name for name in columns.PERSON if name not in keys} == {"birth"}, "which comes as birth_date"
    assert {slug for slug in ITEMS if f"income.{slug}" not in keys} == set()
