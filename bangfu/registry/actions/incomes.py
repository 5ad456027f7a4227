"""What a household earned."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.facts.models import FOREVER
from bangfu.journal.actions import Deed, record_all
from bangfu.organization.actor import Actor
from bangfu.registry.models import HouseholdRecord, IncomeItem
from bangfu.registry.subjects import about_household, current_household, reasoned
from bangfu.rules.income import income_item, net_income, yearly_window
from bangfu.rules.income.window import FIRST_MONTH
from bangfu.rules.money import Money
from bangfu.rules.refusal import Refused

DAY = timedelta(days=1)
MOST_NOTE = 120   # letters


@transaction.atomic
def record_income(
    by: Actor, *, household: UUID, since: date, until: date, amounts: Mapping[str, Money], notes: Mapping[str, str] | None = None, reason: str,
    origin: tuple[str, str] = ("", ""),
) -> list[IncomeItem]:
    """Records the lines of a household's income for the days from `since` up to, not including, `until`: `amounts` by leaf of `rules.income.ITEMS`.

    What was recorded from the same origin (the desk, without one) for the same days is superseded where it differs; an amount of nothing takes a line away.
    Lines from elsewhere stay. Refused for an unknown leaf, an amount below zero, a period that has not ended, months of the same year that are recorded by
    another span already, or when nothing would change.
    """
    known = current_household(by, household, "registry.correct")
    reasoned(reason)
    if not since < until <= timezone.localdate():
        raise Refused("收入的起止日期不对：要有先后，并且已经过完。", field="until")
    net_income(amounts)
    kept = _kept(household, since, until, origin)
    new, superseded = list[IncomeItem](), list[IncomeItem]()
    for slug, amount in amounts.items():
        before = kept.get(income_item(slug).slug)
        said = before.note if before is not None and notes is None else _note(slug, notes or {})
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


def _kept(household: UUID, since: date, until: date, origin: tuple[str, str]) -> dict[str, IncomeItem]:
    """What was recorded from the same origin for the same days, by leaf. Refused when it was recorded by another span of the same year."""
    rows = IncomeItem.objects.filter(household=household, superseded_at=FOREVER, origin_kind=origin[0] or "desk", origin_id=origin[1])
    same = {row.item: row for row in rows.filter(valid_from=since, valid_to=until)}
    across = rows.filter(valid_from__lt=until, valid_to__gt=since).exclude(valid_from=since, valid_to=until)
    other = next((one for one in across if _year(one.valid_from, one.valid_to) and _year(one.valid_from, one.valid_to) == _year(since, until)), None)
    if other is not None:
        raise Refused(f"这些月份里已按 {other.valid_from} 至 {other.valid_to - DAY} 记过收入，再记会算两遍；请按原来的起止改。", field="since")
    return same


def _year(since: date, until: date) -> int | None:
    """The year of collection a span lies in; None for one that lies in none."""
    last = until - DAY
    window = yearly_window(last.year + (last.month >= FIRST_MONTH))
    return window.after.year if window.first <= since and until <= window.after else None


def _note(slug: str, notes: Mapping[str, str]) -> str:
    said = notes.get(slug, "").strip()
    if len(said) > MOST_NOTE:
        raise Refused(f"“{income_item(slug).word}”的说明最多 {MOST_NOTE} 个字。", field=slug)
    return said


def _line(known: HouseholdRecord, slug: str, amount: Any, note: str, since: date, until: date, origin: tuple[str, str]) -> IncomeItem:
    return IncomeItem(
        household_id=known.household_id, item=slug, amount=amount, note=note, valid_from=since, valid_to=until, place_code=known.place_code,
        place_then=known.place_code, origin_kind=origin[0] or "desk", origin_id=origin[1],
    )
