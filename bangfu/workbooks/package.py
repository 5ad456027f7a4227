"""The parts of an .xlsx: which sheet lies where, which cells hold a day, and the texts that cells only point at. Source: ECMA-376 part 1, §18.

Only what reading rows needs, and nothing of it larger than it must be.
"""

import posixpath
import re
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bangfu.rules.refusal import Refused
from bangfu.workbooks.delivered import SheetKind
from bangfu.workbooks.limits import BROKEN, LARGEST_COPIES, LARGEST_TEXTS, MEGABYTE, TOO_BIG_INSIDE, TOO_MANY_WORDS, Limits, unpacked
from bangfu.workbooks.tags import elements, walk

Holds = Literal["day", "span", ""]   # what the number of a cell stands for: a moment, a length of time, itself

LARGEST_PART = 50 * MEGABYTE         # bytes of the list of sheets, of the links and of the styles
MOST_SHEETS = 500
_TRUE = ("1", "true")
_DAYS = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})   # formats without a code of their own; 27-36 and 50-58 are Chinese
_SPAN = 46
_FORMAT_PARTS = re.compile(r'[\\_].?|"[^"]*"?|\[[^\]]*\]?|.', re.DOTALL)
_SPAN_PART = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_SHORTEST_CELL = 20                  # bytes: <c t="s"><v>0</v></c>
_END_OF_TEXT = re.compile(rb"</(?:\w+:)?si\s*>")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class SheetPart:
    """A sheet as the workbook names it: `part` is its entry in the zip, `state` visible, hidden or veryHidden; `kind` cells, chart or other."""

    name: str
    part: str
    state: str
    kind: SheetKind


class Package:
    """An .xlsx that passed the door. Raises `Refused` where it contradicts itself."""

    def __init__(self, path: str | Path, limits: Limits) -> None:
        self._path, self._limits = path, limits
        with zipfile.ZipFile(path) as archive:
            self.sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
        self._links = dict(self._linked())
        self.from_1904 = self.worked_out_later = False   # whether the file wants its formulas worked out when it is opened
        self.sheets = list(self._workbook())
        if len(self.sheets) > MOST_SHEETS:
            raise Refused(f"文件里有 {len(self.sheets)} 张工作表，太多；请只留下要上传的几张，另存后再上传。")

    @property
    def texts_part(self) -> str:
        """The entry of the shared texts, '' when there are none."""
        return next((part for kind, part in self._links.values() if kind == "sharedStrings" and part in self.sizes), "")

    def spelled_out(self) -> int:
        """Bytes that the texts of a sheet take at most when each cell has a copy of its own: one long text may be pointed at a million times."""
        longest = self._longest_text() if self.texts_part else 0
        cells = [self.sizes.get(sheet.part, 0) // _SHORTEST_CELL for sheet in self.sheets]
        if longest * max(cells, default=0) <= LARGEST_COPIES:
            return longest * max(cells, default=0)
        return longest * max(self._closing_tags(sheet.part) // 2 for sheet in self.sheets if sheet.part in self.sizes)

    def _longest_text(self) -> int:
        longest, rest = 0, b""
        for piece in unpacked(self._path, self.texts_part, self._limits.max_unpacked):
            *whole, rest = _END_OF_TEXT.split(rest + piece)
            longest = max(longest, len(rest), *map(len, whole), 0)
            rest = rest[-MEGABYTE:]
        return longest

    def _closing_tags(self, part: str) -> int:
        """A cell that holds something closes two tags at least, however it is written; one cut in two between pieces is not missed by much."""
        return sum(piece.count(b"</") for piece in unpacked(self._path, part, self._limits.max_unpacked))

    def styles(self) -> list[Holds]:
        """What a number means, by the number of its cell's style."""
        part = next((part for kind, part in self._links.values() if kind == "styles" and part in self.sizes), "")
        return _Styles().read(self._small(part)) if part else []

    def texts(self) -> "Texts":
        """All shared texts, kept close together."""
        texts = Texts()
        if self.texts_part:
            walk(unpacked(self._path, self.texts_part, self._limits.max_unpacked), _TextReader(texts))
        return texts

    def _small(self, part: str) -> Iterator[bytes]:
        if part not in self.sizes:
            raise Refused(BROKEN)
        if self.sizes[part] > LARGEST_PART:
            raise Refused(TOO_BIG_INSIDE)
        return unpacked(self._path, part, self._limits.max_unpacked)

    def _linked(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """Id of a link → (what it leads to, entry in the zip)."""
        for _, found in elements(self._small("xl/_rels/workbook.xml.rels"), "Relationship"):
            target = found.get("Target", "").replace("\\", "/")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            yield found.get("Id", ""), (found.get("Type", "").rpartition("/")[2], part)

    def _workbook(self) -> Iterator[SheetPart]:
        """Its sheets in their order; what it says of all of them is noted on the way."""
        for name, found in elements(self._small("xl/workbook.xml"), "sheet", "workbookPr", "calcPr"):
            if name == "workbookPr":
                self.from_1904 = found.get("date1904", "") in _TRUE
                continue
            if name == "calcPr":
                self.worked_out_later = found.get("fullCalcOnLoad", "") in _TRUE
                continue
            link = next((value for key, value in found.items() if key.rpartition(":")[2] == "id" and ":" in key), "")
            leads_to, part = self._links.get(link, ("", ""))
            kind: SheetKind = "chart" if leads_to == "chartsheet" else "cells" if leads_to == "worksheet" else "other"
            yield SheetPart(found.get("name", ""), part, found.get("state", "visible"), kind)


class Texts:
    """Many texts in one block of bytes: a list of them would take four times the room."""

    def __init__(self) -> None:
        self._block, self._ends = bytearray(), array("I", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, index: int) -> str:
        return self._block[self._ends[index] : self._ends[index + 1]].decode("utf-8", "surrogatepass")

    def append(self, text: str) -> None:
        """Refused beyond LARGEST_TEXTS bytes."""
        self._block += text.encode("utf-8", "surrogatepass")
        if len(self._block) + 4 * len(self._ends) > LARGEST_TEXTS:
            raise Refused(TOO_MANY_WORDS)
        self._ends.append(len(self._block))


class Words:
    """Puts together the text of one cell or one shared text: runs of any font one after another, pronunciations left out.

    As Excel reads it: blanks around a run count only where the file says so, and _x000D_ stands for the character with that number.
    """

    def __init__(self) -> None:
        self._runs: list[str] = []
        self._run: list[str] | None = None
        self._kept = self._aside = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """An element inside the text begins."""
        if name == "rPh":
            self._aside = True
        elif name == "t" and not self._aside:
            self._run, self._kept = [], attributes.get("xml:space") == "preserve"

    def closed(self, name: str) -> None:
        """An element inside the text ends."""
        if name == "rPh":
            self._aside = False
        elif name == "t" and self._run is not None:
            text = "".join(self._run)
            self._runs.append(text if self._kept else text.strip(" \t\r\n"))
            self._run = None

    def said(self, text: str) -> None:
        """Characters: kept when inside a run."""
        if self._run is not None:
            self._run.append(text)

    def taken(self) -> str:
        """The whole text; the next one begins."""
        text = "".join(self._runs)
        self._runs, self._run, self._aside = [], None, False
        return unescaped(text)


def unescaped(text: str) -> str:
    """_x000D_ stands for the character with that number (ECMA-376 part 1, §22.9.2.19)."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found[0] if 0xD800 <= number < 0xE000 else chr(number)   # half a character is none


def holds(code: str) -> Holds:
    """What a number format makes of a number, by its first section: `yyyy"年"m"月"` a day, `[h]:mm` a span, anything else nothing."""
    meridiem = False
    for part in _FORMAT_PARTS.findall(code):
        letter = part.lower()
        if _SPAN_PART.fullmatch(part):
            return "span"
        if letter == ";":
            return ""
        if letter in ("p", "m", "/") if meridiem else letter in ("d", "m", "h", "y", "s"):
            return "day"
        meridiem = meridiem or letter == "a"
    return ""


class _Styles:
    """Reads the styles: formats by number, then which cell style uses which."""

    def read(self, pieces: Iterator[bytes]) -> list[Holds]:
        codes: dict[str, str] = {}
        styles: list[Holds] = []
        for name, found in elements(pieces, "numFmt", "xf", within={"xf": "cellXfs"}):
            if name == "numFmt":
                codes[found.get("numFmtId", "")] = found.get("formatCode", "")
            else:
                styles.append(self._of(found.get("numFmtId", "0"), codes))
        return styles

    def _of(self, number: str, codes: dict[str, str]) -> Holds:
        if number in codes:
            return holds(codes[number])
        if not number.isdecimal() or len(number) > 9:
            return ""
        return "day" if int(number) in _DAYS else "span" if int(number) == _SPAN else ""


class _TextReader:
    def __init__(self, texts: Texts) -> None:
        self._texts, self._words = texts, Words()
        self.said = self._words.said

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        self._words.opened(name, attributes)

    def closed(self, name: str) -> None:
        if name == "si":
            self._texts.append(self._words.taken())
        else:
            self._words.closed(name)
