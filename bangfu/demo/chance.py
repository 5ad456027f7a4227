"""Drawing by weight, fast: a county draws some ten million times."""

from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """Values and how often each comes. The weights are summed up once and not at every draw, as `Random.choices` would."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        kept = {value: weight for value, weight in weights.items() if weight}
        self._values = tuple(kept)
        self._up_to = tuple(accumulate(kept.values()))
        self._total = self._up_to[-1]

    def draw(self, rng: Random) -> T:
        """One of the values."""
        return self._values[bisect(self._up_to, rng.random() * self._total)]
