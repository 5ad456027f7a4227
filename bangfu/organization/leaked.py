"""Passwords that were leaked elsewhere, in the list a county keeps: SHA-1 in hex, a line each in their order, whatever stands behind a colon left aside (the form
in which such lists are given out, tens of gigabytes long). Looked up on the disk, never read whole."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

HEX = 40   # characters of a SHA-1


def is_leaked(password: str, listed: Path) -> bool:
    """Whether a password stands in the list. OSError when it cannot be read."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with listed.open("rb") as lines:
        return _stands_in(lines, wanted)


def _stands_in(lines: BinaryIO, wanted: bytes) -> bool:
    low, high = 0, lines.seek(0, os.SEEK_END)   # its line begins behind all before `low`, and before `high`
    while low < high:
        middle = (low + high) // 2
        lines.seek(max(middle - 1, 0))
        if middle:
            lines.readline()
        begins, found = lines.tell(), lines.readline()[:HEX].upper()
        if begins < high and found == wanted:
            return True
        if begins < high and found < wanted:
            low = lines.tell()
        else:
            high = middle
    return False
