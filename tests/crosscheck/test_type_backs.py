"""Stories of the list to be typed back: made by corrections, in the order of the form, ticked off by hand and by the next export."""

import io
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from bangfu.crosscheck import actions, queries
from bangfu.crosscheck.models import Finding, TypeBack
from bangfu.crosscheck.national_form import MEMBER, PLACE, positions
from bangfu.deliveries.models import DeliveredVillage, Delivery
from bangfu.facts.models import NOW
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization.actor import PROGRAM
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.rules.refusal import Forbidden, Refused
from tests.county import COUNTY, NEXT_VILLAGE, TOWNSHIP, VILLAGE, County, the_county
from tests.crosscheck.lists import P, deliver, number
from tests.standing import world

QIN, WEI = number(11), number(24, date(1982, 2, 2))
HEAD, WIFE = P("H1", "覃天明", QIN), P("H1", "韦小花", WEI, "配偶")


@world
def cast() -> County:
    """A family in the register; the ledger writes the head otherwise, the wife is in the list of the dead."""
    deliver("national_persons", [HEAD, WIFE])
    deliver("village_ledger", [P("H1", "覃天朋", QIN), WIFE])
    deliver("deceased_list", [P("", "韦小花", WEI, "", extra=(("death_date", date(2026, 5, 1)),))])
    actions.run_checks(PROGRAM, at=COUNTY)
    return the_county()


def person(name: str) -> PersonRecord:
    return PersonRecord.objects.get(**NOW.filters(), name=name)


def accept(cast: County, check: str = "id_name") -> None:
    actions.accept_source(cast.village_clerk, finding=Finding.objects.get(check_slug=check).pk)


def told(cast: County, state: str = "waiting") -> list[tuple[str, str, str, str]]:
    return [(one.name, one.word, one.old, one.new) for one in queries.type_backs(cast.village_clerk, place=VILLAGE, state=state)]


def exported(*people: P) -> int:
    """The next national export, applied: how many lines it ticked off."""
    delivery = deliver("national_persons", list(people), day=date(2026, 7, 31))
    villages = DeliveredVillage.objects.filter(delivery=delivery).select_related("delivery__source")
    return sum(actions.see_type_backs(PROGRAM, village=one) for one in villages)


def test_a_correction_of_a_finding_and_one_at_the_desk_make_a_line_each(cast: County) -> None:
    accept(cast)
    actions.correct_person(cast.village_clerk, person=person("韦小花").person_id, changes={"schooling": "初中"}, reason="本人说的")
    assert told(cast) == [("覃天朋", "姓名", "覃天明", "覃天朋"), ("韦小花", "文化程度", "", "初中")] or told(cast)[::-1] == [
        ("覃天朋", "姓名", "覃天明", "覃天朋"), ("韦小花", "文化程度", "", "初中"),
    ]
    assert {one.why for one in queries.type_backs(cast.village_clerk, place=VILLAGE)} == {"采用村台账第 4 行的值", "本人说的"}
    assert verify().whole


def test_a_number_stands_masked_and_brings_what_follows_from_it(cast: County) -> None:
    right = number(35, date(1975, 3, 3))
    actions.correct_person(cast.village_clerk, person=person("覃天明").person_id, changes={"id_number": right}, reason="看了原件")
    lines = told(cast)
    assert ("覃天明", "出生日期", "1980-01-01", "1975-03-03") in lines
    assert any(word == "证件号码" and "*" in old and "*" in new for _, word, old, new in lines)
    assert right not in str(list(TypeBack.objects.values())) and QIN not in str(list(TypeBack.objects.values()))


def test_corrected_twice_the_line_says_what_the_website_still_has(cast: County) -> None:
    accept(cast)
    actions.correct_person(cast.village_clerk, person=person("覃天朋").person_id, changes={"name": "覃天月"}, reason="看错了")
    assert told(cast) == [("覃天月", "姓名", "覃天明", "覃天月")] and len(told(cast, "replaced")) == 1


def test_what_is_undone_needs_no_typing(cast: County) -> None:
    accept(cast)
    actions.undo_settlement(cast.village_clerk, settlement=queries.last_step(cast.village_clerk).id)   # type: ignore[union-attr]
    assert told(cast) == [] and len(told(cast, "void")) == 1
    accept(cast, "surplus")
    assert [one[1:] for one in told(cast)] == [("家庭成员", "在册", "死亡（2026-05-01）")]
    actions.undo_settlement(cast.village_clerk, settlement=queries.last_step(cast.village_clerk).id)   # type: ignore[union-attr]
    assert told(cast) == [] and verify().whole


def test_an_export_that_says_it_ticks_it_off_and_one_that_does_not_leaves_it(cast: County) -> None:
    accept(cast)
    assert exported(HEAD, WIFE) == 0 and len(told(cast)) == 1, "the website has the old name still"
    assert exported(P("H1", "覃天朋", QIN, extra=(("person_number", "H1-覃天明"),)), WIFE) == 1
    assert told(cast) == [] and len(told(cast, "seen")) == 1
    assert verify().whole


def test_who_left_is_ticked_off_once_the_export_has_them_no_more(cast: County) -> None:
    accept(cast, "surplus")
    assert exported(HEAD, WIFE) == 0
    assert exported(HEAD) == 1


def test_who_was_added_is_ticked_off_once_the_export_has_them(cast: County) -> None:
    daughter = P("H1", "覃小妹", number(46, date(2010, 5, 5)), "之女")
    deliver("village_ledger", [P("H1", "覃天朋", QIN), WIFE, daughter])
    actions.run_checks(PROGRAM, at=COUNTY)
    missing = Finding.objects.get(check_slug="missing")
    since = date(2026, 6, 30)
    actions.correct_finding(cast.village_clerk, finding=missing.pk, how="add", values={"household_number": "H1", "since": since}, reason="漏登")
    assert {("覃小妹", "家庭成员", "不在册"), ("覃小妹", "姓名", ""), ("覃小妹", "与户主关系", "")} <= {one[:3] for one in told(cast)}
    assert not [one for one in told(cast) if one[1] == "人口编号"], "the national system gives it"
    assert exported(HEAD, WIFE, daughter) == 6 and told(cast) == []


def test_an_export_received_before_the_correction_says_nothing(cast: County) -> None:
    delivery = Delivery.objects.get(source__slug="national_persons")
    accept(cast)
    village = DeliveredVillage.objects.select_related("delivery__source").get(delivery=delivery)
    assert actions.see_type_backs(PROGRAM, village=village) == 0


def test_lines_stand_in_the_order_of_the_form() -> None:
    order = list(positions())
    assert order[:2] == [PLACE, MEMBER]
    assert max(order.index(one) for one in order if one.startswith("household.")) < min(order.index(one) for one in ("name", "relation", "schooling"))


def test_lines_are_ticked_by_hand_and_back_by_those_who_reach_them(cast: County) -> None:
    accept(cast)
    [line] = queries.type_backs(cast.village_clerk, place=VILLAGE)
    with pytest.raises(Refused, match="没有勾选"):
        actions.tick_type_backs(cast.neighbour, place=cast.neighbour.place_code, lines=[line.id])
    with pytest.raises(Forbidden):
        actions.tick_type_backs(cast.neighbour, place=VILLAGE, lines=[line.id])
    assert actions.tick_type_backs(cast.village_clerk, place=VILLAGE, lines=[line.id]) == 1
    assert queries.type_back_counts(cast.township_clerk, TOWNSHIP) == {"waiting": 0, "typed": 1, "seen": 0}
    assert actions.tick_type_backs(cast.township_clerk, place=VILLAGE, lines=[line.id], typed=False) == 1
    assert queries.type_backs(cast.neighbour, place=VILLAGE) == []


def test_the_list_is_printed_masked_with_its_entry(cast: County) -> None:
    actions.correct_person(cast.village_clerk, person=person("覃天明").person_id, changes={"id_number": number(35, date(1975, 3, 3))}, reason="看了原件")
    client = Client()
    client.force_login(cast.user("village_clerk"), backend="django.contrib.auth.backends.ModelBackend")
    assert "覃天明" in client.get(f"/checks/{VILLAGE}/type-back/").content.decode()
    paper = PdfReader(io.BytesIO(client.post(f"/checks/{VILLAGE}/type-back/print/", {"kind": "pdf"}).content))
    said = "".join(page.extract_text() for page in paper.pages)
    book = load_workbook(io.BytesIO(client.post(f"/checks/{VILLAGE}/type-back/print/", {"kind": "xlsx"}).content)).active
    cells = " ".join(str(cell) for row in book.iter_rows(values_only=True) for cell in row)   # type: ignore[union-attr]
    assert "1975-03-03" in said and "1975-03-03" in cells and number(35, date(1975, 3, 3)) not in said + cells and QIN not in said + cells
    assert Entry.objects.filter(verb="type_back.printed").count() == 2
    assert client.post(f"/checks/{NEXT_VILLAGE}/type-back/print/", {"kind": "pdf"}).status_code in (403, 404)
    line = queries.type_backs(cast.village_clerk, place=VILLAGE)[0]
    assert client.post(f"/checks/{VILLAGE}/type-back/tick/", {"line": str(line.id)}).status_code == 303
    assert TypeBack.objects.get(pk=line.id).typed_at - timezone.now() < timedelta(minutes=1)


def households(number_: str) -> UUID:
    return HouseholdRecord.objects.filter(household__number=number_, **NOW.filters()).get().household_id


def test_who_is_added_is_typed_in_whole_and_ticked_off_when_the_export_has_them_there(cast: County) -> None:
    child = {"name": "覃小宝", "relation": "之子", "sex": "男", "nation": "苗族"}
    actions.enter_register(cast.village_clerk, household=households("H1"), kind="born", on=date(2026, 6, 1), values=child, reason="出生证明")
    assert told(cast)[0] == ("覃小宝", "家庭成员", "不在册", "出生（2026-06-01）")
    assert {("覃小宝", "姓名", "", "覃小宝"), ("覃小宝", "与户主关系", "", "之子"), ("覃小宝", "民族", "", "苗族")} <= set(told(cast))
    assert exported(HEAD, WIFE) == 0, "the website does not have the child yet"


def test_a_split_is_told_for_both_sides_and_is_there_when_the_export_follows(cast: County) -> None:
    wife = person("韦小花").person_id
    actions.split_household(cast.village_clerk, household=households("H1"), members={wife: "户主"}, on=date(2026, 6, 1), reason="分户申请")
    assert sorted(one[1:] for one in told(cast)) == [
        ("与户主关系", "配偶", "户主"), ("家庭成员", "不在册", "分户转入（2026-06-01）"), ("家庭成员", "在册", "分户转出（2026-06-01）")]
    assert exported(HEAD, WIFE) == 0, "the website still has them in one household"


def test_a_merger_is_there_when_the_export_has_everybody_in_the_other_household(cast: County) -> None:
    deliver("national_persons", [HEAD, WIFE, P("H2", "农地主", number(57, date(1975, 5, 5)))])
    man = person("农地主").person_id
    actions.merge_households(cast.village_clerk, household=households("H2"), into="H1", members={man: "其他"}, on=date(2026, 6, 1), reason="并户申请")
    assert {one[3] for one in told(cast)} == {"并户转出（2026-06-01）", "并户转入（2026-06-01）", "其他"}


def test_a_household_that_moved_is_typed_with_its_new_village(cast: County) -> None:
    actions.move_household(cast.township_clerk, household=households("H1"), to=NEXT_VILLAGE, on=date(2026, 6, 1), reason="搬家")
    moved = queries.type_backs(cast.township_clerk, place=TOWNSHIP)
    assert [(one.word, one.place_code) for one in moved] == [("所在村组", NEXT_VILLAGE)] and moved[0].old != moved[0].new
    assert verify().whole
