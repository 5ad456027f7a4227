"""The container of .xls and of locked workbooks (MS-CFB): streams by name, out of chains of sectors that may be forged.

Readers follow a chain until it ends. One that runs in a circle never does, so every chain is walked here before a reader sees the file.
"""

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA   # numbers above are marks: end of chain, free, part of a table
_END = 0xFFFFFFFE
_HEADER = 512
_STREAM, _ROOT = 2, 5


class NotCompound(Exception):
    """The container is cut off, or its tables contradict one another."""


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class Compound:
    """A compound file held in memory. `names` of its streams; `stream(name)` the bytes of one. Raises NotCompound."""

    def __init__(self, content: bytes) -> None:
        if len(content) < _HEADER or not content.startswith(MAGIC):
            raise NotCompound("no header")
        shift, mini_shift = struct.unpack_from("<HH", content, 0x1E)
        if shift not in (9, 12) or mini_shift != 6:
            raise NotCompound("sector sizes")
        self._content, self._sector, self._mini = content, 1 << shift, 1 << mini_shift
        (first, self._cutoff, mini_first) = struct.unpack_from("<I4xII", content, 0x30)
        self._table = self._numbers(self._table_sectors())
        entries = list(self._entries(self._walked(first, self._table)))
        self._mini_table = self._numbers(self._walked(mini_first, self._table))
        self._streams = {entry.name: entry for entry in reversed(entries) if entry.kind == _STREAM}
        root = next((entry for entry in entries if entry.kind == _ROOT), None)
        self._short = self._long_bytes(root.start) if root and root.start <= _LAST_SECTOR else b""
        for name in self._streams:
            self.stream(name)

    @property
    def names(self) -> frozenset[str]:
        """The names of its streams."""
        return frozenset(self._streams)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream, cut to its size."""
        entry = self._streams[name]
        if not entry.size:
            return b""
        if entry.size >= self._cutoff:
            content = self._long_bytes(entry.start)
        else:
            chain = self._walked(entry.start, self._mini_table)
            content = b"".join(self._short[at * self._mini : (at + 1) * self._mini] for at in chain)
        if len(content) < entry.size:
            raise NotCompound("a stream is shorter than it says")
        return content[: entry.size]

    def _long_bytes(self, start: int) -> bytes:
        return b"".join(map(self._sector_bytes, self._walked(start, self._table)))

    def _sector_bytes(self, number: int) -> bytes:
        place = (number + 1) * self._sector
        if place >= len(self._content):
            raise NotCompound("a sector lies behind the end")
        return self._content[place : place + self._sector]

    def _numbers(self, sectors: list[int]) -> "array[int]":
        numbers = array("I")
        content = b"".join(map(self._sector_bytes, sectors))
        numbers.frombytes(content[: len(content) // 4 * 4])
        return numbers

    def _table_sectors(self) -> list[int]:
        """109 stand in the header, further ones in a chain of their own, whose last number in each sector leads to the next."""
        listed = list(struct.unpack_from("<109I", self._content, 0x4C))
        (following,) = struct.unpack_from("<I", self._content, 0x44)
        seen: set[int] = set()
        while following <= _LAST_SECTOR:
            numbers = self._numbers([following])
            if following in seen or len(numbers) < self._sector // 4:
                raise NotCompound("the table of tables runs in a circle or out of the file")
            seen.add(following)
            listed += numbers[:-1]
            following = numbers[-1]
        sectors = [number for number in listed if number <= _LAST_SECTOR]
        if len(set(sectors)) < len(sectors) or max(sectors, default=0) * self._sector > len(self._content):
            raise NotCompound("a table is listed twice or lies outside the file")
        return sectors

    def _walked(self, start: int, table: "array[int]") -> list[int]:
        chain: list[int] = []
        number = start
        while number <= _LAST_SECTOR:
            if number >= len(table) or len(chain) > len(table):
                raise NotCompound("a chain leaves the file or runs in a circle")
            chain.append(number)
            number = table[number]
        if chain and number != _END:
            raise NotCompound("a chain has no end")
        return chain

    def _entries(self, chain: list[int]) -> Iterator[_Entry]:
        content = b"".join(map(self._sector_bytes, chain))
        for place in range(0, len(content) - 127, 128):
            length, kind = struct.unpack_from("<HB", content, place + 0x40)
            start, size = struct.unpack_from("<II", content, place + 0x74)
            if kind:
                name = content[place : place + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                yield _Entry(name, kind, start, size)
