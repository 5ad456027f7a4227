"""What waits at the register for the one who asks: disclosures to decide or to take, papers and lists that were made."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Count, Min
from django.utils import timezone

from bangfu.journal.queries import papers_taken
from bangfu.organization.actor import Actor
from bangfu.registry.models import Disclosure, Printing
from bangfu.registry.queries.printings import EXPORTS
from bangfu.rules.disclosure import VALID
from bangfu.rules.waiting import Waiting


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
    return _to_take(by, [one for one in _made(by, "reporting.export") if one.what in EXPORTS])


def papers_to_take(by: Actor) -> Waiting:
    """Large papers the asker had made and has not taken yet. `first`: the code of the place of the oldest."""
    return _to_take(by, [one for one in _made(by, "registry.print") if one.what not in EXPORTS])


def _made(by: Actor, power: str) -> list[Printing]:
    if by.user_id is None or not by.can(power):
        return []
    return list(Printing.objects.filter(by.scope(), state="made", asked_by=by.user_id, expires_at__gt=timezone.now()).order_by("asked_at"))


def _to_take(by: Actor, made: Sequence[Printing]) -> Waiting:
    if not made:
        return Waiting()
    taken = papers_taken(by.user_id, [one.digest for one in made], made[0].asked_at - timedelta(seconds=1))
    left = [one for one in made if one.digest not in taken]
    due = [timezone.localtime(one.expires_at).date() for one in left if one.expires_at]
    return Waiting(len(left), since=left[0].asked_at, due=min(due, default=None), first=left[0].place_code) if left else Waiting()
