"""The files of a whole village as one PDF: planned, laid out and rendered some tens of households at a time, then put together.

Typst looks back over the whole paper on every page, so that a thousand households at once take minutes and gigabytes; fifty take a second. Everything is
told as it was known when the print was asked for, so that a part rendered after a break fits to those before it.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from itertools import accumulate
from uuid import UUID

from django.utils import timezone

from bangfu.documents.joining import Bookmark, joined
from bangfu.facts.models import AsOf
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.registry import prints
from bangfu.registry.models import Printing
from bangfu.registry.prints import Entry, Foot
from bangfu.registry.queries.files import HouseholdFile, household_files
from bangfu.registry.queries.rosters import Asked, households_asked
from bangfu.registry.village_cuts import group_order
from bangfu.rules.place_code import LENGTHS
from bangfu.sealing import files

PART = 50   # households laid out at once
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Plan:
    """How far a print is: its households in the order of filing, as (id, group); `pages` and `names` of those laid out; the SHA-256 of each part rendered.

    Kept sealed, a new one at each step; `before` is the one it takes the place of.
    """

    foot: Foot
    households: Sequence[tuple[str, str]]
    numbers: Sequence[str] = ()
    names: Sequence[str] = ()
    pages: Sequence[int] = ()
    parts: Sequence[str] = ()
    front: int = 0
    before: str = ""
    digest: str = field(default="", compare=False)

    @property
    def steps(self) -> tuple[int, int]:
        """(steps done, steps in all): each part is laid out and rendered."""
        in_all = -(-len(self.households) // PART)
        return -(-len(self.pages) // PART) + len(self.parts), 2 * in_all

    @property
    def starts(self) -> list[int]:
        """On which page each household begins, and the first page that is no more."""
        return list(accumulate(self.pages, initial=self.front + 1))


def planned(by: Actor, printing: Printing) -> Plan:
    """The households a print is of, by group and number, as they were when it was asked for."""
    found = households_asked(by, Asked(printing.place_code, status=printing.status, as_of=_asked(printing))).values_list("household_id", "group", "number")
    ordered = sorted(found, key=lambda one: (*group_order(one[1]), one[2]))
    day = timezone.localtime(printing.asked_at).date()
    return kept(Plan(prints.foot(printing.asked_by_name, day), [(str(household), group) for household, group, _ in ordered]))


def laid_out(by: Actor, printing: Printing, plan: Plan) -> Plan:
    """The next part laid out: how many pages each household takes."""
    found = _files(by, printing, plan, len(plan.pages) // PART)
    if found is None:
        return _anew(by, printing, plan)
    return kept(replace(
        plan, numbers=[*plan.numbers, *(one.row.number for one in found)], names=[*plan.names, *map(prints.head_of, found)],
        pages=[*plan.pages, *prints.part_pages(plan.foot, found)], before=plan.digest,
    ))


def rendered(by: Actor, printing: Printing, plan: Plan) -> Plan:
    """The next part rendered with its page numbers. All must have been laid out."""
    front = plan.front or prints.front_pages(plan.foot, *_front(printing, plan))
    known = replace(plan, front=front)
    found = _files(by, printing, plan, len(plan.parts))
    if found is None:
        return _anew(by, printing, plan)
    part = prints.part_pdf(plan.foot, found, first=known.starts[len(plan.parts) * PART], total=known.starts[-1] - 1)
    return kept(replace(known, parts=[*plan.parts, files.keep(part)], before=plan.digest))


def whole(printing: Printing, plan: Plan) -> bytes:
    """The PDF: the table of contents, all parts, a bookmark for each group and each household."""
    lines, entries = _front(printing, plan)
    front = prints.front_pdf(plan.foot, lines, entries, plan.starts[-1] - 1)
    return joined(prints.FRONT_TITLE, _parts(front, plan), _bookmarks(entries))


def _parts(front: bytes, plan: Plan) -> Iterator[bytes]:
    yield front
    for digest in plan.parts:
        yield files.kept(digest)


def _bookmarks(entries: Sequence[Entry]) -> list[Bookmark]:
    groups: dict[str, list[Bookmark]] = {}
    for one in entries:
        groups.setdefault(one.group, []).append(Bookmark(f"{one.number} {one.name}", one.page))
    return [Bookmark("目录", 1), *(Bookmark(group or "没有填村民组", those[0].page, those) for group, those in groups.items())]


def _front(printing: Printing, plan: Plan) -> tuple[list[tuple[str, str]], list[Entry]]:
    """The lines of the first page and the table of contents; on which page anything stands is not known before the front has been laid out."""
    names = place_names([printing.place_code[:length] for length in LENGTHS.values()])
    county, township, village = (names.get(printing.place_code[: LENGTHS[level]], "") for level in ("county", "township", "village"))
    asked = timezone.localtime(printing.asked_at)
    lines = [
        ("县（市、区）", county), ("乡镇", township), ("村", village), ("范围", printing.status.partition(":")[2] or "全部农户"),
        ("户数", f"{len(plan.pages)} 户"), ("人口和情况截至", f"{asked:%Y-%m-%d %H:%M}"),
    ]
    groups = [group for _, group in plan.households]
    return lines, [Entry(*one) for one in zip(groups, plan.numbers, plan.names, plan.starts, strict=False)]


def _files(by: Actor, printing: Printing, plan: Plan, part: int) -> list[HouseholdFile] | None:
    """The files of a part; None when one of its households has meanwhile been moved out of reach."""
    wanted = [UUID(household) for household, _ in plan.households[part * PART : (part + 1) * PART]]
    found = household_files(by, wanted, _asked(printing))
    return found if len(found) == len(wanted) else None


def _anew(by: Actor, printing: Printing, plan: Plan) -> Plan:
    """The print begun again, without those who are out of reach now."""
    for digest in plan.parts:
        files.discard(digest)
    return replace(planned(by, printing), before=plan.digest)


def _asked(printing: Printing) -> AsOf:
    return AsOf(timezone.localtime(printing.asked_at).date(), printing.asked_at)


def kept(plan: Plan) -> Plan:
    """The plan, sealed; `digest` says where."""
    content = {name: value for name, value in asdict(plan).items() if name != "digest"}
    return replace(plan, digest=files.keep(json.dumps(content, ensure_ascii=False).encode()))


def read_plan(digest: str) -> Plan | None:
    """A plan again; None when it is gone."""
    try:
        told = json.loads(files.kept(digest))
    except FileNotFoundError:
        return None
    below = Foot(**{name: told["foot"][name] for name in Foot.__dataclass_fields__})   # a plan of an older version may say more
    return Plan(**{**told, "foot": below, "households": [(one, group) for one, group in told["households"]], "digest": digest})


def discard(plan: Plan) -> None:
    """Removes a plan and the parts it knows of."""
    for digest in (*plan.parts, plan.before, plan.digest):
        if digest:
            files.discard(digest)


def discard_way(digest: str) -> None:
    """Removes what any print kept on its way: the plan under a digest, and everything that plan names by its hash (`before`, `parts`, `laid`)."""
    try:
        told = json.loads(files.kept(digest))
    except FileNotFoundError:
        return
    for one in (*told.get("parts", ()), *told.get("laid", ()), told.get("before", ""), digest):
        if one:
            files.discard(one)
