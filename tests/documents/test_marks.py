"""Every paper says when it is not in earnest, on every page, whoever lays it out; in earnest nothing of it stands anywhere."""

import io
import os
from collections.abc import Mapping
from functools import cache
from typing import Any

import pypdf
import pytest

from bangfu.documents import apart, pdf
from tests.documents.test_files import front, household, paper
from tests.documents.test_letter import letter
from tests.documents.test_pdf import row, village

MARKS = {"BANGFU_DEMO": "体验数据，不作依据", "BANGFU_DRILL": "演练，不作依据"}
FOOT = {"printed_on": "2026-07-02", "printed_by": "甲", "seal": "", "source": "截至 2026-07-01，数据出自名册。"}
FIELD = {"group": "", "chip": 0, "word": "姓名", "known": "覃天明", "options": [], "either": False, "doubted": False, "widths": [10, 30, 50]}
SHEET = {
    "number": "1-1", "nth": 1, "household": "H1", "head": "覃天明", "group": "一组", "place": "上垟村", "doubts": [], "height": 6,
    "lines": [{"word": "覃天明", "doubts": [], "rows": [[FIELD, FIELD]] * 80}],
}
EXEMPTION = dict.fromkeys((
    "number", "village", "household", "name", "id_number", "check", "doubt", "reason", "asked_by", "asked_on", "approver", "approved_on", "note", "expires_on", "state",
), "一")
TYPED = dict.fromkeys(("number", "village", "household", "name", "word", "old", "new", "on", "why", "typed"), "一")
EXAMPLES: Mapping[str, dict[str, Any]] = {
    "household_file": paper([household(1, members=60)]), "files_front": front(300), "findings_list": village([row(nth) for nth in range(1, 40)]), "letter": letter(),
    "village_file": {**FOOT, "title": "村帮扶档案", "name": "上垟村", "place": "云岫县", "cover": [], "sections": household(1, 90)["sections"], "signatures": []},
    "collection_sheets": {
        **FOOT, "title": "信息采集对照表", "known_at": "2026-07-01", "batch": 1, "of": 1, "first": 1, "total": 0, "signatures": ["签字："], "entries": [SHEET],
    },
    "list_as_seen": {
        "printed_on": FOOT["printed_on"], "printed_by": FOOT["printed_by"], "title": "上垟村名册", "words": "与户主关系 户主",
        "columns": [{"word": "姓名", "right": False, "width": 10}, {"word": "人数", "right": True, "width": 6}], "rows": [["覃天明", "4"]] * 90,
    },
    "exemption_register": {**FOOT, "title": "豁免登记表", "place": "上垟村", "word": "在期", "rows": [EXEMPTION] * 60},
    "type_back_list": {**FOOT, "title": "补录清单", "county": "云岫县", "township": "", "village": "", "rows": [TYPED] * 80},
}


def pages(template: str) -> list[str]:
    """What stands on each page, as things are now."""
    return rendered(template, tuple(os.environ.get(name, "") for name in MARKS))


@cache
def rendered(template: str, marks: tuple[str, ...]) -> list[str]:
    document = pypdf.PdfReader(io.BytesIO(pdf.render(template, EXAMPLES[template])))
    return ["".join(page.extract_text().split()) for page in document.pages]


def test_every_template_has_an_example_of_several_pages() -> None:
    assert set(EXAMPLES) == pdf.templates()
    assert {name: len(pages(name)) > 1 for name in EXAMPLES} == dict.fromkeys(EXAMPLES, True)


@pytest.mark.parametrize("name", MARKS)
@pytest.mark.parametrize("template", EXAMPLES)
def test_what_is_not_in_earnest_says_so_on_every_page(template: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(next(other for other in MARKS if other != name), raising=False)
    monkeypatch.setenv(name, "1")
    assert [MARKS[name] in page for page in pages(template)] == [True] * len(pages(template))


@pytest.mark.parametrize("template", EXAMPLES)
def test_in_earnest_no_mark_stands_anywhere(template: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in MARKS:
        monkeypatch.delenv(name, raising=False)
    assert not [mark for mark in ("体验", "演练", "不作依据") if mark in "".join(pages(template))]


def test_a_process_of_its_own_marks_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANGFU_DRILL", "1")
    assert apart.render("exemption_register", EXAMPLES["exemption_register"]) == pdf.render("exemption_register", EXAMPLES["exemption_register"])


@pytest.mark.parametrize("template", sorted(EXAMPLES.keys() - {"letter", "files_front"}))
def test_every_paper_but_the_letter_says_its_pages_and_where_it_is_from(template: str) -> None:
    told = pages(template)
    assert [f"第{nth}页，共{len(told)}页" in page for nth, page in enumerate(told, start=1)] == [True] * len(told)
    if "source" in EXAMPLES[template]:
        assert "数据出自名册" in "".join(told)
