"""Workbooks as offices hand them over, written by another program than ours, and the clicks with which a clerk takes them in."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import openpyxl

from bangfu.deliveries import actions
from bangfu.deliveries.models import Delivery
from bangfu.deliveries.queries import columns
from bangfu.organization.actor import Actor
from bangfu.registry.models import PersonRecord
from bangfu.rules.id_number import check_digit
from bangfu.work.worker import sweep

DAY = date(2026, 6, 30)
BANNERS = (["防返贫监测信息查询结果——（自定义）家庭成员信息"], ["导出时间：2026-06-30 16:42:07    导出单位：云岫县"])
HEADINGS = ("乡", "村", "户编号", "人口编号", "姓名", "证件号码", "与户主关系", "成员联系电话", "民族", "务工企业名称")
LEDGER = ("村", "户编号", "姓名", "身份证号", "与户主关系", "备注")
DECEASED = ("姓名", "身份证号", "死亡日期", "户籍地", "乡镇", "原因")


def number(serial: int, birth: date = date(1980, 1, 1)) -> str:
    """A right ID number on an unused region code; an odd serial is a man's."""
    first17 = f"990121{birth:%Y%m%d}{serial:03d}"
    return first17 + check_digit(first17)


@dataclass(frozen=True)
class Line:
    """One person as a list has them. `person` is the 人口编号, '' for none; `phone` on a block no operator has."""

    household: str
    person: str
    name: str
    id_number: str
    relation: str = "户主"
    village: str = "上垟村"
    township: str = "青石镇"
    phone: str = ""
    nation: str = "汉族"
    employer: str = ""
    more: dict[str, str] = field(default_factory=dict, hash=False)

    def but(self, **changes: str) -> "Line":
        """The same person, said otherwise."""
        return replace(self, **changes)   # type: ignore[arg-type]

    @property
    def texts(self) -> dict[str, str]:
        words = (
            self.township, self.village, self.household, self.person, self.name, self.id_number, self.relation, self.phone, self.nation,
            self.employer,
        )
        return {**dict(zip(HEADINGS, words, strict=True)), "身份证号": self.id_number, **self.more}


def families(village: str = "上垟村", township: str = "青石镇", *, share: int = 0, households: int = 3) -> list[Line]:
    """Households of three in a village; every share has other numbers (0 … 99)."""
    found = []
    for nth in range(households):
        house, serial = f"0099{share:03d}{nth:05d}", share * 10 + nth * 2 + 1
        where = {"village": village, "township": township, "phone": f"154{share:03d}{nth:05d}"}
        surname = "覃韦罗莫蓝"[nth % 5]
        found += [
            Line(house, f"{house}01", surname + "天明", number(serial, date(1970, 3, 4) + timedelta(nth)), **where),
            Line(house, f"{house}02", "农秀英", number(serial + 1, date(1972, 5, 6) + timedelta(nth)), "配偶", **where),
            Line(house, f"{house}03", surname + "小宝", number(serial, date(2001, 7, 8) + timedelta(nth)), "之子", **where),
        ]
    return found


def workbook(rows: Iterable[Sequence[object]], sheet: str = "sheet1") -> bytes:
    """An .xlsx of one sheet with these rows."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(lines: Iterable[Line], headings: Sequence[str] = HEADINGS) -> list[list[str]]:
    """The cells of the lines under these headings; '' where a line says nothing."""
    return [[line.texts.get(heading, "") for heading in headings] for line in lines]


def national(lines: Sequence[Line], headings: Sequence[str] = HEADINGS) -> bytes:
    """The person export: two banner rows, headings in the third, texts, a totals row."""
    return workbook([*BANNERS, headings, *rows_of(lines, headings), ["合计", f"{len(lines)}人"]])


def ledger(lines: Sequence[Line]) -> bytes:
    """A village ledger: a title, headings, rows."""
    return workbook([["村台账"], LEDGER, *rows_of(lines, LEDGER)])


def deceased(lines: Sequence[Line]) -> bytes:
    """A department's list of deceased persons."""
    return workbook([DECEASED, *[[one.name, one.id_number, "2026-03-01", one.village, one.township, "因病"] for one in lines]])


def received(by: Actor, content: bytes, *, layout: str = "national_persons", day: date = DAY, name: str = "人口信息.xlsx") -> Delivery:
    """Uploaded, and looked at by the worker."""
    made = actions.receive(by, layout=layout, file_name=name, content=content, data_day=day)
    sweep()
    return again(made)


def confirmed(by: Actor, delivery: Delivery, **chosen: str) -> Delivery:
    """The columns confirmed as understood, but for those named by letter (`G="phone"`)."""
    keys = {one.position: chosen.get(one.letter, one.key) for one in columns(by, delivery.pk)}
    actions.confirm_columns(by, delivery=delivery.pk, keys=keys)
    sweep()
    return again(delivery)


def compared(by: Actor, content: bytes, **how: object) -> Delivery:
    """As far as the preview."""
    return confirmed(by, received(by, content, **how))   # type: ignore[arg-type]


def applied(by: Actor, content: bytes, **how: object) -> Delivery:
    """All the way into the register."""
    made = compared(by, content, **how)
    actions.request_apply(by, delivery=made.pk)
    sweep()
    return again(made)


def again(delivery: Delivery) -> Delivery:
    """As it stands in the database now."""
    return Delivery.objects.select_related("source").get(pk=delivery.pk)


def of(name: str, household: str = "") -> PersonRecord:
    """The current record of the one person of this name (in this household)."""
    from bangfu.facts.models import NOW

    found = PersonRecord.objects.filter(name=name, **NOW.filters()).select_related("household")
    return (found.filter(household__number=household) if household else found).get()


def everybody() -> list[tuple[str, ...]]:
    """The register now, as plain words, without what differs between two databases that hold the same."""
    from bangfu.facts.models import NOW

    rows = PersonRecord.objects.filter(**NOW.filters()).values_list(
        "place_code", "household__number", "person_number", "name", "id_index", "phone_index", "relation", "nation", "employer", "valid_from",
    )
    return sorted(tuple(map(str, row)) for row in rows)
