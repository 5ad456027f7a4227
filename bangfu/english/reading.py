"""A run of Chinese text read in English: as one sentence, as a sentence with values in it, or as a series of words that are all known."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from bangfu.english.patterns import Pattern, Patterns
from bangfu.english.sentences import EDGES, PLACE, chinese, is_chinese

NAME = 10      # what is not known is taken for a name or a title where it has no more Chinese characters, and no signs of a sentence
KEPT = 20_000  # texts whose reading is remembered
DEEPEST = 4    # values within values
MOST_TOGETHER = 9   # parts of a series, the signs between them counted
LONGEST_SENTENCE = 500   # characters: the program says nothing longer up to a full stop; what is was typed, and stays as it was
LONGEST = 200  # characters of a series of words without a sign between them: what is longer was not put together by the program
SIGNS = {
    "，": ", ", "。": ". ", "、": ", ", "：": ": ", "；": "; ", "？": "? ", "！": "! ", "（": " (", "）": ") ", "《": "“", "》": "”", "【": " [", "】": "] ", "～": "–",
    "－": "-", "％": "%", "＋": "+", "／": "/", "　": " ",
}
_DOT = re.compile("( · )")
_END = re.compile("(?<=。)(?![”）]|$)")
_NUMBER = re.compile(r"\d{11}")
_COMMA = re.compile("(，)")
_ENDINGS = ("xlsx", "xls", "et", "ods", "csv", "pdf", "jpg", "jpeg", "png", "zip")
_FILE = re.compile(rf"[^\s，。：；？！]{{1,80}}\.(?:{'|'.join(_ENDINGS)})")
_BETWEEN = (
    re.compile(rf"(?:{'|'.join(f'(?<=.{one})' for one in _ENDINGS)})(\s+)"), re.compile(r"(\s+)(?=[\d,.]+%?$)"),
    re.compile("([；。？！])"), re.compile("(：)"), _COMMA, re.compile(r"([、（）《》“”‘’…—·～/]|\s+)"),
)
_PLACE_NAME = re.compile(r"^[一-鿿]{1,6}?[省市县区乡镇村组]|(?<=[县区乡镇村])\s?[一-鿿]{1,6}?[乡镇村组]")
_ADDRESS = re.compile(r"(?:[一-鿿]{1,6}?[省市县区乡镇村组屯寨街路]\s?)++(?:\d+号)?")
_SENTENCE = re.compile("[，。；？！]")
_SIGN = re.compile("[，。；：]")
_COUNTED = "household|person|member|item|row|column|page|sheet|village|township|finding|exemption|list|file|source|export|printing|change|group|day|month|year"
_LOOSE = (
    (re.compile(rf"(?<![\d.,:/–-])\b1 ({_COUNTED})s\b"), r"1 \1"), (re.compile(r"\b(\d{9,}) households\b"), r"Household \1"),
    (re.compile(r"\s+([,.;:?!)\]])"), r"\1"), (re.compile(r"([(\[])\s+"), r"\1"), (re.compile(r"\s+"), " "),
)


class Reading(NamedTuple):
    """A text as it is read, and how many Chinese characters of it could not be."""

    words: str
    unread: int


class Reader:
    """Reads by a catalogue: sentence → English, those without English left out."""

    def __init__(self, english: Mapping[str, str]) -> None:
        self._exact = {sentence: words for sentence, words in english.items() if words and not PLACE.search(sentence)}
        self._patterns = Patterns((sentence, words) for sentence, words in english.items() if words and PLACE.search(sentence))
        self._lengths: dict[str, list[int]] = defaultdict(list)
        for sentence in self._exact:
            if len(sentence) not in self._lengths[sentence[0]]:
                self._lengths[sentence[0]].append(len(sentence))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)
        self._known = lru_cache(maxsize=KEPT)(self._read)

    def read(self, text: str, depth: int = 0) -> Reading:
        """A text without blanks around it. What was read is kept for the next page, but for texts with a number in them that may name a person."""
        if not is_chinese(text):
            return Reading(signs(text), 0)
        return (self._read if _NUMBER.search(text) else self._known)(text, depth)

    def _read(self, text: str, depth: int) -> Reading:
        """The signs around a text are set as English sets them."""
        core = text.strip(EDGES)
        found = self._core(core, depth)
        if found.unread and found.words == core:
            return Reading(text, found.unread)
        before, _, behind = text.partition(core)
        return Reading(tidy(joined([before, found.words, behind])), found.unread) if core != text else found

    def _core(self, text: str, depth: int) -> Reading:
        """What a dot parts is read each for itself; else the first way to read it that leaves nothing unread, else what leaves least, else the text itself."""
        if (words := self._exact.get(text)) is not None:
            return Reading(words, 0)
        if len(parts := _DOT.split(text)) > 1:
            read = [self.read(part, depth) for part in parts]
            return Reading(tidy(joined([one.words for one in read])), sum(one.unread for one in read))
        best = Reading(text, chinese(text))
        if _FILE.fullmatch(text):
            return best
        ways = (self._as_sentences, self._as_sentence, self._as_series, self._as_loose_sentence)
        for way in ways if len(text) <= LONGEST_SENTENCE else ways[:1]:
            found = way(text, depth) if best.unread else None
            best = found if found and found.unread < best.unread else best
        return best

    def _as_sentences(self, text: str, depth: int) -> Reading | None:
        """Several sentences, each for itself: one that nobody knows does not keep those beside it from being read."""
        if len(parts := _END.split(text)) == 1:
            return None
        read = [self.read(part.strip(), depth) for part in parts]
        return Reading(tidy(joined([one.words for one in read])), sum(one.unread for one in read))

    def _as_loose_sentence(self, text: str, depth: int) -> Reading | None:
        """The same where values may hold signs: one that does is more likely half of another sentence than a value."""
        return self._as_sentence(text, depth, signs_in_values=True) if _SIGN.search(text) else None

    def _as_sentence(self, text: str, depth: int, *, signs_in_values: bool = False) -> Reading | None:
        """The sentence that leaves least unread, of these the one that says most."""
        best: Reading | None = None
        for pattern in self._patterns.candidates(text) if depth < DEEPEST else ():
            for values in pattern.values(text):
                if not signs_in_values and any(_SIGN.search(value) and place not in pattern.introduced for place, value in values.items()):
                    continue
                found = self._filled(pattern, values, text, depth)
                if found and (best is None or found.unread < best.unread):
                    best = found
                if best and not best.unread:
                    return best
        return best

    def _filled(self, pattern: Pattern, values: Mapping[str, str], text: str, depth: int) -> Reading | None:
        if text in values.values():
            return None
        readings = {place: self.read(value.strip(), depth + 1) for place, value in values.items()}
        if any(one.unread and not (pattern.plain and _may_be_a_name(values[place], one)) for place, one in readings.items()):
            return None
        return Reading(tidy(pattern.filled({place: one.words for place, one in readings.items()})), sum(one.unread for one in readings.values()))

    def _as_series(self, text: str, depth: int) -> Reading | None:
        """Known words one behind another, with signs, blanks or numbers between them; what is not known among them has the length of a name or the form of a
        place's."""
        for between in _BETWEEN:
            parts = between.split(text)
            if len(parts) > 1:
                parts, read = self._in_groups(parts, depth) if between is _COMMA else (parts, [self.read(part, depth) for part in parts])
                unread = sum(one.unread for one in read)
                if unread < chinese(text) and all(one.words != part or _is_a_name(part) for part, one in zip(parts, read, strict=True)):
                    return Reading(tidy(joined([one.words for one in read])), unread)
        return self._as_words_of_a_place(text)

    def _in_groups(self, parts: list[str], depth: int) -> tuple[list[str], list[Reading]]:
        """What commas part, and how each is read; those that only together are a sentence are one part."""
        groups, read, at = list[str](), list[Reading](), 0
        while at < len(parts):
            sizes = range(min(MOST_TOGETHER, len(parts) - at), 1, -2) if at % 2 == 0 else ()   # every other part is a sign
            size, found = next(((size, found) for size in sizes if (found := self._as_one("".join(parts[at:at + size]), depth))), (1, None))
            groups.append("".join(parts[at:at + size]))
            read.append(found or self.read(parts[at], depth))
            at += size
        return groups, read

    def _as_one(self, text: str, depth: int) -> Reading | None:
        words = self._exact.get(text)
        return self._as_sentence(text, depth) if words is None else Reading(words, 0)

    def _as_words_of_a_place(self, text: str) -> Reading | None:
        """A series of known words, the name of a place before them or not."""
        for end in (0, *(found.end() for found in _PLACE_NAME.finditer(text))):
            if end < len(text) <= end + LONGEST and (words := self._as_words(text[end:].strip())):
                return Reading(tidy(joined([text[:end], words])), chinese(text[:end]))
        return None

    def _as_words(self, text: str) -> str | None:
        """A text without signs as a series of known words, as long ones as can be."""
        ends: dict[int, tuple[str, ...] | None] = {len(text): ()}

        def behind(at: int) -> tuple[str, ...] | None:
            if at not in ends:
                ends[at] = next(((words, *rest) for words, end in self._words_at(text, at) if (rest := behind(end)) is not None), None)
            return ends[at]
        found = behind(0)
        return joined(found) if found is not None else None

    def _words_at(self, text: str, at: int) -> list[tuple[str, int]]:
        least = 1 if (at and not is_chinese(text[at - 1])) or not is_chinese(text[at + 1:at + 2]) else 2   # one character alone says something only at a number
        ends = (at + length for length in self._lengths.get(text[at], ()) if least <= length <= len(text) - at)
        found = [(self._exact[text[at:end]], end) for end in ends if text[at:end] in self._exact]
        if not is_chinese(text[at]):
            end = next((place for place in range(at, len(text)) if is_chinese(text[place])), len(text))
            found.append((text[at:end], end))
        return found


def _may_be_a_name(value: str, reading: Reading) -> bool:
    return (reading.unread <= NAME and not _SENTENCE.search(value)) or _FILE.fullmatch(value) is not None


def _is_a_name(part: str) -> bool:
    """Whether a part of a series that is not known may stand in it: the name of a person or a file, an address."""
    return chinese(part) <= 3 or any(form.fullmatch(part) for form in (_ADDRESS, _FILE))


def signs(text: str) -> str:
    """A text with the signs of English in the place of Chinese ones."""
    return tidy("".join(SIGNS.get(one, one) for one in text)) if any(one in SIGNS for one in text) else text


def joined(words: list[str] | tuple[str, ...]) -> str:
    """Words one behind another, with a blank wherever two would run together."""
    whole = ""
    for one in words:
        whole += (" " if needs_blank(whole, one) else "") + "".join(SIGNS.get(sign, sign) for sign in one)
    return whole


def needs_blank(before: str, behind: str) -> bool:
    """Whether two texts would run together."""
    return bool(before and behind) and (before[-1].isalnum() or before[-1] in ",.;:?!)”%") and (behind[0].isalnum() or behind[0] in "(“")


def tidy(text: str) -> str:
    """Blanks as English sets them."""
    for form, instead in _LOOSE:
        text = form.sub(instead, text)
    return text.strip()
