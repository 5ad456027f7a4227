"""What a delivered row says, sorted by what it is about: the person, the household, what the household counts as, what it earned, the village.

The keys are those of the layouts (`workbooks.layout`): a plain name is a column of a person, `household.<column>` and `village.<column>` of theirs,
`status.*`, `risk.*` and `cause.*` belong to the standing of the household, `income.<item>` to what it earned. Other keys stay in the row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache, lru_cache
from operator import getitem, itemgetter
from typing import Any

from bangfu.deliveries.rows import SHORTEST_NUMBER, Meant, without_numbers
from bangfu.deliveries.shapes import taking
from bangfu.registry.columns import HOUSEHOLD, PERSON, VILLAGE, Column, possible, together
from bangfu.registry.heard import Line
from bangfu.registry.records import BANK_INDEX, id_index, phone_index
from bangfu.rules.codes import DISABILITY_GRADE
from bangfu.rules.id_number import read_number
from bangfu.rules.income import ITEMS
from bangfu.rules.money import Money
from bangfu.rules.refusal import Refused
from bangfu.sealing.ring import ring

Reader = Callable[[Any], Any]
MOST_OF_A_NUMBER = 60    # characters of a phone or account number; sealed, it grows by a half
LARGEST_WHOLE = 9999     # of what a person's row counts: months and years
CERTIFICATE = 20         # characters from which on a number is a disability certificate's and tells the grade
YES = "是"
AT_HAND = 512            # values under a key that are remembered as read


@dataclass(frozen=True)
class Said:
    """What a row says and no more: a cell left empty says nothing. Values by column as they are compared, numbers of persons by their blind index.

    `numbers` has these in clear, by column for the person's and by `household.<column>` for the household's; `standing` the days and labels by key.
    """

    person: dict[str, Any] = field(default_factory=dict)
    household: dict[str, Any] = field(default_factory=dict)
    village: dict[str, Any] = field(default_factory=dict)
    standing: dict[str, Any] = field(default_factory=dict)
    income: dict[str, Money] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    year: int | None = None

    @property
    def of_household(self) -> bool:
        """Whether it says anything of the household beside the person."""
        return bool(self.household or self.standing or self.income)

    def clear(self, names: Iterable[str]) -> dict[str, Any]:
        """Columns of the person ready for `records.columns`, numbers in clear."""
        return {name: self.numbers.get(name, self.person[name]) for name in names}


def hear(understood: Mapping[str, Any] | Meant, line: Line | None = None) -> Said:
    """The said of a row as it was understood (`deliveries.rows.Content`). Refused, `field` being the key, for a value that no column holds.

    `line`: the row's open columns, where what its ID number says was judged already.
    """
    meant = understood if isinstance(understood, Meant) else Meant(tuple(understood), tuple(understood.values()))
    plan = _plan(meant.keys)
    heard, year = plan.heard(meant.values), plan.year(meant.values)
    person, household, village, standing, income = [part(heard) for part in plan.parts]
    said = Said(person, household, village, standing, income, {}, int(str(year)) if year else None)
    _HOUSEHOLD_NUMBER(plan.household_number(meant.values) or "")
    _numbers(said)
    _of_the_number(said, str(plan.id_kind(meant.values) or ""), line)
    _one_schooling(said.person)
    return said


class _Plan:
    """What has to be known of some keys to hear the values under them, worked out once."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        ways = _ways()
        known = [key for key in keys if key in ways]
        self._take = taking([keys.index(key) for key in known])
        self._readings = [_Readings(key) for key in known]
        self.parts = [_part([(at, ways[key][1]) for at, key in enumerate(known) if ways[key][0] == part]) for part in range(5)]
        self.year, self.household_number, self.id_kind = (_beside(keys, key) for key in ("year", "household_number", "id_kind"))

    def heard(self, values: Sequence[Any]) -> list[Any]:
        """What is said under the keys that mean something to us; None where nothing is."""
        return list(map(getitem, self._readings, self._take(values)))   # no step of ours for each of millions of values


class _Readings(dict[Any, Any]):
    """What the values under one key say: each is read once while it is at hand, for most of a column says the same again and again; what may be a number of a
    person is not remembered. Refused as `hear`."""

    def __init__(self, key: str) -> None:
        super().__init__({"": None, None: None})
        self._key, (_, _, self._read, self._short) = key, _ways()[key]

    def __missing__(self, value: Any) -> Any:
        length = len(value) if type(value) is str else 0
        read = value if 0 < length <= self._short else self._read_out(value)
        if length < SHORTEST_NUMBER and len(self) < AT_HAND:
            self[value] = read
        return read

    def _read_out(self, value: Any) -> Any:
        try:
            return self._read(value)
        except (ValueError, InvalidOperation, OverflowError):
            raise Refused(f"“{_word(self._key)}”写的是“{without_numbers(str(value))[:40]}”，读不懂，请核对。", field=self._key) from None
        except Refused as refused:
            raise Refused(refused.sentence, field=self._key) from None


@lru_cache(maxsize=256)
def _plan(keys: tuple[str, ...]) -> _Plan:
    return _Plan(keys)


def _part(columns: Sequence[tuple[int, str]]) -> Callable[[Sequence[Any]], dict[str, Any]]:
    """What makes one part of what is said out of all that is heard: by column, where something is."""
    if not columns:
        return lambda heard: {}
    names, take = [name for _, name in columns], taking([at for at, _ in columns])
    return lambda heard: {name: value for name, value in zip(names, take(heard), strict=True) if value is not None}


def _beside(keys: tuple[str, ...], key: str) -> Callable[[Sequence[Any]], Any]:
    return itemgetter(keys.index(key)) if key in keys else lambda values: None


def hear_before(understood: Mapping[str, Any] | Meant, line: Line | None = None) -> Said | None:
    """What a row said that was taken over once; None where an earlier version took over what no column holds now."""
    try:
        return hear(understood, line)
    except Refused:
        return None


def _numbers(said: Said) -> None:
    """Numbers as they are compared, by their blind index, and beside them in clear."""
    if "phone" in said.person:
        said.numbers["phone"] = said.person["phone"]
        said.person["phone"] = phone_index(said.person["phone"])
    for name, index in _HOUSE_NUMBERS.items():
        if name in said.household:
            said.numbers[f"household.{name}"] = said.household[name]
            said.household[name] = index(said.household[name])


def _of_the_number(said: Said, kind: str, line: Line | None) -> None:
    """The ID number by its index, and what its digits tell where no column does: sex, birth, the grade of a disability (残疾人证第20位)."""
    digits = said.person.get("id_number")
    if digits is None:
        return
    said.numbers["id_number"] = digits
    if line is not None and len(digits) < CERTIFICATE:
        told: dict[str, Any] = {"sex": line.sex, "birth": line.birth}
        said.person["id_number"] = line.id_index
    else:
        number = read_number(digits, kind=kind)
        told = {"sex": number.sex, "birth": number.birth, "disability_grade": DISABILITY_GRADE.label(number.disability_grade)}
        said.person["id_number"] = id_index(number)
    for name, value in told.items():
        if value and name not in said.person:
            said.person[name] = value


def _one_schooling(person: dict[str, Any]) -> None:
    """Of 文化程度 and 在校生状况 exactly one may be filled; a row that fills both says neither, since nobody can know which is meant."""
    if person.get("schooling") and person.get("student") not in (None, "非在校生"):
        del person["schooling"], person["student"]


def agreeing(columns: Mapping[str, Column], record: Any, taken: Mapping[str, Any]) -> None:
    """Refused when taking these over would make the columns of a record (None: a new one) contradict one another."""
    ours = {name: getattr(record, name, None) for name in columns} if record is not None else {}
    together({**ours, **taken}, taken)


@cache
def _ways() -> dict[str, tuple[int, str, Reader, int]]:
    """Key of a layout → (part of what is said, column, how its value is read, up to how many characters a text is taken as it is)."""
    ways: dict[str, tuple[int, str, Reader]] = {name: (0, name, _reader(column)) for name, column in PERSON.items()}
    ways |= {"birth_date": (0, "birth", date.fromisoformat), "person_number": (0, "person_number", _text("人口编号", 40))}
    ways |= {f"household.{name}": (1, name, _reader(column)) for name, column in HOUSEHOLD.items()}
    ways |= {"household_phone": (1, "phone", _text("户联系电话", MOST_OF_A_NUMBER)), "standard": (1, "standard", _text("识别标准", 40))}
    ways |= {"group": (1, "group", _reader(HOUSEHOLD["group"]))}
    ways |= {f"village.{name}": (2, name, _strict(column)) for name, column in VILLAGE.items()}
    ways |= {key: (3, key, str) for key in _STANDING} | {key: (3, key, date.fromisoformat) for key in _STANDING_DAYS}
    ways |= {f"income.{item}": (4, item, _money) for item in ITEMS}
    open_texts = {key: min(column.most, SHORTEST_NUMBER - 1) for key, column in _described().items() if column.kind in ("text", "label", "labels", "yes_no")}
    return {key: (*way, open_texts.get(key, -1)) for key, way in ways.items()}


def _described() -> dict[str, Column]:
    return {**PERSON, **{f"household.{name}": column for name, column in HOUSEHOLD.items()}}


_FAMILIES = ("assisted", "monitored", "relief")
_STANDING = (
    *(f"status.{family}" for family in _FAMILIES), *(f"risk.{nth}" for nth in range(1, 6)), "risk.disaster", "risk.remark", "risk.ended", "risk.ended_how",
    "cause.main", "cause.2", "cause.3",
)
_STANDING_DAYS = (*(f"status.{family}.{end}" for family in _FAMILIES for end in ("since", "until")), "risk.since", "risk.ended_on")
_HOUSE_NUMBERS: Mapping[str, Callable[[str], str]] = {
    "phone": phone_index, "bank_account": lambda digits: ring().blind_index(digits, BANK_INDEX), "collector_phone": str,
}


def _reader(column: Column) -> Reader:
    """Labels stay as they were understood: of an unknown one the reading warned, and the checks find it. Days, amounts and measures are held against
    what is possible, as by hand; a text must fit."""
    if column.kind == "whole":
        return _whole(column)
    if column.kind in ("day", "money", "quantity"):
        return _strict(column)
    most = MOST_OF_A_NUMBER if column.kind == "number" else column.most
    return _text(column.word, most) if column.kind == "number" else _open_text(column.word, most)


def _text(word: str, most: int) -> Reader:
    def read(value: Any) -> str:
        text = value if type(value) is str else str(value)
        if len(text) > most:
            raise Refused(f"“{word}”写了 {len(text)} 个字，最多 {most} 个，请核对是不是填错了列。")
        return text
    return read


_HOUSEHOLD_NUMBER = _text("户编号", 40)


def _open_text(word: str, most: int) -> Reader:
    """A column that lies open holds no number of a person."""
    fits = _text(word, most)

    def read(value: Any) -> str:
        text: str = fits(value)
        return without_numbers(text)
    return read


def _whole(column: Column) -> Reader:
    def read(value: Any) -> int:
        number = int(value)
        if not 0 <= number <= LARGEST_WHOLE:
            raise Refused(f"“{column.word}”是 {number}，不是可能的数，请核对。")
        return number
    return read


def _strict(column: Column) -> Reader:
    """A value that must be possible, as by hand (`columns.possible`)."""
    kinds: Mapping[str, Reader] = {"day": date.fromisoformat, "money": _money, "quantity": _quantity, "whole": int}
    make = kinds.get(column.kind, str)
    return lambda value: possible(column, make(value))


def _money(value: Any) -> Money:
    return Money.read(str(value))


def _quantity(value: Any) -> Decimal:
    """To two decimals, as the column holds; what was converted from 平方米 or 公顷 has more, and stays whole in the row."""
    told = Decimal(str(value))
    fits = told.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return told if told == fits else fits


def _word(key: str) -> str:
    part, _, name = key.partition(".")
    columns = {"household": HOUSEHOLD, "village": VILLAGE}.get(part, PERSON)
    return columns[name or part].word if (name or part) in columns else key
