"""收入: what counts as income (items), over which months (window), and what it comes to, per head and against the line (reckoning)."""

from bangfu.rules.income.items import BRANCHES, ITEMS, NOT_INCOME, Branch, IncomeItem, income_item, items_of, read_item
from bangfu.rules.income.reckoning import (
    BANDS,
    REFERENCE_FORMULAS,
    AgainstLine,
    Band,
    Formula,
    NetIncome,
    PerHead,
    Reckoned,
    Term,
    against_line,
    income_band,
    net_income,
    per_head,
    reference_income,
)
from bangfu.rules.income.window import Window, quarter_window, recognition_window, yearly_window

__all__ = [
    "BANDS", "BRANCHES", "ITEMS", "NOT_INCOME", "REFERENCE_FORMULAS", "AgainstLine", "Band", "Branch", "Formula", "IncomeItem", "NetIncome",
    "PerHead", "Reckoned", "Term", "Window", "against_line", "income_band", "income_item", "items_of", "net_income", "per_head",
    "quarter_window", "read_item", "recognition_window", "reference_income", "yearly_window",
]
