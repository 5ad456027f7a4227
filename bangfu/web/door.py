"""What the front door keeps of somebody in their session, and where they must go before anything else."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from bangfu.accounts import actions, queries
from bangfu.organization.queries import actor_for
from bangfu.rules.device import device_words
from bangfu.rules.door import ENDS, is_due

HALF = "half"     # who has said the password and not yet the code: account, moment, address wanted
MUST = "must"     # the address name of what is to be done before anything else
LAST = "last_in"  # when and from where one came in before this time
PATIENCE = timedelta(minutes=5)   # between password and code
BACKEND = "django.contrib.auth.backends.ModelBackend"
FORCED = ("my_password", "my_second_step")


def address_of(request: HttpRequest) -> str:
    """The machine a request comes from. Behind TLS the proxy says so, in the last part of X-Forwarded-For, which it wrote itself."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return (forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))[:45]


def onward(request: HttpRequest, wanted: str) -> str:
    """Where somebody wanted to go, if that is an address of ours, from its root; else the desk."""
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=settings.HTTPS)
    return wanted if safe else reverse("today")


def half_way(request: HttpRequest, user: Any, onward: str) -> None:
    """Keeps that somebody has said their password, for as long as it takes to look at a phone."""
    request.session.flush()
    request.session[HALF] = {"user": user.pk, "at": timezone.now().timestamp(), "onward": onward}


def who_is_half_way(request: HttpRequest) -> tuple[Any, str]:
    """Who has said their password in the last minutes, and where they wanted to go; (None, "") for nobody."""
    half = request.session.get(HALF)
    if not half or timezone.now().timestamp() - half["at"] > PATIENCE.total_seconds():
        return None, ""
    return queries.active_user(half["user"]), half["onward"]


def come_in(request: HttpRequest, user: Any) -> None:
    """Lets somebody in who has said all that was asked. The session begins anew, knows from where, and what must be done first."""
    by, before, door = actor_for(user), queries.last_sign_in(user), queries.door_for(user)
    where = {"address": address_of(request), "device": device_words(request.headers.get("User-Agent", ""))}
    must = must_first(user)
    request.session.flush()
    actions.note_sign_in(by, user=user, **where)
    login(request, user, backend=BACKEND)
    request.session.begins(**where, idle_minutes=door.idle_minutes, longest_hours=door.longest_hours)  # type: ignore[attr-defined]
    if before:
        request.session[LAST] = {"at": before.at.isoformat(), "where": before.reason}
    if must:
        request.session[MUST] = must


def must_first(user: Any) -> str:
    """The address name of what somebody must do before anything else; "" for nothing."""
    if user.must_change_password or is_due(user.password_set_at, queries.door_for(user).password_days, timezone.now()):
        return FORCED[0]
    return FORCED[1] if queries.must_say_code(user) and not queries.second_step_of(user) else ""


def done_first(request: HttpRequest, user: Any) -> None:
    """Something that had to be done first is done: on to the next, or in."""
    request.session.pop(MUST, None)
    if must := must_first(user):
        request.session[MUST] = must


def why_out(request: HttpRequest) -> str:
    """Why the session a browser came with is over (`rules.door.ENDS`); "" where it came with none."""
    ended = getattr(request.session, "ended", "")
    return ended if ended in ENDS else ""


def this_session(request: HttpRequest) -> UUID | None:
    """What pages and actions name this very session by."""
    row = getattr(request.session, "row", None)
    return row.mark if row else None


def elsewhere(request: HttpRequest) -> str:
    """When and from where somebody came into the same account since, "" for nobody."""
    row = getattr(request.session, "row", None)
    return row.elsewhere if row else ""


def last_in(request: HttpRequest) -> dict[str, Any] | None:
    """When (`at`) and from where (`where`) one came in before this time."""
    kept = request.session.get(LAST)
    return {"at": datetime.fromisoformat(kept["at"]), "where": kept["where"]} if kept else None
