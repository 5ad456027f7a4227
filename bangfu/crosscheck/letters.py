"""疑点核实函: an official letter about the findings of a place, its figures from the board, the findings themselves behind it as 附件."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils import timezone

from bangfu.crosscheck import queries
from bangfu.crosscheck.checks import FAMILIES
from bangfu.crosscheck.queries import BoardLine, FindingRow, KindLine
from bangfu.documents import pdf
from bangfu.documents.source import source_line
from bangfu.organization.actor import Actor
from bangfu.organization.queries import PlaceRow
from bangfu.rules.official_letter import letter_day, title_lines
from bangfu.rules.refusal import Refused

MOST = 1000   # findings of an annex; more belong on lists of villages
NAMED = 3     # checks of a family named in its paragraph
ORDINALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
BELOW = {"county": "乡镇", "township": "村", "village": "村"}


@dataclass(frozen=True)
class Letter:
    """What a letter says that nobody but its writer knows."""

    number: str
    title: str
    to: str
    signed_by: str
    on: date
    due: date
    contact: str
    red_head: str = ""
    with_list: bool = True


@dataclass(frozen=True)
class Told:
    """A letter as it was made: the PDF, and how many findings it speaks of."""

    content: bytes
    findings: int


def suggested_title(where: PlaceRow) -> str:
    """关于核实青石镇名册疑点的函."""
    return f"关于核实{where.name}名册疑点的函"


def letter_pdf(by: Actor, where: PlaceRow, letter: Letter) -> Told:
    """The letter. Refused when there is nothing to write about, and when the findings are too many for an annex."""
    lines, kinds, run = queries.board(by, where.code), queries.kinds(by, where.code), queries.last_run(by, where.code)
    whole = queries.total(one.whole for one in lines)
    if not whole.unsettled or run is None:
        raise Refused(f"{where.name}没有未办结的疑点，不用出函。")
    if letter.with_list and whole.unsettled > MOST:
        raise Refused(f"疑点有 {whole.unsettled} 条，附清单最多 {MOST} 条。请按乡镇或村分别出函，或者只附数字。", field="with_list")
    rows = queries.findings(by, place=where.code, limit=MOST) if letter.with_list else []
    source = source_line(run.day.isoformat(), timezone.localdate().isoformat(), "本县名册和核对用到的各来源")
    annexes = [_counts(lines, where, source), *([_list(rows, source)] if rows else [])]
    opening = f"截至{letter_day(run.day)}核对，{where.name}的名册与各来源对照，未办结的疑点共{whole.unsettled}条，其中必须改的{whole.must}条{_where(lines, where)}。"
    return Told(pdf.render("letter", {
        "red_head": letter.red_head, "number": letter.number, "title": title_lines(letter.title), "to": letter.to, "signed_by": letter.signed_by,
        "date": letter_day(letter.on), "contact": letter.contact, "annexes": annexes,
        "body": [_text(f"{opening}现将有关情况函告如下，请予核实。"), *_findings(kinds), *_wanted(letter)],
    }), whole.unsettled)


def _where(lines: Sequence[BoardLine], where: PlaceRow) -> str:
    touched = [one for one in lines if one.whole.unsettled]
    return f"，涉及{len(touched)}个{BELOW[where.level]}" if where.level in ("county", "township") else ""


def _findings(kinds: Sequence[KindLine]) -> list[dict[str, str]]:
    """One paragraph a family: how many, and of which checks most."""
    told = [_heading("one", "一、疑点情况")]
    open_kinds = [one for one in kinds if one.tally.unsettled]
    for nth, (family, those) in enumerate(groupby(open_kinds, key=lambda one: one.family)):
        listed = sorted(those, key=lambda one: -one.tally.unsettled)
        sums = queries.total(one.tally for one in listed)
        words = "、".join(f"{one.title}{one.tally.unsettled}条" for one in listed[:NAMED]) + ("等" if len(listed) > NAMED else "")
        must = f"，其中必须改的{sums.must}条" if sums.must else ""
        told.append(_heading("two", f"（{ORDINALS[nth]}）{family}。", f"共{sums.unsettled}条{must}：{words}。"))
    return told


def _wanted(letter: Letter) -> list[dict[str, str]]:
    listed = "附件所列疑点" if letter.with_list else "上述疑点（清单在系统“核对”里）"
    return [
        _heading("one", "二、办理要求"),
        _text(f"请对照证件和原始材料，逐条核实{listed}：写错的，在系统里更正；情况属实、不用改的，写明理由报请豁免；人已不在的，办理减少。"),
        _text(f"请于{letter_day(letter.due)}前办结。办理结果以系统记录为准，不另报表。附件有个人信息，请专人保管，用完销毁，不外传。"),
    ]


def _text(words: str) -> dict[str, str]:
    return {"kind": "text", "words": words, "rest": ""}


def _heading(kind: str, words: str, rest: str = "") -> dict[str, str]:
    return {"kind": kind, "words": words, "rest": rest}


def _counts(lines: Sequence[BoardLine], where: PlaceRow, source: str) -> dict[str, Any]:
    """附件: unsettled findings by place and family; families in which nothing was found are left out."""
    shown = [nth for nth in range(len(FAMILIES)) if any(one.families[nth].unsettled for one in lines)]
    rows = [[one.place.name, *(str(one.families[nth].unsettled) for nth in shown), str(one.whole.must), str(one.whole.unsettled)] for one in lines]
    whole = queries.total(one.whole for one in lines)
    sums = [str(sum(one.families[nth].unsettled for one in lines)) for nth in shown]
    return {
        "title": f"{where.name}未办结疑点数", "note": source, "flipped": len(shown) > 6,
        "widths": [3, *(2 for _ in shown), 2, 2], "numbers": list(range(1, len(shown) + 3)),
        "head": [BELOW[where.level], *(FAMILIES[nth] for nth in shown), "必须改", "合计"], "rows": [*rows, ["合计", *sums, str(whole.must), str(whole.unsettled)]],
    }


def _list(rows: Sequence[FindingRow], source: str) -> dict[str, Any]:
    """附件: the findings one by one; numbers of persons never stand on it."""
    return {
        "title": "疑点清单", "note": source, "flipped": True, "widths": [2, 4, 6, 4, 6, 16], "numbers": [0], "head": ["序号", "村", "户编号", "姓名", "检查", "疑点"],
        "rows": [[str(nth), one.place_name, one.household_number, one.name, one.title, one.reason] for nth, one in enumerate(rows, start=1)],
    }
