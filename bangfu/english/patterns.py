"""Sentences with places, found again in a text that the program has put together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bangfu.english.sentences import PLACE, chinese

CLOSES = {"“": "”", "（": "）", "《": "》"}


@dataclass(frozen=True)
class Pattern:
    """A sentence with places: its English, the pieces of it that stand fast, how many Chinese characters these have (`weight`), whether it is `plain`:
    said so by nothing but the program, and which places are `introduced` by signs, so that whole sentences may stand in them."""

    english: str
    pieces: tuple[str, ...]
    weight: int
    plain: bool
    introduced: frozenset[str]

    def values(self, text: str) -> Iterator[dict[str, str]]:
        """What stands in its places, by their number, in the few ways in which the text can be this sentence: the pieces as far left as can be, and as far
        right. Where a value at its edge is empty, the blank beside it may not be there either."""
        ways = [found for whole in self._with_blanks(text) for found in (_from_the_left(self.pieces, whole), _from_the_right(self.pieces, whole)) if found]
        for number, values in enumerate(ways):
            if values not in ways[:number]:
                yield {str(place): value for place, value in enumerate(values)}

    def _with_blanks(self, text: str) -> Iterator[str]:
        before, *_, behind = self.pieces
        yield text
        if not before and self.pieces[1].startswith(" "):
            yield " " + text
        if not behind and self.pieces[-2].endswith(" "):
            yield text + " "

    def filled(self, values: dict[str, str]) -> str:
        """The English with these values."""
        return PLACE.sub(lambda place: values[place[1]], self.english)


class Patterns:
    """All sentences with places, looked up by the longest piece of each that stands fast."""

    def __init__(self, sentences: Iterable[tuple[str, str]]) -> None:
        self._by_piece: dict[str, list[Pattern]] = defaultdict(list)
        for sentence, english in sentences:
            pieces = PLACE.split(sentence)[::2]
            self._by_piece[max(pieces, key=chinese).strip()].append(_pattern(pieces, english))
        self._lengths: dict[str, set[int]] = defaultdict(set)
        for piece in self._by_piece:
            self._lengths[piece[0]].add(len(piece))

    def candidates(self, text: str) -> list[Pattern]:
        """The patterns whose piece stands in a text, those that say most first; of two that say as much the one with more places, then the one that has the last
        word, as what matters stands last in Chinese."""
        found = (one for piece in set(self._pieces_in(text)) for one in self._by_piece[piece])
        return sorted(found, key=lambda one: (-one.weight, -len(one.pieces), not one.pieces[-1], one.pieces))

    def _pieces_in(self, text: str) -> Iterator[str]:
        for at, character in enumerate(text):
            for length in self._lengths.get(character, ()):
                if (piece := text[at:at + length]) in self._by_piece:
                    yield piece


def _pattern(pieces: list[str], english: str) -> Pattern:
    weight = sum(map(chinese, pieces))
    plain = weight > 1 or any(not one.isalnum() for piece in pieces for one in piece)
    around = enumerate(zip(pieces, pieces[1:], strict=False))
    introduced = frozenset(str(place) for place, (before, behind) in around if _is_ended(before[-1:], behind))
    return Pattern(english, tuple(pieces), weight, plain, introduced)


def _from_the_left(pieces: tuple[str, ...], text: str) -> list[str] | None:
    """What stands between the pieces of a text, each taken where it first is; None where the text is not made of them."""
    first, *middle, last = pieces
    at, end, values = len(first), len(text) - len(last), list[str]()
    if at > end or not text.startswith(first) or not text.endswith(last):
        return None
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return None
        values.append(text[at:found])
        at = found + len(piece)
    return [*values, text[at:end]]


def _from_the_right(pieces: tuple[str, ...], text: str) -> list[str] | None:
    """The same, each piece taken where it last is."""
    found = _from_the_left(tuple(piece[::-1] for piece in reversed(pieces)), text[::-1])
    return found and [value[::-1] for value in reversed(found)]


def _is_ended(sign: str, behind: str) -> bool:
    """Whether a value stands between a sign and what ends it: for a colon, the end of the sentence."""
    return behind == "" if sign == "：" else sign in CLOSES and behind.startswith(CLOSES[sign])
