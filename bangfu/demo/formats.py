"""Spreadsheets as foreign programs write them: .xlsx, a web page or Excel 2003 XML saved as .xls, and CSV in GB18030. Row by row, so that memory stays small.

Nothing in them says when they were really made.
"""

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from typing import Any, Protocol, TextIO

import xlsxwriter

Cell = str | date | int
SHEET = "urn:schemas-microsoft-com:office:spreadsheet"
Group = tuple[str, int, int]   # title, first and last column it stands over


class Writer(Protocol):
    """A workbook being written. Sheets come one after another, rows below one another."""

    def sheet(self, name: str) -> None:
        """Begin the next sheet."""

    def banner(self, text: str, width: int) -> None:
        """A line over all columns."""

    def groups(self, groups: Sequence[Group], width: int) -> None:
        """The upper line of a heading of two: titles over several columns."""

    def row(self, cells: Sequence[Cell]) -> None:
        """One row; a day and a number are written as such where the kind of file knows them."""

    def close(self) -> None:
        """Nothing more comes."""


def writer(path: Path, day: date) -> Writer:
    """By the ending of the name: .xlsx, .csv, and .xls, which is a web page or (.xml.xls) Excel 2003 XML. `day`: when the file says it was made."""
    if path.name.endswith(".xml.xls"):
        return _Xml(path)
    if path.suffix == ".xlsx":
        return _Xlsx(path, day)
    return _Text(path) if path.suffix == ".csv" else _Page(path)


class _Xlsx:
    """Written by XlsxWriter; each row is flushed when the next begins."""

    def __init__(self, path: Path, day: date) -> None:
        self.book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False})
        self.book.set_properties({"created": datetime(day.year, day.month, day.day, tzinfo=UTC)})
        self.bold, self.day = self.book.add_format({"bold": True, "align": "center"}), self.book.add_format({"num_format": "yyyy/m/d"})
        self.at: Any = None
        self.number = 0

    def sheet(self, name: str) -> None:
        self.at, self.number = self.book.add_worksheet(name), 0

    def banner(self, text: str, width: int) -> None:
        self.at.merge_range(self.number, 0, self.number, width - 1, text, self.bold)
        self.number += 1

    def groups(self, groups: Sequence[Group], width: int) -> None:
        for title, first, last in groups:
            if first == last:
                self.at.write_string(self.number, first, title, self.bold)
            else:
                self.at.merge_range(self.number, first, self.number, last, title, self.bold)
        self.number += 1

    def row(self, cells: Sequence[Cell]) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell:
                    self.at.write_string(self.number, column, cell)
            elif isinstance(cell, date):
                self.at.write_datetime(self.number, column, datetime(cell.year, cell.month, cell.day), self.day)   # noqa: DTZ001 - a sheet knows no zone
            else:
                self.at.write_number(self.number, column, cell)
        self.number += 1

    def close(self) -> None:
        self.book.close()


class _Page:
    """A web page with tables, of an old reporting system: in GB18030, and called .xls. It has one table; further sheets go on in it."""

    def __init__(self, path: Path) -> None:
        self.file: TextIO = path.open("w", encoding="gb18030", newline="")
        self.file.write('<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body><table border="1">\r\n')

    def sheet(self, name: str) -> None:
        """All in one table."""

    def banner(self, text: str, width: int) -> None:
        self.file.write(f'<tr><td colspan="{width}" align="center"><b>{escape(text)}</b></td></tr>\r\n')

    def groups(self, groups: Sequence[Group], width: int) -> None:
        ends, cells = {first: (title, last) for title, first, last in groups}, []
        column = 0
        while column < width:
            title, last = ends.get(column, ("", column))
            cells.append(f'<td colspan="{last - column + 1}">{escape(title)}</td>')
            column = last + 1
        self.file.write(f"<tr>{''.join(cells)}</tr>\r\n")

    def row(self, cells: Sequence[Cell]) -> None:
        self.file.write("<tr>" + "".join(f"<td>{escape(f'{cell}')}</td>" for cell in cells) + "</tr>\r\n")

    def close(self) -> None:
        self.file.write("</table></body></html>\r\n")
        self.file.close()


class _Xml:
    """Excel 2003 XML."""

    def __init__(self, path: Path) -> None:
        self.file: TextIO = path.open("w", encoding="utf-8", newline="")
        self.open = False
        self.file.write(f'<?xml version="1.0" encoding="utf-8"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="{SHEET}" xmlns:ss="{SHEET}">\n')

    def sheet(self, name: str) -> None:
        self._end()
        self.file.write(f'<Worksheet ss:Name="{escape(name)}"><Table>\n')
        self.open = True

    def banner(self, text: str, width: int) -> None:
        self.file.write(f'<Row><Cell ss:MergeAcross="{width - 1}"><Data ss:Type="String">{escape(text)}</Data></Cell></Row>\n')

    def groups(self, groups: Sequence[Group], width: int) -> None:
        cells = "".join(
            f'<Cell ss:Index="{first + 1}" ss:MergeAcross="{last - first}"><Data ss:Type="String">{escape(title)}</Data></Cell>' for title, first, last in groups
        )
        self.file.write(f"<Row>{cells}</Row>\n")

    def row(self, cells: Sequence[Cell]) -> None:
        self.file.write("<Row>" + "".join(map(self._cell, cells)) + "</Row>\n")

    def _cell(self, cell: Cell) -> str:
        if isinstance(cell, date):
            return f'<Cell><Data ss:Type="DateTime">{cell}T00:00:00.000</Data></Cell>'
        kind = "Number" if isinstance(cell, int) else "String"
        return f'<Cell><Data ss:Type="{kind}">{escape(f"{cell}")}</Data></Cell>' if cell != "" else "<Cell/>"

    def close(self) -> None:
        self._end()
        self.file.write("</Workbook>\n")
        self.file.close()

    def _end(self) -> None:
        if self.open:
            self.file.write("</Table></Worksheet>\n")


class _Text:
    """CSV in GB18030, as a database hands it over: no banner, one heading."""

    def __init__(self, path: Path) -> None:
        self.file: TextIO = path.open("w", encoding="gb18030", newline="")
        self.rows = csv.writer(self.file)

    def sheet(self, name: str) -> None:
        """All in one text."""

    def banner(self, text: str, width: int) -> None:
        """A text has none."""

    def groups(self, groups: Sequence[Group], width: int) -> None:
        """A text has none."""

    def row(self, cells: Sequence[Cell]) -> None:
        self.rows.writerow(cells)

    def close(self) -> None:
        self.file.close()
