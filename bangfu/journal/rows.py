"""How the pen writes the rows of deeds, and what each entry says about them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from bangfu.facts import bulk
from bangfu.facts.models import FOREVER, Erasable, Fact, Placed, Recorded
from bangfu.journal.chain import line
from bangfu.journal.deed import Deed
from bangfu.journal.digest import row_digest, row_digests
from bangfu.journal.queries import who_wrote
from bangfu.rules.refusal import Refused

TWO_AT_ONCE = "刚才有人先改了同一条记录，您的修改没有写入。请刷新，看过对方的修改后再做。"
AT_A_TIME = 500   # rows named in one statement


def write_rows(deeds: Sequence[Deed], now: datetime) -> dict[UUID, str]:
    """Writes the rows of all deeds and returns the lines of each deed's entry. Refused when a row is no longer as it was read."""
    told = {deed.id: [*_remove_all(deed), *_close(deed, now), *_rewrite_all(deed), *_rehome(deed), *_erase_all(deed), *_reseal_all(deed)] for deed in deeds}
    for written in _fresh(deeds, now).values():
        rows = [made for _, made in written]
        bulk.insert(rows)
        for (deed, made), digest in zip(written, row_digests(rows), strict=True):
            told[deed].append(line("+", made, digest))
    return {deed: "\n".join(sorted(lines)) for deed, lines in told.items()}


def overtaken(row: models.Model) -> Refused:
    """What somebody is told whose row is no longer as they read it: who came first and when, where the row still says so."""
    last = "superseded_in" if isinstance(row, Fact) else "recorded_in" if isinstance(row, Recorded) else "pk"
    entry = type(row)._default_manager.filter(pk=row.pk).values_list(last, flat=True).first()
    name, at = who_wrote(entry) if entry else ("", timezone.now())
    return Refused(f"{name}在 {timezone.localtime(at):%H:%M} 先改了同一条记录，您的修改没有写入。请刷新，看过对方的修改后再做。" if name else TWO_AT_ONCE)


def _fresh(deeds: Sequence[Deed], now: datetime) -> dict[type[models.Model], list[tuple[UUID, Fact | Recorded]]]:
    """The new rows of all deeds by model, each with its deed, and stamped with it."""
    fresh: dict[type[models.Model], list[tuple[UUID, Fact | Recorded]]] = defaultdict(list)
    for deed in deeds:
        for made in deed.new:
            made.recorded_in = deed.id
            if isinstance(made, Fact):
                made.recorded_at = now
            fresh[type(made)].append((deed.id, made))
    return fresh


def _remove_all(deed: Deed) -> Iterator[str]:
    for row in deed.removed:
        _remove(row)
        yield line("x", row)


def _remove(row: Recorded) -> None:
    """Compare-and-set, as rewriting. What is only staged under the row goes with it."""
    model = type(row)
    taken: dict[str, int] = model._default_manager.filter(pk=row.pk, recorded_in=row.recorded_in).delete()[1]
    if not taken.get(model._meta.label):
        raise overtaken(row)


def _close(deed: Deed, now: datetime) -> Iterator[str]:
    for old in deed.superseded:
        _supersede(old, deed.id, now)
        yield line("-", old)


def _rewrite_all(deed: Deed) -> Iterator[str]:
    for row, values in deed.rewritten:
        _rewrite(row, deed.id, values)
        yield line("~", row, row_digest(row))


def _supersede(row: Fact, entry: UUID, now: datetime) -> None:
    """Compare-and-set: the row is still believed, lies where it lay, and was not erased; else a copy of it would bring the past back."""
    as_read = {name: getattr(row, name) for name in ("place_code", "erased_in") if hasattr(row, name)}
    taken = type(row)._default_manager.filter(pk=row.pk, superseded_at=FOREVER, **as_read).update(superseded_at=now, superseded_in=entry)
    if not taken:
        raise overtaken(row)
    row.superseded_at, row.superseded_in = now, entry


def _rewrite(row: Recorded, entry: UUID, values: Mapping[str, Any]) -> None:
    """Compare-and-set on the entry that wrote the row last: of two who read the same version, one is refused."""
    taken = type(row)._default_manager.filter(pk=row.pk, recorded_in=row.recorded_in).update(**values, recorded_in=entry)
    if not taken:
        raise overtaken(row)
    for name, value in {**values, "recorded_in": entry}.items():
        setattr(row, name, value)


def _rehome(deed: Deed) -> Iterator[str]:
    """Gives rows another place code, many in a statement. Rows that are only staged have no line, as they have no entry."""
    for (model, goal), rows in _by_goal(deed.rehomed).items():
        for some in (rows[start : start + AT_A_TIME] for start in range(0, len(rows), AT_A_TIME)):
            _must_be_as_read(model, some)
            values = {"place_code": goal, **({"recorded_in": deed.id} if issubclass(model, Recorded) else {})}
            model._default_manager.filter(pk__in=[row.pk for row in some]).update(**values)
            for row, (name, value) in ((row, one) for row in some for one in values.items()):
                setattr(row, name, value)
        if issubclass(model, Fact | Recorded):
            yield from (line("~", row, row_digest(row)) for row in rows)


def _by_goal(rehomed: Sequence[tuple[Placed, str]]) -> dict[tuple[type[Placed], str], list[Placed]]:
    rows = defaultdict(list)
    for row, goal in rehomed:
        rows[type(row), goal].append(row)
    return rows


def _must_be_as_read(model: type[Placed], rows: Sequence[Placed]) -> None:
    """Locks rows and holds them against what was read: the place, and the version of a row or whether a fact is still believed."""
    version = "recorded_in" if issubclass(model, Recorded) else "superseded_in" if issubclass(model, Fact) else "pk"
    kept = model._default_manager.select_for_update().filter(pk__in=[row.pk for row in rows]).values_list("pk", "place_code", version)
    late = {(row.pk, row.place_code, getattr(row, version)): row for row in rows}
    if gone := set(late) - set(kept):
        raise overtaken(late[min(gone, key=str)])


def _erase_all(deed: Deed) -> Iterator[str]:
    for row, blanks in deed.erased:
        _erase(row, deed.id, blanks)
        yield line("~", row, row_digest(row))


def _erase(row: Fact | Recorded, entry: UUID, blanks: Mapping[str, Any]) -> None:
    """Blanks a row's content. A fact is blanked in the one statement that sets `erased_in`, and never again."""
    marked = {**blanks, "erased_in": entry} if isinstance(row, Erasable) else dict(blanks)
    if isinstance(row, Recorded):
        return _rewrite(row, entry, marked)
    manager: Any = type(row)._default_manager   # of a fact that is `Erasable` too
    if not manager.filter(pk=row.pk, erased_in=None).update(**marked):
        raise overtaken(row)
    for name, value in marked.items():
        setattr(row, name, value)
    return None


def _reseal_all(deed: Deed) -> Iterator[str]:
    """Puts tokens in the place of tokens, many in a statement. Rows that are only staged, and keys, have no line, as they have no entry."""
    by_model = defaultdict(list)
    for row, tokens in deed.resealed:
        by_model[type(row)].append((row, tokens))
    for model, rows in by_model.items():
        marked = {"recorded_in": deed.id} if issubclass(model, Recorded) else {}
        _must_hold(model, rows)
        bulk.update(model, [(row.pk, {**tokens, **marked}) for row, tokens in rows])
        for row, tokens in rows:
            row.__dict__.update({**tokens, **marked})
        if issubclass(model, Fact | Recorded):
            digests = row_digests([row for row, _ in rows])
            yield from (line("~", row, digest) for (row, _), digest in zip(rows, digests, strict=True))


def _must_hold(model: type[models.Model], rows: Sequence[tuple[models.Model, Mapping[str, str]]]) -> None:
    """Locks rows and holds them against the tokens that were read."""
    names = list(rows[0][1])
    kept = model._default_manager.select_for_update().filter(pk__among={row.pk for row, _ in rows}).values_list("pk", *names)
    if set(kept) != {(row.pk, *(getattr(row, name) for name in names)) for row, _ in rows}:
        raise Refused(TWO_AT_ONCE)
