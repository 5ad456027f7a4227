"""Grids, 村民组, tags and policy figures: added, renamed, closed, corrected; who may, what is refused, and what was true when."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from bangfu.config.registered import count_anew
from bangfu.facts.models import AsOf
from bangfu.journal.verify import verify
from bangfu.organization import actions
from bangfu.organization.actor import PROGRAM
from bangfu.organization.changing import Line, read_lines
from bangfu.organization.models import Place, PlaceTag, PolicyFigure
from bangfu.organization.queries import (
    actor_for,
    children,
    groups_of,
    places_tagged,
    policy_figure_in_force,
    policy_figures,
    spans_below,
    tag_story,
    tag_words,
    tags_of,
)
from bangfu.registry.counts import differing
from bangfu.rules.money import Money
from bangfu.rules.refusal import Forbidden, Refused
from tests.county import COUNTY, NEXT_VILLAGE, SINCE, TOWNSHIP, VILLAGE, County
from tests.journal.stories import sql
from tests.organization.lying import clerk, codes, house, ids, seen
from tests.untouched import everything

TODAY = timezone.localdate()
PAPER = "云政发〔2020〕3号"


def test_a_grid_gets_the_next_free_code_of_its_village(county: County) -> None:
    made = [actions.add_grid(county.township_clerk, village=VILLAGE, name=name, since=SINCE) for name in ("东格", "西格")]
    assert [(one.code, one.level, one.parent) for one in made] == [(VILLAGE + "001", "grid", VILLAGE), (VILLAGE + "002", "grid", VILLAGE)]
    actions.close_grid(county.township_clerk, grid=made[0].code, on=TODAY, reason="并格")
    assert actions.add_grid(county.township_clerk, village=VILLAGE, name="东格", since=TODAY).code == VILLAGE + "003", "a code is not given twice"
    assert [one.name for one in children(county.village_clerk, VILLAGE)] == ["西格", "东格"] and verify().faults == []


def test_a_grid_worker_sees_the_grid_and_nothing_of_it_once_it_is_closed(county: County) -> None:
    grid = actions.add_grid(PROGRAM, village=VILLAGE, name="东格", since=SINCE).code
    inside, beside, worker = house(grid), house(VILLAGE), clerk("网格员", grid, "grid_worker")
    assert seen(worker) == ids(inside) and seen(county.village_clerk) == ids(inside, beside)
    actions.close_grid(PROGRAM, grid=grid, on=TODAY, reason="并格", recount=count_anew)
    assert seen(worker) == set() and actor_for(worker).ranges == () and codes(inside) == {VILLAGE}
    assert seen(county.village_clerk) == ids(inside, beside) and differing() == {} and verify().faults == []
    assert [one.successor_name for one in spans_below(county.county_officer, VILLAGE, ended=True)] == ["上垟村"]


def test_a_grid_is_called_otherwise_from_a_day_on(county: County) -> None:
    grid = actions.add_grid(PROGRAM, village=VILLAGE, name="东格", since=SINCE)
    actions.rename_grid(county.township_clerk, grid=grid.code, name="东头格", on=TODAY)
    actions.rename_grid(county.township_clerk, grid=grid.code, name="大东格", on=TODAY)
    assert list(Place.objects.filter(code=grid.code).order_by("valid_from").values_list("name", "valid_to")) == [("东格", TODAY), ("大东格", date(9999, 12, 31))]


def test_a_group_is_added_renamed_and_closed(county: County) -> None:
    group = actions.add_group(county.township_clerk, village=VILLAGE, name=" 一 组", since=SINCE)
    actions.add_group(county.township_clerk, village=VILLAGE, name="垟头", since=SINCE, kind="hamlet")
    actions.rename_group(county.township_clerk, group=group.pk, name="第一组")
    assert [(one.name, one.word) for one in groups_of(county.village_clerk, VILLAGE)] == [("垟头", "自然村"), ("第一组", "村民组")]
    actions.close_group(county.township_clerk, group=group.pk, on=TODAY, reason="并组")
    assert [one.name for one in groups_of(county.village_clerk, VILLAGE)] == ["垟头"]
    assert [one.valid_to for one in groups_of(county.village_clerk, VILLAGE, closed=True)] == [None, TODAY]
    assert groups_of(county.neighbour, VILLAGE) == [] and verify().faults == []


def test_a_tag_holds_from_its_day_to_its_day_as_known_on_a_day(county: County) -> None:
    by, since, until = county.county_officer, date(2021, 3, 1), date(2024, 3, 1)
    made = actions.tag_place(by, place=VILLAGE, tag="省定贫困村", since=since, document=PAPER)
    actions.tag_place(by, place=NEXT_VILLAGE, tag="省定贫困村", since=since, document=PAPER)
    before = timezone.now()
    actions.untag_place(by, tag=made.pk, on=until, document="云政发〔2024〕1号")
    assert places_tagged(by, "省定贫困村") == [NEXT_VILLAGE] == places_tagged(by, "省定贫困村", AsOf(until))
    assert places_tagged(by, "省定贫困村", AsOf(date(2022, 1, 1))) == [VILLAGE, NEXT_VILLAGE]
    assert places_tagged(by, "省定贫困村", AsOf(until, before)) == [VILLAGE, NEXT_VILLAGE], "as it was known before"
    assert places_tagged(county.village_clerk, "省定贫困村", AsOf(date(2022, 1, 1))) == [VILLAGE] and places_tagged(county.stranger, "省定贫困村") == []
    told, = tag_story(by, VILLAGE)
    assert (told.valid_from, told.valid_to, told.document, told.ending) == (since, until, PAPER, "云政发〔2024〕1号")
    assert tags_of(by, VILLAGE) == [] and [one.tag for one in tags_of(by, VILLAGE, AsOf(since))] == ["省定贫困村"]
    assert tag_words(by) == [("省定贫困村", 1)] and verify().faults == []


def test_a_tag_that_never_was_is_gone_from_every_day_and_may_be_given_again(county: County) -> None:
    made = actions.tag_place(county.county_officer, place=VILLAGE, tag="坝区", since=SINCE, document=PAPER)
    actions.untag_place(county.county_officer, tag=made.pk, on=None, document="登记错了村")
    assert places_tagged(county.county_officer, "坝区", AsOf(SINCE)) == [] == tag_story(county.county_officer, VILLAGE)
    actions.tag_place(county.county_officer, place=VILLAGE, tag="坝区", since=SINCE, document=PAPER)
    assert places_tagged(county.county_officer, "坝区") == [VILLAGE]


def test_after_a_merge_a_tag_is_told_at_the_new_village_and_counted_at_the_old_one_as_of_then(county: County) -> None:
    actions.tag_place(PROGRAM, place=NEXT_VILLAGE, tag="坝区", since=SINCE, document=PAPER)
    actions.change_places(PROGRAM, lines=[Line(NEXT_VILLAGE, VILLAGE, "上垟村")], on=TODAY, document=PAPER)
    assert places_tagged(county.county_officer, "坝区") == [VILLAGE] and places_tagged(county.county_officer, "坝区", AsOf(date(2022, 1, 1))) == [NEXT_VILLAGE]
    assert [(one.tag, one.was) for one in tags_of(county.village_clerk, VILLAGE)] == [("坝区", NEXT_VILLAGE)]


def figure(by: Any, since: date, yuan: int, *, place: str = COUNTY, kind: str = "monitoring_line", **rest: Any) -> PolicyFigure:
    return actions.set_policy_figure(by, place=place, kind=kind, year=since.year, amount=Money(yuan * 100), document=PAPER, valid_from=since, **rest)


def in_force(day: date, place: str = VILLAGE, **rest: Any) -> int | None:
    found = policy_figure_in_force("monitoring_line", place, day, **rest)
    return found.amount.fen // 100 if found else None


def test_a_figure_is_in_force_from_its_day_until_the_next(county: County) -> None:
    by = county.county_officer
    figure(by, date(2021, 1, 1), 6000)
    figure(by, date(2023, 1, 1), 7000)
    before = timezone.now()
    figure(by, date(2022, 1, 1), 6500)
    days = [date(2020, 12, 31), date(2021, 1, 1), date(2021, 12, 31), date(2022, 1, 1), date(2022, 12, 31), date(2023, 1, 1), TODAY]
    assert [in_force(day) for day in days] == [None, 6000, 6000, 6500, 6500, 7000, 7000]
    assert in_force(date(2022, 1, 1), known=before) == 6000, "as it was known before"
    assert [one.amount.fen // 100 for one in policy_figures(by, kind="monitoring_line")] == [7000, 6500, 6000] and verify().faults == []


def test_a_county_s_own_figure_stands_before_its_province_s(county: County) -> None:
    figure(PROGRAM, date(2021, 1, 1), 5000, place="99")
    figure(county.county_officer, date(2022, 1, 1), 6000)
    assert [in_force(date(2021, 6, 1)), in_force(date(2022, 6, 1)), in_force(date(2022, 6, 1), "990122001001"), in_force(TODAY, "980101")] == [5000, 6000, 5000, None]
    assert {one.place_code for one in policy_figures(county.village_clerk)} == {"99", COUNTY} and [one.place_code for one in policy_figures(county.stranger)] == ["99"]


def test_a_figure_with_a_last_day_leaves_the_days_behind_it_open(county: County) -> None:
    figure(county.county_officer, date(2021, 1, 1), 6000, valid_to=date(2022, 1, 1))
    assert [in_force(date(2021, 12, 31)), in_force(date(2022, 1, 1))] == [6000, None]


def test_a_figure_entered_wrong_is_corrected_all_along(county: County) -> None:
    by, before = county.county_officer, None
    made = figure(by, date(2021, 1, 1), 600)
    before = timezone.now()
    actions.correct_policy_figure(by, figure=made.pk, year=2021, amount=Money(600000), document=PAPER, reason="少写一个零")
    assert in_force(date(2021, 5, 1)) == 6000 and in_force(date(2021, 5, 1), known=before) == 600 and len(policy_figures(by)) == 1


@pytest.mark.parametrize("statement", [
    "UPDATE organization_placetag SET tag = 'x'", "DELETE FROM organization_placetag", "UPDATE organization_policyfigure SET amount = 1",
    "DELETE FROM organization_policyfigure",
])
def test_the_database_itself_keeps_tags_and_figures(county: County, statement: str) -> None:
    actions.tag_place(PROGRAM, place=VILLAGE, tag="坝区", since=SINCE, document=PAPER)
    figure(PROGRAM, date(2021, 1, 1), 600)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(statement)
    assert PlaceTag.objects.get().tag == "坝区" and PolicyFigure.objects.get().amount == Money(60000)


LATER = TODAY + timedelta(days=2)   # still to come when the run goes over midnight
Act = Callable[[Any, dict[str, Any]], Any]
REFUSED: dict[str, tuple[Act, str]] = {
    "grid without a name": (lambda by, _: actions.add_grid(by, village=VILLAGE, name=" ", since=SINCE), "名称要写"),
    "grid named twice": (lambda by, at: actions.add_grid(by, village=VILLAGE, name="东格", since=SINCE), "已经有“东格”"),
    "grid of no village": (lambda by, _: actions.add_grid(by, village=TOWNSHIP, name="新格", since=SINCE), "没有这个在用的村"),
    "grid to come": (lambda by, _: actions.add_grid(by, village=VILLAGE, name="新格", since=LATER), "还没到"),
    "grid renamed to itself": (lambda by, at: actions.rename_grid(by, grid=at["grid"], name="东格", on=TODAY), "已经有"),
    "no grid": (lambda by, _: actions.rename_grid(by, grid=VILLAGE + "099", name="新格", on=TODAY), "没有这个在用的网格"),
    "grid closed without a reason": (lambda by, at: actions.close_grid(by, grid=at["grid"], on=TODAY, reason=""), "依据"),
    "group named twice": (lambda by, _: actions.add_group(by, village=VILLAGE, name="一组", since=SINCE), "已经有“一组”"),
    "group of no kind": (lambda by, _: actions.add_group(by, village=VILLAGE, name="二组", since=SINCE, kind="town"), "村民组还是自然村"),
    "group with a long name": (lambda by, _: actions.add_group(by, village=VILLAGE, name="组" * 61, since=SINCE), "1—60"),
    "no group": (lambda by, _: actions.rename_group(by, group=uuid4(), name="二组"), "没有这个在用的村民组"),
    "group closed to come": (lambda by, at: actions.close_group(by, group=at["group"], on=LATER, reason="并组"), "还没到"),
    "tag twice": (lambda by, _: actions.tag_place(by, place=VILLAGE, tag="坝区", since=TODAY, document=PAPER), "已经有“坝区”"),
    "tag without a document": (lambda by, _: actions.tag_place(by, place=VILLAGE, tag="出列村", since=TODAY, document=""), "依据"),
    "tag without a word": (lambda by, _: actions.tag_place(by, place=VILLAGE, tag=" ", since=TODAY, document=PAPER), "1—30"),
    "tag of no place": (lambda by, _: actions.tag_place(by, place=VILLAGE + "077", tag="出列村", since=TODAY, document=PAPER), "没有这个在用的地方"),
    "tag to come": (lambda by, _: actions.tag_place(by, place=VILLAGE, tag="出列村", since=LATER, document=PAPER), "还没到"),
    "grid closed before it was": (lambda by, at: actions.close_grid(by, grid=at["grid"], on=date(2019, 1, 1), reason="并格"), "才开始"),
    "no tag": (lambda by, _: actions.untag_place(by, tag=uuid4(), on=TODAY, document=PAPER), "没有这个在用的标签"),
    "untagged before it was": (lambda by, at: actions.untag_place(by, tag=at["tag"], on=date(2019, 1, 1), document=PAPER), "才开始"),
    "figure twice": (lambda by, _: figure(by, date(2021, 1, 1), 7000), "已经登记过"),
    "figure of no kind": (lambda by, _: figure(by, date(2022, 1, 1), 7000, kind="x"), "种类"),
    "figure of nothing": (lambda by, _: figure(by, date(2022, 1, 1), 0), "大于 0"),
    "figure that ends before it begins": (lambda by, _: figure(by, date(2022, 1, 1), 1, valid_to=date(2021, 6, 1)), "失效日"),
    "no figure": (lambda by, _: actions.correct_policy_figure(by, figure=uuid4(), year=2021, amount=Money(1), document=PAPER, reason="x"), "没有这一条"),
    "figure unchanged": (
        lambda by, at: actions.correct_policy_figure(by, figure=at["figure"], year=2021, amount=Money(600000), document=PAPER, reason="看错"), "和现在的一样",
    ),
    "figure of a year that cannot be": (
        lambda by, at: actions.correct_policy_figure(by, figure=at["figure"], year=21, amount=Money(1), document=PAPER, reason="看错"), "四位年份",
    ),
}


@pytest.fixture
def there(county: County) -> dict[str, Any]:
    """One of each."""
    return {
        "grid": actions.add_grid(PROGRAM, village=VILLAGE, name="东格", since=SINCE).code,
        "group": actions.add_group(PROGRAM, village=VILLAGE, name="一组", since=SINCE).pk,
        "tag": actions.tag_place(PROGRAM, place=VILLAGE, tag="坝区", since=SINCE, document=PAPER).pk,
        "figure": figure(PROGRAM, date(2021, 1, 1), 6000).pk,
    }


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_and_nothing_has_changed(county: County, there: dict[str, Any], what: str) -> None:
    act, words = REFUSED[what]
    before = everything()
    with pytest.raises(Refused, match=words), transaction.atomic():
        act(county.county_officer, there)
    assert everything() == before


DEEDS: dict[str, tuple[Act, tuple[str, ...]]] = {
    "add grid": (lambda by, _: actions.add_grid(by, village=VILLAGE, name="新格", since=SINCE), ("township_clerk", "county_officer", "administrator")),
    "rename grid": (lambda by, at: actions.rename_grid(by, grid=at["grid"], name="新格", on=TODAY), ("township_clerk", "county_officer", "administrator")),
    "close grid": (lambda by, at: actions.close_grid(by, grid=at["grid"], on=TODAY, reason="并格"), ("township_clerk", "county_officer", "administrator")),
    "add group": (lambda by, _: actions.add_group(by, village=VILLAGE, name="新组", since=SINCE), ("township_clerk", "county_officer", "administrator")),
    "rename group": (lambda by, at: actions.rename_group(by, group=at["group"], name="新组"), ("township_clerk", "county_officer", "administrator")),
    "close group": (lambda by, at: actions.close_group(by, group=at["group"], on=TODAY, reason="并"), ("township_clerk", "county_officer", "administrator")),
    "tag": (lambda by, _: actions.tag_place(by, place=VILLAGE, tag="出列村", since=SINCE, document=PAPER), ("county_officer",)),
    "untag": (lambda by, at: actions.untag_place(by, tag=at["tag"], on=TODAY, document=PAPER), ("county_officer",)),
    "figure": (lambda by, _: figure(by, date(2025, 1, 1), 8000), ("county_officer",)),
    "correct figure": (
        lambda by, at: actions.correct_policy_figure(by, figure=at["figure"], year=2021, amount=Money(1), document=PAPER, reason="看错"), ("county_officer",),
    ),
}
EVERYBODY = ("village_clerk", "township_clerk", "county_officer", "administrator", "auditor", "neighbour", "stranger", "nobody", "former")


@pytest.mark.parametrize("what", DEEDS)
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_and_who_may_not(county: County, there: dict[str, Any], what: str, who: str) -> None:
    act, may = DEEDS[what]
    before = everything()
    if who in may:
        act(getattr(county, who), there)
        assert everything() != before and verify().faults == []
    else:
        with pytest.raises(Refused), transaction.atomic():
            act(getattr(county, who), there)
        assert everything() == before


@pytest.mark.parametrize("who", ["neighbour", "stranger"])
def test_out_of_reach_is_forbidden(county: County, who: str) -> None:
    with pytest.raises(Forbidden):
        actions.add_grid(getattr(county, who), village=VILLAGE, name="新格", since=SINCE)


def test_lines_are_read_as_a_clerk_pastes_them() -> None:
    text = "990121001002\t990121001001  上垟村\n\n990121001003 990121001009 石头村 一组，二组\n990121001003 990121001003 石门村 其余\n"
    assert read_lines(text) == [
        Line("990121001002", "990121001001", "上垟村"), Line("990121001003", "990121001009", "石头村", ("一组", "二组")),
        Line("990121001003", "990121001003", "石门村", rest=True),
    ]


@pytest.mark.parametrize(("text", "words"), [("", "还没有填"), ("a b", "第 1 行看不懂"), ("a b c\nd e f g h", "第 2 行看不懂")])
def test_lines_that_cannot_be_read_are_named(text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_lines(text)
