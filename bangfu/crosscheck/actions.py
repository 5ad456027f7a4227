"""What is done about contradictions: they are looked for, corrected, or exempted by two people."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bangfu.crosscheck import engine, forgetting, lists, snapshot
from bangfu.crosscheck.changes import anything_since, base_of, checks_line
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.corrections import correction
from bangfu.crosscheck.findings import Known, Told, village_after_run
from bangfu.crosscheck.found import Found
from bangfu.crosscheck.models import Finding, Run, Settlement
from bangfu.crosscheck.reading import found_again, read_county
from bangfu.crosscheck.reasons import reason as sentence
from bangfu.crosscheck.since import read_since
from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor, within
from bangfu.organization.queries import place_names
from bangfu.registry.queries import household_behind
from bangfu.rules.finding import FLOW, another_must_decide, exemption_may_last, must_give_reason
from bangfu.rules.place_code import CodeRange
from bangfu.rules.refusal import Refused
from bangfu.work.actions import start_job
from bangfu.work.models import Job

Hold = Callable[[str], None]
Progress = Callable[[int, int, str], None]
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
    run = Run(place_code=at, place_then=at, day=timezone.localdate(), known_at=now, asked_by=by.name, checks=checks_line())
    base, where = base_of(at) if changed else None, snapshot.folder(run.pk)
    read = read_since(where, base, day=run.day, known_at=now, say=say) if base else None
    if read is None:
        read = read_county(where, at=at, day=run.day, known_at=now, say=say)
    run.persons = read.register.count_rows()
    run.inputs = "\n".join(sorted({f"{source} {delivery}" for source, delivery in zip(*read.in_force.select(["source", "delivery"]).to_pydict().values(), strict=True)}))
    with transaction.atomic():
        record(by, "crosscheck.run", _about_run(run), at=at, new=[run])
        hold(f"{run.pk} ")
    return run


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
        record(by, "finding.found", _about_run(run), at=village, new=written.new, rewritten=written.rewritten, told=False)


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
    record(by, "crosscheck.run", _about_run(run), at=run.place_code, rewritten=[(run, ended)])
    return run


@transaction.atomic
def correct_finding(by: Actor, *, finding: UUID, how: str, values: Mapping[str, Any], reason: str) -> Settlement:
    """Settles a finding by a correction of the register: `how` is one of its check's `settle`, `values` the clear values of that correction.

    A person other than the subject may be meant (the head whose birth is wrong): `values["person"]`, who must be named in the cells.
    """
    found = _to_settle(by, finding, "correct")
    must_give_reason(reason)
    if how not in CHECKS[found.check_slug].settle:
        raise Refused("这类疑点不能这样更正，请选页面上列出的办法。")
    what = correction(how)(by, found, values, reason.strip())
    return _settle(by, found, "finding.corrected", {"state": "corrected"}, kind="correction", state="done", reason=reason.strip(), what=what)


@transaction.atomic
def ask_exemption(by: Actor, *, finding: UUID, reason: str, expires_on: date) -> Settlement:
    """Asks that a finding be left as it is until a day, because it is so in life. Somebody else decides."""
    found = _to_settle(by, finding, "ask")
    must_give_reason(reason)
    exemption_may_last(expires_on, day=timezone.localdate())
    return _settle(
        by, found, "exemption.asked", {"state": "asked"}, kind="exemption", state="asked", reason=reason.strip(), expires_on=expires_on,
    )


@transaction.atomic
def decide_exemption(by: Actor, *, settlement: UUID, approve: bool, note: str = "") -> Settlement:
    """Approves or declines an exemption. Never by the one who asked, from whatever post; a refusal says why."""
    asked = Settlement.objects.select_related("finding").filter(by.scope("finding__place_code"), pk=settlement).first()
    if asked is None:
        raise Refused("没有这份豁免申请，或它不在您岗位的管辖范围内。")
    found = asked.finding
    by.must("crosscheck.approve", at=found.place_code)
    another_must_decide(asked.by_user, by.user_id)
    step = "approve" if approve else "decline"
    state = FLOW.after(found.state, step)
    if asked.state != "asked":
        raise Refused("这份申请已经办过了，请刷新。")
    if not approve and len(note.strip()) < 2:
        raise Refused("不批准请写明意见，让申请的人知道怎么办。", field="note")
    decided = {
        "state": "approved" if approve else "declined", "approver": by.user_id, "approver_name": by.name, "approved_at": timezone.now(),
        "note": note.strip()[:300],
    }
    _write(by, found, f"exemption.{decided['state']}", note.strip()[:500], rewritten=[(asked, decided), (found, {"state": state})])
    return asked


@transaction.atomic
def note_printed(by: Actor, *, place: str, kind: str, findings: int) -> None:
    """Writes down that a list of findings leaves the program on paper or as a workbook. Numbers on it are masked."""
    by.must("crosscheck.print", at=place)
    record(by, "crosscheck.printed", Subject("place", place, f"疑点清单 {kind} {findings} 条"), at=place)


@transaction.atomic
def forget_subjects(by: Actor, *, subjects: Collection[str], rows: Collection[UUID], number: str, at: str, reason: str) -> int:
    """Blanks what the checks say of people who are forgotten; returns how many findings were touched. Called within the transaction that forgets them.

    `subjects` are ids of persons and their household, `rows` of delivered rows about them, `number` the household's. A finding about somebody else that
    names them keeps its subject and loses its sentence. Snapshots of runs that read them are removed: such a run can no longer be repeated.
    Refused while a run goes on, which would find them again in what it has read.
    """
    by.must("registry.erase", at=at)
    if Run.objects.filter(finished_at=None).exists():
        raise Refused("正在核对，还在用读进来的名册；请等核对完再注销。")
    erased = forgetting.blanked(forgetting.Gone(frozenset(subjects), frozenset(rows), number))
    if erased:
        about = Subject("findings", min(subjects, default=""), forgetting.FORGOTTEN)
        record(by, "findings.forgotten", about, at=at, reason=reason, erased=erased)
    transaction.on_commit(lambda: (snapshot.forget(subjects, rows), lists.forget_lists(rows)))
    return sum(isinstance(row, Finding) for row, _ in erased)


def _to_settle(by: Actor, finding: UUID, step: str) -> Finding:
    found = Finding.objects.select_for_update().filter(by.scope(), pk=finding).first()
    if found is None:
        raise Refused("没有这个疑点，或它不在您岗位的管辖范围内。")
    by.must("crosscheck.settle", at=found.place_code)
    FLOW.after(found.state, step)
    return found


def _settle(by: Actor, found: Finding, verb: str, values: Mapping[str, Any], **said: Any) -> Settlement:
    settlement = Settlement(finding=found, by_user=by.user_id, by_name=by.name, at=timezone.now(), **said)
    _write(by, found, verb, said["reason"], new=[settlement], rewritten=[(found, values)])
    return settlement


def _write(by: Actor, found: Finding, verb: str, reason: str, **rows: Any) -> None:
    """The entry of a deed about a finding, its words sealed under the household's key, so that they can be forgotten with it. Of somebody no household is
    known of, the entry says neither name nor reason: both stand in the rows."""
    key = household_behind(person=UUID(found.subject_id) if found.subject_kind == "person" else None, number=found.household_number)
    title = CHECKS[found.check_slug].title
    subject = Subject("finding", str(found.pk), f"{title}：{found.subject_name}"[:160] if key else title, key=key)
    record(by, verb, subject, at=found.place_code, reason=reason if key else "", told=key is not None, **rows)


def _about_run(run: Run) -> Subject:
    return Subject("run", str(run.pk), f"核对 {run.place_code} {run.day}")
