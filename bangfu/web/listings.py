"""The lists of the front door: the journal, who looked, the accounts, the villages of a place, and whom a number of a village counts."""

from dataclasses import replace

from django.urls import reverse
from django.utils import timezone

from bangfu.accounts.queries import AccountRow
from bangfu.crosscheck.listings import FINDINGS
from bangfu.journal.queries import EntryRow
from bangfu.journal.readings import ReadingRow
from bangfu.lists.declared import Column, Listing, Order
from bangfu.lists.drawn import Cell, moment
from bangfu.registry.queries import CutRow, VillageLine

JOURNAL = Listing(
    slug="journal", word="留痕", power="journal.look", address="journal", filters=("verb",), takes="journal.look",
    columns=(
        Column("at", "时间", stub=True, width=18), Column("who", "谁", width=12), Column("word", "做什么", width=16), Column("what", "内容", "long", width=30),
        Column("reason", "凭什么", "long", width=30), Column("place", "地方"), Column("number", "链上第几条", "number", width=10),
        Column("hash", "指纹", "code", width=12), Column("post", "岗位", shown=False, width=20), Column("rows", "动了几行", "number", shown=False, width=10),
    ),
    orders=(Order("at", "时间", ("-id",)),),
)

READINGS = Listing(
    slug="readings", word="阅览记录", power="journal.look", address="readings", filters=("name",), takes="journal.look",
    columns=(
        Column("at", "时间", stub=True, width=18), Column("who", "谁", width=12), Column("post", "岗位", width=28), Column("word", "看了什么"),
        Column("subject", "编号末位", "code", width=12), Column("place", "地方", width=20), Column("day", "哪一天", "date", shown=False, width=12),
    ),
    orders=(Order("at", "时间", ("-id",)),),
)

ACCOUNTS = Listing(
    slug="accounts", word="账号", power="accounts.look", address="accounts", unit="个", filters=("words",), takes="accounts.look",
    columns=(
        Column("name", "姓名", stub=True, order="name", width=12), Column("username", "账号", "code", order="username", width=16),
        Column("posts", "岗位", "long", width=36), Column("roles", "角色", "long", width=20),
        Column("last_login", "上次登录", order="last_login", width=18), Column("step", "第二步验证", "tag", width=14),
        Column("sessions", "登录着几处", "number", width=10),
    ),
    orders=(
        Order("name", "姓名", ("name", "id")), Order("username", "账号", ("username", "id")),
        Order("last_login", "上次登录", ("last_login", "id"), nullable=("last_login",)),
    ),
)

WEEK_FINDINGS = replace(FINDINGS, slug="week_findings", word="这一周的疑点", address="week_findings", filters=("way",), saves=False)

VILLAGES = Listing(
    slug="villages", word="各村", power="registry.look", address="village_file", at_place=True, unit="个村", takes="registry.print",
    columns=(
        Column("name", "村", stub=True, order="code"), Column("township", "乡镇"),
        Column("households", "户（计算）", "number", order="households", width=12),
        Column("reported_households", "户（填报）", "number", order="off_households", width=12),
        Column("persons", "人（计算）", "number", order="persons", width=12),
        Column("reported_persons", "人（填报）", "number", order="off_persons", width=12),
        Column("reporter", "谁填的", width=12), Column("reported_since", "哪天起", "date", order="reported_since", width=12),
    ),
    orders=(
        Order("code", "村", ("code",)), Order("households", "户", ("-households", "code")), Order("persons", "人", ("-persons", "code")),
        Order("off_households", "户数差几户", ("-off_households", "code"), nullable=("off_households",)),
        Order("off_persons", "人数差几人", ("-off_persons", "code"), nullable=("off_persons",)),
        Order("reported_since", "填得早的", ("reported_since", "code"), nullable=("reported_since",)),
    ),
)

_BEHIND = Listing(
    slug="village_people", word="村里一个数后面的人", power="registry.look", address="village_rows", at_place=True, unit="人", takes="registry.print",
    filters=("cut", "label", "as_of", "known_on"), saves=False,
    columns=(
        Column("name", "姓名", stub=True), Column("head", "户主"), Column("number", "户编号", "code", order="number", width=20), Column("group", "村民组", order="group"),
        Column("detail", "情况", "long", width=36),
    ),
    orders=(Order("number", "户编号", ("number", "id")), Order("group", "村民组", ("group", "number", "id"))),
)
VILLAGE_PEOPLE = _BEHIND
VILLAGE_HOUSES = replace(
    _BEHIND, slug="village_houses", word="村里一个数后面的户", unit="户", columns=(Column("head", "户主", stub=True), *_BEHIND.columns[2:]),
)


def entry_cell(row: EntryRow, key: str) -> Cell:
    """What stands in a row, but for the place and where its subject leads."""
    match key:
        case "at":
            return Cell(moment(row.at), of=("entry", row.id))
        case "who" | "post" | "what":
            return Cell({"who": row.user_name, "post": row.post_title, "what": row.subject_label}[key])
        case "hash":
            return Cell(row.hash[:8])
    return Cell(getattr(row, key))


def reading_cell(row: ReadingRow, key: str) -> Cell:
    """What stands in a row, but for the place and where its subject leads."""
    match key:
        case "at":
            return Cell(moment(row.at))
        case "day":
            return Cell(timezone.localdate(row.at))
        case "who" | "post":
            return Cell({"who": row.user_name, "post": row.post_title}[key])
    return Cell(getattr(row, key))


def account_cell(row: AccountRow, key: str) -> Cell:
    """What stands in a row of the accounts."""
    match key:
        case "name":
            return Cell(row.name, url=reverse("account", args=[row.id]), tags=() if row.is_active else (("已停用", ""),))
        case "posts":
            return Cell("；".join(title for _, title, _ in row.posts), soft="" if row.posts else "没有岗位")
        case "roles":
            return Cell("；".join(dict.fromkeys(role for _, _, role in row.posts)))
        case "last_login":
            return Cell(moment(row.last_login)) if row.last_login else Cell(soft="没有登录过")
        case "step":
            told = ("已启用", "done") if row.has_second_step else ("要用，未启用", "check") if row.must_have_second_step else None
            return Cell(tags=(told,)) if told else Cell(soft="没有启用")
        case "sessions":
            return Cell(row.sessions or "")
    return Cell(getattr(row, key))


def village_cell(row: VillageLine, key: str) -> Cell:
    """What stands in a row of the villages: what is reported otherwise than it is counted stands out."""
    match key:
        case "name":
            return Cell(row.name, url=reverse("village_file", args=[row.code]))
        case "reported_households" | "reported_persons":
            said, off = getattr(row, key), getattr(row, key.replace("reported", "off"))
            return Cell(soft="没有填") if said is None else Cell(said, alarm=bool(off))
    return Cell(getattr(row, key))


def behind_cell(row: CutRow, key: str) -> Cell:
    """What stands in a row behind a number of a village."""
    match key:
        case "name":
            return Cell(row.name, of=("person", row.person))
        case "head":
            return Cell(row.head or "（没有户主）", of=("household", row.household))
    return Cell(getattr(row, key))
