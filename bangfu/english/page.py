"""A finished page in English: the words between tags and in shown attributes are read, all else stays byte for byte."""

import re
from html import escape, unescape

from bangfu.english.markup import Token, attributes, tokens
from bangfu.english.reading import Reader, needs_blank
from bangfu.english.shown import shown_attributes

# elements inside of a line: what stands before them and behind them is one run of words for the eye
INLINE = frozenset({"a", "abbr", "b", "bdi", "code", "em", "i", "kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var"})
_LANGUAGE = re.compile(r'''lang=(["']?)zh(?:-[A-Za-z]+)*\1''')
_AROUND = re.compile(r"(\s*)(.*?)(\s*)", re.S)


class _Page:
    """A page while it is read: what is done of it, where the last words stand, and how deep one is inside an element that is not to be read."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.done = reader, [""]
        self.words_at, self.were_read = 0, False   # the last words of this line, if any, and whether they were put into English
        self.begun = False    # whether anything stands in this line yet
        self.opened = False   # whether the last tag began an element
        self.closed, self.depth = "", 0
        self.option_at = 0

    def take(self, token: Token) -> None:
        """The next token."""
        if token.kind == "text":
            self._text(token.raw)
        elif token.kind == "other":
            self.done.append(token.raw)
        else:
            self._tag(token)

    def _tag(self, token: Token) -> None:
        self.opened = token.kind == "start"
        if token.name not in INLINE:
            self.words_at, self.begun = 0, False
        if self.closed:
            self._within_closed(token)
            self.done.append(token.raw)
            return
        if token.kind == "start" and token.name == "option" and not _has(token, "value"):
            self.option_at = len(self.done)   # its words are what a form sends
        if token.kind == "start" and _says_no(token):
            self.closed, self.depth = token.name, 1
            self.done.append(token.raw)
            return
        self.done.append(self._read_tag(token) if token.kind == "start" else token.raw)

    def _within_closed(self, token: Token) -> None:
        if token.name == self.closed:
            self.depth += 1 if token.kind == "start" else -1
            self.closed = self.closed if self.depth else ""

    def _read_tag(self, token: Token) -> str:
        raw = _LANGUAGE.sub('lang="en"', token.raw) if token.name == "html" else token.raw
        for one in reversed(shown_attributes(Token(token.kind, raw, token.name))):
            read = self._english(unescape(one.value))
            if read is not None:
                raw = raw[:one.start] + escape(read) + raw[one.end:]
        return raw

    def _english(self, text: str) -> str | None:
        """A text in English; None when it stays as it is."""
        wanted = " ".join(text.split())
        found = self.reader.read(wanted) if wanted else None
        return found.words if found and found.words != wanted else None

    def _text(self, raw: str) -> None:
        around = _AROUND.fullmatch(raw)
        before, words, behind = around.groups() if around else ("", raw, "")
        if not words:
            self.done.append(raw)
            self.words_at = 0 if self.words_at and not raw.strip() else self.words_at
            return
        read = None if self.closed else self._english(unescape(words))
        shown = words if read is None else escape(read if self.begun or words[0].isascii() else read[0].upper() + read[1:], quote=False)
        if self.option_at and read is not None:
            self.done[self.option_at] = f'{self.done[self.option_at][:-1]} value="{escape(unescape(words))}">'
        self.option_at = 0
        if self.words_at and not before and (self.were_read or read is not None) and needs_blank(self.done[self.words_at], shown):
            if read is None or (self.were_read and self.opened):   # outside of the element, and never in what stays as it was
                self.done[self.words_at] += " "
            else:
                shown = " " + shown
        self.done.append(before + shown + behind)
        self.words_at, self.were_read, self.begun = len(self.done) - 1, read is not None, True


def _has(tag: Token, name: str) -> bool:
    return any(one.name == name for one in attributes(tag))


def _says_no(tag: Token) -> bool:
    """Whether an element says of itself that it is not to be read."""
    return "translate" in tag.raw and any(one.name == "translate" and one.value == "no" for one in attributes(tag))


def in_english(page: str, reader: Reader) -> str:
    """The page, or part of a page, as who chose English sees it."""
    read = _Page(reader)
    for token in tokens(page):
        read.take(token)
    return "".join(read.done)
