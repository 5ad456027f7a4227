"""阅览记录: who looked at the file of a household, a person or a paper, and when.

Kept apart from the chain: looking is no deed, there are a hundred looks for one deed, and a page that is looked at must not wait for the head of a
chain. A row a person, subject and day, append-only by the database; written once the page is made, outside of what may only look.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from bangfu.journal.deed import Actor
from bangfu.journal.models import Reading
from bangfu.journal.queries import Asker
from bangfu.rules.place_code import covers
from bangfu.walls.reach import whole_county

PAGES = {"household": "户档案", "person": "人的页面", "paper": "佐证原件"}


@dataclass(frozen=True)
class ReadingRow:
    """One look as pages show it: who, by which post, at what and when first that day. `subject` tells no person's name."""

    id: int
    at: datetime
    user_name: str
    post_title: str
    word: str
    subject_kind: str
    subject_id: str
    place_code: str

    @property
    def subject(self) -> str:
        """The end of the subject's number: enough to tell two apart."""
        return self.subject_id[-8:]


def note_reading(by: Actor, *, kind: str, subject: str, place_code: str) -> None:
    """Writes down that somebody looks at a subject: `kind` of PAGES. The second time on a day nothing is written."""
    now = timezone.now()
    Reading.objects.bulk_create([Reading(
        day=timezone.localdate(now), at=now, user_id=by.user_id or 0, user_name=by.name, post_title=by.post_title, kind=kind, subject_id=subject, place_code=place_code,
    )], ignore_conflicts=True)


@whole_county("who looked at a household stays known when it moves")
def readings_of(by: Asker, kind: str, subject: str, *, stands_at: str, limit: int = 20) -> list[ReadingRow]:
    """Who looked at one subject, the latest first. For whoever reaches `stands_at`."""
    return _rows(Reading.objects.filter(kind=kind, subject_id=subject).order_by("-id")[:limit]) if covers(by.ranges, stands_at) else []


def readings(by: Asker, *, name: str = "", before: int | None = None, behind: int | None = None, limit: int = 50) -> list[ReadingRow]:
    """The looks at places within reach, the latest first, of somebody of that name if given, older than `before`; or the oldest of those that are newer than
    `behind`. For whoever may read the journal."""
    if not by.can("journal.look"):
        return []
    found = Reading.objects.filter(by.scope()).order_by("-id")
    found = found.filter(user_name=name) if name else found
    found = found.filter(id__lt=before) if before else found
    return _rows((found.filter(id__gt=behind).order_by("id") if behind else found)[:limit])


def _rows(found: Iterable[Reading]) -> list[ReadingRow]:
    return [
        ReadingRow(one.pk, one.at, one.user_name, one.post_title, PAGES[one.kind], one.kind, one.subject_id, one.place_code)
        for one in found
    ]
