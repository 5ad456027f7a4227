"""谁说了算: a county says which sources it believes about a column of the register, and in which order."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from bangfu.crosscheck import believed as belief
from bangfu.crosscheck.checks.words import REGISTER, cell_word
from bangfu.crosscheck.models import AuthoritySetting
from bangfu.crosscheck.sources import authority_told
from bangfu.facts.models import FOREVER, Rewriting, changed
from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor
from bangfu.rules.finding import must_give_reason
from bangfu.rules.refusal import Refused


@transaction.atomic
def change_authority(by: Actor, *, column: str, believed: Sequence[str], reason: str) -> AuthoritySetting:
    """Says from today on which sources are believed about a column, the weightiest first; those left out are not believed. The next run goes by it; what was
    set before stays.

    Refused without a reason, for sources that do not speak of the column, when nobody is believed, and when nothing would change.
    """
    by.must("crosscheck.settings", at=by.place_code)
    must_give_reason(reason)
    wanted, today = belief.possible(column, believed), timezone.localdate()
    rows = list(AuthoritySetting.objects.select_for_update().filter(column=column, superseded_at=FOREVER).order_by("valid_from"))
    if belief.order_of(rows[-1] if rows else None, column) == wanted:
        raise Refused("和现在的先后一样，没有要改的。")
    left_out = " ".join(one for one in authority_told()[column] if one not in wanted)
    said = {"believed": " ".join(wanted), "left_out": left_out, "reason": reason.strip()[:500], "by_user": by.user_id, "by_name": by.name}
    made = changed(rows, said, today) if rows else Rewriting([], [AuthoritySetting(column=column, valid_from=today, **said)])
    record(
        by, "authority.changed", Subject("authority", column, cell_word(REGISTER, column)), at=by.place_code, reason=reason.strip()[:500],
        superseded=made.superseded, new=made.new,
    )
    return made.new[-1]
