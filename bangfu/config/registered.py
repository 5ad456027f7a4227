"""What the packages know of what lies below them, put together here: the lists of all of them (docs/decisions/0033), and what the register adds to a change
of places, who belongs to which 村民组, and its counters and name keys made anew (docs/decisions/0014)."""

from collections.abc import Mapping

from bangfu.lists.declared import Listing
from bangfu.lists.taking import Taker
from bangfu.organization.actor import within
from bangfu.registry.counts import recount, step_anew
from bangfu.registry.listings import HOUSEHOLDS, PERSONS
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.registry.name_keys import index_anew
from bangfu.registry.views.rosters import roster_taken
from bangfu.rules.place_code import LENGTHS, CodeRange

LISTINGS: Mapping[str, Listing] = {one.slug: one for one in (PERSONS, HOUSEHOLDS)}   # every list: a package's lists join by a line here
TAKERS: Mapping[str, Taker] = {PERSONS.slug: roster_taken, HOUSEHOLDS.slug: roster_taken}   # what gives the rows of a list that is taken away


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
