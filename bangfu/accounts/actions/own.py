"""What people do to their own account: come in, say a code, leave, change their password."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.accounts import codes
from bangfu.accounts.models import RecoveryCode, SecondStep
from bangfu.accounts.queries import county_of, door_for
from bangfu.accounts.sessions import end_sessions, keep_within, tell_others
from bangfu.accounts.words import must_be_strong
from bangfu.facts.models import Recorded, new_id
from bangfu.journal.actions import Deed, Subject, record, record_all
from bangfu.journal.models import Entry
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.models import User
from bangfu.rules.door import MOST, OWN, WORD
from bangfu.rules.refusal import Refused
from bangfu.walls.reach import whole_county

OWN_ACCOUNT = "accounts.own"
WRONG_CODES, PAUSE = 5, timedelta(minutes=15)   # as with passwords (AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME)
PASSED, FAILED, LOCKED = "passed", "failed", "locked"


def _self(by: Actor) -> Subject:
    return Subject("user", str(by.user_id), by.name)


@whole_county("one's own comings and goings lie at the county's")
def _written(by: Actor, *deeds: Deed) -> None:
    record_all(by, list(deeds))


def _deed(by: Actor, verb: str, **rest: Any) -> Deed:
    return Deed(verb=verb, subject=_self(by), at=_at(by), **rest)


def _at(by: Actor) -> str:
    """Where one's own comings and goings lie in the journal: at the county's, so that not everybody of a township reads them."""
    return county_of(by.place_code) or PROGRAM.place_code


@transaction.atomic
def note_sign_in(by: Actor, *, user: User, address: str, device: str) -> None:
    """Somebody has said the right words at the door. Their other open sessions tell it; those seen longest ago end where there would be too many."""
    keep_within(user.pk, door_for(user).most_sessions, MOST)
    tell_others(user.pk, f"{timezone.localtime():%m-%d %H:%M}，{address}（{device}）")
    _written(by, _deed(by, "user.signed_in", reason=f"{address}（{device}）"))


@transaction.atomic
def note_sign_out(by: Actor) -> None:
    """Somebody leaves."""
    _written(by, _deed(by, "user.signed_out"))


@whole_county("nobody stands at the door yet")
@transaction.atomic
def note_lockout(by: Actor, *, username: str, address: str) -> None:
    """An account was tried too often: said once in the time it is closed. `by` is the program; for a name there is no account of nothing is written."""
    user = User.objects.filter(username=username).first()
    since = timezone.now() - PAUSE
    if user and not Entry.objects.filter(verb="user.locked_out", subject_id=str(user.pk), at__gte=since).exists():
        record(by, "user.locked_out", Subject("user", str(user.pk), user.name), at=by.place_code, reason=address)


@transaction.atomic
def note_alarm(by: Actor, *, verb: str, told: str) -> None:
    """Somebody was refused what the security administrator is to hear of (`Alarming`): written down after what led to it was undone."""
    by.must(OWN_ACCOUNT)
    _written(by, _deed(by, verb, reason=told))


@transaction.atomic
def end_own_session(by: Actor, *, mark: UUID) -> None:
    """Signs oneself out somewhere else. Refused when it is over already."""
    by.must(OWN_ACCOUNT)
    if not end_sessions(by.user_id or 0, OWN, mark=mark):
        raise Refused("那一处已经退出了。")
    _written(by, _deed(by, "sessions.ended", reason="本人退出一处"))


@transaction.atomic
def end_other_sessions(by: Actor, *, this: UUID | None) -> int:
    """Signs oneself out everywhere but here. Returns in how many places."""
    by.must(OWN_ACCOUNT)
    ended = end_sessions(by.user_id or 0, OWN, but=this)
    tell_others(by.user_id or 0, "")
    _written(by, _deed(by, "sessions.ended", reason=f"本人退出其他 {ended} 处"))
    return ended


@transaction.atomic
def dismiss_elsewhere(by: Actor) -> None:
    """The sign-in elsewhere was one's own."""
    by.must(OWN_ACCOUNT)
    tell_others(by.user_id or 0, "")
    _written(by, _deed(by, "sessions.known"))


@transaction.atomic
def change_password(by: Actor, *, password: str, this: UUID | None) -> User:
    """Another password for oneself; the caller has asked for the old one. Everywhere but here one is signed out. Refused for a weak one, and for the
    one in use."""
    by.must(OWN_ACCOUNT)
    user = User.objects.select_for_update().get(pk=by.user_id or 0)
    if user.check_password(password):
        raise Refused("新密码和现在的一样，请换一个。", field="password")
    must_be_strong(password, user)
    user.set_password(password)
    user.must_change_password, user.password_given_at, user.password_set_at = False, None, timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_given_at", "password_set_at"])
    end_sessions(user.pk, WORD, but=this)
    tell_others(user.pk, "")   # whoever came in elsewhere is out
    _written(by, _deed(by, "password.changed"))
    return user


@transaction.atomic
def enrol_second_step(by: Actor, *, secret: str, code: str, this: UUID | None) -> list[str]:
    """Begins to use an authenticator that was given `secret` (sealed), proved by a code of it. Returns the codes for paper, which are shown this once.

    Refused for a wrong code, and where one is in use: a lost one is put away by the security administrator.
    """
    by.must(OWN_ACCOUNT)
    if SecondStep.objects.filter(user_id=by.user_id or 0, ended_at=None).exists():
        raise Refused("已经启用了第二步验证。换手机请先请县安全管理员停用原来的。")
    counter = codes.matched(secret, code, at=codes.moment(), after=0)
    if not counter:
        raise Refused("验证码不对。请看手机上现在的 6 位数；总不对，请把手机的时间设成自动。", field="code")
    step = SecondStep(id=new_id(), user_id=by.user_id or 0, secret=secret, last_counter=counter, enrolled_at=timezone.now())
    papers = codes.new_papers()
    _written(by, _deed(by, "second_step.enrolled", new=[step]))
    _written(by, _deed(by, "recovery.renewed", new=_digests(step, papers)))
    end_sessions(by.user_id or 0, WORD, but=this)
    return papers


def _digests(step: SecondStep, papers: list[str]) -> list[RecoveryCode]:
    return [RecoveryCode(step=step, digest=codes.kept_paper(one)) for one in papers]


@transaction.atomic
def say_code(by: Actor, *, code: str) -> str:
    """The second word at the door, of a phone or of paper: PASSED, FAILED or LOCKED. Each try is written down; five wrong ones close it for a quarter of an
    hour. No code is taken twice."""
    by.must(OWN_ACCOUNT)
    step = SecondStep.objects.select_for_update().filter(user_id=by.user_id or 0, ended_at=None).first()
    now = timezone.now()
    if step is None or (step.locked_until and step.locked_until > now):
        _written(by, _deed(by, "second_step.failed", reason="锁定中"))
        return LOCKED
    deed = _with_paper(by, step, code) if codes.is_paper(code) else _with_phone(by, step, code)
    if deed is None:
        wrong = step.wrong + 1
        closed = {"wrong": 0, "locked_until": now + PAUSE} if wrong >= WRONG_CODES else {"wrong": wrong}
        _written(by, _deed(by, "second_step.failed", rewritten=[(step, closed)]))
        return LOCKED if "locked_until" in closed else FAILED
    _written(by, deed)
    return PASSED


def _with_phone(by: Actor, step: SecondStep, code: str) -> Deed | None:
    counter = codes.matched(step.secret, "".join(code.split()), at=codes.moment(), after=step.last_counter)
    told = {"last_counter": counter, "wrong": 0, "locked_until": None}
    return _deed(by, "second_step.passed", rewritten=[(step, told)]) if counter else None


def _with_paper(by: Actor, step: SecondStep, code: str) -> Deed | None:
    unused = RecoveryCode.objects.select_for_update().filter(step=step, used_at=None).order_by("id")
    paper = next((one for one in unused if codes.is_kept(code, one.digest)), None)
    if paper is None:
        return None
    told: list[tuple[Recorded, dict[str, Any]]] = [(paper, {"used_at": timezone.now()}), (step, {"wrong": 0, "locked_until": None})]
    return _deed(by, "second_step.recovered", rewritten=told)


@transaction.atomic
def renew_papers(by: Actor, *, code: str) -> list[str]:
    """New codes for paper; those that were not used yet are used up. Refused for a wrong code of the phone."""
    by.must(OWN_ACCOUNT)
    step = SecondStep.objects.select_for_update().filter(user_id=by.user_id or 0, ended_at=None).first()
    deed = _with_phone(by, step, code) if step else None
    if step is None or deed is None:
        raise Refused("验证码不对。请看手机上现在的 6 位数；刚用过的要等下一个。", field="code")
    papers, now = codes.new_papers(), timezone.now()
    left = [(one, {"used_at": now}) for one in RecoveryCode.objects.filter(step=step, used_at=None)]
    _written(by, deed, _deed(by, "recovery.renewed", new=_digests(step, papers), rewritten=left))
    return papers
