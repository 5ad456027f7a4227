"""How a county comes by its administrators, and what is left when none of them can come in."""

import json

import pytest

from bangfu.accounts.queries import administrators_of
from bangfu.config.command import main
from bangfu.organization.models import Holding, User
from bangfu.rules.powers import ADMINISTRATORS
from tests.accounts.phone import enrolled
from tests.accounts.test_sessions import came_in
from tests.county import COUNTY, OTHER_COUNTY, County

pytestmark = pytest.mark.django_db


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_county_begins_with_three_and_never_with_a_password_anybody_knows(county: County, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = said(capsys, "accounts", "found", OTHER_COUNTY)
    made: dict[str, dict[str, str]] = told["made"]   # type: ignore[assignment]
    assert code == 0 and set(made) == {"系统管理员", "安全管理员", "安全审计员"} and len({one["password"] for one in made.values()}) == 3
    assert [administrators_of(OTHER_COUNTY, role) for role in ADMINISTRATORS] == [1, 1, 1]
    for one in made.values():
        assert came_in(one["username"], password=one["password"]).get("/")["Location"] == "/account/password/"
    assert said(capsys, "accounts", "found", OTHER_COUNTY)[1]["made"] == {} and said(capsys, "accounts", "found", "990199")[0] == 1


def test_after_an_upgrade_only_who_is_missing_is_made(county: County, capsys: pytest.CaptureFixture[str]) -> None:
    Holding.objects.filter(post__role="security_administrator").update(valid_to="2020-01-02")
    assert set(said(capsys, "accounts", "found", COUNTY)[1]["made"]) == {"安全管理员"}   # type: ignore[call-overload]


def test_where_nobody_can_come_in_the_machine_itself_helps(county: County, capsys: pytest.CaptureFixture[str]) -> None:
    enrolled(county.security)
    code, told = said(capsys, "accounts", "reset", "anquan", "--reason", "唯一的安全管理员丢了手机")
    assert code == 0 and came_in("anquan", password=str(told["password"])).get("/")["Location"] == "/account/password/"
    assert User.objects.get(username="anquan").must_change_password and said(capsys, "accounts", "reset", "nobody-there", "--reason", "x")[0] == 1
