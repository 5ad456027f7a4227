"""The heading of a sheet: which rows it is, and what stands above each column.

A heading has one line, or two or three with cells merged: a group (收入) stands over several columns, and blanks behind it belong to it; what has no
group is merged downwards and stands in the upper line. A column's parts are what stands above it from the group down to the leaf: ("收入", "上年").
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bangfu.rules.money import FEN_IN
from bangfu.rules.quantity import UNITS, unit_named
from bangfu.rules.search_key import simplified

HEADER_WITHIN = 15    # rows in which a heading is looked for
FEWEST_LABELS = 2     # a row with fewer recognised labels is no heading
MOST_LINES = 3
BETWEEN = "/"         # between the parts of a heading written as one text

Parts = tuple[str, ...]
Words = Mapping[str, tuple[str, str]]   # folded text → (field key, how it is known)
Sample = Sequence[tuple[int, list[str]]]

_UNITS = (
    "元|万元|千元|百元|亿元|元/月|元/年|元/人|亩|公顷|月|年|岁|人|户|个|个数|公里|千米|米|平方米|平米|m2|km|%|必填|选填|必填项|选填项|下拉|文本|文本格式|是/否"
)
_UNIT = re.compile(rf"[(\[【](?:单位:?)?({_UNITS})[)\]】]", re.IGNORECASE)
_NOISE = re.compile(r"[\s*:“”\"'’‘、。\u00ad\u200b-\u200f\ufeff]+")
_MARKS = re.compile("填|项|下拉|文本|是/否")
_SHEET_UNIT = re.compile(r"单位[:：]?\s*([^\s:：()（）]+)")
_STEM = re.compile("(?:基本)?(?:信息|情况|资料)$")
_BANNER = re.compile(r"[:：]\s*\S|^(?:合|总|小|累)\s*计|(?:表|名单|台账|花名册|名册|清单|明细|统计|汇总)(?:[(（].*[)）])?$")
_VALUE = re.compile(r"[\d.,\-/%:]+")


class Meaning(NamedTuple):
    """What a column is taken for: a field's key, how that is known, and whether by all its parts (else by the leaf alone)."""

    key: str
    how: str
    whole: bool


@lru_cache(maxsize=20_000)
def fold_label(text: str) -> str:
    """The form in which headers are compared: half-width, in simplified characters, without spaces, line breaks, asterisks, colons and units in brackets."""
    return _UNIT.sub("", _plain(text).replace("㎡", "m2")).upper()


def _plain(text: str) -> str:
    """A heading in half-width and simplified characters, without what only sets it off."""
    return _NOISE.sub("", simplified(unicodedata.normalize("NFKC", text)))


def unit_of(parts: Parts) -> str:
    """The unit that stands in brackets behind a heading, that of the leaf first; '' for none. 元/月 is 元, ㎡ is 平方米."""
    for part in reversed(parts):
        for found in _UNIT.findall(_plain(part)):
            if not _MARKS.search(found):
                return unit_named(found) or str(found).partition("/")[0]
    return ""


def sheet_units(banner: Sequence[str]) -> list[str]:
    """The units that the lines above the heading give for the whole sheet: 单位：万元、亩 → [万元, 亩]. A 填报单位 is none."""
    words = [word for text in banner for told in _SHEET_UNIT.findall(simplified(text)) for word in re.split("[、,，;；/和]", told)]
    return [word if word in FEN_IN else unit_named(word) for word in words if word in FEN_IN or unit_named(word) in UNITS]


def find(sample: Sample, words: Words) -> tuple[int, int] | None:
    """Where the heading begins in the sample and how many lines it has: the line with the most recognised columns, of equals the first, and what
    stands above and below it as lines of the same heading. None when there is none."""
    lines = [cells for _, cells in sample]
    single = [_recognised([cells], words) for cells in lines[:HEADER_WITHIN]]
    best = single.index(max(single)) if single else 0
    blocks = [
        (first, count) for first in range(max(0, best - MOST_LINES + 1), best + 1) for count in range(best - first + 1, MOST_LINES + 1)
        if first + count <= len(lines) and _stacked(lines[first:first + count], words)
    ]
    counted = {block: _recognised(lines[block[0]:sum(block)], words) for block in blocks}
    found = max(blocks, key=lambda block: (counted[block], -block[0], block[1]), default=None)
    return found if found and counted[found] >= FEWEST_LABELS else None


def likeliest(sample: Sample) -> tuple[int, int] | None:
    """Where a heading of which nobody knows a word most likely is, as `find` tells it: the line with the most words and no value among them, of equals the first."""
    words = [len(filled) if not any(_VALUE.fullmatch(cell) for cell in filled) else 0 for filled in map(_filled, sample[:HEADER_WITHIN])]
    most = max(words, default=0)
    return (words.index(most), 1) if most >= FEWEST_LABELS else None


def _filled(line: tuple[int, list[str]]) -> list[str]:
    return [cell.strip() for cell in line[1] if cell.strip()]


def parts_of(lines: Sequence[Sequence[str]]) -> list[Parts]:
    """The parts of every column; () for one without a heading."""
    width = max(map(len, lines))
    filled = [[cells[index].strip() if index < len(cells) else "" for index in range(width)] for cells in lines]
    rows = [_spread(row, filled[depth + 1:]) for depth, row in enumerate(filled)]
    return [tuple(dict.fromkeys(row[index] for row in rows if row[index])) for index in range(width)]


def written(parts: Parts) -> str:
    """The parts as one text: 收入/上年."""
    return BETWEEN.join(" ".join(part.split()) for part in parts)


def meaning(parts: Parts, words: Words) -> Meaning | None:
    """What the parts mean: all together, then without the topmost group, at last the leaf alone. None when nobody knows."""
    for text, whole in _ways(parts):
        if text in words:
            return Meaning(*words[text], whole)
    return None


def _ways(parts: Parts) -> Iterator[tuple[str, bool]]:
    folded = [fold_label(part) for part in parts]
    for first in range(len(folded) - 1):
        yield BETWEEN.join(folded[first:]), True
        yield "".join(folded[first:]), True
        yield "".join([*(_STEM.sub("", group) for group in folded[first:-1]), folded[-1]]), True
    yield from ((text, len(folded) == 1) for text in folded[-1:] if text)


def _recognised(lines: Sequence[Sequence[str]], words: Words) -> int:
    """How many labels are known; each counts once."""
    if len(lines) == 1:
        return len({words[text] for text in map(fold_label, lines[0]) if text in words})
    return len({(found.key, found.how) for parts in parts_of(lines) if (found := meaning(parts, words))})


def _stacked(lines: Sequence[Sequence[str]], words: Words) -> bool:
    return all(_is_above(upper, lower, words) for upper, lower in pairwise(lines))


def _is_above(upper: Sequence[str], lower: Sequence[str], words: Words) -> bool:
    """Whether a line is the upper one of a heading: it has groups over columns of the lower, and no column of its own that the lower fills."""
    above = [index for index, text in enumerate(upper) if text.strip()]
    below = {index for index, text in enumerate(lower) if text.strip()}
    ends = [*above[1:], max(len(upper), len(lower))]
    spans = {index for index, end in zip(above, ends, strict=True) if index in below and not below.isdisjoint(range(index + 1, end))}
    if len(above) < 2 or not spans or any(index in below and fold_label(upper[index]) in words for index in above if index not in spans):
        return False
    values = sum(bool(_VALUE.fullmatch(lower[index].strip())) for index in below)
    return 2 * values < len(below) and not any(_BANNER.search(simplified(" ".join(upper[index].split()))) for index in above)


def _spread(row: list[str], lower: list[list[str]]) -> list[str]:
    """A line with its groups written over every column they span: over blanks behind them that a lower line fills, as the group's own column is filled."""
    spread, group = list(row), ""
    for index, text in enumerate(row):
        has_leaf = any(cells[index] for cells in lower)
        if text:
            group = text if has_leaf else ""
        elif has_leaf:
            spread[index] = group
    return spread
