"""Questions asked without a page: every query of the program that can be given the objects of a village, asked by whoever, about whichever."""

import inspect
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from bangfu.organization.actor import Actor
from bangfu.rules.refusal import Refused
from bangfu.walls.reach import reaching
from tests.architecture.source import modules
from tests.web.world import Site, World

PLACES = {"place", "code", "at", "village", "under"}
BROKEN = (ObjectDoesNotExist, LookupError, AttributeError, TypeError)   # what a query may run into that believes it may see what the database does not show
OF_SITE = {"household", "person", "finding", "body", "batch", "delivery", "printing", "disclosure", "wanted", "paper", "form", "row"}
IDS = (
    "person", "household", "finding", "waiting", "row", "applied", "compared", "read", "entry", "paper",
    "printing", "body", "disclosure", "batch", "sheets", "export", "voice",
)


@dataclass(frozen=True)
class Operation:
    """A public query and the parameters it must be given beside `by`, in their order."""

    name: str
    ask: Callable[..., Any]
    needs: tuple[str, ...]
    many: frozenset[str] = frozenset()   # which of them are ids by the handful


@cache
def operations() -> tuple[Operation, ...]:
    """Every public function of a module of queries that takes `by` and whose other required parameters a site can fill."""
    found = {}
    for one in modules():
        if "queries" in one.name.rpartition(".")[2] or ".queries." in one.name:
            module = import_module(one.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                needs = _needs(function)
                if function.__module__ == one.name and not name.startswith("_") and needs is not None:
                    found[f"{one.name}.{name}"] = Operation(f"{one.name}.{name}", function, needs, _many(function, needs))
    return tuple(found.values())


def _needs(function: Callable[..., Any]) -> tuple[str, ...] | None:
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters or parameters[0].name != "by":
        return None
    needed = tuple(one.name for one in parameters[1:] if one.default is one.empty and one.kind is not one.VAR_POSITIONAL)
    takes_ids = all("UUID" in str(one.annotation) or "str" in str(one.annotation) for one in parameters[1:] if one.name in needed)
    return needed if needed and takes_ids and set(needed) <= PLACES | OF_SITE else None


def _many(function: Callable[..., Any], needs: tuple[str, ...]) -> frozenset[str]:
    kinds = inspect.signature(function).parameters
    return frozenset(name for name in needs if "[" in str(kinds[name].annotation))


def asked(operation: Operation, who: str, actor: Actor, which: str, world: World, chance: random.Random, *, as_whom: Actor) -> Iterator[str]:
    """What an answer gives away, in words. An id may be of any kind of object of the village. `as_whom`: whom the query takes the asker for."""
    site = world.sites[which]
    given: dict[str, Any] = {name: site.place if name in PLACES else _id(name, site, chance) for name in operation.needs}
    given |= {name: [given[name]] for name in operation.many}
    told: list[Any] = []
    with reaching(actor.ranges), suppress(Refused, Http404, ValueError, *BROKEN if as_whom is not actor else ()):
        said = operation.ask(as_whom, **given)
        told = list(said) if isinstance(said, Iterable) and not isinstance(said, str | bytes | dict) else [said]
    words = repr(told)
    yield from (f"{operation.name}({given}) as {who}: shows {secret}" for secret in world.kept_from(actor) if secret in words)


def _id(name: str, site: Site, chance: random.Random) -> UUID:
    own = getattr(site, name, "")
    return UUID(own if own and chance.random() < 0.6 else getattr(site, chance.choice(IDS)))
