"""How far values reach, before a reader allocates."""

from dataclasses import replace
from pathlib import Path
from time import process_time
from zipfile import ZIP_STORED

import pytest
import xlwt

from bangfu.rules.refusal import Refused
from bangfu.workbooks.binary_xls import _shared_lengths
from bangfu.workbooks.compound import Compound
from bangfu.workbooks.extent import check_extent
from bangfu.workbooks.limits import DEFAULT_LIMITS, LARGEST_COPIES
from bangfu.workbooks.package import Package
from bangfu.workbooks.sheet import iter_rows, read_sheets
from tests.workbooks.foreign import by_hand, ods_by_hand, text_cell, with_texts

VALUE = '<table:table-cell office:value-type="string"{}><text:p>a</text:p></table:table-cell>'


def line(*cells: str, number: int = 1) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


@pytest.mark.parametrize("sheet", [
    line(text_cell("A1", "姓名")) + line(text_cell("XFD1048576", " "), number=1_048_576),
    line(text_cell("A1", "姓名"), text_cell("A1048576", " ")),                           # the row's own number lies
    line(text_cell("A1", "姓名")) + line("<c t='inlineStr' r = 'XFD1048576'><is><t>x</t></is></c>", number=2),   # odd but legal XML
    line(text_cell("A1", "姓名")) + line('<c r="XFD1048576" t="inline<c/>"><v>1</v></c>', number=1_048_576),          # forged tags
    line(text_cell("A1", "姓名")) + line('<c r="XFD1048576" t="/>"><v>1</v></c>', number=1_048_576),
    line(text_cell("A1", "姓名")) + line('<c t=">" r="XFD1048576"><v>1</v></c>', number=1_048_576),
    line(text_cell("A1", "姓名")) + line(text_cell("A700000", "x"), number=700_000),
    line(text_cell("A1", "姓名")) + line(text_cell("ZZ200000", "x"), number=200_000),
])
def test_a_stray_value_far_out_is_refused_with_its_place(tmp_path: Path, sheet: str):
    with pytest.raises(Refused, match="可能只是一个空格"):
        check_extent(by_hand(tmp_path / "x.xlsx", sheet), "xlsx", DEFAULT_LIMITS)


@pytest.mark.parametrize("sheet", [
    "",
    line(text_cell("A1", "姓名")),
    line(text_cell("A1", "姓名")) + line('<c r="XFD1048576" s="1"/>', number=1_048_576),   # a border only
    line(text_cell("A1", "姓名"), text_cell("XFD1", "x")),
    line(text_cell("A1", "姓名")) + line(text_cell("Z99999", "x"), number=99_999),
])
def test_blank_cells_and_bearable_values_are_let_through(tmp_path: Path, sheet: str):
    check_extent(by_hand(tmp_path / "x.xlsx", sheet), "xlsx", DEFAULT_LIMITS)


def test_a_reference_on_the_edge_of_a_piece_is_not_lost(tmp_path: Path):
    """Pieces are one megabyte: the far cell is moved across the edge byte by byte."""
    for filler in range(0, 60, 7):
        padding = f"<!--{'x' * (1 << 20)}{'y' * filler}-->"
        path = by_hand(tmp_path / f"{filler}.xlsx", padding[:-200] + "-->" + line(text_cell("A1048576", "x"), number=1_048_576))
        with pytest.raises(Refused):
            check_extent(path, "xlsx", DEFAULT_LIMITS)


@pytest.mark.parametrize("rows", [
    f'<table:table-row table:number-rows-repeated="700000">{VALUE.format("")}</table:table-row>',
    f'<table:table-row table:number-rows-repeated="30000">{VALUE.format(" table:number-columns-repeated=" + chr(34) + "1000" + chr(34))}'
    "</table:table-row>",
    f'<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row><table:table-row>{VALUE.format("")}'
    "</table:table-row>",
])
def test_a_value_repeated_a_million_times_in_an_ods_is_refused(tmp_path: Path, rows: str):
    with pytest.raises(Refused, match="可能只是一个空格"):
        check_extent(ods_by_hand(tmp_path / "x.ods", rows), "ods", DEFAULT_LIMITS)


def test_the_blank_million_at_the_end_of_every_ods_is_let_through(tmp_path: Path):
    cell = '<table:table-cell table:number-columns-repeated="1024"/>'
    blank = f'<table:table-row table:number-rows-repeated="1048575">{cell}</table:table-row>'
    path = ods_by_hand(tmp_path / "x.ods", f"<table:table-row>{VALUE.format('')}</table:table-row>{blank}")
    check_extent(path, "ods", DEFAULT_LIMITS)


def test_an_ods_that_is_no_xml_is_refused(tmp_path: Path):
    with pytest.raises(Refused, match="已损坏"):
        check_extent(ods_by_hand(tmp_path / "x.ods", "<table:table-row>"), "ods", DEFAULT_LIMITS)


def test_a_sheet_is_looked_at_wherever_the_file_keeps_it(tmp_path: Path):
    far = line(text_cell("A1048576", "x"), number=1_048_576).encode()
    with pytest.raises(Refused, match="第 1048576 行"):
        check_extent(by_hand(tmp_path / "x.xlsx", "", extra={"xl/elsewhere.bin": far}), "xlsx", DEFAULT_LIMITS)


def test_ceilings_are_an_argument(tmp_path: Path):
    path = by_hand(tmp_path / "x.xlsx", line(text_cell("A1", "a")) + line(text_cell("C9", "a"), number=9))
    for limits in (replace(DEFAULT_LIMITS, max_rows=8), replace(DEFAULT_LIMITS, max_cells=26)):
        with pytest.raises(Refused, match="第 9 行"):
            check_extent(path, "xlsx", limits)
    check_extent(path, "xlsx", replace(DEFAULT_LIMITS, max_rows=9, max_cells=27))


def test_an_endless_tag_hides_no_cell_and_endless_text_takes_no_time(tmp_path: Path):
    blanks = " " * 3_000_000
    far = by_hand(tmp_path / "a.xlsx", line(f'<c {blanks} r="A1048576"><v>1</v></c>', number=1_048_576), compression=ZIP_STORED)
    with pytest.raises(Refused, match="第 1048576 行"):
        check_extent(far, "xlsx", DEFAULT_LIMITS)
    began = process_time()
    check_extent(by_hand(tmp_path / "b.xlsx", line(f"<c r=\"A1\"><v>{'9' * 100_000_000}</v></c>"), compression=ZIP_STORED), "xlsx", DEFAULT_LIMITS)
    assert process_time() - began < 4


def test_one_long_text_that_a_million_cells_point_at_is_not_copied_a_million_times(tmp_path: Path):
    cells = "".join(f'<row r="{n}">{"".join(f"""<c r="{letter}{n}" t="s"><v>0</v></c>""" for letter in "ABCDEFGHIJ")}</row>' for n in range(1, 5001))
    shared = f"<sst><si><t>{'长' * 20_000}</t></si></sst>".encode()
    path = with_texts(by_hand(tmp_path / "x.xlsx", cells), shared)
    assert Package(path, DEFAULT_LIMITS).spelled_out() > LARGEST_COPIES
    assert read_sheets(path)[0].rows == 5000
    assert len(next(iter_rows(path, "Sheet1"))[1][9]) == 20_000
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    for number in range(14_000):
        sheet.write(number, 0, "长" * 30_000)
    book.save(str(tmp_path / "x.xls"))
    with pytest.raises(Refused, match="文字太多"):
        read_sheets(tmp_path / "x.xls")


def test_shared_texts_of_an_xls_are_measured_across_records(tmp_path: Path):
    book = xlwt.Workbook()
    sheet, texts = book.add_sheet("Sheet1"), [("长" if number % 3 else "a") * (number * 37 % 9000) for number in range(1, 60)]
    for number, text in enumerate(texts):
        sheet.write(number, 0, text)
    sheet.write_rich_text(70, 0, ["富", ("文本" * 3000, xlwt.easyfont("bold on"))])
    book.save(str(tmp_path / "x.xls"))
    stream = Compound((tmp_path / "x.xls").read_bytes()).stream("Workbook")
    assert sorted(_shared_lengths(stream)) == sorted({len(text) for text in texts} | {6001})


@pytest.mark.parametrize("cell", [
    VALUE.format("").replace("a</text:p>", '<text:s text:c="300000000"/></text:p>'),
    VALUE.format(' table:number-columns-repeated="8000"').replace("a</text:p>", f"{'长' * 60_000}</text:p>"),
])
def test_a_text_that_an_ods_repeats_beyond_measure_is_refused(tmp_path: Path, cell: str):
    with pytest.raises(Refused, match="文字太多"):
        check_extent(ods_by_hand(tmp_path / "x.ods", f"<table:table-row>{cell}</table:table-row>"), "ods", DEFAULT_LIMITS)
