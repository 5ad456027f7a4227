"""What the cells of delivered rows stand under, and which value was read from which: said once for all rows that are alike, not with each of a hundred thousand."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, repeat
from operator import itemgetter, ne
from typing import Any
from uuid import UUID

from bangfu.deliveries.kept import kept
from bangfu.deliveries.models import DeliveredShape, Delivery
from bangfu.facts.models import new_id
from bangfu.sealing.ring import ring
from bangfu.workbooks.row import Row

PURPOSE = "deliveries.shape"
AT_HAND = 1_000   # shapes remembered; only cells strewn beside the table would make more


@dataclass(frozen=True)
class Shape:
    """The headers of the delivered cells and the keys of the values, each in the order in which a row's content lists them; keys are in the order of the
    alphabet. `under` tells for each key the position of the header under which its cell stands, -1 for none, and `beside` the positions of the others.
    `values` takes the values out of a row at once, `told` the cells they were read from."""

    id: str
    names: tuple[str, ...]
    keys: tuple[str, ...]
    under: tuple[int, ...]
    beside: tuple[int, ...]
    values: Callable[[Any], tuple[Any, ...]]
    told: Callable[[Any], tuple[Any, ...]]

    def kept(self, values: Mapping[str, Any]) -> list[str | int]:
        """The values of a row as they are kept, in the order of the keys."""
        return [value if type(value) is str else kept(key, value) for key, value in zip(self.keys, self.values(values), strict=True)]

    def other(self, cells: Mapping[str, str], values: Iterable[str | int]) -> dict[int, str]:
        """Position → text of the cells that say something else than `values`, in the order of the keys, and of those nothing was read from."""
        differing = [(at, text) for at, text, value in zip(self.under, self.told(cells), values, strict=True) if text != value and text != str(value)]
        return {at: text for at, text in differing if at >= 0} | {at: text for at in self.beside if (text := cells[self.names[at]])}

    def delivered(self, values: Sequence[Any], other: Mapping[str, str]) -> dict[str, str]:
        """Header → text of the cells that are filled: what `values` were read from, but for the `other` ones by their position."""
        texts = [""] * len(self.names)
        for at, value in zip(self.under, values, strict=True):
            if at >= 0:
                texts[at] = str(value)
        for position, text in other.items():
            texts[int(position)] = text
        return filled(self.names, texts)


class Shapes:
    """The shapes of one delivery's rows, made as they are met. Rows of one sheet have the same, but for cells beside the table."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        self._met: dict[tuple[tuple[str, ...], tuple[str, ...]], Shape] = {}
        self._unwritten: list[DeliveredShape] = []

    def of(self, row: Row) -> Shape:
        """The shape of a row."""
        alike = (tuple(row.original), tuple(row.values))
        return self._met.get(alike) or self._make(row, *alike)

    def unwritten(self) -> list[DeliveredShape]:
        """Those made since this was last asked: written in one transaction with the rows that have them."""
        made, self._unwritten = self._unwritten, []
        return made

    def _make(self, row: Row, names: tuple[str, ...], values: tuple[str, ...]) -> Shape:
        made, keys = new_id(), tuple(sorted(values))
        if len(self._met) >= AT_HAND:
            self._met.clear()
        under = [names.index(row.headers[key]) if key in row.headers else -1 for key in keys]
        content = json.dumps([names, keys, under], ensure_ascii=False)
        self._unwritten.append(DeliveredShape(id=made, delivery=self.delivery, content=ring().seal(content, PURPOSE)))
        self._met[names, values] = shape = _shape(made.hex, names, keys, under)
        return shape


def _shape(name: str, names: Sequence[str], keys: Sequence[str], under: Sequence[int]) -> Shape:
    """`told` takes the cell of every key: of one that stands nowhere there is none, and '' is told."""
    beside = tuple(sorted({*range(len(names))} - {*under}))
    told = taking([names[at] for at in under]) if -1 not in under else lambda cells: tuple(cells[names[at]] if at >= 0 else "" for at in under)
    return Shape(name, tuple(names), tuple(keys), tuple(under), beside, taking(keys), told)


def taking(names: Sequence[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """What takes the values under some names (or at some places) out of a mapping (or a sequence) at once, as a tuple however many they are."""
    return itemgetter(*names) if len(names) > 1 else lambda values: tuple(values[name] for name in names)


def filled(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """Those of some values, each under its name, that say something."""
    says = list(map(ne, values, repeat("")))
    return dict(zip(compress(names, says), compress(values, says), strict=True))


@lru_cache(maxsize=256)
def shape_named(name: str) -> Shape:
    """A shape by its id; it never changes. Of earlier versions none says which value was read from which cell: their rows repeat them all."""
    kept = DeliveredShape._default_manager.values_list("content", flat=True).get(pk=UUID(name))
    names, keys, *under = json.loads(ring().unseal(kept, PURPOSE))
    return _shape(name, names, keys, under[0] if under else [-1] * len(keys))
