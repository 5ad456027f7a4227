"""The file of a household (一户一档): all that is known of it on a day, as known on a day. Many are asked for in the queries of one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from bangfu.evidence.filing import Shelf, shelves
from bangfu.evidence.queries import PaperRow, papers_of
from bangfu.facts.models import FOREVER, NOW, AsOf
from bangfu.organization.actor import Actor
from bangfu.registry import columns as described
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.registry.queries.earnings import Earned, earned
from bangfu.registry.queries.households import HouseholdRow, households
from bangfu.registry.queries.people import PersonRow, rows_for
from bangfu.registry.queries.spells import ChangeRow, SpellRow, Spells, changes, day_of, spells
from bangfu.registry.records import BANK_PURPOSE, ID_PURPOSE, PHONE_PURPOSE
from bangfu.rules import papers
from bangfu.rules.codes import HOUSE_GRADE
from bangfu.rules.contact import bank_warning, phone_warning
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.id_number import read_number
from bangfu.rules.number_facts import contradictions
from bangfu.rules.powers import HIDDEN
from bangfu.sealing.ring import ring

DANGEROUS = HOUSE_GRADE.labels[2:]   # C级 and D级


@dataclass(frozen=True)
class Doubt:
    """What looks wrong, in a sentence without a digit of a number. `person` None: of the household. `is_wrong` False: a warning only."""

    person: UUID | None
    name: str
    field: str
    sentence: str
    is_wrong: bool


@dataclass(frozen=True)
class HouseholdFile:
    """A household with everything beside it. `day` is the day it is told of. `shelves` are the papers in filing order, None for whoever may not see papers."""

    row: HouseholdRow
    day: date
    spells: Spells
    incomes: tuple[Earned, ...]
    changes: tuple[ChangeRow, ...]
    shelves: tuple[Shelf, ...] | None
    doubts: tuple[Doubt, ...]

    @property
    def missing(self) -> tuple[Shelf, ...]:
        """The papers that ought to be there and are not, in filing order."""
        return tuple(one for one in self.shelves or () if one.missing)

    @property
    def tags(self) -> tuple[SpellRow, ...]:
        """What it counts as and is threatened by on the day: statuses, then risks."""
        return tuple(one for one in (*self.spells.statuses, *self.spells.risks) if one.lasts)


@dataclass(frozen=True)
class PersonFile:
    """A person as their page shows them. `groups`: (heading, ((word, text), …)) of what is known, numbers aside; `household`: who belongs to it."""

    row: PersonRow
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    doubts: tuple[Doubt, ...]
    household: tuple[PersonRow, ...]


def person_file(by: Actor, wanted: UUID) -> PersonFile | None:
    """A person now in the register, within the asker's reach: every column in its group, what the numbers contradict, and the household."""
    if not by.can("registry.look"):
        return None
    found = PersonRecord.objects.filter(by.scope(), **NOW.filters(), person=wanted).select_related("household").first()
    if found is None:
        return None
    beside = PersonRecord.objects.filter(by.scope(), **NOW.filters(), household=found.household_id).select_related("household").order_by("birth", "id")
    rows = {one.person: one for one in rows_for(by, list(beside))}
    doubts = _of_person(found) if by.reads("person.id_number") != HIDDEN else []
    return PersonFile(rows[wanted], _grouped(found), tuple(doubts), tuple(rows.values()))


def _grouped(found: PersonRecord) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """What is known of a person by group, without what stands in the heading of the page."""
    groups = [
        (group, tuple(described.told(described.PERSON, found, [one.name for one in those if one.name not in ("name", "sex", "relation")])))
        for group, those in described.by_group(described.PERSON)
    ]
    return tuple((group, facts) for group, facts in groups if facts)


def household_files(by: Actor, wanted: Sequence[UUID], as_of: AsOf = NOW) -> list[HouseholdFile]:
    """The files of households within the asker's reach, in the order asked for; those there are none of on that day are left out.

    A constant number of queries (about twenty, and one a year of income), however many households. Numbers are as the asker may read them.
    """
    rows = households(by, wanted, as_of)
    if not rows:
        return []
    ids = list(rows)
    beside, came = spells(by, ids, as_of), changes(by, ids, as_of)
    incomes = earned(by, {one.household: one.place_code for one in rows.values()}, as_of)
    kept, doubts = _papers(by, ids, as_of), _doubts(by, ids, as_of)
    return [
        _file(rows[one], as_of, beside.get(one, Spells()), incomes.get(one, ()), came.get(one, ()), None if kept is None else kept[one], doubts[one])
        for one in wanted if one in rows
    ]


def household_file(by: Actor, wanted: UUID, as_of: AsOf = NOW) -> HouseholdFile | None:
    """The file of one household, None when there is none within reach on that day."""
    return next(iter(household_files(by, [wanted], as_of)), None)


def household_span(by: Actor, wanted: UUID) -> tuple[date, date | None] | None:
    """From which day a household within reach is in the register, and from which it is no more (None: it is); None when we know of no such household."""
    found = HouseholdRecord.objects.filter(by.scope(), household=wanted)
    rows = list(found.filter(superseded_at=FOREVER).order_by("valid_from").values_list("valid_from", "valid_to"))
    if not by.can("registry.look") or not rows:
        return None
    return rows[0][0], None if rows[-1][1] == FOREVER_DAY else rows[-1][1]


def last_file(by: Actor, wanted: UUID) -> HouseholdFile | None:
    """The file of a household that is in the register no more, as of its last day; None while it is in it, and for one we do not know."""
    span = household_span(by, wanted)
    return household_file(by, wanted, AsOf(span[1] - timedelta(days=1))) if span and span[1] else None


def _file(
    row: HouseholdRow, as_of: AsOf, beside: Spells, incomes: tuple[Earned, ...], came: tuple[ChangeRow, ...], kept: Sequence[PaperRow] | None,
    doubts: Sequence[Doubt],
) -> HouseholdFile:
    filed = None if kept is None else tuple(shelves(papers.kinds_of("household"), kept, required=_required(row, beside)))
    return HouseholdFile(row, day_of(as_of), beside, incomes, came, filed, tuple(doubts))


def _papers(by: Actor, wanted: Sequence[UUID], as_of: AsOf) -> dict[UUID, list[PaperRow]] | None:
    """The papers of households as they lay at the moment asked about, None for whoever may not see papers."""
    if not by.can("evidence.look"):
        return None
    found: dict[UUID, list[PaperRow]] = defaultdict(list)
    for one in papers_of(by, [("household", str(household)) for household in wanted], withdrawn=as_of.known is not None):
        if as_of.known is None or one.kept_at <= as_of.known and (one.withdrawn_at is None or as_of.known < one.withdrawn_at):
            found[UUID(one.subject_id)].append(one)
    return found


def _required(row: HouseholdRow, beside: Spells) -> tuple[papers.PaperKind, ...]:
    """The papers a file must hold, by what the household is and what is so of it."""
    risks = {one.label for one in beside.risks if one.lasts}
    return papers.required_for("household", beside.labels, risks, [name for name, so in _facts(row, beside).items() if so])


def _facts(row: HouseholdRow, beside: Spells) -> Mapping[str, bool]:
    """What of `rules.papers.FACTS` the register itself can tell."""
    said = [dict(one.facts) for one in row.members]
    house = {word: text for _, facts in row.groups for word, text in facts}
    return {
        "disabled_member": any(one.get("残疾等级") or one.get("残疾类别") for one in said),
        "working_away": any(one.get("是否务工") == "是" or one.get("务工时间（月）") for one in said),
        "public_post": any(one.get("公益性岗位类型") for one in said),
        "dangerous_house": house.get("住房鉴定等级") in DANGEROUS or house.get("是否危房户") == "是",
        "relocated": house.get("是否易地搬迁户") == "是",
        "risk_lifted": any(not one.lasts and one.ended_how for one in beside.risks),
    }


def _doubts(by: Actor, wanted: Sequence[UUID], as_of: AsOf) -> dict[UUID, list[Doubt]]:
    """What the numbers of households and their members contradict or look like; nothing for whoever may not read numbers at all."""
    found: dict[UUID, list[Doubt]] = defaultdict(list)
    if by.reads("person.id_number") == HIDDEN:
        return found
    for house in HouseholdRecord.objects.filter(by.scope(), **as_of.filters(), household__in=wanted):
        found[house.household_id] += _of_household(house)
    for one in PersonRecord.objects.filter(by.scope(), **as_of.filters(), household__in=wanted).order_by("birth", "id"):
        found[one.household_id] += _of_person(one)
    return found


def _of_household(house: HouseholdRecord) -> list[Doubt]:
    warnings = (
        ("phone", phone_warning(_clear(house.phone, PHONE_PURPOSE))), ("collector_phone", phone_warning(_clear(house.collector_phone, PHONE_PURPOSE))),
        ("bank_account", bank_warning(_clear(house.bank_account, BANK_PURPOSE))),
    )
    return [Doubt(None, "", field, sentence, False) for field, sentence in warnings if sentence]


def _of_person(one: PersonRecord) -> list[Doubt]:
    number = read_number(_clear(one.id_number, ID_PURPOSE))
    against = contradictions(
        number, sex=one.sex, birth=one.birth, health=_set(one.health), disability_kind=_set(one.disability_kind), disability_grade=one.disability_grade,
        labour=one.labour, id_kind=one.id_kind,
    )
    warning = phone_warning(_clear(one.phone, PHONE_PURPOSE))
    return [
        *(Doubt(one.person_id, one.name, each.field, each.sentence, True) for each in against),
        *([Doubt(one.person_id, one.name, "phone", warning, False)] if warning else []),
    ]


def _set(labels: str) -> list[str]:
    return labels.split("、") if labels else []


def _clear(token: str, purpose: str) -> str:
    return ring().unseal(token, purpose) if token else ""
