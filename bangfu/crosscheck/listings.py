"""The lists of the checks: findings, the exemption register, what must be typed back, the sources, past runs, and what was passed on."""

from django.urls import reverse
from django.utils import timezone

from bangfu.crosscheck.checks.check import LEVELS
from bangfu.crosscheck.queries import BY_FORM, BY_HOUSEHOLD, BY_TIME, ExemptionRow, FindingRow, HandoverRow, RunRow, TypeBackRow
from bangfu.crosscheck.source_queries import SourceRow
from bangfu.lists.declared import Column, Listing, Order
from bangfu.lists.drawn import Cell, moment

MOST_NAMED = 3   # columns in which a source is believed, by name

FINDINGS = Listing(
    slug="findings", word="疑点", power="crosscheck.look", address="village_findings", at_place=True, takes="crosscheck.print", chooses=False,
    filters=("state", "family", "check", "fault", "level", "mark", "source", "overdue"),
    columns=(
        Column("name", "谁", stub=True), Column("household_number", "户编号", "code", width=20), Column("place", "村"), Column("title", "检查", width=20),
        Column("reason", "疑点", "long", width=40), Column("level", "轻重", width=10), Column("state", "状态", width=10), Column("mark", "与上次比", width=10),
        Column("days", "天数", "number", width=6),
    ),
    orders=(BY_HOUSEHOLD,),
)
EXEMPTIONS = Listing(
    slug="exemptions", word="豁免", power="crosscheck.look", address="exemptions", filters=("state",),
    columns=(
        Column("name", "谁", stub=True), Column("place", "村"), Column("doubt", "疑点", "long"), Column("why", "为什么不用改", "long"),
        Column("expires_on", "到哪天", "date"), Column("asked_by", "谁报的", order="at"), Column("days", "等了几天", "number"), Column("approver", "谁批的"),
        Column("note", "意见", "long"), Column("check", "检查", shown=False), Column("household_number", "户编号", "code", shown=False),
    ),
    orders=(BY_TIME,),
)
TYPE_BACKS = Listing(
    slug="type_backs", word="补录清单", power="crosscheck.look", address="type_backs", at_place=True, unit="行", filters=("state",),
    columns=(
        Column("name", "姓名", stub=True), Column("place", "村"), Column("household_number", "户编号", "code", order="form", width=20), Column("word", "项目"),
        Column("old", "系统里现在是"), Column("new", "改为"), Column("why", "依据", "long"), Column("who", "谁办的", width=20),
    ),
    orders=(BY_FORM,),
)
SOURCES = Listing(
    slug="sources", word="来源", power="crosscheck.look", address="sources", takes="crosscheck.print", saves=False,
    columns=(
        Column("word", "来源", stub=True, width=24), Column("office", "提供单位、负责人", width=24), Column("rhythm", "多久一次"),
        Column("received_at", "最近来表", width=12), Column("data_day", "数据日期", "date", width=12), Column("late", "新旧", "tag"),
        Column("rows", "行数", "number", width=10), Column("villages", "有效的村", width=12), Column("findings", "疑点", "number", width=10),
        Column("believed", "说了算的项目", width=40),
    ),
    orders=(Order("source", "来源", ("id",)),),
)

RUNS = Listing(
    slug="runs", word="历次核对", power="crosscheck.look", address="runs", unit="次", takes="crosscheck.print", saves=False,
    columns=(
        Column("finished_at", "时间", stub=True, width=18), Column("place_name", "范围"), Column("asked_by", "谁发起", width=12),
        Column("persons", "读到的人", "number", width=10), Column("new", "新出现", "number", width=10), Column("still", "仍存在", "number", width=10),
        Column("back", "又出现", "number", width=10), Column("gone", "已消除", "number", width=10), Column("exempt", "豁免在期", "number", width=10),
    ),
    orders=(Order("finished_at", "时间", ("-known_at", "-id")),),
)
HANDOVERS = Listing(
    slug="handovers", word="转办", power="crosscheck.look", address="passed_findings", filters=("tab",), saves=False,
    columns=(
        Column("name", "谁", stub=True), Column("place", "村"), Column("reason", "疑点", "long"), Column("by", "谁转来的"), Column("to", "转给谁"),
        Column("word", "要办什么", "long"), Column("at", "什么时候"), Column("state", "办了没有", "tag"),
    ),
    orders=(Order("oldest", "先转来的", ("at", "id")),),
)


def finding_cell(row: FindingRow, key: str) -> Cell:
    """What stands in a row of findings."""
    match key:
        case "name":
            return Cell(row.name, url=reverse("finding", args=[row.id]))
        case "place":
            return Cell(row.place_name)
        case "level":
            return Cell(LEVELS.get(row.level, row.level))
        case "state":
            return Cell(row.word)
        case "mark":
            return Cell(row.mark_word)
    return Cell(getattr(row, key))


def exemption_cell(row: ExemptionRow, key: str) -> Cell:
    """What stands in a row of the register."""
    said, found = row.settlement, row.finding
    match key:
        case "name":
            return Cell(found.name, url=reverse("finding", args=[found.id]))
        case "why":
            return Cell(said.reason, tags=(*((("续期", ""),) if said.renews else ()), *((("续期待批", "check"),) if row.renewed else ())))
        case "note":
            return Cell(f"{moment(said.ended_at)} {said.ended_by} 收回：{said.ended_why}" if said.ended_at else said.note)
        case "place" | "check" | "doubt":
            return Cell({"place": found.place_name, "check": found.title, "doubt": found.reason}[key])
        case "asked_by" | "approver":
            return Cell({"asked_by": said.by_name, "approver": said.approver_name}[key])
        case "household_number":
            return Cell(found.household_number)
        case "expires_on":
            return Cell(said.expires_on)
    return Cell(getattr(row, key))


def type_back_cell(row: TypeBackRow, key: str) -> Cell:
    """What stands in a line to be typed back."""
    match key:
        case "name":
            return Cell(row.name, of=("person", row.person)) if row.person else Cell("全户", of=("household", row.household))
        case "household_number":
            return Cell(row.household_number, of=("household", row.household))
        case "place":
            return Cell(row.place_name)
        case "old" | "new":
            return Cell(getattr(row, key) or "（空）", strong=key == "new")
        case "who":
            at, who = {"waiting": (row.at, row.by_name), "typed": (row.typed_at, row.typed_by)}.get(row.state, (row.seen_at, ""))
            return Cell(who, soft=moment(at))
    return Cell(getattr(row, key))


def run_cell(row: RunRow, key: str) -> Cell:
    """What stands in a row of runs."""
    return Cell(moment(row.finished_at), url=reverse("run_file", args=[row.id])) if key == "finished_at" else Cell(getattr(row, key))


def handover_cell(row: HandoverRow, key: str) -> Cell:
    """What stands in a row of what was passed on."""
    match key:
        case "name":
            return Cell(row.finding.name, url=reverse("finding", args=[row.finding.id]))
        case "place" | "reason":
            return Cell({"place": row.finding.place_name, "reason": row.finding.reason}[key])
        case "by":
            return Cell(f"{row.by_name}（{row.by_title}）")
        case "to":
            return Cell(row.to_title)
        case "at":
            return Cell(moment(row.at))
        case "state" if row.state != "waiting":
            return Cell(soft=row.state_word)
        case "state":
            return Cell(tags=(("还没有办", "check") if row.can_come_back else (row.finding.word, "done"),))
    return Cell(row.word)


def source_cell(row: SourceRow, key: str) -> Cell:
    """What stands in a row of sources."""
    match key:
        case "word":
            return Cell(row.source.word, soft=row.source.kind, tags=(("全员", ""),) if row.source.whole and not row.source.feeds else ())
        case "office":
            return Cell(row.office, soft=row.owner)
        case "rhythm":
            return Cell(row.rhythm.word)
        case "received_at":
            if row.delivery:
                return Cell(moment(row.received_at)[:10], url=reverse("delivery", args=[row.delivery]))
            return Cell(soft="上级收的" if row.data_day else "没有来过")
        case "late":
            return Cell(tags=_lateness(row))
        case "rows" | "findings":
            return Cell(getattr(row, key) or "")
        case "villages":
            return Cell(f"{row.villages:,} / {row.of_villages:,}" if row.villages else "")
        case "believed":
            return Cell("、".join(row.believed[:MOST_NAMED]) + (f" 等 {len(row.believed)} 项" if len(row.believed) > MOST_NAMED else ""))
    return Cell(getattr(row, key))


def _lateness(row: SourceRow) -> tuple[tuple[str, str], ...]:
    if not row.used:
        return (("不参加核对", ""),)
    if row.late:
        return ((f"迟了 {(timezone.localdate() - row.late).days + 1} 天", "must"),)
    return (("不迟", "done"),) if row.data_day else ()
