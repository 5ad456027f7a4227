"""The pen: rows and their entry are written together, or neither is."""

import json
import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from bangfu.facts.models import FOREVER
from bangfu.journal.actions import CHANGES, Deed, Subject, record, record_all, set_seal
from bangfu.journal.models import Entry, Head, Seal
from bangfu.journal.verify import verify
from bangfu.organization.actor import PROGRAM
from bangfu.organization.models import Place
from bangfu.registry.models import PersonRecord
from bangfu.rules.refusal import Refused
from bangfu.sealing.ring import ring
from tests.county import OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, County
from tests.journal.stories import added, renamed, sql


def a_place(code: str = VILLAGE) -> Place:
    return Place.objects.get(code=code)


def test_an_entry_says_who_by_which_post_where_when_what_and_why(county: County) -> None:
    by = county.township_clerk
    with transaction.atomic():
        entry = record(by, "place.noted", Subject("place", VILLAGE, "上垟村"), at=VILLAGE, reason="试写", papers=["a" * 64], origin=("finding", "7"))
    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.user_id, kept.user_name, kept.post_id, kept.post_title) == (by.user_id, by.name, by.post_id, by.post_title)
    assert (kept.chain, kept.place_code, kept.verb, kept.reason, kept.papers) == (TOWNSHIP, VILLAGE, "place.noted", "试写", "a" * 64)
    assert (kept.subject_kind, kept.subject_id, kept.subject_label, kept.origin_kind, kept.origin_id) == ("place", VILLAGE, "上垟村", "finding", "7")
    assert kept.hash == kept.computed_hash()


def test_outside_a_transaction_the_pen_does_not_write(fresh_database: str, county: County) -> None:
    before = Entry.objects.count()
    with pytest.raises(RuntimeError, match="transaction"):
        record(PROGRAM, "place.noted", Subject("place", VILLAGE, ""), at=VILLAGE)
    assert Entry.objects.count() == before


def test_each_entry_hangs_on_the_one_before_it_in_its_chain(county: County) -> None:
    for number in range(3):
        added(name=f"甲{number}")
    entries = list(Entry.objects.filter(chain=TOWNSHIP).order_by("number"))
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.previous for entry in entries] == ["", *(entry.hash for entry in entries[:-1])]
    head = Head.objects.get(chain=TOWNSHIP)
    assert (head.number, head.hash) == (entries[-1].number, entries[-1].hash)


def test_a_deed_in_two_townships_is_written_in_two_chains(county: County) -> None:
    deeds = [Deed("place.noted", Subject("place", code, ""), at=code) for code in (OTHER_TOWNSHIP, VILLAGE, TOWNSHIP)]
    before = dict(Head.objects.values_list("chain", "number"))
    with transaction.atomic():
        entries = record_all(PROGRAM, deeds)
    after = dict(Head.objects.values_list("chain", "number"))
    assert [entry.chain for entry in entries] == [OTHER_TOWNSHIP, TOWNSHIP, TOWNSHIP]
    assert after == before | {OTHER_TOWNSHIP: before[OTHER_TOWNSHIP] + 1, TOWNSHIP: before[TOWNSHIP] + 2}
    assert verify().whole


def test_a_correction_supersedes_and_never_overwrites(county: County) -> None:
    family = added(name="甲一")
    first = family.record.pk
    entry = renamed(family, "甲二")
    old, new = PersonRecord.objects.get(pk=first), PersonRecord.objects.get(pk=family.record.pk)
    assert (old.name, old.superseded_in, old.superseded_at) == ("甲一", entry.pk, entry.at)
    assert (new.name, new.recorded_in, new.recorded_at, new.superseded_at) == ("甲二", entry.pk, entry.at, FOREVER)


def test_what_was_before_and_after_is_sealed_under_the_subject_s_own_key(county: County) -> None:
    family = added(name="甲一")
    entry = renamed(family, "甲二")
    assert "甲" not in entry.changes and ".own." in entry.changes
    opened = json.loads(ring().unseal_bytes(entry.changes, CHANGES, key=family.key.key))
    assert [said["was"]["name"] if "was" in said else said["is"]["name"] for said in opened] == ["甲一", "甲二"]


def test_when_a_household_is_forgotten_its_changes_are_gone_and_the_chain_still_stands(county: County) -> None:
    family = added(name="甲一")
    renamed(family, "甲二")
    family.key.wrapped = ""
    family.key.save()
    assert family.key.key is None
    assert verify().whole


def test_a_subject_without_a_key_is_sealed_under_the_county_s(county: County) -> None:
    place = a_place()
    with transaction.atomic():
        entry = record(PROGRAM, "place.renamed", Subject("place", VILLAGE, ""), at=VILLAGE, rewritten=[(place, {"name": "新垟村"})])
    assert json.loads(ring().unseal_bytes(entry.changes, CHANGES))[0]["is"] == {"name": "新垟村"}


def rewrite(name: str, place: Place) -> None:
    with transaction.atomic():
        record(PROGRAM, "place.renamed", Subject("place", place.code, name), at=place.code, rewritten=[(place, {"name": name})])


def correct(name: str, known: PersonRecord) -> None:
    with transaction.atomic():
        made = [known.draft(name=name)]
        record(PROGRAM, "person.corrected", Subject("person", str(known.person_id), name), at=known.place_code, superseded=[known], new=made)


def test_of_two_who_read_the_same_row_the_second_is_refused_and_writes_nothing(county: County) -> None:
    mine, theirs = a_place(), a_place()
    rewrite("甲垟村", mine)
    entries = Entry.objects.count()
    with pytest.raises(Refused, match=r"程序在 \d\d:\d\d 先改了"):
        rewrite("乙垟村", theirs)
    assert (a_place().name, Entry.objects.count()) == ("甲垟村", entries)


def test_of_two_who_correct_the_same_fact_the_second_is_refused_and_writes_nothing(county: County) -> None:
    family = added()
    mine, theirs = (PersonRecord.objects.get(pk=family.record.pk) for _ in range(2))
    correct("甲甲", mine)
    entries = Entry.objects.count()
    with pytest.raises(Refused, match=r"程序在 \d\d:\d\d 先改了"):
        correct("乙乙", theirs)
    now = PersonRecord.objects.get(person=family.person, superseded_at=FOREVER)
    assert (now.name, Entry.objects.count()) == ("甲甲", entries)


@pytest.mark.parametrize("what", ["rewrite", "correct"])
def test_of_two_at_the_same_moment_one_is_refused_and_the_chain_is_whole(fresh_database: str, county: County, what: str) -> None:
    family, together = added(), threading.Barrier(2)
    ended: list[str] = []

    def act(name: str) -> None:
        seen = a_place() if what == "rewrite" else PersonRecord.objects.get(pk=family.record.pk)
        together.wait()
        try:
            (rewrite if what == "rewrite" else correct)(name, seen)   # type: ignore[operator]
            ended.append("done")
        except Refused:
            ended.append("refused")
        finally:
            connection.close()

    _at_once(act, "甲", "乙")
    assert sorted(ended) == ["done", "refused"]
    assert verify().whole


def test_many_writers_in_one_township_leave_one_whole_chain(fresh_database: str, county: County) -> None:
    start = Head.objects.get(chain=TOWNSHIP).number

    def act(name: str) -> None:
        for _ in range(5):
            added(name=name)
        connection.close()

    _at_once(act, "甲", "乙", "丙", "丁")
    assert Head.objects.get(chain=TOWNSHIP).number == start + 20
    assert verify().whole


def _at_once(act: Callable[[str], None], *names: str) -> None:
    threads = [threading.Thread(target=act, args=(name,)) for name in names]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]


def test_an_action_that_is_refused_at_its_end_has_written_nothing(fresh_database: str, county: County) -> None:
    before = (Entry.objects.count(), PersonRecord.objects.count(), dict(Head.objects.values_list("chain", "hash")))
    with pytest.raises(Refused), transaction.atomic():
        added()
        raise Refused("最后一步不行")
    assert (Entry.objects.count(), PersonRecord.objects.count(), dict(Head.objects.values_list("chain", "hash"))) == before


def test_the_seal_is_the_root_over_the_heads_as_they_stand(county: County) -> None:
    first = set_seal()
    assert first.root == set_seal().root
    added()
    later = set_seal()
    assert later.root != first.root and Seal.objects.count() == 3
    assert len(later.heads.splitlines()) == Head.objects.count()
    assert verify().whole


APPEND_ONLY = [
    ("journal_entry", "UPDATE journal_entry SET reason = 'x'"), ("journal_entry", "DELETE FROM journal_entry"),
    ("journal_seal", "UPDATE journal_seal SET root = 'x'"), ("journal_seal", "DELETE FROM journal_seal"),
    ("registry_personrecord", "UPDATE registry_personrecord SET name = 'x'"), ("registry_personrecord", "DELETE FROM registry_personrecord"),
]


@pytest.mark.parametrize(("table", "statement"), APPEND_ONLY)
def test_the_database_itself_refuses_to_alter_what_was_written(county: County, table: str, statement: str) -> None:
    added()
    set_seal()
    _is_refused(table, statement)


@pytest.mark.parametrize("table", ["journal_entry", "journal_seal", "registry_personrecord"])
def test_postgresql_refuses_to_empty_the_table_too(county: County, table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE exists on PostgreSQL only")
    added()
    set_seal()
    sql("SET CONSTRAINTS ALL IMMEDIATE")   # else it refuses because of keys it still means to look at
    _is_refused(table, f"TRUNCATE {table} CASCADE")


def _is_refused(table: str, statement: str) -> None:
    from django.db import DatabaseError

    before = _count(table)
    assert before
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(statement)
    assert _count(table) == before


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])
