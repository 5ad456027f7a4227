"""Refused rows come back as the clerk's own workbook, can be mended in it, and go in."""

import io

import openpyxl
import pytest

from bangfu.deliveries import queries
from bangfu.deliveries.refused import refused_workbook
from bangfu.journal.models import Entry
from bangfu.registry.models import PersonRecord
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.workbooks.header import understand
from bangfu.workbooks.layout import LAYOUTS
from bangfu.workbooks.row import Fault, Row
from bangfu.workbooks.written import write_refused_sheets
from tests.county import County
from tests.deliveries.office import HEADINGS, applied, compared, families, national, number, rows_of, saved

GOOD = families()
OWN = (*HEADINGS, "县里自己加的列")
RED = "FFFFC7CE"


def with_faults() -> bytes:
    lines = [one.but(more={"县里自己加的列": f"备注{nth}"}) for nth, one in enumerate(GOOD)]   # type: ignore[arg-type]
    lines[1] = lines[1].but(id_number="9.90121E+17")
    lines[4] = lines[4].but(village="无此村", name="")
    return national([*lines, lines[2]], OWN)


def sheet_of(county: County, content: bytes) -> tuple[openpyxl.Workbook, list[list[object]]]:
    found = applied(county.township_clerk, content)
    book = openpyxl.load_workbook(refused_workbook(county.township_clerk, delivery=found.pk))
    return book, [[cell.value for cell in row] for row in book.active.iter_rows()]


def red_cells(book: openpyxl.Workbook) -> list[str]:
    return [cell.coordinate for row in book.active.iter_rows() for cell in row if cell.fill.fgColor.rgb == RED]


def test_the_workbook_has_the_clerk_s_columns_red_cells_and_reasons(county: County) -> None:
    book, rows = sheet_of(county, with_faults())
    assert rows[0] == [*OWN, "退回原因"]
    assert [row[4] for row in rows[1:]] == ["农秀英", None, "覃小宝"]
    assert rows[1][5] == "9.90121E+17" and rows[2][10] == "备注4" and rows[3][5] == GOOD[2].id_number
    assert [str(row[11]).split("。")[0] for row in rows[1:]] == ["原第5行", "原第8行", "原第13行"]
    assert "表格软件改坏" in str(rows[1][11]) and "B列" in str(rows[2][11]) and "E列" in str(rows[2][11]) and "两次" in str(rows[3][11])
    assert red_cells(book) == ["F2", "B3", "E3", "E4"]


def test_a_mended_workbook_goes_in(county: County) -> None:
    book, _ = sheet_of(county, with_faults())
    sheet = book.active
    sheet["F2"], sheet["B3"], sheet["E3"] = GOOD[1].id_number, "上垟村", GOOD[4].name
    sheet.delete_rows(4)
    found = applied(county.township_clerk, saved(book), name="退回行_人口信息.xlsx")
    assert (found.state, found.rows) == ("applied", 2)
    assert queries.villages(county.township_clerk, found.pk)[0].new == 2
    assert PersonRecord.objects.count() == 9


def test_handed_in_again_unmended_it_comes_back_again(county: County) -> None:
    book, _ = sheet_of(county, with_faults())
    found = compared(county.township_clerk, saved(book))
    assert [one.outcome for one in queries.lines(county.township_clerk, found.pk)] == ["refused", "refused", "unchanged"]


def test_handing_it_out_is_written_down_and_nothing_lies_about(county: County) -> None:
    found = compared(county.township_clerk, with_faults())
    refused_workbook(county.township_clerk, delivery=found.pk)
    entry = Entry.objects.get(verb="delivery.refused_exported")
    assert "退回 3 行" in entry.subject_label and entry.user_name == county.township_clerk.name


def test_without_refused_rows_there_is_no_workbook(county: County) -> None:
    found = compared(county.township_clerk, national(GOOD))
    with pytest.raises(Refused, match="没有退回的行"):
        refused_workbook(county.township_clerk, delivery=found.pk)
    assert not Entry.objects.filter(verb="delivery.refused_exported").exists()


@pytest.mark.parametrize("who", ["village_clerk", "neighbour", "stranger", "former", "nobody", "auditor", "administrator"])
def test_whole_numbers_leave_only_by_those_who_brought_them(county: County, who: str) -> None:
    found = compared(county.township_clerk, with_faults())
    with pytest.raises((Refused, Forbidden)):
        refused_workbook(getattr(county, who), delivery=found.pk)
    assert not Entry.objects.filter(verb="delivery.refused_exported").exists()


def test_what_looks_like_a_formula_stays_a_text(county: County) -> None:
    lines = [GOOD[0].but(id_number="", employer="@SUM(A1)"), GOOD[1].but(id_number=number(77))]
    found = compared(county.township_clerk, national(lines))
    book = openpyxl.load_workbook(io.BytesIO(refused_workbook(county.township_clerk, delivery=found.pk).getvalue()))
    cell = book.active["J2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "@SUM(A1)", True)


def test_rows_of_several_sheets_come_back_in_their_own_sheets_and_go_in_again(county: County) -> None:
    villages = {"上垟村": families(share=1), "下垟村": families("下垟村", share=2), "石门村": families("石门村", share=3)}
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in villages.items():
        sheet, broken = book.create_sheet(name), [lines[0], lines[1].but(id_number="9.90121E+17"), *lines[2:]]
        for row in [["花名册"], HEADINGS, *rows_of(lines if name == "下垟村" else broken)]:
            sheet.append(list(row))
    found = applied(county.township_clerk, saved(book))
    back = openpyxl.load_workbook(refused_workbook(county.township_clerk, delivery=found.pk))
    assert back.sheetnames == ["上垟村", "石门村"], "a sheet without refused rows does not come back"
    for sheet in back.worksheets:
        head, row = sheet.iter_rows()
        assert [cell.value for cell in head] == [*HEADINGS, "退回原因"] and str(row[-1].value).startswith("原第4行。")
        assert [cell.value for cell in row[:5]] == [*rows_of([villages[sheet.title][1]])[0][:5]]
        assert [cell.coordinate for cell in row if cell.fill.fgColor.rgb == RED] == ["F2"]
        sheet["F2"] = villages[sheet.title][1].id_number
    mended = applied(county.township_clerk, saved(back))
    assert (mended.state, mended.rows, PersonRecord.objects.count()) == ("applied", 2, 27)


def test_two_sheets_whose_names_excel_takes_for_one_both_come_back() -> None:
    understanding = understand([(1, ["姓名", "证件号码"])], LAYOUTS["national_persons"])
    row, out = Row(3, {"姓名": "甲"}, faults=(Fault("name", "A", "甲", "不对"),)), io.BytesIO()
    assert write_refused_sheets(out, [(name, understanding, [row]) for name in ("甲村A", "甲村a", "x" * 40, "x" * 35)]) == 4
    assert openpyxl.load_workbook(out).sheetnames == ["甲村A", "甲村a(2)", "x" * 31, "x" * 26 + "(2)"]
