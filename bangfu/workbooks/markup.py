"""Files written as text: which of them are tables of a web page, which are Excel 2003 XML, which are plain columns."""

import re

from bangfu.rules.refusal import Refused

_WEB = re.compile(r"<(!doctype\s+html|html|head|meta|body|table|div|style|center|font|title|tr)\b", re.IGNORECASE)
_ASIDE = re.compile(r"\s*(<\?[^>]*>|<!--.*?-->)?", re.DOTALL)
_WORKBOOK = re.compile(r"<(\w+:)?workbook[\s>]", re.IGNORECASE)
_SAVE_AS = "请用 Excel 或 WPS 打开后“另存为”.xlsx 再上传。"


def written_kind(start: bytes) -> str:
    """'html', 'xml' (Excel 2003) or 'text', from the first few thousand bytes. Refused for web archives and for XML of other kinds."""
    text = _legible(start)
    place = 0
    while found := _ASIDE.match(text, place):
        if found.end() == place:
            break
        place = found.end()
    if _WORKBOOK.search(text) and "urn:schemas-microsoft-com:office:spreadsheet" in text:
        return "xml"
    if _WEB.match(text, place):
        return "html"
    if re.match(r"mime-version:|content-type:\s*multipart|from:\s", text, re.IGNORECASE):
        raise Refused(f"这是单个文件网页（MHT），不能直接读；{_SAVE_AS}")
    if text.startswith("<?xml") or re.match(r"<[a-z]+:?[\w-]*[\s>]", text[place:]):
        raise Refused(f"这是 XML 文件，但不是 Excel 的表格；{_SAVE_AS}")
    return "text"


def _legible(start: bytes) -> str:
    """Good enough for tags, which are ASCII in every encoding."""
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return start.decode("utf-16", "replace").lstrip("\ufeff \r\n\t")
    return start.removeprefix(b"\xef\xbb\xbf").decode("latin-1").lstrip()
