"""Blind indexes: equal numbers are found by them without being read, and a stored one is brought under a further key without being opened.

The first key makes an index of a number, each further key one of the index before: whoever holds the first key and the database alone can try out nothing. An
index tells by its first character how many keys it went through: a digit or a to f under the first, g under two, h under three.
"""

import functools
import hashlib
from collections.abc import Sequence

LENGTH = 32   # characters, of which each carries four bits; of an index under several keys the first carries none
SECOND = ord("g")
MOST = ord("z") - SECOND + 2   # keys one after the other
AGAIN = "index"   # the purpose under which an index is indexed again


def index_of(keys: Sequence[bytes], clear: str, purpose: str) -> str:
    """32 characters by which equal texts are found: HMAC-SHA256 under the first key, cut to 128 bits, and 124 bits of that under each further key; '' for ''."""
    if not clear:
        return ""
    made = _hexed(keys[0], purpose, clear)[:LENGTH]
    return made if len(keys) == 1 else raised(made, keys)


def raised(index: str, keys: Sequence[bytes]) -> str:
    """A stored index as it is under all these keys, of which it went through the first few; '' stays ''."""
    for level in range(level_of(index), len(keys)) if index else ():
        index = mark_of(level + 1) + _hexed(keys[level], AGAIN, index)[: LENGTH - 1]
    return index


def level_of(index: str) -> int:
    """Through how many keys an index went."""
    return max(1, ord(index[0]) - SECOND + 2)


def mark_of(level: int) -> str:
    """What an index begins with that went through so many keys, of two or more."""
    return chr(SECOND + level - 2)


def _hexed(key: bytes, purpose: str, text: str) -> str:
    inner, outer = _begun(key, purpose)
    inner, outer = inner.copy(), outer.copy()
    inner.update(text.encode())
    outer.update(inner.digest())
    return outer.hexdigest()


@functools.lru_cache(maxsize=64)
def _begun(key: bytes, purpose: str) -> tuple["hashlib._Hash", "hashlib._Hash"]:
    """The two hashes of an HMAC-SHA256 (RFC 2104, key of at most 64 bytes) as far as they are the same for every text of a purpose."""
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in key.ljust(64, b"\0"))) for pad in (0x36, 0x5C))
    inner.update(f"{purpose}\0".encode())
    return inner, outer
