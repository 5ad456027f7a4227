"""The lists of the register: which columns people and households have in a roster, and in which orders they may stand."""

from collections.abc import Iterator, Mapping

from django.urls import reverse

from bangfu.lists.declared import Column, Kind, Listing, Order
from bangfu.lists.drawn import Cell, moment
from bangfu.registry import columns as described
from bangfu.registry.queries.bodies import BY_KIND, BodyRow
from bangfu.registry.queries.disclosures import LATEST, DisclosureRow
from bangfu.registry.queries.roster_rows import HOUSE

_KINDS: Mapping[str, Kind] = {"number": "code", "whole": "number", "quantity": "number", "money": "money", "day": "date", "labels": "long"}
FILTERS = ("by", "words", "status", "tag", "cut", "group", "own_header", "own_value", "as_of", "known_on", "since")


def _described(columns: Mapping[str, described.Column], subject: str, *, before: str = "", group: str = "", without: tuple[str, ...] = ()) -> Iterator[Column]:
    for name, one in columns.items():
        if name not in without:
            # days and years are not added up, nor is anything of a household for each of its people
            summed = one.kind in ("money", "quantity", "whole") and not before and not name.endswith("year")
            yield Column(
                f"{before}{name}", one.word, _KINDS.get(one.kind, "text"), shown=False, field=f"{subject}.{name}", group=f"{group}{one.group}", summed=summed,
                width=22 if one.kind == "number" else 14,
            )


PERSONS = Listing(
    slug="roster.persons", word="名册（按人）", power="registry.look", address="roster", at_place=True, unit="人", takes="registry.print", filters=FILTERS,
    columns=(
        Column("name", "姓名", stub=True, order="name"), Column("relation", "与户主关系"), Column("sex", "性别", width=6),
        Column("age", "年龄", "number", order="age", width=6), Column("id_number", "证件号码", "code", field="person.id_number", width=22),
        Column("id_status", "校验", "tag", width=12), Column("household_number", "户编号", "code", order="household", width=20),
        Column("place", "村", order="place"), Column("phone", "电话", "code", field="person.phone"),
        Column("head", "户主", shown=False, group="户"), Column("statuses", "身份", "tag", shown=False, group="户", width=24),
        *_described(described.PERSON, "person", without=("name", "relation", "sex", "id_number", "phone")),
        *_described(described.HOUSEHOLD, "household", before=HOUSE, group="户："),
    ),
    orders=(
        Order("place", "村和姓名", ("place_code", "name_folded", "id")), Order("name", "姓名", ("name_folded", "place_code", "id"), narrow=True),
        Order("age", "年龄", ("-birth", "id"), nullable=("birth",), narrow=True), Order("household", "户编号", ("household__number", "id"), narrow=True),
    ),
)
HOUSEHOLDS = Listing(
    slug="roster.households", word="名册（按户）", power="registry.look", address="roster", at_place=True, unit="户", takes="registry.print", filters=FILTERS,
    columns=(
        Column("head", "户主", stub=True), Column("persons", "人数", "number", summed=True, width=6), Column("statuses", "身份", "tag", width=30),
        Column("number", "户编号", "code", order="number", width=20), Column("place", "村", order="place"), Column("group", "村民组", order="group"),
        *_described(described.HOUSEHOLD, "household", without=("group",)),
    ),
    orders=(
        Order("place", "村和户编号", ("place_code", "number", "id")), Order("number", "户编号", ("number", "id"), narrow=True),
        Order("group", "村民组", ("place_code", "group", "number", "id"), narrow=True),
    ),
)


def listing_of(*, by_household: bool) -> Listing:
    """The list of a roster."""
    return HOUSEHOLDS if by_household else PERSONS


BODIES = Listing(
    slug="bodies", word="主体", power="registry.look", address="bodies", at_place=True, unit="个", takes="registry.look", filters=("kind", "words"),
    columns=(
        Column("name", "名称", stub=True, width=36), Column("kind", "类型", order="kind", width=12), Column("credit_code", "统一社会信用代码", "code", width=22),
        Column("head", "负责人", width=10), Column("phone", "联系电话", "code", field="body.phone"), Column("place", "所在地", width=16),
        Column("business", "主营", width=24), Column("address", "地址", shown=False, width=30), Column("founded_on", "成立日期", "date", shown=False, width=12),
    ),
    orders=(BY_KIND,),
)
DISCLOSURES = Listing(
    slug="disclosures", word="批量披露", power="registry.disclose", address="disclosures", unit="次", takes="registry.disclose", filters=("which",),
    columns=(
        Column("purpose", "用途", stub=True, width=30), Column("receiver", "给谁", width=20), Column("whom", "哪里的哪些人", width=24),
        Column("persons", "人数", "number", width=8), Column("columns", "号码", width=20), Column("asked_by", "谁申请的", order="asked", width=20),
        Column("state", "到哪一步", "tag"), Column("document", "依据", shown=False, width=24), Column("decided", "谁批的", shown=False, width=20),
    ),
    orders=(LATEST,),
)


def body_cell(row: BodyRow, key: str) -> Cell:
    """What stands in a row of bodies."""
    match key:
        case "name":
            return Cell(row.name, url=reverse("body", args=[row.body]))
        case "place":
            return Cell(row.place_name)
    return Cell(getattr(row, key))


def disclosure_cell(row: DisclosureRow, key: str) -> Cell:
    """What stands in a row of disclosures."""
    match key:
        case "purpose":
            return Cell(row.purpose, url=reverse("disclosure", args=[row.id]))
        case "whom":
            return Cell(f"{row.place_name} {row.whom}")
        case "columns":
            return Cell("、".join(row.columns))
        case "asked_by":
            return Cell(row.asked_by_name, soft=moment(row.asked_at))
        case "decided":
            return Cell(row.decided_by_name, soft=moment(row.decided_at))
        case "state":
            return Cell(tags=((row.word, {"taken": "done", "asked": "check", "approved": "check"}.get(row.state, "")),))
    return Cell(getattr(row, key))
