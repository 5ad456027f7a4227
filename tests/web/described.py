"""The pages as OpenAPI describes them (tests/web/description.py), asked by schemathesis: what keeps to the description, its edges one by one, and what breaks it.

Each case is sent as one of the cast, or as nobody, and judged as hostile input is (tests/web/hostile.py); besides, the answer must be one that the description
knows. Everything is as before afterwards.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

import schemathesis
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from requests import PreparedRequest, Request
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from bangfu.sealing import files
from tests.web import hostile
from tests.web.description import description
from tests.web.hostile import AT_WORK, Intruders, Sent, tried
from tests.web.routes import ROUTES
from tests.web.world import World

OURS = {"hx-request", "cookie"}   # headers that are described
HERE = "http://testserver"
CHECKS = [status_code_conformance, content_type_conformance]
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
Case = schemathesis.Case[Any]


@dataclass
class Figures(hostile.Figures):
    """`against`: cases that break the description; `edges`: cases at its edges, one after the other; `struck`: fields that were sent something."""

    against: int = 0
    edges: int = 0


class Asking:
    """What is described and who is offered it; sends cases, and counts."""

    def __init__(self, intruders: Intruders, found: Figures) -> None:
        self.intruders, self.found, self.done, self.asked, self.struck = intruders, found, 0, set[str](), set[tuple[str, str, str]]()
        known = [route.address(site) for site in intruders.world.sites.values() for route in ROUTES.values()]
        self.schema = schemathesis.openapi.from_dict(description(intruders.surface, known))
        self.operations = [one.ok() for one in self.schema.get_all_operations()]

    def at_its_edges(self, operation: Any, most: int) -> None:
        """Some of the cases at the edges of the description: the longest and what is one longer, a field left out, sent twice, of another type."""
        every = list(self.schema.iter_coverage_cases(operation, generation_modes=MODES, generation_config=self.schema.config.generation_for(operation=operation)))
        for case in self.intruders.chance.sample(every, min(most, len(every))):
            self.found.edges += 1
            self.send(case)

    def drawn(self, operation: Any, most: int) -> None:
        """Cases by chance, as described and against it; none twice, so there may be fewer."""
        @seeded(self.intruders.chance.randrange(2**32))
        @settings(max_examples=most, database=None, derandomize=False, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(GenerationMode.POSITIVE) | operation.as_strategy(GenerationMode.NEGATIVE))
        def one(case: Case) -> None:
            self.send(case)

        one()

    def send(self, case: Case) -> None:
        """Most of the time as somebody whose pages lead there, and then every other time at the very address that stands on them."""
        chance, surface = self.intruders.chance, self.intruders.surface.offers
        name, method = case.operation.definition.raw["operationId"].split(" ")
        offers = [(who, surface[who][name, method]) for who in (*surface, *AT_WORK) if (name, method) in surface[who]]
        led = [(who, offer) for who, offer in offers if offer.walked]
        who, offer = chance.choice(led if led and chance.random() < 0.8 else offers)
        if offer.walked and chance.random() < 0.5:
            case.path_parameters.update({part: str(said) for part, said in offer.match.kwargs.items()})
        request = Request(**case.as_transport_kwargs(base_url=HERE)).prepare()
        sent = _as_sent(Sent(who, offer, _how(case), case.method.lower(), "", ()), request)
        self.done += 1
        self.asked.add(name)
        fields = {field for _, offer in offers for field in (*offer.fields, *offer.files)}
        self.struck |= {(name, method, field) for field in (*case.query, *(case.body if isinstance(case.body, dict) else ())) if field in fields}
        self.found.against += case.meta is not None and not case.meta.generation.mode.is_positive
        wrong = [f"{one}: {sent}" for one in tried(sent, self.intruders, self.found, lambda answer: _undescribed(case, request, answer))]
        self.found.wrong += bool(wrong)
        self.found.told += wrong


def described(cases: int, seed: int, world: World, walked: int, walkers: int = 99, printed: float = 0.2, addresses: int = 999) -> Figures:
    """Tries so many cases, at so many addresses at most; the rest as `hostile`."""
    found, began, chance = Figures(connection.vendor, seed, cases), time.process_time(), random.Random(seed)
    intruders = Intruders(world, chance, printed)
    found.pages = intruders.walk(walkers, walked)
    asking = Asking(intruders, found)
    chosen = chance.sample(asking.operations, min(addresses, len(asking.operations)))
    with patch.object(files, "discard"):   # what is rolled back in the tables would be gone from the disk
        while asking.done < cases:
            for left, operation in zip(range(len(chosen), 0, -1), chosen, strict=True):
                if share := -(-(cases - asking.done) // left):
                    asking.at_its_edges(operation, share // 3)
                    asking.drawn(operation, share - share // 3)
    counts = intruders.surface.counts()
    found.addresses, found.walked, found.fields = counts["addresses"], counts["walked"], counts["fields"]
    found.asked, found.struck, found.seconds = len(asking.asked), len(asking.struck), round(time.process_time() - began, 1)
    return found


def _as_sent(sent: Sent, request: PreparedRequest) -> Sent:
    """A request as it goes over the wire."""
    parts, body = urlsplit(str(request.url)), request.body.encode() if isinstance(request.body, str) else request.body or b""
    kind = request.headers.get("Content-Type", hostile.FORM)
    form = body.decode(errors="replace") if kind == hostile.FORM else ""
    pairs = [(key.encode(), one.encode()) for text in (parts.query, form) for key, one in parse_qsl(text, keep_blank_values=True)]
    headers = tuple((f"HTTP_{name.upper().replace('-', '_')}", str(value)) for name, value in request.headers.items() if name.lower() in OURS)
    return replace(sent, path=parts.path, query=parts.query, pairs=(*pairs, (b"", body)), body=body, content_type=kind, headers=headers)


def _how(case: Case) -> str:
    """Where it breaks the description, and how."""
    if not case.meta:
        return ""
    return f"{case.meta.phase.name.value} {' '.join(where.value for where, part in case.meta.components.items() if not part.mode.is_positive)}".strip()


def _undescribed(case: Case, request: PreparedRequest, answer: Any) -> Iterator[str]:
    """What the description does not know of an answer."""
    headers = {name.lower(): [value] for name, value in answer.headers.items()}
    try:
        case.validate_response(Response(answer.status_code, headers, b"", request, 0.0, verify=False), checks=CHECKS)
    except FailureGroup as failures:
        yield from (f"{failure.title}: {failure.message}".replace("\n", " ")[:200] for failure in failures.exceptions)
