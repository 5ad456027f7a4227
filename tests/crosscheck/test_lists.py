"""Lists staged once: what a file says, when it is made again, that runs keep what they read, and that neither holds a number."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pyarrow.parquet as pq
import pytest
from django.utils import timezone

from bangfu.crosscheck import actions, engine, jobs, lists, snapshot
from bangfu.crosscheck.models import Run
from bangfu.crosscheck.reading import found_again
from bangfu.deliveries.models import DeliveredRow
from bangfu.organization.actor import PROGRAM
from bangfu.registry.models import PersonRecord
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.county import COUNTY, FAR_VILLAGE, VILLAGE, County
from tests.crosscheck.lists import P, deliver, number

pytestmark = pytest.mark.once   # lists lie in files

PHONE = "13800138000"
LINES = [P("H1", "覃天明", number(11), extra=(("phone", PHONE),)), P("H2", "韦小花", number(24), village=FAR_VILLAGE)]


def test_a_list_is_written_down_with_typed_columns_and_no_number(county: County) -> None:
    deliver("national_persons", LINES)
    delivery = deliver("village_ledger", LINES)
    where = lists.staged_list(delivery)
    told = pq.read_table(where).to_pylist()
    assert [(one["name"], one["place_code"], one["birth"]) for one in told] == [
        ("覃天明", VILLAGE, date(1980, 1, 1)), ("韦小花", FAR_VILLAGE, date(1980, 1, 1)),
    ]
    assert told[0]["phone_index"] == PersonRecord.objects.get(name="覃天明").phone_index != ""
    assert PHONE.encode() not in where.read_bytes() and number(11).encode() not in str(told).encode()


@pytest.mark.parametrize("spoil", [lambda where: where.unlink(), lambda where: where.write_bytes(b"PAR1 torn")])
def test_a_missing_or_damaged_file_is_made_again(county: County, spoil: Any) -> None:
    delivery = deliver("village_ledger", LINES)
    before = pq.read_table(lists.staged_list(delivery))
    spoil(lists.file_of(delivery.pk))
    assert pq.read_table(lists.staged_list(delivery)).equals(before)


def test_a_file_follows_rows_that_lie_elsewhere(county: County) -> None:
    delivery = deliver("village_ledger", LINES)
    lists.staged_list(delivery)
    DeliveredRow.objects.filter(delivery=delivery, place_code=FAR_VILLAGE).update(place_code=VILLAGE)
    assert set(pq.read_table(lists.staged_list(delivery))["place_code"].to_pylist()) == {VILLAGE}


def test_a_run_is_repeated_to_the_row_after_its_lists_were_replaced(county: County) -> None:
    deliver("national_persons", LINES)
    deliver("village_ledger", [P("H1", "覃天朋", number(11)), LINES[1]])
    run = actions.run_checks(PROGRAM, at=COUNTY)
    deliver("village_ledger", LINES)
    assert engine.digest(found_again(run.pk)) == run.digest
    assert "覃天朋" in str(snapshot.in_memory(snapshot.kept(run.pk)).sources["village_ledger"].to_pydict())


def test_who_is_forgotten_stands_in_no_file(county: County) -> None:
    delivery = deliver("village_ledger", LINES)
    where = lists.staged_list(delivery)
    row = DeliveredRow.objects.get(delivery=delivery, name="覃天明")
    assert lists.forget_lists([row.pk]) == 1 and not where.exists()
    assert lists.forget_lists([uuid4()]) == 0


def test_by_night_a_run_is_asked_for_when_something_changed_and_once_a_week(county: County) -> None:
    deliver("national_persons", LINES)
    actions.run_checks(PROGRAM, at=COUNTY)
    assert COUNTY not in jobs.nightly().split()
    deliver("village_ledger", LINES)
    assert COUNTY in jobs.nightly().split()
    Job.objects.all().delete()
    Run.objects.filter(place_code=COUNTY).update(known_at=timezone.now() + timedelta(minutes=1))
    assert COUNTY not in jobs.nightly().split()
    Run.objects.filter(place_code=COUNTY).update(known_at=timezone.now() - timedelta(days=8))
    assert COUNTY in jobs.nightly().split()


def test_a_list_that_comes_into_force_is_looked_at_by_itself(county: County) -> None:
    deliver("national_persons", LINES)
    actions.run_checks(PROGRAM, at=COUNTY)
    delivery = deliver("village_ledger", [P("H1", "覃天朋", number(11))])
    Job.objects.all().delete()
    type(delivery).objects.filter(pk=delivery.pk).update(state="applying")
    Job.objects.create(name="source.apply", subject=str(delivery.pk), key="apply", place_code=COUNTY)
    assert sweep("test worker") == 2
    assert [job.state for job in Job.objects.order_by("made_at")] == ["done", "done"]
    assert lists.file_of(delivery.pk).exists()
    assert Run.objects.order_by("-known_at").first().new == 1   # type: ignore[union-attr]


def test_old_snapshots_go_but_for_the_last_and_the_ends_of_months(county: County) -> None:
    runs = [(str(uuid4()), COUNTY, date(2026, 5, 1) + timedelta(days=at)) for at in range(40)]
    for run, _, _ in runs:
        (snapshot.folder(run) / "x").mkdir(parents=True)   # type: ignore[arg-type]
    assert snapshot.prune(set(runs), keep_last=3) == 36
    left = [day for run, _, day in runs if snapshot.folder(run).exists()]   # type: ignore[arg-type]
    assert left == [date(2026, 5, 31), *(date(2026, 6, 7) + timedelta(days=at) for at in range(3))]
