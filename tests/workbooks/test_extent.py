"""How far values reach, before a reader allocates."""

from dataclasses import replace
from pathlib import Path

import pytest

from bangfu.rules.refusal import Refused
from bangfu.workbooks.extent import check_extent
from bangfu.workbooks.limits import DEFAULT_LIMITS
from tests.workbooks.foreign import by_hand, ods_by_hand, text_cell

VALUE = '<table:table-cell office:value-type="string"{}><text:p>a</text:p></table:table-cell>'


def line(*cells: str, number: int = 1) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


@pytest.mark.parametrize("sheet", [
    line(text_cell("A1", "姓名")) + line(text_cell("XFD1048576", " "), number=1_048_576),
    line(text_cell("A1", "姓名"), text_cell("A1048576", " ")),                           # the row's own number lies
    line(text_cell("A1", "姓名")) + line("<c t='inlineStr' r = 'XFD1048576'><is><t>x</t></is></c>", number=2),   # odd but legal XML
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
