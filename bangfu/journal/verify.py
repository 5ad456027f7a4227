"""Verification: is the chain whole, does every row have its entry, and does it still say what the entry saw?"""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from bangfu.facts.models import FOREVER, Fact, Recorded
from bangfu.facts.moment import at_one_moment
from bangfu.journal.as_stored import UNREADABLE, stored
from bangfu.journal.chain import merkle_root
from bangfu.journal.digest import is_digest_of
from bangfu.journal.models import Entry, Head, Seal
from bangfu.walls.reach import whole_county
from bangfu.work.memory import seldom_swept

CHUNK = 2000


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was written. `where` names chain and number, or table and row."""

    where: str
    sentence: str


@dataclass
class Verdict:
    """What was looked at and what was found; `faults` is empty when all is whole."""

    entries: int = 0
    rows: int = 0
    chains: int = 0
    seals: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.faults


@dataclass(slots=True)
class _Witness:
    """What the entries say about one row: its digest in the last entry that names it (in time, whatever its chain), and the entry that
    closed or removed it, with its moment."""

    last: UUID = UUID(int=0)
    digest: str = ""
    closed_in: str = ""
    closed_at: datetime = FOREVER
    removed: bool = False


@whole_county("a chain is whole or it is not: part of it would look broken")
def verify(told: Callable[[int, int], None] = lambda _, __: None) -> Verdict:
    """Walks every chain, seal and watched row, also for somebody who reaches a part, as all stands at one moment: people may work on meanwhile. `told` hears now and
    then how many entries and rows were looked at, and of how many; it must not write by this connection. Memory grows with the number of rows (about 250 bytes each)."""
    with at_one_moment(), seldom_swept():
        return _verified(told)


def _verified(told: Callable[[int, int], None]) -> Verdict:
    verdict, filled = Verdict(), _filled(watched_models())
    total = Entry.objects.count() + sum(model._default_manager.count() for model in filled)
    witnesses: dict[str, _Witness] = {}
    hashes: dict[str, list[str]] = {}

    def step() -> None:
        if not (seen := verdict.entries + verdict.rows) % CHUNK:
            told(seen, total)
    for chain in _chains():
        hashes[chain] = _walk(chain, verdict, witnesses, step)
    _hold_against_seals(hashes, verdict)
    for model in filled:
        _look_at_rows(model, verdict, witnesses, step)
    for name in (name for name, witness in witnesses.items() if not witness.removed):
        verdict.faults.append(Fault(name, "留痕里有这一行，表里没有：它被删掉了。"))
    return verdict


def watched_models() -> list[type[models.Model]]:
    """Every table whose rows must have an entry: the facts, and the rows that change their state in place."""
    return [model for model in apps.get_models() if issubclass(model, Fact | Recorded)]


def _chains() -> list[str]:
    seen = set(Head.objects.values_list("chain", flat=True)) | set(Entry.objects.values_list("chain", flat=True).distinct())
    return sorted(seen)


def _walk(chain: str, verdict: Verdict, witnesses: dict[str, _Witness], step: Callable[[], None]) -> list[str]:
    """The hashes of one chain in order. Names the first entry that does not follow from the one before."""
    previous, hashes, broken = "", [""], False
    for entry in Entry.objects.filter(chain=chain).order_by("number").iterator(CHUNK):
        verdict.entries += 1
        step()
        if not broken and (entry.number != len(hashes) or entry.previous != previous or entry.hash != entry.computed_hash()):
            broken = True
            verdict.faults.append(Fault(f"{chain} #{len(hashes)}", f"从第 {len(hashes)} 条留痕起链条断开：这一条被改动、删除或插入过。"))
        previous = entry.hash
        hashes.append(entry.hash)
        _note(entry, witnesses)
    head = Head.objects.filter(chain=chain).first()
    if head is None or (head.number, head.hash) != (len(hashes) - 1, previous):
        verdict.faults.append(Fault(f"{chain} #{len(hashes) - 1}", "链尾与链头记录不符：末尾的留痕被删除，或链头被改动。"))
    verdict.chains += 1
    return hashes


def _note(entry: Entry, witnesses: dict[str, _Witness]) -> None:
    for text in entry.rows.splitlines():
        mark, _, told = text.partition(" ")   # a tampered entry may say anything; it has been named already
        name, _, digest = told.rpartition(" ") if told.count(" ") > 1 else (told, "", "")
        if (witness := witnesses.get(name)) is None:
            witness = witnesses[name] = _Witness()
        if mark == "-":
            witness.closed_in, witness.closed_at = str(entry.id), entry.at
        elif mark == "x":
            witness.removed = True
        elif witness.last < entry.id:
            witness.last, witness.digest = entry.id, digest


def _hold_against_seals(hashes: dict[str, list[str]], verdict: Verdict) -> None:
    for seal in Seal.objects.order_by("at").iterator(CHUNK):
        verdict.seals += 1
        heads = seal.heads.split("\n") if seal.heads else []   # not splitlines: it takes eight other characters for an end of line
        if merkle_root(heads) != seal.root:
            verdict.faults.append(Fault(f"seal {seal.at:%Y-%m-%d %H:%M}", "这枚印的根与它所记的链头不符：印被改动过。"))
        for chain, number, digest in (head.split(" ") for head in heads if head.count(" ") == 2 and not head.endswith(" ")):
            known = hashes.get(chain, [])
            if not number.isdecimal() or int(number) >= len(known) or known[int(number)] != digest:
                verdict.faults.append(Fault(f"{chain} #{number}", f"{seal.at:%Y-%m-%d %H:%M} 盖印时的链与现在的不同：整段链条被重写过。"))


def _filled(watched: list[type[models.Model]]) -> list[type[models.Model]]:
    """Those that hold rows, asked for in one question: half the tables of a young register are empty."""
    tables = [connection.ops.quote_name(one._meta.db_table) for one in watched]
    asked = (f"SELECT {nth} WHERE EXISTS (SELECT 1 FROM {table})" for nth, table in enumerate(tables))   # noqa: S608 - the program's own tables
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [watched[nth] for nth, in sorted(cursor.fetchall())]


def _look_at_rows(model: type[models.Model], verdict: Verdict, witnesses: dict[str, _Witness], step: Callable[[], None]) -> None:
    """Most rows are as their entries say when they are looked at as they lie in the database; the others are read as the program reads them, and judged."""
    table = model._meta.db_table
    for some in stored(model, CHUNK):
        doubted: dict[str, _Witness | None] = {}
        for key, digest, closed_in, closed_at in some:
            verdict.rows += 1
            step()
            witness = witnesses.pop(f"{table} {key}", None)
            if witness is None or witness.removed or (digest, closed_in, closed_at) != (witness.digest, witness.closed_in, witness.closed_at):
                doubted[key] = witness
        read = _read(model, doubted)
        for key, witness in sorted(doubted.items()):
            if sentence := _wrong(read.get(key), witness):
                verdict.faults.append(Fault(f"{table} {key}", sentence))


def _read(model: type[models.Model], keys: Collection[str]) -> dict[str, models.Model]:
    """The rows of some keys, read the plain way. A key that is not spelled as the program spells them, which a hand may put into SQLite, reads nothing."""
    spelled = []
    for key in keys:
        with suppress(*UNREADABLE):
            if str(model._meta.pk.to_python(key)) == key:
                spelled.append(key)
    try:
        return {str(row.pk): row for row in model._default_manager.filter(pk__in=spelled)}
    except UNREADABLE:
        return {} if len(spelled) == 1 else {key: row for one in spelled for key, row in _read(model, [one]).items()}


def _wrong(row: models.Model | None, witness: _Witness | None) -> str:
    """What is not as it was written; '' when all is. `row` None: there is one, and the program cannot read it."""
    if witness is None:
        return "这一行没有留痕：它是绕开程序写进去的。"
    if witness.removed:
        return "按留痕这一行已经删去，它又被绕开程序放了回来。"
    if row is None or not is_digest_of(row, witness.digest):
        return "这一行的内容与留痕不符：它被绕开程序改动过。"
    if isinstance(row, Fact) and _closed_otherwise(row, witness):
        return "这一行的改记与留痕不符：它被绕开程序作废或恢复过。"
    return ""


def _closed_otherwise(row: Fact, witness: _Witness) -> bool:
    return (str(row.superseded_in or ""), row.superseded_at) != (witness.closed_in, witness.closed_at)
