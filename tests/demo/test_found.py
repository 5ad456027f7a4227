"""A township founded from the demo's people: the register says on every day what the truth says, in the words of the lists."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count

from bangfu.demo.days import AS_OF
from bangfu.demo.found import found_village, founded
from bangfu.demo.incomes import incomes
from bangfu.demo.people import county
from bangfu.demo.places import COUNTY, townships
from bangfu.demo.register import Village
from bangfu.demo.reports import found_bodies_of
from bangfu.demo.truth import DAYS, Tally
from bangfu.facts.models import FOREVER, NOW, AsOf
from bangfu.journal.models import Entry
from bangfu.journal.queries import VERBS
from bangfu.journal.verify import verify
from bangfu.organization.actor import PROGRAM
from bangfu.registry import queries
from bangfu.registry.actions import found_bodies, found_households
from bangfu.registry.actions.founding import Founded
from bangfu.registry.columns import HOUSEHOLD, PERSON, possible
from bangfu.registry.counts import differing
from bangfu.registry.models import (
    BodyRecord,
    Cause,
    Guarantee,
    Household,
    HouseholdRecord,
    IncomeItem,
    NaturalChange,
    Person,
    PersonRecord,
    RiskSpell,
    StatusSpell,
)
from bangfu.registry.records import BANK_PURPOSE, ID_PURPOSE, PHONE_PURPOSE
from bangfu.rules import status
from bangfu.rules.codes import BODY_KIND, CAUSE, DISABILITY_GRADE, GUARANTEE, GUARANTEE_STATE, RISK_ENDING
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.id_number import read_number
from bangfu.rules.income import ITEMS
from bangfu.rules.natural_change import KINDS
from bangfu.rules.refusal import Refused
from bangfu.sealing.ring import ring

pytestmark = pytest.mark.once   # the demo, which tests/config fills on both

SEED = 11


@pytest.fixture(scope="module")
def made() -> list[Village]:
    return list(county("township", SEED))


@pytest.fixture(scope="module")
def truth(made: list[Village]) -> dict[str, Any]:
    tally = Tally()
    for one in made:
        tally.add(one)
    return tally.told()


@pytest.fixture(scope="module", autouse=True)
def register(django_db_setup: Any, django_db_blocker: Any, made: list[Village]) -> Iterator[None]:
    """Founded once for this file, in a transaction that is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        for one in made:
            found_village(PROGRAM, one)
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_households_and_persons_of_every_village_are_those_of_the_truth(truth: dict[str, Any], day: date) -> None:
    wanted = truth["on"][f"{day}"]
    then = AsOf(day=day)
    assert queries.tally_households(PROGRAM, place=COUNTY, length=12, as_of=then) == {code: one["households"] for code, one in wanted.items()}
    assert queries.tally_persons(PROGRAM, place=COUNTY, length=12, as_of=then) == {code: one["persons"] for code, one in wanted.items()}


def test_the_counters_of_now_are_those_of_the_last_day(truth: dict[str, Any]) -> None:
    wanted = {code: one["persons"] for code, one in truth["on"][f"{AS_OF}"].items()}
    assert queries.tally_persons(PROGRAM, place=COUNTY, length=12) == wanted
    assert differing() == {}


def test_natural_changes_are_those_of_the_truth_by_kind_and_year(truth: dict[str, Any]) -> None:
    """A move within the county is a going and a coming, and says that it was one."""
    counted: Counter[tuple[str, int]] = Counter()
    for one in NaturalChange.objects.all():
        counted["moved" if one.note == "县内迁移" else one.kind, one.valid_from.year] += 1
    assert counted == {(kind, int(year)): many for kind, years in truth["changes"].items() for year, many in years.items()}
    assert {kind for kind, _ in counted} - {"moved"} <= set(KINDS)


def test_who_is_assisted_monitored_and_on_relief_is_counted_as_in_the_truth(truth: dict[str, Any]) -> None:
    now = StatusSpell.objects.filter(**NOW.filters())
    labels = dict(now.values_list("label").annotate(many=Count("household")))
    wanted = {label: many for label, many in truth["standing"].items() if label not in ("monitored", "risk_lifted")}
    assert labels == wanted
    assert now.filter(family="monitored").count() == truth["standing"]["monitored"]
    at_risk = set(RiskSpell.objects.filter(**NOW.filters()).values_list("household", flat=True))
    there = set(now.values_list("household", flat=True))
    known = set(RiskSpell.objects.filter(household__in=there).values_list("household", flat=True))
    assert len(known - at_risk) == truth["standing"]["risk_lifted"]


def test_every_label_is_one_of_the_lists() -> None:
    """What is written here could have been typed at a desk: `possible` knows every value, and changes none."""
    for model, columns in ((HouseholdRecord, HOUSEHOLD), (PersonRecord, PERSON)):
        for name, column in columns.items():
            if column.kind in ("label", "labels", "yes_no"):
                values = set(model.objects.values_list(name, flat=True)) - {""}
                assert values == {possible(column, value) for value in values}, name
    assert set(PersonRecord.objects.values_list("disability_grade", flat=True)) - {""} == set(DISABILITY_GRADE.labels)


def test_spells_are_of_the_lists_and_rules() -> None:
    for family, label in StatusSpell.objects.values_list("family", "label").distinct():
        assert label in status.FAMILIES[family].codes.labels
    assert set(Cause.objects.values_list("label", flat=True)) <= set(CAUSE.labels)
    assert set(Guarantee.objects.values_list("label", flat=True)) == set(GUARANTEE.labels)
    assert set(Guarantee.objects.values_list("state", flat=True)) == set(GUARANTEE_STATE.labels)
    assert set(RiskSpell.objects.values_list("ended_how", flat=True)) - {""} <= set(RISK_ENDING.labels)
    for household in RiskSpell.objects.values_list("household", flat=True).distinct():
        status.judge_risks([status.Risk(one.label, one.sub_kind, one.remark) for one in RiskSpell.objects.filter(household=household)])
    ranks: dict[object, list[Cause]] = {}
    for one in Cause.objects.order_by("rank"):
        ranks.setdefault(one.household_id, []).append(one)
    for causes in ranks.values():
        assert [one.rank for one in causes] == list(range(1, len(causes) + 1))
        status.judge_causes(causes[0].label, [one.label for one in causes[1:]])


@pytest.mark.parametrize("model", [HouseholdRecord, PersonRecord, StatusSpell, RiskSpell, Cause, Guarantee, IncomeItem, NaturalChange], ids=lambda one: one.__name__)
def test_no_row_ends_before_it_begins(model: Any) -> None:
    rows = list(model.objects.values_list("valid_from", "valid_to"))
    assert rows and all(begun < ended for begun, ended in rows)


def test_income_is_that_of_the_demo_item_by_item(made: list[Village]) -> None:
    wanted = {
        (house.number, year.year, item): fen
        for one in made for house in one.everything if house.followed for year in incomes(house) for item, fen in year.amounts.items()
    }
    rows = {(one.household.number, one.valid_to.year, one.item): one.amount.fen for one in IncomeItem.objects.select_related("household")}
    assert rows == wanted
    assert {item for _, _, item in rows} <= set(ITEMS)


def test_people_have_one_story_without_gaps_beside_those_of_nobody() -> None:
    """Records of a person follow one another; where one ends before another begins, nobody was there."""
    stories: dict[object, list[tuple[date, date]]] = {}
    for person, begun, ended in PersonRecord.objects.order_by("valid_from").values_list("person", "valid_from", "valid_to"):
        stories.setdefault(person, []).append((begun, ended))
    assert len(stories) == Person.objects.count()
    assert all(before[1] == after[0] for story in stories.values() for before, after in zip(story, story[1:], strict=False))
    assert any(len(story) > 2 for story in stories.values())


def test_who_split_off_or_was_taken_in_names_the_household_on_the_far_side() -> None:
    for one in NaturalChange.objects.filter(kind__in=("split_out", "split_in", "merged_out", "merged_in")).select_related("other"):
        mirrored = {"split_out": "split_in", "split_in": "split_out", "merged_out": "merged_in", "merged_in": "merged_out"}[one.kind]
        assert NaturalChange.objects.filter(person=one.person_id, kind=mirrored, valid_from=one.valid_from, household=one.other_id, other=one.household_id).count() == 1
    assert NaturalChange.objects.filter(kind="split_in").exists() and NaturalChange.objects.filter(kind="merged_in").exists()


def test_who_moved_is_seen_where_they_are_and_counted_where_they_were() -> None:
    came = NaturalChange.objects.filter(note="县内迁移", kind="moved_in")
    assert came.exists()
    for one in came:
        gone = NaturalChange.objects.get(note="县内迁移", kind="moved_out", person=one.person_id)
        assert one.place_code == one.place_then != gone.place_then == gone.place_code
        before, *_ = PersonRecord.objects.filter(person=one.person_id).order_by("valid_from")
        assert (before.place_code, before.place_then) == (one.place_code, gone.place_then)


def test_numbers_are_sealed_and_found_by_their_index(made: list[Village]) -> None:
    house = next(one for one in made[0].households if one.head.certificate == "")
    record = HouseholdRecord.objects.get(household__number=house.number, **NOW.filters())
    assert ring().unseal(record.phone, PHONE_PURPOSE) == house.phone and ring().unseal(record.bank_account, BANK_PURPOSE) == house.ties.account
    people = PersonRecord.objects.filter(household=record.household_id, **NOW.filters())
    opened = {ring().unseal(one.id_number, ID_PURPOSE) for one in people}
    assert opened == {one.certificate or one.id_number for one in house.members}
    assert all(read_number(number).status == "ok" for number in opened)
    assert not PersonRecord.objects.filter(id_status__in=("bad_check", "bad_date", "bad_shape")).exists()
    assert house.head.name in {row.name for row in queries.found(PROGRAM, house.head.id_number)}


def test_the_journal_is_whole_and_names_every_household(made: list[Village]) -> None:
    assert verify().whole
    entries = Entry.objects.filter(verb="household.founded")
    assert entries.count() == Household.objects.count() == sum(len(list(one.everything)) for one in made)
    assert {"household.founded", "body.founded"} <= set(VERBS)


def test_those_whom_no_list_names_are_left_out_and_a_grid_takes_its_groups(made: list[Village]) -> None:
    village = made[0]
    absent = next(one for house in village.households for one in house.members[1:])
    grid = {village.groups[0]: f"{village.place.code}001"}
    rows = [row for one in founded(village, {absent.number}, grid) for row in one.rows]
    assert absent.number not in {row.person_number for row in rows if isinstance(row, PersonRecord)}
    houses = {row.household_id: row for row in rows if isinstance(row, HouseholdRecord) and row.valid_to == FOREVER_DAY}
    for row in rows:
        if isinstance(row, StatusSpell) and row.household_id in houses:
            in_it = houses[row.household_id].group == village.groups[0]
            assert (row.place_code, row.place_then[:12]) == (grid[village.groups[0]] if in_it else village.place.code, row.place_then)


def test_a_village_is_founded_once(made: list[Village]) -> None:
    with pytest.raises(Refused, match="已经在名册里"):
        found_households(PROGRAM, village=made[0].place.code, households=founded(made[0]), source="再来一次")


def test_rows_elsewhere_are_refused_but_for_the_going_of_those_who_came(made: list[Village]) -> None:
    here, there = made[0].place.code, made[1].place.code
    common = {"place_then": there, "valid_from": AS_OF, "origin_kind": "desk"}

    def house(row: Any) -> Founded:
        return Founded(Household(number=f"新户{row.__class__.__name__}{getattr(row, 'kind', '')}"), [row])

    for row in (StatusSpell(family="assisted", label="一般农户", place_code=there, **common), NaturalChange(kind="moved_in", place_code=there, **common)):
        with pytest.raises(Refused, match="不在这个村"):
            found_households(PROGRAM, village=here, households=[house(row)], source="试")


def test_bodies_are_known_by_codes_that_are_right_and_stand_once() -> None:
    place = townships("township")[0]
    with transaction.atomic():
        many = found_bodies_of(PROGRAM, place, SEED)
        rows = list(BodyRecord.objects.filter(superseded_at=FOREVER, place_code=place.code))
        assert many == len(rows) == 14 and {row.kind for row in rows} <= set(BODY_KIND.labels)
        assert all(ring().unseal(row.phone, PHONE_PURPOSE).startswith("154") for row in rows)
        assert Entry.objects.filter(verb="body.founded").count() == 1
        with pytest.raises(Refused, match="已经在册"):
            found_bodies_of(PROGRAM, place, SEED)
        rows[0].credit_code = rows[0].credit_code[:17] + ("0" if rows[0].credit_code[17] != "0" else "1")
        with pytest.raises(Refused, match="校验码"):
            found_bodies(PROGRAM, township=place.code, bodies=[rows[0]], source="试")
        transaction.set_rollback(True)
