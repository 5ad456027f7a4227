"""A workbook of 信息采集对照表 that comes back filled in: what it says, what of it is refused, and that all of it is entered or nothing."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from bangfu.crosscheck import collection_actions as actions
from bangfu.crosscheck import collection_prints, returned_book
from bangfu.crosscheck.collection_queries import BatchRow
from bangfu.crosscheck.models import CollectionForm
from bangfu.journal.models import Entry
from bangfu.organization.actor import Actor
from bangfu.registry.models import PersonRecord
from bangfu.registry.prints import foot
from bangfu.rules.refusal import Refused
from tests.county import County
from tests.crosscheck.batches import OTHER, QIN, WEI, opened, sheet, signed_in
from tests.crosscheck.lists import P, deliver

Filled = dict[tuple[str, str], tuple[str, str]]   # (谁, 项目) → (不变, 变更为)


@pytest.fixture
def clerk(county: County) -> Actor:
    deliver("national_persons", [P("H1", "覃天明", QIN), P("H1", "韦小花", WEI, "配偶"), P("H2", "农地主", OTHER)])
    return county.village_clerk


def book(by: Actor, of: BatchRow) -> Workbook:
    """The workbook as it was exported."""
    return load_workbook(io.BytesIO(collection_prints.workbook(by, of, foot("韦书记", timezone.localdate()))))


def filled(by: Actor, of: BatchRow, cells: Filled, *, ticked: bool = False, household: str = "H1") -> bytes:
    """The same with cells filled in as a clerk does in WPS; `ticked`: everything else of the household ticked 不变."""
    made = book(by, of)
    page: Any = made.active
    head = next(row for row in page.iter_rows() if row[0].value == "表号")
    at = {cell.value: cell.column for cell in head}
    for row in page.iter_rows(min_row=head[0].row + 1):
        told = {label: page.cell(row[0].row, column).value for label, column in at.items()}
        if told["户编号"] != household or not told["核对码"]:
            continue
        unchanged, changed = cells.get((told["谁"], told["项目"]), ("√" if ticked else "", ""))
        page.cell(row[0].row, at["不变"]).value, page.cell(row[0].row, at["变更为"]).value = unchanged or None, changed or None
    return saved(made)


def saved(made: Workbook) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def judged(by: Actor, of: BatchRow, content: bytes) -> returned_book.ReturnedBook:
    return returned_book.judged(by, of, returned_book.rows_of(content))


HEALTH, NATION = ("覃天明（户主）", "健康状况"), ("韦小花（配偶）", "民族")


def test_what_was_filled_in_is_read_and_only_that(clerk: Actor) -> None:
    of = opened(clerk)
    told = judged(clerk, of, filled(clerk, of, {HEALTH: ("", "长期慢性病"), NATION: ("", "苗族")}))
    assert [(cell.line.name, cell.field.column.name, cell.typed and cell.typed.value) for one in told.taken for cell in one.changes] == [
        ("覃天明", "health", "长期慢性病"), ("韦小花", "nation", "苗族")]
    assert told.refused == [] and [one.rest for one in told.forms] == [False]
    assert not Entry.objects.filter(verb="collection.entered").exists(), "looking writes nothing"


def test_it_is_entered_as_a_paper_is(clerk: Actor) -> None:
    of = opened(clerk)
    told = judged(clerk, of, filled(clerk, of, {HEALTH: ("", "长期慢性病")}, ticked=True))
    actions.enter_returned(clerk, batch=of.id, forms=told.said, on=timezone.localdate())
    file = sheet(clerk, of)
    assert file.state == "entered" and file.told[0] == 1 and file.told[1] > 10
    assert PersonRecord.objects.filter(health="长期慢性病").exists()
    assert Entry.objects.filter(verb="collection.returned").count() == 1


def test_everything_ticked_confirms_and_a_part_is_given_back(clerk: Actor) -> None:
    of = opened(clerk)
    assert [one.rest for one in judged(clerk, of, filled(clerk, of, {}, ticked=True)).taken] == [True]
    part = judged(clerk, of, filled(clerk, of, {HEALTH: ("√", "")}))
    assert part.taken == [] and "只勾了一部分" in part.refused[0].left_out


@pytest.mark.parametrize(("said", "why"), [
    (("", "不知道"), ""), (("√", "残疾"), "都填了"),
])
def test_a_refused_cell_leaves_its_household_out_and_goes_back_red(clerk: Actor, said: tuple[str, str], why: str) -> None:
    of = opened(clerk)
    told = judged(clerk, of, filled(clerk, of, {HEALTH: said, NATION: ("", "苗族")}))
    assert told.taken == [] and [one.faults for one in told.refused] == [1]
    page: Any = load_workbook(io.BytesIO(returned_book.refused_workbook(of, told))).active
    red = [cell for row in page.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFFFC7CE"]
    assert [cell.value for cell in red] == [said[1]]
    reason = page.cell(red[0].row, page.max_column).value
    assert reason and why in reason
    page.cell(red[0].row, red[0].column).value = "残疾"
    page.cell(red[0].row, red[0].column - 1).value = None
    again = judged(clerk, of, saved(page.parent))
    assert len(again.taken[0].changes) == 2, "mended, it is handed in as it is"


def test_of_one_batch_only(clerk: Actor) -> None:
    older, newer = opened(clerk), opened(clerk)
    content = filled(clerk, older, {HEALTH: ("", "残疾")})
    with pytest.raises(Refused, match=f"第 {older.number} 批印的"):
        judged(clerk, newer, content)


def test_what_became_otherwise_since_it_was_printed_is_not_overwritten(clerk: Actor) -> None:
    of = opened(clerk)
    content = filled(clerk, of, {HEALTH: ("", "残疾")})
    first = judged(clerk, of, filled(clerk, of, {HEALTH: ("", "长期慢性病")}))
    other = opened(clerk)
    told = judged(clerk, other, filled(clerk, other, {HEALTH: ("", "长期慢性病")}))
    actions.enter_returned(clerk, batch=other.id, forms=told.said, on=timezone.localdate())
    late = judged(clerk, of, content)
    assert late.taken == [] and "登记已改为" in next(cell.fault for cell in late.refused[0].cells if cell.fault)
    with pytest.raises(Refused, match="表 "):
        actions.enter_returned(clerk, batch=of.id, forms=first.said, on=timezone.localdate())


def test_a_code_that_was_touched_and_a_file_that_is_none(clerk: Actor) -> None:
    of = opened(clerk)
    made = load_workbook(io.BytesIO(filled(clerk, of, {HEALTH: ("", "残疾")})))
    page: Any = made.active
    code = next(cell for row in page.iter_rows() for cell in row if str(cell.value or "").startswith("1-") and len(str(cell.value)) == 10)
    code.value = "1-00000000"
    assert "核对码" in judged(clerk, of, saved(made)).refused[0].left_out
    other: Any = Workbook()
    other.active.append(["户主", "人数"])
    with pytest.raises(Refused, match="不是这里导出的"):
        returned_book.rows_of(saved(other))
    with pytest.raises(Refused, match="都空着"):
        returned_book.rows_of(saved(book(clerk, of)))


def test_all_or_nothing(clerk: Actor) -> None:
    of = opened(clerk)
    told = judged(clerk, of, filled(clerk, of, {HEALTH: ("", "残疾")}))
    with pytest.raises(Refused, match="晚于今天"):
        actions.enter_returned(clerk, batch=of.id, forms=told.said, on=date(2099, 1, 1))
    with pytest.raises(Refused, match="没有可以录的"):
        actions.enter_returned(clerk, batch=of.id, forms=[], on=timezone.localdate())
    assert not CollectionForm.objects.filter(state="entered").exists()


def test_a_clerk_looks_and_enters_in_the_pages(clerk: Actor, county: County) -> None:
    of, client = opened(clerk), signed_in(county, "village_clerk")
    content = filled(clerk, of, {HEALTH: ("", "长期慢性病")})
    page = client.post(f"/checks/sheets/{of.id}/returned/", {"file": SimpleUploadedFile("表.xlsx", content), "on": timezone.localdate().isoformat()})
    text = page.content.decode()
    assert page.status_code == 200 and "长期慢性病" in text and "录入这 1 户" in text and not PersonRecord.objects.filter(health="长期慢性病").exists()
    kept = page.context["kept"]
    assert "长期" not in kept, "what was said is carried sealed"
    done = client.post(f"/checks/sheets/{of.id}/returned/enter/", {"kept": kept, "on": timezone.localdate().isoformat()})
    assert done.status_code == 303 and PersonRecord.objects.filter(health="长期慢性病").exists()
    late = client.post(f"/checks/sheets/{of.id}/returned/enter/", {"kept": kept, "on": timezone.localdate().isoformat()})
    assert late.status_code == 409 and "重新上传" in late.content.decode()


def test_whoever_may_not_enter_may_not_hand_in(clerk: Actor, county: County) -> None:
    of = opened(clerk)
    assert signed_in(county, "neighbour").post(f"/checks/sheets/{of.id}/returned/", {}).status_code in (403, 404)
