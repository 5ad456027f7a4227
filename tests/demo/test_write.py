"""The files are the same bytes for the same seed, whenever they are written."""

import csv
import os
import re
import time
import zipfile
from pathlib import Path

import pytest
from python_calamine import load_workbook

from bangfu.demo.places import places
from bangfu.demo.write import write_demo
from tests.demo.written import Written


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_seed_writes_the_same_bytes_on_another_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_demo(tmp_path / "a", "village", 5, 0.1)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    write_demo(tmp_path / "b", "village", 5, 0.1)
    monkeypatch.undo()
    time.tzset()
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b")


def test_another_seed_writes_other_people_into_the_same_files(tmp_path: Path) -> None:
    one, other = (write_demo(tmp_path / f"{seed}", "village", seed) for seed in (5, 6))
    assert one.national.name == other.national.name
    assert one.national.read_bytes() != other.national.read_bytes()


def test_no_file_says_when_it_was_really_written(demo: Written) -> None:
    outside = [path for path in demo.files.outside.values() if path.suffix == ".xlsx"]
    for path in (demo.files.national, demo.files.national_next, *demo.files.ledgers, demo.files.deceased, *outside):
        with zipfile.ZipFile(path) as book:
            assert {entry.date_time[0] for entry in book.infolist()} == {1980}
            days = re.findall(r"\d{4}-\d\d-\d\d", book.read("docProps/core.xml").decode())
            assert days and set(days) <= {"2026-09-30", "2026-10-31"}


def test_everything_written_is_named(demo: Written) -> None:
    files = demo.files
    named = {files.places, files.national, files.national_next, *files.ledgers, files.deceased, *files.outside.values(), files.truth, files.contradictions}
    assert {path.name for path in named} == set(os.listdir(files.truth.parent))
    assert [path.name for path in files.ledgers] == ["枫溪镇村台账.xlsx", "望川镇村台账.xlsx"]


def test_the_places_are_a_table_as_the_places_command_reads_it(demo: Written) -> None:
    with demo.files.places.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["code"], row["name"]) for row in rows] == [tuple(row) for row in places("township")]
    assert rows[3] == {"code": "990121100", "name": "枫溪镇", "level": "township", "parent": "990121"}


def test_both_ways_of_writing_a_workbook_hold_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large counties are written row by row; a small one written so must read the same."""
    write_demo(tmp_path / "held", "village", 5)
    monkeypatch.setattr("bangfu.demo.write._LARGE", 1)
    write_demo(tmp_path / "streamed", "village", 5)
    for path in (tmp_path / "held").glob("*.xlsx"):
        held, streamed = (load_workbook(one).get_sheet_by_index(0).to_python() for one in (path, tmp_path / "streamed" / path.name))
        assert held == streamed
