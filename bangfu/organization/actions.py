"""What is done to places, people and posts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from bangfu.facts.models import FOREVER, NOW, ended
from bangfu.journal.actions import Deed, Subject, record, record_all
from bangfu.organization.actor import Actor
from bangfu.organization.changing import Line
from bangfu.organization.figures import believed_figures, fitted, named, possible
from bangfu.organization.models import Group, Holding, Place, PlaceTag, PolicyFigure, Post, Reach, User
from bangfu.organization.moving import Members, hold_still, rows_at
from bangfu.organization.rearranging import arrange, deeds_of, rows_that_move
from bangfu.organization.stated import by_two, come, documented, may_hold, must_reach, new_name, nothing_against
from bangfu.rules import place_code
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.money import Money
from bangfu.rules.place_code import CodeRange
from bangfu.rules.policy_figure import figure_kind
from bangfu.rules.powers import ROLES
from bangfu.rules.refusal import Refused

WEAK = {
    "password_too_short": "密码太短，至少 10 个字符。", "password_too_common": "这个密码太常见，容易被猜到。",
    "password_entirely_numeric": "密码不能全是数字。",
    "password_leaked": "这个密码在别处泄露过，拿着泄露名单的人会先试它。请换一个没在任何网站用过的。",
    "password_guessed_first": "这个密码容易被猜到：除去单位、姓名、电话、生日、证件号、常用拼音和数字，要还剩几个字。用一句自己的话最好。",
}

# what keeps counters by place counts these codes anew, inside the same transaction
Recount = Callable[[set[str]], object]


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
    """Puts a person into a post from a day on. Refused when they hold it already, or one it does not go with; an administrator's post is given by two
    (`accounts.actions.propose`), or by the program where a county begins."""
    by.must("organization.appoint", at=post.place_code)
    by_two(by, post.role)
    may_hold(user, post.role, on=since)
    if Holding.objects.filter(user=user, post=post, valid_to=FOREVER_DAY).exists():
        raise Refused(f"{user.name}已经在这个岗位上。")
    holding = Holding(user=user, post=post, valid_from=since or timezone.localdate())
    record(by, "post.taken_up", Subject("post", str(post.pk), f"{post.title}：{user.name}"), at=post.place_code, new=[holding])
    return holding


@transaction.atomic
def relieve(by: Actor, *, holding: Holding, on: date | None = None) -> Holding:
    """Ends a holding on a day; from the next request on the post's places are closed to the person."""
    by.must("organization.appoint", at=holding.post.place_code)
    by_two(by, holding.post.role)
    label = f"{holding.post.title}：{holding.user.name}"
    record(
        by, "post.left", Subject("post", str(holding.post_id), label), at=holding.post.place_code,
        rewritten=[(holding, {"valid_to": on or timezone.localdate()})],
    )
    return holding


@dataclass(frozen=True)
class PlacesChanged:
    """What a change of places did: how many rows went where else, and every code whose counts may have changed."""

    rows: int
    codes: frozenset[str]


@transaction.atomic
def change_places(
    by: Actor, *, lines: Sequence[Line], on: date, document: str, reason: str = "", members: Members | None = None, recount: Recount | None = None,
) -> PlacesChanged:
    """Merges, splits, renames and re-codes places in one deed a place. Every row that lies at an old code or in its grids lies at the new one
    from now on; where it was (`place_then`) never changes. Posts follow. Undo is the change the other way round.

    `members` says which household belongs to which 村民组 and is needed to split a village; `recount` keeps the counters of packages above.
    Refused, with everything that is against it, when it cannot be done whole; nothing is changed then.
    """
    by.must("organization.places")
    must_reach(by, lines)
    why = documented(document, reason)
    hold_still()
    arranged = arrange(lines, on)
    nothing_against(arranged.plan.refusals)
    moves, refusals = rows_that_move(arranged, members)
    nothing_against(refusals)
    touched = {(row.place_code, goal) for one in moves.values() for row, goal in one.rows}
    record_all(by, deeds_of(arranged, moves, on, why))
    codes = frozenset(code for pair in touched for code in pair)
    if recount:
        recount(set(codes))
    return PlacesChanged(sum(len(one.rows) for one in moves.values()), codes)


@transaction.atomic
def add_grid(by: Actor, *, village: str, name: str, since: date) -> Place:
    """A grid of a village, under the next free code of 15 digits. Refused for a village not in force, or a name its grids have already."""
    standing = _village(by, village)
    come(since, field="since")
    grids = list(Place.objects.filter(parent=village, level="grid"))
    kept = new_name(name, [one.name for one in grids if one.valid_to == FOREVER_DAY], standing.name)
    used = {one.code for one in grids}
    code = next((code for code in (f"{village}{number:03d}" for number in range(1, 1000)) if code not in used), None)
    if code is None:
        raise Refused(f"{standing.name}的网格代码已经用完（001—999）。")
    grid = _place(PlaceRow(code, kept), since)
    record(by, "place.added", Subject("place", code, f"{standing.name}{kept}"), at=code, new=[grid])
    return grid


@transaction.atomic
def rename_grid(by: Actor, *, grid: str, name: str, on: date) -> Place:
    """A grid is called otherwise from a day on."""
    old = _grid(by, grid, on)
    kept = new_name(name, Place.objects.filter(parent=old.parent, valid_to=FOREVER_DAY).values_list("name", flat=True), "这个村")
    renamed, same_day = _place(PlaceRow(grid, kept), on), old.valid_from == on
    record(
        by, "place.renamed", Subject("place", grid, f"{old.name} → {kept}"), at=grid, new=[] if same_day else [renamed],
        rewritten=[(old, {"name": renamed.name} if same_day else {"valid_to": on})],
    )
    return old if same_day else renamed


@transaction.atomic
def close_grid(by: Actor, *, grid: str, on: date, reason: str, recount: Recount | None = None) -> None:
    """Ends a grid. Its rows lie at the village from now on, and whoever reached the grid alone reaches nothing by it any more."""
    old = _grid(by, grid, on)
    hold_still()
    reaches = Reach.objects.filter(lo=grid, hi=place_code.after(grid), valid_to__gt=on)
    posts = Post.objects.filter(place_code=grid)
    record(
        by, "place.closed", Subject("place", grid, old.name), at=old.parent, reason=documented(reason),
        rehomed=[(row, old.parent) for row in rows_at(grid)],
        rewritten=[
            (old, {"valid_to": on, "successor": old.parent}), *((one, {"valid_to": max(on, one.valid_from)}) for one in reaches),
            *((post, {"place_code": old.parent}) for post in posts),
        ],
    )
    if recount:
        recount({grid, old.parent})


@transaction.atomic
def add_group(by: Actor, *, village: str, name: str, since: date, kind: str = "group") -> Group:
    """A 村民组 or 自然村 of a village. Refused when one of its name stands there already."""
    standing = _village(by, village)
    come(since, field="since")
    if kind not in Group.KINDS:
        raise Refused("请选择是村民组还是自然村。", field="kind")
    kept = new_name(name, _groups_standing(village), standing.name)
    group = Group(place_code=village, place_then=village, name=kept, kind=kind, valid_from=since)
    record(by, "group.added", Subject("group", str(group.pk), f"{standing.name}{group.name}"), at=village, new=[group])
    return group


@transaction.atomic
def rename_group(by: Actor, *, group: UUID, name: str) -> Group:
    """Another name for a 村民组; the old one stands in the journal."""
    found = _group(by, group)
    kept = new_name(name, _groups_standing(found.place_code), "这个村")
    label = Subject("group", str(found.pk), f"{found.name} → {kept}")
    record(by, "group.renamed", label, at=found.place_code, rewritten=[(found, {"name": kept})])
    return found


@transaction.atomic
def close_group(by: Actor, *, group: UUID, on: date, reason: str) -> Group:
    """Ends a 村民组 on a day; the households keep the village."""
    found = _group(by, group)
    come(on, found.valid_from)
    label, why = Subject("group", str(found.pk), found.name), documented(reason)
    record(by, "group.closed", label, at=found.place_code, reason=why, rewritten=[(found, {"valid_to": on})])
    return found


def _village(by: Actor, code: str) -> Place:
    return _held(by, code, "village")


def _grid(by: Actor, code: str, on: date) -> Place:
    found = _held(by, code, "grid")
    come(on, found.valid_from)
    return found


def _held(by: Actor, code: str, level: str) -> Place:
    """A place in force, held until the action ends, so that of two new names in it one is seen by the other."""
    by.must("organization.grids", at=code)
    found = Place.objects.select_for_update().filter(code=code, level=level, valid_to=FOREVER_DAY).first()
    if found is None:
        raise Refused(f"没有这个在用的{place_code.LEVEL_WORDS[level]}。请刷新后再办。")
    return found


def _group(by: Actor, group: UUID) -> Group:
    found = Group.objects.filter(by.scope(), pk=group, valid_to=FOREVER_DAY).first()
    if found is None:
        raise Refused("没有这个在用的村民组，或它不在您岗位的管辖范围内。")
    _village(by, found.place_code)
    return found


def _groups_standing(village: str) -> list[str]:
    return list(Group.objects.filter(place_code=village, valid_to=FOREVER_DAY).values_list("name", flat=True))


@transaction.atomic
def tag_place(by: Actor, *, place: str, tag: str, since: date, document: str) -> PlaceTag:
    """Says what a place is called by a document from a day on. Refused when it bears the tag already. The day may be
    before the program knew the place: a tag is older than the list of places that was taken in."""
    by.must("organization.tags", at=place)
    standing = Place.objects.select_for_update().filter(code=place, valid_to=FOREVER_DAY).first()
    if standing is None:
        raise Refused("没有这个在用的地方。请刷新后再办。")
    word, why = "".join(tag.split()), documented(document)
    if not word or len(word) > 30:
        raise Refused("标签要写 1—30 个字。", field="tag")
    if PlaceTag.objects.filter(place_code=place, tag=word, superseded_at=FOREVER, valid_to__gt=since).exists():
        raise Refused(f"{standing.name}在 {since} 或以后已经有“{word}”。", field="tag")
    made = PlaceTag(place_code=place, place_then=place, tag=word, document=why, valid_from=come(since, field="since"))
    record(by, "place.tagged", Subject("place", place, f"{standing.name}：{word}"), at=place, reason=why, new=[made])
    return made


@transaction.atomic
def untag_place(by: Actor, *, tag: UUID, on: date | None, document: str) -> None:
    """A tag ceases on a day by a document; with no day it was never true. Refused when it has ended already."""
    known = PlaceTag.objects.filter(by.scope(), pk=tag, **NOW.filters()).first()
    if known is None:
        raise Refused("没有这个在用的标签，或它不在您岗位的管辖范围内。")
    by.must("organization.tags", at=known.place_code)
    why = documented(document)
    rows = ended([known], come(on, known.valid_from)).new if on else []
    for row in rows:
        row.ending = why
    record(by, "place.untagged", Subject("place", known.place_code, known.tag), at=known.place_code, reason=why, superseded=[known], new=rows)


@transaction.atomic
def set_policy_figure(
    by: Actor, *, place: str, kind: str, year: int, amount: Money, document: str, valid_from: date, valid_to: date | None = None,
) -> PolicyFigure:
    """Enters a figure a document sets for a place from a day on. What was in force ends there; it ends where the next begins."""
    by.must("organization.policy", at=place)
    said: dict[str, Any] = {"year": year, "amount": possible(amount, year), "document": documented(document)}
    made = PolicyFigure(place_code=place, place_then=place, kind=figure_kind(kind).slug, valid_from=valid_from, **said)
    fit = fitted(made, believed_figures(place, kind), valid_to)
    record(by, "policy.set", named(made), at=place, reason=made.document, superseded=fit.superseded, new=fit.new)
    return made


@transaction.atomic
def correct_policy_figure(by: Actor, *, figure: UUID, year: int, amount: Money, document: str, reason: str) -> PolicyFigure:
    """Year, amount or document were entered wrong all along. Refused without a reason, or when nothing would change."""
    known = PolicyFigure.objects.filter(by.scope(), pk=figure, superseded_at=FOREVER).first()
    if known is None:
        raise Refused("没有这一条标准，或它不在您岗位的管辖范围内。")
    by.must("organization.policy", at=known.place_code)
    values = {"year": year, "amount": possible(amount, year), "document": documented(document)}
    if all(getattr(known, name) == value for name, value in values.items()):
        raise Refused("填的和现在的一样，没有要更正的。")
    made = known.draft(**values)
    record(by, "policy.corrected", named(made), at=known.place_code, reason=documented(reason), superseded=[known], new=[made])
    return made
