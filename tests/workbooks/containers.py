"""Compound files by hand, and workbooks locked with a password in the old and the new way."""

import io
import struct
from hashlib import md5

from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.rc4 import DocumentRC4

from bangfu.workbooks.compound import Compound

FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512


def compound(streams: dict[str, bytes]) -> bytes:
    """An OLE container with these streams, each filled up to 4,096 bytes so that none lies in the short part."""
    contents = [content.ljust(4096, b"\0") for content in streams.values()]
    directory = (len(streams) + 1 + 3) // 4
    body = directory + sum(_sectors(content) for content in contents)
    tables = next(count for count in range(1, 110) if count * 128 >= count + body)
    chains = [TABLE] * tables + _chain(tables, directory)
    entries, place = _entry("Root Entry", 5, END, 0, child=1 if streams else FREE), tables + directory
    for index, (name, content) in enumerate(zip(streams, contents, strict=True)):
        entries += _entry(name, 2, place, len(content), right=index + 2 if index + 1 < len(streams) else FREE)
        chains += _chain(place, _sectors(content))
        place += _sectors(content)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIIII", 0, tables, tables, 0, 4096, END, 0, END, 0, 0)[:36] + struct.pack(
        "<109I", *range(tables), *[FREE] * (109 - tables)
    )
    table = struct.pack(f"<{tables * 128}I", *chains, *[FREE] * (tables * 128 - len(chains)))
    padded = [content.ljust(_sectors(content) * SECTOR, b"\0") for content in contents]
    return header + table + entries.ljust(directory * SECTOR, b"\0") + b"".join(padded)


def locked_xlsx(content: bytes, password: str) -> bytes:
    """As Excel has locked since 2010 (agile)."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def locked_xls(content: bytes, password: str) -> bytes:
    """As Excel 97 locked (RC4): everything but the heads of records, the beginnings of sheets and where they begin is enciphered."""
    salt, proof = bytes(range(16)), bytes(range(50, 66))
    plain = _with_file_pass(_to_the_last_record(Compound(content).stream("Workbook")))
    stream = DocumentRC4.decrypt(password, salt, io.BytesIO(bytes(len(plain))), blocksize=1024).read()
    cipher = DocumentRC4.decrypt(password, salt, io.BytesIO(proof + md5(proof).digest()), blocksize=1024).read()
    out, place = bytearray(plain), 0
    while place + 4 <= len(plain):
        kind, size = struct.unpack_from("<HH", plain, place)
        clear = size if kind in (0x0809, 0x2F, 0xE1) else 4 if kind == 0x85 else 0
        for at in range(place + 4 + clear, place + 4 + size):
            out[at] ^= stream[at]
        if kind == 0x2F:
            out[place + 4 : place + 4 + size] = struct.pack("<HHH", 1, 1, 1) + salt + cipher
        place += 4 + size
    return compound({"Workbook": bytes(out)})


def _with_file_pass(stream: bytes) -> bytes:
    """A FilePass record behind the first one; the sheets begin as much later."""
    behind = 4 + struct.unpack_from("<H", stream, 2)[0]
    record = struct.pack("<HH", 0x2F, 54) + bytes(54)
    out, place = bytearray(stream[:behind] + record + stream[behind:]), 0
    while place + 4 <= len(out):
        kind, size = struct.unpack_from("<HH", out, place)
        if kind == 0x85:
            struct.pack_into("<I", out, place + 4, struct.unpack_from("<I", out, place + 4)[0] + len(record))
        place += 4 + size
    return bytes(out)


def _to_the_last_record(stream: bytes) -> bytes:
    """Without the padding, but for empty records up to the size below which a stream would lie in the short part."""
    place = 0
    while stream[place : place + 4].strip(b"\0"):
        place += 4 + struct.unpack_from("<H", stream, place + 2)[0]
    return stream[:place] + bytes(4) * max(0, (4096 - place) // 4 + 1)


def _sectors(content: bytes) -> int:
    return -(-len(content) // SECTOR)


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), END]


def _entry(name: str, kind: int, start: int, size: int, right: int = FREE, child: int = FREE) -> bytes:
    letters = name.encode("utf-16-le")
    head = letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters) + 2, kind, 1)
    return head + struct.pack("<III", FREE, right, child) + bytes(36) + struct.pack("<III", start, size, 0)
