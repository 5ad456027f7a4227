"""The exemption register, and the queue of those that wait to be decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from bangfu.crosscheck.models import Settlement
from bangfu.crosscheck.queries.rows import FindingRow, SettlementRow, rows_for, settlement_row
from bangfu.lists.declared import Order
from bangfu.lists.keyset import Page, Turn, paged
from bangfu.organization.actor import Actor, within
from bangfu.registry.queries import persons_named
from bangfu.rules.place_code import CodeRange

SOON = timedelta(days=30)
BY_TIME = Order("at", "什么时候报的", ("at", "id"))


@dataclass(frozen=True)
class ExemptionRow:
    """An exemption in the register or in the queue, with the finding it is about. `mine`: the asker asked for it; `may_withdraw`: they may end it;
    `renewed`: that it go on was asked for already."""

    settlement: SettlementRow
    finding: FindingRow
    mine: bool
    may_withdraw: bool = False
    renewed: bool = False

    @property
    def days(self) -> int:
        """How many days it has waited."""
        return (timezone.localdate() - timezone.localtime(self.settlement.at).date()).days


def exemptions(by: Actor, *, state: str, soon: bool = False, place: str = "", limit: int = 200) -> list[ExemptionRow]:
    """The first of the exemptions that `exemptions_page` lists."""
    return list(exemptions_page(by, state=state, soon=soon, place=place, turn=Turn(size=limit)).rows)


def exemptions_page(by: Actor, *, state: str, soon: bool = False, place: str = "", order: Order = BY_TIME, turn: Turn) -> Page[ExemptionRow]:
    """Exemptions by state (asked, approved, declined, withdrawn), oldest first; `soon`: in force, and ending within 30 days."""
    found = exemptions_in(by, state)
    if place:
        found = found.filter(within([CodeRange.under(place)], "finding__place_code"))
    if soon:
        found = found.filter(expires_on__lte=timezone.localdate() + SOON)
    page = paged(found.select_related("finding"), order, turn)
    return page.told(_listed(by, page.rows))


def _listed(by: Actor, found: Iterable[Settlement]) -> list[ExemptionRow]:
    listed = list(found)
    rows = {row.id: row for row in rows_for(by, [one.finding for one in listed])}
    renewed = set(Settlement.objects.filter(renews__in=listed, state="asked").values_list("renews", flat=True))
    return [
        ExemptionRow(
            settlement_row(one), rows[one.finding_id], one.by_user == by.user_id,
            one.state == "approved" and by.can("crosscheck.approve") and (one.approver == by.user_id or by.can("crosscheck.settings")), one.pk in renewed,
        ) for one in listed
    ]


def exemption_counts(by: Actor) -> dict[str, int]:
    """How many exemptions stand in each list of `exemptions`."""
    until = timezone.localdate() + SOON
    return {
        "asked": exemptions_in(by, "asked").count(), "approved": exemptions_in(by, "approved").count(),
        "soon": exemptions_in(by, "approved").filter(expires_on__lte=until).count(), "declined": exemptions_in(by, "declined").count(),
        "withdrawn": exemptions_in(by, "withdrawn").count(),
    }


def waiting_exemptions(by: Actor) -> int:
    """How many exemptions wait for this very asker: within reach, and not asked for by themselves."""
    return exemptions_in(by, "asked").exclude(by_user=by.user_id).count()


def numbers_of(by: Actor, rows: Iterable[ExemptionRow]) -> dict[str, str]:
    """Person → ID number, as the asker may read it, for the people exemptions are about."""
    wanted = [UUID(one.finding.subject_id) for one in rows if one.finding.subject_kind == "person"]
    return {str(person): row.id_number for person, row in persons_named(by, wanted).items()}


def exemptions_in(by: Actor, state: str) -> QuerySet[Settlement]:
    """Asked: still to be decided. Approved: in force today. Others: as they were decided."""
    if not by.can("crosscheck.look"):
        return Settlement.objects.none()
    found = Settlement.objects.filter(by.scope("finding__place_code"), kind="exemption", state=state)
    if state == "approved":
        return found.filter(finding__state="exempt", expires_on__gte=timezone.localdate())
    waiting = Q(finding__state="asked") | Q(finding__state="exempt", renews__isnull=False)
    return found.filter(waiting) if state == "asked" else found
