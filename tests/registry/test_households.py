"""A household corrected, made, split, merged, moved and forgotten: each story, each refusal, and that a refusal changed nothing."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from bangfu.evidence.actions import keep_paper
from bangfu.evidence.models import Paper
from bangfu.facts.models import NOW, AsOf
from bangfu.journal.actions import Subject
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.journal.words import opened
from bangfu.registry import actions, queries
from bangfu.registry.counts import differing
from bangfu.registry.models import HouseholdRecord, NaturalChange, PersonRecord, RiskSpell, StatusSpell
from bangfu.registry.records import BANK_PURPOSE, PHONE_PURPOSE
from bangfu.rules.refusal import Forbidden
from bangfu.sealing.ring import ring
from tests.county import FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, County
from tests.deliveries.office import number
from tests.evidence.papers import BOOKLET, photo
from tests.registry.homes import HOUSE, SINCE, earns, family, home, joined, watched
from tests.untouched import refused

TOMORROW = timezone.localdate() + timedelta(2)   # still to come when the run goes over midnight
ON = date(2026, 3, 1)
OUTSIDERS = ("neighbour", "stranger", "former", "nobody", "administrator", "auditor")


@pytest.fixture(autouse=True)
def register(county: County) -> Iterator[None]:
    """Whole, and counted right, whatever a test did."""
    yield
    assert verify().whole and differing() == {}


def record(household: UUID) -> HouseholdRecord:
    return HouseholdRecord.objects.get(**NOW.filters(), household=household)


def members(household: UUID, day: date | None = None) -> dict[str, str]:
    """Name → relation."""
    found = PersonRecord.objects.filter(**AsOf(day).filters() if day else NOW.filters(), household=household)
    return dict(found.values_list("name", "relation"))


def correct(by: Any, household: UUID, **changes: Any) -> HouseholdRecord:
    rest = {name: changes.pop(name) for name in ("since", "seen", "reason") if name in changes}
    return actions.correct_household(by, household=household, changes=changes, **{"reason": "入户看过", **rest})


# corrected

def test_a_household_is_registered_with_its_head(county: County) -> None:
    household = home(county.village_clerk)
    now = record(household)
    assert (now.number.startswith("本县-"), now.place_code, now.valid_from, now.group, now.farmland) == (True, VILLAGE, SINCE, "三组", Decimal("4.5"))
    assert ring().unseal(now.bank_account, BANK_PURPOSE) == HOUSE["bank_account"] and HOUSE["bank_account"] not in now.bank_account
    assert members(household) == {"覃福生": "户主"} and queries.counts(county.village_clerk, VILLAGE) == (1, 1)
    assert [one.verb for one in Entry.objects.filter(subject_id=str(household)).order_by("id")] == ["household.registered", "person.entered"]


@pytest.mark.parametrize(("rest", "words", "field"), [
    ({"number": "n" * 41}, "最多 40 个", "number"), ({"place": "990121001"}, "哪个村", "place"), ({"place": "990121001009"}, "哪个村", "place"),
    ({"since": TOMORROW}, "不能晚于今天", "since"), ({"reason": ""}, "理由", "reason"), ({"head": {"name": ""}}, "姓名不能为空", "name"),
    ({"head": {"name": "某", "id_number": "990121"}}, "6个字符", "id_number"), ({"values": {"farmland": Decimal("1"), "irrigated": Decimal("2")}}, "不能大于", ""),
    ({"values": {"fuel": "核能"}}, "主要燃料", "fuel"), ({"head": {"name": "某", "minimum_living": "是"}}, "不由", ""),
    ({"kind": "died"}, "增加的原因", "kind"), ({"kind": "split_in"}, "增加的原因", "kind"),
])
def test_a_household_that_cannot_be_is_not_registered(county: County, rest: dict[str, Any], words: str, field: str) -> None:
    how = {"number": "", "place": VILLAGE, "since": SINCE, "head": {"name": "覃福生"}, "values": {}, "reason": "漏登", **rest}
    with refused(words, field=field):
        actions.register_household(county.township_clerk, **how)


def test_no_number_and_nobody_is_registered_twice(county: County) -> None:
    home(county.township_clerk, number_="0099001")
    with refused("已经有了", field="number"):
        home(county.township_clerk, number_="0099001", serial=801)
    with refused("已经在名册里", field="id_number"):
        home(county.township_clerk, number_="0099002")


def test_where_a_number_stands_is_said_to_those_who_reach_it_only(county: County) -> None:
    home(county.county_officer, place=FAR_VILLAGE)
    with refused("在别的地方") as _:
        home(county.village_clerk)
    with refused("覃福生，户 "):
        home(county.county_officer)


def test_what_was_wrong_all_along_and_what_became_otherwise(county: County) -> None:
    by, household = county.village_clerk, home(county.village_clerk)
    correct(by, household, farmland=Decimal("5.25"), house_grade="C级")
    correct(by, household, fuel="清洁能源", since=ON)
    told = {day: queries.household(by, household, AsOf(day)) for day in (SINCE, ON - timedelta(1), ON)}
    land = {day: dict(dict(one.groups)["土地（亩）"])["耕地面积（亩）"] for day, one in told.items() if one}
    assert set(land.values()) == {"5.25"}
    assert [dict(dict(one.groups)["水电路厕"]).get("主要燃料") for one in told.values() if one] == [None, None, "清洁能源"]
    entry = Entry.objects.filter(verb="household.corrected").latest("id")
    assert opened([entry])[entry.id].reason == "入户看过"


@pytest.mark.parametrize(("changes", "words"), [
    ({}, "没有要更正"), ({"farmland": Decimal("4.5")}, "没有要更正"), ({"phone": HOUSE["phone"]}, "没有要更正"), ({"number": "1"}, "不是可以更正"),
    ({"place_code": NEXT_VILLAGE}, "不是可以更正"), ({"irrigated": Decimal("9")}, "不能大于"), ({"farmland": Decimal(100_000)}, "不是可能的数"),
    ({"fuel": "核能"}, "主要燃料"),
    ({"house_year": 10000}, "不是可能的数"), ({"address": "长" * 121}, "最多 120 个"), ({"first_identified": TOMORROW}, "不是可能的日期"),
    ({"fuel": "柴草", "reason": " "}, "理由"), ({"fuel": "柴草", "since": TOMORROW}, "不能晚于今天"), ({"fuel": "柴草", "seen": uuid4()}, "有人先改了"),
])
def test_a_correction_that_cannot_be_is_refused(county: County, changes: dict[str, Any], words: str) -> None:
    household = home(county.village_clerk)
    with refused(words):
        correct(county.village_clerk, household, **changes)


# two at once

def test_two_people_who_change_different_columns_are_both_kept(county: County) -> None:
    household = home(county.village_clerk)
    seen = record(household).recorded_in
    correct(county.village_clerk, household, fuel="柴草", seen=seen)
    correct(county.township_clerk, household, address="上垟村三组13号", seen=seen)
    now = record(household)
    assert (now.fuel, now.address) == ("柴草", "上垟村三组13号")


@pytest.mark.parametrize(("first", "second", "words"), [
    ({"fuel": "柴草"}, {"fuel": "煤炭"}, "主要燃料”改成“柴草"), ({"phone": "15499000003"}, {"phone": "15499000004"}, "户联系电话”改了"),
    ({"collector_phone": "15499000003"}, {"collector_phone": "15499000004"}, "采集人电话”改了"),
    ({"bank_account": "622999000000000016"}, {"bank_account": "622999000000000024"}, "银行账号”改了"),
])
def test_two_people_who_change_the_same_column_the_second_is_told(county: County, first: Any, second: Any, words: str) -> None:
    household = home(county.village_clerk)
    seen = record(household).recorded_in
    correct(county.village_clerk, household, seen=seen, **first)
    correct(county.township_clerk, household, entry_road="水泥路", seen=seen)
    with refused(f"^{county.village_clerk.name}在 .*{words}", field=next(iter(second))):
        correct(county.second_township_clerk, household, seen=seen, **second)


def test_two_people_who_say_the_same_do_not_disagree(county: County) -> None:
    household = home(county.village_clerk)
    seen = record(household).recorded_in
    correct(county.village_clerk, household, fuel="柴草", seen=seen)
    correct(county.township_clerk, household, fuel="柴草", entry_road="水泥路", seen=seen)
    assert (record(household).fuel, record(household).entry_road) == ("柴草", "水泥路")


# split

def split(by: Any, household: UUID, members_: dict[UUID, str], **rest: Any) -> UUID:
    return actions.split_household(by, household=household, members=members_, **{"on": ON, "reason": "结婚分户", **rest})


def test_some_leave_and_form_a_household_of_their_own(county: County) -> None:
    by = county.township_clerk
    household, people = family(by)
    actions.give_status(by, household=household, family="assisted", word="脱贫户", since=SINCE, document="2016年退出公告")
    new = split(by, household, {people["覃天佑"]: "本人", people["覃小满"]: "女儿"}, document="户口簿")
    assert members(household) == {"覃福生": "户主", "王秀兰": "配偶"} and members(new) == {"覃天佑": "户主", "覃小满": "之女"}
    assert set(members(household, ON - timedelta(1))) == {"覃福生", "王秀兰", "覃天佑", "覃小满"} and members(new, ON - timedelta(1)) == {}
    now = record(new)
    assert (now.valid_from, now.group, now.farmland, now.house_grade, now.bank_account) == (ON, "三组", None, "", "")
    assert ring().unseal(now.phone, PHONE_PURPOSE) == HOUSE["phone"]
    file = queries.household_file(by, new)
    assert file and file.spells.labels == {"assisted": "脱贫户"} and [(one.name, one.word) for one in file.changes] == [("覃天佑", "分户转入"), ("覃小满", "分户转入")]
    assert queries.counts(by, VILLAGE) == (2, 4) and queries.tally_households(by, place=VILLAGE, length=12, as_of=AsOf(ON - timedelta(1))) == {VILLAGE: 1}


@pytest.mark.parametrize(("chosen", "rest", "words"), [
    ({}, {}, "选择分出去的人"), ({"覃天佑": "之子"}, {}, "只有一个户主"), ({"覃天佑": "户主", "王秀兰": "户主"}, {}, "只有一个户主"),
    ({"覃福生": "户主"}, {}, "留下的人里没有户主"), ({"覃福生": "户主", "王秀兰": "配偶", "覃天佑": "之子", "覃小满": "之孙女"}, {}, "没有人留下"),
    ({"覃天佑": "邻居"}, {}, "与户主关系"), ({"覃天佑": ""}, {}, "每个人"), ({"覃天佑": "户主"}, {"on": TOMORROW}, "不能晚于今天"),
    ({"覃天佑": "户主"}, {"reason": ""}, "理由"), ({"覃天佑": "户主"}, {"document": "号" * 121}, "最多 120 个"),
])
def test_a_split_that_cannot_be_is_refused(county: County, chosen: dict[str, str], rest: dict[str, Any], words: str) -> None:
    household, people = family(county.township_clerk)
    people["覃福生"] = PersonRecord.objects.get(**NOW.filters(), name="覃福生").person_id
    with refused(words):
        split(county.township_clerk, household, {people[name]: relation for name, relation in chosen.items()}, **rest)


def test_nobody_of_another_household_splits_off(county: County) -> None:
    household, _ = family(county.township_clerk)
    other = home(county.township_clerk, serial=801)
    stranger = PersonRecord.objects.get(**NOW.filters(), household=other).person_id
    with refused("都要在这一户里"):
        split(county.township_clerk, household, {stranger: "户主"})


# merged

def merge(by: Any, household: UUID, into: str, members_: dict[UUID, str], **rest: Any) -> UUID:
    return actions.merge_households(by, household=household, into=into, members=members_, **{"on": ON, "reason": "结婚并户", **rest})


def head_of(household: UUID) -> UUID:
    return PersonRecord.objects.get(**NOW.filters(), household=household, relation="户主").person_id


def test_one_household_goes_into_another_and_what_it_counted_as_ends(county: County) -> None:
    by = county.township_clerk
    household, other = home(by), home(by, serial=801, number_="0099800", name="蒙桂花", place=NEXT_VILLAGE)
    watched(by, household, date(2025, 1, 1))
    assert merge(by, household, " 0099800 ", {head_of(household): "夫"}) == other
    assert members(other) == {"蒙桂花": "户主", "覃福生": "配偶"} and not HouseholdRecord.objects.filter(**NOW.filters(), household=household).exists()
    assert queries.counts(by, VILLAGE) == (0, 0) and queries.counts(by, NEXT_VILLAGE) == (1, 2)
    for model in (StatusSpell, RiskSpell):
        assert not model.objects.filter(**NOW.filters(), household=household).exists()
        assert model.objects.filter(**AsOf(ON - timedelta(1)).filters(), household=household).exists()
    assert RiskSpell.objects.get(**AsOf(date(2025, 6, 1)).filters()).ended_how == "自然消除"
    assert {(one.kind, one.place_code) for one in NaturalChange.objects.filter(valid_from=ON)} == {("merged_out", VILLAGE), ("merged_in", NEXT_VILLAGE)}


@pytest.mark.parametrize(("into", "relation", "rest", "words"), [
    ("0099999", "配偶", {}, "没有户编号"), ("0099700", "配偶", {}, "同一户"), ("0099800", "户主", {}, "已有户主"), ("0099800", None, {}, "每个人"),
    ("0099800", "邻居", {}, "与户主关系"), ("0099800", "配偶", {"on": TOMORROW}, "不能晚于今天"), ("0099800", "配偶", {"reason": ""}, "理由"),
])
def test_a_merger_that_cannot_be_is_refused(county: County, into: str, relation: str | None, rest: dict[str, Any], words: str) -> None:
    by = county.township_clerk
    household, _ = home(by, number_="0099700"), home(by, serial=801, number_="0099800", name="蒙桂花")
    with refused(words):
        merge(by, household, into, {head_of(household): relation} if relation else {}, **rest)


def test_nobody_is_merged_into_a_household_out_of_reach(county: County) -> None:
    household = home(county.village_clerk)
    home(county.township_clerk, serial=801, number_="0099800", place=NEXT_VILLAGE)
    with refused("没有户编号", field="into"):
        merge(county.village_clerk, household, "0099800", {head_of(household): "配偶"})


# moved

def move(by: Any, household: UUID, to: str, **rest: Any) -> None:
    actions.move_household(by, household=household, to=to, **{"on": ON, "reason": "易地搬迁", **rest})


def test_a_household_that_moves_is_seen_with_its_past_by_the_new_place_only(county: County) -> None:
    by, there = county.county_officer, county.neighbour
    household, people = family(by)
    watched(by, household, date(2025, 1, 1))
    earns(by, household, wage_work=9_000)
    actions.leave_register(by, person=people["王秀兰"], kind="died", on=date(2025, 3, 1), reason="火化证明")
    subject = Subject("household", str(household), "户", key=household)
    keep_paper(by, subject=subject, at=VILLAGE, kind=BOOKLET, file_name="户口簿.jpg", content=photo())
    move(by, household, FAR_VILLAGE, document="安置协议")
    assert queries.household_file(county.village_clerk, household) is None and queries.household_story(county.village_clerk, household) == []
    file = queries.household_file(there, household)
    assert file and len(file.row.members) == 3 and file.row.group == "" and file.incomes and [one.label for one in file.tags] == ["一般农户", "边缘易致贫户", "因病"]
    assert {one.name for one in file.changes} == {"覃福生", "王秀兰", "覃天佑", "覃小满"} and any(one.papers for one in file.shelves or ())
    assert Paper.objects.get().place_code == FAR_VILLAGE
    was = queries.household_file(there, household, AsOf(date(2025, 2, 1)))
    assert was and len(was.row.members) == 4
    by_then = {"place": "990121", "length": 12, "as_of": AsOf(ON - timedelta(1))}
    assert queries.tally_persons(by, **by_then) == {VILLAGE: 3} and queries.counts(by, FAR_VILLAGE) == (1, 3)
    assert queries.departed(county.village_clerk, people["覃天佑"]) == ("moved_out", ON)
    counted = {"status": "monitored:", "days": [ON - timedelta(1), ON]}
    assert [queries.households_counted_on(who, place=at, **counted) for who in (by, there) for at in (VILLAGE, FAR_VILLAGE)] == [[1, 0], [0, 1]] * 2
    assert queries.households_counted_on(county.village_clerk, place=VILLAGE, **counted) == [0, 0], "whoever answers for them now is asked"


def test_a_move_within_the_village_keeps_the_group_and_is_no_change_of_people(county: County) -> None:
    by, household = county.village_clerk, home(county.village_clerk)
    move(by, household, VILLAGE, group="五组")
    assert record(household).group == "五组" and NaturalChange.objects.filter(valid_from=ON).count() == 0
    with refused("本来就在那里"):
        move(by, household, VILLAGE)


@pytest.mark.parametrize(("to", "rest", "words"), [
    (VILLAGE, {}, "本来就在"), ("990121001", {}, "哪个村"), (NEXT_VILLAGE, {"on": TOMORROW}, "不能晚于今天"), (NEXT_VILLAGE, {"reason": ""}, "理由"),
    (NEXT_VILLAGE, {"group": "组" * 41}, "最多 40 个"), (FAR_VILLAGE, {}, "哪个村"),
])
def test_a_move_that_cannot_be_is_refused(county: County, to: str, rest: dict[str, Any], words: str) -> None:
    household = home(county.township_clerk)
    with refused(words):
        move(county.township_clerk, household, to, **rest)


# forgotten

def gone(by: Any, household: UUID, people: dict[str, UUID]) -> None:
    for person in [*people.values(), head_of(household)]:
        actions.leave_register(by, person=person, kind="moved_out", on=ON, reason="全家迁往外省")


def test_a_household_is_forgotten_and_the_chain_still_holds(county: County) -> None:
    by = county.county_officer
    household, people = family(by, number_="0099700")
    watched(by, household, date(2025, 1, 1))
    earns(by, household, wage_work=9_000)
    correct(by, household, fuel="柴草")
    subject = Subject("household", str(household), "户 0099700", key=household)
    keep_paper(by, subject=subject, at=VILLAGE, kind=BOOKLET, file_name="覃福生户口簿.jpg", content=photo())
    gone(by, household, people)
    day = AsOf(date(2025, 6, 1))
    before = queries.tally_persons(by, place=VILLAGE, length=12, as_of=day)
    actions.erase_household(by, household=household, reason="本人申请", document="申请书")
    assert queries.tally_persons(by, place=VILLAGE, length=12, as_of=day) == before == {VILLAGE: 4}
    left = str([list(model.objects.filter(household=household).values()) for model in (HouseholdRecord, PersonRecord, StatusSpell, RiskSpell, NaturalChange)])
    left += str(list(Paper.objects.values())) + str([opened([one])[one.id] for one in Entry.objects.filter(subject_key=household)])
    for word in ("覃福生", "王秀兰", "0099700", "三组", "全家迁往", "防返贫"):
        assert word not in left
    with refused("已经注销"):
        actions.erase_household(by, household=household, reason="本人申请", document="申请书")


@pytest.mark.parametrize(("rest", "words"), [({"reason": ""}, "理由"), ({"document": ""}, "理由"), ({"household": uuid4()}, "没有这一户")])
def test_nothing_is_forgotten_without_reason_and_paper(county: County, rest: dict[str, Any], words: str) -> None:
    household, people = family(county.county_officer)
    gone(county.county_officer, household, people)
    with refused(words):
        actions.erase_household(county.county_officer, **{"household": household, "reason": "本人申请", "document": "申请书", **rest})


def test_a_household_that_is_in_the_register_is_not_forgotten(county: County) -> None:
    household = home(county.county_officer)
    with refused("还有人在册"):
        actions.erase_household(county.county_officer, household=household, reason="本人申请", document="申请书")
    with refused("没有这项权限", Forbidden):
        actions.erase_household(county.township_clerk, household=household, reason="本人申请", document="申请书")


# everybody else

@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_has_no_say_changes_and_learns_nothing(county: County, who: str) -> None:
    by, household = getattr(county, who), home(county.township_clerk, number_="0099700")
    person = head_of(household)
    acts = (
        lambda: correct(by, household, fuel="柴草"), lambda: home(by, serial=801), lambda: split(by, household, {person: "户主"}),
        lambda: merge(by, household, "0099700", {person: "配偶"}), lambda: move(by, household, NEXT_VILLAGE), lambda: joined(by, household, "某", "之子"),
        lambda: actions.erase_household(by, household=household, reason="本人申请", document="申请书"),
    )
    for act in acts:
        with refused():
            act()


def test_a_village_clerk_moves_nobody_out_of_the_village(county: County) -> None:
    household = home(county.village_clerk)
    with refused():
        move(county.village_clerk, household, NEXT_VILLAGE)


# who comes

@pytest.mark.parametrize(("values", "rest", "words", "field"), [
    ({"name": ""}, {}, "姓名不能为空", "name"), ({"relation": ""}, {}, "与户主的关系", "relation"), ({"relation": "户主"}, {}, "已经有户主", "relation"),
    ({"id_number": number(701, date(1966, 4, 5))}, {}, "已经在名册里", "id_number"), ({"birth": date(2020, 1, 1)}, {}, "嫁", ""),
    ({}, {"kind": "died"}, "增加的原因", "kind"), ({}, {"on": TOMORROW}, "不能晚于今天", "on"), ({}, {"reason": ""}, "理由", "reason"),
    ({"minimum_living": "是"}, {}, "不由", ""), ({"schooling": "小学", "student": "小学"}, {}, "只能填一项|可选", ""),
])
def test_somebody_who_cannot_come_in_is_refused(county: County, values: dict[str, Any], rest: dict[str, Any], words: str, field: str) -> None:
    household = home(county.village_clerk)
    how = {"kind": "married_in", "on": ON, "reason": "结婚证", **rest}
    with refused(words, field=field):
        actions.enter_register(county.village_clerk, household=household, values={"name": "王秀兰", "relation": "配偶", **values}, **how)


def test_the_last_who_leaves_ends_what_the_household_counted_as(county: County) -> None:
    by, household = county.township_clerk, home(county.township_clerk)
    watched(by, household, date(2025, 1, 1))
    actions.leave_register(by, person=head_of(household), kind="died", on=ON, reason="火化证明", document="火化证")
    assert not StatusSpell.objects.filter(**NOW.filters(), household=household).exists() and queries.counts(by, VILLAGE) == (0, 0)
    assert StatusSpell.objects.filter(**AsOf(ON - timedelta(1)).filters(), household=household).count() == 2
