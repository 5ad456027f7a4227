"""What delivered rows say of people who are forgotten is blanked, and the files they stood in go."""

from uuid import UUID

from django.db import transaction

from bangfu.deliveries.forgetting import Whom, columns_naming, forgotten_row, rows_naming
from bangfu.deliveries.models import DeliveredCell, DeliveredColumn, DeliveredRow, Delivery
from bangfu.deliveries.subjects import discard_unused, subject_of
from bangfu.facts import bulk
from bangfu.journal.actions import Deed, record_all
from bangfu.organization.actor import Actor
from bangfu.rules.delivery import FLOW, SETTLED
from bangfu.rules.refusal import Refused


@transaction.atomic
def forget_rows(by: Actor, *, whom: Whom, at: str, reason: str) -> list[UUID]:
    """Blanks what delivered rows say of people who are forgotten, and discards the files they stood in, whose other rows stay as staged. Returns the ids
    of the rows. Called within the action that forgets them.

    Refused while one of the lists is still in hand: applied later, it would bring them back.
    """
    by.must("registry.erase", at=at)
    rows = list(rows_naming(by, whom))
    deliveries = list(Delivery.objects.filter(pk__in={row.delivery_id for row in rows}).select_related("source").order_by("pk"))
    for one in deliveries:
        if one.state not in SETTLED:
            raise Refused(f"“{one.file_name}”里有这一户，这份收件还在办（{FLOW.word(one.state)}）；请先应用或取消，再注销。")
    bulk.update(DeliveredRow, ((row.pk, forgotten_row()) for row in rows))
    DeliveredCell.objects.filter(row__in=rows).delete()
    DeliveredColumn.objects.filter(pk__in=columns_naming(by, whom, deliveries)).update(examples="")
    record_all(by, [Deed("delivery.file_discarded", subject_of(one), one.place_code, reason=reason, papers=[one.digest]) for one in deliveries])
    transaction.on_commit(lambda: discard_unused(deliveries, settled=SETTLED))
    return [row.pk for row in rows]
