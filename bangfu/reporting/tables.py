"""Figures as a workbook: all of a place beside those of the places below it."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from bangfu.reporting.grounds import Line
from bangfu.reporting.queries import Figure, Told
from bangfu.rules.money import Money
from bangfu.workbooks.written import ListColumn, Written, write_list


def figures_workbook(figures: Sequence[Figure], *, title: str, note: str) -> BytesIO:
    """One row an indicator, one column a place below; what it counts and whence it is stand at the end."""
    places = [part.place.name for part in figures[0].parts] if figures else []
    columns = [
        ListColumn("类别", 12), ListColumn("指标", 24), ListColumn("单位", 6), ListColumn("合计", 10, "whole"), ListColumn("占比或人均", 14),
        *(ListColumn(name, 10, "whole") for name in places), ListColumn("口径", 50), ListColumn("依据", 30),
    ]
    rows: list[Sequence[Written]] = [
        (one.indicator.group, one.name, one.indicator.unit, _whole(one), one.share, *map(_whole, one.parts), one.indicator.definition, one.indicator.source)
        for one in figures
    ]
    content = BytesIO()
    write_list(content, title, columns, rows, note)
    content.seek(0)
    return content


def _whole(one: Told) -> int:
    """The number in its unit; whole 元 of money, whose fen stand in what comes to one."""
    return Money(one.value).whole_yuan if one.indicator.is_money else one.value


def rows_workbook(lines: Iterable[tuple[Line, str]], *, title: str, note: str) -> tuple[BytesIO, int]:
    """The rows behind a figure, each with the name of its place; how many there are."""
    told: list[Sequence[Written]] = [(one.title, one.detail, one.beside.get("户编号", ""), place) for one, place in lines]
    content = BytesIO()
    write_list(content, title, [ListColumn("名称", 16), ListColumn("情况", 50), ListColumn("户编号", 20, "id"), ListColumn("地方", 24)], told, note)
    content.seek(0)
    return content, len(told)
