"""相近的姓名: what is different between two ways to write the name of whoever has one number.

Traditional and variant characters, dots and spaces fold away first (`search_key.folded`). Characters are compared, never bytes, place by place.
"""

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from bangfu.rules.person_name import DOT, fold
from bangfu.rules.search_key import folded, surname_length, syllables

SLIPS: Mapping[str, str] = {
    "homophone": "同音不同字", "lookalike": "形近字", "transposed": "字的先后颠倒", "one_off": "差一个字", "missing": "少一个字",
    "surname": "名相同、姓不同", "different": "姓名完全不同",
}
NEAR = frozenset({"homophone", "lookalike", "transposed", "one_off", "missing"})   # may well be one person
SURE = frozenset({"homophone", "lookalike", "transposed"})                         # a slip of the hand: hardly two persons of one household


@lru_cache(maxsize=100_000)
def slip(one: str, other: str) -> str:
    """A key of SLIPS; '' for the same name and where one of them is blank. The same both ways round.

    homophone: as many characters, those that differ may be read alike. lookalike: as many, those that differ look alike (or sound alike). transposed:
    the same characters in another order. one_off: three or more, one differs. missing: one more on one side. surname: the same given name.
    """
    a, b = folded(one), folded(other)
    if a == b or not a or not b:
        return ""
    if len(a) == len(b):
        return _of_one_length(a, b, DOT in fold(one + other))
    return "missing" if _one_more(*sorted((a, b), key=len)) else _apart(a, b)


def sounds_alike(a: str, b: str, *, dotted: bool = False) -> bool:
    """Whether two names of one length may be read alike, tones left out."""
    return all(set(mine) & set(theirs) - {""} for mine, theirs in zip(syllables(a, dotted=dotted), syllables(b, dotted=dotted), strict=True))


def looks_alike(a: str, b: str) -> bool:
    """Whether two characters are taken for each other by the eye."""
    return bool(_groups().get(a, frozenset()) & _groups().get(b, frozenset()))


def _of_one_length(a: str, b: str, dotted: bool) -> str:
    if sounds_alike(a, b, dotted=dotted):
        return "homophone"
    apart = [(mine, theirs) for mine, theirs in zip(a, b, strict=True) if mine != theirs]
    if all(looks_alike(mine, theirs) or sounds_alike(mine, theirs, dotted=True) for mine, theirs in apart):
        return "lookalike"
    if sorted(a) == sorted(b):
        return "transposed"
    if a[surname_length(a):] == b[surname_length(b):] and not dotted:
        return "surname"
    return "one_off" if len(apart) == 1 and len(a) > 2 else "different"


def _one_more(short: str, long: str) -> bool:
    return len(long) == len(short) + 1 and len(short) > 1 and any(long[:at] + long[at + 1:] == short for at in range(len(long)))


def _apart(a: str, b: str) -> str:
    given, other = a[surname_length(a):], b[surname_length(b):]
    return "surname" if given == other and given else "different"


@cache
def _groups() -> Mapping[str, frozenset[int]]:
    """Character → the groups it stands in."""
    told = tomllib.loads((files("bangfu.rules") / "similar_characters.toml").read_text(encoding="utf-8"))
    groups: dict[str, set[int]] = {}
    for nth, group in enumerate(" ".join((told["parts"], told["strokes"])).split()):
        for character in group:
            groups.setdefault(character, set()).add(nth)
    return {character: frozenset(found) for character, found in groups.items()}
