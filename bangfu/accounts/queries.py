"""What is asked of accounts: what binds somebody at the door, where they are signed in, who has which post, what waits for a second administrator."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from bangfu.accounts.models import DoorRule, Proposal, RecoveryCode, SecondStep, Session
from bangfu.facts.models import NOW
from bangfu.journal.queries import EntryRow, entries_at, own_entries, subjects_of
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.models import Holding, Post, User
from bangfu.organization.queries import PostRow, posts_of
from bangfu.rules.door import Door, strictest
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.powers import ADMINISTRATORS, ROLES
from bangfu.sealing.ring import ring
from bangfu.walls.reach import whole_county

CAME_IN = "user.signed_in"
LOOK, AGREE = "accounts.look", "accounts.agree"
MADE = "user.created"


@dataclass(frozen=True)
class SessionRow:
    """Where somebody is signed in. `is_this`: the very session that asks."""

    mark: UUID
    device: str
    address: str
    begun_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True)
class AccountRow:
    """An account as the security administrator sees it; nothing of what its holder works on."""

    id: int
    username: str
    name: str
    is_active: bool
    posts: tuple[tuple[UUID, str, str], ...]   # holding, title, role in words
    is_administrator: bool   # of one of the three kinds: whatever is done to the account needs two
    last_login: datetime | None
    has_second_step: bool
    must_have_second_step: bool
    sessions: int


@dataclass(frozen=True)
class ProposalRow:
    """Something about an administrator that waits for another, or was decided."""

    id: UUID
    kind: str
    name: str
    title: str
    reason: str
    state: str
    word: str
    asked_at: datetime
    asked_name: str
    decided_name: str
    is_mine: bool   # proposed by the asker, or about them: not theirs to decide


def county_of(place_code: str) -> str:
    """The county a place lies in."""
    return place_code[: LENGTHS["county"]]


@whole_county("what binds everybody is known at the door, before anybody reaches anything")
def door_of(county: str) -> Door:
    """What a county holds its people to; the defaults where it set nothing. Everybody may know it."""
    found = DoorRule.objects.filter(place_code=county, **NOW.filters()).first()
    return found.door if found else Door()


def door_for(user: User) -> Door:
    """What binds a person: the strictest of the counties they hold posts in."""
    return strictest(door_of(county) for county in sorted({county_of(one.place_code) for one in posts_of(user)}))


def must_say_code(user: User) -> bool:
    """Whether a role of theirs must say a code after the password where they hold it."""
    return any(one.role in door_of(county_of(one.place_code)).second_step for one in posts_of(user))


def second_step_of(user: AbstractBaseUser) -> SecondStep | None:
    """The authenticator a person uses now."""
    return SecondStep.objects.filter(user_id=user.pk, ended_at=None).first()


def papers_left(by: Actor) -> int:
    """How many of one's codes on paper are unused."""
    return RecoveryCode.objects.filter(step__user_id=by.user_id or 0, step__ended_at=None, used_at=None).count()


def open_sessions(by: Actor, *, this: UUID | None = None) -> list[SessionRow]:
    """Where the asker is signed in now, this very place first, then the latest."""
    now = timezone.now()
    found = [one for one in Session.objects.filter(user_id=by.user_id, ended="").order_by("-seen_at") if not one.over(now)]
    rows = [SessionRow(one.mark, one.device, one.address, one.begun_at, one.seen_at, one.mark == this) for one in found]
    return sorted(rows, key=lambda one: not one.is_this)


def own_sign_ins(by: Actor, *, limit: int = 10) -> list[EntryRow]:
    """When and from where the asker came in, the latest first."""
    return own_entries(by.user_id, CAME_IN, limit=limit)


def last_sign_in(user: User) -> EntryRow | None:
    """When and from where somebody came in last."""
    return next(iter(own_entries(user.pk, CAME_IN, limit=1)), None)


def _knows(by: Actor) -> bool:
    return by.can(LOOK) or by.can(AGREE)


def _within(by: Actor, path: str = "") -> Q:
    return by.scope(f"{path}place_code") if _knows(by) else Q(pk__in=[])


def accounts(by: Actor, *, words: str = "") -> QuerySet[User]:
    """The accounts of the asker's county, for a list of them: who holds a post in it today or held one there, and who holds none anywhere and was given their
    account there. `words` are looked for in name, account and the titles of the posts held today."""
    found = _users(by)
    if not words:
        return found
    titled = Holding.objects.filter(_within(by, "post__"), valid_to__gt=timezone.localdate(), post__title__icontains=words).values("user_id")
    return found.filter(Q(name__icontains=words) | Q(username__icontains=words) | Q(pk__in=titled))


def account(by: Actor, user: int) -> AccountRow | None:
    """One of the accounts the asker administers."""
    return next(iter(account_rows(by, _users(by).filter(pk=user))), None)


def holder_of(by: Actor, holding: UUID) -> int | None:
    """Who holds a post, of those the asker administers."""
    return Holding.objects.filter(_within(by, "post__"), pk=holding).values_list("user_id", flat=True).first()


def roles_nobody_holds(by: Actor) -> list[str]:
    """The administrators' roles nobody of the asker's county holds, in words: until then two cannot be found who agree."""
    held = Holding.objects.filter(_within(by, "post__"), valid_to__gt=timezone.localdate(), user__is_active=True, post__role__in=ADMINISTRATORS)
    return [ROLES[role].word for role in ADMINISTRATORS if role not in set(held.values_list("post__role", flat=True))]


def _users(by: Actor) -> QuerySet[User]:
    """Whom the asker administers: who holds or held a post there, and who holds none anywhere and was given the account there."""
    if not _knows(by):
        return User.objects.none()
    held = Holding.objects.filter(_within(by, "post__")).values("user_id")
    return User.objects.filter(Q(pk__in=held) | Q(pk__among=_made(by)) & ~Q(pk__in=Holding.objects.values("user_id")))


@whole_county("which county made an account: one made at the machine itself lies at none, and is anybody's to put into a post")
def _made(by: Actor) -> set[int]:
    return {int(one) for one in subjects_of(by, MADE, also_at=PROGRAM.place_code)}


def account_rows(by: Actor, found: Iterable[User]) -> list[AccountRow]:
    """Some of them as they are told. Queries do not grow with their number."""
    users = list(found)
    ids = [one.pk for one in users]
    current = Holding.objects.filter(_within(by, "post__"), user_id__in=ids, valid_to__gt=timezone.localdate())
    holdings = list(current.select_related("post").order_by("valid_from"))
    stepped = set(SecondStep.objects.filter(user_id__in=ids, ended_at=None).values_list("user_id", flat=True))
    now = timezone.now()
    sessions = Counter(one.user_id for one in Session.objects.filter(user_id__in=ids, ended="").defer("session_data") if not one.over(now))
    doors = {county: door_of(county) for county in {county_of(one.post.place_code) for one in holdings}}
    mine: dict[int, list[Holding]] = {}
    for one in holdings:
        mine.setdefault(one.user_id, []).append(one)
    return [
        AccountRow(
            user.pk, user.username, user.name, user.is_active,
            tuple((one.pk, one.post.title, ROLES[one.post.role].word) for one in mine.get(user.pk, ())),
            any(one.post.role in ADMINISTRATORS for one in mine.get(user.pk, ())), user.last_login, user.pk in stepped,
            any(one.post.role in doors[county_of(one.post.place_code)].second_step for one in mine.get(user.pk, ())), sessions[user.pk],
        ) for user in users
    ]


def vacant_or_not(by: Actor) -> list[PostRow]:
    """The posts of the asker's county, that somebody may be put into."""
    if not by.can("accounts.look"):
        return []
    return [PostRow(one.pk, one.title, one.role, one.place_code) for one in Post.objects.filter(by.scope()).order_by("place_code", "title")]


def proposals(by: Actor, *, limit: int = 50) -> list[ProposalRow]:
    """What needs two administrators in the asker's county: what waits first, then the latest."""
    if not by.can(AGREE):
        return []
    found = Proposal.objects.filter(by.scope()).select_related("user", "post").order_by("-asked_at")[:limit]
    rows = [
        ProposalRow(one.pk, one.get_kind_display(), one.user.name, one.post.title if one.post else "", one.reason, one.state, one.get_state_display(),
                    one.asked_at, one.asked_name, one.decided_name, by.user_id in (one.asked_by, one.user_id))
        for one in found
    ]
    return sorted(rows, key=lambda one: one.state != "asked")


def proposals_waiting(by: Actor) -> list[datetime]:
    """When what waits for the asker's agreement was proposed, the oldest first."""
    if not by.can(AGREE):
        return []
    found = Proposal.objects.filter(by.scope(), state="asked").exclude(asked_by=by.user_id or 0).exclude(user_id=by.user_id or 0).order_by("asked_at")
    return list(found.values_list("asked_at", flat=True))


ALARMS = {"export.refused": "导出超过规定", "file.infected": "文件有恶意代码"}   # verbs of `Alarming` refusals


@dataclass(frozen=True)
class AlarmRow:
    """Somebody wanted to take more than they may in a day, or brought a file that the scanner knows something in: `verb`, and `word` for it."""

    verb: str
    word: str
    name: str
    post_title: str
    at: datetime
    told: str


def alarms(by: Actor, *, days: int = 30) -> list[AlarmRow]:
    """Who was refused an export for its size in the asker's county, or a file for what was found in it, the latest first; for whoever sets the rules."""
    if not by.can("accounts.rules"):
        return []
    since, county = timezone.now() - timedelta(days=days), county_of(by.place_code)
    found = sorted((one for verb in ALARMS for one in entries_at(county, verb, since)), key=lambda one: one.at, reverse=True)
    return [AlarmRow(one.verb, ALARMS[one.verb], one.user_name, one.post_title, one.at, one.reason) for one in found]


def known_account(username: str) -> str:
    """The name as a log may show it: of an account there is; what else somebody typed may have been a password."""
    return username if User.objects.filter(username=username).exists() else "（没有这个账号）"


def tried_account(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """What failed tries are counted by (`AXES_USERNAME_CALLABLE`): the name of an account there is; of what else somebody typed, which may have been a password
    or a number, a mark by which it is known again."""
    typed = str((credentials or request.POST).get("username") or "")
    return typed if User.objects.filter(username=typed).exists() else ring().blind_index(typed, "tried account")


def active_user(user: int) -> User | None:
    """An account that may come in, by id."""
    return User.objects.filter(pk=user, is_active=True).first()


def administrators_of(county: str, role: str) -> int:
    """How many hold an administrator's role in a county today."""
    day = timezone.localdate()
    return Holding.objects.filter(post__place_code=county, post__role=role, valid_from__lte=day, valid_to__gt=day, user__is_active=True).count()
