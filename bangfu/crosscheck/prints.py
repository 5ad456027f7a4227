"""疑点清单: a village's open findings as paper and as a workbook, household by household. Numbers of persons never stand on it."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils import timezone

from bangfu.crosscheck import finding_lists, queries
from bangfu.crosscheck.finding_lists import HouseholdFindings, Of
from bangfu.crosscheck.printing import Paper, at_once
from bangfu.crosscheck.queries import CellRow
from bangfu.documents.source import source_line
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry.models import Printing
from bangfu.registry.prints import Foot
from bangfu.rules.delivery import row_word
from bangfu.workbooks.written import ListColumn, write_list

TITLE = "疑点清单"
PART = 60   # households laid out at once
COLUMNS = (
    ListColumn("序号", 6, "whole"), ListColumn("村民组", 10), ListColumn("户编号", 20, "id"), ListColumn("户主", 10), ListColumn("姓名", 10), ListColumn("检查", 14),
    ListColumn("疑点", 44), ListColumn("看哪里", 38), ListColumn("怎么对上的", 24), ListColumn("怎么办", 34), ListColumn("核实结果", 20), ListColumn("签字", 10),
)


def paper() -> Paper:
    """How the list is printed."""
    return Paper("findings_list", TITLE, PART, _keys, lambda by, printing: head(by, _of(printing)), _entries)


def _of(printing: Printing) -> Of:
    return Of.read(printing.place_code, printing.about)


def _keys(by: Actor, printing: Printing) -> list[str]:
    return finding_lists.household_numbers(by, _of(printing))


def _entries(by: Actor, printing: Printing, keys: Sequence[str]) -> list[dict[str, Any]]:
    return [_entry(one) for one in finding_lists.listed(by, _of(printing), keys)]


def head(by: Actor, of: Of) -> dict[str, Any]:
    """What stands above the list: names of places, of whom it is, the day of the run, how many there are."""
    names, run = place_names([of.place[:6], of.place[:9], of.place]), queries.last_run(by, of.place)
    return {
        "county": names.get(of.place[:6], ""), "township": names.get(of.place[:9], ""), "village": names.get(of.place, of.place), "of": of.words,
        "run_day": run.day.isoformat() if run else "尚未", "count": finding_lists.count(by, of),
        "source": source_line(run.day.isoformat(), timezone.localdate().isoformat(), "本县名册和核对用到的各来源") if run else "",
    }


def _entry(one: HouseholdFindings) -> dict[str, Any]:
    return {
        "group": one.group, "bookmark": f"{one.number} {one.head}".strip() or "没有户编号", "household": one.number, "head": one.head,
        "rows": [
            {"name": row.name, "check": row.title, "must": row.must, "reason": row.reason, "where": where(row.cells), "what_to_do": row.what_to_do}
            for row in one.findings
        ],
    }


def whole_at_once(by: Actor, of: Of, below: Foot) -> bytes:
    """A list that is not long, as PDF."""
    found = finding_lists.listed(by, of, finding_lists.household_numbers(by, of))
    return at_once("findings_list", TITLE, below, head(by, of), [_entry(one) for one in found])


def workbook(by: Actor, of: Of, below: Foot) -> bytes:
    """The same list as .xlsx."""
    target, said = io.BytesIO(), head(by, of)
    note = (
        f"{said['county']}{said['township']}{said['village']}{said['of']}，{said['run_day']} 核对，{below.printed_by} 于 {below.printed_on} 导出。"
        "本表有个人信息，用完交回，不外传。"
    )
    write_list(target, f"{said['village']}{TITLE}", COLUMNS, _rows(by, of), note)
    return target.getvalue()


def _rows(by: Actor, of: Of) -> Iterator[tuple[Any, ...]]:
    numbers, written = finding_lists.household_numbers(by, of), 0
    for start in range(0, len(numbers), PART):
        for one in finding_lists.listed(by, of, numbers[start : start + PART]):
            for row in one.findings:
                written += 1
                looked = ("；".join(where(row.cells)), "；".join(matched_by(row.cells)))
                yield written, one.group, one.number, one.head, row.name, row.title, row.reason, *looked, row.what_to_do, "", ""


def where(cells: Iterable[CellRow]) -> list[str]:
    """村台账第 12 行，姓名：覃天朋: one line a cell, each once."""
    return list(dict.fromkeys(map(_where, cells)))


def matched_by(cells: Iterable[CellRow]) -> list[str]:
    """村台账：证件号码相同: why the rows of the lists were taken for the person, each once."""
    return list(dict.fromkeys(f"{cell.source_word}：{cell.how}" for cell in cells if cell.how))


def _where(cell: CellRow) -> str:
    at = f"{cell.source_word}{row_word(cell.row)}" if cell.row else cell.source_word
    if cell.absent:
        return f"{cell.source_word}：没有此人"
    whose = "" if cell.within else f"（{cell.place_name}）"
    return f"{at}{whose}，{cell.column_word}" + (f"：{cell.value}" if cell.value else "")


def file_name(of: Of, village: str, kind: str) -> str:
    """上垟村一组疑点清单_2026-07-01.pdf."""
    return f"{village}{of.words.replace('　', '')}{TITLE}_{timezone.localdate().isoformat()}.{kind}"
