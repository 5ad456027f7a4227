"""The search page: one hit opens, many are listed and narrowed, none says what was tried; a pasted column keeps its order; no number is shown or logged."""

import io
import logging
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bangfu.journal.models import Entry
from bangfu.registry import actions
from bangfu.registry.models import PersonRecord
from bangfu.rules.search_key import name_keys
from tests.county import VILLAGE
from tests.deliveries.office import number
from tests.web.world import HOMES, NATIONAL, World, exported, receive

SignIn = Callable[[str], Client]
HERE = HOMES["here"]
NAME, ID, HOUSEHOLD = HERE.people()[0]


def body(response: object) -> str:
    return response.content.decode()   # type: ignore[attr-defined,no-any-return]


def asked(client: Client, words: str, **more: str) -> HttpResponse:
    return client.post(reverse("search"), {"words": words, **more})   # type: ignore[return-value]


def person() -> str:
    return str(PersonRecord.objects.filter(name=NAME).latest("id").person_id)


@pytest.mark.parametrize("words", [NAME, NAME[1:], ID, f"{ID[:6]} {ID[6:]}", next(key for key in name_keys(NAME) if key.isascii() and key.islower())])
def test_one_hit_is_opened_at_once(signed_in: SignIn, words: str) -> None:
    response = asked(signed_in("village_clerk"), words)
    assert (response.status_code, response["Location"]) == (302, reverse("person", args=[person()]))


def test_a_household_number_opens_the_household(world: World, signed_in: SignIn) -> None:
    house = PersonRecord.objects.filter(name=NAME).latest("id").household_id
    child = {"name": "覃小妹", "relation": "之女", "id_number": number(980, date(2026, 6, 1)), "sex": "女"}
    actions.enter_register(world.county.village_clerk, household=house, kind="born", on=date(2026, 6, 1), reason="出生证明", values=child)
    found = asked(signed_in("village_clerk"), HOUSEHOLD)
    assert found["Location"] == reverse("household", args=[house])


def test_many_are_listed_with_what_tells_them_apart(signed_in: SignIn) -> None:
    shown = body(asked(signed_in("village_clerk"), "覃"))
    assert "按姓名找到 2 人" in shown and "<mark>覃</mark>" in shown and "data-rows" in shown
    assert HOUSEHOLD in shown and "上垟村" in shown and ID not in shown and f"{ID[:6]}********" in shown


def test_more_than_a_page_is_narrowed_by_place(world: World, signed_in: SignIn) -> None:
    receive(world.county.township_clerk, "national_persons", NATIONAL, [exported(HERE, *one) for one in HERE.people(60)], until="applied")
    client = signed_in("county_officer")
    receive(world.county.neighbour, "national_persons", NATIONAL, [exported(HOMES["there"], "覃远来", "990121200101010139", "99009990001")], until="applied")
    shown = body(asked(client, "覃"))
    assert "找到 61 人" in shown and "先列前 50 人" in shown and "青石镇（60）" in shown and "柳溪乡（1）" in shown
    narrowed = body(asked(client, "覃", place=HOMES["there"].place[:9]))
    assert "只看柳溪乡" in narrowed and "覃远来" in narrowed and "不限地方" in narrowed


def test_nobody_found_says_what_was_tried_and_how_else_to_write(signed_in: SignIn) -> None:
    shown = body(asked(signed_in("village_clerk"), "qqqq"))
    assert "按拼音、户编号、人口编号、姓名都查过了" in shown and "姓名 村名" in shown and 'name="lines"' in shown
    other = body(asked(signed_in("village_clerk"), HOMES["there"].people()[0][1]))
    assert "按证件号码" in other and HOMES["there"].people()[0][1] not in other


def test_an_empty_question_shows_the_forms(signed_in: SignIn) -> None:
    for response in (asked(signed_in("village_clerk"), " "), signed_in("village_clerk").get(reverse("search_column"))):
        assert 'name="lines"' in body(response) and "知道什么写什么" in body(response)


COLUMN = "\n".join((HERE.people()[1][1], NAME, HOMES["there"].people()[0][1], "", HOUSEHOLD))


def test_a_pasted_column_keeps_its_order_and_shows_no_number(signed_in: SignIn) -> None:
    shown = body(signed_in("village_clerk").post(reverse("found_column"), {"lines": COLUMN}))
    assert "找到 3 行" in shown and "没有找到 1 行" in shown
    assert shown.index(HERE.people()[1][0]) < shown.index(f">{NAME}<") and HOMES["there"].people()[0][0] not in shown
    assert not any(home.people()[nth][1] in shown for home in HOMES.values() for nth in range(2))


def kept(client: Client) -> str:
    shown = body(client.post(reverse("found_column"), {"lines": COLUMN}))
    return shown.partition('name="kept" value="')[2].partition('"')[0]


def test_what_is_shown_is_taken_along_as_a_workbook(signed_in: SignIn) -> None:
    client = signed_in("village_clerk")
    response = client.post(reverse("export_column"), {"kept": kept(client)})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active   # type: ignore[attr-defined]
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert [(row[0], row[2], row[3]) for row in rows if row[0].isdigit()] == [
        ("1", "找到", HERE.people()[1][0]), ("2", "找到", NAME), ("3", "没有找到", ""), ("5", "找到", NAME),
    ]
    assert not any(ID in cell for row in rows for cell in row)
    assert Entry.objects.filter(verb="register.looked_up", place_code=VILLAGE).count() == 1


@pytest.mark.parametrize("token", ["", "x", "a1.k1.AAAA", "a1.k9.AAAA", "a1.own.AAAA"])
def test_a_column_that_is_not_ours_is_refused(signed_in: SignIn, token: str) -> None:
    assert signed_in("village_clerk").post(reverse("export_column"), {"kept": token}).status_code == 409


def test_a_place_that_is_none_is_refused_and_one_out_of_reach_shows_nobody(signed_in: SignIn) -> None:
    assert asked(signed_in("village_clerk"), "覃", place="上垟").status_code == 409
    assert NAME not in body(asked(signed_in("neighbour"), "覃", place=VILLAGE))


def test_no_number_goes_into_a_log(signed_in: SignIn, caplog: pytest.LogCaptureFixture) -> None:
    client = signed_in("village_clerk")
    with caplog.at_level(logging.DEBUG):
        asked(client, ID)
        client.post(reverse("found_column"), {"lines": COLUMN})
    web = [one.getMessage() for one in caplog.records if not one.name.startswith("django.db")]
    assert not any(ID in line for line in web)


