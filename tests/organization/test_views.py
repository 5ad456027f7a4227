"""The pages of places: what each shows, a change from lines to deed, refusals that keep what was typed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from bangfu.organization import actions
from bangfu.organization.actor import PROGRAM
from bangfu.organization.changing import Line
from bangfu.organization.models import Group, Place
from bangfu.organization.queries import groups_of, places_tagged, policy_figures, tags_of
from bangfu.registry.counts import differing
from tests.county import NEXT_VILLAGE, SINCE, TOWNSHIP, VILLAGE, County
from tests.organization.lying import codes, house
from tests.untouched import everything

TODAY = timezone.localdate().isoformat()
SignIn = Callable[[str], Client]
CHANGE = {"on": TODAY, "document": "云政复〔2026〕7号", "reason": ""}


@pytest.fixture
def signed_in(county: County) -> SignIn:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)

    def made(who: str) -> Client:
        client = Client()
        client.force_login(county.user(who), backend="django.contrib.auth.backends.ModelBackend")
        return client
    return made


def text(response: object) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def test_a_place_shows_its_tags_groups_grids_and_what_became_of_those_that_ended(county: County, signed_in: SignIn) -> None:
    actions.add_grid(PROGRAM, village=VILLAGE, name="东头网格", since=SINCE)
    actions.add_group(PROGRAM, village=VILLAGE, name="大院组", since=SINCE)
    actions.tag_place(PROGRAM, place=VILLAGE, tag="坝区", since=SINCE, document="云府〔2020〕9号")
    actions.change_places(PROGRAM, lines=[Line(NEXT_VILLAGE, VILLAGE, "上垟村")], on=timezone.localdate(), document="批复")
    shown = text(signed_in("county_officer").get(f"/districts/{VILLAGE}/"))
    assert all(word in shown for word in ("东头网格", VILLAGE + "001", "大院组", "坝区", "云府〔2020〕9号", "加标签", "新增网格")) and "区划变更" not in shown
    above = text(signed_in("security").get(f"/districts/{TOWNSHIP}/"))
    assert all(word in above for word in ("已停用的 1 个", "下垟村", NEXT_VILLAGE, "坝区")) and "加标签" not in above
    gone = text(signed_in("county_officer").get(f"/districts/{NEXT_VILLAGE}/"))
    assert "停用" in gone and "并入" in gone and "新增网格" not in gone


@pytest.mark.parametrize(("who", "status"), [("village_clerk", 403), ("neighbour", 404), ("stranger", 404), ("township_clerk", 200), ("security", 200), ("auditor", 403)])
def test_who_opens_a_village(county: County, signed_in: SignIn, who: str, status: int) -> None:
    assert signed_in(who).get(f"/districts/{VILLAGE}/").status_code == status


def test_empty_pages_say_what_to_do(county: County, signed_in: SignIn) -> None:
    client = signed_in("county_officer")
    assert "还没有划网格" in text(client.get(f"/districts/{VILLAGE}/")) and "还没有标签" in text(client.get("/districts/tags/"))
    assert "还没有登记标准" in text(client.get("/districts/figures/"))


def test_a_change_goes_from_lines_to_a_preview_to_the_deed(county: County, signed_in: SignIn) -> None:
    there, client = house(NEXT_VILLAGE), signed_in("administrator")
    asked = {**CHANGE, "lines": f"{NEXT_VILLAGE} {VILLAGE} 上垟村"}
    before = everything()
    shown = text(client.post("/districts/change/preview/", asked))
    assert "照此办理" in shown and "下垟村" in shown and f'value="{asked["lines"]}"' in shown and everything() == before
    done = client.post("/districts/change/do/", asked, follow=True)
    assert done.redirect_chain == [(f"/districts/{VILLAGE}/", 303)] and "区划变更已办" in text(done)
    assert codes(there) == {VILLAGE} and differing() == {}


def test_a_split_by_groups_from_the_page_takes_the_register_s_word_for_who_belongs_where(county: County, signed_in: SignIn) -> None:
    for name in ("一组", "二组"):
        actions.add_group(PROGRAM, village=VILLAGE, name=name, since=SINCE)
    first, second = house(VILLAGE, "一组"), house(VILLAGE, "二组")
    lines = f"{VILLAGE} 990121001009 石头村 二组\r\n{VILLAGE} {VILLAGE} 上垟村 一组"
    assert signed_in("administrator").post("/districts/change/do/", {**CHANGE, "lines": lines}).status_code == 303
    assert (codes(first), codes(second)) == ({VILLAGE}, {"990121001009"}) and differing() == {}


@pytest.mark.parametrize(("lines", "words"), [
    ("没有空格", "第 1 行看不懂"), (f"{VILLAGE} {NEXT_VILLAGE} 大村", "正由“下垟村”在用"), (f"{VILLAGE} 990199001001 上垟村", "990199001001 不在您岗位的管辖范围内"),
])
def test_what_is_refused_is_said_above_what_was_typed_and_nothing_changes(county: County, signed_in: SignIn, lines: str, words: str) -> None:
    client, before = signed_in("administrator"), everything()
    for address in ("/districts/change/preview/", "/districts/change/do/"):
        response = client.post(address, {**CHANGE, "lines": lines})
        assert words in text(response) and lines in text(response) and "照此办理" not in text(response)
    assert everything() == before


def test_the_form_begins_with_the_place_one_comes_from(county: County, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    assert f"{VILLAGE} {VILLAGE} 上垟村" in text(client.get(f"/districts/change/?at={VILLAGE}"))
    assert "泉头村" not in text(client.get("/districts/change/?at=990122001001"))


def test_grids_and_groups_are_kept_from_the_village_s_page(county: County, signed_in: SignIn) -> None:
    client = signed_in("township_clerk")
    client.post(f"/districts/{VILLAGE}/grids/add/", {"name": "东格", "since": TODAY})
    client.post(f"/districts/{VILLAGE}/groups/add/", {"name": "一组", "kind": "hamlet", "since": TODAY})
    grid, group = VILLAGE + "001", Group.objects.get()
    assert 'name="reason"' in text(client.get(f"/districts/{VILLAGE}/?edit={grid}")) and "撤销" in text(client.get(f"/districts/{VILLAGE}/?edit={group.pk}"))
    client.post(f"/districts/{grid}/rename/", {"name": "西格", "on": TODAY})
    client.post(f"/districts/groups/{group.pk}/rename/", {"name": "二组"})
    assert Place.objects.get(code=grid, valid_to__gt=timezone.localdate()).name == "西格" and [one.name for one in groups_of(PROGRAM, VILLAGE)] == ["二组"]
    inside = house(grid)
    client.post(f"/districts/{grid}/close/", {"on": TODAY, "reason": "并格"})
    client.post(f"/districts/groups/{group.pk}/close/", {"on": TODAY, "reason": "并组"})
    assert codes(inside) == {VILLAGE} and groups_of(PROGRAM, VILLAGE) == [] and differing() == {}


def test_a_tag_is_given_and_ended_and_listed_on_any_day(county: County, signed_in: SignIn) -> None:
    client = signed_in("county_officer")
    client.post(f"/districts/{VILLAGE}/tags/add/", {"tag": "坝区", "since": "2016-05-01", "document": "云府〔2016〕9号"})
    given, = tags_of(county.county_officer, VILLAGE)
    assert "从哪天起取消" in text(client.get(f"/districts/{VILLAGE}/?untag={given.id}"))
    client.post(f"/districts/{VILLAGE}/tags/{given.id}/end/", {"on": "2020-05-01", "document": "到期"})
    assert places_tagged(county.county_officer, "坝区") == []
    assert VILLAGE in text(client.get("/districts/tags/?tag=坝区&as_of=2018-01-01")) and "那天没有" in text(client.get("/districts/tags/?tag=坝区"))


def test_figures_are_entered_corrected_and_chosen_by_kind_and_year(county: County, signed_in: SignIn) -> None:
    client = signed_in("county_officer")
    entered = {"kind": "monitoring_line", "year": "2024", "amount": "7,800", "document": "云乡振〔2024〕1号", "valid_from": "2024-01-01"}
    client.post("/districts/figures/set/", entered)
    made, = policy_figures(county.county_officer)
    assert (made.amount.yuan, made.valid_from, made.place_code) == ("7,800.00", date(2024, 1, 1), VILLAGE[:6])
    assert "为什么更正" in text(client.get(f"/districts/figures/?correct={made.id}"))
    client.post(f"/districts/figures/{made.id}/correct/", {"year": "2024", "amount": "8000", "document": "云乡振〔2024〕1号", "reason": "看错"})
    assert "8,000.00" in text(client.get("/districts/figures/?kind=monitoring_line&year=2024")) and "没有找到" in text(client.get("/districts/figures/?year=2020"))
    assert client.get("/districts/figures/?kind=none").status_code == 404
    assert "登记标准" not in text(signed_in("township_clerk").get("/districts/figures/?year=2024")), "only the county enters"


@pytest.mark.parametrize(("name", "value"), [("amount", "很多"), ("year", "24"), ("valid_from", ""), ("kind", "none")])
def test_a_figure_that_cannot_be_is_refused_by_its_label(county: County, signed_in: SignIn, name: str, value: str) -> None:
    entered = {"kind": "monitoring_line", "year": "2024", "amount": "7800", "document": "云乡振〔2024〕1号", "valid_from": "2024-01-01", name: value}
    response = signed_in("county_officer").post("/districts/figures/set/", entered)
    assert response.status_code == 409 and policy_figures(county.county_officer) == []
