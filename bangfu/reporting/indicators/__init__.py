"""指标: each figure is declared once; every page, export, board and command uses that declaration."""

from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType

from bangfu.reporting.indicators.declared import book
from bangfu.reporting.indicators.indicator import Indicator, Term

INDICATORS: Mapping[str, Indicator] = MappingProxyType({one.slug: one for one in book()})
EDITION = sha256(repr(list(INDICATORS.values())).encode()).hexdigest()[:16]   # of the book: what was counted by another is counted anew

__all__ = ["EDITION", "INDICATORS", "Indicator", "Term"]
