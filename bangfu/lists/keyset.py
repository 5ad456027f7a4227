"""Pages by keyset: a page begins behind the last row of the one before, so that the thousandth costs what the first does, and nobody who comes or goes
meanwhile makes a row appear twice or not at all. Never OFFSET."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from bangfu.lists.declared import Order
from bangfu.rules.money import Money
from bangfu.rules.refusal import Refused

T = TypeVar("T")
U = TypeVar("U")
UNKNOWN = "∅"   # of a value that is not known, in a key
BROKEN = "这一页的地址不完整，请从第一页重新翻。"


@dataclass(frozen=True)
class Turn:
    """Which page is wanted: behind the key `after`, or in front of the key `before`, `size` rows; `number` is that of its first row, as far as known."""

    after: str = ""
    before: str = ""
    number: int = 1
    size: int = 50


@dataclass(frozen=True)
class Page(Generic[T]):
    """The rows of a page, and the turns to those beside it; None where there is none."""

    rows: tuple[T, ...]
    number: int = 1
    following: Turn | None = None
    previous: Turn | None = None

    def told(self, told: Sequence[U]) -> "Page[U]":
        """The same page with its rows as somebody may see them."""
        return Page(tuple(told), self.number, self.following, self.previous)


@dataclass(frozen=True)
class _Term:
    path: str
    down: bool
    nullable: bool


def _terms(order: Order, *, back: bool = False) -> list[_Term]:
    return [_Term(path := term.removeprefix("-"), term.startswith("-") != back, path in order.nullable) for term in order.terms]


def turned(order: Order) -> Order:
    """The same order the other way round. What is unknown stays last."""
    return replace(order, terms=tuple(term[1:] if term.startswith("-") else f"-{term}" for term in order.terms))


def in_order(found: QuerySet[Any, T], order: Order, *, back: bool = False) -> QuerySet[Any, T]:
    """Rows in an order, or from its end to its beginning."""
    return found.order_by(*(_ordering(one, back) for one in _terms(order, back=back)))


def _ordering(one: _Term, back: bool) -> OrderBy | str:
    """Only of what may be unknown it is said where that stands: an index of a column that is always known knows no such word."""
    if not one.nullable:
        return f"-{one.path}" if one.down else one.path
    ends: dict[str, bool] = {"nulls_first": True} if back else {"nulls_last": True}
    return F(one.path).desc(**ends) if one.down else F(one.path).asc(**ends)


def beyond(order: Order, key: str, *, back: bool = False) -> Q:
    """What lies behind a key in an order, or in front of it. The plain bound of the first term comes first, since SQLite seeks by the first bound of a
    column only. Refused for a key that is none."""
    terms, values = _terms(order, back=back), key.split("\t")
    if len(values) != len(terms):
        raise Refused(BROKEN)
    further, same = Q(pk__in=[]), Q()
    for one, value in zip(terms, values, strict=True):
        further |= same & _past(one, value, back)
        same &= Q(**{f"{one.path}__isnull": True}) if value == UNKNOWN else Q(**{one.path: value})
    first, value = terms[0], values[0]
    return further if first.nullable else Q(**{f"{first.path}__{'lte' if first.down else 'gte'}": value}) & further


def _past(one: _Term, value: str, back: bool) -> Q:
    """What lies behind a value of one term; on the way back what is unknown comes first of all."""
    if value == UNKNOWN:
        return Q(**{f"{one.path}__isnull": False}) if back else Q(pk__in=[])
    further = Q(**{f"{one.path}__{'lt' if one.down else 'gt'}": value})
    return further | Q(**{f"{one.path}__isnull": True}) if one.nullable and not back else further


def key_of(row: Any, order: Order) -> str:
    """The key of a row (a model or what `values` gave) in an order."""
    return "\t".join(_written(_value(row, one.path)) for one in _terms(order))


def _value(row: Any, path: str) -> Any:
    if isinstance(row, dict):
        return row[path]
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _written(value: Any) -> str:
    match value:
        case None:
            return UNKNOWN
        case Money():
            return str(value.fen)
        case datetime() | date():
            return value.isoformat()
    return str(value)


def paged(found: QuerySet[Any, T], order: Order, turn: Turn) -> Page[T]:
    """One page of rows in an order, and the turns to the pages beside it. Refused for a key that no page of ours gave out."""
    return page_of(list(ahead(found, order, turn)[: turn.size + 1]), turn, lambda row: key_of(row, order))


def ahead(found: QuerySet[Any, T], order: Order, turn: Turn) -> QuerySet[Any, T]:
    """What lies in the direction of a turn, the nearest first. Refused for a key that no page of ours gave out."""
    back = bool(turn.before)
    if key := turn.before or turn.after:
        try:
            found = found.filter(beyond(order, key, back=back))
        except (ValueError, ValidationError) as error:
            raise Refused(BROKEN) from error
    return in_order(found, order, back=back)


def sorted_by(rows: Iterable[T], order: Order) -> list[T]:
    """Rows that were counted and lie in no table, in an order. What is unknown stands last."""
    made = list(rows)
    for one in reversed(_terms(order)):
        known = [row for row in made if _value(row, one.path) is not None]
        unknown = [row for row in made if _value(row, one.path) is None]
        made = sorted(known, key=lambda row: _value(row, one.path), reverse=one.down) + unknown   # noqa: B023 - called at once
    return made


def paged_in_hand(rows: Iterable[T], order: Order, turn: Turn) -> Page[T]:
    """`paged` of rows that lie in no table. Where the row a page ended with has gone meanwhile, the pages go on by its number. Refused for a key that is none."""
    made, wanted = sorted_by(rows, order), turn.before or turn.after
    if wanted and len(wanted.split("\t")) != len(order.terms):
        raise Refused(BROKEN)
    there = next((nth for nth, row in enumerate(made) if key_of(row, order) == wanted), None) if wanted else None
    if turn.before:
        end = there if there is not None else min(len(made), turn.number - 1 + turn.size)
        return page_of(made[:end][::-1][: turn.size + 1], turn, lambda row: key_of(row, order))
    begin = 0 if not wanted else turn.number - 1 if there is None else there + 1
    return page_of(made[begin:][: turn.size + 1], turn, lambda row: key_of(row, order))


def page_of(rows: Sequence[T], turn: Turn, key: Callable[[T], str]) -> Page[T]:
    """The page made of up to `size + 1` rows, as they came in the direction of the turn; `key` tells the key of a row."""
    back, more = bool(turn.before), len(rows) > turn.size
    kept = tuple(reversed(rows[: turn.size])) if back else tuple(rows[: turn.size])
    number = turn.number if not back or more else 1
    following = previous = None
    if kept and (back or more):
        following = Turn(after=key(kept[-1]), number=number + len(kept), size=turn.size)
    if kept and (more if back else bool(turn.after)):
        previous = Turn(before=key(kept[0]), number=max(1, number - turn.size), size=turn.size)
    return Page(kept, number, following, previous)
