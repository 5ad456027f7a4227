"""A pasted column that filters lists: whom it found, kept sealed in the session of who pasted it, and gone with it. No number of it is kept: only whom it
names, and what found nobody, masked."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from bangfu.rules.refusal import Refused
from bangfu.sealing.ring import KeyLost, Tampered, ring

KEPT = "lists.pasted"   # where the session keeps it, and the purpose it is sealed for
GONE = "贴入的那一列已经不在了（退出过，或隔得太久）。请回到列表重新贴。"


@dataclass(frozen=True)
class PastedColumn:
    """Whom the lines of a pasted column name: people, and households with all their members. `missed`: (number of the line, what stood there, masked)."""

    persons: frozenset[UUID] = frozenset()
    households: frozenset[UUID] = frozenset()
    lines: int = 0
    missed: tuple[tuple[int, str], ...] = ()

    @property
    def found(self) -> int:
        """How many lines found somebody."""
        return self.lines - len(self.missed)

    @property
    def token(self) -> str:
        """Sealed, to be kept."""
        return ring().seal(json.dumps([_hexes(self.persons), _hexes(self.households), self.lines, self.missed], ensure_ascii=False), KEPT)


def _hexes(ids: Iterable[UUID]) -> str:
    return "".join(sorted(one.hex for one in ids))


def read_token(token: str) -> PastedColumn:
    """The column of a token again. Refused for one that does not open."""
    try:
        persons, households, lines, missed = json.loads(ring().unseal(token, KEPT))
    except (KeyLost, Tampered, ValueError):
        raise Refused(GONE) from None
    return PastedColumn(_ids(persons), _ids(households), lines, tuple((number, text) for number, text in missed))


def _ids(hexes: str) -> frozenset[UUID]:
    return frozenset(UUID(hexes[start : start + 32]) for start in range(0, len(hexes), 32))


def keep_pasted(request: HttpRequest, column: PastedColumn) -> None:
    """Keeps a column for this session, in place of the one before."""
    request.session[KEPT] = column.token


def pasted_token(request: HttpRequest) -> str:
    """The sealed column of this session, where the address asks for it; '' where it does not. Refused when there is none any more."""
    sent = request.GET if request.method == "GET" else request.POST
    if sent.get("pasted") != "1":
        return ""
    token = request.session.get(KEPT, "")
    if not token:
        raise Refused(GONE)
    return str(token)


def pasted_column(request: HttpRequest) -> PastedColumn | None:
    """The column of this session, where the address asks for it. Refused as above."""
    token = pasted_token(request)
    return read_token(token) if token else None
