"""The second step's codes: RFC 6238 with six digits, SHA-1 and steps of thirty seconds, which every authenticator knows; and codes on paper."""

import base64
import secrets
import time
from hmac import compare_digest
from urllib.parse import quote

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from django.contrib.auth.hashers import check_password, make_password

from bangfu.sealing.blind import index_of
from bangfu.sealing.ring import ring

STEP, DIGITS, SKEW = 30, 6, 1   # seconds, digits, steps a phone's clock may be wrong either way
SECRET, RECOVERY = "accounts.second_step", "accounts.recovery_code"   # noqa: S105 - what tokens are bound to
PAPERS = 10
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"   # nothing that is read for something else


def moment() -> float:
    """Now, in Unix seconds: phones reckon in nothing else."""
    return time.time()


def new_secret() -> str:
    """Twenty bytes of chance (RFC 4226 §4), sealed."""
    return ring().seal_bytes(secrets.token_bytes(20), SECRET)


def key_in_letters(sealed: str) -> str:
    """The key as people type it into an authenticator: base32 in fours."""
    clear = base64.b32encode(ring().unseal_bytes(sealed, SECRET)).decode()
    return " ".join(clear[at:at + 4] for at in range(0, len(clear), 4))


def square(sealed: str, account: str, place: str) -> str:
    """The key as a square an authenticator reads: SVG without a style of its own, drawn here and sent nowhere."""
    letters, issuer = key_in_letters(sealed).replace(" ", ""), quote(f"帮扶 {place}".strip())
    uri = f"otpauth://totp/{issuer}:{quote(account)}?secret={letters}&issuer={issuer}&digits={DIGITS}&period={STEP}"
    return str(segno.make(uri, error="m", micro=False).svg_inline(scale=5, border=3, light="#fff", svgclass="square", lineclass=None))


def matched(sealed: str, code: str, *, at: float, after: int) -> int:
    """The step of time a code is right for, at a moment (Unix seconds) and one step around it; 0 for a wrong code, and for one of a step not after
    `after`, the last that was taken."""
    hotp, now = HOTP(ring().unseal_bytes(sealed, SECRET), DIGITS, SHA1(), enforce_key_length=False), int(at) // STEP   # noqa: S303 - what RFC 6238 says
    right = [step for step in range(now - SKEW, now + SKEW + 1) if compare_digest(hotp.generate(step), code.encode())]
    return next((step for step in right if step > after), 0)


def new_papers() -> list[str]:
    """Codes for paper, fifty bits each: ABCDE-FGHJK."""
    made = ("".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(PAPERS))
    return [f"{one[:5]}-{one[5:]}" for one in made]


def kept_paper(code: str) -> str:
    """What is kept of a code on paper: argon2id with a salt, over a digest under the county's key, so that the table alone is no help in guessing."""
    return make_password(_keyed(code))


def is_kept(code: str, kept: str) -> bool:
    """Whether a code that was said is the one that is kept."""
    return check_password(_keyed(code), kept)


def _keyed(code: str) -> str:
    """By the first key of the blind indexes for ever: what is kept cannot be brought under another."""
    return index_of(ring().index[:1], "".join(code.upper().replace("-", "").split()), RECOVERY)


def is_paper(code: str) -> bool:
    """Whether what was typed looks like a code on paper rather than one of six digits."""
    return len("".join(code.replace("-", "").split())) > DIGITS
