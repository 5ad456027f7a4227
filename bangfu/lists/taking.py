"""Lists as they are seen, taken away: on paper (A4 across, the heading on each page) or as a workbook."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeVar

from django.utils import timezone

from bangfu.documents import pdf
from bangfu.lists.arranging import Arranged
from bangfu.lists.declared import Column, Kind
from bangfu.lists.drawn import Cell
from bangfu.organization.actor import Actor
from bangfu.rules.money import Money
from bangfu.rules.refusal import Refused
from bangfu.workbooks.written import ListColumn, Written, write_list

T = TypeVar("T")
MEDIA = {"pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
MOST = {"pdf": 2_000, "xlsx": 20_000}   # rows
TELLS_A_PERSON = "号码只有头尾；本表有个人信息，不外传。"
_KINDS: Mapping[Kind, str] = {"code": "id", "number": "whole", "money": "money", "date": "day"}


@dataclass(frozen=True)
class Taken:
    """The rows of a list that is taken away, with what tells their cells; `at`: the place it is noted at; `words`: its filter."""

    title: str
    at: str
    rows: Sequence[Any]
    cell: Callable[[Any, str], Cell]
    words: str = ""


Taker = Callable[[Actor, Arranged, str, int], Taken]   # who asks, how the list stands, the place, the most rows


def made(by: Actor, stands: Arranged, taken: Taken, how: str) -> bytes:
    """The paper or the workbook. Refused for more rows than one of its kind should have."""
    if len(taken.rows) > MOST[how]:
        raise Refused(f"超过 {MOST[how]:,} 行，请先用条件或地方缩小一些{'，或改为导出表格' if how == 'pdf' else ''}。")
    if how == "pdf":
        return on_paper(by, stands.columns, taken.rows, taken.cell, title=taken.title, words=taken.words)
    target = io.BytesIO()
    as_workbook(target, stands.columns, taken.rows, taken.cell, title=taken.title, note=note(by, taken.words))
    return target.getvalue()


def note(by: Actor, words: str) -> str:
    """What stands above the rows: the filter, the day, who took it."""
    told = filter(None, (words, f"{by.name} 于 {timezone.localdate()} 导出"))
    return f"{'，'.join(told)}。{TELLS_A_PERSON}"


def as_workbook(
    target: BinaryIO, columns: Sequence[Column], rows: Iterable[T], cell: Callable[[T, str], Cell], *, title: str, note: str,
    progress: Callable[[int], None] = lambda _: None, every: int = 500,
) -> int:
    """Writes rows as a page shows them as .xlsx; the number of rows. `progress` is told how many are written, now and then."""
    made = [ListColumn(one.word, one.width, _KINDS.get(one.kind, "text")) for one in columns]  # type: ignore[arg-type]

    def told() -> Iterator[list[Written]]:
        for done, row in enumerate(rows):
            if not done % every:
                progress(done)
            yield [_written(cell(row, one.key)) for one in columns]

    return write_list(target, title, made, told(), note)


def _written(cell: Cell) -> Written:
    """A cell as a workbook holds it: a number as a number, a day as a day, everything else in words."""
    if not cell.tags and not cell.soft and (isinstance(cell.value, int | Money) or cell.is_day):
        return cell.value   # type: ignore[no-any-return]
    return _said(cell)


def _said(cell: Cell) -> str:
    return " ".join(filter(None, (cell.text, "、".join(word for word, _ in cell.tags), cell.soft)))


def on_paper(by: Actor, columns: Sequence[Column], rows: Sequence[T], cell: Callable[[T, str], Cell], *, title: str, words: str) -> bytes:
    """Rows as PDF: A4 across, the heading on each page, page x of y, who printed it and when."""
    return pdf.render("list_as_seen", {
        "title": title, "words": words, "printed_on": timezone.localdate().isoformat(), "printed_by": by.name,
        "columns": [{"word": one.word, "right": one.is_right, "width": _share(one)} for one in columns],
        "rows": [[_said(cell(row, one.key)) for one in columns] for row in rows],
    }, tagged=len(rows) <= 500)


def _share(column: Column) -> int:
    """What share of the paper's width a column gets."""
    return 30 if column.kind == "long" else max(6, column.width)
