"""The form of a household's income, by the branches of the 2023 forms, reckoned by the server before it is kept."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from bangfu.registry.forms.fields import MoneyInput
from bangfu.registry.forms.households import HouseholdForm, reason_field
from bangfu.registry.queries import Earned
from bangfu.rules.income import (
    BRANCHES,
    ITEMS,
    NetIncome,
    PerHead,
    Window,
    items_of,
    net_income,
    per_head,
    quarter_window,
    recognition_window,
    yearly_window,
)
from bangfu.rules.money import Money
from bangfu.rules.refusal import Refused

YEARS = 4


class BranchLines(NamedTuple):
    """One branch: its letter, word and sum as typed, and its fields by group."""

    letter: str
    word: str
    amount: Money | None
    groups: list[tuple[str, list[BoundField]]]


class Sums(NamedTuple):
    """What the typed amounts come to."""

    income: NetIncome
    per_head: PerHead | None


class IncomeForm(HouseholdForm):
    """The lines of one window. Another window is another address, so that what is typed for one is never kept for another."""

    window = forms.ChoiceField(label="哪一段时间", widget=forms.HiddenInput)
    reason = reason_field()

    def prepare(self) -> None:
        self.windows = windows(timezone.localdate())
        self.fields["window"].choices = [(key, one.word) for key, one in self.windows.items()]   # type: ignore[attr-defined]
        chosen = str(self.data.get("window") or self.initial.get("window") or "")
        self.key = chosen if chosen in self.windows else next(iter(self.windows))
        self.initial["window"] = self.key
        kept = {one.item: one.amount for one in self._kept_lines()}
        for slug, item in ITEMS.items():
            self.fields[slug] = MoneyInput(label=item.word, required=False, help_text=item.note)
            self.initial[slug] = kept.get(slug)

    @property
    def chosen(self) -> Window:
        """The window the form is about."""
        return self.windows[self.key]

    def _kept_lines(self) -> Iterator[Any]:
        """What the desk has recorded for the very window."""
        incomes: tuple[Earned, ...] = self.file.incomes if self.file else ()
        for one in incomes:
            yield from (line for line in one.items if line.origin_kind == "desk" and (line.since, line.until) == (self.chosen.first, self.chosen.after))

    @property
    def amounts(self) -> dict[str, Money]:
        """Leaf → amount as typed, or as kept before anything was typed; nothing for what is no amount."""
        if self.is_bound and not hasattr(self, "cleaned_data"):
            self.full_clean()
        told = self.cleaned_data if self.is_bound else self.initial
        return {slug: told.get(slug) or Money() for slug in ITEMS}

    @property
    def sums(self) -> Sums | None:
        """What the amounts come to; None while one of them cannot be."""
        try:
            income = net_income(self.amounts)
            return Sums(income, per_head(income.net, len(self.members)) if self.members else None)
        except Refused:
            return None

    @property
    def branches(self) -> list[BranchLines]:
        """The branches in the order of the form, with their sums."""
        sums = self.sums
        return [BranchLines(one.letter, one.word, getattr(sums.income, one.slug) if sums else None, self._groups(one.slug)) for one in BRANCHES]

    def _groups(self, branch: str) -> list[tuple[str, list[BoundField]]]:
        groups: dict[str, list[BoundField]] = {}
        for item in items_of(branch):
            groups.setdefault(item.group, []).append(self[item.slug])
        return list(groups.items())

    @property
    def plain_fields(self) -> list[BoundField]:
        return [self["reason"]]

    @property
    def arguments(self) -> dict[str, Any]:
        sent = {slug: amount for slug, amount in self.amounts.items() if slug in self.data}
        return {"since": self.chosen.first, "until": self.chosen.after, "amounts": sent, "reason": self.cleaned_data["reason"]}


def windows(today: date) -> dict[str, Window]:
    """The windows an income may be recorded for, by key, the latest first: years that are over, the twelve months before this one, the last quarters."""
    years = [(str(year), yearly_window(year)) for year in range(today.year, today.year - YEARS - 1, -1)]
    quarters = [(f"{year}Q{quarter}", quarter_window(year, quarter)) for year in (today.year, today.year - 1) for quarter in (4, 3, 2, 1)]
    found = [*years, (f"{today:%Y-%m}", recognition_window(today)), *quarters]
    return {key: one for key, one in found if one.after <= today}
