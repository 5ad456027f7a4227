"""Two clocks: what is answered for a day, as known on a day, against a model that any child could check.

The model is a list of what was said: from which day on, and which value. Whoever asks about a day hears what was said last, up to the
moment they ask as known at, of a time that covers that day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bangfu.facts.models import FOREVER, NOW, AsOf, changed, corrected, ended, new_id
from bangfu.organization.actor import PROGRAM
from bangfu.registry import actions as registry
from bangfu.registry.models import PersonRecord
from bangfu.registry.queries import roster
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.refusal import Refused
from tests.county import County
from tests.deliveries.office import applied, everybody, families, national, of

DAY = date(2026, 1, 1)   # of the first list


def at(day: int) -> date:
    return DAY + timedelta(days=day)


@dataclass
class Model:
    """What was said of one column of one person: (first day, value), each heard at the moment of its place in the list."""

    said: list[tuple[int, str]] = field(default_factory=list)

    def answer(self, day: int, known: int) -> str | None:
        """The value on a day, as known after the first `known` sayings; None when the person was not there yet."""
        covering = [value for first, value in self.said[:known] if first <= day]
        return covering[-1] if covering else None

    def since(self, day: int, value: str) -> None:
        self.said.append((day, value))

    def all_along(self, value: str, last: int) -> None:
        """As far back from `last` as the same was said without a break."""
        first = last
        while first > min(one for one, _ in self.said) and self.answer(first - 1, len(self.said)) == self.answer(last, len(self.said)):
            first -= 1
        self.said.append((first, value))


NAMES = ["覃天明", "覃天朋", "覃田明", "覃大明"]
STEPS = st.lists(st.tuples(st.one_of(st.none(), st.integers(-20, 200)), st.sampled_from(NAMES)), max_size=7)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, asked=st.lists(st.integers(-30, 220), min_size=3, max_size=6))
def test_whatever_was_corrected_each_day_answers_as_it_was_known_then(county: County, steps: list[tuple[int | None, str]], asked: list[int]) -> None:
    """Corrections all along and since a day, in any order, also before what was known before: on the real database."""
    person, first = somebody()
    model, moments = Model([(0, NAMES[0])]), [first]
    for since, value in steps:
        try:
            made = registry.correct_person(
                PROGRAM, person=person, changes={"name": value}, reason="对照户口簿", since=None if since is None else at(since),
            )
        except Refused:
            assert model.answer(300, 99) == value, "refused only when nothing would change now"
            continue
        model.all_along(value, 300) if since is None else model.since(since, value)
        moments.append(made.recorded_at)
    days = sorted({*asked, *(one for one, _ in model.said), *(one - 1 for one, _ in model.said)})
    for known, moment in enumerate(moments, start=1):
        for day in days:
            told = [one.name for one in roster(AsOf(at(day), moment)) if one.person == person]
            value = model.answer(day, known)
            assert told == ([] if value is None else [value]), (day, known, model.said)
    assert [one.name for one in roster(NOW) if one.person == person] == [model.answer(300, 99)]


def somebody() -> tuple[Any, datetime]:
    """Somebody registered at the first day, under numbers nobody had before."""
    import secrets

    from bangfu.journal.actions import Subject, record
    from bangfu.registry.models import Household, Person
    from bangfu.registry.records import columns
    from bangfu.sealing.models import new_subject_key
    from tests.county import VILLAGE

    number = str(new_id())
    household, person = Household(number=number), Person()
    new_subject_key(household.pk, secrets.token_bytes(32)).save()
    row = PersonRecord(
        person=person, household=household, valid_from=DAY, place_code=VILLAGE, place_then=VILLAGE, **columns({"name": NAMES[0], "id_number": ""}),
    )
    record(PROGRAM, "household.taken_over", Subject("household", number, number), at=VILLAGE, new=[household, person, row])
    return person.pk, row.recorded_at


def test_no_two_rows_believed_of_one_person_cover_one_day(county: County) -> None:
    person, _ = somebody()
    for since, name in ((100, "覃天朋"), (50, "覃田明"), (0, "覃大明"), (-10, "覃天明"), (100, "覃天朋")):
        registry.correct_person(PROGRAM, person=person, changes={"name": name}, reason="对照户口簿", since=at(since))
    rows = list(PersonRecord.objects.filter(person=person, superseded_at=FOREVER).order_by("valid_from"))
    assert [one.valid_to for one in rows] == [*(one.valid_from for one in rows[1:]), FOREVER_DAY]


def test_a_name_that_was_wrong_all_along_was_wrong_before_an_unrelated_change_too(county: County) -> None:
    person, _ = somebody()
    registry.correct_person(PROGRAM, person=person, changes={"nation": "壮族"}, reason="对照户口簿", since=at(90))
    registry.correct_person(PROGRAM, person=person, changes={"name": "覃天朋"}, reason="一直写错")
    told = [(one.valid_from, one.name, one.nation) for one in PersonRecord.objects.filter(person=person, superseded_at=FOREVER).order_by("valid_from")]
    assert told == [(at(0), "覃天朋", ""), (at(90), "覃天朋", "壮族")]


def test_what_was_known_of_later_days_stays_when_something_earlier_becomes_known(county: County) -> None:
    """A nation known from day 100 on is kept when the name of day 50 is learned."""
    person, _ = somebody()
    registry.correct_person(PROGRAM, person=person, changes={"nation": "壮族"}, reason="对照户口簿", since=at(100))
    registry.correct_person(PROGRAM, person=person, changes={"name": "覃天朋"}, reason="改名", since=at(50))
    told = [(one.valid_from, one.name, one.nation) for one in PersonRecord.objects.filter(person=person, superseded_at=FOREVER).order_by("valid_from")]
    assert told == [(at(0), "覃天明", ""), (at(50), "覃天朋", ""), (at(100), "覃天朋", "壮族")]


def test_somebody_who_died_before_our_last_news_of_them_is_gone_from_that_day(county: County) -> None:
    person, _ = somebody()
    registry.correct_person(PROGRAM, person=person, changes={"nation": "壮族"}, reason="对照户口簿", since=at(100))
    before = timezone.now()
    registry.leave_register(PROGRAM, person=person, kind="died", on=at(60), reason="火化证明")
    for day, there in ((0, True), (59, True), (60, False), (100, False), (200, False)):
        assert any(one.person == person for one in roster(AsOf(at(day)))) == there, day
    assert any(one.person == person for one in roster(AsOf(at(200), before))), "as was believed then"


def test_somebody_who_was_never_to_be_in_it_was_there_on_no_day(county: County) -> None:
    person, _ = somebody()
    registry.correct_person(PROGRAM, person=person, changes={"nation": "壮族"}, reason="对照户口簿", since=at(100))
    registry.leave_register(PROGRAM, person=person, kind="never_in", on=at(100), reason="重复录入")
    assert not any(one.person == person for day in (0, 50, 100, 200) for one in roster(AsOf(at(day))))


def test_an_older_list_taken_in_later_leaves_one_truth_a_day(county: County) -> None:
    lines = families(households=1)
    by = county.township_clerk
    applied(by, national(lines), day=at(0))
    applied(by, national([lines[0].but(nation="壮族"), *lines[1:]]), day=at(120))
    applied(by, national([lines[0].but(nation="瑶族", phone=""), *lines[1:]]), day=at(60))
    person = of(lines[0].name).person_id
    told = {day: [row.name for row in roster(AsOf(at(day))) if row.person == person] for day in (-1, 0, 59, 60, 119, 120, 200)}
    assert told == {-1: [], **{day: [lines[0].name] for day in (0, 59, 60, 119, 120, 200)}}
    nations = [(one.valid_from, one.nation) for one in PersonRecord.objects.filter(person=person, superseded_at=FOREVER).order_by("valid_from")]
    assert nations == [(at(0), "汉族"), (at(60), "瑶族"), (at(120), "瑶族")]
    assert len(everybody()) == 3


def row(first: int, last: int | None = None, name: str = "覃天明") -> PersonRecord:
    return PersonRecord(valid_from=at(first), valid_to=FOREVER_DAY if last is None else at(last), name=name)


def days(rows: Sequence[PersonRecord]) -> list[tuple[date, date, str]]:
    return [(one.valid_from, one.valid_to, one.name) for one in rows]


def test_a_change_splits_the_row_of_its_day() -> None:
    old = row(0)
    made = changed([old], {"name": "覃天朋"}, at(10))
    assert list(made.superseded) == [old]
    assert days(made.new) == [(at(0), at(10), "覃天明"), (at(10), FOREVER_DAY, "覃天朋")]


@pytest.mark.parametrize("day", [0, -5])
def test_a_change_on_or_before_the_first_day_leaves_nothing_old(day: int) -> None:
    assert days(changed([row(0)], {"name": "覃天朋"}, at(day)).new) == [(at(day), FOREVER_DAY, "覃天朋")]


def test_a_change_leaves_alone_what_ended_before_it() -> None:
    old, now = row(0, 10), row(10)
    assert list(changed([old, now], {"name": "覃天朋"}, at(10)).superseded) == [now]


def test_a_correction_goes_back_only_as_far_as_the_same_was_said() -> None:
    first, second, third = row(0, 10, "覃大明"), row(10, 20), row(20)
    made = corrected([first, second, third], {"name": "覃天朋"}, ["name"])
    assert list(made.superseded) == [second, third]
    assert days(made.new) == [(at(10), at(20), "覃天朋"), (at(20), FOREVER_DAY, "覃天朋")]


@pytest.mark.parametrize(("day", "left"), [(30, [(0, 10), (10, 30)]), (10, [(0, 10)]), (5, [(0, 5)]), (0, [])])
def test_an_end_cuts_everything_behind_it(day: int, left: list[tuple[int, int]]) -> None:
    old, now = row(0, 10), row(10)
    made = ended([old, now], at(day))
    believed = [one for one in (old, now) if one not in made.superseded] + list(made.new)
    assert [(one.valid_from, one.valid_to) for one in believed] == [(at(first), at(last)) for first, last in left]


def test_a_draft_has_a_new_id_and_no_entry_yet() -> None:
    old = row(0)
    made = old.draft(name="覃天朋")
    assert made.pk != old.pk and made.recorded_in is None and made.superseded_at == FOREVER and old.name == "覃天明"


def test_ids_are_made_in_the_order_of_time() -> None:
    made = [new_id() for _ in range(1000)]
    assert made == sorted(made) and {one.version for one in made} == {7}


def test_a_path_leads_to_the_fact() -> None:
    assert set(AsOf().filters("record__")) == {"record__superseded_at", "record__valid_to"}
    assert set(AsOf(DAY).filters("record__")) == {f"record__{name}" for name in ("valid_from__lte", "valid_to__gt", "recorded_at__lte", "superseded_at__gt")}
