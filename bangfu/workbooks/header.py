"""The header of a delivered sheet: where it is, what each column means, and what is missing.

Exports put one to three banner rows above it, users choose and shuffle columns, and every office has its own word for the same thing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from bangfu.rules.money import FEN_IN
from bangfu.rules.quantity import UNITS
from bangfu.rules.refusal import Refused
from bangfu.workbooks import heading
from bangfu.workbooks.endings import ends
from bangfu.workbooks.heading import HEADER_WITHIN, Meaning, Parts, Words, fold_label
from bangfu.workbooks.layout import Layout
from bangfu.workbooks.likeness import likeness
from bangfu.workbooks.places import letter_of

LOOK_AHEAD = 40       # rows read to show examples
EXAMPLES = 3
REASON_LABEL = "退回原因"   # the column `written.write_refused` adds; read past when the sheet comes back
SERIALS = frozenset({"序号", "编号序号", "户序号", "NO.", "NO"})
OWN = frozenset({"unknown", "unsure", "duplicate"})   # how a column stays the sender's own

Rows = Iterable[tuple[int, list[str]]]

__all__ = [
    "HEADER_WITHIN", "REASON_LABEL", "Column", "Fit", "Kept", "Understanding", "doubt", "fold_label", "layout_fits", "rebuilt", "understand",
]


@dataclass(frozen=True)
class Column:
    """One delivered column. `key` is the field's, '' when it means none; `how` it was decided: label, synonym, learned, unknown, duplicate, unsure,
    aside (a running number), serial (a running number of households).

    `text` is the heading, of several lines joined by / from the group down. `learned` with an empty key means that somebody decided to leave the column
    aside. `unit` is what the heading or the sheet says amounts are in. One that is `unsure` has in `proposal` the key it may mean, for a clerk to confirm.
    """

    index: int
    letter: str
    text: str
    key: str
    how: str
    examples: tuple[str, ...] = ()
    unit: str = ""
    proposal: str = ""

    @property
    def title(self) -> str:
        """The header text on one line, or the column's letter when it has none."""
        return " ".join(self.text.split()) or f"第{self.letter}列"

    @property
    def is_own(self) -> bool:
        """Whether it has a heading and means no field of ours, so that it is kept as the sender's own column."""
        return not self.key and self.how in OWN and bool(self.text.strip())


@dataclass(frozen=True)
class Understanding:
    """What was understood of a sheet. `missing`: labels of required fields without a column; `duplicated`: titles of columns set aside.

    `header_row` is the number of the heading's last line, `header_rows` how many lines it has; `since_1904`: the file counts days from 1904 on.
    """

    header_row: int
    banner: tuple[str, ...]
    columns: tuple[Column, ...]
    missing: tuple[str, ...]
    duplicated: tuple[str, ...]
    header_rows: int = 1
    since_1904: bool = False
    plans: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)   # what `row` worked out once, by layout

    @property
    def is_complete(self) -> bool:
        """Whether rows can be read: nothing required is missing."""
        return not self.missing

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """The mapped columns by field key."""
        return {column.key: column for column in self.columns if column.key}

    @cached_property
    def names(self) -> dict[int, str]:
        """A name for every column by index, each once: the title, and (2), (3)… behind one that was there before."""
        names: dict[int, str] = {}
        taken: set[str] = set()
        for column in self.columns:
            name, turn = column.title, 2
            while name in taken:
                name, turn = f"{column.title}({turn})", turn + 1
            taken.add(name)
            names[column.index] = name
        return names

    @property
    def problems(self) -> list[str]:
        """Sentences for the preview, the gravest first."""
        sentences = []
        if self.missing:
            sentences.append(f"缺少必需的列：{'、'.join(self.missing)}。请补上这些列，或在下面指出哪一列就是它。")
        if unsure := self._named("unsure"):
            sentences.append(f"拿不准的列：{unsure}。请逐列确认是什么，没有确认的当作自有列保存，不采用。")
        sentences += [
            f"第{column.letter}列“{column.title}”与另一列意思相同，没有采用；如应采用这一列，请改正列名。"
            for column in self.columns
            if column.how == "duplicate"
        ]
        if unknown := self._named("unknown"):
            sentences.append(f"不认识的列：{unknown}。内容会原样保存；如有用处，请指出它是什么。")
        return sentences

    def _named(self, how: str) -> str:
        return "、".join(f"{column.title}（{column.letter}列）" for column in self.columns if column.how == how)


@dataclass(frozen=True)
class Kept:
    """What has to be kept of a column so that rows can be read with it again."""

    index: int
    letter: str
    text: str
    key: str
    how: str
    unit: str = ""


def rebuilt(header_row: int, header_rows: int, columns: Iterable[Kept], *, banner: Iterable[str] = (), since_1904: bool = False) -> Understanding:
    """The understanding that was kept and confirmed, as rows are read with it; `banner` is wanted only to pass over banners that come again."""
    again = (Column(one.index, one.letter, one.text, one.key, one.how, unit=one.unit) for one in columns)
    return Understanding(header_row, tuple(banner), tuple(sorted(again, key=lambda one: one.index)), (), (), header_rows, since_1904)


def understand(
    rows: Rows, layout: Layout, learned: Mapping[str, str] | None = None, *, since_1904: bool = False, begins: int = 0, asking: bool = False,
) -> Understanding:
    """Find the header in the first rows and say what its columns are. Reads at most LOOK_AHEAD rows of `rows`.

    `learned`: folded header text → field key, or '' to leave the column aside; it outweighs labels and synonyms, and keys that the layout
    no longer has are passed over. Refused when no row looks like a header; when somebody can be asked what the columns are (`asking`) the likeliest row is
    taken for it, or the one with the number `begins` that a clerk named.
    """
    sample = list(islice(rows, LOOK_AHEAD))
    words = _words(layout, learned or {})
    place = heading.find(sample, words)
    if place is None and asking:
        place = (0, 1) if begins and sample and sample[0][0] == begins else heading.likeliest(sample)
    if place is None:
        raise Refused(_no_header(sample, layout))
    first, lines = place
    banner = tuple(text.strip() for _, cells in sample[:first] for text in cells if text.strip())
    header = [cells for _, cells in sample[first:first + lines]]
    below = [cells for _, cells in sample[first + lines:] if not any(map(ends, cells)) and not _comes_again(header, cells)]
    columns = _with_units(_counted(_columns(header, below, words), below), layout, banner, heading.parts_of(header))
    found = {column.key for column in columns}
    return Understanding(
        header_row=sample[first + lines - 1][0], header_rows=lines, banner=banner, columns=columns, since_1904=since_1904,
        missing=tuple(field.label for field in layout.required if field.key not in found),
        duplicated=tuple(column.title for column in columns if column.how == "duplicate"),
    )


@dataclass(frozen=True)
class Fit:
    """How well a layout fits a sheet, from 0 to 1, and the labels of required columns that the sheet has not."""

    layout: Layout
    score: float
    missing: tuple[str, ...]


def layout_fits(rows: Rows, layouts: Iterable[Layout]) -> list[Fit]:
    """The layouts whose columns a sheet has, the best first; of equals the first given. Empty when no header is found.

    The score is the share of the sheet's columns that are known × the share of the required ones that are there; where two come out alike, the one of
    whose columns more are there, whose own labels they are (not only words for the same), and whose banner says so (人口信息), is the better one.
    """
    sample = list(islice(rows, LOOK_AHEAD))
    fits = (_fit(sample, layout) for layout in layouts)
    return sorted((one for one in fits if one and one.score), key=lambda one: -one.score)


def doubt(fits: Sequence[Fit]) -> str:
    """A sentence when it is not clear which of the layouts it is, '' when the first one stands out."""
    if not fits:
        return "看不出这是哪一种表，请选定。"
    near = [one.layout.title for one in fits if one.score >= NEAR * fits[0].score]
    if len(near) > 1:
        return f"像“{'”，也像“'.join(near)}”，请选定是哪一种。"
    if fits[0].missing or fits[0].score < DOUBTFUL:
        return f"有些像“{fits[0].layout.title}”，但不少列对不上，请核对。"
    return ""


NEAR, DOUBTFUL = 0.9, 0.4   # of the best score, from which another is as good; below which even the best is not


def _words(layout: Layout, learned: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    keys = {field.key for field in layout.fields} | {""}
    return {**_layout_words(layout), **{fold_label(text): (key, "learned") for text, key in learned.items() if key in keys}}


@lru_cache(maxsize=100)
def _layout_words(layout: Layout) -> dict[str, tuple[str, str]]:
    words: dict[str, tuple[str, str]] = {}
    for one in layout.fields:
        for synonym in one.synonyms:
            words.setdefault(fold_label(synonym), (one.key, "synonym"))
    return words | {fold_label(one.label): (one.key, "label") for one in layout.fields}


def _columns(header: Sequence[Sequence[str]], below: list[list[str]], words: Words) -> tuple[Column, ...]:
    """Every column with a header or with content."""
    parts = heading.parts_of(header)
    parts += [()] * (max(map(len, below), default=0) - len(parts))
    meanings = [heading.meaning(one, words) for one in parts]
    owners = _owners(meanings)
    columns = []
    for index, one in enumerate(parts):
        text = (header[0][index] if index < len(header[0]) else "") if len(header) == 1 else heading.written(one)
        key, how, proposal = _decided(index, one, meanings[index], words, owners)
        examples = _examples(below, index)
        if text.strip() or examples:
            columns.append(Column(index, letter_of(index), text, key, how, examples, proposal=proposal))
    return tuple(columns)


def _owners(meanings: Sequence[Meaning | None]) -> dict[str, int]:
    """Key → the column that takes it: the surest word (learned before label before synonym), the whole heading before its leaf, then the left one.

    A leaf that means the key under several groups (收入 under 上年 and 本年) takes it under none: -1.
    """
    sureness = {"learned": 0, "label": 1, "synonym": 2}
    known = [(not one.whole, sureness[one.how], index, one.key) for index, one in enumerate(meanings) if one]
    owners: dict[str, int] = {}
    for _, _, index, key in sorted(known):
        owners.setdefault(key, index)
    for key, index in owners.items():
        by_leaf = [one for one in known if one[3] == key]
        owners[key] = -1 if key and len(by_leaf) > 1 and all(one[0] for one in by_leaf) else index
    return owners


def _decided(index: int, parts: Parts, found: Meaning | None, words: Words, owners: Mapping[str, int]) -> tuple[str, str, str]:
    """(key, how, proposal) of a column."""
    text = fold_label(parts[-1]) if parts else ""
    if text == REASON_LABEL:
        return "", "learned", ""
    if found is None:
        if text in SERIALS:
            return "", "aside", ""
        near = _proposed(parts, words, owners)
        return ("", "unsure", near) if near else ("", "unknown", "")
    if found.key and owners[found.key] < 0:
        return "", "unsure", found.key
    if found.key and owners[found.key] != index:
        return "", "duplicate", ""
    return found.key, found.how, ""


def _proposed(parts: Parts, words: Words, owners: Mapping[str, int]) -> str:
    """The key that a heading nobody knows may mean, by its leaf or by a group above it (人均纯收入/上年); '' for none."""
    folded = [fold_label(part) for part in reversed(parts)]
    near = likeness(folded[0], words, owners.keys()) if folded else None
    groups = (words[group][0] for group in folded[1:] if group in words)
    return near.key if near else next((key for key in groups if key not in owners), "")


def _counted(columns: tuple[Column, ...], below: list[list[str]]) -> tuple[Column, ...]:
    """A running number that is missing beside some of the people counts households."""
    names = next((one.index for one in columns if one.key == "name"), None)
    people = [cells for cells in below if names is not None and names < len(cells) and cells[names].strip()]
    return tuple(replace(one, how="serial") if one.how == "aside" and _has_gaps(one.index, people) else one for one in columns)


def _has_gaps(index: int, people: list[list[str]]) -> bool:
    filled = [index < len(cells) and bool(cells[index].strip()) for cells in people]
    return any(filled) and not all(filled)


def _with_units(columns: tuple[Column, ...], layout: Layout, banner: Sequence[str], parts: list[Parts]) -> tuple[Column, ...]:
    units, fields = heading.sheet_units(banner), {one.key: one for one in layout.fields}
    told = []
    for one in columns:
        own = heading.unit_of(parts[one.index]) if one.index < len(parts) else ""
        mine = fields.get(one.key)
        fitting: Iterable[str] = ()
        if mine is not None and mine.kind in ("money", "quantity"):
            fitting = FEN_IN if mine.kind == "money" else UNITS[mine.unit]
        told.append(replace(one, unit=own or next((unit for unit in units if unit in fitting), "")))
    return tuple(told)


def _comes_again(header: Sequence[Sequence[str]], cells: Sequence[str]) -> bool:
    """Whether most of a row says what the heading says above it."""
    filled = [(index, fold_label(text)) for index, text in enumerate(cells) if text.strip()]
    again = sum(any(index < len(line) and fold_label(line[index]) == text for line in header) for index, text in filled)
    return 2 * again > len(filled)


def _examples(below: list[list[str]], index: int) -> tuple[str, ...]:
    filled = (cells[index].strip() for cells in below if index < len(cells))
    return tuple(islice(dict.fromkeys(text for text in filled if text), EXAMPLES))


def _fit(sample: list[tuple[int, list[str]]], layout: Layout) -> Fit | None:
    words = _words(layout, {})
    place = heading.find(sample, words)
    if place is None:
        return None
    first, lines = place
    parts = [one for one in heading.parts_of([cells for _, cells in sample[first:first + lines]]) if one and fold_label(one[-1]) not in SERIALS]
    told = [found for one in parts if (found := heading.meaning(one, words))]
    known, by_label = {one.key for one in told}, {one.key for one in told if one.how == "label"}
    missing = tuple(one.label for one in layout.required if one.key not in known)
    said = "".join(text for _, cells in sample[:first] for text in cells)
    hinted = any(hint in said for hint in layout.hints)
    share = len(known) / len(parts) * (1 - len(missing) / max(1, len(layout.required)))
    fits = 0.5 + 0.2 * len(known) / len(layout.fields) + 0.2 * len(by_label) / len(parts) + 0.1 * hinted
    return Fit(layout, share * fits, missing)


def _no_header(sample: list[tuple[int, list[str]]], layout: Layout) -> str:
    labels = "、".join(field.label for field in layout.required)
    if not sample:
        return f"这个工作表是空的；“{layout.title}”应有表头：{labels}。请检查是不是选错了工作表。"
    number, cells = sample[0]
    seen = "、".join(" ".join(text.split())[:12] for text in cells if text.strip())[:60]
    return (
        f"前{HEADER_WITHIN}行里没有找到表头：“{layout.title}”应有{labels}等列。"
        f"第{number}行写的是“{seen}”。请检查是不是选错了文件或工作表。"
    )
