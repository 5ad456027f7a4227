"""What somebody typed into the search box, told apart by its shape: an ID number, a phone, a household or person number, pinyin, or a name.

A text may be several things (fifteen digits are an old ID number or a household number), so it becomes ways to look, the likeliest first.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bangfu.rules.id_number import clean, read_number
from bangfu.rules.search_key import folded

WAY_WORDS = {
    "id": "证件号码", "phone": "手机号", "number": "户编号、人口编号", "pinyin": "拼音", "name": "姓名",
    "name_and_year": "姓名和出生年份", "name_and_place": "姓名和村名",
}
BY_KEY = ("name", "pinyin", "name_and_year", "name_and_place")
OPEN = 4   # digits in a row that may be shown again: a year, not a number of a person

_PHONE = re.compile(r"(?:\+?86)?(1\d{10})")
_LETTERS = re.compile(r"[A-ZÜ]+")
_YEAR = re.compile(r"(.*?[^\d\s])\s*((?:19|20)\d\d)\s*年?生?")
_APART = re.compile(r"[\s,，;；、|]+")
_SYLLABLES = re.compile(
    r"(?:(?:ZH|CH|SH|[BPMFDTNLGKHJQXRZCSYW])?(?:IANG|IONG|UANG|ANG|ENG|ING|ONG|IAN|IAO|UAI|UAN|VAN|AI|AN|AO|EI|EN|ER|IA|IE|IN|IU|OU|UA|UE|UI|UN|UO|VE|VN"
    r"|A|E|I|O|U|V))+"
)


@dataclass(frozen=True)
class Way:
    """One way to look: `kind` is a key of `WAY_WORDS`, `text` what to look for in the form it is kept in. `year` and `place` narrow a name."""

    kind: str
    text: str
    year: int = 0
    place: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What the keys looked for begin with, the likeliest first: letters may be full pinyin (small) or initials and Latin names (capitals)."""
        return (self.text, self.text.swapcase()) if self.kind == "pinyin" else (self.text,)


def ways(words: str) -> tuple[Way, ...]:
    """The ways to look for what was typed, the likeliest first; () for a blank."""
    plain = clean(words)
    return tuple(dict.fromkeys(_ways(words, plain))) if plain else ()


def shown_again(words: str) -> str:
    """What was typed, if it may stand on a page: '' when it holds a number of a person."""
    return "" if re.search(rf"\d{{{OPEN + 1},}}", clean(words)) else words.strip()


def _ways(words: str, plain: str) -> Iterator[Way]:
    if number := _id(words, plain):
        yield Way("id", number)
    if phone := _PHONE.fullmatch(plain.replace("-", "")):
        yield Way("phone", phone[1])
    if _LETTERS.fullmatch(letters := plain.replace("'", "").replace("-", "")):
        yield _spelt(letters)
    elif not any(one.isdigit() for one in plain):
        yield from _named(words, plain)
    else:
        yield from _of_a_year(words)
    yield Way("number", words.strip())   # as it was delivered, or as a number is usually written
    yield Way("number", plain)
    yield Way("name", folded(plain))


def _id(words: str, plain: str) -> str:
    """The number lists are joined on, of the whole text or of one word of it (a name and its number, copied from a sheet together)."""
    whole = read_number(plain)
    if whole.names_somebody:
        return whole.first18
    numbers = (read_number(one) for one in _APART.split(words.strip()))
    return next((one.first18 for one in numbers if one.names_somebody and one.status != "old15"), "")


def _spelt(letters: str) -> Way:
    """Letters that make whole syllables are most likely full pinyin, others initials."""
    plain = letters.replace("Ü", "V")
    small = plain.replace("LYU", "LV").replace("NYU", "NV")
    return Way("pinyin", small.lower() if _SYLLABLES.fullmatch(small) else plain)


def _named(words: str, plain: str) -> Iterator[Way]:
    yield Way("name", folded(plain))
    name, *rest = _APART.split(unicodedata.normalize("NFKC", words).strip())
    if rest and len(place := "".join(rest)) > 1:
        yield Way("name_and_place", folded(name), place=place)


def _of_a_year(words: str) -> Iterator[Way]:
    """A name of two characters or more: of everybody with one surname the years are not looked through."""
    dated = _YEAR.fullmatch(unicodedata.normalize("NFKC", words).strip())
    if dated and len(folded(dated[1])) > 1:
        yield Way("name_and_year", folded(dated[1]), year=int(dated[2]))
