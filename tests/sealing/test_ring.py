"""Sealing and unsealing; what is wrong is said loudly, never guessed."""

import dataclasses
import hmac
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.sealing.ring import ALGORITHMS, KeyLost, Ring, Tampered, ring

CLEAR = "990121199003070017"   # an ID number on a region code that is in no use


def a_ring(algorithm: str = "a1") -> Ring:
    return Ring(sealing={"k1": bytes(range(32))}, current="k1", algorithm=algorithm, index=(bytes(32),))


@pytest.mark.parametrize("algorithm", sorted(ALGORITHMS))   # AES-256-GCM (NIST SP 800-38D), SM4-GCM (GB/T 32907-2016)
@given(clear=st.text(min_size=1))
def test_what_was_sealed_is_read_again(algorithm: str, clear: str) -> None:
    one = a_ring(algorithm)
    token = one.seal(clear, "person.id_number")
    assert one.unseal(token, "person.id_number") == clear
    assert token.startswith(f"{algorithm}.k1.")


@pytest.mark.parametrize("algorithm", sorted(ALGORITHMS))
def test_nothing_of_the_number_shows_in_its_token_and_no_two_tokens_are_alike(algorithm: str) -> None:
    tokens = {a_ring(algorithm).seal(CLEAR, "p") for _ in range(50)}
    assert len(tokens) == 50
    assert not any(CLEAR[start:start + 6] in token for token in tokens for start in range(len(CLEAR) - 6))


def test_absence_is_seen_without_a_key() -> None:
    assert a_ring().seal("", "p") == "" and a_ring().unseal("", "p") == "" and a_ring().blind_index("", "p") == ""


@pytest.mark.parametrize("algorithm", sorted(ALGORITHMS))
def test_a_token_moved_to_another_column_does_not_open(algorithm: str) -> None:
    token = a_ring(algorithm).seal(CLEAR, "person.id_number")
    with pytest.raises(Tampered, match="person.phone"):
        a_ring(algorithm).unseal(token, "person.phone")


@pytest.mark.parametrize("algorithm", sorted(ALGORITHMS))
def test_a_token_altered_in_any_place_does_not_open(algorithm: str) -> None:
    head, payload = a_ring(algorithm).seal(CLEAR, "p").rsplit(".", 1)
    for place in range(0, len(payload) - 2, 3):
        other = "A" if payload[place] != "A" else "B"
        with pytest.raises(Tampered):
            a_ring(algorithm).unseal(f"{head}.{payload[:place]}{other}{payload[place + 1:]}", "p")


def test_a_token_does_not_open_under_the_other_algorithm() -> None:
    token = a_ring("a1").seal(CLEAR, "p").replace("a1.", "s1.", 1)
    with pytest.raises(Tampered):
        a_ring().unseal(token, "p")


def test_old_tokens_open_after_key_and_algorithm_have_changed() -> None:
    old = a_ring("a1")
    token = old.seal(CLEAR, "p")
    new = dataclasses.replace(old, sealing={**old.sealing, "k2": b"\1" * 32}, current="k2", algorithm="s1")
    assert new.unseal(token, "p") == CLEAR
    assert new.seal(CLEAR, "p").startswith("s1.k2.")


def test_a_lost_key_is_named() -> None:
    token = a_ring().seal(CLEAR, "p")
    with pytest.raises(KeyLost, match="k1"):
        dataclasses.replace(a_ring(), sealing={"k9": bytes(32)}, current="k9").unseal(token, "p")


def test_a_key_of_the_same_name_with_another_content_opens_nothing() -> None:
    token = a_ring().seal(CLEAR, "p")
    with pytest.raises(Tampered):
        dataclasses.replace(a_ring(), sealing={"k1": b"\2" * 32}).unseal(token, "p")


def test_a_subject_s_own_key_is_needed_for_what_it_sealed() -> None:
    own = b"\3" * 32
    token = a_ring().seal_bytes(b"changes", "journal", key=own)
    assert a_ring().unseal_bytes(token, "journal", key=own) == b"changes"
    with pytest.raises(KeyLost):
        a_ring().unseal_bytes(token, "journal")
    with pytest.raises(Tampered):
        a_ring().unseal_bytes(token, "journal", key=b"\4" * 32)


def test_equal_numbers_have_equal_blind_indexes_within_one_purpose_only() -> None:
    one = a_ring()
    assert one.blind_index(CLEAR, "id") == one.blind_index(CLEAR, "id")
    assert len({one.blind_index(CLEAR, "id"), one.blind_index(CLEAR, "phone"), one.blind_index(CLEAR[:17] + "5", "id")}) == 3
    assert len(one.blind_index(CLEAR, "id")) == 32
    assert dataclasses.replace(one, index=(b"\5" * 32,)).blind_index(CLEAR, "id") != one.blind_index(CLEAR, "id")


def test_the_first_start_makes_a_ring_that_only_its_owner_reads(fresh_ring: Path) -> None:
    token = ring().seal(CLEAR, "p")
    path = fresh_ring / "keys" / "ring.json"
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert CLEAR not in path.read_text()
    ring.cache_clear()
    assert ring().unseal(token, "p") == CLEAR


def test_a_ring_that_is_gone_is_never_replaced_by_a_new_one(fresh_ring: Path) -> None:
    ring()
    (fresh_ring / "data" / "sealed").mkdir(parents=True)
    (fresh_ring / "keys" / "ring.json").unlink()
    ring.cache_clear()
    with pytest.raises(KeyLost, match="backup"):
        ring()
    assert not (fresh_ring / "keys" / "ring.json").exists()


def test_each_county_s_keys_are_its_own(fresh_ring: Path) -> None:
    first = json.loads((_made() / "ring.json").read_text())
    (fresh_ring / "keys" / "ring.json").unlink()
    ring.cache_clear()
    second = json.loads((_made() / "ring.json").read_text())
    assert first["sealing"]["k1"] != second["sealing"]["k1"] and first["index"] != second["index"]


def _made() -> Path:
    from django.conf import settings

    ring()
    return Path(settings.KEYS)


def test_a_blind_index_is_an_hmac() -> None:
    for text in ("990101199001011234", "汉字", "x" * 500):
        assert a_ring().blind_index(text, "phone") == hmac.new(a_ring().index[0], f"phone\0{text}".encode(), "sha256").hexdigest()[:32]
