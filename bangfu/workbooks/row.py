"""One delivered row: what it said, what it means, and why it cannot be taken in or is doubtful."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from bangfu.rules import codes, id_number, person_name
from bangfu.rules.dates import read_day, read_month
from bangfu.rules.id_number import Number, read_number
from bangfu.rules.refusal import Refused
from bangfu.workbooks.header import Understanding, letter_of
from bangfu.workbooks.layout import Field, Layout

Value = str | int | date | tuple[str, ...] | Number | None

NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "NULL", "null", "None", "#N/A", "N/A"})
UNUSABLE = frozenset({"blank", "lost_digits", "bad_shape"})

SHORTEST_NUMBER = 7   # characters; a number as broken as 1.2E+17 has so many, a count in a totals row has fewer

_TOTAL = re.compile(r"^(本页|本村|全村|全镇|全乡|全县|各村)?(合计|总计|小计|累计)([:(\d共]|$)")
_SIGNATURE = re.compile(
    r"^(填表|填报|制表|审核|审批|复核|经办|负责|主管)(人|单位|日期|时间|领导)?(签字|签名|\(签[字章]\)|\(盖章\))?(:|$)"
)
_LOST = re.compile(r"^\d(\.\d+)?E\+\d{2}$")
_WHOLE = re.compile(r"^-?\d{1,9}(\.0+)?$", re.ASCII)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell: key of the field, Excel letter of the column, text as delivered (may name a person), a sentence."""

    key: str
    column_letter: str
    delivered: str
    sentence: str


@dataclass(frozen=True)
class Row:
    """A row as read. `faults` refuse it, `warnings` do not; a footer (totals, signatures, a repeated header) is neither, and is skipped.

    `original`: header text → delivered text of every column, also the unknown ones; a duplicated header has (2) behind it.
    `values`: field key → cleaned value, for every column that was mapped: text as str ('' when blank), day and month as date or None,
    whole as int or None, set as a tuple, id_number as Number, code and yes_no as canonical label, or as delivered when unknown.
    """

    number: int
    original: dict[str, str]
    values: dict[str, Value] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    is_footer: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether it cannot be taken in."""
        return bool(self.faults)


class _Read(NamedTuple):
    """A cell as understood: its value, and a sentence when it is doubtful or, with `fatal`, unusable."""

    value: Value
    sentence: str = ""
    fatal: bool = False


def read_row(number: int, cells: list[str], understanding: Understanding, layout: Layout) -> Row:
    """Read one row below the header. Never raises for what a cell holds: everything wrong with a row is told at once."""
    original = {name: cells[index] if index < len(cells) else "" for index, name in understanding.names.items()}
    original |= _beyond(cells, understanding)
    if _is_footer(cells, understanding):
        return Row(number, original, is_footer=True)
    values: dict[str, Value] = {}
    paper = _paper(cells, understanding)
    faults: list[Fault] = []
    warnings: list[Fault] = []
    for one in layout.fields:
        column = understanding.by_key.get(one.key)
        if column is None:
            continue
        delivered = cells[column.index] if column.index < len(cells) else ""
        read = _number(one, delivered, paper) if one.key == "id_number" else _read(one, delivered)
        values[one.key] = read.value
        if read.sentence:
            told = Fault(one.key, column.letter, delivered, read.sentence)
            (faults if read.fatal else warnings).append(told)
    return Row(number, original, values, tuple(faults), tuple(warnings))


def _beyond(cells: list[str], understanding: Understanding) -> dict[str, str]:
    """Cells in columns that had neither header nor content when the header was looked at."""
    known = understanding.names
    return {f"第{letter_of(index)}列": cell for index, cell in enumerate(cells) if cell and index not in known}


def _is_footer(cells: list[str], understanding: Understanding) -> bool:
    if _names_a_person(cells, understanding):
        return False
    filled = [(index, codes.fold_word(cell)) for index, cell in enumerate(cells) if cell and not cell.isspace()]
    if any(_TOTAL.match(text) or _SIGNATURE.match(text) for _, text in filled):
        return True
    headers = {column.index: codes.fold_word(column.text) for column in understanding.columns}
    return sum(headers.get(index) == text for index, text in filled) * 2 > len(filled)


def _names_a_person(cells: list[str], understanding: Understanding) -> bool:
    """Whether the cell of the ID number holds more than a count: a person who is called 合计 is a person."""
    column = understanding.by_key.get("id_number")
    text = cells[column.index].strip() if column and column.index < len(cells) else ""
    return len(text) >= SHORTEST_NUMBER and any(letter.isdigit() for letter in text)


def _read(one: Field, delivered: str) -> _Read:
    text = delivered.strip()
    if text in NOTHING:
        return _blank(one)
    reader = _READERS.get(one.kind)
    if reader:
        return reader(one, text)
    kind, _, name = one.kind.partition(":")
    return _LABEL_READERS[kind](one, text, codes.LISTS[name])


_BLANKS: Mapping[str, Value] = {"day": None, "month": None, "whole": None, "set": (), "id_number": Number("blank")}


def _blank(one: Field) -> _Read:
    sentence = f"没有填“{one.label}”，请补上。" if one.required else ""
    return _Read(_BLANKS.get(one.kind.partition(":")[0], ""), sentence, fatal=one.required)


def _text(one: Field, text: str) -> _Read:
    """A phone, a household or person number is text too, and dies the same death as an ID in a column of numbers."""
    value = " ".join(text.split())
    if _LOST.match(value):
        return _Read("", f"“{one.label}”被表格软件改坏了（{value}），请把这一列设为“文本”格式后重新填写。", fatal=one.required)
    return _Read(value)


def _name(one: Field, text: str) -> _Read:
    value = " ".join(text.split())
    if person_name.looks_broken(value):
        return _Read(value, f"“{one.label}”里有不像名字的字符（可能是生僻字丢失），请核对。")
    return _Read(value)


def _paper(cells: list[str], understanding: Understanding) -> str:
    """The 证件类型 a row names, as a label; '' when it names none. A passport number is judged as one only when the row says it is one."""
    column = understanding.by_key.get("id_kind")
    return codes.ID_KIND.label(cells[column.index]) or "" if column and column.index < len(cells) else ""


def _number(one: Field, delivered: str, paper: str) -> _Read:
    text = delivered.strip()
    return _blank(one) if text in NOTHING else _id_number(one, text, paper)


def _id_number(one: Field, text: str, paper: str = "") -> _Read:
    """A wrong check digit or date is a finding of the register and no reason to send the row back; what names nobody is one."""
    number = read_number(text, kind=paper)
    sentence = id_number.why(number)
    if one.key != "id_number":
        sentence = sentence and f"“{one.label}”：{sentence}"
    return _Read(number, sentence, fatal=one.required and number.status in UNUSABLE)


def _dated(reader: Callable[[str], date | None]) -> Callable[[Field, str], _Read]:
    def read(one: Field, text: str) -> _Read:
        try:
            return _Read(reader(text))
        except Refused as refused:
            return _Read(None, f"“{one.label}”：{refused.sentence}", fatal=one.required)
    return read


def _whole(one: Field, text: str) -> _Read:
    plain = codes.fold_word(text)
    if not _WHOLE.match(plain):
        return _Read(None, f"“{one.label}”应是整数，写的是“{text}”。", fatal=one.required)
    return _Read(int(plain.split(".")[0]))


def _code(one: Field, text: str, labels: codes.CodeList) -> _Read:
    label = labels.label(text)
    if label is None:
        return _Read(" ".join(text.split()), f"“{one.label}”写的是“{text}”，不在可选的说法里，请核对。")
    return _Read(label)


def _set(one: Field, text: str, labels: codes.CodeList) -> _Read:
    words = codes.read_set(text, labels)
    strange = [word for word in words if word not in labels.labels]
    return _Read(words, f"“{one.label}”里的“{'、'.join(strange)}”不在可选的说法里，请核对。" if strange else "")


def _yes_no(one: Field, text: str) -> _Read:
    return _code(one, text, codes.YES_NO)


_READERS: Mapping[str, Callable[[Field, str], _Read]] = {
    "text": _text,
    "household_number": _text,
    "place": _text,
    "name": _name,
    "id_number": _id_number,
    "day": _dated(read_day),
    "month": _dated(read_month),
    "whole": _whole,
    "yes_no": _yes_no,
}
_LABEL_READERS: Mapping[str, Callable[[Field, str, codes.CodeList], _Read]] = {"code": _code, "set": _set}


def read_rows(rows: Iterator[tuple[int, list[str]]], understanding: Understanding, layout: Layout) -> Iterator[Row]:
    """Every row below the header, footers too."""
    for number, cells in rows:
        if number > understanding.header_row:
            yield read_row(number, cells, understanding, layout)
