"""Days and months as clerks and exports write them, and ages by the calendar."""

import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bangfu.rules.refusal import Refused

FOREVER_DAY = date(9999, 12, 31)
FIRST_YEAR = 1900

CHINA = ZoneInfo("Asia/Shanghai")

_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL_ZERO_1904 = date(1904, 1, 1)   # of files first made on an old Macintosh
_SERIALS = range(367, 73051)   # 1901-01-01 … 2099-12-31, below which the 1900 epoch has its invented leap day
_TIME = re.compile(r"(?<=\d)[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$")
_DAY = re.compile(r"^(\d{4})(?:([-./])(\d{1,2})\2(\d{1,2})|(\d{2})(\d{2})|年(\d{1,2})月(\d{1,2})[日号]?)$", re.ASCII)
_SHORT = re.compile(r"^\d{2}([-./])\d{1,2}\1\d{1,2}$|^\d{2}年\d{1,2}月\d{1,2}[日号]?$", re.ASCII)
_NUMERALS = {ord(sign): str(worth) for worth, signs in enumerate(("〇零○", "一", "二", "三", "四", "五", "六", "七", "八", "九")) for sign in signs}
_WRITTEN_OUT = re.compile(r"^([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})[日号])?$")
_MONTH = re.compile(r"^(\d{4})(?:[-./](\d{1,2})|(\d{2})|年(\d{1,2})月?)$", re.ASCII)


def read_day(text: str, *, since_1904: bool = False) -> date | None:
    """A day out of 2020-03-01, 2020.3.1, 2020/3/1, 20200301, 2020年3月1日, 二〇二〇年三月一日, a serial such as 43891, with or without a time of day.

    None for an empty cell. Refused for anything else, also for a month without its day and a year of two digits. `since_1904`: the file
    counts its days from 1904 on.
    """
    if len(text) == 10 and text[4] == text[7] == "-":
        with suppress(ValueError):
            return _not_too_early(text, date.fromisoformat(text))
    plain = _plain(text)
    if not plain:
        return None
    found = _DAY.match(plain)
    if found:
        year, month, day = _numbers(found)
        return _day(text, year, month, day)
    if _MONTH.match(plain):
        raise Refused(f"“{text.strip()}”只有年月，请写到日，如 2020-03-01。")
    if _SHORT.match(plain):
        raise Refused(f"“{text.strip()}”的年份只有两位，分不清是哪一年，请写成 2020-03-01 这样。")
    return _serial(text, plain, since_1904)


def read_month(text: str, *, since_1904: bool = False) -> date | None:
    """The first day of a month out of 202003, 2020-03, 2020.3, 2020年3月, 二〇二〇年三月, or of any day that `read_day` understands.

    None for an empty cell. Refused for 2020.1, which a sheet makes of 2020.10.
    """
    plain = _plain(text)
    found = _MONTH.match(plain)
    if found:
        year, month = _numbers(found)
        if plain[4:] == ".1":
            raise Refused(f"“{text.strip()}”分不清是1月还是10月（表格软件会把 2020.10 变成 2020.1），请写成 {year}-01 或 {year}-10。")
        return _day(text, year, month, 1)
    day = read_day(text, since_1904=since_1904)
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
    plain = _TIME.sub("", unicodedata.normalize("NFKC", text).strip().strip("'\"")).replace(" ", "")
    written = None if plain.isascii() else _WRITTEN_OUT.match(plain)
    if written is None:
        return plain
    year, month, day = written.groups()
    return f"{year.translate(_NUMERALS)}年{_below_hundred(month)}月" + (f"{_below_hundred(day)}日" if day else "")


def _below_hundred(written: str) -> str:
    """十 → 10, 十二 and 一二 → 12, 三十 → 30, 三十一 → 31."""
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return written.translate(_NUMERALS)
    return (tens.translate(_NUMERALS) or "1") + (ones.translate(_NUMERALS) or "0")


def _numbers(found: re.Match[str]) -> list[int]:
    return [int(group) for group in found.groups() if group and group.isdigit()]


def _day(text: str, year: int, month: int, day: int) -> date:
    if year < FIRST_YEAR:
        raise Refused(f"“{text.strip()}”的年份早于{FIRST_YEAR}年，请核对。")
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused(f"“{text.strip()}”不是一个日期，请核对月和日。") from None


def _not_too_early(text: str, day: date) -> date:
    if day.year < FIRST_YEAR:
        raise Refused(f"“{text.strip()}”的年份早于{FIRST_YEAR}年，请核对。")
    return day


def _serial(text: str, plain: str, since_1904: bool) -> date:
    whole = plain.split(".")[0]
    if re.fullmatch(r"\d{3,5}(\.\d+)?", plain, re.ASCII) and int(whole) in _SERIALS and len(whole) == 5:
        return (_SERIAL_ZERO_1904 if since_1904 else _SERIAL_ZERO) + timedelta(days=int(whole))
    raise Refused(f"“{text.strip()}”不是一个日期，请写成 2020-03-01 这样。")
