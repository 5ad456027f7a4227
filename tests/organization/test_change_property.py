"""Whatever merges and splits follow one another, every household is seen by exactly the right clerk: held against a model of two dictionaries.

The model knows where each household lies and which places each clerk reaches. A clerk of a village that is gone goes on in its successor; one
who came from a village that is founded anew by the very change back returns to it.
"""

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bangfu.config.registered import count_anew, members_by_group
from bangfu.journal.verify import verify
from bangfu.organization.actions import add_group, change_places
from bangfu.organization.actor import PROGRAM
from bangfu.organization.changing import Line
from bangfu.organization.models import Place
from bangfu.organization.queries import groups_of
from bangfu.registry.counts import differing
from bangfu.rules.dates import FOREVER_DAY
from tests.county import FAR_VILLAGE, NEXT_VILLAGE, SINCE, THIRD_VILLAGE, VILLAGE, County
from tests.organization.lying import clerk, house, seen

pytestmark = pytest.mark.once   # what a change moves is told by the examples beside it on both

VILLAGES = (VILLAGE, NEXT_VILLAGE, THIRD_VILLAGE, FAR_VILLAGE)
SPARE = tuple(f"9901210010{nth}" for nth in range(20, 26))
# which of the standing villages, into which other or a fresh code; or which one to split, which of its groups go
STEP = st.one_of(
    st.tuples(st.just("merge"), st.integers(0, 9), st.integers(0, 9), st.booleans()),
    st.tuples(st.just("split"), st.integers(0, 9), st.integers(1, 99), st.booleans()),
)


@dataclass
class Model:
    """household → village, household → its group's name, clerk → village, and for each clerk where the last change took them from."""

    lies: dict[object, str]
    group: dict[object, str]
    reach: dict[str, str]
    came: dict[str, tuple[str, str]] = field(default_factory=dict)   # clerk → (from, to) of the change that brought them where they are

    def merge(self, olds: list[str], new: str) -> None:
        self.lies = {one: new if at in olds else at for one, at in self.lies.items()}
        for who, at in self.reach.items():
            if at in olds and at != new:
                self.reach[who], self.came[who] = new, (at, new)

    def split(self, old: str, parts: dict[str, str], main: str) -> None:
        """`parts`: group → new village."""
        self.lies = {one: parts.get(self.group[one], main) if at == old else at for one, at in self.lies.items()}
        targets = {*parts.values(), main}
        for who, at in self.reach.items():
            if at != old:
                continue
            back = self.came.get(who, ("", ""))
            goal = back[0] if back[1] == old and back[0] in targets and back[0] != old else (old if old in targets else main)
            if goal != old:
                self.reach[who], self.came[who] = goal, (old, goal)


@settings(max_examples=9, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=1, max_size=5))
def test_every_household_is_seen_by_exactly_the_right_clerk(county: County, steps: list[tuple[str, int, int, bool]]) -> None:
    with transaction.atomic():
        _walk(steps)
        transaction.set_rollback(True)


def _walk(steps: list[tuple[str, int, int, bool]]) -> None:
    houses, model = {}, Model({}, {}, {})
    for village in VILLAGES:
        for nth in range(2):
            name = f"{village[-4:]}第{nth}组"
            add_group(PROGRAM, village=village, name=name, since=SINCE)
            for _ in range(nth + 1):
                made = house(village, name)
                houses[made.household.pk] = made
                model.lies[made.household.pk], model.group[made.household.pk] = village, name
    clerks = {village: clerk(f"书记{village}", village) for village in VILLAGES}
    model.reach = {village: village for village in VILLAGES}
    spare = iter(SPARE)
    for what, one, other, fresh in steps:
        _merge(model, one, other, fresh, spare) if what == "merge" else _split(model, one, other, fresh, spare)
        for village, user in clerks.items():
            assert seen(user) == {household for household, at in model.lies.items() if at == model.reach[village]}
    assert differing() == {} and verify().faults == []


def _standing() -> list[Place]:
    return list(Place.objects.filter(level="village", valid_to=FOREVER_DAY, code__startswith=VILLAGE[:6]).exclude(code__in=(
        "990121002002", "990121002003")).order_by("code"))


def _merge(model: Model, one: int, other: int, fresh: bool, spare: object) -> None:
    standing = _standing()
    first, second = standing[one % len(standing)], standing[other % len(standing)]
    if first == second:
        return
    if fresh:
        new = next(spare)   # type: ignore[call-overload]
        lines = [Line(first.code, new, f"新{new[-2:]}村"), Line(second.code, new, f"新{new[-2:]}村")]
        olds = [first.code, second.code]
    else:
        new, lines, olds = second.code, [Line(first.code, second.code, second.name)], [first.code]
    _do(lines)
    model.merge(olds, new)


def _split(model: Model, one: int, which: int, back: bool, spare: object) -> None:
    """Some groups go to a code of before that is free, or to a fresh one; the village itself keeps the rest."""
    standing = _standing()
    old = standing[one % len(standing)]
    groups = [group.label for group in groups_of(PROGRAM, old.code)]
    going = tuple(group for nth, group in enumerate(groups) if which >> nth & 1)
    if not going:
        return
    free = [code for code in VILLAGES if code not in {place.code for place in standing}]
    new = free[0] if back and free else next(spare)   # type: ignore[call-overload]
    _do([Line(old.code, new, f"分{new[-2:]}村", going), Line(old.code, old.code, old.name, rest=True)])
    model.split(old.code, dict.fromkeys(going, new), old.code)


def _do(lines: list[Line]) -> None:
    change_places(PROGRAM, lines=lines, on=timezone.localdate(), document="区划批复", members=members_by_group, recount=count_anew)
