"""bangfu init: the database as this version needs it."""

import argparse
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bangfu.config.answer import answer
from bangfu.config.owning import as_owner
from bangfu.registry.counts import catch_up
from bangfu.sealing.present import must_open
from bangfu.work.statistics import refresh_statistics


def add(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(args: argparse.Namespace) -> int:
    """Applies what is still missing. Nothing is done, and said so, when nothing is."""
    for folder in (settings.DATA, settings.KEYS, settings.FILE_UPLOAD_TEMP_DIR, settings.STATIC_ROOT):
        Path(folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    with as_owner():
        missing = missing_migrations()
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    must_open()
    catch_up()
    refresh_statistics()
    words = f"数据库已就绪（{where()}），新执行 {len(missing)} 步。" if missing else f"数据库本来就是最新的（{where()}）。"
    answer(args, words, applied=missing, database=where())
    return 0


def missing_migrations() -> list[str]:
    """The migrations of this version that the database has not seen, as app.name in their order."""
    executor = MigrationExecutor(connection)
    return [f"{step.app_label}.{step.name}" for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def where() -> str:
    """The database in words: its kind and name, never its password."""
    kind = {"sqlite": "内置 SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor)
    return f"{kind} {connection.settings_dict['NAME']}"
