"""What a backup holds, in one file of JSON beside it: by this it is checked before it is put back, and afterwards."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bangfu.rules.refusal import Refused

NAME = "manifest.json"
FORM = 1        # raised when a backup is laid out otherwise
CHUNK = 1 << 20


@dataclass(frozen=True)
class Tally:
    """How many rows a table had, and the sum of the digests of its rows: it is the same whatever order they lie in."""

    rows: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """`made_at` ISO 8601; `database` sqlite or postgresql; `migrations` as app.name; `keys` id → mark of each key it needs; `tables` name → tally;
    `files` path within the backup → (bytes, SHA-256)."""

    version: str
    made_at: str
    database: str
    migrations: tuple[str, ...]
    keys: dict[str, str]
    tables: dict[str, Tally]
    files: dict[str, tuple[int, str]]

    @property
    def root(self) -> str:
        """One digest over all of it (64 hex characters): written into the journal, it holds the backup against what was taken."""
        return hashlib.sha256(self.as_text().encode()).hexdigest()

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(one.rows for one in self.tables.values())

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for size, _ in self.files.values())

    def as_text(self) -> str:
        """JSON, the same for the same manifest."""
        return json.dumps({"form": FORM, **asdict(self)}, ensure_ascii=False, sort_keys=True, indent=1)


def read(folder: Path) -> Manifest:
    """The manifest of a backup. Refused when the folder is none, or was made by a later version of the program."""
    try:
        told: dict[str, Any] = json.loads((folder / NAME).read_text())
        if told.pop("form") > FORM:
            raise Refused("这份备份是更新的版本做的，这个版本读不了。请用做备份的那个版本或更新的版本恢复。")
        return Manifest(**{
            **told, "migrations": tuple(told["migrations"]),
            "tables": {name: Tally(**tally) for name, tally in told["tables"].items()},
            "files": {name: (size, digest) for name, (size, digest) in told["files"].items()},
        })
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"{folder} 不是一份完整的备份：缺少 {NAME}，或它已损坏。请换一份备份。") from error


def digest_of(path: Path) -> tuple[int, str]:
    """Bytes and SHA-256 of a file."""
    hashed, size = hashlib.sha256(), 0
    with path.open("rb") as content:
        while part := content.read(CHUNK):
            hashed.update(part)
            size += len(part)
    return size, hashed.hexdigest()


def damaged(folder: Path, manifest: Manifest) -> list[str]:
    """The files of a backup that are missing or no longer what they were."""
    return [name for name, told in manifest.files.items() if not (folder / name).is_file() or digest_of(folder / name) != told]
