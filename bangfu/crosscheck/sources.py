"""来源: who delivers which list, how often, whether it lists everybody, and in which columns of the register its word counts. Data: `sources.toml`."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bangfu.rules.rhythm import Rhythm
from bangfu.workbooks.layout import LAYOUTS, OWN_LIST

FILE = Path(__file__).parent / "sources.toml"
HOUSEHOLD = "h_"   # before a column of the household
LISTS = ("everybody", "assisted")   # assisted: the people of 脱贫户 and 监测对象
Order = Mapping[str, tuple[str, ...]]   # column of the register → sources, the weightiest first
_put: ContextVar[Order] = ContextVar("put", default=MappingProxyType({}))   # what `in_order` says otherwise than the file


@dataclass(frozen=True)
class Source:
    """One source. `slug` is that of its layout, `word` what its lists are called, `kind` and `office` who makes it.

    `authority`: the columns of the register in which its word counts (h_… of the household). `whole`: it lists everybody it is about, so that who is
    not in it is missing; of other lists absence says nothing. `lists`: whom it is about (`LISTS`). `feeds`: the register is taken from it, so it is not held
    against the register. `about`: deaths, where whoever stands in it is dead. `once`: the columns (beside the person) of which it has one row each; None
    where one may stand in it often. `by_township`: it names only the villages where somebody is on it; within a township it names, the others have nobody.
    """

    slug: str
    word: str
    kind: str
    office: str
    authority: tuple[str, ...]
    rhythm: Rhythm
    whole: bool
    feeds: bool
    about: str = ""
    lists: str = "everybody"
    once: tuple[str, ...] | None = None
    by_township: bool = False


@cache
def sources() -> Mapping[str, Source]:
    """Every source by its slug, in the order of the file. ValueError for one without a layout, or an authority nobody is."""
    told = _told()
    return MappingProxyType({one["slug"]: _source(one, authority_told()) for one in told["source"]})


@cache
def authority_told() -> Order:
    """Column of the register → the sources whose word counts for it, the weightiest first, as the file has it."""
    told = _told()
    ranked = {column: tuple(slugs.split()) for column, slugs in told["authority"].items()}
    strangers = {slug for slugs in ranked.values() for slug in slugs} - {one["slug"] for one in told["source"]}
    if strangers:
        raise ValueError(f"an authority names sources there are not: {sorted(strangers)}")
    return MappingProxyType(ranked)


def authority() -> Order:
    """The same in the order that holds for what is being done (`in_order`), the file's where none was put."""
    return MappingProxyType({**authority_told(), **_put.get()})


@contextmanager
def in_order(order: Order) -> Iterator[None]:
    """While it lasts the engine hears the sources of these columns in this order; each names all that the file has for the column."""
    if any(sorted(slugs) != sorted(authority_told()[column]) for column, slugs in order.items()):
        raise ValueError("an order names other sources than the file has for its column")
    before = _put.set(order)
    try:
        yield
    finally:
        _put.reset(before)


def held_against() -> list[Source]:
    """The sources that list everybody and are held against the register and against each other."""
    return [one for one in sources().values() if one.whole and not one.feeds]


def deaths() -> tuple[str, ...]:
    """The lists of people who died, in the order of the file: whose word counts most for the day comes first."""
    return tuple(one.slug for one in sources().values() if one.about == "deaths")


def weightier(column: str, slug: str) -> tuple[str, ...]:
    """The sources whose word counts more than that of `slug` for a column."""
    ranked = authority()[column]
    return ranked[: ranked.index(slug)]


def _told() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _source(told: Mapping[str, Any], ranked: Mapping[str, tuple[str, ...]]) -> Source:
    slug = told["slug"]
    known = {"slug", "kind", "office", "whole", "rhythm", "about", "lists", "once", "by_township"}
    if slug not in LAYOUTS or slug == OWN_LIST or set(told) - known or told.get("lists", LISTS[0]) not in LISTS:
        raise ValueError(f"the source {slug} is not right")
    return Source(
        slug, LAYOUTS[slug].title, told["kind"], told["office"], tuple(column for column, slugs in ranked.items() if slug in slugs),
        Rhythm(**told["rhythm"]), told.get("whole", False), LAYOUTS[slug].receiver == "register", told.get("about", ""),
        told.get("lists", LISTS[0]), tuple(told["once"]) if "once" in told else None, told.get("by_township", False),
    )
