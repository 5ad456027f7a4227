"""The source's value taken over: in every column in which a source has authority, of persons and of households."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from bangfu.crosscheck import actions, queries
from bangfu.crosscheck.accepting import bare
from bangfu.crosscheck.checks import CHECKS, Check
from bangfu.crosscheck.checks.views import split
from bangfu.crosscheck.models import Finding, Settlement, TypeBack
from bangfu.crosscheck.national_form import positions
from bangfu.crosscheck.sources import HOUSEHOLD as OF_HOUSEHOLD
from bangfu.facts.models import NOW
from bangfu.journal.verify import verify
from bangfu.organization.actor import PROGRAM
from bangfu.registry.columns import HOUSEHOLD, PERSON, shown
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.registry.records import PHONE_PURPOSE
from bangfu.rules.codes import YES_NO
from bangfu.rules.contact import masked_phone
from bangfu.rules.refusal import Forbidden
from bangfu.sealing.ring import ring
from tests.county import COUNTY, County
from tests.crosscheck.lists import P, deliver, number

# the columns in which a source has authority, and the one number among them; other contradictions are told by what their texts mean
DIFFERS = [check for check in CHECKS.values() if check.slug.startswith("differs_") or check.slug == "phone_differs"]
VALUES: Mapping[str, tuple[Any, Any]] = {
    "relation": ("之子", "之孙子"), "birth": (date(1980, 1, 1), date(1980, 1, 10)), "house_area": (100, 80), "house_year": (2015, 1998),
    "phone": ("15400099901", "15400099902"),
}   # of the register, of the list; of labels the first two
KEYS = {"birth": "birth_date"}


def column_of(check: Check) -> str:
    return bare(check.cells[0].removeprefix(OF_HOUSEHOLD))


def said(check: Check) -> tuple[Any, Any]:
    """What the register says, and what the list."""
    column = column_of(check)
    if column in VALUES:
        return VALUES[column]
    known = (PERSON.get(column) or HOUSEHOLD[column]).codes or YES_NO
    return known.labels[0], known.labels[1]


def differing(checks: Iterable[Check]) -> None:
    """A household for each check: its member is in that check's list, which says otherwise in that column and no other."""
    lists: dict[str, list[P]] = defaultdict(list)
    for nth, check in enumerate(checks):
        column, (mine, theirs), who = column_of(check), said(check), number(101 + 2 * nth)
        head, name, key = f"韦家长{chr(0x4E00 + nth)}", f"韦成{chr(0x4E00 + nth)}", KEYS.get(column, column)
        relation, ours = VALUES["relation"][0], f"household.{column}" if is_of_household(check) else key
        lists["national_persons"] += [P(f"H{nth}", head, number(301 + 2 * nth)), P(f"H{nth}", name, who, relation, extra=((ours, mine),))]
        lists[split(check.on)[1]].append(P(f"H{nth}", name, who, relation, extra=((key, theirs), ("head_name", head))))
    for slug in ("national_persons", *sorted(set(lists) - {"national_persons"})):
        deliver(slug, lists[slug])
    actions.run_checks(PROGRAM, at=COUNTY)


def is_of_household(check: Check) -> bool:
    return check.cells[0].startswith(OF_HOUSEHOLD)


def record(found: Finding, check: Check) -> Any:
    """The record the check is about, as it is now."""
    one = PersonRecord.objects.get(**NOW.filters(), person=UUID(found.subject_id))
    return HouseholdRecord.objects.get(**NOW.filters(), household=one.household_id) if is_of_household(check) else one


def held(found: Finding, check: Check) -> str:
    column = column_of(check)
    if column == "phone":
        return ring().unseal(record(found, check).phone, PHONE_PURPOSE)
    return shown(PERSON.get(column) or HOUSEHOLD[column], getattr(record(found, check), column))


@pytest.mark.once
def test_the_value_of_every_authority_is_taken_over_undone_and_typed_back(county: County) -> None:
    assert len(DIFFERS) > 20 and set(map(is_of_household, DIFFERS)) == {True, False}
    differing(DIFFERS)
    clerk = county.county_officer
    for check in DIFFERS:
        (mine, theirs), waiting = map(str, said(check)), TypeBack.objects.filter(state="waiting").count()
        found = Finding.objects.get(check_slug=check.slug)
        file = queries.finding(clerk, found.pk)
        seen = masked_phone(theirs) if column_of(check) == "phone" else theirs
        assert file and file.offer and file.offer.shown in (seen, "") and bool(file.offer.shown) == (seen == theirs), check.slug
        actions.undo_settlement(clerk, settlement=actions.accept_source(clerk, finding=found.pk).pk)
        assert (held(found, check), TypeBack.objects.filter(state="waiting").count()) == (mine, waiting), check.slug
        settled = actions.accept_source(clerk, finding=found.pk)
        assert (held(found, check), settled.delivered_row is not None, theirs in settled.what) == (theirs, True, seen == theirs), check.slug
        assert noted(check, settled) == (seen if key_of(check) in positions() else None), check.slug
    actions.run_checks(PROGRAM, at=COUNTY)
    assert not Finding.objects.filter(family="字段矛盾").exclude(state="gone").exists()
    assert verify().whole


def key_of(check: Check) -> str:
    return f"household.{column_of(check)}" if is_of_household(check) else column_of(check)


def noted(check: Check, settled: Settlement) -> str | None:
    """What has to be typed back of that column because of a step."""
    line = TypeBack.objects.filter(deed=settled.deed, column=key_of(check), state="waiting").first()
    return line.new if line else None


def test_what_a_desk_may_not_write_it_is_not_offered(county: County) -> None:
    differing([CHECKS["differs_city_persons_minimum_living"]])
    found = Finding.objects.get(check_slug="differs_city_persons_minimum_living")
    file = queries.finding(county.village_clerk, found.pk)
    assert file and file.offer is None
    with pytest.raises(Forbidden, match="是否享受低保"):
        actions.accept_source(county.village_clerk, finding=found.pk)
    assert Settlement.objects.count() == 0
