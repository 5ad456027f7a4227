"""The pages of a household and a person: what they show, what is done from them, and two people at once."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from bangfu.evidence.models import Paper
from bangfu.facts.models import NOW
from bangfu.journal.verify import verify
from bangfu.registry import actions, queries
from bangfu.registry.models import HouseholdRecord, PersonRecord
from bangfu.rules.money import Money
from bangfu.web.household_deeds import DEEDS
from tests.county import NEXT_VILLAGE, VILLAGE, County
from tests.deliveries.office import number
from tests.evidence.papers import photo
from tests.registry.homes import HOUSE, PAPER, SINCE, earns, family, home, watched
from tests.untouched import everything
from tests.web.conftest import BACKEND

SignIn = Callable[[str], Client]
TODAY = timezone.localdate()


@pytest.fixture
def desk(county: County) -> SignIn:
    """A browser of one of the cast."""
    def made(who: str = "township_clerk") -> Client:
        client = Client()
        client.force_login(county.user(who), backend=BACKEND)
        return client
    return made


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[-2000:]
    return words(response.content.decode())


def words(html: str) -> str:
    """What a person reads of a page, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def do(client: Client, household: UUID, deed: str, answer: int = 302, **form: Any) -> str:
    response = client.post(f"/households/{household}/deeds/{deed}/", {name: str(value) for name, value in form.items()})
    assert response.status_code == answer, words(response.content.decode())
    return response["Location"] if answer == 302 else response.content.decode()


def shown(html: str, name: str) -> str:
    """What stands in a field."""
    found = re.search(rf'<(?:input|textarea)[^>]*name="{name}"[^>]*?(?:value="([^"]*)"[^>]*)?>', html)
    assert found, name
    return found[1] or ""


# what the page shows

def test_the_file_of_a_household_on_one_page(county: County, desk: SignIn) -> None:
    by = county.township_clerk
    household, _ = family(by)
    watched(by, household)
    earns(by, household, wage_work=30_000)
    read = page(desk(), f"/households/{household}/")
    for word in (
        "覃福生户", "4 口人", "上垟村三组12号", "边缘易致贫户", "因病", "王秀兰 配偶 女", "2024-03-02 王秀兰 嫁入", "识别为边缘易致贫户，因病", "2025年度", "7,500",
        "缺材料：户口簿复印件", "住房结构 砖混", "覃小满：证件号码没有填", PAPER, "154****0001",
    ):
        assert word in read, word
    assert HOUSE["phone"] not in read and number(701, date(1966, 4, 5)) not in read


def test_a_household_of_which_little_is_known(county: County, desk: SignIn) -> None:
    household = home(county.village_clerk, fuel="")
    read = page(desk("village_clerk"), f"/households/{household}/")
    assert "还没有登记过收入" in read and "按一般农户登记" in read and "记入名册" in read


def test_the_page_as_it_was_on_a_day_and_as_it_was_known(county: County, desk: SignIn) -> None:
    household, people = family(county.township_clerk)
    actions.leave_register(county.township_clerk, person=people["王秀兰"], kind="died", on=date(2025, 3, 1), reason="火化证明")
    client, address = desk(), f"/households/{household}/"
    assert "3 口人" in page(client, address) and "4 口人" in page(client, f"{address}?day=2025-02-01")
    then = page(client, f"{address}?day=2025-02-01")
    assert "下面是 2025年2月1日的情况" in then and "加人" not in then and "回到现在" in then
    assert "这一户那天不在册" in page(client, f"{address}?day=2020-01-01", 404)
    page(client, f"{address}?day=2025-02-01&known={TODAY - timedelta(days=1)}", 404)   # nothing of it was known yesterday
    assert "按 " in page(client, f"{address}?day=2025-02-01&known={TODAY}")
    assert "3 口人" in page(client, f"{address}?day=nonsense")


def test_a_household_that_is_no_more_is_shown_as_it_was(county: County, desk: SignIn) -> None:
    household = home(county.county_officer)
    head = PersonRecord.objects.get(**NOW.filters(), household=household).person_id
    actions.leave_register(county.county_officer, person=head, kind="died", on=date(2026, 1, 1), reason="火化证明")
    read = page(desk("county_officer"), f"/households/{household}/")
    assert "这一户已经不在册" in read and "覃福生户" in read and "注销（遗忘）" in read and "加人" not in read
    assert "注销（遗忘）" not in page(desk(), f"/households/{household}/")


@pytest.mark.parametrize("who", ("neighbour", "stranger"))
def test_a_household_out_of_reach_is_not_there(county: County, desk: SignIn, who: str) -> None:
    household = home(county.township_clerk)
    for address in ("", "record/", "forms/status/"):
        page(desk(who), f"/households/{household}/{address}", 404)


def test_a_deed_nobody_knows_is_not_there(county: County, desk: SignIn) -> None:
    household = home(county.township_clerk)
    page(desk(), f"/households/{household}/forms/sell/", 404)
    do(desk(), household, "sell", 404)


def test_what_one_may_not_do_is_not_offered(county: County, desk: SignIn) -> None:
    household = home(county.village_clerk)
    read = page(desk("village_clerk"), f"/households/{household}/")
    assert "加人" in read and "记收入" in read and "登记身份" not in read
    page(desk("village_clerk"), f"/households/{household}/forms/status/", 403)
    do(desk("village_clerk"), household, "status", 403, status="assisted:脱贫户", since=TODAY, document=PAPER)


# correcting, two at once

def filled(client: Client, household: UUID) -> dict[str, str]:
    """The form as a browser would send it back untouched."""
    html = client.get(f"/households/{household}/record/").content.decode()
    form: dict[str, str] = {}
    for tag, name in re.findall(r'(<(?:input|select|textarea)[^>]*name="([^"]+)"[^>]*>)', html):
        if 'type="radio"' in tag and "checked" not in tag or name in ("csrfmiddlewaretoken", "words", "post"):
            continue
        chosen = re.search(rf'name="{name}".*?</select>', html, re.S) if tag.startswith("<select") else None
        value = re.search(r'<option value="([^"]*)" selected', chosen[0]) if chosen else re.search(r'value="([^"]*)"', tag)
        form[name] = value[1] if value else ""
    return form


def send(client: Client, household: UUID, form: dict[str, str], status: int = 302) -> str:
    response = client.post(f"/households/{household}/correct/", form)
    assert response.status_code == status, words(response.content.decode())
    return response.content.decode()


def test_only_what_differs_from_what_was_seen_is_written(county: County, desk: SignIn) -> None:
    household = home(county.township_clerk)
    client = desk()
    form = filled(client, household)
    assert (form["group"], form["farmland"], form["house_structure"], form["phone"]) == ("三组", "4.50", "砖混", "")
    send(client, household, form | {"address": "上垟村三组13号", "reason": "入户看过"})
    story = queries.household_story(county.township_clerk, household)
    assert [one.sentence for one in story if one.sentence.startswith("更正")] == ["更正：家庭住址由“上垟村三组12号”改为“上垟村三组13号”"]
    assert "没有要更正的" in words(send(client, household, filled(client, household) | {"reason": "入户看过"}, 409))


def test_what_became_otherwise_needs_its_day(county: County, desk: SignIn) -> None:
    household, client = home(county.township_clerk), desk()
    form = filled(client, household) | {"fuel": "清洁能源", "reason": "通了气", "how": "changed"}
    assert "请填从哪天起变的" in words(send(client, household, form, 409))
    send(client, household, form | {"since": "2025-05-01"})
    assert HouseholdRecord.objects.get(**NOW.filters(), household=household).valid_from == date(2025, 5, 1)


def test_two_people_at_two_desks_change_different_columns_and_both_are_kept(county: County, desk: SignIn) -> None:
    household = home(county.township_clerk)
    one, other = desk("township_clerk"), desk("village_clerk")
    first, second = filled(one, household), filled(other, household)
    send(one, household, first | {"fuel": "柴草", "reason": "入户看过"})
    send(other, household, second | {"address": "上垟村三组13号", "reason": "对照户口簿"})
    now = HouseholdRecord.objects.get(**NOW.filters(), household=household)
    assert (now.fuel, now.address) == ("柴草", "上垟村三组13号")


def test_two_people_at_two_desks_change_the_same_column_and_the_second_reads_who_and_keeps_what_was_typed(county: County, desk: SignIn) -> None:
    household = home(county.township_clerk)
    one, other = desk("township_clerk"), desk("village_clerk")
    first, second = filled(one, household), filled(other, household)
    send(one, household, first | {"fuel": "柴草", "reason": "入户看过"})
    before = everything()
    answer = send(other, household, second | {"fuel": "煤炭", "address": "上垟村三组13号", "reason": "对照户口簿"}, 409)
    assert everything() == before
    assert re.search(rf"{county.township_clerk.name}在 .*先把“主要燃料”改成“柴草”", answer) and shown(answer, "address") == "上垟村三组13号"
    assert '<option value="煤炭" selected>' in answer and shown(answer, "reason") == "对照户口簿" and shown(answer, "seen") == second["seen"]


@pytest.mark.parametrize("seen", ["", "nonsense", "0198c0de-0000-7000-8000-000000000000"])
def test_a_form_that_does_not_say_what_was_seen_is_sent_back(county: County, desk: SignIn, seen: str) -> None:
    household, client = home(county.township_clerk), desk()
    form = filled(client, household) | {"fuel": "柴草", "reason": "入户看过", "seen": seen}
    before = everything()
    assert "请刷新页面后再改" in words(send(client, household, form, 409)) and everything() == before


def test_a_number_is_replaced_left_and_cleared(county: County, desk: SignIn) -> None:
    household, client = home(county.township_clerk), desk()
    send(client, household, filled(client, household) | {"phone": "15499000009", "bank_account": "无", "reason": "本人提供"})
    row = queries.household(county.township_clerk, household)
    assert row and (row.phone, row.bank_account) == ("154****0009", "")


# deeds

def test_every_deed_has_a_form_in_the_page_and_for_the_dialog(county: County, desk: SignIn) -> None:
    household, _ = family(county.township_clerk)
    for slug, deed in DEEDS.items():
        address = f"/households/{household}/forms/{slug}/"
        assert deed.word in page(desk(), address)
        part = desk().get(address, headers={"HX-Request": "true"}).content.decode()
        assert part.lstrip().startswith("<form") and deed.word in part
    assert len({one.key for one in DEEDS.values() if one.key}) == sum(bool(one.key) for one in DEEDS.values())


def test_somebody_comes_and_somebody_goes(county: County, desk: SignIn) -> None:
    household, client = home(county.township_clerk), desk()
    do(client, household, "member", kind="married_in", name="王秀兰", relation="配偶", on="2024-03-02", id_number=number(702, date(1968, 1, 2)), reason="结婚证")
    wife = PersonRecord.objects.get(**NOW.filters(), name="王秀兰")
    assert (wife.sex, wife.birth) == ("女", date(1968, 1, 2))
    do(client, household, "leave", person=wife.person_id, kind="died", on="2026-01-01", reason="火化证明", document="火化证")
    assert queries.departed(county.township_clerk, wife.person_id) == ("died", date(2026, 1, 1))
    answer = do(client, household, "member", 409, kind="married_in", name="王秀兰", relation="户主", on="2024-03-02", reason="结婚证")
    assert "已经有户主" in answer and shown(answer, "name") == "王秀兰"


def test_a_split_leads_to_the_new_household_and_a_merger_to_the_other(county: County, desk: SignIn) -> None:
    household, _ = family(county.township_clerk, number_="0099700")
    client = desk()
    order = [one.name for one in queries.household(county.township_clerk, household).members]   # type: ignore[union-attr]
    son = order.index("覃天佑")
    answer = do(client, household, "split", 409, on="2026-03-01", reason="分家", **{f"goes{son}": "on", f"as{son}": "之子"})
    assert "只有一个户主" in answer
    new = do(client, household, "split", on="2026-03-01", reason="分家", **{f"goes{son}": "on", f"as{son}": "户主"})
    assert "覃天佑户" in page(client, new) and "覃天佑 分户转入（户 0099700）" in page(client, new)
    back = do(client, UUID(new.split("/")[2]), "merge", as0="之子", into="0099700", on="2026-04-01", reason="又合了")
    assert back == f"/households/{household}/" and "4 口人" in page(client, back)


def test_a_household_moves_within_reach(county: County, desk: SignIn) -> None:
    household, client = home(county.township_clerk), desk()
    form = page(client, f"/households/{household}/forms/move/")
    assert "下垟村" in form and "柳树坪村" not in form
    do(client, household, "move", to=NEXT_VILLAGE, on="2026-03-01", reason="搬迁", group="一组")
    assert "下垟村" in page(client, f"/households/{household}/") and queries.counts(county.township_clerk, VILLAGE) == (0, 0)


def test_what_a_household_counts_as_is_noted_corrected_and_ended(county: County, desk: SignIn) -> None:
    household, client = home(county.township_clerk), desk()
    do(client, household, "status", status="monitored:边缘易致贫户", since="2025-05-08", document=PAPER)
    do(client, household, "risk", word="因病", since="2025-05-08", document=PAPER)
    do(client, household, "causes", main="因病", second="缺技术", since="2020-01-01", document="登记表")
    do(client, household, "guarantee", word="住房", state="未保障", since="2025-05-08", reason="入户", handling="危改")
    file = queries.household_file(county.township_clerk, household)
    assert file and [one.label for one in file.tags] == ["边缘易致贫户", "因病"]
    do(client, household, "end_risk", risk=file.spells.risks[0].id, ended_how="帮扶消除", on="2026-03-01", document="评议会")
    do(client, household, "mend_status", status=file.spells.statuses[0].id, word="突发严重困难户", document=PAPER, reason="登记错了")
    do(client, household, "end_status", family="monitored", on="2026-03-01", ended_how="帮扶消除", document="公告")
    read = page(client, f"/households/{household}/")
    assert "2026-03-01 不再是突发严重困难户（帮扶消除）" in read and "住房没有保障（危改）" in read
    answer = do(client, household, "status", 409, status="assisted:未脱贫户", since="2025-05-08", document=PAPER)
    assert "不能用" in answer and shown(answer, "document") == PAPER


def test_an_income_is_reckoned_before_it_is_kept(county: County, desk: SignIn) -> None:
    household, client = home(county.township_clerk), desk()
    before = everything()
    answer = do(client, household, "income", 200, window="2025", wage_work="12000", business_crops="3,000.50", reckon="1")
    assert everything() == before and "15,000.50" in answer and "人均纯收入 = 15,000.50 ÷ 1 人" in answer and "这个字段是必填项" not in answer
    assert "不是金额" in do(client, household, "income", 409, window="2025", wage_work="很多", reason="核算表")
    do(client, household, "income", window="2025", wage_work="12000", business_crops="3,000.50", reason="核算表")
    again = client.get(f"/households/{household}/forms/income/?window=2025").content.decode()
    assert shown(again, "wage_work") == "12000.00" and shown(again, "business_crops") == "3000.50"
    do(client, household, "income", window="2025", wage_work="", business_crops="3000.50", reason="没有务工")
    (year,) = queries.household_file(county.township_clerk, household).incomes   # type: ignore[union-attr]
    assert year.sums.net == Money(300_050)


def test_a_paper_is_kept_in_the_file(county: County, desk: SignIn) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    household, client = home(county.village_clerk), desk("village_clerk")
    sent = {"kind": "household_register", "file": SimpleUploadedFile("户口簿.jpg", photo(), "image/jpeg"), "taken_on": "2026-01-01", "note": ""}
    assert client.post(f"/households/{household}/papers/", sent).status_code == 302
    assert Paper.objects.get().subject_id == str(household) and "缺材料：家庭成员身份证复印件" in page(client, f"/households/{household}/")
    assert client.post(f"/households/{household}/papers/", {"kind": "household_register"}).status_code == 409


def test_forgetting_is_reached_from_the_page_of_a_household_that_is_no_more(county: County, desk: SignIn) -> None:
    household, client = home(county.county_officer, number_="0099700"), desk("county_officer")
    said = {"document": "申请书", "reason": "本人申请"}
    refused = client.post(f"/households/{household}/forget/", said)
    assert refused.status_code == 409 and "还有人在册" in refused.content.decode()
    head = PersonRecord.objects.get(**NOW.filters(), household=household).person_id
    actions.leave_register(county.county_officer, person=head, kind="moved_out", on=date(2026, 1, 1), reason="迁往外省")
    assert 'href="/forgetting/?number=0099700"' in client.get(f"/households/{household}/").content.decode()
    assert "注销，不能恢复" in page(client, "/forgetting/?number=0099700")
    assert client.post(f"/households/{household}/forget/", said).status_code == 302
    read = page(client, f"/households/{household}/")
    assert "覃福生" not in read and "（已注销）" in read and verify().whole


# the person

def test_the_page_of_a_person(county: County, desk: SignIn) -> None:
    household, people = family(county.township_clerk)
    wife = people["王秀兰"]
    actions.correct_person(county.township_clerk, person=wife, changes={"sex": "男", "schooling": "小学", "works": "是"}, reason="抄表")
    client = desk()
    client.post(f"/persons/{wife}/unmask/", {"column": "id_number", "reason": "电话里核对证件"})
    read = page(client, f"/persons/{wife}/")
    for word in ("身份", "上学", "劳动和务工", "文化程度 小学", "登记的性别是“男”", "谁看过完整号码", "电话里核对证件", "您今天已经看过 1 个号码", "覃福生"):
        assert word in read, word
    assert number(702, date(1968, 1, 2)) not in read


def test_a_person_is_corrected_by_what_differs_and_two_at_once_are_told(county: County, desk: SignIn) -> None:
    _, people = family(county.township_clerk)
    wife, client = people["王秀兰"], desk()
    html = client.get(f"/persons/{wife}/record/").content.decode()
    form = {"seen": shown(html, "seen"), "whole": "1", "how": "wrong", "reason": "对照户口簿"}
    assert shown(html, "name") == "王秀兰"
    assert client.post(f"/persons/{wife}/correct/", form | {"nation": "壮族", "health": ["残疾", "患有大病"]}).status_code == 302
    now = PersonRecord.objects.get(**NOW.filters(), person=wife)
    assert now.nation == "壮族" and set(now.health.split("、")) == {"残疾", "患有大病"} and now.name == "王秀兰"
    answer = client.post(f"/persons/{wife}/correct/", form | {"nation": "苗族", "health": ["残疾", "患有大病"]})
    assert answer.status_code == 409 and "先把“民族”改成“壮族”" in answer.content.decode()


def test_a_leaving_that_cannot_be_stays_in_the_form(county: County, desk: SignIn) -> None:
    _, people = family(county.township_clerk)
    answer = desk().post(f"/persons/{people['覃小满']}/leave/", {"kind": "married_out", "on": "2026-01-01", "reason": "结婚证"})
    assert answer.status_code == 409 and "不会是婚嫁" in answer.content.decode() and "结婚证" in answer.content.decode()


def test_the_first_day_of_a_household_is_its_first(county: County, desk: SignIn) -> None:
    household = home(county.township_clerk)
    assert "1 口人" in page(desk(), f"/households/{household}/?day={SINCE}")
    page(desk(), f"/households/{household}/?day={SINCE - timedelta(days=1)}", 404)
