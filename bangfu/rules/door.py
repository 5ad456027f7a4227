"""The door: for how long one stays signed in, in how many places, and who says a second word (等保 GB/T 22239-2019 8.1.4.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bangfu.rules.refusal import Refused

IDLE, LONG, MOST, OWN, OFFICE, WORD = "idle", "long", "most", "own", "office", "word"
GIVEN_LASTS = timedelta(days=7)   # a password somebody else gave (ASVS 5, 6.4.1)
# how a session came to its end → what the person reads when they are at the door again
ENDS = {
    IDLE: "很久没有操作，已自动退出。请重新登录。",
    LONG: "登录的时间到了上限，已自动退出。请重新登录。",
    MOST: "您在别处登录了，登录的地方超过了上限，这里已退出。不是您本人登录的，请马上改密码并告诉县安全管理员。",
    OWN: "您在另一处退出了这次登录。请重新登录。",
    OFFICE: "县安全管理员结束了这次登录。请重新登录；有疑问请联系他。",
    WORD: "密码或第二步验证变了，其他地方的登录都已退出。请重新登录。",
}
# setting → (least, most, word, unit)
BOUNDS = {
    "idle_minutes": (5, 240, "多久没有操作就退出", "分钟"),
    "longest_hours": (1, 8, "一次登录最长", "小时"),
    "most_sessions": (1, 10, "一个账号最多同时登录", "处"),
    "exported_rows": (100, 10_000_000, "一人一天最多导出", "行"),
}
PASSWORD_DAYS = (30, 365)   # for how long a password may be used, where a county says so


@dataclass(frozen=True)
class Door:
    """What a county holds its people to. `second_step`: the roles that must say a code after their password. `password_days`: how long a password may be used,
    0 for as long as nobody else knows it (ASVS 5, 6.2.10; a county that is judged by 等保 8.1.4.1 a says how long)."""

    idle_minutes: int = 60
    longest_hours: int = 8
    most_sessions: int = 5
    exported_rows: int = 500_000
    second_step: frozenset[str] = frozenset()
    password_days: int = 0


def possible(door: Door, roles: Iterable[str]) -> Door:
    """The door itself. Refused, with the bounds, when a setting is out of them, and for a role there is none of."""
    for name, (least, most, word, unit) in BOUNDS.items():
        if not least <= getattr(door, name) <= most:
            raise Refused(f"“{word}”请填 {least:,}—{most:,} {unit}。", field=name)
    if not door.second_step <= set(roles):
        raise Refused("没有这种角色。", field="second_step")
    shortest, longest = PASSWORD_DAYS
    if door.password_days and not shortest <= door.password_days <= longest:
        raise Refused(f"“密码多久要换”请填 {shortest}—{longest} 天，不要求就空着。", field="password_days")
    return door


def strictest(doors: Iterable[Door]) -> Door:
    """What binds somebody who has posts in several counties: the least of each. The defaults for nobody's."""
    found = list(doors) or [Door()]
    least = {name: min(getattr(one, name) for one in found) for name in BOUNDS}
    shortest = min((one.password_days for one in found if one.password_days), default=0)
    return Door(**least, second_step=frozenset().union(*(one.second_step for one in found)), password_days=shortest)


def is_due(set_at: datetime, days: int, now: datetime) -> bool:
    """Whether a password chosen at a moment is to be changed by now; `days` as in `Door`."""
    return bool(days) and now - set_at >= timedelta(days=days)


def has_lapsed(given_at: datetime | None, now: datetime) -> bool:
    """Whether a password that was given lets nobody in any more; `given_at` None is one's own. A clock set back lets nobody in longer than that."""
    return given_at is not None and abs(now - given_at) > GIVEN_LASTS


def over(now: datetime, *, begun_at: datetime, seen_at: datetime, idle_minutes: int, longest_hours: int) -> str:
    """Why a session is over at a moment: `long` or `idle`; '' while it is not. A clock set back ends nothing."""
    if now - begun_at >= timedelta(hours=longest_hours):
        return LONG
    return IDLE if now - seen_at >= timedelta(minutes=idle_minutes) else ""
