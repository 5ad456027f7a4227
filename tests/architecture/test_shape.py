"""Files that hold one thing, names that have a home, and words where code cannot speak."""

import ast

import pytest

from tests.architecture.source import Module, module, modules, public_functions

LONGEST = 400
HOMELESS = {"util", "utils", "helper", "helpers", "common", "misc", "base", "core", "manager", "managers", "service", "services", "handler", "handlers"}
NAMED_BY_OTHERS = {"bangfu.walls.postgresql.base"}   # Django looks for an engine under this name
SPOKEN = {"actions", "queries"}


def is_homeless(one: Module) -> bool:
    """Whether a name says only that the thing has no home yet; also as the end of a name, as in row_helpers."""
    return one.last.rpartition("_")[2] in HOMELESS and one.name not in NAMED_BY_OTHERS


def is_too_long(one: Module) -> bool:
    return one.text.count("\n") > LONGEST


def unsaid(one: Module) -> list[str]:
    """The module itself and its public functions, where they have no docstring."""
    found = [] if ast.get_docstring(one.tree) else [one.name]
    if one.package == "rules" or one.last in SPOKEN:
        found += [f"{one.name}.{function.name}" for function in public_functions(one) if not ast.get_docstring(function)]
    return found


def test_no_file_is_longer_than_one_thing() -> None:
    assert [f"{one.name}: {one.text.count(chr(10))} lines" for one in modules() if is_too_long(one)] == []


def test_no_module_is_named_for_having_no_home() -> None:
    assert [one.name for one in modules() if is_homeless(one)] == []


def test_every_module_and_every_public_function_of_rules_actions_and_queries_says_what_it_is() -> None:
    assert [name for one in modules() if one.text.strip() for name in unsaid(one)] == []


@pytest.mark.parametrize(("name", "homeless"), [
    ("bangfu.web.utils", True), ("bangfu.core", True), ("bangfu.web.form_helpers", True), ("bangfu.web.shell", False), ("bangfu.facts.database", False),
])
def test_a_homeless_name_is_found(name: str, homeless: bool) -> None:
    assert is_homeless(module(name, "")) == homeless


def test_a_long_file_is_found() -> None:
    assert is_too_long(module("bangfu.web.shell", "x = 1\n" * 401))
    assert not is_too_long(module("bangfu.web.shell", "x = 1\n" * 400))


def test_what_is_unsaid_is_found() -> None:
    silent = module("bangfu.registry.queries", "def rows(by):\n    return []\n")
    assert unsaid(silent) == ["bangfu.registry.queries", "bangfu.registry.queries.rows"]
    assert unsaid(module("bangfu.registry.queries", '"""Asked."""\ndef rows(by):\n    """All."""\ndef _own():\n    pass\n')) == []
    assert unsaid(module("bangfu.web.shell", '"""Shell."""\ndef frame():\n    pass\n')) == []
