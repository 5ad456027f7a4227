"""What is asked about places, people and posts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from bangfu.organization.actor import NOBODY, PROGRAM, Actor
from bangfu.organization.models import Holding, Place, Post, Reach, User
from bangfu.rules import place_code
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.place_code import EVERYWHERE, CodeRange, covers, merged


@dataclass(frozen=True)
class PlaceRow:
    """A place as pages show it."""

    code: str
    name: str
    level: str
    parent: str


@dataclass(frozen=True)
class PostRow:
    """A post a person may act from."""

    id: UUID
    title: str
    role: str
    place_code: str


def posts_of(user: User, *, on: date | None = None) -> list[PostRow]:
    """The posts a person holds on a day, in the order they were taken up. None for a former holder or an inactive account."""
    if not user.is_active:
        return []
    day = on or timezone.localdate()
    held = Holding.objects.filter(user=user, valid_from__lte=day, valid_to__gt=day).select_related("post").order_by("valid_from", "id")
    return [PostRow(one.post.id, one.post.title, one.post.role, one.post.place_code) for one in held]


def actor_for(user: User, post: UUID | str | None = None) -> Actor:
    """Who a signed-in person acts as: at the post named if they hold it today, else at their first; without a post nobody."""
    held = posts_of(user)
    chosen = next((one for one in held if str(one.id) == str(post)), held[0] if held else None)
    if chosen is None:
        return Actor(user.pk, user.name, None, "", "", "", ())
    return Actor(user.pk, user.name, chosen.id, chosen.title, chosen.role, chosen.place_code, _ranges(chosen.id))


def actor_again(user_id: int | None, post_id: UUID | str | None) -> Actor:
    """The actor who started a job, with the rights they have now; the program itself when no person started it."""
    if user_id is None:
        return PROGRAM
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return NOBODY
    actor = actor_for(user, post_id)
    return actor if str(actor.post_id) == str(post_id) else Actor(user.pk, user.name, None, "", "", "", ())


def _ranges(post: UUID) -> tuple[CodeRange, ...]:
    day = timezone.localdate()
    rows = Reach.objects.filter(post_id=post, valid_from__lte=day, valid_to__gt=day)
    return tuple(merged(CodeRange(one.lo, one.hi) for one in rows))


def place(by: Actor, code: str) -> PlaceRow | None:
    """A place in force today that the asker reaches, or that stands above one they reach; None otherwise."""
    found = Place.objects.filter(code=code, valid_to=FOREVER_DAY).first()
    if found is None or not (covers(by.ranges, code) or _stands_above(by.ranges, code)):
        return None
    return _row(found)


def children(by: Actor, code: str) -> list[PlaceRow]:
    """The places directly below one, as far as the asker reaches them or something below them."""
    below = Place.objects.filter(parent=code, valid_to=FOREVER_DAY).order_by("code")
    return [_row(one) for one in below if covers(by.ranges, one.code) or _stands_above(by.ranges, one.code)]


def places_reached(by: Actor, *, level: str | None = None) -> list[PlaceRow]:
    """Every place in force within the asker's ranges, in the order of the codes."""
    found = Place.objects.filter(by.scope("code"), valid_to=FOREVER_DAY).order_by("code")
    if level:
        found = found.filter(level=level)
    return [_row(one) for one in found]


def home(by: Actor) -> PlaceRow | None:
    """Where the asker's desk opens: the place of their post."""
    return place(by, by.place_code) if by.place_code else None


def place_names(codes: Iterable[str]) -> dict[str, str]:
    """Names of places by code, as they are called now (the last name of one no longer in force)."""
    found = Place.objects.filter(code__in=set(codes)).order_by("valid_from").values_list("code", "name")
    return dict(found)


def villages_by_name(under: Sequence[CodeRange] = (EVERYWHERE,)) -> dict[tuple[str, str], str]:
    """Codes of the villages in force by (township name, village name), for reading lists that name places in words."""
    wanted = Q(pk__in=[])
    for one in under:
        wanted |= Q(code__gte=one.lo, code__lt=one.hi)
    villages = Place.objects.filter(wanted, level="village", valid_to=FOREVER_DAY)
    townships = dict(Place.objects.filter(level="township", valid_to=FOREVER_DAY).values_list("code", "name"))
    return {(townships.get(one.parent, ""), one.name): one.code for one in villages}


def county(by: Actor) -> PlaceRow | None:
    """The county the asker works in."""
    code = by.place_code[: place_code.LENGTHS["county"]]
    found = Place.objects.filter(code=code, level="county", valid_to=FOREVER_DAY).first()
    return _row(found) if found else None


def post_titles(posts: Iterable[UUID]) -> dict[UUID, str]:
    """Titles of posts by id."""
    return dict(Post.objects.filter(id__in=set(posts)).values_list("id", "title"))


def _stands_above(ranges: Iterable[CodeRange], code: str) -> bool:
    return any(one.lo.startswith(code) for one in ranges)


def _row(one: Place) -> PlaceRow:
    return PlaceRow(one.code, one.name, one.level, one.parent)
