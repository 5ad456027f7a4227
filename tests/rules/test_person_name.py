"""Names: folded to compare, looked at for lost characters, masked to show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.person_name import fold, is_same, looks_broken, masked, tidy

DOTTED = "阿依古丽·买买提"


@pytest.mark.parametrize("cell", [
    DOTTED, "阿依古丽•买买提", "阿依古丽．买买提", "阿依古丽.买买提", "阿依古丽・买买提",
    "阿依古丽･买买提", " 阿依古丽 · 买买提", "阿依古丽·\u3000买买提\u200b",
])
def test_every_dot_and_space_folds_to_one_name(cell: str):
    assert fold(cell) == DOTTED
    assert is_same(cell, DOTTED)


def test_full_width_and_small_latin_letters_fold_to_capitals():
    assert fold("Ａnna ｌi") == "ANNALI"


def test_different_names_stay_different():
    assert not is_same("张三", "张山")


def test_two_blanks_are_nobody():
    assert not is_same("", "\u3000")


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(name: str):
    assert fold(fold(name)) == fold(name)


@given(st.text(max_size=12), st.text(max_size=12))
def test_sameness_has_no_direction(a: str, b: str):
    assert is_same(a, b) == is_same(b, a)


@pytest.mark.parametrize("name", ["李?", "李？明", "李□", "李\ufffd", "李\ue123", "李3", "李(yan)", "李（yán）", "李yan", "李*明", "李＊", "李\U000f1234", "(yán)"])
def test_a_lost_character_is_seen(name: str):
    assert looks_broken(name)


@pytest.mark.parametrize("name", ["李明", DOTTED, "欧阳小明", "ANNA SMITH", "李𬭶", "㛃芳"])
def test_a_whole_name_is_left_in_peace(name: str):
    assert not looks_broken(name)


@pytest.mark.parametrize(("name", "shown"), [("", ""), ("李", "*"), ("李明", "李*"), ("李小明", "李*明"), ("欧阳小明", "欧**明")])
def test_a_masked_name_keeps_its_ends(name: str, shown: str):
    assert masked(name) == shown


@pytest.mark.parametrize(("cell", "kept"), [
    ("张 三", "张三"), ("张\u3000三", "张三"), (" 张三\t", "张三"), ("张\u200b三\ufeff", "张三"), ("阿依古丽•买买提", "阿依古丽•买买提"),
    ("阿依古丽 · 买买提", DOTTED), ("阿依古丽 ．买买提", "阿依古丽．买买提"), ("Anna  Smith", "Anna Smith"), ("J. Smith", "J. Smith"), ("諸葛明遠", "諸葛明遠"),
    ("李𬭶", "李𬭶"), ("㛃 芳", "㛃芳"),
    ("賈軍(jūn)", "賈軍"), ("李（lǐ）明", "李明"), ("李(yan)", "李(yan)"), ("李?", "李?"), ("", ""),
])
def test_a_name_is_kept_tidy_and_its_characters_as_they_are(cell: str, kept: str):
    assert tidy(cell) == kept


@given(st.text("张三·•. \u3000Anna(lǐ)李?\u200b", max_size=12))
def test_tidying_changes_nobody(name: str):
    assert tidy(tidy(name)) == tidy(name)
    if "(" not in name and ")" not in name:
        assert fold(tidy(name)) == fold(name)
