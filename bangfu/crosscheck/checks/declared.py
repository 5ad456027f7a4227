"""The book: checks told in files, `checks/book/<family>.toml`, a table each.

    [[check]]
    slug = "labour_of_child"                      # never changed: it is part of the identity of what was found
    family = "成员逻辑"
    level = "must"
    on = "person"                                 # a view of `views`: person, household, village, matched.<list>, unlisted.<list>, unregistered.<list>
    title = "未满16岁登记了劳动能力"
    where = "age < $least AND labour NOT IN ('', '无劳动力')"
    cells = ["birth", "labour"]                   # columns to look at: of the register, h_… of the household, s_… of the list
    reason = "{name}{age}岁，劳动技能登记为“{labour}”。"
    what_to_do = "…"
    settle = ["fix_labour", "fix_birth"]          # left out: every column of the register among the cells
    source_clause = "…"
    settings = [{ name = "least", word = "起算年龄", value = 16, unit = "岁", least = 14, most = 20 }]
    hits = [{ words = "a child of ten", person = { birth = 2016-01-01, labour = "普通劳动力" } }]
    misses = [{ words = "sixteen today", person = { birth = 2010-07-01, labour = "普通劳动力" } }]

In an example `false` is a value that is not known, where the county has one; `like = ["monitored"]` takes what `stock.toml` has under that name, `others`
are further members, `neighbours` other households of the village, `lists` rows of other lists.

An unknown key, view, column or setting is an error when the program starts, not when the check runs.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from bangfu.crosscheck.checks.check import FAMILIES, LEVELS, Check, Setting, Told
from bangfu.crosscheck.checks.views import columns_of, subject_of
from bangfu.crosscheck.checks.words import HOUSEHOLD_PREFIX, fixed_column
from bangfu.registry.columns import HOUSEHOLD, PERSON
from bangfu.rules.policy_figure import KINDS

FOLDER = Path(__file__).parent / "book"
STOCK = Path(__file__).parent / "stock.toml"   # what examples have in common
FIGURE = "figure_"
_NAMED = re.compile(r"\$(\w+)")
_ID_WAYS = {"id_index": "fix_id", "id_status": "fix_id", "id_birth": "fix_id", "id_sex": "fix_id", "id_part": "fix_id"}


def book(folder: Path = FOLDER) -> Iterator[Check]:
    """Every check of the book, in the order of its files. ValueError, naming the check, for one that is not as it has to be."""
    for path in sorted(folder.glob("*.toml")):
        for told in tomllib.loads(path.read_text(encoding="utf-8"))["check"]:
            yield _check(told)


def placeholders(sentence: str) -> list[str]:
    """The columns a sentence is filled from."""
    return [name for _, name, _, _ in Formatter().parse(sentence) if name]


def _check(told: dict[str, Any]) -> Check:
    unknown = set(told) - {field.name for field in fields(Check)}
    if unknown:
        raise ValueError(f"the check {told.get('slug')} has unknown keys {sorted(unknown)}")
    cells = tuple(told["cells"])
    made = Check(**{
        "version": 1, "asks": subject_of(told["on"]), **told, "cells": cells, "reason": {told["slug"]: told["reason"]},
        "settle": tuple(told["settle"]) if "settle" in told else _ways(told["on"], cells), "settings": tuple(map(_setting, told.get("settings", ()))),
        "figures": tuple(name.removeprefix(FIGURE) for name in _NAMED.findall(told["where"]) if name.startswith(FIGURE)),
        "hits": tuple(map(_example, told["hits"])), "misses": tuple(map(_example, told["misses"])), "reads": tuple(told.get("reads", ())),
    })
    _judge(made)
    return made


def _setting(told: Mapping[str, Any]) -> Setting:
    numbers = {name: Decimal(str(told[name])) for name in ("value", "least", "most") if name in told}
    return Setting(name=told["name"], word=told["word"], unit=told.get("unit", ""), **numbers)


def _example(told: Mapping[str, Any]) -> Told:
    whole = _whole(told)
    said = {name: _known(value) for name, value in whole.items() if name != "in_force"}
    return Told(**{**whole, **said, "others": tuple(said.get("others", ())), "neighbours": tuple(said.get("neighbours", ()))})


def _whole(told: Mapping[str, Any]) -> dict[str, Any]:
    """An example with what it takes from stock: what it says itself comes last, further members are added."""
    whole: dict[str, Any] = {}
    for said in (*(_stock()[name] for name in told.get("like", ())), {name: value for name, value in told.items() if name != "like"}):
        for name, value in said.items():
            before = whole.get(name)
            whole[name] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else [*(before or ()), *value] if name == "others" else value
    return whole


@cache
def _stock() -> Mapping[str, Any]:
    return tomllib.loads(STOCK.read_text(encoding="utf-8"))


def _known(value: Any) -> Any:
    """What an example says, `false` as not known."""
    if isinstance(value, Mapping):
        return {name: _known(one) for name, one in value.items()}
    return [_known(one) for one in value] if isinstance(value, list) else None if value is False else value


def _ways(on: str, cells: tuple[str, ...]) -> tuple[str, ...]:
    """The corrections a clerk may want: of every column of the register among the cells."""
    if subject_of(on) not in ("person", "household"):
        return ()
    named = (_ID_WAYS.get(one) or _way(subject_of(on), one) for one in cells)
    return tuple(dict.fromkeys(way for way in named if way))


def _way(subject: str, cell: str) -> str:
    if cell.removeprefix(HOUSEHOLD_PREFIX) in HOUSEHOLD and (subject == "household" or cell.startswith(HOUSEHOLD_PREFIX)):
        return f"fix_{HOUSEHOLD_PREFIX}{cell.removeprefix(HOUSEHOLD_PREFIX)}"
    return f"fix_{cell}" if subject == "person" and cell in PERSON else ""


def _judge(check: Check) -> None:
    """ValueError for a check that names what there is not."""
    known, named = columns_of(check.on), set(_NAMED.findall(check.where))
    said = known | named   # a sentence may name the numbers the condition goes by
    faults = [
        *(f"family {check.family}" for _ in [1] if check.family not in FAMILIES), *(f"level {check.level}" for _ in [1] if check.level not in LEVELS),
        *(f"cell {name}" for name in check.cells if name not in known),
        *(f"placeholder {name}" for name in placeholders(check.reason[check.slug]) if name not in said),
        *(f"${name}" for name in named - {one.name for one in check.settings} if name.removeprefix(FIGURE) not in KINDS),
        *(f"setting {one.name}" for one in check.settings if one.name not in named or not one.least <= one.value <= one.most),
        *(f"way {way}" for way in check.settle if way not in ("leave", "add") and not fixed_column(way)),
    ]
    if faults or not check.cells or not check.hits or not check.misses:
        raise ValueError(f"the check {check.slug} is not right: {', '.join(faults) or 'without cells, hits or misses'}")
