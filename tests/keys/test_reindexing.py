"""Another key of the blind indexes: afterwards no index of before is left anywhere, and everybody and everything is found as before, also when the work is broken off."""

import errno
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bangfu.accounts.codes import is_kept, kept_paper, new_papers
from bangfu.config import reindexing, rekeying
from bangfu.config.reindexing import begin
from bangfu.config.sealed import TABLES
from bangfu.crosscheck import actions as crosscheck
from bangfu.crosscheck import snapshot
from bangfu.crosscheck.models import Finding, Settlement
from bangfu.deliveries.models import DeliveredRow
from bangfu.facts.models import NOW
from bangfu.journal.verify import verify
from bangfu.keys.queries import indexed_before
from bangfu.organization.actor import PROGRAM
from bangfu.registry import actions as registry
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.registry.queries.search import found
from bangfu.rules.refusal import Refused
from bangfu.sealing.blind import level_of
from bangfu.sealing.present import level_of_data, must_open
from bangfu.sealing.ring import KeyLost, path_of_ring, ring
from bangfu.voices.actions import write_voice
from bangfu.voices.queries import my_voices
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.county import COUNTY, TOWNSHIP, the_county
from tests.crosscheck.lists import P, deliver, number
from tests.keys.killed import Killed, falls_at
from tests.standing import world
from tests.web.conftest import BACKEND
from tests.web.world import HOMES, NATIONAL, World, build_world, exported, receive

NAMED_BY_A_NUMBER = {"repeated_in_minimum_living", "shared_bank_account", "shared_phone"}


@dataclass(frozen=True)
class Before:
    """The world, every blind index in it, and the findings of then (id → identity)."""

    world: World
    indexes: frozenset[str]
    findings: dict[object, str]


@world(ring=True)
def indexed() -> Before:
    """Lists in force, findings of all states, voices, a body: whatever is found by an index."""
    made = build_world(the_county())
    write_voice(made.county.township_clerk, kind="complaint", matter="work", words="表太多")
    for house in HouseholdRecord.objects.filter(**NOW.filters(), place_code__startswith=TOWNSHIP).values_list("household_id", flat=True):
        registry.correct_household(PROGRAM, household=house, changes={"phone": "13900000101", "bank_account": "6200990000000000"}, reason="看了存折")
    deliver("minimum_living", [P("D1", "陌生人", number(57)), P("D2", "陌生人", number(57)), P("D3", "覃天明", number(58))])
    crosscheck.run_checks(PROGRAM, at=COUNTY)
    sweep()
    must_open()
    return Before(made, frozenset(indexes()), dict(Finding.objects.values_list("pk", "identity")))


@pytest.fixture(autouse=True)
def _nobody_else_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no other process has to see that the doors are closed."""
    monkeypatch.setattr(rekeying, "SEEN_BY_ALL", 0)


def indexes() -> Iterator[str]:
    """Every blind index of the declared columns."""
    for table in TABLES:
        for column in table.indexes:
            yield from table.model._default_manager.exclude(**{column: ""}).values_list(column, flat=True)


def texts() -> Iterator[tuple[str, str]]:
    """Where and what: every text of every table, and of every table in a file."""
    for model in apps.get_models(include_auto_created=True):
        for one in model._meta.concrete_fields:
            if isinstance(one, models.CharField | models.TextField | models.JSONField):
                yield from ((f"{model._meta.db_table}.{one.column}", str(text)) for text in model._default_manager.values_list(one.attname, flat=True) if text)
    for path in Path(settings.DATA).rglob("*.parquet"):
        read = pq.read_table(path)
        yield from ((f"{path.parent.name}/{name}", str(text)) for name in read.column_names for text in read[name].to_pylist() if text)


def changed(tmp_path: Path) -> Job:
    """The key changed from beginning to end, with the run over each county that follows it."""
    job = begin(tmp_path / "copy")
    sweep()
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    return job


def test_no_index_of_before_is_left_anywhere(indexed: Before, tmp_path: Path) -> None:
    held = {(table.name, column) for table in TABLES for column in table.indexes if table.model._default_manager.exclude(**{column: ""}).exists()}
    assert held == {(table.name, column) for table in TABLES for column in table.indexes}
    job = changed(tmp_path)
    assert job.done == sum(table.model._default_manager.exclude(**dict.fromkeys(table.indexes, "")).count() for table in TABLES if table.indexes)
    left = {where for where, text in texts() for one in (text, *text.split()) if one in indexed.indexes}
    assert left == set() and {level_of(one) for one in indexes()} == {2} and indexed_before(PROGRAM, TABLES) == 0
    assert len(set(indexes())) == len(indexed.indexes), "what was the same is the same, and nothing else"
    assert verify().faults == []


def test_the_next_run_finds_every_finding_again_as_it_was(indexed: Before, tmp_path: Path) -> None:
    def told() -> dict[object, tuple[object, ...]]:
        return {pk: told for pk, *told in Finding.objects.values_list("pk", "state", "times_back", "first_found_at", "back_at", "gone_at", "edition", "evidence")}   # type: ignore[misc]

    crosscheck.run_checks(PROGRAM, at=COUNTY)
    before, asked = told(), set(Settlement.objects.values_list("finding_id", "state"))
    changed(tmp_path)   # the run that follows it is among what was swept
    assert told() == before and set(Settlement.objects.values_list("finding_id", "state")) == asked
    assert not Finding.objects.filter(mark="new").exists() and Finding.objects.filter(mark="still").exists()
    renamed = {pk for pk, identity in Finding.objects.values_list("pk", "identity") if identity != indexed.findings[pk]}
    assert {one.check_slug for one in Finding.objects.filter(pk__in=renamed)} >= NAMED_BY_A_NUMBER


def test_everybody_is_found_by_number_and_a_list_says_that_nothing_changed(indexed: Before, tmp_path: Path) -> None:
    home = HOMES["here"]
    name, number, _ = home.people(1)[0]
    changed(tmp_path)
    clerk = indexed.world.county.township_clerk
    assert [one.name for one in found(clerk, number)] == [name]
    again = receive(clerk, "national_persons", NATIONAL, [exported(home, *one) for one in home.people(2)], until="compared")
    assert set(DeliveredRow.objects.filter(delivery=again).values_list("outcome", flat=True)) == {"unchanged"}


def test_whoever_wrote_finds_what_they_wrote_and_codes_on_paper_let_them_in(indexed: Before, tmp_path: Path) -> None:
    code = new_papers()[0]
    kept = kept_paper(code)
    changed(tmp_path)
    assert [one.words for one in my_voices(indexed.world.county.township_clerk)] == ["表太多"]
    assert is_kept(code, kept) and not is_kept(new_papers()[0], kept)


def test_while_it_goes_on_nobody_is_let_in_and_no_other_work_is_begun(indexed: Before, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client, seen = Client(), []
    client.force_login(indexed.world.county.user("township_clerk"), backend=BACKEND)

    def looks(name: str) -> None:
        page = client.get(reverse("today"))
        seen.append((page.status_code, page.headers.get("Retry-After"), "正在更换号码索引的密钥" in page.content.decode(), client.get(reverse("health")).json()["doors"]))

    other = crosscheck.request_run(PROGRAM, at=COUNTY)
    monkeypatch.setattr(reindexing, "failpoint", looks)
    job = begin(tmp_path / "copy")
    assert sweep() >= 2 and set(seen) == {(503, "60", True, False)}
    for one in (job, other):
        one.refresh_from_db()
    assert (job.state, other.state) == ("done", "done") and job.started_at < other.started_at, "it was asked for later and done first"
    assert client.get(reverse("today")).status_code == 200


@pytest.mark.parametrize(("spot", "nth"), [("keys.findings", 1), ("keys.indexes", 1), ("keys.indexes", 7), ("keys.reindexed", 1)])
def test_broken_off_anywhere_it_goes_on_and_ends_whole(indexed: Before, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spot: str, nth: int) -> None:
    monkeypatch.setattr(reindexing, "AT_A_TIME", 5)
    job = begin(tmp_path / "copy")
    with monkeypatch.context() as falling, pytest.raises(Killed):
        falling.setattr(reindexing, "failpoint", falls_at(spot, nth))
        sweep()
    assert ring().closed, "nobody is let in before it is done"
    must_open()
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert sweep() and not ring().closed and level_of_data() == 2
    assert {level_of(one) for one in indexes()} == {2} and len(set(indexes())) == len(indexed.indexes) and verify().whole
    assert set(Finding.objects.values_list("pk", flat=True)) == set(indexed.findings)


def test_the_doors_stay_closed_while_a_list_of_before_cannot_be_removed(indexed: Before, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remove = shutil.rmtree

    def refuses(where: Path, *args: Any, **more: Any) -> None:
        if Path(where) == snapshot.folder_of_all():
            if more.get("ignore_errors"):
                return
            raise OSError(errno.EROFS, "read-only")
        remove(where, *args, **more)

    job = begin(tmp_path / "copy")
    with monkeypatch.context() as full:
        full.setattr(shutil, "rmtree", refuses)
        sweep()
    job.refresh_from_db()
    assert job.state == "waiting" and ring().closed and level_of_data() == 1
    assert sweep() and not ring().closed and level_of_data() == 2


def test_what_was_given_up_is_taken_up_by_the_next(indexed: Before, tmp_path: Path) -> None:
    job = begin(tmp_path / "copy")
    Job.objects.filter(pk=job.pk).update(state="failed", ended_at=timezone.now())
    assert begin(tmp_path / "copy").pk == job.pk and len(ring().index) == 2


def test_it_can_be_changed_again(indexed: Before, tmp_path: Path) -> None:
    changed(tmp_path)
    changed(tmp_path)
    assert {level_of(one) for one in indexes()} == {3} and level_of_data() == 3 and verify().whole
    name, number, _ = HOMES["here"].people(1)[0]
    assert [one.name for one in found(indexed.world.county.township_clerk, number)] == [name]


def test_data_of_before_does_not_start_beside_the_ring_of_today_and_is_brought_forward(indexed: Before, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        changed(tmp_path)
        raise RuntimeError   # the database as it was: a backup of before, put back beside the ring of today
    assert ring().level == 2 and level_of_data() == 1
    with pytest.raises(Refused, match="bangfu keys reindex"):
        must_open()
    must_open(at_any_level=True)
    changed(tmp_path)
    must_open()
    assert len(ring().index) == 2 and {level_of(one) for one in indexes()} == {2}, "under the key there is: no other is made"


def test_a_ring_copied_before_the_change_serves_after_it(indexed: Before, tmp_path: Path) -> None:
    changed(tmp_path)
    path_of_ring().write_text((tmp_path / "copy" / "ring.json").read_text())
    ring.cache_clear()
    with pytest.raises(Refused, match="第 2 把密钥，密钥环在用第 1 把"):
        must_open()
    job = changed(tmp_path)
    must_open()
    assert job.done == 0 and len(ring().index) == 2, "nothing was to be done but to say so"


def test_a_ring_that_lacks_the_key_is_told_at_the_start(indexed: Before, tmp_path: Path) -> None:
    kept = path_of_ring().read_text()
    changed(tmp_path)
    path_of_ring().write_text(kept)
    ring.cache_clear()
    with pytest.raises(KeyLost, match="index"):
        must_open()


def test_a_copy_beside_what_it_opens_is_refused_and_no_key_is_added(indexed: Before, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="另一块硬盘"):
        begin(tmp_path / "data")
    assert len(ring().index) == 1 and not ring().closed


@pytest.mark.parametrize("value", ["", "f" * 32, "0" * 32, "g" * 31])
def test_the_database_lets_an_index_give_way_to_one_under_more_keys_and_to_nothing_else(indexed: Before, value: str) -> None:
    record = PersonRecord.objects.exclude(id_index="").earliest("id")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PersonRecord.objects.filter(pk=record.pk).update(id_index=value)
    PersonRecord.objects.filter(pk=record.pk).update(id_index="g" + record.id_index[1:])
    assert [one.where for one in verify().faults] == [f"registry_personrecord {record.pk}"], "and verification names one that was exchanged by hand"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PersonRecord.objects.filter(pk=record.pk).update(id_index=record.id_index)
