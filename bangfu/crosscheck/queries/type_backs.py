"""补录清单: what must be typed back into the national website, in the order of its form."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import UUIDField, Value
from django.db.models.functions import Coalesce

from bangfu.crosscheck.models import TypeBack
from bangfu.crosscheck.national_form import word
from bangfu.facts.models import FOREVER
from bangfu.lists.declared import Order
from bangfu.lists.keyset import Page, Turn, paged
from bangfu.organization.actor import Actor, within
from bangfu.organization.queries import place_names
from bangfu.registry.models import PersonRecord
from bangfu.rules.place_code import CodeRange

WHOLE_HOUSEHOLD = UUID(int=0)   # in place of a person: before all of them
BY_FORM = Order("form", "表单的次序", ("place_code", "household__number", "whose", "position", "id"))


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
    """The first of the lines that `type_backs_page` lists."""
    return list(type_backs_page(by, place=place, state=state, turn=Turn(size=limit)).rows)


def type_backs_page(by: Actor, *, place: str, state: str = "waiting", order: Order = BY_FORM, turn: Turn) -> Page[TypeBackRow]:
    """Lines of a place and below in one state: by village and household, the household's own columns first, then each person's, in the order of the form."""
    if not by.can("crosscheck.look"):
        return Page(())
    found = TypeBack.objects.filter(within([CodeRange.under(place)])).filter(by.scope(), state=state).select_related("household")
    page = paged(found.annotate(whose=Coalesce("person_id", Value(WHOLE_HOUSEHOLD, UUIDField()))), order, turn)
    return page.told(_rows(list(page.rows)))


def _rows(listed: list[TypeBack]) -> list[TypeBackRow]:
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
