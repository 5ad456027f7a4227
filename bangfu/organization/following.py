"""Which posts follow when places change: a range over a place that is gone ends, and begins anew over its successor."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bangfu.organization.changing import Fate, Plan
from bangfu.organization.models import Post, Reach
from bangfu.rules.place_code import after


@dataclass(frozen=True)
class Following:
    """What becomes of one range of one post: it ends, and begins over `goals` (none: nobody holds this ground until somebody says so)."""

    reach: Reach
    goals: tuple[str, ...]

    def ended(self, on: date) -> tuple[Reach, dict[str, Any]]:
        """The old range with the values that end it; never before it began."""
        return self.reach, {"valid_to": max(on, self.reach.valid_from)}

    def begun(self, on: date) -> list[Reach]:
        """The new ranges, unsaved."""
        since = max(on, self.reach.valid_from)
        return [Reach(post_id=self.reach.post_id, lo=goal, hi=after(goal), valid_from=since, valid_to=self.reach.valid_to) for goal in self.goals]


@dataclass(frozen=True)
class Followers:
    """The ranges that follow by the place whose fate they share, the posts that move their seat with the code they move to, and the ranges
    over several places that somebody must look at."""

    reaches: Mapping[str, list[Following]]
    seats: Mapping[str, list[tuple[Post, str]]]
    loose: list[Reach]


def followers(plan: Plan, grids: Mapping[str, str], on: date) -> Followers:
    """Posts and ranges that a change touches. A post that came here from one of the new places by an earlier change goes back there."""
    fates = {code: fate for code, fate in plan.fates.items() if not fate.is_renaming}
    touched = fates | {grid: fates[grid[:12]] for grid in grids}
    live = list(Reach.objects.filter(valid_to__gt=on).select_related("post").order_by("id"))
    exact = [one for one in live if one.hi == after(one.lo)]
    back = _came_from(exact)
    reaches: dict[str, list[Following]] = {code: [] for code in fates}
    for one in (one for one in exact if one.lo in touched):
        goals = _goals(one, touched[one.lo], grids, back.get(one.pk, set()))
        if goals is not None:
            reaches[touched[one.lo].old.code].append(Following(one, goals))
    ends = [fate.old.code for fate in fates.values() if not fate.continues]
    loose = [one for one in live if one.hi != after(one.lo) and any(one.lo <= code < one.hi or one.lo.startswith(code) for code in ends)]
    return Followers(reaches, _seats(touched, grids, [f for of in reaches.values() for f in of]), loose)


def _goals(reach: Reach, fate: Fate, grids: Mapping[str, str], came_from: set[str]) -> tuple[str, ...] | None:
    """Where a range goes on: back to where it came from, with its grid, to the successor; None when it stays."""
    if reach.lo in grids:
        return (grids[reach.lo],) if grids[reach.lo] else ()
    back = tuple(line.new for line in fate.lines if line.new in came_from and line.new != fate.old.code)
    if back:
        return back
    return None if fate.continues else (fate.main.new,)


def _came_from(reaches: Iterable[Reach]) -> dict[Any, set[str]]:
    """By range: the codes of the ranges that ended in the very entry that began it, that is the places its post came from."""
    kept = list(reaches)
    ended = Reach.objects.filter(recorded_in__in={one.recorded_in for one in kept}, post__in={one.post_id for one in kept})
    return {
        one.pk: {old.lo for old in ended if (old.post_id, old.recorded_in, old.valid_to) == (one.post_id, one.recorded_in, one.valid_from) and old.pk != one.pk}
        for one in kept
    }


def _seats(touched: Mapping[str, Fate], grids: Mapping[str, str], reaches: list[Following]) -> dict[str, list[tuple[Post, str]]]:
    """Posts whose own place is gone, or who go back to where they came from."""
    goes = {one.reach.post_id: one.goals[0] for one in reaches if one.goals and one.reach.lo == one.reach.post.place_code}
    seats: dict[str, list[tuple[Post, str]]] = {}
    for post in Post.objects.filter(place_code__in=list(touched)).order_by("id"):
        fate = touched[post.place_code]
        goal = goes.get(post.pk) or grids.get(post.place_code) or ("" if fate.continues else fate.main.new)
        if goal and goal != post.place_code:
            seats.setdefault(fate.old.code, []).append((post, goal))
    return seats
