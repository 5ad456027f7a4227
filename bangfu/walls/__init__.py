"""The second wall: on PostgreSQL the database itself shows and takes rows only within the place codes a transaction may reach (docs/decisions/0038).

The first wall is `by.scope()` in every query and `by.must(…, at=place)` in every action; SQLite has that one only.
"""
