"""What is asked about places, people and posts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from bangfu.facts.models import FOREVER, NOW, AsOf
from bangfu.organization.actor import NOBODY, PROGRAM, Actor, within
from bangfu.organization.changing import Line
from bangfu.organization.models import Group, Holding, Place, PlaceTag, PolicyFigure, Post, Reach, User
from bangfu.organization.moving import Members, group_labels
from bangfu.organization.preview import ChangePreview, previewed
from bangfu.organization.stated import must_reach
from bangfu.rules import place_code
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.money import Money
from bangfu.rules.place_code import EVERYWHERE, CodeRange, covers, merged
from bangfu.rules.policy_figure import figure_kind, in_force
from bangfu.rules.powers import ROLES, may

FIGURE_LENGTHS = (6, 4, 2, 0)   # whose figures bind a place: its county's, its prefecture's, its province's, the country's


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


@dataclass(frozen=True)
class PlaceSpan:
    """A place for as long as it had one name under one code. `valid_to` is None while it is in force."""

    code: str
    name: str
    level: str
    valid_from: date
    valid_to: date | None
    successor: str
    successor_name: str


@dataclass(frozen=True)
class GroupRow:
    """A 村民组 or 自然村 of a village. `label` tells it apart from another of its name; `valid_to` is None while it stands."""

    id: UUID
    name: str
    label: str
    kind: str
    word: str
    place_code: str
    place_then: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class TagRow:
    """What a place is called by a document. `valid_to` is None while it is called so; `was` is the code it had then, when another."""

    id: UUID
    place_code: str
    was: str
    tag: str
    valid_from: date
    valid_to: date | None
    document: str
    ending: str


@dataclass(frozen=True)
class PolicyFigureRow:
    """A figure set by a document for a place. `valid_to` is None while nothing has followed it."""

    id: UUID
    kind: str
    word: str
    unit: str
    place_code: str
    year: int
    amount: Money
    document: str
    valid_from: date
    valid_to: date | None


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


@dataclass(frozen=True)
class Answering:
    """A post and who holds it: (name, since). Nobody when it is vacant."""

    id: UUID
    title: str
    role: str
    place_code: str
    holders: tuple[tuple[str, date], ...]


def posts_at(by: Actor, code: str) -> list[Answering]:
    """The posts that belong to a place or a place below it, with who holds them today, as far as the asker reaches: two queries."""
    inside, day = CodeRange.under(code), timezone.localdate()
    posts = list(Post.objects.filter(by.scope(), place_code__gte=inside.lo, place_code__lt=inside.hi).order_by("place_code", "title"))
    held = Holding.objects.filter(post__in=posts, valid_from__lte=day, valid_to__gt=day).order_by("valid_from")
    holders = list(held.values_list("post_id", "user__name", "valid_from"))
    return [
        Answering(one.pk, one.title, ROLES[one.role].word, one.place_code, tuple((name, since) for post, name, since in holders if post == one.pk))
        for one in posts
    ]


@dataclass(frozen=True)
class Desk:
    """A post that work may be given to, and in words whose it is."""

    id: UUID
    words: str
    title: str
    place_code: str


def desks_over(by: Actor, code: str, *, power: str) -> list[Desk]:
    """The posts held today that reach a place and hold a power, the nearest first. Titles and holders are known to everybody who reaches the place."""
    if not covers(by.ranges, code):
        return []
    day = timezone.localdate()
    over = Reach.objects.filter(lo__lte=code, hi__gt=code, valid_from__lte=day, valid_to__gt=day).values("post")
    able = [role for role in ROLES if role != "program" and may(role, power)]
    held = Holding.objects.filter(post__in=over, post__role__in=able, valid_from__lte=day, valid_to__gt=day).select_related("post", "user")
    names: dict[UUID, list[str]] = {}
    posts = {one.post_id: one.post for one in held}
    for one in held:
        names.setdefault(one.post_id, []).append(one.user.name)
    ordered = sorted(posts.values(), key=lambda one: (-len(one.place_code), one.title))
    return [Desk(one.pk, f"{one.title}（{'、'.join(sorted(names[one.pk]))}）", one.title, one.place_code) for one in ordered]


def _stands_above(ranges: Iterable[CodeRange], code: str) -> bool:
    return any(one.lo.startswith(code) for one in ranges)


def _row(one: Place) -> PlaceRow:
    return PlaceRow(one.code, one.name, one.level, one.parent)


def spans_of(by: Actor, code: str) -> list[PlaceSpan]:
    """Everything a code was called and when, latest first; empty when the asker does not reach it or anything below it."""
    if not _reaches(by, code):
        return []
    return _spans(Place.objects.filter(code=code).order_by("-valid_from"))


def spans_below(by: Actor, code: str, *, ended: bool = False) -> list[PlaceSpan]:
    """The places directly below one, in force or those that ended, as far as the asker reaches them."""
    found = Place.objects.filter(parent=code).order_by("code", "valid_from")
    found = found.filter(valid_to__lt=FOREVER_DAY) if ended else found.filter(valid_to=FOREVER_DAY)
    return [one for one in _spans(found) if _reaches(by, one.code)]


def _spans(found: Iterable[Place]) -> list[PlaceSpan]:
    rows = list(found)
    names = place_names(one.successor for one in rows if one.successor)
    return [PlaceSpan(one.code, one.name, one.level, one.valid_from, _end(one.valid_to), one.successor, names.get(one.successor, "")) for one in rows]


def _end(day: date) -> date | None:
    return None if day == FOREVER_DAY else day


def _reaches(by: Actor, code: str) -> bool:
    return covers(by.ranges, code) or _stands_above(by.ranges, code)


def groups_of(by: Actor, village: str, *, closed: bool = False) -> list[GroupRow]:
    """The 村民组 and 自然村 that stand in a village, in the order of their names; with `closed` also those that stand no more."""
    found = Group.objects.filter(by.scope(), place_code=village).order_by("name", "valid_from")
    kept = list(found if closed else found.filter(valid_to=FOREVER_DAY))
    labels = group_labels(kept)
    return [
        GroupRow(one.pk, one.name, labels.get(one.pk, one.name), one.kind, one.get_kind_display(), one.place_code, one.place_then, one.valid_from, _end(one.valid_to))
        for one in kept
    ]


def tags_of(by: Actor, place: str, as_of: AsOf = NOW) -> list[TagRow]:
    """What a place is called on a day as known on a day, also what it was called under a code it had before."""
    if not _reaches(by, place):
        return []
    return _tags(PlaceTag.objects.filter(place_code=place, **as_of.filters()))


def tag_story(by: Actor, place: str) -> list[TagRow]:
    """Every tag a place bears or bore, as we know now, the latest first."""
    if not _reaches(by, place):
        return []
    return _tags(PlaceTag.objects.filter(place_code=place, superseded_at=FOREVER))[::-1]


def tags_below(by: Actor, code: str) -> dict[str, list[str]]:
    """The tags borne now by the places below one, as far as the asker reaches them."""
    found = PlaceTag.objects.filter(by.scope(), within([CodeRange.under(code)]), **NOW.filters()).order_by("valid_from", "tag")
    told: dict[str, list[str]] = {}
    for place, tag in found.values_list("place_code", "tag"):
        told.setdefault(place, []).append(tag)
    return told


def places_tagged(by: Actor, tag: str, as_of: AsOf = NOW) -> list[str]:
    """Codes of the places within reach that bear a tag, in order. For a day on which a place stood under an older code: that code."""
    found = PlaceTag.objects.filter(by.scope(), tag=tag, **as_of.filters()).values_list("place_code", "place_then")
    return sorted({then if now != then and _stood(then, as_of.day) else now for now, then in found})


def _stood(code: str, day: date | None) -> bool:
    return day is not None and Place.objects.filter(code=code, valid_from__lte=day, valid_to__gt=day).exists()


def tag_words(by: Actor) -> list[tuple[str, int]]:
    """The tags in use within reach, with how many places bear them now."""
    found = PlaceTag.objects.filter(by.scope(), **NOW.filters()).values("tag").annotate(n=Count("place_code", distinct=True)).order_by("-n", "tag")
    return [(one["tag"], one["n"]) for one in found]


def _tags(found: QuerySet[PlaceTag]) -> list[TagRow]:
    return [
        TagRow(one.pk, one.place_code, one.place_then if one.place_then != one.place_code else "", one.tag, one.valid_from, _end(one.valid_to), one.document,
               one.ending)
        for one in found.order_by("valid_from", "tag")
    ]


def policy_figure_in_force(kind: str, place_code: str, day: date, known: datetime | None = None) -> PolicyFigureRow | None:
    """The figure of a kind that binds a place on a day, as known at a moment (None: now): its county's own, else its prefecture's, else its
    province's. Figures are published, so nobody is asked who they are."""
    above = [place_code[:length] for length in FIGURE_LENGTHS if len(place_code) >= length]
    found = PolicyFigure.objects.filter(kind=kind, place_code__in=above, **AsOf(day, known).filters())
    chosen = in_force(found, kind, place_code, day)
    return _figure(chosen) if chosen else None


def policy_figures(by: Actor, *, kind: str = "", year: int | None = None) -> list[PolicyFigureRow]:
    """The figures believed now of the asker's county and what stands above it: by kind, the latest first."""
    above = {one.lo[:length] for one in by.ranges for length in FIGURE_LENGTHS if len(one.lo) >= length}
    found = PolicyFigure.objects.filter(by.scope() | Q(place_code__in=above), superseded_at=FOREVER).order_by("kind", "place_code", "-valid_from")
    found = found.filter(kind=kind) if kind else found
    return [_figure(one) for one in (found.filter(year=year) if year else found)]


def _figure(one: PolicyFigure) -> PolicyFigureRow:
    kind = figure_kind(one.kind)
    return PolicyFigureRow(one.pk, one.kind, kind.word, kind.unit, one.place_code, one.year, one.amount, one.document, one.valid_from, _end(one.valid_to))


def places_changed(by: Actor, lines: Sequence[Line], on: date, *, members: Members | None = None) -> ChangePreview:
    """What a change of places would do, line by line, and everything that refuses it. Nothing is written. Forbidden out of reach."""
    must_reach(by, lines)
    return previewed(lines, on, members)
