"""A file is there whole or not at all."""

import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bangfu.crosscheck import columnwise, parquet, snapshot

pytestmark = pytest.mark.once
SHAPE = pa.schema([("id", pa.string())])


def parts() -> Iterator[dict[str, pa.Array]]:
    yield {"id": pa.array(["a", "b"])}
    raise OSError(28, "No space left on device")


def test_what_could_not_be_finished_goes_again_and_is_not_held_open(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        with pytest.raises(OSError, match="No space"):
            columnwise.write(tmp_path / "register.parquet", SHAPE, parts())
    assert list(tmp_path.iterdir()) == [] and len(os.listdir("/proc/self/fd")) == before


def test_a_table_is_there_under_its_name_alone(tmp_path: Path) -> None:
    parquet.put(tmp_path / "scope.parquet", pa.table({"id": ["a"]}))
    assert [one.name for one in tmp_path.iterdir()] == ["scope.parquet"] and pq.read_table(tmp_path / "scope.parquet")["id"].to_pylist() == ["a"]


def test_what_a_killed_run_read_goes_after_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot.settings, "DATA", tmp_path)
    for name, age in (("of a run", 100_000), ("stray", 100_000), ("at work", 10)):
        (tmp_path / "snapshots" / name).mkdir(parents=True)
        os.utime(tmp_path / "snapshots" / name, (1_000_000 - age, 1_000_000 - age))
    assert snapshot.prune_strays({"of a run"}, 1_000_000) == 1
    assert {one.name for one in (tmp_path / "snapshots").iterdir()} == {"of a run", "at work"}
