"""The chain's arithmetic: digests, hashes, the Merkle root."""

import hashlib
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.journal.chain import entry_hash, line, merkle_root
from bangfu.journal.digest import plain, row_digest
from bangfu.journal.models import Head

LEAVES = st.lists(st.text(max_size=8), max_size=33)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(("value", "text"), [
    (None, "\x00"), ("", ""), (True, "1"), (False, "0"), (7, "7"), (date(2026, 3, 1), "2026-03-01"), (Decimal("1.50"), "1.50"), (UUID(int=1), str(UUID(int=1))),
    (datetime(2026, 3, 1, 8, tzinfo=timezone(timedelta(hours=8))), "2026-03-01T00:00:00.000000+00:00"),
])
def test_a_value_has_one_spelling(value: object, text: str) -> None:
    assert plain(value) == text


def test_nothing_and_empty_are_not_the_same() -> None:
    assert plain(None) != plain("")


def test_the_digest_of_a_row_covers_every_column_of_its_content() -> None:
    kept = row_digest(Head(chain="990121001", number=1, hash="a"))
    assert kept == row_digest(Head(chain="990121001", number=1, hash="a")) and len(kept) == 34 and kept.startswith("2:")
    assert len({kept, *(row_digest(Head(**{"chain": "990121001", "number": 1, "hash": "a", **other})) for other in (
        {"chain": "990121002"}, {"number": 2}, {"hash": "b"},
    ))}) == 4


def test_a_line_names_table_row_and_digest() -> None:
    assert line("+", Head(chain="990121001"), "abc") == "+ journal_head 990121001 abc"
    assert line("-", Head(chain="990121001")) == "- journal_head 990121001"


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_entries_that_say_something_else_hash_to_something_else(one: list[str], other: list[str]) -> None:
    same = one == other
    # the separator may stand in no content: then a list of two could be spelt as a list of one
    if not any("\x1e" in part for part in [*one, *other]):
        assert (entry_hash("", one) == entry_hash("", other)) == same


def test_an_entry_hangs_on_the_one_before() -> None:
    assert entry_hash("a", ["x"]) != entry_hash("b", ["x"])


@pytest.mark.parametrize(("leaves", "root"), [
    ([], sha("")),
    (["a"], sha("\x00a")),
    (["a", "b"], sha("\x01" + sha("\x00a") + sha("\x00b"))),
    (["a", "b", "c"], sha("\x01" + sha("\x01" + sha("\x00a") + sha("\x00b")) + sha("\x00c"))),   # RFC 6962 §2.1: the odd one is carried up
])
def test_the_root_of_a_few_leaves_by_hand(leaves: list[str], root: str) -> None:
    assert merkle_root(leaves) == root


def by_definition(leaves: list[str]) -> str:
    """RFC 6962 §2.1 in its own words: split at the largest power of two below the length."""
    if len(leaves) < 2:
        return sha("\x00" + leaves[0]) if leaves else sha("")
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha("\x01" + by_definition(leaves[:half]) + by_definition(leaves[half:]))


@given(LEAVES)
def test_the_root_is_that_of_the_definition(leaves: list[str]) -> None:
    assert merkle_root(leaves) == by_definition(leaves)


@given(LEAVES.filter(bool), st.data())
def test_a_leaf_changed_moved_left_out_or_doubled_changes_the_root(leaves: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:place], leaves[place] + "x", *leaves[place + 1:]]
    shorter = [*leaves[:place], *leaves[place + 1:]]
    doubled = [*leaves[:place], leaves[place], *leaves[place:]]
    for other in (changed, shorter, doubled, leaves[::-1]):
        assert (merkle_root(other) == merkle_root(leaves)) == (other == leaves)
