"""三员分立: three who administer, none of whom may do another's work or sees people; whatever concerns one of them needs two."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import combinations

import pytest
from django.test import Client

from bangfu.accounts import actions
from bangfu.accounts.models import Proposal
from bangfu.accounts.queries import account, account_rows, accounts, proposals, proposals_waiting
from bangfu.facts.models import new_id
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization.actions import appoint, relieve
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.models import Holding, Post, User
from bangfu.organization.queries import actor_for, posts_of
from bangfu.rules.place_code import CodeRange
from bangfu.rules.powers import ADMINISTRATORS, FIELDS, HIDDEN, ROLES, apart, reading
from bangfu.rules.refusal import Forbidden, Refused
from tests.accounts.test_sessions import came_in, text
from tests.county import COUNTY, OTHER_COUNTY, PASSWORD, VILLAGE, County
from tests.web.conftest import BACKEND

SHARED = {"accounts.own", "voices.write", "lists.arrange", "organization.look", "accounts.look", "accounts.propose", "accounts.agree"}   # each may look, and agree
OF_PEOPLE = ("registry.", "crosscheck.", "deliveries.", "evidence.", "reporting.")


@pytest.mark.parametrize(("one", "other"), [*combinations(ADMINISTRATORS, 2)])
def test_no_administrator_may_do_what_another_may(one: str, other: str) -> None:
    assert (ROLES[one].powers & ROLES[other].powers) <= SHARED


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_no_administrator_sees_people(role: str) -> None:
    assert [power for power in ROLES[role].powers if power.startswith(OF_PEOPLE)] == []
    of_whoever_sees_the_row = {"person.minimum_living", "person.destitute_support"}   # and they see none
    assert {field for field in FIELDS if reading(role, field) != HIDDEN} <= of_whoever_sees_the_row


RUNS, GUARDS = {"backups.take", "work.again", "organization.places"}, {"organization.appoint", "accounts.reset", "accounts.rules"}
READS = {"journal.look", "journal.verify"}


@pytest.mark.parametrize(("role", "its", "not_its"), [
    ("administrator", RUNS, GUARDS | READS), ("security_administrator", GUARDS, RUNS | READS),
    ("auditor", READS, GUARDS | RUNS | {"accounts.propose", "accounts.look", "organization.look"}),
])
def test_each_has_its_own(role: str, its: set[str], not_its: set[str]) -> None:
    assert its <= ROLES[role].powers and not (not_its & ROLES[role].powers)


def test_what_only_one_administrator_may_no_other_post_may() -> None:
    alone = {"organization.appoint", "accounts.reset", "accounts.rules", "accounts.propose", "accounts.agree", "accounts.look", "work.again", "backups.take"}
    assert [role for role, one in ROLES.items() if role not in (*ADMINISTRATORS, "program") and one.powers & alone] == []


@pytest.mark.parametrize(("role", "held", "goes"), [
    ("auditor", ["security_administrator"], False), ("auditor", ["township_clerk"], False), ("village_clerk", ["administrator"], False),
    ("auditor", ["auditor"], True), ("auditor", [], True), ("village_clerk", ["township_clerk"], True),
])
def test_an_administrator_holds_nothing_else(role: str, held: list[str], goes: bool) -> None:
    assert (apart(role, held) == "") is goes


def of_role(role: str) -> Post:
    return Post.objects.get(role=role, place_code=COUNTY)


@pytest.fixture
def fresh(county: County) -> User:
    """Somebody with an account and no post."""
    return county.user("nobody")


@pytest.mark.django_db
@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_one_alone_neither_makes_nor_unmakes_an_administrator(county: County, fresh: User, role: str) -> None:
    with pytest.raises(Refused, match="两位管理员"):
        appoint(county.security, user=fresh, post=of_role(role))
    with pytest.raises(Refused, match="两位管理员"):
        relieve(county.security, holding=Holding.objects.get(post__role=role, post__place_code=COUNTY))
    assert actions.employ(county.security, user=fresh.pk, title="第二位", role=role, at=COUNTY, reason="轮岗") is not None and posts_of(fresh) == []


@pytest.mark.django_db
def test_two_make_an_administrator(county: County, fresh: User) -> None:
    asked = actions.employ(county.security, user=fresh.pk, title="云岫县安全审计员二", role="auditor", at=COUNTY, reason="轮岗")
    assert asked and proposals_waiting(county.security) == [] and len(proposals_waiting(county.administrator)) == len(proposals_waiting(county.auditor)) == 1
    for who, sentence in (("security", "提的人"), ("county_officer", "没有这项权限"), ("nobody", "没有这项权限")):
        with pytest.raises(Refused, match=sentence):
            actions.decide_proposal(getattr(county, who), proposal=asked.pk, agrees=True)
    assert actions.decide_proposal(county.auditor, proposal=asked.pk, agrees=True) == ""
    assert [one.role for one in posts_of(fresh)] == ["auditor"]
    with pytest.raises(Refused, match="已经定了"):
        actions.decide_proposal(county.administrator, proposal=asked.pk, agrees=True)
    assert "安全员子提出：轮岗" in Entry.objects.filter(verb="post.taken_up").latest("id").reason and verify().whole


@pytest.mark.django_db
def test_what_is_not_agreed_to_is_not_done(county: County, fresh: User) -> None:
    asked = actions.employ(county.security, user=fresh.pk, title="第二位", role="administrator", at=COUNTY, reason="轮岗")
    assert asked
    actions.decide_proposal(county.auditor, proposal=asked.pk, agrees=False, reason="人不合适")
    assert posts_of(fresh) == [] and proposals(county.auditor)[0].word == "没有同意"


@pytest.mark.django_db
def test_whom_it_is_about_does_not_agree_to_it(county: County) -> None:
    asked = actions.leave_post(county.security, holding=Holding.objects.get(post=of_role("auditor")).pk, reason="调走")
    assert asked
    with pytest.raises(Refused, match="当事人"):
        actions.decide_proposal(county.auditor, proposal=asked.pk, agrees=True)
    actions.decide_proposal(county.administrator, proposal=asked.pk, agrees=True)
    assert posts_of(county.user("auditor")) == []


@pytest.mark.django_db
@pytest.mark.parametrize("act", [actions.reset_password, actions.reset_second_step, actions.end_sessions_of, actions.close_account])
def test_nobody_touches_an_administrator_s_account_alone(county: County, act: object) -> None:
    with pytest.raises(Refused, match="管理员的账号不能一个人动"):
        act(county.security, user=county.auditor.user_id, reason="x")   # type: ignore[operator]


@pytest.mark.django_db
def test_two_give_an_administrator_another_password_and_close_an_account(county: County) -> None:
    mine = county.auditor.user_id or 0
    asked = actions.propose(county.administrator, kind="password", user=mine, reason="忘了密码")
    with pytest.raises(Refused, match="已经提过"):
        actions.propose(county.security, kind="password", user=mine, reason="忘了密码")
    password = actions.decide_proposal(county.security, proposal=asked.pk, agrees=True)
    assert came_in("shenji", password=password).get("/")["Location"] == "/account/password/"
    asked = actions.propose(county.administrator, kind="close", user=mine, reason="调走")
    actions.decide_proposal(county.security, proposal=asked.pk, agrees=True)
    assert Client().post("/sign-in/", {"username": "shenji", "password": password}).status_code == 401
    assert password not in repr(list(Entry.objects.values_list())) + repr(list(Proposal.objects.values_list()))


@pytest.mark.django_db
def test_nobody_proposes_for_themself_and_the_auditor_proposes_nothing(county: County) -> None:
    with pytest.raises(Refused, match="不能给自己提"):
        actions.propose(county.security, kind="password", user=county.security.user_id or 0, reason="忘了")
    with pytest.raises(Forbidden):
        actions.propose(county.auditor, kind="close", user=county.security.user_id or 0, reason="x")


@pytest.mark.django_db
def test_an_administrator_takes_no_working_post_and_no_second_of_another_kind(county: County) -> None:
    for role, at in (("village_clerk", VILLAGE), ("auditor", COUNTY)):
        with pytest.raises(Refused, match="不能由一个人兼任"):
            actions.employ(county.security, user=county.administrator.user_id or 0, title="兼", role=role, at=at, reason="人手少")
    with pytest.raises(Refused, match="不能由一个人兼任"):
        appoint(PROGRAM, user=county.user("administrator"), post=Post.objects.get(pk=county.village_clerk.post_id))


@pytest.mark.django_db
def test_a_working_post_is_the_security_administrator_s_alone(county: County, fresh: User) -> None:
    assert actions.employ(county.security, user=fresh.pk, title="上垟村信息员二", role="village_clerk", at=VILLAGE, reason="新来的") is None
    by = actor_for(fresh)
    assert by.can("registry.look", at=VILLAGE)
    with pytest.raises(Forbidden):
        actions.employ(county.administrator, user=fresh.pk, title="x", role="village_clerk", at=VILLAGE, reason="x")
    assert actions.leave_post(county.security, holding=Holding.objects.get(user=fresh, post=by.post_id).pk, reason="调走") is None
    assert posts_of(fresh) == []


@pytest.mark.django_db
def test_accounts_are_those_of_one_s_county(county: County) -> None:
    seen = {one.username for one in accounts(county.security)}
    assert {"qingshi", "guanli", "wugang", "qianren"} <= seen and "wangquan" not in seen
    assert not accounts(county.county_officer).exists() and not accounts(county.stranger).exists()
    row, = account_rows(county.security, accounts(county.security, words="shenji"))
    assert row.is_administrator and [role for _, _, role in row.posts] == ["安全审计员"]


@pytest.mark.django_db
def test_an_account_without_a_post_is_seen_by_the_county_that_made_it_only(county: County) -> None:
    there = replace(county.security, place_code=OTHER_COUNTY, ranges=(CodeRange.under(OTHER_COUNTY),))
    mine, _ = actions.new_account(county.security, username="xinlai", name="新来的")
    theirs, _ = actions.new_account(there, username="waixian", name="外县的")
    assert account(county.security, mine.pk) and account(there, theirs.pk)
    assert account(county.security, theirs.pk) is None and account(there, mine.pk) is None
    with pytest.raises(Refused, match="不归您管"):
        actions.close_account(there, user=mine.pk, reason="x")
    actions.employ(there, user=theirs.pk, title="外县信息员", role="village_clerk", at="990122001001", reason="新来的")
    assert account(there, theirs.pk) and account(county.security, theirs.pk) is None


@pytest.mark.django_db
def test_three_thousand_accounts_are_paged_and_searched_by_the_database(county: County, django_assert_max_num_queries: object) -> None:
    User.objects.bulk_create([User(username=f"cun{nth:04d}", name=f"村干{nth:04d}", password="!") for nth in range(3000)])
    post = Post.objects.get(pk=county.village_clerk.post_id)
    some = User.objects.filter(username__startswith="cun")
    Holding.objects.bulk_create([Holding(id=new_id(), user=one, post=post, valid_from=date(2026, 1, 1), recorded_in=post.recorded_in) for one in some])
    found = accounts(county.security)
    with django_assert_max_num_queries(7):   # type: ignore[operator]
        assert len(account_rows(county.security, found.order_by("name", "username")[:500])) == 500
    assert found.count() > 3000 and [one.username for one in accounts(county.security, words="村干2999")] == ["cun2999"]
    assert accounts(county.security, words=post.title).count() > 3000
    client = enter(county.security)
    first = text(client.get("/accounts/?words=cun"))
    assert "共 3,000 个，第 1–50 个" in first and "村干0000" in first and "村干0049" in first and "村干0050" not in first
    second = text(client.get(next_of(first)))
    assert "第 51–100 个" in second and "村干0050" in second and "words=cun" in next_of(second)
    backwards = text(client.get("/accounts/?words=cun&sort=-username"))
    assert "村干2999" in backwards and "村干2950" in backwards and "村干2949" not in backwards
    with django_assert_max_num_queries(9):   # type: ignore[operator]
        assert account(county.security, some[0].pk)


def next_of(page: str) -> str:
    """The address of the next page of a list."""
    return unescape(re.findall(r'rel="next"[^>]*href="([^"]+)"', page)[0])


def enter(who: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id), backend=BACKEND)
    return client


@pytest.mark.django_db
def test_on_the_pages(county: County) -> None:
    security, auditor = enter(county.security), enter(county.auditor)
    listed = text(security.get("/accounts/"))
    assert all(word in listed for word in ("镇经办乙", "qingshi", "没有岗位", "建账号")) and "还没有" not in listed.split("<form")[0]
    assert security.get("/accounts/?words=没有这样的人").content.decode().count("没有找到") == 1
    made = text(security.post("/accounts/new/", {"name": "新来的", "username": "xinren"}))
    assert "只显示这一次" in made and security.post("/accounts/new/", {"name": "新来的", "username": "xinren"}).status_code == 409
    clerk, audit = county.township_clerk.user_id, county.auditor.user_id
    for deed in ("password", "second_step", "sessions"):   # whoever sits down at an unlocked desk does not know the word
        assert security.post(f"/accounts/{clerk}/{deed}/", {"reason": "忘了"}).status_code == 409
        assert security.post(f"/accounts/{clerk}/{deed}/", {"reason": "忘了", "current": "不是这一个"}).status_code == 409
    assert "只显示这一次" in text(security.post(f"/accounts/{clerk}/password/", {"reason": "忘了", "current": PASSWORD}))
    assert Client().post("/sign-in/", {"username": "qingshi", "password": PASSWORD}).status_code == 401
    assert security.post(f"/accounts/{clerk}/close/", {"reason": "退休"})["Location"] == f"/accounts/{clerk}/" and "已停用" in text(security.get(f"/accounts/{clerk}/"))
    assert security.post(f"/accounts/{clerk}/open/", {"reason": "回来"}).status_code == 302
    assert security.post(f"/accounts/{audit}/close/", {"reason": "调走"})["Location"] == "/accounts/proposals/"
    assert "您提出，另一位管理员同意后才办" in text(security.get(f"/accounts/{audit}/"))
    assert "自己的账号不能自己办" in text(security.get(f"/accounts/{county.security.user_id}/"))
    assert "1 件事等您同意" in text(enter(county.administrator).get("/")) and "1 件事等您同意" not in text(auditor.get("/"))
    asked = Proposal.objects.get()
    assert 'value="approve"' not in text(auditor.get("/accounts/proposals/"))
    assert enter(county.administrator).post(f"/accounts/proposals/{asked.pk}/decide/", {"verdict": "approve"}).status_code == 302
    assert auditor.get("/").status_code == 302
