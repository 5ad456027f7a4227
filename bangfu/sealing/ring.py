"""The key ring: seals, unseals, and makes blind indexes.

A token is `algorithm.key.payload`, payload being base64url of a 12-byte nonce and the ciphertext with its 16-byte tag. Algorithm and
key stand in the token, so both can change while old tokens stay readable. Every token is bound to a purpose (the column it lies in):
one moved to another column does not open.
"""

import base64
import functools
import hashlib
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE, TAG = 12, 16


class KeyLost(Exception):
    """A token names a key that the ring does not hold, or the ring itself is gone. Nothing is guessed: the program stops here."""


class Tampered(Exception):
    """A token does not open under its own key: it was altered, or moved to another column."""


@functools.lru_cache(maxsize=64)
def _begun(key: bytes, purpose: str) -> tuple["hashlib._Hash", "hashlib._Hash"]:
    """The two hashes of an HMAC-SHA256 (RFC 2104, key of at most 64 bytes) as far as they are the same for every text of a purpose."""
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in key.ljust(64, b"\0"))) for pad in (0x36, 0x5C))
    inner.update(f"{purpose}\0".encode())
    return inner, outer


@functools.lru_cache(maxsize=64)
def _aes(key: bytes) -> AESGCM:
    """The cipher of a key, made once while the key is in use: the county's seals millions of values."""
    return AESGCM(key)


def _aes_seal(key: bytes, nonce: bytes, clear: bytes, purpose: bytes) -> bytes:
    return _aes(key).encrypt(nonce, clear, purpose)


def _aes_open(key: bytes, nonce: bytes, sealed: bytes, purpose: bytes) -> bytes:
    return _aes(key).decrypt(nonce, sealed, purpose)


def _sm4_seal(key: bytes, nonce: bytes, clear: bytes, purpose: bytes) -> bytes:
    encryptor = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(purpose)
    return encryptor.update(clear) + encryptor.finalize() + encryptor.tag


def _sm4_open(key: bytes, nonce: bytes, sealed: bytes, purpose: bytes) -> bytes:
    decryptor = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce, sealed[-TAG:])).decryptor()
    decryptor.authenticate_additional_data(purpose)
    return decryptor.update(sealed[:-TAG]) + decryptor.finalize()


Sealer = Callable[[bytes, bytes, bytes, bytes], bytes]
ALGORITHMS: dict[str, tuple[Sealer, Sealer]] = {
    "a1": (_aes_seal, _aes_open),   # AES-256-GCM, NIST SP 800-38D
    "s1": (_sm4_seal, _sm4_open),   # SM4-GCM, GB/T 32907-2016 with GB/T 36624 GCM
}


@dataclass(frozen=True)
class Ring:
    """The keys of one county: `sealing` by key id, the id in use, its algorithm, and the key of the blind indexes (32 bytes each)."""

    sealing: dict[str, bytes]
    current: str
    algorithm: str
    index: bytes

    def seal(self, clear: str, purpose: str) -> str:
        """A token of `clear`; empty text stays empty, so that absence is seen without a key."""
        return self.seal_bytes(clear.encode(), purpose) if clear else ""

    def seal_bytes(self, clear: bytes, purpose: str, *, key: bytes | None = None) -> str:
        """A token of `clear` under the county's key, or under `key` (a subject's own)."""
        nonce = secrets.token_bytes(NONCE)
        sealed = ALGORITHMS[self.algorithm][0](key or self.sealing[self.current], nonce, clear, purpose.encode())
        name = "own" if key else self.current
        return f"{self.algorithm}.{name}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def unseal(self, token: str, purpose: str) -> str:
        """The clear text. KeyLost when its key is not on the ring, Tampered when it does not open."""
        return self.unseal_bytes(token, purpose).decode() if token else ""

    def unseal_bytes(self, token: str, purpose: str, *, key: bytes | None = None) -> bytes:
        """Like `unseal`, for bytes; `key` is needed for tokens under a subject's own key."""
        algorithm, name, payload = token.split(".", 2)
        opener = key if name == "own" else self.sealing.get(name)
        if opener is None or algorithm not in ALGORITHMS:
            raise KeyLost(f"the key {name!r} ({algorithm}) is not on this ring")
        raw = base64.urlsafe_b64decode(payload)
        try:
            return ALGORITHMS[algorithm][1](opener, raw[:NONCE], raw[NONCE:], purpose.encode())
        except InvalidTag as error:
            raise Tampered(f"a sealed value does not open as {purpose!r}") from error

    def blind_index(self, clear: str, purpose: str) -> str:
        """32 hex characters by which equal numbers are found without being read: HMAC-SHA256, cut to 128 bits; '' for ''."""
        if not clear:
            return ""
        inner, outer = _begun(self.index, purpose)
        inner, outer = inner.copy(), outer.copy()
        inner.update(clear.encode())
        outer.update(inner.digest())
        return outer.hexdigest()[:32]


@functools.cache
def ring() -> Ring:
    """The county's ring, read once a process from settings.KEYS. Made at the first start only, when there is no data yet."""
    path = Path(settings.KEYS) / "ring.json"
    if not path.exists():
        _make(path)
    kept = json.loads(path.read_text())
    return Ring(
        sealing={name: base64.b64decode(key) for name, key in kept["sealing"].items()},
        current=kept["current"], algorithm=kept["algorithm"], index=base64.b64decode(kept["index"]),
    )


def _make(path: Path) -> None:
    """A new ring, mode 600. KeyLost when sealed data is already there: a new ring could not open it."""
    if (Path(settings.DATA) / "sealed").exists():
        raise KeyLost(f"{path} is missing while sealed data exists in {settings.DATA}: put the ring back from its backup")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps({"algorithm": "a1", "current": "k1", "sealing": {"k1": _new_key()}, "index": _new_key()}, indent=1))
    try:
        os.link(draft, path)   # of two first starts at once, one ring wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
