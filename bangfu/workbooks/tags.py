"""Walking XML that strangers wrote: piece by piece, names without their prefix, and no entity of its own making."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol
from xml.parsers import expat

from bangfu.rules.refusal import Refused

BROKEN_INSIDE = "文件已损坏，读不出内容；请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"


class Walker(Protocol):
    """What is told of the elements as they come."""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; `name` has no prefix, attributes keep theirs."""

    def closed(self, name: str) -> None:
        """An element ends."""

    @property
    def said(self) -> Callable[[str], None]:
        """Takes the characters between tags, in one or more parts."""


def walk(pieces: Iterable[bytes | str], walker: Walker) -> None:
    """Everything at once. Refused when it is no XML or declares entities."""
    for _ in steps(pieces, walker):
        pass


def steps(pieces: Iterable[bytes | str], walker: Walker) -> Iterator[None]:
    """Piece by piece, so that the caller can take what was found and go on. Refused as `walk`."""
    parser, local = expat.ParserCreate(), _Local()
    opened, closed = walker.opened, walker.closed
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: opened(local[tag], attributes)
    parser.EndElementHandler = lambda tag: closed(local[tag])
    parser.CharacterDataHandler = walker.said
    parser.StartDoctypeDeclHandler = refuse
    try:
        for piece in pieces:
            parser.Parse(piece)
            yield
        parser.Parse(b"", True)
        yield
    except (expat.ExpatError, LookupError, ValueError):   # no XML, or an encoding that does not exist
        raise Refused(BROKEN_INSIDE) from None


def elements(pieces: Iterable[bytes], *names: str, within: Mapping[str, str] | None = None) -> Iterator[tuple[str, dict[str, str]]]:
    """(name, attributes) of the elements with these names; `within`: name → the parent it must have."""
    found = _Listed(frozenset(names), within or {})
    for _ in steps(pieces, found):
        yield from found.listed
        found.listed.clear()


class _Local(dict[str, str]):
    """Tag → its name without the prefix; there are few different ones."""

    def __missing__(self, tag: str) -> str:
        name = tag.rpartition(":")[2]
        if len(self) < 10_000:
            self[tag] = name
        return name


class _Listed:
    def __init__(self, names: frozenset[str], within: Mapping[str, str]) -> None:
        self.listed: list[tuple[str, dict[str, str]]] = []
        self._names, self._within, self._open = names, within, [""]

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name in self._names and self._within.get(name, self._open[-1]) == self._open[-1]:
            self.listed.append((name, attributes))
        self._open.append(name)

    def closed(self, _name: str) -> None:
        self._open.pop()

    def said(self, _text: str) -> None:
        pass


def refuse(*_: object) -> None:
    """For a declaration of entities: no spreadsheet program writes one."""
    raise Refused(BROKEN_INSIDE)
