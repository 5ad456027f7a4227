"""Trouble of the machine: told from errors of the program, said to whoever waits, and waited out."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from bangfu.config.commands.worker import alarm_clock, wind_anew
from bangfu.work import worker as working
from bangfu.work.models import Job
from bangfu.work.trouble import AWAY, BROKEN, BUSY, FULL, READ_ONLY, trouble
from bangfu.work.worker import LEASE, Handle, me, sweep
from tests.county import TOWNSHIP, County
from tests.work.test_actions import ask
from tests.work.test_worker import ELSEWHERE, held

BACKEND = "django.contrib.auth.backends.ModelBackend"


def of_sqlite(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(name)
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(("error", "said"), [
    (OSError(errno.ENOSPC, "No space left on device"), FULL), (OSError(errno.EDQUOT, "quota"), FULL), (OSError(errno.EROFS, "read-only"), READ_ONLY),
    (OSError(errno.EIO, "i/o"), BROKEN), (FileNotFoundError(errno.ENOENT, "none"), ""), (PermissionError(errno.EACCES, "no"), ""),
    (of_sqlite("SQLITE_FULL"), FULL), (of_sqlite("SQLITE_READONLY_DBMOVED"), READ_ONLY), (of_sqlite("SQLITE_IOERR_WRITE"), BROKEN),
    (of_sqlite("SQLITE_BUSY"), BUSY), (of_sqlite("SQLITE_CANTOPEN"), AWAY), (of_sqlite("SQLITE_ERROR"), ""),
    (psycopg.errors.DiskFull(), FULL), (psycopg.errors.ReadOnlySqlTransaction(), READ_ONLY), (psycopg.errors.DeadlockDetected(), BUSY),
    (psycopg.errors.TooManyConnections(), BUSY), (psycopg.errors.AdminShutdown(), AWAY), (psycopg.errors.CrashShutdown(), AWAY),
    (psycopg.OperationalError("server closed the connection unexpectedly"), AWAY), (psycopg.InterfaceError("the connection is closed"), AWAY),
    (psycopg.errors.UndefinedTable(), ""), (psycopg.errors.UniqueViolation(), ""), (psycopg.errors.SyntaxError(), ""), (ZeroDivisionError(), ""), (None, ""),
])
def test_what_is_trouble_and_what_is_an_error_of_the_program(error: Exception | None, said: str) -> None:
    assert trouble(error) == said
    if error:
        wrapped = DatabaseError()
        wrapped.__cause__ = error
        assert trouble(wrapped) == said


def test_every_sentence_says_that_nothing_is_half_and_what_to_do() -> None:
    assert [one for one in (AWAY, BROKEN, BUSY, FULL, READ_ONLY) if "没有写入一半" not in one or "请" not in one or not one.endswith("。")] == []


@contextmanager
def full() -> Iterator[None]:
    """The embedded database may not grow by a page."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")


@contextmanager
def read_only() -> Iterator[None]:
    """Nothing may be written."""
    words = "PRAGMA query_only = {}" if connection.vendor == "sqlite" else "SET default_transaction_read_only = {}"
    with connection.cursor() as cursor:
        cursor.execute(words.format("on"))
        try:
            yield
        finally:
            cursor.execute(words.format("off"))


@contextmanager
def thrown_out() -> Iterator[None]:
    """The server ends our line before the next statement that writes."""
    def ends(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT"):
            with psycopg.connect(os.environ["DATABASE_URL"].partition("?")[0]) as another:
                another.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(ends):
        yield


def makers() -> list[tuple[str, Callable[[], AbstractContextManager[None]]]]:
    """What can befall this database."""
    return [(FULL, full), (READ_ONLY, read_only)] if connection.vendor == "sqlite" else [(READ_ONLY, read_only), (AWAY, thrown_out)]


def test_a_job_in_trouble_says_so_waits_and_is_done_when_it_is_over(fresh_database: str, county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    for words, make in makers():
        met = [make]

        def writes(handle: Handle, met: Any = met) -> None:
            if met:
                with met.pop()(), transaction.atomic():
                    Job.objects.bulk_create(Job(name="x", subject="x" * 200, key=f"much {nth}", place_code="990121", state="done") for nth in range(400))
            handle.reach("there")

        monkeypatch.setattr(working, "_function", lambda _, writes=writes: writes)
        job = ask(county.township_clerk, key=words)
        assert sweep() == 1, "once a sweep, not again and again"
        job.refresh_from_db()
        assert (job.state, job.worker, job.attempts) == ("waiting", "", int(words == AWAY)), job.error
        assert job.note == job.error == f"{words}好了以后自动接着做。" and not Job.objects.filter(key__startswith="much").exists()
        assert sweep() == int(words != AWAY), "what may have brought the database down rests a little"
        Job.objects.filter(pk=job.pk, state="waiting").update(lease_until=timezone.now() - timedelta(seconds=1))
        sweep()
        job.refresh_from_db()
        assert (job.state, job.error, job.checkpoint) == ("done", "", "there")


def test_a_page_in_trouble_says_so_and_the_same_form_does_it_afterwards(fresh_database: str, county: County) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(county.user("township_clerk"), backend=BACKEND)
    for words, make in (makers()[-1], (READ_ONLY, read_only)):
        with make():
            page = client.post(f"/checks/{TOWNSHIP}/run/")
        assert page.status_code == 503 and words in page.content.decode() and page["Retry-After"]
        connection.close()
        assert not Job.objects.exists()
        assert client.post(f"/checks/{TOWNSHIP}/run/").status_code == 302 and Job.objects.all().delete()[0] == 1
    with read_only():
        part, answer = (client.post(f"/checks/{TOWNSHIP}/run/", headers=one) for one in ({"HX-Request": "true"}, {"Accept": "application/json"}))
    assert "<html" not in part.content.decode() and READ_ONLY in part.content.decode() and READ_ONLY in answer.json()["refused"]


def test_what_i_could_not_give_back_while_the_database_was_away_i_take_up_again(county: County) -> None:
    held(county, me())
    assert sweep("a second worker") == 0 and sweep() == 1


@pytest.mark.parametrize(("lease", "taken"), [(timedelta(days=1), 1), (LEASE, 0)])
def test_a_lease_longer_than_any_is_of_a_clock_that_was_set_back(county: County, lease: timedelta, taken: int) -> None:
    held(county, ELSEWHERE, lease=lease)
    assert sweep() == taken


def test_the_alarm_clock_is_wound_anew_when_the_clock_was_set_back() -> None:
    clock = alarm_clock()
    tomorrow = timezone.now() + timedelta(days=1, hours=1)
    for job in clock.get_jobs():
        job.modify(next_run_time=tomorrow)
    wind_anew(clock)
    assert max(job.next_run_time for job in clock.get_jobs()) < tomorrow
    assert next(job.next_run_time for job in clock.get_jobs() if job.id == "sweep") <= timezone.now()
