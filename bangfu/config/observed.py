"""Every request as those who run the machine see it: counted by its route, and one line of the log when logs are JSON. Never who it was about: an address is told
without its query, an account by its number, and no name at all."""

import logging
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

BOUNDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)   # seconds; the last column holds whatever took longer
UNKNOWN, FILES = "(none)", "(static)"
log = logging.getLogger("bangfu.request")
now_under_way: ContextVar[dict[str, object] | None] = ContextVar("now_under_way", default=None)   # request and account, for every line written meanwhile
Answer = Callable[[HttpRequest], HttpResponse]


@dataclass
class Seen:
    """What this process has answered since it began: by (method, route, status), and how long it took in all and by `BOUNDS`."""

    answered: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    within: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0
    lock: Lock = field(default_factory=Lock)

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """One more answer."""
        with self.lock:
            self.answered[method, route, status] += 1
            self.within[bisect_left(BOUNDS, seconds)] += 1
            self.seconds += seconds

    def copy(self) -> "Seen":
        """As it stands at one moment."""
        with self.lock:
            return Seen(Counter(self.answered), list(self.within), self.seconds)


SEEN = Seen()


def observed(answer: Answer) -> Answer:
    """Stands outermost, so that whatever is answered is counted, by whomever."""
    def passed(request: HttpRequest) -> HttpResponse:
        told: dict[str, object] = {"request": uuid4().hex}
        mark, begun = now_under_way.set(told), time.perf_counter()
        try:
            response = answer(request)
            response["X-Request-ID"] = str(told["request"])
            _note(request, response.status_code, time.perf_counter() - begun, told)
            return response
        finally:
            now_under_way.reset(mark)
    return passed


def _note(request: HttpRequest, status: int, seconds: float, told: dict[str, object]) -> None:
    SEEN.note(request.method or "", route_of(request), status, seconds)
    if settings.LOGS_ARE_JSON:
        told["account"] = getattr(getattr(request, "actor", None), "user_id", None)
        log.info("answered", extra={"told": {"method": request.method, "path": request.path, "status": status, "ms": round(seconds * 1000, 1)}})


def route_of(request: HttpRequest) -> str:
    """The address as it is declared, so that no id stands in it and there are as many as there are pages."""
    if request.resolver_match is not None:
        return request.resolver_match.route or "/"
    return FILES if request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/") else UNKNOWN
