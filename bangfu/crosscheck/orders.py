"""The order in which a run hears the sources of each column, among the numbers it goes by and keeps.

("order <column>", slug) → at which place a source is believed about a column, 1 for the weightiest, 0 for one that is not believed. So a run is repeated
in the order it was made with, and another order is another run. A column the numbers say nothing of is as `sources.toml` has it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bangfu.crosscheck.sources import Order, authority_told

ORDER = "order "   # before a column, where a check stands else
NOT_BELIEVED = Decimal(0)
Values = Mapping[tuple[str, str], Decimal]


def placed(column: str, believed: Sequence[str]) -> dict[tuple[str, str], Decimal]:
    """The places of the sources of one column, from those believed, the weightiest first."""
    places = {slug: Decimal(place) for place, slug in enumerate(believed, start=1)}
    return {(ORDER + column, slug): places.get(slug, NOT_BELIEVED) for slug in authority_told()[column]}


def believed_in(values: Values) -> Order:
    """Column → the sources believed by the numbers of a run, the weightiest first; a column they say nothing of is as the file has it."""
    return {column: tuple(slug for slug in slugs if values.get((ORDER + column, slug), 1) != NOT_BELIEVED) for column, slugs in heard_in(values).items()}


def heard_in(values: Values) -> Order:
    """The order in which the engine hears the sources: those not believed behind all others, and what they alone say is not looked for."""
    def place(column: str, slug: str) -> tuple[bool, Decimal, int]:
        told = authority_told()[column].index(slug)
        number = values.get((ORDER + column, slug), Decimal(told + 1))
        return number == NOT_BELIEVED, number, told

    return {column: tuple(sorted(slugs, key=lambda slug: place(column, slug))) for column, slugs in authority_told().items()}


def without_order(values: Values) -> dict[tuple[str, str], Decimal]:
    """The numbers of a run that say nothing of an order."""
    return {key: value for key, value in values.items() if not key[0].startswith(ORDER)}
