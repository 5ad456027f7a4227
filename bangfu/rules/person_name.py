"""Names of persons: compared folded, stored as delivered, shown masked in public.

Traditional characters stay what they are here, where two names are compared; to be found they are folded to simplified ones (`search_key`).
"""

import re
import unicodedata

from bangfu.rules.readings import without_readings

DOT = "·"
DOTS = "·•．.・･‧∙⋅●・᛫"

_UNSEEN = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_CAPITALS = {ord(small): small.upper() for small in map(chr, range(0x250)) if small.islower() and len(small.upper()) == 1}
_FOLDED = {ord(dot): DOT for dot in DOTS} | _CAPITALS
_MARKS = re.compile(r"[?？□■*＊\ufffd\d\ue000-\uf8ff\U000f0000-\U0010fffd]")
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_FOLDS_TO_ITSELF = re.compile("[\u4e00-\u9fff]+")
_ALL_HAN = re.compile(rf"[{_HAN}]+")
_BLANK = re.compile(rf"(?<=[{_HAN}{re.escape(DOTS)}])\s+(?=[{_HAN}{re.escape(DOTS)}])")   # between Chinese characters, and around a dot between them
_ZERO_WIDTH = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_BRACKETS = re.compile(r"[(（\[【<《][^)）\]】>》]*[A-Za-z][^)）\]】>》]*[)）\]】>》]?")
_MIXED = re.compile(r"[\u3400-\u9fff][^·]*[A-Za-z]|[A-Za-z][^·]*[\u3400-\u9fff]")


def fold(name: str) -> str:
    """The form in which two names are compared: NFKC, no spaces of any kind, one kind of dot, Latin letters in capitals."""
    if _FOLDS_TO_ITSELF.fullmatch(name):   # nearly every name
        return name
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", name)).translate(_FOLDED)
    return unicodedata.normalize("NFKC", plain).translate(_FOLDED)


def is_same(a: str, b: str) -> bool:
    """Whether two cells hold the same name. Two blanks name nobody and are not the same."""
    folded = fold(a)
    return bool(folded) and folded == fold(b)


def is_plain(name: str) -> bool:
    """Whether it is Chinese characters and nothing else, so that there is nothing to tidy and nothing broken to look for."""
    return bool(_ALL_HAN.fullmatch(name))


def tidy(name: str) -> str:
    """A name as it is kept: without what cannot be seen, blanks between Chinese characters and inserted readings.

    Characters and dots stay what they are, also traditional and rare ones (`fold` and `search_key` compare them), and so do the blanks of a Latin name.
    """
    if is_plain(name):
        return name
    plain = " ".join(_ZERO_WIDTH.sub("", without_readings(name)).split())
    return _BLANK.sub("", plain)


def looks_broken(name: str) -> bool:
    """Whether a character of the name was lost on the way: ?, □, a private-use sign, digits, stars, pinyin for a rare character."""
    plain = unicodedata.normalize("NFKC", name)
    return bool(_MARKS.search(plain) or _BRACKETS.search(plain) or _MIXED.search(plain))


def masked(name: str) -> str:
    """张*, 张*三, 买**提: first and last character stay (of two only the first)."""
    plain = _UNSEEN.sub("", name)
    if len(plain) < 2:
        return "*" * len(plain)
    return plain[0] + "*" if len(plain) == 2 else plain[0] + "*" * (len(plain) - 2) + plain[-1]
