"""A run over what changed leaves the same findings as a run over everything: on counties made at random, one list after another."""

import os
import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from bangfu.crosscheck import changes, queries, since, snapshot
from bangfu.crosscheck.actions import run_checks
from bangfu.crosscheck.models import Cell, Finding, Run
from bangfu.crosscheck.source_actions import set_source
from bangfu.facts.models import AsOf
from bangfu.organization.actor import PROGRAM
from bangfu.registry import actions as registry
from bangfu.registry.models import PersonRecord
from bangfu.rules.refusal import Refused
from tests.county import COUNTY, FAR_VILLAGE, VILLAGE, County
from tests.crosscheck.lists import P, deliver, number

SEEDS = int(os.environ.get("BANGFU_SEEDS", "1"))   # as many counties; a night may take a hundred
NAMES = ["覃天明", "覃天朋", "韦小花", "农大山", "黄春梅"]   # two of them a slip apart
PHONES = ["13800138000", "13800138001", ""]
BIRTHS = [date(1980, 1, 1), date(1980, 1, 1), date(1980, 1, 10), date(2014, 5, 5)]
LISTS = (
    "national_persons", "village_ledger", "deceased_list", "medical_insured", "city_persons", "disability_cards", "household_registration", "police_deaths",
    "monitored_households", "pupils",
)
BECAUSE = "对照户口簿"


@pytest.fixture(autouse=True)
def everything_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test has no ten minutes between what it makes and its run, and its county is so small that most of it changes."""
    monkeypatch.setattr(changes, "MARGIN", timedelta(0))
    monkeypatch.setattr(since, "MOST", 1)


def lines(chance: random.Random, slug: str, villages: list[str], many: int) -> list[P]:
    """People who share names, births, numbers, telephones and households now and then."""
    return [_line(chance, slug, chance.choice(villages)) for _ in range(many)]


def _line(chance: random.Random, slug: str, village: str) -> P:
    nid, birth = number(chance.randint(1, 12), chance.choice(BIRTHS)), chance.choice(BIRTHS)
    written = chance.choice([nid, nid, nid, nid[:17], "", nid[:10] + "1" + nid[11:], nid + "43" if slug == "disability_cards" else nid])
    more: list[tuple[str, Any]] = [("birth_date", birth.isoformat())] if chance.random() < 0.3 else []
    if slug == "national_persons":
        more += [("phone", chance.choice(PHONES)), ("student", chance.choice(["", "小学"])), ("health", chance.choice(["健康", "残疾"]))]
    if slug == "household_registration":
        more += [("head_name", chance.choice(NAMES))]
    return P(f"H{chance.randint(1, 9)}", chance.choice(NAMES), written, chance.choice(["户主", "配偶", "之子"]), village, tuple(more))


def at_the_desk(chance: random.Random) -> None:
    """Somebody corrects a person, a household, or what it counts as; somebody leaves."""
    person = chance.choice(list(PersonRecord.objects.filter(**AsOf(timezone.localdate(), timezone.now()).filters()).order_by("place_code", "name", "id")))
    what = chance.choice(["name", "number", "phone", "bank", "assisted", "leave"])
    try:
        with transaction.atomic():
            match what:
                case "name":
                    registry.correct_person(PROGRAM, person=person.person_id, changes={"name": chance.choice(NAMES)}, reason=BECAUSE)
                case "number":
                    registry.correct_person(PROGRAM, person=person.person_id, changes={"id_number": number(chance.randint(1, 12))}, reason=BECAUSE)
                case "phone" | "bank":
                    said = {"phone": chance.choice(PHONES[:2])} if what == "phone" else {"bank_account": "6200990000000000"}
                    registry.correct_household(PROGRAM, household=person.household_id, changes=said, reason=BECAUSE)
                case "assisted":
                    said = {"family": "assisted", "word": "脱贫户", "since": date(2020, 1, 1), "document": "桂岚〔2020〕1号"}
                    registry.give_status(PROGRAM, household=person.household_id, reason=BECAUSE, **said)
                case "leave":
                    registry.leave_register(PROGRAM, person=person.person_id, kind="moved_out", on=date(2026, 7, 1), reason=BECAUSE)
    except Refused:
        pass   # nothing to correct


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


def holds(seed: int, step: object) -> None:
    """Both runs leave the same; then the one over what changed is kept, so that the next looks from there."""
    whole, _ = after(changed=False)
    partly, run = after(changed=True)
    assert partly == whole, (seed, step)
    assert not snapshot.is_whole(run.pk)
    run_checks(PROGRAM, at=COUNTY, changed=True)


@pytest.mark.once
@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_run_over_what_changed_and_a_run_over_everything_leave_the_same(county: County, seed: int) -> None:
    chance, villages = random.Random(seed), [VILLAGE, FAR_VILLAGE]
    deliver("national_persons", lines(chance, "national_persons", villages, 24))
    for slug in chance.sample(LISTS[1:], 6):
        deliver(slug, lines(chance, slug, chance.choice([[VILLAGE], villages]), 12))
    run_checks(PROGRAM, at=COUNTY)
    for step in range(2):
        slug = chance.choice(LISTS)
        if step % 2:
            at_the_desk(chance)
        else:
            deliver(slug, lines(chance, slug, chance.choice([[VILLAGE], [FAR_VILLAGE], villages]), chance.randint(1, 12)))
        holds(seed, (step, slug))


def test_a_list_that_comes_for_a_village_first_says_who_is_absent_from_it(county: County) -> None:
    """Nobody of it has anything to do with whom another list has and the register has not."""
    deliver("national_persons", [P("H1", "覃天明", number(2)), P("H9", "黄远方", number(4), village=FAR_VILLAGE)])
    deliver("city_persons", [P("H1", "覃天明", number(2)), P("H7", "韦无人", number(6))])
    run_checks(PROGRAM, at=COUNTY)
    deliver("village_ledger", [P("H1", "覃天明", number(2))])
    holds(0, "first")
    assert Finding.objects.filter(check_slug="only_city_persons", state="open").exists()


@pytest.mark.once
def test_a_source_that_is_left_out_and_taken_up_again_is_looked_at_twice(county: County) -> None:
    """What was in force before is in force again: only the run between had read otherwise."""
    deliver("national_persons", [P("H1", "覃天明", number(2)), P("H9", "黄远方", number(4), village=FAR_VILLAGE)])
    deliver("village_ledger", [P("H1", "覃天朋", number(2))])
    run_checks(PROGRAM, at=COUNTY)
    said: dict[str, Any] = {"source": "village_ledger", "office": "各村", "owner": "", "every": "quarter", "by_day": 15}
    for used in (False, True):
        set_source(PROGRAM, place=COUNTY, **said, used=used, reason="台账重做" if used else "台账正在重做")
        holds(int(used), "used")
    assert Finding.objects.filter(check_slug="id_name", state="open").exists()


@pytest.mark.once
def test_a_member_who_lives_elsewhere_counts_where_the_household_is(county: County) -> None:
    """The figures of a village are counted from its households, whose members may live in another one."""
    deliver("national_persons", [P("H1", "覃天明", number(1)), P("H1", "韦小花", number(2), "配偶", FAR_VILLAGE),
                                 P("H9", "农大山", number(3), village=FAR_VILLAGE)])
    home = PersonRecord.objects.get(name="覃天明")
    registry.report_village(PROGRAM, place=VILLAGE, since=date(2026, 6, 30), values={"households": 9, "persons": 9}, reporter="韦支书", reason=BECAUSE)
    run_checks(PROGRAM, at=COUNTY)
    registry.correct_household(PROGRAM, household=home.household_id, changes={"phone": PHONES[0]}, reason=BECAUSE)
    holds(0, "village")
    registry.leave_register(PROGRAM, person=PersonRecord.objects.get(name="韦小花").person_id, kind="moved_out", on=date(2026, 7, 1), reason=BECAUSE)
    holds(1, "village")


@pytest.mark.once
def test_a_run_over_what_changed_reads_little(county: County) -> None:
    deliver("national_persons", [P(f"H{at}", f"覃{at}号", number(2 * at), village=VILLAGE if at % 2 else FAR_VILLAGE) for at in range(1, 60)])
    run_checks(PROGRAM, at=COUNTY)
    deliver("village_ledger", [P("H1", "覃1号", number(2))])
    run = run_checks(PROGRAM, at=COUNTY, changed=True)
    assert not snapshot.is_whole(run.pk)
    assert run.persons < 59
    told = queries.run_file(county.county_officer, run.pk)
    assert told and told.touched == 30 < run.persons, "of whom one is only held against them"
    whole = queries.run_file(county.county_officer, Run.objects.earliest("known_at").pk)
    assert whole and whole.touched is None
