"""What is asked about keys: which are on the ring, and what lies under each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Value
from django.db.models.functions import StrIndex, Substr

from bangfu.journal.models import Entry
from bangfu.keys.tables import SealedTable
from bangfu.organization.actor import Actor
from bangfu.sealing import files
from bangfu.sealing.ring import ring

KEY_FROM = 4   # a token is two characters of its algorithm, a dot, its key, a dot


@dataclass(frozen=True)
class KeyUse:
    """What lies under a key of the county: rows, files, and entries of the journal, which stay as they were written. `on_ring` False: what lies under it
    cannot be opened."""

    name: str
    in_use: bool
    on_ring: bool
    rows: int
    files: int
    entries: int

    @property
    def is_free(self) -> bool:
        """Whether no row and no file needs it."""
        return not self.in_use and not self.rows and not self.files


def key_uses(by: Actor, tables: Sequence[SealedTable]) -> list[KeyUse]:
    """Every key on the ring or named by anything sealed, in its order. Looks at every row and file: a minute for a county."""
    by.must("keys.change")
    rows, kept, entries = _rows(tables), _files(), _told(Entry, "changes")
    names = {*ring().sealing, *rows, *kept, *entries} - {"own"}
    return [
        KeyUse(name, name == ring().current, name in ring().sealing, rows[name], kept[name], entries[name]) for name in sorted(names, key=lambda one: (len(one), one))
    ]


def left_behind(by: Actor, tables: Sequence[SealedTable]) -> int:
    """How many rows and files do not lie under the key and algorithm in use."""
    by.must("keys.change")
    prefix = ring().prefix
    rows = sum(table.model._default_manager.filter(table.under_others(prefix)).count() for table in tables)
    return rows + sum(f"{files.key_of(one)}." != prefix for folder in files.folders() for one in files.in_folder(folder))


def indexed_before(by: Actor, tables: Sequence[SealedTable]) -> int:
    """How many rows hold a blind index that did not go through every key of the ring."""
    by.must("keys.change")
    return sum(table.model._default_manager.filter(table.indexed_before(len(ring().index))).count() for table in tables)


def _rows(tables: Sequence[SealedTable]) -> Counter[str]:
    found: Counter[str] = Counter()
    for table in tables:
        for column in table.purposes:
            found += _told(table.model, column)
    return found


def _told(model: type, column: str) -> Counter[str]:
    """Key → how many tokens of a column lie under it."""
    held = model._default_manager.exclude(**{column: ""}).order_by().annotate(  # type: ignore[attr-defined]
        sealed_under=Substr(column, KEY_FROM, StrIndex(Substr(F(column), KEY_FROM), Value(".")) - 1),
    )
    return Counter(dict(held.values_list("sealed_under").annotate(n=Count("*"))))


def _files() -> Counter[str]:
    named = (files.key_of(one).partition(".")[2] for folder in files.folders() for one in files.in_folder(folder))
    return Counter(name for name in named if name)
