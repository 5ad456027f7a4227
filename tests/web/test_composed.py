"""A page is put together of sections: a package joins by one line, and what one may not see or what is empty is left out."""

from bangfu.web.composed import Section, composed
from bangfu.web.household_sections import SECTIONS as OF_HOUSEHOLDS
from bangfu.web.village_sections import SECTIONS as OF_VILLAGES
from tests.county import FAR_VILLAGE, VILLAGE, County


def test_one_line_more_is_one_section_more(county: County) -> None:
    sections = (
        Section("first", "a.html", "main", lambda by, subject: {"said": f"{by.name} {subject}"}),
        Section("empty", "b.html", "main", lambda by, subject: None),
        Section("kept", "c.html", "beside", lambda by, subject: {}, "registry.correct"),
        Section("closed", "d.html", "beside", lambda by, subject: {}, "registry.erase"),
    )
    drawn = composed(county.village_clerk, "户", VILLAGE, sections)
    assert [one.name for one in drawn["main"]] == ["first"] and drawn["main"][0].context == {"said": "村信息员甲 户"}
    assert [one.name for one in drawn["beside"]] == ["kept"]
    assert composed(county.village_clerk, "户", FAR_VILLAGE, sections)["beside"] == []


def test_what_may_not_be_seen_is_not_asked_for(county: County) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("asked")
    assert composed(county.auditor, None, VILLAGE, (Section("closed", "a.html", "main", asked, "registry.look"),))["main"] == []


def test_names_are_anchors_and_stand_once() -> None:
    for sections in (OF_HOUSEHOLDS, OF_VILLAGES):
        assert len({one.name for one in sections}) == len(sections) and {one.column for one in sections} == {"main", "beside"}
