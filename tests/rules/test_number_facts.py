"""What a number says against what the record says."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.codes import DISABILITY, DISABILITY_GRADE, HEALTH, ID_KIND, LABOUR
from bangfu.rules.id_number import DISABILITY_KINDS, check_digit, read_number
from bangfu.rules.number_facts import contradictions

TODAY = date(2026, 3, 1)
WOMAN = "11010519491231002X"   # the sample of GB 11643-1999
BORN = date(1949, 12, 31)


def found(cell: str, **record: Any) -> list[str]:
    number = read_number(cell, today=TODAY, kind=record.get("id_kind", ""))
    made = contradictions(number, **record)
    assert all(one.sentence.endswith("。") and one.field in record for one in made)
    assert all(cell[6:14] not in one.sentence and cell[:17] not in one.sentence for one in made if len(cell) >= 15)
    return [one.slug for one in made]


def test_a_record_that_agrees_and_one_that_says_nothing_contradict_nothing():
    assert found(WOMAN, sex="女", birth=BORN, health=["健康"], labour="普通劳动力", id_kind="居民身份证") == []
    assert found(f"{WOMAN}42", sex="女", birth=BORN, health=["残疾"], disability_kind=["肢体残疾"], disability_grade="二级",
                 labour="弱劳动力或半劳动力", id_kind="残疾人证") == []
    assert found(WOMAN) == found(f"{WOMAN}42") == []


@pytest.mark.parametrize(("cell", "record", "slugs"), [
    (WOMAN, {"sex": "男"}, ["sex"]),                                              # GB 11643-1999: the 17th digit
    (WOMAN, {"birth": date(1949, 12, 30)}, ["birth"]),                            # the 7th to 14th
    (WOMAN, {"sex": "男", "birth": date(1950, 1, 1)}, ["sex", "birth"]),
    ("110105491231002", {"sex": "男", "birth": date(1950, 1, 1)}, ["sex", "birth"]),   # an old number says it too
    ("110105491231002", {"sex": "女", "birth": BORN}, []),
    (f"{WOMAN}42", {"disability_kind": ["听力残疾"]}, ["disability_kind"]),         # 残疾人证: the 19th
    (f"{WOMAN}42B1", {"disability_kind": ["听力残疾"]}, ["disability_kind"]),
    (f"{WOMAN}42", {"disability_kind": ["听力残疾", "肢体残疾"]}, []),              # told more fully in the record
    (f"{WOMAN}42", {"disability_kind": ["多重残疾"]}, ["disability_kind"]),
    (f"{WOMAN}72", {"disability_kind": ["多重残疾"]}, []),
    (f"{WOMAN}72", {"disability_kind": ["听力残疾", "言语残疾"]}, []),              # several are many
    (f"{WOMAN}72", {"disability_kind": ["听力残疾"]}, ["disability_kind"]),         # one is not
    (f"{WOMAN}42", {"disability_grade": "三级"}, ["disability_grade"]),             # the 20th
    (f"{WOMAN}42", {"disability_grade": "2"}, []), (f"{WOMAN}42", {"disability_grade": "2级"}, []),
    (f"{WOMAN}42", {"disability_grade": "重度"}, ["disability_grade"]),
    (f"{WOMAN}42", {"health": ["健康"]}, ["disability_unsaid"]), (f"{WOMAN}42", {"health": ["长期慢性病", "残疾"]}, []),
    (f"{WOMAN}41", {"labour": "普通劳动力"}, ["labour"]), (f"{WOMAN}42", {"labour": "技能劳动力"}, ["labour"]),   # 4_01_007, 4_01_008
    (f"{WOMAN}43", {"labour": "普通劳动力"}, []), (f"{WOMAN}42", {"labour": "弱劳动力或半劳动力"}, []),
    (f"{WOMAN}21", {"labour": "普通劳动力"}, []),                                  # hearing is no limb
    (WOMAN, {"labour": "普通劳动力"}, []),
])
def test_each_contradiction_is_found_and_its_near_miss_is_not(cell: str, record: dict[str, Any], slugs: list[str]):
    assert found(cell, **record) == slugs


@pytest.mark.parametrize("cell", ["110105194912310021", "110105194913310028", "999999194912310021", "12345", "", "1.1E+17"])
def test_a_number_that_is_wrong_in_itself_proves_nothing(cell: str):
    assert found(cell, sex="男", birth=date(1990, 1, 1), health=["健康"], labour="普通劳动力") == []


@pytest.mark.parametrize(("cell", "id_kind", "hits"), [
    (WOMAN, "居民身份证", False), (WOMAN, "户口簿", False),      # a household register holds ID numbers
    (WOMAN, "残疾人证", True), (WOMAN, "护照", True), (WOMAN, "军官证", True), (WOMAN, "港澳台居民居住证", True), (WOMAN, "无", True),
    (f"{WOMAN}42", "残疾人证", False), (f"{WOMAN}42", "居民身份证", True),
    ("81000019900101001" + check_digit("81000019900101001"), "港澳台居民居住证", False),
    ("81000019900101001" + check_digit("81000019900101001"), "居民身份证", True),
    ("E12345678", "护照", False), ("999999194912310021", "无", False), ("999999194912310021", "居民身份证", True),
    ("999999194912310021", "户口簿", False), ("", "无", False), ("", "居民身份证", False), ("12345", "居民身份证", False),
])
def test_the_kind_of_paper_goes_with_its_number(cell: str, id_kind: str, hits: bool):
    assert found(cell, id_kind=id_kind) == (["paper"] if hits else [])


def test_every_word_used_here_is_a_label():
    assert {f"{kind}残疾" for kind in DISABILITY_KINDS.values()} == set(DISABILITY.labels)
    assert len(DISABILITY_GRADE.labels) == 4
    assert {"残疾"} <= set(HEALTH.labels) and {"普通劳动力", "技能劳动力"} <= set(LABOUR.labels)


@given(
    st.sampled_from([WOMAN, f"{WOMAN}11", f"{WOMAN}74B1", "999999194912310021", "", "110105491231002"]), st.sampled_from(["", "男", "女"]),
    st.sets(st.sampled_from(HEALTH.labels)), st.sets(st.sampled_from(DISABILITY.labels)), st.sampled_from(["", *DISABILITY_GRADE.labels]),
    st.sampled_from(["", *LABOUR.labels]), st.sampled_from(["", *ID_KIND.labels]),
)
def test_no_rule_speaks_twice_about_one_record(cell: str, sex: str, health: set, kinds: set, grade: str, labour: str, id_kind: str):
    slugs = found(cell, sex=sex, birth=BORN, health=health, disability_kind=kinds, disability_grade=grade, labour=labour, id_kind=id_kind)
    assert len(slugs) == len(set(slugs))
