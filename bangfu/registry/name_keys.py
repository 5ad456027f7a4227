"""The keys by which people are found by name (`rules.search_key`), kept like a counter: for whoever is now in the register, where they are now.

They are no facts: they follow from the current records and can be made anew at any time.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from bangfu.facts import bulk
from bangfu.facts.models import NOW
from bangfu.facts.moment import at_one_moment
from bangfu.journal.actions import Deed
from bangfu.registry.models import NameKey, PersonRecord
from bangfu.registry.subjects import village
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.search_key import name_keys

Known = tuple[str, str]   # name and place


def refresh(deeds: Sequence[Deed]) -> None:
    """Brings the keys up to the records that deeds wrote and superseded: of persons who are new, gone, called otherwise or elsewhere."""
    was: dict[UUID, Known] = {}
    now: dict[UUID, Known] = {}
    for row in (row for deed in deeds for row in (*deed.superseded, *deed.new) if isinstance(row, PersonRecord)):
        if row.is_current:
            now[row.person_id] = (row.name, row.place_code)
        elif row.valid_to == FOREVER_DAY:
            was[row.person_id] = (row.name, row.place_code)
    _set({person: now.get(person) for person in was.keys() | now.keys() if was.get(person) != now.get(person)}, had=was)


def follow(places: Iterable[str]) -> None:
    """After rows were re-homed to some places and their grids: the keys of whoever came along lie where their record lies now."""
    for place in sorted(set(places)):
        elsewhere = NameKey.objects.filter(person=OuterRef("person")).exclude(place_code=OuterRef("place_code"))
        _set(dict(_people(PersonRecord.objects.filter(village(place), Exists(elsewhere)))))


def index_anew(places: Iterable[str]) -> None:
    """Sets right the keys of everybody now in some places and their grids, when they are doubted. What is right is left alone."""
    for place in sorted(set(places)):
        _set(_wrong(place))


def index_all() -> None:
    """Sets right the keys of the whole register, a village at a time, and takes away those of people who are in it no more."""
    index_anew(_places())
    _stray().delete()


@at_one_moment()
def differing_keys() -> dict[str, int]:
    """Places whose keys are not those their people's names make, with how many people are concerned. Empty when all is right."""
    wrong = Counter({place: many for place in _places() if (many := len(_wrong(place)))})
    wrong.update(dict(_stray().order_by().values_list("place_code").annotate(Count("person", distinct=True))))
    return dict(sorted(wrong.items()))


def _places() -> list[str]:
    return sorted({code[:12] for code in PersonRecord.objects.filter(**NOW.filters()).order_by().values_list("place_code", flat=True).distinct()})


def _stray() -> QuerySet[NameKey]:
    """Keys of people who are not in the register now."""
    return NameKey.objects.filter(~Exists(PersonRecord.objects.filter(**NOW.filters(), person=OuterRef("person"))))


def _wrong(place: str) -> dict[UUID, Known]:
    """The people now at a place who do not have the keys they should have, no more and no less."""
    people = dict(_people(PersonRecord.objects.filter(village(place))))
    kept: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for person, key, code in NameKey.objects.filter(person__among=set(people)).values_list("person_id", "key", "place_code"):
        kept[person].append((key, code))
    return {person: one for person, one in people.items() if sorted(kept[person]) != sorted((key, one[1]) for key in name_keys(one[0]))}


def _set(people: Mapping[UUID, Known | None], had: Collection[UUID] | None = None) -> None:
    """Gives people the keys of their name and place, and no others. `had`: those who may have some already; everybody when it is not said."""
    if wrong := set(people) if had is None else people.keys() & set(had):
        NameKey.objects.filter(person__among=wrong).delete()
    rows = ((key, one[1], person) for person, one in people.items() if one is not None for key in name_keys(one[0]))
    bulk.insert_values(NameKey, ("key", "place_code", "person_id"), sorted(rows, key=itemgetter(0)))   # neighbours in the index are written together


def _people(records: QuerySet[PersonRecord]) -> Iterator[tuple[UUID, Known]]:
    rows = records.filter(**NOW.filters()).values_list("person_id", "name", "place_code")
    return ((person, (name, code)) for person, name, code in rows)
