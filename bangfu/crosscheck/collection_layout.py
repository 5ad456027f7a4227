"""How the fields of a 信息采集对照表 share the paper: packed into ruled rows as wide as the page, in their order, each as wide as what it says and what has to be
written behind it. Widths are millimetres; texts are measured roughly, a Chinese character as wide as it is high.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from unicodedata import east_asian_width

PAGE = 194.0          # the width of a row
LABEL, KNOWN = 2.5, 2.85   # a Chinese character in 7 and in 8 points
NARROW = 0.58         # of it, a Latin letter or a digit
PAD = 1.6             # left and right of a text together
BOX = 3.0             # a box to be ticked
LONGEST_LABEL, LONGEST_KNOWN = 25.0, 42.0   # what is longer stands on two lines
UNCHANGED = BOX + 2 * LABEL + PAD
# What a hand needs to write a value of a kind; a label is written as a word.
BLANK: Mapping[str, float] = {"number": 32.0, "day": 24.0, "whole": 13.0, "quantity": 14.0, "money": 16.0}
WORD_BLANK = 20.0
BY_HAND = 44.0        # of the longest number, the 18 digits of an identity
PER_LETTER = 2.6
# How high rows are: as high as leaves the form on as few pages as the lowest would, up to what is comfortable to write on.
LOWEST, HIGHEST = 5.6, 8.0
LEAF = 297.0 - 24     # of a page, without its margins
UNFORESEEN = 14.0     # of a page: words on two lines here and there, rows that do not fit its end
FRONT = 31.0          # title, head and signatures of a form
HEADING, SENTENCE = 5.5, 4.2   # above a member's rows; a sentence of doubt
A_LINE = 70           # Chinese characters of a sentence in one line


@dataclass(frozen=True)
class Field:
    """One field to be laid out: its word, what is known of it ('' for nothing), the kind of its column, what may be ticked, whether it is doubted, and the word of
    its group where it is the first of it."""

    word: str
    known: str
    kind: str
    options: tuple[str, ...] = ()
    doubted: bool = False
    group: str = ""

    @property
    def is_either(self) -> bool:
        """Of two words one is known: that it is the other says 变更 alone, and nothing has to be written."""
        return bool(self.known) and len(self.options) == 2 and self.known in self.options


@dataclass(frozen=True)
class Laid:
    """A field in its row: `widths` of its word, of what is known with 不变, and of the blank."""

    field: Field
    widths: tuple[float, float, float]


def rows_of(fields: Sequence[Field]) -> Iterator[list[Laid]]:
    """The fields row by row, in their order. What is left over in a row is given to its blanks."""
    row: list[Laid] = []
    for one in fields:
        laid = Laid(one, _needed(one))
        if row and _width(row) + sum(laid.widths) + _chip(one) > PAGE:
            yield _filled(row)
            row = []
        row.append(laid)
    if row:
        yield _filled(row)


def chip(word: str) -> float:
    """How wide the word of a group is, before its first field."""
    return breadth(word) * LABEL + PAD if word else 0.0


def _chip(one: Field) -> float:
    return chip(one.group)


def _width(row: Sequence[Laid]) -> float:
    return sum(sum(one.widths) + _chip(one.field) for one in row)


def _filled(row: Sequence[Laid]) -> list[Laid]:
    over = (PAGE - _width(row)) / len(row)
    return [Laid(one.field, (one.widths[0], one.widths[1], round(one.widths[2] + over, 2))) for one in row]


def _needed(one: Field) -> tuple[float, float, float]:
    label = min(breadth(one.word) * LABEL, LONGEST_LABEL) + PAD + (LABEL if one.doubted else 0)
    known = min(breadth(one.known) * KNOWN, LONGEST_KNOWN) + PAD + UNCHANGED if one.known else 0.0
    return round(label, 2), round(known, 2), _blank(one)


def _blank(one: Field) -> float:
    if one.is_either:
        return UNCHANGED
    if one.options:
        return sum(BOX + breadth(word) * LABEL + PAD for word in one.options)
    if one.kind == "number":
        return BY_HAND if breadth(one.known) > 8 else BLANK["number"]
    if one.kind in BLANK:
        return BLANK[one.kind]
    return max(WORD_BLANK, min(len(one.known) * PER_LETTER, LONGEST_KNOWN))


def height_of(rows: int, headings: int, sentences: Sequence[str]) -> float:
    """How high the rows of a form are, of so many rows and headings and these sentences."""
    above = FRONT + headings * HEADING + sum(ceil(breadth(one) / A_LINE) for one in sentences) * SENTENCE
    pages = max(1, ceil((above + rows * LOWEST) / LEAF))
    return round(min(HIGHEST, max(LOWEST, (pages * (LEAF - UNFORESEEN) - above) / max(rows, 1))), 2)


def breadth(text: str) -> float:
    """How many Chinese characters wide a text is."""
    return sum(1.0 if east_asian_width(letter) in "WFA" else NARROW for letter in text)
