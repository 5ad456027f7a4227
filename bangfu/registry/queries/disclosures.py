"""What is asked about bulk disclosures. No whole number is read here: they leave by `actions.disclosures.take_disclosure` only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from bangfu.facts.models import NOW
from bangfu.lists.declared import Order
from bangfu.lists.keyset import Page, Turn, paged
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry.models import Disclosure, PersonRecord, StatusSpell
from bangfu.registry.queries.people import under
from bangfu.registry.queries.tallies import counts
from bangfu.rules.disclosure import COLUMNS, FLOW, VALID, standing
from bangfu.rules.status import FAMILIES, label

EVERYBODY = "全部在册的人"
LATEST, FIRST = Order("asked", "什么时候申请的", ("-asked_at", "-id")), Turn()


@dataclass(frozen=True)
class DisclosureRow:
    """A bulk disclosure as pages show it. `state` is as it stands now; `mine`: the asker of the page asked for it; `expires_at`: when an approval lapses."""

    id: UUID
    place_code: str
    place_name: str
    whom: str
    columns: tuple[str, ...]
    purpose: str
    receiver: str
    document: str
    persons: int
    state: str
    word: str
    asked_by_name: str
    asked_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    note: str
    taken_at: datetime | None
    expires_at: datetime | None
    mine: bool


def status_parts(status: str) -> tuple[str, str]:
    """(family, label) of "family:label"; ("", "") for everybody. Refused for a family or label there is none of."""
    if not status:
        return "", ""
    family, _, word = status.partition(":")
    return family, label(family, word)


def whom(status: str) -> str:
    """Whom a disclosure is about, in words."""
    family, word = status_parts(status)
    return f"{FAMILIES[family].word}：{word}" if family else EVERYBODY


def whoms() -> Iterator[tuple[str, str]]:
    """(stored word, words) of everything a disclosure may be about, everybody first."""
    yield "", EVERYBODY
    for slug, family in FAMILIES.items():
        for word in family.codes.labels:
            yield f"{slug}:{word}", f"{family.word}：{word}"


def disclosed_records(by: Actor, *, place: str, status: str) -> QuerySet[PersonRecord]:
    """The records of everybody now in the register at a place within the asker's reach, whose household counts as `status`."""
    found = PersonRecord.objects.filter(under(place), by.scope(), **NOW.filters())
    family, word = status_parts(status)
    if family:
        found = found.filter(household__in=StatusSpell.objects.filter(**NOW.filters(), family=family, label=word).values("household"))
    return found


def disclosure_size(by: Actor, *, place: str, status: str) -> int:
    """How many persons a disclosure would be about; everybody at a place stands in the counters."""
    if not by.can("registry.disclose"):
        return 0
    return disclosed_records(by, place=place, status=status).count() if status else counts(by, place).persons


def disclosures(by: Actor, *, which: str = "mine", order: Order = LATEST, turn: Turn = FIRST) -> Page[DisclosureRow]:
    """Disclosures within reach, the latest first. `which`: mine, asked (waiting for a decision), all."""
    if not by.can("registry.disclose"):
        return Page(())
    wanted = {"mine": Q(asked_by=by.user_id), "asked": Q(state="asked"), "all": Q()}[which]
    page = paged(Disclosure.objects.filter(by.scope(), wanted), order, turn)
    names = place_names(one.place_code for one in page.rows)
    return page.told([_row(by, one, names) for one in page.rows])


def disclosure(by: Actor, wanted: UUID) -> DisclosureRow | None:
    """One disclosure within reach."""
    if not by.can("registry.disclose"):
        return None
    found = Disclosure.objects.filter(by.scope(), pk=wanted).first()
    return _row(by, found, place_names([found.place_code])) if found else None


def waiting_disclosures(by: Actor) -> int:
    """How many wait for the asker's decision: within reach, and not their own."""
    if not by.can("registry.approve_disclosure"):
        return 0
    return Disclosure.objects.filter(by.scope(), state="asked").exclude(asked_by=by.user_id).count()


def ready_disclosures(by: Actor) -> int:
    """How many of the asker's own are approved and can still be taken."""
    if not by.can("registry.disclose"):
        return 0
    return Disclosure.objects.filter(by.scope(), state="approved", asked_by=by.user_id, decided_at__gt=timezone.now() - VALID).count()


def _row(by: Actor, one: Disclosure, names: dict[str, str]) -> DisclosureRow:
    state = standing(one.state, one.decided_at, timezone.now())
    return DisclosureRow(
        one.pk, one.place_code, names.get(one.place_code, one.place_code), whom(one.status), tuple(COLUMNS[name] for name in one.columns.split(",")),
        one.purpose, one.receiver, one.document, one.persons, state, FLOW.word(state), one.asked_by_name, one.asked_at, one.decided_by_name,
        one.decided_at, one.note, one.taken_at, one.decided_at + VALID if state == "approved" and one.decided_at else None,
        by.user_id is not None and one.asked_by == by.user_id,
    )
