"""Every action: may I, act, write it down, in one transaction."""

import ast
from functools import cache

import pytest

from tests.architecture.source import Module, called, module, modules, named, public_functions

# module or function → why it is not an action of this shape
EXEMPT = {
    "bangfu.work.actions": "a job carries no right of its own: whoever may do a thing asks for its job from inside that action",
    "bangfu.journal.actions": "this is the pen itself; it stands below actors and powers",
    "bangfu.accounts.actions.own.note_sign_in": "whoever comes in may hold no post yet: what was asked for is the words they know, at the door",
    "bangfu.accounts.actions.own.note_sign_out": "whoever leaves may hold no post any more",
    "bangfu.accounts.actions.own.note_lockout": "nobody is in: the door writes down that it was tried",
    "bangfu.accounts.actions.administering.must_say_why": "no action: what a reason must be",
    "bangfu.accounts.actions.administering.carried_out": "called inside the action of the second administrator, who has asked, and records it",
    "bangfu.keys.actions.retired_id": "no action: under which id a retired key lies",
    "bangfu.crosscheck.actions.runs.request_run": "writes nothing but a job; the run has its entry when it begins",
    "bangfu.crosscheck.actions.runs.request_after_delivery": "as request_run",
    "bangfu.crosscheck.actions.runs.request_nightly": "as request_run",
    "bangfu.crosscheck.actions.repeating.request_repeat": "as request_run",
    "bangfu.crosscheck.actions.runs.run_checks": "one transaction a village, each with its entry, so that a reader never waits for a county",
    "bangfu.crosscheck.actions.alike.carry_out": "some findings a transaction, each step with its entry, so that a killed job keeps what it did",
    "bangfu.deliveries.actions.staging.put_rows": "staged rows are derived from the file, whose hash stands in the entry of the delivery",
    "bangfu.deliveries.actions.cancelling.clear_rows": "staged rows of a delivery somebody cancelled: that deed has its entry, and the end of the clearing another",
    "bangfu.registry.actions.lists.note_judged": "what is noted on staged rows before anything is taken over; the comparison of the delivery has the entry",
    "bangfu.deliveries.actions.applying.note_rows_applied": "called inside the applying action, whose entry it notes on the rows",
}
PEN = {"record", "record_all"}


@cache
def doors() -> set[str]:
    """Functions outside of actions that find what a deed is about and ask for the power they are given on the way."""
    return {
        function.name for one in modules() for function in public_functions(one)
        if _first_is_by(function) and "power" in {arg.arg for arg in function.args.args} and any(
            isinstance(node, ast.Call) and called(node) == "by.must" for node in ast.walk(function)
        )
    }


def faults(one: Module, actions: set[str]) -> list[str]:
    """What is wrong with the actions of a module; `actions` names the actions of all modules, which a verb may call instead of asking itself."""
    local = {node.name: node for node in one.tree.body if isinstance(node, ast.FunctionDef)}
    found = []
    for function in public_functions(one):
        where = f"{one.name}.{function.name}"
        if {where, one.name} & EXEMPT.keys():
            continue
        others = actions - {function.name}
        if not _first_is_by(function):
            found.append(f"{where}: the first argument of an action is `by`")
        if not _is_atomic(function):
            found.append(f"{where}: is not atomic")
        if not _does(function, local, others, lambda word: word == "by.must" or word in doors()):
            found.append(f"{where}: does not ask `by.must`")
        if not _does(function, local, others, lambda word: word in PEN):
            found.append(f"{where}: does not end in `record`")
    return found


def _first_is_by(function: ast.FunctionDef) -> bool:
    return bool(function.args.args) and function.args.args[0].arg == "by"


def _is_atomic(function: ast.FunctionDef) -> bool:
    decorated = any(called(one) in ("transaction.atomic", "atomic") for one in function.decorator_list)
    asserted = any(isinstance(node, ast.Attribute) and node.attr == "in_atomic_block" for node in ast.walk(function))
    blocks = any(called(item.context_expr) == "transaction.atomic" for node in ast.walk(function) if isinstance(node, ast.With) for item in node.items)
    return decorated or asserted or blocks


def _does(function: ast.FunctionDef, local: dict[str, ast.FunctionDef], actions: set[str], wanted: object, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a function does it itself, in a private function of its module, or by calling another action as the same `by`."""
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        word = called(node)
        if wanted(word):   # type: ignore[operator]
            return True
        same_by = bool(node.args) and isinstance(node.args[0], ast.Name) and node.args[0].id == "by"
        if same_by and word.rpartition(".")[2] in actions:
            return True
        if word.startswith("_") and word in local and word not in seen and _does(local[word], local, actions, wanted, seen | {word}):
            return True
    return False


def all_actions() -> set[str]:
    return {function.name for one in named("actions") for function in public_functions(one) if _first_is_by(function) and one.name not in EXEMPT}


@pytest.mark.parametrize("one", named("actions"), ids=lambda one: one.name)
def test_every_action_asks_leave_acts_and_writes_it_down_in_one_transaction(one: Module) -> None:
    assert faults(one, all_actions()) == []


def test_each_exemption_is_still_needed() -> None:
    names = {one.name for one in named("actions")} | {f"{one.name}.{function.name}" for one in named("actions") for function in public_functions(one)}
    assert set(EXEMPT) <= names


GOOD = "@transaction.atomic\ndef clear(by, *, row):\n    by.must('x')\n    return record(by, 'cleared', row)\n"


def test_doors_ask() -> None:
    assert {"current_person", "current_household"} <= doors() and "place" not in doors()


@pytest.mark.parametrize(("text", "said"), [
    (GOOD, None),
    (GOOD.replace("@transaction.atomic\n", ""), "is not atomic"),
    (GOOD.replace("    by.must('x')\n", ""), "does not ask"),
    (GOOD.replace("record(by, 'cleared', row)", "row"), "does not end in"),
    (GOOD.replace("by, *, row", "row, by"), "first argument"),
    (GOOD.replace("by.must('x')", "_asked(by)") + "def _asked(by):\n    by.must('x')\n", None),
    (GOOD.replace("by.must('x')", "_asked(by)") + "def _asked(by):\n    pass\n", "does not ask"),
    ("@transaction.atomic\ndef both(by):\n    open_problem(by)\n", None),
    ("@transaction.atomic\ndef both(by):\n    open_problem(PROGRAM)\n", "does not ask"),
])
def test_the_checker_finds_what_is_wrong(text: str, said: str | None) -> None:
    found = faults(module("bangfu.problems.actions", text), {"open_problem", "clear", "both"})
    assert (found == []) if said is None else any(said in one for one in found)
