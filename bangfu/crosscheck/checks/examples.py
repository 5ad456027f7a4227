"""The examples a check carries, in words: what is told of whom, for whoever wants to see what is found and what only comes near it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bangfu.crosscheck.checks.check import Check, Example, Told
from bangfu.crosscheck.checks.rows import LEDGER, REGISTER, VILLAGE, Delivered, Registered, delivered, registered
from bangfu.crosscheck.checks.views import split
from bangfu.crosscheck.checks.words import cell_word, source_word
from bangfu.crosscheck.sources import held_against
from bangfu.rules.id_number import STATUS_WORDS

STEMS = "甲乙丙丁戊己庚辛壬癸"   # numbers that stand in an example are called by these
# What nobody reads, or what is told together: the own number.
_BEHIND = ("id_index", "id18_index", "id_status", "household", "row", "person", "delivery", "number", "origin_kind", "origin_id", "source", "name_folded")
NOTHING_ELSE = (("这一户", "照常"),)
_OURS = {"desk": "在这里登记的", "finding": "在这里更正过"}
_USUAL = Example("").in_force


@dataclass(frozen=True)
class Shown:
    """One example: (of whom, what is told of them) pairs."""

    parts: tuple[tuple[str, str], ...]


def shown(check: Check, examples: Iterable[Example | Told]) -> list[Shown]:
    """Examples of a check in words, one that reads like another only once."""
    told = (Shown(tuple(_told(check, one) if isinstance(one, Told) else _rows(one)) or NOTHING_ELSE) for one in examples)
    return list(dict.fromkeys(told))


def _told(check: Check, example: Told) -> Iterator[tuple[str, str]]:
    """What is otherwise than in a household where everything is right; of a list always something, also that it says the same."""
    kind, listed = split(check.on)
    numbers = _Numbers()
    for who, values in (("户主", example.person), ("这一户", example.household), ("这个村", example.village)):
        if values:
            yield who, _said(REGISTER, values, numbers)
    yield from (("别户的人" if "household" in one else "户里另一人", _said(REGISTER, one, numbers) or "照常") for one in example.others)
    yield from (("村里另一户", _said(REGISTER, one, numbers) or "照常") for one in example.neighbours)
    if listed:
        yield source_word(listed), _of_list(listed, example, kind == "unregistered", numbers)
    for slug, said in example.lists.items():
        yield from ((source_word(slug), _said(slug, one, numbers) or "写的相同") for one in (said if isinstance(said, list) else [said]))


def _of_list(slug: str, example: Told, alone: bool, numbers: "_Numbers") -> str:
    if not example.in_force:
        return "没有收到"
    if example.source is None:
        return "里面没有这个人"
    return _said(slug, example.source, numbers) or ("有一个名册里没有的人" if alone else "写的相同")


def _rows(example: Example) -> Iterator[tuple[str, str]]:
    """The rows of a small county: the register's, then the lists', each with what is not as usual."""
    numbers = _Numbers()
    for one in example.register:
        home = {**_unlike(one, registered(one.person, one.name)), **example.homes.get(one.household, {})}
        yield f"名册{_elsewhere(one)}", _line(one.name, REGISTER, home, numbers)
    for row in example.lists:
        yield f"{source_word(row.source)}{_elsewhere(row)}", _line(row.name, row.source, _unlike(row, delivered(row.source, row.row, row.name)), numbers)
    if example.in_force != _USUAL:
        there, asked = {one.source for one in example.in_force}, {row.source for row in example.lists} or {LEDGER}
        yield from ((one.word, "没有收到这个村的") for one in held_against() if one.slug in asked - there)


def _line(name: str, slug: str, values: Mapping[str, Any], numbers: "_Numbers") -> str:
    return f"{name or '（姓名空着）'}，{_said(slug, {'id_index': '', **values}, numbers)}"


def _unlike(row: Registered | Delivered, usual: Registered | Delivered) -> dict[str, Any]:
    """What of a row is not as it usually is; its name and place are told beside it."""
    before = usual._asdict()
    return {name: value for name, value in row._asdict().items() if value != before[name] and name not in ("name", "place_code", "household_number")}


def _elsewhere(row: Registered | Delivered) -> str:
    if row.place_code != VILLAGE:
        return "（另一个村）"
    return "" if row.household_number in ("H1", "") and getattr(row, "household", "h1") == "h1" else "（另一户）"


def _said(slug: str, values: Mapping[str, Any], numbers: "_Numbers") -> str:
    told = [f"{cell_word(slug, name)} {_value(name, value, numbers)}" for name, value in values.items() if name not in _BEHIND]
    number = [_number(values.get("id_index"), values.get("id_status", "ok"), numbers)] if "id_index" in values or "id_status" in values else []
    return "，".join(number + told + [_OURS[values["origin_kind"]] for _ in [1] if values.get("origin_kind") in _OURS])


def _number(index: str | None, status: str, numbers: "_Numbers") -> str:
    """What is said of somebody's own number: which one, and what is wrong with it."""
    wrong = "" if status in ("ok", "blank") else STATUS_WORDS[status]
    if index:
        return numbers.word(index) + (f"，{wrong}" if wrong else "")
    return f"证件号码{wrong}" if wrong else "证件号码没有填"


def _value(name: str, value: Any, numbers: "_Numbers") -> str:
    """A value as the page writes it; a number by its name."""
    if value is None or value == "":
        return "空着"
    if name.endswith("_index"):
        return numbers.word(str(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


class _Numbers:
    """The numbers of one example: the same is called by the same stem."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def word(self, number: str) -> str:
        """A number's name, and what follows the first 18 digits on a disability certificate."""
        first, _, part = number.partition("+")
        stem = self._known.setdefault(first, STEMS[len(self._known) % len(STEMS)])
        return f"号码{stem}" + (f"（残疾人证，末两位{part}）" if part else "")
