"""The sealed process: tokens in, kinds of slip out. It holds the keys and opens the few numbers it is given; it knows no database, keeps no log and says no number.

    {"purposes": [of the register's number, of a delivered row, of a shape], "shapes": {id: token}, "pairs": [[token, token], …]} on stdin,
    [slip, …] on stdout, '' for none

When a token does not open it ends with 1 and says nothing: what an exception would tell could be a number.
"""

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings

from bangfu.rules.id_number import clean
from bangfu.rules.near_number import slip

SHORTENED = re.compile(r"^\d{17}$", re.ASCII)   # a number whose last character was left out names nobody, so it stands only as it was written


def answer(asked: Mapping[str, Any]) -> list[str]:
    """The slip of each pair."""
    from bangfu.sealing.ring import ring

    of_person, of_row, of_shape = asked["purposes"]
    shapes = {shape: json.loads(ring().unseal(token, of_shape)) for shape, token in asked["shapes"].items()}
    told = []
    for ours, theirs in asked["pairs"]:
        mine = ring().unseal(ours, of_person)
        told.append(next((found for number in _numbers(ring().unseal(theirs, of_row), shapes) if (found := slip(mine, number))), ""))
    return told


def _numbers(content: str, shapes: Mapping[str, Any]) -> Iterator[str]:
    """What a delivered row has of a number: as it was understood, else a cell that is one without its last character."""
    understood, cells = _said(content, shapes) if content else ("", [])
    if understood:
        yield understood
        return
    yield from (cleaned for cleaned in map(clean, cells) if SHORTENED.match(cleaned))


def _said(content: str, shapes: Mapping[str, Any]) -> tuple[str, list[str]]:
    """(the number as it was understood, the cells as delivered) of a row's content, of whatever version (`deliveries.rows.opened`)."""
    first, _, second = content.partition("\n")
    row = json.loads(first)
    if isinstance(row, dict):
        return str(row["understood"].get("id_number") or ""), list(row["delivered"].values())
    _, keys = shapes[row[0]]
    return str(dict(zip(keys, row[1], strict=True)).get("id_number") or ""), json.loads(second) if second else row[2]


def main() -> int:
    """Reads, answers, ends."""
    settings.configure(KEYS=os.environ["BANGFU_KEYS"], DATA=os.environ["BANGFU_DATA"], LOGGING_CONFIG=None)
    try:
        sys.stdout.write(json.dumps(answer(json.load(sys.stdin))))
    except Exception:  # whatever it is, it may hold a number
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
