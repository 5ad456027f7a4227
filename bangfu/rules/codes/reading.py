"""The lists as they lie in the .toml files of this folder.

A list is an array of entries, one a label:

    HEALTH = [
      { label = "健康", synonyms = "健康或良好 良好" },
      { label = "残疾", synonyms = "残疾人", from = 2014, until = 2020 },
    ]

`synonyms` are words between spaces; `from` and `until` are years, both included, and may be left out. A label that begins with 之 is
also known by each of its synonyms behind 之 (之长子).
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from bangfu.rules.codes.code_list import CodeList, Years

_YEARS = {"from", "until"}
_KEYS = {"label", "synonyms"} | _YEARS


def read_lists(*names: str) -> dict[str, CodeList]:
    """Every list of the named files of this folder, by its name. ValueError for a list that stands in two of them."""
    lists: dict[str, CodeList] = {}
    for name in names:
        for title, entries in tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8")).items():
            if title in lists:
                raise ValueError(f"{title} stands in two files")
            lists[title] = build_list(title, entries)
    return lists


def build_list(name: str, entries: list[dict[str, Any]]) -> CodeList:
    """One list out of its entries. ValueError for a key nobody knows, and for a label or word that stands twice."""
    strange = {key for entry in entries for key in entry} - _KEYS
    if strange:
        raise ValueError(f"{name}: unknown keys {sorted(strange)}")
    labels = [entry["label"] for entry in entries]
    words = [(word, entry["label"]) for entry in entries for word in _synonyms(entry)]
    _once(name, labels)
    _once(name, [word for word, _ in words])
    return CodeList(name, tuple(labels), dict(words), {entry["label"]: _years(entry) for entry in entries if _YEARS & set(entry)})


def _synonyms(entry: Mapping[str, Any]) -> list[str]:
    words: list[str] = entry.get("synonyms", "").split()
    return words + [f"之{word}" for word in words] if entry["label"].startswith("之") else words


def _years(entry: Mapping[str, Any]) -> Years:
    return entry.get("from"), entry.get("until")


def _once(name: str, words: list[str]) -> None:
    twice = sorted({word for word in words if words.count(word) > 1})
    if twice:
        raise ValueError(f"{name}: these stand twice: {twice}")
