"""Who is forgotten with a household, and by which words and numbers they could still be named."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from bangfu.facts.models import FOREVER, NOW
from bangfu.registry.columns import HOUSEHOLD, PERSON, empty
from bangfu.registry.models import Household, HouseholdRecord, NaturalChange, PersonRecord, Printing
from bangfu.registry.moving import DATED
from bangfu.registry.queries.printings import EXPORTS, SINCE
from bangfu.registry.records import PURPOSES
from bangfu.registry.subjects import village
from bangfu.rules.person_name import fold
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.refusal import Refused
from bangfu.sealing.ring import ring

FORGOTTEN = "（已注销）"
# what a figure of a past day still needs, and what names nobody
KEPT_OF_PERSON = frozenset({"sex", "relation", "nation", "schooling", "student", "labour"})
KEPT_OF_HOUSEHOLD = frozenset({"standard"})
FREE_TEXT = ("document", "remark", "note", "handling")

Erased = list[tuple[Any, Mapping[str, Any]]]


@dataclass(frozen=True)
class Leaving:
    """A household to be forgotten with the people who belonged to it last (`persons`); `elsewhere` are former members who belong to another household, and
    are that household's history now. `words` are the names and whole numbers by which they could be found."""

    household: UUID
    number: str
    place_code: str
    persons: frozenset[UUID]
    elsewhere: frozenset[UUID]
    names: frozenset[str]
    folded: frozenset[str]
    words: frozenset[str]
    indexes: frozenset[str]
    spared: frozenset[str]

    @property
    def subjects(self) -> frozenset[str]:
        """Persons and household as the packages above and below name them."""
        return frozenset(map(str, {self.household, *self.persons}))


def leaving(record: HouseholdRecord) -> Leaving:
    """Everything that is to be known of a household before it is forgotten."""
    ever = set(PersonRecord.objects.filter(household=record.household_id).values_list("person", flat=True))
    persons = frozenset(person for person, home in _last_homes(ever).items() if home == record.household_id)
    rows = list(PersonRecord.objects.filter(person__in=persons))
    houses = list(HouseholdRecord.objects.filter(household=record.household_id))
    names, elsewhere = frozenset(one.name for one in rows) - {FORGOTTEN}, frozenset(ever - persons)
    return Leaving(
        record.household_id, record.household.number, record.place_code, persons, elsewhere, names, _only_theirs(rows, record.place_code),
        frozenset({*names, *_numbers(rows, ("id_number", "phone")), *_numbers(houses, ("phone", "bank_account")), record.household.number}),
        frozenset(one.id18_index for one in rows if one.id18_index),
        frozenset(PersonRecord.objects.filter(person__in=elsewhere).exclude(id18_index="").values_list("id18_index", flat=True)),
    )


def _last_homes(persons: Iterable[UUID]) -> dict[UUID, UUID]:
    """The household each belonged to last: by what is believed, else by what was believed last."""
    homes: dict[UUID, tuple[bool, UUID]] = {}
    for one in PersonRecord.objects.filter(person__in=list(persons)).order_by("valid_from", "recorded_at", "id"):
        believed = one.superseded_at == FOREVER
        if one.person_id not in homes or believed >= homes[one.person_id][0]:
            homes[one.person_id] = (believed, one.household_id)
    return {person: home for person, (_, home) in homes.items()}


def _numbers(rows: Iterable[Any], columns: Iterable[str]) -> Iterator[str]:
    for row in rows:
        for name in columns:
            if token := getattr(row, name):
                yield ring().unseal(token, PURPOSES[name])


def _only_theirs(rows: Iterable[PersonRecord], place: str) -> frozenset[str]:
    """Folded names that nobody who is in the register of the village bears: a row without a number under such a name is theirs."""
    theirs = {one.name_folded for one in rows} - {fold(FORGOTTEN)}
    here = village(place[:LENGTHS["village"]])
    return frozenset(theirs - set(PersonRecord.objects.filter(here, **NOW.filters(), name_folded__in=theirs).values_list("name_folded", flat=True)))


def must_name_nobody(gone: Leaving, *texts: str) -> None:
    """Refused when a text that stays for ever says whom it is about."""
    for word in sorted(gone.words):
        if any(word in text for text in texts):
            raise Refused("注销的理由和依据会长期留下，里面不能写这一户的姓名、号码或户编号；写申请书的日期和文号就行。", field="reason")


def blanked(gone: Leaving, anchor: Household) -> Erased:
    """Each row of the register that names them or says something of them, with the values that take the place of its content."""
    label = f"注销-{str(gone.household)[-12:]}"
    people = PersonRecord.objects.filter(person__in=gone.persons, erased_in=None)
    houses = HouseholdRecord.objects.filter(household=gone.household, erased_in=None)
    spells: Erased = [
        (row, _free_text(row)) for model in DATED for row in model.objects.filter(household=gone.household, erased_in=None)
    ]
    changes: Erased = [(row, _free_text(row)) for row in NaturalChange.objects.filter(person__in=gone.persons, erased_in=None)]
    return [
        *((row, _of_person(row)) for row in people), *((row, _of_household(label)) for row in houses), *spells, *changes, (anchor, {"number": label}),
    ]


def _free_text(row: Any) -> dict[str, str]:
    return {name: "" for name in FREE_TEXT if hasattr(row, name)}


def _of_person(row: PersonRecord) -> dict[str, Any]:
    """Of a birth the year stays, for the ages a past figure counts."""
    blank = {name: empty(column) for name, column in PERSON.items() if name not in KEPT_OF_PERSON}
    year = row.birth.replace(month=1, day=1) if row.birth else None
    sealed = {"id_index": "", "id18_index": "", "phone_index": "", "id_status": "blank"}
    return {**blank, **sealed, "name": FORGOTTEN, "name_folded": fold(FORGOTTEN), "birth": year, "origin_kind": "", "origin_id": ""}


def _of_household(label: str) -> dict[str, Any]:
    blank = {name: empty(column) for name, column in HOUSEHOLD.items() if name not in KEPT_OF_HOUSEHOLD}
    return {**blank, "number": label, "phone_index": "", "bank_index": "", "origin_kind": "", "origin_id": ""}


def printings(place: str) -> list[Printing]:
    """Printed files and lists of the village, of its grids, and of what stands above it, and whatever lists changed: one of them may hold the household's."""
    above = [place[:length] for length in LENGTHS.values() if length <= len(place)]
    found = Printing.objects.filter(village(place[:LENGTHS["village"]])) | Printing.objects.filter(place_code__in=above) | Printing.objects.filter(what=SINCE)
    return list(found.filter(Q(state="made") | Q(state="asked", what__in=EXPORTS)))
