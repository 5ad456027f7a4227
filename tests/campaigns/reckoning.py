"""After the last kill: what was said to be done is looked for in the database, deed by deed."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bangfu.crosscheck.models import Batch, Run, Settlement
from bangfu.deliveries.models import DeliveredRow, Delivery
from bangfu.facts.models import NOW
from bangfu.journal.models import Entry
from bangfu.registry.models import PersonRecord, Printing
from bangfu.sealing import files
from bangfu.work.models import Job
from tests.campaigns.import_kills import half_villages
from tests.campaigns.office import BROUGHT, HOUSEHOLDS, Office

PEOPLE = len(BROUGHT) * HOUSEHOLDS * 3


@dataclass
class Reckoned:
    """What is missing, there twice, half or stuck, in words; and how many jobs were said to be done."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    jobs: int = 0

    def held(self, what: str, wanted: int, there: int) -> None:
        """So many must be there."""
        if there != wanted:
            (self.lost if there < wanted else self.doubled).append(f"{what}: {there} in place of {wanted}")


def reckoned(office: Office) -> Reckoned:
    """Everything the office did, held against what is there."""
    found = Reckoned(jobs=Job.objects.filter(state="done").count())
    _forms(found, office)
    _settlements(found)
    _lists(found, office)
    _papers(found)
    for run in Run.objects.filter(finished_at__isnull=True):
        found.half.append(f"run {run.pk}")
    for job in Job.objects.exclude(state__in=("done", "cancelled")):
        found.stuck.append(f"job {job.name} {job.state} {job.error}")
    return found


def _forms(found: Reckoned, office: Office) -> None:
    """Each form that was answered left one row under its mark; one that was never answered, or refused, at most one."""
    there = {
        "exempt": Counter(Settlement.objects.filter(batch=None).values_list("reason", flat=True)), "decide": Counter(Settlement.objects.values_list("note", flat=True)),
        "settle": Counter(Batch.objects.values_list("reason", flat=True)),
        "receive": Counter(label.split(".")[0] for label in Entry.objects.filter(verb="delivery.received").values_list("subject_label", flat=True)),
    }
    for (kind, mark), done in office.ledger.told.items():
        if kind in there:
            number = sum(times for word, times in there[kind].items() if mark in word) if kind == "receive" else there[kind][mark]
            if number > 1 or (done and not number):
                found.held(f"{kind} {mark}", 1, number)


def _settlements(found: Reckoned) -> None:
    """Each has one entry; a finding is asked for once at a time; a batch has as many as it says."""
    asked = Settlement.objects.filter(kind="exemption")
    found.held("entries of exemptions asked", asked.count(), Entry.objects.filter(verb="exemption.asked").count())
    found.held("entries of exemptions declined", asked.filter(state="declined").count(), Entry.objects.filter(verb="exemption.declined").count())
    for finding, times in Counter(asked.filter(state="asked").values_list("finding", flat=True)).items():
        found.held(f"asked for finding {finding}", 1, times)
    for batch in Batch.objects.all():
        if batch.finished_at is None:
            found.half.append(f"batch {batch.pk}")
        found.held(f"settled in batch {batch.pk}", batch.settled, Settlement.objects.filter(batch=batch).count())


def _lists(found: Reckoned, office: Office) -> None:
    """What was applied is in the register person by person, what was dropped nowhere."""
    for one in Delivery.objects.select_related("source").filter(file_name__in=office.lists):
        found.half += [f"village {village} of {one.file_name}" for village in half_villages(one)]
        if one.state == "applied":
            employer = one.file_name.removesuffix(".xlsx")
            found.held(f"persons of {employer}", PEOPLE, PersonRecord.objects.filter(employer=employer).values("person").distinct().count())
        elif one.pk not in office.dropped:
            found.stuck.append(f"list {one.file_name} {one.state}")
    if "applied" in (one.state for one in Delivery.objects.filter(file_name__in=office.lists)):
        there = Counter(PersonRecord.objects.filter(**NOW.filters(), employer__startswith="第").values_list("person_number", flat=True))
        found.held("persons of the lists, now", PEOPLE, there.total())
    left: Any = DeliveredRow.objects.filter(delivery__in=office.dropped).count() + Delivery.objects.filter(pk__in=office.dropped).count()
    if left:
        found.half.append(f"{left} rows of what was dropped")


def _papers(found: Reckoned) -> None:
    """What was asked for was made once, and opens."""
    made = Counter(Entry.objects.filter(verb="printing.made").values_list("subject_id", flat=True))
    for one in Printing.objects.all():
        found.held(f"{one.what} {one.pk}", 1, made[str(one.pk)])
        if one.state != "made" or not files.kept(one.digest):
            found.half.append(f"{one.what} {one.state}")
