"""Every check against the examples it carries: what it must name, and the near misses it must leave alone."""

from dataclasses import replace

import pyarrow as pa
import pytest

from bangfu.crosscheck import engine, snapshot
from bangfu.crosscheck.checks import OWN
from bangfu.crosscheck.checks.check import EXAMPLES_ON, FAMILIES, LEVELS, Check, Example
from bangfu.crosscheck.checks.words import way_word
from bangfu.crosscheck.engine import Tables

EXAMPLES = [(check, example) for check in OWN for example in (*check.hits, *check.misses)]


def small_county(example: Example) -> Tables:
    """The tables an example stands for."""
    told = snapshot.tables(example.register, example.lists, example.in_force, EXAMPLES_ON)
    homes = [home | example.homes.get(home["household"], {}) for home in told.households.to_pylist()]
    return replace(told, households=pa.Table.from_pylist(homes, schema=told.households.schema))


@pytest.mark.parametrize(("check", "example"), EXAMPLES, ids=[f"{check.slug}: {example.words}" for check, example in EXAMPLES])
def test_a_check_names_exactly_what_its_example_says(check: Check, example: Example) -> None:
    tables = small_county(example)
    found = engine.run(tables, [check])
    assert {(one.fault, one.subject_id) for one in found} == example.finds
    assert len(found) == len(example.finds)
    assert all(one.cells for one in found)


@pytest.mark.parametrize("check", OWN, ids=[check.slug for check in OWN])
def test_a_check_shows_a_hit_for_every_reason_it_may_give(check: Check) -> None:
    assert {fault for example in check.hits for fault, _ in example.finds} == set(check.reason)
    assert check.misses and check.level in LEVELS and check.family in FAMILIES and all(way_word(way) != way for way in check.settle)
    assert set(check.first) <= set(check.reason) and set(check.first.values()) <= set(check.settle)


@pytest.mark.parametrize("check", OWN, ids=[check.slug for check in OWN])
def test_no_check_fires_where_nothing_was_delivered(check: Check) -> None:
    assert engine.run(snapshot.tables((), (), (), EXAMPLES_ON), [check]) == []


@pytest.mark.parametrize("check", OWN, ids=[check.slug for check in OWN])
def test_a_hit_has_the_same_identity_whatever_list_it_was_delivered_in(check: Check) -> None:
    for example in check.hits:
        again = tuple(row._replace(row="x" + row.row, delivery="later", number=row.number + 100) for row in example.lists)
        before, after = (
            engine.run(small_county(replace(example, lists=rows)), [check]) for rows in (example.lists, again)
        )
        assert {one.identity for one in before} == {one.identity for one in after}
