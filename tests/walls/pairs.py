"""Pairs of who asks and what is asked, drawn by chance; and what must not come of any: a word of a village out of reach in the answer, a row of one changed.

A pair is a person, an address with the objects of one village, a form that may name those of another, and a verb. `FIRST` asks with the second wall taken away (the
owner of the tables on PostgreSQL; SQLite has none), `SECOND` with the first taken away: the program takes everybody for an officer who reaches every place.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction
from django.test import Client

from bangfu.organization.actions import appoint, create_post, create_user
from bangfu.organization.actor import NOBODY, PROGRAM, Actor
from bangfu.organization.models import User
from bangfu.organization.queries import actor_for
from bangfu.rules.place_code import EVERYWHERE, CodeRange, covers
from bangfu.walls.reach import reaching
from bangfu.web import middleware
from tests.clean_database import owning
from tests.county import PASSWORD, PEOPLE, SINCE, THIRD_VILLAGE, VILLAGE
from tests.walls.operations import asked, operations
from tests.walls.outside import Outside
from tests.web.routes import DEEDS, PAGES, Route
from tests.web.test_every_page import Writes, told
from tests.web.walk import read
from tests.web.world import ABROAD, World

BACKEND = "django.contrib.auth.backends.ModelBackend"
SCATTERED = (VILLAGE, THIRD_VILLAGE, "990121002002", "990121002003", ABROAD)   # more ranges than a policy has slots, with villages between them
ROUTES = (*PAGES, *DEEDS)
BROKEN = (DatabaseError, ObjectDoesNotExist, AttributeError, LookupError, TypeError, ValueError)
UNTOLD = {"sign_out", "choose_post"}   # they end the session the other pairs need


@dataclass(frozen=True)
class Pair:
    """`which` village the address is of, `named` the one the form speaks of."""

    who: str
    route: Route
    which: str
    named: str
    verb: str
    short: bool = False   # a refusal is asked for without the frame of a page

    def __str__(self) -> str:
        return f"{self.verb} {self.route.name} of {self.which} (form: {self.named}) as {self.who}"


@dataclass(frozen=True)
class Asker:
    """Somebody of the cast in a browser of their own."""

    actor: Actor
    client: Client


class Askers:
    """The cast of a world, each signed in once; and `scattered`, whose post reaches five villages that do not touch."""

    def __init__(self, world: World) -> None:
        self.world, self.known = world, {"anonymous": Asker(NOBODY, Client())}
        _employ_scattered()
        for who in (*PEOPLE, "nobody"):
            self._sign_in(who, world.county.user(who))
        self._sign_in("scattered", User.objects.get(username="fensan"))

    def _sign_in(self, who: str, user: User) -> None:
        client = Client()
        client.force_login(user, backend=BACKEND)
        self.known[who] = Asker(actor_for(user), client)


def _employ_scattered() -> None:
    user = create_user(PROGRAM, username="fensan", name="联系村干部", password=PASSWORD)
    post = create_post(PROGRAM, title="县直联系干部", role="township_clerk", place=VILLAGE, reaches=[CodeRange.under(one) for one in SCATTERED], since=SINCE)
    appoint(PROGRAM, user=user, post=post, since=SINCE)


def drawn(chance: random.Random, askers: Askers) -> Pair:
    """One pair. Most are asked by somebody with a post, nine in ten with the verb of the address, nine in ten of or about a village out of their reach."""
    who = chance.choice([*askers.known, *(one for one, asker in askers.known.items() if asker.actor.ranges)])
    sites, actor = askers.world.sites, askers.known[who].actor
    far = [which for which, site in sites.items() if not covers(actor.ranges, site.place)] if chance.random() < 0.9 else []
    which, named = chance.choice(far or list(sites)), chance.choice(far or list(sites))
    if far and chance.random() < 0.3:
        which = chance.choice(list(sites))
    route = chance.choice(ROUTES)
    verb = route.method if chance.random() < 0.9 else chance.choice(("get", "post", "head", "put", "delete"))
    return Pair(who, route, which, named, verb, short=chance.random() < 0.8)


def widened(actor: Actor) -> Actor:
    """Whom the program takes somebody for while the first wall is away: a county officer who reaches every place."""
    return replace(actor, role="county_officer", ranges=(EVERYWHERE,)) if actor.ranges else actor


def operation_leaks(chance: random.Random, askers: Askers, wall: str) -> Iterator[str]:
    """A question asked without a page, by whoever, about whichever village: what it gives away."""
    who, operation = chance.choice(list(askers.known)), chance.choice(operations())
    actor = askers.known[who].actor
    as_whom = widened(actor) if wall == "second" else actor
    with transaction.atomic():
        yield from asked(operation, who, actor, chance.choice(list(askers.world.sites)), askers.world, chance, as_whom=as_whom)


def leaks(pair: Pair, askers: Askers, outside: Outside, *, wall: str) -> Iterator[str]:
    """What came of a pair that must not: in words. Everything is as before afterwards. A page may break on the second wall alone, for the program believes that
    it may what the database then refuses; it must not tell or change anything."""
    asker, site = askers.known[pair.who], askers.world.sites[pair.which]
    form, kept, response = pair.route.form(askers.world.sites[pair.named]), asker.client.cookies.output(header=""), None
    if pair.route.name in UNTOLD:
        return
    asked = partial(getattr(asker.client, pair.verb), pair.route.address(site), form if pair.verb == "post" else {})
    with transaction.atomic(), connection.execute_wrapper(writes := Writes()):
        with suppress(*BROKEN if wall == "second" else ()), transaction.atomic():
            response = asked(headers={"Accept": "application/json"} if pair.short else {})
        if writes.seen and response is not None:
            yield from (f"{pair}: changed {table}" for table in outside.changed(asker.actor))
        transaction.set_rollback(True)
    asker.client.cookies.load(kept)
    if response is not None:
        typed = " ".join((*form.values(), pair.route.address(site)))
        yield from (f"{pair}: shows {secret}" for secret in told(read(response), askers.world.kept_from(asker.actor)) if secret not in typed)


@contextmanager
def second_wall_alone() -> Iterator[None]:
    """The program takes everybody with a post for a county officer who reaches everything; only the database is told how far they do reach."""
    real, narrow = middleware.actor_for, [()]

    def officer(*asked: Any) -> Actor:
        found = real(*asked)
        narrow[0] = found.ranges
        return widened(found)

    def as_far_as_they_do(ranges: tuple[CodeRange, ...]) -> AbstractContextManager[None]:
        return reaching(narrow[0] if ranges else ())

    middleware.actor_for, middleware.reaching = officer, as_far_as_they_do   # type: ignore[assignment]
    try:
        yield
    finally:
        middleware.actor_for, middleware.reaching = real, reaching


WALLS: dict[str, Callable[[], AbstractContextManager[None]]] = {"first": owning, "second": second_wall_alone, "both": nullcontext}
