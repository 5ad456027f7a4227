"""The second step: codes as RFC 6238 says, taken once, refused when wrong too often; a paper for the day the phone is lost."""

import base64
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from bangfu.accounts import codes
from bangfu.accounts.actions import reset_second_step, say_code, set_door
from bangfu.accounts.models import RecoveryCode, SecondStep
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.rules.door import Door
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.sealing.ring import ring
from tests.accounts.phone import NOW, code_of, enrolled
from tests.accounts.test_sessions import came_in, text
from tests.county import PASSWORD, County

pytestmark = pytest.mark.django_db
RFC_SECRET = b"12345678901234567890"   # RFC 6238 appendix B


@pytest.mark.parametrize(("at", "code"), [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")])
def test_codes_are_those_of_rfc_6238(fresh_ring: Any, at: int, code: str) -> None:
    sealed = ring().seal_bytes(RFC_SECRET, codes.SECRET)
    assert codes.matched(sealed, code, at=at, after=0) == at // 30
    assert not codes.matched(sealed, "000000", at=at, after=0)


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_s_clock_may_be_one_step_wrong(fresh_ring: Any, steps: int, taken: bool) -> None:
    sealed = codes.new_secret()
    assert bool(codes.matched(sealed, code_of(sealed, steps), at=NOW, after=0)) is taken


def test_the_key_lies_sealed_and_papers_as_digests(county: County) -> None:
    secret, papers = enrolled(county.township_clerk)
    letters = codes.key_in_letters(secret).replace(" ", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_secondstep")
        kept = repr(cursor.fetchall()) + repr(list(RecoveryCode.objects.values_list())) + repr(list(Entry.objects.values_list()))
    assert letters not in kept and base64.b32decode(letters).hex() not in kept and not [one for one in papers if one in kept or one.replace("-", "") in kept]
    assert len(set(papers)) == codes.PAPERS == RecoveryCode.objects.count() and verify().whole
    assert len({one.digest for one in RecoveryCode.objects.all()}) == codes.PAPERS and all("$" in one.digest for one in RecoveryCode.objects.all())


def test_a_code_is_taken_once(county: County) -> None:
    by = county.township_clerk
    secret, _ = enrolled(by)
    code = code_of(secret)
    assert [say_code(by, code=code), say_code(by, code=code)] == ["passed", "failed"]
    assert say_code(by, code=code_of(secret, -1)) == "failed", "nor one of a step before"
    assert say_code(by, code=code_of(secret, 1)) == "passed"


def test_a_paper_is_taken_once_however_it_is_written(county: County) -> None:
    by = county.township_clerk
    _, papers = enrolled(by)
    written = (papers[0], papers[0], f" {papers[1].lower().replace('-', ' ')} ", "AAAAA-AAAAA")
    assert [say_code(by, code=one) for one in written] == ["passed", "failed", "passed", "failed"]
    assert Entry.objects.filter(verb="second_step.recovered").count() == 2


def test_five_wrong_codes_close_it_for_a_quarter_of_an_hour_even_for_the_right_one(county: County) -> None:
    by = county.township_clerk
    secret, papers = enrolled(by)
    assert [say_code(by, code="000000") for _ in range(5)] == ["failed"] * 4 + ["locked"]
    assert say_code(by, code=code_of(secret)) == say_code(by, code=papers[0]) == "locked"
    SecondStep.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    assert say_code(by, code=code_of(secret)) == "passed"
    assert Entry.objects.filter(verb="second_step.failed").count() == 7


def test_the_door_asks_for_the_code_and_lets_nobody_in_before(county: County) -> None:
    secret, _ = enrolled(county.township_clerk)
    client = Client()
    said = client.post("/sign-in/", {"username": "qingshi", "password": PASSWORD, "next": "/roster/"})
    assert said["Location"] == "/sign-in/code/" and client.get("/").status_code == 302
    assert "第二步验证" in text(client.get("/sign-in/code/"))
    assert client.post("/sign-in/code/", {"code": "123"}).status_code == 401 and client.get("/").status_code == 302
    assert client.post("/sign-in/code/", {"code": code_of(secret)})["Location"] == "/roster/"
    assert client.get("/").status_code == 200


def test_the_door_forgets_a_password_that_was_said_too_long_ago(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, _ = enrolled(county.township_clerk)
    client = Client()
    client.post("/sign-in/", {"username": "qingshi", "password": PASSWORD})
    monkeypatch.setattr("bangfu.web.door.PATIENCE", timedelta(seconds=-1))
    assert client.post("/sign-in/code/", {"code": code_of(secret)})["Location"] == "/sign-in/"
    assert Client().get("/sign-in/code/")["Location"] == "/sign-in/"


def test_a_role_that_must_have_one_begins_it_before_anything_else(county: County) -> None:
    set_door(county.security, door=Door(second_step=frozenset({"township_clerk"})), reason="等保三级")
    client, other = came_in(), came_in("yunxiu")
    assert client.get("/")["Location"] == "/account/second-step/" == client.get("/account/")["Location"] and other.get("/").status_code == 200
    page = text(client.get("/account/second-step/"))
    letters = re.search(r'enrol-key">([A-Z2-7 ]+)<', page)
    assert letters and "<svg" in page and "style=" not in page and "http://" not in page.replace("http://www.w3.org", ""), "drawn here, from nowhere else"
    secret = ring().seal_bytes(base64.b32decode(letters[1].replace(" ", "")), codes.SECRET)
    wrong = client.post("/account/second-step/enrol/", {"code": code_of(secret, -1), "current": "不对"})
    assert wrong.status_code == 409 and letters[1] in text(wrong) and not SecondStep.objects.exists()
    shown = text(client.post("/account/second-step/enrol/", {"code": code_of(secret, -1), "current": PASSWORD}))
    assert len(re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", shown)) == codes.PAPERS and "data-tour-starts" not in shown, "no tour leads away from what is shown once"
    assert "data-tour-starts" in text(client.get("/"))
    assert client.get("/").status_code == 200 and client.get("/account/second-step/")["Location"] == "/account/"
    renewed = text(client.post("/account/papers/", {"code": code_of(secret)}))
    assert RecoveryCode.objects.filter(used_at=None).count() == 10 and RecoveryCode.objects.count() == 20
    assert set(re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", renewed)).isdisjoint(re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", shown))


def test_a_key_in_the_session_lies_sealed(county: County) -> None:
    client = came_in()
    letters = re.search(r'enrol-key">([A-Z2-7 ]+)<', text(client.get("/account/second-step/")))
    assert letters and letters[1].replace(" ", "") not in repr(dict(client.session.items())) and "a1.k1." in client.session["fresh_secret"]


def test_a_second_one_is_not_begun_beside_the_first(county: County) -> None:
    enrolled(county.township_clerk)
    with pytest.raises(Refused, match="已经启用"):
        enrolled(county.township_clerk)


def test_a_lost_phone_is_put_away_by_the_security_administrator_and_by_nobody_else(county: County) -> None:
    clerk = county.township_clerk
    enrolled(clerk)
    for who in ("administrator", "auditor", "county_officer", "township_clerk"):
        with pytest.raises(Forbidden):
            reset_second_step(getattr(county, who), user=clerk.user_id or 0, reason="手机丢了")
    with pytest.raises(Refused, match="理由"):
        reset_second_step(county.security, user=clerk.user_id or 0, reason=" ")
    reset_second_step(county.security, user=clerk.user_id or 0, reason="手机丢了")
    entry = Entry.objects.get(verb="second_step.reset")
    assert (entry.user_name, entry.reason, entry.subject_id) == (county.security.name, "手机丢了", str(clerk.user_id))
    came_in()
    enrolled(clerk)
    assert SecondStep.objects.filter(user_id=clerk.user_id).count() == 2 and verify().whole


def test_nobody_puts_away_their_own(county: County) -> None:
    enrolled(county.security)
    with pytest.raises(Refused, match="不能给自己办"):
        reset_second_step(county.security, user=county.security.user_id or 0, reason="手机丢了")
