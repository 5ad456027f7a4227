"""A list held against the register and taken over, month after month: what is new, what changed, what was corrected here and stays."""

from datetime import date

import pytest

from bangfu.deliveries import actions as deliveries
from bangfu.deliveries import queries as delivered
from bangfu.facts.models import NOW, AsOf
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.registry import actions, queries
from bangfu.registry.counts import differing
from bangfu.registry.models import Household, HouseholdRecord, Person, PersonRecord
from bangfu.registry.previews import village_changes
from bangfu.rules.refusal import Refused
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.county import NEXT_VILLAGE, VILLAGE, County
from tests.deliveries.office import DAY, HEADINGS, Line, again, applied, compared, everybody, families, national, number, of

JUNE, JULY, AUGUST = DAY, date(2026, 7, 31), date(2026, 8, 31)
GOOD = families()
WITHOUT_NUMBERS = [one.but(person="") for one in GOOD]


@pytest.fixture(autouse=True)
def whole_in_the_end(county: County) -> object:
    yield
    assert verify().whole and differing() == {}


def outcomes(county: County, lines: list[Line], day: date = JULY) -> dict[str, int]:
    """Applied by the township; how many rows of each outcome the preview said."""
    found = compared(county.township_clerk, national(lines), day=day)
    said = {
        name: total for name in ("new", "changed", "moved", "unchanged", "kept", "refused", "gone")
        if (total := sum(getattr(one, name) for one in delivered.villages(county.township_clerk, found.pk)))
    }
    deliveries.request_apply(county.township_clerk, delivery=found.pk)
    sweep()
    assert again(found).state == "applied"
    return said


def other(line: Line, **changes: str) -> list[Line]:
    """The good list with one line said otherwise."""
    return [one.but(**changes) if one == line else one for one in GOOD]


def test_the_first_list_makes_everybody_new_with_one_entry_a_household(county: County) -> None:
    assert outcomes(county, GOOD, JUNE) == {"new": 9}
    assert (Person.objects.count(), Household.objects.count(), HouseholdRecord.objects.count()) == (9, 3, 3)
    assert Entry.objects.filter(verb="household.taken_over").count() == 3
    record = of("覃天明")
    assert (record.valid_from, record.place_code, record.place_then, record.origin_kind) == (JUNE, VILLAGE, VILLAGE, "delivered_row")
    assert queries.person(county.township_clerk, record.person_id) is not None


def test_a_changed_value_is_a_new_truth_from_the_day_of_the_list(county: County) -> None:
    outcomes(county, GOOD, JUNE)
    person = of("农秀英", GOOD[0].household).person_id
    assert outcomes(county, other(GOOD[1], nation="壮族")) == {"changed": 1, "unchanged": 8}
    for day, nation in ((JUNE, "汉族"), (date(2026, 7, 30), "汉族"), (JULY, "壮族")):
        facts = dict(queries.person(county.township_clerk, person, AsOf(day)).facts)   # type: ignore[union-attr]
        assert facts["民族"] == nation
    assert PersonRecord.objects.filter(person=person).count() == 3


def test_an_empty_cell_never_wipes_out_what_we_have(county: County) -> None:
    outcomes(county, GOOD, JUNE)
    assert outcomes(county, other(GOOD[1], nation="", phone="", employer="")) == {"unchanged": 9}
    assert of("农秀英", GOOD[1].household).nation == "汉族"


def test_a_correction_made_here_stays_until_the_source_says_something_new(county: County) -> None:
    outcomes(county, GOOD, JUNE)
    person = of("农秀英", GOOD[0].household).person_id
    actions.correct_person(county.village_clerk, person=person, changes={"name": "农秀莹"}, reason="对照户口簿")
    assert outcomes(county, GOOD) == {"unchanged": 8, "kept": 1}
    assert of("农秀莹").person_id == person
    assert outcomes(county, other(GOOD[1], phone="15400099999"), AUGUST) == {"unchanged": 8, "changed": 1}
    assert of("农秀莹").person_id == person, "the other columns are taken over, the corrected one is held"
    assert outcomes(county, other(GOOD[1], name="农秀瑛", phone="15400099999"), date(2026, 9, 30)) == {"unchanged": 8, "changed": 1}
    assert of("农秀瑛").person_id == person
    assert outcomes(county, other(GOOD[1], name="农秀瑛", phone="15400099999"), date(2026, 10, 31)) == {"unchanged": 9}


def test_the_source_follows_a_correction_and_nothing_happens(county: County) -> None:
    outcomes(county, GOOD, JUNE)
    person = of("农秀英", GOOD[0].household).person_id
    actions.correct_person(county.village_clerk, person=person, changes={"name": "农秀莹"}, reason="对照户口簿")
    assert outcomes(county, other(GOOD[1], name="农秀莹")) == {"unchanged": 9}


@pytest.mark.parametrize("lines", [GOOD, WITHOUT_NUMBERS], ids=["with person numbers", "without"])
def test_a_corrected_id_number_stays_and_the_person_is_not_doubled(county: County, lines: list[Line]) -> None:
    outcomes(county, lines, JUNE)
    person = of("农秀英", lines[1].household).person_id
    actions.correct_person(county.village_clerk, person=person, changes={"id_number": number(888)}, reason="对照身份证")
    assert outcomes(county, lines) == {"unchanged": 8, "kept": 1}
    assert outcomes(county, lines, AUGUST) == {"unchanged": 8, "kept": 1}
    assert PersonRecord.objects.filter(**NOW.filters()).count() == 9 and Person.objects.count() == 9
    assert of("农秀英", lines[1].household).person_id == person


@pytest.mark.parametrize("lines", [GOOD, WITHOUT_NUMBERS], ids=["with person numbers", "without"])
def test_somebody_who_left_here_does_not_come_back_because_the_source_has_not_followed(county: County, lines: list[Line]) -> None:
    outcomes(county, lines, JUNE)
    person = of("农秀英", lines[1].household).person_id
    actions.leave_register(county.village_clerk, person=person, kind="died", on=JULY, reason="火化证明")
    assert outcomes(county, lines) == {"unchanged": 8, "kept": 1}
    assert outcomes(county, lines, AUGUST) == {"unchanged": 8, "kept": 1}
    assert Person.objects.count() == 9 and PersonRecord.objects.filter(**NOW.filters()).count() == 8


def test_somebody_whom_the_source_dropped_and_lists_again_is_back(county: County) -> None:
    outcomes(county, GOOD, JUNE)
    person = of("农秀英", GOOD[1].household).person_id
    actions.leave_register(county.village_clerk, person=person, kind="moved_out", on=JUNE, reason="迁往外县")
    assert outcomes(county, [one for one in GOOD if one != GOOD[1]]) == {"unchanged": 8}
    assert outcomes(county, GOOD, AUGUST) == {"unchanged": 8, "new": 1}


def test_those_whom_the_list_does_not_have_are_told_and_stay(county: County) -> None:
    outcomes(county, GOOD, JUNE)
    assert outcomes(county, GOOD[:6]) == {"unchanged": 6, "gone": 3}
    assert len(everybody()) == 9


def test_a_household_that_moves_to_another_village_takes_its_people_along(county: County) -> None:
    outcomes(county, [*GOOD, *families("下垟村", share=2)], JUNE)
    moving = [one.but(village="下垟村") if one.household == GOOD[0].household else one for one in GOOD]
    assert outcomes(county, [*moving, *families("下垟村", share=2)]) == {"moved": 3, "unchanged": 15}, "who stands in the list elsewhere is not gone"
    assert queries.counts(county.township_clerk, VILLAGE) == (2, 6) and queries.counts(county.township_clerk, NEXT_VILLAGE) == (4, 12)
    record = of("覃天明", GOOD[0].household)
    assert (record.place_code, record.place_then) == (NEXT_VILLAGE, NEXT_VILLAGE)
    assert HouseholdRecord.objects.get(**NOW.filters(), number=GOOD[0].household).place_code == NEXT_VILLAGE
    for day, there in ((JUNE, VILLAGE), (JULY, NEXT_VILLAGE)):
        tally = queries.tally_persons(county.township_clerk, place="990121001", length=12, as_of=AsOf(day))
        assert tally[there] == (9 if there == VILLAGE else 12)


def test_somebody_who_marries_into_another_household_belongs_to_it(county: County) -> None:
    outcomes(county, GOOD, JUNE)
    assert outcomes(county, other(GOOD[2], household=GOOD[3].household, relation="其他")) == {"changed": 1, "unchanged": 8}
    record = of("覃小宝")
    assert (record.household.number, record.relation) == (GOOD[3].household, "其他")
    assert len(queries.household(county.township_clerk, record.household_id).members) == 4   # type: ignore[union-attr]
    assert outcomes(county, other(GOOD[2], household=GOOD[3].household, relation="其他"), AUGUST) == {"unchanged": 9}


def test_the_preview_says_old_and_new_and_no_number(county: County) -> None:
    outcomes(county, GOOD, JUNE)
    lines = [GOOD[0].but(nation="壮族", id_number=number(901, date(1970, 3, 4))), *GOOD[1:7], GOOD[7].but(household=GOOD[0].household)]
    found = compared(county.township_clerk, national(lines), day=JULY)
    said = village_changes(county.township_clerk, found.pk, VILLAGE)
    assert [one.differences for one in said.changed] == [
        (("民族", "汉族", "壮族"), ("证件号码", "原号码", "新号码")), (("户编号", GOOD[7].household, GOOD[0].household),),
    ]
    assert [one.name for one in said.gone] == [GOOD[8].name]
    assert number(901, date(1970, 3, 4)) not in str(said)
    for who in (county.neighbour, county.stranger, county.nobody, county.auditor):
        assert village_changes(who, found.pk, VILLAGE).changed == () == village_changes(who, found.pk, VILLAGE).gone


def test_what_somebody_changed_since_the_preview_is_respected(county: County) -> None:
    outcomes(county, GOOD, JUNE)
    found = compared(county.township_clerk, national(other(GOOD[1], nation="壮族")), day=JULY)
    person = of("农秀英", GOOD[1].household).person_id
    actions.correct_person(county.village_clerk, person=person, changes={"name": "农秀莹"}, reason="对照户口簿")
    deliveries.request_apply(county.township_clerk, delivery=found.pk)
    sweep()
    record = of("农秀莹")
    assert (record.person_id, record.nation) == (person, "壮族")


def test_a_value_no_column_holds_comes_back_and_the_rest_goes_in(county: County) -> None:
    found = applied(county.township_clerk, national(other(GOOD[1], employer="厂" * 101)))
    line, = delivered.lines(county.township_clerk, found.pk, outcome="refused")
    assert "务工企业名称" in line.faults[0][1] and len(everybody()) == 8


@pytest.mark.parametrize(("column", "most"), [("household", 40), ("person", 40), ("name", 80), ("phone", 60), ("relation", 20)])
def test_what_is_too_long_to_be_what_it_should_comes_back(county: County, column: str, most: int) -> None:
    found = applied(county.township_clerk, national(other(GOOD[1], **{column: "1甲" * most})))
    line, = delivered.lines(county.township_clerk, found.pk, outcome="refused")
    assert f"最多 {most} 个" in line.faults[0][1] and len(everybody()) == 8


@pytest.mark.parametrize(("heading", "told"), [("务工时间（月）", "-3"), ("务工时间（月）", "123456"), ("性别", "男或女不详")])
def test_what_cannot_be_comes_back_and_does_not_stop_the_village(county: County, heading: str, told: str) -> None:
    lines = [GOOD[0].but(more={heading: told}), *GOOD[1:]]   # type: ignore[arg-type]
    found = applied(county.township_clerk, national(lines, (*HEADINGS, heading)))
    line, = delivered.lines(county.township_clerk, found.pk, outcome="refused")
    assert heading in line.faults[0][1] and len(everybody()) == 8


def test_two_lists_of_a_day_agree_on_the_later_one(county: County) -> None:
    outcomes(county, GOOD, JUNE)
    assert outcomes(county, other(GOOD[1], nation="壮族"), JUNE) == {"changed": 1, "unchanged": 8}
    assert PersonRecord.objects.filter(**NOW.filters(), nation="壮族").get().valid_from == JUNE


def test_the_list_of_another_order_of_columns_is_the_same_list(county: County) -> None:
    outcomes(county, GOOD, JUNE)
    before = everybody()
    found = applied(county.township_clerk, national(GOOD[::-1], HEADINGS[::-1]), day=JULY)
    assert again(found).state == "applied" and everybody() == before


def test_a_failed_job_says_so_and_can_be_asked_for_again(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    found = compared(county.township_clerk, national([*GOOD, *families("下垟村", share=2)]))
    deliveries.request_apply(county.township_clerk, delivery=found.pk)

    def refuses(*_: object, **__: object) -> None:
        raise Refused("刚才有人先改了同一条记录。")

    with monkeypatch.context() as patched:
        patched.setattr("bangfu.registry.jobs.apply_village", refuses)
        sweep()
    assert Job.objects.get(name="register.apply").state == "failed" and everybody() == []
    deliveries.request_apply(county.second_township_clerk, delivery=found.pk)
    sweep()
    assert again(found).state == "applied" and len(everybody()) == 18
