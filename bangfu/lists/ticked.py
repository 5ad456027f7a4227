"""What was ticked in a list and sent with a deed."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest

from bangfu.rules.refusal import Refused

Made = TypeVar("Made")


def ticked(request: HttpRequest, name: str, otherwise: str, *, at_least: int = 1) -> list[UUID]:
    """The ids sent under a name; refused with the sentence `otherwise` where one is none, or where there are fewer."""
    try:
        wanted = [UUID(one) for one in request.POST.getlist(name)]
    except ValueError:
        raise Refused(otherwise) from None
    if len(wanted) < at_least:
        raise Refused(otherwise)
    return wanted


def each_ticked(request: HttpRequest, name: str, otherwise: str, act: Callable[[UUID], Made]) -> list[Made]:
    """Does a deed to each, by itself: what was refused is said on the page, what was done comes back. Refused when none could be done."""
    done, refusals = list[Made](), list[Refused]()
    for one in ticked(request, name, otherwise):
        try:
            done.append(act(one))
        except Refused as refused:
            refusals.append(refused)
    if refusals and not done:
        raise refusals[0]
    for sentence in dict.fromkeys(one.sentence for one in refusals):
        messages.warning(request, f"没有办成：{sentence}")
    return done
