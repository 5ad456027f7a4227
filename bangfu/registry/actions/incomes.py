"""What a household earned."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.facts.models import FOREVER
from bangfu.journal.actions import Deed, record_all
from bangfu.organization.actor import Actor
from bangfu.registry.models import HouseholdRecord, IncomeItem
from bangfu.registry.subjects import about_household, current_household, reasoned
from bangfu.rules.income import income_item
from bangfu.rules.money import Money
from bangfu.rules.refusal import Refused


@transaction.atomic
def record_income(
    by: Actor, *, household: UUID, since: date, until: date, amounts: Mapping[str, Money], notes: Mapping[str, str] | None = None, reason: str,
    origin: tuple[str, str] = ("", ""),
) -> list[IncomeItem]:
    """Records the lines of a household's income for the days from `since` up to, not including, `until`: `amounts` by leaf of `rules.income.ITEMS`.

    What the desk recorded for the same days is superseded where it differs; an amount of nothing takes a line away. Lines that other parts of the program paid
    out (another origin) stay. Refused for an unknown leaf, a period that has not ended, or when nothing would change.
    """
    known = current_household(by, household, "registry.correct")
    reasoned(reason)
    if not since < until <= timezone.localdate():
        raise Refused("收入的起止日期不对：要有先后，并且已经过完。", field="until")
    kept = _kept(household, since, until)
    new, superseded = list[IncomeItem](), list[IncomeItem]()
    for slug, amount in amounts.items():
        said, before = (notes or {}).get(slug, ""), kept.get(income_item(slug).slug)
        if before is not None and (before.amount, before.note) == (amount, said) or before is None and not amount:
            continue
        superseded += [before] if before is not None else []
        new += [_line(known, slug, amount, said, since, until, origin)] if amount else []
    if not new and not superseded:
        raise Refused("填的内容和现在的一样，没有要改的。")
    deed = Deed(
        "household.income_recorded", about_household(known), known.place_code, reason=reason, origin=origin, new=new, superseded=superseded,
    )
    record_all(by, [deed])
    return new


def _kept(household: UUID, since: date, until: date) -> dict[str, IncomeItem]:
    """What the desk recorded for the same days, by leaf."""
    rows = IncomeItem.objects.filter(household=household, valid_from=since, valid_to=until, superseded_at=FOREVER, origin_kind="desk")
    return {row.item: row for row in rows}


def _line(known: HouseholdRecord, slug: str, amount: Any, note: str, since: date, until: date, origin: tuple[str, str]) -> IncomeItem:
    return IncomeItem(
        household_id=known.household_id, item=slug, amount=amount, note=note, valid_from=since, valid_to=until, place_code=known.place_code,
        place_then=known.place_code, origin_kind=origin[0] or "desk", origin_id=origin[1],
    )
