"""What is done with 信息采集对照表: forms are made and printed, and entered when they come back."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from bangfu.crosscheck.actions import ask_exemption, correct_household, correct_person
from bangfu.crosscheck.collecting import Chosen, Wanted, chosen, described, known
from bangfu.crosscheck.collection_queries import as_printed
from bangfu.crosscheck.doubts import Doubt, doubts_of
from bangfu.crosscheck.models import CollectionBatch, CollectionForm, CollectionLine, Finding, Settlement
from bangfu.evidence.actions import keep_paper
from bangfu.journal.actions import Deed, Subject, record, record_all
from bangfu.organization.actor import Actor
from bangfu.organization.models import Place
from bangfu.organization.queries import place as place_found
from bangfu.registry import actions as registry
from bangfu.registry.models import Printing
from bangfu.registry.queries import HouseSeen, Seen, households_as_seen, persons_as_seen
from bangfu.rules.collecting import BATCH, FORM, LASTING, TITLE, WHICH, fields_confirmed, form_number
from bangfu.rules.finding import FLOW
from bangfu.rules.papers import paper_kind
from bangfu.rules.refusal import Refused
from bangfu.walls.reach import whole_county

SHEETS, BOOK = "collection", "collection_book"
JOB = "crosscheck.print"
OUT_OF_REACH = "没有这份对照表，或它不在您岗位的管辖范围内。"
PAPER_KIND = "collection_sheet"


@dataclass(frozen=True)
class LineSaid:
    """What a returned paper says of one subject: `changes` clear values by column, `seen` the version of the record that was on the screen."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    seen: UUID | None = None


@dataclass(frozen=True)
class ReturnedForm:
    """What a returned workbook says of one form; as in `enter_form`."""

    form: UUID
    version: UUID
    said: Mapping[int, LineSaid]
    rest: bool


@dataclass(frozen=True)
class Photograph:
    """The paper itself, as it was photographed."""

    file_name: str
    content: bytes


@transaction.atomic
def open_batch(by: Actor, *, wanted: Wanted) -> CollectionBatch:
    """Makes the forms of a village or a 村民组 and asks for their printing. Refused for a place that is no village, and when no field would stand on them."""
    by.must("crosscheck.print", at=wanted.place)
    found = place_found(by, wanted.place)
    if found is None or found.level != "village" or wanted.which not in WHICH:
        raise Refused("对照表按村印，请先选一个村。", field="place")
    forms = chosen(by, wanted)
    if not forms:
        raise Refused("按这个范围一项也没有要印的，请换一个范围或项目。", field="which")
    batch = _batch(by, wanted, forms)
    rows = [row for nth, one in enumerate(forms, start=1) for row in _rows(batch, nth, one)]
    about = _about(batch, f"{found.name}{TITLE}第 {batch.number} 批 {len(forms)} 户")
    record(by, "collection.opened", about, at=batch.place_code, new=[batch, *rows], told=False)
    print_batch(by, batch=batch.pk, what=SHEETS)
    return batch


def _batch(by: Actor, wanted: Wanted, forms: Sequence[Chosen]) -> CollectionBatch:
    return CollectionBatch(
        number=_next_number(), group=wanted.group, whose=wanted.whose, which=wanted.which, groups="、".join(wanted.groups), forms=len(forms),
        fields=sum(one.fields for one in forms), asked_by=by.user_id, asked_by_name=by.name, asked_at=timezone.now(), place_code=wanted.place,
        place_then=wanted.place,
    )


@whole_county("a number is given once in the county, so that a paper found anywhere is known by it")
def _next_number() -> int:
    """One more than the highest so far. Of two who open a batch at once, the second waits and gets the next one."""
    Place.objects.select_for_update().order_by("code").first()
    return (CollectionBatch.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _rows(batch: CollectionBatch, sequence: int, one: Chosen) -> Iterator[Any]:
    form = CollectionForm(
        batch=batch, sequence=sequence, household_id=one.household, place_code=batch.place_code, place_then=batch.place_code,
    )
    yield form
    for position, (person, columns) in enumerate(one.lines):
        yield CollectionLine(form=form, position=position, person_id=person, printed=",".join(columns))


@transaction.atomic
def print_batch(by: Actor, *, batch: UUID, what: str) -> Printing:
    """Asks for the forms of a batch as PDF (SHEETS) or workbook (BOOK), made by a job. Asked again while it is being made, the same print is returned."""
    found = _within(by, batch)
    by.must("crosscheck.print", at=found.place_code)
    if what not in (SHEETS, BOOK):
        raise Refused("请选打印（PDF）或导出表格。")
    return registry.ask_printing(by, place=found.place_code, what=what, about=str(found.pk), households=found.forms, job=JOB)


@transaction.atomic
def close_batch(by: Actor, *, batch: UUID) -> CollectionBatch:
    """No more of its papers are awaited; those that never came back stay as they are."""
    return _step(by, batch, "close", "collection.closed")


@transaction.atomic
def reopen_batch(by: Actor, *, batch: UUID) -> CollectionBatch:
    """More of its papers have come after all."""
    return _step(by, batch, "reopen", "collection.reopened")


def _step(by: Actor, batch: UUID, step: str, verb: str) -> CollectionBatch:
    found = _within(by, batch)
    by.must("crosscheck.settle", at=found.place_code)
    state = BATCH.after(found.state, step)
    record(by, verb, _about(found, f"{TITLE}第 {found.number} 批"), at=found.place_code, rewritten=[(found, {"state": state})])
    return found


@transaction.atomic
def enter_form(
    by: Actor, *, form: UUID, version: UUID, said: Mapping[int, LineSaid], rest_unchanged: bool, on: date, photograph: Photograph | None = None,
) -> CollectionForm:
    """Enters a returned form: what it changes is corrected in the register, what it leaves is confirmed, findings about what was changed are settled; what
    the national website holds of it is to be typed back.

    `said`: by position of the line; `version`: of the form that was on the screen; `rest_unchanged`: whether every printed field that is not among the
    changes was ticked 不变; `on`: the day on the paper, from which what can change is so. Refused, `field` being `position-column`, for a value that
    cannot be; for a form that somebody has entered meanwhile; and when nothing is said at all.
    """
    found = _to_enter(by, form, version)
    lines = {one.position: one for one in found.lines.select_related("person")}
    _said_something(said, lines, rest_unchanged, on)
    number = form_number(found.batch.number, found.sequence)
    then, before, house = _states(by, found)
    for position, one in said.items():
        _correct(by, lines[position], one, before.get(_subject(found, lines[position])), on, number)
    told = {
        position: _outcome(line, said.get(position, LineSaid()), then.get(_subject(found, line)), before.get(_subject(found, line)), rest_unchanged)
        for position, line in lines.items()
    }
    about = Subject("collection_form", str(found.pk), f"{TITLE} {number}（户 {house.number}）", key=found.household_id)
    digest = _photographed(by, found, house, photograph, number)
    values = {
        "state": FORM.after(found.state, "enter"), "filled_on": on, "entered_by": by.user_id, "entered_by_name": by.name, "entered_at": timezone.now(),
        "paper": digest,
    }
    entered = Deed(
        "collection.entered", about, found.place_code, papers=[digest] if digest else [], origin=("collection_form", str(found.pk)),
        rewritten=[(found, values), *((lines[position], told[position]) for position in lines)],
    )
    changed = [(lines[position], _names(told[position]["changed"])) for position in lines]
    record_all(by, [entered, *_settled(by, found, house, changed, number)])
    return found


@transaction.atomic
def enter_returned(by: Actor, *, batch: UUID, forms: Sequence[ReturnedForm], on: date) -> CollectionBatch:
    """Enters forms of a batch that came back in one workbook, all or none. Refused as `enter_form` is, naming the form; and when there is none."""
    found = _within(by, batch)
    by.must("crosscheck.settle", at=found.place_code)
    if not forms:
        raise Refused("这份表里没有可以录的：退回的改好再传。", field="file")
    for one in forms:
        sequence = CollectionForm.objects.filter(by.scope(), pk=one.form, batch=found).values_list("sequence", flat=True).first()
        if sequence is None:
            raise Refused(OUT_OF_REACH)
        try:
            enter_form(by, form=one.form, version=one.version, said=one.said, rest_unchanged=one.rest, on=on)
        except Refused as refused:
            raise Refused(f"表 {form_number(found.number, sequence)}：{refused.sentence}") from refused
    record(by, "collection.returned", _about(found, f"{TITLE}第 {found.number} 批 {len(forms)} 户"), at=found.place_code, told=False)
    return found


def _to_enter(by: Actor, form: UUID, version: UUID) -> CollectionForm:
    found = CollectionForm.objects.select_for_update(of=("self",)).select_related("batch").filter(by.scope(), pk=form).first()
    if found is None:
        raise Refused(OUT_OF_REACH)
    by.must("crosscheck.settle", at=found.place_code)
    if found.state == "entered":
        at = f"{timezone.localtime(found.entered_at):%m月%d日 %H:%M}"
        raise Refused(f"{found.entered_by_name}已在 {at} 录入了这一户，您填的没有写入；请看录入的结果，不对的到户档案里更正。")
    if found.batch.state != "open":
        raise Refused("这一批已经收齐，不再录入；还有表要录的，请先重新打开这一批。")
    if found.recorded_in != version:
        raise Refused("这张表刚才变过了，请刷新后再录。")
    return found


def _said_something(said: Mapping[int, LineSaid], lines: Mapping[int, CollectionLine], rest: bool, on: date) -> None:
    if on > timezone.localdate():
        raise Refused("填表日期不能晚于今天。", field="on")
    if not rest and not any(one.changes for one in said.values()):
        raise Refused("一项也没有填：有变更的填上变更，都不变的按“全部不变”。")
    for position, one in said.items():
        if strange := set(one.changes) - set(_printed(lines[position]) if position in lines else ()):
            raise Refused("有一项没有印在这张表上，请刷新后再录。", field=f"{position}-{min(strange)}")


def _states(by: Actor, found: CollectionForm) -> tuple[dict[UUID, Seen], dict[UUID, Seen], HouseSeen]:
    """(record by subject when the form was printed, now, the household now). Refused when the household is in the register no more."""
    then = households_as_seen(by, [found.household_id], as_printed(found.batch.asked_at)).get(found.household_id)
    now = households_as_seen(by, [found.household_id]).get(found.household_id)
    if now is None:
        raise Refused("这一户已不在名册里，表上的内容没有地方写；请在批里跳过它。")
    people = [line.person_id for line in found.lines.all() if line.person_id]
    return _records(then), {**persons_as_seen(by, people), now.household: now.seen}, now


def _records(house: HouseSeen | None) -> dict[UUID, Seen]:
    return {house.household: house.seen, **{person: seen for person, _, _, seen in house.members}} if house else {}


def _correct(by: Actor, line: CollectionLine, one: LineSaid, before: Seen | None, on: date, number: str) -> None:
    """What was wrong all along is corrected as far back as it was said; the rest became so on the day of the paper."""
    lasting = {name: value for name, value in one.changes.items() if name in LASTING}
    since = {name: value for name, value in one.changes.items() if name not in LASTING}
    seen = one.seen or (before.recorded_in if before else None)
    try:
        for changes, day in ((lasting, None), (since, on)):
            if changes:
                _write(by, line, changes, day, seen, number)
    except Refused as refused:
        raise Refused(refused.sentence, field=f"{line.position}-{refused.field or next(iter(one.changes))}") from refused


def _write(by: Actor, line: CollectionLine, changes: Mapping[str, Any], since: date | None, seen: UUID | None, number: str) -> None:
    rest: dict[str, Any] = {
        "changes": changes, "reason": f"{TITLE} {number}", "origin": ("collection_form", str(line.form_id)), "since": since, "seen": seen,
    }
    if line.person_id:
        correct_person(by, person=line.person_id, **rest)
    else:
        correct_household(by, household=line.form.household_id, **rest)


def _outcome(line: CollectionLine, said: LineSaid, then: Seen | None, now: Seen | None, rest: bool) -> dict[str, str]:
    """The columns of a line that were changed, and those the paper confirms."""
    held = fields_confirmed(_printed(line), said.changes, known(then), known(now), rest=rest) if then and now else []
    return {"changed": ",".join(name for name in _printed(line) if name in said.changes), "confirmed": ",".join(held)}


def _photographed(by: Actor, found: CollectionForm, house: HouseSeen, photograph: Photograph | None, number: str) -> str:
    """The paper kept in the household's file; its SHA-256, '' without one."""
    if photograph is None:
        return ""
    subject = Subject("household", str(found.household_id), f"户 {house.number}", key=found.household_id)
    return keep_paper(
        by, subject=subject, at=found.place_code, kind=paper_kind(PAPER_KIND), file_name=photograph.file_name, content=photograph.content,
        note=f"表号 {number}",
    ).digest


def _settled(
    by: Actor, found: CollectionForm, house: HouseSeen, changed: Sequence[tuple[CollectionLine, Sequence[str]]], number: str,
) -> Iterator[Deed]:
    """The open findings about what the paper changed: corrected."""
    rows = {one.pk: one for one in Finding.objects.select_for_update().filter(by.scope(), state="open", household_number=house.number)}
    for doubt in doubts_of(by, found.place_code, [house.number]).get(house.number, []):
        touched = [(line, name) for line, names in changed for name in names if doubt.rests_on(str(line.person_id or ""), (name,))]
        if touched and doubt.finding in rows:
            yield _corrected(by, rows[doubt.finding], doubt, touched, found, number)


def _corrected(by: Actor, one: Finding, doubt: Doubt, touched: Sequence[tuple[CollectionLine, str]], found: CollectionForm, number: str) -> Deed:
    words = "、".join(dict.fromkeys(described("person" if line.person_id else "household")[name].word for line, name in touched))
    said = Settlement(
        finding=one, kind="correction", state="done", reason=f"{TITLE} {number}", what=f"按入户表更正了{words}", by_user=by.user_id, by_name=by.name,
        at=timezone.now(),
    )
    return Deed(
        "finding.corrected", Subject("finding", str(one.pk), f"{doubt.title}：{one.subject_name}"[:160], key=found.household_id), one.place_code,
        reason=said.reason, origin=("collection_form", str(found.pk)), new=[said], rewritten=[(one, {"state": FLOW.after(one.state, "correct")})],
    )


@transaction.atomic
def exempt_confirmed(by: Actor, *, form: UUID, findings: Collection[UUID], expires_on: date) -> int:
    """Asks that findings be left as they are, because an entered form confirms the values they rest on. Returns how many. Refused for a form that is not
    entered, and a finding that rests on nothing it confirms."""
    found = CollectionForm.objects.select_related("batch").filter(by.scope(), pk=form, state="entered").first()
    if found is None:
        raise Refused(OUT_OF_REACH)
    by.must("crosscheck.settle", at=found.place_code)
    if not findings or set(findings) - _held(by, found):
        raise Refused("请勾选表上核对为不变的疑点。", field="finding")
    number = form_number(found.batch.number, found.sequence)
    for one in findings:
        ask_exemption(by, finding=one, reason=f"{TITLE} {number} 入户核对为不变，户主签字", expires_on=expires_on)
    return len(set(findings))


def _held(by: Actor, found: CollectionForm) -> set[UUID]:
    """The open findings of the household that rest on a field the form confirms."""
    house = households_as_seen(by, [found.household_id]).get(found.household_id)
    confirmed = [(str(line.person_id or ""), _names(line.confirmed)) for line in found.lines.all()]
    doubts = doubts_of(by, found.place_code, [house.number]).get(house.number, []) if house else []
    return {one.finding for one in doubts if any(one.rests_on(*some) for some in confirmed)}


def _within(by: Actor, batch: UUID) -> CollectionBatch:
    found = CollectionBatch.objects.select_for_update().filter(by.scope(), pk=batch).first()
    if found is None:
        raise Refused("没有这一批对照表，或它不在您岗位的管辖范围内。")
    return found


def _about(batch: CollectionBatch, label: str) -> Subject:
    return Subject("collection_batch", str(batch.pk), label)


def _subject(form: CollectionForm, line: CollectionLine) -> UUID:
    return line.person_id or form.household_id


def _printed(line: CollectionLine) -> list[str]:
    return _names(line.printed)


def _names(joined: str) -> list[str]:
    return joined.split(",") if joined else []
