"""What every address of the program answers to one person, read whole: each of the cast walks a village once, and all tests look at what they saw."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.test import Client

from tests.web.routes import PAGES, Route
from tests.web.world import Site

NOWHERE = ("/no/such/page/", "/persons/00000000-0000-0000-0000-000000000000/")


@dataclass(frozen=True)
class Answer:
    """What an address answered."""

    status: int
    headers: Mapping[str, str]
    text: str


Walk = Callable[..., Mapping[str, Answer]]


def read(response: HttpResponseBase) -> Answer:
    """A response as it reaches a browser."""
    whole: Any = response
    return Answer(whole.status_code, dict(whole.items()), (b"".join(whole) if whole.streaming else whole.content).decode(errors="replace"))


def walked(client: Client, site: Site, routes: Iterable[Route] = PAGES) -> dict[str, Answer]:
    """Every page on this village, or some, and two that are not there, by address."""
    return {address: read(client.get(address)) for address in (*(route.address(site) for route in routes), *NOWHERE)}


def unguarded(answer: Answer) -> list[str]:
    """What of its headers would let something inline run, or be kept on the way."""
    headers, policy = answer.headers, answer.headers["Content-Security-Policy"]
    guarded = {
        "may be kept": "no-store" in headers["Cache-Control"],
        "may be framed": headers["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in policy,
        "may be guessed at": headers["X-Content-Type-Options"] == "nosniff",
        "asks others": "default-src 'self'" in policy and "object-src 'none'" in policy and "http" not in policy and "*" not in policy,
        "lets inline run": "unsafe" not in policy,
    }
    return [fault for fault, good in guarded.items() if not good]
