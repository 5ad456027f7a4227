"""Formulas that were saved without what they come to: found in files of the programs that write them so, and in no other."""

import random
import zipfile
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from bangfu.workbooks.delivered import Unsaved
from bangfu.workbooks.formulas import unsaved_formulas
from bangfu.workbooks.places import place_of
from bangfu.workbooks.sheet import iter_rows, read_sheets
from tests.workbooks.foreign import by_hand, by_xlwt

NONE = Unsaved()


def told(path: Path, sheet: str = "Sheet1") -> Unsaved:
    """What is told of a sheet; the door has named it as one to look at wherever there is something to tell."""
    noted = {one.name: one.formulas for one in read_sheets(path)}[sheet]
    found = unsaved_formulas(path, sheet)
    assert noted or not found.count
    return found


def of_cells(path: Path, cells: str, *, later: bool = False) -> Path:
    """One row of cells as they stand in the file."""
    by_hand(path, f'<row r="1"><c r="A1"><v>7</v></c>{cells}</row>')
    if later:
        with_calculation(path)
    return path


def with_calculation(path: Path) -> None:
    """The file says that it wants to be worked out when it is opened."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</workbook>", b'<calcPr fullCalcOnLoad="1"/></workbook>')
    assert b"calcPr" in parts["xl/workbook.xml"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(("cells", "expected"), [
    ('<c r="D1"><f>1+1</f></c>', Unsaved("D1", 1)),
    ('<c r="D1"><f>1+1</f><v/></c><c r="E1"><f>1+1</f><v></v></c>', Unsaved("D1", 2)),
    ('<c t="s" r="D1"><f>1+1</f></c>', Unsaved("D1", 1)),
    ('<c r="D1" s="3">\n <f t="shared" ref="D1:E1" si="0">A1</f>\n</c><c r="E1"><f t="shared" si="0"/></c>', Unsaved("D1", 2)),
    ('<c r="D1"><f>A1&lt;8</f><v xml:space="preserve"> </v></c>', Unsaved("D1", 1)),
    ("<c><f>1+1</f></c>", Unsaved("", 1)),
    ('<c r="D1"><f>1+1</f><v>2</v></c>', NONE),
    ('<c r="D1"><f>1-1</f><v>0</v></c>', NONE),
    ('<c r="D1" t="str"><f>""</f><v></v></c><c r="E1" t="str"><f>""</f><v/></c>', NONE),   # what it comes to is no text at all
    ('<c r="D1" t="str"><f>A1</f><v>好</v></c><c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="F1" t="b"><f>1=1</f><v>1</v></c>', NONE),
    ('<c r="D1" s="1"/><c r="E1"><v></v></c><c r="F1" t="inlineStr"><is><t>&lt;f></t></is></c>', NONE),
])
def test_a_cell_with_a_formula_and_no_value_is_told(tmp_path: Path, cells: str, expected: Unsaved) -> None:
    assert told(of_cells(tmp_path / "x.xlsx", cells)) == expected


@pytest.mark.parametrize(("cells", "expected"), [
    ('<c r="D1"><f>A1</f><v>0</v></c><c r="E1"><f>A1</f><v>0.0</v></c>', Unsaved("D1", 2)),
    ('<c r="D1"><f>A1</f><v>0</v></c><c r="E1"><f>A1</f><v>7</v></c>', NONE),   # somebody worked it out
    ('<c r="D1"><f>A1</f><v>0</v></c><c r="E1"><f>A1</f></c>', Unsaved("E1", 1)),
    ('<c r="D1"><v>0</v></c>', NONE),
])
def test_zeros_alone_are_told_where_the_file_wants_to_be_worked_out(tmp_path: Path, cells: str, expected: Unsaved) -> None:
    assert told(of_cells(tmp_path / "x.xlsx", cells, later=True)) == expected


def test_names_with_a_prefix_are_read_alike(tmp_path: Path) -> None:
    path = by_hand(tmp_path / "x.xlsx", '<row r="1"><c r="A1"><v>7</v></c><x:c xmlns:x="urn:x" r="B1"><x:f>1+1</x:f></x:c></row>')
    assert unsaved_formulas(path, "Sheet1") == Unsaved("B1", 1)


def test_programs_that_work_nothing_out_are_found_and_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Sheet1"
    book.active.append(["甲", 1])
    book.active.append(["乙", "=B1*2"])
    book.create_sheet("另一张").append(["丙", 3])
    book.save(tmp_path / "o.xlsx")
    assert (told(tmp_path / "o.xlsx"), told(tmp_path / "o.xlsx", "另一张")) == (Unsaved("B2", 1), NONE)

    for value, expected in ((0, Unsaved("B2", 1)), (2, NONE)):
        with xlsxwriter.Workbook(tmp_path / "w.xlsx") as made:
            sheet = made.add_worksheet()
            sheet.write_row(0, 0, ["甲", 1])
            sheet.write(1, 0, "乙")
            sheet.write_formula(1, 1, "=B1*2", None, value)
        assert told(tmp_path / "w.xlsx") == expected


def test_an_xls_does_not_tell(tmp_path: Path) -> None:
    by_xlwt(tmp_path / "x.xls", [["甲", xlwt.Formula("1+1")]])
    assert [cells for _, cells in iter_rows(tmp_path / "x.xls", "Sheet1")] == [["甲", ""]], "no value was saved"
    assert told(tmp_path / "x.xls") == NONE


def test_an_ods_tells_too(tmp_path: Path) -> None:
    book, table = OpenDocumentSpreadsheet(), Table(name="Sheet1")
    rows: Iterable[list[dict[str, object]]] = (
        [{"valuetype": "string"}, {"formula": "of:=1+1", "valuetype": "float", "value": 2}],
        [{"valuetype": "string", "numbercolumnsrepeated": 2}, {"formula": "of:=1+1"}, {"formula": "of:=1+1"}],
        [{"formula": 'of:=""', "valuetype": "string"}],
    )
    for row in rows:
        line = TableRow()
        for attributes in row:
            cell = TableCell(**attributes)
            if "value" in attributes or "formula" not in attributes:
                cell.addElement(P(text="2"))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(str(tmp_path / "x.ods"))
    assert told(tmp_path / "x.ods") == Unsaved("C2", 2)


def test_an_xml_of_2003_tells_too(tmp_path: Path) -> None:
    urn = "urn:schemas-microsoft-com:office:spreadsheet"
    text = '<Cell><Data ss:Type="String">甲</Data></Cell>'
    rows = (
        f'<Row>{text}<Cell ss:Formula="=1+1"><Data ss:Type="Number">2</Data></Cell></Row>'
        f'<Row>{text}<Cell ss:Index="4" ss:Formula="=1+1"/><Cell ss:Formula="=1+1"><Data ss:Type="String"></Data></Cell></Row>'
    )
    path = tmp_path / "x.xls"
    path.write_text(f'<?xml version="1.0"?><Workbook xmlns="{urn}" xmlns:ss="{urn}"><Worksheet ss:Name="Sheet1"><Table>{rows}</Table></Worksheet></Workbook>')
    assert told(path) == Unsaved("D2", 1)


def test_none_is_missed_where_the_file_comes_in_pieces(tmp_path: Path) -> None:
    """Some megabytes of cells, whose pieces end anywhere; which of them are without a value was drawn, and is known."""
    chance, rows, expected = random.Random(7), list[str](), list[str]()
    for row in range(14_000):
        cells = []
        for column in range(6):
            place, kind = place_of(row, column), chance.random()
            if kind < 0.01:
                cells.append(f'<c r="{place}"><f>SUM(A1:B{row + 1})</f></c>')
                expected.append(place)
            elif kind < 0.3:
                cells.append(f'<c r="{place}"><f>SUM(A1:B{row + 1})</f><v>{row + 1}</v></c>')
            else:
                cells.append(f'<c r="{place}" s="{column}"><v>{row}</v></c>')
        rows.append(f'<row r="{row + 1}">{"".join(cells)}</row>')
    path = by_hand(tmp_path / "x.xlsx", "".join(rows))
    assert len("".join(rows)) > 3 << 20
    assert told(path) == Unsaved(expected[0], len(expected))
