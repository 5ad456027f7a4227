"""Another key: everything that is sealed lies under it afterwards and says what it said, also when the work is broken off; the old one goes when nothing needs it."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from bangfu.backups import keys as backed_up
from bangfu.backups.restoring import _keys_are_there
from bangfu.config import rekeying
from bangfu.config.rekeying import begin
from bangfu.config.sealed import TABLES
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.journal.words import CHANGES
from bangfu.keys.actions import retire_key, retired_id
from bangfu.keys.queries import key_uses, left_behind
from bangfu.lists.actions import save_view
from bangfu.organization.actions import relieve
from bangfu.organization.actor import PROGRAM
from bangfu.organization.models import Holding
from bangfu.registry import actions as registry
from bangfu.registry.listings import PERSONS
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.sealing import files
from bangfu.sealing.models import SubjectKey
from bangfu.sealing.ring import KeyLost, ring
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.accounts.phone import NOW, enrolled
from tests.county import County, the_county
from tests.keys.killed import Killed, falls_at
from tests.standing import world
from tests.web.world import HOMES, NATIONAL, exported, receive


@dataclass(frozen=True)
class Before:
    """What every sealed column and file said before, and the ring of then."""

    rows: dict[tuple[str, str, str], bytes]
    files: dict[str, bytes]
    marks: dict[str, str]


@world(ring=True)
def sealed_county() -> Before:
    """A list in force, a body, a roster asked for, a saved view, an authenticator, an entry with before and after under the county's own key."""
    county, home = the_county(), HOMES["here"]
    receive(county.township_clerk, "national_persons", NATIONAL, [exported(home, *one) for one in home.people(3)], until="applied")
    registry.register_body(
        county.village_clerk, place=home.place, since=date(2026, 1, 1), reason="看了营业执照",
        values={"name": "覃家大户", "kind": "种养大户", "head": "覃天", "phone": "15400000101"},
    )
    house = HouseholdRecord.objects.filter(place_code=home.place).earliest("id").household_id
    registry.correct_household(county.village_clerk, household=house, changes={"bank_account": "6200990000000000"}, reason="看了存折")
    for paper in (b"one", b"two", b"three"):
        files.keep(paper)
    registry.ask_roster(PROGRAM, place=home.place, filters={"by": "household"}, title="村名册")
    save_view(county.village_clerk, listing=PERSONS, name="姓覃的", terms={"q": "覃"}, columns=[])
    with pytest.MonkeyPatch.context() as still:
        still.setattr("bangfu.accounts.codes.moment", lambda: NOW)
        enrolled(county.village_clerk)
    relieve(PROGRAM, holding=Holding.objects.filter(user_id=county.neighbour.user_id).latest("id"))
    return Before(said(), {one: files.kept(one) for folder in files.folders() for one in files.in_folder(folder)}, ring().marks)


@pytest.fixture(autouse=True)
def _nobody_else_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no other process has to see the new key first."""
    monkeypatch.setattr(rekeying, "SEEN_BY_ALL", 0)


def said() -> dict[tuple[str, str, str], bytes]:
    """What every declared column says."""
    return {
        (table.name, str(row.pk), column): ring().unseal_bytes(getattr(row, column), purpose)
        for table in TABLES for row in table.model._default_manager.all() for column, purpose in table.purposes.items() if getattr(row, column)
    }


def changed(tmp_path: Path, **told: Any) -> Job:
    """The key changed from beginning to end."""
    job = begin(tmp_path / "copy", **told)
    sweep()
    job.refresh_from_db()
    return job


def cells_with(word: str) -> set[str]:
    """The columns of all tables in which a word stands."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        texts = [one for one in model._meta.concrete_fields if isinstance(one, models.CharField | models.TextField)]
        found |= {f"{model._meta.db_table}.{one.column}" for one in texts if model._default_manager.filter(**{f"{one.name}__contains": word}).exists()}
    return found


def test_all_that_is_sealed_lies_under_the_new_key_and_says_what_it_said(sealed_county: Before, tmp_path: Path) -> None:
    assert {name for name, _, _ in sealed_county.rows} == {table.name for table in TABLES if table.purposes}, "each table has something to be sealed anew"
    many = len({(name, row) for name, row, _ in sealed_county.rows}) + len(sealed_county.files)
    job = changed(tmp_path, algorithm="s1")
    assert (job.state, job.done, job.error) == ("done", many, "")
    assert cells_with(".k1.") == {"journal_entry.changes"}, "what entries say stays as it was written"
    assert said() == sealed_county.rows and {one: files.kept(one) for one in sealed_county.files} == sealed_county.files
    assert {files.key_of(one) for one in sealed_county.files} == {"s1.k2"} and left_behind(PROGRAM, TABLES) == 0
    assert verify().faults == []
    assert set(Entry.objects.filter(verb="key.resealed").values_list("chain", flat=True)) == {"990121"}


def test_what_was_found_by_a_number_is_found_and_a_row_is_corrected_as_before(sealed_county: Before, tmp_path: Path) -> None:
    record = PersonRecord.objects.filter(id_index__gt="").earliest("id")
    changed(tmp_path)
    again = PersonRecord.objects.get(id_index=record.id_index, superseded_at=record.superseded_at)
    assert again.id_number != record.id_number and again.draft(phone="").id_number.startswith("a1.k2.")


@pytest.mark.parametrize(("spot", "nth"), [("keys.rows", 2), ("keys.rows", 9), ("keys.files", 1)])
def test_broken_off_anywhere_it_goes_on_and_ends_whole(sealed_county: Before, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spot: str, nth: int) -> None:
    monkeypatch.setattr(rekeying, "AT_A_TIME", 2)
    job = begin(tmp_path / "copy")
    with monkeypatch.context() as falling, pytest.raises(Killed):
        falling.setattr(rekeying, "failpoint", falls_at(spot, nth))
        sweep()
    assert said() == sealed_county.rows, "half and half is read by everybody"
    assert left_behind(PROGRAM, TABLES) > 0
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert sweep() == 1 and left_behind(PROGRAM, TABLES) == 0 and said() == sealed_county.rows and verify().whole


def test_a_change_that_was_given_up_is_taken_up_by_the_next(sealed_county: Before, tmp_path: Path) -> None:
    job = begin(tmp_path / "copy")
    Job.objects.filter(pk=job.pk).update(state="failed", ended_at=timezone.now())
    assert begin(tmp_path / "copy").pk == job.pk and set(ring().sealing) == {"k1", "k2"}


def test_the_old_key_goes_only_when_nothing_needs_it(sealed_county: Before, tmp_path: Path, django_capture_on_commit_callbacks: Any) -> None:
    with pytest.raises(Refused, match="正在使用"):
        retire_key(PROGRAM, name="k1", tables=TABLES)
    begin(tmp_path / "copy")
    with pytest.raises(Refused, match="处用着它"):
        retire_key(PROGRAM, name="k1", tables=TABLES)
    sweep()
    with pytest.raises(Refused, match="不到一小时"):
        retire_key(PROGRAM, name="k1", tables=TABLES)
    Job.objects.update(ended_at=timezone.now() - timedelta(hours=2))
    entry, old = Entry.objects.filter(changes__contains=".k1.").latest("id"), ring()
    with django_capture_on_commit_callbacks(execute=True):
        retire_key(PROGRAM, name="k1", tables=TABLES)
    assert set(ring().sealing) == {"k2"} and said().items() >= sealed_county.rows.items()
    with pytest.raises(KeyLost):
        ring().unseal_bytes(entry.changes, CHANGES)
    kept = SubjectKey.objects.get(pk=retired_id("k1", sealed_county.marks["k1"])).key
    assert kept == old.sealing["k1"] and old.unseal_bytes(entry.changes, CHANGES), "evidence opens with the key that is kept, sealed, for it"


def test_a_backup_of_before_comes_back_with_the_copy_that_was_made(sealed_county: Before, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed(tmp_path)
    copy = tmp_path / "copy"
    assert sealed_county.marks.items() <= backed_up.marks(copy).items() and (copy / backed_up.RING).stat().st_mode & 0o077 == 0
    monkeypatch.setattr(settings, "KEYS", tmp_path / "elsewhere")
    ring.cache_clear()
    _keys_are_there(type("Manifest", (), {"keys": sealed_county.marks})(), copy)   # type: ignore[arg-type]
    assert said() == sealed_county.rows


@pytest.mark.parametrize("where", ["data", "keys/deep"])
def test_a_copy_beside_what_it_opens_is_refused_and_no_key_is_added(sealed_county: Before, tmp_path: Path, where: str) -> None:
    with pytest.raises(Refused, match="另一块硬盘"):
        begin(tmp_path / where)
    assert set(ring().sealing) == {"k1"}


def test_nobody_but_whoever_runs_the_machine_changes_keys(sealed_county: Before, county: County) -> None:
    for by in (county.administrator, county.security, county.county_officer):
        with pytest.raises(Forbidden):
            key_uses(by, TABLES)


@pytest.mark.parametrize("value", ["", "{old}x", "a1.k1.AAAA", "990101199001011234"])
def test_the_database_lets_a_token_give_way_to_one_under_another_key_and_to_nothing_else(sealed_county: Before, value: str) -> None:
    record = PersonRecord.objects.exclude(id_number="").earliest("id")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PersonRecord.objects.filter(pk=record.pk).update(id_number=value.format(old=record.id_number))
    PersonRecord.objects.filter(pk=record.pk).update(id_number=record.id_number.replace(".k1.", ".k9."))
    assert [one.where for one in verify().faults] == [f"registry_personrecord {record.pk}"], "and verification names one that was exchanged by hand"


def test_every_column_said_to_be_sealed_is_declared() -> None:
    told = {
        (model._meta.db_table, one.column) for model in apps.get_models() for one in model._meta.concrete_fields if str(one.help_text).startswith("sealed")
    }
    assert told <= {(table.name, column) for table in TABLES for column in table.purposes}
