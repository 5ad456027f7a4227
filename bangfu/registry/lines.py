"""The line of policy that an income is held against."""

from dataclasses import dataclass
from datetime import date, datetime

from bangfu.organization.queries import policy_figure_in_force
from bangfu.rules.money import Money

MONITORING = "monitoring_line"


@dataclass(frozen=True)
class Line:
    """A line in force: its word (监测范围), the amount of a head and year, and the document that set it."""

    word: str
    amount: Money
    document: str


def line_in_force(place_code: str, day: date, known: datetime | None = None) -> Line | None:
    """The line below which a household of a place is looked at (监测范围), as it bound on a day and was known at a moment; None where nobody has set one."""
    found = policy_figure_in_force(MONITORING, place_code, day, known)
    return Line(found.word, found.amount, found.document) if found else None
