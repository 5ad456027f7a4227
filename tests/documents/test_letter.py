"""An official letter, measured from the PDF: 22 lines of 28 characters inside 156 × 225 mm, page numbers right and left, figures in hexagonal brackets."""

import io
from collections import defaultdict
from typing import Any

import pypdf
import pytest

from bangfu.documents import pdf

MM = 72 / 25.4   # points
A4 = (210 * MM, 297 * MM)
Glyph = tuple[float, float, str]   # where a piece of text begins, and what it says


def letter(**rest: Any) -> dict[str, Any]:
    return {
        "red_head": "", "number": "云农函〔2026〕12号", "title": ["关于核实名册疑点的函"], "to": "青石镇人民政府",
        "signed_by": "云岫县农业农村局", "date": "2026年11月6日", "contact": "", "annexes": [], "body": [text("天" * 28 * 60)],
    } | rest


def text(words: str, kind: str = "text", rest: str = "") -> dict[str, str]:
    return {"kind": kind, "words": words, "rest": rest}


def reader(**rest: Any) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf.render("letter", letter(**rest))))


def pieces(page: pypdf.PageObject) -> list[Glyph]:
    """Every piece of text with its place in points from the lower left corner."""
    found: list[Glyph] = []

    def noted(said: str, cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        if said.strip():
            found.append((tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5], said.strip()))
    page.extract_text(visitor_text=noted)
    return found


def lines(page: pypdf.PageObject) -> dict[float, str]:
    """Baseline → what stands on it, from the top; the page number is left out."""
    told: dict[float, str] = defaultdict(str)
    for _, y, said in pieces(page):
        told[round(y, 1)] += said
    return {y: told[y] for y in sorted(told, reverse=True) if y > 35 * MM}


def test_a_full_page_has_twenty_two_lines_of_twenty_eight_characters() -> None:   # 5.2.3
    page = lines(reader().pages[1])
    assert [len(line) for line in page.values()] == [28] * 22


def test_the_body_fills_156_by_225_millimetres_at_the_right_distance_from_head_and_binding() -> None:   # 5.2.1, 5.2.2
    page = reader().pages[1]
    assert (round(float(page.mediabox.width), 1), round(float(page.mediabox.height), 1)) == (round(A4[0], 1), round(A4[1], 1))
    body = [one for one in pieces(page) if one[1] > 35 * MM]
    top, bottom = max(y for _, y, _ in body) + 0.8 * 16, min(y for _, y, _ in body) - 0.2 * 16
    assert min(x for x, _, _ in body) == pytest.approx(28 * MM, abs=0.5)
    assert top == pytest.approx(A4[1] - 37 * MM, abs=1 * MM) and bottom >= 35 * MM - 0.5
    steps = sorted({y for _, y, _ in body}, reverse=True)
    assert [round(above - below, 1) for above, below in zip(steps, steps[1:], strict=False)] == pytest.approx([225 * MM / 22] * 21, abs=0.15)


def test_odd_pages_are_numbered_at_the_right_even_ones_at_the_left() -> None:   # 7.5
    first, second = reader().pages[:2]
    places = [next((x, said) for x, y, said in pieces(page) if y < 35 * MM) for page in (first, second)]
    assert [said.replace(" ", "") for _, said in places] == ["—1—", "—2—"]
    assert places[0][0] > A4[0] / 2 > places[1][0] and places[1][0] == pytest.approx(28 * MM + 14, abs=1)


def test_headings_stand_in_the_fonts_they_should() -> None:   # 7.3.3: 一、黑体, （一）楷体; a free song face stands for 楷体 and 仿宋 where the county has none
    page = reader(body=[text("一、疑点情况", "one"), text("（一）身份。", "two", "共3条。"), text("请核实。")]).pages[0]
    fonts: dict[str, str] = {}
    page.extract_text(visitor_text=lambda said, _cm, _tm, font, _size: fonts.update({said.strip(): str((font or {}).get("/BaseFont", ""))}))
    told = {words: font for words, font in fonts.items() if words}
    assert any("一、疑点情况" in words and "Sans" in font for words, font in told.items())
    assert all("Serif" in font for words, font in told.items() if "请核实" in words)


def test_all_its_parts_are_there_and_the_number_has_hexagonal_brackets() -> None:
    annex = {"title": "未办结疑点数", "note": "截至 2026-07-01。", "head": ["村", "合计"], "widths": [2, 1], "numbers": [1], "rows": [["上垟村", "3"]], "flipped": False}
    pages = ["".join(lines(page).values()).replace(" ", "") for page in reader(
        body=[text("请核实。")], annexes=[annex, annex | {"title": "疑点清单", "flipped": True, "rows": [["上垟村", str(nth)] for nth in range(80)]}],
        red_head="云岫县农业农村局文件", contact="联系人：甲",
    ).pages]
    for part in (
        "云岫县农业农村局文件", "云农函〔2026〕12号", "关于核实名册疑点的函", "青石镇人民政府：", "附件：1.未办结疑点数", "2.疑点清单", "2026年11月6日", "（联系人：甲）",
    ):
        assert part in pages[0], part
    assert pages[0].index("附件：1.") < pages[0].rindex("云岫县农业农村局")   # 7.3.4: before the signature
    assert pages[1].startswith("附件1") and "上垟村3" in pages[1] and pages[2].startswith("附件2") and len(pages) > 3
    assert all("村合计" in page for page in pages[2:])


def test_fonts_of_the_county_are_asked_for_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("BANGFU_FONTS", str(tmp_path))
    assert pdf._fonts(str(tmp_path))[0] == str(tmp_path) and pdf.render("letter", letter()) == pdf.render("letter", letter())
