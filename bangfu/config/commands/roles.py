"""bangfu roles: the two accounts of PostgreSQL, as SQL for its administrator and as two files of settings."""

import argparse
import os
import secrets
from pathlib import Path

from bangfu.config.answer import answer
from bangfu.rules.refusal import Refused
from bangfu.walls.roles import quoted

SQL = """\
CREATE ROLE {owner} LOGIN PASSWORD '{owner_password}' NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
CREATE ROLE {user} LOGIN PASSWORD '{user_password}' NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
CREATE DATABASE {database} OWNER {owner} ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {user};"""


def add(parser: argparse.ArgumentParser) -> None:
    """roles FOLDER [--database] [--host] [--port]"""
    parser.add_argument("folder", type=Path, metavar="文件夹", help="两个设置文件放在哪里，如 /etc/bangfu；只有自己能读")
    parser.add_argument("--database", default="bangfu", metavar="名称", help="数据库的名字，默认 bangfu；账号是“名称”和“名称_owner”")
    parser.add_argument("--host", default="127.0.0.1", metavar="地址", help="数据库服务器，默认 127.0.0.1")
    parser.add_argument("--port", type=int, default=5432, metavar="端口", help="默认 5432")


def run(args: argparse.Namespace) -> int:
    """Prints SQL and keeps the passwords in two files, for nobody else to read. Refused, with nothing written, when one of them is there."""
    names = {"user": args.database, "owner": f"{args.database}_owner", "database": args.database}
    said = {word: quoted(name) for word, name in names.items()}
    passwords = {f"{word}_password": secrets.token_urlsafe(24) for word in ("user", "owner")}
    where = f"{args.host}:{args.port}/{args.database}"
    daily, owning = args.folder / "bangfu.env", args.folder / "bangfu-owner.env"
    if found := [path for path in (daily, owning) if path.exists()]:
        raise Refused(f"{found[0]} 已经有了，没有覆盖它。要重新建账号，请先把它移走。")
    args.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(daily, f"DATABASE_URL=postgres://{names['user']}:{passwords['user_password']}@{where}\n")
    _write(owning, f"BANGFU_OWNER_URL=postgres://{names['owner']}:{passwords['owner_password']}@{where}\n")
    answer(args, SQL.format(**said, **passwords), daily=str(daily), owning=str(owning), roles=list(names.values())[:2])
    return 0


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
