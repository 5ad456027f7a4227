"""What a campaign stands on: an empty database made ready, the program behind the second wall as in a county, and its own hands that reach everything."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from bangfu.walls.reach import whole_county
from tests.clean_database import behind_the_wall, url_of


@contextmanager
def ready() -> Iterator[None]:
    """Sets up the database of DATABASE_URL; from then on this process and those it starts own nothing in it. Django must be set up."""
    from django.db import connection

    from bangfu.config.command import main as bangfu

    bangfu(["init", "--json"])
    if connection.vendor == "postgresql" and "assume_role" not in connection.settings_dict["OPTIONS"]:   # whoever started this process stands there already
        behind_the_wall()
        os.environ["DATABASE_URL"] = url_of(str(connection.settings_dict["NAME"]))
    with whole_county("the campaign's own hands"):
        yield
