"""Villages that stood in the last list of a kind, and of which the new one says nothing at all."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from bangfu.deliveries.models import DeliveredRow, DeliveredVillage
from bangfu.deliveries.since_before import Compared, last_lists, list_asked
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.rules.place_code import township

MOST_NAMED = 20          # villages named in a sentence


@dataclass(frozen=True)
class VillageMissing:
    """A village that stood in the last list of the kind, with so many rows, and of which this one says nothing at all."""

    place_code: str
    place_name: str
    rows: int
    before: Compared


def villages_missing(by: Actor, delivery: UUID) -> list[VillageMissing]:
    """The villages within reach that stood in the lists this one takes the place of, and are missing in it altogether. A village whose last list is another
    one (each township sends its own) is not missed. Nothing before the list has been compared."""
    found = list_asked(by, delivery)
    if found is None:
        return []
    here, last = set(DeliveredVillage.objects.filter(by.scope(), delivery=found).values_list("place_code", flat=True)), last_lists(by, found)
    replaced = {one.delivery for code, one in last.items() if code in here}
    missing = {code: one for code, one in sorted(last.items()) if code not in here and one.delivery in replaced}
    names = _told_apart(missing, here)
    standing = DeliveredRow.objects.filter(delivery__in={one.delivery for one in missing.values()}, place_code__in=list(missing))
    rows = {(of, code): number for of, code, number in standing.order_by().values_list("delivery", "place_code").annotate(n=Count("pk"))}
    return [VillageMissing(code, names.get(code, code), rows.get((one.delivery, code), 0), one) for code, one in missing.items()]


def _told_apart(missing: Collection[str], others: Iterable[str]) -> dict[str, str]:
    """Code → name of the missing villages; with its township where another of them all is called the same."""
    if not missing:
        return {}
    codes = {*missing, *others}
    names = place_names([*codes, *{township(code) for code in codes}])
    often = Counter(names.get(code) for code in codes)
    return {code: f"{names.get(township(code), '')}{names[code]}" if often[names[code]] > 1 else names[code] for code in missing if code in names}


def missing_told(missing: Sequence[VillageMissing]) -> str:
    """The same as a sentence; '' for none."""
    if not missing:
        return ""
    named = "、".join(f"{one.place_name}（{one.rows:,} 行）" for one in missing[:MOST_NAMED]) + ("等" if len(missing) > MOST_NAMED else "")
    return f"上一份表（{missing[0].before.data_day}）里有、这一份里整村没有的有 {len(missing)} 个村：{named}。程序不动这些村；如果是漏了，请补上再传。"
