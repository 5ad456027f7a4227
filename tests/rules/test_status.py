"""户的身份: labels and their years, what goes together, what may follow; risks and causes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.codes import CAUSE, DISASTER, HOUSEHOLD_KIND, MONITORED_KIND, RELIEF, RISK
from bangfu.rules.refusal import Refused
from bangfu.rules.status import (
    ASSISTED_OF,
    FAMILIES,
    LIFTED,
    NOT_ASSISTED,
    POOR,
    SUDDEN,
    Risk,
    judge_causes,
    judge_risks,
    judge_status,
    label,
)

DAY = date(2024, 5, 1)
PLAIN_RISKS = [one for one in RISK.labels if one not in ("因自然灾害", "其他")]


def test_the_families_are_those_that_are_stored():
    assert {slug: one.word for slug, one in FAMILIES.items()} == {"assisted": "户类型", "monitored": "监测对象类别", "relief": "民政救助身份"}


def test_every_word_of_policy_used_here_is_a_label():
    assert {NOT_ASSISTED, LIFTED, *POOR} == set(HOUSEHOLD_KIND.labels)
    assert {*ASSISTED_OF, SUDDEN} <= set(MONITORED_KIND.labels)


@pytest.mark.parametrize(("family", "text", "known"), [
    ("assisted", "普通农户", "一般农户"), ("monitored", " 边缘户 ", "边缘易致贫户"), ("relief", "低保边缘家庭", "低保边缘"),
])
def test_a_label_is_found_by_its_words(family: str, text: str, known: str):
    assert label(family, text) == known


@pytest.mark.parametrize(("family", "text"), [("assisted", "边缘户"), ("monitored", ""), ("relief", "低保"), ("monitored", "01")])
def test_a_word_of_another_family_a_blank_and_half_a_word_are_refused(family: str, text: str):
    with pytest.raises(Refused, match="可以是"):
        label(family, text)


def test_an_unknown_family_is_refused():
    with pytest.raises(Refused, match="请选择身份的种类"):
        label("wealth", "富")


@pytest.mark.parametrize(("family", "after", "before", "beside"), [
    ("monitored", "脱贫不稳定户", "", {"assisted": "脱贫户"}),
    ("monitored", "边缘易致贫户", "", {"assisted": "一般农户"}),
    ("monitored", "边缘易致贫户", "", {}),                           # a household without a kind is an ordinary one
    ("monitored", "边缘易致贫户", "", {"assisted": ""}),
    ("monitored", "突发严重困难户", "", {"assisted": "脱贫户"}),
    ("monitored", "突发严重困难户", "边缘易致贫户", {"assisted": "一般农户"}),
    ("monitored", "", "脱贫不稳定户", {"assisted": "脱贫户"}),        # 风险消除
    ("relief", "农村低保", "", {"assisted": "一般农户", "monitored": "边缘易致贫户"}),
    ("relief", "", "农村低保", {}),
    ("assisted", "脱贫户", "", {"monitored": "脱贫不稳定户"}),
    ("assisted", "一般农户", "", {"monitored": "边缘易致贫户"}),
    ("assisted", "", "", {}),
])
def test_what_may_be(family: str, after: str, before: str, beside: dict[str, str]):
    judge_status(family, after, on=DAY, before=before, beside=beside)


@pytest.mark.parametrize(("family", "after", "before", "beside", "part"), [
    ("monitored", "脱贫不稳定户", "", {"assisted": "一般农户"}, "中农发〔2021〕7号.*一般农户请选“边缘易致贫户”"),
    ("monitored", "脱贫不稳定户", "", {}, "只能是脱贫户"),
    ("monitored", "边缘易致贫户", "", {"assisted": "脱贫户"}, "中农发〔2021〕7号.*脱贫户请选“脱贫不稳定户”"),
    ("assisted", "脱贫户", "", {"monitored": "边缘易致贫户"}, "只能是一般农户"),       # the same from the other side
    ("assisted", "一般农户", "", {"monitored": "脱贫不稳定户"}, "只能是脱贫户"),
    ("assisted", "", "", {"monitored": "脱贫不稳定户"}, "只能是脱贫户"),
    ("assisted", "脱贫户", "一般农户", {}, "厅字〔2016〕16号"),
    ("assisted", "一般农户", "脱贫户", {}, "厅字〔2016〕16号"),
    ("assisted", "", "脱贫户", {}, "厅字〔2016〕16号"),
    ("assisted", "五保户", "", {}, "2014至2020年的说法，2024年不能用"),
    ("monitored", "防止返贫致贫对象", "", {}, "2026年以后的说法"),
    ("assisted", "贫困", "", {}, "不是户类型"),
])
def test_what_cannot_be_names_its_clause(family: str, after: str, before: str, beside: dict[str, str], part: str):
    with pytest.raises(Refused, match=part) as refused:
        judge_status(family, after, on=DAY, before=before, beside=beside)
    assert refused.value.field == "label"


def test_the_poor_were_lifted_once_and_were_no_monitored_households():
    then = date(2020, 6, 1)
    judge_status("assisted", "脱贫户", on=then, before="未脱贫户")
    judge_status("assisted", "未脱贫户", on=then, before="脱贫户")     # 返贫, until 2020
    with pytest.raises(Refused, match="不能用"):
        judge_status("assisted", "未脱贫户", on=date(2021, 1, 1), before="脱贫户")
    with pytest.raises(Refused, match="只能是脱贫户"):
        judge_status("monitored", "脱贫不稳定户", on=then, beside={"assisted": "未脱贫户"})
    with pytest.raises(Refused, match="国开发〔2020〕6号"):
        judge_status("monitored", "突发严重困难户", on=date(2021, 6, 1), beside={"assisted": "未脱贫户"})


@given(st.sampled_from(HOUSEHOLD_KIND.labels_in(2024)), st.sampled_from(["", *MONITORED_KIND.labels_in(2024)]), st.sampled_from(["", *RELIEF.labels]))
def test_whichever_label_comes_second_the_pair_is_judged_alike(assisted: str, monitored: str, relief: str):
    def allowed(family: str, after: str, beside: dict[str, str]) -> bool:
        try:
            judge_status(family, after, on=DAY, beside=beside)
        except Refused:
            return False
        return True

    one_way = allowed("monitored", monitored, {"assisted": assisted, "relief": relief})
    other_way = allowed("assisted", assisted, {"monitored": monitored, "relief": relief})
    assert one_way == other_way == (ASSISTED_OF.get(monitored, assisted) == assisted)


def test_five_risks_at_most():   # the form has five places
    judge_risks([Risk(one) for one in PLAIN_RISKS[:5]])
    judge_risks([])
    with pytest.raises(Refused, match="最多填5项，现在有6项"):
        judge_risks([Risk(one) for one in PLAIN_RISKS[:6]])


@pytest.mark.parametrize("disaster", DISASTER.labels)
def test_a_disaster_says_which(disaster: str):   # rule 2_11_005
    judge_risks([Risk("因自然灾害", disaster), Risk("因病")])


@pytest.mark.parametrize(("risks", "part"), [
    ([Risk("因自然灾害")], "要选是哪一种"),                    # rule 2_11_005
    ([Risk("因自然灾害", "火灾")], "要选是哪一种"),
    ([Risk("因病", "洪涝")], "没有灾害子项"),
    ([Risk("其他")], "备注"),                                # rule 2_11_004
    ([Risk("其他", "", " ")], "备注"),
    ([Risk("因病"), Risk("因病")], "填了两次"),
    ([Risk("因懒")], "不是返贫致贫风险"),
    ([Risk("因灾")], "不是返贫致贫风险"),                      # a cause of 2014–2020, not a label of today
])
def test_risks_that_say_too_little_too_much_or_nothing_are_refused(risks: list[Risk], part: str):
    with pytest.raises(Refused, match=part):
        judge_risks(risks)


def test_two_different_disasters_are_two_risks_and_a_remark_is_enough_for_another():
    judge_risks([Risk("因自然灾害", "洪涝"), Risk("因自然灾害", "地质"), Risk("其他", "", "家庭变故")])


@pytest.mark.parametrize(("main", "others"), [("因病", []), ("因病", ["缺技术"]), ("缺劳力", ["因残", "缺资金"])])
def test_one_main_cause_and_two_others_at_most(main: str, others: list[str]):
    judge_causes(main, others)


@pytest.mark.parametrize(("main", "others", "part"), [
    ("", ["因病"], "请选一项主要致贫原因"), ("因病", ["因残", "因学", "因灾"], "最多2项"), ("因病", ["因病"], "不能重复"),
    ("因病", ["因残", "因残"], "不能重复"), ("懒", [], "不是致贫原因"), ("因病", ["因意外事故"], "不是致贫原因"),
])
def test_other_numbers_of_causes_are_refused(main: str, others: list[str], part: str):
    with pytest.raises(Refused, match=part):
        judge_causes(main, others)


@given(st.lists(st.sampled_from(CAUSE.labels), min_size=1, max_size=4))
def test_causes_pass_exactly_when_they_are_few_and_different(causes: list[str]):
    try:
        judge_causes(causes[0], causes[1:])
    except Refused:
        assert len(causes) > 3 or len(set(causes)) < len(causes)
    else:
        assert len(set(causes)) == len(causes) <= 3
