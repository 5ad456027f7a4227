"""What the pages of the front door say of themselves."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest

from bangfu.rules.refusal import Forbidden, Refused


def stands_at(request: HttpRequest, place_code: str) -> None:
    """Says where a page is that names no place in its address, so that the tree at the left shows it."""
    request.at = place_code  # type: ignore[attr-defined]


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
