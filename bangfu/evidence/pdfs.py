"""Papers in PDF, looked through before they are kept: short enough, open to read, and with nothing in them that runs or hides."""

import io
import re
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import IndirectObject

from bangfu.rules.refusal import Refused

MAX_PAGES, MAX_OBJECTS = 200, 50_000
# names of ISO 32000-2 by which a PDF runs something (12.6.4), sends something (12.7.6) or carries another file (7.11.4)
RUNNING = frozenset({"/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia"})
CARRYING = frozenset({"/EmbeddedFile", "/EmbeddedFiles", "/EF", "/GoToE"})
# looked for in the bytes as well, where a lenient viewer may find an object that no table names; too long to stand there by chance
_IN_BYTES = re.compile(rb"/(JavaScript|Launch|SubmitForm|ImportData|RichMedia|EmbeddedFiles?|Encrypt)(?=[\s/<>\[\](){}%\x00])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")   # 7.3.5: /J#61vaScript is the same name
AGAIN = "请打开它，打印成一份新的 PDF（或拍照）再传。"


def look_through(content: bytes) -> None:
    """Refused when a PDF is encrypted, has more than `MAX_PAGES`, runs or carries something, or cannot be read.

    Every object its tables name is looked at, also those packed together; then the bytes as they lie. What a page draws is not decoded.
    """
    try:
        reader = PdfReader(io.BytesIO(content))
        _must_be_open(reader)
        for name in _names(reader):
            _must_be_still(name)
    except Refused:
        raise
    except Exception as error:   # somebody else's bytes: whatever the reader says of them, the paper cannot be read
        raise Refused(f"这份 PDF 读不下去，可能没有传完或已损坏。{AGAIN}", field="file") from error
    for match in _IN_BYTES.finditer(_ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)):
        _must_be_still("/" + match[1].decode())


def _must_be_open(reader: PdfReader) -> None:
    if reader.is_encrypted:
        raise Refused("这份 PDF 加了密码或限制，以后可能打不开。请去掉密码再传，或拍照上传。", field="file")
    if sum(len(table) for table in (*reader.xref.values(), reader.xref_objStm)) > MAX_OBJECTS or len(reader.pages) > MAX_PAGES:
        raise Refused(f"这份 PDF 超过 {MAX_PAGES} 页或内容太复杂。请分成几份，只传需要的几页。", field="file")
    if not len(reader.pages):
        raise Refused(f"这份 PDF 里一页也没有。{AGAIN}", field="file")


def _must_be_still(name: str) -> None:
    if name in RUNNING:
        raise Refused(f"这份 PDF 里带有会自动运行的内容，为安全不收。{AGAIN}", field="file")
    if name in CARRYING:
        raise Refused(f"这份 PDF 里还夹带着别的文件，为安全不收。{AGAIN}", field="file")
    if name == "/Encrypt":
        raise Refused(f"这份 PDF 里有加密的部分，以后可能打不开。{AGAIN}", field="file")


def _names(reader: PdfReader) -> Iterator[str]:
    """Every name in every object, keys and values."""
    numbers = [(number, generation) for generation, table in reader.xref.items() for number in table]
    for number, generation in [*numbers, *((number, 0) for number in reader.xref_objStm)]:
        yield from _names_in(reader.get_object(IndirectObject(number, generation, reader)))


def _names_in(whole: object) -> Iterator[str]:
    """The names of one object and of what lies directly in it; references are not followed, they are objects of their own."""
    waiting = [whole]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and one.startswith("/"):
            yield one
