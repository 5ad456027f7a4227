"""What a change of places means: merges, splits, renames and new codes, worked out against the places in force. Nothing is read or
written here (docs/decisions/0014)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bangfu.rules import place_code
from bangfu.rules.refusal import Refused

WHOLE, REST = "全部", "其余"
MOVABLE = ("township", "village")


@dataclass(frozen=True)
class Line:
    """One line of a change: the place in force under `old` goes on as `new`, called `name`.

    `groups` empty: the whole place (`rest` False), or what no other line of the same place names (`rest` True).
    Else the 村民组 named; several lines of one place are a split.
    """

    old: str
    new: str
    name: str
    groups: tuple[str, ...] = ()
    rest: bool = False

    @property
    def part(self) -> str:
        """Which part of the old place it takes, in words."""
        return "、".join(self.groups) or (REST if self.rest else WHOLE)


@dataclass(frozen=True)
class Standing:
    """A place in force, as planning needs it. `groups` are the names of its 村民组."""

    code: str
    name: str
    since: date
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Fate:
    """What becomes of one place in force: one line, or several when it is split. The first, or the one with the rest, is its successor."""

    old: Standing
    lines: tuple[Line, ...]

    @property
    def main(self) -> Line:
        """The line whose place posts and what belongs to the village as such go on in."""
        return next((line for line in self.lines if line.rest), self.lines[0])

    @property
    def is_split(self) -> bool:
        return len(self.lines) > 1 or bool(self.lines[0].groups)

    @property
    def continues(self) -> bool:
        """Whether its code stays in force for a part of it or for all."""
        return any(line.new == self.old.code for line in self.lines)

    @property
    def new_name(self) -> str:
        """What a continuing place is called from then on."""
        return next((line.name for line in self.lines if line.new == self.old.code), self.old.name)

    @property
    def is_renaming(self) -> bool:
        """Whether nothing moves: the place keeps its code, whole."""
        return self.continues and not self.is_split


@dataclass
class Plan:
    """A change worked out: the fate of each place it touches by old code, the codes that begin with their names, and what refuses it."""

    fates: dict[str, Fate] = field(default_factory=dict)
    begins: dict[str, str] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)

    @property
    def ends(self) -> list[Fate]:
        """The fates of places whose code ends."""
        return [fate for fate in self.fates.values() if not fate.continues]


def read_lines(text: str) -> list[Line]:
    """Lines as a clerk types or pastes them: old code, new code, new name, and 全部 (or nothing), 其余, or names of 村民组 joined by 、.

    Refused, with the number of the line, when one cannot be read.
    """
    found = [_line(number, words) for number, words in enumerate((one.split() for one in text.splitlines()), start=1) if words]
    if not found:
        raise Refused("还没有填任何一行。每行写：旧代码 新代码 新名称 范围。", field="lines")
    return found


def _line(number: int, words: list[str]) -> Line:
    if len(words) not in (3, 4):
        raise Refused(f"第 {number} 行看不懂：要写“旧代码 新代码 新名称 范围”，用空格隔开，范围可写 全部、其余，或组名（用、隔开）。", field="lines")
    part = words[3] if len(words) == 4 else WHOLE
    groups = () if part in (WHOLE, REST) else tuple(part.replace("，", "、").replace(",", "、").strip("、").split("、"))
    return Line(words[0], words[1], words[2], groups, part == REST)


def codes_of(lines: Sequence[Line]) -> set[str]:
    """The codes that lines name, old and new, as far as they are codes."""
    return {code for line in lines for code in (line.old, line.new) if code.isascii() and code.isdigit()}


def plan_change(lines: Sequence[Line], on: date, *, standing: Mapping[str, Standing], last_days: Mapping[str, date], today: date) -> Plan:
    """Works a change out. `standing`: the places in force by code; `last_days`: when each code that is no longer in force ended.

    The villages of a township that goes on whole under another code go with it, but for those that have a line of their own.
    """
    plan = Plan()
    if on > today:
        plan.refusals.append(f"{on} 还没到，到那一天再办。")
    for old, parts in _by_old(lines, standing, plan).items():
        plan.fates[old] = Fate(standing[old], tuple(parts))
    for fate in plan.fates.values():
        plan.refusals += [*_wrong_with(fate, on)]
    plan.refusals += _wrong_with_goals(plan, standing)
    _begin(plan, standing, last_days, on)
    plan.refusals = list(dict.fromkeys(plan.refusals))
    return plan


def _by_old(lines: Sequence[Line], standing: Mapping[str, Standing], plan: Plan) -> dict[str, list[Line]]:
    told: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        wrong = _wrong_code(line)
        if wrong or line.old not in standing:
            plan.refusals.append(wrong or f"没有在用的代码 {line.old}。请核对旧代码。")
        else:
            told[line.old].append(line)
    for line in (line for parts in list(told.values()) for line in parts if len(line.old) == place_code.LENGTHS["township"] and line.new != line.old):
        for code in sorted(standing):
            if place_code.parent(code) == line.old and code not in told:
                told[code] = [Line(code, line.new + code[len(line.old):], standing[code].name)]
    return told


def _wrong_code(line: Line) -> str:
    try:
        levels = [place_code.level(code) for code in (line.old, line.new)]
    except Refused as refused:
        return refused.sentence
    if levels[0] not in MOVABLE or levels[0] != levels[1]:
        return f"{line.old} → {line.new}：只办乡镇（9 位）到乡镇、村（12 位）到村。网格在村的页面上办。"
    return "" if line.name.strip() else f"{line.old} → {line.new} 没有写新名称。"


def _wrong_with(fate: Fate, on: date) -> Iterator[str]:
    """What is wrong with the lines of one place."""
    old, lines = fate.old, fate.lines
    if on < old.since:
        yield f"{old.name}（{old.code}）{old.since} 才启用，不能在 {on} 变更。"
    if fate.is_renaming and lines[0].name == old.name:
        yield f"{old.name}（{old.code}）这一行没有改动任何内容。"
    if len({line.new for line in lines}) < len(lines):
        yield f"{old.name}（{old.code}）有两行写了同一个新代码，请合成一行。"
    if not fate.is_split:
        if lines[0].rest:
            yield f"{old.name}（{old.code}）只有一行，范围请写“{WHOLE}”。"
        return
    if len(old.code) == place_code.LENGTHS["township"]:
        yield f"{old.name}（{old.code}）是乡镇，不能按村民组拆。请一村一行，写明每个村的新代码。"
        return
    yield from _wrong_parts(fate)


def _wrong_parts(fate: Fate) -> Iterator[str]:
    """What is wrong with the parts of a split village: each group must go somewhere, and to one place only."""
    old, named = fate.old, [name for line in fate.lines for name in line.groups]
    if any(not line.groups and not line.rest for line in fate.lines):
        yield f"{old.name}（{old.code}）拆成几行时，每行要写村民组或“{REST}”，不能写“{WHOLE}”。"
    if sum(line.rest for line in fate.lines) > 1:
        yield f"{old.name}（{old.code}）只能有一行写“{REST}”。"
    yield from (f"{old.name}没有叫“{name}”的村民组。" for name in sorted(set(named) - old.groups))
    yield from (f"{old.name}的“{name}”写在了两行里。" for name in sorted({name for name in named if named.count(name) > 1}))
    left = sorted(old.groups - set(named))
    if left and not any(line.rest for line in fate.lines):
        yield f"{old.name}还有{'、'.join(left)}没有去处。请补上，或加一行“{REST}”。"


def _wrong_with_goals(plan: Plan, standing: Mapping[str, Standing]) -> Iterator[str]:
    """What is wrong with the new codes: two names for one, in use by somebody else, or without a place above."""
    names: dict[str, str] = {}
    for line in (line for fate in plan.fates.values() for line in fate.lines):
        if names.setdefault(line.new, line.name) != line.name:
            yield f"代码 {line.new} 写了两个名称：“{names[line.new]}”和“{line.name}”。"
        kept = plan.fates.get(line.new)
        stays = line.new in standing and (kept is None or kept.continues)
        called = (kept.new_name if kept else standing[line.new].name) if stays else line.name
        if called != line.name:
            yield f"代码 {line.new} 正由“{called}”在用。要并入它，新名称就写“{called}”；不是，请换一个代码。"
    yield from (f"代码 {code} 的上级 {place_code.parent(code)} 不在用。请先办上级。" for code in names if not _has_parent(code, plan, standing))


def _has_parent(code: str, plan: Plan, standing: Mapping[str, Standing]) -> bool:
    above = place_code.parent(code)
    fate = plan.fates.get(above)
    begins = any(line.new == above for one in plan.fates.values() for line in one.lines)
    return begins or (above in standing and (fate is None or fate.continues))


def _begin(plan: Plan, standing: Mapping[str, Standing], last_days: Mapping[str, date], on: date) -> None:
    for line in (line for fate in plan.fates.values() for line in fate.lines):
        kept = plan.fates.get(line.new)
        if line.new in standing and (kept is None or kept.continues):
            continue
        plan.begins[line.new] = line.name
        if last_days.get(line.new, on) > on:
            plan.refusals.append(f"代码 {line.new} 到 {last_days[line.new]} 才停用，{on} 还不能再用。")
