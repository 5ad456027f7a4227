"""Two people, two workers, one reader: each on a connection of their own, on a database that really commits."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing

import pytest
from django.db import connection, transaction

from bangfu.deliveries import actions, queries
from bangfu.deliveries.models import DeliveredRow, DeliveredVillage
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.registry import actions as registry
from bangfu.registry import taking
from bangfu.registry.actions import lists
from bangfu.registry.counts import differing
from bangfu.registry.models import Household, PersonRecord
from bangfu.rules.refusal import Refused
from bangfu.walls.reach import whole_county
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.county import NEXT_VILLAGE, THIRD_VILLAGE, VILLAGE, County
from tests.deliveries.office import DAY, HEADINGS, again, applied, compared, everybody, families, national

WHOLE = [*families(share=1), *families("下垟村", share=2), *families("石门村", share=3)]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Does several things in threads that begin together; what each returned, or the refusal it met."""
    start, done = threading.Barrier(len(acts)), [object()] * len(acts)

    @whole_county("a thread of the test")
    def do(nth: int, act: Callable[[], object]) -> None:
        try:
            start.wait()
            done[nth] = act()
        except Refused as refused:
            done[nth] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=one) for one in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return done


def test_two_clerks_who_apply_at_once_share_one_job_and_each_village_is_taken_once(fresh_database: str, county: County) -> None:
    found = compared(county.township_clerk, national(WHOLE))

    def clerk(by: object, worker: str) -> Callable[[], object]:
        def press() -> object:
            job = actions.request_apply(by, delivery=found.pk)   # type: ignore[arg-type]
            sweep(worker)
            return job.pk
        return press

    first, second = at_once(clerk(county.township_clerk, "here:1:1"), clerk(county.second_township_clerk, "there:1:1"))
    assert first == second, "one sees the job of the other"
    assert Job.objects.get(pk=first).state == "done" and again(found).state == "applied"
    assert Entry.objects.filter(verb="delivery.village_applied").count() == 3
    assert PersonRecord.objects.count() == 27 and verify().whole and differing() == {}


def test_two_lists_with_the_same_new_people_do_not_double_them(fresh_database: str, county: County) -> None:
    """Two files that say the same, applied by two workers at the same moment."""
    ours = compared(county.township_clerk, national(WHOLE))
    other = compared(county.second_township_clerk, national(WHOLE, HEADINGS[::-1]))
    for found in (ours, other):
        actions.request_apply(county.township_clerk, delivery=found.pk)
    at_once(lambda: sweep("here:1:1"), lambda: sweep("there:1:1"))
    assert [Job.objects.get(key=f"apply:{one.pk}").state for one in (ours, other)] == ["done", "done"]
    assert PersonRecord.objects.count() == 27 and Household.objects.count() == 9
    assert verify().whole and differing() == {}


def test_the_counters_are_right_when_two_people_leave_a_village_at_once(fresh_database: str, county: County) -> None:
    applied(county.township_clerk, national(WHOLE))
    people = list(PersonRecord.objects.filter(place_code=VILLAGE).order_by("pk").values_list("person", flat=True))[:6]

    def leave(person: object) -> Callable[[], object]:
        return lambda: registry.leave_register(
            county.township_clerk, person=person, kind="moved_out", on=DAY, reason="迁往外县",   # type: ignore[arg-type]
        )

    at_once(*map(leave, people))
    assert PersonRecord.objects.filter(place_code=VILLAGE, superseded_in=None).count() == 3
    assert differing() == {} and verify().whole


def test_of_two_corrections_at_once_one_is_refused(fresh_database: str, county: County) -> None:
    applied(county.township_clerk, national(WHOLE[:3]))
    person = PersonRecord.objects.get(name="农秀英").person_id

    def name(by: object, said: str) -> Callable[[], object]:
        return lambda: registry.correct_person(by, person=person, changes={"name": said}, reason="对照户口簿", seen=seen)   # type: ignore[arg-type]

    seen = PersonRecord.objects.get(name="农秀英").recorded_in
    done = at_once(name(county.township_clerk, "农秀莹"), name(county.village_clerk, "农秀瑛"))
    assert sorted(isinstance(one, Refused) for one in done) == [False, True]
    now = PersonRecord.objects.filter(person=person, superseded_in=None)
    assert [one.name in ("农秀莹", "农秀瑛") for one in now] == [True] and verify().whole


def test_a_reader_sees_each_village_before_or_after_and_never_between(
    fresh_database: str, county: County, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The writer stops wherever rows have been written and not committed; each time somebody else counts."""
    old = compared(county.township_clerk, national(WHOLE))
    seen: list[tuple[int, int, int, bool]] = []

    def counts() -> tuple[int, int, int, bool]:
        def look() -> tuple[int, int, int, bool]:
            with transaction.atomic():
                persons = {v: PersonRecord.objects.filter(place_code=v).count() for v in (VILLAGE, NEXT_VILLAGE, THIRD_VILLAGE)}
                rows = {v: DeliveredRow.objects.filter(place_code=v, applied_in__isnull=False).count() for v in persons}
                done = {v: DeliveredVillage.objects.filter(place_code=v, applied_at__isnull=False).exists() for v in persons}
                agree = all(persons[v] == rows[v] == (9 if done[v] else 0) for v in persons)
            return (*persons.values(), agree)   # type: ignore[return-value]
        return at_once(look)[0]   # type: ignore[return-value]

    if connection.vendor == "sqlite":
        counts = _counting_without_the_lock(fresh_database)
    for module, name in ((lists, "record_all"), (lists, "note_rows_applied"), (lists, "keep_up"), (taking, "village_applied")):
        real = getattr(module, name)

        def looked(*args: object, real: Callable[..., object] = real, **rest: object) -> object:
            made = real(*args, **rest)
            seen.append(counts())
            return made

        monkeypatch.setattr(module, name, looked)
    actions.request_apply(county.township_clerk, delivery=old.pk)
    sweep()
    monkeypatch.undo()
    assert again(old).state == "applied" and len(seen) == 12
    assert all(agree for *_, agree in seen)
    assert list(dict.fromkeys(one[:3] for one in seen)) == [(0, 0, 0), (9, 0, 0), (9, 9, 0)], "village by village, in the order of the codes"
    assert len(everybody()) == 27


def _counting_without_the_lock(url: str) -> Callable[[], tuple[int, int, int, bool]]:
    """On SQLite our own transactions take the write lock, which the writer holds: a plain reader of the same file instead."""
    def look() -> tuple[int, int, int, bool]:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as reader:
            reader.execute("BEGIN")

            def number(sql: str, village: str) -> int:
                return int(reader.execute(sql, [village]).fetchone()[0])

            places = (VILLAGE, NEXT_VILLAGE, THIRD_VILLAGE)
            persons = [number("SELECT count(*) FROM registry_personrecord WHERE place_code = ?", one) for one in places]
            rows = [number("SELECT count(*) FROM deliveries_deliveredrow WHERE place_code = ? AND applied_in IS NOT NULL", one) for one in places]
            done = [number("SELECT count(applied_at) FROM deliveries_deliveredvillage WHERE place_code = ?", one) for one in places]
        agree = all(p == r == 9 * d for p, r, d in zip(persons, rows, done, strict=True))
        return (*persons, agree)   # type: ignore[return-value]
    return look


def test_a_village_that_is_in_is_not_taken_twice(county: County) -> None:
    found = applied(county.township_clerk, national(WHOLE))
    village = DeliveredVillage.objects.select_related("delivery__source").filter(delivery=found).first()
    assert village
    with pytest.raises(Refused, match="已经应用过"):
        registry.apply_village(county.township_clerk, village=village, hold=lambda: None)
    assert queries.villages(county.township_clerk, found.pk)[0].applied_at == village.applied_at
