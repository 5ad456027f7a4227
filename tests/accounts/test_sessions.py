"""A session: whose it is, how it ends, what a browser is told, and that the table lets nobody in."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bangfu.accounts.actions import change_password, new_account, reset_password, set_door
from bangfu.accounts.models import Session
from bangfu.accounts.queries import account, door_of
from bangfu.accounts.sessions import SessionStore, clear_sessions
from bangfu.journal.models import Entry
from bangfu.organization.actions import appoint, create_post
from bangfu.organization.actor import PROGRAM
from bangfu.organization.models import User
from bangfu.rules.door import ENDS, Door
from bangfu.rules.refusal import Forbidden, Refused
from tests.county import COUNTY, PASSWORD, SINCE, VILLAGE, County

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"


def came_in(username: str = "qingshi", agent: str = CHROME, address: str = "10.0.0.5", password: str = PASSWORD) -> Client:
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)
    assert client.post("/sign-in/", {"username": username, "password": password}).status_code == 302
    return client


def row_of(client: Client) -> Session:
    return Session.objects.get(mark=mark_of(client))


def mark_of(client: Client) -> UUID:
    found = client.session
    assert found.get("_auth_user_id")
    return found.row.mark   # type: ignore[attr-defined, no-any-return]


def age(client: Client, **columns: timedelta) -> None:
    """Moves a session into the past."""
    row = row_of(client)
    Session.objects.filter(pk=row.pk).update(**{name: getattr(row, name) - by for name, by in columns.items()})


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_table_holds_nothing_a_browser_could_come_in_with(county: County) -> None:
    client = came_in()
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert key not in repr(list(Session.objects.values_list()))
    stolen = Client(headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={row_of(client).pk}"})
    assert stolen.get("/").status_code == 302


@pytest.mark.parametrize(("columns", "why"), [
    ({"seen_at": timedelta(minutes=61)}, "idle"), ({"begun_at": timedelta(hours=8)}, "long"), ({"expire_date": timedelta(hours=9)}, "long"),
])
def test_a_session_ends_by_itself_and_the_door_says_why(county: County, columns: dict[str, timedelta], why: str) -> None:
    client = came_in()
    age(client, **columns)
    answer = client.get("/roster/")
    assert answer["Location"] == f"/sign-in/?next=/roster/&why={why}"
    assert ENDS[why] in text(client.get(answer["Location"]))


def test_the_list_of_accounts_counts_nobody_who_has_long_been_idle(county: County) -> None:
    here, away = came_in(), came_in()
    told = account(county.security, county.user("township_clerk").pk)
    assert told and told.sessions == 2
    age(away, seen_at=timedelta(minutes=61))
    told = account(county.security, county.user("township_clerk").pk)
    assert told and told.sessions == 1 and here.get("/").status_code == 200


def test_a_part_of_a_page_leads_to_the_door_too(county: County) -> None:
    client = came_in()
    age(client, seen_at=timedelta(minutes=61))
    answer = client.get("/waiting/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/sign-in/?why=idle")


def test_who_is_there_is_seen_at_most_once_a_minute(county: County) -> None:
    client = came_in()
    seen = row_of(client).seen_at
    client.get("/")
    assert row_of(client).seen_at == seen
    age(client, seen_at=timedelta(minutes=2))
    client.get("/")
    assert timezone.now() - row_of(client).seen_at < timedelta(minutes=1)


def test_a_county_sets_the_limits_and_open_sessions_are_held_to_them(county: County) -> None:
    client, by = came_in(), county.security
    age(client, seen_at=timedelta(minutes=20))
    set_door(by, door=Door(idle_minutes=15, longest_hours=4, most_sessions=1), reason="等保测评要求")
    assert client.get("/")["Location"].endswith("why=idle")
    assert row_of(came_in()).idle_minutes == 15 and door_of(COUNTY).most_sessions == 1 and door_of("990122") == Door()
    assert Entry.objects.get(verb="door.set").reason == "等保测评要求"


@pytest.mark.parametrize(("wrong", "field"), [({"idle_minutes": 4}, "idle_minutes"), ({"longest_hours": 9}, "longest_hours"), ({"most_sessions": 0}, "most_sessions"),
                                              ({"exported_rows": 99}, "exported_rows"), ({"second_step": frozenset({"queen"})}, "second_step"),
                                              ({"password_days": 29}, "password_days"), ({}, "")])
def test_limits_out_of_bounds_or_unchanged_are_refused(county: County, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        set_door(county.security, door=Door(**wrong), reason="改")
    assert refused.value.field == field


@pytest.mark.parametrize("password", ["Qingshi@2025!!", "云岫县青石镇2025", "镇经办乙-19900101"])
def test_a_password_of_one_s_own_county_post_or_name_is_refused(county: County, password: str) -> None:
    with pytest.raises(Refused, match="容易被猜到"):
        change_password(county.township_clerk, password=password, this=None)
    assert county.user("township_clerk").check_password(PASSWORD)


@pytest.mark.parametrize("who", ["administrator", "auditor", "county_officer", "village_clerk", "nobody"])
def test_only_the_security_administrator_sets_them(county: County, who: str) -> None:
    with pytest.raises(Forbidden):
        set_door(getattr(county, who), door=Door(idle_minutes=15), reason="改")


def test_where_it_would_be_too_many_the_one_seen_longest_ago_ends_and_says_so(county: County) -> None:
    set_door(county.security, door=Door(most_sessions=3), reason="县里定的")
    first, second, third = came_in(), came_in(), came_in()
    age(first, seen_at=timedelta(minutes=5))
    age(second, seen_at=timedelta(minutes=9))
    came_in()
    assert [one.get("/").status_code for one in (first, third)] == [200, 200]
    assert second.get("/")["Location"].endswith("why=most") and "超过了上限" in ENDS["most"]


def test_one_sees_where_one_is_signed_in_and_ends_what_one_likes(county: County) -> None:
    here, there = came_in(), came_in(agent="Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile", address="10.0.0.77")
    page = text(here.get("/account/"))
    assert all(word in page for word in ("Chrome，Windows", "就是这里", "安卓手机", "10.0.0.77"))
    assert str(row_of(there).pk) not in page and there.cookies[settings.SESSION_COOKIE_NAME].value not in page
    for said in ({}, {"current": "不是这一个"}):
        assert here.post(f"/account/sessions/{mark_of(there)}/end/", said).status_code == 409 and there.get("/").status_code == 200
    assert here.post(f"/account/sessions/{mark_of(there)}/end/", {"current": PASSWORD}).status_code == 302
    assert there.get("/")["Location"].endswith("why=own") and here.get("/").status_code == 200
    assert Entry.objects.filter(verb="sessions.ended", subject_id=str(county.township_clerk.user_id)).count() == 1


def test_nobody_ends_somebody_else_s_session(county: County) -> None:
    mine, theirs = came_in(), came_in("yunxiu")
    assert mine.post(f"/account/sessions/{mark_of(theirs)}/end/", {"current": PASSWORD}).status_code == 409
    assert theirs.get("/").status_code == 200


def test_a_sign_in_elsewhere_is_told_until_it_is_said_whose_it_was(county: County) -> None:
    first = came_in()
    assert "在另一处登录了" not in text(first.get("/"))
    second = came_in(address="10.9.9.9")
    assert "10.9.9.9" in text(first.get("/")) and "在另一处登录了" not in text(second.get("/"))
    first.post("/account/elsewhere/")
    assert "在另一处登录了" not in text(first.get("/")) and second.get("/").status_code == 200
    third = came_in(address="10.6.6.6")
    assert "10.6.6.6" in text(first.get("/"))
    assert 'href="/account/password/"' in text(first.get("/")).split("10.6.6.6")[1][:400], "who says that it was not them is led to their password"
    assert first.post("/account/sessions/others/end/").status_code == 409
    assert first.post("/account/sessions/others/end/", {"current": PASSWORD}).status_code == 302
    assert [one.get("/").status_code for one in (first, second, third)] == [200, 302, 302]


def test_when_and_from_where_one_came_in_before_is_told(county: County) -> None:
    came_in(address="10.1.1.1").post("/sign-out/")
    shown = text(came_in(address="10.2.2.2").get("/"))
    assert "上次登录" in shown and "10.1.1.1（Chrome，Windows）" in shown
    assert [one.reason for one in Entry.objects.filter(verb="user.signed_in").order_by("id")] == ["10.1.1.1（Chrome，Windows）", "10.2.2.2（Chrome，Windows）"]
    assert Entry.objects.filter(verb="user.signed_out").count() == 1


def test_who_did_not_come_in_stands_in_the_log_and_never_what_may_be_a_password(county: County, caplog: pytest.LogCaptureFixture) -> None:
    for typed in ("qingshi", "账清事明-青石-2020"):
        Client(REMOTE_ADDR="10.3.3.3").post("/sign-in/", {"username": typed, "password": "不对的密码"})
    assert [one.getMessage() for one in caplog.records if one.name == "bangfu.door"] == [
        "登录没有成功：账号 qingshi，从 10.3.3.3", "登录没有成功：账号 （没有这个账号），从 10.3.3.3",
    ]


def test_what_was_not_given_stands_in_the_log_with_who_wanted_it(county: County, caplog: pytest.LogCaptureFixture) -> None:
    assert came_in("shangyang").get("/accounts/").status_code == 403
    assert [one.getMessage() for one in caplog.records if one.name == "bangfu.door"] == ["没有给：村信息员甲（上垟村村信息员）GET /accounts/"]


def test_who_is_locked_out_stands_in_the_journal_once(county: County) -> None:
    client = Client(REMOTE_ADDR="10.3.3.4")
    statuses = [client.post("/sign-in/", {"username": "liuxi", "password": f"不对{nth}"}).status_code for nth in range(7)]
    assert statuses[-3:] == [429, 429, 429]
    assert [(one.subject_label, one.reason) for one in Entry.objects.filter(verb="user.locked_out")] == [(county.neighbour.name, "10.3.3.4")]


def test_an_ended_session_cannot_be_written_alive_by_a_request_under_way(county: County) -> None:
    client = came_in()
    late = client.session
    late["x"] = 1
    Session.objects.filter(mark=mark_of(client)).update(ended="own")
    with pytest.raises(UpdateError):
        late.save()
    assert Session.objects.get(user_id=county.township_clerk.user_id).ended == "own"


def test_another_password_ends_every_other_session(county: County) -> None:
    here, there = came_in(), came_in()
    said = {"current": PASSWORD, "password": "竹园岩脚-青石-2026", "again": "竹园岩脚-青石-2026"}
    assert here.post("/account/password/change/", {**said, "current": "不对"}).status_code == 409
    assert here.post("/account/password/change/", {**said, "again": "别的"}).status_code == 409
    assert here.post("/account/password/change/", {**said, "password": PASSWORD, "again": PASSWORD}).status_code == 409
    assert here.post("/account/password/change/", {**said, "password": "short", "again": "short"}).status_code == 409
    assert there.get("/").status_code == 200
    assert here.post("/account/password/change/", said).status_code == 302
    assert here.get("/").status_code == 200 and there.get("/").status_code == 302
    came_in(password=said["password"])


def test_a_password_that_was_given_is_changed_before_anything_else(county: County) -> None:
    user, password = new_account(county.security, username="xinren", name="新来的")
    post = create_post(PROGRAM, title="上垟村信息员二", role="village_clerk", place=VILLAGE, since=SINCE)
    appoint(county.security, user=user, post=post)
    client = came_in("xinren", password=password)
    assert client.get("/")["Location"] == "/account/password/" == client.post("/search/", {"words": "覃"})["Location"]
    assert "先换成只有您知道的" in text(client.get("/account/password/"))
    said = {"current": password, "password": "竹园岩脚-青石-2026", "again": "竹园岩脚-青石-2026"}
    assert client.post("/account/password/change/", said).status_code == 302 and client.get("/").status_code == 200


def test_a_given_password_that_was_not_changed_in_a_week_lets_nobody_in(county: County) -> None:
    user, password = new_account(county.security, username="xinren", name="新来的")
    post = create_post(PROGRAM, title="上垟村信息员二", role="village_clerk", place=VILLAGE, since=SINCE)
    appoint(county.security, user=user, post=post)

    def tried(said: str, days: int) -> HttpResponse:
        User.objects.filter(pk=user.pk).update(password_given_at=timezone.now() - timedelta(days=days))
        return Client().post("/sign-in/", {"username": "xinren", "password": said})
    assert tried(password, 6).status_code == 302
    for said, days in ((password, 8), ("not this one", 8)):
        answer = tried(said, days)
        assert answer.status_code == 401 and ("已经失效" in text(answer)) == (said == password), "only who knows it hears of it"
    client = came_in("xinren", password=(again := reset_password(county.security, user=user.pk, reason="过期了")))
    own = "竹园岩脚-青石-2026"
    assert client.post("/account/password/change/", {"current": again, "password": own, "again": own}).status_code == 302
    assert User.objects.get(pk=user.pk).password_given_at is None and came_in("xinren", password=own).get("/").status_code == 200


def test_a_password_that_was_used_as_long_as_the_county_says_is_changed_before_anything_else(county: County) -> None:
    client = came_in()
    set_door(county.security, door=Door(password_days=90), reason="等保测评要求")
    user = county.user("township_clerk")

    def of_age(days: int) -> None:
        User.objects.filter(pk=user.pk).update(password_set_at=timezone.now() - timedelta(days=days))
    of_age(89)
    assert came_in().get("/").status_code == 200
    of_age(90)
    assert client.get("/").status_code == 200, "who is at work already is not thrown out"
    late = came_in()
    assert late.get("/roster/")["Location"] == "/account/password/"
    told = text(late.get("/account/password/"))
    assert "县里规定用 90 天要换" in told and "别人给的" not in told
    own = "竹园岩脚-青石-2026"
    assert late.post("/account/password/change/", {"current": PASSWORD, "password": PASSWORD, "again": PASSWORD}).status_code == 409, "the same is no other"
    assert late.post("/account/password/change/", {"current": PASSWORD, "password": own, "again": own}).status_code == 302
    assert late.get("/").status_code == 200 and came_in(password=own).get("/").status_code == 200
    assert f"密码是 {timezone.localdate()} 定的，用 90 天要换" in text(late.get("/account/"))

    of_age(4000)
    set_door(county.security, door=Door(), reason="不再要求")
    assert came_in(password=own).get("/").status_code == 200


def test_what_has_long_been_over_is_cleared_away(county: County) -> None:
    old, here = came_in(), came_in()
    age(old, seen_at=timedelta(days=2), expire_date=timedelta(days=2))
    assert clear_sessions() == 1 and here.get("/").status_code == 200


def busy(*_: object) -> None:
    raise OperationalError("database is locked")


def test_a_deed_is_answered_as_done_where_only_its_sentence_could_not_be_kept(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    client = came_in()
    monkeypatch.setattr(SessionStore, "_write", busy)
    done = client.post(reverse("send_voice"), {"kind": "proposal", "matter": "program", "words": "字再大一些"})
    assert done.status_code in (302, 303) and Entry.objects.filter(verb__startswith="voice.").count() == 1
    monkeypatch.undo()
    assert "已送到县里" not in text(client.get("/")) and client.get("/").status_code == 200


def test_nothing_else_a_session_holds_is_lost_without_a_word(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    client = came_in()
    found = client.session
    found["post"] = str(UUID(int=1))
    monkeypatch.setattr(SessionStore, "_write", busy)
    with pytest.raises(OperationalError):
        found.save()
    assert Client(raise_request_exception=False).post("/sign-in/", {"username": "qingshi", "password": PASSWORD}).status_code >= 500
