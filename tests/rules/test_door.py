"""How long one stays signed in, what binds somebody of two counties, and what a machine is called."""

from datetime import UTC, datetime, timedelta

import pytest

from bangfu.rules.device import device_words
from bangfu.rules.door import BOUNDS, ENDS, PASSWORD_DAYS, Door, is_due, over, possible, strictest
from bangfu.rules.refusal import Refused

NOW = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(("begun", "seen", "why"), [
    # minutes ago; a clock set back ends nothing
    (0, 0, ""), (479, 0, ""), (480, 0, "long"), (480, 480, "long"), (100, 59, ""), (100, 60, "idle"), (-5, -5, ""),
])
def test_a_session_is_over_when_it_was_idle_or_long(begun: int, seen: int, why: str) -> None:
    found = over(NOW, begun_at=NOW - timedelta(minutes=begun), seen_at=NOW - timedelta(minutes=seen), idle_minutes=60, longest_hours=8)
    assert found == why and (not why or ENDS[why].endswith("。"))


def test_the_strictest_binds_who_has_posts_in_two_counties() -> None:
    one = Door(idle_minutes=15, longest_hours=8, most_sessions=5, exported_rows=1_000, second_step=frozenset({"auditor"}))
    other = Door(idle_minutes=60, longest_hours=4, most_sessions=1, exported_rows=9_000, second_step=frozenset({"village_clerk"}))
    assert strictest([one, other]) == Door(15, 4, 1, 1_000, frozenset({"auditor", "village_clerk"})) and strictest([]) == Door()


def test_the_defaults_are_within_their_bounds_and_one_step_out_of_them_is_refused() -> None:
    assert possible(Door(), ["auditor"]) == Door()
    for name, (least, most, word, _) in BOUNDS.items():
        for wrong in (least - 1, most + 1):
            with pytest.raises(Refused, match=word) as refused:
                possible(Door(**{name: wrong}), [])
            assert refused.value.field == name


def test_for_how_long_a_password_is_used_is_nothing_or_within_its_bounds() -> None:
    shortest, longest = PASSWORD_DAYS
    for days in (0, shortest, longest):
        assert possible(Door(password_days=days), []).password_days == days
    for days in (-1, 1, shortest - 1, longest + 1):
        with pytest.raises(Refused, match="密码多久要换") as refused:
            possible(Door(password_days=days), [])
        assert refused.value.field == "password_days"


@pytest.mark.parametrize(("said", "binds"), [([], 0), ([0], 0), ([0, 90], 90), ([180, 90, 0], 90)])
def test_of_two_counties_the_one_that_says_how_long_binds(said: list[int], binds: int) -> None:
    assert strictest(Door(password_days=days) for days in said).password_days == binds


@pytest.mark.parametrize(("days_ago", "days", "due"), [(89, 90, False), (90, 90, True), (4000, 0, False), (-5, 90, False)])
def test_a_password_is_due_after_its_days(days_ago: int, days: int, due: bool) -> None:
    assert is_due(NOW - timedelta(days=days_ago), days, NOW) is due


@pytest.mark.parametrize(("agent", "words"), [
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge，Windows"),
    ("Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 Chrome/86.0 Safari/537.36 QIHU 360EE", "360 浏览器，Windows 7"),
    ("Mozilla/5.0 (X11; Linux x86_64; UOS) AppleWebKit/537.36 Chrome/108 Safari/537.36", "Chrome，统信 UOS"),
    ("Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120 Mobile MicroMessenger/8.0", "微信，安卓手机"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari，苹果手机"),
    ("curl/8.0", "没认出的程序"), ("", "没认出的程序"),
])
def test_a_machine_is_called_as_a_clerk_would(agent: str, words: str) -> None:
    assert device_words(agent) == words
