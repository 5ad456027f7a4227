"""Two workers keep the same schedule; each minute both want to count."""

import threading
import time

import pytest
from django.db import connection, transaction

from bangfu.reporting import kept
from bangfu.reporting.models import CountedVillage
from bangfu.walls.reach import whole_county
from tests.county import VILLAGE, County


def test_who_counts_a_village_that_is_being_counted_waits_and_counts_after_the_other(
    fresh_database: str, county: County, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept, "_tallied", lambda villages: {})   # so that both are at the writing at once
    counted = threading.Event()

    @whole_county("a thread of the test's own")
    def another() -> None:
        with transaction.atomic():
            kept.count_anew([VILLAGE])
            counted.set()
            time.sleep(0.4)
        connection.close()

    thread = threading.Thread(target=another)
    thread.start()
    assert counted.wait(20)
    kept.count_anew([VILLAGE])
    thread.join()
    assert CountedVillage.objects.filter(place_code=VILLAGE).count() == 1
