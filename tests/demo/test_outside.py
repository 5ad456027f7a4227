"""The files of other offices, read as the doors read them: everything understood but the headings meant to be asked about, and every row what was written."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from bangfu.demo.habits import OFFICES, habit
from bangfu.demo.outside import source_files
from bangfu.demo.sources.catalogue import SOURCES, columns, listed
from bangfu.demo.sources.line import Line
from bangfu.demo.write import Told, told_towns
from bangfu.rules.id_number import Number, clean
from bangfu.rules.person_name import fold
from bangfu.workbooks.header import Understanding, understand
from bangfu.workbooks.layout import LAYOUTS
from bangfu.workbooks.limits import kind_of
from bangfu.workbooks.row import Row, read_rows
from bangfu.workbooks.sheet import iter_rows, read_sheets
from tests.demo.written import Written

each_list = pytest.mark.parametrize("slug", SOURCES)


@pytest.fixture(scope="module")
def towns() -> list[Told]:
    return list(told_towns("township", 7))


def understood(path: Path, slug: str, sheet: str, answers: dict[str, str]) -> Understanding:
    return understand(iter_rows(path, sheet), LAYOUTS[slug], answers)


def rows_of(path: Path, slug: str) -> Iterator[Row]:
    """As a clerk would have them read, who knows what the odd headings mean."""
    answers = {heading: key for key, heading in OFFICES[slug].odd.items()}
    for info in read_sheets(path):
        meant = understood(path, slug, info.name, answers)
        assert not meant.missing and not meant.duplicated
        yield from (row for row in read_rows(iter_rows(path, info.name), meant, LAYOUTS[slug]) if not row.is_footer)


def lines_of(towns: list[Told], slug: str) -> list[Line]:
    return [line for told in towns for line in chain.from_iterable(listed(told.township, slug, village) for village in told.township.villages)]


@each_list
def test_only_what_is_odd_by_design_is_asked_about(demo: Written, slug: str) -> None:
    for info in read_sheets(demo.files.outside[slug]):
        meant = understood(demo.files.outside[slug], slug, info.name, {})
        strange = {column.text for column in meant.columns if not column.key and not column.text.startswith("序号")}
        assert strange == set(OFFICES[slug].odd.values())
        required = {one.key for one in LAYOUTS[slug].required}
        assert set(meant.missing) <= set(OFFICES[slug].odd) & required | {LAYOUTS[slug].field(key).label for key in OFFICES[slug].odd}


@each_list
def test_every_row_is_read_as_it_was_told(demo: Written, towns: list[Told], slug: str) -> None:
    rows, lines = list(rows_of(demo.files.outside[slug], slug)), lines_of(towns, slug)
    assert len(rows) == len(lines) > 0
    for row, line in zip(rows, lines, strict=True):
        assert fold(str(row.values.get("name", ""))) == fold(line.cells.get("name", "")), line
        number = row.values.get("id_number")
        if isinstance(number, Number) and number.digits:
            assert number.digits == clean(line.cells["id_number"])


@each_list
def test_nothing_is_doubtful_in_rows_without_a_contradiction(demo: Written, towns: list[Told], slug: str) -> None:
    wrong = {household for told in towns for one in told.contradictions for household in (one.household, *one.others)}
    names = {one.name for told in towns for one in told.contradictions}
    for row, line in zip(rows_of(demo.files.outside[slug], slug), lines_of(towns, slug), strict=True):
        if line.household not in wrong and line.cells.get("name") not in names:
            assert row.faults == row.warnings == (), (row.faults, row.warnings)


def test_days_and_months_come_back_whatever_they_look_like(demo: Written, towns: list[Told]) -> None:
    for slug, key in (("vehicles", "registered_on"), ("household_registration", "changed_on"), ("health_deaths", "death_date"), ("city_persons", "updated_on")):
        for row, line in zip(rows_of(demo.files.outside[slug], slug), lines_of(towns, slug), strict=True):
            assert row.values[key] == date.fromisoformat(line.cells[key])
    for row, line in zip(rows_of(demo.files.outside["destitute"], "destitute"), lines_of(towns, "destitute"), strict=True):
        assert f"{row.values['since']:%Y%m}" == line.cells["since"]


def test_the_offices_have_programs_of_every_kind(demo: Written) -> None:
    kinds = {slug: kind_of(path) for slug, path in demo.files.outside.items()}
    assert {"xlsx", "html", "xml", "text"} <= set(kinds.values())
    assert demo.files.outside["medical_insured"].read_bytes().decode("gb18030").startswith(("姓名", "序号", "参保", "成员"))
    assert [one.name for one in read_sheets(demo.files.outside["minimum_living"])] == ["枫溪镇", "望川镇"]
    assert sum(one.lines == 2 for one in OFFICES.values()) >= 3 and sum(bool(one.odd) for one in OFFICES.values()) >= 3


def test_offices_differ_by_the_seed_and_not_otherwise() -> None:
    one, again, other = (habit("pension_insured", columns("pension_insured"), seed) for seed in (1, 1, 2))
    assert one.headings == again.headings and (one.keys, one.headings) != (other.keys, other.headings)
    assert list(source_files(Path())) == list(SOURCES) == list(OFFICES)


@each_list
def test_every_cell_of_a_list_has_a_column(towns: list[Told], slug: str) -> None:
    known = set(columns(slug))
    assert {key for line in lines_of(towns, slug) for key in line.cells} <= known <= {one.key for one in LAYOUTS[slug].fields}
