"""Which village a delivered row belongs to, by the words it uses, within the reach of the post it was delivered from; and how one is put in."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from bangfu.deliveries.models import DeliveredVillage, Delivery
from bangfu.organization.queries import villages_by_name
from bangfu.rules import place_code
from bangfu.rules.place_code import CodeRange, covers
from bangfu.rules.refusal import Refused
from bangfu.workbooks.header import Understanding
from bangfu.workbooks.layout import LAYOUTS
from bangfu.workbooks.row import Fault, Row

SUFFIXES = ("村民委员会", "居民委员会", "行政村", "村委会", "居委会", "社区", "村")


class VillageFinder:
    """Finds villages for the rows of one delivery. Names are compared without their endings; a doubtful name is never guessed."""

    def __init__(self, delivery: Delivery, ranges: Sequence[CodeRange], understanding: Understanding) -> None:
        county = delivery.place_code[:6]
        self._column = understanding.by_key["village"].letter if "village" in understanding.by_key else ""
        self._home, self._ranges = delivery.place_code, ranges
        self._required = any(one.key == "village" for one in LAYOUTS[delivery.source.layout].required)
        self._by_pair: dict[tuple[str, str], str] = {}
        self._by_name: dict[str, list[str]] = {}
        self._townships: dict[str, str] = {}
        self._said: dict[tuple[str, str], str] = {}
        for (township, village), code in villages_by_name([CodeRange.under(county)]).items():
            self._townships[bare(township)] = place_code.township(code)
            self._by_pair[bare(township), bare(village)] = code
            self._by_name.setdefault(bare(village), []).append(code)

    def placed(self, row: Row) -> tuple[str, Row] | None:
        """(place code, row): the row gains a fault when a list that must name villages names none we know. None for a row of a village,
        or of an unknown village of a township, out of the post's reach: it is left to those who answer for it, and not kept."""
        township, village = str(row.values.get("township") or ""), str(row.values.get("village") or "")
        found = self._said.get((township, village))
        if found is None:   # a list says the same few hundred names again and again
            found = self._said[township, village] = self._found(township, village)
        if found:
            return (found, row) if covers(self._ranges, found) else None
        if not self._reaches_into(self._townships.get(bare(township), self._home)):
            return None
        return self._home, self._faulty(row, township, village) if self._required else row

    def _reaches_into(self, township: str) -> bool:
        return any(one.lo < place_code.after(township) and township < one.hi for one in self._ranges)

    def _found(self, township: str, village: str) -> str:
        if township:
            return self._by_pair.get((bare(township), bare(village)), "")
        within = [code for code in self._by_name.get(bare(village), []) if covers(self._ranges, code)]
        return within[0] if len(within) == 1 else ""

    def _faulty(self, row: Row, township: str, village: str) -> Row:
        sentence = f"系统里没有“{township}{village}”这个村，或有同名的村分不清；请核对村名（含并村、改名）。"
        return row._replace(faults=(*row.faults, Fault("village", self._column, village, sentence)))


def bare(name: str) -> str:
    """A place's name without blanks and without its ending, for comparing."""
    plain = "".join(name.split())
    for suffix in SUFFIXES:
        if plain.endswith(suffix) and len(plain) > len(suffix) + 1:
            return plain.removesuffix(suffix)
    for suffix in ("街道办事处", "街道", "镇", "乡"):
        if plain.endswith(suffix) and len(plain) > len(suffix) + 1:
            return plain.removesuffix(suffix)
    return plain


def village_applied(village: DeliveredVillage) -> tuple[DeliveredVillage, dict[str, Any]]:
    """What an applying action rewrites, inside its own deed, to say that a village is in. Of two at once the second is refused."""
    if village.applied_at:
        raise Refused("这个村已经应用过了。")
    return village, {"applied_at": timezone.now()}
