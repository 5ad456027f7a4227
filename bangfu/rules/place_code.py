"""Place codes: a place's code is its key and begins with its parent's.

统计用区划代码: 2 digits province, 4 prefecture, 6 county, 9 township, 12 village; a grid (网格) adds 3 of the county's own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bangfu.rules.refusal import Refused

LEVELS = {2: "province", 4: "prefecture", 6: "county", 9: "township", 12: "village", 15: "grid"}
LEVEL_WORDS = {
    "province": "省", "prefecture": "市", "county": "县", "township": "乡镇", "village": "村", "grid": "网格",
}
LENGTHS = {name: length for length, name in LEVELS.items()}


def level(code: str) -> str:
    """The level of a place by the length of its code. Refused for a length no level has."""
    if not code.isascii() or not code.isdigit() or len(code) not in LEVELS:
        raise Refused(f"“{code}”不是区划代码：县 6 位、乡镇 9 位、村 12 位、网格 15 位。")
    return LEVELS[len(code)]


def parent(code: str) -> str:
    """The code of the place above; empty for a province."""
    shorter = [length for length in LEVELS if length < len(code)]
    return code[: max(shorter)] if shorter else ""


def township(code: str) -> str:
    """The chain a place belongs to: its township's code, or its own when it stands above townships."""
    return code[: LENGTHS["township"]]


@dataclass(frozen=True, order=True)
class CodeRange:
    """Half-open range of place codes, `lo <= code < hi`, compared as ASCII text."""

    lo: str
    hi: str

    @classmethod
    def under(cls, code: str) -> "CodeRange":
        """The place itself and everything below it."""
        level(code)
        return cls(code, after(code))

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and self.lo <= code < self.hi


EVERYWHERE = CodeRange("0", ":")


def after(code: str) -> str:
    """The first code that no longer begins with `code` (digits compared as text: ':' stands just behind '9')."""
    return code + ":"


def covers(ranges: Iterable[CodeRange], code: str) -> bool:
    """Whether a place lies in one of the ranges. No range covers nothing."""
    return any(code in one for one in ranges)


def merged(ranges: Iterable[CodeRange]) -> Iterator[CodeRange]:
    """The same ground in the fewest ranges, in order."""
    waiting: CodeRange | None = None
    for one in sorted(ranges):
        if waiting and one.lo <= waiting.hi:
            waiting = CodeRange(waiting.lo, max(waiting.hi, one.hi))
        else:
            if waiting:
                yield waiting
            waiting = one
    if waiting:
        yield waiting


def meet(some: Iterable[CodeRange], others: Iterable[CodeRange]) -> list[CodeRange]:
    """The ground that lies in both, in the fewest ranges, in order."""
    both, others = [], list(others)
    for one in some:
        both += [CodeRange(max(one.lo, other.lo), min(one.hi, other.hi)) for other in others if one.lo < other.hi and other.lo < one.hi]
    return list(merged(both))
