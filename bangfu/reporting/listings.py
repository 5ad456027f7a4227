"""The list of the rows a figure counts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bangfu.lists.declared import Column, Listing, Order
from bangfu.lists.drawn import Cell
from bangfu.reporting.grounds.ground import Line

BESIDE = "beside."   # before the word of what some rows say beside
FIGURE_ROWS = Listing(
    slug="figure_rows", word="数字后面的行", power="reporting.look", address="figure_rows", filters=("as_of", "known_on", "tag"), chooses=False, saves=False,
    columns=(Column("title", "名称", stub=True), Column("detail", "情况", "long"), Column("place", "地方")), orders=(Order("rows", "行", ("id",)),),
)


def rows_listing(unit: str, beside: Sequence[str]) -> Listing:
    """The list of rows that say some more beside."""
    title, detail, place = FIGURE_ROWS.columns
    return replace(FIGURE_ROWS, unit=unit, columns=(title, detail, *(Column(f"{BESIDE}{word}", word, "code") for word in beside), place))


def row_cell(row: Line, key: str, names: Mapping[str, str]) -> Cell:
    """What stands in a row; `names`: of places by their code."""
    if key.startswith(BESIDE):
        return Cell(row.beside.get(key.removeprefix(BESIDE), ""))
    match key:
        case "title":
            return Cell(row.title or "（没有名称）", of=(row.kind, row.id))
        case "place":
            return Cell(names.get(row.place_code, row.place_code))
    return Cell(row.detail)
