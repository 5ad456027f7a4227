"""How characters are read; readings that a program wrote into a text behind them, 作風(fēng); and characters that were lost on the way.

A page or an export that cannot show a character may put its reading in brackets behind it. Where the bracket is a reading of the very
character before it, nothing is lost and the bracket goes. Where it is not, the character it stood for is gone; nobody can say which it was,
so the text stays as it came and the loss is told.
"""

import re
import unicodedata
from functools import cache

_LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_BRACKET = re.compile(rf"(.?)[(（\[【]\s*([{_LETTERS}]{{1,6}})\s*[)）\]】]", re.IGNORECASE)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010fffd"
_LOST = re.compile(rf"[\ufffd{_PRIVATE}]|(?<=[\u3400-\u9fff])□|[(（\[【][{_LETTERS}]*[{_TONED}][{_LETTERS}]*[)）\]】]")


def readings_of(character: str) -> tuple[str, ...]:
    """The readings of one character with their tones, the commonest first; () for what has none."""
    found = _dictionary().get(ord(character), "") if len(character) == 1 else ""
    return tuple(found.split(",")) if found else ()


def without_tone(reading: str) -> str:
    """lǚ → lv: as it is typed on a keyboard."""
    marked = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(letter for letter in marked if letter.isascii())


def without_readings(text: str) -> str:
    """The text without the brackets that are a reading of the character before them, with its tone or without; other brackets stay."""
    if not _may_hold_one(text):
        return text
    return _BRACKET.sub(lambda found: found[1] if _reads(found[1], found[2]) else found[0], unicodedata.normalize("NFC", text))


def lost_character(text: str) -> bool:
    """Whether a character of a text was lost: �, a private-use sign, □ behind a character, a reading that no character before it has."""
    return not text.isascii() and bool(_LOST.search(without_readings(text)))


def _may_hold_one(text: str) -> bool:
    return not text.isascii() and any(bracket in text for bracket in "(（[【")


def _reads(character: str, reading: str) -> bool:
    """With a tone it must be that reading, without one any of the same sound."""
    known, said = readings_of(character), reading.lower()
    return said in known or said.isascii() and without_tone(said) in map(without_tone, known)


@cache
def _dictionary() -> dict[int, str]:
    """Code point → its readings with tones, joined by commas, the commonest first. Read when first asked, not at import: it takes a third of a second."""
    from pypinyin.constants import PINYIN_DICT

    return dict(PINYIN_DICT)
