"""What a demo household counts as, what threatens it, why it was poor, what it is guaranteed, what it earned: dated rows, each by its paper."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from bangfu.demo.cells import UNSAFE
from bangfu.demo.days import START
from bangfu.demo.history import Status, statuses
from bangfu.demo.incomes import incomes
from bangfu.demo.register import Household
from bangfu.registry.models import Cause, Guarantee, IncomeItem, RiskSpell, StatusSpell
from bangfu.rules.income import yearly_window
from bangfu.rules.money import Money

_COUNTY = "岚禾"
_PAPERS = {"assisted": "脱贫", "monitored": "防返贫", "relief": "民救"}   # family of a status → who decides on it


class Spell(NamedTuple):
    """A row about a household: its table, from when, until when (None: still so), and the columns it has of its own."""

    model: Any
    since: date
    until: date | None
    values: dict[str, Any]


def spells(house: Household) -> Iterator[Spell]:
    """All dated rows beside the records of a household. 三保障 and income are known of followed households only."""
    yield from _statuses(house)
    yield from _risks(house)
    yield from _causes(house)
    if house.followed:
        yield from _guarantees(house)
        yield from _incomes(house)


def paper(office: str, day: date) -> str:
    """An invented document: no county is called so."""
    return f"{_COUNTY}{office}〔{day.year}〕{day.month}号"


def _statuses(house: Household) -> Iterator[Spell]:
    for one in statuses(house):
        over = _over(house, one)
        document = "" if one.label == "一般农户" else paper(_PAPERS[one.family], one.since)
        yield Spell(StatusSpell, one.since, one.until, {"family": one.family, "label": one.label, "document": document, "ended_how": over})


def _over(house: Household, one: Status) -> str:
    """How a status ended; '' while it holds."""
    if one.family == "assisted" and one.until and house.standing.lifted_year == one.until.year:
        return "脱贫"
    return "" if not one.until else "帮扶消除" if one.family == "monitored" and one.until == house.standing.over else "自然减少"


def _risks(house: Household) -> Iterator[Spell]:
    gone = house.tenures[-1].until
    for one in house.standing.risks:
        ending = one.ending or ("自然消除" if gone else "")
        values = {"label": one.label, "sub_kind": one.disaster, "remark": one.remark, "document": paper("防返贫", one.since), "ended_how": ending}
        yield Spell(RiskSpell, one.since, one.lifted or gone, values)


def _causes(house: Household) -> Iterator[Spell]:
    identified, born = house.standing.identified, house.tenures[0].since
    for rank, label in enumerate(house.standing.causes, 1):
        if identified:
            since = identified if born <= START else born
            yield Spell(Cause, since, house.tenures[-1].until, {"label": label, "rank": rank, "document": paper("扶贫", identified)})


def _guarantees(house: Household) -> Iterator[Spell]:
    """As they stood at the end, since the household is told of; what is lacking has what is done about it beside it."""
    lacking = {
        "住房": "危房改造" if house.dwelling.grade in UNSAFE else "",
        "义务教育": "劝返复学" if any(one.dropout_reason for one in house.members if 6 <= one.age < 16) else "",
        "饮水": "改水工程" if not house.dwelling.safe_water else "",
        "医保": "动员参保" if any("是" not in (one.medical_residents, one.medical_employees) for one in house.members) else "",
    }
    for label, handling in lacking.items():
        values = {"label": label, "state": "未保障" if handling else "已保障", "handling": handling}
        yield Spell(Guarantee, house.tenures[0].since, house.tenures[-1].until, values)


def _incomes(house: Household) -> Iterator[Spell]:
    for year in incomes(house):
        window = yearly_window(year.year)
        for item, fen in year.amounts.items():
            yield Spell(IncomeItem, window.first, window.after, {"item": item, "amount": Money(fen)})
