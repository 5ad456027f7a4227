"""The header of a delivered sheet: where it is, what each column means, and what is missing.

Exports put one to three banner rows above it, users choose and shuffle columns, and every office has its own word for the same thing.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from bangfu.rules.refusal import Refused
from bangfu.workbooks.layout import Layout

HEADER_WITHIN = 15    # rows in which a header is looked for
LOOK_AHEAD = 40       # rows read to show examples
EXAMPLES = 3
FEWEST_LABELS = 2     # a row with fewer recognised labels is no header
REASON_LABEL = "退回原因"   # the column `written.write_refused` adds; read past when the sheet comes back

Rows = Iterable[tuple[int, list[str]]]

_UNITS = "元|万元|元/月|元/年|元/人|亩|月|年|岁|人|户|个|公里|千米|米|平方米|㎡|m2|km|%|必填|选填|必填项|选填项|文本|文本格式|下拉|是/否"
_UNIT = re.compile(rf"[(\[【](?:单位:?)?(?:{_UNITS})[)\]】]")
_NOISE = re.compile(r"[\s*:“”\"'’‘、。\u200b-\u200f\ufeff]+")


@dataclass(frozen=True)
class Column:
    """One delivered column. `key` is the field's, '' when it means none; `how` it was decided: label, synonym, learned, unknown, duplicate.

    `learned` with an empty key means that somebody decided to leave the column aside.
    """

    index: int
    letter: str
    text: str
    key: str
    how: str
    examples: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The header text on one line, or the column's letter when it has none."""
        return " ".join(self.text.split()) or f"第{self.letter}列"


@dataclass(frozen=True)
class Understanding:
    """What was understood of a sheet. `missing`: labels of required fields without a column; `duplicated`: titles of columns set aside."""

    header_row: int
    banner: tuple[str, ...]
    columns: tuple[Column, ...]
    missing: tuple[str, ...]
    duplicated: tuple[str, ...]

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
        sentences += [
            f"第{column.letter}列“{column.title}”与另一列意思相同，没有采用；如应采用这一列，请改正列名。"
            for column in self.columns
            if column.how == "duplicate"
        ]
        unknown = [f"{column.title}（{column.letter}列）" for column in self.columns if column.how == "unknown"]
        if unknown:
            sentences.append(f"不认识的列：{'、'.join(unknown)}。内容会原样保存；如有用处，请指出它是什么。")
        return sentences


def fold_label(text: str) -> str:
    """The form in which headers are compared: half-width, without spaces, line breaks, asterisks, colons and units in brackets."""
    return _UNIT.sub("", _NOISE.sub("", unicodedata.normalize("NFKC", text).replace("㎡", "m2"))).upper()


def letter_of(index: int) -> str:
    """The column's letter as Excel shows it: 0 → A, 26 → AA."""
    letters, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def understand(rows: Rows, layout: Layout, learned: Mapping[str, str] | None = None) -> Understanding:
    """Find the header in the first rows and say what its columns are. Reads at most LOOK_AHEAD rows of `rows`.

    `learned`: folded header text → field key, or '' to leave the column aside; it outweighs labels and synonyms, and keys that the layout
    no longer has are passed over. Refused when no row looks like a header.
    """
    sample = list(islice(rows, LOOK_AHEAD))
    words = _words(layout, learned or {})
    place = _header_place(sample, words)
    if place is None:
        raise Refused(_no_header(sample, layout))
    header_row, header = sample[place]
    below = [cells for _, cells in sample[place + 1:]]
    columns = _columns(header, below, words)
    found = {column.key for column in columns}
    return Understanding(
        header_row=header_row,
        banner=tuple(text.strip() for _, cells in sample[:place] for text in cells if text.strip()),
        columns=columns,
        missing=tuple(field.label for field in layout.required if field.key not in found),
        duplicated=tuple(column.title for column in columns if column.how == "duplicate"),
    )


def best_layout(rows: Rows, layouts: Iterable[Layout]) -> tuple[Layout, float]:
    """The layout that fits best, and how well: share of the columns it knows × share of its required columns that are there, 0 to 1.

    Of equals the first. Refused when none finds a header.
    """
    sample, choices = list(islice(rows, LOOK_AHEAD)), list(layouts)
    scores = [_score(sample, layout) for layout in choices]
    best = max(range(len(choices)), key=scores.__getitem__)
    if not scores[best]:
        raise Refused(_no_header(sample, choices[0]))
    return choices[best], scores[best]


Words = dict[str, tuple[str, str]]   # folded text → (field key, how it is known)


def _words(layout: Layout, learned: Mapping[str, str]) -> Words:
    keys = {field.key for field in layout.fields} | {""}
    words: Words = {}
    for field in layout.fields:
        for synonym in field.synonyms:
            words.setdefault(fold_label(synonym), (field.key, "synonym"))
    words |= {fold_label(field.label): (field.key, "label") for field in layout.fields}
    words |= {text: (key, "learned") for text, key in learned.items() if key in keys}
    return words


def _header_place(sample: list[tuple[int, list[str]]], words: Words) -> int | None:
    """The row with the most recognised labels, of equals the first; each label counts once."""
    counts = [len({words[text] for text in map(fold_label, cells) if text in words}) for _, cells in sample[:HEADER_WITHIN]]
    if not counts or max(counts) < FEWEST_LABELS:
        return None
    return counts.index(max(counts))


def _columns(header: list[str], below: list[list[str]], words: Words) -> tuple[Column, ...]:
    """Every column with a header or with content. The surest word takes a field: learned before label before synonym, then the left one."""
    folded = [fold_label(text) for text in header]
    sureness = {"learned": 0, "label": 1, "synonym": 2}
    known = [(sureness[words[text][1]], index) for index, text in enumerate(folded) if text in words]
    owners: dict[str, int] = {}
    for _, index in sorted(known):
        owners.setdefault(words[folded[index]][0], index)
    columns = []
    for index in range(max(len(header), max(map(len, below), default=0))):
        text = header[index] if index < len(header) else ""
        key, how = _meaning(index, folded[index] if index < len(header) else "", words, owners)
        examples = _examples(below, index)
        if text.strip() or examples:
            columns.append(Column(index, letter_of(index), text, key, how, examples))
    return tuple(columns)


def _meaning(index: int, folded: str, words: Words, owners: Mapping[str, int]) -> tuple[str, str]:
    if folded == REASON_LABEL:
        return "", "learned"
    if folded not in words:
        return "", "unknown"
    key, how = words[folded]
    if key and owners[key] != index:
        return "", "duplicate"
    return key, how


def _examples(below: list[list[str]], index: int) -> tuple[str, ...]:
    filled = (cells[index].strip() for cells in below if index < len(cells))
    return tuple(islice(dict.fromkeys(text for text in filled if text), EXAMPLES))


def _score(sample: list[tuple[int, list[str]]], layout: Layout) -> float:
    words = _words(layout, {})
    place = _header_place(sample, words)
    if place is None:
        return 0.0
    texts = [text for text in map(fold_label, sample[place][1]) if text]
    known = {words[text][0] for text in texts if text in words}
    required = {field.key for field in layout.required}
    share = len(known & required) / len(required) if required else 1.0
    return len(known) / len(texts) * share


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
