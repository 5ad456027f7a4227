"""What is in a delivered file whose list is known: which of its sheets are read, and what their columns mean. Looks only; nothing is guessed that nobody sees."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from bangfu.deliveries.models import DeliveredSheet, Delivery
from bangfu.rules.refusal import Refused
from bangfu.sealing.logs import masked
from bangfu.workbooks.formulas import unsaved_formulas
from bangfu.workbooks.header import LOOK_AHEAD, Understanding, fold_label, understand
from bangfu.workbooks.layout import OWN_LIST, Layout
from bangfu.workbooks.sheet import SheetInfo, counts_from_1904, iter_rows

MOST_TOGETHER = 500   # sheets read together: more than a county has villages
OTHER_HEADER, IS_HIDDEN, IS_EMPTY, NOT_WANTED = "表头和别的表不一样", "隐藏的工作表", "空的工作表", "没有选"


@dataclass(frozen=True)
class Wish:
    """What a clerk said of a file: which sheets (none: those that fit), and the row of the header (0: to be found)."""

    sheets: Sequence[str] = ()
    header_row: int = 0


@dataclass(frozen=True)
class Looked:
    """What was found. `understanding` is that of the first sheet that is read; `sheets` are all of the file, unsaved."""

    understanding: Understanding
    sheets: list[DeliveredSheet] = field(default_factory=list)


def looked_at(path: Path, infos: Sequence[SheetInfo], delivery: Delivery, layout: Layout, learned: Mapping[str, str], wish: Wish) -> Looked:
    """Looks at the file, whose sheets are `infos`. `learned` as in `understand`. Refused when nothing in it can be read as the layout."""
    understood, reason = _understood(path, infos, layout, learned, wish)
    if not understood and layout.slug == OWN_LIST:   # nobody knows the words of a list of the county's own but the clerk who brings it
        understood, _ = _each(path, [one for one in infos if one.name in wish.sheets or not wish.sheets and not one.hidden], layout, learned, wish, asking=True)
    if not understood:
        raise reason or Refused("表格里没有看得见的工作表有内容。")
    first = max(understood, key=lambda name: len(understood[name].by_key))   # of equals the leftmost
    first = next((name for name in wish.sheets if name in understood), first)
    sheets = _sheets(delivery, infos, understood, first, wish)
    _refuse_unsaved(path, [info for info, one in zip(infos, sheets, strict=True) if info.formulas and one.turn is not None])
    return Looked(understood[first], sheets)


def _refuse_unsaved(path: Path, infos: Sequence[SheetInfo]) -> None:
    """Refused when a sheet that is to be read has formulas without their values: they would be taken for empty cells."""
    for info in infos:
        if (unsaved := unsaved_formulas(path, info.name)).count:
            raise Refused(
                f"工作表“{info.name}”有 {unsaved.count:,} 格公式没有存下算出的数（第一处：{unsaved.first or '没有写明'}），多半是别的程序做的表，还没有用表格软件存过。"
                "请用 WPS 或 Excel 打开、保存一次，再上传；还不行，就把这些格复制后“选择性粘贴”为数值。"
            )


def _understood(
    path: Path, infos: Sequence[SheetInfo], layout: Layout, learned: Mapping[str, str], wish: Wish,
) -> tuple[dict[str, Understanding], Refused | None]:
    """Sheet → what was understood of it, of those that are wished for or, without a wish, seen, or hidden where none that is seen was understood; and why
    the first that was not understood was not."""
    if wish.sheets:
        return _each(path, [one for one in infos if one.name in wish.sheets], layout, learned, wish)
    found = _each(path, [one for one in infos if not one.hidden], layout, learned, wish)
    return found if found[0] else _each(path, [one for one in infos if one.hidden], layout, learned, wish, found[1])


def _each(
    path: Path, infos: Sequence[SheetInfo], layout: Layout, learned: Mapping[str, str], wish: Wish, reason: Refused | None = None, *,
    asking: bool = False,
) -> tuple[dict[str, Understanding], Refused | None]:
    understood: dict[str, Understanding] = {}
    since_1904 = counts_from_1904(path)
    for info in infos:
        if not info.rows:
            continue
        try:
            rows = _from(iter_rows(path, info.name), wish.header_row)
            understood[info.name] = understand(rows, layout, learned, since_1904=since_1904, begins=wish.header_row, asking=asking)
        except Refused as refused:
            reason = reason or refused
    return understood, reason


def _from(rows: Iterator[tuple[int, list[str]]], header_row: int) -> Iterator[tuple[int, list[str]]]:
    return (row for row in islice(rows, header_row + LOOK_AHEAD) if row[0] >= header_row)


def _sheets(delivery: Delivery, infos: Sequence[SheetInfo], understood: Mapping[str, Understanding], first: str, wish: Wish) -> list[DeliveredSheet]:
    """All sheets: the first, then those whose header is the same, are read together in their order; the others are left alone, and why."""
    alike = [first, *(name for name, one in understood.items() if name != first and _alike(one, understood[first]))][:MOST_TOGETHER]
    turns = {name: turn for turn, name in enumerate(alike)}
    return [
        DeliveredSheet(
            delivery=delivery, position=position, name=info.name[:100], rows=info.rows, hidden=info.hidden, turn=turns.get(info.name),
            **_header(understood.get(info.name)), why="" if info.name in turns else _why(info, understood, wish),
        ) for position, info in enumerate(infos)
    ]


def _header(understanding: Understanding | None) -> dict[str, Any]:
    if understanding is None:
        return {}
    banner = "\n".join(" ".join(masked(text).split()) for text in understanding.banner)
    return {"header_row": understanding.header_row, "header_rows": understanding.header_rows, "banner": banner, "since_1904": understanding.since_1904}


def _alike(one: Understanding, other: Understanding) -> bool:
    """Whether two sheets have the same headings in the same columns."""
    return _headings(one) == _headings(other)


def _headings(understanding: Understanding) -> list[tuple[int, str, str]]:
    return [(column.index, fold_label(column.text), column.key) for column in understanding.columns if column.text.strip()]


def _why(info: SheetInfo, understood: Mapping[str, Understanding], wish: Wish) -> str:
    if not info.rows:
        return IS_EMPTY
    if info.name in understood or not wish.sheets and not info.hidden or info.name in wish.sheets:
        return OTHER_HEADER
    return NOT_WANTED if wish.sheets else IS_HIDDEN
