"""重复: one person twice, one telephone or account for several households, the list of last year among that of this one."""

from dataclasses import replace

from bangfu.demo.errors.kind import Kind, by_slug
from bangfu.demo.errors.spot import Done, Spot
from bangfu.demo.sources.catalogue import NATIONAL
from bangfu.demo.sources.line import where
from bangfu.demo.sources.relief import insurance

TWICE = ("重复",)
_SHARERS = 3   # households beside the first that write the same telephone


def _in_two_households(spot: Spot) -> Done | None:
    """Also in another household's rows: paid twice."""
    cells = spot.cells("minimum_living")
    other = next((house for house in spot.elsewhere() if house.standing.relief == "农村低保"), None)
    if cells is None or other is None:
        return None
    spot.take(other)
    account = {"head_name": other.head.name, "head_id_number": other.head.id_number, "bank_account": other.ties.account}
    spot.add("minimum_living", cells | where(other) | account | {"relation": "其他"}, spot.member.number)
    return Done(other.head.number)


def _under_a_new_number(spot: Spot) -> Done | None:
    """A woman who stands in her parents' house too, under another number: one name and one birth, two persons."""
    woman = spot.member.sex == "女" and spot.member.relation in ("配偶", "之儿媳") and 21 <= spot.member.age <= 50 and not spot.member.certificate
    near = (house for house in spot.elsewhere(followed=True) if house.village == spot.house.village)
    home = next((house for house in near if house.head.sex == "男" and house.head.age - spot.member.age >= 20), None) if woman else None
    if home is None:
        return None
    spot.take(home)
    village = spot.township.village_of(home)
    number = spot.number(f"{spot.member.birth:%Y%m%d}", woman=True)
    again = replace(spot.member, number=village.numbers.person(), relation="之女", id_number=number)
    spot.township.national.added.setdefault(home.number, []).append(again)
    return Done(again.number, spot.member.name, number)


def _one_telephone(spot: Spot) -> Done | None:
    """The village's own telephone written for everybody who had none at hand."""
    if not (spot.is_head and spot.member.phone):
        return None
    houses = [house for house, _ in zip(spot.elsewhere(followed=True), range(_SHARERS), strict=False)]
    if len(houses) < _SHARERS:
        return None
    for house in houses:
        spot.take(house)
        spot.write(NATIONAL, house.head, phone=spot.member.phone)
        for one in house.members:
            spot.write(NATIONAL, one, household_phone=spot.member.phone)
    return Done(houses[0].head.number)


def _one_account(spot: Spot) -> Done | None:
    """Two households paid into one account."""
    other = next(spot.elsewhere(followed=True), None) if spot.is_head else None
    if other is None:
        return None
    spot.take(other)
    for slug in ("household_basic", "monitored_households"):
        spot.write_house(slug, household__bank_account=other.ties.account)
    return Done(other.head.number)


def _one_account_of_relief(spot: Spot) -> Done | None:
    if not spot.is_head or spot.cells("minimum_living") is None:
        return None
    other = next((house for house in spot.elsewhere() if house.standing.relief == "农村低保"), None)
    if other is None:
        return None
    spot.take(other)
    spot.write_house("minimum_living", bank_account=other.ties.account)
    return Done(other.head.number)


def _insured_twice(spot: Spot) -> Done | None:
    """As a resident and as an employee."""
    cells = spot.cells("medical_insured")
    if cells is None or not 20 <= spot.member.age < 60:
        return None
    other = insurance(spot.house, spot.member, employee=spot.member.medical_employees != "是")
    return spot.add("medical_insured", cells | other, spot.member.number)


def _at_two_schools(spot: Spot) -> Done | None:
    """Moved to another school; the old one never took the name off its list."""
    cells = spot.cells("pupils")
    if cells is None:
        return None
    return spot.add("pupils", cells | {"school": f"岚禾县第{spot.rng.choice('二三四')}学校", "class": "2班"}, spot.member.number)


def _last_year_again(spot: Spot) -> Done | None:
    """The row of last year's list, pasted under this year's."""
    cells = spot.cells("school_aid")
    if cells is None:
        return None
    return spot.add("school_aid", dict(cells), spot.member.number)


def _pasted_twice(spot: Spot) -> Done | None:
    """A row pasted a second time by the one who put the lists of the villages together."""
    cells = spot.cells("disability_cards")
    return spot.add("disability_cards", dict(cells), spot.member.number) if cells else None


KINDS = by_slug([
    Kind("in_two_households", "低保：一人在两户享受", TWICE, "minimum_living", "id_number", _in_two_households, ("字段矛盾", "表间矛盾", "漏报虚报")),
    Kind("under_a_new_number", "同名同生日，两个证件号码", TWICE, NATIONAL, "name", _under_a_new_number,
         ("漏报虚报", "人证相符", "成员逻辑", "身份", "完整性", "部门比对", "合理性", "帮扶义务", "表间矛盾"), pool="followed"),
    Kind("one_telephone", "同一电话登记在几户", TWICE, NATIONAL, "phone", _one_telephone, ("字段矛盾", "合理性"), subject="household", pool="followed", weight=1),
    Kind("one_account", "同一银行账号登记在两户", TWICE, "household_basic", "household.bank_account", _one_account, (), subject="household", pool="followed"),
    Kind("one_account_of_relief", "低保：两户打到同一账号", TWICE, "minimum_living", "bank_account", _one_account_of_relief, ("字段矛盾",), subject="household"),
    Kind("insured_twice", "医保：居民和职工重复参保", TWICE, "medical_insured", "insured_kind", _insured_twice, ("字段矛盾", "表间矛盾")),
    Kind("at_two_schools", "在校：两所学校都有学籍", TWICE, "pupils", "school", _at_two_schools, ("字段矛盾",)),
    Kind("last_year_again", "教育资助：同一学期的一行又交了一次", TWICE, "school_aid", "", _last_year_again, ("表间矛盾",), known=False, pool="followed"),
    Kind("pasted_twice", "残联：同一行粘贴了两次", TWICE, "disability_cards", "", _pasted_twice, known=False),
])
