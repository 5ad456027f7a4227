"""Sentences with places, found again in a text that the program has put together."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bangfu.english.sentences import CHINESE, PLACE


@dataclass(frozen=True)
class Pattern:
    """A sentence with places: its English, how it is recognised (with values as short as can be at the left, and as long), how many Chinese characters of
    it stand fast (`weight`), and whether it is `plain`: said so by nothing but the program."""

    english: str
    forms: tuple[re.Pattern[str], re.Pattern[str]]
    weight: int
    plain: bool

    def values(self, text: str) -> Iterator[dict[str, str]]:
        """What stands in its places, by their number, in the one or two ways in which the text can be this sentence."""
        ways = [found.groups() for form in self.forms if (found := form.fullmatch(text))]
        for number, values in enumerate(ways):
            if values not in ways[:number]:
                yield {str(place): value or "" for place, value in enumerate(values)}

    def filled(self, values: dict[str, str]) -> str:
        """The English with these values."""
        return PLACE.sub(lambda place: values[place[1]], self.english)


class Patterns:
    """All sentences with places, looked up by the longest piece of each that stands fast."""

    def __init__(self, sentences: Iterable[tuple[str, str]]) -> None:
        self._by_piece: dict[str, list[Pattern]] = defaultdict(list)
        for sentence, english in sentences:
            pieces = PLACE.split(sentence)[::2]
            self._by_piece[max(pieces, key=_weight).strip()].append(_pattern(pieces, english))
        self._lengths: dict[str, set[int]] = defaultdict(set)
        for piece in self._by_piece:
            self._lengths[piece[0]].add(len(piece))

    def candidates(self, text: str) -> list[Pattern]:
        """The patterns whose piece stands in a text, those that say most first."""
        return sorted((one for piece in set(self._pieces_in(text)) for one in self._by_piece[piece]), key=lambda one: -one.weight)

    def _pieces_in(self, text: str) -> Iterator[str]:
        for at, character in enumerate(text):
            for length in self._lengths.get(character, ()):
                if (piece := text[at:at + length]) in self._by_piece:
                    yield piece


def _weight(piece: str) -> int:
    return len(CHINESE.findall(piece))


def _pattern(pieces: list[str], english: str) -> Pattern:
    weight = sum(map(_weight, pieces))
    forms = re.compile(_form(pieces, "(.*?)"), re.S), re.compile(_form(pieces, "(.*)"), re.S)
    return Pattern(english, forms, weight, weight > 1 or any(not one.isalnum() for piece in pieces for one in piece))


def _form(pieces: list[str], place: str) -> str:
    """A sentence as an expression. Where a value at its edge is empty, the blank beside it is not there either."""
    form = place.join(map(re.escape, pieces))
    if not pieces[0] and pieces[1].startswith(" "):
        form = f"(?:{place}\\ )?" + form[len(place) + 2:]
    if not pieces[-1] and pieces[-2].endswith(" "):
        form = form[:-len(place) - 2] + f"(?:\\ {place})?"
    return form
