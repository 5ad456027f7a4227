"""The short form of the damaged and forged files; `make campaign` reads 100,000."""

import os
import time
from collections.abc import Callable

import pytest

from bangfu.rules.refusal import Refused
from tests.campaigns import files
from tests.campaigns.files import campaign, file_of

pytestmark = pytest.mark.once
def test_a_thousand_damaged_files_end_in_rows_or_in_a_sentence() -> None:
    found = campaign(1000, seed=11)
    assert (found.fallen, found.which) == (0, []), found.fell
    assert found.in_rows + found.refused == 1000
    assert found.in_rows > 150 and found.refused > 150, "nearly all ended alike: the mutations reach nothing"


def test_a_file_can_be_made_again_from_its_seed_and_number() -> None:
    assert [file_of(5, number) for number in range(20)] == [file_of(5, number) for number in range(20)]
    assert len({file_of(5, number) for number in range(20)}) > 15


def _raise() -> str:
    raise KeyError("x")


def _spin() -> str:
    while True:
        time.process_time()


def _eat() -> str:
    return str(len(bytearray(3 << 30)))


def _mumble() -> str:
    raise Refused("no")


@pytest.mark.parametrize(("befalls", "told"), [
    (_raise, "KeyError"), (_spin, "too slow"), (_eat, "MemoryError"), (_mumble, "no whole sentence: no"), (os.abort, "killed the process (SIGABRT)"),
])
def test_whatever_befalls_a_file_is_seen(monkeypatch: pytest.MonkeyPatch, befalls: Callable[[], str], told: str) -> None:
    """Otherwise a campaign in which nothing fell would show nothing."""
    monkeypatch.setattr(files, "_read", lambda _content: befalls())
    monkeypatch.setattr(files, "SECONDS", 0.2)
    found = campaign(2, seed=1)
    assert (found.fell, found.which) == ({told: 2}, [0, 1])
