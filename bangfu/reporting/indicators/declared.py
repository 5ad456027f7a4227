"""The book of indicators: files `indicators/book/*.toml`, a table each.

    [[indicator]]
    slug = "labour_persons"
    name = "有劳动力人数"
    group = "劳动力"
    unit = "人"
    rows = "persons"
    where = { labour = ["普通劳动力", "技能劳动力"] }     # conditions all of which hold; see `grounds.conditions`
    definition = "劳动技能为普通劳动力或技能劳动力的人。"
    source = "全国系统指标解释"

`each = "RISK"` makes one indicator of every label of a code list: {label} stands for it in name, definition and conditions, and its place in the list in
the slug. An unknown key is an error when the program starts.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from bangfu.crosscheck.checks import FAMILIES
from bangfu.reporting.indicators.indicator import Indicator, Term
from bangfu.rules.codes import LISTS

FOLDER = Path(__file__).parent / "book"
FAMILY = "check_family"   # what `each` says for one a family of checks; else a list of rules.codes


def book(folder: Path = FOLDER) -> Iterator[Indicator]:
    """Every indicator of the book, in the order of its files."""
    for path in sorted(folder.glob("*.toml")):
        for told in tomllib.loads(path.read_text(encoding="utf-8"))["indicator"]:
            yield from _indicators(told)


def _indicators(told: dict[str, Any]) -> Iterator[Indicator]:
    each = told.pop("each", "")
    if not each:
        yield _indicator(told)
        return
    for nth, label in enumerate(FAMILIES if each == FAMILY else LISTS[each].labels, start=1):
        yield _indicator({**_with(told, label), "slug": f"{told['slug']}_{nth}"})


def _with(told: Any, label: str) -> Any:
    """The same with a label written for {label}."""
    if isinstance(told, str):
        return told.replace("{label}", label)
    if isinstance(told, Mapping):
        return {key: _with(value, label) for key, value in told.items()}
    return [_with(one, label) for one in told] if isinstance(told, list) else told


def _indicator(told: Mapping[str, Any]) -> Indicator:
    unknown = set(told) - {one.name for one in fields(Indicator)}
    if unknown:
        raise ValueError(f"the indicator {told.get('slug')} has unknown keys {sorted(unknown)}")
    return Indicator(**{**told, "terms": tuple(Term(**one) for one in told.get("terms", ()))})
