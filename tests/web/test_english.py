"""Who chose English is answered in English, whatever the answer is about; everybody else is answered as ever."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from bangfu.english import middleware
from bangfu.english.markup import tokens
from bangfu.english.middleware import COOKIE, ENGLISH, pages_in_english, the_reader
from bangfu.english.page import in_english
from bangfu.english.reading import Reader
from bangfu.english.sentences import chinese
from bangfu.english.shown import shown_attributes
from tests.county import PASSWORD, PEOPLE, PLACES
from tests.web.routes import ROUTES
from tests.web.walk import Walk
from tests.web.world import HOMES, World

pytestmark = pytest.mark.once
SignIn = Callable[[str], Client]
PAGE = '<html lang="zh-CN"><p>户主：覃天明</p></html>'


@pytest.fixture
def knows_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader of a few words, so that these tests say what is read."""
    reader = Reader({
        "户主": "head of household", "登录": "Sign in", "没有这一页": "There is no such page",
        "请刷新页面，再办一次": "reload the page and try again", "名册": "Register",
    })
    monkeypatch.setattr(middleware, "the_reader", lambda: reader)


def answered(response: HttpResponse | StreamingHttpResponse, cookie: str = ENGLISH) -> HttpResponse | StreamingHttpResponse:
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = cookie
    return pages_in_english(lambda _: response)(request)   # type: ignore[arg-type, return-value]


@pytest.mark.usefixtures("knows_little")
def test_a_page_is_read_and_its_length_is_right() -> None:
    page = HttpResponse(PAGE, headers={"Content-Length": str(len(PAGE.encode()))}, status=404)
    read_page = answered(page)
    assert isinstance(read_page, HttpResponse) and read_page.text == '<html lang="en"><p>Head of household: 覃天明</p></html>'
    assert read_page["Content-Length"] == str(len(read_page.content)) and read_page.status_code == 404
    assert not answered(HttpResponse(PAGE)).has_header("Content-Length")


@pytest.mark.usefixtures("knows_little")
@pytest.mark.parametrize("other", [
    HttpResponse('{"refused": "户主"}', content_type="application/json"), HttpResponse("户主", content_type="text/plain"),
    HttpResponse("<p>户主</p>", headers={"Content-Encoding": "br"}),
    HttpResponse("户主".encode(), content_type="application/pdf"),
])
def test_what_is_no_page_stays_as_it_is(other: HttpResponse) -> None:
    before = other.content
    assert answered(other) is other and other.content == before


@pytest.mark.usefixtures("knows_little")
def test_what_is_sent_while_it_is_made_is_not_waited_for() -> None:
    def parts() -> Iterator[bytes]:
        raise AssertionError("was read")
        yield b""
    assert answered(StreamingHttpResponse(parts())).streaming and answered(FileResponse(iter([b"<p>"]), content_type="text/html")).streaming


@pytest.mark.parametrize("cookie", ["", "zh", "EN", "en-GB"])
def test_who_did_not_choose_english_costs_no_reading(monkeypatch: pytest.MonkeyPatch, cookie: str) -> None:
    def made() -> Reader:
        raise AssertionError("was made")
    monkeypatch.setattr(middleware, "the_reader", made)
    page = HttpResponse(PAGE)
    assert answered(page, cookie) is page and page.text == PAGE


@pytest.mark.usefixtures("knows_little")
def test_english_is_chosen_at_the_door_and_given_up_again(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    door = client.get("/sign-in/?next=/roster/")
    assert "<h1>登录</h1>" in door.text and 'lang="zh-CN"' in door.text and re.search(r'value="en" lang="en" translate="no">.*English</button>', door.text)
    token = {"csrfmiddlewaretoken": re.search(r'csrfmiddlewaretoken" value="([^"]+)"', door.text)[1]}   # type: ignore[index]
    assert client.post("/language/", {"language": "en"}).status_code == 403
    chosen = client.post("/language/", {"language": "en", "next": "/sign-in/?next=/roster/", **token})
    kept = chosen.cookies[COOKIE]
    assert chosen["Location"] == "/sign-in/?next=/roster/"
    assert (kept.value, kept["httponly"], kept["samesite"], int(kept["max-age"])) == ("en", True, "Lax", 31_536_000)
    door = client.get(chosen["Location"])
    assert "<h1>Sign in</h1>" in door.text and '<html lang="en">' in door.text and 'value="/roster/"' in door.text
    assert re.search(r'value="zh" lang="zh-CN" translate="no">.*中文</button>', door.text)
    inside = client.post("/sign-in/", {"username": world.county.user("village_clerk").get_username(), "password": PASSWORD, "next": "/roster/", **token}, follow=True)
    assert inside.status_code == 200 and '<html lang="en">' in inside.text and "Register" in inside.text
    missing = client.get("/no/such/page/")
    assert missing.status_code == 404 and "<h1>There is no such page" in missing.text and missing["Content-Length"] == str(len(missing.content))
    refused = client.post("/post/", {"post": "x"})   # no token
    assert refused.status_code == 403 and "reload the page and try again" in refused.text
    back = client.post("/language/", {"language": "zh", "next": "https://elsewhere.example/", "csrfmiddlewaretoken": client.cookies["csrftoken"].value})
    assert back["Location"] == "/" and not back.cookies[COOKIE].value and 'lang="zh-CN"' in client.get("/").text


def test_the_switch_leads_back_to_where_one_was_and_never_to_an_address_that_takes_forms_only(world: World, signed_in: SignIn) -> None:
    client, site = signed_in("village_clerk"), world.sites["here"]
    address = ROUTES["roster"].address(site) + "?status=x&page=2"
    assert f'name="next" value="{address.replace("&", "&amp;")}"' in client.get(address).text
    assert 'name="next" value=""' in client.post(ROUTES["search"].address(site), {"words": "覃"}, follow=False).text


MOST_UNREAD = 0.02   # of the Chinese characters of a page that are neither names nor what somebody wrote
FEWEST = 50   # of a page of which a share can be told
WRITTEN = (
    "帮扶", "县主管", "镇经办", "村信息员", "请核实", "情况属实", "都属实", "大户", "家的事没人管", "核对社保参保", "县人社局", "来函一号",
    "看了营业执照", "户口簿.jpg", "某省", "某市", "某县",
    "覃天明", "覃地明", "覃小明", "韦小花",   # of the examples of checks
)
STEM = "(?:(?<=号码)|(?<=number ))[甲乙丙丁戊己庚辛壬癸]"   # what numbers are called in examples
DATA = re.compile("|".join(sorted(
    {*PLACES.values(), *WRITTEN,
     *(name for _, name, *_ in PEOPLE.values()), *(one for home in HOMES.values() for one in (home.name, home.township_name))}, key=len, reverse=True,
)) + f"|[{''.join(home.mark for home in HOMES.values())}](?:[天地人和].|家|某)?户?|{STEM}")


def words_of(page: str) -> str:
    """What somebody sees of a page, what belongs to the county and not to the program taken out."""
    runs = {"text": lambda token: [token.raw], "start": lambda token: [one.value for one in shown_attributes(token)]}
    return DATA.sub("", "\n".join(run for token in tokens(page) if token.kind in runs for run in runs[token.kind](token)))


def test_the_pages_of_the_walk_are_read_to_the_last_sentence(world: World, walk: Walk) -> None:
    reader, unread = the_reader(), {}
    for address, answer in walk("county_officer").items():
        if answer.headers.get("Content-Type", "").startswith("text/html") and (before := chinese(words_of(answer.text))) >= FEWEST:
            unread[address] = chinese(words_of(in_english(answer.text, reader))) / before
    assert len(unread) > 100
    assert {address: f"{share:.1%}" for address, share in unread.items() if share > MOST_UNREAD} == {}
