"""What waits at the register for the one who asks: disclosures to decide or to take, papers and lists that were made."""

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone

from bangfu.journal.models import Entry
from bangfu.organization.actor import Actor
from bangfu.registry.models import Disclosure, Printing
from bangfu.registry.queries.printings import EXPORTS
from bangfu.rules.disclosure import VALID
from bangfu.rules.waiting import Waiting

TAKEN = ("printing.taken", "roster.exported", "delivery.difference_exported")   # verbs of what was taken away


def disclosures_to_decide(by: Actor) -> Waiting:
    """Bulk disclosures within reach that others asked for."""
    if not by.can("registry.approve_disclosure"):
        return Waiting()
    told = Disclosure.objects.filter(by.scope(), state="asked").exclude(asked_by=by.user_id).aggregate(n=Count("*"), since=Min("asked_at"))
    return Waiting(told["n"], since=told["since"])


def disclosures_to_take(by: Actor) -> Waiting:
    """The asker's own that are approved, until the approval lapses."""
    if not by.can("registry.disclose"):
        return Waiting()
    mine = Disclosure.objects.filter(by.scope(), state="approved", asked_by=by.user_id, decided_at__gt=timezone.now() - VALID)
    told = mine.aggregate(n=Count("*"), since=Min("decided_at"))
    return Waiting(told["n"], due=timezone.localtime(told["since"] + VALID).date() if told["n"] else None)


def exports_to_take(by: Actor) -> Waiting:
    """Lists the asker had made and has not taken yet."""
    return _to_take(by, "reporting.export", Q(what__in=EXPORTS))


def papers_to_take(by: Actor) -> Waiting:
    """Large papers the asker had made and has not taken yet. `first`: the code of the place of the oldest."""
    return _to_take(by, "registry.print", ~Q(what__in=EXPORTS))


def _to_take(by: Actor, power: str, wanted: Q) -> Waiting:
    """Whoever took one away has an entry that names it since it was asked for."""
    if by.user_id is None or not by.can(power):
        return Waiting()
    taken = Exists(Entry.objects.filter(user_id=by.user_id, verb__in=TAKEN, at__gte=OuterRef("asked_at"), papers=OuterRef("digest")))
    made = Printing.objects.filter(by.scope(), wanted, state="made", asked_by=by.user_id, expires_at__gt=timezone.now()).exclude(taken)
    left = list(made.order_by("asked_at").values_list("asked_at", "expires_at", "place_code"))
    due = [timezone.localtime(day).date() for _, day, _ in left if day]
    return Waiting(len(left), since=left[0][0], due=min(due), first=left[0][2]) if left else Waiting()
