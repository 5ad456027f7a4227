"""Near numbers: what slip of the hand lies between two ways to write one ID number. Never to be asked of numbers outside a sealed process."""

from collections.abc import Mapping

SLIPS: Mapping[str, str] = {
    "one_digit": "差一位数字", "swapped": "相邻两位写反", "old15": "一个15位、一个18位", "x_missing": "少写了末位",
}


def slip(one: str, other: str) -> str:
    """A key of SLIPS, '' for the same number and for two that are further apart. Cleaned numbers (id_number.clean); the same both ways round.

    Of a disability certificate the first 18 count. old15: the old number and the new one of the same digits, whose last may be wrong.
    """
    a, b = sorted((one[:18], other[:18]), key=len)
    if a == b or len(a) < 15 or not a[:15].isdigit():
        return ""
    if len(a) == 15:
        return "old15" if len(b) == 18 and _same_old(a, b) else ""
    if len(a) == 17:
        return "x_missing" if b[:17] == a and len(b) == 18 else ""
    if len(a) != len(b):
        return ""
    apart = [at for at in range(len(a)) if a[at] != b[at]]
    if len(apart) == 1:
        return "one_digit"
    return "swapped" if len(apart) == 2 and _swapped(a, b, *apart) else ""


def _same_old(old: str, new: str) -> bool:
    return new[:6] + new[8:17] == old and new[6:8] == "19"


def _swapped(a: str, b: str, first: int, second: int) -> bool:
    return second == first + 1 and a[first] == b[second] and a[second] == b[first]
