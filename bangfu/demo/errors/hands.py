"""Slips of hands, eyes and machines no check has a table of: wrong candidates, neighbouring keys, scanned pages, shifted rows, cells dragged down, old lists.

Each is of the family in which it shows.
"""

from collections.abc import Mapping, Sequence

from bangfu.demo import confusions
from bangfu.demo.errors.identity import NOT_JOINED, beside_on_the_pad, doubled
from bangfu.demo.errors.kind import Change, Kind, Outcome, Pool, by_slug, rewritten
from bangfu.demo.errors.naming import mistaken
from bangfu.demo.errors.spot import Done, Make, Spot, with_check
from bangfu.demo.sources.line import Cells

NAMES, FIELD, NUMBER = ("人证相符",), ("字段矛盾",), ("身份",)
_PRIMARY = "一二三四五六"


def shifted(slug: str, keys: Sequence[str]) -> Make:
    """A cell was put in, and the rest of the row went one to the right."""
    def make(spot: Spot) -> Done | None:
        cells = spot.cells(slug)
        if cells is None or spot.is_head:
            return None
        texts = [cells[key] for key in keys]
        return spot.write(slug, **dict(zip(keys, ["", *texts[:-1]], strict=True)))
    return make


def from_above(slug: str, key: str) -> Make:
    """A cell of the row above, dragged down over this one."""
    def make(spot: Spot) -> Done | None:
        rows = [found[key] for one in spot.house.members if (found := spot.cells(slug, one))]
        cells = spot.cells(slug)
        other = next((text for text in rows if cells and text and cells[key] and text != cells[key]), None)
        return spot.write(slug, **{key: other}) if other else None
    return make


def _grade_from_above(spot: Spot) -> Done | None:
    """The class of another child of the house; where both go to the primary school and are nearly of an age, nobody can tell."""
    mine = spot.cells("pupils")
    done = from_above("pupils", "grade")(spot)
    if mine is None or done is None:
        return None
    other = next(cells for one in spot.house.members if (cells := spot.cells("pupils", one)) and cells["grade"] and cells["grade"] != mine["grade"])
    one_stage = all(cells["grade"].startswith("小学") for cells in (mine, other))
    return done._replace(hidden=one_stage and abs(_PRIMARY.index(mine["grade"][2]) - _PRIMARY.index(other["grade"][2])) <= 2)


def _exchanged(slug: str, key: str, other_key: str) -> Make:
    """Two columns of a row exchanged: typed in the order of another form."""
    def make(spot: Spot) -> Done | None:
        cells = spot.cells(slug)
        if cells is None or not cells[key] or not cells[other_key] or cells[key] == cells[other_key]:
            return None
        return spot.write(slug, **{key: cells[other_key], other_key: cells[key]})
    return make


def _exchanged_between(slug: str, key: str) -> Make:
    """Two members of a household have each other's cell: the rows were sorted, this column was not."""
    def make(spot: Spot) -> Done | None:
        mine = spot.cells(slug)
        for one in spot.house.members if mine else ():
            theirs = spot.cells(slug, one)
            if mine and theirs and mine[key] and theirs[key] and mine[key] != theirs[key]:
                spot.write(slug, **{key: theirs[key]})
                spot.write(slug, one, **{key: mine[key]})
                return Done(one.number)
        return None
    return make


def _name_of_head(spot: Spot, name: str) -> str | None:
    """The name of the 户主 in every row of the house."""
    return None if spot.is_head else spot.house.head.name


def _skipped(spot: Spot, number: str) -> str | None:
    """Two digits of the sequence turned around one that stands between them."""
    wrong = number[:14] + number[16] + number[15] + number[14] + number[17]
    return wrong if wrong != number and with_check(wrong[:17]) != wrong else None


def _year_off(spot: Spot, number: str) -> str | None:
    """The year of birth one off, as it is told by the traditional count of years."""
    wrong = f"{number[:6]}{int(number[6:10]) - 1}{number[10:]}"
    fits = number[10:14] != "0229" and with_check(wrong[:17]) != wrong
    return wrong if fits else None


def _letter(spot: Spot, number: str) -> str | None:
    """A digit read as the letter that looks like it."""
    found = [nth for nth in range(6, 17) if number[nth] in confusions.SCANNED_DIGITS]
    if not found:
        return None
    nth = spot.rng.choice(found)
    return number[:nth] + confusions.SCANNED_DIGITS[number[nth]] + number[nth + 1 :]


_LAST_YEAR: Mapping[str, Cells] = {
    "medical_insured": {"insured_year": "2025", "insured_state": "暂停参保", "paid_on": "2024-12-01"},
    "employment": {"since": "2024-03-01", "employment_state": "失业登记"},
    "minimum_living": {"since": "202301", "until": "202412"},
}


def _of_last_year(slug: str) -> Make:
    """The row of last year's list stands below that of this one."""
    def make(spot: Spot) -> Done | None:
        cells = spot.cells(slug)
        return spot.add(slug, cells | _LAST_YEAR[slug], spot.member.number) if cells else None
    return make


_STAGES = {
    "七年级": ("小学六年级", "小学"), "八年级": ("七年级", "初中"), "九年级": ("八年级", "初中"), "普通高中一年级": ("九年级", "初中"), "中职一年级": ("九年级", "初中"),
    "普通高中二年级": ("普通高中一年级", "普通高中"), "普通高中三年级": ("普通高中二年级", "普通高中"),
}


def _class_of_last_year(spot: Spot) -> Done | None:
    """The pupil still stands in last year's class."""
    cells = spot.cells("pupils")
    grade, stage = _STAGES.get(cells["grade"], ("", "")) if cells else ("", "")
    return spot.write("pupils", grade=grade, stage=stage) if grade else None


def _name(slug: str, word: str, source: str, change: Change, pool: Pool = "anybody") -> Kind:
    return Kind(slug, word, NAMES, source, "name", rewritten(source, "name", change), ("漏报虚报",), known=False, pool=pool)


def _number(slug: str, word: str, source: str, change: Change, outcome: Outcome = "found", pool: Pool = "anybody") -> Kind:
    return Kind(slug, word, NUMBER, source, "id_number", rewritten(source, "id_number", change), NOT_JOINED, outcome, known=False, pool=pool)


def _cell(
    slug: str, word: str, source: str, key: str, make: Make, also: tuple[str, ...] = ("合理性", "漏报虚报"), families: tuple[str, ...] = FIELD, pool: Pool = "anybody",
    hidden: str = "",
) -> Kind:
    return Kind(slug, word, families, source, key, make, also, known=False, pool=pool, hidden=hidden)


KINDS = by_slug([
    _name("wrong_candidate_in_relief", "低保：拼音选错字", "minimum_living", mistaken(confusions.IME)),
    _name("wrong_candidate_at_school", "在校：拼音选错字", "pupils", mistaken(confusions.IME)),
    _name("wrong_candidate_in_city", "市平台：拼音选错字", "city_persons", mistaken(confusions.IME), "followed"),
    _name("as_spoken_in_pension", "养老：按口音写", "pension_insured", mistaken(confusions.SPOKEN)),
    _name("as_spoken_at_work", "就业：按口音写", "employment", mistaken(confusions.SPOKEN)),
    _name("wubi_in_medical", "医保：五笔打错", "medical_insured", mistaken(confusions.SHAPED)),
    _name("wubi_on_deeds", "车辆：五笔打错", "vehicles", mistaken(confusions.SHAPED)),
    _name("scanned_name_in_survey", "住建：扫描识别错", "dangerous_houses", mistaken(confusions.SCANNED)),
    _name("scanned_name_in_relief", "低保：扫描识别错", "minimum_living", mistaken(confusions.SCANNED)),
    _name("head_in_every_row", "低保：每行都填了户主的名字", "minimum_living", _name_of_head),
    _number("next_key_in_city", "市平台：号码按错旁边的键", "city_persons", beside_on_the_pad, pool="followed"),
    _number("next_key_in_pension", "养老：号码按错旁边的键", "pension_insured", beside_on_the_pad),
    _number("key_held_at_school", "在校：一位数字按了两次", "pupils", doubled),
    _number("turned_around", "医保：隔一位的两个数字颠倒", "medical_insured", _skipped),
    _number("year_off", "残联：号码里的年份按虚岁算", "disability_cards", _year_off),
    _number("letter_in_survey", "住建：号码里的数字认成字母", "dangerous_houses", _letter, "refused"),
    _cell("medical_from_above", "医保：险种从上一行拖下来", "medical_insured", "insured_kind", from_above("medical_insured", "insured_kind")),
    _cell("sex_from_above", "残联：性别从上一行拖下来", "disability_cards", "sex", from_above("disability_cards", "sex"), ("身份",)),
    _cell("nation_of_the_class", "在校：年级从上一行拖下来", "pupils", "grade", _grade_from_above, families=(*FIELD, "合理性"), also=("漏报虚报", "部门比对"),
          hidden="两个孩子都在小学、年级相差不到三级：名册只记“小学”，年龄也都合适，只看名单谁也看不出来"),
    _cell("student_from_above", "市平台：在校状况从上一行拖下来", "city_persons", "student", from_above("city_persons", "student"), pool="followed"),
    _cell("birth_unsorted", "市平台：出生日期一列没跟着排序", "city_persons", "birth_date", _exchanged_between("city_persons", "birth_date"),
          ("身份", "成员逻辑"), pool="followed"),
    _cell("sex_unsorted", "市平台：性别一列没跟着排序", "city_persons", "sex", _exchanged_between("city_persons", "sex"), ("身份", "成员逻辑"), pool="followed"),
    _cell("labour_unsorted", "市平台：劳动能力一列没跟着排序", "city_persons", "labour", _exchanged_between("city_persons", "labour"), pool="followed"),
    _cell("names_exchanged", "低保：姓名和户主姓名填反", "minimum_living", "name", _exchanged("minimum_living", "name", "head_name"),
          ("漏报虚报", "字段矛盾", "重复"), NAMES),
    _cell("medical_shifted", "医保：险种以后整行右移一格", "medical_insured", "insured_kind", shifted(
        "medical_insured", ("insured_state", "insured_kind", "insured_year")), ("完整性", "漏报虚报", "表间矛盾")),
    _cell("card_shifted", "残联：整行右移一格", "disability_cards", "sex", shifted("disability_cards", ("sex", "issued_on", "expires_on", "card_state")),
          ("漏报虚报", "身份", "部门比对"), ("字段矛盾", "完整性")),
    _cell("insured_last_year", "医保：去年的一行还在", "medical_insured", "insured_year", _of_last_year("medical_insured"),
          ("字段矛盾", "漏报虚报"), ("重复", "表间矛盾", "部门比对")),
    _cell("employed_last_year", "就业：去年的失业登记还在", "employment", "employment_state", _of_last_year("employment"),
          ("字段矛盾", "漏报虚报"), ("重复", "表间矛盾", "部门比对")),
    _cell("relief_last_year", "低保：已停发的一行还在", "minimum_living", "until", _of_last_year("minimum_living"),
          ("字段矛盾", "漏报虚报"), ("重复", "表间矛盾", "部门比对")),
    _name("wrong_candidate_on_wheels", "车辆：拼音选错字", "vehicles", mistaken(confusions.IME)),
    _name("scanned_name_at_work", "就业：扫描识别错", "employment", mistaken(confusions.SCANNED)),
    _name("as_spoken_at_the_door", "公安：按口音写", "household_registration", mistaken(confusions.SPOKEN)),
    _number("next_key_on_wheels", "车辆：号码按错旁边的键", "vehicles", beside_on_the_pad),
    _number("key_held_at_work", "就业：一位数字按了两次", "employment", doubled),
    _number("year_off_at_school", "在校：号码里的年份错一年", "pupils", _year_off),
    _cell("relation_from_above", "低保：与户主关系从上一行拖下来", "minimum_living", "relation", from_above("minimum_living", "relation"), ("成员逻辑",)),
    _cell("health_unsorted", "市平台：健康状况一列没跟着排序", "city_persons", "health", _exchanged_between("city_persons", "health"), pool="followed"),
    _cell("class_of_last_year", "在校：还是去年的年级", "pupils", "grade", _class_of_last_year),
])
