"""What a household counts as, what threatens it, why it was poor, and what it is guaranteed. Each needs the paper it was decided by.

The procedures of 识别、监测、退出 stand above the register; what they decide comes in here, and so does what a county decided before it had them.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from bangfu.facts.models import FOREVER, F, Rewriting, ended
from bangfu.journal.actions import Deed, record_all
from bangfu.organization.actor import Actor
from bangfu.registry.models import Cause, Guarantee, HouseholdRecord, RiskSpell, StatusSpell
from bangfu.registry.spells import judge_beside, labels_on, over, succeeded
from bangfu.registry.subjects import about_household, current_household, from_origin, papered, past, reasoned
from bangfu.rules.codes import CAUSE, DISASTER, GUARANTEE, GUARANTEE_STATE, RISK, RISK_ENDING
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.refusal import Refused
from bangfu.rules.status import FAMILIES, Risk, family_of, judge_causes, judge_risks, judge_status, label

Origin = tuple[str, str]


@transaction.atomic
def give_status(
    by: Actor, *, household: UUID, family: str, word: str, since: date, document: str, reason: str = "", origin: Origin = ("", ""),
) -> StatusSpell:
    """A household counts as something from a day on (户类型, 监测对象类别, 民政救助身份), until the next that is known of the same family; another label of it
    ends that day.

    Refused without a paper, for a label the family does not have, or one that cannot be beside the others or before the next (`rules.status.judge_status`).
    """
    known = current_household(by, household, "registry.status")
    document, wanted = _documented(document), label(family, word)
    statuses = _believed(StatusSpell, household)
    if judge_beside(statuses, family, wanted, past(since, "since")) == wanted:
        raise Refused(f"这一户那时已经是“{wanted}”。", field="word")
    rows = [one for one in statuses if one.family == family]
    new = StatusSpell(household_id=household, family=family, label=wanted, valid_from=since, document=document, **_at(known), **from_origin(origin))
    return _written(by, known, "household.status_given", f"：{FAMILIES[family].word}“{wanted}”", reason or document, origin, succeeded(rows, new))


@transaction.atomic
def end_status(
    by: Actor, *, household: UUID, family: str, on: date, document: str, ended_how: str = "", reason: str = "", origin: Origin = ("", ""),
) -> StatusSpell:
    """A household counts as nothing of a family from a day on: a monitored one whose risks are over, a relief that ended. Refused when it does not count."""
    known = current_household(by, household, "registry.status")
    document = _documented(document)
    last = next((one for one in _current(StatusSpell, household) if one.family == family_of(family).slug), None)
    if last is None:
        raise Refused("这一户现在没有这种身份。", field="family")
    judge_status(family, "", on=on, before=last.label, beside={one: word for one, word in _labels(household, on).items() if one != family})
    made = over(last, past(on, "on"), ended_how=_ending(ended_how), document=document)
    word = f"：{FAMILIES[family].word}“{last.label}”结束"
    return _written(by, known, "household.status_ended", word, reason or document, origin, made)


@transaction.atomic
def correct_status(by: Actor, *, status: UUID, word: str, document: str, reason: str, origin: Origin = ("", "")) -> StatusSpell:
    """A status was wrong all along: `word` takes its place for the same days; '' says it was never there. Refused without paper and reason."""
    row = StatusSpell.objects.filter(by.scope(), pk=status, superseded_at=FOREVER).first()
    if row is None:
        raise Refused("没有这条身份记录，或它刚被改过，请刷新后再看。")
    known = current_household(by, row.household_id, "registry.status")
    document = _documented(document)
    reasoned(reason)
    wanted = label(row.family, word) if word else ""
    if wanted == row.label:
        raise Refused("填的内容和现在的一样，没有要更正的。")
    beside = {family: word for family, word in _labels(row.household_id, row.valid_from).items() if family != row.family}
    if wanted:
        judge_status(row.family, wanted, on=row.valid_from, beside=beside)
    made = Rewriting([row], [row.draft(label=wanted, document=document, **from_origin(origin))] if wanted else [])
    what = f"：{FAMILIES[row.family].word}“{row.label}”更正为“{wanted or '（没有）'}”"
    return _written(by, known, "household.status_corrected", what, reason, origin, made)


@transaction.atomic
def note_risk(
    by: Actor, *, household: UUID, word: str, since: date, document: str, sub_kind: str = "", remark: str = "", origin: Origin = ("", ""),
) -> RiskSpell:
    """A risk of falling into poverty is recognised from a day on; at most five at once (全国系统), a disaster with its kind, 其他 with a remark."""
    known = current_household(by, household, "registry.status")
    document = _documented(document)
    risk = RISK.label(word)
    kind = DISASTER.label(sub_kind) if sub_kind else ""
    if risk is None or kind is None:
        raise Refused("请从列表里选择风险。", field="word")
    here = [one for one in _believed(RiskSpell, household) if one.valid_to > past(since, "since")]
    judge_risks([*(Risk(one.label, one.sub_kind, one.remark) for one in here), Risk(risk, kind, _short(remark, "说明", 120, "remark"))])
    new = RiskSpell(
        household_id=household, label=risk, sub_kind=kind, remark=remark, valid_from=since, document=document, **_at(known), **from_origin(origin),
    )
    return _written(by, known, "household.risk_noted", f"：{risk}", document, origin, Rewriting([], [new]))


@transaction.atomic
def end_risk(by: Actor, *, risk: UUID, on: date, ended_how: str, document: str, origin: Origin = ("", "")) -> RiskSpell:
    """A risk is over from a day on, by help (帮扶消除) or by itself (自然消除)."""
    row = RiskSpell.objects.filter(by.scope(), pk=risk, superseded_at=FOREVER, valid_to=FOREVER_DAY).first()
    if row is None:
        raise Refused("没有这条风险，或它已经消除，请刷新后再看。")
    known = current_household(by, row.household_id, "registry.status")
    document = _documented(document)
    if ended_how not in RISK_ENDING.labels:
        raise Refused("请选择消除方式：帮扶消除或自然消除。", field="ended_how")
    made = over(row, past(on, "on"), ended_how=ended_how, document=document)
    return _written(by, known, "household.risk_ended", f"：{row.label}", document, origin, made)


@transaction.atomic
def set_causes(by: Actor, *, household: UUID, words: Sequence[str], since: date, document: str, origin: Origin = ("", "")) -> list[Cause]:
    """Why a household was poor: the main cause first, at most two others, all different; those of before end that day."""
    known = current_household(by, household, "registry.status")
    document = _documented(document)
    labels = [CAUSE.label(word) or "" for word in words if word]
    judge_causes(labels[0] if labels else "", labels[1:])
    pasts = _believed(Cause, household)
    superseded, new = list[Cause](), list[Cause]()
    for rank in (1, 2, 3):
        rows = [one for one in pasts if one.rank == rank]
        wanted = labels[rank - 1] if rank <= len(labels) else ""
        now = next((one for one in rows if one.valid_to == FOREVER_DAY), None)
        if (now.label if now else "") == wanted:
            continue
        cause = Cause(household_id=household, label=wanted, rank=rank, valid_from=past(since, "since"), document=document, **_at(known), **from_origin(origin))
        made = succeeded(rows, cause) if wanted else ended(rows, since)
        superseded += made.superseded
        new += made.new
    if not new and not superseded:
        raise Refused("填的内容和现在的一样，没有要改的。")
    _written(by, known, "household.causes_set", "", document, origin, Rewriting(superseded, new))
    return new


@transaction.atomic
def note_guarantee(
    by: Actor, *, household: UUID, word: str, state: str, since: date, handling: str = "", document: str = "", reason: str = "", origin: Origin = ("", ""),
) -> Guarantee:
    """Whether a household has one of the guarantees (住房, 义务教育, 饮水, 医保) from a day on, and what is done where it has not."""
    known = current_household(by, household, "registry.correct")
    reasoned(reason or document)
    document = papered(document)
    wanted, said = GUARANTEE.label(word), GUARANTEE_STATE.label(state)
    if wanted is None or said is None:
        raise Refused("请选择哪一项保障、有没有保障。", field="word")
    rows, done = _believed(Guarantee, household, label=wanted), _short(handling, "处理方式", 60, "handling")
    if any((one.state, one.handling) == (said, done) for one in rows if one.valid_from <= past(since, "since") < one.valid_to):
        raise Refused("填的内容和现在的一样，没有要改的。")
    new = Guarantee(
        household_id=household, label=wanted, state=said, handling=done, valid_from=since, document=document, **_at(known), **from_origin(origin),
    )
    return _written(by, known, "household.guarantee_noted", f"：{wanted}{said}", reason or document, origin, succeeded(rows, new))


def _believed(model: type[F], household: UUID, **more: Any) -> list[F]:
    return list(model._default_manager.filter(household=household, superseded_at=FOREVER, **more).order_by("valid_from"))


def _current(model: type[F], household: UUID) -> list[F]:
    return [one for one in _believed(model, household) if one.valid_to == FOREVER_DAY]


def _labels(household: UUID, on: date) -> dict[str, str]:
    """Family → what a household counted as on a day."""
    return labels_on(_believed(StatusSpell, household), on)


def _at(known: HouseholdRecord) -> Mapping[str, str]:
    return {"place_code": known.place_code, "place_then": known.place_code}


def _written(by: Actor, known: HouseholdRecord, verb: str, what: str, reason: str, origin: Origin, made: Rewriting[F]) -> F:
    """Writes the deed and returns the last new row."""
    deed = Deed(
        verb, about_household(known, what), known.place_code, reason=reason, origin=origin, superseded=made.superseded, new=made.new,
    )
    record_all(by, [deed])
    return made.new[-1] if made.new else made.superseded[-1]


def _documented(document: str) -> str:
    """The paper a deed rests on. Refused without one."""
    if len(document.strip()) < 2:
        raise Refused("请写明依据（文件名称和文号，或会议纪要）。", field="document")
    return papered(document)


def _ending(word: str) -> str:
    """How a status ended, '' when nothing is said. Refused for what is not in the list."""
    if word and word not in RISK_ENDING.labels:
        raise Refused("请选择结束方式：帮扶消除或自然消除。", field="ended_how")
    return word


def _short(text: str, word: str, most: int, field: str) -> str:
    if len(text.strip()) > most:
        raise Refused(f"“{word}”写了 {len(text.strip())} 个字，最多 {most} 个。", field=field)
    return text.strip()
