"""Passwords: what is too weak, and one to begin with."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from bangfu.organization.actions import WEAK
from bangfu.organization.models import User
from bangfu.rules.password import is_guessed_first
from bangfu.rules.refusal import Refused

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def must_be_strong(password: str, user: User) -> None:
    """Refused, with every reason, for a password that is too weak."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("；".join(WEAK.get(one.code or "", "密码太简单。") for one in error.error_list), field="password") from error


def first_password() -> str:
    """A password to begin with, said once to whoever asked for it, and changed at the first sign-in: sixteen letters in fours, about 79 bits."""
    while True:   # of twenty thousand one looks like what somebody would think of
        made = "".join(secrets.choice(LETTERS) for _ in range(16))
        password = "-".join(made[at:at + 4] for at in range(0, 16, 4))
        if not is_guessed_first(password):
            return password
