"""The two accounts of PostgreSQL: set up, upgraded and put back as the owner of the tables, run as one that owns nothing (docs/decisions/0038)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import ProgrammingError, connection
from django.db.migrations.exceptions import MigrationSchemaMissing
from psycopg.errors import InsufficientPrivilege

from bangfu.rules.refusal import Refused
from bangfu.walls.roles import is_there, let_in, must_hold

SIGNED_IN = ("USER", "PASSWORD", "HOST", "PORT", "NAME")


@contextmanager
def as_owner() -> Iterator[None]:
    """As the account of BANGFU_OWNER_URL, where one is set; afterwards the one of DATABASE_URL is let in to every table that is there now. Refused where the
    account may not change tables."""
    if settings.OWNER is None or connection.vendor != "postgresql":
        with _asking_for_the_owner():
            yield
        return
    told: dict[str, Any] = connection.settings_dict
    before = {name: value for name, value in connection.settings_dict.items() if name in SIGNED_IN}
    connection.close()
    told.update({name: value for name, value in settings.OWNER.items() if name in SIGNED_IN})
    try:
        yield
        if before["USER"] != settings.OWNER["USER"] and is_there(before["USER"]):
            let_in(before["USER"])
    finally:
        connection.close()
        told.update(before)


@contextmanager
def _asking_for_the_owner() -> Iterator[None]:
    try:
        yield
    except (ProgrammingError, MigrationSchemaMissing) as error:
        if not any(isinstance(one, InsufficientPrivilege) for one in _causes(error)):
            raise
        raise Refused("日常账号不能建表、改表。请用建表账号运行这一步：先设好 BANGFU_OWNER_URL（bangfu roles 写在 bangfu-owner.env 里）。") from error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def must_be_walled() -> None:
    """Refused where the second wall would not hold, but for the invented county of `bangfu demo`."""
    if os.environ.get("BANGFU_DEMO") != "1":
        must_hold()
