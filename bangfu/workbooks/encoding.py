"""In which encoding a text was written: found out from all of it, never guessed from its beginning.

Sources: GB 18030-2022; RFC 3629 (UTF-8), RFC 2781 (UTF-16 with a byte order mark).
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from bangfu.rules.refusal import Refused

CHUNK = 1 << 20
PATTERNS_SEEN = 4 << 20   # bytes from which it is judged whether a text only happens to decode
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f]")   # 0x1A ended files of old programs, 0x1B none; neither is refused for itself
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_WIDE = re.compile("[^\x00-\x7f]")
_DECLARED = {
    "utf-8": "utf-8", "utf8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
}

_NO_TEXT = "看不出这是什么文件，不是表格；请上传 .xlsx、.xls、.et、.ods 或 .csv。"
_AGAIN = "请用记事本打开，“另存为”时编码选 UTF-8，或用 WPS 打开后另存为 .xlsx 再上传。"


def encoding_of(path: str | Path, declared: str = "") -> str:
    """The name of the codec: by the byte order mark, by what the text itself declares if that is true, UTF-8, or GB 18030.

    Reads the file up to three times in pieces. Refused, naming the line, when neither decodes all of it, when it is UTF-8 with a damaged
    place (which GB 18030 would read as other characters), when it is of another encoding by the look of it, or when it is no text at all.
    """
    with Path(path).open("rb") as file:
        start = file.read(4096)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), "")
    if b"\0" in start and marked != "utf-16":
        raise Refused(_NO_TEXT)
    tried = [marked] if marked else list(dict.fromkeys([_DECLARED.get(declared.strip().lower(), "utf-8"), "utf-8", "gb18030"]))
    faults = [(name, _first_fault(path, name)) for name in tried[:1]]
    while faults[-1][1] and len(faults) < len(tried):
        faults.append((tried[len(faults)], _first_fault(path, tried[len(faults)])))
    found, line = faults[-1]
    utf8_line = dict(faults).get("utf-8", 0)
    if utf8_line and (line or found == "gb18030"):
        _not_mistaken(path, utf8_line)
    if line:
        raise Refused(f"第 {max(line for _, line in faults)} 行有认不出的字符，看不准文件的编码；{_AGAIN}")
    return found


def _first_fault(path: str | Path, encoding: str) -> int:
    """The line (from 1) that does not decode, or 0. Refused when what decodes holds characters that no text has."""
    line, decoder = 1, codecs.getincrementaldecoder(encoding)()
    for piece, is_last in _pieces(path):
        try:
            text = decoder.decode(piece, is_last)
        except UnicodeDecodeError as error:
            return line + error.object[: error.start].count(b"\n")
        if _CONTROL.search(text):
            raise Refused(_NO_TEXT)
        line += text.count("\n")
    return 0


def _pieces(path: str | Path) -> Iterator[tuple[bytes, bool]]:
    with Path(path).open("rb") as file:
        piece = file.read(CHUNK)
        while piece:
            following = file.read(CHUNK)
            yield piece, not following
            piece = following


def _not_mistaken(path: str | Path, line: int) -> None:
    """GB 18030 has a character for nearly every pair of bytes. Refused when UTF-8 all but fits, or when many characters are ones nobody uses."""
    with Path(path).open("rb") as file:
        start = file.read(PATTERNS_SEEN)
    as_utf8 = start.decode("utf-8", "replace")
    damaged = as_utf8.count("\ufffd")
    if len(_WIDE.findall(as_utf8)) - damaged > 5 * damaged:
        raise Refused(f"第 {line} 行有损坏的字符（其余是 UTF-8 编码）；请重新导出这个文件，或改正这一行后再上传。")
    as_gb = start.decode("gb18030", "replace")
    if len(_PRIVATE.findall(as_gb)) * 50 > len(_WIDE.findall(as_gb)):
        raise Refused(f"看不准文件的编码（可能是繁体 Big5）；{_AGAIN}")
