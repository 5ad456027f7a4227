"""What PostgreSQL is told of the reach, and what it shows then: per transaction, nothing where nothing was told."""

from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, connection, transaction

from bangfu.organization.models import Group
from bangfu.rules.place_code import EVERYWHERE, CodeRange
from bangfu.walls.reach import reaching, whole_county
from tests.county import FAR_VILLAGE, NEXT_VILLAGE, THIRD_VILLAGE, VILLAGE, County
from tests.web.world import ABROAD

HERE = [CodeRange.under(VILLAGE)]


@pytest.fixture(autouse=True)
def _only_on_postgresql(fresh_database: str, county: County) -> Iterator[None]:
    """Every test with a database of its own, so that its transactions are real ones; a 村民组 in each village."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has the first wall only")
    for code in (VILLAGE, NEXT_VILLAGE, THIRD_VILLAGE, FAR_VILLAGE, ABROAD):
        Group.objects.create(name="一组", place_code=code, place_then=code, valid_from="2020-01-01", recorded_in="00000000-0000-7000-8000-000000000000")
    yield


def seen() -> list[str]:
    return sorted(Group.objects.values_list("place_code", flat=True))


def test_nothing_told_nothing_seen_nothing_written() -> None:
    with reaching(()):
        assert seen() == []
        assert Group.objects.update(name="二组") == 0
        with pytest.raises(ProgrammingError, match="row-level security"):
            Group.objects.create(name="三组", place_code=VILLAGE, place_then=VILLAGE, valid_from="2020-01-01", recorded_in="00000000-0000-7000-8000-000000000000")


def test_a_statement_by_itself_is_told_too() -> None:
    with reaching(HERE):
        assert seen() == [VILLAGE]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('bangfu.lo1', true)")
        assert cursor.fetchone()[0] == EVERYWHERE.lo   # what the test itself reaches: the village is gone


def test_a_reach_ends_with_its_transaction() -> None:
    with reaching(HERE), transaction.atomic():
        assert seen() == [VILLAGE]
    raw = connection.connection.execute("SELECT coalesce(current_setting('bangfu.lo1', true), ''), count(*) FROM organization_group").fetchone()
    assert raw == ("", 0)   # past the program, on the same connection


def test_a_reach_may_change_within_a_transaction() -> None:
    with transaction.atomic():
        for where in ([VILLAGE], [FAR_VILLAGE, VILLAGE], [], [NEXT_VILLAGE]):
            with reaching(map(CodeRange.under, where)):
                assert seen() == sorted(where)
        assert len(seen()) == 5


def test_a_savepoint_that_is_undone_takes_nothing_along() -> None:
    with reaching(HERE), transaction.atomic():
        assert seen() == [VILLAGE]
        with pytest.raises(KeyError), whole_county("a test"), transaction.atomic():
            assert len(seen()) == 5
            raise KeyError
        assert seen() == [VILLAGE]
        with pytest.raises(KeyError), transaction.atomic(), whole_county("a test"):
            assert len(seen()) == 5
            raise KeyError
        assert seen() == [VILLAGE]


def test_a_savepoint_begun_before_anything_was_told_is_told_again() -> None:
    with reaching(HERE), transaction.atomic():
        with pytest.raises(KeyError), transaction.atomic():
            assert seen() == [VILLAGE]
            raise KeyError
        assert seen() == [VILLAGE]


def test_five_villages_that_do_not_touch_are_seen_and_none_between_them() -> None:
    some = [f"9901210010{nth:02d}" for nth in (1, 3, 5, 7, 9)]
    with reaching(CodeRange.under(code) for code in some):
        assert seen() == [VILLAGE, THIRD_VILLAGE]
    with reaching(CodeRange.under(code) for code in (*some, FAR_VILLAGE, ABROAD)):
        assert seen() == [VILLAGE, THIRD_VILLAGE, FAR_VILLAGE, ABROAD]


def test_a_long_answer_by_a_cursor_of_the_server_is_within_reach_too() -> None:
    with reaching(HERE):
        assert list(Group.objects.values_list("place_code", flat=True).iterator(2)) == [VILLAGE]


def test_a_row_is_not_moved_out_of_reach() -> None:
    with reaching(HERE), pytest.raises(ProgrammingError, match="row-level security"):
        Group.objects.update(place_code=NEXT_VILLAGE)


def test_the_program_s_role_owns_nothing_and_cannot_lift_a_wall() -> None:
    for statement in (
        "ALTER TABLE organization_group DISABLE ROW LEVEL SECURITY", "DROP POLICY bangfu_wall ON organization_group", "TRUNCATE organization_group",
        "ALTER TABLE journal_entry DISABLE TRIGGER ALL", "SET session_replication_role = replica",
    ):
        with pytest.raises(ProgrammingError), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_index_is_read_by_the_wall() -> None:
    with reaching(HERE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT 1 FROM organization_group")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Cond" in plan and "current_setting" in plan


def test_no_statement_is_compiled_whatever_is_rolled_back() -> None:
    connection.close()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
