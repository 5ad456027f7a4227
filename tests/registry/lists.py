"""Lists of every subject as offices hand them over, and the small layouts by which they are read."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from unittest.mock import patch

from bangfu.deliveries import queries as delivered
from bangfu.deliveries.fingerprint import fingerprint
from bangfu.deliveries.models import DeliveredRow, Delivery
from bangfu.deliveries.rows import opened
from bangfu.organization.actor import Actor
from bangfu.workbooks.layout import LAYOUTS, Field, Layout
from tests.deliveries.office import applied, compared, workbook

WHERE = (Field("township", "乡", required=True, kind="place"), Field("village", "村", required=True, kind="place"))


@dataclass(frozen=True)
class Listed(Layout):
    """A layout that says what one row is about."""

    subject: str = "person"


def texts(*pairs: str) -> tuple[Field, ...]:
    """Fields of text, written `key label`."""
    return tuple(Field(*pair.split(" ")) for pair in pairs)


STANDING = texts(
    "status.assisted 户类型", "status.assisted.since 认定日期", "status.monitored 监测对象类别", "status.relief 救助身份", "risk.1 风险1", "risk.2 风险2", "risk.3 风险3",
    "risk.4 风险4", "risk.5 风险5", "risk.disaster 灾害类型", "risk.remark 其他风险", "risk.ended 风险是否消除", "risk.ended_how 消除方式", "cause.main 主要致贫原因",
    "cause.2 其他致贫原因1", "cause.3 其他致贫原因2",
) + (Field("risk.since", "风险识别时间", kind="day"), Field("risk.ended_on", "风险消除时间", kind="day"))
HOUSE = texts(
    "household.address 住址", "household.bank_account 银行账号", "household.farmland 耕地", "household.irrigated 有效灌溉", "household.house_area 住房面积",
    "household_phone 户联系电话", "income.wage_work 务工收入", "income.transfer_pension 养老金", "income.per_head 人均纯收入", "measure.health 健康帮扶",
) + (Field("year", "年度", kind="whole"), Field("household.first_identified", "首次识别时间", kind="day"))
PERSONS = Listed(
    "wide_persons", "宽人口表", "national", "register",
    (*(one for one in LAYOUTS["national_persons"].fields[3:18] if one.key != "household_phone"), *texts("work_income 务工月收入", "minimum_living_kind 低保类别"),
     Field("work_from", "务工开始时间", kind="day"), *STANDING, *HOUSE[:7]),
)
WORKERS = Listed(
    "workers", "已外出务工信息", "national", "register",
    (Field("township", "乡", kind="place"), Field("village", "村", kind="place"), Field("household_number", "户编号", kind="household_number"),
     Field("name", "姓名", required=True, kind="name"), Field("id_number", "证件号码", required=True, kind="id_number"),
     *texts("employer 务工企业名称", "work_income 务工月收入")),
)
HOUSEHOLDS = Listed(
    "households", "户信息", "national", "register",
    (*WHERE, Field("household_number", "户编号", kind="household_number"), Field("head_name", "户主姓名", kind="name"),
     Field("head_id_number", "户主证件号码", kind="id_number"), *STANDING, *HOUSE),
    subject="household",
)
VILLAGES = Listed(
    "villages", "行政村信息", "national", "register",
    (*WHERE, Field("village.households", "总户数", kind="whole"), Field("village.persons", "总人口数", kind="whole"),
     *texts("village.collective_income 村集体收入", "village.farmland 耕地", "village.irrigated 有效灌溉", "village.bus 是否通客运班车")),
    subject="village",
)


@contextmanager
def known() -> Iterator[None]:
    """The layouts are among those that can be delivered, and rows have their fingerprints as staging gives them."""
    with patch.dict(LAYOUTS, {one.slug: one for one in (PERSONS, WORKERS, HOUSEHOLDS, VILLAGES)}):
        yield


def printed(delivery: Delivery) -> None:
    """The rows of a delivery with their fingerprints."""
    for row in DeliveredRow.objects.filter(delivery=delivery):
        DeliveredRow.objects.filter(pk=row.pk).update(print=fingerprint(opened(row.content).understood))


def sheet(layout: Layout, rows: Sequence[Mapping[str, str]]) -> bytes:
    """A workbook of the layout: the columns some row fills, by their labels. Rows by key of the layout."""
    keys = [one for one in layout.fields if one.required or any(row.get(one.key) for row in rows)]
    return workbook([[one.label for one in keys], *[[row.get(one.key, "") for one in keys] for row in rows]])


def taken(by: Actor, layout: Layout, rows: Sequence[Mapping[str, str]], day: date) -> tuple[Delivery, dict[str, int]]:
    """Delivered and applied; how many rows of each outcome the preview said."""
    found = applied(by, sheet(layout, rows), layout=layout.slug, day=day, name=f"{layout.title}.xlsx")
    return found, said(by, found)


def said(by: Actor, found: Delivery) -> dict[str, int]:
    """How many rows of each outcome the preview said."""
    villages = delivered.villages(by, found.pk)
    outcomes = ("new", "changed", "moved", "unchanged", "kept", "refused", "gone")
    return {name: total for name in outcomes if (total := sum(getattr(one, name) for one in villages))}


def looked_at(by: Actor, layout: Layout, rows: Sequence[Mapping[str, str]], day: date) -> Delivery:
    """As far as the preview."""
    return compared(by, sheet(layout, rows), layout=layout.slug, day=day, name=f"{layout.title}.xlsx")


def faults(by: Actor, found: Delivery) -> list[tuple[int, str, str]]:
    """(row, column letter, sentence) of what went back."""
    return [(one.number, *fault) for one in delivered.lines(by, found.pk, outcome="refused") for fault in one.faults]
