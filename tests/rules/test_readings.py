"""Readings written into a text are taken away where they are readings; where a character was lost it is said."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.readings import lost_character, readings_of, without_readings, without_tone

ARTICLE = Path(__file__).parents[3] / "shared/articles/yangxian-2020.txt"   # a page whose every rarer character brings its reading along; beside the program, not in it


@pytest.mark.parametrize(("broken", "whole"), [
    ("作風(fēng)", "作風"), ("整訓（xùn）", "整訓"), ("鎮(zhèn)村", "鎮村"), ("学习(xi)", "学习"), ("吕[lǚ]明", "吕明"), ("呂(lv)明", "呂明"), ("風( fēng )", "風"),
    ("長(zhǎng)長(cháng)", "長長"), ("風(FĒNG)", "風"), ("协(xie\u0301)", "协"),
])
def test_a_reading_behind_its_character_goes(broken: str, whole: str):
    assert without_readings(broken) == whole
    assert not lost_character(broken)


@pytest.mark.parametrize("text", ["乡(镇)", "李(yan)", "县（市、区）", "甲村(abc)", "(fēng)", "務(fēng)", "ab(fēng)", "风fēng", "", "A(a)", "村(1)"])
def test_other_brackets_stay(text: str):
    assert without_readings(text) == text


@pytest.mark.parametrize(("text", "lost"), [
    ("(fēng)村", True), ("李(yán)", True), ("甲\ue123村", True), ("甲\ufffd", True), ("李□", True), ("甲\U000f0001", True), ("□是 □否", False), ("甲村(东)", False),
    ("甲村(abc)", False), ("abc", False), ("", False), ("作風(fēng)", False),
])
def test_a_lost_character_is_seen(text: str, lost: bool):
    assert lost_character(text) is lost


def test_the_readings_of_a_character_are_those_of_the_dictionary():
    assert readings_of("行")[0] == "xíng" and "háng" in readings_of("行")
    assert readings_of("A") == readings_of("") == readings_of("行行") == ()
    assert without_tone("lǚ") == "lv"


@given(st.text("风镇村李明乡", min_size=1, max_size=8), st.data())
def test_what_was_written_in_is_taken_out_again(text: str, data: st.DataObject):
    at = data.draw(st.integers(0, len(text) - 1))
    reading = data.draw(st.sampled_from(readings_of(text[at])))
    assert without_readings(f"{text[:at + 1]}({reading}){text[at + 1:]}") == text


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not on this machine")
def test_a_whole_page_is_mended():
    page = ARTICLE.read_text(encoding="utf-8")
    assert len(re.findall(r"\([^()]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][^()]*\)", page)) > 100
    assert not re.search(r"\([^()]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][^()]*\)", without_readings(page))
    assert "作風整訓" in without_readings(page)
