"""What is missing in a household's file or looks wrong, one line each, the gravest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse

from bangfu.crosscheck.queries import FindingRow
from bangfu.registry.queries import HouseholdFile
from bangfu.rules.income import yearly_window

SHOWN = 4    # papers named in a line


@dataclass(frozen=True)
class Remark:
    """One line: `must` what has to be done, `check` what has to be looked at; the address of where to do it, '' when it is on this page."""

    kind: str
    sentence: str
    url: str


def remarks(file: HouseholdFile, findings: Sequence[FindingRow]) -> list[Remark]:
    """The lines of one file."""
    return [*_of_findings(findings), *_of_members(file), *_of_numbers(file), *_of_standing(file), *_of_papers(file)]


def _of_findings(findings: Sequence[FindingRow]) -> Iterator[Remark]:
    for one in findings:
        if one.state == "open":
            yield Remark("must", f"{one.name}：{one.reason}", reverse("finding", args=[one.id]))


def _of_members(file: HouseholdFile) -> Iterator[Remark]:
    heads = [one.name for one in file.row.members if one.relation == "户主"]
    if file.row.members and not heads:
        yield Remark("must", "没有户主，请把其中一人的与户主关系改为户主。", "")
    if len(heads) > 1:
        yield Remark("must", f"有 {len(heads)} 个户主（{'、'.join(heads)}），请核对与户主关系。", "")
    for one in file.row.members:
        if one.id_status not in ("ok", "other"):
            yield Remark("must", f"{one.name}：证件号码{one.id_word}。", reverse("person", args=[one.person]))


def _of_numbers(file: HouseholdFile) -> Iterator[Remark]:
    for one in file.doubts:
        sentence = f"{one.name}：{one.sentence}" if one.name else one.sentence
        yield Remark("must" if one.is_wrong else "check", sentence, reverse("person", args=[one.person]) if one.person else "")


def _of_standing(file: HouseholdFile) -> Iterator[Remark]:
    labels, risks = file.spells.labels, [one for one in file.spells.risks if one.lasts]
    if labels.get("monitored") and not risks:
        yield Remark("check", f"是{labels['monitored']}，没有登记返贫致贫风险；风险都消除了的，请登记身份结束。", "")
    for one in file.spells.guarantees:
        if one.lasts and one.label == "未保障":
            yield Remark("must", f"{one.word}没有保障{f'（{one.detail}）' if one.detail else ''}。", "")
    if (labels.get("monitored") or labels.get("assisted", "一般农户") != "一般农户") and not _has_income(file):
        yield Remark("check", "最近一个年度的收入还没有登记。", "")


def _has_income(file: HouseholdFile) -> bool:
    """Whether a window that ends with the last year of collection, or later, is recorded."""
    last = yearly_window(file.day.year)
    after = last.after if last.after <= file.day else yearly_window(file.day.year - 1).after
    return any(one.window.after >= after for one in file.incomes)


def _of_papers(file: HouseholdFile) -> Iterator[Remark]:
    missing = [one.word for one in file.missing]
    if missing:
        more = f" 等 {len(missing)} 种" if len(missing) > SHOWN else ""
        yield Remark("check", f"缺材料：{'、'.join(missing[:SHOWN])}{more}。", "#papers")
