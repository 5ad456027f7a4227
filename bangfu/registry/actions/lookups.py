"""What is looked up and taken along."""

import io
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.utils import timezone

from bangfu.accounts.quota import spend
from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry.queries import Pasted, found_many
from bangfu.rules.refusal import Refused
from bangfu.workbooks.written import ListColumn, Written, write_list

COLUMNS = (
    ListColumn("行号", 6, "whole"), ListColumn("贴入的内容", 24), ListColumn("结果", 10), ListColumn("姓名", 12), ListColumn("与户主关系", 10),
    ListColumn("年龄", 6, "whole"), ListColumn("证件号码", 22, "id"), ListColumn("户主", 12), ListColumn("户编号", 18, "id"), ListColumn("村", 16),
    ListColumn("户的身份", 24),
)


@transaction.atomic
def export_found(by: Actor, *, lines: Sequence[str]) -> io.BytesIO:
    """What a pasted column finds, as .xlsx in the order given, numbers masked as on the page. Kept nowhere; that it was taken along is written down.

    Whoever may print the register may take it along: it shows nothing the page does not. Refused when there is nothing to write.
    """
    by.must("registry.print", at=by.place_code)
    pasted = found_many(by, lines)
    if not pasted.lines:
        raise Refused("没有贴入内容，请先贴一列证件号码、户编号或姓名。", field="lines")
    target = io.BytesIO()
    write_list(target, "查找结果", COLUMNS, _rows(pasted), _note(by, pasted))
    spend(by, len(pasted.lines))
    record(by, "register.looked_up", Subject("place", by.place_code, f"查找结果 {len(pasted.lines)} 行，找到 {pasted.found} 行"), at=by.place_code)
    target.seek(0)
    return target


def _note(by: Actor, pasted: Pasted) -> str:
    place = place_names([by.place_code]).get(by.place_code, by.place_code)
    return f"{place}，{by.name} 于 {timezone.localdate().isoformat()} 导出；找到 {pasted.found} 行，没有找到 {len(pasted.missed)} 行。本表有个人信息，用完交回，不外传。"


def _rows(pasted: Pasted) -> Iterator[Sequence[Written]]:
    for line in pasted.lines:
        if not line.hits:
            yield (line.number, line.text, "没有找到", *[""] * 8)
        for hit in line.hits:
            one = hit.person
            result = f"同名还有 {line.more} 人" if line.more else "找到"
            yield (
                line.number, line.text, result, one.name, one.relation, one.age, one.id_number, hit.head, one.household_number, one.place_name,
                "、".join(hit.statuses),
            )
