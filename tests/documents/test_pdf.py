"""Paper: the same data give the same bytes, every name is readable, and data are never read as source."""

import io
from typing import Any

import pypdf
import pytest

from bangfu.documents import pdf


def village(rows: list[dict[str, Any]], **rest: Any) -> dict[str, Any]:
    return {
        "title": "疑点清单", "county": "云岫县", "township": "青石镇", "village": "上垟村", "run_day": "2026-07-01", "printed_on": "2026-07-02",
        "printed_by": "镇经办乙", "seal": "", "of": "", "count": len(rows), "first": 1, "total": 0,
        "entries": [{"household": f"H{nth:06}", "head": "覃天明", "group": "一组", "rows": [one]} for nth, one in enumerate(rows, start=1)],
    } | rest


def row(number: int, **rest: Any) -> dict[str, Any]:
    return {
        "name": f"覃天明{number}", "check": "人证不符", "must": True, "reason": "同一个证件号码，名册上是覃天明，村台账里是覃天朋。",
        "where": ["名册，姓名：覃天明", "村台账第 12 行，姓名：覃天朋"], "what_to_do": "看证件原件。",
    } | rest


def pages(document: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages]


def test_the_same_data_give_the_same_bytes() -> None:
    data = village([row(one) for one in range(1, 30)])
    assert pdf.render("findings_list", data) == pdf.render("findings_list", data)


def test_a_village_without_findings_says_so_on_one_page() -> None:
    (page,) = pages(pdf.render("findings_list", village([])))
    assert "没有待处理的疑点" in page and "第1页，共1页" in page.replace(" ", "")


def test_two_hundred_findings_keep_their_header_and_count_on_every_page() -> None:
    found = pages(pdf.render("findings_list", village([row(one) for one in range(1, 201)])))
    assert len(found) > 5
    for number, page in enumerate(found, start=1):
        assert f"第{number}页，共{len(found)}页" in page.replace(" ", "")
        assert "看哪里" in page and "怎么办" in page
    assert "H000200" in found[-1]


def test_long_and_rare_names_stand_whole() -> None:
    names = ["阿卜杜热合曼·买买提吐尔逊·艾合麦提江", "㛃䶮𬭎", "王 小 明"]
    text = "".join(pages(pdf.render("findings_list", village([row(n, name=name) for n, name in enumerate(names, start=1)]))))
    for name in names:
        for part in name.replace(" ", ""):
            assert part in text


def test_data_are_text_and_never_source() -> None:
    sly = '#panic("read as source") $x^2$ *bold* \\ "quoted" ]) #text[in]'
    text = "".join(pages(pdf.render("findings_list", village([row(1, name=sly[:20], reason=sly)]))))
    assert "#panic" in text.replace("\n", "") and "*bold*" in text


def test_the_seal_stands_at_the_foot() -> None:
    assert "3f9a1c20" in pages(pdf.render("findings_list", village([row(1)], seal="3f9a1c20")))[0]


def test_only_known_templates_are_rendered() -> None:
    with pytest.raises(KeyError):
        pdf.render("../../config/settings", {})
