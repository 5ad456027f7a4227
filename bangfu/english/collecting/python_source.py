"""The sentences of a Python module: its texts and f-strings, but for those that are looked for, logged, or written for programmers."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from bangfu.english.collecting.left_out import NOT_SAID, NOT_SHOWING, PEOPLE
from bangfu.english.markup import tokens
from bangfu.english.sentences import HOLE, is_chinese

_SQL = re.compile(r"\bSELECT\b|\bWHEN\b|\bBETWEEN\b| IN \(|(?:=|<>) '|\bAND\b|\bOR\b")
_DOCUMENT = re.compile(r"\n")
_FILE_NAME = re.compile(r"\S+\.(?:xlsx|pdf|csv)")
_PATTERN = re.compile(r"\\[dsw]|\[\^|\(\?|\]\{|\][*+]|\)\$|^\^")
_DAY = re.compile(r"%[-#]?[a-zA-Z]")
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def sentences(path: Path) -> Iterator[str]:
    """What a module can say, in the order of its text, a HOLE where a value is put in."""
    return said_in(path.read_text(encoding="utf-8"))


def said_in(source: str) -> Iterator[str]:
    """The same of a text."""
    for text in _said(ast.parse(source)):
        if is_chinese(text) and text not in PEOPLE and not (any(form.search(text) for form in (_SQL, _PATTERN, _DOCUMENT)) or _FILE_NAME.fullmatch(text)):
            yield from _without_markup(text)


def _without_markup(text: str) -> Iterator[str]:
    """A text that holds tags is several sentences."""
    if "<" not in text:
        return iter((text,))
    return (one.raw for one in tokens(text) if one.kind == "text" and is_chinese(one.raw))


def _said(node: ast.AST) -> Iterator[str]:
    """What is said by a node and by what stands in it."""
    if isinstance(node, ast.Constant | ast.JoinedStr) or _is_sum(node):
        yield _written(node)
        yield from _inside_of(node)
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Constant) and node.func.attr == "split":
        yield from str(node.func.value.value).split()
        return
    if isinstance(node, ast.Call) and _called(node) == "strftime":
        yield from (_DAY.sub(HOLE, _written(one)) for one in node.args)
        return
    for child in _shown_children(node):
        yield from _said(child)


def _shown_children(node: ast.AST) -> Iterator[ast.AST]:
    """The children of a node, but for those that are compared with something, used as a key, or left out by name."""
    if isinstance(node, ast.Compare | ast.MatchValue):
        return iter(one for one in ast.iter_child_nodes(node) if not isinstance(one, ast.Constant | ast.Tuple | ast.Set | ast.List))
    if isinstance(node, ast.Subscript):
        return iter((node.value,) if isinstance(node.slice, ast.Constant) else (node.value, node.slice))
    if isinstance(node, ast.Call) and _called(node) in NOT_SHOWING:
        return iter(one for one in ast.iter_child_nodes(node) if isinstance(one, ast.Call))
    if isinstance(node, ast.Call) and _called(node) == "replace":
        return iter((node.func, *node.args[1:]))
    if isinstance(node, ast.keyword) and node.arg in NOT_SAID:
        return iter(())
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return iter(())
    return ast.iter_child_nodes(node)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""


def _is_sum(node: ast.AST) -> bool:
    """Whether texts are added."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and any(
        isinstance(one, ast.JoinedStr) or (isinstance(one, ast.Constant) and isinstance(one.value, str)) or _is_sum(one) for one in (node.left, node.right)
    )


def _written(node: ast.AST) -> str:
    """What a text is when it is shown: values are HOLEs, and so are the places of a text that is formatted later."""
    if isinstance(node, ast.Constant):
        return formatted_later(node.value) if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        whole = "".join(str(one.value) if isinstance(one, ast.Constant) else HOLE for one in node.values)
        return formatted_later(whole.replace(f"{{{HOLE}}}", HOLE))
    if _is_sum(node):
        return _written(node.left) + _written(node.right)   # type: ignore[attr-defined]
    return HOLE


def formatted_later(text: str) -> str:
    """A text with a HOLE for each {} or {name}; where the braces are no places, the text itself."""
    if "{" not in text:
        return text
    try:
        once = "".join(literal + (HOLE if name is not None else "") for literal, name, _, _ in Formatter().parse(text))
    except ValueError:
        return text
    return formatted_later(once)   # {{name}} is formatted twice


def _inside_of(node: ast.AST) -> Iterator[str]:
    """What may stand where the values are: the other texts of an f-string or a sum, and the form of a day."""
    if isinstance(node, ast.JoinedStr):
        for one in node.values:
            if isinstance(one, ast.FormattedValue):
                yield from _said(one.value)
                if one.format_spec:
                    yield _DAY.sub(HOLE, _written(one.format_spec))
    elif _is_sum(node):
        for side in (node.left, node.right):   # type: ignore[attr-defined]
            yield from _inside_of(side) if isinstance(side, ast.JoinedStr | ast.Constant) or _is_sum(side) else _said(side)
