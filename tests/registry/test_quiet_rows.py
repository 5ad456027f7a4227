"""Rows that say what they said last time are not opened, and whatever was done here since is seen all the same; comparing goes on where it was cut."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bangfu.deliveries import actions as deliveries
from bangfu.deliveries.fingerprint import fingerprint
from bangfu.deliveries.models import DeliveredRow, DeliveredVillage, Delivery
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.registry import actions, judging_households, judging_persons
from bangfu.registry import jobs as register_jobs
from bangfu.registry.judging import judge_village
from bangfu.registry.models import HouseholdRecord, PersonRecord, StatusSpell
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.county import VILLAGE, County
from tests.deliveries.office import Line, again, applied, compared, confirmed, everybody, families, national, of, received
from tests.registry.homes import PAPER
from tests.registry.lists import HOUSEHOLDS, known, looked_at, printed, said

JUNE, JULY, AUGUST = date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31)
GOOD = families()
TWO_VILLAGES = [*GOOD, *families("下垟村", share=2)]


@pytest.fixture(autouse=True)
def whole(county: County, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Rows have their fingerprints before they are compared, as staging gives them."""
    before = register_jobs.places_delivered

    def with_prints(delivery: Any) -> list[str]:
        printed(Delivery.objects.get(pk=delivery))
        return before(delivery)

    monkeypatch.setattr(register_jobs, "places_delivered", with_prints)
    with known():
        yield
    assert verify().whole


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows each look at a village opened."""
    counts: list[int] = []
    for module in (judging_persons, judging_households):
        before = module.open_all

        def counting(rows: Any, before: Any = before) -> Any:
            found = before(rows)
            counts.append(len(found))
            return found

        monkeypatch.setattr(module, "open_all", counting)
    return counts


def outcomes(county: County, lines: list[Line], day: date) -> dict[str, int]:
    found = applied(county.township_clerk, national(lines), day=day)
    assert again(found).state == "applied"
    return said(county.township_clerk, found)


def test_the_same_list_again_opens_nothing_and_changes_nothing(county: County, opened: list[int]) -> None:
    outcomes(county, GOOD, JUNE)
    rows, records = everybody(), PersonRecord.objects.count() + HouseholdRecord.objects.count()
    del opened[:]
    assert outcomes(county, GOOD, JULY) == {"unchanged": 9} and not any(opened)
    assert everybody() == rows and PersonRecord.objects.count() + HouseholdRecord.objects.count() == records
    last = Delivery.objects.latest("received_at")
    since = Entry.objects.filter(id__gt=last.pk).exclude(subject_kind__in=("delivery", "run"))   # what came in is checked
    assert not since.exists() and Entry.objects.filter(verb="delivery.village_applied", subject_id=str(last.pk)).count() == 1


def test_only_the_household_that_changed_is_opened(county: County, opened: list[int]) -> None:
    outcomes(county, GOOD, JUNE)
    del opened[:]
    found = compared(county.township_clerk, national([GOOD[0].but(nation="壮族"), *GOOD[1:]]), day=JULY)
    assert said(county.township_clerk, found) == {"changed": 1, "unchanged": 8} and opened == [3, 3]


def test_a_correction_is_seen_though_the_row_says_the_same(county: County) -> None:
    outcomes(county, GOOD, JUNE)
    person = of("农秀英", GOOD[0].household).person_id
    actions.correct_person(county.village_clerk, person=person, changes={"name": "农秀莹"}, reason="对照户口簿")
    for day in (JULY, AUGUST):
        assert outcomes(county, GOOD, day) == {"unchanged": 8, "kept": 1}
    actions.correct_person(county.village_clerk, person=person, changes={"name": "农秀英"}, reason="户口簿是这样")
    assert outcomes(county, GOOD, date(2026, 9, 30)) == {"unchanged": 9}


def test_what_was_done_upon_a_household_is_seen_though_the_row_says_the_same(county: County) -> None:
    outcomes(county, GOOD, JUNE)
    rows = [{"township": "青石镇", "village": "上垟村", "household_number": GOOD[0].household, "status.assisted": "脱贫户"}]
    first = looked_at(county.township_clerk, HOUSEHOLDS, rows, JULY)
    deliveries.request_apply(county.township_clerk, delivery=first.pk)
    sweep()
    assert said(county.township_clerk, looked_at(county.township_clerk, HOUSEHOLDS, rows, AUGUST)) == {"unchanged": 1}
    spell = StatusSpell.objects.get()
    actions.correct_status(county.township_clerk, status=spell.pk, word="一般农户", document=PAPER, reason="登记错了")
    deliveries.cancel(county.township_clerk, delivery=Delivery.objects.latest("received_at").pk)
    assert said(county.township_clerk, looked_at(county.township_clerk, HOUSEHOLDS, rows, AUGUST)) == {"kept": 1}


CHANGES = st.lists(
    st.tuples(st.integers(0, 8), st.sampled_from(("nation", "employer", "phone", "household", "name")), st.integers(0, 2)), max_size=4,
)
VALUES = {
    "nation": ("汉族", "壮族", ""), "employer": ("", "竹器厂", "砖厂"), "phone": ("15400099901", "15400099902", ""),
    "household": tuple(GOOD[nth].household for nth in (0, 3, 6)), "name": ("甲一", "乙二", "丙三"),
}


@pytest.mark.once
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CHANGES, min_size=2, max_size=3))
def test_fingerprints_make_no_difference_but_in_time(county: County, months: list[list[tuple[int, str, int]]]) -> None:
    """Months of lists, and a correction between: with prints every row is judged as it is when everything is opened."""
    from django.db import transaction

    with transaction.atomic():
        outcomes(county, GOOD, JUNE)
        lines = list(GOOD)
        for month, changes in enumerate(months):
            for nth, column, which in changes:
                lines[nth] = lines[nth].but(**{column: VALUES[column][which]})
            found = compared(county.township_clerk, national(lines), day=date(2026, 7 + month, 28))
            DeliveredRow.objects.filter(delivery=found).exclude(outcome="refused").update(outcome="", subject="")
            quick = [(one.row.number, one.outcome, one.subject, dict(one.taken)) for one in judge_village(again(found), VILLAGE).rows]
            prints = dict(DeliveredRow.objects.values_list("pk", "print"))
            DeliveredRow.objects.update(print="")
            slow = [(one.row.number, one.outcome, one.subject, dict(one.taken)) for one in judge_village(again(found), VILLAGE).rows]
            assert quick == slow
            for pk, value in prints.items():
                DeliveredRow.objects.filter(pk=pk).update(print=value)
            deliveries.request_apply(county.township_clerk, delivery=found.pk)
            sweep()
            someone = PersonRecord.objects.filter(superseded_in=None).order_by("id").first()
            assert someone is not None
            actions.correct_person(county.village_clerk, person=someone.person_id, changes={"employer": f"第{month}厂"}, reason="本人说的")
        transaction.set_rollback(True)


def test_the_print_is_of_what_is_said_and_needs_the_key() -> None:
    assert fingerprint({"a": "1", "b": "", "c": None}) == fingerprint({"c": None, "a": "1"}) != fingerprint({"a": "2"})
    assert fingerprint({"a": "1", "b": "2"}) == fingerprint({"b": "2", "a": "1"}) and len(fingerprint({})) == 32


class Cut(Exception):
    """The worker dies here."""


def test_comparing_goes_on_behind_the_last_village_and_says_the_same(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of somebody who stands in two villages of the list, the first of which was judged before the cut; and of who is gone."""
    lines = [*TWO_VILLAGES, GOOD[0].but(village="下垟村", household=families("下垟村", share=2)[0].household)]
    outcomes(county, TWO_VILLAGES, JUNE)
    whole_ = compared(county.township_clerk, national(lines[1:]), day=JULY)
    expected = told(whole_)
    deliveries.cancel(county.township_clerk, delivery=whole_.pk)
    reached: list[str] = []

    def cut(name: str) -> None:
        reached.append(name)
        if reached.count("compare.village") == 1:
            raise Cut

    read = received(county.township_clerk, national(lines[1:]), day=JULY)
    with monkeypatch.context() as patched:
        patched.setattr(register_jobs, "failpoint", cut)
        confirmed(county.township_clerk, read)
    job = Job.objects.get(name="register.compare", subject=str(read.pk))
    assert job.checkpoint == "" and again(read).state == "staged", "the village that was cut is undone"
    with monkeypatch.context() as patched:
        patched.setattr(register_jobs, "failpoint", lambda name: reached.append(name) or _second(reached))
        Job.objects.filter(pk=job.pk).update(state="waiting")
        reached.clear()
        sweep()
    assert Job.objects.get(pk=job.pk).checkpoint == VILLAGE
    judged: list[str] = []
    before = register_jobs.judge_village
    monkeypatch.setattr(register_jobs, "judge_village", lambda *args: judged.append(args[1]) or before(*args))
    Job.objects.filter(pk=job.pk).update(state="waiting")
    sweep()
    assert again(read).state == "compared" and VILLAGE not in judged and told(read) == expected


def _second(reached: list[str]) -> None:
    if reached.count("compare.village") == 2:
        raise Cut


def told(delivery: Delivery) -> list[tuple[Any, ...]]:
    rows = DeliveredRow.objects.filter(delivery=delivery).order_by("number").values_list("number", "outcome", "subject", "faults")
    villages = DeliveredVillage.objects.filter(delivery=delivery).order_by("place_code")
    return [*rows, *((one.place_code, one.new, one.changed, one.moved, one.unchanged, one.kept, one.refused, one.gone) for one in villages)]
