"""The frame around every page: who is asking, where they are, where they can go."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from bangfu.organization.actor import Actor
from bangfu.organization.queries import PlaceRow, children, county, place, posts_of
from bangfu.registry.queries import Counts, counts_below
from bangfu.rules import place_code
from bangfu.web.door import elsewhere, last_in
from bangfu.web.helping import part_of
from bangfu.web.menu_counts import WAITS
from bangfu.web.tours import STARTS, address_of

# (label, address name, icon, powers one of which is needed, address names that belong to it); a package joins the desk by one line here
SECTIONS = (
    ("今日", "today", "sun-high", "", ("today", "overview", "week_findings", "failed_work")),
    ("收件", "deliveries", "inbox", "deliveries.look", ("deliveries", "delivery", "delivery_rows", "delivered_row", "delivery_changes")),
    ("名册", "roster", "users", "registry.look", ("roster", "person", "household", "village_file", "village_rows", "village_report", "exports")),
    ("查找", "search_column", "search", "registry.look", ("search_column", "search", "found_column")),
    ("主体", "bodies", "home", "registry.look", ("bodies", "body", "body_form")),
    ("披露", "disclosures", "lock", "registry.disclose", ("disclosures", "disclosure", "disclosure_form", "forgetting")),
    ("核对", "findings", "checklist", "crosscheck.look", (
        "findings", "finding", "village_findings", "finding_kinds", "alike", "batch", "passed_findings", "exemptions", "runs", "contradictions", "type_backs",
        "check_settings", "check_setting", "sources", "authorities", "authority", "run_file",
    )),
    ("数字", "figures", "chart-bar", "reporting.look", ("figures", "figure")),
    ("地方", "places", "map-pin", "organization.look organization.grids", ("places", "place_tags", "policy_figures", "change_places", "county_map")),
    ("账号", "accounts", "users", "accounts.look", ("accounts", "account", "door_rules", "proposals")),
    ("留痕", "journal", "history", "journal.look", ("journal", "entry", "readings")),
    ("意见箱", "voices", "message-2", "voices.answer voices.name", ("voices", "voice")),
    ("我的意见", "my_voices", "message-2", "voices.write", ("my_voices", "write_voice")),
)
AT_THE_DOOR = ("my_password", "change_my_password", "my_second_step", "enrol_second_step", "renew_papers")
# what is not used every day stands folded below the others, so that the menu and the places fit a screen of 768 lines
FURTHER = ("bodies", "disclosures", "places", "accounts", "journal", "voices", "my_voices")
BY_PLACE = (
    "overview", "roster", "village_file", "findings", "figures", "village_findings", "finding_kinds", "alike", "type_backs", "places", "bodies",
    "disclosure_form",
)


@dataclass(frozen=True)
class Node:
    """One place in the tree at the left."""

    code: str
    name: str
    level: str
    count: int | None
    url: str
    open: bool
    active: bool
    children: tuple["Node", ...]


def frame(request: HttpRequest) -> dict[str, Any]:
    """What base.html needs. Computed lazily, so that fragments and downloads pay nothing for it."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.post_id is None:
        return {"actor": actor}
    top = cache(lambda: county(actor))
    return {
        "actor": actor, "may_search": actor.can("registry.look"),
        "county": SimpleLazyObject(lambda: getattr(top(), "name", "")),
        "navigation": SimpleLazyObject(lambda: _navigation(request, actor)), "help_url": _help_url(request),
        "elsewhere": elsewhere(request), "last_in": last_in(request),
        "tour_starts": request.session.get(STARTS, False) and not _is_at_the_door(request),
        "places": SimpleLazyObject(lambda: _tree(request, actor, top() or place(actor, actor.place_code))),
        "posts": SimpleLazyObject(lambda: posts_of(request.user)),  # type: ignore[arg-type]
    }


def where(request: HttpRequest, actor: Actor) -> PlaceRow | None:
    """The place a page is about: the one its address names or its view says (`web.asking.stands_at`), else the home of the post."""
    named = request.resolver_match.kwargs.get("place") if request.resolver_match else None
    return place(actor, named or getattr(request, "at", "") or actor.place_code) or place(actor, actor.place_code)


def _navigation(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    current = request.resolver_match.url_name if request.resolver_match else ""
    return [
        {
            "label": label, "name": name, "url": address_of(name, actor), "icon": icon, "active": current in belonging, "further": name in FURTHER,
            "waits": name in WAITS,
        } for label, name, icon, power, belonging in SECTIONS if _open(actor, power)
    ]


def waiting(actor: Actor) -> list[tuple[str, int]]:
    """(address name, how many wait) of the items of the menu that are open to the asker."""
    return [(name, WAITS[name](actor)) for _, name, _, power, _ in SECTIONS if name in WAITS and _open(actor, power)]


def _is_at_the_door(request: HttpRequest) -> bool:
    """Whether the page is about coming in: a tour that leads on from it would lead away from what is shown once."""
    page = (request.resolver_match.url_name or "") if request.resolver_match else ""
    return page in AT_THE_DOOR


def _help_url(request: HttpRequest) -> str:
    """The part of the help that speaks of this page, else the help's first page."""
    part = part_of((request.resolver_match.url_name or "") if request.resolver_match else "")
    return reverse("help_part", args=[part.slug]) if part else reverse("help")


def _open(actor: Actor, powers: str) -> bool:
    return not powers or any(actor.can(power) for power in powers.split())


def _tree(request: HttpRequest, actor: Actor, top: PlaceRow | None) -> list[Node]:
    """The county, its townships, and the villages of the township one is in; only what the asker reaches or what stands above it."""
    here = where(request, actor)
    if top is None or here is None:
        return []
    target = _page_kept(request, actor)
    if not actor.can("registry.look"):
        return [_node(actor, top, here, target, None)]
    towns = counts_below(actor, place_code.LENGTHS["township"], top.code)
    villages = counts_below(actor, place_code.LENGTHS["village"], here.code[:9]) if len(here.code) > place_code.LENGTHS["county"] else {}
    whole = Counts(sum(one.households for one in towns.values()), sum(one.persons for one in towns.values()))
    return [_node(actor, top, here, target, {**towns, **villages, top.code: whole})]


def _page_kept(request: HttpRequest, actor: Actor) -> str:
    """The page the tree leads to at each place: this very one where it goes by places and is open to the asker, else the desk."""
    page = (request.resolver_match.url_name or "") if request.resolver_match else ""
    powers = [power for _, _, _, power, belonging in SECTIONS if page in belonging]
    return page if page in BY_PLACE and all(_open(actor, power) for power in powers) else "overview"


def _node(actor: Actor, one: PlaceRow, here: PlaceRow, target: str, tally: dict[str, Counts] | None) -> Node:
    """A place and what is open below it; without a tally no counts are shown."""
    opened = here.code.startswith(one.code) and one.level != "village"
    below = children(actor, one.code) if opened else []
    return Node(
        one.code, one.name, one.level, None if tally is None else tally.get(one.code, Counts(0, 0)).households, reverse(target, args=[one.code]), opened,
        one.code == here.code, tuple(_node(actor, child, here, target, tally) for child in below),
    )
