"""The lists of other offices as files: one an office, written township by township as its people are made."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random

from bangfu.demo.days import AS_OF
from bangfu.demo.formats import writer
from bangfu.demo.habits import OFFICES, Habit, habit
from bangfu.demo.offices import Township
from bangfu.demo.places import PlaceRow
from bangfu.demo.sources.catalogue import SOURCES, columns, listed


def source_files(folder: Path) -> dict[str, Path]:
    """Slug of the layout → the file of its office, in the order in which they come in."""
    return {slug: folder / OFFICES[slug].file for slug in SOURCES}


class Outside:
    """The files of all other offices, open while townships are made one after the other. A context manager."""

    def __init__(self, files: Mapping[str, Path], seed: int) -> None:
        self.lists = [_List(slug, path, habit(slug, columns(slug), seed), Random(f"{seed}|{slug}|cells"), AS_OF) for slug, path in files.items()]

    def __enter__(self) -> "Outside":
        return self

    def add(self, township: Township) -> None:
        """A township's rows in every list."""
        for one in self.lists:
            one.add(township)

    def __exit__(self, *_: object) -> None:
        for one in self.lists:
            one.close()


class _List:
    """One list: banners and heading, the rows of the townships, total and signatures below."""

    def __init__(self, slug: str, path: Path, office: Habit, rng: Random, day: date) -> None:
        self.slug, self.habit, self.rng = slug, office, rng
        self.file, self.rows = writer(path, day), 0
        self.begun = False

    def add(self, township: Township) -> None:
        if not self.begun or self.habit.office.sheets:
            self._end()
            self._begin(township.place)
        for village in township.villages:
            for line in listed(township, self.slug, village):
                self.rows += 1
                self.file.row(self.habit.cells(self.rng, self.rows, line.cells))

    def close(self) -> None:
        self._end()
        self.file.close()

    def _begin(self, place: PlaceRow) -> None:
        one, width = self.habit, len(self.habit.headings)
        self.file.sheet(place.name if one.office.sheets else "Sheet1")
        for banner in one.banners:
            self.file.banner(banner, width)
        if one.groups:
            self.file.groups(one.groups, width)
        self.file.row(one.headings)
        self.begun, self.rows = True, 0

    def _end(self) -> None:
        if not self.begun or not self.habit.footers:
            return
        width = len(self.habit.headings)
        self.file.row(["合计", f"{self.rows}人", *[""] * (width - 2)])
        for line in self.habit.footers:
            self.file.banner(line, width)

