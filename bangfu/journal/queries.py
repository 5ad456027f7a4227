"""What is asked of the journal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import Q

from bangfu.journal.models import Entry, Head, Seal

VERBS = {
    "place.added": "新增地点", "place.renamed": "地点更名", "user.created": "建立账号", "post.created": "设立岗位", "post.taken_up": "到岗",
    "post.left": "离岗", "source.added": "登记来源", "delivery.received": "收件", "delivery.read": "看懂表头", "delivery.unreadable": "读不懂",
    "delivery.mapped": "确认列", "delivery.staged": "读完各行", "delivery.compared": "比对完成", "delivery.applying": "开始应用",
    "delivery.village_applied": "应用一个村", "delivery.applied": "应用完成", "delivery.cancelled": "取消收件", "household.taken_over": "按来表登记",
    "person.corrected": "更正", "person.added": "补登", "person.died": "销户：死亡", "person.moved_out": "减少：迁出", "person.married_out": "减少：嫁出",
    "person.never_in": "减少：本不应在册", "person.unmasked": "查看完整号码", "crosscheck.run": "核对", "finding.found": "发现疑点",
    "finding.corrected": "疑点更正", "exemption.asked": "申请豁免", "exemption.approved": "批准豁免", "exemption.declined": "不批准豁免",
    "crosscheck.printed": "打印疑点清单", "figures.exported": "导出明细", "delivery.refused_exported": "下载退回行",
    "paper.kept": "存入佐证", "paper.withdrawn": "撤下佐证", "paper.rehomed": "佐证随迁", "paper.erased": "销毁佐证",
}


class Asker(Protocol):
    """Who asks."""

    def scope(self, column: str = "place_code") -> Q: ...
    def can(self, power: str, *, at: str | None = None) -> bool: ...


@dataclass(frozen=True)
class EntryRow:
    """An entry as pages show it."""

    id: UUID
    chain: str
    number: int
    at: datetime
    user_name: str
    post_title: str
    place_code: str
    verb: str
    word: str
    subject_kind: str
    subject_id: str
    subject_label: str
    reason: str
    origin_kind: str
    origin_id: str
    rows: int
    hash: str


@dataclass(frozen=True)
class SealRow:
    """A seal as pages show it."""

    at: datetime
    root: str
    chains: int


def entries(by: Asker, *, subject: tuple[str, str] | None = None, verb: str = "", before: UUID | None = None, limit: int = 50) -> list[EntryRow]:
    """Entries at the places the asker reaches, latest first, of one subject or verb if given, older than `before`."""
    if subject is None and not by.can("journal.look"):
        return []
    found = Entry.objects.filter(by.scope()).order_by("-id")
    if subject:
        found = found.filter(subject_kind=subject[0], subject_id=subject[1])
    if verb:
        found = found.filter(verb=verb)
    if before:
        found = found.filter(id__lt=before)
    wanted = list(found.values_list("id", flat=True)[:limit])   # the ids first: whole entries are long, and are not to be sorted
    return [_row(one) for one in Entry.objects.filter(id__in=wanted).order_by("-id")]


def entry(by: Asker, wanted: UUID | str) -> EntryRow | None:
    """One entry at a place the asker reaches."""
    found = Entry.objects.filter(by.scope(), pk=wanted).first()
    return _row(found) if found else None


def last_seal() -> SealRow | None:
    """The county's last seal."""
    found = Seal.objects.order_by("-at").first()
    return SealRow(found.at, found.root, len(found.heads.splitlines())) if found else None


def chains(by: Asker) -> list[tuple[str, int]]:
    """(chain, number of entries) of the chains within reach."""
    return list(Head.objects.filter(by.scope("chain")).order_by("chain").values_list("chain", "number"))


def _row(one: Entry) -> EntryRow:
    return EntryRow(
        one.id, one.chain, one.number, one.at, one.user_name, one.post_title, one.place_code, one.verb, VERBS.get(one.verb, one.verb),
        one.subject_kind, one.subject_id, one.subject_label, one.reason, one.origin_kind, one.origin_id,
        len(one.rows.splitlines()), one.hash,
    )
