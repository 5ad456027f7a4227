"""Files that leave the register on paper. Numbers of persons stand on them as the page shows them, masked."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor
from bangfu.organization.models import Place
from bangfu.organization.queries import place as place_found
from bangfu.registry.models import Printing
from bangfu.registry.models.paperwork import PRINTED
from bangfu.registry.printing import KEPT_FOR
from bangfu.registry.queries.rosters import Asked, households_asked
from bangfu.registry.subjects import about_household, current_household
from bangfu.rules.refusal import Refused
from bangfu.sealing import files
from bangfu.work.actions import start_job

OUT_OF_REACH = "没有这次打印，或它不在您岗位的管辖范围内。"
FILES = "household_files"


@transaction.atomic
def note_household_printed(by: Actor, *, household: UUID) -> None:
    """Writes down that the file of one household leaves the program on paper."""
    known = current_household(by, household, "registry.print")
    record(by, "household.printed", about_household(known), at=known.place_code)


@transaction.atomic
def note_village_printed(by: Actor, *, place: str) -> None:
    """Writes down that the file of a village (figures, no persons' numbers) leaves the program on paper."""
    by.must("registry.print", at=place)
    record(by, "village.printed", Subject("village", place, _name(by, place)), at=place)


@transaction.atomic
def print_village(by: Actor, *, place: str, status: str = "") -> Printing:
    """Asks for the files of all households of a village as one PDF; `status` is `family:label`, '' for every household.

    Asked again while it is being made, the same print is returned, and goes on if it had failed. Refused for a place that is no village, or when
    there is no household to print.
    """
    by.must("registry.print", at=place)
    found = place_found(by, place)
    if found is None or found.level != "village":
        raise Refused("整村打印按村办，请先选一个村。", field="place")
    if not (households := households_asked(by, Asked(place, status=status)).count()):
        raise Refused("这个范围里没有户，不用打印。", field="status")
    return ask_printing(by, place=place, what=FILES, status=status, households=households, job="registry.print")


@transaction.atomic
def ask_printing(by: Actor, *, place: str, what: str, households: int, job: str, status: str = "", about: str = "") -> Printing:
    """Asks for a large paper about a place: `what` of `PRINTED`, made by the job of that name, `about` what the asking package knows it by.

    Asked again while it is being made, the same print is returned, and goes on if it had failed.
    """
    by.must("registry.print", at=place)
    Place.objects.select_for_update().filter(code=place).first()   # of two who ask at once, one waits here and finds the other's
    same = Printing.objects.filter(place_code=place, what=what, status=status, about=about, state="asked")
    asked = same.first() or _asked(by, place, what=what, status=status, about=about, households=households)
    start_job(by, job, subject=str(asked.pk), key=f"printing:{asked.pk}", at=place)
    return asked


def _asked(by: Actor, place: str, **said: Any) -> Printing:
    printing = Printing(
        asked_by=by.user_id, asked_by_name=by.name, asked_at=timezone.now(), place_code=place, place_then=place, **said,
    )
    record(by, "printing.asked", _subject(printing, _label(by, printing)), at=place, new=[printing])
    return printing


@transaction.atomic
def finish_printing(by: Actor, *, printing: Printing, content: bytes, pages: int, households: int) -> Printing:
    """Keeps the PDF sealed, for seven days."""
    by.must("registry.print", at=printing.place_code)
    values = {
        "state": "made", "digest": files.keep(content), "pages": pages, "households": households, "expires_at": timezone.now() + KEPT_FOR,
    }
    what = _subject(printing, f"{_label(by, printing)} {pages} 页")
    record(by, "printing.made", what, at=printing.place_code, papers=[values["digest"]], rewritten=[(printing, values)])
    return printing


@transaction.atomic
def take_printing(by: Actor, *, printing: UUID) -> Printing:
    """Writes down that somebody takes the PDF away. Refused when it is not made yet, or is gone."""
    found = Printing.objects.filter(by.scope(), pk=printing).first()
    if found is None:
        raise Refused(OUT_OF_REACH)
    by.must("registry.print", at=found.place_code)
    if found.state != "made":
        raise Refused("这份打印已过期删除，请重新打印。" if found.state == "expired" else "这份打印还没有排好，请等进度走完再下载。")
    what = _subject(found, f"{_label(by, found)} {found.pages} 页")
    record(by, "printing.taken", what, at=found.place_code, papers=[found.digest])
    return found


@transaction.atomic
def expire_printing(by: Actor, *, printing: Printing) -> None:
    """Removes the PDF when its days are over, and says so; one that never came to its end is given up."""
    by.must("registry.print", at=printing.place_code)
    if printing.digest and not Printing.objects.filter(digest=printing.digest, state="made").exclude(pk=printing.pk).exists():
        files.discard(printing.digest)
    record(
        by, "printing.expired", _subject(printing, _label(by, printing)), at=printing.place_code,
        rewritten=[(printing, {"state": "expired", "digest": ""})],
    )


def _subject(printing: Printing, label: str) -> Subject:
    return Subject("printing", str(printing.pk), label)


def _label(by: Actor, printing: Printing) -> str:
    return f"{_name(by, printing.place_code)}{PRINTED.get(printing.what, '')} {printing.households} 户"


def _name(by: Actor, place: str) -> str:
    found = place_found(by, place)
    return found.name if found else place
