"""A run over what changed only: reads what hangs together with it out of what the last whole run had read, and anew what is new.

Whoever hangs together with something touched (`ties`) is decided anew, with all that is held against them; about villages in which something was touched
the whole village is read, because a village's figures are counted from everybody. All else stands as it was found.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bangfu.crosscheck import lists, shapes, snapshot
from bangfu.crosscheck.changes import Changes, changes_since, deliveries_named, touched_since
from bangfu.crosscheck.closed import Rows
from bangfu.crosscheck.columnwise import batch, write
from bangfu.crosscheck.engine import Tables
from bangfu.crosscheck.models import Run
from bangfu.crosscheck.parquet import put
from bangfu.crosscheck.reading import Say, lay_out_lists, villages_in, with_near_numbers
from bangfu.crosscheck.reading_households import households, households_in, only
from bangfu.crosscheck.reading_people import people, persons_in
from bangfu.crosscheck.sources import held_against
from bangfu.crosscheck.ties import Ties
from bangfu.facts.models import AsOf
from bangfu.registry.models import PersonRecord

AT_ONCE = 500   # ids a query
MOST = 0.3      # of all persons: when more of them changed, a whole run is cheaper


def read_since(where: Path, base: Run, *, day: date, known_at: datetime, say: Say) -> Tables | None:
    """What has to be looked at again since a run, written into a folder; None when that is so much, or of such a kind, that everything has to be."""
    before, as_of, whole = snapshot.kept(base.pk), AsOf(day=day, known=known_at), where / "whole"
    shutil.rmtree(where, ignore_errors=True)
    whole.mkdir(parents=True, mode=0o700)
    say("正在看哪些人、哪些名单变了")
    changes = changes_since(base, before, lay_out_lists(whole))
    if len(changes.persons) > MOST * before.register.count_rows():
        shutil.rmtree(where)
        return None
    fresh_people = _table(shapes.persons(), _people(changes.persons, as_of, day))
    if _places(before.register, changes.persons, fresh_people) != set(pc.unique(before.register.to_table(columns=["place_code"])["place_code"]).to_pylist()):
        shutil.rmtree(where)
        return None
    say("正在找和它们有关的人")
    return _Narrowed(where, before, changes, fresh_people, day).written(base, as_of)


class _Narrowed:
    """The tables of a run, narrowed to what hangs together with what changed."""

    def __init__(self, where: Path, before: Tables, changes: Changes, fresh_people: pa.Table, day: date) -> None:
        self.where, self.before, self.changes, self.fresh = where, before, changes, fresh_people
        self.day, self.ties = day, Ties(_unchanged(before.register, changes.persons, "id18_index"))
        self.villages = sorted(changes.villages | set(_villages_of(before.households, changes.households)))
        self.scope = set[str](changes.persons | changes.households | set(self.villages))
        self.lists = {one.name.removeprefix(snapshot.LIST): snapshot.opened(one) for one in sorted((where / "whole").glob(f"{snapshot.LIST}*"))}

    def written(self, base: Run, as_of: AsOf) -> Tables:
        """Writes them, with whom they decide about (`scope`)."""
        self._tie(base, as_of)
        self._write("register", shapes.persons(), self.before.register, "person", self.changes.persons, [self.fresh],
                    [*self._living(self.villages), *self._of_households_in(self.villages), *self._witnesses()])
        self._write("households", shapes.households(), self.before.households, "household", self.changes.households, [self.houses],
                    self._housed(self.villages))
        write(self.where / "villages.parquet", shapes.villages(), villages_in(as_of))
        for source, rows in self.lists.items():
            snapshot.list_folder(self.where, source).mkdir(mode=0o700)
            kept = self.ties.of(rows, "row")
            self.scope |= set(kept["row"].to_pylist())
            put(snapshot.list_folder(self.where, source) / "all.parquet", kept)
        shutil.move(self.where / "whole" / "in_force.parquet", self.where / "in_force.parquet")
        shutil.rmtree(self.where / "whole")
        snapshot.write_scope(self.where, self.scope)
        read = snapshot.written(self.where, day=self.day, values=self.before.values, off=self.before.off, limits=self.before.limits)
        return with_near_numbers(self.where, read)

    def _tie(self, base: Run, as_of: AsOf) -> None:
        """Ties everything there was and is, and looks from what changed."""
        self.houses = _table(shapes.households(), _houses(self.changes.households, as_of))
        self.villages = sorted({*self.villages, *self.houses["place_code"].to_pylist()})
        self.scope |= set(self.villages)
        past = _table(shapes.persons(), list(persons_in(touched_since(base, PersonRecord.objects.all()), self.day)))
        relisted = sorted(self.changes.relisted)
        seeds = {*self.scope, *past["person"].to_pylist(), *past["household"].to_pylist(), *self._living(relisted), *self._listed(relisted)}
        for rows in (self.before.register, past):
            self.ties.add_persons(rows)
        for rows in (self.before.households, self.houses):
            self.ties.add_households(rows)
        for source, rows in self.lists.items():
            self.ties.add_rows(source, rows)
        for source, told in self.changes.deliveries.items():
            for rows in _rows_of(told):
                self.ties.add_rows(source, rows)
                seeds |= set(rows["row"].to_pylist())
        self.ties.look_from(seeds)
        self.scope |= seeds

    def _write(
        self, name: str, shape: pa.Schema, before: Rows, record: str, changed: Iterable[str], fresh: Sequence[pa.Table], more: Sequence[str],
    ) -> None:
        """Who of a table hangs together, and some more who are only read: what has not changed as it was read before, what has as it is now."""
        tied = self.ties.of(before, record)
        self.scope |= set(tied[record].to_pylist())
        old = self.ties.of(before, record, more)
        kept = old.filter(pc.invert(pc.is_in(old[record], pa.array(sorted(changed), pa.string()))))
        put(self.where / f"{name}.parquet", pa.concat_tables([kept.cast(shape), *fresh]))

    def _living(self, villages: Sequence[str]) -> list[str]:
        told: list[str] = self.before.register.to_table(columns=["person"], filter=pc.field("place_code").isin(_texts(villages)))["person"].to_pylist()
        return told

    def _listed(self, villages: Sequence[str]) -> Iterator[str]:
        """Who stands in a list of everybody there: absence from another list means something since it came."""
        for source in held_against():
            if source.slug in self.lists:
                yield from self.lists[source.slug].to_table(columns=["row"], filter=pc.field("place_code").isin(_texts(villages)))["row"].to_pylist()

    def _of_households_in(self, villages: Sequence[str]) -> list[str]:
        """Everybody whose household is there, wherever they live themselves: the village's figures count them."""
        told: list[str] = self.before.register.to_table(columns=["person"], filter=pc.field("household").isin(_texts(self._housed(villages))))["person"].to_pylist()
        return told

    def _housed(self, villages: Sequence[str]) -> list[str]:
        told: list[str] = self.before.households.to_table(columns=["household"], filter=pc.field("place_code").isin(_texts(villages)))["household"].to_pylist()
        return told

    def _witnesses(self) -> list[str]:
        """Somebody of each village who has not changed: that anybody is registered there is asked too."""
        people = _unchanged(self.before.register, self.changes.persons, "place_code")
        told: list[str] = people.group_by("place_code").aggregate([("person", "min")])["person_min"].to_pylist()
        return told


def _villages_of(before: Rows, households: Iterable[str]) -> list[str]:
    """The villages some households were in."""
    told: list[str] = before.to_table(columns=["place_code"], filter=pc.field("household").isin(_texts(households)))["place_code"].to_pylist()
    return told


def _texts(words: Iterable[str]) -> pa.Array:
    """Words to look for, be there none."""
    return pa.array(sorted(words), pa.string())


def _places(before: Rows, changed: Iterable[str], fresh: pa.Table) -> set[str]:
    """The villages in which anybody is registered now."""
    return {*pc.unique(_unchanged(before, changed, "place_code")["place_code"]).to_pylist(), *pc.unique(fresh["place_code"]).to_pylist()}


def _unchanged(before: Rows, changed: Iterable[str], column: str) -> pa.Table:
    """A column of those persons of whom nothing was written since."""
    people = before.to_table(columns=["person", column])
    return people.filter(pc.invert(pc.is_in(people["person"], pa.array(sorted(changed), pa.string()))))


def _people(wanted: Iterable[str], as_of: AsOf, day: date) -> Iterator[dict[str, pa.Array]]:
    for some in _parts(wanted):
        yield from persons_in(people(as_of).filter(person__in=some), day)


def _houses(wanted: Iterable[str], as_of: AsOf) -> Iterator[dict[str, pa.Array]]:
    for some in _parts(wanted):
        yield from households_in(households(as_of).filter(household__in=some), as_of, only(some))


def _rows_of(told: dict[UUID, frozenset[str]]) -> Iterator[pa.Table]:
    found = deliveries_named(told)
    for delivery, villages in told.items():
        yield pq.read_table(lists.staged_list(found[delivery]), filters=pc.field("place_code").isin(sorted(villages)))


def _parts(wanted: Iterable[str]) -> Iterator[list[UUID]]:
    listed = [UUID(one) for one in sorted(wanted)]
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start:start + AT_ONCE]


def _table(shape: pa.Schema, parts: Iterable[dict[str, pa.Array]]) -> pa.Table:
    return pa.Table.from_batches([batch(shape, one) for one in parts], schema=shape)
