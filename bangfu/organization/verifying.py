"""Having the whole journal verified: asked for on its page, done by a job, and what came of it written down in the journal itself."""

from django.db import transaction
from django.utils import timezone

from bangfu.journal.actions import Subject, record
from bangfu.journal.models import Entry
from bangfu.journal.verify import Verdict
from bangfu.organization.actor import Actor
from bangfu.rules.place_code import LENGTHS
from bangfu.work.actions import start_job
from bangfu.work.models import Job

POWER, JOB = "journal.verify", "journal.verify"
MOST_NAMED = 20   # faults that are named; of more it is said how many


@transaction.atomic
def request_verification(by: Actor) -> Job:
    """Has the journal verified. Asked again while that waits or goes on, the job is returned."""
    by.must(POWER)
    county = by.place_code[: LENGTHS["county"]]
    going_on = Job.objects.filter(by.scope(), name=JOB, subject=county, state__in=("waiting", "running")).first()
    return going_on or start_job(by, JOB, subject=county, key=f"{JOB}:{county}:{timezone.now().isoformat()}", at=county)


def note_verified(by: Actor, verdict: Verdict, *, at: str) -> Entry:
    """Writes down what came of it: the number of faults as what the entry is about, the faults or the counts as its words. Called in the job's last step."""
    by.must(POWER)
    return record(by, "journal.verified", Subject("verification", str(len(verdict.faults)), "留痕"), at=at, reason=in_words(verdict))


def in_words(verdict: Verdict) -> str:
    """A verdict as it is written down and shown: a line, and one for each of the first faults."""
    if verdict.whole:
        return f"{verdict.chains} 条链、{verdict.entries:,} 条留痕首尾相连，{verdict.rows:,} 行数据与留痕一致。"
    more = len(verdict.faults) - MOST_NAMED
    named = [f"{one.where}：{one.sentence}" for one in verdict.faults[:MOST_NAMED]]
    return "\n".join([f"有 {len(verdict.faults):,} 处不符。", *named, *([f"另有 {more:,} 处，用 bangfu journal verify --json 看全部。"] if more > 0 else [])])
