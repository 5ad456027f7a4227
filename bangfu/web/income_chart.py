"""Income a head, year by year, against the line in force: bars and their labels in whole units of the drawing. Pure; the template writes the SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from bangfu.registry.queries import Earned
from bangfu.rules.money import Money

BAR, SPACE, HEIGHT = 54, 46, 150
TOP, FOOT, EDGE = 26, 38, 24
MOST = 6


@dataclass(frozen=True)
class Bar:
    """One window: the bar, its label above and below, and the line across it (`line_y` None where no line was in force)."""

    x: int
    y: int
    height: int
    middle: int
    label_y: int
    amount: str
    word: str
    line_from: int
    line_to: int
    line_y: int | None
    is_below: bool
    is_whole: bool


@dataclass(frozen=True)
class Chart:
    """The drawing: its size, bars from the earliest to the latest, where the ground lies, and what the line is called."""

    width: int
    height: int
    ground: int
    under: int
    bars: tuple[Bar, ...]
    line_word: str
    bar_width: int = BAR


def income_chart(incomes: Sequence[Earned]) -> Chart | None:
    """The chart of at most the last six windows with somebody to divide by; None when there is none."""
    shown = [one for one in incomes if one.per_head][:MOST][::-1]
    if not shown:
        return None
    most = max([1, *(one.per_head.amount.fen for one in shown if one.per_head), *(one.line.amount.fen for one in shown if one.line)])
    ground = TOP + HEIGHT
    bars = tuple(_bar(one, EDGE + nth * (BAR + SPACE), most, ground) for nth, one in enumerate(shown))
    word = next((one.line.word for one in reversed(shown) if one.line), "")
    return Chart(2 * EDGE + len(shown) * (BAR + SPACE) - SPACE, ground + FOOT, ground, ground + 18, bars, word)


def _label_y(top: int, line_y: int | None) -> int:
    """Above the bar, and above the line where that runs through it."""
    return line_y - 6 if line_y is not None and top - 20 <= line_y <= top else top - 7


def _bar(one: Earned, x: int, most: int, ground: int) -> Bar:
    fen = one.per_head.amount.fen if one.per_head else 0
    height = max(0, fen * HEIGHT // most)
    line_y = ground - one.line.amount.fen * HEIGHT // most if one.line else None
    return Bar(
        x, ground - height, height, x + BAR // 2, _label_y(ground - height, line_y), f"{Money(fen).whole_yuan:,}",
        one.window.word.partition("（")[0].removesuffix("度"), x - 10,
        x + BAR + 10, line_y, bool(one.against and one.against.is_below), one.is_whole,
    )
