"""bangfu worker: does the jobs people asked for, and what the schedule says.

The alarm clock (APScheduler) only wakes it; what is to be done stands in the database, so the clock may be killed at any moment.
Signals therefore keep their plain effect: the process ends at once and the next worker goes on (docs/decisions/0006).
"""

import argparse
import logging
import signal
import threading
import time
from collections.abc import Callable

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string

from bangfu.config.answer import answer
from bangfu.config.owning import must_be_walled
from bangfu.config.schedule import SCHEDULE
from bangfu.walls.reach import whole_county
from bangfu.work.trouble import trouble
from bangfu.work.worker import me, sweep

EVERY = 1.0   # seconds between two looks for work
JUMP = 5.0    # seconds by which the clock on the wall may move against the one that only counts, before it was set
log = logging.getLogger("bangfu.worker")


def add(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(args: argparse.Namespace) -> int:
    """Runs until a signal ends it."""
    must_be_walled()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)   # it would warn each second while a long job runs
    answer(args, "后台任务已启动。", worker=me())
    clock = alarm_clock()
    threading.Thread(target=_watch, args=(clock,), daemon=True).start()
    clock.start()
    return 0


def alarm_clock() -> BlockingScheduler:
    """A clock with two threads: one sweeps, the other keeps the schedule while a long job runs. A missed hour is made up once."""
    clock = BlockingScheduler(
        timezone=settings.TIME_ZONE, executors={"default": {"type": "threadpool", "max_workers": 2}},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    clock.add_job(patient(sweep), "interval", seconds=EVERY, id="sweep", next_run_time=timezone.now())
    for name, hours in SCHEDULE.items():
        clock.add_job(patient(import_string(name)), CronTrigger.from_crontab(hours, timezone=settings.TIME_ZONE), id=name)
    return clock


def _watch(clock: BlockingScheduler) -> None:
    """Winds the alarm clock anew whenever the clock on the wall was set: set back a day, it would sleep for a day."""
    ahead = _ahead()
    while True:
        time.sleep(EVERY)
        if abs(_ahead() - ahead) > JUMP:
            log.warning("服务器的时钟被调整了 %+.0f 秒，已按新的时间接着做。", _ahead() - ahead)
            ahead = _ahead()
            wind_anew(clock)


def _ahead() -> float:
    return timezone.now().timestamp() - time.monotonic()


def wind_anew(clock: BlockingScheduler) -> None:
    """Every hour of the schedule counted from the time it is now; the next sweep is at once."""
    now = timezone.now()
    for job in clock.get_jobs():
        job.modify(next_run_time=now if job.id == "sweep" else job.trigger.get_next_fire_time(None, now))


def patient(function: Callable[[], object]) -> Callable[[], None]:
    """The function with fresh connections; while the machine is in trouble (the database away, the disk full) it says so once and tries again next time."""
    told = False

    def run_patiently() -> None:
        nonlocal told
        close_old_connections()
        try:
            with whole_county("what the schedule does, it does for all"):
                function()
            told = False
        except Exception as error:
            words = trouble(error)
            if not words:
                raise
            if not told:
                log.warning("%s稍后自动再试：%s", words, error)
            told = True
        finally:
            close_old_connections()

    return run_patiently
