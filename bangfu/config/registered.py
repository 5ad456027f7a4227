"""What the packages know of what lies below them, put together here: the lists of all of them (docs/decisions/0033), and what the register adds to a change
of places, who belongs to which 村民组, and its counters and name keys made anew (docs/decisions/0014)."""

from collections.abc import Mapping, Sequence

from bangfu.crosscheck.listings import EXEMPTIONS, FINDINGS, HANDOVERS, RUNS, SOURCES, TYPE_BACKS
from bangfu.crosscheck.views.runs import runs_taken
from bangfu.crosscheck.views.settling import findings_taken
from bangfu.crosscheck.views.sources import sources_taken
from bangfu.deliveries.listings import DELIVERIES, LINES
from bangfu.deliveries.views.desk import deliveries_taken
from bangfu.lists.declared import Listing
from bangfu.lists.taking import Taker
from bangfu.organization.actor import within
from bangfu.registry.counts import recount, step_anew
from bangfu.registry.listings import BODIES, DISCLOSURES, HOUSEHOLDS, PERSONS
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.registry.name_keys import index_anew
from bangfu.registry.views.bodies import bodies_taken
from bangfu.registry.views.disclosures import disclosures_taken
from bangfu.registry.views.rosters import roster_taken
from bangfu.reporting.listings import FIGURE_ROWS
from bangfu.rules.place_code import LENGTHS, CodeRange
from bangfu.voices.listings import VOICES
from bangfu.web.listings import ACCOUNTS, JOURNAL, READINGS, VILLAGE_HOUSES, VILLAGE_PEOPLE, VILLAGES, WEEK_FINDINGS
from bangfu.web.views.accounts import accounts_taken
from bangfu.web.views.journal import journal_taken, readings_taken
from bangfu.web.views.village_lists import behind_taken, villages_taken
from bangfu.web.views.week import week_taken

# every list of the program, and what gives its rows when it is taken away (None where it is not, or by a deed of its own): a list joins by a line here
LISTS: Sequence[tuple[Listing, Taker | None]] = (
    (PERSONS, roster_taken), (HOUSEHOLDS, roster_taken), (FINDINGS, findings_taken), (DELIVERIES, deliveries_taken), (LINES, None), (EXEMPTIONS, None),
    (TYPE_BACKS, None), (BODIES, bodies_taken), (JOURNAL, journal_taken), (READINGS, readings_taken), (VOICES, None),
    (DISCLOSURES, disclosures_taken), (SOURCES, sources_taken), (FIGURE_ROWS, None), (RUNS, runs_taken), (HANDOVERS, None),
    (ACCOUNTS, accounts_taken), (VILLAGES, villages_taken), (VILLAGE_PEOPLE, behind_taken), (VILLAGE_HOUSES, behind_taken),
    (WEEK_FINDINGS, week_taken),
)
LISTINGS: Mapping[str, Listing] = {one.slug: one for one, _ in LISTS}
TAKERS: Mapping[str, Taker] = {one.slug: taker for one, taker in LISTS if taker}


def members_by_group(village: str) -> dict[str, tuple[str, str]]:
    """Of every household and person with a record at a village: str(id) → where its 村民组 was said, and its name, by the record of last."""
    here = within([CodeRange.under(village)])
    said = HouseholdRecord.objects.filter(here).order_by("recorded_at", "valid_from").values_list("household_id", "place_then", "group")
    households = {household: (then[: LENGTHS["village"]], group) for household, then, group in said}
    people = PersonRecord.objects.filter(here).order_by("recorded_at", "valid_from").values_list("person_id", "household_id")
    persons = {person: households[household] for person, household in people if household in households}
    return {str(one): group for one, group in (households | persons).items()}


def count_anew(codes: set[str]) -> None:
    """Counts, steps and name keys of the villages and grids whose rows moved."""
    villages = {code[: LENGTHS["village"]] for code in codes if len(code) >= LENGTHS["village"]}
    recount(codes)
    step_anew(villages)
    index_anew(villages)
