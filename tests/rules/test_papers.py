"""一户一档、一村一档: the order of filing, what must be there, and what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.codes import HOUSEHOLD_KIND, MONITORED_KIND, RISK
from bangfu.rules.papers import BY_SLUG, FACTS, KINDS, kinds_of, missing, paper_kind, read_kinds, required_for
from bangfu.rules.refusal import Refused

ENTRY = '[[paper]]\nslug = "a"\nword = "甲"\ngroup = "一"\nsource = "各地做法"\n'

statuses = st.fixed_dictionaries({
    "assisted": st.sampled_from(["", "脱贫户", "一般农户", "未脱贫户"]), "monitored": st.sampled_from(["", *MONITORED_KIND.labels]),
    "relief": st.sampled_from(["", "农村低保", "低保边缘"]),
})
risks = st.sets(st.sampled_from(RISK.labels), max_size=5)
facts = st.sets(st.sampled_from(list(FACTS["household"])))


def words(*args: object) -> set[str]:
    return {kind.slug for kind in required_for("household", *args)}   # type: ignore[arg-type]


def test_an_ordinary_household_keeps_its_register_and_its_cards():
    assert words({"assisted": "一般农户"}) == {"household_register", "identity_cards"}
    assert words({}) == words({"assisted": "", "monitored": ""}) == {"household_register", "identity_cards"}


@pytest.mark.parametrize("kind", MONITORED_KIND.labels)
def test_a_monitored_household_has_the_papers_of_its_identification(kind: str):   # 识别程序, steps 0 to 6
    assert {
        "monitoring_application", "monitoring_survey", "monitoring_comparison", "monitoring_meeting", "monitoring_notice", "monitoring_review",
        "monitoring_approval", "plan", "pairing", "income_sheet",
    } <= words({"assisted": "一般农户", "monitored": kind})


@pytest.mark.parametrize(("given_statuses", "given_risks", "given_facts", "slug"), [
    ({"assisted": "脱贫户"}, [], [], "exit_acknowledged"),      # 厅字〔2016〕16号: 拟退出户认可
    ({"assisted": "脱贫户"}, [], [], "poor_application"),
    ({"relief": "农村特困"}, [], [], "relief_approval"),
    ({}, ["因病"], [], "proof_illness"), ({}, ["其他"], [], "proof_other"),       # rule 2_11_004
    ({}, ["因残"], [], "disability_certificates"), ({}, [], ["disabled_member"], "disability_certificates"),
    ({}, ["因安全住房"], [], "house_appraisal"), ({}, [], ["dangerous_house"], "house_appraisal"),
    ({}, [], ["loan"], "loan_contract"), ({}, [], ["relocated"], "relocation"), ({}, [], ["public_post"], "post_agreement"),
    ({}, [], ["risk_lifted"], "lifting_approval"), ({}, [], ["risk_lifted"], "monitoring_survey"),   # whoever was lifted was once identified
])
def test_one_circumstance_asks_for_its_paper_and_without_it_nobody_does(given_statuses, given_risks, given_facts, slug):
    assert slug in words(given_statuses, given_risks, given_facts)
    assert slug not in words({})


@pytest.mark.parametrize(("given_statuses", "given_risks", "slug"), [
    ({"assisted": "未脱贫户"}, [], "exit_acknowledged"),          # not lifted yet
    ({"assisted": "脱贫户"}, [], "monitoring_application"),       # lifted, not monitored
    ({"assisted": "脱贫户"}, [], "plan"),
    ({"monitored": "边缘易致贫户"}, [], "lifting_check"),         # its risk is still there
    ({"monitored": "边缘易致贫户"}, ["因学"], "proof_illness"),
    ({"monitored": "边缘易致贫户"}, ["缺劳动力"], "disability_certificates"),
])
def test_near_misses_ask_for_nothing(given_statuses: dict[str, str], given_risks: list[str], slug: str):
    assert slug not in words(given_statuses, given_risks)


def test_a_village_keeps_what_it_has():
    bare = {kind.slug for kind in required_for("village", {})}
    assert {"village_profile", "village_roster", "village_grids", "village_screening"} <= bare
    assert "village_solar" not in bare
    more = {kind.slug for kind in required_for("village", {}, facts=["solar", "has_monitored"])}
    assert more - bare == {"village_solar", "village_monitored_roster", "village_pairing", "village_meetings", "village_notices"}


def test_a_fact_nobody_knows_is_a_programming_error():
    with pytest.raises(ValueError, match="rich"):
        required_for("household", {}, facts=["rich"])
    with pytest.raises(ValueError, match="solar"):
        required_for("household", {}, facts=["solar"])   # a village's


@given(statuses, risks, facts)
def test_what_is_required_stands_in_the_order_of_filing_and_once(given_statuses, given_risks, given_facts):
    required = required_for("household", given_statuses, given_risks, given_facts)
    assert list(required) == [kind for kind in kinds_of("household") if kind in required]


@given(statuses, risks, facts, risks, facts)
def test_more_circumstances_never_ask_for_less(given_statuses, given_risks, given_facts, more_risks, more_facts):
    assert words(given_statuses, given_risks, given_facts) <= words(given_statuses, given_risks | more_risks, given_facts | more_facts)


@given(statuses, st.sets(st.sampled_from(list(BY_SLUG))))
def test_kept_and_missing_are_together_what_is_required(given_statuses: dict[str, str], kept: set[str]):
    required = required_for("household", given_statuses)
    lacking = missing(required, kept)
    assert [kind for kind in required if kind.slug in kept or kind in lacking] == list(required)
    assert not {kind.slug for kind in lacking} & kept


def test_nothing_is_missing_where_everything_is_kept():
    required = required_for("household", {"monitored": "突发严重困难户"})
    assert missing(required, [kind.slug for kind in required]) == ()
    assert missing(required, []) == required


@pytest.mark.parametrize("subject", KINDS)
def test_every_kind_has_a_place_a_source_and_a_slug_that_fits(subject: str):
    kinds = KINDS[subject]
    assert len({kind.number for kind in kinds}) == len({kind.word for kind in kinds}) == len(kinds)
    assert all(kind.source and kind.group and kind.subject == subject and len(kind.slug) <= 40 for kind in kinds)
    assert [kind.number for kind in kinds] == sorted((kind.number for kind in kinds), key=lambda number: [int(part) for part in number.split(".")])


def test_slugs_are_unique_over_both_files_and_every_fact_asks_for_something():
    assert len(BY_SLUG) == sum(len(kinds) for kinds in KINDS.values())
    for subject, known in FACTS.items():
        assert set(known) == {fact for kind in KINDS[subject] for fact in kind.facts}


def test_what_no_document_asks_for_is_called_local_practice():
    assert paper_kind("visit_book").is_local_practice
    assert not paper_kind("exit_acknowledged").is_local_practice


def test_an_unknown_kind_is_refused():
    with pytest.raises(Refused, match="请选择材料的种类"):
        paper_kind("gossip")


@pytest.mark.parametrize(("text", "part"), [
    (ENTRY + 'risks = ["因懒"]\n', "因懒"), (ENTRY + 'facts = ["rich"]\n', "rich"),
    (ENTRY + 'statuses = { assisted = ["富农"] }\n', "富农"), (ENTRY + 'statuses = { wealth = ["*"] }\n', "wealth"),
    (ENTRY + ENTRY.replace('"a"', '"b"').replace("一", "二") + ENTRY.replace('"a"', '"c"'), "torn apart"),
])
def test_a_table_with_a_slip_in_it_is_not_read(text: str, part: str):
    with pytest.raises(ValueError, match=part):
        read_kinds("household", text)


def test_numbers_are_group_and_position():
    text = ENTRY + ENTRY.replace('"a"', '"b"') + ENTRY.replace('"a"', '"c"').replace("一", "二")
    assert [(kind.slug, kind.number) for kind in read_kinds("household", text)] == [("a", "1.1"), ("b", "1.2"), ("c", "2.1")]


def test_any_label_and_any_but_one_are_written_short():
    (kind,) = read_kinds("household", ENTRY + 'statuses = { monitored = ["*"], assisted = ["!一般农户"] }\n')
    assert kind.statuses["monitored"] == MONITORED_KIND.labels
    assert kind.statuses["assisted"] == tuple(label for label in HOUSEHOLD_KIND.labels if label != "一般农户")
