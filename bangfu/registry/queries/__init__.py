"""What is asked of the register. One module a kind of question; all are asked from here."""

from bangfu.registry.queries.earnings import Earned
from bangfu.registry.queries.files import Doubt, HouseholdFile, household_file, household_files, household_span
from bangfu.registry.queries.household_story import StoryLine, household_story
from bangfu.registry.queries.households import HouseholdRow, household, household_numbered, households
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
from bangfu.registry.queries.printings import PrintingRow, printing, printings
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
from bangfu.registry.queries.spells import ChangeRow, SpellRow, Spells
from bangfu.registry.queries.tallies import Counts, counts, counts_below, tally_households, tally_persons
from bangfu.registry.queries.village_reports import report_of, reports_before, villages_below
from bangfu.registry.queries.villages import VillageFile, village_file, village_rows

__all__ = [
    "Asked", "Change", "ChangeRow", "Counts", "Doubt", "Earned", "HouseholdFile", "HouseholdLine", "HouseholdRow", "Passage", "PersonRow",
    "PrintingRow", "RosterRow", "SpellRow", "Spells", "StoryLine", "VillageFile", "came", "counted", "counts", "counts_below", "departed",
    "found", "household", "household_file", "household_files", "household_key", "household_numbered", "household_span", "household_story",
    "households", "households_asked", "households_page", "key_behind", "left", "person", "person_key", "persons", "persons_asked",
    "persons_named", "persons_page", "printing", "printings", "report_of", "reports_before", "roster", "statuses_of", "story",
    "tally_households", "tally_persons", "village_file", "village_rows", "villages_below",
]
