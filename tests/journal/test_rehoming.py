"""Rows that change only where they lie, and who may see them."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from bangfu.facts.models import NOW, Placed
from bangfu.journal.actions import Subject, record
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization.actor import PROGRAM
from bangfu.registry.models import Disclosure, PersonRecord
from bangfu.rules.refusal import Refused
from tests.county import NEXT_VILLAGE, VILLAGE, County
from tests.journal.stories import Family, added, around_the_program, renamed, sql


def moved(*rows: Placed, to: str = NEXT_VILLAGE) -> Entry:
    """A deed that re-homes rows and does nothing else."""
    with transaction.atomic():
        return record(PROGRAM, "place.noted", Subject("place", to, ""), at=to, rehomed=[(row, to) for row in rows])


def asked(family: Family) -> Disclosure:
    """A row that lies somewhere and changes its state in place."""
    disclosure = Disclosure(purpose="发放补贴", receiver="信用社", asked_by_name="甲", asked_at=timezone.now(), place_code=VILLAGE, place_then=VILLAGE)
    with transaction.atomic():
        record(PROGRAM, "disclosure.asked", family.subject, at=VILLAGE, new=[disclosure])
    return disclosure


def test_a_fact_moves_and_nothing_else_of_it_changes(county: County) -> None:
    family = added()
    before = PersonRecord.objects.filter(pk=family.record.pk).values().get()
    entry = moved(family.record)
    after = PersonRecord.objects.filter(pk=family.record.pk).values().get()
    assert after == {**before, "place_code": NEXT_VILLAGE}
    assert after["place_then"] == VILLAGE and after["recorded_in"] == family.record.recorded_in != entry.pk
    assert entry.rows.startswith(f"~ registry_personrecord {family.record.pk} ")
    assert verify().faults == []


def test_a_row_in_place_moves_and_gets_a_new_version(county: County) -> None:
    disclosure = asked(added())
    entry = moved(disclosure)
    disclosure.refresh_from_db()
    assert (disclosure.place_code, disclosure.place_then, disclosure.recorded_in) == (NEXT_VILLAGE, VILLAGE, entry.pk)
    assert verify().faults == []


def test_superseded_rows_move_too_and_their_history_still_verifies(county: County) -> None:
    family = added()
    renamed(family, "甲二")
    moved(*PersonRecord.objects.filter(person=family.person))
    assert set(PersonRecord.objects.filter(person=family.person).values_list("place_code", "place_then")) == {(NEXT_VILLAGE, VILLAGE)}
    assert verify().faults == []


def test_a_place_changed_behind_the_program_s_back_after_a_move_is_named(county: County) -> None:
    family = added()
    moved(family.record)
    with around_the_program("registry_personrecord"):
        assert sql("UPDATE registry_personrecord SET place_code = %s WHERE person_id = %s", VILLAGE, _id(family)) == 1
    fault, = verify().faults
    assert fault.where == f"registry_personrecord {family.record.pk}" and "内容与留痕不符" in fault.sentence


def _id(family: Family) -> object:
    return family.person.pk.hex if connection.vendor == "sqlite" else family.person.pk


def test_many_rows_take_few_statements(county: County, django_assert_max_num_queries: object) -> None:
    rows = [added(name=f"甲{nth}").record for nth in range(30)]
    with django_assert_max_num_queries(8):   # type: ignore[operator]
        moved(*rows)
    assert PersonRecord.objects.filter(place_code=NEXT_VILLAGE).count() == 30


def test_more_rows_than_fit_in_a_statement_all_move(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangfu.journal.rows.AT_A_TIME", 3)
    rows = [added(name=f"甲{nth}").record for nth in range(7)]
    moved(*rows)
    assert PersonRecord.objects.filter(place_code=NEXT_VILLAGE).count() == 7
    assert verify().faults == []


def test_rows_that_are_no_longer_as_they_were_read_are_not_moved(county: County) -> None:
    family = added()
    stale, waiting = PersonRecord.objects.get(pk=family.record.pk), asked(family)
    older = Disclosure.objects.get(pk=waiting.pk)
    renamed(family, "甲二")
    moved(waiting)
    for row in (stale, older):
        with pytest.raises(Refused, match="先改了同一条"):
            moved(row, to="990121001003")
    assert not PersonRecord.objects.filter(place_code="990121001003").exists()
    assert verify().faults == []


def test_who_corrects_what_has_moved_since_it_was_read_is_refused(county: County) -> None:
    """Else the correction would bring the person back to where they lay."""
    family = added()
    stale = PersonRecord.objects.get(pk=family.record.pk)
    moved(family.record)
    family.record = stale
    with pytest.raises(Refused, match="先改了同一条"):
        renamed(family, "甲二")
    assert PersonRecord.objects.get(person=family.person, **NOW.filters()).name == "甲一"


def test_of_a_move_and_a_correction_at_the_same_moment_one_is_refused(fresh_database: str, county: County) -> None:
    family, together, ended = added(), threading.Barrier(2), []

    def act(what: str) -> None:
        mine = PersonRecord.objects.get(pk=family.record.pk)
        together.wait()
        try:
            if what == "move":
                moved(mine)
            else:
                renamed(Family(family.household, family.person, mine, family.key), "甲二")
            ended.append("done")
        except Refused:
            ended.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(what,)) for what in ("move", "correct")]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(ended) == ["done", "refused"]
    assert verify().whole


def test_a_move_is_told_in_the_entry_by_table_and_number_of_rows(county: County) -> None:
    import json

    from bangfu.journal.actions import CHANGES
    from bangfu.sealing.ring import ring

    entry = moved(*(added(name=f"甲{nth}").record for nth in range(2)))
    told = json.loads(ring().unseal_bytes(entry.changes, CHANGES))
    assert told == [{"table": "registry_personrecord", "rows": 2, "was": {"place_code": VILLAGE}, "is": {"place_code": NEXT_VILLAGE}}]
