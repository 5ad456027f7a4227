"""A change of places brought together: the plan, the grids and posts that follow, and the deeds that write it down. The preview and the
action read the same arrangement, so that what is done is what was shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from bangfu.facts.models import Fact, Recorded
from bangfu.journal.actions import Deed, Subject
from bangfu.organization.changing import Fate, Line, Plan, Standing, plan_change
from bangfu.organization.following import Followers, followers
from bangfu.organization.models import Group, Place
from bangfu.organization.moving import Members, Moves, grid_goals, group_labels, moves_of, would_collide
from bangfu.rules import place_code
from bangfu.rules.dates import FOREVER_DAY

NO_MEMBERS = "还不知道每一户在哪个村民组，村暂时不能拆。请先把户归到村民组。"


@dataclass(frozen=True)
class Arranged:
    """A plan with the grids and posts that follow, and the rows that stand for its places in force."""

    plan: Plan
    grids: Mapping[str, str]
    followers: Followers
    places: Mapping[str, Place]


def arrange(lines: Sequence[Line], on: date) -> Arranged:
    """Works a change out against the places in force; `plan.refusals` says what is against it as far as the places themselves tell."""
    near = _near(lines)
    places = {one.code: one for one in Place.objects.filter(near, valid_to=FOREVER_DAY)}
    groups = _groups(places)
    standing = {code: Standing(code, one.name, one.valid_from, groups.get(code, frozenset())) for code, one in places.items()}
    past = Place.objects.filter(near, valid_to__lt=FOREVER_DAY).order_by("valid_to").values_list("code", "valid_to")
    plan = plan_change(lines, on, standing=standing, last_days=dict(past), today=timezone.localdate())
    grids = grid_goals(plan)
    places |= {one.code: one for one in Place.objects.filter(code__in=list(grids), valid_to=FOREVER_DAY)}
    return Arranged(plan, grids, followers(plan, grids, on), places)


def _near(lines: Sequence[Line]) -> Q:
    """The places of the lines, what stands above them, and what stands below a township named in one."""
    codes = {code for line in lines for code in (line.old, line.new)}
    towns = {code for code in codes if len(code) == place_code.LENGTHS["township"]}
    return Q(code__in=codes | {place_code.parent(code) for code in codes}) | Q(parent__in=towns)


def _groups(places: Mapping[str, Place]) -> dict[str, frozenset[str]]:
    found: dict[str, list[Group]] = {}
    for group in Group.objects.filter(place_code__in=list(places), valid_to=FOREVER_DAY):
        found.setdefault(group.place_code, []).append(group)
    return {code: frozenset(group_labels(groups).values()) for code, groups in found.items()}


def rows_that_move(arranged: Arranged, members: Members | None) -> tuple[dict[str, Moves], list[str]]:
    """The moves of each place by its old code, and what refuses them."""
    fates = arranged.plan.fates
    if members is None and any(fate.is_split for fate in fates.values()):
        return {}, [NO_MEMBERS]
    moves = {code: moves_of(fate, arranged.grids, members) for code, fate in fates.items()}
    refusals = [
        f"{fates[code].old.name}还有 {one.homeless} 户、人没有归到村民组，不知道去哪里。请先归组，或加一行“其余”。" for code, one in moves.items() if one.homeless
    ]
    return moves, refusals + would_collide([pair for one in moves.values() for pair in one.rows])


def deeds_of(arranged: Arranged, moves: Mapping[str, Moves], on: date, why: str) -> list[Deed]:
    """One deed for each place the change touches. A place that begins is written by the first of those that become it."""
    begun: set[str] = set()
    return [_deed(arranged, fate, moves[code], on, why, begun) for code, fate in sorted(arranged.plan.fates.items())]


def _deed(arranged: Arranged, fate: Fate, moves: Moves, on: date, why: str, begun: set[str]) -> Deed:
    following = arranged.followers.reaches.get(fate.old.code, [])
    new: list[Fact | Recorded] = [reach for one in following for reach in one.begun(on)]
    rewritten: list[tuple[Recorded, Mapping[str, Any]]] = [one.ended(on) for one in following]
    rewritten += [(post, {"place_code": goal}) for post, goal in arranged.followers.seats.get(fate.old.code, [])]
    for made, changes in (_old_place(arranged, fate, on), *_new_places(arranged, fate, on, begun)):
        new += [made] if made else []
        rewritten += changes
    return Deed(
        verb=_verb(fate), subject=Subject("place", fate.old.code, _label(fate)), at=fate.main.new, reason=why, new=new,
        rewritten=rewritten, rehomed=moves.rows,
    )


Written = tuple[Place | None, list[tuple[Recorded, Mapping[str, Any]]]]


def _old_place(arranged: Arranged, fate: Fate, on: date) -> Written:
    """The old place ends with its successor, or goes on under its new name."""
    place = arranged.places[fate.old.code]
    if not fate.continues:
        return None, [(place, {"valid_to": on, "successor": fate.main.new})]
    if fate.new_name == place.name:
        return None, []
    if place.valid_from == on:
        return None, [(place, {"name": fate.new_name})]
    return _place(place.code, fate.new_name, on), [(place, {"valid_to": on})]


def _new_places(arranged: Arranged, fate: Fate, on: date, begun: set[str]) -> list[Written]:
    """The places that begin by this fate, and the grids that go with it."""
    wanted = {line.new: line.name for line in fate.lines if line.new in arranged.plan.begins}
    made = [_begun(code, name, on) for code, name in wanted.items() if code not in begun]
    begun |= set(wanted)
    for code, goal in ((code, goal) for code, goal in arranged.grids.items() if code.startswith(fate.old.code)):
        made.append((None, [(arranged.places[code], {"valid_to": on, "successor": goal or fate.main.new})]))
        made += [_begun(goal, arranged.places[code].name, on)] if goal else []
    return made


def _begun(code: str, name: str, on: date) -> Written:
    """A place that begins; one that ended on the very day it began goes on instead, for code and first day are its key."""
    there = Place.objects.filter(code=code, valid_from=on).first()
    if there:
        return None, [(there, {"name": name, "valid_to": FOREVER_DAY, "successor": ""})]
    return _place(code, name, on), []


def _place(code: str, name: str, since: date) -> Place:
    return Place(code=code, name=name, level=place_code.level(code), parent=place_code.parent(code), valid_from=since)


def _verb(fate: Fate) -> str:
    if fate.is_renaming:
        return "place.renamed"
    return "place.split" if fate.is_split else "place.became"


def _label(fate: Fate) -> str:
    return f"{fate.old.name} → " + "、".join(dict.fromkeys(f"{line.name}（{line.new}）" for line in fate.lines))
