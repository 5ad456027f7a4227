"""The demo's files: the lists of every office, the places as a table, and the truth beside them."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bangfu.demo import places, rosters
from bangfu.demo.changes import NEXT, Change, a_month_later
from bangfu.demo.days import AS_OF
from bangfu.demo.errors import inject as contradictory
from bangfu.demo.errors.kind import Injected
from bangfu.demo.facts import Fact, facts
from bangfu.demo.offices import Dead, Township
from bangfu.demo.outside import Outside, source_files
from bangfu.demo.people import HOUSEHOLDS, county
from bangfu.demo.places import PlaceRow, Size
from bangfu.demo.slips import KINDS, RATE, Slip, in_families, inject
from bangfu.demo.truth import Tally
from bangfu.rules import place_code

_LARGE = 10_000   # households from which a workbook is written row by row, to keep memory small


@dataclass(frozen=True)
class DemoFiles:
    """Where everything was written. `ledgers` holds one workbook a township, in the order of their codes; `outside` the list of every other office
    by the slug of its layout, in the order in which an office takes them in. `contradictions` is what has to be found, as a table."""

    places: Path
    national: Path
    national_next: Path
    ledgers: tuple[Path, ...]
    deceased: Path
    outside: Mapping[str, Path]
    truth: Path
    contradictions: Path


class _Sheet:
    """A sheet of a foreign program: banner rows, headings, then texts, nothing but texts."""

    def __init__(self, sheet: Worksheet, bold: Format, banners: Sequence[str], headings: Sequence[str]) -> None:
        self.sheet, self.row = sheet, 0
        for banner in banners:
            sheet.merge_range(self.row, 0, self.row, len(headings) - 1, banner, bold)
            self.row += 1
        self.add([headings], bold)

    def add(self, rows: Iterable[Sequence[str]], style: Format | None = None) -> int:
        """Write rows below one another; how many there were. Empty cells are left out, as exports do."""
        start = self.row
        for row in rows:
            for column, text in enumerate(row):
                if text:
                    self.sheet.write_string(self.row, column, text, style)
            self.row += 1
        return self.row - start


def write_demo(folder: Path, size: Size, seed: int, rate: float = RATE) -> DemoFiles:
    """Write the demo county into `folder` (made if need be). The same size, seed and rate give the same bytes.

    `rate` is slips to a person the national system lists. Size county writes 450,000 persons into the ledgers and a tenth of them into both
    exports: some minutes of one core, the memory of one township.
    """
    folder.mkdir(parents=True, exist_ok=True)
    towns = places.townships(size)
    files = DemoFiles(
        places=folder / "places.csv", national=folder / f"人员信息导出_{AS_OF:%Y%m%d}.xlsx",
        national_next=folder / f"人员信息导出_{NEXT:%Y%m%d}.xlsx", ledgers=tuple(folder / f"{town.name}村台账.xlsx" for town in towns),
        deceased=folder / "死亡人员名单.xlsx", outside=source_files(folder), truth=folder / "truth.json", contradictions=folder / "truth.csv",
    )
    _write_places(files.places, places.places(size))
    _write_lists(files, size, seed, rate)
    return files


def _write_lists(files: DemoFiles, size: Size, seed: int, rate: float) -> None:
    dead: list[Dead] = []
    slips: list[Slip] = []
    errors: list[Injected] = []
    so: list[Fact] = []
    changes: list[Change] = []
    tally, large = Tally(), HOUSEHOLDS[size] >= _LARGE
    with ExitStack() as open_books:
        editions = ((files.national, AS_OF), (files.national_next, NEXT))
        exports = [open_books.enter_context(_export(path, seed, day, large)) for path, day in editions]
        outside = open_books.enter_context(Outside(files.outside, seed))
        for one, path in zip(told_towns(size, seed, rate), files.ledgers, strict=True):
            town = one.township
            changed = _write_township(town, one.slips, path, seed, exports, large)
            outside.add(town)
            slips += one.slips
            errors += one.contradictions
            so += one.facts
            changes += changed
            dead += [*town.dead, *rosters.lately_died(town)]
            for village in town.villages:
                tally.add(village)
    _write_deceased(files.deceased, dead, seed)
    _write_truth(files.truth, size, seed, slips, errors, so, changes, tally)
    _write_contradictions(files.contradictions, errors)


class Told(NamedTuple):
    """A township with its lists: the slips in those the office keeps itself, and everything that has to be found in any, the slips among it."""

    township: Township
    slips: list[Slip]
    contradictions: list[Injected]
    facts: list[Fact]


def told_towns(size: Size, seed: int, rate: float = RATE) -> Iterator[Told]:
    """The townships of a size, one after the other; the lists of other offices have contradictions in the proportion of `rate` to the usual one."""
    owed, still = list(KINDS), list(contradictory.KINDS)
    for place in places.townships(size):
        town = Township(place, list(county(size, seed, place.code)))
        slips = inject(town, Random(f"{seed}|{place.code}|slips"), owed, rate)
        more = contradictory.contradict(town, Random(f"{seed}|{place.code}|contradictions"), still, contradictory.RATE * rate / RATE)
        yield Told(town, slips, [*map(in_families, slips), *more], list(facts(town)))


def towns(size: Size, seed: int, rate: float = RATE) -> Iterator[tuple[Township, list[Slip]]]:
    """The townships of a size with their lists and the slips in them, one after the other."""
    return ((one.township, one.slips) for one in told_towns(size, seed, rate))


def _write_township(town: Township, slips: list[Slip], path: Path, seed: int, exports: "list[_Export]", large: bool) -> list[Change]:
    """Write a township's part of every list, and say what a month changed in it."""
    later, changes = a_month_later(town, slips, Random(f"{seed}|{town.place.code}|changes"))
    for export, office in zip(exports, (town.national, later), strict=True):
        export.people += export.sheet.add(rosters.national_rows(town, office, export.headings, export.day))
    with _book(path, AS_OF, "村台账", [f"{town.place.name}防返贫监测对象家庭成员台账（各村汇总）"], rosters.LEDGER, large) as sheet:
        sheet.add(rosters.ledger_rows(town))
    return changes


@dataclass
class _Export:
    sheet: _Sheet
    headings: list[str]
    day: date
    people: int = 0


@contextmanager
def _export(path: Path, seed: int, day: date, large: bool) -> Iterator[_Export]:
    """An open national export, closed with its totals row."""
    headings = rosters.shuffled_headings(seed, day.toordinal())
    banners = [
        "防返贫监测信息查询结果——（自定义）家庭成员信息",
        f"导出时间：{day} 16:42:07    导出单位：岚禾县    数据口径：监测对象及脱贫人口",
    ]
    with _book(path, day, "sheet1", banners, headings, large) as sheet:
        export = _Export(sheet, headings, day)
        yield export
        totals = {headings[0]: "合计", headings[1]: f"{export.people}人"}
        sheet.add([[totals.get(heading, "") for heading in headings]])


@contextmanager
def _book(path: Path, day: date, name: str, banners: Sequence[str], headings: Sequence[str], large: bool) -> Iterator[_Sheet]:
    """A workbook that says it was made on `day`, so that its bytes do not depend on when it was."""
    with xlsxwriter.Workbook(path, {"constant_memory": large, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(day.year, day.month, day.day, tzinfo=UTC)})
        sheet = book.add_worksheet(name)
        sheet.set_column(0, len(headings) - 1, 14)
        yield _Sheet(sheet, book.add_format({"bold": True, "align": "center"}), banners, headings)


def _write_deceased(path: Path, dead: list[Dead], seed: int) -> None:
    with _book(path, AS_OF, "死亡人员", [], rosters.DECEASED, len(dead) >= _LARGE) as sheet:
        sheet.add(rosters.deceased_rows(dead, Random(f"{seed}|days")))


def _write_places(path: Path, rows: list[PlaceRow]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("code", "name", "level", "parent"))
        table.writerows((row.code, row.name, place_code.level(row.code), place_code.parent(row.code)) for row in rows)


def _write_truth(
    path: Path, size: Size, seed: int, slips: list[Slip], errors: list[Injected], so: list[Fact], changes: list[Change], tally: Tally,
) -> None:
    truth = {
        "size": size, "seed": seed, "as_of": f"{AS_OF}", "next": f"{NEXT}",
        "kinds": {name: {"word": kind.word, "check": kind.check, "also": kind.also} for name, kind in KINDS.items()},
        "slips": [asdict(slip) for slip in slips],
        "contradiction_kinds": {name: {"word": kind.word, "families": kind.families, "known": kind.known} for name, kind in contradictory.KINDS.items()},
        "contradictions": [asdict(error) for error in errors],
        "facts": [asdict(fact) for fact in so],
        "changes": [asdict(change) for change in changes],
        "counts": tally.told(),
    }
    path.write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_contradictions(path: Path, errors: list[Injected]) -> None:
    """What has to be found as a table of the fields of `Injected`; several of one field with a blank between."""
    names = list(Injected.__dataclass_fields__)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(names)
        for one in errors:
            cells = (getattr(one, name) for name in names)
            table.writerow([" ".join(cell) if isinstance(cell, tuple) else cell for cell in cells])
