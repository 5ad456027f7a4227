"""Long lists as workbooks, made by a job: what was asked for, kept sealed, and what comes of it.

A list shows what the asker reaches and may read: so it is made, and taken, only while they still do.
"""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from bangfu.deliveries.since_workbook import write_since
from bangfu.organization.actor import Actor
from bangfu.organization.queries import tag_words
from bangfu.registry.exports import layout_of, write_roster
from bangfu.registry.filters import RosterForm
from bangfu.registry.models import Printing
from bangfu.registry.queries.printings import ROSTER
from bangfu.registry.queries.rosters import counted
from bangfu.rules.refusal import Refused
from bangfu.sealing.ring import ring

AT_ONCE = 2_000   # rows that are made while one waits: a third of a second
PURPOSE = "registry.export"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Terms:
    """What a list is asked for, by name (the filters of a roster; `delivery` and `place` of what a list changed), and the role and reach of who asked."""

    words: Mapping[str, str]
    role: str
    reach: Sequence[tuple[str, str]]

    @property
    def token(self) -> str:
        """Sealed: somebody may have typed a name to find people by."""
        return ring().seal(json.dumps(asdict(self), ensure_ascii=False, sort_keys=True), PURPOSE)


def terms_of(by: Actor, words: Mapping[str, str]) -> Terms:
    """The terms on which somebody asks now."""
    return Terms(dict(words), by.role, [(one.lo, one.hi) for one in by.ranges])


def read_terms(printing: Printing) -> Terms:
    """The terms of a list again."""
    told = json.loads(ring().unseal(printing.terms, PURPOSE))
    return Terms(told["words"], told["role"], [(lo, hi) for lo, hi in told["reach"]])


def must_still_be_theirs(by: Actor, printing: Printing) -> None:
    """Refused when somebody else asked for it, or when the asker's post does not reach or read any more what it did then."""
    if printing.asked_by != by.user_id:
        raise Refused(f"这份导出是{printing.asked_by_name}要的，内容按要的人能看的范围做；请自己导出一份。")
    terms = read_terms(printing)
    covered = all(any(one.lo <= lo and hi <= one.hi for one in by.ranges) for lo, hi in terms.reach)
    if by.role != terms.role or not covered:
        raise Refused("您的岗位或管辖范围在这以后变了，这份导出不能再用；请重新导出。")


def made(by: Actor, printing: Printing, progress: Progress) -> tuple[bytes, int]:
    """(the workbook, its rows); `progress` is told how many of how many steps are done. Refused as in `must_still_be_theirs`."""
    must_still_be_theirs(by, printing)
    target, words = io.BytesIO(), read_terms(printing).words
    rows = (_roster if printing.what == ROSTER else _since)(target, by, printing, words, progress)
    return target.getvalue(), rows


def _roster(target: io.BytesIO, by: Actor, printing: Printing, words: Mapping[str, str], progress: Progress) -> int:
    form = RosterForm(words, tags=[word for word, _ in tag_words(by)])
    if not form.is_valid():   # a tag that is gone since
        raise Refused("导出的条件里有一项现在没有了，请重新选条件再导出。")
    layout, pasted = layout_of(by, words, by_household=form.by_household)
    asked = form.asked(by, printing.place_code, pasted)
    total = counted(by, asked)
    in_all = total.households if form.by_household else total.persons
    return write_roster(target, by, asked, layout, title=printing.title, words=form.words_of_it(), progress=lambda done: progress(min(done, in_all), in_all))


def _since(target: io.BytesIO, by: Actor, _: Printing, words: Mapping[str, str], progress: Progress) -> int:
    return write_since(target, by, UUID(words["delivery"]), words["place"], progress)
