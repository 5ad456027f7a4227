"""The fingerprints by which two delivered rows are seen to say the same, without opening either, and two files to have the same headings."""

import hashlib
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring
from typing import Any

from bangfu.sealing.ring import ring
from bangfu.workbooks.header import Understanding, fold_label

PURPOSE = "deliveries.print"
quoted = encode_basestring   # a text as JSON


def fingerprint(understood: Mapping[str, Any]) -> str:
    """A keyed fingerprint of what was understood of a row (`Content.understood`), 32 hex characters: rows that say the same have the same one, and nobody
    without the key can try out what they say.

    What is empty says nothing, so that a column more or less that is empty makes no difference; nor does the order of the columns.
    """
    said = sorted(key for key, value in understood.items() if value not in ("", None))
    return print_of(said, (spelled(understood[key]) for key in said))


def print_of(keys: Iterable[str], values: Iterable[str]) -> str:
    """The fingerprint of the values said under keys in the order of the alphabet, none of them empty, each as `spelled` gives it."""
    return ring().blind_index("\n".join((*keys, written(values))), PURPOSE)   # one in a value is escaped


def spelled(value: str | int) -> str:
    """A text or whole number as JSON."""
    return quoted(value) if type(value) is str else str(value)


def written(values: Iterable[str]) -> str:
    """A list of spelled values as JSON. Rows come by the hundred thousand: an encoder made for each takes twice the time."""
    return f"[{','.join(values)}]"


def headings_print(understanding: Understanding) -> str:
    """The fingerprint of a sheet's headings, 32 hex characters: the same in whatever order the columns stand. Headings name nobody, so it has no key."""
    said = sorted(text for column in understanding.columns if (text := fold_label(column.text)))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]
