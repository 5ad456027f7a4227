"""What leaves the register as a list: noted, whoever takes it. A long one is made by a job, and noted when it is taken."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.accounts.quota import spend
from bangfu.deliveries.subjects import delivery_found
from bangfu.journal.actions import Subject, record
from bangfu.journal.models import Entry
from bangfu.organization.actor import Actor
from bangfu.organization.models import Place
from bangfu.registry.exporting import read_terms, terms_of
from bangfu.registry.models import Printing
from bangfu.registry.queries.printings import ROSTER, SINCE
from bangfu.work.actions import start_job


@transaction.atomic
def note_export(by: Actor, *, place: str, what: str, rows: int) -> Entry:
    """Notes that a list was taken as a workbook: which, and how many rows. Whole numbers never go this way (`ask_disclosure`)."""
    by.must("reporting.export", at=place)
    spend(by, rows)
    return record(by, "roster.exported", Subject("place", place, what[:160]), at=place, reason=what[:500])


@transaction.atomic
def ask_roster(by: Actor, *, place: str, filters: Mapping[str, str], title: str) -> Printing:
    """Asks for a roster as a workbook: `filters` as a form would send them again. Asked again while it is being made, the same one is returned, and goes on
    if it had failed."""
    by.must("reporting.export", at=place)
    return _asked(by, ROSTER, place, filters, title)


@transaction.atomic
def ask_differences(by: Actor, *, delivery: UUID, place: str = "") -> Printing:
    """Asks for what a delivered list changed since the last one of its kind, as a workbook; as above."""
    found = delivery_found(by, delivery, "reporting.export")
    return _asked(by, SINCE, found.place_code, {"delivery": str(delivery), "place": place}, f"{found.source.name} 与上次比：{found.file_name}")


def _asked(by: Actor, what: str, place: str, words: Mapping[str, str], title: str) -> Printing:
    Place.objects.select_for_update().filter(code=place).first()   # of two who ask at once, one waits here and finds the other's
    terms, waiting = terms_of(by, words), Printing.objects.filter(what=what, place_code=place, asked_by=by.user_id, state="asked")
    asked = next((one for one in waiting if read_terms(one) == terms), None)
    if asked is None:
        asked = Printing(
            what=what, title=title[:160], terms=terms.token, asked_by=by.user_id, asked_by_name=by.name, asked_at=timezone.now(), place_code=place,
            place_then=place,
        )
        record(by, "printing.asked", Subject("printing", str(asked.pk), asked.title), at=place, new=[asked])
    start_job(by, "registry.export", subject=str(asked.pk), key=f"printing:{asked.pk}", at=place)
    return asked
