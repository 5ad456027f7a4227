"""Whatever is done to rows, entries, heads and seals, as chance has it: `journal verify` finds it and says where."""

import random

from django.db import connection

from bangfu.journal.actions import set_seal
from bangfu.journal.verify import verify
from tests.county import County
from tests.journal.stories import added, renamed
from tests.journal.tamperings import TAMPERINGS, missed, unguarded
from tests.registry.homes import family
from tests.seeds import SEED
from tests.standing import world

TIMES = 25


@world
def stories() -> None:
    """Two small households, one corrected, one of four people with everything beside them; and a seal at the end."""
    from tests.county import the_county

    renamed(added(name="甲一"), "甲二")
    family(the_county().township_clerk)
    set_seal()


def test_whatever_is_tampered_with_is_found_and_named(stories: None, county: County) -> None:
    assert verify().whole
    kinds: dict[str, int] = {}
    with unguarded():
        told = missed(TIMES, random.Random(SEED), kinds)
    assert told == [] and len(kinds) >= len(TAMPERINGS) // 3, f"seed {SEED} on {connection.vendor}"
