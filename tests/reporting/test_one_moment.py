"""What is counted twice to see whether it is the same is counted as it stood at one moment, though people work on."""

from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from bangfu.facts.models import NOW
from bangfu.organization.actor import PROGRAM
from bangfu.registry import actions, counts, name_keys
from bangfu.registry.models import PersonRecord
from bangfu.reporting import kept
from bangfu.walls.reach import whole_county
from tests.county import County
from tests.registry.founded import Shape, founded


@whole_county("a thread of its own")
def _leaves() -> None:
    """Somebody is struck off, and what follows from that is kept anew; as another who works does, by a connection of their own."""
    try:
        one = PersonRecord.objects.filter(**NOW.filters()).exclude(relation="户主").order_by("-id")[0]
        actions.leave_register(PROGRAM, person=one.person_id, kind="moved_out", on=timezone.localdate(), reason="迁往外县")
        kept.count_anew()
    finally:
        connection.close()


@pytest.mark.parametrize(("module", "read", "differing"), [
    (counts, "_now_by_place", counts.differing), (name_keys, "_people", name_keys.differing_keys), (kept, "_tallied", kept.differing),
], ids=["counters", "keys of names", "figures"])
def test_nothing_differs_because_somebody_works_on(
    fresh_database: str, county: County, monkeypatch: pytest.MonkeyPatch, module: Any, read: str, differing: Callable[[], dict[str, Any]],
) -> None:
    founded(Shape(households=4))
    kept.count_anew()
    first, worked = getattr(module, read), list[bool]()

    def then(*args: Any) -> Any:
        found = first(*args)
        found = list(found) if isinstance(found, Iterator) else found
        if not worked:
            worked.append(True)
            clerk = Thread(target=_leaves)
            clerk.start()
            clerk.join()
        return found
    people = PersonRecord.objects.filter(**NOW.filters()).count()
    monkeypatch.setattr(module, read, then)
    assert differing() == {} and worked and PersonRecord.objects.filter(**NOW.filters()).count() == people - 1
    assert differing() == {}, "nor afterwards"
