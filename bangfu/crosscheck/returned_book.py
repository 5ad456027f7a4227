"""A workbook of 信息采集对照表 that has come back, filled in by a clerk without the network: read, judged field by field, and what was refused given back.

Rows are known by the form's number and a code of their own (`rules.collecting.row_code`), never by what stands in the other cells, which may be sorted,
coloured or narrowed. Of a form with one refused cell nothing is taken: its rows go back to the clerk with the reason, and may be handed in again as they are.
"""

import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError

from bangfu.crosscheck import collection_queries as queries
from bangfu.crosscheck.collection_actions import LineSaid, ReturnedForm
from bangfu.crosscheck.collection_forms import BlankField, Typed
from bangfu.crosscheck.collection_prints import COLUMNS
from bangfu.crosscheck.collection_queries import BatchRow, FormFile, LineFile, PrintedField
from bangfu.organization.actor import Actor
from bangfu.rules.collecting import TITLE, batch_of, read_form_number, row_code
from bangfu.rules.refusal import Refused
from bangfu.sealing.files import in_memory
from bangfu.sealing.ring import KeyLost, Tampered, ring
from bangfu.workbooks.sheet import iter_rows, read_sheets
from bangfu.workbooks.written import ListColumn, write_list

PURPOSE = "crosscheck.returned_book"
NUMBER, CODE, CHANGED, UNCHANGED = "表号", "核对码", "变更为", "不变"
REASON = ListColumn("退回原因", 46)
LABELS = [column.label for column in COLUMNS]
MOST_BYTES = 20_000_000
NOT_OURS = "这个文件不是这里导出的对照表：没有“表号”“变更为”“核对码”三列。请在这一批点“导出表格”，在导出的文件里填。"


@dataclass(frozen=True)
class Row:
    """A row as it came: texts in the order of the printed columns."""

    cells: tuple[str, ...]

    def said(self, label: str) -> str:
        """What stands under a heading."""
        return self.cells[LABELS.index(label)].strip()


@dataclass(frozen=True)
class Cell:
    """A field that was changed or ticked on a returned form. `fault`: why it is refused, '' when it is not; `old` what the register says."""

    row: Row
    line: LineFile
    field: PrintedField
    typed: Typed | None
    ticked: bool
    fault: str = ""

    @property
    def old(self) -> str:
        """What the register says now."""
        return self.field.now or "（空）"


@dataclass(frozen=True)
class Returned:
    """A form with what was said on it. `left_out`: why nothing of it is taken; `rest`: whether every field that is not changed was ticked 不变."""

    file: FormFile
    rows: tuple[Row, ...]
    cells: tuple[Cell, ...]
    rest: bool
    left_out: str = ""

    @property
    def changes(self) -> list[Cell]:
        """The fields that become otherwise, and those that were refused."""
        return [one for one in self.cells if one.typed or one.fault]

    @property
    def faults(self) -> int:
        """How many cells were refused."""
        return sum(bool(one.fault) for one in self.cells)

    @property
    def taken(self) -> bool:
        """Whether it can be entered."""
        return not self.left_out and not self.faults


@dataclass(frozen=True)
class ReturnedBook:
    """A returned workbook, form by form in the printed order; forms on which nothing was said are not among them."""

    forms: tuple[Returned, ...]

    @property
    def taken(self) -> list[Returned]:
        """The forms that can be entered."""
        return [one for one in self.forms if one.taken]

    @property
    def refused(self) -> list[Returned]:
        """The forms that go back."""
        return [one for one in self.forms if not one.taken]

    @property
    def said(self) -> list[ReturnedForm]:
        """What the action is told."""
        return [ReturnedForm(one.file.id, one.file.version, dict(_lines(one)), one.rest) for one in self.taken]


def rows_of(content: bytes) -> list[Row]:
    """The rows of a returned workbook that say something. Refused for what is no such workbook, or too large."""
    if len(content) > MOST_BYTES:
        raise Refused(f"文件超过 {MOST_BYTES // 1_000_000} MB，不像是一个村的对照表；请看是不是选错了文件。", field="file")
    with in_memory(content, "returned_book") as path:
        found = [row for sheet in read_sheets(path) for row in _of_sheet(iter_rows(path, sheet.name))]
    if not found:
        raise Refused(NOT_OURS, field="file")
    said = [row for row in found if row.said(CODE) and (row.said(CHANGED) or row.said(UNCHANGED))]
    if not said:
        raise Refused("这份表里“不变”“变更为”两列都空着，没有可以录的；请看是不是传成了没填的那一份。", field="file")
    return [row for row in found if row.said(NUMBER) in {one.said(NUMBER) for one in said}]


def _of_sheet(rows: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    places: dict[str, int] = {}
    for _, texts in rows:
        stripped = [text.strip() for text in texts]
        if not places and {NUMBER, CHANGED, CODE} <= set(stripped):
            places = {label: stripped.index(label) for label in LABELS if label in stripped}
        elif places and any(stripped):
            yield Row(tuple(stripped[at] if (at := places.get(label, len(stripped))) < len(stripped) else "" for label in LABELS))


def judged(by: Actor, of: BatchRow, rows: Sequence[Row]) -> ReturnedBook:
    """What the rows say of the forms of a batch. Refused for sheets of another batch: of another village, or printed before or after this one."""
    by_form = defaultdict[int, list[Row]](list)
    for row in rows:
        by_form[_sequence(of, row.said(NUMBER))].append(row)
    files = {file.sequence: file for file in queries.form_files(by, of, sorted(by_form), beside_now=True)}
    if strange := sorted(set(by_form) - set(files)):
        raise Refused(f"这一批里没有 {of.number}-{strange[0]:03d} 号表，或这一户已不在您的管辖范围内；请把它的几行删掉再传。", field="file")
    return ReturnedBook(tuple(_form(files[sequence], by_form[sequence]) for sequence in sorted(by_form)))


def _sequence(of: BatchRow, number: str) -> int:
    batch = batch_of(number)
    if batch is not None and batch != of.number:
        raise Refused(f"这份表里有 {number} 号表，是第 {batch} 批印的，这里是{of.place_name}第 {of.number} 批。别的村的、以前印的，请传到印它的那一批。", field="file")
    return read_form_number(number, of.number)


def _form(file: FormFile, rows: Sequence[Row]) -> Returned:
    known = {row_code(file.id, line.position, one.column.name): (line, one) for line in file.lines for one in line.fields}
    named = [row for row in rows if row.said(CODE)]
    lost = next((row for row in named if row.said(CODE) not in known), None)
    cells = tuple(_cell(row, *known[row.said(CODE)]) for row in named if row.said(CODE) in known and (row.said(CHANGED) or row.said(UNCHANGED)))
    answered = {(one.line.position, one.field.column.name) for one in cells}
    there = {(line.position, one.column.name) for line in file.lines if line.seen for one in line.fields}
    why = f"核对码“{lost.said(CODE)}”对不上：这一行被改动过，或不是这一批的" if lost else _not_now(file)
    rest = there <= answered
    if not why and not rest and not any(one.typed or one.fault for one in cells):
        why = "“不变”只勾了一部分，也没有填变更：其余的核对过就都勾上"
    return Returned(file, tuple(rows), cells, rest, why)


def _not_now(file: FormFile) -> str:
    if file.state == "entered":
        return f"{file.entered_by}已经录过这张表"
    return "这一批已经收齐，不再录入；要录的先重新打开这一批" if file.batch.state != "open" else ""


def _cell(row: Row, line: LineFile, field: PrintedField) -> Cell:
    told, ticked = row.said(CHANGED), bool(row.said(UNCHANGED))
    if not told:
        return Cell(row, line, field, None, ticked)
    if ticked:
        return Cell(row, line, field, None, True, "“不变”和“变更为”都填了，只能填一样")
    if line.seen is None:
        return Cell(row, line, field, None, False, "这个人已不在册，没有地方写")
    if field.differs:
        return Cell(row, line, field, None, False, f"印出以后登记已改为“{field.now or '空'}”，请核对后在网页上录")
    try:
        return Cell(row, line, field, BlankField(field).clean(told), False)
    except ValidationError as error:
        return Cell(row, line, field, None, False, "；".join(error.messages))


def _lines(one: Returned) -> Iterator[tuple[int, LineSaid]]:
    for line in one.file.lines:
        changes = {cell.field.column.name: cell.typed.value for cell in one.cells if cell.typed and cell.line.position == line.position}
        if line.seen and changes:
            yield line.position, LineSaid(changes, line.seen.recorded_in)


def kept(of: BatchRow, rows: Sequence[Row], book: ReturnedBook) -> str:
    """The rows sealed, to be carried by the page between looking and entering; nothing of them stays here."""
    versions = {str(one.file.id): str(one.file.version) for one in book.taken}
    return ring().seal(json.dumps({"batch": str(of.id), "rows": [asdict(row)["cells"] for row in rows], "versions": versions}), PURPOSE)


def again(by: Actor, of: BatchRow, token: str) -> ReturnedBook:
    """What was looked at, judged once more. Refused when a form has become otherwise in between, or the page is of another batch."""
    try:
        told: Mapping[str, Any] = json.loads(ring().unseal(token, PURPOSE))
    except (Tampered, KeyLost, ValueError) as error:
        raise Refused("这一页过期了，请重新上传。") from error
    book = judged(by, of, [Row(tuple(cells)) for cells in told["rows"]])
    if told["batch"] != str(of.id) or {str(one.file.id): str(one.file.version) for one in book.taken} != told["versions"]:
        raise Refused("看的时候有人录了其中的表，或登记变了，什么也没有写入；请重新上传，再看一遍。")
    return book


def refused_workbook(of: BatchRow, book: ReturnedBook) -> bytes:
    """The rows of the forms that were not taken, in the clerk's own words, refused cells red and why beside them; to be mended and handed in again."""
    target, red, rows = io.BytesIO(), set[tuple[int, int]](), list[tuple[str, ...]]()
    for one in book.refused:
        why = {id(cell.row): cell.fault for cell in one.cells if cell.fault}
        for nth, row in enumerate(one.rows):
            if id(row) in why:
                red.add((len(rows), LABELS.index(CHANGED)))
            rows.append((*row.cells, why.get(id(row), one.left_out if nth == 0 else "")))
    note = f"{of.place_name}第 {of.number} 批退回的表：红的格子按后面的原因改好，整份传回这一批。“表号”“核对码”两列不要动。本表有个人信息，不外传。"
    write_list(target, f"{of.place_name}{TITLE}退回", (*COLUMNS, REASON), rows, note, in_memory=True, red=red)
    return target.getvalue()
