"""The alarm clock: what it wakes, and what it does while the database is away."""

import logging

import pytest
from apscheduler.triggers.cron import CronTrigger
from django.utils.module_loading import import_string
from psycopg import OperationalError

from bangfu.config.commands.worker import alarm_clock, patient
from bangfu.config.schedule import SCHEDULE


def test_it_sweeps_and_keeps_the_whole_schedule_one_at_a_time_and_misses_none() -> None:
    clock = alarm_clock()
    assert {job.id for job in clock.get_jobs()} == {"sweep", *SCHEDULE}
    assert clock._job_defaults == {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}


@pytest.mark.parametrize(("name", "hours"), sorted(SCHEDULE.items()))
def test_every_entry_of_the_schedule_names_a_function_and_hours_that_exist(name: str, hours: str) -> None:
    assert callable(import_string(name)) and CronTrigger.from_crontab(hours)


def test_while_the_database_is_away_it_says_so_once_and_again_only_after_it_was_back(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangfu.config.commands.worker.close_old_connections", lambda: None)
    away = [True, True, False, True]

    def look() -> None:
        if away.pop(0):
            raise OperationalError("connection refused")

    look_patiently = patient(look)
    with caplog.at_level(logging.WARNING, "bangfu.worker"):
        said = []
        for _ in range(4):
            look_patiently()
            said.append(len(caplog.records))
    assert said == [1, 1, 1, 2]


def test_an_error_of_the_program_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangfu.config.commands.worker.close_old_connections", lambda: None)

    def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        patient(broken)()
