"""How an official letter says its number, its day and its title (GB/T 9704-2012 7.2.5, 7.3.1, 7.3.5.4)."""

import re
from datetime import date

from bangfu.rules.refusal import Refused

NUMBERED = re.compile(r"(?P<word>[^〔〕\s]{1,20})〔(?P<year>\d{4})〕(?P<number>[1-9]\d{0,4})号")
BRACKETS = str.maketrans(dict.fromkeys("[［【(（﹝", "〔") | dict.fromkeys("]］】)）﹞", "〕"))
LINE = 19   # characters of 2号 in a line of the title, two characters short of the page


def issue_number(text: str) -> str:
    """云农函〔2026〕12号, whatever brackets were typed; '' for ''. Refused for anything else: no 第, no 0 in front (7.2.5)."""
    plain = "".join(text.split()).translate(BRACKETS)
    if plain and not NUMBERED.fullmatch(plain):
        raise Refused("发文字号写成“云农函〔2026〕12号”这样：机关代字、六角括号里的年份、序号，不加“第”，序号前不补 0。", field="number")
    return plain


def letter_day(day: date) -> str:
    """2026年11月6日: figures, without zeros in front (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def title_lines(title: str) -> list[str]:
    """A title in lines whose words stay whole: the sender first, 关于… behind, and what is still too long in halves."""
    sender, about, rest = title.partition("关于")
    parts = [sender, about + rest] if sender and about and len(title) > LINE else [title]
    return [line for part in parts for line in _halves(part)]


def _halves(part: str) -> list[str]:
    count = -(-len(part) // LINE)
    size = -(-len(part) // count) if count else 1
    return [part[start : start + size] for start in range(0, len(part), size)]
