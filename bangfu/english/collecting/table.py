"""The sentences of a table (.toml): every text, but for those under keys whose texts are looked for, not said."""

import tomllib
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from bangfu.english.collecting.left_out import keys_not_said
from bangfu.english.collecting.python_source import formatted_later


def sentences(path: Path) -> Iterator[str]:
    """What a table can say. `words` at the top of a layout are synonyms; those of a step of a tour are said."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return _said({key: value for key, value in table.items() if not (key == "words" and isinstance(value, dict))}, keys_not_said(path))


def _said(value: Any, silent: Set[str]) -> Iterator[str]:
    if isinstance(value, str):
        yield formatted_later(value)
    elif isinstance(value, dict | list):
        for inner in value if isinstance(value, list) else (one for key, one in value.items() if key not in silent):
            yield from _said(inner, silent)
