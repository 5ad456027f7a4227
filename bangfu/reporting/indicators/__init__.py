"""指标: each figure is declared once; every page, export, board and command uses that declaration."""

from collections.abc import Mapping
from types import MappingProxyType

from bangfu.reporting.indicators.declared import book
from bangfu.reporting.indicators.indicator import Indicator, Term

INDICATORS: Mapping[str, Indicator] = MappingProxyType({one.slug: one for one in book()})

__all__ = ["INDICATORS", "Indicator", "Term"]
