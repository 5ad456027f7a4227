"""The story of a household: one line of time out of its records, spells, changes and incomes, and of what else was done."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils import timezone

from bangfu.facts.models import NOW
from bangfu.journal.queries import EntryRow, entries_of, who_wrote_each
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry import columns as described
from bangfu.registry.models import Cause, Guarantee, HouseholdRecord, IncomeItem, NaturalChange, RiskSpell, StatusSpell
from bangfu.registry.queries.earnings import Earned, earned
from bangfu.registry.queries.files import HouseholdFile
from bangfu.registry.queries.spells import ChangeRow, SpellRow, Spells, changes, spells

NUMBERS = (("phone", "phone_index"), ("bank_account", "bank_index"))
MOST_ENTRIES = 200
MOST_ALONE = 2   # people who came or left for one reason on one day, each with a line
MODELS = {"status": "StatusSpell", "risk": "RiskSpell", "cause": "Cause", "guarantee": "Guarantee"}
STARTS = {"assisted": "户类型为{}", "monitored": "识别为{}", "relief": "登记为{}"}


@dataclass(frozen=True)
class StoryLine:
    """One thing that happened. `day`: when it was true; `known_at`: when it became known; `kind`: change, status, risk, cause, guarantee, income, record,
    deed; `entry` is its journal entry, `origin_kind` and `origin_id` what it rests on."""

    day: date
    sentence: str
    kind: str
    document: str
    person: UUID | None
    entry: UUID
    known_at: datetime
    who: str
    origin_kind: str
    origin_id: str


@dataclass(frozen=True)
class _Told:
    """A line before it is known who wrote it and when."""

    day: date
    sentence: str
    kind: str
    entry: UUID
    document: str = ""
    person: UUID | None = None
    origin: tuple[str, str] = ("", "")
    fact: tuple[str, str, date] | None = None   # whose beginning it tells, if that became known before the row we believe now


def household_story(by: Actor, household: UUID, file: HouseholdFile | None = None) -> list[StoryLine]:
    """What happened to a household within reach, as we believe it now, latest first. `file`, as of now, spares asking for its parts again."""
    records = list(HouseholdRecord.objects.filter(by.scope(), household=household).order_by("recorded_at", "valid_from"))
    if not by.can("registry.look") or not records:
        return []
    told = [*_of_records(records), *(_of_file(file) if file else _of_parts(by, household, records[-1].place_code))]
    written_by, known = _wrote(household)
    told = [replace(one, entry=known.get(one.fact, one.entry)) for one in told]
    deeds = entries_of(by, ("household", str(household)), stands_at=records[-1].place_code, limit=MOST_ENTRIES)
    told += _other_deeds(deeds, written_by | {one.entry for one in told})
    written = who_wrote_each(one.entry for one in told)
    lines = [_line(one, *written.get(one.entry, ("", None))) for one in told]
    return sorted(lines, key=lambda one: (one.day, one.known_at), reverse=True)


def _wrote(household: UUID) -> tuple[set[UUID], dict[tuple[str, str, date] | None, UUID]]:
    """The entries that wrote any spell, change or income of a household; and by which entry the beginning of a spell first became known."""
    entries, known = set[UUID](), dict[tuple[str, str, date] | None, UUID]()
    for model in (StatusSpell, RiskSpell, Cause, Guarantee):
        manager: Any = model._default_manager
        for label, day, entry in manager.filter(household=household).order_by("recorded_at").values_list("label", "valid_from", "recorded_in"):
            entries.add(entry)
            known.setdefault((model.__name__, label, day), entry)
    for other in (NaturalChange, IncomeItem):
        manager = other._default_manager
        entries |= set(manager.filter(household=household).values_list("recorded_in", flat=True))
    return entries, known


def _line(one: _Told, who: str, at: datetime | None) -> StoryLine:
    known = at or timezone.now()
    return StoryLine(one.day, one.sentence, one.kind, one.document, one.person, one.entry, known, who, *one.origin)


def _of_file(file: HouseholdFile) -> Iterator[_Told]:
    yield from _of_changes(file.changes)
    yield from _of_spells(file.spells)
    yield from map(_of_income, file.incomes)


def _of_parts(by: Actor, household: UUID, place_code: str) -> Iterator[_Told]:
    """Of a household that is in the register no more."""
    yield from _of_changes(changes(by, [household], NOW).get(household, ()))
    yield from _of_spells(spells(by, [household], NOW).get(household, Spells()))
    yield from map(_of_income, earned(by, {household: place_code}, NOW).get(household, ()))


def _of_changes(rows: Sequence[ChangeRow]) -> Iterator[_Told]:
    """Who came and left; many who did so on one day and for one reason in one line."""
    for _, alike in groupby(sorted(rows, key=_reason), key=_reason):
        those = list(alike)
        if len(those) <= MOST_ALONE:
            yield from (_of_change(one, one.name, one.person) for one in those)
        else:
            yield _of_change(those[0], f"{'、'.join(one.name for one in those[:MOST_ALONE])}等 {len(those)} 人", None)


def _reason(one: ChangeRow) -> tuple[date, str, str, str]:
    return one.on, one.kind, one.other_number, one.document


def _of_change(one: ChangeRow, who: str, person: UUID | None) -> _Told:
    where = f"（户 {one.other_number}）" if one.other_number else f"（{one.note}）" if one.note else ""
    return _Told(one.on, f"{who} {one.word}{where}", "change", one.recorded_in, one.document, person, (one.origin_kind, one.origin_id))


def _of_spells(found: Spells) -> Iterator[_Told]:
    """Statuses with the risks recognised the same day, then the other risks, causes and guarantees."""
    with_status = {one.valid_from for one in found.statuses if one.family == "monitored"}
    for family, rows in groupby(sorted(found.statuses, key=lambda one: (one.family, one.valid_from)), key=lambda one: one.family):
        yield from _of_statuses(family, list(rows), found.risks)
    for one in found.risks:
        if one.valid_from not in with_status:
            yield _begun(one, f"出现风险：{one.label}{_in_brackets(one.detail)}")
        if one.valid_to:
            yield _over(one, one.valid_to, f"“{one.label}”风险消除")
    for _, causes in groupby(sorted(found.causes, key=lambda one: (one.valid_from, one.family)), key=lambda one: one.valid_from):
        those = list(causes)
        yield _begun(those[0], f"致贫原因：{'、'.join(one.label for one in those)}")
    for one in found.guarantees:
        yield _begun(one, f"{one.word}{one.label}{_in_brackets(one.detail)}")


def _of_statuses(family: str, rows: Sequence[SpellRow], risks: Sequence[SpellRow]) -> Iterator[_Told]:
    begins = {one.valid_from for one in rows}
    for one in rows:
        same_day = [risk.label for risk in risks if risk.valid_from == one.valid_from] if family == "monitored" else []
        yield _begun(one, "，".join((STARTS[family].format(one.label), *same_day)))
        if one.valid_to and one.valid_to not in begins:
            yield _over(one, one.valid_to, f"不再是{one.label}")


def _begun(one: SpellRow, sentence: str) -> _Told:
    fact = (MODELS[one.kind], one.label, one.valid_from)
    return _Told(one.valid_from, sentence, one.kind, one.recorded_in, one.document, None, (one.origin_kind, one.origin_id), fact)


def _over(one: SpellRow, on: date, sentence: str) -> _Told:
    return _Told(on, f"{sentence}{_in_brackets(one.ended_how)}", one.kind, one.recorded_in, one.document, None, (one.origin_kind, one.origin_id))


def _in_brackets(text: str) -> str:
    return f"（{text}）" if text else ""


def _of_income(one: Earned) -> _Told:
    each = f"人均纯收入 {one.per_head.amount} 元" if one.per_head else f"家庭纯收入 {one.sums.net} 元"
    against = f"，{'低于' if one.against.is_below else '不低于'}{one.line.word}" if one.against and one.line else "" if one.is_whole else "（月份没有收齐）"
    year = one.window.word.partition("（")[0]
    return _Told(one.window.after, f"{year}{each}{against}", "income", one.recorded_in)


def _of_records(records: Sequence[HouseholdRecord]) -> Iterator[_Told]:
    """Each entry that wrote records: the first one, and what the later ones made different. Moves are told with their places."""
    names = place_names(one.place_then for one in records)
    before: list[HouseholdRecord] = []
    for entry, rows in groupby(records, key=lambda one: one.recorded_in):
        new = sorted(rows, key=lambda one: one.valid_from)
        old = [one for one in before if one.superseded_in == entry]
        told = _first(new, entry) if not old else _different(old[-1], new[-1], entry, names)
        if told:
            yield told
        before = sorted([*before, *new], key=lambda one: one.valid_from)


def _first(new: Sequence[HouseholdRecord], entry: UUID) -> _Told:
    return _Told(new[0].valid_from, "记入名册", "record", entry, origin=(new[0].origin_kind, new[0].origin_id))


def _different(old: HouseholdRecord, new: HouseholdRecord, entry: UUID, names: dict[str, str]) -> _Told | None:
    """What one entry changed; "更正" when it had been wrong all along."""
    pieces = [f"{word}由“{was or '空'}”改为“{now or '空'}”" for word, was, now in _differences(old, new)]
    pieces += [f"{described.HOUSEHOLD[name].word}改了" for name, index in NUMBERS if getattr(old, index) != getattr(new, index)]
    if old.place_then != new.place_then:
        pieces.append(f"从{names.get(old.place_then, old.place_then)}迁到{names.get(new.place_then, new.place_then)}")
    if not pieces:
        return None
    is_correction = new.valid_from == old.valid_from
    return _Told(new.valid_from, f"{'更正：' if is_correction else ''}{'；'.join(pieces)}", "record", entry, origin=(new.origin_kind, new.origin_id))


def _differences(old: HouseholdRecord, new: HouseholdRecord) -> Iterator[tuple[str, str, str]]:
    for name, column in described.HOUSEHOLD.items():
        was, now = described.shown(column, getattr(old, name)), described.shown(column, getattr(new, name))
        if column.kind != "number" and was != now:
            yield column.word, was, now


def _other_deeds(deeds: Iterable[EntryRow], told: set[UUID]) -> list[_Told]:
    """What was done and has left no line of its own: papers kept, a household emptied or forgotten."""
    return [
        _Told(timezone.localtime(one.at).date(), _deed(one), "deed", one.id, origin=(one.origin_kind, one.origin_id))
        for one in deeds if one.id not in told
    ]


def _deed(one: EntryRow) -> str:
    return f"{one.word}：{one.reason}" if one.reason else one.word
