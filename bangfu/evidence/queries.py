"""What is asked about papers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from uuid import UUID

from django.db.models import Q

from bangfu.evidence.given import ENDINGS, PICTURE
from bangfu.evidence.models import Paper
from bangfu.organization.actor import Actor
from bangfu.rules.refusal import Refused
from bangfu.sealing import files


@dataclass(frozen=True)
class PaperRow:
    """A paper as lists and its own page show it. `size` in bytes; `digest` is the SHA-256 of what was stored."""

    id: UUID
    subject_kind: str
    subject_id: str
    subject_label: str
    kind: str
    kind_word: str
    file_name: str
    media_type: str
    size: int
    digest: str
    taken_on: date | None
    note: str
    kept_at: datetime
    kept_by: str
    place_code: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_reason: str

    @property
    def standing(self) -> bool:
        return self.withdrawn_at is None

    @property
    def is_picture(self) -> bool:
        return self.media_type == PICTURE

    @property
    def shown_name(self) -> str:
        """The name as it was given, with the ending of what is stored."""
        return PurePath(self.file_name).stem + ENDINGS[self.media_type]


@dataclass(frozen=True)
class Content:
    """What was stored of a paper."""

    body: bytes
    media_type: str
    name: str


def papers_of(by: Actor, subjects: Iterable[tuple[str, str]], *, withdrawn: bool = False) -> list[PaperRow]:
    """The papers of subjects, each a kind word and an id, in one query, latest first; those withdrawn only when asked for."""
    wanted = _about(subjects)
    if wanted is None or not by.can("evidence.look"):
        return []
    found = Paper.objects.filter(by.scope(), wanted, erased_at=None)
    if not withdrawn:
        found = found.filter(withdrawn_at=None)
    return [_row(one) for one in found.order_by("-kept_at", "-id")]


def _about(subjects: Iterable[tuple[str, str]]) -> Q | None:
    ids = defaultdict(set)
    for kind, one in subjects:
        ids[kind].add(str(one))
    wanted = [Q(subject_kind=kind, subject_id__in=those) for kind, those in sorted(ids.items())]
    return Q(*wanted, _connector=Q.OR) if wanted else None


def paper(by: Actor, wanted: UUID) -> PaperRow | None:
    """One paper within reach, standing or withdrawn."""
    if not by.can("evidence.look"):
        return None
    found = Paper.objects.filter(by.scope(), pk=wanted, erased_at=None).first()
    return _row(found) if found else None


def content(by: Actor, wanted: UUID) -> Content | None:
    """What was stored of a paper within reach. One that was withdrawn opens only to those who may withdraw papers there.

    Refused when the store has lost it.
    """
    found = paper(by, wanted)
    if found is None or not may_open(by, found):
        return None
    try:
        return Content(files.kept(found.digest), found.media_type, found.shown_name)
    except FileNotFoundError as error:
        raise Refused("这份材料的文件不在存储里，可能没有随备份恢复。请联系县级系统管理员。") from error


def may_open(by: Actor, row: PaperRow) -> bool:
    """Whether the asker may see what was stored: of a paper in its file whoever may look, of a withdrawn one whoever keeps papers."""
    return by.can("evidence.look" if row.standing else "evidence.keep", at=row.place_code)


def _row(one: Paper) -> PaperRow:
    return PaperRow(
        one.id, one.subject_kind, one.subject_id, one.subject_label, one.kind, one.kind_word, one.file_name, one.media_type, one.size,
        one.digest, one.taken_on, one.note, one.kept_at, one.kept_by, one.place_code, one.withdrawn_at, one.withdrawn_by, one.withdrawn_reason,
    )
