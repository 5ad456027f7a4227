"""Looking cannot write; nobody is let in by omission; a refusal is a sentence in the shape that was asked for."""

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from django.utils import timezone

from bangfu.organization.actions import relieve
from bangfu.organization.actor import PROGRAM
from bangfu.organization.models import User
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.web.middleware import open_to_all
from tests.county import County
from tests.web.conftest import BACKEND


def writes(request: HttpRequest) -> HttpResponse:
    """A page that should never have been written."""
    User.objects.filter(username="shangyang").update(name="改了名")
    return HttpResponse("written")


def looks(request: HttpRequest) -> HttpResponse:
    return HttpResponse(User.objects.get(username="shangyang").name)


def refuses(request: HttpRequest) -> HttpResponse:
    raise (Forbidden if request.GET.get("forbidden") else Refused)("这件事不能这样办，请先收表。")


urlpatterns = [
    path("", include("bangfu.config.urls")), path("writes/", writes), path("looks/", looks), path("refuses/", refuses),
    path("open/", open_to_all(lambda _: HttpResponse("open"))),
]
pytestmark = pytest.mark.django_db
here = override_settings(ROOT_URLCONF=__name__)


@pytest.fixture
def clerk(county: County) -> Client:
    client = Client()
    client.force_login(county.user("township_clerk"), backend=BACKEND)
    return client


@here
@pytest.mark.parametrize("method", ("get", "head", "options"))
def test_a_page_that_writes_when_it_is_looked_at_breaks_and_writes_nothing(clerk: Client, method: str) -> None:
    with pytest.raises(RuntimeError, match="only looked at"), transaction.atomic():
        getattr(clerk, method)("/writes/")
    assert clerk.get("/looks/").content.decode() == "村信息员甲"


@here
def test_a_post_writes(clerk: Client) -> None:
    assert clerk.post("/writes/").status_code == 200
    assert clerk.get("/looks/").content.decode() == "改了名"


@here
def test_a_view_nobody_marked_is_closed(county: County) -> None:
    for client in (Client(), Client(HTTP_HX_REQUEST="true")):
        response = client.get("/looks/")
        assert response.status_code in (302, 401) and "村信息员甲" not in response.content.decode()
        assert "/sign-in/" in (response.get("Location") or response["HX-Redirect"])
    assert Client().get("/open/").content == b"open"


@here
@pytest.mark.parametrize(("query", "status"), (("", 409), ("?forbidden=1", 403)))
def test_a_refusal_is_a_page_a_part_or_json(clerk: Client, query: str, status: int) -> None:
    page, part, answer = (clerk.get(f"/refuses/{query}", headers=headers) for headers in ({}, {"HX-Request": "true"}, {"Accept": "application/json"}))
    assert {page.status_code, part.status_code, answer.status_code} == {status}
    assert "<h1>" in page.content.decode() and "请先收表" in page.content.decode()
    assert "请先收表" in part.content.decode() and "<html" not in part.content.decode()
    assert answer.json() == {"refused": "这件事不能这样办，请先收表。", "field": ""}


@here
def test_a_refusal_leads_back_to_our_own_pages_only(clerk: Client) -> None:
    ours, baits = "http://testserver/roster/", ("https://example.org/bait/", "http://testserver//example.org")
    said = {referer: clerk.get("/refuses/", headers={"Referer": referer}).content.decode() for referer in (ours, *baits)}
    assert 'href="/roster/"' in said[ours]
    assert not [bait for bait in baits if "example.org" in said[bait] or "回到今日" not in said[bait]]


def test_a_post_that_ended_yesterday_gives_nothing_at_the_next_request(clerk: Client, county: County) -> None:
    assert clerk.get("/").status_code == 200
    holding = county.user("township_clerk").holdings.get()
    relieve(PROGRAM, holding=holding, on=timezone.localdate())
    answer = clerk.get("/")
    assert answer.status_code == 403 and "没有在任的岗位" in answer.content.decode() and "青石镇" not in answer.content.decode()


def test_an_account_that_was_closed_is_at_the_door_again(clerk: Client, county: County) -> None:
    User.objects.filter(pk=county.user("township_clerk").pk).update(is_active=False)
    assert clerk.get("/").status_code == 302


def test_an_address_for_forms_opened_by_hand_says_so(clerk: Client) -> None:
    answer = clerk.get("/search/")
    assert answer.status_code == 405 and "不能直接打开" in answer.content.decode() and answer["Allow"] == "POST"


def test_an_address_that_takes_no_forms_says_so_to_whoever_sends_one(clerk: Client) -> None:
    for method in ("put", "delete", "options", "post"):
        answer = getattr(clerk, method)("/journal/", headers={"HX-Request": "true"} if method == "post" else {})
        assert answer.status_code == 405 and "不收这样送来的内容" in answer.content.decode() and answer["Allow"] == "GET"


def test_what_no_database_keeps_is_sent_back_in_words(clerk: Client) -> None:
    for answer in (clerk.get("/journal/", QUERY_STRING="name=%00"), clerk.post("/search/", {"words": "a\0b"}),
                   clerk.post("/sign-in/", {"username": "wang", "password": "not this one"}, headers={"Accept": "text/html\0"})):
        assert answer.status_code == 400 and "不能保存的字符" in answer.content.decode()
    answer = clerk.get("/figures/9901%0021/")
    assert answer.status_code == 404 and "没有这一页" in answer.content.decode()


@pytest.mark.parametrize("charset", ("utf-16", "utf-7", "raw_unicode_escape", "rot13"))
def test_whatever_a_sender_says_of_its_letters_they_are_read_as_ours(clerk: Client, charset: str) -> None:
    form = b'--x\r\nContent-Disposition: form-data; name="words"\r\n\r\n+2AA-\\ud800\r\n--x--'
    answer = clerk.generic("POST", "/search/", form, f"multipart/form-data; boundary=x; charset={charset}")
    assert answer.status_code == 200 and "+2AA-" in answer.content.decode()


def test_what_cannot_be_read_and_what_comes_without_its_token_is_refused_in_words(clerk: Client, county: County) -> None:
    broken = clerk.generic("POST", "/search/", b"--x", "multipart/form-data")
    assert broken.status_code == 400 and "没有看懂" in broken.content.decode()
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(county.user("township_clerk"), backend=BACKEND)
    forged = guarded.post("/search/", {"words": "覃"})
    assert forged.status_code == 403 and "放得太久" in forged.content.decode()


def test_who_is_sent_to_the_door_from_a_form_is_led_to_the_desk_afterwards(county: County) -> None:
    assert Client().post("/search/", {"words": "覃"})["Location"] == "/sign-in/?next=/"
