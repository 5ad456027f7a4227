"""Money: whole fen, read from and written as text. No float ever stands between."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bangfu.rules.refusal import Refused

Unit = Literal["元", "百元", "千元", "万元", "亿元"]
FEN_IN: dict[str, int] = {"元": 100, "百元": 10_000, "千元": 100_000, "万元": 1_000_000, "亿元": 10_000_000_000}
SHORT = 5   # digits that are below LARGEST_FEN in every unit
LARGEST_FEN = 10**15   # ten thousand billion yuan; fits a 64-bit integer and what a spreadsheet keeps exactly

_ALSO = {"圆": "元", "百": "百元", "千": "千元", "万": "万元", "亿": "亿元"}

_AMOUNT = re.compile(r"^(?:¥|人民币|RMB)?([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?:([百千万亿]?元|圆|[百千万亿])整?)?$", re.ASCII)


@dataclass(frozen=True, order=True)
class Money:
    """An amount in fen (1/100 元). Adds, subtracts and compares with its own kind only; the builtin sum works too."""

    fen: int = 0

    @classmethod
    def read(cls, text: str, unit: Unit = "元") -> "Money":
        """The amount of a cell such as 1,234.5 or ￥12 or 1.2万元; a unit written in the cell outweighs `unit`.

        Refused when it is no amount, is finer than one fen, or is absurdly large.
        """
        if len(text) <= SHORT and text.isascii() and text.isdigit():
            return cls(int(text) * FEN_IN[unit])
        found = _AMOUNT.match(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
        if found is None:
            raise Refused(f"“{text.strip()}”不是金额，请写成 1234.50 这样。")
        written = _ALSO.get(found.group(2) or "", found.group(2) or unit)
        fen = Decimal(found.group(1).replace(",", "")) * FEN_IN[written]
        if fen != fen.to_integral_value():
            raise Refused(f"“{text.strip()}”精确到了分以下，金额最多写到分。")
        if abs(fen) > LARGEST_FEN:
            raise Refused(f"“{text.strip()}”太大，请核对金额和单位。")
        return cls(int(fen))

    @classmethod
    def sum(cls, amounts: Iterable["Money"]) -> "Money":
        """All of them together; nothing together is 0.00."""
        return cls(sum(amount.fen for amount in amounts))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.fen + other.fen) if isinstance(other, Money) else NotImplemented

    def __radd__(self, other: int) -> "Money":
        return self if other == 0 else NotImplemented

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.fen - other.fen) if isinstance(other, Money) else NotImplemented

    def __neg__(self) -> "Money":
        return Money(-self.fen)

    def __bool__(self) -> bool:
        return self.fen != 0

    def per(self, count: int) -> "Money":
        """One of `count` equal parts, rounded to the fen: from half a fen on away from zero (四舍五入). ValueError below one part."""
        if count < 1:
            raise ValueError("an amount is divided by one or more")
        whole, rest = divmod(abs(self.fen), count)
        rounded = whole + (2 * rest >= count)
        return Money(-rounded if self.fen < 0 else rounded)

    def shared(self, count: int) -> tuple["Money", ...]:
        """`count` parts that together are this amount and differ by one fen at most, the larger ones first. ValueError below one part."""
        if count < 1:
            raise ValueError("an amount is shared among one or more")
        whole, rest = divmod(abs(self.fen), count)
        sign = -1 if self.fen < 0 else 1
        return tuple(Money(sign * (whole + (place < rest))) for place in range(count))

    @property
    def yuan(self) -> str:
        """元 with two decimals and thousands separators: 1,234.50."""
        whole, part = divmod(abs(self.fen), 100)
        return f"{'-' if self.fen < 0 else ''}{whole:,}.{part:02d}"

    @property
    def typed(self) -> str:
        """元 as a field takes it: 1234.50."""
        return self.yuan.replace(",", "")

    @property
    def whole_yuan(self) -> int:
        """元 without fen, rounded as `per`: for drawings and columns of large sums, never to reckon on."""
        return self.per(100).fen

    @property
    def wan(self) -> str:
        """万元, exact, with two to six decimals: 62.78, 4,221.165."""
        whole, part = divmod(abs(self.fen), 1_000_000)
        decimals = f"{part:06d}".rstrip("0").ljust(2, "0")
        return f"{'-' if self.fen < 0 else ''}{whole:,}.{decimals}"

    def __str__(self) -> str:
        return self.yuan
