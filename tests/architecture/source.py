"""The code as data: modules with their trees, and the order of the packages as pyproject.toml declares it."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """One file of bangfu: its dotted name, its text, its tree."""

    name: str
    text: str = field(repr=False)
    tree: ast.Module = field(repr=False)

    @property
    def package(self) -> str:
        """The top-level package it belongs to, as in "journal"; "" for bangfu itself."""
        return (self.name.split(".") + [""])[1]

    @property
    def last(self) -> str:
        return self.name.rpartition(".")[2]


def module(name: str, text: str) -> Module:
    """A module of a text, so that a test can show a checker something that is wrong."""
    return Module(name, text, ast.parse(text))


@cache
def modules() -> list[Module]:
    """Every module of bangfu but the migrations, which are generated."""
    found = []
    for path in sorted((ROOT / "bangfu").rglob("*.py")):
        if "migrations" not in path.parts:
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found.append(module(name, path.read_text()))
    return found


def named(last: str) -> list[Module]:
    """The modules of every package with one name, as in "actions"; where it is a package itself, those in it."""
    return [one for one in modules() if last in one.name.split(".")[2:4]]


def public_functions(one: Module) -> Iterator[ast.FunctionDef]:
    """The functions at the top of a module whose names do not begin with an underscore."""
    for node in one.tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def called(node: ast.AST) -> str:
    """The dotted words of a call, as in "by.must"; a part that is no name is left out."""
    words: list[str] = []
    step: ast.AST = node.func if isinstance(node, ast.Call) else node
    while isinstance(step, ast.Attribute | ast.Call):
        if isinstance(step, ast.Attribute):
            words.append(step.attr)
            step = step.value
        else:
            step = step.func
    if isinstance(step, ast.Name):
        words.append(step.id)
    return ".".join(reversed(words))


@cache
def layers() -> list[frozenset[str]]:
    """The packages from top to bottom; those of one set do not know each other."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    whole = next(one for one in contracts if one.get("exhaustive"))
    return [frozenset(part.strip() for part in layer.split("|")) for layer in whole["layers"]]


def height(package: str) -> int:
    """How high a package stands: 0 is the lowest. -1 for what is no package of ours."""
    order = list(reversed(layers()))
    return next((number for number, layer in enumerate(order) if package in layer), -1)


def stands_above(package: str, other: str) -> bool:
    """Whether `other` may not be known in `package`: it stands above, or beside it."""
    return package != other and height(other) >= 0 and height(other) >= height(package)
