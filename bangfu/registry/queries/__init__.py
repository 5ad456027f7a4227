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
from bangfu.registry.queries.rosters import (
    Asked,
    HouseholdLine,
    Passage,
    came,
    counted,
    household_key,
    households_asked,
    households_page,
    left,
    person_key,
    persons_asked,
    persons_page,
    statuses_of,
)
from bangfu.registry.queries.search import Hit, Looked, Part, found, looked_for
from bangfu.registry.queries.tallies import Counts, counts, counts_below, tally_households, tally_persons

__all__ = [
    "BODY_KEYS", "BodyRow", "DisclosureRow", "Forgettable", "bodies", "body", "body_story", "disclosure", "disclosure_size", "disclosures",
    "ready_disclosures", "waiting_disclosures", "whom", "forgettable", "household_behind",
    "MOST_LINES", "Asked", "Change", "Counts", "Hit", "HouseholdLine", "HouseholdRow", "Looked", "Part", "Passage", "Pasted", "PastedLine", "PersonRow",
    "RosterRow", "came", "counted", "counts", "counts_below", "departed", "found", "found_many", "household", "household_key", "household_numbered",
    "households_asked", "households_page", "key_behind", "left", "looked_for", "person", "person_key", "persons", "persons_asked", "persons_named",
    "persons_page", "roster", "statuses_of", "story", "tally_households", "tally_persons",
]
