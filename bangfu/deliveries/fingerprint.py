"""The fingerprint by which two delivered rows are seen to say the same, without opening either."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bangfu.sealing.ring import ring

PURPOSE = "deliveries.print"
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def fingerprint(understood: Mapping[str, Any]) -> str:
    """A keyed fingerprint of what was understood of a row (`Content.understood`), 32 hex characters: rows that say the same have the same one, and nobody
    without the key can try out what they say.

    What is empty says nothing, so that a column more or less that is empty makes no difference; nor does the order of the columns.
    """
    said = sorted(key for key, value in understood.items() if value not in ("", None))
    return print_of(said, [understood[key] for key in said])


def print_of(keys: Iterable[str], values: Sequence[Any]) -> str:
    """The fingerprint of the values said under keys in the order of the alphabet, none of them empty."""
    return ring().blind_index("\n".join((*keys, _written(values))), PURPOSE)   # one in a value is escaped
