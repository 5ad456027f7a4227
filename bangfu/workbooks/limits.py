"""What a file may be before anything opens it: a whole spreadsheet of bearable size. Looks at magic bytes, at the zip directory and into containers.

The name and its extension say nothing: an .et of WPS is an .xls or .xlsx inside, and a renamed picture stays a picture.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bangfu.rules.refusal import Refused
from bangfu.workbooks.compound import MAGIC, Compound, NotCompound
from bangfu.workbooks.encoding import encoding_of
from bangfu.workbooks.locked import Locked, has_password
from bangfu.workbooks.markup import written_kind

MEGABYTE = 1_000_000
CHUNK = 1 << 20
LONGEST_CELL = 100_000           # characters; Excel takes a third of it
LARGEST_TEXTS = 400 * MEGABYTE   # of all texts that are kept in memory together
LARGEST_COPIES = 1000 * MEGABYTE   # of the texts of an .xlsx, at the utmost, were each cell's as long as the longest


@dataclass(frozen=True)
class Limits:
    """Ceilings: file and unpacked size in bytes, unpacked÷packed, zip entries, last row and column with a value, rows × columns of the filled area.

    `laid_out` are those of the kinds that are laid out in memory whole (.xls, .ods, HTML); .xlsx, text and XML are read row by row.
    The county file (450,000 persons × 47) is an .xlsx of about 100 MB, unpacked up to 3 GB.
    """

    max_bytes: int = 150 * MEGABYTE
    max_laid_out_bytes: int = 60 * MEGABYTE
    max_unpacked: int = 4000 * MEGABYTE
    max_laid_out_unpacked: int = 800 * MEGABYTE
    max_ratio: int = 200
    max_entries: int = 2000
    max_rows: int = 600_000
    max_columns: int = 16_384
    max_cells: int = 30_000_000
    max_laid_out_cells: int = 8_000_000

    def check_reached(self, rows: int, columns: int, cells: int) -> None:
        """Refused when a sheet reaches further than allowed. `cells`: rows × columns, or how many were read."""
        if rows > self.max_rows:
            raise Refused(
                f"表格的内容一直写到第 {rows} 行，最多 {self.max_rows} 行；请删去下方多余的内容（可能只是一个空格），或按村拆开后上传。"
            )
        if columns > self.max_columns or cells > self.max_cells:
            raise Refused(f"表格的内容散到第 {rows} 行、第 {columns} 列，太大；请删去右边和下方多余的内容（可能只是一个空格）后再上传。")

    def laid_out(self) -> "Limits":
        """The same for a kind that is laid out in memory whole."""
        return replace(
            self,
            max_bytes=min(self.max_bytes, self.max_laid_out_bytes),
            max_unpacked=min(self.max_unpacked, self.max_laid_out_unpacked),
            max_cells=min(self.max_cells, self.max_laid_out_cells),
        )


DEFAULT_LIMITS = Limits()
RATIO_COUNTS_FROM = 10 * MEGABYTE   # a small file of blank rows packs very well and harms nobody

BROKEN = "文件不完整或已损坏，可能没有传完；请重新上传，仍不行就用 Excel 或 WPS 打开后另存一份。"
TOO_BIG_INSIDE = "文件展开后大得不正常，不能打开；请把需要的内容复制到新表格，另存为 .xlsx 后再上传。"
TOO_MANY_WORDS = "表格里的文字太多，读不下；请按乡镇或村拆开后分次上传。"
SAVE_AS = "请用 Excel 或 WPS 打开后“另存为”.xlsx 再上传。"
_UPLOAD = "请上传 .xlsx、.xls、.et、.ods 或 .csv。"
_MAGICS = (
    (b"%PDF", "PDF 文档"), (b"\x89PNG", "图片"), (b"\xff\xd8\xff", "图片"), (b"GIF8", "图片"), (b"II*\x00", "图片"), (b"MM\x00*", "图片"),
    (b"RIFF", "图片或音视频"), (b"\x7fELF", "程序"), (b"Rar!", "RAR 压缩包"), (b"7z\xbc\xaf", "7z 压缩包"), (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "Word（RTF）文档"), (b"SQLite format 3", "数据库"),
)
_SHORT_MAGICS = ((b"BM", "图片"), (b"MZ", "程序"), (b"ID3", "音频"))   # a text may begin so; these have a NUL soon after
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_LOCKED_OTHERWISE = "这个文件加了密码，程序打不开；请先在原来的软件里去掉密码，再上传。"


def inspect(path: str | Path, limits: Limits = DEFAULT_LIMITS) -> str:
    """What the file is: 'xlsx', 'xls', 'ods', 'html', 'xml' (Excel 2003) or 'text'. Refused when it is anything else, broken, or beyond the limits.

    `Locked` when a password opens it. Reads every byte once or twice (about a second for 50,000 rows × 47 columns), because a zip directory
    may lie about sizes and a text must decode to its end. Whoever opens the file with `sheet.read_sheets` has this done for him.
    """
    place = Path(path)
    size = place.stat().st_size
    if size == 0:
        raise Refused("文件是空的（0 字节），请检查后重新上传。")
    _bearable(size, limits)
    with place.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK"):
        return _inspect_zip(place, size, limits)
    if start.startswith(MAGIC):
        return _inspect_compound(place, size, limits)
    return _inspect_written(place, start, size, limits)


def kind_of(path: str | Path) -> str:
    """What a file is that has passed `inspect`, told from its beginning."""
    with Path(path).open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK"):
        with zipfile.ZipFile(path) as archive:
            return "xlsx" if "xl/workbook.xml" in archive.namelist() else "ods"
    return "xls" if start.startswith(MAGIC) else written_kind(start)


def _bearable(size: int, limits: Limits) -> None:
    if size > limits.max_bytes:
        raise Refused(f"文件有 {size // MEGABYTE} MB，最多 {limits.max_bytes // MEGABYTE} MB；请按乡镇或村拆开后分次上传。")


def unpacked(path: str | Path, name: str, ceiling: int) -> Iterator[bytes]:
    """The true bytes of one zip entry in pieces, whatever its directory says of its size. Refused beyond `ceiling` bytes."""
    with zipfile.ZipFile(path) as archive, Path(path).open("rb") as file:
        yield from _inflate(file, archive.getinfo(name), ceiling)


def _inspect_written(path: Path, start: bytes, size: int, limits: Limits) -> str:
    seems = next((word for magic, word in _MAGICS if start.startswith(magic)), "")
    seems = seems or next((word for magic, word in _SHORT_MAGICS if start.startswith(magic) and b"\0" in start[:64]), "")
    if seems:
        raise Refused(f"这是{seems}，不是表格文件；{_UPLOAD}")
    kind = written_kind(start)
    if kind == "html":
        _bearable(size, limits.laid_out())
    elif kind == "text":
        encoding_of(path)
    return kind


def _inspect_compound(path: Path, size: int, limits: Limits) -> str:
    content = path.read_bytes()
    try:
        names = Compound(content).names
    except NotCompound:
        raise Refused(BROKEN) from None
    if has_password(content):
        raise Locked()
    if "WordDocument" in names:
        raise Refused("这是 Word 文档，不是表格；请把表格内容复制到 Excel，另存为 .xlsx 后上传。")
    if "PowerPoint Document" in names:
        raise Refused(f"这是 PPT 演示文稿，不是表格文件；{_UPLOAD}")
    if names.isdisjoint({"Workbook", "Book"}):
        raise Refused(f"看不出这是什么文件，不是表格；{_UPLOAD}")
    _bearable(size, limits.laid_out())
    return "xls"


def _inspect_zip(path: Path, size: int, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            if len(set(names)) < len(names):
                raise zipfile.BadZipFile("a name stands for two entries: one reader would take this, another that")
            kind = _zip_kind({entry.filename: entry for entry in entries}, file)
            bounds = limits if kind == "xlsx" else limits.laid_out()
            _bearable(size, bounds)
            _within_limits(entries, bounds)
            left = bounds.max_unpacked
            for entry in entries:
                left -= sum(len(piece) for piece in _inflate(file, entry, left))
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, ValueError, OSError, struct.error):
        raise Refused(BROKEN) from None
    return kind


def _zip_kind(names: dict[str, zipfile.ZipInfo], file: io.BufferedReader) -> str:
    if any(entry.flag_bits & 0x1 for entry in names.values()):
        raise Refused(_LOCKED_OTHERWISE)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise Refused(f"这是 .xlsb 二进制表格，暂时不能读；{SAVE_AS}")
    if "mimetype" in names and names["mimetype"].file_size < 200:
        return _open_document(names, file)
    if any(name.startswith("word/") for name in names):
        raise Refused("这是 Word 文档，不是表格；请把表格内容复制到 Excel，另存为 .xlsx 后上传。")
    if any(name.startswith("ppt/") for name in names):
        raise Refused(f"这是 PPT 演示文稿，不是表格文件；{_UPLOAD}")
    raise Refused("这是压缩包，不是表格文件；请先解压，再把里面的表格逐个上传。")


def _open_document(names: dict[str, zipfile.ZipInfo], file: io.BufferedReader) -> str:
    if not b"".join(_inflate(file, names["mimetype"], 200)).startswith(_ODS):
        raise Refused(f"这是 OpenDocument 文档，但不是表格；{SAVE_AS}")
    manifest = names.get("META-INF/manifest.xml")
    if manifest and manifest.file_size < MEGABYTE and re.search(rb"<\w*:?encryption-data", b"".join(_inflate(file, manifest, MEGABYTE))):
        raise Refused(_LOCKED_OTHERWISE)
    return "ods"


def _within_limits(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    declared, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if len(entries) > limits.max_entries or declared > limits.max_unpacked:
        raise Refused(TOO_BIG_INSIDE)
    if declared > RATIO_COUNTS_FROM and declared > packed * limits.max_ratio:
        raise Refused(TOO_BIG_INSIDE)


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
            raise Refused(TOO_BIG_INSIDE)
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
