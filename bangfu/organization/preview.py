"""What a change of places would do, as its preview shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bangfu.organization.changing import Fate, Line
from bangfu.organization.models import Reach
from bangfu.organization.moving import KindCount, Members, counted, counted_at
from bangfu.organization.rearranging import NO_MEMBERS, Arranged, arrange, rows_that_move


@dataclass(frozen=True)
class LinePreview:
    """One line (also of a village that goes with its township): what goes, and the titles of the posts that follow."""

    line: Line
    old_name: str
    what: str
    kinds: tuple[KindCount, ...]
    posts: tuple[str, ...]


@dataclass(frozen=True)
class ChangePreview:
    """What a change would do. `refusals` empty: it can be done as it stands.

    `begins` (code, name) of the codes that begin, `ends` (code, name, successor), `grids` (old code, new code or ''), `stranded` titles of
    posts whose ground has no successor, `loose` titles of posts with a range over several places that somebody must look at, `unmanned`
    (code, name) of places that begin without a post.
    """

    lines: tuple[LinePreview, ...] = ()
    begins: tuple[tuple[str, str], ...] = ()
    ends: tuple[tuple[str, str, str], ...] = ()
    grids: tuple[tuple[str, str], ...] = ()
    stranded: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    unmanned: tuple[tuple[str, str], ...] = ()
    refusals: tuple[str, ...] = ()


def previewed(lines: Sequence[Line], on: date, members: Members | None) -> ChangePreview:
    """The preview of a change: rows of places that go on whole are counted by the database, those of a split village one by one."""
    arranged = arrange(lines, on)
    if arranged.plan.refusals:
        return ChangePreview(refusals=tuple(arranged.plan.refusals))
    told, refusals = [], []
    for _, fate in sorted(arranged.plan.fates.items()):
        kinds, wrong = _kinds(arranged, fate, members)
        told += [LinePreview(line, fate.old.name, _what(fate, line), kinds.get(line.new, ()), _posts(arranged, fate, line)) for line in fate.lines]
        refusals += wrong
    return ChangePreview(
        tuple(told), tuple(sorted(arranged.plan.begins.items())), tuple((one.old.code, one.old.name, one.main.new) for one in arranged.plan.ends),
        tuple(sorted(arranged.grids.items())), _stranded(arranged), _titles(arranged.followers.loose), _unmanned(arranged), tuple(refusals),
    )


def _kinds(arranged: Arranged, fate: Fate, members: Members | None) -> tuple[dict[str, tuple[KindCount, ...]], list[str]]:
    """What goes where, by new code."""
    if fate.is_renaming:
        return {}, []
    if not fate.is_split:
        return {fate.main.new: tuple(counted_at(fate.old.code))}, []
    if members is None:
        return {}, [NO_MEMBERS]
    only = Arranged(type(arranged.plan)({fate.old.code: fate}), arranged.grids, arranged.followers, arranged.places)
    moves, wrong = rows_that_move(only, members)
    pairs = moves[fate.old.code].rows
    return {line.new: tuple(counted(row for row, goal in pairs if goal == line.new)) for line in fate.lines}, wrong


def _what(fate: Fate, line: Line) -> str:
    """What becomes of the place by this line, in a word."""
    if fate.is_renaming:
        return "改名"
    if fate.is_split:
        return "留在原处" if line.new == fate.old.code else "分出"
    return "改代码" if line.name == fate.old.name else "并入或改设"


def _posts(arranged: Arranged, fate: Fate, line: Line) -> tuple[str, ...]:
    followed = [one.reach for one in arranged.followers.reaches.get(fate.old.code, []) if any(goal.startswith(line.new) for goal in one.goals)]
    return _titles(followed)


def _titles(reaches: Sequence[Reach]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.post.title for one in reaches))


def _stranded(arranged: Arranged) -> tuple[str, ...]:
    return _titles([one.reach for of in arranged.followers.reaches.values() for one in of if not one.goals])


def _unmanned(arranged: Arranged) -> tuple[tuple[str, str], ...]:
    """Places that begin without a post of their own, so that only those above see them."""
    manned = {goal for of in arranged.followers.reaches.values() for one in of for goal in one.goals}
    return tuple((code, name) for code, name in sorted(arranged.plan.begins.items()) if code not in manned)
