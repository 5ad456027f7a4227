"""The lists of the register: which columns people and households have in a roster, and in which orders they may stand."""

from collections.abc import Iterator, Mapping

from bangfu.lists.declared import Column, Kind, Listing, Order
from bangfu.registry import columns as described
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
