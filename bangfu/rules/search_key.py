"""Names as they are looked for: by any piece of them, by their pinyin, in traditional or simplified characters, with whatever dot or none.

A person is found by keys, each of which is looked for by its beginning. Every piece of a name is the beginning of one of its ends, so a name of
three characters has four keys that cost and one that is nearly free:

    诸葛明远 → 诸葛明远 葛明远 明远 · ZGMY GMY MY · zhugemingyuan mingyuan

The last character alone is a key only where it is the whole given name (张伟 → 伟): people do call somebody by it, while the last character of a
longer given name is nobody's name, finds thousands, and would be a fifth more rows. Full pinyin stands for the whole name and the given name only.
Keys of characters are folded (`person_name.fold`), simplified character by character, and without dots; initials are capitals, full pinyin small
letters, so the three never meet in the index.
"""

import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice, product
from pathlib import Path
from typing import Any

from bangfu.rules.person_name import DOT, fold
from bangfu.rules.readings import readings_of, without_tone

LONGEST = 40        # characters of a key; what is looked for is cut alike
SHORTEST = 2        # characters of an end of a name that is a key
MOST_READINGS = 4   # ways to read one name; more would be names nobody has
HIGHEST = "\U0010ffff"

Syllables = tuple[tuple[str, ...], ...]   # the possible readings of each character


@lru_cache(maxsize=200_000)
def name_keys(name: str) -> tuple[str, ...]:
    """The keys under which a name is found, each at most `LONGEST` characters; () for a blank. About seven for a name of three characters."""
    parts = [simplified(part) for part in fold(name).split(DOT)]
    whole = "".join(parts)
    starts = _starts(parts)
    ends = [whole[at:] for at in range(len(whole)) if at == 0 or at <= len(whole) - SHORTEST or at in starts]
    spoken = [key for syllables in _readings(whole, len(parts) > 1) for key in _spoken(syllables, starts)]
    return tuple(dict.fromkeys(key[:LONGEST] for key in (*ends, *spoken) if key))


def folded(name: str) -> str:
    """A name, or a piece of one, as it stands in the keys of characters."""
    return simplified(fold(name).replace(DOT, ""))[:LONGEST]


def within(beginning: str) -> tuple[str, str]:
    """The half-open range of the keys that begin so."""
    return beginning[:LONGEST], beginning[:LONGEST] + HIGHEST


def _starts(parts: list[str]) -> frozenset[int]:
    """Where a name begins that people use by itself: the whole, the given name, and each part between dots."""
    if len(parts) > 1:
        return frozenset(sum(map(len, parts[:nth])) for nth in range(len(parts)))
    return frozenset({0} if parts[0].isascii() else {0, _surname_length(parts[0])})


def _surname_length(name: str) -> int:
    return 2 if len(name) > 2 and name[:2] in _tables()["compound"] else 1


def _spoken(syllables: tuple[str, ...], starts: frozenset[int]) -> Iterator[str]:
    """Initials of every end, full pinyin of what people use by itself; of at least two syllables, unless it is the whole name."""
    for at in range(max(1, len(syllables) - SHORTEST + 1)):
        yield "".join(syllable[:1].upper() for syllable in syllables[at:])
        if at in starts:
            yield "".join(syllables[at:])


def _readings(name: str, dotted: bool) -> Iterator[tuple[str, ...]]:
    """The ways to read a name, the commonest first; a character without any reading keeps its place as ''."""
    return islice(product(*_syllables(name, dotted)), MOST_READINGS)


def _syllables(name: str, dotted: bool) -> Syllables:
    if dotted or not name:
        return tuple(map(_given, name))
    length = _surname_length(name)
    if length == 2:
        surname: Syllables = tuple(map(tuple, _tables()["compound"][name[:2]]))
    else:
        read = tuple(_tables()["surnames"].get(name[0], ())) or _given(name[0])[:1]
        surname = (tuple(dict.fromkeys((*read, *_given(name[0])))) if len(name) > 3 else read,)   # 单增旺姆 has no surname
    return (*surname, *map(_given, name[length:]))


@cache
def _given(character: str) -> tuple[str, ...]:
    """How a character of a given name may be read."""
    if character.isascii():
        return (character.lower() if character.isalnum() else "",)
    return tuple(_tables()["given"].get(character, ())) or (_first_reading(character),)


def _first_reading(character: str) -> str:
    return without_tone(next(iter(readings_of(character)), ""))


def simplified(text: str) -> str:
    """The text in simplified characters: for comparing and finding. What somebody wrote is kept as they wrote it."""
    return text if text.isascii() else text.translate(_simple_forms())


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "readings.toml").read_text(encoding="utf-8"))


@cache
def _simple_forms() -> dict[int, str]:
    """Code point of a traditional character → its simplified one. Several may become one, which is what folding wants."""
    from opencc import OpenCC

    characters = [chr(code) for first, last in ((0x3400, 0xA000), (0x20000, 0x32000)) for code in range(first, last)]
    forms = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {ord(old): new for old, new in zip(characters, forms, strict=True) if old != new}
