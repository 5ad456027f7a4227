"""What must be looked for beyond somebody's reach is found behind the wall as well, and no more is said of it than before."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from bangfu.crosscheck.actions import run_checks
from bangfu.crosscheck.models import Cell
from bangfu.deliveries.models import DeliveredRow
from bangfu.deliveries.queries import cells
from bangfu.evidence.actions import keep_paper
from bangfu.journal.actions import Subject
from bangfu.journal.queries import entries_of, who_wrote_each
from bangfu.journal.verify import verify
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.registry import actions, queries
from bangfu.registry.models import PersonRecord
from bangfu.registry.previews import village_changes
from bangfu.registry.records import PURPOSES
from bangfu.rules.place_code import CodeRange
from bangfu.rules.refusal import Refused
from bangfu.sealing import files
from bangfu.sealing.ring import ring
from bangfu.walls.reach import reaching
from bangfu.web.forgetting import forget_household
from tests.county import COUNTY, FAR_VILLAGE, VILLAGE, County, the_county
from tests.deliveries.office import compared, families, national
from tests.evidence.papers import BOOKLET, photo
from tests.registry.founded import Shape, founded
from tests.registry.test_bodies import code, correct, register
from tests.standing import world


@world(ring=True)
def found() -> County:
    """Households here, and in a village of another township."""
    founded(Shape(households=3))
    founded(Shape(village=FAR_VILLAGE, households=4, number="9911"))
    return the_county()


def members(village: str, nth: int) -> list[PersonRecord]:
    """Those of the nth household of a village, its head first."""
    ids = sorted(set(PersonRecord.objects.filter(place_code=village).values_list("household__number", "household")))
    return list(PersonRecord.objects.filter(household=ids[nth][1]).order_by("id"))


def moved_here(by: Actor, household: UUID) -> None:
    with reaching(by.ranges):
        actions.move_household(by, household=household, to=VILLAGE, on=timezone.localdate(), reason="易地搬迁", document="云搬〔2026〕1号")


def test_an_id_number_stands_once_in_the_register_and_where_is_not_told(found: County) -> None:
    theirs, by = members(FAR_VILLAGE, 3)[0], found.village_clerk
    values = {"name": "覃新来", "relation": "其他", "id_number": ring().unseal(theirs.id_number, PURPOSES["id_number"])}
    with reaching(by.ranges), pytest.raises(Refused, match="已经在名册里，在别的地方") as told:
        actions.enter_register(by, household=members(VILLAGE, 0)[0].household_id, kind="moved_in", on=date(2026, 8, 1), values=values, reason="迁入")
    assert theirs.name not in told.value.sentence


def test_a_credit_code_stands_once_among_the_bodies(found: County) -> None:
    register(found.neighbour, place=FAR_VILLAGE)
    other = register(found.village_clerk, 2)
    with reaching(found.village_clerk.ranges):
        with pytest.raises(Refused, match="在别的地方"):
            register(found.village_clerk)
        with pytest.raises(Refused, match="在别的地方"):
            correct(found.village_clerk, other, changes={"credit_code": code(1)})


def test_the_chain_is_whole_also_for_who_reaches_a_part_of_it(found: County) -> None:
    all_of_it = verify()
    with reaching(found.village_clerk.ranges):
        told = verify()
    assert told.whole and (told.entries, told.rows) == (all_of_it.entries, all_of_it.rows) and told.rows


def test_a_household_that_came_from_afar_keeps_its_story(found: County) -> None:
    household, by = members(FAR_VILLAGE, 0)[0].household_id, found.village_clerk
    moved_here(found.county_officer, household)
    with reaching(by.ranges):
        verbs = [one.verb for one in entries_of(by, ("household", str(household)), stands_at=VILLAGE)]
        record = queries.household(by, household)
        assert record and verbs[-1] == "household.founded" and "household.moved" in verbs
        assert all(line.who for line in queries.household_story(by, household))
        written = set(PersonRecord.objects.filter(household=household).values_list("recorded_in", flat=True))
        assert set(who_wrote_each(written)) == written


def test_a_row_says_what_its_columns_are_called_also_in_a_list_of_the_township(found: County) -> None:
    list_ = compared(found.township_clerk, national(families()))
    row, by = DeliveredRow.objects.filter(delivery=list_, place_code=VILLAGE).order_by("number")[0], found.village_clerk
    with reaching(by.ranges):
        assert [one.label for one in cells(by, row.pk) if one.delivered == row.name] == ["姓名"]


def test_whom_a_list_is_about_is_found_wherever_they_are(found: County) -> None:
    """Somebody of another township stands in a list for this village: who looks at it sees, as the job will, that they move."""
    theirs, by = members(FAR_VILLAGE, 3)[0], found.township_clerk
    line = replace(families()[0], name=theirs.name, id_number=ring().unseal(theirs.id_number, PURPOSES["id_number"]), person="")
    list_ = compared(by, national([line]))
    assert DeliveredRow.objects.get(delivery=list_).outcome == "moved"
    with reaching(by.ranges):
        assert [(one.outcome, one.name) for one in village_changes(by, list_.pk, VILLAGE).changed] == [("moved", theirs.name)]


def test_who_is_forgotten_goes_from_everywhere_and_what_is_of_others_stays(found: County, django_capture_on_commit_callbacks: Any) -> None:
    """By an officer who reaches one village: a finding of another village, about the same number, no longer names them; the same paper in a file there stays."""
    gone, theirs, officer = members(VILLAGE, 1), members(FAR_VILLAGE, 0)[0], found.county_officer
    kept = [
        keep_paper(officer, subject=Subject("household", str(one.household_id), "户", key=one.household_id), at=at, kind=BOOKLET, file_name="户口簿.jpg", content=photo())
        for one, at in ((gone[0], VILLAGE), (theirs, FAR_VILLAGE))
    ]
    run_checks(PROGRAM, at=COUNTY)
    naming = Cell.objects.filter(finding__place_code=FAR_VILLAGE, subject_id__in=[str(one.person_id) for one in gone]).exclude(subject_name="")
    assert naming.exists()
    for one in gone:
        actions.leave_register(officer, person=one.person_id, kind="moved_out", on=timezone.localdate() - timedelta(1), reason="迁出")
    near = replace(officer, ranges=(CodeRange.under(VILLAGE),))
    with reaching(near.ranges), django_capture_on_commit_callbacks(execute=True):
        forget_household(near, household=gone[0].household_id, reason="依申请", document="申请书一号")
    assert kept[0].digest == kept[1].digest and files.kept(kept[1].digest) and not naming.exists()
