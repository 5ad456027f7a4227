"""Files that leave the register on paper, and whatever a job made to be taken away. Numbers of persons stand there as the page shows them, masked."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.accounts.quota import spend
from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor
from bangfu.organization.models import Place
from bangfu.organization.queries import place as place_found
from bangfu.registry.exporting import must_still_be_theirs, read_terms
from bangfu.registry.models import Printing
from bangfu.registry.models.paperwork import PRINTED
from bangfu.registry.printing import KEPT_FOR
from bangfu.registry.queries.printings import EXPORTS, ROSTER
from bangfu.registry.queries.rosters import Asked, households_asked
from bangfu.registry.subjects import about_household, current_household
from bangfu.rules.refusal import Refused
from bangfu.sealing import files
from bangfu.work.actions import start_job

OUT_OF_REACH = "没有这次打印，或它不在您岗位的管辖范围内。"
FILES = "household_files"
_NOT_THERE = {
    False: {"expired": "这份打印已过期删除，请重新打印。", "asked": "这份打印还没有排好，请等进度走完再下载。"},
    True: {"expired": "这份导出已过期删除，请重新导出。", "asked": "这份导出还没有做好，请等进度走完再下载。"},
}


@transaction.atomic
def note_household_printed(by: Actor, *, household: UUID) -> None:
    """Writes down that the file of one household leaves the program on paper."""
    known = current_household(by, household, "registry.print")
    spend(by, 1)
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
    record(by, "printing.asked", _subject(printing, _label(by, printing, households=printing.households)), at=place, new=[printing])
    return printing


@transaction.atomic
def finish_printing(by: Actor, *, printing: Printing, content: bytes, **counts: int) -> Printing:
    """Keeps what was made sealed, for seven days. `counts`: its `pages` and `households`, or its `rows`."""
    by.must(_power(printing), at=printing.place_code)
    values = {"state": "made", "digest": files.keep(content), **counts, "expires_at": timezone.now() + KEPT_FOR}
    made = _subject(printing, _label(by, printing, **counts))
    record(by, "printing.made", made, at=printing.place_code, papers=[str(values["digest"])], rewritten=[(printing, values)])
    return printing


def _power(printing: Printing) -> str:
    """The power without which it is neither made nor taken."""
    return "reporting.export" if printing.what in EXPORTS else "registry.print"


def _label(by: Actor, printing: Printing, *, pages: int = 0, households: int = 0, rows: int = 0) -> str:
    if printing.what in EXPORTS:
        return f"{printing.title}，{rows} 行"[:160]
    return f"{_name(by, printing.place_code)}{PRINTED.get(printing.what, '')} {households} 户" + (f" {pages} 页" if pages else "")


@transaction.atomic
def take_printing(by: Actor, *, printing: UUID) -> Printing:
    """Writes down that somebody takes away what was made: the files of a village whoever may print them, a list only who asked for it. Refused when it is not
    made yet, or is gone."""
    found = Printing.objects.filter(by.scope(), pk=printing).first()
    if found is None:
        raise Refused(OUT_OF_REACH)
    by.must(_power(found), at=found.place_code)
    if found.state != "made":
        raise Refused(_NOT_THERE[found.what in EXPORTS][found.state])
    if found.what in EXPORTS:
        must_still_be_theirs(by, found)
    verb, subject = _taken(by, found)
    spend(by, found.rows or found.households)
    record(by, verb, subject, at=found.place_code, papers=[found.digest])
    return found


def _taken(by: Actor, found: Printing) -> tuple[str, Subject]:
    """The entry of taking it: of a list the same as when it comes at once."""
    label = _label(by, found, pages=found.pages, households=found.households, rows=found.rows or 0)
    if found.what not in EXPORTS:
        return "printing.taken", _subject(found, label)
    if found.what == ROSTER:
        return "roster.exported", Subject("place", found.place_code, label)
    return "delivery.difference_exported", Subject("delivery", read_terms(found).words["delivery"], label)


@transaction.atomic
def expire_printing(by: Actor, *, printing: Printing) -> None:
    """Removes what was made when its days are over, and says so; one that never came to its end is given up."""
    by.must(_power(printing), at=printing.place_code)
    if printing.digest and not Printing.objects.filter(digest=printing.digest, state="made").exclude(pk=printing.pk).exists():
        files.discard(printing.digest)
    record(
        by, "printing.expired", _subject(printing, _label(by, printing, households=printing.households, rows=printing.rows or 0)), at=printing.place_code,
        rewritten=[(printing, {"state": "expired", "digest": "", "terms": ""})],
    )


def _subject(printing: Printing, label: str) -> Subject:
    return Subject("printing", str(printing.pk), label)


def _name(by: Actor, place: str) -> str:
    found = place_found(by, place)
    return found.name if found else place
