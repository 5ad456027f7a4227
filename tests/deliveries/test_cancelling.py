"""A cancelled delivery leaves no trace but its journal entry: whatever it brought, whatever worked on it, whenever the power went."""

import os
import subprocess
import sys
import threading
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from bangfu.deliveries import actions, jobs, queries
from bangfu.deliveries.actions import cancelling
from bangfu.deliveries.models import (
    DeliveredCell,
    DeliveredColumn,
    DeliveredRow,
    DeliveredSheet,
    DeliveredVillage,
    Delivery,
    LearnedHeader,
    Source,
)
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization.actions import relieve
from bangfu.organization.actor import PROGRAM
from bangfu.rules.refusal import Refused
from bangfu.sealing import files
from bangfu.work.models import Job
from bangfu.work.worker import Handle, sweep
from tests.county import County
from tests.deliveries.office import HEADINGS, applied, compared, confirmed, families, national, received, workbook
from tests.deliveries.test_two_at_once import at_once
from tests.program import ROOT

STAGED = (DeliveredCell, DeliveredRow, DeliveredColumn, DeliveredSheet, DeliveredVillage, Delivery)
ODD_NAME = tuple("娃名" if one == "姓名" else one for one in HEADINGS)


def left() -> dict[str, int]:
    """What there is of deliveries, by table."""
    return {model.__name__: model.objects.count() for model in STAGED if model.objects.exists()}   # type: ignore[attr-defined]


def told(delivery: Delivery) -> list[tuple[str, str, str]]:
    """What the journal says of the end of a delivery: verb, who, why."""
    found = Entry.objects.filter(subject_kind="delivery", subject_id=str(delivery.pk)).order_by("id")
    return [(one.verb, one.user_name, one.reason) for one in found if one.verb in ("delivery.received", "delivery.cancelled", "delivery.cleared")]


def own_columns(lines: int = 9) -> bytes:
    """A list with a column of the county's own."""
    return national([one.but(more={"补贴卡行": f"行{nth}"}) for nth, one in enumerate(families()[:lines])], (*HEADINGS, "补贴卡行"))   # type: ignore[arg-type]


@pytest.mark.parametrize("steps", ["received", "read", "compared", "unreadable"])
def test_nothing_is_left_but_the_journal_s_word(county: County, steps: str) -> None:
    by = county.township_clerk
    if steps == "received":
        found = actions.receive(by, layout="national_persons", file_name="x.xlsx", content=own_columns())
    else:
        found = {"read": received, "compared": compared, "unreadable": received}[steps](by, b"%PDF-1.7\n" if steps == "unreadable" else own_columns())
    actions.cancel(by, delivery=found.pk, reason="传错了")
    assert queries.delivery(by, found.pk) is None and queries.deliveries(by) == [], "out of sight at once"
    assert sweep() == 1
    assert left() == {}
    with pytest.raises(FileNotFoundError):
        files.kept(found.digest)
    assert told(found) == [("delivery.received", by.name, ""), ("delivery.cancelled", by.name, "传错了"), ("delivery.cleared", "程序", "")]
    assert list(Job.objects.values_list("name", "state")) == [("deliveries.clear", "done")]
    assert verify().whole
    assert steps == "unreadable" or applied(by, own_columns()).state == "applied", "it may be brought again"


def test_its_pages_answer_that_there_is_none(county: County, client: object) -> None:
    found = compared(county.township_clerk, national(families()))
    row = DeliveredRow.objects.filter(delivery=found).first()
    client.force_login(county.user("township_clerk"))   # type: ignore[attr-defined]
    pages = [reverse(name, args=[found.pk]) for name in ("delivery", "delivery_rows", "delivery_progress", "since_last", "since_last_counts", "delivery_changes")]
    pages.append(reverse("delivered_row", args=[row.pk]))   # type: ignore[union-attr]
    assert client.get(pages[0]).status_code == 200   # type: ignore[attr-defined]
    actions.cancel(county.township_clerk, delivery=found.pk)
    for moment in ("before it is cleared away", "and after"):
        assert [client.get(page).status_code for page in pages] == [404] * len(pages), moment   # type: ignore[attr-defined]
        assert found.file_name not in client.get(reverse("deliveries")).content.decode()   # type: ignore[attr-defined]
        sweep()
    assert "取消收件" in client.get(reverse("journal")).content.decode()   # type: ignore[attr-defined]


def test_what_has_begun_to_enter_the_register_is_not_cancelled(county: County) -> None:
    by = county.township_clerk
    found = compared(by, national(families()))
    actions.request_apply(by, delivery=found.pk)
    for state in ("正在应用", "已应用"):
        with pytest.raises(Refused, match=f"这份表{state}，不能取消了"):
            actions.cancel(by, delivery=found.pk)
        sweep()
    assert left()["DeliveredRow"] == 9 and files.kept(found.digest) and verify().whole


def test_a_delivery_out_of_reach_is_cancelled_by_nobody_else(county: County) -> None:
    found = compared(county.township_clerk, national(families()))
    for by in (county.neighbour, county.village_clerk, county.nobody):
        with pytest.raises(Refused):
            actions.cancel(by, delivery=found.pk)
    assert queries.delivery(county.township_clerk, found.pk) and verify().whole


def test_it_is_cancelled_once(county: County) -> None:
    found = compared(county.township_clerk, national(families()))
    actions.cancel(county.township_clerk, delivery=found.pk)
    with pytest.raises(Refused, match="没有这份收件"):
        actions.cancel(county.second_township_clerk, delivery=found.pk)
    assert len(told(found)) == 2


def test_it_is_cleared_away_also_when_who_cancelled_has_left_the_post(county: County) -> None:
    found = compared(county.township_clerk, national(families()))
    actions.cancel(county.township_clerk, delivery=found.pk)
    relieve(PROGRAM, holding=county.user("township_clerk").holdings.get(), on=timezone.localdate())
    sweep()
    assert left() == {} and verify().whole


@pytest.mark.parametrize("job", ["understand", "stage", "compare"])
def test_a_job_at_work_on_it_stops_and_writes_nothing(county: County, monkeypatch: pytest.MonkeyPatch, job: str) -> None:
    """Cancelled by somebody else at the worst moment: when the job has done its work, and is about to write down that it has."""
    by = county.township_clerk
    found = actions.receive(by, layout="national_persons", file_name="x.xlsx", content=national(families()))
    step, ends = Handle.step, iter(("understand", "stage", "compare"))   # each writes what it found in one step, as its last

    def somebody_cancels_first(handle: Handle) -> AbstractContextManager[None]:
        if next(ends) == job:
            actions.cancel(county.second_township_clerk, delivery=found.pk)
        return step(handle)

    monkeypatch.setattr(Handle, "step", somebody_cancels_first)
    sweep()
    if job != "understand":
        actions.confirm_columns(by, delivery=found.pk, keys={one.position: one.key for one in queries.columns(by, found.pk)})
        sweep()
    assert left() == {} and verify().whole
    assert [verb for verb, _, _ in told(found)] == ["delivery.received", "delivery.cancelled", "delivery.cleared"]


def test_cut_behind_every_step_it_goes_on_with_what_is_left(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cancelling, "AT_A_TIME", 4)
    found = compared(county.township_clerk, own_columns())
    actions.cancel(county.township_clerk, delivery=found.pk)
    passed: list[str] = []

    def cut(name: str) -> None:
        passed.append(name)
        raise RuntimeError("the power went")

    monkeypatch.setattr(jobs, "failpoint", cut)
    rows = []
    for _ in range(5):
        sweep()
        rows.append(left().get("DeliveredRow", 0))
        Job.objects.filter(name="deliveries.clear").update(state="waiting")
    assert (passed, rows) == (["clear.rows"] * 3 + ["clear.file"] * 2, [5, 1, 0, 0, 0]), "the file is asked for again, and is gone already"
    monkeypatch.setattr(jobs, "failpoint", lambda _: None)
    sweep()
    assert left() == {} and verify().whole


@pytest.mark.parametrize("point", ["clear.rows:1", "clear.rows:2", "clear.file:1"])
def test_killed_in_the_midst_another_worker_goes_on(fresh_database: str, county: County, point: str) -> None:
    found = compared(county.township_clerk, own_columns())
    actions.cancel(county.township_clerk, delivery=found.pk)
    code = (
        "import django; django.setup(); from bangfu.deliveries.actions import cancelling; cancelling.AT_A_TIME = 4; "
        "from bangfu.work.worker import sweep; sweep()"
    )
    cut = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "BANGFU_FAIL": point}, check=False)
    assert cut.returncode == 137 and left()["Delivery"] == 1 and verify().whole
    sweep()
    assert left() == {} and verify().whole and len(told(found)) == 3


def test_what_an_earlier_version_left_is_cleared_away_at_night(county: County) -> None:
    by = county.township_clerk
    found, other = compared(by, national(families())), received(by, national(families(share=5)))
    actions.cancel(by, delivery=found.pk)
    Job.objects.filter(name="deliveries.clear").delete()
    assert jobs.clear_cancelled() == 1 and jobs.clear_cancelled() == 1, "asked for twice, it is done once"
    assert sweep() == 1 and jobs.clear_cancelled() == 0
    assert [one.id for one in queries.deliveries(by)] == [other.pk] and verify().whole


def test_a_heading_explained_in_it_alone_is_asked_about_again(county: County) -> None:
    by = county.township_clerk
    first = confirmed(by, received(by, national(families(share=1), ODD_NAME)), E="name")
    actions.cancel(by, delivery=first.pk)
    sweep()
    assert not LearnedHeader.objects.exists() and queries.headers_taught(by) == []
    again = received(by, national(families(share=2), ODD_NAME))
    assert {one.letter: one.how for one in queries.columns(by, again.pk)}["E"] != "learned"
    assert verify().whole


def test_a_heading_confirmed_in_another_file_since_stays_and_names_the_cancelled_one_no_more(county: County) -> None:
    by = county.township_clerk
    first = confirmed(by, received(by, national(families(share=1), ODD_NAME), name="传错的.xlsx"), E="name")
    second = confirmed(by, received(by, national(families(share=2), ODD_NAME)))
    actions.cancel(by, delivery=first.pk)
    sweep()
    assert [(one.text, one.key, one.taught_in, one.ended_at) for one in LearnedHeader.objects.all()] == [("娃名", "name", "", None)]
    assert queries.delivery(by, second.pk) and verify().whole


def test_a_heading_only_seen_in_another_file_that_nobody_confirmed_does_not_stay(county: County) -> None:
    by = county.township_clerk
    first = confirmed(by, received(by, national(families(share=1), ODD_NAME)), E="name")
    received(by, national(families(share=2), ODD_NAME))
    actions.cancel(by, delivery=first.pk)
    sweep()
    assert not LearnedHeader.objects.exists()


def test_what_it_had_unlearned_holds_again(county: County) -> None:
    """The telephone of the fourth column was explained in one file, otherwise in a second, which was a mistake and is cancelled."""
    headings, by = (*HEADINGS, "电话2"), county.township_clerk
    confirmed(by, received(by, national(families(share=1), headings)), H="", K="phone")
    taught = dict(LearnedHeader.objects.values_list("text", "key"))
    second = confirmed(by, received(by, national(families(share=2), headings)), H="phone", K="")
    assert dict(LearnedHeader.objects.filter(ended_at=None).values_list("text", "key")) != taught
    actions.cancel(by, delivery=second.pk)
    sweep()
    assert dict(LearnedHeader.objects.filter(ended_at=None).values_list("text", "key")) == taught and LearnedHeader.objects.count() == 2
    assert verify().whole


def test_a_list_of_the_county_s_own_goes_with_the_only_file_it_had(county: County) -> None:
    by = county.township_clerk
    rows = [["村", "姓名", "身份证号", "补贴月份"], ["上垟村", "覃一", "990121198001010015", "三月"]]
    made = []
    for nth in range(2):
        found = received(by, workbook([*rows, ["上垟村", f"覃{nth}", "", "四月"]]), layout="")
        actions.name_delivery(by, delivery=found.pk, **({"own_name": "慢病补贴名单"} if not nth else {"layout": Source.objects.get(name="慢病补贴名单").slug}))
        sweep()
        made.append(found)
    for found, sources in zip(made, (1, 0), strict=True):
        actions.cancel(by, delivery=found.pk)
        sweep()
        assert Source.objects.filter(name="慢病补贴名单").count() == sources
    assert "慢病补贴名单" not in [title for _, title, _ in queries.layouts()] and verify().whole


def test_a_row_deleted_behind_the_program_s_back_is_still_named(county: County) -> None:
    found = compared(county.township_clerk, national(families()))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM deliveries_deliveredvillage")
    faults = verify().faults
    assert len(faults) == 1 and "它被删掉了" in faults[0].sentence and found.state == "compared"


def test_a_cancelled_delivery_put_back_behind_the_program_s_back_is_named(county: County) -> None:
    by = county.township_clerk
    found = compared(by, national(families()))
    actions.cancel(by, delivery=found.pk)
    kept = Delivery.objects.get(pk=found.pk)
    sweep()
    kept.save(force_insert=True)
    faults = verify().faults
    assert len(faults) == 1 and str(found.pk) in faults[0].where and "放了回来" in faults[0].sentence


@pytest.mark.parametrize("moment", [0, 1, 3, 6, 9])
def test_cancelled_by_one_while_the_worker_of_another_reads_and_compares(
    fresh_database: str, county: County, monkeypatch: pytest.MonkeyPatch, moment: int,
) -> None:
    """In threads, each with a connection of its own: whichever comes first, there is no row left, no half-written one, and nobody waits for ever."""
    monkeypatch.setattr(jobs, "CHUNK", 3)
    by = county.township_clerk
    found = received(by, national([*families(share=1), *families("下垟村", share=2), *families("石门村", share=3)]))
    actions.confirm_columns(by, delivery=found.pk, keys={one.position: one.key for one in queries.columns(by, found.pk)})
    passed, reached = [0], threading.Event()

    def pass_by(_: str) -> None:
        passed[0] += 1
        if passed[0] > moment:
            reached.set()

    monkeypatch.setattr(jobs, "failpoint", pass_by)

    def cancels() -> None:
        reached.wait(5 if moment else 0)
        actions.cancel(county.second_township_clerk, delivery=found.pk)

    said = at_once(lambda: sweep("here:1:1"), cancels)
    if isinstance(said[1], Refused):   # the state went on in the very moment: pressed again, it is done
        actions.cancel(by, delivery=found.pk)
    sweep()
    assert left() == {} and verify().whole and [verb for verb, *_ in told(found)][-1] == "delivery.cleared"
