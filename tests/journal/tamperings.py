"""What somebody with the database's password may do to the past, drawn by chance: each says what `journal verify` must name afterwards.

Works inside a transaction, with the triggers off (`unguarded`); the caller rolls each tampering back.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, models, transaction

from bangfu.facts.models import FOREVER, Fact
from bangfu.journal.models import Entry, Head, Seal
from bangfu.journal.verify import verify, watched_models

ONE_BIT_OF_TIME = timedelta(microseconds=1)


@dataclass(frozen=True)
class Tampering:
    """What was done, in words; and the records or entries of which `verify` must name at least one of each set."""

    what: str
    named: tuple[frozenset[str], ...]


class Impossible(Exception):
    """There is nothing of the kind to tamper with, or the database itself does not take it."""


@contextmanager
def unguarded() -> Iterator[None]:
    """The triggers are off until the transaction that surrounds it is undone."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for model in (Entry, Head, Seal, *watched_models()):
                cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    yield


def unfound(chance: random.Random) -> tuple[str, str]:
    """Tampers once, asks `verify`, and undoes it. (what was done, what was not named); the second is '' where all was found and named."""
    while True:
        kind = chance.choice(list(TAMPERINGS))
        try:
            with transaction.atomic():
                done = TAMPERINGS[kind](chance)
                where = {fault.where for fault in verify().faults}
                transaction.set_rollback(True)
        except (Impossible, DatabaseError):
            continue
        missed = [sorted(wanted) for wanted in done.named if not wanted & where]
        return kind, f"{done.what}: not named {missed}, but {sorted(where)[:5]}" if missed else ""


def _a_row(chance: random.Random, kind: type[models.Model] = models.Model) -> models.Model:
    """Any row that must have an entry, of any table that has some."""
    found = [one for one in watched_models() if issubclass(one, kind) and one._base_manager.exists()]
    if not found:
        raise Impossible
    return _one_of(chance, chance.choice(found)._base_manager.all())


def _one_of(chance: random.Random, rows: Any) -> Any:
    count = rows.count()
    if not count:
        raise Impossible
    return rows.order_by("pk")[chance.randrange(count)]


def _name(row: models.Model, pk: Any = None) -> frozenset[str]:
    return frozenset({f"{row._meta.db_table} {pk or row.pk}"})


def _set(row: models.Model, **values: Any) -> None:
    if not type(row)._base_manager.filter(pk=row.pk).update(**values):
        raise Impossible


def _other(chance: random.Random, row: models.Model, field: Any) -> Any:
    """Another value of the same kind."""
    value = getattr(row, field.attname)
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime):
        return value + chance.choice((ONE_BIT_OF_TIME, timedelta(days=-1))) if value != FOREVER else value - timedelta(days=1)
    if isinstance(value, date):
        return value - timedelta(days=1)
    if isinstance(value, str):
        return _other_text(chance, value, getattr(field, "max_length", None) or 10_000)
    if isinstance(value, int | Decimal):
        return value + 1
    if isinstance(value, UUID):
        return uuid4()
    return _something(field) if value is None else type(value)(str(value) + "1")


def _other_text(chance: random.Random, value: str, most: int) -> str:
    if value and chance.random() < 0.5:
        at = chance.randrange(len(value))
        return value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1:]
    return value + "0" if len(value) < most else value[:-1]


def _something(field: Any) -> Any:
    """A value where there was none."""
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    said = {models.UUIDField: uuid4(), models.DateField: long_ago.date(), models.DateTimeField: long_ago, models.BooleanField: True}
    kind = field.target_field if field.is_relation else field
    return next((value for cls, value in said.items() if type(kind) is cls), 7)


def a_column_changed(chance: random.Random) -> Tampering:
    """Of a row, but those that follow from others (`DERIVED`)."""
    row = _a_row(chance)
    derived = {"superseded_at", "superseded_in", *getattr(row, "DERIVED", ())}
    field = chance.choice([one for one in row._meta.concrete_fields if one.attname not in derived])
    value = _other(chance, row, field)
    _set(row, **{field.attname: value})
    named = (_name(row), _name(row, value)) if field.primary_key else (_name(row),)
    return Tampering(f"{row._meta.db_table}.{field.attname} of {row.pk} is {value!r}", named)


def a_moment_changed(chance: random.Random) -> Tampering:
    """When, or by which entry, a fact ceased to be believed."""
    row = _a_row(chance, Fact)
    assert isinstance(row, Fact)
    entry = _one_of(chance, Entry.objects.exclude(pk=row.superseded_in)).pk
    changed = chance.choice(({"superseded_at": row.superseded_at - chance.choice((ONE_BIT_OF_TIME, timedelta(days=9)))}, {"superseded_in": entry}))
    _set(row, **changed)
    return Tampering(f"{row._meta.db_table} {row.pk}: {changed}", (_name(row),))


def a_fact_revived(chance: random.Random) -> Tampering:
    """The entry that closed it is named no more: as if nobody had."""
    kinds = [one for one in watched_models() if issubclass(one, Fact) and one._base_manager.exclude(superseded_in=None).exists()]
    if not kinds:
        raise Impossible
    row = _one_of(chance, chance.choice(kinds)._base_manager.exclude(superseded_in=None))
    _set(row, superseded_in=None)
    return Tampering(f"{row._meta.db_table} {row.pk} revived", (_name(row),))


def a_row_deleted(chance: random.Random) -> Tampering:
    row = _a_row(chance)
    type(row)._base_manager.filter(pk=row.pk)._raw_delete(using="default")   # type: ignore[attr-defined]
    return Tampering(f"{row._meta.db_table} {row.pk} deleted", (_name(row),))


def a_row_inserted(chance: random.Random) -> Tampering:
    """A copy of one under another id; what must stand once is another in it."""
    row = _a_row(chance)
    old = row.pk
    for field in row._meta.concrete_fields:
        if field.unique and not field.primary_key:
            setattr(row, field.attname, _other(chance, row, field))
    row.pk = uuid4()
    row.save(force_insert=True)
    return Tampering(f"{row._meta.db_table}: {old} again as {row.pk}", (_name(row),))


def two_rows_swapped(chance: random.Random) -> Tampering:
    """Each stands under the id of the other."""
    one = _a_row(chance)
    other = _one_of(chance, type(one)._base_manager.exclude(pk=one.pk))
    first, second, aside = one.pk, other.pk, uuid4()
    for old, new in ((first, aside), (second, first), (aside, second)):
        type(one)._base_manager.filter(pk=old).update(**{one._meta.pk.attname: new})
    return Tampering(f"{one._meta.db_table}: {first} and {second} swapped", (_name(one, first), _name(one, second)))


def _an_entry(chance: random.Random) -> Entry:
    found: Entry = _one_of(chance, Entry.objects.all())
    return found


def _entry(entry: Entry, *further: int) -> frozenset[str]:
    return frozenset(f"{entry.chain} #{entry.number + step}" for step in (0, *further))


def an_entry_changed(chance: random.Random) -> Tampering:
    """Any column of an entry, its hashes among them."""
    entry = _an_entry(chance)
    field = chance.choice([one for one in entry._meta.concrete_fields if one.attname not in ("chain", "number")])
    value = _other(chance, entry, field)
    _set(entry, **{field.attname: value})
    return Tampering(f"{field.attname} of {entry.chain} #{entry.number} is {str(value)[:60]!r}", (_entry(entry),))


def a_digest_edited(chance: random.Random) -> Tampering:
    """What an entry says of a row, and the entry hashed anew: the one behind it no longer follows, and the row is another."""
    entry = _one_of(chance, Entry.objects.exclude(rows=""))
    lines = entry.rows.splitlines()
    at = chance.randrange(len(lines))
    lines[at] = _other_text(chance, lines[at], 10_000) if chance.random() < 0.5 else lines[at][:-1] + ("0" if lines[at][-1] != "0" else "1")
    entry.rows = "\n".join(lines)
    _set(entry, rows=entry.rows, hash=entry.computed_hash())
    return Tampering(f"line {at} of {entry.chain} #{entry.number} is {lines[at]!r}", (_entry(entry, 1),))


def an_entry_hashed_anew(chance: random.Random) -> Tampering:
    """Its content changed, its hash made to fit: the next one does not follow, or the head."""
    entry = _an_entry(chance)
    entry.reason += "改"
    _set(entry, reason=entry.reason, hash=entry.computed_hash())
    return Tampering(f"{entry.chain} #{entry.number} hashed anew", (_entry(entry, 1),))


def a_chain_hashed_anew(chance: random.Random) -> Tampering:
    """From one entry to the head, as somebody does who has the program's source: the seals remember."""
    entry = _an_entry(chance)
    entry.reason, previous = entry.reason + "改", entry.previous
    for one in (entry, *Entry.objects.filter(chain=entry.chain, number__gt=entry.number).order_by("number")):
        one.previous = previous
        previous = one.computed_hash()
        _set(one, reason=one.reason, previous=one.previous, hash=previous)
    Head.objects.filter(chain=entry.chain).update(hash=previous)
    sealed = {f"{entry.chain} #{line.split(' ')[1]}" for seal in Seal.objects.all() for line in seal.heads.splitlines() if line.startswith(f"{entry.chain} ")}
    return Tampering(f"{entry.chain} hashed anew from #{entry.number}", (frozenset(sealed),))


def an_entry_deleted(chance: random.Random) -> Tampering:
    entry = _an_entry(chance)
    Entry.objects.filter(pk=entry.pk).delete()
    return Tampering(f"{entry.chain} #{entry.number} deleted", (_entry(entry, -1),))


def an_entry_inserted(chance: random.Random) -> Tampering:
    """Behind the last, following from it."""
    last = _last(chance)
    forged = Entry(**{one.attname: getattr(last, one.attname) for one in Entry._meta.concrete_fields})
    forged.pk, forged.number, forged.previous = uuid4(), last.number + 1, last.hash
    forged.hash = forged.computed_hash()
    forged.save(force_insert=True)
    return Tampering(f"{forged.chain} #{forged.number} inserted", (_entry(forged),))


def two_entries_swapped(chance: random.Random) -> Tampering:
    entry = _an_entry(chance)
    other = _one_of(chance, Entry.objects.filter(chain=entry.chain).exclude(pk=entry.pk))
    for pk, number in ((entry.pk, 0), (other.pk, entry.number), (entry.pk, other.number)):
        Entry.objects.filter(pk=pk).update(number=number)
    return Tampering(f"{entry.chain} #{entry.number} and #{other.number} swapped", (_entry(min(entry, other, key=lambda one: one.number)),))


def a_tail_cut(chance: random.Random) -> Tampering:
    """The last entries of a chain are gone; sometimes the head says so too, and then the seals remember, or the rows without an entry."""
    last = _last(chance)
    keep = chance.randrange(last.number)
    gone = list(Entry.objects.filter(chain=last.chain, number__gt=keep))
    named = frozenset({f"{last.chain} #{keep}"})
    if chance.random() < 0.5:
        before = Entry.objects.filter(chain=last.chain, number=keep).first()
        Head.objects.filter(chain=last.chain).update(number=keep, hash=before.hash if before else "")
        seals = {line.split(" ")[1] for seal in Seal.objects.all() for line in seal.heads.splitlines() if line.startswith(f"{last.chain} ")}
        rows = {" ".join(line.split(" ")[1:3]) for one in gone for line in one.rows.splitlines() if line.startswith("+ ")}
        named = frozenset({f"{last.chain} #{number}" for number in seals if int(number) > keep} | rows)
    Entry.objects.filter(pk__in=[one.pk for one in gone]).delete()
    return Tampering(f"{last.chain} cut behind #{keep}", (named,))


def a_head_changed(chance: random.Random) -> Tampering:
    head = _one_of(chance, Head.objects.all())
    changed = chance.choice(({"hash": _other_text(chance, head.hash, 64)}, {"number": head.number + chance.choice((1, -1))}))
    _set(head, **changed)
    return Tampering(f"the head of {head.chain}: {changed}", (frozenset({f"{head.chain} #{head.number}"}),))


def a_head_deleted(chance: random.Random) -> Tampering:
    head = _one_of(chance, Head.objects.all())
    Head.objects.filter(pk=head.pk).delete()
    return Tampering(f"the head of {head.chain} deleted", (frozenset({f"{head.chain} #{head.number}"}),))


def a_seal_changed(chance: random.Random) -> Tampering:
    """Its root, or a head it holds."""
    seal = _one_of(chance, Seal.objects.all())
    name = chance.choice(("root", "heads"))
    _set(seal, **{name: _other_text(chance, getattr(seal, name), 64 if name == "root" else 100_000)})
    return Tampering(f"{name} of the seal of {seal.at}", (frozenset({f"seal {seal.at:%Y-%m-%d %H:%M}"}),))


def _last(chance: random.Random) -> Entry:
    chain = chance.choice(sorted(set(Entry.objects.values_list("chain", flat=True))))
    return Entry.objects.filter(chain=chain).order_by("number").last()   # type: ignore[return-value]


TAMPERINGS: dict[str, Callable[[random.Random], Tampering]] = {
    one.__name__.replace("_", " "): one for one in (
        a_column_changed, a_moment_changed, a_fact_revived, a_row_deleted, a_row_inserted, two_rows_swapped, an_entry_changed, a_digest_edited, an_entry_hashed_anew,
        a_chain_hashed_anew, an_entry_deleted, an_entry_inserted, two_entries_swapped, a_tail_cut, a_head_changed, a_head_deleted, a_seal_changed,
    )
}


def missed(times: int, chance: random.Random, kinds: dict[str, int]) -> Sequence[str]:
    """Tampers so many times; what was not found or not named, in words. `kinds` counts what was done."""
    told = []
    for _ in range(times):
        kind, words = unfound(chance)
        kinds[kind] = kinds.get(kind, 0) + 1
        told += [f"{kind}: {words}"] if words else []
    return told
