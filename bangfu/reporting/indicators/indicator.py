"""What an indicator is: a figure, declared once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Term:
    """What the figure was called on days up to `until`."""

    until: date
    name: str


@dataclass(frozen=True)
class Indicator:
    """A figure: which rows (`rows`, a ground of `grounds`), which of them (`where`), in which unit, by which definition and from which document.

    `counts`: 'rows', or 'households' they belong to, each once; of incomes also the 'persons' of the households, or what they earned 'net' (fen).
    `per`: the slug of the indicator it is a part of: a share is shown too, of money how much comes to one. `dated`: known for any day and as known on any
    day, not only for now. `good` says whether more is better (1), worse (-1) or neither (0).
    """

    slug: str
    name: str
    group: str
    unit: str
    rows: str
    definition: str
    source: str
    where: Mapping[str, Any] = field(default_factory=dict)
    counts: str = "rows"
    per: str = ""
    dated: bool = True
    good: int = 0
    terms: tuple[Term, ...] = ()

    @property
    def is_money(self) -> bool:
        """Whether fen are counted."""
        return self.counts == "net"

    def name_on(self, day: date | None) -> str:
        """What it is called on a day; None is today."""
        return next((term.name for term in sorted(self.terms, key=lambda one: one.until) if day and day <= term.until), self.name)
