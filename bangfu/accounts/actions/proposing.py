"""Posts given and taken: a working post by the security administrator alone; whatever concerns an administrator is proposed by one and decided by
another (三员分立)."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.accounts.actions.administering import carried_out, must_say_why
from bangfu.accounts.models import Proposal
from bangfu.accounts.queries import account, county_of
from bangfu.journal.actions import Subject, record
from bangfu.organization import actions as organization
from bangfu.organization.actor import Actor
from bangfu.organization.models import Holding, Post, User
from bangfu.organization.queries import place
from bangfu.organization.stated import may_hold
from bangfu.rules.powers import ADMINISTRATORS, ROLES
from bangfu.rules.refusal import Refused

PROPOSE, AGREE = "accounts.propose", "accounts.agree"


@transaction.atomic
def employ(by: Actor, *, user: int, title: str, role: str, at: str, reason: str) -> Proposal | None:
    """Puts somebody into a new post at a place. An administrator's post is proposed, and the proposal returned; another is taken up today, and None.

    Refused for a place out of reach, a role there is none of, and where the person may not hold both (`rules.powers.apart`).
    """
    by.must("organization.appoint", at=at)
    row = account(by, user)
    if row is None or place(by, at) is None:
        raise Refused("没有这个账号或这个地方，或它不归您管。")
    if role not in ROLES or role == "program":
        raise Refused("请选一种角色。", field="role")
    if role in ADMINISTRATORS and at != county_of(at):
        raise Refused(f"{ROLES[role].word}设在县里，请选县。", field="at")
    found, why = User.objects.get(pk=user), must_say_why(reason)
    may_hold(found, role)
    if not title.strip():
        raise Refused("请写岗位名称。", field="title")
    post = organization.create_post(by, title=title.strip(), role=role, place=at)
    if role in ADMINISTRATORS:
        return propose(by, kind="take_up", user=user, post=post.pk, reason=why)
    organization.appoint(by, user=found, post=post)
    return None


@transaction.atomic
def leave_post(by: Actor, *, holding: UUID, reason: str) -> Proposal | None:
    """Ends a holding today; an administrator's is proposed, and the proposal returned."""
    by.must("organization.appoint")
    found, why = Holding.objects.select_related("post", "user").filter(by.scope("post__place_code"), pk=holding).first(), must_say_why(reason)
    if found is None:
        raise Refused("没有这个任职，或它不归您管。请刷新后再办。")
    if found.user_id == by.user_id:
        raise Refused("不能免去自己的岗位。")
    if found.post.role in ADMINISTRATORS:
        return propose(by, kind="leave", user=found.user_id, post=found.post_id, reason=why)
    organization.relieve(by, holding=found)
    return None


@transaction.atomic
def propose(by: Actor, *, kind: str, user: int, post: UUID | None = None, reason: str) -> Proposal:
    """Asks another administrator to agree to something about an administrator: `kind` as in `Proposal.KINDS`. Refused for oneself, and while the same
    waits already."""
    by.must(PROPOSE)
    row, why = account(by, user), must_say_why(reason)
    if row is None:
        raise Refused("没有这个账号，或它不归您管。")
    if kind not in Proposal.KINDS:
        raise Refused("请选要办什么。")
    if user == by.user_id:
        raise Refused("不能给自己提。请另一位管理员提。")
    waiting = Proposal.objects.filter(user_id=user, kind=kind, state="asked")
    if (waiting.filter(post_id=post) if post else waiting).exists():
        raise Refused("这件事已经提过，正等另一位管理员同意。")
    at = Post.objects.get(pk=post).place_code if post else by.place_code
    made = Proposal(
        place_code=at, place_then=at, kind=kind, user_id=user, post_id=post, reason=why, asked_at=timezone.now(), asked_by=by.user_id or 0, asked_name=by.name,
    )
    record(by, "proposal.asked", _subject(made, row.name), at=at, reason=why, new=[made])
    return made


def _subject(one: Proposal, name: str) -> Subject:
    return Subject("proposal", str(one.pk), f"{Proposal.KINDS[one.kind]}：{name}")


@transaction.atomic
def decide_proposal(by: Actor, *, proposal: UUID, agrees: bool, reason: str = "") -> str:
    """Agrees to a proposal, which is then carried out, or does not. Returns a password where one was to be made, which is said this once, else ''.

    Refused for who proposed it and for whom it is about: two others must stand behind it.
    """
    by.must(AGREE)
    found = Proposal.objects.select_for_update(of=("self",)).select_related("user", "post").filter(by.scope(), pk=proposal, state="asked").first()
    if found is None:
        raise Refused("这件事已经定了，或它不归您管。请刷新看看。")
    if by.user_id in (found.asked_by, found.user_id):
        raise Refused("提的人和当事人自己不能同意，要另一位管理员来定。")
    said = carried_out(by, found) if agrees else ""
    word, state = ("proposal.approved", "approved") if agrees else ("proposal.declined", "declined")
    record(
        by, word, _subject(found, found.user.name), at=found.place_code, reason=reason.strip()[:200],
        rewritten=[(found, {"state": state, "decided_name": by.name})],
    )
    return said
