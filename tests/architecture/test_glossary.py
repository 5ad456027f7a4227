"""docs/glossary.md: every code word in it exists in the code."""

import ast
import re

import pytest

from tests.architecture.source import ROOT, Module, module, modules

GLOSSARY = ROOT / "docs" / "glossary.md"


def code_words(text: str) -> list[str]:
    """What stands in backticks in the rows of the tables, in order; their headings and the text around are left out."""
    rows = [line for line in text.splitlines() if line.lstrip().startswith("|") and not re.fullmatch(r"[\s|:-]+", line)]
    return [word for row in rows for word in re.findall(r"`([^`]+)`", row)]


def known_words(code: list[Module]) -> set[str]:
    """Packages, modules, classes, functions, fields, arguments, and every text that is one word (a stored word is one)."""
    known = set()
    for one in code:
        known |= set(one.name.split("."))
        for node in ast.walk(one.tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                known.add(node.name)
            elif isinstance(node, ast.Name):
                known.add(node.id)
            elif isinstance(node, ast.Attribute):
                known.add(node.attr)
            elif isinstance(node, ast.arg | ast.keyword) and node.arg:
                known.add(node.arg)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[\w.-]+", node.value):
                known.add(node.value)
    return known


def unknown(text: str, code: list[Module]) -> list[str]:
    """The words of a glossary that the code does not know. A dotted word is known when each of its parts is."""
    known = known_words(code)
    return [word for word in code_words(text) if not (word in known or all(part in known for part in re.split(r"[./]", word.strip("()"))))]


def test_every_code_word_of_the_glossary_exists() -> None:
    if not GLOSSARY.exists():
        pytest.skip("docs/glossary.md is not written yet")
    text = GLOSSARY.read_text()
    assert len(code_words(text)) > 20, "the glossary has no table of code words"
    assert unknown(text, modules()) == []


def test_a_word_that_nobody_uses_is_found() -> None:
    code = [module("bangfu.registry.models", "class Household:\n    status = Field(choices=[('monitored', '监测户')])\n")]
    table = "| 政策用语 | code |\n|---|---|\n| 户 | `Household` |\n| 监测对象 | `monitored` |\n| 台账 | `registry.Household`, `Ledger` |\n"
    assert unknown(table, code) == ["Ledger"]
    assert code_words("text with `nothing` of a table\n") == []
