"""字段矛盾: of every column in which a source has authority, a check that the register says the same. Made from `sources.toml`, a check each.

Where two sources have authority only the weightiest that speaks of the person is heard (`heard`), but of sex and birth every list has
to say the same. Names and numbers have a check of their own (`id_name`). Which source is the weightiest a county may put otherwise than the file
(`believed`): so the condition of every list asks who is heard before it, also of the one that is first in the file.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bangfu.crosscheck.checks.check import Check
from bangfu.crosscheck.checks.declared import checked
from bangfu.crosscheck.heard import said_by
from bangfu.crosscheck.sources import HOUSEHOLD, Source, authority_told, sources
from bangfu.registry.columns import HOUSEHOLD as OF_HOUSEHOLD
from bangfu.registry.columns import PERSON, Column
from bangfu.rules.codes import YES_NO
from bangfu.workbooks.layout import LAYOUTS

ELSEWHERE = ("name", "id_number")   # told by checks of their own
IDENTITY = ("sex", "birth")         # wrong here is wrong everywhere
KEYS: Mapping[str, str] = {"birth": "birth_date"}   # the key of a layout, where it is not the column's name
_HEAD = "覃天明"


def contradictions() -> Iterator[Check]:
    """One check for each column and each source that has authority in it and writes it."""
    for column, slugs in authority_told().items():
        for slug in slugs:
            if column not in ELSEWHERE and not sources()[slug].feeds:
                yield checked(_told(column, sources()[slug]))
                if _behind(column, sources()[slug]) and not column.startswith(HOUSEHOLD):
                    yield checked(_alone(column, sources()[slug]))


def slugs_of(column: str, source: str) -> tuple[str, str]:
    """How the checks of what a source says of a column are called: that it says otherwise, and that it is the one who is wrong (there is not always one)."""
    return f"differs_{source}_{column}", f"wrong_in_{source}_{column}"


def _alone(column: str, source: Source) -> dict[str, Any]:
    """What a lesser list says against the register where weightier ones agree with it: the list is wrong."""
    known, value = _column(column), f"s_{column}"
    weightiest = next(one for one in _behind(column, source) if said_by(one, column))
    mine, theirs = _values(column, known)
    agrees = {"lists": {weightiest: {column: mine}}}
    return {
        "slug": slugs_of(column, source.slug)[1], "family": "字段矛盾", "level": "check", "on": f"matched.{source.slug}",
        "title": f"{source.word}的{known.word}写错了",
        "where": f"{_apart(column, value, known, source)} AND seconded LIKE '%、{column}、%'", "cells": [column, value],
        "reason": f"{{name}}的{known.word}，{source.word}写的是“{{{value}}}”，名册和别的名单都是“{{{column}}}”。",
        "what_to_do": f"多半是{source.word}写错了：请{source.office}改；其实是名册错的，更正名册。",
        "settle": [f"fix_{column}"], "who": source.office, "source_clause": f"来源权威：{known.word}以更有权威的名单为准",
        "hits": [{"words": "the weightier list agrees with the register", **_said(column, mine, theirs), **agrees}],
        "misses": [
            {"words": "all say the same", **_said(column, mine, mine), **agrees}, {"words": "no other list speaks", **_said(column, mine, theirs)},
            {"words": "the weightier list says what this one says", **_said(column, mine, theirs), "lists": {weightiest: {column: theirs}}},
        ],
    }


def _told(column: str, source: Source) -> dict[str, Any]:
    known = _column(column)
    said, level = column.removeprefix(HOUSEHOLD), "must" if column in IDENTITY else "check"
    value = f"s_{said}"
    return {
        "slug": slugs_of(column, source.slug)[0], "family": "字段矛盾", "level": level, "on": f"matched.{source.slug}",
        "title": f"{known.word}与{source.word}不一致", "where": _differs(column, value, known, source), "cells": [column, value],
        "reason": f"{{name}}的{known.word}，名册是“{{{column}}}”，{source.word}是“{{{value}}}”。",
        "what_to_do": f"看凭证，名册错了就采用名单的；名单错了请{source.office}改，或申请豁免并写明原因。",
        "settle": [f"fix_{column}"], "who": "村", "source_clause": f"来源权威：{known.word}以“谁说了算”里排前面的名单为准",
        "hits": [_otherwise(column, known, source)], "misses": list(_alike(column, known, source)),
    }


def _column(column: str) -> Column:
    return OF_HOUSEHOLD[column.removeprefix(HOUSEHOLD)] if column.startswith(HOUSEHOLD) else PERSON[column]


def _differs(column: str, value: str, known: Column, source: Source) -> str:
    """Both say something, and not the same; of a day that the list has by the month, the month counts. Somebody under another name may be somebody else."""
    return _apart(column, value, known, source) + _heard(column, source)


def _heard(column: str, source: Source) -> str:
    """SQL: nobody weightier speaks of the person. Where the county has put the file's first list behind others it has no check of its own for being the one
    who is wrong (`_alone`): that is said here."""
    told = authority_told()[column]
    if column in IDENTITY or column.startswith(HOUSEHOLD) or len(told) < 2:
        return ""
    silent = f"outspoken NOT LIKE '%、{column}、%'"
    return f" AND {silent}" if _behind(column, source) else f" AND ({silent} OR seconded LIKE '%、{column}、%')"


def _apart(column: str, value: str, known: Column, source: Source) -> str:
    if _by_month(column, source):
        apart = f"year({value}) * 12 + month({value}) <> year({column}) * 12 + month({column})"
    else:
        apart = f"{value} <> {column}" + (f" AND {value} <> '' AND {column} <> ''" if _is_text(known) else "")
    return f"s_name_folded = name_folded AND {apart}" + (" AND s_head_name = h_head_name" if column == "relation" else "")


def _behind(column: str, source: Source) -> tuple[str, ...]:
    """The sources that are heard before one, as the file has it."""
    told = authority_told()[column]
    return () if column in IDENTITY else told[: told.index(source.slug)]


def _by_month(column: str, source: Source) -> bool:
    key = KEYS.get(column, column.removeprefix(HOUSEHOLD))
    return any(field.key == key and field.kind == "month" for field in LAYOUTS[source.slug].fields)


def _is_text(known: Column) -> bool:
    return known.kind in ("text", "label", "labels", "yes_no")


def _otherwise(column: str, known: Column, source: Source) -> dict[str, Any]:
    mine, theirs = _values(column, known)
    return {"words": "the list says otherwise", **_said(column, mine, theirs)}


def _alike(column: str, known: Column, source: Source) -> Iterator[dict[str, Any]]:
    mine, theirs = _values(column, known)
    nothing = "" if _is_text(known) else None
    yield {"words": "both say the same", **_said(column, mine, mine)}
    yield {"words": "the register says nothing", **_said(column, nothing, theirs)}
    yield {"words": "under another name", **_said(column, mine, theirs, name="农地主")}
    if column != "birth":   # a list without a birth has the one of the number
        yield {"words": "the list says nothing", **_said(column, mine, nothing)}
    if column == "relation":
        yield {"words": "in the household of another head", **_said(column, mine, theirs, head_name="韦家长")}
    for other in _behind(column, source):
        yield {"words": f"{other} is heard before", **_said(column, mine, theirs), "lists": {other: {column: mine}}}


def _said(column: str, mine: object, theirs: object, **more: object) -> dict[str, Any]:
    name = column.removeprefix(HOUSEHOLD)
    told = {"household" if column.startswith(HOUSEHOLD) else "person": {name: mine}}
    return {**told, "source": {name: theirs} | ({"head_name": _HEAD} if column == "relation" else {}) | more}


def _values(column: str, known: Column) -> tuple[Any, Any]:
    """Two values that are not the same, the first of an adult man who heads his household."""
    if known.kind in ("label", "labels", "yes_no"):
        labels = (known.codes or YES_NO).labels
        return labels[0], labels[1]
    return {"day": (date(1980, 1, 1), date(1980, 1, 10)), "whole": (2015, 1998), "quantity": (100, 80)}[known.kind]
