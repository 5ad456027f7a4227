"""Compound files by hand, and workbooks locked with a password in the old and the new way."""

import io
import struct
from collections.abc import Callable
from hashlib import md5, sha1

from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.rc4 import DocumentRC4
from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI

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
    """As Excel 97 locked (RC4)."""
    salt, proof = bytes(range(16)), bytes(range(50, 66))

    def keystream(size: int) -> bytes:
        return bytes(DocumentRC4.decrypt(password, salt, io.BytesIO(bytes(size)), blocksize=1024).read())

    cipher = _crossed(proof + md5(proof).digest(), keystream(32))
    return _locked(content, struct.pack("<HHH", 1, 1, 1) + salt + cipher, keystream)


def locked_xls_since_2002(content: bytes, password: str, bits: int = 128) -> bytes:
    """As Excel 2002 and later, and WPS, lock an .xls (RC4 of the CryptoAPI; MS-OFFCRYPTO 2.3.5.1)."""
    salt, proof = bytes(range(16)), bytes(range(50, 66))

    def keystream(size: int) -> bytes:
        return bytes(DocumentRC4CryptoAPI.decrypt(password, salt, bits, io.BytesIO(bytes(size)), blocksize=1024).read())

    provider = "Microsoft Enhanced Cryptographic Provider v1.0\0".encode("utf-16-le")
    header = struct.pack("<8I", 4, 0, 0x6801, 0x8004, bits, 1, 0, 0) + provider
    cipher = _crossed(proof + sha1(proof).digest(), keystream(36))
    verifier = struct.pack("<I", 16) + salt + cipher[:16] + struct.pack("<I", 20) + cipher[16:]
    return _locked(content, struct.pack("<HHHII", 1, 4, 2, 4, len(header)) + header + verifier, keystream)


def _locked(content: bytes, file_pass: bytes, keystream: Callable[[int], bytes]) -> bytes:
    """Everything but the heads of records, the beginnings of sheets and where they begin is enciphered."""
    plain = _with_file_pass(_to_the_last_record(Compound(content).stream("Workbook")), file_pass)
    out, stream, place = bytearray(plain), keystream(len(plain)), 0
    while place + 4 <= len(plain):
        kind, size = struct.unpack_from("<HH", plain, place)
        clear = size if kind in (0x0809, 0x2F, 0xE1) else 4 if kind == 0x85 else 0
        for at in range(place + 4 + clear, place + 4 + size):
            out[at] ^= stream[at]
        place += 4 + size
    return compound({"Workbook": bytes(out)})


def _crossed(clear: bytes, stream: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(clear, stream, strict=True))


def _with_file_pass(stream: bytes, file_pass: bytes) -> bytes:
    """A FilePass record behind the first one; the sheets begin as much later."""
    behind = 4 + struct.unpack_from("<H", stream, 2)[0]
    record = struct.pack("<HH", 0x2F, len(file_pass)) + file_pass
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
