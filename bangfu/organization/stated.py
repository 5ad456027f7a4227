"""What must be stated before places change: a document, a name nobody has yet, a day that has come."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone

from bangfu.rules.refusal import Refused

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


def come(day: date, since: date, field: str = "on") -> date:
    """A day between `since` and today. Refused for one to come, or before there was what it is about."""
    if day > timezone.localdate():
        raise Refused(f"{day} 还没到，请填今天或以前的日子。", field=field)
    if day < since:
        raise Refused(f"{since} 才启用，日子不能更早。", field=field)
    return day


def nothing_against(refusals: Sequence[str]) -> None:
    """Refused with all that is against it, one a line."""
    if refusals:
        raise Refused("\n".join(refusals), field="lines")
