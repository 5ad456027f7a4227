"""信息采集对照表 as paper and as a workbook: each known value beside a blank. Numbers stand on it as the page shows them, masked."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from bangfu.crosscheck import collection_layout as layout
from bangfu.crosscheck import collection_queries as queries
from bangfu.crosscheck.collection_queries import BatchRow, FormFile, LineFile, PrintedField
from bangfu.crosscheck.printing import Paper
from bangfu.documents.source import source_line
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry.models import Printing
from bangfu.registry.prints import Foot
from bangfu.rules.codes import YES_NO
from bangfu.rules.collecting import TITLE, row_code
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.refusal import Refused
from bangfu.workbooks.written import ListColumn, write_list

PART = 25          # forms laid out at once
SHORTEST_BLANK = 14   # characters of options that fit into a blank
SIGNED = ("户主（签字）：", "采集人（签字）：", "填表日期：　　　年　　月　　日")
COLUMNS = (
    ListColumn("表号", 10, "id"), ListColumn("户编号", 20, "id"), ListColumn("户主", 10), ListColumn("谁", 16), ListColumn("项目", 22), ListColumn("现在登记的", 26),
    ListColumn("不变", 6), ListColumn("变更为", 26), ListColumn("疑点", 46),
    ListColumn("核对码", 14, "id"),
)


def paper() -> Paper:
    """How the forms of a batch are printed."""
    return Paper("collection_sheets", TITLE, PART, _keys, _head, _entries)


def _batch(by: Actor, printing: Printing) -> BatchRow:
    found = queries.batch(by, UUID(printing.about))
    if found is None:
        raise Refused("没有这一批对照表，或它不在您岗位的管辖范围内。")
    return found


def _keys(by: Actor, printing: Printing) -> list[str]:
    return [str(one) for one in queries.sequences_of(by, _batch(by, printing))]


def _head(by: Actor, printing: Printing) -> dict[str, Any]:
    found = _batch(by, printing)
    known = timezone.localtime(found.asked_at)
    return {
        "known_at": f"{known:%Y-%m-%d %H:%M}", "source": source_line(f"{known:%Y-%m-%d}", f"{known:%Y-%m-%d}", "本县名册和各来源的核对"),
        "batch": found.number, "of": found.forms, "signatures": SIGNED,
    }


def _entries(by: Actor, printing: Printing, keys: Sequence[str]) -> list[dict[str, Any]]:
    return [_entry(one) for one in queries.form_files(by, _batch(by, printing), [int(key) for key in keys])]


def _entry(form: FormFile) -> dict[str, Any]:
    names = place_names([form.place_code[:length] for length in LENGTHS.values()])
    place = [names.get(form.place_code[: LENGTHS[level]], "") for level in ("county", "township", "village")]
    doubts, lines = [one.reason for one in form.doubts], [_line(line) for line in form.lines]
    said = [*doubts, *(sentence for line in lines for sentence in line["doubts"])]
    return {
        "number": form.number, "nth": form.sequence, "household": form.household_number, "head": form.head, "group": form.group, "place": "　".join(place),
        "bookmark": f"{form.number} {form.head or form.household_number}", "doubts": doubts,
        "lines": lines, "height": layout.height_of(sum(len(line["rows"]) for line in lines), len(lines), said),
    }


def _line(line: LineFile) -> dict[str, Any]:
    return {
        "word": "户的情况" if line.person is None else line.subject, "doubts": list(doubts_of(line)),
        "rows": [[_cell(one) for one in row] for row in layout.rows_of(list(_fields(line.fields)))],
    }


def doubts_of(line: LineFile) -> Iterator[str]:
    """Each doubt once, behind the fields it is about."""
    words: dict[str, list[str]] = {}
    for one in line.fields:
        for reason in one.doubts:
            words.setdefault(reason, []).append(one.column.word)
    yield from (f"{'、'.join(dict.fromkeys(those))}：{reason}" for reason, those in words.items())


def _fields(printed: Sequence[PrintedField]) -> Iterator[layout.Field]:
    """The fields of a line, the first of each group with the word of the group; what a group says of all its fields (土地（亩）) is not said again."""
    before = ""
    for one in printed:
        column = one.column
        word = column.word.removeprefix("是否").removeprefix("有无") if column.kind == "yes_no" else column.word
        unit = column.group[column.group.find("（"):] if "（" in column.group else ""
        yield layout.Field(
            word.removesuffix(unit) if unit else word, one.then, column.kind, tuple(_options(one)), bool(one.doubts), column.group if column.group != before else "",
        )
        before = column.group


def _cell(laid: layout.Laid) -> dict[str, Any]:
    one = laid.field
    return {
        "group": one.group, "chip": layout.chip(one.group), "word": one.word, "known": one.known, "options": list(one.options), "either": one.is_either,
        "doubted": one.doubted, "widths": list(laid.widths),
    }


def _options(one: PrintedField) -> list[str]:
    """What may be ticked in the blank, where the words are few."""
    known = one.column.codes or (YES_NO if one.column.kind == "yes_no" else None)
    if known is None or sum(len(word) + 2 for word in known.labels) > SHORTEST_BLANK:
        return []
    return list(known.labels)


def workbook(by: Actor, batch: BatchRow, below: Foot, progress: Any = lambda done, total: None) -> bytes:
    """The same forms as .xlsx, a row a field, a row of signatures below each household."""
    target = io.BytesIO()
    note = (
        f"{batch.place_name}第 {batch.number} 批，{timezone.localtime(batch.asked_at):%Y-%m-%d %H:%M} 的登记情况，{below.printed_by} 于 {below.printed_on} 导出"
        f"{'，印根 ' + below.seal if below.seal else ''}。与实际一样的在“不变”打勾，不一样的写在“变更为”，填好把这个文件传回这一批；“表号”“核对码”两列不要动。"
        "本表有个人信息，用完交回，不外传。"
    )
    write_list(target, f"{batch.place_name}{TITLE}", COLUMNS, _rows(by, batch, progress), note)
    return target.getvalue()


def _rows(by: Actor, batch: BatchRow, progress: Any) -> Iterator[tuple[str, ...]]:
    wanted = queries.sequences_of(by, batch)
    for start in range(0, len(wanted), PART):
        for form in queries.form_files(by, batch, wanted[start : start + PART]):
            yield from _rows_of(form)
        progress(min(start + PART, len(wanted)), len(wanted))


def _rows_of(form: FormFile) -> Iterator[tuple[str, ...]]:
    said: Mapping[str, str] = {"number": form.number, "household": form.household_number, "head": form.head}
    for doubt in form.doubts:
        yield (*said.values(), "户", "（疑点）", "", "", "", doubt.reason, "")
    for line in form.lines:
        for one in line.fields:
            yield (*said.values(), line.subject, one.column.word, one.then, "", "", " ".join(one.doubts), row_code(form.id, line.position, one.column.name))
    yield (*said.values(), "", "签字", "户主：", "", "采集人：", "日期：", "")
