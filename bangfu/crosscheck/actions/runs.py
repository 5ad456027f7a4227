"""Runs: asked for, done village by village, finished."""

import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from bangfu.crosscheck import engine, snapshot
from bangfu.crosscheck.changes import anything_since, base_of, checks_line
from bangfu.crosscheck.engine import Tables
from bangfu.crosscheck.entries import about_run
from bangfu.crosscheck.findings import Known, Told, village_after_run
from bangfu.crosscheck.found import Found
from bangfu.crosscheck.models import Finding, Run, RunTally, Settlement
from bangfu.crosscheck.reading import found_again, read_county
from bangfu.crosscheck.reasons import reason as sentence
from bangfu.crosscheck.since import read_since
from bangfu.journal.actions import record
from bangfu.organization.actor import Actor, within
from bangfu.organization.queries import place_names
from bangfu.rules.place_code import CodeRange
from bangfu.work.actions import start_job
from bangfu.work.models import Job

Hold = Callable[[str], None]
Progress = Callable[[int, int, str], None]
UNSETTLED = ("open", "corrected", "asked")
WEEK = timedelta(days=7, hours=-1)


def _nothing(*_: object) -> None:
    """No one waits for a sign."""


@transaction.atomic
def request_run(by: Actor, *, at: str) -> Job:
    """Has the checks run over a place. Asked again while a run waits or goes on there, that run is returned."""
    by.must("crosscheck.run", at=at)
    going_on = Job.objects.filter(name="crosscheck.run", subject=at, state__in=("waiting", "running")).first()
    return going_on or start_job(by, "crosscheck.run", subject=at, key=f"crosscheck:{at}:{timezone.now().isoformat()}", at=at)


@transaction.atomic
def request_after_delivery(by: Actor, *, delivery: UUID, at: str) -> Job:
    """Has what a list touches looked at again. While a run over what changed waits at the place, it sees this list too, and is returned."""
    by.must("crosscheck.run", at=at)
    waiting = Job.objects.filter(name="crosscheck.after_delivery", subject=at, state="waiting").first()
    return waiting or start_job(by, "crosscheck.after_delivery", subject=at, key=f"crosscheck:after:{delivery}:{timezone.now().isoformat()}", at=at)


@transaction.atomic
def request_nightly(by: Actor, *, at: str) -> Job | None:
    """Has the checks run over a place by night, if anything changed there since the last run over it, or that is a week ago; None otherwise."""
    by.must("crosscheck.run", at=at)
    last = Run.objects.filter(place_code=at, finished_at__isnull=False).order_by("-known_at").first()
    if last and last.known_at > timezone.now() - WEEK and not anything_since(last.known_at, at):
        return None
    return request_run(by, at=at)


def run_checks(by: Actor, *, at: str, hold: Hold = _nothing, progress: Progress = _nothing, resume: str = "", changed: bool = False) -> Run:
    """Runs every check over a place and writes what became of its findings, each village in a transaction of its own.

    `hold(mark)` is called inside each transaction: it proves that the job is still ours and keeps the mark, from which a killed run is
    taken up (`resume`) with what it had read. The whole county is read; findings of places outside `at` are left as they are.
    `changed`: only what changed since the last run over the place is looked at again, with the same result; without such a run of today everything is.
    """
    by.must("crosscheck.run", at=at)
    known, _, behind = resume.partition(" ")
    run = Run.objects.get(pk=known) if known else _begin(by, at, hold, lambda words: progress(0, 0, words), changed)
    if run.finished_at:
        return run
    progress(0, 0, "正在核对")
    found, scope = found_again(run.pk), snapshot.scope_of(run.pk)
    by_village, elsewhere = _by_village(found, at)
    villages = sorted({*by_village, *(_villages_known(at) if scope is None else _villages_concerned(at, scope))})
    for done, village in enumerate(villages):
        if village > behind:
            _write_village(by, run, village, by_village.get(village, ()), elsewhere - {one.identity for one in by_village.get(village, ())}, hold, scope)
        progress(done + 1, len(villages), f"已写 {done + 1} / {len(villages)} 个村")
    return _finish(by, run, engine.digest(found), hold)


def _begin(by: Actor, at: str, hold: Hold, say: Callable[[str], None], changed: bool) -> Run:
    """Reads the county, or what changed in it; keeps what was read, and writes the run down."""
    now = timezone.now()
    run = Run(place_code=at, place_then=at, day=timezone.localdate(), known_at=now, asked_by=by.name)
    read = _read(run, base_of(at) if changed else None, say)
    run.persons, run.checks = read.register.count_rows(), checks_line(read.off)
    run.inputs = "\n".join(sorted({f"{source} {delivery}" for source, delivery in zip(*read.in_force.select(["source", "delivery"]).to_pydict().values(), strict=True)}))
    with transaction.atomic():
        record(by, "crosscheck.run", about_run(run), at=at, new=[run])
        hold(f"{run.pk} ")
    return run


def _read(run: Run, base: Run | None, say: Callable[[str], None]) -> Tables:
    """What changed since the base, or everything, in the folder of the run; which goes again where it cannot be written."""
    where = snapshot.folder(run.pk)
    try:
        read = read_since(where, base, day=run.day, known_at=run.known_at, say=say) if base else None
        return read or read_county(where, at=run.place_code, day=run.day, known_at=run.known_at, say=say)
    except BaseException:
        shutil.rmtree(where, ignore_errors=True)
        raise


def _by_village(found: Iterable[Found], at: str) -> tuple[dict[str, list[Found]], frozenset[str]]:
    """What was found at the place and below, by village; and every identity found in the county."""
    place, by_village, identities = CodeRange.under(at), defaultdict(list), set()
    for one in found:
        identities.add(one.identity)
        if one.place_code in place:
            by_village[one.place_code].append(one)
    return dict(by_village), frozenset(identities)


def _villages_known(at: str) -> set[str]:
    """Villages with findings that a run may still say something about."""
    there = Finding.objects.filter(within([CodeRange.under(at)])).exclude(state="gone", mark="")
    return set(there.values_list("place_code", flat=True).distinct())


def _villages_concerned(at: str, scope: Collection[str]) -> set[str]:
    """Villages with findings about those whom a run over what changed decided about, or that say something of the run before."""
    there = Finding.objects.filter(within([CodeRange.under(at)])).exclude(state="gone", mark="")
    stale = Q(mark__in=("new", "back", "gone")) | Q(state="corrected") | Q(state="exempt") & ~Q(mark="")
    found, ids = set(there.filter(stale).values_list("place_code", flat=True).distinct()), sorted(scope)
    for start in range(0, len(ids), 500):
        found |= set(there.filter(subject_id__in=ids[start:start + 500]).values_list("place_code", flat=True).distinct())
    return found


@transaction.atomic
def _write_village(
    by: Actor, run: Run, village: str, found: Iterable[Found], elsewhere: frozenset[str], hold: Hold, scope: frozenset[str] | None,
) -> None:
    hold(f"{run.pk} {village}")
    told = _told(found)
    written = village_after_run(run, told, _known(village, told), elsewhere=elsewhere, now=timezone.now(), scope=scope)
    if written.new or written.rewritten:
        record(by, "finding.found", about_run(run), at=village, new=written.new, rewritten=written.rewritten, told=False)


def _told(found: Iterable[Found]) -> list[Told]:
    listed = list(found)
    places = place_names({one.say["other_place"] for one in listed if one.say.get("other_place")})
    return [Told(one, sentence(one, places)) for one in listed]


def _known(village: str, told: Iterable[Told]) -> Known:
    """What is known of a village: its own findings, and those of people who have just come into it."""
    here = Finding.objects.select_for_update().filter(place_code=village).exclude(state="gone", mark="")
    findings = {one.identity: one for one in here}
    coming = [one.found.identity for one in told if one.found.identity not in findings]
    for start in range(0, len(coming), 500):
        back = Finding.objects.select_for_update().filter(identity__in=coming[start:start + 500])
        findings |= {one.identity: one for one in back}
    settlements = Settlement.objects.filter(kind="exemption", state__in=("asked", "approved"), finding__in=[
        one.pk for one in findings.values() if one.state in ("asked", "exempt")
    ]).order_by("at")
    until = {one.finding_id: one.expires_on for one in settlements if one.state == "approved" and one.expires_on}
    return Known(findings, until, {one.finding_id: one for one in settlements if one.state == "asked"})


@transaction.atomic
def _finish(by: Actor, run: Run, digest: str, hold: Hold) -> Run:
    """Writes down what the run came to. After it every mark at the place is its own, so they are counted, not added up on the way."""
    hold(f"{run.pk} :")
    there = Finding.objects.filter(within([CodeRange.under(run.place_code)]))
    marks = Counter(there.exclude(mark="").values_list("mark", flat=True))
    tally = {name: marks[name] for name in ("new", "still", "back", "gone")} | {"exempt": there.filter(state="exempt").count()}
    ended = {"finished_at": timezone.now(), "digest": digest, **tally}
    record(by, "crosscheck.run", about_run(run), at=run.place_code, new=_tallies(run), rewritten=[(run, ended)], told=False)
    return run


def _tallies(run: Run) -> list[RunTally]:
    """How the villages of the place stand after the run, those that have anything to say."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    there = Finding.objects.filter(within([CodeRange.under(run.place_code)])).exclude(state="gone", mark="")
    for village, state, mark, number in there.order_by().values_list("place_code", "state", "mark").annotate(n=Count("*")):
        sums[village].update({"unsettled": number if state in UNSETTLED else 0, mark: number if mark in ("new", "back", "gone") else 0})
    return [
        RunTally(run=run, place_code=village, place_then=village, **{name: counted[name] for name in ("unsettled", "new", "back", "gone")})
        for village, counted in sorted(sums.items())
    ]
