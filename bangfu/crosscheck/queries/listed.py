"""Findings in lists: narrowed down, page by page, one after the other."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from bangfu.crosscheck.models import Finding
from bangfu.crosscheck.queries.rows import STATES, UNSETTLED, FindingRow, at_place, rows_for, seen
from bangfu.deliveries.models import Source
from bangfu.facts.models import NOW, AsOf
from bangfu.lists.declared import Order
from bangfu.lists.keyset import Page, Turn, paged
from bangfu.lists.pasted import PastedColumn
from bangfu.organization.actor import Actor
from bangfu.registry.models import Household
from bangfu.rules.finding import DUE_WITHIN

ORDER = ("place_code", "household_number", "id")
Key = tuple[str, str, UUID]   # what ORDER says of a finding
BY_HOUSEHOLD = Order("household", "村和户", ORDER)


@dataclass(frozen=True)
class Narrow:
    """How a list is narrowed down; '' and False for not at all. `state` is a state, or 'unsettled'."""

    state: str = "unsettled"
    family: str = ""
    check: str = ""
    fault: str = ""
    level: str = ""
    mark: str = ""
    source: str = ""
    overdue: bool = False

    def words(self) -> dict[str, str]:
        """What stands in an address, only what narrows."""
        said = {name: "1" if value is True else str(value) for name, value in asdict(self).items() if value}
        return {name: value for name, value in said.items() if (name, value) != ("state", "unsettled")}

    @property
    def is_wide(self) -> bool:
        """Whether everything that is not settled is meant."""
        return self == Narrow()


def findings(
    by: Actor, *, place: str, state: str = "unsettled", check: str = "", narrow: Narrow | None = None, after: UUID | None = None, limit: int = 50,
) -> list[FindingRow]:
    """Findings as in `findings_page`. `after`: the last row seen."""
    found = narrowed(at_place(by, place), narrow or Narrow(state=state, check=check))
    if after and (last := at_place(by, place).filter(pk=after).first()):
        found = found.filter(behind(_key(last)))
    return rows_for(by, found.order_by(*ORDER)[:limit])


def findings_page(by: Actor, *, place: str, narrow: Narrow, pasted: PastedColumn | None = None, turn: Turn) -> Page[FindingRow]:
    """Findings at a place and below, in the order in which a village is worked through: place, household, id; of those a pasted column names."""
    page = paged(_of_those(narrowed(at_place(by, place), narrow), pasted), BY_HOUSEHOLD, turn)
    return page.told(rows_for(by, page.rows))


def count(
    by: Actor, *, place: str, state: str = "unsettled", check: str = "", narrow: Narrow | None = None, pasted: PastedColumn | None = None,
) -> int:
    """How many `findings` would list without a limit."""
    return _of_those(narrowed(at_place(by, place), narrow or Narrow(state=state, check=check)), pasted).count()


def _of_those(found: QuerySet[Finding], pasted: PastedColumn | None) -> QuerySet[Finding]:
    """Findings about people and households that a pasted column names, and about the members of these households."""
    if pasted is None:
        return found
    subjects = {str(one) for one in pasted.persons | pasted.households}
    numbers = set(Household.objects.filter(pk__in=pasted.households).values_list("number", flat=True))
    return found.filter(Q(subject_id__among=subjects) | Q(household_number__among=numbers))


def ids(by: Actor, *, place: str, narrow: Narrow, after: UUID | None = None) -> list[UUID]:
    """The ids of all of them, in the order of the ids, behind one."""
    found = narrowed(at_place(by, place), narrow)
    return list((found.filter(pk__gt=after) if after else found).order_by("id").values_list("id", flat=True))


def narrowed(found: QuerySet[Finding], narrow: Narrow) -> QuerySet[Finding]:
    """What is left of findings."""
    columns = {"family": narrow.family, "check_slug": narrow.check, "fault": narrow.fault, "level": narrow.level, "mark": narrow.mark, "source": narrow.source}
    found = found.filter(**{name: value for name, value in columns.items() if value})
    return found.filter(overdue_now()) if narrow.overdue else found.filter(state__in=STATES.get(narrow.state, UNSETTLED))


def overdue_now() -> Q:
    """As `rules.finding.is_overdue` says it of one."""
    def stands_longer(span: timedelta) -> Q:
        before = timezone.now() - span
        return Q(back_at__lt=before) | Q(back_at=None, first_found_at__lt=before)

    must = Q(level="must") & stands_longer(DUE_WITHIN["must"])
    return Q(state="open") & (must | (~Q(level="must") & stands_longer(DUE_WITHIN["check"])))


def _key(one: Finding | FindingRow) -> Key:
    return one.place_code, one.household_number, one.id


def behind(last: Key) -> Q:
    """What comes behind a finding in a list."""
    place, number, finding = last
    further = Q(place_code__gt=place) | Q(place_code=place, household_number__gt=number) | Q(place_code=place, household_number=number, id__gt=finding)
    return Q(place_code__gte=place) & further


def before(first: Key) -> Q:
    """What comes before it."""
    place, number, finding = first
    return Q(place_code__lt=place) | Q(place_code=place, household_number__lt=number) | Q(place_code=place, household_number=number, id__lt=finding)


def next_open(by: Actor, here: FindingRow, *, place: str = "", narrow: Narrow | None = None) -> UUID | None:
    """The next open finding behind one, else the first, of a list at a place (else the finding's own village) as it is narrowed down; None when all are done.
    A list narrowed down to another state than what is not settled goes on among those of that state."""
    waiting = _others(by, here, place, narrow).order_by(*ORDER).values_list("id", flat=True)
    return waiting.filter(behind(_key(here))).first() or waiting.first()


def previous_open(by: Actor, here: FindingRow, *, place: str = "", narrow: Narrow | None = None) -> UUID | None:
    """The one before, else the last, as in `next_open`."""
    waiting = _others(by, here, place, narrow).order_by(*(f"-{name}" for name in ORDER)).values_list("id", flat=True)
    return waiting.filter(before(_key(here))).first() or waiting.first()


def _others(by: Actor, here: FindingRow, place: str, narrow: Narrow | None) -> QuerySet[Finding]:
    wanted = narrow or Narrow()
    of_state = replace(wanted, state="open") if wanted.state == "unsettled" else wanted
    return narrowed(at_place(by, place or here.place_code), of_state).exclude(pk=here.id)


def findings_of(by: Actor, subjects: Sequence[str]) -> list[FindingRow]:
    """What is not settled about people or households, by their ids."""
    found = seen(by).filter(subject_id__in=list(subjects), state__in=(*UNSETTLED, "exempt"))
    return rows_for(by, found.order_by(*ORDER))


def tally_open(by: Actor, *, place: str, length: int, as_of: AsOf = NOW) -> dict[str, int]:
    """Unsettled findings by the codes of a length at or below a place. Known for now only; `as_of` is not looked at."""
    found = at_place(by, place).filter(state__in=UNSETTLED).annotate(at=Substr("place_code", 1, length))
    return dict(found.values_list("at").annotate(n=Count("id")).order_by("at"))


def open_count(by: Actor, place: str) -> int:
    """Findings that wait for somebody to do something, at a place and below."""
    return at_place(by, place).filter(state="open").count()


def sources_found(by: Actor) -> list[tuple[str, str]]:
    """(slug, name) of the lists findings may be held against: those that were ever delivered."""
    if not by.can("crosscheck.look"):
        return []
    return list(Source.objects.exclude(layout="").order_by("name").values_list("slug", "name"))


def faults_open(by: Actor, *, place: str) -> list[tuple[str, str, int]]:
    """(check, fault, how many) of what is open at a place, the most first: what may be settled together."""
    found = at_place(by, place).filter(state="open").order_by()
    counted = found.values_list("check_slug", "fault").annotate(n=Count("*"))
    return sorted(((check, fault, number) for check, fault, number in counted), key=lambda one: (-one[2], one[0], one[1]))
