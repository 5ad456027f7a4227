"""What is asked about lists: the columns somebody chose, and the views they may open."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from bangfu.lists.models import ListChoice, SavedView
from bangfu.organization.actor import Actor
from bangfu.rules.place_code import LENGTHS
from bangfu.sealing.ring import ring

TERMS = "lists.view"   # purpose of the sealed filters


@dataclass(frozen=True)
class Choice:
    """The columns chosen for a list, by key; () for the usual ones. `size`: rows a page."""

    columns: tuple[str, ...] = ()
    size: int = 50


@dataclass(frozen=True)
class ViewRow:
    """A saved view. `terms`: words of the list's address; `mine`: the asker saved it."""

    id: UUID
    name: str
    listing: str
    terms: Mapping[str, str]
    columns: tuple[str, ...]
    at: str
    user_name: str
    saved_at: datetime
    is_shared: bool
    mine: bool


def choice_of(by: Actor, listing: str) -> Choice:
    """What the asker chose for a list."""
    if by.user_id is None:
        return Choice()
    found = ListChoice.objects.filter(user_id=by.user_id, listing=listing).first()
    return Choice(tuple(found.columns.split()), found.size) if found else Choice()


def views_of(by: Actor, listings: Sequence[str]) -> list[ViewRow]:
    """The asker's own views of lists, and those their office and the offices above share; by name."""
    if by.post_id is None:
        return []
    found = SavedView.objects.filter(Q(user_id=by.user_id) | Q(is_shared=True, place_code__in=_offices(by)), listing__in=list(listings), is_dropped=False)
    return [_row(by, one) for one in found.order_by("listing", "name", "id")]


def view(by: Actor, wanted: UUID) -> ViewRow | None:
    """A view by its link: whoever was sent it may open it, and sees with it what they may see without. None when it was dropped."""
    if by.post_id is None:
        return None
    found = SavedView.objects.filter(pk=wanted, is_dropped=False).first()
    return _row(by, found) if found else None


def _offices(by: Actor) -> list[str]:
    """The places at and above the asker's own."""
    return [by.place_code[:length] for length in LENGTHS.values() if length <= len(by.place_code)]


def _row(by: Actor, one: SavedView) -> ViewRow:
    terms = json.loads(ring().unseal(one.terms, TERMS))
    return ViewRow(
        one.pk, one.name, one.listing, terms, tuple(one.columns.split()), one.at, one.user_name, one.saved_at, one.is_shared, one.user_id == by.user_id,
    )
