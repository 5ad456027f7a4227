"""The book: every check names its hits, leaves its near misses alone, and says nothing of a county where everything is right."""

import re
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bangfu.crosscheck import engine
from bangfu.crosscheck.checks import CHECKS, OWN
from bangfu.crosscheck.checks.check import Check, Told
from bangfu.crosscheck.checks.contradictions import contradictions
from bangfu.crosscheck.checks.declared import book
from bangfu.crosscheck.checks.numbers import numbers
from bangfu.crosscheck.checks.twice import accounts
from bangfu.crosscheck.checks.views import split
from bangfu.crosscheck.checks.words import cell_word, way_word
from bangfu.crosscheck.found import Found
from bangfu.crosscheck.reasons import reason
from bangfu.crosscheck.sources import deaths
from tests.crosscheck.told import County, county_of

BOOK = [check for check in CHECKS.values() if not check.sql]

WEAK = "弱劳动力或半劳动力"
RIGHT: dict[str, dict[str, Any]] = {   # what who stands in a list is registered as, where everything is right
    "minimum_living": {"household": {"relief": "农村低保"}, "person": {"minimum_living": "是"}},
    "serious_illness": {"person": {"health": "患有大病", "labour": WEAK}},
    "disability_cards": {"person": {"health": "残疾", "disability_kind": "肢体残疾", "disability_grade": "三级", "labour": WEAK}},
    "school_aid": {
        "person": {"birth": date(2005, 1, 1), "student": "本科三年级", "schooling": "", "labour": "无劳动力", "resident_pension": "否"},
        "others": ({"relation": "之母", "birth": date(1978, 1, 1)},),
    },
    "pupils": {
        "person": {"birth": date(2005, 1, 1), "student": "本科三年级", "schooling": "", "labour": "无劳动力", "resident_pension": "否"},
        "others": ({"relation": "之母", "birth": date(1978, 1, 1)},),
    },
    "destitute": {
        "household": {"relief": "农村特困", "without_labour": "是", "income_wage": 0},
        "person": {"destitute_support": "是", "destitute_kind": "", "birth": date(1950, 1, 1), "labour": "无劳动力"},
    },
}


@cache
def looked() -> tuple[dict[str, list[Found]], dict[str, tuple[Check, Told, bool]]]:
    """(what was found by village, what every village is an example of), in one run over all examples."""
    tables, told = county_of(BOOK)
    found: dict[str, list[Found]] = defaultdict(list)
    for one in engine.run(tables, BOOK):
        found[one.place_code].append(one)
    return found, told


@pytest.mark.parametrize("check", BOOK, ids=[check.slug for check in BOOK])
def test_a_check_finds_its_hits_and_leaves_its_near_misses(check: Check) -> None:
    found, told = looked()
    for place, (of, example, wanted) in told.items():
        if of is check:
            mine = [one for one in found.get(place, ()) if one.check == check.slug]
            assert bool(mine) is wanted, f"{check.slug}: {example.words}"


@pytest.mark.parametrize("check", BOOK, ids=[check.slug for check in BOOK])
def test_what_a_check_finds_can_be_read_and_settled(check: Check) -> None:
    found, told = looked()
    mine = [one for place, (of, _, wanted) in told.items() if of is check and wanted for one in found.get(place, ()) if one.check == check.slug]
    for one in mine:
        assert "{" not in reason(one, {}) and len(reason(one, {})) > 5
        assert one.cells and all(cell_word(cell.source, cell.column) != cell.column for cell in one.cells), one.cells
    assert check.what_to_do and check.source_clause and all(way_word(way) != way for way in check.settle)


def test_a_county_where_everything_is_right_raises_nothing() -> None:
    county = County()
    county.add(Told("a household"))
    county.add(Told("a couple with a child", others=(
        {}, {"relation": "之子", "sex": "男", "name": "覃小明", "birth": date(2016, 3, 1), "labour": "无劳动力", "student": "小学", "schooling": "",
             "resident_pension": "否"},
    )))
    for source in {split(check.on)[1] for check in BOOK if check.on.startswith("matched")} - set(deaths()):
        county.add(Told("in a list", source={}, **RIGHT.get(source, {})), f"matched.{source}")
    assert engine.run(county.tables()) == []


def test_every_check_has_a_name_of_its_own_that_lasts() -> None:
    slugs = [check.slug for check in (*OWN, *book(), *contradictions(), *numbers(), *accounts())]
    assert len(slugs) == len(set(slugs)) == len(CHECKS)
    assert [slug for slug in slugs if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", slug)] == []
    assert max(len(check.slug) for check in (*OWN, *book())) <= 40
    titles = [check.title for check in book()]
    assert [title for title in titles if titles.count(title) > 1 or len(title) > 40] == []


@pytest.mark.parametrize("check", BOOK, ids=[check.slug for check in BOOK])
def test_a_check_has_near_misses_enough(check: Check) -> None:
    """A level or a setting has a bound, a column may be blank: one near miss does not show both."""
    assert len(check.misses) >= 2 or len(check.hits) >= 2, check.slug
    assert all(one.word and one.least < one.most for one in check.settings)


@pytest.mark.parametrize(("right", "spoilt", "says"), [
    ('on = "person"', 'on = "nobody"', "view"), ('"labour"]', '"nothing"]', "cell"), ("成员逻辑", "成人逻辑", "family"), ("age < $least", "age < $most", r"\$"),
])
def test_a_check_that_names_what_there_is_not_is_refused_when_the_book_is_read(tmp_path: Path, right: str, spoilt: str, says: str) -> None:
    text = (Path(engine.__file__).parent / "checks" / "book" / "member_logic.toml").read_text(encoding="utf-8").split("[[check]]")[1]
    assert right in text
    (tmp_path / "spoilt.toml").write_text("[[check]]" + text.replace(right, spoilt), encoding="utf-8")
    with pytest.raises(ValueError, match=says):
        list(book(tmp_path))
