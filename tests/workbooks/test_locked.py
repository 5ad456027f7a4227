"""Workbooks with a password to open them."""

import logging
import time
from pathlib import Path

import pytest

from bangfu.rules.refusal import Refused
from bangfu.workbooks.compound import Compound
from bangfu.workbooks.locked import UNASKED, Locked, unlock
from bangfu.workbooks.sheet import iter_rows, read_sheets
from tests.workbooks.containers import compound, locked_xls, locked_xls_since_2002, locked_xlsx
from tests.workbooks.corpus import HEAD, LINE, PLAIN
from tests.workbooks.foreign import by_openpyxl, by_xlwt

PASSWORD = "开门Abc１"
WAYS = [(by_openpyxl, locked_xlsx), (by_xlwt, locked_xls), (by_xlwt, locked_xls_since_2002)]


def locked(folder: Path, write, lock, password: str = PASSWORD) -> bytes:
    return lock(write(folder / "名单", [HEAD, LINE]).read_bytes(), password)


@pytest.mark.parametrize(("write", "lock"), WAYS)
def test_the_password_opens_it_and_what_comes_out_is_looked_at_again(tmp_path: Path, write, lock):
    content, path = locked(tmp_path, write, lock), tmp_path / "名单"
    path.write_bytes(content)
    with pytest.raises(Locked):
        read_sheets(path)
    path.write_bytes(unlock(content, PASSWORD))
    assert list(iter_rows(path, read_sheets(path)[0].name)) == PLAIN


@pytest.mark.parametrize("bits", [40, 56, 128])
def test_a_short_key_of_an_old_provider_opens_too(tmp_path: Path, bits: int):
    content = by_xlwt(tmp_path / "名单", [HEAD, LINE]).read_bytes()
    (tmp_path / "名单").write_bytes(unlock(locked_xls_since_2002(content, PASSWORD, bits), PASSWORD))
    assert list(iter_rows(tmp_path / "名单", "Sheet1")) == PLAIN


@pytest.mark.parametrize(("write", "lock"), WAYS)
@pytest.mark.parametrize("password", ["", "开门abc１", PASSWORD + " ", "x" * 10_000, "\ud800"])
def test_a_wrong_password_is_told(tmp_path: Path, write, lock, password: str):
    with pytest.raises(Refused, match="密码不对|解不开") as told:
        unlock(locked(tmp_path, write, lock), password)
    assert not isinstance(told.value, Locked)


@pytest.mark.parametrize(("write", "lock"), WAYS)
def test_what_excel_locks_by_itself_opens_without_a_password(tmp_path: Path, write, lock):
    assert unlock(locked(tmp_path, write, lock, UNASKED), "")


@pytest.mark.parametrize(("write", "lock"), WAYS)
def test_nothing_of_the_password_is_logged_or_lies_on_the_disk(tmp_path: Path, write, lock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.TemporaryFile", None)
    content = locked(tmp_path, write, lock)
    with caplog.at_level(logging.DEBUG):
        unlock(content, PASSWORD)
    assert not [record for record in caplog.records if record.name.startswith("msoffcrypto") or PASSWORD in record.getMessage()]


def test_a_million_and_more_rounds_are_refused_at_once(tmp_path: Path):
    whole = locked(tmp_path, by_openpyxl, locked_xlsx)
    assert whole.count(b'spinCount="100000"') == 1
    for spins in (b"9900000", b"999999999999", b"1000001"):
        container = Compound(whole)
        streams = {name: container.stream(name) for name in ("EncryptionInfo", "EncryptedPackage")}
        streams["EncryptionInfo"] = streams["EncryptionInfo"].replace(b'spinCount="100000"', b'spinCount="%s"' % spins)
        began = time.process_time()
        with pytest.raises(Refused, match="解不开"):
            unlock(compound(streams), PASSWORD)
        assert time.process_time() - began < 0.5


@pytest.mark.parametrize("info", [
    b"", b"\4\0\4\0\x40\0\0\0<!DOCTYPE x>", b"\4\0\4\0\x40\0\0\0<encryption/>", b"\3\0\3\0", b"\xff" * 70_000, b"\2\0\2\0\0\0\0\0\xff\xff\xff\xff",
])
def test_an_unknown_way_of_locking_is_refused(info: bytes):
    with pytest.raises(Refused, match="解不开"):
        unlock(compound({"EncryptionInfo": info, "EncryptedPackage": b""}), PASSWORD)


def test_what_is_not_locked_or_no_workbook_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for content in (b"", b"PK\3\4", by_openpyxl(tmp_path / "a.xlsx", [HEAD]).read_bytes()):
        with pytest.raises(Refused, match="没有打开密码"):
            unlock(content, PASSWORD)
    monkeypatch.setattr("bangfu.workbooks.locked.MOST_LOCKED_XLS", 5000)
    with pytest.raises(Refused, match="太大"):
        unlock(compound({"Workbook": b""}), PASSWORD)
