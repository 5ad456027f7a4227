"""The demo's files, written once for all tests of this folder, and read by programs that did not write them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import load_workbook

from bangfu.demo.write import DemoFiles, write_demo

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
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    rows = [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]
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


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The demo as `make demo` fills it in: two townships, twelve villages, seed 7."""
    return read_demo(write_demo(tmp_path_factory.mktemp("demo"), "township", 7))
