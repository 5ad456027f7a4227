"""Files on paper: whole sheets, whatever stands in them; pages numbered through; parts joined with bookmarks; the same rendered here or apart."""

import io
from typing import Any

import pypdf
import pytest

from bangfu.documents import apart, pdf
from bangfu.documents.joining import Bookmark, joined

LONG_NAME = "阿卜杜热合曼·买买提吐尔逊·艾合麦提江"


def household(number: int, members: int = 4, **rest: Any) -> dict[str, Any]:
    rows = [[f"{LONG_NAME}{nth}" if nth % 4 == 3 else f"覃天{nth}", "之兄弟姐妹", "1980-01-01", f"9901********{nth:04d}"] for nth in range(members)]
    table = {"kind": "table", "head": ["姓名", "关系", "出生日期", "证件号码"], "widths": [3, 2, 2, 4], "numbers": [], "rows": rows}
    facts = {"kind": "facts", "columns": 2, "pairs": [["住房面积", "80"], ["结构", "砖混"], ["燃料", "柴草"]]}
    return {
        "number": f"H{number:06}", "name": f"覃{number}户", "place": "云岫县 青石镇 上垟村", "cover": [["县", "云岫县"], ["户编号", f"H{number:06}"]],
        "sections": [
            {"title": "家庭成员", "note": f"{members} 人", "blocks": [table]}, {"title": "住房", "note": "", "blocks": [facts]},
            {"title": "收入", "note": "", "blocks": [{"kind": "lines", "lines": ["家庭纯收入 = 1.00 元"]}]},
        ], "signatures": ["户主：", "日期："],
    } | rest


def paper(households: list[dict[str, Any]], **rest: Any) -> dict[str, Any]:
    return {
        "title": "农户帮扶档案", "printed_on": "2026-11-26", "printed_by": "村信息员甲", "seal": "3f9a1c20", "first": 1, "total": 0,
        "households": households,
    } | rest


def pages(document: bytes) -> list[str]:
    return [page.extract_text().replace(" ", "").replace("\n", "") for page in pypdf.PdfReader(io.BytesIO(document)).pages]


def test_one_household_says_its_pages_and_its_seal() -> None:
    (page,) = pages(pdf.render("household_file", paper([household(1)])))
    assert "第1页，共1页" in page and "印根3f9a1c20" in page and "村信息员甲于2026-11-26打印" in page and "本户" not in page


def test_ten_people_with_long_names_stand_whole() -> None:
    text = "".join(pages(pdf.render("household_file", paper([household(1, members=10)]))))
    for nth in range(10):
        assert f"9901********{nth:04d}" in text
    assert text.count(LONG_NAME) == 2


def test_a_household_of_many_pages_repeats_its_heads_and_names_itself() -> None:
    found = pages(pdf.render("household_file", paper([household(1, members=120), household(2)])))
    first = [page for page in found if "H000002" not in page]
    assert len(first) > 2
    for nth, page in enumerate(first, start=1):
        assert "姓名关系出生日期证件号码" in page and f"本户{nth}/{len(first)}" in page
        assert "户编号H000001" in page
    assert "本户1/1" in found[-1]


def test_a_part_is_numbered_within_the_whole() -> None:
    found = pages(pdf.render("household_file", paper([household(1), household(2)], first=41, total=90)))
    assert ["第41页，共90页" in found[0], "第42页，共90页" in found[1]] == [True, True]


def test_a_paper_says_on_which_page_each_household_begins() -> None:
    data = paper([household(1), household(2, members=120), household(3)])
    starts = pdf.asked("household_file", data, "starts")
    found = pages(pdf.render("household_file", data))
    assert starts[:2] == [1, 2] and starts[-1] == len(found) + 1
    assert [f"户编号H{nth:06}" in found[page - 1] for nth, page in enumerate(starts[:3], start=1)] == [True] * 3


def test_a_heading_is_never_left_alone_at_the_foot_of_a_page() -> None:
    for members in range(20, 40):
        for page in pages(pdf.render("household_file", paper([household(1, members=members)]))):
            body = page.split("村信息员甲于")[0]
            assert not body.endswith(("一、家庭成员", "二、住房", "三、收入"))


def test_what_says_the_same_in_several_rows_stands_once() -> None:
    rows = [["户类型", "脱贫户"], ["户类型", "一般农户"], ["监测", "脱贫不稳定户"]]
    table = {"kind": "table", "head": ["类别", "内容"], "widths": [1, 2], "numbers": [], "rows": rows, "grouped": True}
    (page,) = pages(pdf.render("household_file", paper([household(1, sections=[{"title": "身份", "note": "", "blocks": [table]}])])))
    assert page.count("户类型") == 1 and page.count("监测") == 1 and "一般农户" in page


def test_data_are_text_and_never_source() -> None:
    sly = '#panic("read") $x^2$ *bold* ]) #text[in]'
    block = {"kind": "lines", "lines": [sly]}
    text = "".join(pages(pdf.render("household_file", paper([household(1, name=sly, sections=[{"title": sly, "note": sly, "blocks": [block]}])]))))
    assert '#panic("read")' in text and "*bold*" in text


def front(entries: int, **rest: Any) -> dict[str, Any]:
    groups = [{"name": "一组", "entries": [{"number": f"H{nth:06}", "name": f"覃{nth}户", "page": 10 + nth} for nth in range(entries)]}]
    return {
        "title": "农户帮扶档案（整村）", "lines": [["村", "上垟村"]], "printed_on": "2026-11-26", "printed_by": "甲", "seal": "", "total": 4000,
        "groups": groups,
    } | rest


def test_the_contents_say_where_each_household_stands() -> None:
    found = pages(pdf.render("files_front", front(300)))
    assert len(found) == pdf.asked("files_front", front(300), "pages") > 1
    assert all(f"H{nth:06}" in "".join(found) for nth in range(300)) and "第1页，共4000页" in found[0]


def test_the_front_has_as_many_pages_whatever_the_numbers_in_it_are() -> None:
    large = [{"name": "一组", "entries": [{"number": f"H{nth:06}", "name": f"覃{nth}户", "page": 99_000 + nth} for nth in range(300)]}]
    assert pdf.asked("files_front", front(300), "pages") == pdf.asked("files_front", front(300, groups=large, total=99_999), "pages")


def test_the_village_on_paper() -> None:
    data = {
        "title": "村帮扶档案", "name": "上垟村", "place": "云岫县 青石镇", "cover": [["村", "上垟村"], ["在册", "8 户"]], "sections": household(1)["sections"],
        "signatures": ["村负责人："], "printed_on": "2026-11-26", "printed_by": "甲", "seal": "",
    }
    (page,) = pages(pdf.render("village_file", data))
    assert "村帮扶档案" in page and "第1页，共1页" in page and "一、家庭成员" in page


def test_apart_or_here_it_is_the_same_paper() -> None:
    data = paper([household(1), household(2)])
    assert apart.render("household_file", data, tagged=False) == pdf.render("household_file", data, tagged=False)
    assert apart.asked("household_file", data, "starts") == pdf.asked("household_file", data, "starts") == [1, 2, 3]


def test_what_fails_apart_says_why() -> None:
    with pytest.raises(RuntimeError, match="household"):
        apart.render("household_file", {"title": "没有别的"})


def test_a_part_of_templates_is_no_template() -> None:
    assert "_paper" not in pdf.templates()
    with pytest.raises(KeyError):
        pdf.render("_paper", {})


def test_parts_are_joined_page_by_page_with_bookmarks_folded() -> None:
    parts = [pdf.render("household_file", paper([household(nth)]), tagged=False) for nth in (1, 2, 3)]
    whole = joined("整村", parts, [Bookmark("目录", 1), Bookmark("一组", 2, [Bookmark("H000002", 2), Bookmark("H000003", 3)])])
    reader = pypdf.PdfReader(io.BytesIO(whole))
    assert [f"户编号H{nth:06}" in page for nth, page in enumerate(pages(whole), start=1)] == [True] * 3
    contents, group, below = reader.outline
    assert (contents["/Title"], group["/Title"], [one["/Title"] for one in below]) == ("目录", "一组", ["H000002", "H000003"])   # type: ignore[index, call-overload]
    assert [reader.get_destination_page_number(one) for one in below] == [1, 2]   # type: ignore[arg-type, union-attr]
    assert joined("整村", parts, []) == joined("整村", parts, [])
