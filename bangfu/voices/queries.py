"""What is asked about voices: those at one's desk, one's own, how many there are, how many wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.rules.voice import FLOW, KINDS, MATTERS, STEPS
from bangfu.voices.models import Reply, Voice
from bangfu.voices.sealed import WORDS, WRITER, index_of, keys_of, opened
from bangfu.walls.reach import whole_county

NAMELESS = "匿名"
WAITING = ("said", "passed")
OWN = "what one wrote oneself lies at the county's desk"


@dataclass(frozen=True)
class ReplyRow:
    """What was done about a voice, in words."""

    word: str
    words: str
    by_name: str
    by_title: str
    at: datetime


@dataclass(frozen=True)
class VoiceRow:
    """A voice as pages show it. `writer` is “匿名” when it bears no name; `days`: how long it waits or waited; `is_mine`: whether the asker wrote it."""

    id: UUID
    kind: str
    matter: str
    desk_code: str
    desk_name: str
    about_code: str
    about_name: str
    page: str
    words: str
    writer: str
    is_anonymous: bool
    is_mine: bool
    is_forgotten: bool
    state: str
    state_word: str
    said_at: datetime
    moved_at: datetime
    days: int


@dataclass(frozen=True)
class VoicesWaiting:
    """How many voices wait for the asker: of their own, answered and to be looked at; of others, to be answered at their desk, and since when."""

    answered: int
    to_answer: int
    since: datetime | None


@dataclass(frozen=True)
class TallyLine:
    """How many voices of one kind there are, by state."""

    kind: str
    counts: tuple[tuple[str, int], ...]
    total: int


def may_look(by: Actor) -> bool:
    """Whether the asker has a desk of voices: who answers, and who may have a writer named."""
    return by.can("voices.answer") or by.can("voices.name")


def voices(
    by: Actor, *, state: str = "", kind: str = "", matter: str = "", before: UUID | None = None, behind: UUID | None = None, limit: int = 50,
) -> list[VoiceRow]:
    """The voices at the asker's desk and the desks below it, the latest first, older than `before`; or the oldest of those that are newer than `behind`."""
    found = _at_desk(by).order_by("-id")
    for name, value in (("state", state), ("kind", kind), ("matter", matter)):
        found = found.filter(**{name: value}) if value else found
    found = found.filter(id__lt=before) if before else found
    return _rows(by, (found.filter(id__gt=behind).order_by("id") if behind else found)[:limit])


@whole_county(OWN)
def my_voices(by: Actor, *, limit: int = 200) -> list[VoiceRow]:
    """What the asker wrote, with or without a name, the latest first."""
    return _rows(by, _mine(by).order_by("-id")[:limit])


def voice(by: Actor, wanted: UUID) -> VoiceRow | None:
    """One voice: one's own, or one at one's desk."""
    found = _my(by, wanted) or _at_desk(by).filter(pk=wanted).first()
    return _rows(by, [found])[0] if found else None


def replies(by: Actor, wanted: UUID) -> list[ReplyRow]:
    """What was done about a voice the asker may read, in the order of time."""
    if voice(by, wanted) is None:
        return []
    key = keys_of([wanted]).get(wanted)
    with whole_county(OWN):
        found = list(Reply.objects.filter(voice=wanted).order_by("at", "id"))
    return [ReplyRow(STEPS[one.step], opened(one.words, WORDS, key), one.by_name, one.by_title, one.at) for one in found]


def voice_tally(by: Actor) -> list[TallyLine]:
    """How many voices of each kind lie at the asker's desk and below, by state: one query."""
    counted = {(one["kind"], one["state"]): one["n"] for one in _at_desk(by).values("kind", "state").annotate(n=Count("pk"))}
    lines = [(word, tuple((state, counted.get((kind, state), 0)) for state in FLOW.states)) for kind, word in KINDS.items()]
    return [TallyLine(word, counts, sum(number for _, number in counts)) for word, counts in lines]


@whole_county(OWN)
def waiting_voices(by: Actor) -> VoicesWaiting:
    """What waits for the asker at 今日: one query."""
    found = Voice.objects.aggregate(
        answered=Count("pk", filter=Q(writer_index=index_of(by.user_id), state="answered") & ~Q(writer_index="")), to_answer=Count("pk", filter=_to_answer(by)),
        since=Min("moved_at", filter=_to_answer(by)),
    )
    return VoicesWaiting(found["answered"], found["to_answer"], found["since"])


def _to_answer(by: Actor) -> Q:
    """The county's officers answer what is said, a township what was passed to it."""
    if not by.can("voices.answer"):
        return Q(pk__in=[])
    return by.scope() & Q(state="said" if by.can("voices.direct") else "passed")


def _at_desk(by: Actor) -> QuerySet[Voice]:
    return Voice.objects.filter(by.scope()) if may_look(by) else Voice.objects.none()


@whole_county(OWN)
def _my(by: Actor, wanted: UUID) -> Voice | None:
    return _mine(by).filter(pk=wanted).first()


def _mine(by: Actor) -> QuerySet[Voice]:
    index = index_of(by.user_id)
    return Voice.objects.filter(writer_index=index) if index else Voice.objects.none()


def _rows(by: Actor, found: Iterable[Voice]) -> list[VoiceRow]:
    kept = list(found)
    keys = keys_of(one.pk for one in kept)
    names = place_names(code for one in kept for code in (one.place_code, one.about_code) if code)
    mine = index_of(by.user_id)
    return [_row(one, keys.get(one.pk), names, is_mine=bool(mine) and one.writer_index == mine) for one in kept]


def _row(one: Voice, key: bytes | None, names: dict[str, str], *, is_mine: bool) -> VoiceRow:
    ended = timezone.now() if one.state in WAITING else one.moved_at
    return VoiceRow(
        id=one.pk, kind=KINDS[one.kind], matter=MATTERS[one.matter], desk_code=one.place_code, desk_name=names.get(one.place_code, one.place_code),
        about_code=one.about_code, about_name=names.get(one.about_code, one.about_code), page=one.page, words=opened(one.words, WORDS, key),
        writer=NAMELESS if one.is_anonymous else opened(one.writer, WRITER, key), is_anonymous=one.is_anonymous, is_mine=is_mine, is_forgotten=key is None,
        state=one.state, state_word=FLOW.word(one.state), said_at=one.said_at, moved_at=one.moved_at,
        days=(timezone.localdate(ended) - timezone.localdate(one.said_at)).days,
    )
