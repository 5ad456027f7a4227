"""What leaves in a day: every way out counts, the measure holds, and a refusal is told and counts for nothing."""

import argparse
import ast
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from bangfu.accounts.actions import set_door
from bangfu.accounts.models import RowsTaken
from bangfu.accounts.queries import alarms
from bangfu.accounts.quota import LEAVES, OverQuota, spend
from bangfu.config import command
from bangfu.journal.models import Entry
from bangfu.journal.queries import VERBS
from bangfu.organization.actor import PROGRAM
from bangfu.rules.door import Door
from tests.architecture.source import Module, called, module, modules
from tests.county import County

# verbs that speak of paper or files, and under which no rows about people leave
NO_ROWS = {
    "village.printed", "collection.opened", "collection.returned", "collection.entered", "collection.closed", "collection.reopened", "disclosure.asked",
    "disclosure.approved", "disclosure.declined", "printing.asked", "printing.made", "printing.expired", "type_back.seen", "export.refused", "recovery.renewed",
    "bodies.exported", "door.set", "map.loaded", "map.removed",
}


def uncounted(one: Module) -> list[str]:
    """Functions that say a verb of LEAVES and do not call `spend`, nor do those of the module that call them."""
    if not any(verb in one.text for verb in LEAVES):
        return []
    functions = {node.name: node for node in one.tree.body if isinstance(node, ast.FunctionDef)}
    calls = {name: {called(inner) for inner in ast.walk(node) if isinstance(inner, ast.Call)} for name, node in functions.items()}
    saying = [name for name, node in functions.items() if any(isinstance(inner, ast.Constant) and inner.value in LEAVES for inner in ast.walk(node))]
    return [f"{one.name}.{name}" for name in saying if "spend" not in calls[name] and not _counted_above(name, calls)]


def _counted_above(name: str, calls: dict[str, set[str]]) -> bool:
    above = [other for other, words in calls.items() if name in words]
    return name.startswith("_") and bool(above) and all("spend" in calls[other] for other in above)


def test_whatever_leaves_is_counted() -> None:
    assert [found for one in modules() for found in uncounted(one)] == []


@pytest.mark.parametrize(("text", "found"), [
    ("def take(by):\n    record(by, 'list.taken')\n", True), ("def take(by):\n    spend(by, 1)\n    record(by, 'list.taken')\n", False),
    ("def _verb():\n    return 'list.taken'\ndef take(by):\n    spend(by, 1)\n    record(by, _verb())\n", False),
    ("def _verb():\n    return 'list.taken'\ndef take(by):\n    record(by, _verb())\n", True),
])
def test_a_way_out_that_counts_nothing_is_found(text: str, found: bool) -> None:
    assert bool(uncounted(module("bangfu.registry.actions.x", text))) is found


def test_every_verb_that_speaks_of_taking_away_is_known_here() -> None:
    taking = {verb for verb, word in VERBS.items() if any(one in word for one in ("导出", "打印", "取走", "披露", "出函", "下载", "载", "印", "对照表"))}
    assert taking - LEAVES - NO_ROWS - {verb for verb in taking if verb.startswith(("map.", "collection."))} == set() and set(VERBS) >= LEAVES


@pytest.mark.django_db
def test_a_person_s_measure_is_the_county_s_and_is_new_every_day(county: County) -> None:
    set_door(county.security, door=Door(exported_rows=100), reason="县里定的")
    by = county.township_clerk
    spend(by, 60)
    spend(county.second_township_clerk, 100)
    spend(county.neighbour, 100)
    spend(county.stranger, 101)   # another county's
    spend(PROGRAM, 10_000)
    with pytest.raises(OverQuota, match="已经导出、打印 60 行，这次还要 41 行，超过了每天 100 行"), transaction.atomic():
        spend(by, 41)
    spend(by, 40)
    RowsTaken.objects.update(day=timezone.localdate() - timedelta(days=1))
    spend(by, 100)


def test_rows_are_not_counted_outside_of_the_deed(fresh_database: str, county: County) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        spend(county.township_clerk, 1)


@pytest.mark.django_db
def test_a_command_that_wants_too_much_is_told_too(county: County, capsys: pytest.CaptureFixture[str]) -> None:
    set_door(county.security, door=Door(exported_rows=100), reason="县里定的")

    def run(_: argparse.Namespace) -> int:
        with transaction.atomic():
            spend(county.township_clerk, 101)
        return 0

    args = argparse.Namespace(command="import", user="qingshi", run=run, json=False)
    assert command._run(args) == command.REFUSED and "超过了每天 100 行" in capsys.readouterr().err
    assert [(one.name, one.told) for one in alarms(county.security)] == [("镇经办乙", "已 0 行，又要 101 行，规定 100 行")]
    assert alarms(county.administrator) == alarms(county.auditor) == [] and Entry.objects.get(verb="export.refused").user_id == county.township_clerk.user_id
