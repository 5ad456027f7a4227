"""家庭收入: what a household has in a period, per head, and against the line in force.

家庭纯收入 = 工资性 + 生产经营性收入 − 生产经营性支出 + 财产性 + 转移性; 人均纯收入 = 家庭纯收入 ÷ 家庭人口 (登记表 A17–A20). For inclusion,
claims that were paid out are added and costs borne in accordance with the rules taken off (columns 理赔收入 and 合规自付支出 of the 2023
forms); which of the formulas a county uses is its policy, so formulas are data. Every figure comes with the text that reckons it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

from bangfu.rules.income.items import BRANCHES, BUSINESS, EXPENSE, PROPERTY, TRANSFER, WAGE, Branch, income_item
from bangfu.rules.money import Money
from bangfu.rules.refusal import Refused


class Term(NamedTuple):
    """One summand of a formula: the key of its amount, its word, and whether it is added or taken off."""

    key: str
    word: str
    sign: Literal[1, -1]


class Reckoned(NamedTuple):
    """An amount, and the sentence in which it is reckoned, figures and all."""

    amount: Money
    text: str


@dataclass(frozen=True)
class Formula:
    """A sum with a name. `slug` is what a county's policy stores."""

    slug: str
    word: str
    terms: tuple[Term, ...]

    def reckon(self, amounts: Mapping[str, Money]) -> Reckoned:
        """The sum of `amounts` by key, and its text. KeyError when a term has no amount: nought has to be said."""
        amount = Money.sum(amounts[term.key] if term.sign > 0 else -amounts[term.key] for term in self.terms)
        sides = "".join(f" {_SIGNS[term.sign]} {term.word} {_plain(amounts[term.key])}" for term in self.terms)
        return Reckoned(amount, f"{self.word} = {sides.removeprefix(' + ').strip()} = {amount} 元")


@dataclass(frozen=True)
class NetIncome:
    """The five sums of a household in a period, what they come to, and how."""

    wage: Money
    business: Money
    property: Money
    transfer: Money
    expense: Money
    net: Money
    formula: str


class PerHead(NamedTuple):
    """An amount per head, of how many heads, and the sentence in which it is reckoned."""

    amount: Money
    persons: int
    formula: str


class AgainstLine(NamedTuple):
    """An amount per head held against a line: `difference` is amount − line; one that equals the line is not below it."""

    is_below: bool
    difference: Money
    sentence: str


class Band(NamedTuple):
    """Half-open span of income per head, `low <= amount < high`; None where it has no end."""

    slug: str
    word: str
    low: Money | None
    high: Money | None


def _terms(*branches: Branch) -> tuple[Term, ...]:
    return tuple(Term(one.slug, one.word, one.sign) for one in branches)


NET = Formula("net", "家庭纯收入", _terms(WAGE, BUSINESS, EXPENSE, PROPERTY, TRANSFER))

_NET_TERM = Term("net", "家庭纯收入", 1)
REFERENCE_FORMULAS: Mapping[str, Formula] = MappingProxyType({one.slug: one for one in (
    Formula("after_costs", "收入参考范围", (_NET_TERM, Term("claims", "理赔收入", 1), Term("out_of_pocket", "合规自付支出", -1))),
    Formula("net_less_costs", "收入参考范围", (_NET_TERM, Term("out_of_pocket", "合规自付支出", -1))),
    Formula("net_only", "收入参考范围", (_NET_TERM,)),
)})

_BAND_EDGES = (4_000, 6_000, 8_000, 10_000, 15_000, 20_000)   # 元; below 4,000 and above 20,000 lists are looked at again (3_11_010, 1111_18)
_SIGNS = {1: "+", -1: "−"}


def net_income(amounts: Mapping[str, Money]) -> NetIncome:
    """Net income out of amounts by slug of item, in one period; an item left out is nought.

    Refused for an unknown item, and for an amount below zero: losses show in the expenses.
    """
    sums = {branch.slug: Money() for branch in BRANCHES}
    for slug, amount in amounts.items():
        item = income_item(slug)
        if amount < Money():
            raise Refused(f"“{item.word}”不能是负数，亏了的写在生产经营性支出里。", field=slug)
        sums[item.branch.slug] += amount
    reckoned = NET.reckon(sums)
    return NetIncome(**sums, net=reckoned.amount, formula=reckoned.text)


def per_head(net: Money, persons: int, word: str = "人均纯收入") -> PerHead:
    """`net` divided by the registered members, rounded to the fen from half a fen on (四舍五入). Refused without members."""
    if persons < 1:
        raise Refused("这户没有在册人口，算不出人均，请先核对家庭成员。")
    amount = net.per(persons)
    is_exact = amount.fen * persons == net.fen
    return PerHead(amount, persons, f"{word} = {net} ÷ {persons} 人 {'=' if is_exact else '≈'} {amount} 元{'' if is_exact else '（四舍五入到分）'}")


def reference_income(net: Money, *, claims: Money, out_of_pocket: Money, formula: str = "after_costs") -> Reckoned:
    """收入参考范围 for inclusion, of the household, by a slug of REFERENCE_FORMULAS. Refused for an unknown one, or amounts below zero."""
    if formula not in REFERENCE_FORMULAS:
        raise Refused("没有这种收入参考范围的算法，请在政策里另选。", field="formula")
    for word, amount in (("理赔收入", claims), ("合规自付支出", out_of_pocket)):
        if amount < Money():
            raise Refused(f"“{word}”不能是负数，请核对。")
    return REFERENCE_FORMULAS[formula].reckon({"net": net, "claims": claims, "out_of_pocket": out_of_pocket})


def against_line(amount: Money, line: Money, word: str = "监测范围") -> AgainstLine:
    """An amount per head and year against the line in force; `word` is the line's own (`policy_figure`).

    What is compared is what is shown: the amount as rounded to the fen.
    """
    difference = amount - line
    if difference < Money():
        return AgainstLine(True, difference, f"人均 {amount} 元，低于{word} {line} 元，差 {-difference} 元。")
    beyond = f"高出 {difference} 元" if difference else "正好相等"
    return AgainstLine(False, difference, f"人均 {amount} 元，不低于{word} {line} 元，{beyond}。")


def _bands() -> tuple[Band, ...]:
    edges = [None, *_BAND_EDGES, None]
    return tuple(_band(low, high) for low, high in zip(edges, edges[1:], strict=False))


def _band(low: int | None, high: int | None) -> Band:
    if low is None:
        return Band(f"below_{high}", f"{high}元以下", None, Money(100 * (high or 0)))
    if high is None:
        return Band(f"from_{low}", f"{low}元及以上", Money(100 * low), None)
    return Band(f"from_{low}", f"{low}—{high}元", Money(100 * low), Money(100 * high))


BANDS = _bands()


def income_band(amount: Money) -> Band:
    """The span an amount per head lies in; its lower end belongs to it."""
    return next(one for one in BANDS if one.high is None or amount < one.high)


def _plain(amount: Money) -> str:
    return f"({amount})" if amount < Money() else str(amount)
