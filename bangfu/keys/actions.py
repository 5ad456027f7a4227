"""A new key taken into use, rows sealed anew under it or indexed anew, an old key retired."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import models, transaction
from django.utils import timezone

from bangfu.journal.actions import Deed, Subject, record_all
from bangfu.keys.queries import key_uses
from bangfu.keys.subjects import about_index, about_key
from bangfu.keys.tables import SealedTable
from bangfu.organization.actor import Actor
from bangfu.organization.queries import places_reached
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.refusal import Refused
from bangfu.sealing.changing import drop_key, use_key
from bangfu.sealing.models import KnownKey, SubjectKey, new_subject_key
from bangfu.sealing.present import note_level
from bangfu.sealing.ring import ring
from bangfu.work.actions import start_job
from bangfu.work.models import Job

SETTLED = 3600   # seconds after the last value was sealed anew, so that nothing under the old key is still on its way
ROWS = "keys.reseal"


@transaction.atomic
def take_key_into_use(by: Actor, *, name: str, algorithm: str = "") -> Job:
    """Seals under a key of the ring from now on, and asks for the job that seals all the rest anew. Asked again for the same key the job goes on."""
    by.must("keys.change")
    if ring().current != name or (algorithm and ring().algorithm != algorithm):
        use_key(name, algorithm)
        record_all(by, [Deed(verb="key.taken_into_use", subject=about_key(name), at=one) for one in _counties(by)])
    before = Job.objects.filter(name=ROWS, subject=name, state="done").count()
    return start_job(by, ROWS, subject=name, key=f"{ROWS} {ring().prefix}{before}", at=by.place_code)


@transaction.atomic
def reseal_rows(by: Actor, *, table: SealedTable, behind: str, limit: int) -> tuple[str, int]:
    """Seals the next `limit` rows of a table anew, from the one behind `behind` ('' for the first) in the order of their keys; one entry a county. Returns
    the key of the last and how many there were: ('', 0) when none is left."""
    by.must("keys.change")
    rows = _next(table, table.under_others(ring().prefix), behind, limit)
    subject = about_key(ring().current)
    return _written(by, "key.resealed", subject, table, [(row, _resealed(row, table.purposes)) for row in rows])


@transaction.atomic
def reindex_rows(by: Actor, *, table: SealedTable, behind: str, limit: int) -> tuple[str, int]:
    """Brings the blind indexes of the next `limit` rows under every key there is, as `reseal_rows` seals."""
    by.must("keys.change")
    rows = _next(table, table.indexed_before(len(ring().index)), behind, limit)
    indexed = [(row, {column: ring().raised(getattr(row, column)) for column in table.indexes}) for row in rows]
    return _written(by, "key.reindexed", about_index(), table, indexed)


@transaction.atomic
def note_indexed(by: Actor) -> None:
    """Writes down under which keys whatever is stored is indexed now: at the next start the ring is held against it."""
    by.must("keys.change")
    note_level()
    record_all(by, [Deed(verb="key.index_taken_into_use", subject=about_index(), at=one) for one in _counties(by)])


@transaction.atomic
def retire_key(by: Actor, *, name: str, tables: Sequence[SealedTable]) -> None:
    """Takes a key off the ring that no row and no file needs. What entries of the journal keep under it stays as evidence: the key itself is kept for that,
    sealed under the one in use. Refused while anything needs it, or may still be on its way."""
    by.must("keys.change")
    found = next((one for one in key_uses(by, tables) if one.name == name and one.on_ring), None)
    if found is None:
        raise Refused(f"密钥环里没有密钥 {name}。用 bangfu keys show 查看。")
    if not found.is_free or not _is_settled():
        raise Refused(f"密钥 {name} 现在还不能退役：{_why_not(found.in_use, found.rows + found.files)}")
    SubjectKey.objects.bulk_create([new_subject_key(retired_id(name, ring().marks[name]), ring().sealing[name])], ignore_conflicts=True)
    record_all(by, [Deed(verb="key.retired", subject=about_key(name), at=one) for one in _counties(by)])
    KnownKey.objects.filter(name=name).delete()
    transaction.on_commit(lambda: drop_key(name))


def retired_id(name: str, mark: str) -> UUID:
    """Under which id a retired key lies among the sealed keys."""
    return uuid5(NAMESPACE_OID, f"bangfu retired key {name} {mark}")


def _next(table: SealedTable, wanted: models.Q, behind: str, limit: int) -> Sequence[models.Model]:
    rows = table.model._default_manager.select_for_update().filter(wanted).order_by("pk")
    return list(rows.filter(pk__gt=behind)[:limit] if behind else rows[:limit])


def _written(
    by: Actor, verb: str, subject: Subject, table: SealedTable, changed: Sequence[tuple[models.Model, Mapping[str, str]]],
) -> tuple[str, int]:
    """Writes rows anew, one entry a county; the key of the last, and how many."""
    if not changed:
        return "", 0
    homes, told = _counties(by), defaultdict(list)
    for row, values in changed:
        at = str(getattr(row, "place_code", ""))[: LENGTHS["county"]]
        told[at if at in homes else homes[0]].append((row, values))
    record_all(by, [Deed(verb=verb, subject=subject, at=at, reason=f"{table.name}：{len(some)} 行", resealed=some, told=False) for at, some in told.items()])
    return str(changed[-1][0].pk), len(changed)


def _resealed(row: models.Model, purposes: Mapping[str, str]) -> dict[str, str]:
    return {column: ring().resealed(getattr(row, column), purpose) for column, purpose in purposes.items()}


def _counties(by: Actor) -> list[str]:
    return [one.code for one in places_reached(by, level="county")]


def _is_settled() -> bool:
    """Whether the last job that sealed anew is done, and that long enough ago."""
    last = Job.objects.filter(name=ROWS).order_by("-made_at").first()
    return last is not None and last.state == "done" and last.ended_at is not None and (timezone.now() - last.ended_at).total_seconds() > SETTLED


def _why_not(in_use: bool, left: int) -> str:
    if in_use:
        return "它正在使用。请先运行 bangfu keys rotate 换一把。"
    if left:
        return f"还有 {left} 处用着它。请先运行 bangfu keys rotate，把换密钥的工作做完。"
    return "换密钥的工作做完还不到一小时，可能还有刚写入的数据用着它。请稍后再试。"
