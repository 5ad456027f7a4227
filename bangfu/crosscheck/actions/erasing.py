"""What the checks say of people who are forgotten."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from bangfu.crosscheck import forgetting, lists, snapshot
from bangfu.crosscheck.models import Finding, Run
from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor
from bangfu.rules.refusal import Refused


@transaction.atomic
def forget_subjects(by: Actor, *, subjects: Collection[str], rows: Collection[UUID], number: str, at: str, reason: str) -> int:
    """Blanks what the checks say of people who are forgotten; returns how many findings were touched. Called within the transaction that forgets them.

    `subjects` are ids of persons and their household, `rows` of delivered rows about them, `number` the household's. A finding about somebody else that
    names them keeps its subject and loses its sentence. Snapshots of runs that read them are removed: such a run can no longer be repeated.
    Refused while a run goes on, which would find them again in what it has read.
    """
    by.must("registry.erase", at=at)
    if Run.objects.filter(finished_at=None).exists():
        raise Refused("正在核对，还在用读进来的名册；请等核对完再注销。")
    erased = forgetting.blanked(forgetting.Gone(frozenset(subjects), frozenset(rows), number))
    if erased:
        about = Subject("findings", min(subjects, default=""), forgetting.FORGOTTEN)
        record(by, "findings.forgotten", about, at=at, reason=reason, erased=erased)
    transaction.on_commit(lambda: (snapshot.forget(subjects, rows), lists.forget_lists(rows)))
    return sum(isinstance(row, Finding) for row, _ in erased)
