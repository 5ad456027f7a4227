"""The two roles of PostgreSQL: one owns the tables and is used to set up, upgrade and put back; the program signs in as the other, to which the wall applies."""

import re

from django.db import connection

from bangfu.rules.refusal import Refused
from bangfu.walls.tables import to_be_walled

PLAIN = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
)


def let_in(role: str) -> None:
    """Lets a role read and write every table there is and every one to come, own none, and empty none. As owner of the tables; the role is there already."""
    with connection.cursor() as cursor:
        for statement in _GRANTS:
            cursor.execute(statement.format(quoted(role)))


def is_there(role: str) -> bool:
    """Whether the server knows the role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


def quoted(role: str) -> str:
    """The name of a role as SQL. Refused for one that is not lower-case letters, digits and underscores."""
    if not PLAIN.fullmatch(role):
        raise Refused(f"数据库账号“{role}”只能用小写字母、数字和下划线，并以字母开头。请换一个名字。")
    return connection.ops.quote_name(role)


def must_hold() -> None:
    """Refused, saying what to do, where the wall would not hold for whoever signs in to the database here: a superuser, the owner of the tables, or a table
    without a wall. Nothing to hold on SQLite."""
    if connection.vendor != "postgresql":
        return
    wanted = to_be_walled()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        name, above_all = cursor.fetchone()
        cursor.execute("SELECT relname FROM pg_class WHERE oid = ANY(%s::regclass[]) AND NOT relrowsecurity", [wanted])
        bare = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT count(*) FROM pg_class WHERE oid = ANY(%s::regclass[]) AND NOT row_security_active(oid)", [wanted])
        open_to_it = cursor.fetchone()[0]
    if bare:
        raise Refused(f"数据库里有 {len(bare)} 张表没有按地方隔离（{bare[0]} 等）。请以建表账号运行 bangfu init 后再启动。")
    if above_all or open_to_it:
        who = "是超级用户" if above_all else "拥有这些表"
        raise Refused(
            f"程序正用数据库账号“{name}”连接，它{who}，数据库自己的按地方隔离对它不起作用。请用 bangfu roles 分开建表账号和日常账号，"
            "把 DATABASE_URL 换成日常账号，再启动。"
        )
