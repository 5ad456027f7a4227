"""The rows of a roster as a list shows them: only the columns that were chosen are read, numbers of persons as the asker may read them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils import timezone

from bangfu.lists.declared import Order
from bangfu.lists.keyset import Page, Turn, in_order, paged
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry import columns as described
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.registry.queries.people import number_for
from bangfu.registry.queries.rosters import AT_A_TIME, Asked, counted, households_asked, persons_asked, statuses_of, where
from bangfu.registry.records import PURPOSES
from bangfu.rules.dates import age_on

HOUSE = "household."   # before the key of a household's column in a list of people
_NEEDS: Mapping[str, tuple[str, ...]] = {   # column of a list → columns of the record it is made of
    "age": ("birth",), "id_status": ("id_status",), "household_number": ("household__number",), "place": (), "head": (), "statuses": (), "persons": (),
}


@dataclass(frozen=True)
class RosterLine:
    """One row: whose it is, and what stands in it under the key of a column. `person` is None in a list of households."""

    record: UUID
    person: UUID | None
    household: UUID
    place_code: str
    values: Mapping[str, Any]


def persons_listed(by: Actor, asked: Asked, *, order: Order, turn: Turn, keys: Sequence[str]) -> Page[RosterLine]:
    """People of a roster, a page of them. Refused for a page there is none of."""
    order = _dated(order, asked)
    found = paged(persons_asked(by, asked).values(*_paths(keys, order, described.PERSON, "person")), order, turn)
    return found.told(_persons(by, asked, found.rows, keys))


def households_listed(by: Actor, asked: Asked, *, order: Order, turn: Turn, keys: Sequence[str]) -> Page[RosterLine]:
    """Households of a roster, a page of them. Refused as above."""
    order = _dated(order, asked)
    found = paged(households_asked(by, asked).values(*_paths(keys, order, described.HOUSEHOLD)), order, turn)
    return found.told(_households(by, asked, found.rows, keys))


def all_listed(
    by: Actor, asked: Asked, *, order: Order, keys: Sequence[str], by_household: bool, only: Iterable[UUID] | None = None,
    most: int | None = None,
) -> Iterator[RosterLine]:
    """Everybody of a roster in an order, some hundred at a time; of some records only where they are said, `most` at most. Who stands in it is asked once,
    before anything else: nobody who moves while it is read through is there twice, or not at all; but who leaves the asker's reach meanwhile is left out."""
    found: QuerySet[Any] = households_asked(by, asked) if by_household else persons_asked(by, asked)
    order, told = _dated(order, asked), _households if by_household else _persons
    model: Any = HouseholdRecord if by_household else PersonRecord
    paths = _paths(keys, order, described.HOUSEHOLD) if by_household else _paths(keys, order, described.PERSON, "person")
    wanted = list(in_order(found if only is None else found.filter(pk__among=set(only)), order).values_list("pk", flat=True)[:most])
    for start in range(0, len(wanted), AT_A_TIME):
        some = wanted[start : start + AT_A_TIME]
        rows = {one["id"]: one for one in model.objects.filter(by.scope(), pk__in=some).values(*paths)}
        yield from told(by, asked, [rows[one] for one in some if one in rows], keys)


def sums(by: Actor, asked: Asked, keys: Sequence[str], *, by_household: bool) -> dict[str, Any]:
    """What columns come to over a whole roster, by key. The people of households are summed where all of each household are meant."""
    columns = described.HOUSEHOLD if by_household else described.PERSON
    wanted = [key for key in keys if key in columns]
    found: QuerySet[Any] = households_asked(by, asked) if by_household else persons_asked(by, asked)
    made = found.order_by().aggregate(**{key: Sum(key) for key in wanted}) if wanted else {}
    if "persons" in keys and not asked.is_of_some:
        made["persons"] = counted(by, asked).persons
    return made


def _dated(order: Order, asked: Asked) -> Order:
    """On a past day rows are sorted by where they lay then."""
    column = where(asked.as_of)
    return replace(order, terms=tuple(column if term == "place_code" else term for term in order.terms))


def _paths(keys: Sequence[str], order: Order, columns: Mapping[str, described.Column], *more: str) -> list[str]:
    wanted = [path for key in keys for path in _NEEDS.get(key, (key,) if key in columns else ())]
    return sorted({"id", "household", "place_code", *more, *wanted, *(term.removeprefix("-") for term in order.terms)})


def _persons(by: Actor, asked: Asked, rows: Sequence[dict[str, Any]], keys: Sequence[str]) -> list[RosterLine]:
    beside = _beside(by, asked, rows, keys)
    return [
        RosterLine(one["id"], one["person"], one["household"], one["place_code"], _values(by, "person", described.PERSON, one, keys) | beside(one))
        for one in rows
    ]


def _households(by: Actor, asked: Asked, rows: Sequence[dict[str, Any]], keys: Sequence[str]) -> list[RosterLine]:
    beside = _beside(by, asked, rows, keys)
    return [
        RosterLine(one["id"], None, one["household"], one["place_code"], _values(by, "household", described.HOUSEHOLD, one, keys) | beside(one))
        for one in rows
    ]


def _values(by: Actor, subject: str, columns: Mapping[str, described.Column], one: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """What a record says under the keys of its own columns, and what follows from one column."""
    made = {key: _value(by, subject, columns[key], one[key]) for key in keys if key in columns}
    if "age" in keys:
        made["age"] = age_on(one["birth"], timezone.localdate()) if one["birth"] else None
    for key, path in (("id_status", "id_status"), ("household_number", "household__number"), ("number", "number")):
        if key in keys and path in one:
            made[key] = one[path]
    return made


def _value(by: Actor, subject: str, column: described.Column, value: Any) -> Any:
    if column.kind == "number":
        return number_for(by, f"{subject}.{column.name}", value, PURPOSES[column.name])
    return value if column.kind in ("whole", "money", "quantity") else described.shown(column, value)


def _beside(by: Actor, asked: Asked, rows: Sequence[dict[str, Any]], keys: Sequence[str]) -> Any:
    """What stands in other tables, asked only where a chosen column needs it: a function of a row."""
    houses = [one["household"] for one in rows]
    names = place_names(one["place_code"] for one in rows) if "place" in keys else {}
    statuses = statuses_of(houses, asked.as_of) if "statuses" in keys else {}
    heads, persons = _members(houses, asked) if {"head", "persons"} & set(keys) else ({}, {})
    records = _houses(by, asked, houses, [key for key in keys if key.startswith(HOUSE)])

    def beside(one: Mapping[str, Any]) -> dict[str, Any]:
        house = one["household"]
        made = {
            "place": names.get(one["place_code"], one["place_code"]), "statuses": tuple(label for _, label in statuses.get(house, [])),
            "head": heads.get(house, ""), "persons": persons.get(house, 0),
        }
        return {key: value for key, value in made.items() if key in keys} | records.get(house, {})
    return beside


def _members(houses: Sequence[UUID], asked: Asked) -> tuple[dict[UUID, str], dict[UUID, int]]:
    """(household → its 户主, household → how many it has)."""
    heads, persons = dict[UUID, str](), dict[UUID, int]()
    for house, name, relation in PersonRecord.objects.filter(household__in=houses, **asked.as_of.filters()).values_list("household", "name", "relation"):
        persons[house] = persons.get(house, 0) + 1
        if relation == "户主":
            heads.setdefault(house, name)
    return heads, persons


def _houses(by: Actor, asked: Asked, houses: Sequence[UUID], keys: Sequence[str]) -> dict[UUID, dict[str, Any]]:
    """Household → what its record says under the keys of a household's columns in a list of people."""
    names = [key.removeprefix(HOUSE) for key in keys if key.removeprefix(HOUSE) in described.HOUSEHOLD]
    if not names:
        return {}
    found = HouseholdRecord.objects.filter(by.scope(), household__in=houses, **asked.as_of.filters()).values("household", *names)
    return {one["household"]: {f"{HOUSE}{name}": _value(by, "household", described.HOUSEHOLD[name], one[name]) for name in names} for one in found}
