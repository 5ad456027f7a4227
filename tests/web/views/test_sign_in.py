"""The door: who comes in, how often one may try, where one is led, and which post one acts from."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from bangfu.organization.actions import appoint, create_post, relieve
from bangfu.organization.actor import PROGRAM
from tests.county import FAR_VILLAGE, PASSWORD, SINCE, County

pytestmark = pytest.mark.django_db
DOOR = "/sign-in/"


def tries(client: Client, password: str = PASSWORD, *, username: str = "qingshi", **more: str) -> object:
    return client.post(DOOR, {"username": username, "password": password, **more})


def text(response: object) -> str:
    return response.content.decode()   # type: ignore[attr-defined]


def test_who_says_the_right_word_comes_in(county: County) -> None:
    client = Client()
    assert tries(client)["Location"] == "/"   # type: ignore[index]
    assert "镇经办乙" in text(client.get("/"))


@pytest.mark.parametrize("username", ("qingshi", "nobody-of-that-name"))
def test_a_wrong_word_and_a_wrong_name_are_told_alike(county: County, username: str) -> None:
    response = tries(Client(), "不对的密码", username=username)
    assert response.status_code == 401   # type: ignore[attr-defined]
    assert "账号或密码不对" in text(response) and "15 分钟" in text(response)


def test_after_five_wrong_tries_the_door_is_locked_even_for_the_right_word(county: County) -> None:
    client = Client()
    statuses = [tries(client, f"不对{nth}").status_code for nth in range(5)]   # type: ignore[attr-defined]
    assert statuses == [401, 401, 401, 401, 429]
    locked = tries(client)
    assert locked.status_code == 429 and "锁定 15 分钟" in text(locked)   # type: ignore[attr-defined]
    assert "_auth_user_id" not in client.session
    assert tries(Client(), username="yunxiu").status_code == 302, "others at the same machine still come in"   # type: ignore[attr-defined]


def test_passwords_are_kept_as_argon2id() -> None:
    """In the program's own settings: the tests use a faster one for the cast."""
    code = "import django; django.setup(); from django.contrib.auth.hashers import make_password; print(make_password('岩脚村-2020-青石'))"
    env = {"DJANGO_SETTINGS_MODULE": "bangfu.config.settings", "BANGFU_VAR": str(settings.VAR), "PATH": "/usr/bin:/bin"}
    said = subprocess.run([sys.executable, "-c", code], env=env, cwd=settings.ROOT, capture_output=True, text=True, check=True).stdout
    assert said.startswith("argon2$argon2id$")


def test_a_new_session_begins_at_the_door(county: County) -> None:
    client = Client()
    client.get(DOOR)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = before = session.session_key
    tries(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert Client(headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={before}"}).get("/").status_code == 302


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(county: County) -> None:
    client = Client()
    tries(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and int(cookie["max-age"]) <= 8 * 3600


def test_leaving_clears_what_the_browser_kept(county: County) -> None:
    client = Client()
    tries(client)
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    response = client.post("/sign-out/")
    assert (response.status_code, response["Location"]) == (302, DOOR)
    assert '"cache"' in response["Clear-Site-Data"] and '"storage"' in response["Clear-Site-Data"]
    assert Client(headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={kept}"}).get("/").status_code == 302, "the old session is no more"


def test_a_link_cannot_sign_one_out(county: County) -> None:
    client = Client()
    tries(client)
    assert client.get("/sign-out/").status_code == 405 and client.get("/").status_code == 200


@pytest.mark.parametrize(("wanted", "led"), (
    ("/roster/", "/roster/"), ("/checks/?state=open", "/checks/?state=open"), ("https://example.org/", "/"), ("//example.org/", "/"),
    ("javascript:alert(1)", "/"), ("\\\\example.org", "/"), ("", "/"), ("roster", "/"), ("县里定的", "/"), ("2023-02-29", "/"),
))
def test_one_is_led_on_within_the_program_only(county: County, wanted: str, led: str) -> None:
    assert tries(Client(), next=wanted)["Location"] == led   # type: ignore[index]


def test_where_one_wanted_to_go_survives_a_wrong_word(county: County) -> None:
    client = Client()
    door = client.get("/roster/")["Location"]
    assert 'name="next" value="/roster/"' in text(client.get(door))
    assert 'name="next" value="/roster/"' in text(tries(client, "不对", next="/roster/"))


def test_who_is_in_is_led_past_the_door(county: County) -> None:
    client = Client()
    tries(client)
    assert client.get(DOOR)["Location"] == "/"


def test_a_form_without_its_token_is_not_taken(county: County) -> None:
    assert tries(Client(enforce_csrf_checks=True)).status_code == 403   # type: ignore[attr-defined]


@pytest.fixture
def two_posts(county: County) -> tuple[Client, str]:
    """The township clerk, who is also a village's clerk in the next township; and that post."""
    post = create_post(PROGRAM, title="柳树坪村驻村信息员", role="village_clerk", place=FAR_VILLAGE, since=SINCE)
    appoint(PROGRAM, user=county.user("township_clerk"), post=post, since=timezone.localdate())
    client = Client()
    tries(client)
    return client, str(post.pk)


def test_one_acts_from_the_post_one_chooses(two_posts: tuple[Client, str]) -> None:
    client, post = two_posts
    assert "柳树坪村驻村信息员" in text(client.get("/")), "both are offered"
    assert "<h1>青石镇<" in text(client.get("/"))
    assert client.post("/post/", {"post": post}).status_code == 302
    assert "<h1>柳树坪村<" in text(client.get("/"))
    assert client.get("/places/990121001/").status_code == 404, "one post at a time: its powers and its reach only"


def test_a_post_one_does_not_hold_is_refused(county: County) -> None:
    client = Client()
    tries(client)
    response = client.post("/post/", {"post": str(county.neighbour.post_id)})
    assert response.status_code == 409 and "不在这个岗位" in text(response)
    assert "<h1>青石镇<" in text(client.get("/"))


def test_a_chosen_post_that_ends_gives_nothing_more(two_posts: tuple[Client, str], county: County) -> None:
    client, post = two_posts
    client.post("/post/", {"post": post})
    relieve(PROGRAM, holding=county.user("township_clerk").holdings.get(post=post), on=timezone.localdate() - timedelta(days=0))
    assert "<h1>青石镇<" in text(client.get("/"))
    assert client.get(f"/places/{FAR_VILLAGE}/").status_code == 404
