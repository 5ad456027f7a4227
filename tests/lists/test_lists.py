"""How lists behave: columns chosen within one's powers, filters that stay, views that are sent, numbers pasted and kept nowhere, what is seen taken away."""

import io
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.safestring import SafeString

from bangfu.accounts.models import Session
from bangfu.accounts.sessions import SessionStore
from bangfu.config.registered import LISTINGS, LISTS
from bangfu.facts.models import NOW
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.lists import actions, queries
from bangfu.lists.declared import SIZES, Listing
from bangfu.lists.drawn import Cell
from bangfu.lists.keyset import Turn
from bangfu.lists.models import ListChoice, SavedView
from bangfu.organization.actor import Actor
from bangfu.registry.listings import HOUSEHOLDS, PERSONS
from bangfu.registry.models import PersonRecord
from bangfu.registry.queries import MOST_LINES, Asked, pasted_column, persons_listed
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.web.templatetags.desk import list_cell
from tests.county import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, County, the_county
from tests.crosscheck.lists import number
from tests.web.world import receive

BACKEND = "django.contrib.auth.backends.ModelBackend"
HEADINGS = ("省", "市", "县", "乡", "村", "户编号", "人口编号", "姓名", "证件号码", "与户主关系", "性别", "成员联系电话", "务工时间（月）")
SignIn = Callable[[str], Client]


def row(village: str, town: str, household: str, name: str, serial: int, relation: str, phone: str, months: str = "") -> tuple[str, ...]:
    return ("某省", "某市", "某县", town, village, household, f"{household}{serial}", name, number(serial), relation, "女", phone, months)


HERE = (
    row("上垟村", "青石镇", "990011", "覃一", 11, "户主", "13900000011", "3"), row("上垟村", "青石镇", "990011", "覃二", 12, "配偶", "13900000012", "10"),
    row("上垟村", "青石镇", "990012", "蒙一", 21, "户主", "13900000021", "6"), row("下垟村", "青石镇", "990013", "农一", 31, "户主", "13900000031"),
)
THERE = (row("柳树坪村", "柳溪乡", "990021", "岑一", 41, "户主", "13900000041"),)


@pytest.fixture(scope="module")
def kept_register(django_db_setup: Any, django_db_blocker: Any) -> Iterator[County]:
    """The register, filled once for all of these tests inside a transaction that is rolled back."""
    patch = pytest.MonkeyPatch()
    patch.setattr("bangfu.work.worker.close_old_connections", lambda: None)
    with django_db_blocker.unblock(), transaction.atomic():
        county = the_county()
        receive(county.township_clerk, "national_persons", HEADINGS, HERE, until="applied")
        receive(county.neighbour, "national_persons", HEADINGS, THERE, until="applied")
        yield county
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture
def register(kept_register: County) -> Iterator[County]:
    """The register, as it was before whatever the test does to it."""
    with transaction.atomic():
        yield kept_register
        transaction.set_rollback(True)


@pytest.fixture
def signed_in(register: County) -> SignIn:
    def made(who: str) -> Client:
        client = Client()
        client.force_login(register.user(who), backend=BACKEND)
        return client
    return made


def names(response: HttpResponse) -> list[str]:
    """Who stands in a roster, in order."""
    return [next(cell.text for column, cell in line.cells if column.key == "name") for line in response.context["list"].lines]


def headings(response: HttpResponse) -> list[str]:
    return [one.column.key for one in response.context["list"].headings]


def roster(client: Client, place: str = TOWNSHIP, **words: str) -> HttpResponse:
    return client.get(reverse("roster", args=[place]), {"all": "1", **words})   # type: ignore[return-value]


def choose(client: Client, *keys: str, listing: str = PERSONS.slug, **more: str) -> HttpResponse:
    return client.post(reverse("choose_columns", args=[listing]), {"column": keys, "size": "50", "path": "/roster/", **more})   # type: ignore[return-value]


# columns


def test_columns_stand_as_they_were_chosen_for_that_person_and_that_list_only(register: County, signed_in: SignIn) -> None:
    client = signed_in("township_clerk")
    usual = headings(roster(client))
    assert choose(client, "phone", "household.fuel", "work_months", "sex").status_code == 302
    assert headings(roster(client)) == ["name", "phone", "household.fuel", "work_months", "sex"]
    assert headings(roster(client, by="household"))[0] == "head" and "phone" not in headings(roster(client, by="household"))
    assert headings(roster(signed_in("village_clerk"), VILLAGE)) == usual
    choose(client, usual="1")
    assert headings(roster(client)) == usual and verify().whole
    assert Entry.objects.filter(verb="list.arranged").count() == 2 and ListChoice.objects.count() == 1


def test_a_column_that_is_not_chosen_is_not_read(register: County) -> None:
    page = persons_listed(register.township_clerk, Asked(TOWNSHIP), order=PERSONS.orders[0], turn=Turn(), keys=["name", "sex"])
    assert {key for line in page.rows for key in line.values} == {"name", "sex"}


@pytest.mark.parametrize("key", ["bank_account", "no_such", "name_folded"])
def test_a_column_one_may_not_see_is_neither_offered_nor_chosen_by_a_forged_form(register: County, key: str) -> None:
    """网格员 may not see bank accounts (rules.powers.FIELDS)."""
    by = Actor(register.township_clerk.user_id, "格", register.township_clerk.post_id, "网格员", "grid_worker", VILLAGE, register.village_clerk.ranges)
    assert key not in HOUSEHOLDS.open_to(by)
    with pytest.raises(Refused, match="不在您能看的列里"):
        actions.choose_columns(by, listing=HOUSEHOLDS, columns=["number", key], size=50)
    with pytest.raises(Refused, match="不在您能看的列里"):
        actions.save_view(by, listing=HOUSEHOLDS, name="账号", terms={}, columns=[key])
    assert not ListChoice.objects.exists() and not SavedView.objects.exists()


def test_a_column_of_somebody_else_s_view_that_one_may_not_see_is_left_out(register: County) -> None:
    by = Actor(None, "格", register.township_clerk.post_id, "网格员", "grid_worker", VILLAGE, register.village_clerk.ranges)
    assert [one.key for one in HOUSEHOLDS.chosen(by, ["bank_account", "number"])] == ["head", "number"]


def test_pages_have_the_size_that_was_chosen(register: County, signed_in: SignIn) -> None:
    client = signed_in("township_clerk")
    assert choose(client, "sex", size="7").status_code == 409
    choose(client, "sex", size="200")
    assert roster(client).context["list"].stands.turn.size == 200 and roster(client, size="100").context["list"].stands.turn.size == 100


# order, pages, sums


def test_a_heading_sorts_up_and_down(register: County, signed_in: SignIn) -> None:
    client = signed_in("township_clerk")
    assert names(roster(client, sort="name")) == names(roster(client, sort="-name"))[::-1] == sorted(names(roster(client)))
    assert roster(client, sort="household").context["list"].headings[6].sorted == "ascending"


def test_a_county_is_not_read_through_for_an_order_without_an_index(register: County, signed_in: SignIn) -> None:
    listed = roster(signed_in("county_officer"), COUNTY, sort="age").context["list"]
    assert listed.stands.sort == "" and next(one for one in listed.headings if one.column.key == "age").why_not


def test_pages_follow_one_another_both_ways_and_keep_the_filter(register: County, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangfu.lists.arranging.SIZES", (1, *SIZES))
    client, seen, url = signed_in("township_clerk"), [], f"{reverse('roster', args=[TOWNSHIP])}?size=1&cut=relation%3D户主"
    while url:
        response = client.get(url)
        seen += names(response)
        url, last = response.context["list"].page["next_url"], response
    assert sorted(seen) == ["农一", "蒙一", "覃一"] and last.context["list"].lines[0].number == 3
    before = client.get(last.context["list"].page["previous_url"])
    assert names(before) == [seen[1]] and before.context["list"].lines[0].number == 2


def test_sums_are_of_all_that_is_found_and_not_of_the_page(register: County, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangfu.lists.arranging.SIZES", (1, *SIZES))
    client = signed_in("township_clerk")
    choose(client, "work_months", "sex")
    listed = roster(client, size="1").context["list"]
    assert len(listed.lines) == 1
    totals = client.get(listed.said.total_url).context["totals"]
    assert [(column.key, text) for column, text in totals] == [("name", "4 人"), ("work_months", "19"), ("sex", "")]


# filters that stay


def test_the_last_filter_comes_back_and_says_so_until_it_is_cleared(register: County, signed_in: SignIn) -> None:
    client, address = signed_in("township_clerk"), reverse("roster", args=[TOWNSHIP])
    client.get(address, {"words": "覃", "sort": "name"})
    back = client.get(address)
    assert back.status_code == 302 and parse_qs(urlsplit(back["Location"]).query) == {"words": ["覃"], "sort": ["name"], "back": ["1"]}
    page = client.get(back["Location"])
    assert sorted(names(page)) == ["覃一", "覃二"] and "还是您上次的条件" in page.content.decode()
    assert client.get(address, {"all": "1"}).status_code == 200 and client.get(address).status_code == 200
    assert signed_in("village_clerk").get(reverse("roster", args=[VILLAGE])).status_code == 200


def test_a_filter_that_stays_lies_sealed_in_the_session(register: County, signed_in: SignIn) -> None:
    client = signed_in("township_clerk")
    roster(client, words="覃一一")
    assert "覃一一" not in str(dict(client.session.items())) and client.session["lists.left"]["roster"]


# views


def saved(client: Client, name: str, query: str, place: str = TOWNSHIP, **more: str) -> SavedView:
    response = client.post(reverse("save_view", args=[PERSONS.slug]), {"name": name, "query": query, "column": ["name", "phone"], "place": place, **more})
    assert response.status_code == 302, response.content.decode()
    return SavedView.objects.get(name=name)


def test_a_view_opens_within_the_scope_of_whoever_it_was_sent_to(register: County, signed_in: SignIn) -> None:
    made = saved(signed_in("township_clerk"), "姓名里有一", "cut=relation%3D户主&sort=name&pasted=1&foreign=x")
    for who, found in (("township_clerk", {"覃一", "蒙一", "农一"}), ("village_clerk", {"覃一", "蒙一"}), ("neighbour", {"岑一"})):
        page = signed_in(who).get(reverse("view", args=[made.pk]), follow=True)
        assert set(names(page)) == found and headings(page) == ["name", "phone"], who
        assert "姓名里有一" in page.content.decode()
    assert "户主" not in made.terms and queries.view(register.village_clerk, made.pk).terms == {"cut": "relation=户主", "sort": "name"}   # type: ignore[union-attr]


def test_a_view_of_a_place_out_of_reach_opens_at_one_s_own_and_says_so(register: County, signed_in: SignIn) -> None:
    made = saved(signed_in("township_clerk"), "下垟村的", "status=", NEXT_VILLAGE)
    own = signed_in("village_clerk").get(reverse("view", args=[made.pk]), follow=True)
    assert own.context["where"].code == VILLAGE and "不在您的管辖范围内" in own.content.decode() and set(names(own)) == {"覃一", "覃二", "蒙一"}
    above = signed_in("county_officer").get(reverse("view", args=[made.pk]), follow=True)
    assert above.context["where"].code == NEXT_VILLAGE and names(above) == ["农一"]


def test_who_may_not_look_opens_nothing_and_a_dropped_view_is_gone(register: County, signed_in: SignIn) -> None:
    owner = signed_in("township_clerk")
    made = saved(owner, "一个", "words=一")
    assert signed_in("auditor").get(reverse("view", args=[made.pk])).status_code == 403
    assert owner.post(reverse("drop_view", args=[made.pk])).status_code == 302
    assert owner.get(reverse("view", args=[made.pk])).status_code == 409
    assert [one.verb for one in Entry.objects.filter(subject_id=str(made.pk)).order_by("id")] == ["view.saved", "view.dropped"] and verify().whole


def test_the_views_of_an_office_are_seen_by_it_and_below_it_only(register: County, signed_in: SignIn) -> None:
    saved(signed_in("township_clerk"), "镇里的", "words=一", shared="1")
    saved(signed_in("township_clerk"), "我的", "words=二")
    def seen(who: str) -> set[str]:
        return {one.name for one in queries.views_of(getattr(register, who), [PERSONS.slug])}
    assert seen("township_clerk") == {"镇里的", "我的"}
    assert seen("village_clerk") == {"镇里的"} and seen("neighbour") == seen("county_officer") == seen("nobody") == set()


def test_a_view_is_renamed_and_dropped_by_who_saved_it_only(register: County, signed_in: SignIn) -> None:
    made = saved(signed_in("township_clerk"), "一个", "words=一", shared="1")
    for act in (lambda by: actions.rename_view(by, view=made.pk, name="别的", is_shared=False), lambda by: actions.drop_view(by, view=made.pk)):
        with pytest.raises(Refused, match="不是您存的"):
            act(register.village_clerk)
    with pytest.raises(Forbidden):
        actions.rename_view(register.nobody, view=made.pk, name="别的", is_shared=False)
    actions.rename_view(register.township_clerk, view=made.pk, name="别的", is_shared=False)
    assert SavedView.objects.get().name == "别的" and not queries.views_of(register.village_clerk, [PERSONS.slug])
    saved(signed_in("township_clerk"), "又一个", "")
    with pytest.raises(Refused, match="已经有一个"):
        actions.rename_view(register.township_clerk, view=made.pk, name="又一个", is_shared=False)


# a pasted column


def test_a_pasted_column_narrows_a_roster_and_says_what_it_did_not_find(register: County, signed_in: SignIn) -> None:
    lines = f"　{number(11)}　\n{number(21)}\t蒙一\n１３９００００００３１\n\n990021\n{number(77)}\n不是号码"
    client = signed_in("township_clerk")
    response = client.post(reverse("paste_roster", args=[TOWNSHIP]), {"lines": lines}, follow=True)
    assert set(names(response)) == {"覃一", "蒙一", "农一"}
    pasted = response.context["pasted"]
    assert (pasted.lines, pasted.found) == (6, 3) and [nth for nth, _ in pasted.missed] == [5, 6, 7]
    assert number(77) not in response.content.decode() and "没有找到的 3 行" in response.content.decode()
    assert set(names(roster(client, VILLAGE, pasted="1"))) == {"覃一", "蒙一"}


def test_a_household_number_means_all_of_the_household(register: County) -> None:
    found = pasted_column(register.township_clerk, ["990011", "", "990021"])
    assert (found.lines, found.found, len(found.households), len(found.persons)) == (2, 1, 1, 0)


def test_no_pasted_number_lies_in_the_database_the_session_or_an_address(register: County, signed_in: SignIn, caplog: pytest.LogCaptureFixture) -> None:
    secrets = [number(11), number(77), "13900000021", "13811112222"]
    client = signed_in("township_clerk")
    with caplog.at_level("DEBUG"):
        response = client.post(reverse("paste_roster", args=[TOWNSHIP]), {"lines": "\n".join(secrets)})
        page = client.get(response["Location"])
    kept = "".join(repr(list(model._default_manager.values_list())) for model in apps.get_models())
    session = repr([SessionStore().decode(one.session_data) for one in Session.objects.all()])
    addresses = response["Location"] + repr(page.context["list"].page) + repr(page.context["list"].sizes)
    assert Session.objects.exists() and not [one for one in secrets for text in (kept, session, addresses, caplog.text, page.content.decode()) if one in text]


def test_a_column_that_is_gone_is_said_and_one_too_long_refused(register: County, signed_in: SignIn) -> None:
    client = signed_in("township_clerk")
    assert "请回到列表重新贴" in roster(client, pasted="1").content.decode()
    with pytest.raises(Refused, match="一次最多查 5,000 行"):
        pasted_column(register.township_clerk, [f"99{nth:06d}" for nth in range(MOST_LINES + 1)])


def test_nobody_finds_by_pasting_whom_they_do_not_reach(register: County, signed_in: SignIn) -> None:
    found = pasted_column(register.village_clerk, [number(31), number(41), "990021", "13900000041"])
    assert not found.persons and not found.households and len(found.missed) == 4


# taken away


def workbook(response: Any) -> list[tuple[Any, ...]]:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return list(openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0].iter_rows(values_only=True))


def test_a_roster_is_exported_as_it_is_seen(register: County, signed_in: SignIn) -> None:
    client = signed_in("township_clerk")
    choose(client, "phone", "work_months")
    rows = workbook(client.post(reverse("export_roster", args=[TOWNSHIP]), {"cut": "relation=户主", "sort": "-name"}))
    assert rows[2] == ("姓名", "电话", "务工时间（月）")
    assert [one[0] for one in rows[3:]] == sorted(("覃一", "蒙一", "农一"), reverse=True) and "139****0011" in {one[1] for one in rows[3:]}
    assert {one[2] for one in rows[3:]} == {3, 6, None}


def test_only_chosen_rows_are_exported_and_none_from_elsewhere(register: County, signed_in: SignIn) -> None:
    records = {one.name: str(one.pk) for one in PersonRecord.objects.filter(**NOW.filters())}
    chosen = {"chosen": [records["覃二"], records["岑一"]]}
    rows = workbook(signed_in("township_clerk").post(reverse("export_roster", args=[TOWNSHIP]), chosen))
    assert [one[0] for one in rows[3:]] == ["覃二"]


def test_a_list_is_printed_as_it_is_seen(register: County, signed_in: SignIn) -> None:
    client = signed_in("village_clerk")
    response = client.post(reverse("take_list", args=[PERSONS.slug]), {"place": VILLAGE, "how": "pdf", "sort": "name"})
    assert response.content.startswith(b"%PDF") and (entry := Entry.objects.latest("id")).verb == "list.taken" and entry.place_code == VILLAGE
    for place in (NEXT_VILLAGE, FAR_VILLAGE, COUNTY):
        assert client.post(reverse("take_list", args=[PERSONS.slug]), {"place": place, "how": "pdf"}).status_code in (403, 404)


@pytest.mark.parametrize("how", ["pdf", "xlsx"])
def test_too_long_a_list_is_refused_with_what_to_do(register: County, signed_in: SignIn, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangfu.lists.taking.MOST", {"pdf": 1, "xlsx": 1})
    response = signed_in("township_clerk").post(reverse("take_list", args=[PERSONS.slug]), {"place": TOWNSHIP, "how": how})
    assert response.status_code == 409 and "请先用条件或地方缩小" in response.content.decode()


@pytest.mark.parametrize("how", ["pdf", "xlsx"])
@pytest.mark.parametrize("listing", [one for one, taker in LISTS if taker], ids=lambda one: one.slug)
def test_every_list_that_can_be_taken_is_taken(register: County, signed_in: SignIn, listing: Listing, how: str) -> None:
    who = "county_officer" if register.county_officer.can(listing.takes) else "security"   # one of the two looks at each
    response = signed_in(who).post(reverse("take_list", args=[listing.slug]), {
        "place": COUNTY, "how": how, "by": "household",   # whatever filters of another list say: its own rows are taken
    })
    assert response.status_code == 200 and response.content[:2] in (b"%P", b"PK")


def test_what_is_looked_for_has_a_measure(register: County, signed_in: SignIn) -> None:
    """SQLite looks for no pattern of more than 50,000 characters."""
    assert signed_in("village_clerk").get(reverse("bodies", args=[VILLAGE]), {"words": "<" * 60_000}).status_code == 200


# what every list declares


@pytest.mark.parametrize("listing", LISTINGS.values(), ids=lambda one: one.slug)
def test_every_list_has_a_frozen_column_in_front_and_orders_that_end_in_something_unique(listing: Listing) -> None:
    keys = [one.key for one in listing.columns]
    assert listing.columns[0].stub and len(keys) == len(set(keys)) and len(listing.orders) == len({one.key for one in listing.orders})
    assert all(one.terms[-1].removeprefix("-") in ("id", "number", "code") for one in listing.orders)
    assert all(listing.order(one.order) for one in listing.columns if one.order), "a heading sorts by an order there is"


@pytest.mark.once
def test_a_cell_leads_warns_or_says_and_what_it_says_is_text() -> None:
    told = {
        '<a href="/journal/">覃&lt;b&gt;</a>': Cell("覃<b>", url="/journal/"), "（没有）</a>": Cell("", url="/journal/"),
        '<span class="must-do">缺</span>': Cell("缺", alarm=True), "<b>户主</b>": Cell("户主", strong=True), "1&lt;2": Cell("1<2"),
        '男 <span class="tag must">&amp;</span> <span class="tag">新</span>': Cell("男", tags=(("&", "must"), ("新", ""))),
        '男 <span class="soft small">1&lt;2</span>': Cell("男", soft="1<2"),
    }
    for written, cell in told.items():
        assert list_cell(cell).endswith(written) and isinstance(list_cell(cell), SafeString), cell
    assert list_cell(Cell("覃福生", of=("person", "01a2199a-d730-77eb-b52e-6b22a9fde802"))).startswith('<a href="/persons/01a2199a-d730-77eb-b52e-6b22a9fde802/">覃')
