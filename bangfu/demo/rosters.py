"""The lists as the offices hand them over, row by row: the 47-column person export, the village ledger, the list of deceased persons."""

from collections.abc import Iterator
from datetime import date
from random import Random

from bangfu.demo.offices import Dead, Office, Township
from bangfu.demo.places import places
from bangfu.demo.register import Household, Member

# heading of the export → what stands in it: a field of `Member`, or one of those `_national_texts` adds
NATIONAL: dict[str, str] = {
    "省": "province", "市": "prefecture", "县": "county", "乡": "township", "村": "village",
    "户编号": "household", "人口编号": "number", "姓名": "name", "性别": "sex", "出生日期": "birth",
    "证件类型": "document_kind", "证件号码": "document", "民族": "nation",
    "户联系电话": "household_phone", "成员联系电话": "phone", "年度": "year", "与户主关系": "relation",
    "文化程度": "schooling", "在校生状况": "student", "劳动技能": "labour", "务工时间（月）": "work_months", "健康状况": "health",
    "政治面貌": "political", "务工企业名称": "employer", "是否享受低保": "minimum_living",
    "是否参加城镇职工基本养老保险": "pension_employees", "是否参加大病保险": "illness_insurance",
    "是否参加新型农村合作医疗（城乡居民基本医疗保险）": "medical_residents", "是否参加城乡居民基本养老保险": "pension_residents",
    "失学或辍学原因": "dropout_reason", "是否会讲普通话": "mandarin", "是否参加商业补充医疗保险": "commercial_insurance",
    "是否国外务工": "work_abroad", "产业分类": "industry", "是否接受大病医疗救助": "illness_aid",
    "是否接受其他健康扶贫": "other_health_aid", "公益性岗位类型": "post_kind", "公益性岗位(月数)": "post_months", "就业渠道": "channel",
    "残疾类别": "disability_kind", "务工所在地": "work_place", "户主姓名": "head_name", "户主证件号码": "head_document",
    "是否参加城镇职工基本医疗保险": "medical_employees", "是否特困供养人员": "destitute", "残疾证办证年度": "disability_year",
    "识别标准": "standard",
}
LEDGER = ("村", "组", "户编号", "户主姓名", "姓名", "身份证号", "性别", "与户主关系", "民族", "联系电话", "备注")
DECEASED = ("姓名", "身份证号", "死亡日期", "户籍地", "乡镇", "原因")

SHARED = ("head_name", "head_document", "household_phone", "standard")   # of the household, yet somebody may have written them otherwise in one row
_ABOVE = {row.code: row.name for row in places("village")}
_NEW_YEAR = date(2026, 1, 1)
_DAYS = ("%Y-%m-%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
_SPOKEN = {"配偶男": "丈夫", "配偶女": "妻子", "之子男": "儿子", "之女女": "女儿", "之母女": "母亲", "之父男": "父亲"}


def shuffled_headings(seed: int, edition: int) -> list[str]:
    """The export's headings in the order somebody happened to tick them, another in every edition."""
    headings = list(NATIONAL)
    Random(f"{seed}|columns|{edition}").shuffle(headings)
    return headings


def national_rows(township: Township, office: Office, headings: list[str], day: date, everybody: bool = False) -> Iterator[list[str]]:
    """The export's rows of a township, a text to a heading: 脱贫户 and 监测对象 only, or as it would be if it had `everybody`."""
    fields = [NATIONAL[heading] for heading in headings]
    for one in township.villages:
        for house in one.households:
            if not (everybody or house.followed):
                continue
            shared = _household_texts(township, office, house, one.place.name, day)
            for member in office.listed(house):
                texts = shared | _member_texts(office, member)
                texts |= {name: office.text(member, name, texts[name]) for name in SHARED}
                yield [texts[name] if name in texts else office.text(member, name, getattr(member, name)) for name in fields]


def _household_texts(township: Township, office: Office, house: Household, village: str, day: date) -> dict[str, str]:
    code = house.village
    return {
        "province": _ABOVE[code[:2]], "prefecture": _ABOVE[code[:4]], "county": _ABOVE[code[:6]], "township": township.place.name,
        "village": village, "household": house.number, "household_phone": house.phone, "year": f"{day.year}", "standard": house.standard,
        "head_name": office.text(house.head, "name", house.head.name),
        "head_document": _document(office, house.head),
    }


def _member_texts(office: Office, member: Member) -> dict[str, str]:
    texts = {
        "birth": office.text(member, "birth", f"{member.birth}"),
        "document_kind": "残疾人证" if member.certificate else "居民身份证",
        "document": _document(office, member),
    }
    village = office.text(member, "village", "")
    return texts | {"village": village} if village else texts


def _document(office: Office, member: Member) -> str:
    return office.text(member, "id_number", member.certificate or member.id_number)


def ledger_rows(township: Township) -> Iterator[list[str]]:
    """The township's village ledgers, under the headings LEDGER, of every household, group by group.

    Relations and peoples stand as villagers say them, numbers with 18 digits only.
    """
    for one in township.villages:
        for house in sorted(one.households, key=lambda house: (one.groups.index(house.group), house.number)):
            yield from ledger_household(township.ledger, house, one.place.name)


def ledger_household(office: Office, house: Household, village: str) -> Iterator[list[str]]:
    """The rows of a household in its village's ledger, under the headings LEDGER."""
    head = office.text(house.head, "name", house.head.name)
    for one in office.listed(house):
        yield [
            office.text(one, "village", village), house.group, house.number, head, office.text(one, "name", one.name),
            office.text(one, "id_number", one.id_number), office.text(one, "sex", one.sex),
            office.text(one, "relation", _SPOKEN.get(one.relation + one.sex, one.relation.removeprefix("之"))),
            office.text(one, "nation", one.nation.removesuffix("族")), office.text(one, "phone", one.phone), _remark(one),
        ]


def _remark(one: Member) -> str:
    if one.work_place:
        return f"在{one.work_place}务工"
    if one.destitute == "是":
        return "特困"
    return "低保" if one.minimum_living == "是" else ""


def lately_died(township: Township) -> Iterator[Dead]:
    """Who died in the township since the new year, and has left the other lists."""
    names = {one.place.code: one.place.name for one in township.villages}
    for one in township.villages:
        for stay in (stay for house in one.everything for stay in house.stays):
            if stay.left == "died" and stay.until and stay.until >= _NEW_YEAR and stay.village in names:
                member = stay.member
                cause = "自然死亡" if member.birth.year < 1950 else "意外" if member.birth.year > 1985 else "因病"
                yield Dead(member.name, member.id_number, stay.until, names[stay.village], township.place.name, cause)


def deceased_rows(dead: list[Dead], rng: Random) -> Iterator[list[str]]:
    """Under the headings DECEASED, by day, each day in the writing of whoever reported it."""
    for one in sorted(dead, key=lambda one: (one.died_on, one.id_number)):
        yield [one.name, one.id_number, one.died_on.strftime(rng.choice(_DAYS)), one.village, one.township, one.cause]
