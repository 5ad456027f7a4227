"""Merges, splits, renames and new codes: each story, what everybody sees in the same second, each refusal, and undoing by the change back."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from bangfu.config.registered import count_anew, members_by_group
from bangfu.crosscheck.models import Cell, Run
from bangfu.facts.models import Placed
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization.actions import PlaceRow as Listed
from bangfu.organization.actions import add_grid, add_group, change_places, create_post, tag_place, take_in_places
from bangfu.organization.actor import PROGRAM
from bangfu.organization.changing import Line
from bangfu.organization.models import Group, Place, Post, Reach
from bangfu.organization.moving import BUSY, lying_models
from bangfu.organization.queries import actor_for, groups_of, place_names, places_changed, spans_of, tags_of
from bangfu.registry.counts import differing
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.registry.name_keys import differing_keys
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.walls.reach import whole_county
from tests.county import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, OTHER_COUNTY, OTHER_TOWNSHIP, SINCE, THIRD_VILLAGE, TOWNSHIP, VILLAGE, County
from tests.organization.lying import House, clerk, codes, house, ids, seen
from tests.untouched import everything

NEW = "990121001009"
WHY = {"document": "云政发〔2026〕7号", "reason": "村级区划调整"}
TODAY = timezone.localdate()


def change(*lines: Line, on: date | None = None, by: Any = PROGRAM, **rest: Any) -> Any:
    given = {**WHY, "members": members_by_group, "recount": count_anew, **rest}
    return change_places(by, lines=lines, on=on or timezone.localdate(), **given)


def merge_next_into_here() -> Any:
    return change(Line(NEXT_VILLAGE, VILLAGE, "上垟村"))


def counts_are_right() -> bool:
    return differing() == {} and differing_keys() == {} and verify().faults == []


# ── merges ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_village_merges_into_its_neighbour_and_everybody_sees_it_at_once(county: County) -> None:
    here, there, third = house(VILLAGE), house(NEXT_VILLAGE), house(THIRD_VILLAGE)
    old, far = clerk("下垟书记", NEXT_VILLAGE), clerk("石门书记", THIRD_VILLAGE)
    assert seen(county.village_clerk) == ids(here) and seen(old) == ids(there)
    done = merge_next_into_here()
    assert seen(county.user("village_clerk")) == seen(old) == ids(here, there)
    assert seen(far) == ids(third) and seen(county.user("neighbour")) == set() and seen(county.user("township_clerk")) == ids(here, there, third)
    assert codes(there) == {VILLAGE} and done.codes == {NEXT_VILLAGE, VILLAGE} and done.rows == 5
    assert set(PersonRecord.objects.filter(person=there.person).values_list("place_then", flat=True)) == {NEXT_VILLAGE}
    assert counts_are_right()


def test_the_old_place_ends_on_the_day_with_its_successor(county: County) -> None:
    on = timezone.localdate() - timedelta(days=30)
    change(Line(NEXT_VILLAGE, VILLAGE, "上垟村"), on=on)
    old, = spans_of(county.county_officer, NEXT_VILLAGE)
    assert (old.valid_from, old.valid_to, old.successor, old.successor_name) == (SINCE, on, VILLAGE, "上垟村")
    assert [one.valid_to for one in spans_of(county.county_officer, VILLAGE)] == [None]


def test_two_villages_become_a_new_one(county: County) -> None:
    here, there = house(VILLAGE), house(NEXT_VILLAGE)
    old = clerk("下垟书记", NEXT_VILLAGE)
    change(Line(VILLAGE, NEW, "双垟村"), Line(NEXT_VILLAGE, NEW, "双垟村"))
    assert seen(county.user("village_clerk")) == seen(old) == ids(here, there)
    assert Place.objects.get(code=NEW).name == "双垟村" and not Place.objects.filter(code__in=(VILLAGE, NEXT_VILLAGE), valid_to__gt=TODAY).exists()
    assert counts_are_right()


def test_the_entry_says_what_became_of_the_place_and_by_which_document(county: County) -> None:
    merge_next_into_here()
    entry = Entry.objects.get(verb="place.became")
    assert (entry.subject_id, entry.subject_label, entry.place_code) == (NEXT_VILLAGE, "下垟村 → 上垟村（990121001001）", VILLAGE)
    assert entry.reason == "云政发〔2026〕7号：村级区划调整"


def test_posts_follow_old_reach_ended_and_new_begun_in_the_same_entry(county: County) -> None:
    post = clerk("下垟书记", NEXT_VILLAGE).holdings.get().post
    merge_next_into_here()
    old, new = Reach.objects.filter(post=post).order_by("id")
    assert (old.lo, old.valid_to, new.lo, new.hi, new.valid_from) == (NEXT_VILLAGE, TODAY, VILLAGE, VILLAGE + ":", TODAY)
    assert old.recorded_in == new.recorded_in == Entry.objects.get(verb="place.became").pk
    assert Post.objects.get(pk=post.pk).place_code == VILLAGE


def test_a_village_of_one_delivery_may_merge_with_another_of_it(county: County) -> None:
    from bangfu.deliveries.models import DeliveredVillage
    from tests.deliveries.office import applied, families, national

    applied(county.township_clerk, national([*families(), *families("下垟村", share=2)]))
    merge_next_into_here()
    assert set(DeliveredVillage.objects.values_list("place_code", "place_then")) == {(VILLAGE, VILLAGE), (VILLAGE, NEXT_VILLAGE)}
    assert counts_are_right()


# ── renames and new codes ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_rename_keeps_the_code_and_moves_nothing(county: County) -> None:
    there = house(NEXT_VILLAGE)
    before = PersonRecord.objects.values().get()
    done = change(Line(NEXT_VILLAGE, NEXT_VILLAGE, "新垟村"))
    assert PersonRecord.objects.values().get() == before and codes(there) == {NEXT_VILLAGE} and done.rows == 0
    assert [(one.name, one.valid_to, one.successor) for one in spans_of(county.county_officer, NEXT_VILLAGE)] == [("新垟村", None, ""), ("下垟村", TODAY, "")]
    assert place_names([NEXT_VILLAGE]) == {NEXT_VILLAGE: "新垟村"} and verify().faults == []


def test_a_place_renamed_twice_on_one_day_has_the_last_name(county: County) -> None:
    change(Line(NEXT_VILLAGE, NEXT_VILLAGE, "新垟村"))
    change(Line(NEXT_VILLAGE, NEXT_VILLAGE, "新新村"))
    assert [one.name for one in spans_of(county.county_officer, NEXT_VILLAGE)] == ["新新村", "下垟村"]


def test_a_village_goes_to_another_township_under_a_new_code(county: County) -> None:
    moved, stayed, code = house(VILLAGE), house(NEXT_VILLAGE), "990121002009"
    change(Line(VILLAGE, code, "上垟村"))
    assert codes(moved) == {code} and seen(county.user("village_clerk")) == ids(moved)
    assert seen(county.user("township_clerk")) == ids(stayed) and seen(county.user("neighbour")) == ids(moved)
    assert Entry.objects.get(verb="place.became").chain == OTHER_TOWNSHIP and counts_are_right()


def test_a_township_goes_on_under_another_code_with_its_villages(county: County) -> None:
    houses = [house(VILLAGE), house(NEXT_VILLAGE)]
    change(Line(TOWNSHIP, "990121005", "青石街道"))
    assert [codes(one) for one in houses] == [{"990121005001"}, {"990121005002"}]
    assert seen(county.user("township_clerk")) == ids(*houses) and seen(county.user("village_clerk")) == ids(houses[0])
    assert set(Place.objects.filter(code__startswith="990121005").values_list("code", flat=True)) == {
        "990121005", "990121005001", "990121005002", "990121005003",
    }
    assert not Place.objects.filter(code__startswith=TOWNSHIP, valid_to__gt=TODAY).exists() and counts_are_right()


def test_a_township_merges_into_another_and_its_villages_are_told_where(county: County) -> None:
    here, far = house(VILLAGE), house(FAR_VILLAGE)
    own = [Line(code, f"99012100200{nth}", name) for nth, (code, name) in enumerate(
        ((VILLAGE, "上垟村"), (NEXT_VILLAGE, "下垟村"), (THIRD_VILLAGE, "石门村")), start=4)]
    change(Line(TOWNSHIP, OTHER_TOWNSHIP, "柳溪乡"), *own)
    assert codes(here) == {"990121002004"} and codes(far) == {FAR_VILLAGE}
    assert seen(county.user("township_clerk")) == seen(county.user("neighbour")) == ids(here, far) and counts_are_right()


def test_two_villages_change_their_codes_with_each_other(county: County) -> None:
    here, there, old = house(VILLAGE), house(NEXT_VILLAGE), clerk("下垟书记", NEXT_VILLAGE)
    change(Line(VILLAGE, NEXT_VILLAGE, "上垟村"), Line(NEXT_VILLAGE, VILLAGE, "下垟村"))
    assert codes(here) == {NEXT_VILLAGE} and codes(there) == {VILLAGE}
    assert seen(county.user("village_clerk")) == ids(here) and seen(old) == ids(there) and counts_are_right()


# ── grids ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_grids_go_with_their_village_under_free_digits(county: County) -> None:
    mine, theirs = (add_grid(PROGRAM, village=village, name="一网格", since=SINCE).code for village in (VILLAGE, NEXT_VILLAGE))
    inside, worker = house(theirs), clerk("网格员", theirs, "grid_worker")
    merge_next_into_here()
    assert mine == VILLAGE + "001" and codes(inside) == {VILLAGE + "002"}
    assert seen(worker) == seen(county.user("village_clerk")) == ids(inside)
    assert Place.objects.get(code=theirs).successor == VILLAGE + "002" and counts_are_right()


# ── splits ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def groups(county: County) -> dict[str, House]:
    """A village of three 村民组 with a household each, and one household nobody has put into a group."""
    for name in ("一组", "二组", "三组"):
        add_group(PROGRAM, village=VILLAGE, name=name, since=SINCE)
    return {name: house(VILLAGE, name) for name in ("一组", "二组", "三组", "")}


def test_a_village_is_split_by_groups_and_what_belongs_to_a_household_goes_with_it(county: County, groups: dict[str, House]) -> None:
    run = Run.objects.filter(place_code=VILLAGE).first()
    change(Line(VILLAGE, NEW, "石头村", ("一组", "二组")), Line(VILLAGE, VILLAGE, "上垟村", rest=True))
    assert {name: codes(one) for name, one in groups.items()} == {"一组": {NEW}, "二组": {NEW}, "三组": {VILLAGE}, "": {VILLAGE}}
    assert set(Cell.objects.values_list("place_code", flat=True)) == {NEW, VILLAGE}
    assert run and Run.objects.get(pk=run.pk).place_code == VILLAGE, "what belongs to the village as such stays with the rest"
    assert [one.name for one in groups_of(county.county_officer, NEW)] == ["一组", "二组"]
    assert seen(county.user("village_clerk")) == ids(groups["三组"], groups[""]) and counts_are_right()


def test_of_a_village_that_is_gone_the_post_follows_to_the_rest(county: County, groups: dict[str, House]) -> None:
    change(Line(VILLAGE, NEW, "石头村", ("一组",)), Line(VILLAGE, "990121001010", "新垟村", rest=True))
    assert seen(county.user("village_clerk")) == ids(groups["二组"], groups["三组"], groups[""])
    assert Place.objects.get(code=VILLAGE).successor == "990121001010" and counts_are_right()


def test_grids_of_a_village_that_is_split_and_gone_are_drawn_anew(county: County, groups: dict[str, House]) -> None:
    grid = add_grid(PROGRAM, village=VILLAGE, name="一网格", since=SINCE).code
    inside, worker = house(grid, "一组"), clerk("网格员", grid, "grid_worker")
    change(Line(VILLAGE, NEW, "石头村", ("一组",)), Line(VILLAGE, "990121001010", "新垟村", rest=True))
    assert codes(inside) == {NEW} and seen(worker) == set() and actor_for(worker).ranges == ()
    assert counts_are_right()


def test_groups_of_one_name_are_told_apart_after_a_merge_and_their_households_too(county: County, groups: dict[str, House]) -> None:
    add_group(PROGRAM, village=NEXT_VILLAGE, name="一组", since=SINCE)
    theirs = house(NEXT_VILLAGE, "一组")
    merge_next_into_here()
    assert [one.label for one in groups_of(PROGRAM, VILLAGE)] == ["一组", "一组（原下垟村）", "三组", "二组"]
    change(Line(VILLAGE, NEXT_VILLAGE, "下垟村", ("一组（原下垟村）",)), Line(VILLAGE, VILLAGE, "上垟村", rest=True))
    assert codes(theirs) == {NEXT_VILLAGE} and codes(groups["一组"]) == {VILLAGE} and counts_are_right()


# ── undoing ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_merge_is_undone_by_a_split_and_everybody_is_where_they_were(county: County) -> None:
    for village in (VILLAGE, NEXT_VILLAGE):
        for name in ("一组", "二组"):
            add_group(PROGRAM, village=village, name=f"{village[-1]}村{name}", since=SINCE)
    mine, theirs = house(VILLAGE, "1村一组"), house(NEXT_VILLAGE, "2村二组")
    theirs_clerk = clerk("下垟书记", NEXT_VILLAGE)
    before = {model: set(model._default_manager.values_list("pk", "place_code", "place_then")) for model in lying_models() if issubclass(model, Placed)}
    change(Line(VILLAGE, NEW, "双垟村"), Line(NEXT_VILLAGE, NEW, "双垟村"))
    change(Line(NEW, NEXT_VILLAGE, "下垟村", ("2村一组", "2村二组")), Line(NEW, VILLAGE, "上垟村", rest=True))
    assert {model: set(model._default_manager.values_list("pk", "place_code", "place_then")) for model in before} == before
    assert seen(county.user("village_clerk")) == ids(mine) and seen(theirs_clerk) == ids(theirs)
    assert {post.place_code for post in Post.objects.filter(holdings__user=theirs_clerk)} == {NEXT_VILLAGE}
    assert [one.valid_to for one in spans_of(PROGRAM, VILLAGE)] == [None, TODAY] and counts_are_right()


def test_a_merge_into_a_neighbour_is_undone_and_each_clerk_is_back(county: County) -> None:
    add_group(PROGRAM, village=NEXT_VILLAGE, name="下组", since=SINCE)
    mine, theirs, their_clerk = house(VILLAGE), house(NEXT_VILLAGE, "下组"), clerk("下垟书记", NEXT_VILLAGE)
    merge_next_into_here()
    change(Line(VILLAGE, NEXT_VILLAGE, "下垟村", ("下组",)), Line(VILLAGE, VILLAGE, "上垟村", rest=True))
    assert seen(county.user("village_clerk")) == ids(mine) and seen(their_clerk) == ids(theirs)
    merge_next_into_here()
    assert seen(their_clerk) == ids(mine, theirs) and counts_are_right()


def test_a_range_that_was_taken_away_is_not_given_back_by_a_split(county: County) -> None:
    """Only what an earlier change exchanged goes back; a right that somebody ended stays ended."""
    add_group(PROGRAM, village=VILLAGE, name="一组", since=SINCE)
    post = create_post(PROGRAM, title="片区", role="village_clerk", place=VILLAGE, since=SINCE)
    ended = Reach(post=post, lo=NEW, hi=NEW + ":", valid_from=SINCE, valid_to=TODAY)
    from django.db import transaction

    from bangfu.journal.actions import Subject, record
    with transaction.atomic():
        record(PROGRAM, "post.left", Subject("post", str(post.pk), "片区"), at=VILLAGE, new=[ended])
    change(Line(VILLAGE, NEW, "石头村", ("一组",)), Line(VILLAGE, VILLAGE, "上垟村", rest=True))
    assert list(Reach.objects.filter(post=post, valid_to__gt=TODAY).values_list("lo", flat=True)) == [VILLAGE]


# ── the preview says what will be done ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_preview_counts_what_the_change_then_moves(county: County, groups: dict[str, House]) -> None:
    tag_place(PROGRAM, place=VILLAGE, tag="坝区", since=SINCE, document="云府〔2019〕1号")
    clerk("下垟书记", NEXT_VILLAGE)
    lines = [Line(VILLAGE, NEW, "石头村", ("一组",)), Line(VILLAGE, "990121001010", "新垟村", rest=True)]
    shown = places_changed(county.administrator, lines, timezone.localdate(), members=members_by_group)
    assert shown.refusals == () and shown.ends == ((VILLAGE, "上垟村", "990121001010"),)
    assert shown.begins == ((NEW, "石头村"), ("990121001010", "新垟村")) and shown.unmanned == ((NEW, "石头村"),)
    assert [one.posts for one in shown.lines] == [(), (county.village_clerk.post_title,)]
    assert {kind.word: kind.now for kind in shown.lines[1].kinds}["地方标签"] == 1
    done = change(*lines)
    assert sum(kind.rows for line in shown.lines for kind in line.kinds) == done.rows
    assert [one.tag for one in tags_of(PROGRAM, "990121001010")] == ["坝区"]


def test_the_preview_of_a_merge_counts_in_the_database_what_then_moves(county: County) -> None:
    house(NEXT_VILLAGE)
    line, = places_changed(PROGRAM, [Line(NEXT_VILLAGE, VILLAGE, "上垟村")], timezone.localdate()).lines
    assert sum(kind.rows for kind in line.kinds) == merge_next_into_here().rows == 5


def test_looking_at_a_preview_writes_nothing(county: County, groups: dict[str, House]) -> None:
    before = everything()
    places_changed(PROGRAM, [Line(VILLAGE, NEW, "石头村")], timezone.localdate(), members=members_by_group)
    assert everything() == before


def test_ranges_over_several_places_are_named_to_be_looked_at(county: County) -> None:
    from bangfu.rules.place_code import CodeRange

    create_post(PROGRAM, title="片区长", role="township_clerk", place=TOWNSHIP, reaches=[CodeRange(VILLAGE, THIRD_VILLAGE)], since=SINCE)
    assert places_changed(PROGRAM, [Line(NEXT_VILLAGE, VILLAGE, "上垟村")], timezone.localdate()).loose == ("片区长",)


# ── refusals ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

REST = Line(VILLAGE, VILLAGE, "上垟村", rest=True)
REFUSED: Mapping[str, tuple[Sequence[Line], str]] = {
    "unknown code": ([Line("990121001077", NEW, "某村")], "没有在用的代码 990121001077"),
    "no code at all": ([Line("上垟村", NEW, "某村")], "不是区划代码"),
    "a grid": ([Line(VILLAGE + "001", NEW + "001", "某格")], "只办乡镇"),
    "a county": ([Line(COUNTY, COUNTY, "别县")], "只办乡镇"),
    "a village into a township": ([Line(VILLAGE, OTHER_TOWNSHIP, "柳溪乡")], "只办乡镇"),
    "no name": ([Line(VILLAGE, NEW, " ")], "没有写新名称"),
    "code in use": ([Line(VILLAGE, NEXT_VILLAGE, "大垟村")], "正由“下垟村”在用"),
    "parent missing": ([Line(VILLAGE, "990121009001", "上垟村")], "上级 990121009 不在用"),
    "parent gone": ([Line(TOWNSHIP, "990121005", "青石街道"), Line(VILLAGE, NEW, "上垟村")], "上级 990121001 不在用"),
    "nothing changes": ([Line(VILLAGE, VILLAGE, "上垟村")], "没有改动"),
    "two names": ([Line(VILLAGE, NEW, "甲村"), Line(NEXT_VILLAGE, NEW, "乙村")], "写了两个名称"),
    "villages collide": ([Line(TOWNSHIP, OTHER_TOWNSHIP, "柳溪乡")], "正由“柳树坪村”在用"),
    "the rest alone": ([Line(VILLAGE, NEW, "石头村", rest=True)], "只有一行"),
    "twice to one code": ([Line(VILLAGE, NEW, "石头村", ("一组",)), Line(VILLAGE, NEW, "石头村", rest=True)], "同一个新代码"),
    "whole and part": ([Line(VILLAGE, NEW, "石头村", ("一组",)), Line(VILLAGE, VILLAGE, "上垟村")], "不能写“全部”"),
    "two rests": ([Line(VILLAGE, NEW, "石头村", rest=True), REST], "只能有一行写"),
    "groups left over": ([Line(VILLAGE, NEW, "石头村", ("一组",)), Line(VILLAGE, VILLAGE, "上垟村", ("二组",))], "三组没有去处"),
    "one part only": ([Line(VILLAGE, NEW, "石头村", ("一组",))], "没有去处"),
    "no such group": ([Line(VILLAGE, NEW, "石头村", ("九组",)), REST], "没有叫“九组”"),
    "a group twice": ([Line(VILLAGE, NEW, "石头村", ("一组",)), Line(VILLAGE, "990121001010", "新村", ("一组",)), REST], "写在了两行"),
    "households without a group": (
        [Line(VILLAGE, NEW, "石头村", ("一组", "二组")), Line(VILLAGE, VILLAGE, "上垟村", ("三组",))], "2 户、人没有归到村民组",
    ),
    "a township by groups": ([Line(TOWNSHIP, "990121005", "新镇", ("一组",)), Line(TOWNSHIP, TOWNSHIP, "青石镇", rest=True)], "不能按村民组拆"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_done_is_refused_and_nothing_has_changed(county: County, groups: dict[str, House], what: str) -> None:
    lines, words = REFUSED[what]
    before = everything()
    with pytest.raises(Refused, match=words):
        change(*lines)
    assert everything() == before
    assert any(words in one for one in places_changed(PROGRAM, lines, timezone.localdate(), members=members_by_group).refusals)


@pytest.mark.parametrize(("days", "words"), [(1, "还没到"), (-99999, "才启用")])
def test_a_day_to_come_and_a_day_before_the_place_are_refused(county: County, days: int, words: str) -> None:
    before, on = everything(), max(date(1990, 1, 1), timezone.localdate() + timedelta(days=max(days, -9000)))
    with pytest.raises(Refused, match=words):
        change(Line(NEXT_VILLAGE, VILLAGE, "上垟村"), on=on)
    assert everything() == before


def test_a_code_that_ended_later_than_the_day_cannot_begin_on_it(county: County) -> None:
    merge_next_into_here()
    with pytest.raises(Refused, match="才停用"):
        change(Line(THIRD_VILLAGE, NEXT_VILLAGE, "石门村"), on=timezone.localdate() - timedelta(days=1))


def test_without_a_document_nothing_is_changed(county: County) -> None:
    with pytest.raises(Refused, match="依据"):
        change(Line(NEXT_VILLAGE, VILLAGE, "上垟村"), document=" ")


def test_a_village_is_not_split_while_nobody_knows_who_belongs_where(county: County, groups: dict[str, House]) -> None:
    before = everything()
    with pytest.raises(Refused, match="哪个村民组"):
        change(Line(VILLAGE, NEW, "石头村", ("一组",)), REST, members=None)
    assert everything() == before


@pytest.mark.parametrize("who", ["village_clerk", "township_clerk", "county_officer", "auditor", "neighbour", "stranger", "nobody", "former"])
def test_only_who_answers_for_places_changes_them(county: County, who: str) -> None:
    before = everything()
    with pytest.raises(Forbidden):
        change(Line(NEXT_VILLAGE, VILLAGE, "上垟村"), by=getattr(county, who))
    with pytest.raises(Forbidden):
        places_changed(getattr(county, who), [Line(NEXT_VILLAGE, VILLAGE, "上垟村")], timezone.localdate())
    assert everything() == before


def test_nobody_changes_a_place_of_another_county_or_moves_one_there(county: County) -> None:
    for line in (Line("990122001001", "990122001009", "泉头村"), Line(VILLAGE, "990122001009", "上垟村")):
        with pytest.raises(Forbidden):
            change(line, by=county.administrator)
    assert Place.objects.filter(code__startswith=OTHER_COUNTY).count() == 3


def test_while_somebody_is_writing_the_change_is_refused_with_a_sentence(fresh_database: str, county: County) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite an action has the database to itself")
    import threading

    from django.db import transaction
    writing, done = threading.Event(), threading.Event()

    @whole_county("a thread of the test")
    def write() -> None:
        with transaction.atomic():
            house(VILLAGE)
            writing.set()
            done.wait(20)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    writing.wait(20)
    try:
        with pytest.raises(Refused, match=BUSY):
            merge_next_into_here()
    finally:
        done.set()
        thread.join()
    merge_next_into_here()
    assert counts_are_right()


def test_a_village_added_since_takes_part_like_any_other(county: County) -> None:
    take_in_places(PROGRAM, [Listed(NEW, "新设村")], since=timezone.localdate(), source="批复")
    assert HouseholdRecord.objects.filter(place_code=NEW).count() == 0
    change(Line(NEW, VILLAGE, "上垟村"))
    assert Group.objects.count() == 0 and Place.objects.get(code=NEW).successor == VILLAGE
