"""今日待办: what waits for the one who asks. A package joins by one line of SOURCES."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from bangfu.accounts import queries as accounts
from bangfu.backups import queries as backups
from bangfu.crosscheck import queries as crosscheck
from bangfu.deliveries import queries as deliveries
from bangfu.journal import queries as journal
from bangfu.organization.actor import Actor
from bangfu.organization.map_actions import LOAD
from bangfu.organization.map_queries import county_map
from bangfu.registry import queries as registry
from bangfu.rules.disclosure import VALID
from bangfu.rules.occasion import DEMO, mark_of
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.waiting import Waiting
from bangfu.voices import queries as voices
from bangfu.web.views.work import failed_lately

FAR = date.max


@dataclass(frozen=True)
class Task:
    """One thing that waits: what, why, and the one click that does it; by when or since when. `must`: before the others."""

    sentence: str
    why: str
    url: str
    label: str
    must: bool = False
    overdue: bool = False
    due: date | None = None
    since: datetime | None = None

    @property
    def days(self) -> int:
        """How many days it has waited."""
        return (timezone.localdate() - timezone.localtime(self.since).date()).days if self.since else 0

    @property
    def when(self) -> str:
        """By when, else since when, in words; '' for what came today."""
        if self.due:
            left = (self.due - timezone.localdate()).days
            day = "今天" if left == 0 else "明天" if left == 1 else f" {self.due.month} 月 {self.due.day} 日"
            return f"最早{day}到期" if left >= 0 else f"最早的已过期 {-left} 天"
        return f"等了 {self.days} 天" if self.days else ""


def tasks(by: Actor) -> list[Task]:
    """What waits for the asker: what is past its day first, then what must be done, then the nearest day, then what has waited longest."""
    if not by.place_code:   # nobody, at no desk
        return []
    found = [task for source in SOURCES for task in source(by)]
    return sorted(found, key=lambda one: (not one.overdue, not one.must, one.due or FAR, -one.days))


def _task(waits: Waiting, sentence: str, why: str, url: str, label: str, *, must: bool = False) -> Iterator[Task]:
    """One task for what waits, none for nothing."""
    if waits:
        yield Task(f"{waits.number:,} {sentence}", why, url, label, must, waits.is_overdue(timezone.localdate()), waits.due, waits.since)


def _findings(by: Actor) -> Iterator[Task]:
    waits = crosscheck.findings_waiting(by, by.place_code)
    why = f"其中 {waits.overdue:,} 条已过期；更正，或写明理由申请豁免" if waits.overdue else "更正，或写明理由申请豁免"
    url = reverse("findings", args=[by.place_code])
    if waits.overdue and len(by.place_code) >= LENGTHS["village"]:
        url = f"{reverse('village_findings', args=[by.place_code])}?overdue=1"
    return _task(waits, "条疑点待处理", why, url, "逐条办", must=True)


def _handovers(by: Actor) -> Iterator[Task]:
    return _task(crosscheck.handovers_to_me(by), "条疑点转给您办", "别人办不了，转到您的岗位", reverse("passed_findings"), "去办", must=True)


def _exemptions(by: Actor) -> Iterator[Task]:
    yield from _task(crosscheck.exemptions_to_decide(by), "条豁免等您批", "别人申请的，批准后生效", reverse("exemptions"), "去批")
    yield from _task(crosscheck.exemptions_ending(by), "条豁免快到期了", "到期后疑点会重新出现；情况没变就申请续期", f"{reverse('exemptions')}?state=soon", "去看")


def _type_backs(by: Actor) -> Iterator[Task]:
    return _task(crosscheck.type_backs_waiting(by), "项等着录回国家系统", "这里更正了，国家系统里还是旧的", reverse("type_backs", args=[by.place_code]), "看清单")


def _sheets(by: Actor) -> Iterator[Task]:
    waits = crosscheck.sheets_out(by)
    return _task(waits, "张对照表还没有录入", "印出去的采集表收回来，逐张录入", reverse("collection_batch", args=[waits.first]) if waits else "", "去录入")


def _late_sources(by: Actor) -> Iterator[Task]:
    late = crosscheck.late_sources(by)
    if late:
        name, office, since = late[0]
        others = f"，还有 {len(late) - 1} 份" if len(late) > 1 else ""
        yield Task(f"{len(late)} 份名单该来没来", f"{office}的{name}最久{others}", reverse("sources"), "去催", overdue=True, due=since)


def _deliveries(by: Actor) -> Iterator[Task]:
    words = {
        "locked": ("有密码，等您输入", "输密码"), "unnamed": ("没认出是什么表，等您说明", "去说明"),
        "read": ("等您确认表头", "去确认"), "compared": ("可以应用了", "看预览"),
    }
    for one in deliveries.deliveries_waiting(by):
        sentence, label = words[one.state]
        why = f"{one.source_name}，{one.rows:,} 行" if one.state == "compared" else one.source_name or one.place_name
        yield Task(f"{one.file_name} {sentence}", why, reverse("delivery", args=[one.id]), label, since=one.received_at)


def _disclosures(by: Actor) -> Iterator[Task]:
    yield from _task(registry.disclosures_to_decide(by), "份批量披露等您批", "别人申请的，批准后才能取走号码", reverse("disclosures"), "去批")
    taking = f"批准后 {VALID.days} 天内有效，只能取一次"
    yield from _task(registry.disclosures_to_take(by), "份批量披露已批准，可以取走", taking, reverse("disclosures"), "去取")


def _made(by: Actor) -> Iterator[Task]:
    yield from _task(registry.exports_to_take(by), "份导出做好了，可以取走", "您要的名单，过期自动删除", reverse("exports"), "去取")
    papers = registry.papers_to_take(by)
    yield from _task(papers, "份打印排好了，可以取走", "您要的整村打印，过期自动删除", reverse("village_file", args=[papers.first]) if papers else "", "去取")


def _failed_work(by: Actor) -> Iterator[Task]:
    failed = failed_lately(by)
    if failed:
        yield Task(f"{len(failed)} 项后台工作没有做完", failed[0].error, reverse("failed_work"), "去看", must=True, since=failed[-1].ended_at)


def _map(by: Actor) -> Iterator[Task]:
    if by.can(LOAD) and county_map(by, by.place_code[: LENGTHS["county"]]) is None:
        yield Task("还没有载入本县的地图", "载入以后，“今日”里看得见哪里疑点多；不急", reverse("county_map"), "去载入")


def _voices(by: Actor) -> Iterator[Task]:
    waits = voices.waiting_voices(by)
    yield from _task(Waiting(waits.to_answer, since=waits.since), "条意见等您答复", "同事写来的，办不办、怎么办，都要有回音", reverse("voices"), "去答复")
    yield from _task(Waiting(waits.answered), "条您写的意见有了答复", "解决了就点“解决了”，没有解决再说一遍", reverse("my_voices"), "去看")


def _backup(by: Actor) -> Iterator[Task]:
    if mark_of(os.environ) != DEMO and backups.is_missing(by):   # invented data may be lost
        last = backups.taken_last(by)
        sentence = f"{(timezone.now() - last).days} 天没有做备份了" if last else "还没有做过备份"
        yield Task(sentence, "设好文件夹以后每晚自动做；硬盘坏了，没有备份就都没有了", reverse("help_part", args=["desk"]), "看怎么做", must=True, since=last)


def _proposals(by: Actor) -> Iterator[Task]:
    waits = accounts.proposals_waiting(by)
    if waits:
        yield Task(f"{len(waits)} 件事等您同意", "任免管理员、动管理员的账号，要两位管理员", reverse("proposals"), "去看", must=True, since=waits[0])


def _alarms(by: Actor) -> Iterator[Task]:
    every = accounts.alarms(by, days=3)
    if found := [one for one in every if one.verb == "export.refused"]:
        yield Task(f"{len(found)} 次导出超过了规定", f"最近的是{found[0].name}：{found[0].told}", reverse("accounts"), "去看", must=True, since=found[-1].at)
    if found := [one for one in every if one.verb == "file.infected"]:
        why = f"没有收；最近的是{found[0].name}的{found[0].told}，请让他给电脑杀毒"
        yield Task(f"{len(found)} 个文件里查出恶意代码", why, reverse("accounts"), "去看", must=True, since=found[-1].at)


def _journal(by: Actor) -> Iterator[Task]:
    found = journal.last_verified(by) if by.can("journal.verify") else None
    if found and found.subject_id != "0":
        yield Task("留痕验出了不符的地方", "有人绕开程序动过数据，或者硬盘坏了；先备份，再查是谁", reverse("journal"), "去看", must=True, since=found.at)


# what may wait, each from the questions of one package
SOURCES: tuple[Callable[[Actor], Iterator[Task]], ...] = (
    _findings, _handovers, _exemptions, _type_backs, _sheets, _late_sources, _deliveries, _disclosures, _made, _voices, _proposals, _alarms, _failed_work, _backup,
    _journal, _map,
)
