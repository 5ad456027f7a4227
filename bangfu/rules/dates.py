"""Days and months as clerks and exports write them, and ages by the calendar."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bangfu.rules.refusal import Refused

FOREVER_DAY = date(9999, 12, 31)
FIRST_YEAR = 1900

CHINA = ZoneInfo("Asia/Shanghai")

_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(367, 73051)   # 1901-01-01 … 2099-12-31, below which the 1900 epoch has its invented leap day
_TIME = re.compile(r"(?<=\d)[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$")
_DAY = re.compile(r"^(\d{4})(?:([-./])(\d{1,2})\2(\d{1,2})|(\d{2})(\d{2})|年(\d{1,2})月(\d{1,2})[日号]?)$", re.ASCII)
_MONTH = re.compile(r"^(\d{4})(?:[-./](\d{1,2})|(\d{2})|年(\d{1,2})月?)$", re.ASCII)


def read_day(text: str) -> date | None:
    """A day out of 2020-03-01, 2020.3.1, 2020/3/1, 20200301, 2020年3月1日, a serial such as 43891, with or without a time of day behind it.

    None for an empty cell. Refused for anything else, also for a month without its day.
    """
    plain = _plain(text)
    if not plain:
        return None
    found = _DAY.match(plain)
    if found:
        year, month, day = _numbers(found)
        return _day(text, year, month, day)
    if _MONTH.match(plain):
        raise Refused(f"“{text.strip()}”只有年月，请写到日，如 2020-03-01。")
    return _serial(text, plain)


def read_month(text: str) -> date | None:
    """The first day of a month out of 202003, 2020-03, 2020.3, 2020年3月, or of any day that `read_day` understands.

    None for an empty cell.
    """
    plain = _plain(text)
    found = _MONTH.match(plain)
    if found:
        year, month = _numbers(found)
        return _day(text, year, month, 1)
    day = read_day(text)
    return day.replace(day=1) if day else None


def today() -> date:
    """The day it is in China, wherever the machine believes to stand."""
    return datetime.now(CHINA).date()


def age_on(birth: date, day: date) -> int:
    """Full years lived on `day`: the age rises on the birthday, for those born on 29 February in common years on 1 March.

    Below zero when the birth is later. In SQL: year(day) - year(birth) - (month-day of `day` < month-day of `birth`).
    """
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _plain(text: str) -> str:
    return _TIME.sub("", unicodedata.normalize("NFKC", text).strip().strip("'\"")).replace(" ", "")


def _numbers(found: re.Match[str]) -> list[int]:
    return [int(group) for group in found.groups() if group and group.isdigit()]


def _day(text: str, year: int, month: int, day: int) -> date:
    if year < FIRST_YEAR:
        raise Refused(f"“{text.strip()}”的年份早于{FIRST_YEAR}年，请核对。")
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused(f"“{text.strip()}”不是一个日期，请核对月和日。") from None


def _serial(text: str, plain: str) -> date:
    whole = plain.split(".")[0]
    if re.fullmatch(r"\d{3,5}(\.\d+)?", plain, re.ASCII) and int(whole) in _SERIALS and len(whole) == 5:
        return _SERIAL_ZERO + timedelta(days=int(whole))
    raise Refused(f"“{text.strip()}”不是一个日期，请写成 2020-03-01 这样。")
