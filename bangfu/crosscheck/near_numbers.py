"""Near numbers: of two numbers under one name, what slip of the hand lies between them. Looked at in one sealed process.

Those left without a partner by number whose name stands once in the same village on both sides are few. Their sealed numbers go to a process of its own
that holds the keys, has no database and no log, and answers with kinds of slip only: no number comes back, none is written down.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import pyarrow as pa
from django.conf import settings

from bangfu.crosscheck import shapes
from bangfu.crosscheck.closed import connected, lay
from bangfu.crosscheck.engine import Tables
from bangfu.deliveries.queries import sealed_rows, sealed_shapes
from bangfu.deliveries.rows import PURPOSE as ROW_PURPOSE
from bangfu.deliveries.shapes import PURPOSE as SHAPE_PURPOSE
from bangfu.registry.queries import sealed_numbers
from bangfu.registry.records import ID_PURPOSE

AT_ONCE = 20_000   # pairs the process is given at once
SECONDS = 300


@dataclass(frozen=True)
class Candidate:
    """A person of the register and a row of a list, under one name in one village, whose numbers meet nobody."""

    person: str
    source: str
    row: str


def near_numbers(tables: Tables) -> pa.Table:
    """`near_number(person, source, row, slip)`: the candidates whose numbers differ by a slip (rules.near_number.SLIPS)."""
    wanted = list(candidates(tables))
    told = [slip for at in range(0, len(wanted), AT_ONCE) for slip in _asked(wanted[at:at + AT_ONCE])]
    found = [(one, kind) for one, kind in zip(wanted, told, strict=True) if kind]
    return pa.Table.from_pylist([asdict(one) | {"slip": kind} for one, kind in found], schema=shapes.near_numbers())


def candidates(tables: Tables) -> Iterator[Candidate]:
    """List by list, in the order of their ids. None is left out for there being many: what is said of one must not hang on how many others there are (`ties`)."""
    with connected([tables.register, *tables.sources.values()]) as connection:
        lay(connection, {"register_in": tables.register})
        for source, rows in sorted(tables.sources.items()):
            lay(connection, {"list_in": rows})
            for person, row in connection.execute(_ALONE).fetchall():
                yield Candidate(person, source, row)


_ALONE = """
    WITH ours AS (
        SELECT place_code, name_folded, min(person) AS person FROM register_in
        WHERE name_folded <> '' AND id18_index <> '' AND id18_index NOT IN (SELECT id18_index FROM list_in) GROUP BY 1, 2 HAVING count(*) = 1),
    theirs AS (
        SELECT place_code, name_folded, min(row) AS row FROM list_in
        WHERE name_folded <> '' AND (id18_index <> '' OR id_status = 'bad_shape')
          AND (id18_index = '' OR id18_index NOT IN (SELECT id18_index FROM register_in)) GROUP BY 1, 2 HAVING count(*) = 1)
    SELECT person, row FROM ours JOIN theirs USING (place_code, name_folded) ORDER BY person, row"""


def _asked(wanted: Sequence[Candidate]) -> list[str]:
    """The slip of each candidate, '' for none, from the sealed process. RuntimeError, which tells no number, when it does not answer."""
    ours = sealed_numbers({one.person for one in wanted})
    theirs = sealed_rows({one.row for one in wanted})
    shapes_of = sealed_shapes({one.row for one in wanted})
    asked = {"purposes": [ID_PURPOSE, ROW_PURPOSE, SHAPE_PURPOSE], "shapes": shapes_of, "pairs": [[ours.get(one.person, ""), theirs.get(one.row, "")] for one in wanted]}
    ended = subprocess.run(
        [sys.executable, "-m", "bangfu.crosscheck.sealed_process"], input=json.dumps(asked), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, timeout=SECONDS, check=False, env=_environment(),
    )
    if ended.returncode:
        raise RuntimeError("the process that compares sealed numbers ended without an answer")
    told: list[str] = json.loads(ended.stdout)
    return told


def _environment() -> dict[str, str]:
    """Where the keys lie, and no address of a database."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    return {**kept, "BANGFU_KEYS": str(settings.KEYS), "BANGFU_DATA": str(settings.DATA)}
