"""The demo's files, read back by programs that did not write them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from python_calamine import load_workbook

from bangfu.demo.write import DemoFiles

Row = dict[str, str]


@dataclass(frozen=True)
class Written:
    """A written demo: its files, their rows by heading, and its truth."""

    files: DemoFiles
    national: list[Row]
    national_next: list[Row]
    ledger: list[Row]
    deceased: list[Row]
    truth: dict[str, Any]


def read_with_openpyxl(path: Path, heading_row: int) -> list[Row]:
    """Rows below the headings, '' for empty cells."""
    book = openpyxl.load_workbook(path, read_only=True)
    rows = [["" if cell is None else cell for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    return [dict(zip(rows[heading_row], row, strict=True)) for row in rows[heading_row + 1 :]]


def read_with_calamine(path: Path, heading_row: int) -> list[Row]:
    """The same by the reader the program uses."""
    rows = load_workbook(path).get_sheet_by_index(0).to_python()
    return [dict(zip(rows[heading_row], row, strict=True)) for row in rows[heading_row + 1 :]]


def read_demo(files: DemoFiles) -> Written:
    """Everything of a demo but its places."""
    return Written(
        files, read_with_openpyxl(files.national, 2)[:-1], read_with_calamine(files.national_next, 2)[:-1],
        [row for path in files.ledgers for row in read_with_calamine(path, 1)], read_with_openpyxl(files.deceased, 0),
        json.loads(files.truth.read_text(encoding="utf-8")),
    )
