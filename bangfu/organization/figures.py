"""How a new policy figure fits between those that stand: one figure of a kind at a place on a day."""

from collections.abc import Sequence
from datetime import date

from bangfu.facts.models import FOREVER, Rewriting
from bangfu.journal.actions import Subject
from bangfu.organization.models import PolicyFigure
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.money import Money
from bangfu.rules.policy_figure import figure_kind
from bangfu.rules.refusal import Refused

FIRST_YEAR, LAST_YEAR = 1978, 2099


def fitted(made: PolicyFigure, believed: Sequence[PolicyFigure], valid_to: date | None) -> Rewriting[PolicyFigure]:
    """`believed`: what stands of the kind at the place, in the order of validity. What was in force ends where the new one begins; the new one
    ends where the next begins, or earlier when `valid_to` says so. Refused when another begins on the same day."""
    if any(one.valid_from == made.valid_from for one in believed):
        raise Refused(f"{made.valid_from} 起的这种标准已经登记过。要改，请更正那一条。", field="valid_from")
    following = min((one.valid_from for one in believed if one.valid_from > made.valid_from), default=FOREVER_DAY)
    made.valid_to = min(following, valid_to or FOREVER_DAY)
    if made.valid_to <= made.valid_from:
        raise Refused("失效日要在生效日之后。", field="valid_to")
    before = [one for one in believed if one.valid_from < made.valid_from < one.valid_to]
    return Rewriting(before, [*(one.draft(valid_to=made.valid_from) for one in before), made])


def believed_figures(place: str, kind: str) -> list[PolicyFigure]:
    """What stands of a kind at a place, in the order of validity; held until the action ends."""
    return list(PolicyFigure.objects.select_for_update().filter(place_code=place, kind=kind, superseded_at=FOREVER).order_by("valid_from"))


def possible(amount: Money, year: int) -> Money:
    """The amount of a figure. Refused when it is nothing or less, or for a year that cannot be."""
    if amount.fen <= 0:
        raise Refused("金额要大于 0。", field="amount")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"年度 {year} 不对，请写四位年份。", field="year")
    return amount


def named(figure: PolicyFigure) -> Subject:
    """What an entry about a figure is about."""
    kind = figure_kind(figure.kind)
    return Subject("policy_figure", str(figure.pk), f"{figure.year}年{kind.word} {figure.amount} {kind.unit}")
