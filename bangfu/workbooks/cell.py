"""One cell: what its text means for the field its column stands for. A cell is never a reason to fail: it has a value, a sentence, or both."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bangfu.rules import codes, id_number, person_name
from bangfu.rules.dates import read_day, read_month
from bangfu.rules.id_number import Number, read_number
from bangfu.rules.money import FEN_IN, Money
from bangfu.rules.quantity import UNITS, read_percent, read_quantity
from bangfu.rules.readings import lost_character, without_readings
from bangfu.rules.refusal import Refused
from bangfu.workbooks.layout import Field

Value = str | int | date | tuple[str, ...] | Number | Money | Decimal | None

NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "NULL", "null", "None", "#N/A", "N/A"})
NONE_OF_THEM = frozenset({"无", "没有", "未享受", "不享受", "否", "不是"})   # in a column of labels: it has none, and says so
EMPTY: tuple[Value, ...] = (None, "", ())
UNUSABLE = frozenset({"blank", "lost_digits", "bad_shape"})

_LOST = re.compile(r"^\d(\.\d+)?E\+\d{2}$")
_WHOLE = re.compile(r"^(-?\d{1,9})(?:\.0+)?(?:个月|[人个户名口岁年月次天日台辆头只栋间处届])?度?$", re.ASCII)
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_DRESSED_DIGITS = re.compile(r'^=?["“”\'’‘`]*(\d+)(?:\.0+)?["“”\'’‘`]*$', re.ASCII)


class Read(NamedTuple):
    """A cell as understood: its value, and a sentence when it is doubtful or, with `fatal`, unusable."""

    value: Value
    sentence: str = ""
    fatal: bool = False


Reader = Callable[[str], Read]
_Kind = Callable[[Field, str], Read]


def reader_of(one: Field, unit: str = "", since_1904: bool = False) -> Reader:
    """How a cell of the field is read. `unit` is what its heading says amounts are in, '' for nothing; `since_1904` as in `read_day`."""
    reader, blank = _reader(one, unit, since_1904), _blank(one)

    def read(delivered: str) -> Read:
        text = delivered.strip()
        if text in NOTHING:
            return blank
        found = reader(one, text)
        return blank if found.value in EMPTY and not found.sentence else found
    return read


def read_id_number(one: Field, delivered: str, paper: str) -> Read:
    """The ID number of whom the row is about; `paper` is the row's 证件类型 as a label, '' for none.

    A wrong check digit or date is a finding of the register and no reason to send the row back; what names nobody is one.
    """
    text = delivered.strip()
    return _blank(one) if text in NOTHING else _id_number(one, text, paper)


def _reader(one: Field, unit: str, since_1904: bool) -> _Kind:
    kind, _, name = one.kind.partition(":")
    if name:
        return (_set if kind == "set" else _code)(codes.LISTS[name])
    if kind == "money":
        known = unit if unit in FEN_IN else one.unit or "元"
        return _told(lambda text: Money.read(text, unit=known))  # type: ignore[arg-type]
    if kind == "quantity":
        written = unit if unit in UNITS else ""
        return _told(lambda text: read_quantity(text, one.unit, written))
    if kind in ("day", "month"):
        dated = read_day if kind == "day" else read_month
        return _told(lambda text: dated(text, since_1904=since_1904))
    return _READERS[kind]


_BLANKS: Mapping[str, Value] = {
    "day": None, "month": None, "whole": None, "money": None, "quantity": None, "percent": None, "set": (), "id_number": Number("blank"),
}


def _blank(one: Field) -> Read:
    sentence = f"没有填“{one.label}”，请补上。" if one.required else ""
    return Read(_BLANKS.get(one.kind.partition(":")[0], ""), sentence, fatal=one.required)


def _text(one: Field, text: str) -> Read:
    """A phone, a household or person number may stand in a column of text too, and dies the same death as an ID in a column of numbers."""
    value = " ".join(text.split())
    if value.isascii():
        return _broken(one, value) if _LOST.match(value) else Read(value)
    value = without_readings(_UNSEEN.sub("", value))
    return Read(value, f"“{one.label}”里有字丢失了（{value}），原样保留，请核对。") if lost_character(value) else Read(value)


def _digits(one: Field, text: str) -> Read:
    """A number nobody reckons with, kept as text: noughts in front stay, quotes and ="…" around it go."""
    if text.isascii() and text.isalnum():
        return Read(text)
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    found = _DRESSED_DIGITS.match("".join(plain.split()))
    value = found[1] if found else " ".join(plain.split())
    return _broken(one, value) if _LOST.match(value) else Read(value)


def _broken(one: Field, value: str) -> Read:
    return Read("", f"“{one.label}”被表格软件改坏了（{value}），请从原系统重新导出，或把这一列设为“文本”格式后重新填写。", fatal=one.required)


def _name(one: Field, text: str) -> Read:
    if person_name.is_plain(text):
        return Read(text)
    value = person_name.tidy(text)
    if person_name.looks_broken(value):
        return Read(value, f"“{one.label}”里有不像名字的字符（可能是生僻字丢失），请核对。")
    return Read(value)


def _id_number(one: Field, text: str, paper: str = "") -> Read:
    number = read_number(text, kind=paper)
    if number.status == "ok":
        return Read(number)
    sentence = id_number.why(number)
    if one.key != "id_number":
        sentence = sentence and f"“{one.label}”：{sentence}"
    return Read(number, sentence, fatal=one.required and number.status in UNUSABLE)


def _told(reader: Callable[[str], Value]) -> _Kind:
    """A reader that refuses what it cannot read, with its sentence."""
    def read(one: Field, text: str) -> Read:
        try:
            return Read(reader(text))
        except Refused as refused:
            return Read(None, f"“{one.label}”：{refused.sentence}", fatal=one.required)
    return read


def _whole(one: Field, text: str) -> Read:
    found = _WHOLE.match(codes.fold_word(text))
    if found is None:
        return Read(None, f"“{one.label}”应是整数，写的是“{text}”。", fatal=one.required)
    return Read(int(found[1]))


def _code(labels: codes.CodeList) -> _Kind:
    def read(one: Field, text: str) -> Read:
        label = labels.label(text)
        if label is None and codes.fold_word(text) in NONE_OF_THEM:
            return Read("")
        if label is None:
            return Read(" ".join(text.split()), f"“{one.label}”写的是“{text}”，不在可选的说法里，请核对。")
        return Read(label)
    return read


def _set(labels: codes.CodeList) -> _Kind:
    def read(one: Field, text: str) -> Read:
        words = tuple(word for word in codes.read_set(text, labels) if word not in NONE_OF_THEM)
        strange = [word for word in words if word not in labels.labels]
        return Read(words, f"“{one.label}”里的“{'、'.join(strange)}”不在可选的说法里，请核对。" if strange else "")
    return read


def _yes_no(one: Field, text: str) -> Read:
    """1 and 0 are codes, and codes mean one thing here and another there: they are read only where the layout says so."""
    if codes.fold_word(text) in ("1", "0"):
        return Read(text, f"“{one.label}”写的是“{text}”，各系统的1和0意思不一样，请写“是”或“否”。")
    return _code(codes.YES_NO)(one, text)


_READERS: Mapping[str, _Kind] = {
    "text": _text, "household_number": _digits, "digits": _digits, "place": _text, "name": _name, "id_number": _id_number, "whole": _whole,
    "percent": _told(read_percent), "yes_no": _yes_no, "yes_no_01": _code(codes.YES_NO),
}
