"""Photographs and papers for tests, all drawn here; and the kinds they are of."""

import io
import struct
import zlib
from dataclasses import dataclass
from typing import Any

from PIL import Image, TiffImagePlugin
from pypdf import PdfWriter

GPS, MAKE, ORIENTATION, COMMENT = 34853, 271, 274, b"taken at the gate"


@dataclass(frozen=True)
class Kind:
    """A kind of paper as the catalogue would have it."""

    slug: str
    word: str
    group: str = "身份"


BOOKLET, ID_CARD, HOUSE = Kind("booklet", "户口簿"), Kind("id_card", "身份证"), Kind("house_photo", "住房照片", "住房")


def photo(colour: str = "seagreen", size: tuple[int, int] = (120, 80), *, turned: int = 1, kind: str = "JPEG", **more: Any) -> bytes:
    """A photograph as a phone takes it: with its place, its maker and a comment hidden in it. `turned`: the EXIF orientation.
    Its upper left quarter is red."""
    picture = Image.new("RGB", size, colour)
    picture.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    hidden = Image.Exif()
    hidden[MAKE], hidden[ORIENTATION] = "HUAWEI", turned
    hidden.get_ifd(GPS).update({1: "N", 2: tuple(TiffImagePlugin.IFDRational(part) for part in (27, 57, 3)), 29: "2026:03:05"})
    return saved(picture, kind, exif=hidden, comment=COMMENT, **more)


def saved(picture: Image.Image, kind: str, **more: Any) -> bytes:
    paper = io.BytesIO()
    picture.save(paper, kind, **more)
    return paper.getvalue()


def written(writer: PdfWriter) -> bytes:
    paper = io.BytesIO()
    writer.write(paper)
    return paper.getvalue()


def blank(pages: int = 1) -> PdfWriter:
    """A writer of an empty paper, to which a test may add what must not be there."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    return writer


def pdf(pages: int = 1) -> bytes:
    """A plain paper."""
    return written(blank(pages))


def huge_png(width: int, height: int) -> bytes:
    """A black-and-white PNG of any size in a few kilobytes: nothing but noughts, packed."""
    rows = zlib.compressobj()
    row = bytes((width + 7) // 8 + 1)
    packed = b"".join(rows.compress(row) for _ in range(height)) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def huge_jpeg(width: int, height: int) -> bytes:
    """A small JPEG whose header claims any size."""
    content = bytearray(photo())
    at = content.index(b"\xff\xc0")   # the frame's head: marker, length, precision, height, width
    content[at + 5:at + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def packed_pdf(inside: bytes) -> bytes:
    """A PDF of one page, with one more object packed and compressed in an object stream (ISO 32000-2, 7.5.7), where its bytes are not seen."""
    stream = zlib.compress(b"4 0 " + inside)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        5: b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
    }
    out, where = b"%PDF-1.5\n", {}
    for number, body in objects.items():
        where[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    where[6] = len(out)
    lines = [struct.pack(">BHB", 0, 0, 0), *(struct.pack(">BHB", 1, where[number], 0) for number in (1, 2, 3)), struct.pack(">BHB", 2, 5, 0)]
    table = b"".join([*lines, *(struct.pack(">BHB", 1, where[number], 0) for number in (5, 6))])
    head = b"<< /Type /XRef /Size 7 /W [1 2 1] /Root 1 0 R /Length %d >>" % len(table)
    return out + b"6 0 obj\n" + head + b"\nstream\n" + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % where[6]
