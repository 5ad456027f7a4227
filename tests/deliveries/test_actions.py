"""A file from hand to hand: received, understood, confirmed, previewed, applied, or cancelled; and every way in which it is sent back."""

import io
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone

from bangfu.deliveries import actions, queries
from bangfu.deliveries.models import DeliveredColumn, DeliveredRow, DeliveredVillage, Delivery, LearnedHeader
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.registry.models import PersonRecord
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.sealing import files
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from bangfu.workbooks.layout import LAYOUTS
from tests.county import TOWNSHIP, VILLAGE, County
from tests.deliveries.office import (
    BANNERS,
    DAY,
    HEADINGS,
    Line,
    again,
    applied,
    compared,
    confirmed,
    families,
    national,
    received,
    rows_of,
    saved,
    workbook,
)

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def _word() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return out.getvalue()


def _one_of_two_sheets() -> bytes:
    """The first sheet is an office's notes, the second the list."""
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["请各村核对后交回"])
    sheet = book.create_sheet("名单")
    for row in [HEADINGS, *rows_of(families())]:
        sheet.append(list(row))
    return saved(book)


def _hidden_sheet_only() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("名单")
    for row in [HEADINGS, *rows_of(families())]:
        sheet.append(list(row))
    sheet.sheet_state = "hidden"
    return saved(book)


UNREADABLE = {
    "empty": (b"", "空的"),
    "truncated": (national(families())[:3000], "不完整"),
    "a Word document with the name of a workbook": (_word(), "Word"),
    "a PDF": (PDF, "PDF"),
    "a picture": (PNG, "图片"),
    "a text that is no list": ("各村：\n请于周五前报表。\n".encode("gb18030"), "没有找到表头"),
    "no value in it": (workbook([]), "没有任何内容"),
    "banners only": (workbook([*BANNERS, *BANNERS]), "没有找到表头"),
    "rows without a header": (workbook(rows_of(families())), "没有找到表头"),
    "a list of something else": (workbook([["项目", "金额"], ["道路硬化", "120000"]]), "没有找到表头"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing_else(county: County, what: str) -> None:
    content, words = UNREADABLE[what]
    found = received(county.township_clerk, content)
    assert found.state == "unreadable"
    assert words in found.sentence and found.sentence.endswith(("。", "；"))
    assert not DeliveredColumn.objects.exists() and not DeliveredRow.objects.exists() and not DeliveredVillage.objects.exists()
    assert not PersonRecord.objects.exists()
    assert Job.objects.get(subject=str(found.pk)).state == "done"
    assert verify().whole


def test_a_list_on_a_hidden_sheet_is_found_and_said_to_be_there(county: County) -> None:
    found = received(county.township_clerk, _hidden_sheet_only())
    assert (found.state, found.sheet) == ("read", "名单")
    assert [(one.name, one.hidden, one.turn) for one in queries.sheets(county.township_clerk, found.pk) if one.rows] == [("名单", True, 0)]


def test_an_unreadable_file_may_be_dropped_and_sent_again(county: County) -> None:
    found = received(county.township_clerk, PDF)
    actions.cancel(county.township_clerk, delivery=found.pk)
    assert again(found).state == "cancelled"
    assert received(county.township_clerk, PDF).state == "unreadable"


def test_the_whole_wizard_ends_with_the_people_in_the_register(county: County) -> None:
    by, lines = county.township_clerk, [*families(share=1), *families("下垟村", share=2)]
    found = received(by, national(lines))
    assert (found.state, found.sheet, found.header_row, found.place_code, found.received_by) == ("read", "sheet1", 3, TOWNSHIP, by.name)
    found = confirmed(by, found)
    assert (found.state, found.rows, found.outside) == ("compared", len(lines), 0)
    assert [(one.name, one.new, one.refused) for one in queries.villages(by, found.pk)] == [("上垟村", 9, 0), ("下垟村", 9, 0)]
    assert not PersonRecord.objects.exists(), "a preview writes nothing"
    actions.request_apply(by, delivery=found.pk)
    sweep()
    assert again(found).state == "applied"
    assert PersonRecord.objects.count() == len(lines)
    assert all(one.applied_at for one in queries.villages(by, found.pk))
    assert verify().whole


def test_each_step_has_its_entry_in_the_journal(county: County) -> None:
    found = applied(county.township_clerk, national(families()))
    verbs = Entry.objects.filter(subject_kind="delivery", subject_id=str(found.pk)).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == [
        "delivery.received", "delivery.read", "delivery.mapped", "delivery.staged", "delivery.compared", "delivery.applying",
        "delivery.village_applied", "delivery.applied",
    ]


def test_the_understanding_shows_each_column_with_examples_and_masked_numbers(county: County) -> None:
    lines = families()
    found = received(county.township_clerk, national(lines, (*HEADINGS, "县里自己加的列")))
    shown = {one.letter: one for one in queries.columns(county.township_clerk, found.pk)}
    assert [(one.letter, one.key, one.how) for one in shown.values()][:5] == [
        ("A", "township", "label"), ("B", "village", "label"), ("C", "household_number", "label"), ("D", "person_number", "label"),
        ("E", "name", "label"),
    ]
    assert shown["E"].examples == ("覃天明", "农秀英", "覃小宝")
    assert shown["F"].examples[0] == f"{lines[0].id_number[:6]}********{lines[0].id_number[-4:]}"
    assert lines[0].phone not in str(shown["H"].examples)


def test_columns_may_come_in_any_order_with_the_header_anywhere_near_the_top(county: County) -> None:
    found = received(county.township_clerk, workbook([HEADINGS[::-1], *rows_of(families(), HEADINGS[::-1])]))
    assert (found.state, found.header_row) == ("read", 1)
    assert [one.key for one in queries.columns(county.township_clerk, found.pk)][-1] == "township"


def test_of_two_sheets_the_one_with_the_list_is_read(county: County) -> None:
    assert received(county.township_clerk, _one_of_two_sheets()).sheet == "名单"


def test_a_required_column_that_is_missing_is_named(county: County) -> None:
    headings = tuple(one for one in HEADINGS if one not in ("姓名", "户编号"))
    found = received(county.township_clerk, national(families(), headings))
    with pytest.raises(Refused, match="户编号、姓名"):
        confirmed(county.township_clerk, found)
    assert again(found).state == "read"
    assert not Job.objects.filter(name="deliveries.stage").exists()


def test_a_column_the_sheet_does_not_have_cannot_be_chosen(county: County) -> None:
    headings = tuple(one for one in HEADINGS if one != "姓名")
    found = received(county.township_clerk, national(families(), headings))
    keys = {one.position: one.key for one in queries.columns(county.township_clerk, found.pk)}
    with pytest.raises(Refused, match="姓名"):
        actions.confirm_columns(county.township_clerk, delivery=found.pk, keys={**keys, 99: "name"})


def test_one_field_for_two_columns_is_refused_by_its_name(county: County) -> None:
    found = received(county.township_clerk, national(families()))
    with pytest.raises(Refused, match="姓名.*选了两列"):
        confirmed(county.township_clerk, found, I="name")
    assert again(found).state == "read" and not LearnedHeader.objects.exists()


def test_a_word_of_the_county_s_own_is_explained_once(county: County) -> None:
    headings = tuple("娃名" if one == "姓名" else one for one in HEADINGS)
    lines = [replaced for one in families() if (replaced := one.but(more={"娃名": one.name}))]   # type: ignore[arg-type]
    first = received(county.township_clerk, national(lines, headings))
    assert queries.columns(county.township_clerk, first.pk)[4].how == "unknown"
    first = confirmed(county.township_clerk, first, E="name")
    assert (first.state, queries.villages(county.township_clerk, first.pk)[0].new) == ("compared", 9)
    later = received(county.second_township_clerk, national(families("下垟村", share=2)[:1], headings))
    known = queries.columns(county.second_township_clerk, later.pk)[4]
    assert (known.text, known.key, known.how) == ("娃名", "name", "learned")


def test_what_was_explained_wrongly_is_explained_anew(county: County) -> None:
    headings, by = (*HEADINGS, "电话2"), county.township_clerk
    confirmed(by, received(by, national(families(share=1), headings)), H="", K="phone")
    second = received(by, national(families(share=2), headings))
    assert {one.letter: one.key for one in queries.columns(by, second.pk)}["K"] == "phone"
    confirmed(by, second, H="phone", K="")
    assert dict(LearnedHeader.objects.values_list("text", "key")) == {"成员联系电话": "phone", "电话2": ""}
    third = received(by, national(families(share=3), headings))
    assert {one.letter: one.key for one in queries.columns(by, third.pk) if one.letter in "HK"} == {"H": "phone", "K": ""}
    assert verify().whole


def test_what_is_learned_of_one_kind_of_list_says_nothing_about_another(county: County) -> None:
    headings = tuple("娃名" if one == "姓名" else one for one in HEADINGS)
    confirmed(county.township_clerk, received(county.township_clerk, national(families(), headings)), E="name")
    other = received(county.township_clerk, workbook([("村", "娃名", "身份证号")]), layout="village_ledger")
    assert queries.columns(county.township_clerk, other.pk)[1].how == "unknown"


def test_a_column_without_a_heading_may_be_explained(county: County) -> None:
    headings = tuple("" if one == "姓名" else one for one in HEADINGS)
    lines = [one.but(more={"": one.name}) for one in families()]   # type: ignore[arg-type]
    found = confirmed(county.township_clerk, received(county.township_clerk, national(lines, headings)), E="name")
    assert [one.name for one in queries.lines(county.township_clerk, found.pk)][:2] == ["覃天明", "农秀英"]
    assert not LearnedHeader.objects.exists(), "a heading that says nothing teaches nothing"


def test_of_a_duplicated_header_the_clerk_may_choose_the_other_one(county: County) -> None:
    lines = families()
    rows = [[*row, f"{line.name}甲"] for row, line in zip(rows_of(lines), lines, strict=True)]
    found = received(county.township_clerk, workbook([*BANNERS, (*HEADINGS, "姓名"), *rows]))
    how = {one.letter: one.how for one in queries.columns(county.township_clerk, found.pk)}
    assert (how["E"], how["K"]) == ("label", "duplicate")
    found = confirmed(county.township_clerk, found, E="", K="name")
    assert [one.name for one in queries.lines(county.township_clerk, found.pk)][0] == "覃天明甲"
    assert not LearnedHeader.objects.exists(), "two columns of one heading cannot be told apart by it next time"


def test_the_same_file_while_it_is_in_hand_is_not_taken_in_again(county: County) -> None:
    content = national(families())
    found = received(county.township_clerk, content)
    for state in ("read", "compared"):
        assert again(found).state == state
        with pytest.raises(Refused, match="正在办理"):
            received(county.second_township_clerk, content, name="又一份.xlsx")
        if state == "read":
            confirmed(county.township_clerk, found)
    assert Delivery.objects.count() == 1


def test_the_same_file_after_it_was_applied_changes_nothing(county: County) -> None:
    content = national(families())
    applied(county.township_clerk, content)
    before = list(PersonRecord.objects.order_by("pk").values())
    found = applied(county.second_township_clerk, content)
    village = queries.villages(county.township_clerk, found.pk)[0]
    assert (village.unchanged, village.new, village.changed, village.kept) == (9, 0, 0, 0)
    assert list(PersonRecord.objects.order_by("pk").values()) == before, "no new facts, no superseded facts"
    assert verify().whole


def test_the_file_name_is_kept_without_its_folder(county: County) -> None:
    assert received(county.township_clerk, national(families()), name="C:\\Users\\甲\\桌面\\人口.xlsx").file_name == "人口.xlsx"


def test_a_day_to_come_is_no_day_of_data(county: County) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match="今天"):
        received(county.township_clerk, national(families()), day=tomorrow)
    found = received(county.township_clerk, national(families()))
    with pytest.raises(Refused, match="今天"):
        actions.confirm_columns(
            county.township_clerk, delivery=found.pk, data_day=tomorrow,
            keys={one.position: one.key for one in queries.columns(county.township_clerk, found.pk)},
        )


def test_a_kind_of_list_nobody_knows_is_refused(county: County) -> None:
    with pytest.raises(Refused, match="哪一种表"):
        actions.receive(county.township_clerk, layout="horoscopes", file_name="x.xlsx", content=b"x")


def test_a_file_beyond_bearing_is_refused_before_it_is_kept(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    from bangfu.workbooks.limits import Limits

    monkeypatch.setattr("bangfu.deliveries.actions.receiving.DEFAULT_LIMITS", Limits(max_bytes=1000))
    with pytest.raises(Refused, match="超过"):
        received(county.township_clerk, national(families()))
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("who", ["village_clerk", "administrator", "auditor", "former", "nobody"])
def test_only_a_post_that_receives_lists_may_bring_one(county: County, who: str) -> None:
    with pytest.raises(Forbidden):
        received(getattr(county, who), national(families()))
    assert not Delivery.objects.exists() and not Job.objects.exists()


@pytest.mark.parametrize("who", ["neighbour", "stranger", "former", "nobody", "auditor"])
def test_a_delivery_out_of_reach_is_neither_seen_nor_touched(county: County, who: str) -> None:
    by = getattr(county, who)
    found = compared(county.township_clerk, national(families()))
    line = queries.lines(county.township_clerk, found.pk)[0]
    if who != "auditor":   # who reaches the county but may not look at lists
        assert queries.columns(by, found.pk) == [] and queries.villages(by, found.pk) == [] and queries.lines(by, found.pk) == []
    assert queries.deliveries(by) == [] and queries.delivery(by, found.pk) is None and queries.line(by, line.id) is None
    assert queries.cells(by, line.id) == [] and queries.original(by, line.id) == {}
    for act in (
        lambda: actions.request_apply(by, delivery=found.pk), lambda: actions.cancel(by, delivery=found.pk),
        lambda: actions.confirm_columns(by, delivery=found.pk, keys={}),
    ):
        with pytest.raises(Refused):
            act()
    assert again(found).state == "compared" and not PersonRecord.objects.exists()


def test_a_village_clerk_sees_the_rows_of_the_village_and_no_others(county: County) -> None:
    found = compared(county.township_clerk, national([*families(share=1), *families("下垟村", share=2)]))
    assert queries.delivery(county.village_clerk, found.pk) is not None
    assert {one.place_code for one in queries.lines(county.village_clerk, found.pk, limit=100)} == {VILLAGE}
    assert [one.place_code for one in queries.villages(county.village_clerk, found.pk)] == [VILLAGE]
    with pytest.raises(Refused):
        actions.request_apply(county.village_clerk, delivery=found.pk)


@pytest.mark.parametrize("steps", ["received", "read", "compared"])
def test_a_delivery_is_dropped_at_any_step_before_it_is_applied(county: County, steps: str) -> None:
    by, content = county.township_clerk, national(families())
    if steps == "received":
        found = actions.receive(by, layout="national_persons", file_name="x.xlsx", content=content, data_day=DAY)
    else:
        found = received(by, content) if steps == "read" else compared(by, content)
    actions.cancel(by, delivery=found.pk, reason="传错了")
    sweep()
    assert not Delivery.objects.exists()
    assert not DeliveredRow.objects.filter(delivery=found).exists() and not DeliveredColumn.objects.filter(delivery=found).exists()
    assert set(Job.objects.filter(subject=str(found.pk)).values_list("state", flat=True)) <= {"done", "cancelled"}
    with pytest.raises(FileNotFoundError):
        files.kept(found.digest)
    assert verify().whole
    assert applied(by, content).state == "applied", "it may be brought again"


def test_what_is_in_the_register_cannot_be_cancelled(county: County) -> None:
    found = applied(county.township_clerk, national(families()))
    with pytest.raises(Refused, match="已应用"):
        actions.cancel(county.township_clerk, delivery=found.pk)
    assert DeliveredRow.objects.filter(delivery=found).count() == 9 and files.kept(found.digest)


def test_asking_twice_to_apply_is_one_job(county: County) -> None:
    found = compared(county.township_clerk, national(families()))
    first = actions.request_apply(county.township_clerk, delivery=found.pk)
    second = actions.request_apply(county.second_township_clerk, delivery=found.pk)
    assert first.pk == second.pk
    sweep()
    assert actions.request_apply(county.township_clerk, delivery=found.pk).pk == first.pk
    assert sweep() == 0 and PersonRecord.objects.count() == 9


def test_what_has_not_been_compared_cannot_be_applied(county: County) -> None:
    found = received(county.township_clerk, national(families()))
    with pytest.raises(Refused, match="待确认"):
        actions.request_apply(county.township_clerk, delivery=found.pk)
    actions.cancel(county.township_clerk, delivery=found.pk)
    with pytest.raises(Refused, match="没有这份收件"):
        actions.request_apply(county.township_clerk, delivery=found.pk)


def test_confirming_twice_is_refused_with_what_happened_meanwhile(county: County) -> None:
    found = compared(county.township_clerk, national(families()))
    keys = {one.position: one.key for one in queries.columns(county.township_clerk, found.pk)}
    with pytest.raises(Refused, match="可预览"):
        actions.confirm_columns(county.township_clerk, delivery=found.pk, keys=keys)


def test_every_kind_of_list_names_its_source_once(county: County) -> None:
    for layout in LAYOUTS:
        received(county.township_clerk, PDF, layout=layout)
        received(county.township_clerk, PNG, layout=layout)
    assert Delivery.objects.count() == 2 * len(LAYOUTS) and len({one.source_id for one in Delivery.objects.all()}) == len(LAYOUTS)


def test_lines_are_listed_page_by_page_by_their_number(county: County) -> None:
    lines = [Line(f"H{nth:03d}", f"P{nth:03d}", "覃天明", "", more={"证件号码": ""}) for nth in range(7)]
    found = compared(county.township_clerk, national([*families(), *lines]))
    seen: list[int] = []
    while page := queries.lines(county.township_clerk, found.pk, after=seen[-1] if seen else 0, limit=5):
        seen += [one.number for one in page]
    assert seen == list(range(4, 20))
    assert len(queries.lines(county.township_clerk, found.pk, outcome="refused")) == 7
