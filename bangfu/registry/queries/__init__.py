"""What is asked of the register. One module a kind of question; all are asked from here."""

from bangfu.registry.queries.bodies import BODY_KEYS, BodyRow, bodies, body, body_story
from bangfu.registry.queries.disclosures import (
    DisclosureRow,
    disclosure,
    disclosure_size,
    disclosures,
    ready_disclosures,
    waiting_disclosures,
    whom,
)
from bangfu.registry.queries.forgetting import Forgettable, forgettable, household_behind
from bangfu.registry.queries.households import HouseholdRow, household, household_numbered
from bangfu.registry.queries.people import (
    Change,
    PersonRow,
    RosterRow,
    departed,
    found,
    key_behind,
    person,
    persons,
    persons_named,
    roster,
    story,
)
from bangfu.registry.queries.tallies import Counts, counts, counts_below, tally_households, tally_persons

__all__ = [
    "BODY_KEYS", "BodyRow", "DisclosureRow", "Forgettable", "bodies", "body", "body_story", "disclosure", "disclosure_size", "disclosures",
    "ready_disclosures", "waiting_disclosures", "whom", "forgettable", "household_behind",
    "Change", "Counts", "HouseholdRow", "PersonRow", "RosterRow", "counts", "counts_below", "departed", "found", "household", "household_numbered",
    "key_behind", "person", "persons", "persons_named", "roster", "story", "tally_households", "tally_persons",
]
