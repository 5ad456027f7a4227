"""What was ticked in a list and sent with a deed."""

from uuid import UUID

from django.http import HttpRequest

from bangfu.rules.refusal import Refused


def ticked(request: HttpRequest, name: str, otherwise: str, *, at_least: int = 1) -> list[UUID]:
    """The ids sent under a name; refused with the sentence `otherwise` where one is none, or where there are fewer."""
    try:
        wanted = [UUID(one) for one in request.POST.getlist(name)]
    except ValueError:
        raise Refused(otherwise) from None
    if len(wanted) < at_least:
        raise Refused(otherwise)
    return wanted
