"""政策数字: the dated figures of policy a place lives by, and which of them holds somewhere on a day.

No figure stands in the program: lines differ by province and year (6 900 元 in one province in 2022, 7 300 in another in 2023), so a county
enters them with the document's number. Here are the kinds there are, and how one is found.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal, Protocol, TypeVar

from bangfu.rules.refusal import Refused

Unit = Literal["元/人·年", "元/人·月", "元/户", "元"]


@dataclass(frozen=True)
class FigureKind:
    """A kind of figure: its slug, word, the unit its amount is in, and what it decides."""

    slug: str
    word: str
    unit: Unit
    decides: str


KINDS: Mapping[str, FigureKind] = MappingProxyType({one.slug: one for one in (
    FigureKind("poverty_line", "脱贫标准", "元/人·年", "2014—2020年贫困户是否达到退出的收入"),
    FigureKind("monitoring_line", "监测范围", "元/人·年", "人均纯收入低于它的农户要看有没有返贫致贫风险"),
    FigureKind("minimum_living_standard", "农村低保标准", "元/人·月", "农村居民能否申请低保"),
    FigureKind("urban_minimum_living_standard", "城市低保标准", "元/人·月", "城市居民能否申请低保"),
    FigureKind("near_minimum_living_line", "低保边缘认定标准", "元/人·月", "能否认定为低保边缘家庭"),
    FigureKind("destitute_standard", "农村特困供养标准", "元/人·月", "农村特困人员的基本生活标准"),
    FigureKind("urban_destitute_standard", "城市特困供养标准", "元/人·月", "城市特困人员的基本生活标准"),
    FigureKind("income_alarm", "收入过低提醒线", "元/人·年", "人均纯收入低于它时提醒核对"),
    FigureKind("identification_alarm", "识别时收入过高提醒线", "元/人·年", "识别时人均收入高于它时提醒核对"),
    FigureKind("medical_alarm", "医疗自付预警线", "元", "一年自付的合规医疗费用高于它时提醒走访"),
    FigureKind("loan_limit", "小额信贷上限", "元/户", "一户小额信贷的本金不能超过它"),
)})


class Figure(Protocol):
    """A figure as it is kept: for a place and everything below it, from `valid_from` on, up to but without `valid_to`."""

    @property
    def kind(self) -> str:
        """A slug of KINDS."""

    @property
    def place_code(self) -> str:
        """Digits, also of a province or prefecture; '' is the whole country."""

    @property
    def valid_from(self) -> date:
        """The first day."""

    @property
    def valid_to(self) -> date | None:
        """The first day on which it no longer holds; None while it holds."""


AnyFigure = TypeVar("AnyFigure", bound=Figure)


def figure_kind(slug: str) -> FigureKind:
    """The kind of a stored word. Refused when there is none."""
    if slug not in KINDS:
        raise Refused("请选择政策数字的种类。", field="kind")
    return KINDS[slug]


def holds(figure: Figure, place_code: str, day: date) -> bool:
    """Whether a figure holds at a place on a day."""
    return place_code.startswith(figure.place_code) and figure.valid_from <= day and (figure.valid_to is None or day < figure.valid_to)


def in_force(figures: Iterable[AnyFigure], kind: str, place_code: str, day: date) -> AnyFigure | None:
    """The figure of a kind that holds at a place on a day, None where nobody has set one.

    The most particular place wins (a county's own over its province's), then the one that began last.
    """
    found = [one for one in figures if one.kind == kind and holds(one, place_code, day)]
    return max(found, key=lambda one: (len(one.place_code), one.valid_from), default=None)
