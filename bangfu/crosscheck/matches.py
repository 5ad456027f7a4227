"""Matches kept: which row of each list a run took for whom, and why (`matching.HOW`), beside what the run read.

A file a list, `met_<slug>.parquet`: the number of the person in the register the run read (`n`), of the row in the list (`m`), and `how`; numbers are those of
the rows in their files, as the engine counts them. Two million pairs of a county are ten megabytes so; ids would be a hundred. They go when the run's
folder goes.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bangfu.crosscheck import snapshot
from bangfu.crosscheck.parquet import put
from bangfu.crosscheck.snapshot import list_folder, opened

MET = "met_"
TOGETHER = 20_000   # pairs that are packed together, in the order of the persons: who looks for a few reads a pack or two
Keep = Callable[[str, pa.Table], None]


class Match(NamedTuple):
    """A row of a list (`row`: its id), the person it was taken for, and the key of `matching.HOW`."""

    row: str
    person: str
    how: str


def keeper(run: UUID) -> Keep:
    """What writes the pairs of one list into the folder of a run; what is there already stays."""
    folder = snapshot.folder(run)

    def keep(source: str, pairs: pa.Table) -> None:
        where = _file(folder, source)
        if not where.exists():
            put(where, pairs, together=TOGETHER, use_dictionary=["how"])

    return keep


def matches_of(runs: Iterable[UUID], persons: Collection[str]) -> list[Match]:
    """The rows that were taken for some persons, of each by the first of the runs (the latest first) that decided about them and still has what it found; one that
    read everything is the last that is asked."""
    wanted, found = set(persons), list[Match]()
    for run in runs:
        folder, scope = snapshot.folder(run), snapshot.scope_of(run)
        if lists := sorted(folder.glob(f"{MET}*.parquet")):
            numbers = _numbers(folder, wanted if scope is None else wanted & scope)
            found += [one for where in lists for one in _in_list(folder, where, numbers)]
            wanted -= set(numbers.values())
        if not wanted or lists and scope is None:
            break
    return found


def _file(folder: Path, source: str) -> Path:
    return folder / f"{MET}{source}.parquet"


def _numbers(folder: Path, persons: Collection[str]) -> dict[int, str]:
    """Number in the register of the run → person, of those who stand in it."""
    known = pq.read_table(folder / "register.parquet", columns=["person"])["person"]
    at = pc.indices_nonzero(pc.is_in(known, pa.array(sorted(persons), pa.string())))
    return dict(zip(at.to_pylist(), known.take(at).to_pylist(), strict=True))


def _in_list(folder: Path, where: Path, numbers: dict[int, str]) -> Iterator[Match]:
    pairs = pq.read_table(where, filters=pc.field("n").isin(pa.array(sorted(numbers), pa.int32()))).to_pylist()
    rows = _rows(list_folder(folder, where.stem.removeprefix(MET)), {pair["m"] for pair in pairs})
    return (Match(rows[pair["m"]], numbers[pair["n"]], pair["how"]) for pair in pairs)


def _rows(lists: Path, numbers: Collection[int]) -> dict[int, str]:
    """Number in a list → id of the row: only the packs they lie in are read."""
    found, before = dict[int, str](), 0
    for file in opened(lists).files if numbers else ():
        with pq.ParquetFile(file) as parts:
            for pack in range(parts.num_row_groups):
                after = before + parts.metadata.row_group(pack).num_rows
                here = [number for number in numbers if before <= number < after]
                if here:
                    ids = parts.read_row_group(pack, columns=["row"])["row"]
                    found |= {number: ids[number - before].as_py() for number in here}
                before = after
    return found
