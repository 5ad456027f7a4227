"""Files on paper: the file of a household in its fixed order, the files of a whole village with a table of contents, and the file of a village.

Everything stands on paper as the asker may read it on the page. What a template reads is told in documents/templates.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from bangfu.documents import apart, pdf
from bangfu.documents.source import source_line
from bangfu.evidence.filing import Shelf
from bangfu.journal.queries import last_seal
from bangfu.organization.queries import place_names
from bangfu.registry.queries.earnings import Earned
from bangfu.registry.queries.files import HouseholdFile
from bangfu.registry.queries.people import PersonRow
from bangfu.registry.queries.spells import ChangeRow, SpellRow, Spells
from bangfu.rules.place_code import LENGTHS

HOUSEHOLD_TITLE, VILLAGE_TITLE, FRONT_TITLE = "农户帮扶档案", "村帮扶档案", "农户帮扶档案（整村）"
NOTHING = "没有登记。"
SIGNED = ("户主（签字）：", "村信息员：", "村负责人：", "日期：　　年　月　日")
_BASIC = ("住址和联系", "登记")   # groups of a household's columns that stand together
_OF_MEMBERS = ("文化程度", "在校生状况", "健康状况", "劳动技能", "务工时间（月）", "残疾类别", "残疾等级")   # said in the table of members
_MEMBER_HEAD = ("姓名", "与户主关系", "性别", "出生日期", "年龄", "证件号码", "文化程度", "健康状况", "劳动技能", "务工")
_MEMBER_WIDTHS = (2.5, 1.9, 1.1, 2.35, 1.1, 3.9, 2.0, 2.4, 2.3, 1.5)


@dataclass(frozen=True)
class Foot:
    """What stands at the foot of every page: who printed, when, and the short form of the county's seal or ''."""

    printed_by: str
    printed_on: str
    seal: str


@dataclass(frozen=True)
class Entry:
    """One household of a table of contents."""

    group: str
    number: str
    name: str
    page: int


def foot(printed_by: str, day: date | None = None) -> Foot:
    """The foot of what somebody prints now, or (of a job) on the day they asked."""
    seal = last_seal()
    return Foot(printed_by, (day or timezone.localdate()).isoformat(), seal.root[:12] if seal else "")


def household_pdf(below: Foot, file: HouseholdFile) -> bytes:
    """The file of one household."""
    return pdf.render("household_file", _households(below, [file], 1, 0))


def part_pdf(below: Foot, files: Sequence[HouseholdFile], *, first: int, total: int) -> bytes:
    """Some files of a print of `total` pages, the first of them on page `first`."""
    return apart.render("household_file", _households(below, files, first, total), tagged=False)


def part_pages(below: Foot, files: Sequence[HouseholdFile]) -> list[int]:
    """How many pages each of the files has."""
    starts = apart.asked("household_file", _households(below, files, 1, 9999), "starts")
    return [after - before for before, after in zip(starts, starts[1:], strict=False)]


def front_pdf(below: Foot, lines: Sequence[tuple[str, str]], entries: Sequence[Entry], total: int) -> bytes:
    """What stands before the files of a village."""
    return apart.render("files_front", _front(below, lines, entries, total), tagged=False)


def front_pages(below: Foot, lines: Sequence[tuple[str, str]], entries: Sequence[Entry]) -> int:
    """How many pages that takes, whatever the numbers in it are."""
    return int(apart.asked("files_front", _front(below, lines, entries, 9999), "pages"))


def head_of(file: HouseholdFile) -> str:
    """覃天明户, or 户 0099… where nobody is the head."""
    return f"{file.row.head}户" if file.row.head else f"户 {file.row.number}"


def _front(below: Foot, lines: Sequence[tuple[str, str]], entries: Sequence[Entry], total: int) -> dict[str, Any]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in entries:
        groups.setdefault(one.group, []).append({"number": one.number, "name": one.name, "page": one.page})
    return {
        "title": FRONT_TITLE, "lines": lines, "total": total, **vars(below),
        "groups": [{"name": name or "没有填村民组", "entries": those} for name, those in groups.items()],
    }


def _households(below: Foot, files: Sequence[HouseholdFile], first: int, total: int) -> dict[str, Any]:
    names = place_names({code[:length] for file in files for code in [file.row.place_code] for length in LENGTHS.values()})
    return {"title": HOUSEHOLD_TITLE, "first": first, "total": total, **vars(below), "households": [_household(below, file, names) for file in files]}


def _household(below: Foot, file: HouseholdFile, names: Mapping[str, str]) -> dict[str, Any]:
    row = file.row
    county, township, village = (names.get(row.place_code[: LENGTHS[level]], "") for level in ("county", "township", "village"))
    cover = [
        ("县（市、区）", county), ("乡镇", township), ("村", village), ("村民组", row.group), ("户编号", row.number), ("户主", row.head),
        ("在册人口", f"{len(row.members)} 人"), ("情况截至", file.day.isoformat()), ("身份和风险", "、".join(one.label for one in file.tags)),
    ]
    return {
        "number": row.number, "name": head_of(file), "place": " ".join((county, township, village)), "cover": cover,
        "sections": [one for one in _sections(file) if one], "signatures": SIGNED,
        "source": source_line(file.day.isoformat(), below.printed_on, "本县名册（登记、收件和核对）"),
    }


def _sections(file: HouseholdFile) -> Iterable[dict[str, Any]]:
    """The parts of a household's file in the order of filing."""
    row, spells = file.row, file.spells
    yield section("家庭成员", [_members(row.members), _more_of(row.members)], f"{len(row.members)} 人")
    yield section("户的基本情况", [facts([*_contact(file), *(pair for word, known in row.groups if word in _BASIC for pair in known)])])
    yield section("身份、风险和致贫原因", [_spells((*spells.statuses, *spells.risks, *spells.causes))])
    yield section("三保障和饮水", [_guarantees(spells)])
    yield section("收入", [_incomes(file.incomes), lines(_formulas(file.incomes))])
    for word, known in row.groups:
        if word not in _BASIC:
            yield section(word, [facts(known)])
    yield section("自然增减", [_changes(file.changes)])
    if file.shelves is not None:
        yield section("材料", [_shelves(file.shelves)], f"缺 {len(file.missing)} 种" if file.missing else "")


def section(title: str, blocks: Iterable[dict[str, Any] | None], note: str = "") -> dict[str, Any]:
    """A numbered part of a file; one without anything in it says so."""
    kept = [one for one in blocks if one]
    return {"title": title, "note": note, "blocks": kept or [{"kind": "lines", "lines": [NOTHING]}]}


def facts(pairs: Iterable[tuple[str, str]], columns: int = 2) -> dict[str, Any] | None:
    """Words and texts side by side; nothing when there are none."""
    known = list(pairs)
    return {"kind": "facts", "pairs": known, "columns": columns} if known else None


def table(
    head: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]], numbers: Sequence[int] = (), *, grouped: bool = False,
) -> dict[str, Any] | None:
    """A ruled table, `numbers` being the columns set to the right; `grouped`: what its first column says in several rows stands once. Nothing when it
    has no rows."""
    return {"kind": "table", "head": head, "widths": widths, "rows": rows, "numbers": numbers, "grouped": grouped} if rows else None


def lines(texts: Iterable[str]) -> dict[str, Any] | None:
    """Sentences, one below the other; nothing when there are none."""
    known = list(texts)
    return {"kind": "lines", "lines": known} if known else None


def _members(members: Sequence[PersonRow]) -> dict[str, Any] | None:
    return table(_MEMBER_HEAD, _MEMBER_WIDTHS, [_member(one, dict(one.facts)) for one in members], (4,))


def _member(one: PersonRow, said: Mapping[str, str]) -> list[str]:
    health = said.get("健康状况", "") + "".join(f"（{word}）" for word in [said.get("残疾类别", "") + said.get("残疾等级", "")] if word)
    months = f"{said['务工时间（月）']}个月" if "务工时间（月）" in said else "务工" if said.get("是否务工") == "是" else ""
    return [
        one.name, one.relation, one.sex, one.birth.isoformat() if one.birth else "", "" if one.age is None else str(one.age), one.id_number,
        said.get("文化程度") or said.get("在校生状况", ""), health, said.get("劳动技能", ""), months,
    ]


def _more_of(members: Sequence[PersonRow]) -> dict[str, Any] | None:
    """What else is known of each member, in one cell."""
    rows = [(one.name, told_short(_rest(one))) for one in members]
    return table(("姓名", "其他情况"), (2.5, 18.6), [row for row in rows if row[1]])


def told_short(pairs: Sequence[tuple[str, str]]) -> str:
    """民族 汉族；是：务工、享受低保；否：国外务工: what is only so or not so is named once under either."""
    so, not_so = ([word.removeprefix("是否") for word, text in pairs if text == said] for said in ("是", "否"))
    plain = [f"{word} {text}" for word, text in pairs if text not in ("是", "否")]
    return "；".join([*plain, *([f"是：{'、'.join(so)}"] if so else []), *([f"否：{'、'.join(not_so)}"] if not_so else [])])


def _rest(one: PersonRow) -> list[tuple[str, str]]:
    return [*([("联系电话", one.phone)] if one.phone else []), *((word, text) for word, text in one.facts if word not in _OF_MEMBERS)]


def _contact(file: HouseholdFile) -> list[tuple[str, str]]:
    row = file.row
    return [
        (word, text) for word, text in (("户联系电话", row.phone), ("银行账号", row.bank_account), ("采集人电话", row.collector_phone)) if text
    ]


def _spells(spells: Sequence[SpellRow]) -> dict[str, Any] | None:
    rows = [
        (one.word, f"{one.label}（{one.detail}）" if one.detail else one.label, one.valid_from.isoformat(), _until(one), one.document) for one in spells
    ]
    return table(("类别", "内容", "起", "止", "依据文件"), (2.6, 4.2, 2.2, 2.8, 5.4), rows, grouped=True)


def _until(one: SpellRow) -> str:
    if one.valid_to is None:
        return "至今"
    return one.valid_to.isoformat() + (f"（{one.ended_how}）" if one.ended_how else "")


def _guarantees(spells: Spells) -> dict[str, Any] | None:
    rows = [(one.word, one.label, one.detail, one.valid_from.isoformat(), _until(one), one.document) for one in spells.guarantees]
    return table(("保障", "状况", "处理方式", "起", "止", "依据文件"), (2, 2, 4, 2.2, 2.6, 4.4), rows)


def _incomes(incomes: Sequence[Earned]) -> dict[str, Any] | None:
    words = [word for word, _ in incomes[0].branches] if incomes else []
    rows = [
        (one.window.word.partition("（")[0], *(str(amount) for _, amount in one.branches), str(one.sums.net), str(one.per_head.amount) if one.per_head else "")
        for one in incomes
    ]
    return table(("起止", *words, "家庭纯收入", "人均"), (2.4, *([2.3] * len(words)), 2.4, 2.2), rows, tuple(range(1, len(words) + 3)))


def _formulas(incomes: Sequence[Earned]) -> Iterable[str]:
    for one in incomes:
        yield f"{one.window.word}：{one.sums.formula}"
        yield "；".join(filter(None, (
            one.per_head.formula if one.per_head else "", one.against.sentence.rstrip("。") if one.against else "",
            f"依据 {one.line.document}" if one.against and one.line else "", "" if one.is_whole else "还没有记满十二个月，不和线比",
        ))) + "。"


def _changes(changes: Sequence[ChangeRow]) -> dict[str, Any] | None:
    rows = [(one.on.isoformat(), one.name, f"{'增加' if one.came else '减少'}：{one.word}", one.other_number, one.note, one.document) for one in changes]
    return table(("日期", "姓名", "增减", "对方户编号", "说明", "依据文件"), (2.2, 2.6, 3, 3.2, 3, 3.2), rows)


def _shelves(shelves: Sequence[Shelf]) -> dict[str, Any] | None:
    rows = [(one.group, one.word, str(len(one.papers)) if one.papers else "缺" if one.missing else "", _latest(one)) for one in shelves]
    return table(("类", "材料", "份数", "最近存入"), (2.6, 7, 1.4, 4.6), rows, grouped=True)


def _latest(shelf: Shelf) -> str:
    """2026-03-01 村信息员甲: of the latest paper of a kind."""
    return f"{timezone.localtime(shelf.papers[0].kept_at):%Y-%m-%d} {shelf.papers[0].kept_by}" if shelf.papers else ""
