"""收入的起止: which twelve months an income is counted over, and the quarters of it.

Two windows are in use: of those already registered, 1 October of the year before to 30 September; of those newly identified, the twelve
full months before the month of identification (notices of 大余县新城镇 2022 and 2023). Many counties collect by quarter.
"""

from dataclasses import dataclass
from datetime import date

from bangfu.rules.refusal import Refused

FIRST_MONTH = 10   # October, with which a year of collection begins


@dataclass(frozen=True, order=True)
class Window:
    """Half-open: `first <= day < after`. `word` names it to people."""

    first: date
    after: date
    word: str

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day < self.after


def yearly_window(year: int) -> Window:
    """Of those already registered: 1 October of the year before to 30 September of `year`."""
    first, after = date(year - 1, FIRST_MONTH, 1), date(year, FIRST_MONTH, 1)
    return Window(first, after, f"{year}年度（{_months(first, after)}）")


def recognition_window(month: date) -> Window:
    """Of those newly identified: the twelve full months before the month of identification, of which any day may be given."""
    after = month.replace(day=1)
    first = after.replace(year=after.year - 1)
    return Window(first, after, f"{after.year}年{after.month}月识别，前12个月（{_months(first, after)}）")


def quarter_window(year: int, quarter: int) -> Window:
    """A quarter of the calendar, 1 to 4; four of them from the last of a year on are a yearly window. Refused for another number."""
    if quarter not in (1, 2, 3, 4):
        raise Refused("季度只有1到4，请核对。", field="quarter")
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + quarter // 4, (3 * quarter) % 12 + 1, 1)
    return Window(first, after, f"{year}年第{quarter}季度（{_months(first, after)}）")


def _months(first: date, after: date) -> str:
    year, month = (after.year, after.month - 1) if after.month > 1 else (after.year - 1, 12)
    return f"{first.year}年{first.month}月至{year}年{month}月"
