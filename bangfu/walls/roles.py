"""The two roles of PostgreSQL: one owns the tables and is used to set up, upgrade and put back; the program signs in as the other, to which the wall applies."""

import re

from django.db import connection

from bangfu.rules.refusal import Refused

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
