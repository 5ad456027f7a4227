"""Rosters of a place on a day, as known on a day, of those who count as something; who came, who left, why; and a county's own columns."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from bangfu.deliveries import queries as deliveries
from bangfu.facts.models import NOW, AsOf
from bangfu.organization.actions import tag_place
from bangfu.organization.queries import places_tagged
from bangfu.registry import actions, queries
from bangfu.registry.counts import catch_up, differing
from bangfu.registry.models import HouseholdRecord, NameKey, PersonRecord, RegisterStep
from bangfu.registry.name_keys import differing_keys
from bangfu.registry.queries import Asked
from bangfu.rules.refusal import Refused
from tests.county import NEXT_VILLAGE, TOWNSHIP, VILLAGE, County, the_county
from tests.crosscheck.lists import number
from tests.standing import world
from tests.web.world import receive

HEADINGS = ("省", "市", "县", "乡", "村", "户编号", "人口编号", "姓名", "证件号码", "与户主关系", "性别", "劳动技能", "是否光荣在党五十年")
DAY = date(2026, 6, 30)


def row(household: str, name: str, serial: int, relation: str, labour: str, own: str = "", village: str = "上垟村") -> tuple[str, ...]:
    return ("某省", "某市", "某县", "青石镇", village, household, f"{household}{serial}", name, number(serial), relation, "", labour, own)


LIST = (
    row("0011", "覃一", 11, "户主", "普通劳动力", "是"), row("0011", "覃二", 12, "配偶", "弱劳动力或半劳动力"), row("0011", "覃三", 13, "之子", "无劳动力"),
    row("0012", "蒙一", 21, "户主", "技能劳动力", "否"), row("0012", "蒙二", 22, "配偶", "普通劳动力"),
    row("0013", "农一", 31, "户主", "无劳动力", "是", "下垟村"),
)


@world
def register() -> County:
    receive(the_county().township_clerk, "national_persons", HEADINGS, LIST, until="applied")
    return the_county()


def household(number_: str) -> UUID:
    return HouseholdRecord.objects.get(**NOW.filters(), number=number_).household_id


def person(name: str) -> UUID:
    return PersonRecord.objects.get(**NOW.filters(), name=name).person_id


def names(by: object, asked: Asked) -> list[str]:
    return sorted(one.name for one in queries.persons_page(by, asked, limit=100))   # type: ignore[arg-type]


def monitored(county: County, since: date = DAY, number_: str = "0011") -> None:
    actions.give_status(county.township_clerk, household=household(number_), family="monitored", word="突发严重困难户", since=since, document="青镇防返贫〔2026〕3号")


def test_the_roster_of_those_who_count_as_something_is_theirs_on_every_day(register: County) -> None:
    by, since = register.township_clerk, DAY + timedelta(10)
    monitored(register, since)
    asked = Asked(TOWNSHIP, "monitored:突发严重困难户")
    assert names(by, asked) == ["覃一", "覃三", "覃二"] and queries.counted(by, asked) == (1, 3)
    assert [names(by, asked.on(day)) for day in (DAY, since - timedelta(1), since)] == [[], [], ["覃一", "覃三", "覃二"]]
    assert names(by, Asked(TOWNSHIP, "monitored:")) == names(by, asked)
    assert queries.counted(by, Asked(TOWNSHIP, "assisted:一般农户")) == (3, 6)


def test_a_day_as_it_was_known_before_the_status_was_written_down(register: County) -> None:
    before = timezone.now()
    monitored(register)
    by = register.township_clerk
    assert names(by, Asked(TOWNSHIP, "monitored:", as_of=AsOf(DAY, before))) == []
    assert len(names(by, Asked(TOWNSHIP, "monitored:", as_of=AsOf(DAY)))) == 3


def test_who_came_and_who_left_with_the_reason_the_paper_and_the_entry(register: County) -> None:
    by = register.township_clerk
    actions.leave_register(register.village_clerk, person=person("覃三"), kind="enlisted", on=DAY + timedelta(20), reason="入伍通知书")
    born = actions.enter_register(
        register.village_clerk, household=household("0012"), kind="born", on=DAY + timedelta(30),
        values={"name": "蒙小", "relation": "之子", "birth": DAY + timedelta(30)}, reason="出生医学证明", document="出生证",
    )
    asked = Asked(VILLAGE)
    came, left = queries.came(by, asked, since=DAY), queries.left(by, asked, since=DAY)
    assert [(one.name, one.why, one.document, one.person) for one in came] == [("蒙小", "出生", "出生证", born)]
    assert [(one.name, one.why, one.day) for one in left] == [("覃三", "参军", DAY + timedelta(20))]
    assert queries.counted(by, asked.on(DAY)) == (2, 5) and queries.counted(by, asked) == (2, 5)
    assert not queries.came(by, asked.on(DAY + timedelta(29)), since=DAY)


def test_who_began_to_count_and_who_ceased(register: County) -> None:
    by, house = register.township_clerk, household("0011")
    monitored(register, DAY + timedelta(5))
    asked = Asked(TOWNSHIP, "monitored:突发严重困难户")
    assert {(one.why, one.document) for one in queries.came(by, asked, since=DAY)} == {("认定为“突发严重困难户”", "青镇防返贫〔2026〕3号")}
    actions.end_status(by, household=house, family="monitored", on=DAY + timedelta(40), document="青镇防返贫〔2026〕9号", ended_how="帮扶消除")
    left = queries.left(by, asked, since=DAY + timedelta(10))
    assert {(one.why, one.document) for one in left} == {("“突发严重困难户”结束（帮扶消除）", "青镇防返贫〔2026〕9号")} and len(left) == 3


def test_a_household_that_changes_its_group_comes_into_one_and_leaves_another(register: County) -> None:
    by, house = register.village_clerk, household("0011")
    actions.correct_household(by, household=house, changes={"group": "一组"}, reason="核对村民组")
    actions.correct_household(by, household=house, changes={"group": "二组"}, reason="村民组调整", since=DAY + timedelta(3))
    came, left = (act(by, Asked(VILLAGE, group=group), since=DAY) for act, group in ((queries.came, "二组"), (queries.left, "一组")))
    assert {one.name for one in came} == {one.name for one in left} == {"覃一", "覃二", "覃三"}
    assert {(one.why, one.day) for one in [*came, *left]} == {("编入“二组”", DAY + timedelta(3)), ("调出“一组”", DAY + timedelta(3))}
    assert not queries.came(by, Asked(VILLAGE, group="一组"), since=DAY) and not queries.left(by, Asked(VILLAGE, group="二组"), since=DAY)


def test_people_are_told_apart_by_their_columns(register: County) -> None:
    by = register.county_officer
    assert names(by, Asked(TOWNSHIP, cuts={"labour": "普通劳动力"})) == ["蒙二", "覃一"]
    assert queries.counted(by, Asked(TOWNSHIP, cuts={"labour": "普通劳动力"})) == (2, 2)
    assert [one.number for one in queries.households_page(by, Asked(TOWNSHIP, cuts={"labour": "无劳动力"}))] == ["0011", "0013"]
    with pytest.raises(Refused, match="不能按这一项来分"):
        queries.persons_page(by, Asked(TOWNSHIP, cuts={"name_folded": "覃一"}))


def test_a_county_s_own_column_is_kept_shown_and_found_by(register: County) -> None:
    by = register.township_clerk
    assert deliveries.own_headers(by) == ["是否光荣在党五十年"]
    assert names(by, Asked(TOWNSHIP, own=("是否光荣在党五十年", "是"))) == ["农一", "覃一"]
    assert queries.counted(by, Asked(TOWNSHIP, own=("是否光荣在党五十年", "否"))) == (1, 1)
    told, = deliveries.own_columns_of(by, person("覃一"))
    assert (told.header, told.value, told.source_name) == ("是否光荣在党五十年", "是", "人口信息导出表（47列）")
    assert deliveries.own_columns_of(register.neighbour, person("覃一")) == [] and deliveries.own_headers(register.neighbour) == []
    assert names(register.village_clerk, Asked(TOWNSHIP, own=("是否光荣在党五十年", "是"))) == ["覃一"]


def test_pages_of_households_and_people_follow_one_another_without_gap(register: County) -> None:
    by, seen, after = register.township_clerk, [], ""
    while some := queries.households_page(by, Asked(TOWNSHIP), after=after, limit=1):
        seen += [one.number for one in some]
        after = queries.household_key(by, some[-1].household)
    assert seen == ["0011", "0012", "0013"]
    with pytest.raises(Refused, match="地址不完整"):
        queries.households_page(by, Asked(TOWNSHIP), after="0011")


def test_nobody_else_s_people_stand_in_a_roster(register: County) -> None:
    for who in (register.neighbour, register.stranger, register.nobody, register.former):
        assert names(who, Asked(TOWNSHIP)) == [] and queries.counted(who, Asked(TOWNSHIP)) == (0, 0)
    assert names(register.village_clerk, Asked(NEXT_VILLAGE)) == []


def test_a_cut_by_tag_counts_the_villages_that_had_it_on_the_day(register: County) -> None:
    """省定贫困村、出列村: MISSION J21."""
    tag_place(register.county_officer, place=VILLAGE, tag="出列村", since=DAY + timedelta(3), document="云岫府发〔2026〕1号")
    by = register.county_officer
    for day, expected in ((DAY, (0, 0)), (DAY + timedelta(3), (2, 5))):
        asked = Asked(TOWNSHIP, places=places_tagged(by, "出列村", AsOf(day)), as_of=AsOf(day))
        assert queries.counted(by, asked) == expected
        assert len(names(by, asked)) == expected[1]


def test_the_grade_of_a_disability_is_read_from_the_certificate_and_a_passport_is_found(county: County) -> None:
    """残疾人证: the ID number, one digit kind, one digit grade."""
    headings = (*HEADINGS[:9], "证件类型", "残疾类别", *HEADINGS[9:11])
    rows = [
        (*LIST[0][:8], number(11) + "42", "残疾人证", "肢体残疾", "户主", "男"),
        (*LIST[1][:8], "E12345678", "护照", "", "配偶", "女"),
    ]
    receive(county.township_clerk, "national_persons", headings, rows, until="applied")
    disabled = PersonRecord.objects.get(**NOW.filters(), name="覃一")
    assert (disabled.disability_kind, disabled.disability_grade) == ("肢体残疾", "二级")
    stranger = PersonRecord.objects.get(**NOW.filters(), name="覃二")
    assert stranger.id_status == "other" and stranger.id_index


def test_a_register_filled_by_an_earlier_version_gets_what_this_one_keeps_beside_it(register: County) -> None:
    by = register.township_clerk
    whole = queries.counted(by, Asked(TOWNSHIP, as_of=AsOf(DAY)))
    assert not catch_up(), "nothing to do while all is there"
    RegisterStep.objects.all().delete()
    NameKey.objects.all().delete()
    assert queries.counted(by, Asked(TOWNSHIP, as_of=AsOf(DAY))) == (0, 0)
    assert catch_up() and differing() == {} and differing_keys() == {}
    assert queries.counted(by, Asked(TOWNSHIP, as_of=AsOf(DAY))) == whole
