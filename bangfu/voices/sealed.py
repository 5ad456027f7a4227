"""What a voice says lies sealed under a key of its own, so that destroying one key forgets it: the words, the replies and the writer's name."""

import secrets
from collections.abc import Iterable, Mapping
from uuid import UUID

from bangfu.sealing.models import SubjectKey, new_subject_key
from bangfu.sealing.ring import ring

WORDS, WRITER, WHO = "voices.words", "voices.writer", "voices.who"
FORGOTTEN = "（已销毁）"


def fresh_key(voice: UUID) -> tuple[SubjectKey, bytes]:
    """An unsaved key row for a new voice, and the key."""
    secret = secrets.token_bytes(32)
    return new_subject_key(voice, secret), secret


def seal(clear: str, purpose: str, key: bytes) -> str:
    """A token of `clear` under a voice's key."""
    return ring().seal_bytes(clear.encode(), purpose, key=key) if clear else ""


def opened(token: str, purpose: str, key: bytes | None) -> str:
    """The clear words; FORGOTTEN when the key is destroyed."""
    if not token:
        return ""
    return FORGOTTEN if key is None else ring().unseal_bytes(token, purpose, key=key).decode()


def keys_of(voices: Iterable[UUID]) -> Mapping[UUID, bytes | None]:
    """The keys of voices in one query; None for one that is destroyed."""
    return {one.id: one.key for one in SubjectKey.objects.filter(id__in=set(voices))}


def index_of(user_id: int | None) -> str:
    """The blind index of an account: without the county's keys nobody can tell which account wrote what."""
    return ring().blind_index(str(user_id), WHO) if user_id is not None else ""
