"""Every file of the corpus gives its rows, or is refused with its sentence."""

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from bangfu.rules.refusal import Refused
from bangfu.workbooks.sheet import SheetInfo, iter_rows, merged, read_sheets
from tests.workbooks.corpus import HEAD, LINE, PLAIN, Rows, Specimen, corpus
from tests.workbooks.foreign import by_openpyxl

ALL = corpus()


def delivered(path: Path, sheet: str = "") -> Rows:
    """The rows of a sheet without the blanks at their ends; of the first one that is seen and holds something when none is named."""
    sheets = read_sheets(path)
    name = sheet or next(one.name for one in sheets if one.rows and not one.hidden)
    return [(number, _trimmed(cells)) for number, cells in iter_rows(path, name)]


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def put(folder: Path, name: str) -> Path:
    (one,) = (one for one in ALL if one.name == name)
    (folder / "名单").write_bytes(one.content)
    return folder / "名单"


@pytest.mark.parametrize("one", [one for one in ALL if one.rows is not None], ids=lambda one: one.name)
def test_it_is_read_as_it_was_delivered(tmp_path: Path, one: Specimen):
    (tmp_path / "名单").write_bytes(one.content)
    assert delivered(tmp_path / "名单", one.sheet) == one.rows


@pytest.mark.parametrize("one", [one for one in ALL if one.rows and one.name.endswith((".xlsx", ".xlsm"))], ids=lambda one: one.name)
def test_a_very_large_one_would_be_read_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one: Specimen):
    (tmp_path / "名单").write_bytes(one.content)
    known = read_sheets(tmp_path / "名单")
    spans = {each.name: sorted(merged(tmp_path / "名单", each.name)) for each in known if each.rows}
    monkeypatch.setattr("bangfu.workbooks.sheet.LAID_OUT", 0)
    assert delivered(tmp_path / "名单", one.sheet) == one.rows
    assert read_sheets(tmp_path / "名单") == known
    assert {each.name: sorted(merged(tmp_path / "名单", each.name)) for each in known if each.rows} == spans


@pytest.mark.parametrize("one", [one for one in ALL if one.refused], ids=lambda one: one.name)
def test_it_is_refused_with_a_sentence(tmp_path: Path, one: Specimen):
    (tmp_path / "名单").write_bytes(one.content)
    with pytest.raises(Refused, match=one.refused) as told:
        read_sheets(tmp_path / "名单")
    assert told.value.sentence.endswith("。") and "请" in told.value.sentence


def test_no_specimen_stands_twice():
    names = [one.name for one in ALL]
    assert len(set(names)) == len(names) > 80


def test_hidden_sheets_and_charts_are_named_as_what_they_are(tmp_path: Path):
    assert read_sheets(put(tmp_path, "hidden sheets and a chart.xlsx")) == [
        SheetInfo("封面", 1, 1, hidden=True), SheetInfo("名单", 2, 2, hidden=False), SheetInfo("码表", 0, 0, hidden=True, very_hidden=True),
        SheetInfo("图", 0, 0, hidden=False, kind="chart"),
    ]
    assert [(one.hidden, one.very_hidden) for one in read_sheets(put(tmp_path, "hidden.xls"))] == [(True, False), (False, False), (True, True)]
    assert [(one.name, one.very_hidden) for one in read_sheets(put(tmp_path, "xml utf-8.xls"))] == [("名单", False), ("旧", True)]


@pytest.mark.parametrize("name", ["merged.xlsx", "merged.xls"])
def test_merged_cells_can_be_asked_for(tmp_path: Path, name: str):
    path = put(tmp_path, name)
    assert sorted(merged(path, read_sheets(path)[0].name)) == [(0, 0, 0, 1), (0, 2, 1, 2)]


def test_merged_cells_of_other_kinds_and_none_of_a_text(tmp_path: Path):
    assert merged(put(tmp_path, "merged.ods"), "名单") == [(0, 0, 1, 1)]
    assert merged(put(tmp_path, "cell over both.xls"), "表1") == [(0, 0, 1, 1)]
    assert merged(put(tmp_path, "utf-8.csv"), read_sheets(put(tmp_path, "utf-8.csv"))[0].name) == []


@pytest.mark.parametrize("name", ["utf-8.csv", "bare table.xls", "xml utf-8.xls", "plain.xlsx", "plain.xls", "by odfpy.ods"])
def test_a_sheet_that_is_not_there_is_refused_by_name(tmp_path: Path, name: str):
    with pytest.raises(Refused, match="“别的”"):
        list(iter_rows(put(tmp_path, name), "别的"))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not on the PATH: its files were not tried")
@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods", "csv", "html", "xml"])
def test_what_libreoffice_writes_is_read(tmp_path: Path, ending: str):
    source = by_openpyxl(tmp_path / "source.xlsx", [HEAD, LINE])
    wanted = {"xml": "xml:MS Excel 2003 XML", "csv": "csv:Text - txt - csv (StarCalc):44,34,76"}.get(ending, ending)
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(["soffice", home, "--headless", "--convert-to", wanted, "--outdir", tmp_path / "out", source], check=True, capture_output=True, timeout=120)
    made = tmp_path / "out" / f"source.{ending}"
    if ending == "xml" and not made.exists():
        pytest.skip("this LibreOffice has no filter for Excel 2003 XML")
    assert delivered(made) == PLAIN


def test_a_page_of_a_hundred_tables_is_read_table_by_table_in_good_time(tmp_path: Path):
    """Each is asked for by itself: those before it are passed over and not read again."""
    path = tmp_path / "名单.xls"
    path.write_text("".join(f"<table><tr><th>姓名<tr><td>第{number}人<td>" + "x<td>" * 200 + "</table>" for number in range(1, 101)))
    began = time.process_time()
    assert [delivered(path, one.name)[1][1][0] for one in read_sheets(path)[:100:9]] == [f"第{number}人" for number in range(1, 101, 9)]
    assert len(list(iter_rows(path, "表100"))) == 2
    assert time.process_time() - began < 5
    path.write_text("<table><tr><td>甲</table>" * 501)
    with pytest.raises(Refused, match="表格太多"):
        read_sheets(path)
