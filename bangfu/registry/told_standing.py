"""What a list says a household counts as, what threatens it, why it was poor and what it earned, as the rows that take it over.

Made by the same rules as the deeds of a desk (`actions.standing`, `actions.incomes`): whatever these refuse is refused here with the same sentence. A
list says how things stand on its day: a fact holds from the day the list names, else from that day. What it leaves empty ends nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone

from bangfu.facts.bulk import unsaved
from bangfu.facts.models import F, Fact, Rewriting, ended, new_id
from bangfu.registry.models import Cause, IncomeItem, RiskSpell, StatusSpell
from bangfu.registry.said import YES, Said
from bangfu.registry.spells import judge_beside, labels_on, over, succeeded
from bangfu.registry.subjects import past
from bangfu.rules.codes import CAUSE, DISASTER, RISK, RISK_ENDING
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.income import ITEMS, net_income, yearly_window
from bangfu.rules.income.window import FIRST_MONTH, Window
from bangfu.rules.money import Money
from bangfu.rules.refusal import Refused
from bangfu.rules.status import BY_DISASTER, FAMILIES, OTHER_RISK, Risk, judge_causes, judge_risks, judge_status, label

LISTS, DESK = "source", "desk"   # origins of income lines that lists and desks write; those of payments are left alone
RANKS = {"cause.main": 1, "cause.2": 2, "cause.3": 3}
RISK_WORD, CAUSE_WORD = "返贫致贫风险", "致贫原因"


@dataclass
class Beliefs:
    """Everything believed of one household beside its record, each in the order of validity."""

    statuses: list[StatusSpell] = field(default_factory=list)
    risks: list[RiskSpell] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)
    incomes: list[IncomeItem] = field(default_factory=list)


@dataclass
class Taken:
    """The rows that take over what a list says, (word, old, new) of each difference, and whether something was held back: corrected here since."""

    superseded: list[Fact] = field(default_factory=list)
    new: list[Any] = field(default_factory=list)
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    held: bool = False

    @property
    def changes(self) -> bool:
        """Whether anything is taken over."""
        return bool(self.superseded or self.new)

    def take(self, rows: list[F], made: Rewriting[F], difference: tuple[str, str, str]) -> None:
        """Takes up what becomes of some spells; `rows`, all that is believed of their kind, follows. A row made here and superseded again never was."""
        stand = [one for one in rows if one not in made.superseded]
        rows[:] = sorted([*stand, *made.new], key=lambda one: one.valid_from)
        unwritten = [one for one in made.superseded if one in self.new]
        self.new = [one for one in self.new if one not in unwritten] + list(made.new)
        self.superseded += [one for one in made.superseded if one not in unwritten]
        self.differences.append(difference)


@dataclass(frozen=True)
class Way:
    """How rows are made: the day of the list, the source's slug, and the columns they all have (household_id, places, document, origin)."""

    day: date
    source: str
    columns: Mapping[str, Any]

    def made(self, model: type[F], columns: Mapping[str, Any]) -> F:
        """An unsaved row of a household that is said later."""
        return unsaved(model, {"id": new_id(), **self.columns, **columns})


def take_standing(said: Said, before: Said | None, beliefs: Beliefs, way: Way) -> Taken:
    """What a list says of a household beside its record. `before`: what the source said last time; what it said the same then and differs from ours was
    corrected here since and is held. Refused, `field` being the key, with the rule's sentence."""
    taken = Taken()
    ended_on = _ended_on(said.standing, way.day)
    for family in FAMILIES:
        _weighed(taken, beliefs, said, before, _keys_of(family), partial(_status, family=family, said=said, ended_on=ended_on, way=way))
    _weighed(taken, beliefs, said, before, ("risk.",), partial(_risks, standing=said.standing, ended_on=ended_on, way=way))
    _weighed(taken, beliefs, said, before, ("cause.",), partial(_causes, said=said, way=way))
    try:
        _incomes(taken, beliefs, said, before, way)
    except Refused as refused:
        raise Refused(refused.sentence, field=f"income.{next(iter(said.income))}") from None
    return taken


def _keys_of(family: str) -> tuple[str, ...]:
    """Prefixes of the keys that speak of a family; the end of all risks is the end of a monitored status."""
    return (f"status.{family}", *(("risk.ended", "risk.since") if family == "monitored" else ()))


def _weighed(taken: Taken, beliefs: Beliefs, said: Said, before: Said | None, prefixes: tuple[str, ...], make: Callable[[Taken, Beliefs], None]) -> None:
    """Takes over what the keys say. Said the same last time it is no news: what it would change was corrected here since, and is held."""
    wanted = _with(said, prefixes)
    if not wanted:
        return
    if before is not None and wanted == _with(before, prefixes):
        trial = Taken()
        try:
            make(trial, Beliefs(list(beliefs.statuses), list(beliefs.risks), list(beliefs.causes)))
        except Refused:   # it cannot be beside what was decided here since
            taken.held = True
        taken.held |= trial.changes
        return
    try:
        make(taken, beliefs)
    except Refused as refused:
        raise Refused(refused.sentence, field=refused.field if refused.field in wanted else next(iter(wanted))) from None


def _with(said: Said, prefixes: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in said.standing.items() if key.startswith(prefixes)}


def _ended_on(standing: Mapping[str, Any], day: date) -> date | None:
    """The day on which all risks were over, None while they are not."""
    return (standing.get("risk.ended_on") or day) if standing.get("risk.ended") == YES else None


def _status(taken: Taken, beliefs: Beliefs, *, family: str, said: Said, ended_on: date | None, way: Way) -> None:
    told, until, since = _period(said.standing, family, ended_on)
    rows = [one for one in beliefs.statuses if one.family == family]
    since = since or (_first_told(said) if family == "assisted" and not rows else None)
    word, now = FAMILIES[family].word, _on(rows, way.day)
    wanted = label(family, told) if told else ""
    if until and now and (not wanted or now.label == wanted):
        if now.valid_to == FOREVER_DAY:
            _end_status(taken, beliefs, now, past(until, "until"), said, way)
        return
    same = next((one for one in reversed(rows) if one.label == wanted and one.valid_from <= way.day), None)
    if not wanted or (now and now.label == wanted) or until and (same or not since):
        return
    begins = since if since and not (same and since <= same.valid_to) else max(way.day, same.valid_to) if same else way.day
    if until and until <= begins:
        raise Refused(f"“{word}”结束的日期（{until}）不在开始的日期（{begins}）之后，请核对。", field=f"status.{family}.until")
    judge_beside(beliefs.statuses, family, wanted, past(begins, "since"))
    new = way.made(StatusSpell, {"family": family, "label": wanted, "valid_from": begins, "valid_to": until or FOREVER_DAY})
    made = succeeded(rows, new)
    taken.take(beliefs.statuses, made, (word, now.label if now else "", wanted))


def _first_told(said: Said) -> date | None:
    """The first day a list tells of a household whose 户类型 it gives without one, and of which we knew none: what it counts as held then already."""
    days = (said.household.get("first_identified"), *(said.standing.get(key) for key in ("status.monitored.since", "status.relief.since", "risk.since")))
    return min((day for day in days if day), default=None)


def _period(standing: Mapping[str, Any], family: str, ended_on: date | None) -> tuple[str, date | None, date | None]:
    """(label, until, since) as told. A monitored household is one from the recognition of its risk to the end of it."""
    since, until = standing.get(f"status.{family}.since"), standing.get(f"status.{family}.until")
    if family == "monitored":
        since, until = since or standing.get("risk.since"), until or ended_on
    return str(standing.get(f"status.{family}", "")), until, since


def _end_status(taken: Taken, beliefs: Beliefs, now: StatusSpell, on: date, said: Said, way: Way) -> None:
    how = {"ended_how": _ending(said.standing), "document": str(way.columns["document"])}
    beside = {family: word for family, word in labels_on(beliefs.statuses, on).items() if family != now.family}
    judge_status(now.family, "", on=on, before=now.label, beside=beside)
    taken.take(beliefs.statuses, over(now, on, **how), (FAMILIES[now.family].word, now.label, f"{on} 结束"))


def _ending(standing: Mapping[str, Any]) -> str:
    """How it ended; '' where the list does not say, or says it in words of its own."""
    return RISK_ENDING.label(str(standing.get("risk.ended_how", ""))) or ""


def _risks(taken: Taken, beliefs: Beliefs, *, standing: Mapping[str, Any], ended_on: date | None, way: Way) -> None:
    since = standing.get("risk.since")
    for nth in range(1, 6):
        if told := str(standing.get(f"risk.{nth}", "")):
            _risk(taken, beliefs, _as_risk(told, standing, f"risk.{nth}"), since, ended_on, way)
    if ended_on:
        how = {"ended_how": _ending(standing), "document": str(way.columns["document"])}
        for one in [one for one in beliefs.risks if one.valid_to == FOREVER_DAY and one.valid_from <= way.day]:
            taken.take(beliefs.risks, over(one, past(ended_on, "risk.ended_on"), **how), (RISK_WORD, one.label, f"{ended_on} 消除"))


def _as_risk(told: str, standing: Mapping[str, Any], key: str) -> Risk:
    risk = RISK.label(told) or told
    disaster = DISASTER.label(str(standing.get("risk.disaster", ""))) or "" if risk == BY_DISASTER else ""
    remark = str(standing.get("risk.remark", ""))[:120] if risk == OTHER_RISK else ""
    made = Risk(risk, disaster, remark)
    try:
        judge_risks([made], in_full=False)
    except Refused as refused:
        raise Refused(refused.sentence, field=key) from None
    return made


def _risk(taken: Taken, beliefs: Beliefs, risk: Risk, since: date | None, ended_on: date | None, way: Way) -> None:
    rows = [one for one in beliefs.risks if (one.label, one.sub_kind) == (risk.label, risk.disaster) and one.valid_from <= way.day]
    if _on(rows, way.day) or ended_on and (rows or not since):
        return
    last = rows[-1] if rows else None
    begins = since if since and not (last and since <= last.valid_to) else max(way.day, last.valid_to) if last else way.day
    if ended_on and ended_on <= begins:
        raise Refused(f"风险消除的日期（{ended_on}）不在识别的日期（{begins}）之后，请核对。", field="risk.ended_on")
    here = [one for one in beliefs.risks if one.valid_to > past(begins, "since")]
    if not ended_on:
        judge_risks([*(Risk(one.label, one.sub_kind, one.remark) for one in here), risk], in_full=False)
    columns = {"label": risk.label, "sub_kind": risk.disaster, "remark": risk.remark, "valid_from": begins, "valid_to": ended_on or FOREVER_DAY}
    new = way.made(RiskSpell, columns)
    taken.take(beliefs.risks, Rewriting([], [new]), (RISK_WORD, "", risk.label))


def _causes(taken: Taken, beliefs: Beliefs, *, said: Said, way: Way) -> None:
    """The causes the list names take their ranks; another that is among them gives up its own."""
    told = {rank: CAUSE.label(str(word)) or str(word) for key, rank in RANKS.items() if (word := said.standing.get(key))}
    now = {one.rank: one for one in beliefs.causes if one.valid_from <= way.day < one.valid_to}
    wanted = {rank: one.label for rank, one in now.items() if one.label not in told.values()} | told
    judge_causes(wanted.get(1, ""), [wanted[rank] for rank in (2, 3) if rank in wanted])
    since = past(said.household.get("first_identified") or way.day, "since")
    for rank in (1, 2, 3):
        old, word = now[rank].label if rank in now else "", wanted.get(rank, "")
        if old == word:
            continue
        rows = [one for one in beliefs.causes if one.rank == rank]
        begins = since if since > max((one.valid_from for one in rows), default=date.min) else way.day
        made = succeeded(rows, way.made(Cause, {"label": word, "rank": rank, "valid_from": begins})) if word else ended(rows, way.day)
        taken.take(beliefs.causes, made, (CAUSE_WORD, old, word))


def _incomes(taken: Taken, beliefs: Beliefs, said: Said, before: Said | None, way: Way) -> None:
    """The lines of a year of collection: the row's own year where that has ended by the list's day, else the last that had."""
    if not said.income:
        return
    window = _window(said.year, way.day)
    net_income(said.income)
    told_before = before.income if before is not None and _window(before.year, way.day) == window else {}
    spans: set[tuple[date, date]] = {(one.valid_from, one.valid_to) for one in _ours(beliefs)}
    across = sorted(span for span in spans if span != (window.first, window.after) and window.first <= span[0] and span[1] <= window.after)
    if across:
        raise Refused(f"这些月份里已按 {across[0][0]} 至 {across[0][1]} 记过收入，再记会算两遍；请按原来的起止改。", field="income")
    for item, amount in said.income.items():
        lines = [one for one in _ours(beliefs) if one.item == item and one.valid_from == window.first]
        held = Money.sum(one.amount for one in lines)
        if held == amount:
            continue
        if told_before.get(item) == amount:
            taken.held = True
            continue
        columns = {"origin_kind": LISTS, "origin_id": way.source, "item": item, "amount": amount, "valid_from": window.first, "valid_to": window.after}
        new = [way.made(IncomeItem, columns)] if amount else []
        taken.take(beliefs.incomes, Rewriting(lines, new), (f"{ITEMS[item].word}（{window.word}）", str(held) if lines else "", str(amount)))


def _ours(beliefs: Beliefs) -> list[IncomeItem]:
    """The lines of lists and desks: the next list supersedes them, whichever source or desk they rest on, instead of adding to them."""
    return [one for one in beliefs.incomes if one.origin_kind in (LISTS, DESK)]


def _window(year: int | None, day: date) -> Window:
    last = yearly_window(day.year if day.month >= FIRST_MONTH else day.year - 1)
    told = yearly_window(year) if year and 1900 < year < 2100 else last
    return told if told.after <= min(day, timezone.localdate()) else last


def _on(rows: Sequence[F], day: date) -> F | None:
    return next((one for one in rows if one.valid_from <= day < one.valid_to), None)
