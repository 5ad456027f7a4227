"""A phone with an authenticator, whose clock stands still (`conftest`)."""

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from bangfu.accounts import codes
from bangfu.accounts.actions import enrol_second_step
from bangfu.organization.actor import Actor
from bangfu.sealing.ring import ring

NOW = 1_790_000_010   # in the middle of a step


def code_of(sealed: str, steps: int = 0) -> str:
    """What a phone shows now, or some steps from now."""
    return HOTP(ring().unseal_bytes(sealed, codes.SECRET), 6, SHA1()).generate(NOW // codes.STEP + steps).decode()


def enrolled(by: Actor) -> tuple[str, list[str]]:
    """An authenticator in use, and its papers; the code of the step before was the first, so that the present one is still to be had."""
    secret = codes.new_secret()
    return secret, enrol_second_step(by, secret=secret, code=code_of(secret, -1), this=None)
