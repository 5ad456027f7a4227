"""Somebody is forgotten: content is blanked once, the key is destroyed, and the chain still verifies (个人信息保护法 第四十七条)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from bangfu.facts.models import new_id
from bangfu.journal import verify as verifying
from bangfu.journal.actions import Subject, destroy_keys, record
from bangfu.journal.models import Entry
from bangfu.journal.queries import entries, entry
from bangfu.journal.verify import verify
from bangfu.journal.words import FORGOTTEN, opened
from bangfu.organization.actor import PROGRAM
from bangfu.organization.models import Place
from bangfu.rules.refusal import Refused
from bangfu.sealing.models import SubjectKey
from bangfu.sealing.ring import KeyLost
from tests.county import NEXT_VILLAGE, VILLAGE, County
from tests.journal.erasables import TABLE, Said, table_of_erasables
from tests.journal.stories import added, around_the_program, renamed, sql

BLANK = {"words": "", "number": None}


@pytest.fixture
def said(county: County, monkeypatch: pytest.MonkeyPatch) -> Iterator[Said]:
    """One thing said of somebody, written by the pen into a table whose facts can be erased."""
    with table_of_erasables():
        watched = verifying.watched_models()
        monkeypatch.setattr(verifying, "watched_models", lambda: [*watched, Said])
        row = Said(words="患病", number=7, valid_from=date(2026, 1, 1), place_code=VILLAGE, place_then=VILLAGE)
        with transaction.atomic():
            record(PROGRAM, "household.noted", Subject("household", "1", "一户"), at=VILLAGE, new=[row])
        yield row


def erase(row: Any) -> Entry:
    with transaction.atomic():
        return record(PROGRAM, "household.erased", Subject("household", "1", "一户"), at=VILLAGE, reason="依申请", erased=[(row, BLANK)])


def test_content_is_blanked_and_the_entry_holds_the_new_digest(said: Said) -> None:
    entry = erase(said)
    kept = Said.objects.get()
    assert (kept.words, kept.number, kept.erased_in) == ("", None, entry.pk)
    assert (kept.recorded_in, kept.valid_from, kept.place_then) == (said.recorded_in, date(2026, 1, 1), VILLAGE)
    assert f"~ {TABLE} {said.pk} " in entry.rows and "患病" not in entry.changes
    assert verify().faults == []


def test_a_row_is_erased_once(said: Said) -> None:
    stale = Said.objects.get()
    erase(said)
    with pytest.raises(Refused, match="有人先改了"):
        erase(stale)


def test_what_was_erased_is_not_brought_back_by_who_read_it_before(said: Said) -> None:
    stale = Said.objects.get()
    erase(said)
    with pytest.raises(Refused, match="有人先改了"), transaction.atomic():
        record(PROGRAM, "household.noted", Subject("household", "1", ""), at=VILLAGE, superseded=[stale], new=[stale.draft(number=8)])
    assert Said.objects.get().words == ""


def test_a_copy_of_an_erased_row_is_not_marked_as_erased_itself(said: Said) -> None:
    erase(said)
    assert said.draft().erased_in is None


def test_an_erased_row_moves_and_is_superseded_like_any_other(said: Said) -> None:
    erase(said)
    with transaction.atomic():
        record(PROGRAM, "place.noted", Subject("place", NEXT_VILLAGE, ""), at=NEXT_VILLAGE, rehomed=[(said, NEXT_VILLAGE)])
    with transaction.atomic():
        record(PROGRAM, "household.noted", Subject("household", "1", ""), at=NEXT_VILLAGE, superseded=[said])
    assert verify().faults == []


ERASING = f"UPDATE {TABLE} SET words = '', erased_in = recorded_in"
FORBIDDEN = {
    "content alone": [f"UPDATE {TABLE} SET words = ''"],
    "content with an empty mark": [f"UPDATE {TABLE} SET words = '', erased_in = NULL"],
    "content after it was erased": [ERASING, f"UPDATE {TABLE} SET words = '又写上'"],
    "erased a second time": [ERASING, ERASING],
    "the mark taken back": [ERASING, f"UPDATE {TABLE} SET erased_in = NULL"],
    "content and mark taken back": [ERASING, f"UPDATE {TABLE} SET words = '又写上', erased_in = NULL"],
    "its id in the same statement": [f"{ERASING}, id = erased_in"],
    "where it was in the same statement": [f"{ERASING}, place_then = '990121001003'"],
    "since when in the same statement": [f"{ERASING}, valid_from = '2020-01-01'"],
    "who wrote it in the same statement": [f"{ERASING}, recorded_in = recorded_in"],
    "deleted": [f"DELETE FROM {TABLE}"],
    "deleted after it was erased": [ERASING, f"DELETE FROM {TABLE}"],
}


@pytest.mark.parametrize("how", FORBIDDEN)
def test_the_database_itself_lets_content_change_in_that_statement_only(said: Said, how: str) -> None:
    *allowed, forbidden = FORBIDDEN[how]
    for statement in allowed:
        assert sql(statement) == 1
    before = Said.objects.values().get()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(forbidden)
    assert Said.objects.values().get() == before


@pytest.mark.parametrize("statement", [ERASING, f"UPDATE {TABLE} SET place_code = '990121001003'", f"UPDATE {TABLE} SET superseded_in = recorded_in"])
def test_what_may_change_changes(said: Said, statement: str) -> None:
    assert sql(statement) == 1


def test_what_was_erased_by_hand_is_named(said: Said) -> None:
    sql(ERASING)
    fault, = verify().faults
    assert fault.where == f"{TABLE} {said.pk}" and "内容与留痕不符" in fault.sentence


def test_a_row_in_place_is_blanked_as_it_is_rewritten(county: County) -> None:
    place = Place.objects.get(code=VILLAGE)
    with transaction.atomic():
        written = record(PROGRAM, "place.noted", Subject("place", VILLAGE, ""), at=VILLAGE, erased=[(place, {"name": ""})])
    place.refresh_from_db()
    assert (place.name, place.recorded_in) == ("", written.pk) and "上垟村" not in written.changes
    assert verify().faults == []


def test_label_and_reason_lie_sealed_and_are_read_while_the_key_lives(county: County) -> None:
    family = added(name="覃天明")
    written = Entry.objects.get(pk=renamed(family, "覃天朋", reason="覃天明的户口簿").pk)
    assert written.subject_label.count(".own.") == written.reason.count(".own.") == 1 and written.subject_key == family.key.pk
    assert family.household.number not in written.subject_label and "覃" not in written.reason
    row = entry(county.village_clerk, written.pk)
    assert row and (row.subject_label, row.reason) == (family.household.number, "覃天明的户口簿")


def test_once_the_key_is_destroyed_nobody_reads_the_words_and_the_chain_stands(county: County) -> None:
    family, other = added(name="甲一"), added(name="乙一")
    renamed(family, "甲二", reason="甲一的户口簿")
    with transaction.atomic():
        assert destroy_keys([family.household.pk]) == 1
        assert destroy_keys([family.household.pk]) == 0
    kept = SubjectKey.objects.get(pk=family.key.pk)
    assert kept.wrapped == "" and kept.destroyed_at and kept.key is None
    rows = entries(county.village_clerk, subject=("household", str(family.household.pk)))
    assert [(row.subject_label, row.reason) for row in rows] == [(FORGOTTEN, FORGOTTEN), (FORGOTTEN, "")]
    assert entries(county.village_clerk, subject=("household", str(other.household.pk)))[0].subject_label == other.household.number
    assert verify().faults == []


def test_keys_are_destroyed_inside_an_action_only(fresh_database: str, county: County) -> None:
    family = added()
    with pytest.raises(RuntimeError, match="transaction"):
        destroy_keys([family.household.pk])
    assert SubjectKey.objects.get(pk=family.key.pk).key


def test_after_the_key_is_destroyed_the_pen_leaves_no_words(county: County) -> None:
    family = added(name="甲一")
    with transaction.atomic():
        destroy_keys([family.household.pk])
    written = renamed(family, "甲二", reason="不该留下的话")
    assert (written.subject_label, written.reason, written.changes) == ("", "", "")
    assert opened([written])[written.pk].label == FORGOTTEN


def test_a_subject_whose_key_was_never_made_stops_the_program(county: County) -> None:
    with pytest.raises(KeyLost, match="never made"), transaction.atomic():
        record(PROGRAM, "household.noted", Subject("household", "1", "一户", key=new_id()), at=VILLAGE)


def test_a_page_of_entries_fetches_its_keys_in_one_query(county: County, django_assert_num_queries: Any) -> None:
    for nth in range(6):
        added(name=f"甲{nth}")
    with django_assert_num_queries(3):   # ids, entries, keys
        assert len({row.subject_label for row in entries(county.township_clerk, verb="household.added")}) == 6


def test_an_entry_of_before_with_clear_words_is_read_and_its_hash_holds(county: County) -> None:
    family = added()
    written = renamed(family, "甲二")
    with around_the_program("journal_entry"):
        clear = Entry.objects.get(pk=written.pk)
        clear.subject_label, clear.reason, clear.subject_key = "甲户", "登记时写错了字", None
        clear.hash = clear.computed_hash()
        clear.save()
        sql("UPDATE journal_head SET hash = %s WHERE chain = %s", clear.hash, clear.chain)
    assert verify().faults == []
    assert opened([clear])[clear.pk].label == "甲户"


@pytest.mark.parametrize("value", [None, "00000000-0000-7000-8000-000000000000"])
def test_a_key_taken_from_an_entry_or_put_to_one_breaks_the_chain(county: County, value: str | None) -> None:
    family = added()
    written = renamed(family, "甲二") if value is None else Entry.objects.filter(subject_key=None, chain=VILLAGE[:9]).latest("id")
    given = value.replace("-", "") if value and connection.vendor == "sqlite" else value
    with around_the_program("journal_entry"):
        sql("UPDATE journal_entry SET subject_key = %s WHERE chain = %s AND number = %s", given, written.chain, written.number)
    assert "链条断开" in verify().faults[0].sentence
