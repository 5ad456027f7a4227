"""What a heading that nobody knows may be: nearly a known word, or one with something around it. Only to be asked about, never taken for it."""

from collections.abc import Collection
from os.path import commonprefix
from typing import NamedTuple

from bangfu.workbooks.heading import Words

SHORTEST = 3   # characters; of two, every other word is one off


class Likeness(NamedTuple):
    """A field's key, and how near the heading comes to one of its words, from 0 to 1."""

    nearness: float
    key: str


def likeness(folded: str, words: Words, taken: Collection[str]) -> Likeness | None:
    """The nearest field that no other column is taken for. None when nothing comes near."""
    found = [
        Likeness(len(word) / max(len(word), len(folded)), key) for word, (key, _) in words.items()
        if key and key not in taken and (_holds(folded, word) or _one_off(folded, word))
    ]
    return max(found, default=None)


def _holds(folded: str, word: str) -> bool:
    """Whether the heading says the word and little else; one of two characters must stand at the end, where Chinese says what a thing is."""
    return 2 * len(word) >= len(folded) and (word in folded if len(word) >= SHORTEST else len(word) == 2 and folded.endswith(word))


def _one_off(one: str, other: str) -> bool:
    """Whether a single character was put in, left out or mistaken."""
    if min(len(one), len(other)) < SHORTEST or abs(len(one) - len(other)) > 1:
        return False
    begun = len(commonprefix((one, other)))
    rest, another = one[begun:], other[begun:]
    ended = len(commonprefix((rest[::-1], another[::-1])))
    return max(len(rest), len(another)) - ended <= 1
