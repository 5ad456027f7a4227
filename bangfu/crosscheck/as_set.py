"""What the county has set of its checks: which are off, with what numbers the others run, and in which order the sources are believed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from bangfu.crosscheck import believed
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.checks.check import Check
from bangfu.crosscheck.engine import Tables
from bangfu.crosscheck.models import AuthoritySetting, CheckSetting
from bangfu.facts.models import FOREVER
from bangfu.rules.member import MemberLimits
from bangfu.rules.refusal import Refused

Values = Mapping[tuple[str, str], Decimal]


@dataclass(frozen=True)
class AsSet:
    """Checks that are switched off, and the number of every setting: the county's, else the check's own. Among them the places of the sources (`believed`)."""

    values: Values = field(default_factory=dict)
    off: frozenset[str] = frozenset()

    def into(self, read: Tables) -> Tables:
        """What a run reads, with what was set otherwise; policy figures stay."""
        return replace(read, limits=self.limits, values={**believed.without_order(read.values), **self.values}, off=self.not_run)

    @property
    def not_run(self) -> frozenset[str]:
        """Checks a run leaves out: those that are off, and those of what a source says that is not believed about it."""
        return self.off | believed.not_looked_for(self.values)

    @property
    def limits(self) -> MemberLimits:
        """The limits of the member logic, which are settings of its check."""
        return MemberLimits(**{name: int(value) for (check, name), value in self.values.items() if check == "member_logic"})

    def but(self, check: Check, on: bool, values: Mapping[str, Decimal]) -> "AsSet":
        """With one check set otherwise."""
        off = self.off - {check.slug} if on else self.off | {check.slug}
        return AsSet({**self.values, **{(check.slug, name): value for name, value in values.items()}}, frozenset(off))

    def believing(self, column: str, slugs: Sequence[str]) -> "AsSet":
        """With other sources believed about one column, or in another order."""
        return replace(self, values={**self.values, **believed.placed(column, slugs)})


def in_force(day: date) -> AsSet:
    """What is set on a day, as known now."""
    on_day = {"superseded_at": FOREVER, "valid_from__lte": day, "valid_to__gt": day}
    return of(CheckSetting.objects.filter(**on_day), AuthoritySetting.objects.filter(**on_day))


def of(rows: Iterable[CheckSetting], orders: Iterable[AuthoritySetting] = ()) -> AsSet:
    """What rows say, at most one a check and one a column; a setting a check has no more is left out."""
    listed = list(rows)
    own = {(check.slug, one.name): one.value for check in CHECKS.values() for one in check.settings}
    said = {(row.check_slug, name): value for row in listed for name, value in read(row.values).items() if (row.check_slug, name) in own}
    return AsSet({**own, **said, **believed.numbers(orders)}, frozenset(row.check_slug for row in listed if not row.on))


def read(text: str) -> dict[str, Decimal]:
    """The numbers of a row."""
    return {name: Decimal(value) for name, _, value in (line.partition(" ") for line in text.splitlines())}


def written(values: Mapping[str, Decimal]) -> str:
    """Numbers as a row keeps them."""
    return "\n".join(f"{name} {value.normalize():f}" for name, value in sorted(values.items()))


def possible(check: Check, values: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Numbers a check may be given. Refused, naming the setting, for one it has not, or that lies outside of what is possible."""
    known = {one.name: one for one in check.settings}
    for name, value in values.items():
        if name not in known:
            raise Refused("这项检查没有这个参数，请刷新页面再改。")
        one = known[name]
        try:
            if not one.least <= Decimal(value) <= one.most:
                raise Refused(f"“{one.word}”要在 {one.least.normalize():f} 到 {one.most.normalize():f}{one.unit}之间。", field=name)
        except InvalidOperation:
            raise Refused(f"“{one.word}”要填数字。", field=name) from None
    return dict(values)
