"""What must be so before places or posts change: a document, a name nobody has yet, a day that has come, a post that goes with the others."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone

from bangfu.organization.actor import Actor
from bangfu.organization.changing import Line, codes_of
from bangfu.organization.models import Holding, User
from bangfu.rules.place_code import covers
from bangfu.rules.powers import ADMINISTRATORS, ROLES, apart
from bangfu.rules.refusal import Forbidden, Refused

LONGEST_NAME, LONGEST_DOCUMENT = 60, 120


def documented(document: str, reason: str = "") -> str:
    """Document and reason in one line. Refused without a document."""
    if not document.strip():
        raise Refused("请写明依据：文号、会议纪要或缘由。", field="document")
    if len(document.strip()) > LONGEST_DOCUMENT:
        raise Refused(f"文号最多 {LONGEST_DOCUMENT} 个字。", field="document")
    return "：".join(one.strip() for one in (document, reason) if one.strip())


def new_name(name: str, there: Iterable[str], where: str) -> str:
    """A name as it is kept. Refused when it is empty, too long, or there already."""
    kept = "".join(name.split())
    if not kept or len(kept) > LONGEST_NAME:
        raise Refused(f"名称要写 1—{LONGEST_NAME} 个字。", field="name")
    if kept in there:
        raise Refused(f"{where}已经有“{kept}”了。", field="name")
    return kept


def come(day: date, since: date | None = None, field: str = "on") -> date:
    """A day up to today. Refused for one to come, or before `since`, when there was not yet what it ends."""
    if day > timezone.localdate():
        raise Refused(f"{day} 还没到，请填今天或以前的日子。", field=field)
    if since and day < since:
        raise Refused(f"{since} 才开始，日子不能更早。", field=field)
    return day


def must_reach(by: Actor, lines: Sequence[Line]) -> None:
    """Forbidden without the power over places, or naming the codes of the lines that the post does not reach."""
    by.must("organization.places")
    outside = sorted(code for code in codes_of(lines) if not covers(by.ranges, code))
    if outside:
        raise Forbidden(f"{'、'.join(outside)} 不在您岗位的管辖范围内。请核对代码；跨县的变更由上级办。", field="lines")


def nothing_against(refusals: Sequence[str]) -> None:
    """Refused with all that is against it, one a line."""
    if refusals:
        raise Refused("\n".join(refusals), field="lines")


def by_two(by: Actor, role: str) -> None:
    """Refused for an administrator's post where one person alone gives or takes it; the program may, for whom somebody at the machine answers."""
    if role in ADMINISTRATORS and by.user_id is not None:
        raise Refused(f"{ROLES[role].word}要由两位管理员任免：一位提出，另一位同意。")


def may_hold(user: User, role: str, *, on: date | None = None) -> None:
    """Refused where somebody holds a post that one of this role does not go with (`rules.powers.apart`)."""
    held = Holding.objects.filter(user=user, valid_to__gt=on or timezone.localdate()).values_list("post__role", flat=True)
    if why := apart(role, held):
        raise Refused(f"{user.name}现在有别的岗位。{why}")
