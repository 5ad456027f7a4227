"""Whatever is changed behind the program's back is found, and named."""

from collections.abc import Callable
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection

from bangfu.journal import verify as journal_verify
from bangfu.journal.actions import set_seal
from bangfu.journal.models import Entry, Head, Seal
from bangfu.journal.verify import Fault, verify, watched_models
from bangfu.registry.models import PersonRecord
from tests.county import TOWNSHIP, VILLAGE, County
from tests.journal.stories import Family, added, around_the_program, renamed, sql

TABLES = ("journal_entry", "journal_head", "journal_seal", "registry_personrecord", "organization_place")


@pytest.fixture
def family(county: County) -> Family:
    """Two families, one corrected, and a seal between: enough of each kind of row to alter."""
    one = added(name="甲一")
    set_seal()
    renamed(one, "甲二")
    added(name="乙一")
    return one


def the_entry(family: Family) -> Entry:
    """The entry of the correction: neither the first nor the last of its chain."""
    return Entry.objects.get(pk=family.record.recorded_in)


def pk(row: PersonRecord) -> object:
    """A row's id as the database keeps it."""
    return row.pk.hex if connection.vendor == "sqlite" else row.pk


def entry_pk(family: Family) -> object:
    return the_entry(family).pk.hex if connection.vendor == "sqlite" else the_entry(family).pk


def test_after_the_stories_everything_is_whole(family: Family) -> None:
    verdict = verify()
    assert verdict.faults == []
    assert verdict.entries == Entry.objects.count() and verdict.seals == 1 and verdict.chains == Head.objects.count()
    assert verdict.rows == sum(model._default_manager.count() for model in watched_models())


@pytest.mark.owner
@pytest.mark.parametrize("key", ["0123456789ABCDEF0123456789ABCDEF", "keiner"])
def test_a_row_put_in_under_a_key_the_program_would_not_write_is_named(family: Family, key: str) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL takes no such key")
    others = [f'"{one.column}"' for one in PersonRecord._meta.concrete_fields if one.name not in ("id", "valid_from")]
    with around_the_program("registry_personrecord"):
        names = ", ".join(others)
        assert sql(f"INSERT INTO registry_personrecord (id, valid_from, {names}) SELECT %s, '1999-01-01', {names} FROM registry_personrecord LIMIT 1", key) == 1
    fault, = verify().faults
    assert fault.where.startswith("registry_personrecord ") and "没有留痕" in fault.sentence


@pytest.mark.owner
@pytest.mark.parametrize(("column", "value"), [("recorded_at", "nie"), ("superseded_at", "nie"), ("superseded_in", "x")])
def test_a_row_that_holds_what_its_column_cannot_hold_is_named(family: Family, column: str, value: str) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL takes no such value")
    with around_the_program("registry_personrecord"):
        assert sql(f"UPDATE registry_personrecord SET {column} = %s WHERE id = %s", value, pk(family.record)) == 1
    fault, = verify().faults
    assert fault.where == f"registry_personrecord {family.record.pk}" and "绕开程序" in fault.sentence


def test_it_stands_at_one_moment_while_people_work_on(fresh_database: str, county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written when all entries were looked at and no row yet has no witness; so it must not be seen."""
    monkeypatch.setattr(journal_verify, "CHUNK", 1)
    one = added(name="甲一")
    there, told = Entry.objects.count(), list[tuple[int, int]]()

    def worked() -> None:
        added(name="丙一")
        renamed(one, "甲三")
        connection.close()

    def heard(done: int, total: int) -> None:
        told.append((done, total))
        if done == there:
            clerk = Thread(target=worked)
            clerk.start()
            clerk.join()
    verdict = verify(heard)
    assert verdict.faults == [] and verdict.entries == there and Entry.objects.count() == there + 2
    assert told[-1] == (verdict.entries + verdict.rows, verdict.entries + verdict.rows) and verify().whole


# column of an entry → what it is changed to
ENTRY_COLUMNS = {
    "reason": "不是这个理由", "user_name": "别人", "user_id": 999999, "post_title": "别的岗位", "verb": "person.removed", "place_code": "990121001003",
    "subject_kind": "x", "subject_id": "x", "subject_label": "别的户", "origin_kind": "x", "origin_id": "x", "papers": "f" * 64, "changes": "a1.own.AAAA",
    "previous": "0" * 64, "hash": "0" * 64, "at": "2020-01-01 00:00:00+00:00", "rows": "",
}


@pytest.mark.parametrize("column", sorted(ENTRY_COLUMNS))
def test_an_altered_entry_is_named(family: Family, column: str) -> None:
    entry = the_entry(family)
    with around_the_program(*TABLES):
        assert sql(f"UPDATE journal_entry SET {column} = %s WHERE id = %s", ENTRY_COLUMNS[column], entry_pk(family)) == 1
    first = verify().faults[0]
    assert first.where == f"{TOWNSHIP} #{entry.number}" and "链条断开" in first.sentence


@pytest.mark.parametrize("rows", ["x", "+ registry_personrecord", "+ a b", "~ a b", "\n", "甲 乙 丙 丁 戊"])
def test_an_entry_whose_lines_are_nonsense_is_named_and_not_stumbled_over(family: Family, rows: str) -> None:
    with around_the_program(*TABLES):
        sql("UPDATE journal_entry SET rows = %s WHERE id = %s", rows, entry_pk(family))
    assert verify().faults[0].where == f"{TOWNSHIP} #{the_entry(family).number}"


def test_an_entry_taken_out_of_the_middle_is_named(family: Family) -> None:
    number = the_entry(family).number
    with around_the_program(*TABLES):
        assert sql("DELETE FROM journal_entry WHERE id = %s", entry_pk(family)) == 1
    assert verify().faults[0].where == f"{TOWNSHIP} #{number}"


def test_entries_cut_off_the_end_are_noticed(family: Family) -> None:
    last = Head.objects.get(chain=TOWNSHIP).number
    with around_the_program(*TABLES):
        assert sql("DELETE FROM journal_entry WHERE chain = %s AND number = %s", TOWNSHIP, last) == 1
    assert "链尾与链头记录不符" in verify().faults[0].sentence


def test_entries_cut_off_the_end_together_with_the_head_leave_rows_without_an_entry(family: Family) -> None:
    """Whoever mends the head too must also take the rows; then only a seal set in between remembers."""
    last = Entry.objects.get(chain=TOWNSHIP, number=Head.objects.get(chain=TOWNSHIP).number)
    with around_the_program(*TABLES):
        sql("DELETE FROM journal_entry WHERE chain = %s AND number = %s", TOWNSHIP, last.number)
        sql("UPDATE journal_head SET number = %s, hash = %s WHERE chain = %s", last.number - 1, last.previous, TOWNSHIP)
    faults = verify().faults
    assert faults and all("没有留痕" in fault.sentence for fault in faults)


def test_an_entry_put_in_at_the_end_is_noticed(family: Family) -> None:
    last = Entry.objects.get(chain=TOWNSHIP, number=Head.objects.get(chain=TOWNSHIP).number)
    forged = Entry(**{f.attname: getattr(last, f.attname) for f in Entry._meta.concrete_fields})
    forged.pk, forged.number, forged.previous, forged.rows = uuid4(), last.number + 1, last.hash, ""
    forged.hash = forged.computed_hash()
    forged.save(force_insert=True)
    assert "链尾与链头记录不符" in verify().faults[0].sentence


def test_two_entries_in_each_other_s_place_are_named(family: Family) -> None:
    number = the_entry(family).number
    with around_the_program(*TABLES):
        for old, new in ((number, 0), (number + 1, number), (0, number + 1)):
            sql("UPDATE journal_entry SET number = %s WHERE chain = %s AND number = %s", new, TOWNSHIP, old)
    assert verify().faults[0].where == f"{TOWNSHIP} #{number}"


@pytest.mark.parametrize(("column", "value"), [("hash", "0" * 64), ("number", 1)])
def test_an_altered_head_is_noticed(family: Family, column: str, value: object) -> None:
    with around_the_program(*TABLES):
        assert sql(f"UPDATE journal_head SET {column} = %s WHERE chain = %s", value, TOWNSHIP) == 1
    assert any(fault.where.startswith(TOWNSHIP) and "链头" in fault.sentence for fault in verify().faults)


def test_a_head_that_was_taken_away_is_noticed(family: Family) -> None:
    with around_the_program(*TABLES):
        assert sql("DELETE FROM journal_head WHERE chain = %s", TOWNSHIP) == 1
    assert any(fault.where.startswith(TOWNSHIP) for fault in verify().faults)


@pytest.mark.parametrize(("column", "value"), [("root", "0" * 64), ("heads", "990121001 1 00"), ("heads", "胡写"), ("heads", "990121001 一 00")])
def test_an_altered_seal_is_noticed(family: Family, column: str, value: str) -> None:
    with around_the_program(*TABLES):
        assert sql(f"UPDATE journal_seal SET {column} = %s", value) == 1
    assert any(fault.where.startswith("seal") for fault in verify().faults)


@pytest.mark.parametrize("other", ["\v", "\r", "\x1c", "\x85", "\u2028", "\n\n"])
def test_a_seal_whose_lines_end_otherwise_is_an_altered_seal(family: Family, other: str) -> None:
    heads = Seal.objects.get().heads
    for altered in (heads.replace("\n", other, 1), heads + other):
        with around_the_program(*TABLES):
            assert altered != heads and sql("UPDATE journal_seal SET heads = %s", altered) == 1
        assert any(fault.where.startswith("seal") for fault in verify().faults), repr(altered)


def test_a_chain_rewritten_from_beginning_to_end_with_its_head_is_held_against_the_seal(family: Family) -> None:
    """The whole chain hashed anew, as somebody would who has the program's source and the database's password."""
    with around_the_program(*TABLES):
        previous = ""
        for entry in Entry.objects.filter(chain=TOWNSHIP).order_by("number"):
            entry.reason, entry.previous = "后来改的", previous
            entry.hash = previous = entry.computed_hash()
            entry.save()
        Head.objects.filter(chain=TOWNSHIP).update(hash=previous)
    faults = verify().faults
    assert [fault.where for fault in faults] == [f"{TOWNSHIP} #{Seal.objects.get().heads.split(TOWNSHIP + ' ')[1].split(' ')[0]}"]
    assert "整段链条被重写过" in faults[0].sentence


@pytest.mark.parametrize(("column", "value"), [
    ("name", "丙"), ("place_code", "990121001003"), ("place_then", "990121001003"), ("valid_from", "2020-01-01"), ("valid_to", "2025-01-01"),
    ("recorded_at", "2020-01-01 00:00:00+00:00"), ("id_number", "a1.k1.AAAA"), ("work_months", 12),
])
def test_a_row_altered_by_hand_is_named(family: Family, column: str, value: object) -> None:
    with around_the_program(*TABLES):
        assert sql(f"UPDATE registry_personrecord SET {column} = %s WHERE id = %s", value, pk(family.record)) == 1
    assert _only_fault(f"registry_personrecord {family.record.pk}").sentence.startswith("这一行的内容与留痕不符")


def test_a_row_put_in_by_hand_is_named(family: Family) -> None:
    forged = family.record.draft(recorded_in=family.record.recorded_in, recorded_at=family.record.recorded_at, valid_from="2019-01-01", valid_to="2020-01-01")
    forged.save(force_insert=True)
    assert "没有留痕" in _only_fault(f"registry_personrecord {forged.pk}").sentence


def test_a_row_deleted_by_hand_is_named(family: Family) -> None:
    with around_the_program(*TABLES):
        assert sql("DELETE FROM registry_personrecord WHERE id = %s", pk(family.record)) == 1
    assert "被删掉了" in _only_fault(f"registry_personrecord {family.record.pk}").sentence


BY_HAND: dict[str, Callable[[], str]] = {
    "superseded": lambda: "UPDATE registry_personrecord SET superseded_at = '2026-01-01 00:00:00+00:00' WHERE id = %s",
    "superseded in an entry": lambda: "UPDATE registry_personrecord SET superseded_in = recorded_in WHERE id = %s",
}


@pytest.mark.parametrize("how", sorted(BY_HAND))
def test_a_row_superseded_by_hand_is_named(family: Family, how: str) -> None:
    with around_the_program(*TABLES):
        assert sql(BY_HAND[how](), pk(family.record)) == 1
    assert "作废或恢复" in _only_fault(f"registry_personrecord {family.record.pk}").sentence


def test_a_superseded_row_brought_back_by_hand_is_named(family: Family) -> None:
    old = PersonRecord.objects.get(person=family.person, superseded_in=family.record.recorded_in)
    with around_the_program(*TABLES):
        assert sql("UPDATE registry_personrecord SET superseded_in = NULL WHERE id = %s", pk(old)) == 1
    assert "作废或恢复" in _only_fault(f"registry_personrecord {old.pk}").sentence


def test_a_row_in_place_altered_by_hand_is_named(family: Family) -> None:
    assert sql("UPDATE organization_place SET name = %s WHERE code = %s", "别的村", VILLAGE) == 1
    fault, = verify().faults
    assert fault.where.startswith("organization_place ") and "内容与留痕不符" in fault.sentence


def _only_fault(where: str) -> Fault:
    fault, = verify().faults
    assert fault.where == where
    return fault
