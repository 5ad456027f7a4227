"""What a file is, which of its sheets are read, and what its headings mean: found out, asked about where it is doubtful, and remembered."""

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from bangfu.deliveries import actions, queries
from bangfu.deliveries.models import DeliveredRow, DeliveredSheet, Delivery, LearnedHeader, Source
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.registry.models import PersonRecord
from bangfu.rules.delivery import ROWS_OF_A_SHEET, row_number, row_word
from bangfu.rules.refusal import Refused
from bangfu.sealing import files
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from bangfu.workbooks.layout import OWN_LIST
from tests.county import County
from tests.deliveries.office import HEADINGS, again, confirmed, deceased, families, national, received, rows_of, saved, workbook
from tests.workbooks.containers import locked_xls, locked_xls_since_2002
from tests.workbooks.foreign import by_xlwt

ODD = ("商户", "货品", "数量")
VILLAGES = ("上垟村", "下垟村")


def book_of(*sheets: tuple[str, list[list[str]], str]) -> bytes:
    """A workbook of several sheets: name, rows, state (visible, hidden, veryHidden)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows, state in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def of_village(village: str, share: int, headings: tuple[str, ...] = HEADINGS) -> list[list[str]]:
    return [[f"{village}花名册"], list(headings), *rows_of(families(village, share=share), headings)]


def with_password(content: bytes, password: str) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def sheets(found: Delivery) -> list[tuple[str, int | None, str]]:
    return [(one.name, one.turn, one.why) for one in DeliveredSheet.objects.filter(delivery=found).order_by("position")]


def test_a_sheet_with_formulas_that_were_not_worked_out_is_refused_and_says_what_to_do(county: County) -> None:
    """Taken as it stands, what everybody sees filled would not come in, and nobody would be told."""
    rows = of_village("上垟村", 0)
    rows[3][9] = '="甲"&"厂"'
    found = received(county.township_clerk, book_of(("花名册", rows, "visible"), ("说明", [["x"]], "visible")))
    assert found.state == "unreadable"
    assert "“花名册”有 1 格公式没有存下算出的数（第一处：J4）" in found.sentence and "保存一次" in found.sentence

    aside = book_of(("花名册", of_village("上垟村", 0), "visible"), ("合计", [["人数", "=COUNTA(花名册!E3:E99)"]], "visible"))
    found = received(county.township_clerk, aside)
    assert found.state == "read", found.sentence   # what is not read need not be worked out


@pytest.mark.parametrize(("content", "slug"), [(national(families()), "national_persons"), (deceased(families()), "deceased_list")])
def test_what_list_a_file_is_is_told_by_its_header(county: County, content: bytes, slug: str) -> None:
    found = received(county.township_clerk, content, layout="")
    assert (found.state, found.source.slug) == ("read", slug)
    assert confirmed(county.township_clerk, found).state == "compared"


def test_a_file_nobody_knows_waits_to_be_named_and_is_known_from_then_on(county: County) -> None:
    by, lines = county.township_clerk, [["村", "姓名", "身份证号", "补贴月份"], ["上垟村", "覃一", "990121198001010015", "三月"]]
    found = received(by, workbook([list(ODD), ["甲店", "米", "3"]]), layout="")
    assert (found.state, found.source.slug) == ("unnamed", Source.UNNAMED) and "请选定" in found.sentence
    with pytest.raises(Refused, match="请选择"):
        actions.name_delivery(by, delivery=found.pk)
    actions.cancel(by, delivery=found.pk)

    other = received(by, workbook(lines), layout="")
    if other.state == "read":
        actions.name_delivery(by, delivery=other.pk, own_name="慢病补贴名单")
    sweep()
    other = again(other)
    assert (other.state, other.source.name, other.source.layout) == ("read", "慢病补贴名单", OWN_LIST)
    assert ("慢病补贴名单" in [title for _, title, _ in queries.layouts()]) and other.source.slug in [slug for slug, _, _ in queries.layouts()]
    other = confirmed(by, other)
    actions.request_apply(by, delivery=other.pk)
    sweep()
    assert again(other).state == "applied" and not PersonRecord.objects.exists()
    assert [one.name for one in queries.lines(by, other.pk)] == ["覃一"]
    with pytest.raises(Refused, match="已经有一种表"):
        third = received(by, workbook([list(ODD), ["乙店", "面", "3"]]), layout="")
        actions.name_delivery(by, delivery=third.pk, own_name=" 慢病补贴名单 ")
    assert verify().whole


def test_of_a_list_none_of_whose_headings_is_known_the_clerk_says_what_its_columns_are(county: County) -> None:
    by = county.township_clerk
    lines = [["河长制巡查名单"], ["河段", "地盘", "巡查人", "次数"], ["第一段", "上垟村", "覃一", "3"], ["第二段", "下垟村", "韦二", "4"], ["合计", "", "", "7"]]
    found = received(by, workbook(lines), layout="")
    actions.name_delivery(by, delivery=found.pk, own_name="河长制巡查名单")
    sweep()
    found = again(found)
    columns = queries.columns(by, found.pk)
    assert (found.state, found.header_row, [one.text for one in columns]) == ("read", 2, lines[1])
    assert columns[0].examples == ("第一段", "第二段"), "a total is no example"
    with pytest.raises(Refused, match="还缺必须有的列：姓名"):
        actions.confirm_columns(by, delivery=found.pk, keys={})
    actions.confirm_columns(by, delivery=found.pk, keys={1: "village", 2: "name"})
    sweep()
    assert [(one.name, one.place_code[-3:], one.outcome) for one in queries.lines(by, found.pk)] == [("覃一", "001", "new"), ("韦二", "002", "new")]
    later = received(by, workbook(lines[:3]), layout=again(found).source.slug)
    assert {one.text: one.key for one in queries.columns(by, later.pk)}.items() >= {("地盘", "village"), ("巡查人", "name")}


def test_a_row_that_a_clerk_names_is_the_heading_whatever_it_says(county: County) -> None:
    by = county.township_clerk
    found = received(by, workbook([list(ODD), ["甲店", "米", "三"], ["乙店", "面", "四"]]), layout="")
    actions.name_delivery(by, delivery=found.pk, own_name="商户名单")
    sweep()
    assert again(found).header_row == 1
    actions.look_again(by, delivery=found.pk, header_row=2)
    sweep()
    assert [one.text for one in queries.columns(by, found.pk)] == ["甲店", "米", "三"]


@pytest.mark.parametrize("lines", [[["覃一"], ["韦二"]], [["1", "2", "3"], ["4", "5", "6"]]])
def test_a_file_that_has_no_line_of_words_has_no_heading_to_ask_about(county: County, lines: list[list[str]]) -> None:
    by = county.township_clerk
    found = received(by, workbook(lines), layout="")
    actions.name_delivery(by, delivery=found.pk, own_name="不知道的名单")
    sweep()
    assert again(found).state == "unreadable" and "没有找到表头" in again(found).sentence


def test_a_list_taken_for_another_is_looked_at_anew_as_what_it_is(county: County) -> None:
    by = county.township_clerk
    found = received(by, national(families()), layout="village_ledger")
    assert found.state == "read"
    actions.name_delivery(by, delivery=found.pk, layout="national_persons")
    assert again(found).state == "received"
    sweep()
    found = again(found)
    assert (found.state, found.source.slug, found.looks) == ("read", "national_persons", 1)
    assert confirmed(by, found).state == "compared"


def test_a_file_with_a_password_asks_for_it_and_keeps_none(county: County) -> None:
    by, plain = county.township_clerk, national(families())
    content = with_password(plain, "秘密123")
    found = received(by, content)
    assert found.state == "locked" and not DeliveredRow.objects.exists()
    with pytest.raises(Refused, match="密码不对"):
        actions.unlock_delivery(by, delivery=found.pk, password="秘密")
    assert again(found).state == "locked"
    actions.unlock_delivery(by, delivery=found.pk, password="秘密123")
    sweep()
    found = again(found)
    assert (found.state, files.kept(found.digest)) == ("read", content) and found.opened != found.digest
    assert not msoffcrypto.OfficeFile(io.BytesIO(files.kept(found.opened))).is_encrypted()
    assert confirmed(by, found).rows == 9
    told = [str(one.__dict__) for one in (*Entry.objects.all(), *Job.objects.all(), *Delivery.objects.all())]
    assert not [text for text in told if "秘密123" in text]
    assert verify().whole


@pytest.mark.parametrize("lock", [locked_xls, locked_xls_since_2002])
def test_an_old_workbook_with_a_password_is_asked_for_it_as_well(county: County, tmp_path: Path, lock: Callable[[bytes, str], bytes]) -> None:
    by, rows = county.township_clerk, openpyxl.load_workbook(io.BytesIO(national(families()))).active.values
    found = received(by, lock(by_xlwt(tmp_path / "x", [[cell or "" for cell in row] for row in rows]).read_bytes(), "秘密123"))
    assert found.state == "locked"
    with pytest.raises(Refused, match="密码不对"):
        actions.unlock_delivery(by, delivery=found.pk, password="秘密")
    actions.unlock_delivery(by, delivery=found.pk, password="秘密123")
    sweep()
    assert confirmed(by, again(found)).rows == 9


def test_a_file_protected_against_changes_only_opens_without_asking(county: County) -> None:
    found = received(county.township_clerk, with_password(national(families()), "VelvetSweatshop"))
    assert (found.state, found.looks) == ("read", 1) and found.opened


def test_a_cancelled_file_with_a_password_leaves_no_copy(county: County) -> None:
    by = county.township_clerk
    found = received(by, with_password(national(families()), "a"))
    actions.unlock_delivery(by, delivery=found.pk, password="a")
    found = again(found)
    actions.cancel(by, delivery=found.pk)
    sweep()
    for digest in (found.digest, found.opened):
        with pytest.raises(FileNotFoundError):
            files.kept(digest)


def test_a_cancelled_file_leaves_alone_what_another_delivery_needs(county: County) -> None:
    """The same list came with a password and without: one is cancelled, the other goes on."""
    by, plain = county.township_clerk, national(families())
    locked = received(by, with_password(plain, "a"))
    actions.unlock_delivery(by, delivery=locked.pk, password="a")
    sweep()
    other = received(by, plain)
    assert again(locked).opened == other.digest
    actions.cancel(by, delivery=locked.pk)
    sweep()
    assert files.kept(other.digest) == plain and confirmed(by, other).state == "compared"
    with pytest.raises(FileNotFoundError):
        files.kept(locked.digest)


def test_sheets_with_one_header_are_read_together_and_each_row_knows_its_place(county: County) -> None:
    by = county.township_clerk
    content = book_of(
        ("说明", [["填表说明"], ["请如实填写"]], "visible"),
        *[(village, of_village(village, share), "visible") for share, village in enumerate(VILLAGES)],
        ("往年", of_village("上垟村", 7), "hidden"),
    )
    found = received(by, content)
    assert sheets(found) == [("说明", None, "表头和别的表不一样"), ("上垟村", 0, ""), ("下垟村", 1, ""), ("往年", None, "隐藏的工作表")]
    assert (found.sheet, found.header_row, found.rows) == ("上垟村", 2, 18)
    found = confirmed(by, found)
    lines = queries.lines(by, found.pk)
    assert [one.where for one in lines][:1] + [one.where for one in lines][-1:] == ["“上垟村”第 3 行", "“下垟村”第 11 行"]
    assert [(one.name, one.new) for one in queries.villages(by, found.pk)] == [("上垟村", 9), ("下垟村", 9)]
    assert found.rows == 18


@pytest.mark.parametrize(("epoch", "serial"), [(WINDOWS_EPOCH, 43_891), (MAC_EPOCH, 43_891 - 1_462)])
def test_a_day_written_as_a_bare_number_is_counted_from_the_file_s_own_first_day(county: County, epoch: datetime, serial: int) -> None:
    book = openpyxl.Workbook()
    book.epoch = epoch
    for row in (["姓名", "身份证号", "死亡日期"], ["覃一", families()[0].id_number, serial]):
        book.active.append(row)
    confirmed(county.township_clerk, received(county.township_clerk, saved(book), layout="deceased_list"))
    assert DeliveredRow.objects.get().event_day == date(2020, 3, 1)


def test_a_clerk_chooses_sheets_and_the_header(county: County) -> None:
    by = county.township_clerk
    content = book_of(*[(village, of_village(village, share), "visible") for share, village in enumerate(VILLAGES)], ("往年", of_village("上垟村", 7), "hidden"))
    found = received(by, content)
    actions.look_again(by, delivery=found.pk, sheets=["往年"], header_row=2)
    sweep()
    found = again(found)
    assert (found.state, found.sheet, found.header_row, found.rows) == ("read", "往年", 2, 9)
    assert sheets(found) == [("上垟村", None, "没有选"), ("下垟村", None, "没有选"), ("往年", 0, "")]
    with pytest.raises(Refused, match="没有这个工作表"):
        actions.look_again(by, delivery=found.pk, sheets=["明年"])
    assert confirmed(by, found).rows == 9


def test_the_number_of_a_row_holds_its_sheet() -> None:
    assert [row_word(row_number(*one)) for one in ((0, 1), (0, ROWS_OF_A_SHEET), (1, 1), (4, 12))] == [
        "第 1 行", f"第 {ROWS_OF_A_SHEET} 行", "第 2 张表第 1 行", "第 5 张表第 12 行",
    ]


def test_what_was_learned_has_its_history_and_can_be_unlearned(county: County) -> None:
    by, headings = county.township_clerk, tuple("娃名" if one == "姓名" else one for one in HEADINGS)
    confirmed(by, received(by, national(families(share=1), headings)), E="name")
    assert received(by, national(families(share=2), headings)).state == "read"
    taught = queries.headers_taught(by)
    assert [(one.text, one.label, one.taught_by, one.taught_in, one.ended_at) for one in taught] == [("娃名", "姓名", by.name, "人口信息.xlsx", None)]
    actions.unlearn(by, header=taught[0].id)
    with pytest.raises(Refused, match="已经不在"):
        actions.unlearn(by, header=taught[0].id)
    third = received(by, national(families(share=3), headings))
    assert {one.letter: one.how for one in queries.columns(by, third.pk)}["E"] in ("unknown", "unsure")
    confirmed(by, third, E="name")
    assert [one.ended_at is None for one in queries.headers_taught(by)] == [True, False] and LearnedHeader.objects.count() == 2
    assert not queries.headers_taught(county.nobody)
    assert verify().whole


def test_a_column_one_is_unsure_of_is_shown_and_never_taken_by_itself(county: County) -> None:
    by, headings = county.township_clerk, tuple("成员姓名字" if one == "姓名" else one for one in HEADINGS)
    found = received(by, national(families(), headings))
    unsure = [(one.letter, one.key, one.proposal) for one in queries.columns(by, found.pk) if one.how == "unsure"]
    assert unsure == [("E", "", "name")]
    with pytest.raises(Refused, match="姓名"):
        confirmed(by, found)
    assert confirmed(by, found, E="name").state == "compared"


def test_a_heading_once_confirmed_is_known_the_next_time_and_said_so(county: County) -> None:
    """村 姓名 身份证号 are the village ledger's too: only who brought it before knows what list it is."""
    by, other = county.township_clerk, county.neighbour
    heading = ["村", "姓名", "身份证号", "补贴月份"]
    first = received(by, workbook([heading, ["上垟村", "覃一", "990121198001010015", "三月"]]), layout="")
    actions.name_delivery(by, delivery=first.pk, own_name="慢病补贴名单")
    sweep()
    again_unconfirmed = received(other, workbook([["四月"], heading, ["柳树坪村", "韦二", "990121198001010023", "四月"]]), layout="")
    assert again_unconfirmed.source.name != "慢病补贴名单", "nobody confirmed it yet"
    confirmed(by, again(first))
    shuffled = [heading[at] for at in (3, 1, 0, 2)]
    later = received(other, workbook([["五月"], shuffled, ["五月", "韦二", "柳树坪村", "990121198001010023"]]), layout="")
    assert (later.state, later.source.name) == ("read", "慢病补贴名单") and "一模一样" in later.sentence
    more = received(other, workbook([[*heading, "金额"], ["柳树坪村", "韦二", "990121198001010023", "五月", "30"]]), layout="")
    assert more.source.name != "慢病补贴名单" and "一模一样" not in more.sentence, "another heading is asked about"
    actions.name_delivery(other, delivery=later.pk, layout="village_ledger")
    sweep()
    assert (again(later).source.layout, again(later).sentence) == ("village_ledger", "")
    confirmed(other, again(later))
    last = received(by, workbook([heading, ["上垟村", "覃一", "990121198001010015", "六月"]]), layout="")
    assert last.source.layout == "village_ledger", "what was said last holds"


def test_a_heading_that_comes_again_is_no_example(county: County) -> None:
    lines, by = of_village(VILLAGES[0], 1), county.township_clerk
    found = queries.columns(by, received(by, workbook([*lines[:3], lines[1], *lines[3:]])).pk)
    assert not {one.text for one in found} & {text for one in found for text in one.examples}
