"""Numbers a slip apart: told by a process of its own, from sealed rows, without a number leaving it."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from bangfu.crosscheck import engine, near_numbers
from bangfu.crosscheck.reading import read_county
from bangfu.crosscheck.reasons import reason
from bangfu.deliveries.models import DeliveredRow
from bangfu.rules.id_number import check_digit
from tests.county import COUNTY, FAR_VILLAGE, County, the_county
from tests.crosscheck.lists import P, deliver, number
from tests.standing import world

QIN, WEI, NONG, HUANG = number(11), number(24, date(1982, 2, 2)), number(57, date(1975, 5, 5)), number(61, date(1990, 9, 9))
DIGIT = f"{QIN[:10]}1{QIN[11:]}"            # in the birth: the list's row says another one
SWAPPED = f"{WEI[:15]}{WEI[16]}{WEI[15]}{WEI[17]}"
FAR_APART = number(93, date(1961, 1, 6))


@world
def slipped() -> County:
    """Two numbers a slip apart between register and ledger, and one wholly another."""
    deliver("national_persons", [P("H1", "覃天明", QIN), P("H1", "韦小花", WEI, "配偶"), P("H2", "农大山", NONG), P("H3", "黄远方", HUANG, village=FAR_VILLAGE)])
    deliver("village_ledger", [P("H1", "覃天明", DIGIT), P("H1", "韦小花", SWAPPED, "配偶"), P("H9", "农大山", FAR_APART),
                               P("H3", "黄远方", HUANG[:16] + "0" + HUANG[17:])])
    return the_county()


def read(where: Path) -> engine.Tables:
    """What a run reads now."""
    return read_county(where, at=COUNTY, day=timezone.localdate(), known_at=timezone.now())


def test_the_slips_are_told_and_the_rows_matched_by_them(slipped: County, tmp_path: Path) -> None:
    tables = read(tmp_path)
    assert sorted(row["slip"] for row in tables.near_numbers.to_pylist()) == ["one_digit", "swapped"], "of one village only, and none of two persons"
    with engine.staged(tables) as connection:
        met = dict(connection.execute("SELECT r_name, how FROM diff_village_ledger WHERE r_n IS NOT NULL AND s_row IS NOT NULL").fetchall())
    assert met["覃天明"] == met["韦小花"] == "slip" and "农大山" not in met
    told = {reason(one, {}) for one in engine.run(tables) if one.check == "id_name"}
    assert "覃天明在村台账里的证件号码与名册不同（同村同名，号码差一位数字）。" in told
    assert "韦小花在村台账里的证件号码与名册不同（同村同名，号码相邻两位写反）。" in told


def test_no_number_leaves_the_process(slipped: County, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said: list[subprocess.CompletedProcess[str]] = []
    asked: list[str] = []
    real = subprocess.run

    def watched(*args: object, **kwargs: object) -> subprocess.CompletedProcess[str]:
        asked.append(str(kwargs["input"]))
        said.append(real(*args, **kwargs))  # type: ignore[call-overload]
        return said[-1]

    monkeypatch.setattr(near_numbers.subprocess, "run", watched)
    read(tmp_path)
    assert set(json.loads(said[0].stdout)) <= {"", "one_digit", "swapped"}
    assert not any(one in asked[0] for one in (QIN, WEI, DIGIT, SWAPPED)), "tokens go in, no number"


def test_what_does_not_open_ends_it_without_a_word(slipped: County) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bangfu.crosscheck.sealed_process"], input=json.dumps({"purposes": ["a", "b", "c"], "shapes": {}, "pairs": [["a1.k1.AAAA", QIN]]}),
        capture_output=True, text=True, check=False,
        env={**os.environ, "BANGFU_KEYS": str(settings.KEYS), "BANGFU_DATA": str(settings.DATA)},
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", "")


def test_when_it_does_not_answer_the_run_stops_and_says_no_number(slipped: County, tmp_path: Path) -> None:
    read(tmp_path / "before")   # the lists are laid out: from now on only the sealed process opens their rows
    DeliveredRow.objects.update(content="a1.k1.AAAA")
    with pytest.raises(RuntimeError, match="without an answer"):
        read(tmp_path / "after")


def test_many_are_looked_at_part_by_part(monkeypatch: pytest.MonkeyPatch, slipped: County, tmp_path: Path) -> None:
    whole = read(tmp_path / "whole").near_numbers
    monkeypatch.setattr(near_numbers, "AT_ONCE", 1)
    assert read(tmp_path / "parts").near_numbers.equals(whole) and whole.num_rows == 2


def test_the_numbers_of_this_test_are_what_it_says() -> None:
    assert check_digit(QIN[:17]) == QIN[17] and sum(a != b for a, b in zip(QIN, DIGIT, strict=True)) == 1
