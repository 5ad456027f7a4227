"""What followed households had in the three windows from 1 October to 30 September, item by item, fitting who worked, studied and was supported.

Items are slugs of the income tree; amounts are whole 元 as fen. Households near the line are the monitored ones; the others are above it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from bangfu.demo.days import WINDOWS
from bangfu.demo.history import dated, there_on
from bangfu.demo.register import Household, Member
from bangfu.rules.dates import age_on

_DEPARTMENT, _TOWNSHIP = ("乡村公路管护员", "护林员", "水利管护员", "护河员"), ("治安员",)
_ABLE, _WEAK = ("普通劳动力", "技能劳动力"), ("弱劳动力或半劳动力",)
_KEPT = 0.6   # of a wage at least, whatever else gives way: it has to fit the months and the pay that are told of the work
# what gives way first where a monitored household would have too much
_YIELDING = (
    "wage_work", "wage_odd_jobs", "business_crops", "business_livestock", "business_forest_fruit", "business_other", "property_dividend",
    "property_loan_dividend", "property_entrusted", "transfer_support", "expense_crops", "expense_livestock", "expense_forest_fruit", "expense_other",
)


@dataclass(frozen=True, slots=True)
class Income:
    """A household's income of the window that ends on 30 September of `year`; `amounts` are fen by slug, none of them nought or less."""

    year: int
    persons: int
    amounts: dict[str, int]

    @property
    def net(self) -> int:
        """Fen: everything that came in, less what producing it cost."""
        return sum(-fen if item.startswith("expense_") else fen for item, fen in self.amounts.items())

    @property
    def per_head(self) -> float:
        """元 a person."""
        return self.net / self.persons / 100


def incomes(household: Household) -> Iterator[Income]:
    """The windows at whose end the household existed. Two calls say the same."""
    growth = Random(f"{household.number}|{household.head.id_number}").uniform(1.06, 1.10)
    stays = list(dated(household))
    for year in WINDOWS:
        day = date(year, 9, 30)
        people = [one.member for one in there_on(stays, day) if one.household == household.number]
        if people:
            rng = Random(f"{household.number}|{household.head.id_number}|income")   # every year draws the same luck
            yield _of_year(rng, household, people, year, growth ** (year - WINDOWS[-1]))


def _of_year(rng: Random, household: Household, people: list[Member], year: int, level: float) -> Income:
    yuan = _earned(rng, household, people, date(year, 9, 30))
    least, most = _band(rng, household)
    _lifted(rng, yuan, people, least)
    if _net(yuan) > most * len(people):
        _lowered(yuan, most * len(people))
    noise = Random(f"{household.number}|{year}")
    amounts = {item: round(amount * level * noise.uniform(0.98, 1.02)) * 100 for item, amount in yuan.items() if amount * level > 1}
    return Income(year, len(people), amounts)


def _band(rng: Random, household: Household) -> tuple[float, float]:
    """元 a head in the last window between which the household lies: monitored ones near the line, unless the blow came from elsewhere."""
    standing, drawn = household.standing, rng.random()
    if standing.watched and standing.monitored in ("脱贫不稳定户", "边缘易致贫户"):   # whose risk is over earns more again
        near = 8_100 + 1_300 * drawn
        return near, near
    return 10_800 + 5_200 * drawn * drawn, 60_000.0


def _earned(rng: Random, household: Household, people: list[Member], day: date) -> dict[str, float]:
    """元 by item at the level of the last window."""
    yuan: dict[str, float] = defaultdict(float)
    kept = rng.uniform(0.75, 1.0)   # of a wage, when travel and board are taken off
    for one in people:
        luck = Random(one.number)
        _own(luck, yuan, one, age_on(one.birth, day), kept)
    _of_the_house(rng, yuan, household, people, day)
    return yuan


def _own(luck: Random, yuan: dict[str, float], one: Member, age: int, kept: float) -> None:
    """What somebody brings in."""
    if one.work_months:
        yuan["wage_work"] += int(one.work_months) * int(one.work_income) * kept
    elif one.post_kind:
        post = "department" if one.post_kind in _DEPARTMENT else "township" if one.post_kind in _TOWNSHIP else "village"
        yuan[f"wage_post_{post}"] += int(one.post_months) * luck.choice((400, 500, 600, 800))
    elif one.labour in _ABLE or one.labour in _WEAK and luck.random() < 0.4:
        yuan["wage_odd_jobs"] += luck.uniform(2_000, 9_000)
    if age >= 60:
        yuan["transfer_pension"] += 12 * (1_900 if one.pension_employees == "是" else luck.uniform(135, 165) if one.pension_residents == "是" else 0)
    yuan["transfer_minimum_living"] += 12 * luck.uniform(310, 430) if one.minimum_living_kind else 0
    yuan["transfer_destitute"] += 12 * luck.uniform(790, 960) if one.destitute_kind else 0
    yuan["transfer_old_age"] += (1_200 if age >= 90 else 600) if age >= 80 else 0
    yuan["transfer_disabled"] += _disabled(one)
    yuan["transfer_education"] += 3_000 if one.student.startswith(("中职", "高职")) else 2_000 if one.student.startswith("普通高中") else 0


def _disabled(one: Member) -> int:
    """残疾人两项补贴: for living where 低保 is received, for care in the two heavier grades."""
    living = 12 * 80 if one.disability_kind and one.minimum_living_kind else 0
    return living + (12 * 80 if one.disability_grade in ("1", "2") else 0)


def _of_the_house(rng: Random, yuan: dict[str, float], household: Household, people: list[Member], day: date) -> None:
    land, ties = household.land, household.ties
    hands = sum(one.labour in (*_ABLE, *_WEAK) for one in people)
    tilled = float(land.arable) * (1 if hands else 0.25)
    _farmed(rng, yuan, "crops", tilled * rng.uniform(900, 1_600), 0.42)
    _farmed(rng, yuan, "livestock", rng.uniform(2_500, 11_000) if rng.random() < 0.35 and hands else 0, 0.52)
    _farmed(rng, yuan, "forest_fruit", float(land.orchard) * rng.uniform(700, 2_000), 0.38)
    _farmed(rng, yuan, "other", rng.uniform(8_000, 30_000) if rng.random() < 0.05 and hands else 0, 0.5)
    yuan["property_land_lease"] += (float(land.arable) - tilled) * rng.uniform(300, 500)
    yuan["property_dividend"] += rng.uniform(200, 1_100) if ties.cooperative and household.assisted else 0
    yuan["property_loan_dividend"] += rng.uniform(800, 2_500) if rng.random() < 0.04 else 0
    yuan["property_entrusted"] += rng.uniform(500, 2_000) if ties.enterprise and rng.random() < 0.3 else 0
    yuan["transfer_eco_cropland"] += float(land.returned_to_forest) * 125
    yuan["transfer_eco_forest"] += float(land.forest) * 14
    yuan["transfer_soil"] += float(land.arable) * 88
    old = [one for one in people if age_on(one.birth, day) >= 65]
    yuan["transfer_support"] += len(old) * rng.uniform(800, 3_000) if old and not yuan["wage_work"] else 0
    yuan["transfer_family_planning"] += 1_200 if (ties.one_child or ties.two_daughters) and old else 0
    yuan["transfer_temporary"] += rng.uniform(1_000, 3_000) if household.standing.monitored and rng.random() < 0.3 else 0


def _farmed(rng: Random, yuan: dict[str, float], what: str, gross: float, cost: float) -> None:
    yuan[f"business_{what}"] += gross
    yuan[f"expense_{what}"] += gross * cost * rng.uniform(0.85, 1.15)


def _net(yuan: dict[str, float]) -> float:
    return sum(-amount if item.startswith("expense_") else amount for item, amount in yuan.items())


def _lifted(rng: Random, yuan: dict[str, float], people: list[Member], least: float) -> None:
    """Those who can, work by the day; others are supported by children who live elsewhere."""
    lacking = least * len(people) - _net(yuan)
    if lacking > 0:
        hands = any(one.labour in (*_ABLE, *_WEAK) for one in people)
        yuan["wage_odd_jobs" if hands else "transfer_support"] += lacking * rng.uniform(1.0, 1.1)


def _lowered(yuan: dict[str, float], most: float) -> None:
    """Takes so much off what can give way that no more than `most` is left, if it can."""
    yielding = _net({item: yuan[item] for item in _YIELDING if item in yuan})
    share = max(0.1, 1 - (_net(yuan) - most) / yielding) if yielding > 0 else 1
    for item in _YIELDING:
        if item in yuan:
            yuan[item] *= max(_KEPT, share) if item == "wage_work" else share
