"""The database at one moment: copied while people go on working, counted in that same moment, and put back.

SQLite: its own backup interface inside a read transaction. PostgreSQL: pg_dump of a snapshot that is held open meanwhile.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from bangfu.backups.manifest import Tally
from bangfu.rules.place_code import EVERYWHERE
from bangfu.rules.refusal import Refused
from bangfu.walls.reach import NAMES, as_settings

FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
BEYOND = 1 << 128
FETCHED = 5000


def copied(folder: Path) -> dict[str, Tally]:
    """Copies the database into the folder and returns the tallies of that very moment. Refused where pg_dump is missing or fails."""
    return _copied_sqlite(folder / FILES["sqlite"]) if connection.vendor == "sqlite" else _copied_postgres(folder / FILES["postgresql"])


def put_back(folder: Path) -> None:
    """Fills the empty database of this installation from the folder. Refused when it is not empty, or is of the other kind."""
    if not (folder / FILES[connection.vendor]).is_file():
        kind = "PostgreSQL" if connection.vendor == "sqlite" else "SQLite"
        raise Refused(f"这份备份出自 {kind}，而现在的 DATABASE_URL 指向另一种数据库。请改好 DATABASE_URL 再恢复。")
    if connection.introspection.table_names():
        raise Refused("这里的数据库不是空的，恢复不会覆盖已有的数据。请把 DATABASE_URL 或 BANGFU_VAR 指到一个空的地方再恢复。")
    if connection.vendor == "sqlite":
        _put_back_sqlite(folder / FILES["sqlite"])
    else:
        _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", f"--dbname={_settings()['NAME']}",
             str(folder / FILES["postgresql"]))


def tallies() -> dict[str, Tally]:
    """Rows and digest of every table as it stands now."""
    if connection.vendor == "sqlite":
        with _opened(Path(str(connection.settings_dict["NAME"]))) as source:
            return _tallies_sqlite(source)
    with transaction.atomic():
        return _tallies_postgres()


def size() -> int:
    """Bytes the database takes now; a copy needs no more."""
    if connection.vendor == "sqlite":
        return sum(path.stat().st_size for path in _sqlite_files() if path.exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _sqlite_files() -> list[Path]:
    name = str(connection.settings_dict["NAME"])
    return [Path(name), Path(f"{name}-wal")]


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection of its own, which only reads, in a transaction that sees one moment."""
    source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=30)
    try:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()   # from here on the moment is held
        yield source
    finally:
        source.close()


def _copied_sqlite(target: Path) -> dict[str, Tally]:
    with _opened(Path(str(connection.settings_dict["NAME"]))) as source:
        copy = sqlite3.connect(target, isolation_level=None)
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")   # one file, nothing beside it
        finally:
            copy.close()
        return _tallies_sqlite(source)


def _put_back_sqlite(source: Path) -> None:
    connection.close()   # looking for tables has made an empty file
    for path in _sqlite_files():
        path.unlink(missing_ok=True)
    target = Path(str(connection.settings_dict["NAME"]))
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_suffix(".part")
    shutil.copyfile(source, draft)
    draft.chmod(0o600)
    draft.rename(target)   # whole or not there


def _tallies_sqlite(source: sqlite3.Connection) -> dict[str, Tally]:
    names = [name for name, in source.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]
    return {name: _tally_sqlite(source, name) for name in names}


def _tally_sqlite(source: sqlite3.Connection, table: str) -> Tally:
    number, total = 0, 0
    rows = source.execute(f'SELECT * FROM "{table}"')   # noqa: S608 - a name the database gave
    while part := rows.fetchmany(FETCHED):
        number += len(part)
        total += sum(int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=16).digest()) for row in part)
    return Tally(number, f"{total % BEYOND:032x}")


def _copied_postgres(target: Path) -> dict[str, Tally]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
        _run("pg_dump", "--format=custom", "--enable-row-security", "--no-owner", "--no-privileges", f"--snapshot={moment}", f"--file={target}", str(_settings()["NAME"]))
        return _tallies_postgres()


def _tallies_postgres() -> dict[str, Tally]:
    """Counted by the server: the sum of the first 60 bits of the MD5 of each row as text."""
    with connection.cursor() as cursor:
        found: dict[str, Tally] = {}
        for name in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0) FROM \"{name}\" t")   # noqa: S608
            rows, total = cursor.fetchone()
            found[name] = Tally(rows, f"{int(total):x}")
        return found


def _run(program: str, *words: str) -> None:
    """Runs one of PostgreSQL's own programs. The password goes through the environment, never through the command line."""
    told = _settings()
    where = [f"--{option}={told[name]}" for option, name in (("host", "HOST"), ("port", "PORT"), ("username", "USER")) if told.get(name)]
    reach = " ".join(f"-c {name}={value}" for name, value in zip(NAMES, as_settings((EVERYWHERE,)), strict=True))   # the second wall shows nothing otherwise
    environment = {**os.environ, "PGOPTIONS": reach, **({"PGPASSWORD": str(told["PASSWORD"])} if told.get("PASSWORD") else {})}
    done = subprocess.run([_found(program), *where, *words], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Refused(f"{program} 没有成功：{(done.stderr.strip().splitlines() or ['没有说明原因'])[-1]}")


def _found(program: str) -> str:
    """On PATH, else the newest that Debian keeps aside."""
    aside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
    found = shutil.which(program) or (str(aside[-1]) if aside else "")
    if not found:
        raise Refused(f"这台机器上没有 {program}。请安装 PostgreSQL 的客户端程序（postgresql-client），版本不低于服务器。")
    return found


def _settings() -> dict[str, object]:
    return connection.settings_dict
