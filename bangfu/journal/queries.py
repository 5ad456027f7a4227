"""What is asked of the journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from bangfu.journal.models import Entry, Head, Seal
from bangfu.journal.words import Words, opened
from bangfu.rules.place_code import CodeRange, covers
from bangfu.walls.reach import whole_county

STORY = "a subject keeps its story when it moves: its entries lie where it was then, and cannot be moved"
LOOKED_AT = "person.unmasked"
LOOKS = (LOOKED_AT, "body.unmasked")   # what is counted per user and day

VERBS = {
    "place.became": "合并或改代码", "place.split": "拆分", "place.closed": "撤销网格", "place.tagged": "加标签", "place.untagged": "取消标签",
    "group.added": "新增村民组", "group.renamed": "村民组更名", "group.closed": "撤销村民组", "policy.set": "登记政策标准",
    "policy.corrected": "更正政策标准", "place.added": "新增地点", "place.renamed": "地点更名", "user.created": "建立账号",
    "post.created": "设立岗位", "post.taken_up": "到岗", "post.left": "离岗", "source.added": "登记来源", "delivery.received": "收件",
    "delivery.read": "看懂表头", "delivery.unreadable": "读不懂", "delivery.mapped": "确认列", "delivery.staged": "读完各行",
    "delivery.compared": "比对完成", "delivery.applying": "开始应用", "delivery.village_applied": "应用一个村", "delivery.applied": "应用完成",
    "delivery.locked": "文件有密码", "delivery.unlocked": "用密码打开文件", "delivery.unnamed": "没认出是什么表", "delivery.named": "说明是什么表",
    "delivery.looked_again": "换工作表或表头再看", "header.unlearned": "忘掉学会的表头", "delivery.difference_exported": "导出与上次的不同",
    "delivery.cancelled": "取消收件", "delivery.cleared": "清除已取消的收件", "household.taken_over": "按来表登记", "person.corrected": "更正", "person.added": "补登",
    "person.died": "销户：死亡", "person.moved_out": "减少：迁出", "person.married_out": "减少：嫁出", "person.never_in": "减少：本不应在册",
    "person.unmasked": "查看完整号码", "person.entered": "增加家庭成员", "person.lost": "减少：失联", "person.imprisoned": "减少：服刑",
    "person.enlisted": "减少：参军", "household.corrected": "更正户信息", "household.registered": "新建户", "household.split": "分户",
    "household.merged": "并户", "household.moved": "迁到别处", "household.emptied": "全户转出", "household.founded": "建档",
    "household.erased": "注销（遗忘）", "household.status_given": "登记身份", "household.status_ended": "身份结束",
    "household.status_corrected": "更正身份", "household.risk_noted": "登记风险", "household.risk_ended": "风险消除",
    "household.causes_set": "登记致贫原因", "household.guarantee_noted": "登记保障情况", "household.income_recorded": "登记收入",
    "village.reported": "填报村情况", "crosscheck.run": "核对", "finding.found": "发现疑点", "finding.corrected": "疑点更正",
    "exemption.asked": "申请豁免", "exemption.approved": "批准豁免", "exemption.declined": "不批准豁免", "crosscheck.printed": "打印疑点清单",
    "figures.exported": "导出明细", "delivery.refused_exported": "下载退回行", "paper.kept": "存入佐证", "paper.withdrawn": "撤下佐证",
    "paper.rehomed": "佐证随迁", "paper.erased": "销毁佐证", "roster.exported": "导出名册", "register.looked_up": "导出查找结果",
    "body.registered": "登记主体", "body.corrected": "更正主体", "body.closed": "注销主体", "body.unmasked": "查看主体完整电话",
    "bodies.exported": "导出主体", "disclosure.asked": "申请批量披露", "disclosure.approved": "批准批量披露", "disclosure.declined": "不批准批量披露",
    "disclosure.taken": "取走批量披露", "delivery.file_discarded": "销毁来表原件", "findings.forgotten": "疑点随户注销", "body.founded": "主体建档",
    "collection.returned": "传回对照表",
    "collection.opened": "印对照表", "collection.entered": "录入对照表", "collection.closed": "对照表收齐", "collection.reopened": "对照表重新打开",
    "household.printed": "打印一户档案", "village.printed": "打印村档案", "printing.asked": "要求打印或导出", "printing.made": "排好打印或导出",
    "printing.taken": "取走整村打印", "printing.expired": "打印或导出到期删除",
    "person.restored": "撤销更正", "finding.reopened": "撤销办理", "finding.passed_on": "转办疑点", "finding.taken_back": "收回转办",
    "findings.settled_alike": "同类疑点一起办", "exemption.withdrawn": "收回豁免", "exemptions.exported": "导出豁免登记表",
    "check.changed": "设置检查项", "type_back.noted": "列入补录清单", "type_back.typed": "补录打勾", "type_back.seen": "导出表核实补录",
    "type_back.printed": "打印补录清单",
    "source.set": "改来源设置", "authority.changed": "改谁说了算", "findings.reopened_alike": "整批撤销办理", "work.tried_again": "后台工作再试一次",
    "crosscheck.repeated": "核对原样再算", "journal.verified": "验留痕",
    "key.taken_into_use": "启用新密钥", "key.resealed": "改用新密钥", "key.retired": "旧密钥退役",
    "key.index_taken_into_use": "启用新的索引密钥", "key.reindexed": "改用新的索引密钥", "findings.carried": "疑点改用新的索引密钥",
    "backup.taken": "做备份", "backup.restored": "从备份恢复",
    "voice.said": "写意见", "voice.passed": "意见转乡镇", "voice.taken_back": "意见收回县里", "voice.answered": "答复意见", "voice.said_again": "说还没解决",
    "voice.accepted": "说解决了", "voice.closed": "意见不再答复", "voice.forgotten": "销毁意见内容", "voice.writer_named": "查看匿名意见是谁写的",
    "voices.exported": "导出意见", "findings.lettered": "出函",
    "map.loaded": "载入地图", "map.approved": "登记审图号", "map.removed": "移除地图",
    "user.signed_in": "登录", "user.signed_out": "退出登录", "user.locked_out": "连续输错被锁定", "sessions.ended": "结束登录", "password.changed": "改密码",
    "password.reset": "重设密码", "user.closed": "停用账号", "user.opened": "恢复账号", "second_step.enrolled": "启用第二步验证",
    "second_step.passed": "第二步验证通过", "second_step.failed": "第二步验证没通过", "second_step.recovered": "用备用码登录",
    "second_step.reset": "停用丢失的第二步验证", "recovery.renewed": "重印备用码", "door.set": "改登录与导出规定",
    "export.refused": "导出超过规定，没有给", "file.infected": "文件有恶意代码，没有收",
    "sessions.known": "认出自己的登录", "proposal.asked": "提出要两人办的事", "proposal.approved": "同意要两人办的事",
    "proposal.declined": "不同意要两人办的事",
    "list.arranged": "选列表的列", "list.taken": "打印或导出列表", "view.saved": "保存视图", "view.renamed": "视图更名", "view.dropped": "删除视图",
}


class Asker(Protocol):
    """Who asks."""

    def scope(self, column: str = "place_code") -> Q: ...
    def can(self, power: str, *, at: str | None = None) -> bool: ...
    @property
    def ranges(self) -> tuple[CodeRange, ...]: ...


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


def entries(
    by: Asker, *, subject: tuple[str, str] | None = None, verb: str = "", before: UUID | None = None, behind: UUID | None = None, limit: int = 50,
) -> list[EntryRow]:
    """Entries at the places the asker reaches, latest first, of one subject or verb if given, older than `before`; or the oldest of those that are newer
    than `behind`."""
    if subject is None and not by.can("journal.look"):
        return []
    found = Entry.objects.order_by("-id") if subject is None else _about(subject)
    found = found.filter(by.scope())
    if verb:
        found = found.filter(verb=verb)
    if before:
        found = found.filter(id__lt=before)
    return _page(found.filter(id__gt=behind).order_by("id") if behind else found, limit)


@whole_county(STORY)
def entries_of(by: Asker, subject: tuple[str, str], *, stands_at: str, limit: int = 50, before: UUID | None = None) -> list[EntryRow]:
    """The whole story of one subject (kind, id), latest first, whatever places its entries lie at: a household keeps its story when it moves
    or places merge. For whoever reaches `stands_at`, where the subject lies now; empty for everybody else."""
    if not covers(by.ranges, stands_at):
        return []
    found = _about(subject)
    return _page(found.filter(id__lt=before) if before else found, limit)


@whole_county(STORY)
def looked_at(by: Asker, subject: tuple[str, str], *, stands_at: str, limit: int = 50) -> list[EntryRow]:
    """Who looked at whole numbers of a subject, with their reasons, latest first. For whoever reaches `stands_at`."""
    return _page(_about(subject).filter(verb=LOOKED_AT), limit) if covers(by.ranges, stands_at) else []


@whole_county("what one did oneself may lie at the county's")
def own_entries(user_id: int | None, verb: str, *, limit: int) -> list[EntryRow]:
    """What a user did themself under one verb, the latest first: everybody may know that of themself."""
    return _page(Entry.objects.filter(user_id=user_id, verb=verb).order_by("-at"), limit) if user_id else []


def entries_at(place: str, verb: str, since: datetime, *, limit: int = 50) -> list[EntryRow]:
    """What was done under one verb at a place itself since a moment, the latest first: for packages whose own power lets somebody know of that verb."""
    return _page(Entry.objects.filter(place_code=place, verb=verb, at__gte=since).order_by("-at"), limit)


def subjects_of(by: Asker, verb: str, *, also_at: str) -> list[str]:
    """The ids of everything something was done to under one verb at the places the asker reaches, and at one more: for packages whose own power lets somebody
    know of that verb."""
    return list(Entry.objects.filter(by.scope() | Q(place_code=also_at), verb=verb).values_list("subject_id", flat=True).distinct())


@whole_county("at whatever post, one looks once")
def looks_of(user_id: int | None, day: date) -> int:
    """How many whole numbers a user looked at on a day (of the county's clock)."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    return Entry.objects.filter(user_id=user_id, at__gte=start, at__lt=start + timedelta(days=1), verb__in=LOOKS).count()


def entry(by: Asker, wanted: UUID | str) -> EntryRow | None:
    """One entry at a place the asker reaches."""
    return next(iter(_rows(Entry.objects.filter(by.scope(), pk=wanted))), None)


@whole_county(STORY)
def who_wrote(wanted: UUID) -> tuple[str, datetime]:
    """(name, moment) of the entry that wrote a row, to be said to whoever came second. ("", now) for an entry that is not there."""
    found = Entry.objects.filter(pk=wanted).values_list("user_name", "at").first()
    return found or ("", timezone.now())


@whole_county(STORY)
def who_wrote_each(wanted: Iterable[UUID]) -> dict[UUID, tuple[str, datetime]]:
    """Entry → (name, moment) of many entries, in one query."""
    return {one: (name, at) for one, name, at in Entry.objects.filter(pk__in=set(wanted)).values_list("id", "user_name", "at")}


def made_under(subject: tuple[str, str], table: str) -> list[UUID]:
    """The ids of the rows of a table that were new in the entries about a subject (kind, id), whatever became of them since."""
    begins = f"+ {table} "
    told = (text for one in _about(subject).values_list("rows", flat=True) for text in one.splitlines())
    return [UUID(text.split(" ")[2]) for text in told if text.startswith(begins)]


@whole_county("when, and nothing else")
def last_of(verb: str) -> datetime | None:
    """When something was done for the last time, in any chain."""
    return Entry.objects.filter(verb=verb).aggregate(at=Max("at"))["at"]  # type: ignore[no-any-return]


def last_verified(by: Asker) -> EntryRow | None:
    """What came of the last verification within reach: its entry, about the number of faults."""
    return next(iter(entries(by, verb="journal.verified", limit=1)), None)


def last_seal() -> SealRow | None:
    """The county's last seal."""
    found = Seal.objects.order_by("-at").first()
    return SealRow(found.at, found.root, len(found.heads.splitlines())) if found else None


def chains(by: Asker) -> list[tuple[str, int]]:
    """(chain, number of entries) of the chains within reach."""
    return list(Head.objects.filter(by.scope("chain")).order_by("chain").values_list("chain", "number"))


def _about(subject: tuple[str, str]) -> QuerySet[Entry]:
    return Entry.objects.filter(subject_kind=subject[0], subject_id=subject[1]).order_by("-id")


def _page(found: QuerySet[Entry], limit: int) -> list[EntryRow]:
    """The ids first: whole entries are long, and are not to be sorted."""
    wanted = list(found.values_list("id", flat=True)[:limit])
    return _rows(Entry.objects.filter(id__in=wanted).order_by("-id"))


def _rows(found: Iterable[Entry]) -> list[EntryRow]:
    kept = list(found)
    words = opened(kept)
    return [_row(one, words[one.id]) for one in kept]


def _row(one: Entry, words: Words) -> EntryRow:
    return EntryRow(
        one.id, one.chain, one.number, one.at, one.user_name, one.post_title, one.place_code, one.verb, VERBS.get(one.verb, one.verb),
        one.subject_kind, one.subject_id, words.label, words.reason, one.origin_kind, one.origin_id,
        len(one.rows.splitlines()), one.hash,
    )
