"""补录清单: what must be typed back into the national website, in the order of its form."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bangfu.crosscheck.models import TypeBack
from bangfu.crosscheck.national_form import word
from bangfu.facts.models import FOREVER
from bangfu.organization.actor import Actor, within
from bangfu.organization.queries import place_names
from bangfu.registry.models import PersonRecord
from bangfu.rules.place_code import CodeRange


@dataclass(frozen=True)
class TypeBackRow:
    """One line: whose, which column, from what to what."""

    id: UUID
    household: UUID
    household_number: str
    place_code: str
    place_name: str
    person: UUID | None
    name: str
    word: str
    old: str
    new: str
    why: str
    at: datetime
    by_name: str
    state: str
    state_word: str
    typed_by: str
    typed_at: datetime | None
    seen_at: datetime | None


def type_backs(by: Actor, *, place: str, state: str = "waiting", limit: int = 500) -> list[TypeBackRow]:
    """Lines of a place and below in one state: by village and household, the household's own columns first, then each person's, in the order of the form."""
    if not by.can("crosscheck.look"):
        return []
    found = TypeBack.objects.filter(within([CodeRange.under(place)])).filter(by.scope(), state=state).select_related("household")
    listed = list(found.order_by("place_code", "household__number", "person", "position", "id")[:limit])
    listed.sort(key=lambda one: (one.place_code, one.household.number, one.person_id is not None, str(one.person_id), one.position, one.pk))
    names, places = _names(listed), place_names(one.place_code for one in listed)
    return [
        TypeBackRow(
            one.pk, one.household_id, one.household.number, one.place_code, places.get(one.place_code, one.place_code), one.person_id,
            names.get(one.person_id, "") if one.person_id else "", word(one.column), one.old, one.new, one.why, one.at, one.by_name, one.state,
            TypeBack.STATES[one.state], one.typed_by, one.typed_at, one.seen_at,
        ) for one in listed
    ]


def _names(listed: list[TypeBack]) -> dict[UUID, str]:
    people = PersonRecord.objects.filter(person__in=[one.person_id for one in listed if one.person_id], superseded_at=FOREVER).order_by("valid_from")
    return dict(people.values_list("person", "name"))


def type_back_counts(by: Actor, place: str) -> dict[str, int]:
    """How many lines stand in each state at a place and below."""
    if not by.can("crosscheck.look"):
        return {}
    found = TypeBack.objects.filter(within([CodeRange.under(place)])).filter(by.scope())
    return {state: found.filter(state=state).count() for state in ("waiting", "typed", "seen")}
