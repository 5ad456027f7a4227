"""What every view asks of its request first, and how a form becomes a deed."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest

from bangfu.organization.actor import Actor
from bangfu.rules.refusal import Forbidden, Refused


def asker(request: HttpRequest) -> Actor:
    """Who is asking: the actor the front door's middleware put there."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def is_opened(request: HttpRequest, kind: str, subject: object, place_code: str) -> None:
    """Says that the page shows a subject's file (`journal.readings.PAGES`): the front door writes down who looked, once the page is made."""
    request.opened = (kind, str(subject), place_code)  # type: ignore[attr-defined]


def done(form: Form, act: Callable[[], object]) -> bool:
    """Whether a form was right and its deed was done; what was refused stands in the form, and what was typed stays. Forbidden goes on upwards."""
    if not form.is_valid():
        return False
    try:
        act()
    except Forbidden:
        raise
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return False
    return True
