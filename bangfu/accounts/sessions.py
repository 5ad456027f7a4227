"""Where sessions are kept: a store for Django over a table that knows whose a session is, from where, and how long it may last."""

import hashlib
import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from bangfu.accounts.models import Session

log = logging.getLogger("bangfu.door")
WORDS = "_messages"                 # what django.contrib.messages keeps there: the sentence that a deed is done, for the next page
SEEN_EVERY = timedelta(minutes=1)   # a session is seen at most this often, so that looking costs a write a minute


class SessionStore(SessionBase):
    """A session of one browser. `ended` says at the door why the one it came with is over, '' where it came with none."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.row: Session | None = None
        self.ended = ""
        self._told: dict[str, Any] = {}

    def begins(self, **told: Any) -> None:
        """Somebody has just come in: `address`, `device`, `idle_minutes`, `longest_hours` of the row."""
        self._told, self.modified = {**told, "begun_at": timezone.now()}, True

    def touch(self) -> None:
        """Notes that the person is there, at most once in SEEN_EVERY."""
        now = timezone.now()
        if self.row and self.row.user_id and now - self.row.seen_at >= SEEN_EVERY:
            Session.objects.filter(pk=self.row.pk).update(seen_at=now)
            self.row.seen_at = now

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing of one that is over, and its key is given up."""
        self.row = Session.objects.filter(pk=digest(self.session_key or "")).first()
        self.ended = self.row.over(timezone.now()) if self.row else ""
        if self.row and not self.ended:
            return self.decode(self.row.session_data)
        self._session_key = None
        return {}

    def exists(self, session_key: str) -> bool:
        """Whether the key is in use."""
        return Session.objects.filter(pk=digest(session_key)).exists()

    def create(self) -> None:
        """Begins one under a key nobody has."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            with suppress(CreateError):
                self.save(must_create=True)
                self.modified = True
                return

    def save(self, must_create: bool = False) -> None:
        """Writes what it holds. A session that was ended meanwhile stays ended: UpdateError. Where nothing is new but the sentence that a deed is done, and the
        database is busy or away by now, the sentence is lost and not the answer: the deed stays done, and nobody is told otherwise."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        user = data.get(SESSION_KEY)
        kept = {
            "session_data": self.encode(data), "expire_date": self.get_expiry_date(), "user_id": int(user) if user else None, "seen_at": timezone.now(), **self._told,
        }
        try:
            self._write(digest(self.session_key), kept, must_create)
        except (OperationalError, InterfaceError) as error:
            if must_create or not self._has_only_words(data):
                raise
            log.warning("the sentence that a deed is done was lost: %s", type(error.__cause__ or error).__name__)
        return None

    def _has_only_words(self, data: Mapping[str, Any]) -> bool:
        """Whether the row holds all of it but what is said on the next page."""
        before = self.decode(self.row.session_data) if self.row and not self._told else None
        return before is not None and {**before, WORDS: ""} == {**data, WORDS: ""}

    def _write(self, key: str, kept: Mapping[str, Any], must_create: bool) -> None:
        if not must_create:
            if not Session.objects.filter(pk=key, ended="").update(**kept):
                raise UpdateError
            return
        try:
            with transaction.atomic():
                self.row = Session.objects.create(session_key=key, **kept)
        except IntegrityError as error:
            raise CreateError from error

    def delete(self, session_key: str | None = None) -> None:
        """Forgets a session whole."""
        key = session_key or self.session_key
        if key:
            Session.objects.filter(pk=digest(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """What `clearsessions` of Django does."""
        clear_sessions()


def digest(key: str) -> str:
    """What stands in the table for the key a browser holds."""
    return hashlib.sha256(key.encode()).hexdigest()


def end_sessions(user_id: int, how: str, *, but: UUID | None = None, mark: UUID | None = None) -> int:
    """Ends the open sessions of a user: all, all `but` one, or the one with a `mark`. Returns how many. What they held is emptied."""
    found = Session.objects.filter(user_id=user_id, ended="")
    found = found.exclude(mark=but) if but else found
    return (found.filter(mark=mark) if mark else found).update(ended=how, session_data="")


def keep_within(user_id: int, most: int, how: str) -> int:
    """Ends those of a user's open sessions seen longest ago, so that one more is no more than `most`. Returns how many."""
    now = timezone.now()
    still = [one for one in Session.objects.filter(user_id=user_id, ended="").order_by("-seen_at") if not one.over(now)]
    gone = [one.pk for one in still[most - 1:]]
    return Session.objects.filter(pk__in=gone).update(ended=how, session_data="") if gone else 0


def tell_others(user_id: int, words: str) -> None:
    """Has the other open sessions of a user say that somebody came in elsewhere; '' takes it back."""
    Session.objects.filter(user_id=user_id, ended="").update(elsewhere=words)


def hold_to(user_ids: list[int], *, idle_minutes: int, longest_hours: int) -> None:
    """New limits for sessions that are open already."""
    Session.objects.filter(user_id__in=user_ids, ended="").update(idle_minutes=idle_minutes, longest_hours=longest_hours)


def clear_sessions() -> int:
    """Removes what has been over for a day. Returns how many."""
    since = timezone.now() - timedelta(days=1)
    return Session.objects.filter(seen_at__lt=since, expire_date__lt=since).delete()[0]
