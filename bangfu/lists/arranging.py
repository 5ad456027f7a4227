"""How a list stands for one request: its columns, order, page and filters, as the address says them, or as they were left in this session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.http import HttpRequest

from bangfu.lists.declared import SIZES, Column, Listing, Order
from bangfu.lists.keyset import Turn, turned
from bangfu.lists.pasted import PastedColumn, pasted_column
from bangfu.lists.queries import Choice, ViewRow, choice_of, view
from bangfu.organization.actor import Actor
from bangfu.rules.place_code import level
from bangfu.rules.whole_number import whole_number
from bangfu.sealing.ring import KeyLost, Tampered, ring

LONGEST_TERM = 300   # characters; nobody looks for more, and no database for much more
LEFT = "lists.left"   # where a session keeps the filters of its lists, and the purpose under which they are sealed: one may be a name


@dataclass(frozen=True)
class Arranged:
    """How a list stands: `terms` are the words of its address that filter and sort it, `came_back` whether they were left so before, `pasted`
    the pasted column that narrows it, `view` the saved view it was opened by."""

    listing: Listing
    columns: tuple[Column, ...]
    order: Order
    sort: str
    turn: Turn
    terms: Mapping[str, str]
    came_back: bool = False
    pasted: PastedColumn | None = None
    view: ViewRow | None = None

    def query(self, turn: Turn | None = None, **other: str) -> str:
        """The address's query for another page, order or size of the same list."""
        words = {**self.terms, **self._steady(), **_turn_words(turn), **other}
        return urlencode({name: value for name, value in words.items() if value})

    def _steady(self) -> dict[str, str]:
        return {"view": str(self.view.id)} if self.view else {}

    @property
    def keys(self) -> list[str]:
        """The keys of the columns."""
        return [one.key for one in self.columns]


def _turn_words(turn: Turn | None) -> dict[str, str]:
    if turn is None:
        return {}
    return {"after": turn.after, "before": turn.before, "no": str(turn.number) if turn.number > 1 else ""}


def arranged(request: HttpRequest, by: Actor, listing: Listing, *, place: str = "") -> Arranged:
    """How a list stands for a request; as usual where its address asks for what there is none of."""
    sent = request.GET if request.method == "GET" else request.POST
    known = choice_of(by, listing.slug) if listing.chooses else Choice()
    opened = _view(by, listing, sent.get("view", ""))
    order, sort = _order(listing, sent.get("sort", ""), place)
    terms = {name: sent[name][:LONGEST_TERM] for name in (*listing.filters, "pasted") if sent.get(name)} | ({"sort": sort} if sort else {})
    size = _size(sent.get("size", ""), known)
    if size == whole_number(sent.get("size", "")) != known.size:
        terms["size"] = str(size)
    turn = Turn(sent.get("after", ""), sent.get("before", ""), _number(sent.get("no", "")), size)
    columns = listing.chosen(by, opened.columns if opened else known.columns)
    return Arranged(listing, tuple(columns), order, sort, turn, terms, sent.get("back") == "1", pasted_column(request), opened)


def _order(listing: Listing, sort: str, place: str) -> tuple[Order, str]:
    """The order an address asks for, and the word of it; the usual one where it asks for none there is, or for one that needs a smaller place."""
    found = listing.order(sort.removeprefix("-"))
    if found is None or not is_within(found, place):
        return listing.orders[0], ""
    return (turned(found) if sort.startswith("-") else found), sort


def is_within(order: Order, place: str) -> bool:
    """Whether a list of a place may stand in an order: one without an index of its own would read a county through."""
    return not (order.narrow and place and level(place) == "county")


def _size(sent: str, known: Choice) -> int:
    return size if (size := whole_number(sent)) in SIZES else known.size


def _number(sent: str) -> int:
    return number if 0 < (number := whole_number(sent)) < 10**9 else 1


def _view(by: Actor, listing: Listing, sent: str) -> ViewRow | None:
    try:
        found = view(by, UUID(sent)) if sent else None
    except ValueError:
        return None
    return found if found and found.listing == listing.slug else None


def left_before(request: HttpRequest, listing: Listing) -> str:
    """The address at which this session left a list, for one who comes to it without saying how; '' where it stood as usual."""
    if request.GET:
        return ""
    try:
        words = ring().unseal(request.session.get(LEFT, {}).get(listing.address, ""), LEFT)
    except (KeyLost, Tampered, ValueError):
        return ""
    return f"{request.path}?{words}&back=1" if words else ""


def leave(request: HttpRequest, stands: Arranged) -> None:
    """Keeps how a list stands, for when its asker comes back to it in this session."""
    kept, slug = request.session.get(LEFT, {}), stands.listing.address
    words = urlencode(sorted(stands.terms.items()))
    if words == _opened(kept.get(slug, "")):
        return
    request.session[LEFT] = {**{one: token for one, token in kept.items() if one != slug}, **({slug: ring().seal(words, LEFT)} if words else {})}


def _opened(token: str) -> str:
    try:
        return ring().unseal(token, LEFT)
    except (KeyLost, Tampered, ValueError):
        return ""


def terms_of(query: str, names: Sequence[str]) -> dict[str, str]:
    """The words of an address's query that are among some names."""
    return {name: value for name, value in parse_qsl(query) if name in names}
