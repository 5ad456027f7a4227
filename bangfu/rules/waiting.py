"""What waits for somebody: how many, since when, by when."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Waiting:
    """Things of one kind that wait: how many, how many of them are past their day, since when the oldest waits, and the nearest day one is due.

    `first`: the id of the one to begin with, or the code of its place, where one is enough.
    """

    number: int = 0
    overdue: int = 0
    since: datetime | None = None
    due: date | None = None
    first: str = ""

    def __bool__(self) -> bool:
        return self.number > 0

    def is_overdue(self, today: date) -> bool:
        """Whether something is past its day. What is due today is not."""
        return self.overdue > 0 or (self.due is not None and self.due < today)
