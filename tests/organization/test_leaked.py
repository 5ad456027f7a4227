"""Passwords that were leaked: found in a list of any length on the disk, and not taken."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings

from bangfu.config.environment import file
from bangfu.organization.actions import create_user
from bangfu.organization.actor import PROGRAM
from bangfu.organization.leaked import is_leaked
from bangfu.organization.models import User
from bangfu.rules.refusal import Refused
from tests.county import County


def listed(where: Path, passwords: list[str], end: str = "\n", *, counted: bool = True) -> Path:
    """A list as it is given out."""
    marks = sorted(hashlib.sha1(one.encode()).hexdigest().upper() for one in passwords)   # noqa: S324 - the form of such lists
    where.write_text("".join(f"{mark}{f':{nth * 37}' if counted else ''}{end}" for nth, mark in enumerate(marks, start=1)), newline="")
    return where


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("many", [0, 1, 2, 3, 500])
def test_what_stands_in_the_list_is_found_and_nothing_else(tmp_path: Path, many: int, counted: bool, end: str) -> None:
    passwords = [f"这是密码 {nth}" for nth in range(many)]
    where = listed(tmp_path / "leaked.txt", passwords, end, counted=counted)
    assert all(is_leaked(one, where) for one in passwords)
    assert not any(is_leaked(f"别的密码 {nth}", where) for nth in range(500))


def test_a_list_without_a_last_line_break_and_in_small_letters_is_read(tmp_path: Path) -> None:
    where = listed(tmp_path / "leaked.txt", ["a", "b", "c"], counted=False)
    where.write_text(where.read_text().lower().rstrip("\n"))
    assert [is_leaked(one, where) for one in "abcd"] == [True, True, True, False]


@pytest.mark.django_db
def test_no_account_has_a_leaked_password(county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    word = "山间小路走一走看看花"
    monkeypatch.setattr(settings, "LEAKED", listed(tmp_path / "leaked.txt", [word, "x"]))
    with pytest.raises(Refused, match="在别处泄露过"):
        create_user(PROGRAM, username="xinren", name="新人", password=word)
    assert not User.objects.filter(username="xinren").exists()
    monkeypatch.setattr(settings, "LEAKED", None)
    create_user(PROGRAM, username="xinren", name="新人", password=word)


def test_a_list_that_is_not_there_is_told_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANGFU_LEAKED", str(tmp_path / "none.txt"))
    with pytest.raises(Refused, match="BANGFU_LEAKED.*打不开"):
        file("BANGFU_LEAKED")
    monkeypatch.setenv("BANGFU_LEAKED", "")
    assert file("BANGFU_LEAKED") is None
