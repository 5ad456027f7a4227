"""The two accounts as a county sets them up: made by `bangfu roles`, set up as the owner, run as the other, which the wall holds."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.db import connection

from bangfu.sealing.ring import ring
from tests.clean_database import as_owner
from tests.program import ROOT, bangfu, started

NAME = f"bangfu_roles_{os.getpid()}"


@dataclass(frozen=True)
class Accounts:
    """The environment of the program, and what the owner's steps have beside it."""

    daily: dict[str, str]
    owner: dict[str, str]


@pytest.fixture
def accounts(fresh_database: str, tmp_path: Path) -> Iterator[Accounts]:
    """What `bangfu roles` says, done by the administrator of the server; reached over its socket, as every test is."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no accounts")
    said = bangfu("roles", str(tmp_path / "etc"), "--database", NAME)
    assert said.returncode == 0, said.stderr
    _administer(said.stdout.split("\n"))
    daily, owner = ((tmp_path / "etc" / name).read_text().strip().partition("=")[2] for name in ("bangfu.env", "bangfu-owner.env"))
    ring()
    shutil.copytree(settings.KEYS, tmp_path / "var" / "keys")
    rest = {"BANGFU_VAR": str(tmp_path / "var"), "BANGFU_TEST_VAR": str(tmp_path / "var"), "BANGFU_KEYS": "", "DJANGO_SETTINGS_MODULE": "bangfu.config.settings"}
    yield Accounts({**rest, "DATABASE_URL": _by_socket(daily)}, {"BANGFU_OWNER_URL": _by_socket(owner)})
    _administer([f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE);", f"DROP DATABASE IF EXISTS {NAME}_back WITH (FORCE);", f"DROP ROLE {NAME};", f"DROP ROLE {NAME}_owner;"])


def _administer(statements: list[str]) -> None:
    with as_owner(), connection._nodb_cursor() as cursor:
        for one in filter(None, statements):
            cursor.execute(one)


def _by_socket(url: str) -> str:
    told, at = urlsplit(url), connection.settings_dict
    port = f":{at['PORT']}" if at["PORT"] else ""
    return f"postgres://{told.username}:{quote(told.password or '')}@{quote(at['HOST'], safe='')}{port}{told.path}"


def test_a_county_is_set_up_run_backed_up_and_put_back(accounts: Accounts, tmp_path: Path) -> None:
    daily, owner = accounts.daily, {**accounts.daily, **accounts.owner}
    refused = bangfu("init", **daily)
    assert refused.returncode == 1 and "BANGFU_OWNER_URL" in refused.stderr
    assert bangfu("init", **owner).returncode == 0
    listed = tmp_path / "places.csv"
    listed.write_text("code,name,level,parent\n990121,云岫县,county,\n990121001,青石镇,township,990121\n990121001001,上垟村,village,990121001\n")
    said = bangfu("places", "import", str(listed), **daily)
    assert said.returncode == 0, said.stderr
    assert bangfu("journal", "verify", **daily).returncode == 0
    with started("serve", "--port", "18700", **daily) as program:
        assert program.address
    taken = bangfu("backup", str(tmp_path / "backup"), "--keys", str(tmp_path / "keys"), **daily)
    assert taken.returncode == 0, taken.stderr
    _administer([f"CREATE DATABASE {NAME}_back OWNER {NAME}_owner;"])
    back = {name: f"{value}_back" if name.endswith("_URL") else value for name, value in owner.items()}
    back["BANGFU_VAR"] = back["BANGFU_TEST_VAR"] = str(tmp_path / "back")
    folder = next(path for path in (tmp_path / "backup").iterdir())
    restored = bangfu("restore", str(folder), "--keys", str(tmp_path / "keys"), **back)
    assert restored.returncode == 0, restored.stdout + restored.stderr
    with started("serve", "--port", "18700", **{**back, "BANGFU_OWNER_URL": ""}) as program:
        assert program.address


def test_the_program_does_not_start_as_one_whom_the_wall_does_not_hold(accounts: Accounts) -> None:
    assert bangfu("init", **{**accounts.daily, **accounts.owner}).returncode == 0
    at = connection.settings_dict
    above_all = f"postgres://{at['USER']}@{quote(at['HOST'], safe='')}/{NAME}"
    for url, why in ((accounts.owner["BANGFU_OWNER_URL"], "拥有这些表"), (above_all, "是超级用户")):
        for refused in _started({**accounts.daily, "DATABASE_URL": url}):
            assert refused.returncode == 1 and why in refused.stderr and "bangfu roles" in refused.stderr
    _lift(accounts)
    for refused in _started(accounts.daily):
        assert refused.returncode == 1 and "evidence_paper" in refused.stderr


def _started(environment: dict[str, str]) -> "Iterator[subprocess.CompletedProcess[str]]":
    """The pages, the worker, and the pages by another server."""
    yield from (bangfu(word, **environment) for word in ("serve", "worker"))
    line = [sys.executable, "-c", "import bangfu.config.wsgi"]
    yield subprocess.run(line, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True)


def _lift(accounts: Accounts) -> None:
    import psycopg

    with psycopg.connect(accounts.owner["BANGFU_OWNER_URL"], autocommit=True) as owner:
        owner.execute("ALTER TABLE evidence_paper DISABLE ROW LEVEL SECURITY")


def test_the_files_are_for_nobody_else_and_are_never_overwritten(tmp_path: Path) -> None:
    said = bangfu("roles", str(tmp_path / "etc"), "--database", "yunxiu", "--host", "10.1.1.2")
    daily, owner = (tmp_path / "etc" / name for name in ("bangfu.env", "bangfu-owner.env"))
    assert {stat.S_IMODE(path.stat().st_mode) for path in (daily, owner)} == {0o600}
    assert daily.read_text().startswith("DATABASE_URL=postgres://yunxiu:") and owner.read_text().startswith("BANGFU_OWNER_URL=postgres://yunxiu_owner:")
    assert "CREATE ROLE \"yunxiu\" LOGIN" in said.stdout and "NOBYPASSRLS" in said.stdout
    before = daily.read_text()
    assert bangfu("roles", str(tmp_path / "etc")).returncode == 1 and daily.read_text() == before


@pytest.mark.parametrize("name", ["x; DROP", 'a"b', "Große", ""])
def test_a_name_that_is_not_plain_is_refused(tmp_path: Path, name: str) -> None:
    refused = bangfu("roles", str(tmp_path / "etc"), "--database", name)
    assert refused.returncode == 1 and not (tmp_path / "etc").exists()
