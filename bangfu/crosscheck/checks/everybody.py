"""漏报虚报 between the register and every list of everybody, and between any two of them: made from `sources`, a check for each pair and way round."""

from collections.abc import Iterator

from bangfu.crosscheck.checks import missing, surplus
from bangfu.crosscheck.checks.check import Check
from bangfu.crosscheck.checks.rows import LEDGER
from bangfu.crosscheck.sources import held_against


def everybody() -> Iterator[Check]:
    """The village ledger is held against the register by checks of its own (`missing`, `surplus`)."""
    lists = held_against()
    for source in lists:
        if source.slug != LEDGER:
            yield missing.of_source(source)
            yield surplus.of_source(source)
    for here in lists:
        for there in lists:
            if here != there:
                yield missing.between(here, there)
