"""The key ring: seals, unseals, and makes blind indexes.

A token is `algorithm.key.payload`, payload being base64url of a 12-byte nonce and the ciphertext with its 16-byte tag. Algorithm and
key stand in the token, so both can change while old tokens stay readable. Every token is bound to a purpose (the column it lies in):
one moved to another column does not open.
"""

import base64
import functools
import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from bangfu.rules.refusal import Unreadable
from bangfu.sealing.blind import index_of, raised

NONCE, TAG = 12, 16
FILE = "ring.json"
INDEX = "index"   # under which the key of the blind indexes is named beside those that seal
MARK = b"bangfu backup"   # what marks of keys are made over, also in backups
LOOKED_AT_EVERY = 1.0     # seconds after which a process sees that the ring has another key now
PUT_BACK = (
    "请把另外保存的密钥（bangfu backup --keys 复制到的地方，或 bangfu keys rotate --copy 的地方）里的 ring.json 放回 {where}。"
    "不要新建密钥，也不要删数据：放回去就都能打开。"
)


class KeyLost(Unreadable):
    """A token names a key that the ring does not hold, or the ring itself is gone. Nothing is guessed: the program stops here."""


class Tampered(Unreadable):
    """A token does not open under its own key: it was altered, or moved to another column."""


def lost(told: str, sentence: str) -> KeyLost:
    """A KeyLost whose sentence ends with where the ring belongs and what may not be done."""
    return KeyLost(told, sentence + PUT_BACK.format(where=settings.KEYS))


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
    """The keys of one county (32 bytes each): `sealing` by key id, the id in use, its algorithm; those of the blind indexes, one behind the other, of which the
    first `level` are in use. `closed`: while the indexes are brought under a further one nobody is let in."""

    sealing: dict[str, bytes]
    current: str
    algorithm: str
    index: tuple[bytes, ...]
    level: int = 1
    closed: bool = False

    @property
    def prefix(self) -> str:
        """What every token begins with that is made now."""
        return f"{self.algorithm}.{self.current}."

    @property
    def marks(self) -> dict[str, str]:
        """Key id → its mark, `index` for the last in use of the blind indexes: two rings can be compared by them without showing a key."""
        return {name: mark(key) for name, key in {**self.sealing, INDEX: self.index[self.level - 1]}.items()}

    def level_marked(self, told: str) -> int:
        """How many keys of the blind indexes are in use where the last has this mark; 0 when there is none such."""
        return next((level for level, key in enumerate(self.index, start=1) if mark(key) == told), 0)

    def resealed(self, token: str, purpose: str) -> str:
        """The token under the key and algorithm in use; one that is already, or lies under a subject's own key, as it is."""
        if not token or token.startswith(self.prefix) or token.split(".", 2)[1] == "own":
            return token
        return self.seal_bytes(self.unseal_bytes(token, purpose), purpose)

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
            raise lost(f"the key {name!r} ({algorithm}) is not on this ring", f"打不开这项内容：密钥环里没有密钥 {name}。")
        raw = base64.urlsafe_b64decode(payload)
        try:
            return ALGORITHMS[algorithm][1](opener, raw[:NONCE], raw[NONCE:], purpose.encode())
        except InvalidTag as error:
            raise Tampered(
                f"a sealed value does not open as {purpose!r}", "这项密存的内容打不开：被改动过，或密钥不是原来那一把。请告诉系统管理员，用 bangfu journal verify 查。",
            ) from error

    def blind_index(self, clear: str, purpose: str) -> str:
        """32 characters by which equal numbers are found without being read (`blind.index_of`); '' for ''."""
        return index_of(self.index[: self.level], clear, purpose)

    def raised(self, index: str) -> str:
        """A stored blind index as it is under every key there is."""
        return raised(index, self.index)


def mark(key: bytes) -> str:
    """16 hex characters by which a key is known and from which it cannot be had."""
    return hmac.new(key, MARK, hashlib.sha256).hexdigest()[:16]


def path_of_ring() -> Path:
    """Where the ring of this installation lies."""
    return Path(settings.KEYS) / FILE


def read_ring(path: Path) -> Ring:
    """The ring a file holds. KeyLost when it is damaged."""
    try:
        kept = json.loads(path.read_text())
        return Ring(
            sealing={name: base64.b64decode(key) for name, key in kept["sealing"].items()},
            current=kept["current"], algorithm=kept["algorithm"], index=tuple(map(base64.b64decode, (kept["index"], *kept.get("index_later", ())))),
            level=kept.get("index_level", 1), closed=kept.get("closed", False),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise lost(f"{path} cannot be read as a ring", f"密钥环 {path} 坏了，读不出来。") from error


def write_ring(kept: Ring, path: Path) -> None:
    """Puts a ring where it is read, whole or not at all, for nobody else to read."""
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    with draft.open("w") as out:
        out.write(_as_text(kept))
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)


class _Held:
    """The county's ring as this process holds it: read from settings.KEYS, looked at again each second, so that a new key is used by every process that runs.
    Made at the first start only, when there is no data yet."""

    def __init__(self) -> None:
        self.cache_clear()

    def cache_clear(self) -> None:
        """Forgets it: it is read anew when it is asked for."""
        self._ring: Ring | None = None
        self._stamp: tuple[int, int, int] | None = None
        self._until = 0.0

    def __call__(self) -> Ring:
        now = time.monotonic()
        if self._ring is None or now >= self._until:
            self._ring, self._until = self._looked_at(), now + LOOKED_AT_EVERY
        return self._ring

    def _looked_at(self) -> Ring:
        path = path_of_ring()
        if self._ring is None and not path.exists():
            _make(path)
        stamp = _stamp(path)
        if self._ring is not None and stamp in (None, self._stamp):   # gone from the disk: whoever runs goes on with what was read
            return self._ring
        self._stamp = stamp
        return read_ring(path)


ring = _Held()


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """By what another ring in the same place is known; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _make(path: Path) -> None:
    """A new ring, mode 600. KeyLost when sealed data is already there: a new ring could not open it."""
    if (Path(settings.DATA) / "sealed").exists():
        raise lost(
            f"{path} is missing while sealed data exists in {settings.DATA}: put the ring back from its backup",
            f"密钥环 {path} 不见了，而 {settings.DATA} 里有密存的数据。",
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}")
    write_ring(Ring({"k1": new_key()}, "k1", "a1", (new_key(),)), draft)
    try:
        os.link(draft, path)   # of two first starts at once, one ring wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _as_text(kept: Ring) -> str:
    first, *later = (base64.b64encode(key).decode() for key in kept.index)
    return json.dumps({
        "algorithm": kept.algorithm, "current": kept.current, "sealing": {name: base64.b64encode(key).decode() for name, key in kept.sealing.items()},
        "index": first, "index_later": later, "index_level": kept.level, "closed": kept.closed,
    }, indent=1)


def new_key() -> bytes:
    """32 bytes of chance."""
    return secrets.token_bytes(32)
