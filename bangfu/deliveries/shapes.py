"""What the cells of delivered rows stand under: said once for all rows that are alike, not with each of a hundred thousand."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from bangfu.deliveries.models import DeliveredShape, Delivery
from bangfu.facts.models import new_id
from bangfu.sealing.ring import ring
from bangfu.workbooks.row import Row

PURPOSE = "deliveries.shape"
AT_HAND = 1_000   # shapes remembered; only cells strewn beside the table would make more


@dataclass(frozen=True)
class Shape:
    """The headers of the delivered cells and the keys of the values, each in the order in which a row's content lists them; keys are in the order of the
    alphabet. `values` takes these out of a row's values at once."""

    id: str
    names: tuple[str, ...]
    keys: tuple[str, ...]
    values: Callable[[Any], tuple[Any, ...]]


class Shapes:
    """The shapes of one delivery's rows, made as they are met. Rows of one sheet have the same, but for cells beside the table."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        self._met: dict[tuple[tuple[str, ...], tuple[str, ...]], Shape] = {}
        self._unwritten: list[DeliveredShape] = []

    def of(self, row: Row) -> Shape:
        """The shape of a row."""
        alike = (tuple(row.original), tuple(row.values))
        return self._met.get(alike) or self._make(*alike)

    def unwritten(self) -> list[DeliveredShape]:
        """Those made since this was last asked: written in one transaction with the rows that have them."""
        made, self._unwritten = self._unwritten, []
        return made

    def _make(self, names: tuple[str, ...], values: tuple[str, ...]) -> Shape:
        made, keys = new_id(), tuple(sorted(values))
        if len(self._met) >= AT_HAND:
            self._met.clear()
        self._unwritten.append(DeliveredShape(id=made, delivery=self.delivery, content=ring().seal(json.dumps([names, keys], ensure_ascii=False), PURPOSE)))
        self._met[names, values] = shape = Shape(made.hex, names, keys, _taking(keys))
        return shape


def _taking(keys: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    return itemgetter(*keys) if len(keys) > 1 else lambda values: tuple(values[key] for key in keys)


@lru_cache(maxsize=256)
def headings(shape: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(headers of the cells, keys of the values) of a shape by its id; it never changes."""
    kept = DeliveredShape._default_manager.values_list("content", flat=True).get(pk=UUID(shape))
    names, keys = json.loads(ring().unseal(kept, PURPOSE))
    return tuple(names), tuple(keys)
