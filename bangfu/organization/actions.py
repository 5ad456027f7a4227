"""What is done to places, people and posts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from bangfu.journal.actions import Deed, Subject, record, record_all
from bangfu.organization.actor import Actor
from bangfu.organization.models import Holding, Place, Post, Reach, User
from bangfu.rules import place_code
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.place_code import CodeRange
from bangfu.rules.powers import ROLES
from bangfu.rules.refusal import Refused

WEAK = {
    "password_too_short": "密码太短，至少 10 个字符。", "password_too_common": "这个密码太常见，容易被猜到。",
    "password_entirely_numeric": "密码不能全是数字。",
}


@dataclass(frozen=True)
class PlaceRow:
    """One line of a list of places: code of 2, 4, 6, 9, 12 or 15 digits, and its name."""

    code: str
    name: str


@dataclass(frozen=True)
class PlacesTaken:
    """What an import of places did."""

    new: int
    renamed: int
    unchanged: int


@transaction.atomic
def take_in_places(by: Actor, rows: Iterable[PlaceRow], *, since: date, source: str) -> PlacesTaken:
    """Takes in a list of places in force since a day. New codes are added, renamed ones end and begin anew on the day, none is removed.

    Refused when a code is not of a level's length, stands twice, or has no parent here or in the list; nothing is then taken in.
    """
    by.must("organization.places")
    wanted = _checked(rows)
    standing = {place.code: place for place in Place.objects.filter(valid_to=FOREVER_DAY)}
    _parents_exist(wanted, set(standing) | {row.code for row in wanted})
    deeds, renamed = [], 0
    for row in wanted:
        old = standing.get(row.code)
        if old and old.name == row.name:
            continue
        renamed += bool(old)
        deeds.append(Deed(
            verb="place.renamed" if old else "place.added", subject=Subject("place", row.code, row.name), at=row.code, reason=source,
            new=[_place(row, since)], rewritten=[(old, {"valid_to": since})] if old else [],
        ))
    record_all(by, deeds)
    return PlacesTaken(new=len(deeds) - renamed, renamed=renamed, unchanged=len(wanted) - len(deeds))


def _checked(rows: Iterable[PlaceRow]) -> list[PlaceRow]:
    wanted: dict[str, PlaceRow] = {}
    for row in rows:
        place_code.level(row.code)
        if not row.name.strip():
            raise Refused(f"代码 {row.code} 没有名称。")
        if row.code in wanted:
            raise Refused(f"代码 {row.code} 在名单里出现了两次。")
        wanted[row.code] = row
    return sorted(wanted.values(), key=lambda row: (len(row.code), row.code))


def _parents_exist(rows: Sequence[PlaceRow], known: set[str]) -> None:
    for row in rows:
        above = place_code.parent(row.code)
        if above and len(row.code) > place_code.LENGTHS["county"] and above not in known:
            raise Refused(f"{row.name}（{row.code}）的上级 {above} 不在名单里，也不在系统里。请先补上级。")


def _place(row: PlaceRow, since: date) -> Place:
    return Place(code=row.code, name=row.name, level=place_code.level(row.code), parent=place_code.parent(row.code), valid_from=since)


@transaction.atomic
def create_user(by: Actor, *, username: str, name: str, password: str) -> User:
    """A person who can sign in, without any post yet. Refused when the account exists or the password is weak."""
    by.must("organization.appoint")
    if User.objects.filter(username=username).exists():
        raise Refused(f"账号“{username}”已经有人用了。", field="username")
    user = User(username=username, name=name)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("；".join(WEAK.get(one.code or "", "密码太简单。") for one in error.error_list), field="password") from error
    user.set_password(password)
    user.save()
    record(by, "user.created", Subject("user", str(user.pk), name), at=by.place_code)
    return user


@transaction.atomic
def create_post(by: Actor, *, title: str, role: str, place: str, reaches: Sequence[CodeRange] = (), since: date | None = None) -> Post:
    """A post at a place. It reaches its own place and below unless `reaches` says otherwise."""
    by.must("organization.appoint", at=place)
    if role not in ROLES:
        raise Refused(f"没有“{role}”这种角色。", field="role")
    post = Post(title=title, role=role, place_code=place)
    ranges = list(reaches) or [CodeRange.under(place)]
    reach = [Reach(post=post, lo=one.lo, hi=one.hi, valid_from=since or timezone.localdate()) for one in ranges]
    record(by, "post.created", Subject("post", str(post.pk), title), at=place, new=[post, *reach])
    return post


@transaction.atomic
def appoint(by: Actor, *, user: User, post: Post, since: date | None = None) -> Holding:
    """Puts a person into a post from a day on. Refused when they hold it already."""
    by.must("organization.appoint", at=post.place_code)
    if Holding.objects.filter(user=user, post=post, valid_to=FOREVER_DAY).exists():
        raise Refused(f"{user.name}已经在这个岗位上。")
    holding = Holding(user=user, post=post, valid_from=since or timezone.localdate())
    record(by, "post.taken_up", Subject("post", str(post.pk), f"{post.title}：{user.name}"), at=post.place_code, new=[holding])
    return holding


@transaction.atomic
def relieve(by: Actor, *, holding: Holding, on: date | None = None) -> Holding:
    """Ends a holding on a day; from the next request on the post's places are closed to the person."""
    by.must("organization.appoint", at=holding.post.place_code)
    label = f"{holding.post.title}：{holding.user.name}"
    record(
        by, "post.left", Subject("post", str(holding.post_id), label), at=holding.post.place_code,
        rewritten=[(holding, {"valid_to": on or timezone.localdate()})],
    )
    return holding
