"""What is simply so is told with the day from which it is so, and what comes to be so later is not so before."""

from datetime import date, timedelta

import pytest

from bangfu.demo.days import AS_OF
from bangfu.demo.facts import AHEAD, COMING, Fact
from bangfu.demo.register import Member
from bangfu.demo.write import told_towns
from tests.bench.truth import Measure, Said


@pytest.fixture(scope="module")
def told() -> tuple[list[Fact], dict[str, Member]]:
    (town,) = told_towns("village", 7)
    return town.facts, {one.number: one for house in town.township.households for one in house.members}


def turned(birth: date, on: date) -> int:
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def test_what_comes_to_be_so_is_so_from_its_day_on_and_no_day_sooner(told: tuple[list[Fact], dict[str, Member]]) -> None:
    facts, people = told
    coming = [one for one in facts if one.kind in COMING]
    assert {"too_old_for_labour", "work_of_last_year"} <= {one.kind for one in coming}
    for one in coming:
        since, age = date.fromisoformat(one.since), COMING[one.kind].age
        assert AS_OF < since <= AHEAD
        if age is not None:
            assert turned(people[one.person].birth, since) == age > turned(people[one.person].birth, since - timedelta(days=1)), one
    assert all(one.since == f"{AS_OF}" for one in facts if one.kind not in COMING)


MISTAKE = {
    "kind": "k", "families": ["身份"], "also": ["合理性"], "outcome": "found", "known": True, "source": "", "field": "", "subject": "person", "person": "P1",
    "household": "H1", "village": "990121001001", "name": "覃天明", "other": "", "others": [],
}


@pytest.mark.parametrize(("family", "who", "subject", "explained"), [
    ("身份", {"P1"}, "person", True), ("合理性", {"P1"}, "person", True), ("身份", set(), "person", True), ("身份", {"P2"}, "person", False),
    ("身份", {"P2"}, "household", True), ("重复", {"P1"}, "person", False),
])
def test_a_finding_is_explained_by_a_mistake_about_whom_it_names(family: str, who: set[str], subject: str, explained: bool) -> None:
    said = Said("check", family, "check", frozenset({"H1"}), frozenset(who), "…")
    measure = Measure([MISTAKE | {"subject": subject}], [said], frozenset(), {})
    assert (measure.unexplained == []) is explained


def test_a_fact_explains_what_is_said_of_its_person_only() -> None:
    said = [Said("check", "成员逻辑", "check", frozenset({"H1"}), frozenset({who}), "…") for who in ("P1", "P2")]
    fact = {"kind": "too_old_for_labour", "families": ["成员逻辑"], "person": "P1", "household": "H1"}
    assert Measure([], said, frozenset(), {}, [fact]).unexplained == said[1:]
