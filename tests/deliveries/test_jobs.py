"""Rows as they are read: which are kept, which come back, which are left to others; and what remains of a job that is stopped in the middle."""

from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone

from bangfu.deliveries import actions, jobs, queries
from bangfu.deliveries.looking import Looked
from bangfu.deliveries.models import DeliveredRow, Delivery
from bangfu.organization.actions import relieve
from bangfu.organization.actor import PROGRAM
from bangfu.registry.models import PersonRecord
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.county import FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, County
from tests.deliveries.office import (
    BANNERS,
    HEADINGS,
    Line,
    again,
    applied,
    compared,
    deceased,
    families,
    ledger,
    national,
    number,
    received,
    rows_of,
    saved,
    workbook,
)
from tests.workbooks.foreign import by_hand, text_cell

GOOD, OTHER = families(), "another-machine:1:1"


def refused_of(county: County, delivery: Delivery) -> list[tuple[int, tuple[tuple[str, str], ...]]]:
    return [(one.number, one.faults) for one in queries.lines(county.township_clerk, delivery.pk, outcome="refused")]


def test_rows_of_villages_out_of_reach_are_counted_and_not_kept(county: County) -> None:
    far = families("柳树坪村", "柳溪乡", share=2)
    content = national([*GOOD, *far, *families("下垟村", share=3)])
    found = compared(county.township_clerk, content)
    assert (found.rows, found.outside) == (18, 9)
    assert set(DeliveredRow.objects.values_list("place_code", flat=True)) == {VILLAGE, NEXT_VILLAGE}
    assert not DeliveredRow.objects.filter(name_folded=far[0].name, household_number=far[0].household).exists()
    whole = compared(county.county_officer, national([*GOOD, *far, *families("下垟村", share=3)], HEADINGS[::-1]))
    assert (whole.rows, whole.outside) == (27, 0)
    assert DeliveredRow.objects.filter(delivery=whole, place_code=FAR_VILLAGE).count() == 9


def test_a_list_without_a_row_of_ours_is_given_up_with_a_sentence(county: County) -> None:
    found = compared(county.neighbour, national(GOOD))
    job = Job.objects.get(name="deliveries.stage")
    assert (found.state, job.state) == ("mapped", "failed") and "没有一行归您的岗位管" in job.error
    actions.cancel(county.neighbour, delivery=found.pk)
    assert again(found).state == "cancelled"


def test_an_unknown_village_comes_back_and_the_rest_goes_on(county: County) -> None:
    found = compared(county.township_clerk, national([*GOOD, GOOD[0].but(village="无此村", person="9", household="9")]))
    (row, faults), = refused_of(county, found)
    assert row == 13 and faults[0][0] == "B" and "青石镇无此村" in faults[0][1]
    assert queries.lines(county.township_clerk, found.pk, outcome="refused")[0].place_code == TOWNSHIP
    actions.request_apply(county.township_clerk, delivery=found.pk)
    sweep()
    assert again(found).state == "applied" and PersonRecord.objects.count() == 9


def test_an_unknown_village_of_another_township_is_left_to_that_township(county: County) -> None:
    stray = GOOD[0].but(township="柳溪乡", village="无此村", person="9", household="9")
    found = compared(county.township_clerk, national([*GOOD, stray]))
    assert (found.rows, found.outside) == (9, 1)
    whole = compared(county.county_officer, national([stray]))
    assert len(queries.lines(county.county_officer, whole.pk, outcome="refused")) == 1


@pytest.mark.parametrize("told", ["上垟", "上垟村委会", "上垟 村", "上垟村民委员会", "上垟行政村"])
def test_a_village_is_known_by_every_ending_people_give_it(county: County, told: str) -> None:
    found = compared(county.township_clerk, national([one.but(village=told) for one in GOOD]))
    assert [one.place_code for one in queries.villages(county.township_clerk, found.pk)] == [VILLAGE]


@pytest.mark.parametrize(("cell", "why"), [
    ("9.90121E+17", "表格软件改坏"), (990121197003040000, "表格软件改坏"), ("990121", "6个字符"), ("", "没有填"), ("无", "没有填"),
])
def test_a_number_that_names_nobody_comes_back(county: County, cell: object, why: str) -> None:
    rows = rows_of(GOOD)
    rows[0][HEADINGS.index("证件号码")] = cell   # type: ignore[call-overload]
    found = compared(county.township_clerk, workbook([*BANNERS, HEADINGS, *rows]))
    (row, faults), = refused_of(county, found)
    assert row == 4 and faults[0][0] == "F" and why in faults[0][1]
    assert queries.villages(county.township_clerk, found.pk)[0].new == 8


@pytest.mark.parametrize("status", ["bad_check", "old15", "small x"])
def test_a_number_that_is_wrong_but_names_somebody_is_taken_in(county: County, status: str) -> None:
    right = next(number(serial) for serial in range(1, 99) if number(serial).endswith("X"))
    told = {"bad_check": right[:17] + "0", "old15": right[:6] + right[8:17], "small x": right.lower()}[status]
    found = applied(county.township_clerk, national([GOOD[0].but(id_number=told)]))
    assert found.state == "applied"
    assert PersonRecord.objects.get().id_status == {"small x": "ok"}.get(status, status)


def test_a_required_cell_left_empty_names_its_column(county: County) -> None:
    found = compared(county.township_clerk, national([*GOOD, Line("", "", "", number(99), relation="")]))
    (_, faults), = refused_of(county, found)
    assert {letter for letter, _ in faults} == {"C", "E", "G"}


def test_banners_totals_signatures_and_repeated_headers_are_no_people(county: County) -> None:
    rows = rows_of(GOOD)
    content = workbook([
        *BANNERS, HEADINGS, *rows[:4], ["小计", "4人"], HEADINGS, *rows[4:], [], ["合计", "9人"], ["填表人：甲", "", "审核人：乙"],
    ])
    found = compared(county.township_clerk, content)
    assert (found.rows, refused_of(county, found)) == (9, [])


def test_three_hundred_thousand_blank_rows_below_the_list_do_no_harm(county: County, tmp_path: Path) -> None:
    cells = [HEADINGS, *rows_of(GOOD[:3])]
    filled = "".join(
        f'<row r="{at}">{"".join(text_cell(f"{chr(65 + nth)}{at}", text) for nth, text in enumerate(row))}</row>' for at, row in enumerate(cells, 1)
    )
    blank = "".join(f'<row r="{at}"><c r="A{at}"/><c r="J{at}"/></row>' for at in range(5, 300_005))
    found = compared(county.township_clerk, by_hand(tmp_path / "blank.xlsx", filled + blank).read_bytes())
    assert (found.state, found.rows) == ("compared", 3)


def test_a_sheet_of_blanks_only_is_an_empty_sheet(county: County, tmp_path: Path) -> None:
    blank = "".join(f'<row r="{at}"><c r="A{at}"/></row>' for at in range(1, 300_001))
    found = received(county.township_clerk, by_hand(tmp_path / "blank.xlsx", blank).read_bytes())
    assert found.state == "unreadable" and "没有任何内容" in found.sentence


def test_a_person_who_stands_twice_comes_back_once_with_the_other_row(county: County) -> None:
    twice = [*GOOD, GOOD[1], *families("下垟村", share=2), GOOD[2].but(village="下垟村")]
    found = compared(county.township_clerk, national(twice))
    assert [(row, faults[0][1]) for row, faults in refused_of(county, found)] == [
        (13, "同一个人在表里出现了两次（另一处在第 5 行），请只留一处。"), (23, "同一个人在表里出现了两次（另一处在第 6 行），请只留一处。"),
    ]
    actions.request_apply(county.township_clerk, delivery=found.pk)
    sweep()
    assert PersonRecord.objects.count() == 18


def test_two_people_under_one_number_are_two_people(county: County) -> None:
    """Which is a finding, and no reason to mix them up."""
    other = GOOD[1].but(person="00990000000009", name="农秀兰")
    found = applied(county.township_clerk, national([*GOOD, other]))
    assert (found.state, refused_of(county, found)) == ("applied", [])
    assert set(PersonRecord.objects.filter(name__startswith="农秀").values_list("name", flat=True)) == {"农秀英", "农秀兰"}


def test_two_people_under_one_number_are_two_people_in_a_list_without_person_numbers(county: County) -> None:
    lines = [one.but(person="") for one in GOOD]
    other = lines[1].but(name="农秀兰")
    applied(county.township_clerk, national([*lines, other]))
    assert PersonRecord.objects.count() == 10
    found = compared(county.township_clerk, national([other, *lines], HEADINGS[::-1]))
    village = queries.villages(county.township_clerk, found.pk)[0]
    assert (village.unchanged, village.refused, village.new, village.gone) == (10, 0, 0, 0)


def test_a_batch_and_its_checkpoint_are_kept_together(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """Staging broken off in the middle goes on behind the last batch that was kept: each row once."""
    monkeypatch.setattr(jobs, "CHUNK", 4)
    passed: list[int] = []

    def broken(name: str) -> None:
        passed.append(1)
        if len(passed) == 2:
            raise RuntimeError("cut")

    monkeypatch.setattr(jobs, "failpoint", broken)
    far = families("柳树坪村", "柳溪乡", share=2)
    found = compared(county.township_clerk, national([*far[:3], *GOOD, *far[3:]]))
    job = Job.objects.get(name="deliveries.stage")
    assert (job.state, job.checkpoint, DeliveredRow.objects.count()) == ("failed", "10:3:10", 4)
    Job.objects.update(state="waiting")
    sweep()
    found = again(found)
    assert (found.state, found.rows, found.outside) == ("compared", 9, 9)
    assert list(DeliveredRow.objects.order_by("number").values_list("number", flat=True)) == list(range(7, 16))


def test_a_household_s_cells_are_carried_down_also_over_an_interruption(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list writes 村 and 户编号 in the first row of a household only; reading is cut inside of one."""
    monkeypatch.setattr(jobs, "CHUNK", 2)
    passed: list[int] = []

    def broken(name: str) -> None:
        passed.append(1)
        if len(passed) == 3:
            raise RuntimeError("cut")

    monkeypatch.setattr(jobs, "failpoint", broken)
    lines = families(share=1)
    rows = [row if line.relation == "户主" else ["", "", "", *row[3:]] for row, line in zip(rows_of(lines), lines, strict=True)]
    found = compared(county.township_clerk, workbook([*BANNERS, HEADINGS, *rows]))
    job = Job.objects.get(name="deliveries.stage")
    assert (job.state, job.checkpoint, DeliveredRow.objects.count()) == ("failed", "7:0:7", 4), "cut behind the head of the second household"
    Job.objects.update(state="waiting")
    sweep()
    found = again(found)
    assert (found.state, found.rows, refused_of(county, found)) == ("compared", 9, [])
    kept = DeliveredRow.objects.order_by("number").values_list("number", "household_number")
    assert list(kept) == [(number, line.household) for number, line in enumerate(lines, start=4)]


def test_a_merged_village_reaches_its_rows_also_over_an_interruption(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """乡 and 村 are merged over all households; reading is cut inside, and taken up again from where the merged cell begins."""
    monkeypatch.setattr(jobs, "CHUNK", 2)
    passed: list[int] = []

    def broken(name: str) -> None:
        passed.append(1)
        if len(passed) == 3:
            raise RuntimeError("cut")

    monkeypatch.setattr(jobs, "failpoint", broken)
    lines = families(share=1)
    rows = rows_of(lines)
    book = openpyxl.Workbook()
    for row in [*BANNERS, HEADINGS, *[row if not nth else ["", "", *row[2:]] for nth, row in enumerate(rows)]]:
        book.active.append(list(row))
    for column in (1, 2):
        book.active.merge_cells(start_row=4, start_column=column, end_row=3 + len(rows), end_column=column)
    found = compared(county.township_clerk, saved(book))
    assert Job.objects.get(name="deliveries.stage").state == "failed"
    Job.objects.update(state="waiting")
    sweep()
    found = again(found)
    assert (found.state, found.rows, refused_of(county, found)) == ("compared", 9, [])
    assert [(one.name, one.new) for one in queries.villages(county.township_clerk, found.pk)] == [("上垟村", 9)]


def test_a_delivery_cancelled_while_its_rows_are_read_leaves_none(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 2)
    found = received(county.township_clerk, national(GOOD))
    told: list[int] = []

    def somebody_cancels(name: str) -> None:
        told.append(1)
        if len(told) == 2:
            actions.cancel(county.second_township_clerk, delivery=found.pk)

    monkeypatch.setattr(jobs, "failpoint", somebody_cancels)
    actions.confirm_columns(county.township_clerk, delivery=found.pk, keys={one.position: one.key for one in queries.columns(county.township_clerk, found.pk)})
    assert sweep() == 2, "the reading that was stopped, and the clearing"
    assert len(told) == 4 and not Delivery.objects.exists()
    assert not DeliveredRow.objects.exists()
    assert list(Job.objects.values_list("name", "state")) == [("deliveries.clear", "done")]
    assert sweep() == 0


def test_what_a_worker_finds_that_lost_the_job_meanwhile_is_left_to_the_other(fresh_database: str, county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the clock was set forwards: another takes the job over while this one still looks at the file."""
    looked = jobs._looked

    def slowly(delivery: Delivery) -> Looked:
        Job.objects.update(worker=OTHER)
        return looked(delivery)

    monkeypatch.setattr(jobs, "_looked", slowly)
    found = received(county.township_clerk, national(GOOD))
    assert found.state == "received" and list(Job.objects.values_list("state", "worker")) == [("running", OTHER)]
    monkeypatch.setattr(jobs, "_looked", looked)
    Job.objects.update(lease_until=None)
    assert sweep() == 1 and again(found).state == "read"


def test_the_one_who_asked_must_still_hold_the_post_when_the_work_is_done(county: County) -> None:
    found = compared(county.township_clerk, national(GOOD))
    actions.request_apply(county.township_clerk, delivery=found.pk)
    relieve(PROGRAM, holding=county.user("township_clerk").holdings.get(), on=timezone.localdate())
    sweep()
    job = Job.objects.get(name="register.apply")
    assert job.state == "failed" and "没有这项权限" in job.error
    assert not PersonRecord.objects.exists()
    actions.request_apply(county.second_township_clerk, delivery=found.pk)
    sweep()
    assert again(found).state == "applied"


def test_a_ledger_is_put_in_force_beside_the_register_and_not_in_it(county: County) -> None:
    found = applied(county.township_clerk, ledger(GOOD), layout="village_ledger")
    assert found.state == "applied" and not PersonRecord.objects.exists()
    in_force, = queries.lists_in_force()
    assert (in_force.source, in_force.place_code, in_force.delivery) == ("village_ledger", VILLAGE, found.pk)
    assert len(list(queries.rows_in_force("village_ledger"))) == 9
    later = applied(county.township_clerk, ledger(GOOD[:6]), layout="village_ledger")
    village, = queries.villages(county.township_clerk, later.pk)
    assert (village.unchanged, village.gone) == (6, 3)
    assert {one.delivery for one in queries.rows_in_force("village_ledger")} == {later.pk}


def test_the_dead_of_an_unknown_place_stay_with_the_one_who_brought_them(county: County) -> None:
    found = applied(county.county_officer, deceased([GOOD[0], GOOD[1].but(village="外地", township="外地")]), layout="deceased_list")
    assert found.state == "applied"
    assert {one.place_code for one in queries.rows_in_force("deceased_list")} == {VILLAGE, "990121"}
