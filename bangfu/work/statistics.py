"""What the embedded database knows of its own tables: without it, it picks an index by its order of making."""

from django.db import connection


def refresh_statistics() -> None:
    """Counts every index of SQLite anew, so that the next queries choose well: 2 seconds for 450,000 people. PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
