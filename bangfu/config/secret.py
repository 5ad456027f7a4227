"""The signing secret of sessions: made once, kept beside the keys, never in the repository."""

import os
import secrets
from pathlib import Path


def signing_secret(keys: Path) -> str:
    """The secret in `keys`/signing.secret, made (mode 600) at the first start. Two first starts at once agree on one."""
    path = keys / "signing.secret"
    if not path.exists():
        keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
