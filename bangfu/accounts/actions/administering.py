"""What the security administrator does to others' accounts: made, closed, opened, a password or an authenticator put away, sessions ended, rules set.

An administrator's account is not one person's to touch: what is done to it is proposed, and carried out here once another has agreed (`proposing`).
"""

from django.db import transaction
from django.utils import timezone

from bangfu.accounts.models import DoorRule, Proposal, SecondStep
from bangfu.accounts.queries import AccountRow, account, county_of
from bangfu.accounts.sessions import end_sessions, hold_to
from bangfu.accounts.words import first_password
from bangfu.facts.models import NOW
from bangfu.journal.actions import Subject, record
from bangfu.organization.actions import create_user
from bangfu.organization.actor import Actor
from bangfu.organization.models import Holding, User
from bangfu.organization.stated import may_hold
from bangfu.rules import door as rule
from bangfu.rules.door import OFFICE, Door
from bangfu.rules.powers import ROLES
from bangfu.rules.refusal import Refused

RESET = "accounts.reset"
NOT_ONESELF = "不能给自己办。请另一位安全管理员办；只有您一位时，请系统管理员在服务器上用命令办。"


def _subject(row: AccountRow) -> Subject:
    return Subject("user", str(row.id), f"{row.name}（{row.username}）")


def _of_another(by: Actor, user: int) -> AccountRow:
    """A worker's account one administers. Refused for one's own, and for an administrator's, unless the program asks."""
    by.must(RESET)
    if user == by.user_id:
        raise Refused("不能给自己办。请另一位管理员提出，再由一位同意。")
    found = account(by, user)
    if found is None:
        raise Refused("没有这个账号，或它不归您管。")
    if found.is_administrator and by.user_id is not None:   # the program is somebody at the machine itself
        raise Refused("管理员的账号不能一个人动。请在“要两位管理员办的事”里提出，由另一位同意后办。")
    return found


def must_say_why(reason: str) -> str:
    """The reason in one line of at most 200 characters. Refused for none."""
    text = " ".join(reason.split())
    if not text:
        raise Refused("请写明理由。", field="reason")
    return text[:200]


@transaction.atomic
def new_account(by: Actor, *, username: str, name: str) -> tuple[User, str]:
    """An account without a post, and the password to begin with, which is said this once. Refused when the account exists."""
    by.must("organization.appoint")
    password = first_password()
    user = create_user(by, username=username.strip(), name=name.strip(), password=password)
    User.objects.filter(pk=user.pk).update(must_change_password=True, password_given_at=timezone.now())
    return user, password


@transaction.atomic
def reset_password(by: Actor, *, user: int, reason: str) -> str:
    """Another password to begin with, said this once, where somebody forgot theirs. They are signed out everywhere."""
    return _password(by, _of_another(by, user), must_say_why(reason))


def _password(by: Actor, row: AccountRow, why: str) -> str:
    password, found = first_password(), User.objects.select_for_update().get(pk=row.id)
    found.set_password(password)
    found.must_change_password, found.password_given_at = True, timezone.now()
    found.save(update_fields=["password", "must_change_password", "password_given_at"])
    end_sessions(row.id, OFFICE)
    record(by, "password.reset", _subject(row), at=county_of(by.place_code), reason=why)
    return password


@transaction.atomic
def reset_second_step(by: Actor, *, user: int, reason: str) -> None:
    """Puts away the authenticator of somebody who lost their phone; where their role must have one they begin another at the next sign-in."""
    _put_away(by, _of_another(by, user), must_say_why(reason))


def _put_away(by: Actor, row: AccountRow, why: str) -> None:
    step = SecondStep.objects.filter(user_id=row.id, ended_at=None).first()
    if step is None:
        raise Refused(f"{row.name}没有启用第二步验证。")
    end_sessions(row.id, OFFICE)
    record(by, "second_step.reset", _subject(row), at=county_of(by.place_code), reason=why, rewritten=[(step, {"ended_at": timezone.now()})])


@transaction.atomic
def end_sessions_of(by: Actor, *, user: int, reason: str) -> int:
    """Signs somebody out everywhere. Returns in how many places."""
    row, why = _of_another(by, user), must_say_why(reason)
    ended = end_sessions(user, OFFICE)
    record(by, "sessions.ended", _subject(row), at=county_of(by.place_code), reason=why)
    return ended


@transaction.atomic
def close_account(by: Actor, *, user: int, reason: str) -> None:
    """Nobody comes in by the account any more. What its holder did stays under their name."""
    _close(by, _of_another(by, user), must_say_why(reason))


def _close(by: Actor, row: AccountRow, why: str) -> None:
    User.objects.filter(pk=row.id).update(is_active=False)
    end_sessions(row.id, OFFICE)
    record(by, "user.closed", _subject(row), at=county_of(by.place_code), reason=why)


@transaction.atomic
def open_account(by: Actor, *, user: int, reason: str) -> None:
    """The account may be used again."""
    row, why = _of_another(by, user), must_say_why(reason)
    User.objects.filter(pk=user).update(is_active=True)
    record(by, "user.opened", _subject(row), at=county_of(by.place_code), reason=why)


def carried_out(by: Actor, proposal: Proposal) -> str:
    """Does what two administrators stand behind. Returns a password that was made, else ''. Called by the action of the second, which records it."""
    row, why = account(by, proposal.user_id), f"{proposal.asked_name}提出：{proposal.reason}"
    if row is None:
        raise Refused("没有这个账号，或它不归您管。")
    if proposal.kind == "password":
        return _password(by, row, why)
    if proposal.kind == "second_step":
        _put_away(by, row, why)
    elif proposal.kind == "close":
        _close(by, row, why)
    else:
        _moved(by, row, proposal, why)
    return ""


def _moved(by: Actor, row: AccountRow, proposal: Proposal, why: str) -> None:
    """Into the post, or out of it."""
    post, day = proposal.post, timezone.localdate()
    if post is None:
        raise Refused("没有写是哪个岗位。请重新提出。")
    subject = Subject("post", str(post.pk), f"{post.title}：{row.name}")
    if proposal.kind == "take_up":
        may_hold(proposal.user, post.role)
        record(by, "post.taken_up", subject, at=post.place_code, reason=why, new=[Holding(user=proposal.user, post=post, valid_from=day)])
        return
    held = Holding.objects.filter(user_id=row.id, post=post, valid_to__gt=day).first()
    if held is None:
        raise Refused(f"{row.name}已经不在这个岗位上。")
    record(by, "post.left", subject, at=post.place_code, reason=why, rewritten=[(held, {"valid_to": day})])
    end_sessions(row.id, OFFICE)


@transaction.atomic
def set_door(by: Actor, *, door: Door, reason: str) -> DoorRule:
    """What the county holds its people to from now on; sessions that are open are held to it too. Refused out of bounds, and when nothing would change."""
    county = county_of(by.place_code)
    by.must("accounts.rules", at=county)
    rule.possible(door, [role for role in ROLES if role != "program"])
    why, known = must_say_why(reason), DoorRule.objects.filter(place_code=county, **NOW.filters()).first()
    if (known.door if known else Door()) == door:
        raise Refused("填的和现在的一样，没有要改的。")
    said = {**{name: getattr(door, name) for name in rule.BOUNDS}, "second_step": ",".join(sorted(door.second_step)), "password_days": door.password_days or None}
    made = DoorRule(place_code=county, place_then=county, valid_from=timezone.localdate(), **said)
    hold_to([one.id for one in _all_of(county)], idle_minutes=door.idle_minutes, longest_hours=door.longest_hours)
    record(by, "door.set", Subject("place", county, "登录与导出规定"), at=county, reason=why, superseded=[known] if known else [], new=[made])
    return made


def _all_of(county: str) -> list[User]:
    return list(User.objects.filter(holdings__post__place_code__startswith=county).distinct())
