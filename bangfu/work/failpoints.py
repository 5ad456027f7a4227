"""Failpoints: places where a test makes the process die as if its power were cut."""

import os
from collections import Counter

_passed: Counter[str] = Counter()


def failpoint(name: str) -> None:
    """Dies at once (exit 137, nothing flushed, nothing undone) when BANGFU_FAIL is `name:n` and this is the n-th passing."""
    wanted = os.environ.get("BANGFU_FAIL", "")
    if not wanted.startswith(name + ":"):
        return
    _passed[name] += 1
    if _passed[name] == int(wanted.rpartition(":")[2]):
        os._exit(137)
