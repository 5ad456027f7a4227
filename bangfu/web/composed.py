"""A page about one subject, put together of sections: a later package joins by one line in the table of the page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bangfu.organization.actor import Actor

S = TypeVar("S")
Context = dict[str, Any]


@dataclass(frozen=True)
class Section(Generic[S]):
    """One piece of the page of a subject: the template it is drawn by, in which column it stands (main or beside), what the template is given, and the
    power one needs to see it ('' for none but the page's own). `given` answers None when there is nothing to show. `follows` names the part of the page
    it comes with when it takes longer than the page may ('' for what stands at once)."""

    name: str
    template: str
    column: str
    given: Callable[[Actor, S], Context | None]
    power: str = ""
    follows: str = ""


@dataclass(frozen=True)
class Drawn:
    """A section as it is to be drawn."""

    name: str
    template: str
    context: Context


def composed(by: Actor, subject: S, at: str, sections: Iterable[Section[S]], part: str = "") -> dict[str, list[Drawn]]:
    """The sections the asker sees of a subject at a place, by column, in their order: those that stand at once, or those of a part that follows. Nothing is
    asked for the others."""
    columns: dict[str, list[Drawn]] = {"main": [], "beside": []}
    for one in sections:
        wanted = one.follows == part and (not one.power or by.can(one.power, at=at))
        given = one.given(by, subject) if wanted else None
        if given is not None:
            columns[one.column].append(Drawn(one.name, one.template, given))
    return columns


def parts_of(sections: Iterable[Section[Any]]) -> list[str]:
    """The parts that follow a page, in their order."""
    return list(dict.fromkeys(one.follows for one in sections if one.follows))
