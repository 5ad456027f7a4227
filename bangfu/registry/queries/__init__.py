"""What is asked of the register. One module a kind of question; all are asked from here."""

from bangfu.registry.queries.households import HouseholdRow, household, household_numbered
from bangfu.registry.queries.pasted import MOST_LINES, Pasted, PastedLine, found_many
from bangfu.registry.queries.people import (
    Change,
    PersonRow,
    RosterRow,
    departed,
    key_behind,
    person,
    persons,
    persons_named,
    roster,
    story,
)
from bangfu.registry.queries.search import Hit, Looked, Part, found, looked_for
from bangfu.registry.queries.tallies import Counts, counts, counts_below, tally_households, tally_persons

__all__ = [
    "MOST_LINES", "Change", "Counts", "Hit", "HouseholdRow", "Looked", "Part", "Pasted", "PastedLine", "PersonRow", "RosterRow", "counts",
    "counts_below", "departed", "found", "found_many", "household", "household_numbered", "key_behind", "looked_for", "person", "persons",
    "persons_named", "roster", "story", "tally_households", "tally_persons",
]
