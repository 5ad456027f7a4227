"""A page taken apart into tokens that, joined again, are the page byte for byte."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "start", "end", "other"]

# comment, declaration, tag with its attributes, text, and a < that opens nothing
_TOKEN = re.compile(r"""<!--.*?-->|<[!?][^>]*>|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*)(?:[^>"']|"[^"]*"|'[^']*')*>|[^<]+|<""", re.S)
_ATTRIBUTE = re.compile(r"""(?P<name>[^\s"'<>/=]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'<>=`]+)))?""")
OPAQUE = frozenset({"script", "style", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext"})   # what stands in them is no markup


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a page as it stands there: `raw`; of a tag also its name in small letters."""

    kind: Kind
    raw: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a tag: its name in small letters, its value as it is written, and where in the tag the value stands."""

    name: str
    value: str
    start: int
    end: int


def tokens(page: str) -> Iterator[Token]:
    """The page in pieces, in their order."""
    at = 0
    while found := _TOKEN.match(page, at):
        token = _token(found)
        yield token
        at = found.end()
        if token.kind == "start" and token.name in OPAQUE and not token.raw.endswith("/>"):
            closing = re.compile(f"</{re.escape(token.name)}(?=[\\s/>])", re.I).search(page, at)
            inside = page[at:closing.start() if closing else len(page)]
            if inside:
                yield Token("other", inside)
            at += len(inside)


def _token(found: re.Match[str]) -> Token:
    raw, name = found[0], found["name"]
    if name:
        return Token("end" if found["end"] else "start", raw, name.lower())
    return Token("other" if raw.startswith(("<!", "<?")) else "text", raw)


def attributes(tag: Token) -> list[Attribute]:
    """The attributes of a start tag; one without a value has an empty one."""
    found = []
    for one in _ATTRIBUTE.finditer(tag.raw, 1 + len(tag.name)):
        group = next((name for name in ("double", "single", "bare") if one[name] is not None), None)
        start, end = one.span(group) if group else (one.end(), one.end())
        found.append(Attribute(one["name"].lower(), tag.raw[start:end], start, end))
    return found
