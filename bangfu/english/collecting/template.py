"""The sentences of a template: the words between its tags, those of shown attributes, and the texts written inside of {% … %} and {{ … }}."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.template.base import Lexer, Token, TokenType

from bangfu.english import markup
from bangfu.english.sentences import BREAK, HOLE, is_chinese
from bangfu.english.shown import shown_attributes

_LITERAL = re.compile(r'''(?<![=!]= )"([^"]*)"|(?<![=!]= )'([^']*)\'''')
_DAY = re.compile(r'''\|date:"([^"]*)"''')
_LETTER = re.compile(r"[a-zA-Z]+")
_SILENT = ("if", "elif")   # what they compare with is not said


def sentences(path: Path) -> Iterator[str]:
    """What a template can say."""
    return said_in(path.read_text(encoding="utf-8"))


def said_in(source: str) -> Iterator[str]:
    """The same of a text: first what stands on the page, then what is written inside of its tags."""
    parts = list(_without_comments(Lexer(source).tokenize()))
    page = "".join({TokenType.TEXT: one.contents, TokenType.VAR: HOLE, TokenType.BLOCK: BREAK}[one.token_type] for one in parts)
    for text in _on_the_page(page):
        yield from (one for one in text.split(BREAK) if is_chinese(one))
    for one in parts:
        if one.token_type != TokenType.TEXT:
            yield from _inside(one)


def _without_comments(parts: list[Token]) -> Iterator[Token]:
    hidden = False
    for one in parts:
        words = one.contents.split()
        if one.token_type == TokenType.BLOCK and words[0] in ("comment", "endcomment"):
            hidden = words[0] == "comment"
        elif not hidden and one.token_type != TokenType.COMMENT:
            yield one


def _on_the_page(page: str) -> Iterator[str]:
    for token in markup.tokens(page):
        if token.kind == "text":
            yield token.raw
        elif token.kind == "start":
            yield from (one.value for one in shown_attributes(token))


def _inside(part: Token) -> Iterator[str]:
    """The texts written inside of one {% … %} or {{ … }}."""
    if part.contents.split()[0] in _SILENT:
        return
    yield from (_LETTER.sub(HOLE, one) for one in _DAY.findall(part.contents))
    for double, single in _LITERAL.findall(_DAY.sub("", part.contents)):
        words = double or single
        yield from words.split(",") if "|yesno:" in part.contents else (words,)
