"""What a list declares of itself: its columns, the orders it may stand in, and what may stay of its filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bangfu.organization.actor import Actor
from bangfu.rules.powers import HIDDEN

Kind = Literal["text", "long", "code", "number", "money", "date", "tag"]
SIZES = (50, 100, 200, 500)   # rows a page
RIGHT = ("number", "money")


@dataclass(frozen=True)
class Column:
    """One column: what is in it, and whether a page shows it before anybody chose. `stub`: frozen at the left and always there. `field`: the field whose
    power says who may see it (`rules.powers.FIELDS`). `order`: the key of the order its heading asks for. `width`: characters in a workbook."""

    key: str
    word: str
    kind: Kind = "text"
    shown: bool = True
    stub: bool = False
    field: str = ""
    group: str = ""
    order: str = ""
    summed: bool = False
    width: int = 14

    @property
    def css(self) -> str:
        """The classes of its cells (frontend/desk/styles/_lists.scss)."""
        return {"number": "num", "money": "num", "code": "code", "long": "told"}.get(self.kind, "")

    @property
    def is_right(self) -> bool:
        """Whether its values stand at the right, so that their digits stand above one another."""
        return self.kind in RIGHT


@dataclass(frozen=True)
class Order:
    """One order of a list: what it is sorted by, as paths of the rows (a `-` in front: downwards), the last of them unique. `nullable`: those that may be
    unknown, which stand last. `narrow`: without an index of its own, so only for a township or less."""

    key: str
    word: str
    terms: tuple[str, ...]
    nullable: tuple[str, ...] = ()
    narrow: bool = False


@dataclass(frozen=True)
class Listing:
    """One list. `address` is the name of its page, `power` what one must hold to look; `at_place`: its address names a place; `filters`: the words of its
    address that stay and can be saved. The first order is the one it stands in. `takes`: what one must hold to print it or take it as a workbook;
    `chooses`: its columns are chosen; `saves`: its views are saved (not those of a list of one thing, whose address names it)."""

    slug: str
    word: str
    power: str
    address: str
    columns: tuple[Column, ...] = ()
    orders: tuple[Order, ...] = ()
    filters: tuple[str, ...] = ()
    at_place: bool = False
    unit: str = "条"
    takes: str = ""
    chooses: bool = True
    saves: bool = True

    def open_to(self, by: Actor) -> dict[str, Column]:
        """The columns somebody may see, by key, in the order declared."""
        return {one.key: one for one in self.columns if not one.field or by.reads(one.field) != HIDDEN}

    def usual(self, by: Actor) -> list[Column]:
        """The columns shown before anybody chose."""
        return [one for one in self.open_to(by).values() if one.shown or one.stub]

    def chosen(self, by: Actor, keys: Sequence[str]) -> list[Column]:
        """The columns of the keys somebody chose and may see, those that are always there in front; the usual ones where nothing was chosen."""
        known = self.open_to(by)
        wanted = [known[key] for key in dict.fromkeys(keys) if key in known and not known[key].stub]
        return [*(one for one in known.values() if one.stub), *wanted] if wanted else self.usual(by)

    def order(self, key: str) -> Order | None:
        """The order of a key; the usual one for ''."""
        return next((one for one in self.orders if one.key == key), None) if key else next(iter(self.orders), None)
