"""What leaves the program in a day: every export, print and disclosure counts its rows here, in the transaction that notes it.

A person who has taken what their county allows in a day takes no more, and the security administrator is told (ASVS 5 2.4.1). The count follows from
the journal, is no fact, and is begun anew every day.
"""

from django.db import transaction
from django.utils import timezone

from bangfu.accounts.models import RowsTaken
from bangfu.accounts.queries import county_of, door_of
from bangfu.organization.actor import Actor
from bangfu.rules.refusal import Alarming, Forbidden

# the verbs under which rows about people leave: whoever records one calls `spend` (tested)
LEAVES = frozenset({
    "figures.exported", "roster.exported", "register.looked_up", "list.taken", "delivery.difference_exported", "delivery.refused_exported",
    "crosscheck.printed", "exemptions.exported", "type_back.printed", "findings.lettered", "disclosure.taken", "printing.taken", "household.printed",
    "voices.exported",
})


class OverQuota(Forbidden, Alarming):
    """More rows than a person may take in a day. A job lets nothing out: what it made is taken on a page."""

    verb = "export.refused"

    def __init__(self, sentence: str, *, told: str) -> None:
        super().__init__(sentence)
        self.told = told


def spend(by: Actor, rows: int) -> None:
    """Counts rows that leave with somebody today. OverQuota beyond their county's measure; what led to it is then undone. The program itself is not counted."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("rows are counted inside the transaction that notes that they leave")
    if by.user_id is None or not rows:
        return
    day, most = timezone.localdate(), door_of(county_of(by.place_code)).exported_rows
    RowsTaken.objects.get_or_create(user_id=by.user_id, day=day)
    taken = RowsTaken.objects.select_for_update().get(user_id=by.user_id, day=day)
    if taken.rows + rows > most:
        raise OverQuota(
            f"您今天已经导出、打印 {taken.rows:,} 行，这次还要 {rows:,} 行，超过了每天 {most:,} 行的规定，已告诉县安全管理员。工作需要的，请他调整规定，或明天再办。",
            told=f"已 {taken.rows:,} 行，又要 {rows:,} 行，规定 {most:,} 行",
        )
    taken.rows += rows
    taken.save(update_fields=["rows"])
