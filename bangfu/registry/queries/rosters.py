"""The roster of any place on any day, as known on any day, of everybody or of those who count as something: who is in it, who came, who left, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from bangfu.deliveries.queries import subjects_with
from bangfu.facts.models import NOW, AsOf
from bangfu.lists.pasted import PastedColumn
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry import columns as described
from bangfu.registry.models import HouseholdRecord, PersonRecord, StatusSpell
from bangfu.registry.queries.people import PersonRow, behind, rows_for, told, under
from bangfu.registry.queries.tallies import Counts, tallied
from bangfu.rules.refusal import Refused
from bangfu.rules.status import FAMILIES, NOT_ASSISTED

AT_A_TIME = 500   # rows named in one query
CUTS = tuple(name for name, column in described.PERSON.items() if column.kind in ("label", "yes_no", "labels"))


@dataclass(frozen=True)
class Asked:
    """What roster is asked for. `status` is `family:label`, `family:` for any label of the family, '' for everybody; `cuts` column → label of those
    who are wanted (有劳动力, 残疾 …); `group` the 村民组; `own` one of the county's own columns and what a list said in it; `places` narrows to some
    places below (those with a tag), None for all; `pasted` to those a pasted column names."""

    place: str
    status: str = ""
    cuts: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    places: Sequence[str] | None = None
    words: str = ""
    own: tuple[str, str] = ("", "")
    as_of: AsOf = NOW
    pasted: PastedColumn | None = None

    def on(self, day: date) -> "Asked":
        """The same on another day, as known at the same moment."""
        return Asked(self.place, self.status, self.cuts, self.group, self.places, self.words, self.own, AsOf(day, self.as_of.known), self.pasted)

    @property
    def is_plain(self) -> bool:
        """Whether everybody at the place, or at some places below it, is meant, as the counters know them."""
        return not (self.status or self.group or self.is_of_some)

    @property
    def is_of_some(self) -> bool:
        """Whether people are told apart inside their households."""
        return bool(self.cuts or self.words or self.own[0] or self.pasted)

    @property
    def by_place(self) -> tuple[str, str, str]:
        """The order of people."""
        return (where(self.as_of), "name_folded", "id")

    @property
    def by_number(self) -> tuple[str, str, str]:
        """The order of households."""
        return (where(self.as_of), "number", "id")


@dataclass(frozen=True)
class HouseholdLine:
    """One household of a roster."""

    household: UUID
    number: str
    place_code: str
    place_name: str
    group: str
    head: str
    persons: int
    statuses: tuple[str, ...]


def persons_asked(by: Actor, asked: Asked) -> QuerySet[PersonRecord]:
    """The person records of a roster; nothing for a post that may not look."""
    if not by.can("registry.look"):
        return PersonRecord.objects.none()
    found = PersonRecord.objects.filter(_there(asked), by.scope(), **asked.as_of.filters())
    if asked.status:
        found = found.filter(_counting(by, asked))
    if asked.group:
        found = found.filter(household__in=houses_there(asked).filter(group=asked.group).values("household"))
    for name, label in asked.cuts.items():
        found = found.filter(_cut(name, label))
    if asked.own[0]:
        found = found.filter(person__in=subjects_with(by, *asked.own))
    if asked.pasted:
        found = found.filter(Q(person__among=asked.pasted.persons) | Q(household__among=asked.pasted.households))
    return found.filter(told(by, asked.words, asked.place, asked.as_of)) if asked.words else found


def households_asked(by: Actor, asked: Asked) -> QuerySet[HouseholdRecord]:
    """The household records of a roster: with cuts or words, those of whom somebody is meant."""
    if not by.can("registry.look"):
        return HouseholdRecord.objects.none()
    found = houses_there(asked).filter(by.scope())
    if asked.status:
        found = found.filter(_counting(by, asked))
    if asked.group:
        found = found.filter(group=asked.group)
    if asked.is_of_some:
        found = found.filter(household__in=persons_asked(by, asked).values("household"))
    return found


def persons_page(by: Actor, asked: Asked, *, after: str = "", limit: int = 50) -> list[PersonRow]:
    """People of a roster by place and name, behind the keyset `after`."""
    found = persons_asked(by, asked).filter(behind(after, asked.by_place)).select_related("household").order_by(*asked.by_place)
    return rows_for(by, list(found[:limit]))


def households_page(by: Actor, asked: Asked, *, after: str = "", limit: int = 50) -> list[HouseholdLine]:
    """Households of a roster by place and number, behind the keyset `after` (`place\\tnumber\\trecord`)."""
    return _lines(list(households_asked(by, asked).filter(behind(after, asked.by_number)).order_by(*asked.by_number)[:limit]), asked)


def _lines(found: Sequence[HouseholdRecord], asked: Asked) -> list[HouseholdLine]:
    ids = [one.household_id for one in found]
    members: dict[UUID, list[tuple[str, str]]] = {}
    for household, name, relation in PersonRecord.objects.filter(household__in=ids, **asked.as_of.filters()).values_list("household", "name", "relation"):
        members.setdefault(household, []).append((name, relation))
    statuses = statuses_of(ids, asked.as_of)
    names = place_names(one.place_code for one in found)
    return [
        HouseholdLine(
            one.household_id, one.number, one.place_code, names.get(one.place_code, one.place_code), one.group,
            next((name for name, relation in members.get(one.household_id, []) if relation == "户主"), ""), len(members.get(one.household_id, [])),
            tuple(label for _, label in statuses.get(one.household_id, [])),
        ) for one in found
    ]


def household_key(by: Actor, household: UUID, as_of: AsOf = NOW) -> str:
    """The keyset value of a household, for the page behind it."""
    found = HouseholdRecord.objects.filter(by.scope(), household=household, **as_of.filters()).first()
    return f"{getattr(found, where(as_of))}\t{found.number}\t{found.pk}" if found else ""


def person_key(by: Actor, person: UUID, as_of: AsOf = NOW) -> str:
    """The keyset value of a person, for the page behind them."""
    found = PersonRecord.objects.filter(by.scope(), person=person, **as_of.filters()).first()
    return f"{getattr(found, where(as_of))}\t{found.name_folded}\t{found.pk}" if found else ""


def statuses_of(households: Iterable[UUID], as_of: AsOf = NOW) -> dict[UUID, list[tuple[str, str]]]:
    """(family, label) of what households count as on a day, in the order of the families."""
    order, labels = list(FAMILIES), dict[UUID, list[tuple[str, str]]]()
    for household, family, label in StatusSpell.objects.filter(household__in=list(households), **as_of.filters()).values_list("household", "family", "label"):
        labels.setdefault(household, []).append((family, label))
    return {household: sorted(some, key=lambda one: order.index(one[0])) for household, some in labels.items()}


def counted(by: Actor, asked: Asked) -> Counts:
    """Households and persons of a roster; everybody at a place comes from the counters, for any day."""
    if asked.is_plain:
        places = [asked.place] if asked.places is None else [code for code in asked.places if code.startswith(asked.place)]
        found = [one for place in places for one in tallied(by, place=place, length=len(place), as_of=asked.as_of).values()]
        return Counts(sum(one.households for one in found), sum(one.persons for one in found))
    people = persons_asked(by, asked)
    if asked.is_of_some:
        made = people.aggregate(households=Count("household", distinct=True), persons=Count("id"))
        return Counts(made["households"], made["persons"])
    return Counts(households_asked(by, asked).count(), people.count())


def where(as_of: AsOf) -> str:
    """The column that says where a row lies: now where it lies, on a past day where it lay then."""
    return "place_code" if as_of == NOW else "place_then"


def _there(asked: Asked) -> Q:
    """Rows at the place asked for."""
    column = where(asked.as_of)
    if asked.places is None:
        return under(asked.place, column)
    wanted = Q(pk__in=[])
    for code in asked.places:
        wanted |= under(code, column)
    return wanted & under(asked.place, column)


def houses_there(asked: Asked) -> QuerySet[HouseholdRecord]:
    return HouseholdRecord.objects.filter(_there(asked), **asked.as_of.filters())


def spells_asked(asked: Asked) -> QuerySet[StatusSpell]:
    """The spells that make a household count as what is asked for, on the day. Refused for a family there is none of."""
    return labelled(asked.status).filter(**asked.as_of.filters())


def labelled(status: str) -> QuerySet[StatusSpell]:
    """The spells of `family:label` (`family:` for any label), whenever. The labels are named, since an index knows them by family, label and place.
    Refused for a family there is none of."""
    family, _, label = status.partition(":")
    if family not in FAMILIES:
        raise Refused("没有这种身份。")
    wanted = [label] if label and label != NOT_ASSISTED else [one for one in FAMILIES[family].codes.labels if one != NOT_ASSISTED]
    return StatusSpell.objects.filter(family=family, label__in=wanted)


def _counting(by: Actor, asked: Asked) -> Q:
    """Rows whose household counts as what is asked for; 一般农户 are those who count as nothing else. A spell lies where its household does, so that those
    of all others are not looked through."""
    spells = spells_asked(asked).filter(_there(asked) if asked.as_of == NOW else Q(), by.scope())
    households = Q(household__in=spells.values("household"))
    return ~households if asked.status.partition(":")[2] == NOT_ASSISTED else households


def _cut(name: str, label: str) -> Q:
    """People whose column says so; of several labels (健康状况) one is enough. Refused for a column that is no cut."""
    if name not in CUTS:
        raise Refused("不能按这一项来分。")
    if described.PERSON[name].kind != "labels":
        return Q(**{name: label})
    return Q(**{f"{name}__contains": label})

