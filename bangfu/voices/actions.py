"""What is done to voices: said, passed to a township, answered, accepted, said again, closed, forgotten; and naming a writer who gave no name.

Who writes without a name stands as “匿名” in the journal too; only the county's auditor can have the name said, with a reason and an entry.
"""

from dataclasses import replace
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.accounts.quota import spend
from bangfu.facts import bulk
from bangfu.journal.actions import Subject, destroy_keys, record
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place
from bangfu.rules import voice as rule
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.refusal import Refused
from bangfu.sealing.logs import masked
from bangfu.voices.models import Reply, Voice
from bangfu.voices.sealed import WORDS, WRITER, fresh_key, index_of, keys_of, opened, seal
from bangfu.walls.reach import whole_county

NAMELESS = "匿名"
OWN = "what anybody writes goes to the county's desk"


@transaction.atomic
@whole_county(OWN)
def write_voice(by: Actor, *, kind: str, matter: str, words: str, about: str = "", page: str = "", is_anonymous: bool = False) -> Voice:
    """Says something to the county; long numbers in it are masked. `about` is a place code, or ''. Without a name the page is not kept either: its address
    may hold the village.

    Refused without words, with too many, for a place out of sight, and for more than a day's measure.
    """
    by.must("voices.write")
    text = rule.said(masked(words))
    if kind not in rule.KINDS or matter not in rule.MATTERS:
        raise Refused("请选是哪一类、关于什么。", field="kind")
    if about and place(by, about) is None:
        raise Refused("没有这个地方，请从列表里选。", field="about")
    _within_measure(by)
    made = Voice(
        place_code=by.place_code[: LENGTHS["county"]], place_then=by.place_code[: LENGTHS["county"]], kind=kind, matter=matter, about_code=about,
        page="" if is_anonymous else rule.own_page(masked(page)), is_anonymous=is_anonymous, writer_index=index_of(by.user_id), state="said", said_at=timezone.now(),
        moved_at=timezone.now(),
    )
    row, key = fresh_key(made.pk)
    bulk.insert([row])
    made.words, made.writer = seal(text, WORDS, key), seal(f"{by.name}（{by.post_title}）", WRITER, key)
    record(_as_written(by, made), "voice.said", _subject(made), at=made.place_code, new=[made])
    return made


def _within_measure(by: Actor) -> None:
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    if Voice.objects.filter(writer_index=index_of(by.user_id), said_at__gte=today).count() >= rule.MOST_A_DAY:
        raise Refused(f"今天已经写了 {rule.MOST_A_DAY} 件。急事请直接打电话给县里，其余的明天再写。")


@transaction.atomic
def pass_voice(by: Actor, *, voice: UUID, township: str, words: str) -> Voice:
    """Passes a voice on to a township to be answered there, with a word of what is wanted. Refused for what is no township of the county."""
    found = _at_desk(by, voice, "voices.direct")
    where = place(by, township)
    if where is None or where.level != "township" or not township.startswith(found.place_code):
        raise Refused("请选转给哪个乡镇。", field="township")
    return _step(by, found, "pass", rule.said(words), {"place_code": township})


@transaction.atomic
def take_voice_back(by: Actor, *, voice: UUID, words: str = "") -> Voice:
    """Takes back to the county what a township has not answered yet."""
    found = _at_desk(by, voice, "voices.direct")
    return _step(by, found, "take_back", words.strip(), {"place_code": found.place_code[: LENGTHS["county"]]})


@transaction.atomic
def answer_voice(by: Actor, *, voice: UUID, words: str) -> Voice:
    """Answers a voice that lies at one's own desk: the county's, or the township's it was passed to."""
    found = _at_desk(by, voice, "voices.answer")
    return _step(by, found, rule.answer_step(found.state), rule.said(words))


@transaction.atomic
def close_voice(by: Actor, *, voice: UUID, words: str) -> Voice:
    """Ends a voice that is not to be answered (said twice, no words of sense), with the reason its writer reads."""
    found = _at_desk(by, voice, "voices.direct")
    return _step(by, found, "close", rule.said(words))


@transaction.atomic
@whole_county(OWN)
def accept_answer(by: Actor, *, voice: UUID) -> Voice:
    """The writer says that it is settled."""
    return _step(by, _own(by, voice), "accept", "")


@transaction.atomic
@whole_county(OWN)
def say_again(by: Actor, *, voice: UUID, words: str) -> Voice:
    """The writer says what is not settled yet: it goes back to the county's desk, whoever answered."""
    found = _own(by, voice)
    return _step(by, found, "reopen", rule.said(words), {"place_code": found.place_code[: LENGTHS["county"]]})


@transaction.atomic
def forget_voice(by: Actor, *, voice: UUID, reason: str) -> None:
    """Destroys what a voice and its replies say and who wrote it, for ever; that there was one stays countable. Refused while it waits, and twice."""
    found = _at_desk(by, voice, "voices.direct")
    if found.state != "closed":
        raise Refused("还没有办结的不能销毁，请先答复，或写明为什么不再答复。")
    if keys_of([found.pk]).get(found.pk) is None:
        raise Refused("这一件已经销毁过了。")
    record(by, "voice.forgotten", Subject("voice", str(found.pk), "意见"), at=found.place_code, reason=rule.said(reason, field="reason"))
    destroy_keys([found.pk])


@transaction.atomic
def name_writer(by: Actor, *, voice: UUID, reason: str) -> str:
    """Who wrote a voice without a name; written down with the reason, where the county's officers read it. Refused when it bears its name anyway."""
    found = _at_desk(by, voice, "voices.name")
    if not found.is_anonymous:
        raise Refused("这一件写了姓名，不用查看。")
    record(by, "voice.writer_named", _subject(found), at=found.place_code, reason=rule.said(reason, field="reason"))
    return opened(found.writer, WRITER, keys_of([found.pk]).get(found.pk))


@transaction.atomic
def note_voices_exported(by: Actor, *, voices: int) -> None:
    """Writes down that the voices at one's desk left as a workbook."""
    by.must("voices.answer", at=by.place_code)
    spend(by, voices)
    record(by, "voices.exported", Subject("place", by.place_code, f"{voices} 件"), at=by.place_code)


def _at_desk(by: Actor, voice: UUID, power: str) -> Voice:
    by.must(power)
    found = Voice.objects.filter(by.scope(), pk=voice).first()
    if found is None:
        raise Refused("没有这一件，或它不在您这里办。")
    by.must(power, at=found.place_code)
    return found


def _own(by: Actor, voice: UUID) -> Voice:
    by.must("voices.write")
    found = Voice.objects.filter(pk=voice, writer_index=index_of(by.user_id)).exclude(writer_index="").first()
    if found is None:
        raise Refused("没有这一件，或它不是您写的。")
    return found


def _step(by: Actor, found: Voice, step: str, words: str, changes: dict[str, Any] | None = None) -> Voice:
    """One step of the flow with its reply, in one entry."""
    now, acts, key = timezone.now(), _as_written(by, found), keys_of([found.pk]).get(found.pk)
    values = {"state": rule.FLOW.after(found.state, step), "moved_at": now, **(changes or {})}
    if key is None:
        raise Refused("这一件的内容已经销毁，不能再办。")
    said = Reply(voice=found, step=step, words=seal(masked(words), WORDS, key), by_name=acts.name, by_title=acts.post_title[:80], at=now)
    record(acts, f"voice.{rule.VERBS[step]}", _subject(found), at=found.place_code, new=[said], rewritten=[(found, values)])
    return found


def _as_written(by: Actor, voice: Voice) -> Actor:
    """The actor as the journal and the replies may know them: nameless when it is the writer, and the voice bears no name."""
    if voice.is_anonymous and index_of(by.user_id) == voice.writer_index:
        return replace(by, user_id=None, name=NAMELESS, post_id=None, post_title=NAMELESS)
    return by


def _subject(voice: Voice) -> Subject:
    return Subject("voice", str(voice.pk), f"{rule.KINDS[voice.kind]}（{rule.MATTERS[voice.matter]}）", key=voice.pk)
