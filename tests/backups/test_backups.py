"""Backups: all or nothing, never onto what is there, never with the keys, and the same when put back."""

import json
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection

from bangfu.backups import keys
from bangfu.backups.actions import note_backup
from bangfu.backups.manifest import NAME, Manifest, Tally, damaged, read
from bangfu.backups.taking import discard_old, latest, take
from bangfu.config import backing_up
from bangfu.journal.models import Entry
from bangfu.organization.actor import PROGRAM
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.sealing.files import keep
from tests.campaigns.backups import backup_rounds, empty_database
from tests.county import County
from tests.program import bangfu


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """An installation that holds nothing yet."""
    return {"BANGFU_VAR": str(tmp_path / "new"), "BANGFU_KEYS": "", "DATABASE_URL": empty_database(), "DJANGO_SETTINGS_MODULE": "bangfu.config.settings"}


def test_backups_taken_while_lists_come_in_lose_nothing_and_come_back_to_the_row(fresh_database: str, county: County) -> None:
    found = backup_rounds(rounds=1, seed=5, empty=empty_database)
    assert (found.lost, found.differing, found.faults, found.silent) == (0, 0, 0, 0)
    assert found.lists >= found.rounds


def test_a_backup_is_whole_counted_and_for_nobody_else_to_read(fresh_database: str, county: County, tmp_path: Path) -> None:
    keep("一份表".encode())
    taken = take(tmp_path / "kept")
    assert taken.folder == latest(tmp_path / "kept") and read(taken.folder) == taken.manifest and not damaged(taken.folder, taken.manifest)
    assert taken.manifest.tables["organization_place"].rows == _count("organization_place")
    assert any(name.startswith("sealed/") for name in taken.manifest.files)
    assert taken.folder.stat().st_mode & 0o077 == 0


def test_no_key_lies_in_a_backup(fresh_database: str, county: County, tmp_path: Path) -> None:
    ring = json.loads((Path(settings.KEYS) / keys.RING).read_text())
    taken = take(tmp_path / "kept", keys_to=tmp_path / "apart")
    whole = b"".join(path.read_bytes() for path in taken.folder.rglob("*") if path.is_file())
    assert not [name for name, key in ring["sealing"].items() if key.encode() in whole] and ring["index"].encode() not in whole
    assert json.loads((tmp_path / "apart" / keys.RING).read_text()) == ring
    assert (tmp_path / "apart" / keys.RING).stat().st_mode & 0o077 == 0


def test_files_that_the_last_backup_has_are_shared(fresh_database: str, county: County, tmp_path: Path) -> None:
    keep(b"one")
    first = take(tmp_path / "kept")
    first.folder.rename(first.folder.with_name("bangfu-20260101-000000"))
    keep(b"three")
    second = take(tmp_path / "kept")
    assert first.shared == 0 and second.shared == sum(name.startswith(("sealed", "snapshots", "layouts")) for name in first.manifest.files)
    assert not damaged(second.folder, second.manifest)


@pytest.mark.parametrize(("to", "apart", "word"), [
    ("{data}/backups", None, "数据自己的文件夹"), ("{keys}", None, "数据自己的文件夹"), ("{free}/kept", "{free}/kept/keys", "密钥不能和数据备份放在一起"),
    ("{free}/kept/deep", "{free}/kept", "密钥不能和数据备份放在一起"),
])
def test_a_backup_in_the_wrong_place_is_refused(fresh_database: str, tmp_path: Path, to: str, apart: str | None, word: str) -> None:
    named = {"data": settings.DATA, "keys": settings.KEYS, "free": tmp_path}
    with pytest.raises(Refused, match=word):
        take(Path(to.format(**named)), keys_to=Path(apart.format(**named)) if apart else None)
    assert not list(tmp_path.rglob(NAME))


def test_a_full_disk_is_told_before_anything_is_written(fresh_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangfu.backups.taking.shutil.disk_usage", lambda path: SimpleNamespace(free=1000))
    with pytest.raises(Refused, match="请腾出地方"):
        take(tmp_path / "kept")
    assert not list((tmp_path / "kept").iterdir())


def test_what_was_broken_off_is_no_backup_and_goes_with_the_next(fresh_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken, pytest.raises(OSError, match="full"):
        broken.setattr("bangfu.backups.taking._copy_files", _no_space)
        take(tmp_path / "kept")
    assert latest(tmp_path / "kept") is None and list((tmp_path / "kept").iterdir())
    taken = take(tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == [taken.folder]


def _no_space(*_: object) -> int:
    raise OSError("No space left: full")


def test_a_damaged_backup_is_not_put_back(fresh_database: str, county: County, tmp_path: Path, elsewhere: dict[str, str]) -> None:
    keep(b"one")
    taken = take(tmp_path / "kept", keys_to=tmp_path / "keys")
    one = next(path for path in taken.folder.rglob("*.sealed"))
    one.write_bytes(one.read_bytes()[:-1])
    said = bangfu("restore", str(taken.folder), "--keys", str(tmp_path / "keys"), **elsewhere)
    assert said.returncode == 1 and "缺失或损坏" in said.stderr and not (tmp_path / "new" / "data" / "sealed").exists()


def test_nothing_is_overwritten(fresh_database: str, county: County, tmp_path: Path, elsewhere: dict[str, str]) -> None:
    taken = take(tmp_path / "kept", keys_to=tmp_path / "keys")
    words = ("restore", str(taken.folder), "--keys", str(tmp_path / "keys"))
    first = bangfu(*words, "--json", **elsewhere)
    assert json.loads(first.stdout)["same"] is True, first.stderr
    again = bangfu(*words, **elsewhere)
    assert again.returncode == 1 and "不会覆盖" in again.stderr


def test_without_its_own_keys_nothing_is_put_back(fresh_database: str, county: County, tmp_path: Path, elsewhere: dict[str, str]) -> None:
    taken = take(tmp_path / "kept", keys_to=tmp_path / "keys")
    ring = json.loads((tmp_path / "keys" / keys.RING).read_text())
    (tmp_path / "keys" / keys.RING).write_text(json.dumps({**ring, "index": ring["sealing"]["k1"]}))
    assert "密钥环" in bangfu("restore", str(taken.folder), **elsewhere).stderr
    said = bangfu("restore", str(taken.folder), "--keys", str(tmp_path / "keys"), **elsewhere)
    assert said.returncode == 1 and "index 不符" in said.stderr


def test_a_backup_of_a_later_version_or_none_at_all_is_refused(fresh_database: str, county: County, tmp_path: Path, elsewhere: dict[str, str]) -> None:
    taken = take(tmp_path / "kept", keys_to=tmp_path / "keys")
    told = json.loads((taken.folder / NAME).read_text())
    (taken.folder / NAME).write_text(json.dumps({**told, "migrations": [*told["migrations"], "registry.9999_later"]}))
    assert "先升级程序" in bangfu("restore", str(taken.folder), "--keys", str(tmp_path / "keys"), **elsewhere).stderr
    assert "不是一份完整的备份" in bangfu("restore", str(tmp_path), **elsewhere).stderr


def test_that_it_was_taken_stands_in_the_journal_with_its_root(county: County) -> None:
    manifest = Manifest("0.4.0", "2026-09-30T00:10:00+08:00", "sqlite", (), {}, {"a": Tally(3, "00")}, {})
    assert note_backup(PROGRAM, manifest=manifest, verb="backup.taken") == 2, "the cast stands in two counties"
    assert set(Entry.objects.filter(verb="backup.taken").values_list("reason", flat=True)) == {f"摘要 {manifest.root}"}
    with pytest.raises(Forbidden):
        note_backup(county.village_clerk, manifest=manifest, verb="backup.taken")


def test_each_night_one_is_taken_and_the_last_stay(fresh_database: str, county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert backing_up.nightly() == ""
    monkeypatch.setattr(settings, "BACKUP", tmp_path)
    for day in range(1, 4):
        Path(backing_up.nightly()).rename(tmp_path / f"bangfu-2026010{day}-001000")
    monkeypatch.setattr(settings, "BACKUPS_KEPT", 2)
    taken = Path(backing_up.nightly())
    assert sorted(tmp_path.iterdir()) == [tmp_path / "bangfu-20260103-001000", taken] and discard_old(tmp_path, 2) == []


def test_a_night_that_cannot_be_backed_up_says_so_and_ends_well(fresh_database: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(settings, "BACKUP", Path(settings.DATA))
    assert backing_up.nightly() == "" and "没有做成备份" in caplog.text


def test_one_changed_cell_is_seen_when_it_is_put_back(fresh_database: str, county: County, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the copy of PostgreSQL is opaque; its digest is that of the server")
    from bangfu.backups.databases import _tallies_sqlite

    taken = take(tmp_path / "kept")
    copy = sqlite3.connect(taken.folder / "database.sqlite3")
    copy.execute("UPDATE organization_place SET name = name || '!' WHERE rowid = (SELECT min(rowid) FROM organization_place)")
    assert [name for name, one in _tallies_sqlite(copy).items() if taken.manifest.tables[name] != one] == ["organization_place"]


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])
