"""The key ring of an installation, as a backup knows it: by marks, never by the keys themselves."""

import base64
import json
import shutil
from pathlib import Path

from bangfu.rules.refusal import Refused
from bangfu.sealing.ring import FILE as RING
from bangfu.sealing.ring import mark


def marks(folder: Path) -> dict[str, str]:
    """Key id → a mark of the key (16 hex characters); those of the blind indexes are `index`, `index2` and so on. Refused when there is no readable ring."""
    try:
        told = json.loads((folder / RING).read_text())
        keys = {**told["sealing"], "index": told["index"], **{f"index{nth}": key for nth, key in enumerate(told.get("index_later", ()), start=2)}}
        return {name: mark(base64.b64decode(key)) for name, key in keys.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(f"{folder} 里没有能用的密钥环（{RING}）。没有它，号码和文件都打不开；请用 --keys 指出密钥的备份在哪里。") from error


def copied(source: Path, target: Path) -> None:
    """Copies ring and signing secret, for nobody else to read. A ring that is there already is replaced by one that holds the same keys and more, or refused."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (target / RING).exists() and not marks(target).items() <= marks(source).items():
        raise Refused(f"{target} 里已有另一套密钥，没有覆盖它。请给这套密钥另选一个地方。")
    for path in source.iterdir():
        if path.is_file():
            draft = target / f".{path.name}"
            shutil.copyfile(path, draft)
            draft.chmod(0o600)
            draft.replace(target / path.name)
