"""Every list of the demo by the slug of its layout: who makes its rows, and what stands in it when all departures are written in."""

from collections.abc import Iterator, Mapping

from bangfu.demo import rosters
from bangfu.demo.days import AS_OF
from bangfu.demo.offices import Office, Township
from bangfu.demo.register import Household, Village
from bangfu.demo.sources import livelihood, platforms, police, relief, schools
from bangfu.demo.sources.line import Line, Source, lines
from bangfu.workbooks.layout import LAYOUTS

# the lists of other offices, in the order in which an office would have received them by now
SOURCES: Mapping[str, Source] = {
    "household_basic": platforms.household_basic, "household_building": platforms.household_building, "monitored_households": platforms.monitored_households,
    "working_away": platforms.working_away, "city_persons": platforms.city_persons, "phone_push": platforms.phone_push,
    "household_registration": police.household_registration, "police_deaths": police.police_deaths, "health_deaths": police.health_deaths,
    "minimum_living": relief.minimum_living, "destitute": relief.destitute, "disability_cards": relief.disability_cards,
    "medical_insured": relief.medical_insured, "pension_insured": relief.pension_insured, "pupils": schools.pupils, "school_aid": schools.school_aid,
    "employment": livelihood.employment, "dangerous_houses": livelihood.dangerous_houses, "businesses": livelihood.businesses,
    "vehicles": police.vehicles, "commercial_houses": livelihood.commercial_houses, "public_payroll": livelihood.public_payroll,
}
EXPORTS = ("household_basic", "household_building", "monitored_households", "working_away")   # of the national system, like the list of persons
_TYPED = {"birth": "birth_date", "destitute": "destitute_support"}   # field of `Member` → key of the layouts, where they differ
NATIONAL, LEDGER, DECEASED = "national_persons", "village_ledger", "deceased_list"


def columns(slug: str) -> tuple[str, ...]:
    """The columns a list has here, by the keys of its layout."""
    return platforms.TICKED.get(slug) or tuple(one.key for one in LAYOUTS[slug].fields)


def listed(township: Township, slug: str, village: Village) -> Iterator[Line]:
    """The rows of another office's list about a village, as they stand in it, mistakes and all."""
    departures, exported = township.outside[slug], slug in EXPORTS
    for house in village.everything:
        for line in lines(SOURCES[slug], house):
            heard = departures.heard(_as_typed(township.national, house, line) if exported else line)
            if heard is not None and heard.cells:
                yield heard
    yield from departures.added.get(village.place.code, ())


def _as_typed(national: Office, house: Household, line: Line) -> Line:
    """A row of another export of the national system: whatever is typed wrong there shows in all of them; a person it does not have, in none."""
    if line.person in national.absent:
        return line._replace(person="", cells={})
    typed = {_TYPED.get(name, name): text for name, text in national.written.get(line.person, {}).items()}
    head = national.written.get(house.head.number, {}).get("name")
    said = {key: text for key, text in (typed | ({"head_name": head} if head else {})).items() if key in line.cells}
    return line._replace(cells=line.cells | said) if said else line


def true_line(slug: str, house: Household, person: str) -> Line | None:
    """The row a list truly has of somebody; None when it has none. Of several (two vehicles) the first."""
    return next((line for line in lines(SOURCES[slug], house) if line.person == person), None)


def kept_lists(township: Township) -> dict[str, Iterator[Line]]:
    """The three lists the office keeps itself, row by row: the national export, the ledgers, the dead."""
    return {NATIONAL: _national(township), LEDGER: _ledger(township), DECEASED: _deceased(township)}


def registered(township: Township) -> Iterator[Line]:
    """Everybody in the register once the national export is in: the columns of that export, of all households. Where a row of the export is sent back at
    the door, the register still has what it was founded with."""
    return _national(township, everybody=True)


def _national(township: Township, everybody: bool = False) -> Iterator[Line]:
    keys = _keys(NATIONAL)
    headings = list(rosters.NATIONAL)
    homes = {house.number: house.village for house in township.households}
    for row in rosters.national_rows(township, township.national, headings, AS_OF, everybody):
        cells = {keys[heading]: text for heading, text in zip(headings, row, strict=True)}
        yield Line(cells["person_number"], cells["household_number"], homes[cells["household_number"]], cells)


def _ledger(township: Township) -> Iterator[Line]:
    keys = _keys(LEDGER)
    for one in township.villages:
        for house in one.households:
            people = township.ledger.listed(house)
            for member, row in zip(people, rosters.ledger_household(township.ledger, house, one.place.name), strict=True):
                yield Line(member.number, house.number, one.place.code, {keys[heading]: text for heading, text in zip(rosters.LEDGER, row, strict=True)})


def _deceased(township: Township) -> Iterator[Line]:
    codes = {one.place.name: one.place.code for one in township.villages}
    for one in [*township.dead, *rosters.lately_died(township)]:
        yield Line("", "", codes[one.village], {
            "name": one.name, "id_number": one.id_number, "death_date": f"{one.died_on}", "village": one.village, "township": one.township, "cause": one.cause,
        })


def _keys(slug: str) -> dict[str, str]:
    """Heading → key, by the labels of the layout."""
    return {field.label: field.key for field in LAYOUTS[slug].fields}
