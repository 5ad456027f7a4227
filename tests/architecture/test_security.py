"""docs/security.md: every test and every command it names exists."""

import ast
import importlib
import re
from pathlib import Path

from bangfu.config.command import COMMANDS
from tests.architecture.source import ROOT

SECURITY = ROOT / "docs" / "security.md"
STATES = ("stands", "part", "open")


def rows(text: str) -> list[list[str]]:
    """The cells of the rows of the tables of items, without headings."""
    lines = [line for line in text.partition("## What is logged")[0].splitlines() if line.startswith("|") and not line.startswith(("|---", "| item"))]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def _tests_there(path: Path) -> set[str]:
    return {node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)} if path.is_file() else set()


def named_but_not_there(text: str) -> list[str]:
    """Tests and commands that a text names and nobody has written."""
    tests = [(path, name) for path, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text) if name not in _tests_there(ROOT / path)]
    commands = sorted(set(re.findall(r"`((?:bangfu|make|python) [^`]+)`", text)))
    return [f"{path}::{name}" for path, name in tests] + [command for command in commands if not _exists(command)]


def _exists(command: str) -> bool:
    program, first, *rest = command.split()
    if program == "make":
        return re.search(rf"^{first}:", (ROOT / "Makefile").read_text(), re.M) is not None
    if program == "python":
        return command == "python -m django check --deploy"   # what tests/config/test_deploy.py runs
    return first in COMMANDS and all(f'"{word}"' in Path(importlib.util.find_spec(COMMANDS[first][0]).origin or "").read_text() for word in rest[:1])   # type: ignore[union-attr]


def test_everything_it_names_is_there() -> None:
    assert named_but_not_there(SECURITY.read_text()) == []


def test_every_item_says_how_it_stands_and_what_stands_has_its_test() -> None:
    found = rows(SECURITY.read_text())
    assert len(found) >= 60
    for *_, state, test, command in found:
        assert state.startswith(STATES), state
        assert (state.startswith("open")) == (not test) == (not command), state


def test_what_nobody_has_written_is_found() -> None:
    text = "`tests/accounts/test_sessions.py::test_nothing_of_the_kind` `make nothing` `bangfu nothing` `bangfu accounts nothing` `bangfu accounts found`"
    assert named_but_not_there(text) == ["tests/accounts/test_sessions.py::test_nothing_of_the_kind", "bangfu accounts nothing", "bangfu nothing", "make nothing"]
