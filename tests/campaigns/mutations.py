"""What can befall a file on its way, and what somebody may do to it on purpose. Everything follows from the chance handed in."""

import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

Chance = random.Random
HUGE = (b"0", b"-1", b"65535", b"65536", b"1048576", b"1048577", b"2147483647", b"4294967295", b"99999999999999999999", b"1e308", b"NaN", b"", b"\xff")
CENTRAL = b"PK\x01\x02"


def mutated(content: bytes, other: bytes, chance: Chance) -> bytes:
    """The file with one to three things done to it; `other` is a second file to take pieces from."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        ways = ANY + (ZIP * 3 if content.startswith(b"PK") else COMPOUND * 2 if content.startswith(b"\xd0\xcf") else TEXT)
        content = chance.choice(ways)(content, other, chance)
    return content


def _flip(content: bytes, _: bytes, chance: Chance) -> bytes:
    out = bytearray(content)
    for _turn in range(chance.choice((1, 1, 3, 30)) if out else 0):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def _put_bytes(content: bytes, _: bytes, chance: Chance) -> bytes:
    place = chance.randint(0, len(content))
    extreme = chance.choice((b"\0", b"\xff", b"\x80", b"<", b'"', b"\n", b"\xff\xff\xff\xff", b"\0\0\0\x80", chance.randbytes(8)))
    extreme *= chance.choice((1, 1, 4, 500))
    return content[:place] + extreme + content[place + chance.choice((0, len(extreme))) :]


def _cut(content: bytes, _: bytes, chance: Chance) -> bytes:
    return content[: chance.randint(0, len(content))]


def _take_out(content: bytes, _: bytes, chance: Chance) -> bytes:
    start = chance.randint(0, len(content))
    return content[:start] + content[start + chance.choice((1, 2, 16, 512, 4096)) :]


def _double(content: bytes, _: bytes, chance: Chance) -> bytes:
    start = chance.randint(0, len(content))
    piece = content[start : start + chance.choice((1, 16, 512, 4096))]
    return content[:start] + piece * chance.choice((2, 3, 100)) + content[start:]


def _splice(content: bytes, other: bytes, chance: Chance) -> bytes:
    return content[: chance.randint(0, len(content))] + other[chance.randint(0, len(other)) :]


def _number(content: bytes, _: bytes, chance: Chance) -> bytes:
    """A written number becomes one at the edge of what anybody holds."""
    found = list(re.finditer(rb"\d+", content))
    if not found:
        return content
    one = chance.choice(found)
    return content[: one.start()] + chance.choice(HUGE) + content[one.end() :]


def _nested(content: bytes, _: bytes, chance: Chance) -> bytes:
    """Some element a hundred or ten thousand times inside itself, open or closed again."""
    tags = re.findall(rb"<([A-Za-z:]{1,30})[\s>]", content[:200_000]) or [b"a"]
    tag, deep = chance.choice(tags), chance.choice((100, 10_000))
    place = content.find(b"<" + tag, chance.randint(0, len(content)))
    place = place if place >= 0 else chance.randint(0, len(content))
    return content[:place] + (b"<" + tag + b">") * deep + (b"</" + tag + b">") * deep * chance.randint(0, 1) + content[place:]


def _swapped_tags(content: bytes, _: bytes, chance: Chance) -> bytes:
    tags = list(re.finditer(rb"<[^<>]{1,200}>", content[:200_000]))
    if len(tags) < 2:
        return content
    first, second = sorted(chance.sample(range(len(tags)), 2))
    one, two = tags[first], tags[second]
    return content[: one.start()] + two[0] + content[one.end() : two.start()] + one[0] + content[two.end() :]


def _entity(content: bytes, _: bytes, chance: Chance) -> bytes:
    """Entities that grow when they are read, or that fetch something."""
    declared = chance.choice((
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)) + b"]>",
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>', b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ))
    start = content.find(b"?>") + 2 if content.startswith(b"<?xml") else 0
    return content[:start] + declared + content[start:].replace(b"</", b"&j;&a;</", 1)


def _entry_changed(content: bytes, other: bytes, chance: Chance) -> bytes:
    """Something happens inside one entry, and the zip around it is right."""
    parts = _parts(content)
    if not parts:
        return _flip(content, other, chance)
    index = chance.randrange(len(parts))
    name, inside = parts[index]
    parts[index] = name, chance.choice(INSIDE)(inside, other, chance)
    return _packed(parts)


def _entry_doubled(content: bytes, other: bytes, chance: Chance) -> bytes:
    """Two entries of one name, the second a different one; readers disagree which counts."""
    parts = _parts(content)
    if not parts:
        return content
    name, inside = chance.choice(parts)
    return _packed([*parts, (name, chance.choice((inside, _number(inside, other, chance), other[:5000])))])


def _entry_gone_or_renamed(content: bytes, _: bytes, chance: Chance) -> bytes:
    parts = _parts(content)
    if not parts:
        return content
    name, inside = parts.pop(chance.randrange(len(parts)))
    new = chance.choice(("", "../" + name, "/" + name, name.upper(), name.replace("/", "\\"), "xl/workbook.bin", "mimetype", "xl/workbook.xml"))
    return _packed([*parts, (new, inside)] if new else parts)


def _directory_lies(content: bytes, _: bytes, chance: Chance) -> bytes:
    """Sizes, sums, ways of packing or places in the directory, or in the head of the entry, are not true."""
    heads = [found.start() for found in re.finditer(re.escape(chance.choice((CENTRAL, b"PK\x03\x04", b"PK\x05\x06"))), content)]
    if not heads:
        return content
    out, place = bytearray(content), chance.choice(heads) + chance.choice((8, 10, 14, 16, 18, 20, 22, 24, 26, 28, 32, 42))
    value = chance.choice((0, 1, 8, 99, len(content), 2**31 - 1, 2**32 - 1, chance.randrange(2**32)))
    out[place : place + 4] = struct.pack("<I", value)
    return bytes(out)


def _zip_in_zip(content: bytes, _: bytes, chance: Chance) -> bytes:
    parts = _parts(content)
    name = chance.choice(parts)[0] if parts else "a.xlsx"
    return _packed([*(part for part in parts if part[0] != name), (name, content)])


def _blown_up(content: bytes, _: bytes, chance: Chance) -> bytes:
    """An entry with megabytes of one character."""
    parts = _parts(content)
    if not parts:
        return content
    index = chance.randrange(len(parts))
    name, inside = parts[index]
    place = chance.randint(0, len(inside))
    parts[index] = name, inside[:place] + chance.choice((b" ", b"<c/>", b"<a>", b"9", b"\0")) * chance.choice((10_000, 300_000)) + inside[place:]
    return _packed(parts)


def _sector_number(content: bytes, _: bytes, chance: Chance) -> bytes:
    """A number in the tables of the container leads elsewhere: in a circle, out of the file, to a mark."""
    out = bytearray(content)
    place = chance.choice((0x1E, 0x2C, 0x30, 0x3C, 0x40, 0x44, 0x48, 0x4C)) if chance.random() < 0.3 else 512 + 4 * chance.randrange(300)
    value = chance.choice((0, 1, 2, 5, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0x7FFFFFFF, chance.randrange(64)))
    out[place : place + 4] = struct.pack("<I", value)
    return bytes(out)


def _record(content: bytes, _: bytes, chance: Chance) -> bytes:
    """The head or the first numbers of a record of an .xls are not true."""
    kinds = (0x0809, 0x85, 0xFC, 0x0200, 0x0203, 0xFD, 0x0208, 0xE5, 0x06, 0x31, 0xE0, 0x041E, 0x0A, 0x2F, 0x0207, 0xBD, 0x22, 0x42)
    kind = struct.pack("<H", chance.choice(kinds))
    places = [found.start() for found in re.finditer(re.escape(kind), content)]
    if not places:
        return content
    out, place = bytearray(content), chance.choice(places) + chance.choice((0, 2, 4, 6, 8, 10, 12))
    out[place : place + 2] = struct.pack("<H", chance.choice((0, 1, 255, 256, 8224, 0x7FFF, 0xFFFF, chance.randrange(2**16))))
    return bytes(out)


def _parts(content: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [(one.filename, archive.read(one)) for one in archive.infolist() if one.file_size < 5_000_000]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError, struct.error):
        return []


def _packed(parts: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, inside in parts:
            archive.writestr(zipfile.ZipInfo(name or "x"), inside, zipfile.ZIP_DEFLATED)
    return out.getvalue()


Way = Callable[[bytes, bytes, Chance], bytes]
ANY: tuple[Way, ...] = (_flip, _put_bytes, _cut, _take_out, _double, _splice)
TEXT: tuple[Way, ...] = (_number, _number, _nested, _swapped_tags, _entity)
INSIDE: tuple[Way, ...] = ANY + TEXT * 2
ZIP: tuple[Way, ...] = (
    _entry_changed, _entry_changed, _entry_changed, _entry_doubled, _entry_gone_or_renamed, _directory_lies, _zip_in_zip, _blown_up,
)
COMPOUND: tuple[Way, ...] = (_sector_number, _record, _record)
