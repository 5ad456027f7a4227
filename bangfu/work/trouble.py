"""Trouble of the machine under the program (a full disk, a database that is away), told from errors of the program's own: it ends, and what waited goes on."""

import errno
import sqlite3
from collections.abc import Iterator

import psycopg
from django.db import Error

FULL = "服务器的磁盘满了，现在写不进去，没有写入一半的内容。请告诉系统管理员腾出空间。"
READ_ONLY = "服务器的磁盘现在只能读、不能写，没有写入一半的内容。请告诉系统管理员检查磁盘。"
BROKEN = "服务器的磁盘读写出错，没有写入一半的内容。请告诉系统管理员检查磁盘。"
BUSY = "数据库正忙，等了很久没有等到，没有写入一半的内容。请过一会儿再试。"
AWAY = "数据库暂时连接不上，没有写入一半的内容。请过一会儿再试；一直这样，请告诉系统管理员。"

_OF_FILES = {
    errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EFBIG: FULL, errno.EROFS: READ_ONLY, errno.EIO: BROKEN,
}
# the beginning of what SQLite calls it
_OF_SQLITE = (
    ("SQLITE_FULL", FULL), ("SQLITE_READONLY", READ_ONLY), ("SQLITE_IOERR", BROKEN), ("SQLITE_BUSY", BUSY), ("SQLITE_LOCKED", BUSY), ("SQLITE_PROTOCOL", BUSY),
    ("SQLITE_CANTOPEN", AWAY),
)
# the beginning of an SQLSTATE (PostgreSQL, appendix A)
_OF_POSTGRESQL = (
    ("53100", FULL), ("25006", READ_ONLY), ("58030", BROKEN), ("40", BUSY), ("55P03", BUSY), ("53", BUSY), ("08", AWAY), ("57", AWAY), ("58", AWAY),
)


def trouble(error: BaseException | None) -> str:
    """What it is and what to do, as a sentence; '' for an error that is not the machine's. Asked of Django's errors, of the drivers' and of files'."""
    return next((words for one in _causes(error) if (words := _told(one))), "")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> str:
    if isinstance(error, sqlite3.Error):
        return _of(_OF_SQLITE, getattr(error, "sqlite_errorname", None) or "")
    if isinstance(error, psycopg.Error):
        lost = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and not error.sqlstate   # the line broke before the server could say why
        return AWAY if lost else _of(_OF_POSTGRESQL, error.sqlstate or "")
    if isinstance(error, OSError) and not isinstance(error, Error):
        return _OF_FILES.get(error.errno or 0, "")
    return ""


def _of(known: tuple[tuple[str, str], ...], name: str) -> str:
    return next((words for beginning, words in known if name.startswith(beginning)), "")
