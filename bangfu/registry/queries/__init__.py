"""What is asked of the register. One module a kind of question; all are asked from here."""

from bangfu.registry.queries.as_seen import HouseSeen, Seen, household_as_seen, households_as_seen, person_as_seen, persons_as_seen
from bangfu.registry.queries.bodies import BodyRow, bodies, bodies_page, body, body_story
from bangfu.registry.queries.disclosures import (
    DisclosureRow,
    disclosure,
    disclosure_size,
    disclosures,
    ready_disclosures,
    waiting_disclosures,
    whom,
)
from bangfu.registry.queries.earnings import Earned
from bangfu.registry.queries.files import (
    Doubt,
    HouseholdFile,
    PersonFile,
    household_file,
    household_files,
    household_span,
    last_file,
    person_file,
)
from bangfu.registry.queries.forgetting import Forgettable, forgettable, household_behind
from bangfu.registry.queries.household_story import StoryLine, household_story
from bangfu.registry.queries.households import HouseholdRow, household, household_numbered, households
from bangfu.registry.queries.passages import Passage, came, left
from bangfu.registry.queries.pasted import MOST_LINES, Pasted, PastedLine, found_many, pasted_column
from bangfu.registry.queries.people import (
    Change,
    PersonRow,
    RosterRow,
    departed,
    person,
    persons_named,
    roster,
    sealed_numbers,
    story,
)
from bangfu.registry.queries.printings import PrintingRow, export, exports, printing, printings, printings_of
from bangfu.registry.queries.roster_rows import RosterLine, all_listed, households_listed, persons_listed, sums
from bangfu.registry.queries.rosters import (
    Asked,
    HouseholdLine,
    counted,
    household_key,
    households_asked,
    households_page,
    person_key,
    persons_asked,
    persons_page,
    statuses_of,
)
from bangfu.registry.queries.search import Hit, Looked, Part, found, looked_for
from bangfu.registry.queries.spells import ChangeRow, SpellRow, Spells
from bangfu.registry.queries.tallies import Counts, counts, counts_below, counts_on_days, tally_households, tally_persons
from bangfu.registry.queries.village_reports import VillageLine, report_of, reports_before, villages_below
from bangfu.registry.queries.villages import CutRow, VillageFile, village_file, village_rows
from bangfu.registry.queries.waiting import disclosures_to_decide, disclosures_to_take, exports_to_take, papers_to_take
from bangfu.registry.queries.week import Stream, households_counted_as, households_counted_on, turns_since

__all__ = [
    "Asked", "BodyRow", "Change", "ChangeRow", "Counts", "CutRow", "DisclosureRow", "Doubt", "Earned", "Forgettable", "Hit", "HouseSeen", "HouseholdFile",
    "HouseholdLine", "HouseholdRow", "Looked", "MOST_LINES", "Part", "Passage", "Pasted", "PastedLine", "PersonFile", "PersonRow", "PrintingRow",
    "RosterLine", "RosterRow", "Seen", "SpellRow", "Spells", "StoryLine", "Stream", "VillageFile", "VillageLine", "all_listed", "bodies", "bodies_page", "body",
    "body_story", "came", "counted", "counts", "counts_below", "counts_on_days", "departed", "disclosure", "disclosure_size", "disclosures",
    "disclosures_to_decide", "disclosures_to_take", "export", "exports", "exports_to_take", "forgettable", "found", "found_many", "household",
    "household_as_seen", "household_behind", "household_file", "household_files", "household_key", "household_numbered", "household_span",
    "household_story", "households", "households_as_seen", "households_asked", "households_counted_as", "households_counted_on", "households_listed", "households_page",
    "last_file", "left", "looked_for", "papers_to_take", "pasted_column", "person", "person_as_seen", "person_file", "person_key", "persons_as_seen",
    "persons_asked", "persons_listed", "persons_named", "persons_page", "printing", "printings", "printings_of", "ready_disclosures", "report_of",
    "reports_before", "roster", "sealed_numbers", "statuses_of", "story", "sums", "tally_households", "tally_persons", "turns_since", "village_file",
    "village_rows", "villages_below", "waiting_disclosures", "whom",
]
