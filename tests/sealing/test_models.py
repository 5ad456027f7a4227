"""Subject keys: destroying one makes what it sealed unreadable for ever."""

import secrets
from uuid import UUID

import pytest

from bangfu.facts.models import new_id
from bangfu.sealing.models import SubjectKey, new_subject_key
from bangfu.sealing.ring import Tampered, ring


@pytest.mark.django_db
def test_a_subject_s_key_is_itself_sealed_and_comes_back_whole() -> None:
    secret = secrets.token_bytes(32)
    kept = new_subject_key(new_id(), secret)
    kept.save()
    again = SubjectKey.objects.get(pk=kept.pk)
    assert again.key == secret
    assert secret.hex() not in again.wrapped


@pytest.mark.django_db
def test_a_destroyed_key_opens_nothing() -> None:
    kept = new_subject_key(new_id(), secrets.token_bytes(32))
    token = ring().seal_bytes(b"changes", "journal changes", key=kept.key)
    kept.wrapped = ""
    kept.save()
    assert SubjectKey.objects.get(pk=kept.pk).key is None
    with pytest.raises(Tampered):
        ring().unseal_bytes(token, "journal changes", key=secrets.token_bytes(32))


def test_a_key_belongs_to_its_subject() -> None:
    assert new_subject_key(UUID(int=7), bytes(32)).pk == UUID(int=7)
