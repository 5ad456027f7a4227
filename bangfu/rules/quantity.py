"""Quantities: areas, lengths and shares as sheets write them, each in its unit. Exact: nothing is rounded, and no float ever stands between.

1 公顷 is 15 亩, 1 亩 is 2000/3 平方米 and 10 分, 1 公里 is 2 里 (国务院关于在我国统一实行法定计量单位的命令, 1984, and its table for land).
"""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from bangfu.rules.refusal import Refused

_AREA: Mapping[str, Fraction] = {"亩": Fraction(1), "公顷": Fraction(15), "平方公里": Fraction(1500), "平方米": Fraction(3, 2000), "分": Fraction(1, 10)}
_LENGTH: Mapping[str, Fraction] = {"公里": Fraction(1), "米": Fraction(1, 1000), "里": Fraction(1, 2)}
_ALSO = {
    "千米": "公里", "km": "公里", "华里": "里", "m": "米", "平米": "平方米", "平方": "平方米", "m2": "平方米", "ha": "公顷", "km2": "平方公里", "市亩": "亩",
    "平方千米": "平方公里",
}
UNITS: Mapping[str, Mapping[str, Fraction]] = MappingProxyType({unit: kind for kind in (_AREA, _LENGTH) for unit in kind})   # unit → its kind's table
FINEST = 6   # decimals of a converted measure; one that needs more was never measured in the unit it is wanted in

_QUANTITY = re.compile(r"^([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)([^\d.,+-][^+-]*)?$", re.ASCII)
_PERCENT = re.compile(r"^(\d{1,3}(?:\.\d+)?)(%|％)?$", re.ASCII)


def unit_named(word: str) -> str:
    """The unit a word names (㎡ → 平方米, km → 公里); '' when it names none of area or length."""
    plain = unicodedata.normalize("NFKC", word).strip()
    known = _ALSO.get(plain.lower(), plain)
    return known if known in UNITS else ""


def read_quantity(text: str, unit: str, written: str = "") -> Decimal:
    """The measure of a cell in `unit`. `written` is the unit its heading names, '' for `unit` itself; one in the cell outweighs both.

    Refused when it is no measure, is in a unit of another kind (公里 where 亩 is wanted), or does not come out even in `unit`.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    found = _QUANTITY.match("".join(plain.split()))
    if found is None:
        raise Refused(f"“{text.strip()}”不是数量，请写成 12.5 这样，单位是{unit}。")
    own = unit_named(found[2] or "") if found[2] else written or unit
    if own not in UNITS[unit]:
        raise Refused(f"“{text.strip()}”的单位换算不成{unit}，请用{unit}填写。")
    amount = Decimal(found[1].replace(",", ""))
    return amount if own == unit else _converted(text, amount, UNITS[unit][own] / UNITS[unit][unit], unit)


def read_percent(text: str) -> Decimal:
    """Percent as a number: 85% and 85 are 85. Refused when it is none, above 100, or a bare number up to 1, which may be meant either way."""
    found = _PERCENT.match(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    if found is None or Decimal(found[1]) > 100:
        raise Refused(f"“{text.strip()}”不是百分比，请写成 85% 这样。")
    if not found[2] and 0 < Decimal(found[1]) <= 1:
        raise Refused(f"“{text.strip()}”分不清是百分之几还是几成，请带上百分号，如 85%。")
    return Decimal(found[1])


def _converted(text: str, amount: Decimal, times: Fraction, unit: str) -> Decimal:
    exact = Fraction(amount) * times * 10**FINEST
    if exact.denominator != 1:
        raise Refused(f"“{text.strip()}”换算成{unit}除不尽，请直接用{unit}填写。")
    return Decimal(exact.numerator).scaleb(-FINEST).normalize() + 0
