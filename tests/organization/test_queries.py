"""Scope: who reaches what, closed by default."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from bangfu.organization.actions import appoint, create_post, relieve
from bangfu.organization.actor import NOBODY, PROGRAM, Actor
from bangfu.organization.models import Place
from bangfu.organization.queries import (
    actor_again,
    actor_for,
    children,
    home,
    place,
    place_names,
    places_reached,
    posts_of,
    villages_by_name,
)
from bangfu.organization.queries import county as county_of
from bangfu.rules.place_code import CodeRange
from tests.county import (
    COUNTY,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    OTHER_COUNTY,
    OTHER_TOWNSHIP,
    PLACES,
    SINCE,
    THIRD_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    County,
)

IN_TOWNSHIP = {TOWNSHIP, VILLAGE, NEXT_VILLAGE, THIRD_VILLAGE}
IN_COUNTY = {code for code in PLACES if code.startswith(COUNTY)}


@pytest.mark.parametrize(("who", "reaches"), [
    ("village_clerk", {VILLAGE}), ("township_clerk", IN_TOWNSHIP), ("county_officer", IN_COUNTY), ("administrator", IN_COUNTY),
    ("neighbour", {code for code in PLACES if code.startswith(OTHER_TOWNSHIP)}), ("stranger", {code for code in PLACES if code.startswith(OTHER_COUNTY)}),
    ("former", set()), ("nobody", set()),
])
def test_each_of_the_cast_reaches_their_own_places_and_no_other(county: County, who: str, reaches: set[str]) -> None:
    assert {row.code for row in places_reached(getattr(county, who))} == reaches


def test_without_a_post_nothing_is_seen_and_nothing_may_be_done(county: County) -> None:
    for by in (NOBODY, county.nobody, county.former):
        assert by.ranges == () and by.post_id is None and places_reached(by) == [] and home(by) is None and place(by, VILLAGE) is None
        assert not by.can("registry.look") and not by.can("registry.look", at=VILLAGE)


def several(county: County, *ranges: CodeRange) -> Actor:
    """The nobody, given a post with a set of ranges."""
    post = create_post(PROGRAM, title="片区联系人", role="township_clerk", place=TOWNSHIP, reaches=ranges, since=SINCE)
    user = county.user("nobody")
    appoint(PROGRAM, user=user, post=post, since=SINCE)
    return actor_for(user)


@pytest.mark.parametrize(("ranges", "reaches"), [
    ([CodeRange.under(VILLAGE), CodeRange.under(FAR_VILLAGE)], {VILLAGE, FAR_VILLAGE}),                      # 联系村 in two townships
    ([CodeRange.under(VILLAGE), CodeRange.under(NEXT_VILLAGE)], {VILLAGE, NEXT_VILLAGE}),                    # 片区: two of three villages
    ([CodeRange.under(TOWNSHIP), CodeRange.under(VILLAGE)], IN_TOWNSHIP),                                    # one within the other
    ([CodeRange(VILLAGE, THIRD_VILLAGE)], {VILLAGE, NEXT_VILLAGE}),                                          # half-open: the last is left out
])
def test_a_post_may_reach_a_small_set_of_ranges(county: County, ranges: list[CodeRange], reaches: set[str]) -> None:
    by = several(county, *ranges)
    assert {row.code for row in places_reached(by)} == reaches
    assert {code for code in PLACES if by.can("registry.look", at=code)} == reaches
    assert set(Place.objects.filter(by.scope("code")).values_list("code", flat=True)) == reaches


def test_ranges_that_touch_are_asked_about_once(county: County) -> None:
    assert len(several(county, CodeRange.under(VILLAGE), CodeRange.under(TOWNSHIP)).ranges) == 1


def test_a_neighbour_whose_code_begins_alike_is_not_reached(county: County) -> None:
    assert not county.village_clerk.can("registry.look", at=VILLAGE[:-1] + "2")
    assert not county.township_clerk.can("registry.look", at=COUNTY)
    assert county.village_clerk.can("registry.look", at=VILLAGE + "001")   # a grid of the village


def test_a_place_above_is_known_by_name_only_on_the_way_to_one_s_own(county: County) -> None:
    by = county.village_clerk
    assert [bool(place(by, code)) for code in (COUNTY, TOWNSHIP, VILLAGE, NEXT_VILLAGE, OTHER_TOWNSHIP, OTHER_COUNTY)] == [True, True, True, False, False, False]
    assert [row.code for row in children(by, COUNTY)] == [TOWNSHIP]
    assert [row.code for row in children(by, TOWNSHIP)] == [VILLAGE]


def test_a_post_is_held_from_its_first_day_until_its_last(county: County) -> None:
    user = county.user("nobody")
    post = create_post(PROGRAM, title="镇经办", role="township_clerk", place=TOWNSHIP, since=SINCE)
    holding = appoint(PROGRAM, user=user, post=post, since=date(2024, 3, 1))
    relieve(PROGRAM, holding=holding, on=date(2024, 6, 1))
    held = {day: bool(posts_of(user, on=day)) for day in (date(2024, 2, 29), date(2024, 3, 1), date(2024, 5, 31), date(2024, 6, 1))}
    assert list(held.values()) == [False, True, True, False]


def test_relieved_today_reaches_nothing_from_now_on(county: County) -> None:
    user = county.user("township_clerk")
    relieve(PROGRAM, holding=user.holdings.get())
    assert places_reached(actor_for(user)) == []


def test_an_inactive_account_holds_no_post(county: County) -> None:
    user = county.user("township_clerk")
    user.is_active = False
    assert posts_of(user) == [] and actor_for(user).ranges == ()


def test_who_holds_two_posts_acts_from_one_at_a_time(county: County) -> None:
    user = county.user("village_clerk")
    second = create_post(PROGRAM, title="柳溪乡经办", role="township_clerk", place=OTHER_TOWNSHIP, since=SINCE)
    appoint(PROGRAM, user=user, post=second)
    first = actor_for(user)
    other = actor_for(user, second.pk)
    assert (first.place_code, other.place_code) == (VILLAGE, OTHER_TOWNSHIP)
    assert not first.can("registry.look", at=FAR_VILLAGE) and not other.can("registry.look", at=VILLAGE)


def test_a_post_one_does_not_hold_cannot_be_named(county: County) -> None:
    stolen = county.county_officer.post_id
    assert actor_for(county.user("village_clerk"), stolen).place_code == VILLAGE


def test_a_job_acts_with_the_rights_its_asker_has_now(county: County) -> None:
    by = county.township_clerk
    assert actor_again(by.user_id, by.post_id) == by
    relieve(PROGRAM, holding=county.user("township_clerk").holdings.get())
    assert actor_again(by.user_id, by.post_id).ranges == ()
    assert actor_again(None, None) == PROGRAM
    assert actor_again(999_999_999, by.post_id) == NOBODY


def test_a_job_asked_for_at_one_post_does_not_go_on_at_another(county: County) -> None:
    user, by = county.user("village_clerk"), county.village_clerk
    second = create_post(PROGRAM, title="县主管", role="county_officer", place=COUNTY, since=SINCE)
    appoint(PROGRAM, user=user, post=second, since=SINCE)
    relieve(PROGRAM, holding=user.holdings.get(post_id=by.post_id), on=timezone.localdate() - timedelta(days=1))
    assert actor_again(by.user_id, by.post_id).ranges == ()


def test_names_and_homes(county: County) -> None:
    assert place_names([VILLAGE, TOWNSHIP, "999999"]) == {VILLAGE: "上垟村", TOWNSHIP: "青石镇"}
    found = home(county.township_clerk)
    assert found and (found.code, found.level, found.parent) == (TOWNSHIP, "township", COUNTY)
    mine = county_of(county.village_clerk)
    assert mine and mine.name == "云岫县"
    assert villages_by_name([CodeRange.under(COUNTY)])["青石镇", "上垟村"] == VILLAGE
    assert ("泉口镇", "泉头村") not in villages_by_name([CodeRange.under(COUNTY)])
