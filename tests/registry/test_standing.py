"""What a household counts as, what threatens it, why it was poor, what it is guaranteed: each story, each refusal, nothing changed after one."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from bangfu.facts.models import AsOf
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.journal.words import opened
from bangfu.registry import actions, queries
from bangfu.registry.models import StatusSpell
from bangfu.registry.queries.spells import Spells
from bangfu.rules.refusal import Forbidden
from tests.county import County
from tests.registry.homes import PAPER, SINCE, home
from tests.untouched import refused

TOMORROW = timezone.localdate() + timedelta(1)
ON, LATER = date(2025, 6, 1), date(2026, 3, 1)
OUTSIDERS = ("village_clerk", "neighbour", "stranger", "former", "nobody", "administrator", "auditor")


@pytest.fixture(autouse=True)
def whole(county: County) -> Iterator[None]:
    yield
    assert verify().whole


@pytest.fixture
def household(county: County) -> UUID:
    return home(county.village_clerk)


def beside(county: County, household: UUID, day: date | None = None) -> Spells:
    found = queries.household_file(county.county_officer, household, AsOf(day))
    assert found
    return found.spells


def give(by: Any, household: UUID, word: str, **rest: Any) -> StatusSpell:
    return actions.give_status(by, household=household, word=word, **{"family": "assisted", "since": ON, "document": PAPER, **rest})


def risk(by: Any, household: UUID, word: str = "因病", **rest: Any) -> Any:
    return actions.note_risk(by, household=household, word=word, **{"since": ON, "document": PAPER, **rest})


# status

def test_a_status_lasts_until_the_next_of_its_family(county: County, household: UUID) -> None:
    by = county.township_clerk
    give(by, household, "一般农户", since=SINCE)
    give(by, household, "边缘户", family="monitored")
    give(by, household, "突发严重困难户", family="monitored", since=LATER)
    told = [beside(county, household, day).labels for day in (SINCE, ON, LATER - timedelta(1), LATER)]
    plain = {"assisted": "一般农户"}
    assert told == [plain, plain | {"monitored": "边缘易致贫户"}, plain | {"monitored": "边缘易致贫户"}, plain | {"monitored": "突发严重困难户"}]
    entry = Entry.objects.filter(verb="household.status_given").latest("id")
    assert opened([entry])[entry.id].label.endswith("监测对象类别“突发严重困难户”") and opened([entry])[entry.id].reason == PAPER


def test_what_was_before_is_filled_in_without_loss_of_what_is_known_after(county: County, household: UUID) -> None:
    by = county.township_clerk
    give(by, household, "脱贫户", since=date(2016, 12, 1))
    give(by, household, "一般贫困户", since=date(2014, 1, 1))
    told = [(one.label, one.valid_from, one.valid_to) for one in beside(county, household).statuses]
    assert told == [("一般贫困户", date(2014, 1, 1), date(2016, 12, 1)), ("脱贫户", date(2016, 12, 1), None)]


@pytest.mark.parametrize(("before", "word", "rest", "words"), [
    ("", "脱贫户", {"document": ""}, "依据"), ("", "脱贫户", {"document": "号" * 121}, "最多 120 个"), ("", "富裕户", {}, "不是户类型"), ("", "", {}, "不是户类型"),
    ("", "脱贫户", {"family": "colour"}, "种类"), ("", "脱贫户", {"since": TOMORROW}, "不能晚于今天"), ("脱贫户", "脱贫户", {"since": LATER}, "已经是"),
    ("脱贫户", "一般农户", {"since": LATER}, "不会变成一般农户"), ("一般农户", "脱贫户", {"since": LATER}, "不会直接变成脱贫户"),
    ("脱贫户", "边缘易致贫户", {"family": "monitored"}, "只能是一般农户"), ("", "未脱贫户", {}, "不能用"), ("", "脱贫不稳定户", {"family": "monitored"}, "只能是脱贫户"),
    ("脱贫户", "一般农户", {"since": SINCE}, "不会直接变成脱贫户"), ("", "脱贫户", {"household": uuid4()}, "没有这一户"),
])
def test_a_status_that_cannot_be_is_refused(county: County, household: UUID, before: str, word: str, rest: dict[str, Any], words: str) -> None:
    by = county.township_clerk
    if before:
        give(by, household, before)
    with refused(words):
        give(by, rest.pop("household", household), word, **rest)


def end(by: Any, household: UUID, **rest: Any) -> StatusSpell:
    return actions.end_status(by, household=household, **{"family": "relief", "on": LATER, "document": PAPER, **rest})


def test_a_status_ends_with_its_paper(county: County, household: UUID) -> None:
    by = county.township_clerk
    give(by, household, "农村低保", family="relief")
    end(by, household, document="停保通知")
    (spell,) = beside(county, household).statuses
    assert (spell.valid_to, spell.document, spell.lasts) == (LATER, "停保通知", False)
    assert beside(county, household, LATER - timedelta(1)).labels == {"relief": "农村低保"}


@pytest.mark.parametrize(("rest", "words"), [
    ({"family": "monitored"}, "现在没有"), ({"document": " "}, "依据"), ({"on": TOMORROW}, "不能晚于今天"), ({"on": ON}, "要在 2025-06-01 之后"),
    ({"ended_how": "说不清"}, "结束方式"), ({"family": "assisted"}, "不会变成一般农户"), ({"family": "colour"}, "种类"),
])
def test_an_ending_that_cannot_be_is_refused(county: County, household: UUID, rest: dict[str, Any], words: str) -> None:
    give(county.township_clerk, household, "农村低保", family="relief")
    give(county.township_clerk, household, "脱贫户")
    with refused(words):
        end(county.township_clerk, household, **rest)


def correct(by: Any, status: UUID, word: str, **rest: Any) -> StatusSpell:
    return actions.correct_status(by, status=status, word=word, **{"document": "退出公告", "reason": "对照原表", **rest})


@pytest.mark.parametrize(("word", "told"), [("一般农户", {"assisted": "一般农户"}), ("", {})])
def test_a_status_that_was_wrong_all_along(county: County, household: UUID, word: str, told: dict[str, str]) -> None:
    spell = give(county.township_clerk, household, "脱贫户")
    before = timezone.now()
    correct(county.township_clerk, spell.pk, word)
    assert beside(county, household).labels == beside(county, household, ON).labels == told
    was = queries.household_file(county.county_officer, household, AsOf(ON, before))
    assert was and was.spells.labels == {"assisted": "脱贫户"}


@pytest.mark.parametrize(("word", "rest", "words"), [
    ("脱贫户", {}, "没有要更正"), ("富裕户", {}, "不是户类型"), ("一般农户", {"document": ""}, "依据"), ("一般农户", {"reason": ""}, "理由"),
    ("一般农户", {"status": uuid4()}, "没有这条"), ("未脱贫户", {}, "不能用"), ("一般农户", {"beside": "脱贫不稳定户"}, "只能是脱贫户"),
])
def test_a_correction_of_a_status_that_cannot_be_is_refused(county: County, household: UUID, word: str, rest: dict[str, Any], words: str) -> None:
    by = county.township_clerk
    spell = give(by, household, "脱贫户")
    if monitored := rest.pop("beside", ""):
        give(by, household, monitored, family="monitored")
    with refused(words):
        correct(by, rest.pop("status", spell.pk), word, **rest)


# risk

def test_a_risk_is_recognised_and_is_over(county: County, household: UUID) -> None:
    by = county.township_clerk
    flood = risk(by, household, "自然灾害", sub_kind="洪水")
    risk(by, household, "其他", remark="欠债")
    actions.end_risk(by, risk=flood.pk, on=LATER, ended_how="帮扶消除", document="评议会纪要")
    told = [(one.label, one.detail, one.valid_to, one.ended_how) for one in beside(county, household).risks]
    assert sorted(told) == [("其他", "欠债", None, ""), ("因自然灾害", "洪涝", LATER, "帮扶消除")]
    risk(by, household, "自然灾害", sub_kind="洪水", since=LATER)
    assert len(beside(county, household).risks) == 3


@pytest.mark.parametrize(("word", "rest", "words"), [
    ("懒", {}, "选择风险"), ("", {}, "选择风险"), ("因自然灾害", {}, "哪一种"), ("因自然灾害", {"sub_kind": "火山"}, "选择风险"),
    ("因病", {"sub_kind": "洪涝"}, "没有灾害子项"),
    ("其他", {}, "写明是什么"), ("其他", {"remark": "因" * 121}, "最多 120 个"), ("因学", {"document": ""}, "依据"), ("因学", {"since": TOMORROW}, "不能晚于今天"),
    ("因病", {}, "填了两次"), ("因病", {"since": SINCE}, "填了两次"), ("因学", {"household": uuid4()}, "没有这一户"),
])
def test_a_risk_that_cannot_be_is_refused(county: County, household: UUID, word: str, rest: dict[str, Any], words: str) -> None:
    risk(county.township_clerk, household)
    with refused(words):
        risk(county.township_clerk, rest.pop("household", household), word, **rest)


def test_five_risks_are_the_most(county: County, household: UUID) -> None:
    for word in ("因病", "因学", "因残", "缺劳动力", "因安全饮水"):
        risk(county.township_clerk, household, word)
    with refused("最多填5项"):
        risk(county.township_clerk, household, "因安全住房")


@pytest.mark.parametrize(("rest", "words"), [
    ({"ended_how": "好了"}, "消除方式"), ({"ended_how": ""}, "消除方式"), ({"document": ""}, "依据"), ({"on": ON}, "之后"), ({"on": TOMORROW}, "不能晚于今天"),
    ({"risk": uuid4()}, "没有这条风险"),
])
def test_a_risk_does_not_end_like_that(county: County, household: UUID, rest: dict[str, Any], words: str) -> None:
    by = county.township_clerk
    spell = risk(by, household)
    with refused(words):
        actions.end_risk(by, **{"risk": spell.pk, "on": LATER, "ended_how": "帮扶消除", "document": PAPER, **rest})
    actions.end_risk(by, risk=spell.pk, on=LATER, ended_how="帮扶消除", document=PAPER)
    with refused("已经消除"):
        actions.end_risk(by, risk=spell.pk, on=LATER, ended_how="帮扶消除", document=PAPER)


# causes

def causes(by: Any, household: UUID, *words: str, **rest: Any) -> Any:
    return actions.set_causes(by, household=household, words=words, **{"since": SINCE, "document": "贫困户登记表", **rest})


def test_causes_are_set_and_set_anew(county: County, household: UUID) -> None:
    by = county.township_clerk
    causes(by, household, "疾病", "缺劳动力", "")
    causes(by, household, "因残", "缺劳力", "缺资金", since=ON)
    causes(by, household, "因残", since=LATER)
    told = [[(one.label, one.detail) for one in beside(county, household, day).causes if one.lasts] for day in (SINCE, ON, LATER)]
    assert [sorted(one) for one in told] == [
        [("因病", "主要"), ("缺劳力", "其他")], [("因残", "主要"), ("缺劳力", "其他"), ("缺资金", "其他")], [("因残", "主要")],
    ]


@pytest.mark.parametrize(("words_", "rest", "words"), [
    ((), {}, "选一项主要"), (("命不好",), {}, "选一项主要"), (("因病", "命不好"), {}, "不是致贫原因"), (("因病", "疾病"), {}, "不能重复"),
    (("因病", "因残", "因学", "缺水"), {}, "最多2项"), (("缺水",), {"document": ""}, "依据"), (("缺水",), {"since": TOMORROW}, "不能晚于今天"),
    (("因病",), {}, "没有要改"),
])
def test_causes_that_cannot_be_are_refused(county: County, household: UUID, words_: tuple[str, ...], rest: dict[str, Any], words: str) -> None:
    causes(county.township_clerk, household, "因病")
    with refused(words):
        causes(county.township_clerk, household, *words_, **rest)


# guarantees

def guarantee(by: Any, household: UUID, word: str = "住房安全", state: str = "未保障", **rest: Any) -> Any:
    return actions.note_guarantee(by, household=household, word=word, state=state, **{"since": ON, "reason": "入户核实", **rest})


def test_a_guarantee_is_noted_by_the_village_and_becomes_otherwise(county: County, household: UUID) -> None:
    guarantee(county.village_clerk, household, handling="列入2025年危房改造")
    guarantee(county.village_clerk, household, state="有保障", since=LATER, document="竣工验收表")
    told = [(one.word, one.label, one.detail, one.valid_to) for one in beside(county, household).guarantees]
    assert told == [("住房", "未保障", "列入2025年危房改造", LATER), ("住房", "已保障", "", None)]


@pytest.mark.parametrize(("rest", "words"), [
    ({"word": "养老"}, "哪一项保障"), ({"state": "差不多"}, "哪一项保障"), ({"reason": ""}, "理由"), ({"since": TOMORROW}, "不能晚于今天"),
    ({"handling": "办" * 61}, "最多 60 个"), ({"document": "号" * 121}, "最多 120 个"), ({}, "没有要改"), ({"household": uuid4()}, "没有这一户"),
])
def test_a_guarantee_that_cannot_be_is_refused(county: County, household: UUID, rest: dict[str, Any], words: str) -> None:
    guarantee(county.village_clerk, household)
    with refused(words):
        guarantee(county.village_clerk, rest.pop("household", household), **rest)


# everybody else

@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_has_no_say_decides_nothing(county: County, household: UUID, who: str) -> None:
    """A village writes down the guarantees it sees; what a household counts as is decided above it."""
    status, spell, by = give(county.township_clerk, household, "农村低保", family="relief"), risk(county.township_clerk, household), getattr(county, who)
    acts: list[Any] = [
        lambda: give(by, household, "脱贫户"), lambda: end(by, household), lambda: correct(by, status.pk, ""), lambda: risk(by, household, "因学"),
        lambda: actions.end_risk(by, risk=spell.pk, on=LATER, ended_how="帮扶消除", document=PAPER), lambda: causes(by, household, "因病"),
    ]
    for act in [*acts, *([] if who == "village_clerk" else [lambda: guarantee(by, household)])]:
        with refused(kind=Forbidden if who == "village_clerk" else Exception):
            act()
