"""A household drawn as a family tree: generations by relation to the head, boxes and lines in whole units of the drawing. Pure; the template writes the SVG.

A list says how everybody is related to the head, not who is whose child, so a line leads only where the relation itself says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from bangfu.rules.member import FEMALE, MALE

BOX_WIDTH, BOX_HEIGHT = 128, 46
GAP, RISE, EDGE = 18, 44, 2
HEAD, SPOUSE = "户主", "配偶"

# generation, then the place within it from left to right
_GENERATIONS: tuple[tuple[str, ...], ...] = (
    ("之祖父", "之祖母", "之外祖父", "之外祖母"),
    ("之叔伯", "之父", "之母", "之公公", "之婆婆", "之岳父", "之岳母"),
    ("之兄弟姐妹", "之兄弟媳妇", "户主", "配偶"),
    ("之侄儿", "之侄女", "之子", "之儿媳", "之女婿", "之女"),
    ("之孙子", "之孙女", "之外孙子", "之外孙女"),
    ("之曾孙子", "之曾孙女"),
)
_PLACE = {relation: (row, place) for row, those in enumerate(_GENERATIONS) for place, relation in enumerate(those)}
OTHERS = len(_GENERATIONS)
_OF_SPOUSE = ("之公公", "之婆婆", "之岳父", "之岳母")
_MARRIED = (("之父", "之母"), ("之公公", "之婆婆"), ("之岳父", "之岳母"), ("之祖父", "之祖母"), ("之外祖父", "之外祖母"), (HEAD, SPOUSE))
_DOWN = {3: ("之子", "之女"), 4: ("之孙子", "之孙女", "之外孙子", "之外孙女"), 5: ("之曾孙子", "之曾孙女")}


class Member(Protocol):
    """Who is drawn."""

    @property
    def person(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def relation(self) -> str: ...
    @property
    def sex(self) -> str: ...
    @property
    def age(self) -> int | None: ...


@dataclass(frozen=True)
class Box:
    """One person: the corner of the box, and the two lines of text in it."""

    person: UUID
    x: int
    y: int
    name: str
    words: str
    relation: str

    @property
    def middle(self) -> int:
        return self.x + BOX_WIDTH // 2

    @property
    def first_line(self) -> int:
        return self.y + 19

    @property
    def second_line(self) -> int:
        return self.y + 36


@dataclass(frozen=True)
class Tree:
    """The drawing: its size, boxes from the eldest generation down, and lines as the `d` of paths; `unsure` are those that skip over whose child it is."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]
    unsure: tuple[str, ...]
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def family_tree(members: Sequence[Member]) -> Tree | None:
    """The tree of a household's members; None of fewer than two."""
    if len(members) < 2:
        return None
    rows = _rows(members)
    width = max(len(row) for row in rows) * (BOX_WIDTH + GAP) - GAP + 2 * EDGE
    boxes = [_boxes(row, nth, width) for nth, row in enumerate(rows)]
    everybody = tuple(one for row in boxes for one in row)
    return Tree(width, len(rows) * (BOX_HEIGHT + RISE) - RISE + 2 * EDGE, everybody, tuple(_lines(everybody)), tuple(_unsure(everybody)))


def _rows(members: Sequence[Member]) -> list[list[Member]]:
    """Generations that have somebody, the eldest first; whoever's relation says nothing stands below."""
    ordered = sorted(members, key=lambda one: (_PLACE.get(one.relation, (OTHERS, 0)), -(one.age or 0), one.name))
    rows: dict[int, list[Member]] = {}
    for one in ordered:
        rows.setdefault(_PLACE.get(one.relation, (OTHERS, 0))[0], []).append(one)
    return [rows[nth] for nth in sorted(rows)]


def _boxes(row: Sequence[Member], nth: int, width: int) -> list[Box]:
    left = (width - (len(row) * (BOX_WIDTH + GAP) - GAP)) // 2
    return [
        Box(one.person, left + place * (BOX_WIDTH + GAP), EDGE + nth * (BOX_HEIGHT + RISE), _short(one.name), _words(one), one.relation)
        for place, one in enumerate(row)
    ]


def _short(name: str) -> str:
    return name if len(name) <= 7 else f"{name[:6]}…"


def _words(one: Member) -> str:
    """户主 男 60岁, 之女 29岁: a relation that says the sex needs no second word for it."""
    sex = "" if one.relation in MALE | FEMALE else one.sex
    return " ".join(filter(None, (one.relation, sex, "" if one.age is None else f"{one.age}岁")))


def _lines(boxes: Sequence[Box]) -> list[str]:
    """Marriages, and children to the couple above them where that is the head's."""
    known = {one.relation: one for one in boxes if one.relation not in ("之子", "之女", "之兄弟姐妹")}
    lines = [_beside(known[one], known[other]) for one, other in _MARRIED if one in known and other in known]
    if HEAD not in known:
        return lines
    own = _couple(known, (HEAD, SPOUSE))
    lines += [_down(own, one) for one in boxes if one.relation in _DOWN[3]]
    for elders, child in ((("之父", "之母"), HEAD), (_OF_SPOUSE, SPOUSE), (("之祖父", "之祖母"), "之父"), (("之外祖父", "之外祖母"), "之母")):
        above = [known[one] for one in elders if one in known]
        if above and child in known:
            lines.append(_down(_between(above), known[child]))
    parents = [known[one] for one in ("之父", "之母") if one in known]
    return lines + [_down(_between(parents), one) for one in boxes if parents and one.relation == "之兄弟姐妹"]


def _unsure(boxes: Sequence[Box]) -> list[str]:
    """Grandchildren hang from the generation above them as a whole, for the list does not say whose they are."""
    found = []
    for generation in (4, 5):
        above = [one for one in boxes if _PLACE.get(one.relation, (OTHERS, 0))[0] == generation - 1 and one.relation not in ("之侄儿", "之侄女")]
        found += [_down(_between(above), one) for one in boxes if above and one.relation in _DOWN[generation]]
    return found


def _couple(known: Mapping[str, Box], relations: tuple[str, str]) -> tuple[int, int]:
    return _between([known[one] for one in relations if one in known])


def _between(boxes: Sequence[Box]) -> tuple[int, int]:
    """The point below the middle of several boxes, from which a line leads down; between two of a couple it begins at their line."""
    return (min(one.x for one in boxes) + max(one.x for one in boxes) + BOX_WIDTH) // 2, boxes[0].y + (BOX_HEIGHT // 2 if len(boxes) == 2 else BOX_HEIGHT)


def _beside(one: Box, other: Box) -> str:
    first, last = sorted((one, other), key=lambda each: each.x)
    return f"M{first.x + BOX_WIDTH} {first.y + BOX_HEIGHT // 2}H{last.x}"


def _down(start: tuple[int, int], child: Box) -> str:
    return f"M{start[0]} {start[1]}V{child.y - RISE // 2}H{child.middle}V{child.y}"
