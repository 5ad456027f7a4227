"""Looking for words wherever the program keeps anything: every column of every table, every token that still opens, every file."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection, connections

from bangfu.deliveries.forgetting import EXAMPLES
from bangfu.deliveries.rows import PURPOSE as ROW
from bangfu.deliveries.shapes import PURPOSE as SHAPE
from bangfu.journal.words import CHANGES, LABEL, REASON
from bangfu.registry.records import BANK_PURPOSE, ID_PURPOSE, PHONE_PURPOSE
from bangfu.sealing import files
from bangfu.sealing.models import SubjectKey
from bangfu.sealing.ring import KeyLost, Tampered, ring
from tests.clean_database import CleanDatabase

TOKEN = re.compile(r"(?:a1|s1)\.\w+\.[A-Za-z0-9_=-]{20,}")
PURPOSES = (ID_PURPOSE, PHONE_PURPOSE, BANK_PURPOSE, ROW, SHAPE, EXAMPLES, CHANGES, LABEL, REASON)


def hits_in_tables(words: Iterable[str]) -> dict[str, set[str]]:
    """Word → "table.column" where it stands, in clear or inside a token that opens."""
    wanted, keys = sorted(words), [one.key for one in SubjectKey.objects.exclude(wrapped="")]
    found: dict[str, set[str]] = {word: set() for word in wanted}
    for where, text in _cells():
        for clear in (text, *(_opened(token, keys) for token in TOKEN.findall(text))):
            for word in wanted:
                if word in clear:
                    found[word].add(where)
    return found


def _cells() -> Iterator[tuple[str, str]]:
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                yield from ((f"{table}.{name}", str(value)) for name, value in zip(names, row, strict=True) if value not in (None, ""))


def _opened(token: str, keys: list[bytes | None]) -> str:
    """What a token says under any purpose and any key that lives; '' when none opens it."""
    own = token.split(".")[1] == "own"
    for key in keys if own else [None]:
        for purpose in PURPOSES:
            try:
                return ring().unseal_bytes(token, purpose, key=key).decode()
            except (Tampered, KeyLost, ValueError):
                continue
    return ""


def hits_in_files(words: Iterable[str]) -> dict[str, set[str]]:
    """Word → files of the data directory and of the embedded database in which it stands: as they lie, unsealed, unzipped, unpacked."""
    wanted = sorted(words)
    found: dict[str, set[str]] = {word: set() for word in wanted}
    for path in _files():
        for content in _contents(path):
            for word in wanted:
                if word.encode() in content:
                    found[word].add(path.name)
    return found


def _files() -> Iterator[Path]:
    yield from (one for one in Path(settings.DATA).rglob("*") if one.is_file())
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        yield from (Path(name + tail) for tail in ("", "-wal") if Path(name + tail).exists())


def _contents(path: Path) -> Iterator[bytes]:
    yield path.read_bytes()
    if path.suffix == ".sealed":
        content = files.kept(path.stem)
        yield content
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                yield from (book.read(name) for name in book.namelist())
    if path.suffix == ".parquet":
        yield str(pq.read_table(path).to_pydict()).encode()


def copied_database() -> str:
    """A copy of the database as it stands now; its name."""
    now = str(connection.settings_dict["NAME"])
    connections.close_all()
    return CleanDatabase(now).copied()[0]


@contextmanager
def looking_at(name: str) -> Iterator[None]:
    """Another database in the place of this one, discarded afterwards."""
    was = connection.settings_dict["NAME"]
    connections.close_all()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = was
        CleanDatabase(name).discard(name)
