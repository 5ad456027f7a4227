"""What a file may be before anything opens it: a whole spreadsheet of bearable size. Looks at magic bytes and at the zip directory.

The name and its extension say nothing: an .et of WPS is an .xls or .xlsx inside, and a renamed picture stays a picture.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bangfu.rules.refusal import Refused

MEGABYTE = 1_000_000
CHUNK = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Ceilings: file and unpacked size in bytes, unpacked÷packed, zip entries, last row with a value, rows × columns of the filled area."""

    max_bytes: int = 60 * MEGABYTE
    max_unpacked: int = 800 * MEGABYTE
    max_ratio: int = 200
    max_entries: int = 2000
    max_rows: int = 600_000
    max_cells: int = 20_000_000


DEFAULT_LIMITS = Limits()
RATIO_COUNTS_FROM = 10 * MEGABYTE   # a small file of blank rows packs very well and harms nobody

SAVE_AS = "请用 Excel 或 WPS 打开后“另存为”.xlsx 再上传。"
_MAGICS = (
    (b"%PDF", "PDF 文档"), (b"\x89PNG", "图片"), (b"\xff\xd8\xff", "图片"), (b"GIF8", "图片"), (b"BM", "图片"), (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"), (b"RIFF", "图片或音视频"), (b"MZ", "程序"), (b"\x7fELF", "程序"), (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"), (b"\x1f\x8b", "压缩包"), (b"{\\rtf", "Word（RTF）文档"), (b"ID3", "音频"), (b"SQLite format 3", "数据库"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_LOCKED = "这个文件加了打开密码，程序打不开；请先去掉密码（另存为时不设密码）再上传。"
_BROKEN = "文件不完整或已损坏，可能没有传完；请重新上传，仍不行就用 Excel 或 WPS 打开后另存一份。"
_TOO_BIG_INSIDE = "文件展开后大得不正常，不能打开；请把需要的内容复制到新表格，另存为 .xlsx 后再上传。"


def inspect(path: str | Path, limits: Limits = DEFAULT_LIMITS) -> str:
    """What the file is: 'xlsx', 'xls' or 'ods'. Refused when it is anything else, broken, locked, or beyond the limits.

    Reads every packed byte once (about a second for 50,000 rows × 47 columns), because a zip directory may lie about sizes. Whoever opens
    the file with `sheet.read_sheets` has this done for him.
    """
    place = Path(path)
    size = place.stat().st_size
    if size == 0:
        raise Refused("文件是空的（0 字节），请检查后重新上传。")
    if size > limits.max_bytes:
        raise Refused(f"文件有 {size // MEGABYTE} MB，最多 {limits.max_bytes // MEGABYTE} MB；请按乡镇或村拆开后分次上传。")
    with place.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK"):
        return _inspect_zip(place, limits)
    if start.startswith(_OLE):
        return _inspect_ole(place.read_bytes())
    raise Refused(_what_it_seems(start))


def unpacked(path: str | Path, name: str, ceiling: int) -> Iterator[bytes]:
    """The true bytes of one zip entry in pieces, whatever its directory says of its size. Refused beyond `ceiling` bytes."""
    with zipfile.ZipFile(path) as archive, Path(path).open("rb") as file:
        yield from _inflate(file, archive.getinfo(name), ceiling)


def _what_it_seems(start: bytes) -> str:
    for magic, word in _MAGICS:
        if start.startswith(magic):
            return f"这是{word}，不是表格文件；请上传 .xlsx、.xls、.et 或 .ods。"
    text = start.decode("gb18030", "replace").lstrip("\ufeff \r\n\t").lower()
    if "urn:schemas-microsoft-com:office:spreadsheet" in text or text.startswith(("<!doctype html", "<html", "<table", "<meta")):
        return f"这是网页或 XML 格式的假表格；{SAVE_AS}"
    if b"\0" not in start:
        return f"这是文本文件（CSV 或 TXT），暂时不能直接读；{SAVE_AS}"
    return "看不出这是什么文件，不是表格；请上传 .xlsx、.xls、.et 或 .ods。"


def _inspect_ole(content: bytes) -> str:
    """The names in an OLE directory are UTF-16; they tell the programs apart."""
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise Refused(_LOCKED)
    if holds("WordDocument"):
        raise Refused("这是 Word 文档，不是表格；请把表格内容复制到 Excel，另存为 .xlsx 后上传。")
    if holds("PowerPoint Document"):
        raise Refused("这是 PPT 演示文稿，不是表格文件；请上传 .xlsx、.xls、.et 或 .ods。")
    if holds("Workbook") or holds("Book"):
        return "xls"
    raise Refused("看不出这是什么文件，不是表格；请上传 .xlsx、.xls、.et 或 .ods。")


def _inspect_zip(path: Path, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            entries = archive.infolist()
            kind = _zip_kind({entry.filename for entry in entries}, archive)
            _within_limits(entries, limits)
            left = limits.max_unpacked
            for entry in entries:
                left -= sum(len(piece) for piece in _inflate(file, entry, left))
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError):
        raise Refused(_BROKEN) from None
    return kind


def _zip_kind(names: set[str], archive: zipfile.ZipFile) -> str:
    if any(entry.flag_bits & 0x1 for entry in archive.infolist()):
        raise Refused(_LOCKED)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise Refused(f"这是 .xlsb 二进制表格，暂时不能读；{SAVE_AS}")
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        return _open_document(archive.read("mimetype"), archive, names)
    if any(name.startswith("word/") for name in names):
        raise Refused("这是 Word 文档，不是表格；请把表格内容复制到 Excel，另存为 .xlsx 后上传。")
    if any(name.startswith("ppt/") for name in names):
        raise Refused("这是 PPT 演示文稿，不是表格文件；请上传 .xlsx、.xls、.et 或 .ods。")
    raise Refused("这是压缩包，不是表格文件；请先解压，再把里面的表格逐个上传。")


def _open_document(mimetype: bytes, archive: zipfile.ZipFile, names: set[str]) -> str:
    if not mimetype.startswith(_ODS):
        raise Refused(f"这是 OpenDocument 文档，但不是表格；{SAVE_AS}")
    manifest = "META-INF/manifest.xml"
    small = manifest in names and archive.getinfo(manifest).file_size < MEGABYTE
    if small and re.search(rb"<\w*:?encryption-data", archive.read(manifest)):
        raise Refused(_LOCKED)
    return "ods"


def _within_limits(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    declared, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if len(entries) > limits.max_entries or declared > limits.max_unpacked:
        raise Refused(_TOO_BIG_INSIDE)
    if declared > RATIO_COUNTS_FROM and declared > packed * limits.max_ratio:
        raise Refused(_TOO_BIG_INSIDE)


def _inflate(file: io.BufferedReader, entry: zipfile.ZipInfo, ceiling: int) -> Iterator[bytes]:
    """Unpack without trusting the declared size: zipfile itself would stop there and hide what follows from us but not from others."""
    file.seek(entry.header_offset)
    header = file.read(30)
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile("no local header")
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), io.SEEK_CUR)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError(entry.compress_type)
    pieces = _stored(file, entry) if entry.compress_type == zipfile.ZIP_STORED else _deflated(file, entry)
    total, crc = 0, 0
    for piece in pieces:
        total, crc = total + len(piece), zlib.crc32(piece, crc)
        if total > ceiling:
            raise Refused(_TOO_BIG_INSIDE)
        yield piece
    if total != entry.file_size or crc != entry.CRC:
        raise zipfile.BadZipFile("the directory lies about a size or a sum")


def _packed(file: io.BufferedReader, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    left = entry.compress_size
    while left:
        piece = file.read(min(CHUNK, left))
        if not piece:
            raise EOFError("the file ends in the middle")
        left -= len(piece)
        yield piece


_stored = _packed


def _deflated(file: io.BufferedReader, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in _packed(file, entry):
        rest = piece
        while rest and not inflater.eof:
            yield inflater.decompress(rest, CHUNK)
            rest = inflater.unconsumed_tail
    if not inflater.eof:
        raise EOFError("the deflated data ends in the middle")
