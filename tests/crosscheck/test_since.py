"""A run over what changed leaves the same findings as a run over everything: on counties made at random, one list after another."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from bangfu.crosscheck import changes, since, snapshot
from bangfu.crosscheck.actions import run_checks
from bangfu.crosscheck.models import Cell, Finding, Run
from bangfu.organization.actor import PROGRAM
from tests.county import COUNTY, FAR_VILLAGE, VILLAGE, County
from tests.crosscheck.lists import P, deliver, number

NAMES = ["覃天明", "覃天朋", "韦小花", "农大山", "黄春梅"]
PHONES = ["13800138000", "13800138001", ""]


@pytest.fixture(autouse=True)
def everything_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test has no ten minutes between what it makes and its run, and its county is so small that most of it changes."""
    monkeypatch.setattr(changes, "MARGIN", timedelta(0))
    monkeypatch.setattr(since, "MOST", 1)


def lines(chance: random.Random, villages: list[str], many: int) -> list[P]:
    """People who share names, numbers and households now and then."""
    return [
        P(f"H{chance.randint(1, 9)}", chance.choice(NAMES), number(chance.randint(1, 24)), chance.choice(["户主", "配偶", "之子"]), chance.choice(villages))
        for _ in range(many)
    ]


def state() -> list[tuple[Any, ...]]:
    """Everything the findings say, but for when they were found."""
    cells = {}
    for one in Cell.objects.all():
        cells.setdefault(one.finding_id, []).append((one.edition, one.position, one.source, one.place_code, one.subject_id, one.row, one.column, one.value))
    return sorted(
        (one.identity, one.state, one.mark, one.place_code, one.subject_id, one.household_number, one.reason, one.times_back, one.edition, one.evidence,
         tuple(sorted(cells.get(one.pk, ()))))
        for one in Finding.objects.all()
    )


class Undo(Exception):
    """Everything back as it was."""


def after(changed: bool) -> tuple[list[tuple[Any, ...]], Run]:
    """The findings after a run, which is then undone."""
    told: list[Any] = []
    try:
        with transaction.atomic():
            run = run_checks(PROGRAM, at=COUNTY, changed=changed)
            told += [state(), run]
            raise Undo
    except Undo:
        return told[0], told[1]


@pytest.mark.parametrize("seed", range(5))
def test_a_run_over_what_changed_and_a_run_over_everything_leave_the_same(county: County, seed: int) -> None:
    chance = random.Random(seed)
    villages = [VILLAGE, FAR_VILLAGE]
    deliver("national_persons", lines(chance, villages, 20))
    for slug in ("village_ledger", "deceased_list", "medical_insured"):
        deliver(slug, lines(chance, villages, 12))
    run_checks(PROGRAM, at=COUNTY)
    for step in range(2):
        slug = chance.choice(["village_ledger", "deceased_list", "medical_insured", "national_persons"])
        deliver(slug, lines(chance, chance.choice([[VILLAGE], [FAR_VILLAGE], villages]), chance.randint(1, 12)))
        whole, _ = after(changed=False)
        partly, run = after(changed=True)
        assert partly == whole, (seed, step, slug)
        assert not snapshot.is_whole(run.pk)
        run_checks(PROGRAM, at=COUNTY, changed=True)


def test_a_run_over_what_changed_reads_little(county: County) -> None:
    deliver("national_persons", [P(f"H{at}", f"覃{at}号", number(2 * at), village=VILLAGE if at % 2 else FAR_VILLAGE) for at in range(1, 60)])
    run_checks(PROGRAM, at=COUNTY)
    deliver("village_ledger", [P("H1", "覃1号", number(2))])
    run = run_checks(PROGRAM, at=COUNTY, changed=True)
    assert not snapshot.is_whole(run.pk)
    assert run.persons < 59
