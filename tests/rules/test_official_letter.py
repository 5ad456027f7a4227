"""Number, day and title of an official letter, with the clause beside each."""

from datetime import date

import pytest

from bangfu.rules.official_letter import issue_number, letter_day, title_lines
from bangfu.rules.refusal import Refused


@pytest.mark.parametrize(("typed", "number"), [
    ("云农函〔2026〕12号", "云农函〔2026〕12号"), ("云农函[2026]12号", "云农函〔2026〕12号"), (" 云农函（2026） 12号 ", "云农函〔2026〕12号"),
    ("云农函【2026】7号", "云农函〔2026〕7号"), ("", ""),
])
def test_the_number_has_hexagonal_brackets(typed: str, number: str) -> None:   # 7.2.5
    assert issue_number(typed) == number


@pytest.mark.parametrize("typed", ["云农函〔2026〕第12号", "云农函〔2026〕012号", "云农函〔26〕12号", "12号", "〔2026〕12号", "云农函2026-12"])
def test_what_is_no_number(typed: str) -> None:   # 7.2.5: 不编虚位, 不加“第”字, 年份应标全称
    with pytest.raises(Refused, match="发文字号"):
        issue_number(typed)


def test_the_day_has_no_zeros_in_front() -> None:   # 7.3.5.4
    assert letter_day(date(2026, 1, 6)) == "2026年1月6日"


@pytest.mark.parametrize(("title", "lines"), [
    ("关于核实名册疑点的函", ["关于核实名册疑点的函"]), ("云岫县农业农村局关于核实青石镇名册疑点的函", ["云岫县农业农村局", "关于核实青石镇名册疑点的函"]), ("", []),
])
def test_a_title_breaks_where_words_end(title: str, lines: list[str]) -> None:   # 7.3.1: 词意完整
    assert title_lines(title) == lines and all(len(one) <= 19 for one in title_lines("关于" + "很" * 60))
