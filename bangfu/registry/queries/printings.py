"""What is asked about large papers made by a job: the files of villages as one PDF, what packages above print, and lists made as workbooks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bangfu.organization.actor import Actor
from bangfu.registry.models import Printing
from bangfu.registry.models.paperwork import PRINTING_STATES
from bangfu.work.queries import JobRow, job_with_key

MOST = 20
ROSTER, SINCE = EXPORTS = ("roster", "since_last")   # `Printing.what` of lists


@dataclass(frozen=True)
class PrintingRow:
    """One print of a village, or one list. `status` is `family:label` or ''; `job` while it is being made; `title` and `rows` are of lists."""

    id: UUID
    what: str
    about: str
    place_code: str
    title: str
    status: str
    state: str
    word: str
    pages: int
    households: int
    rows: int
    digest: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime | None
    job: JobRow | None

    @property
    def of_whom(self) -> str:
        """脱贫户, or 全部农户."""
        return self.status.partition(":")[2] or "全部农户"


def printings(by: Actor, place: str) -> list[PrintingRow]:
    """The last prints of a village, the latest first; empty for whoever may not print."""
    return printings_of(by, place, what=("household_files",))


def printings_of(by: Actor, place: str, *, what: Sequence[str], about: str | None = None) -> list[PrintingRow]:
    """The last prints of some kinds (`PRINTED`), `about` something if given, the latest first; empty for whoever may not print."""
    if not by.can("registry.print"):
        return []
    found = Printing.objects.filter(by.scope(), place_code=place, what__in=what)
    return [_row(by, one) for one in (found if about is None else found.filter(about=about)).order_by("-asked_at")[:MOST]]


def printing(by: Actor, wanted: UUID) -> PrintingRow | None:
    """One print of a village within reach."""
    return _one(by, wanted, "registry.print", lists=False)


def exports(by: Actor) -> list[PrintingRow]:
    """The last lists the asker had made, the latest first."""
    if not by.can("reporting.export"):
        return []
    found = Printing.objects.filter(by.scope(), what__in=EXPORTS, asked_by=by.user_id)
    return [_row(by, one) for one in found.order_by("-asked_at")[:MOST]]


def export(by: Actor, wanted: UUID) -> PrintingRow | None:
    """One list within reach, whoever had it made: only they may take it (`actions.take_printing`)."""
    return _one(by, wanted, "reporting.export", lists=True)


def _one(by: Actor, wanted: UUID, power: str, *, lists: bool) -> PrintingRow | None:
    found = Printing.objects.filter(by.scope(), pk=wanted).first() if by.can(power) else None
    found = found if found and (found.what in EXPORTS) == lists else None
    return _row(by, found) if found else None


def _row(by: Actor, one: Printing) -> PrintingRow:
    job = job_with_key(by, f"printing:{one.pk}") if one.state == "asked" else None
    return PrintingRow(
        one.pk, one.what, one.about, one.place_code, one.title, one.status, one.state, PRINTING_STATES[one.state], one.pages, one.households, one.rows or 0,
        one.digest, one.asked_by_name, one.asked_at, one.expires_at, job,
    )
