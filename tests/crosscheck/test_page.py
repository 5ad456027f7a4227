"""docs/checks.md says what the checks do."""

import os
import re
from decimal import Decimal
from pathlib import Path

from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.checks.check import Told
from bangfu.crosscheck.checks.examples import Shown, shown
from bangfu.crosscheck.checks.page import in_words, page

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


def test_the_page_is_the_book() -> None:
    """After a change of the book: BANGFU_WRITE_CHECKS=1 writes the page anew."""
    if os.environ.get("BANGFU_WRITE_CHECKS"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()


def test_everybody_can_read_the_page() -> None:
    """Every check has its line, and no value is called by a code word."""
    said = page()
    assert all(f"`{slug}`" in said for slug in CHECKS)
    assert re.findall(r"〈[^〉]*[a-z_]{2}[^〉]*〉", said) == [] and "$" not in said and "{" not in said


def test_a_sentence_bears_the_numbers_that_are_set() -> None:
    check = CHECKS["wage_out_of_bounds"]
    sentence = check.reason[check.slug]
    assert "〈400〉至〈30000〉" in in_words(check, sentence) and "〈500〉至〈30000〉" in in_words(check, sentence, {"least": Decimal(500)})


def test_everybody_can_read_the_examples_and_tell_a_hit_from_a_near_miss() -> None:
    """No value is called by a code word, and what is found reads otherwise than what is not."""
    for check in CHECKS.values():
        hits, misses = shown(check, check.hits), shown(check, check.misses)
        assert hits and misses and not set(hits) & set(misses), check.slug
        said = [text for one in (*hits, *misses) for part in one.parts for text in part]
        assert all(said) and not re.search("[a-z]{2}", "".join(said)), check.slug


def test_an_example_says_what_is_not_as_usual_and_of_whom() -> None:
    wrong = CHECKS["id_name"].hits[1]
    assert shown(CHECKS["id_name"], [wrong]) == [Shown((("名册", "覃天明，号码甲"), ("村台账", "覃天朋，号码甲")))]
    late = Told("", person={"works": "是", "work_income": 1.5}, others=({},), source=None)
    assert shown(CHECKS["number_in_vehicles"], [late]) == [Shown((
        ("户主", "是否务工 是，务工月收入（元） 1.5"), ("户里另一人", "照常"), ("公安车辆名单", "里面没有这个人"),
    ))]
    assert shown(CHECKS["number_in_vehicles"], [Told("", in_force=False)]) == [Shown((("公安车辆名单", "没有收到"),))]
    assert ("村台账", "没有收到这个村的") in [part for one in shown(CHECKS["surplus"], CHECKS["surplus"].misses) for part in one.parts]
