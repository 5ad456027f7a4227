"""What is asked of the journal about one subject and one user."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from bangfu.journal.actions import Subject, record
from bangfu.journal.queries import entries, entries_of, looked_at, looks_of
from bangfu.organization.actor import PROGRAM, Actor
from tests.county import FAR_VILLAGE, VILLAGE, County
from tests.journal.stories import Family, added, renamed


@transaction.atomic
def unmasked(by: Actor, family: Family, at: str, reason: str) -> None:
    record(by, "person.unmasked", Subject("person", str(family.person.pk), "甲一", key=family.key.pk), at=at, reason=reason)


@pytest.fixture
def moved_away(county: County) -> tuple[str, str]:
    """A household with entries at two places: registered here, corrected where it moved to, in another township."""
    family = added(name="甲一")
    family.record.place_code = VILLAGE
    renamed(family, "甲二", reason="在老家写的")
    with transaction.atomic():
        record(PROGRAM, "household.moved", family.subject, at=FAR_VILLAGE, reason="搬到新家")
    return "household", str(family.household.pk)


def test_the_whole_story_is_told_where_the_subject_stands_now(county: County, moved_away: tuple[str, str]) -> None:
    told = entries_of(county.neighbour, moved_away, stands_at=FAR_VILLAGE)
    assert [(one.verb, one.place_code) for one in told] == [("household.moved", FAR_VILLAGE), ("person.corrected", VILLAGE), ("household.added", VILLAGE)]
    assert [one.verb for one in entries(county.neighbour, subject=moved_away)] == ["household.moved"], "by place only its own entries are seen"


@pytest.mark.parametrize("who", ["village_clerk", "stranger", "nobody", "former"])
def test_who_does_not_reach_where_it_stands_hears_nothing(county: County, moved_away: tuple[str, str], who: str) -> None:
    assert entries_of(getattr(county, who), moved_away, stands_at=FAR_VILLAGE) == []
    assert looked_at(getattr(county, who), moved_away, stands_at=FAR_VILLAGE) == []


def test_a_story_is_told_in_pages(county: County, moved_away: tuple[str, str]) -> None:
    first = entries_of(county.neighbour, moved_away, stands_at=FAR_VILLAGE, limit=2)
    rest = entries_of(county.neighbour, moved_away, stands_at=FAR_VILLAGE, limit=2, before=first[-1].id)
    assert [len(first), len(rest)] == [2, 1] and rest[0].verb == "household.added"


def test_who_looked_is_told_latest_first_and_nothing_else(county: County) -> None:
    family, other = added(name="甲一"), added(name="乙一")
    unmasked(county.village_clerk, family, VILLAGE, "入户核对")
    unmasked(county.township_clerk, family, VILLAGE, "电话核对")
    unmasked(county.township_clerk, other, VILLAGE, "别人")
    renamed(family, "甲二")
    told = looked_at(county.county_officer, ("person", str(family.person.pk)), stands_at=VILLAGE)
    assert [(one.user_name, one.reason) for one in told] == [(county.township_clerk.name, "电话核对"), (county.village_clerk.name, "入户核对")]


def test_looks_are_counted_by_user_and_day(county: County) -> None:
    family, today = added(name="甲一"), timezone.localdate()
    for _ in range(3):
        unmasked(county.township_clerk, family, VILLAGE, "核对")
    renamed(family, "甲二")
    assert looks_of(county.township_clerk.user_id, today) == 3
    assert looks_of(county.village_clerk.user_id, today) == looks_of(county.township_clerk.user_id, today - timedelta(days=1)) == 0
