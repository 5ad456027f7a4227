"""What is done to papers: kept, withdrawn, taken along when their subject moves, erased with it."""

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.evidence.filing import PaperKind
from bangfu.evidence.given import stored_form
from bangfu.evidence.models import Paper
from bangfu.journal.actions import Deed, Subject, record, record_all
from bangfu.organization.actor import Actor
from bangfu.organization.models import Place
from bangfu.rules.refusal import Refused
from bangfu.sealing import files
from bangfu.sealing.logs import masked
from bangfu.walls.reach import whole_county


def keep_paper(
    by: Actor, *, subject: Subject, at: str, kind: PaperKind, file_name: str, content: bytes, taken_on: date | None = None, note: str = "",
) -> Paper:
    """Keeps a photograph or PDF about a subject at a place. `content` as given; what is stored of it is `given.stored_form`.

    Refused when it is neither, too large, unreadable or not safe to open; for a day to come; or when the subject has this very paper
    already (so a second press of the button keeps nothing twice). The photograph is drawn anew before the transaction begins.
    """
    by.must("evidence.keep", at=at)
    day, stored = _past(taken_on), stored_form(content)
    paper = Paper(
        subject_kind=subject.kind, subject_id=subject.id, subject_label=subject.label, subject_key=subject.key, kind=kind.slug,
        kind_word=kind.word, file_name=_named(file_name), media_type=stored.media_type, size=len(stored.content),
        digest=hashlib.sha256(stored.content).hexdigest(), taken_on=day, note=masked(note.strip())[:200], kept_at=timezone.now(),
        kept_by=by.name, place_code=at, place_then=at,
    )
    with transaction.atomic():
        _not_kept_yet(paper)
        files.keep(stored.content)
        record(by, "paper.kept", subject, at=at, origin=("paper", str(paper.pk)), papers=[paper.digest], new=[paper])
    return paper


def _past(day: date | None) -> date | None:
    if day and day > timezone.localdate():
        raise Refused("材料日期不能晚于今天。", field="taken_on")
    return day


def _named(given: str) -> str:
    """The last part of a file's name, numbers masked, without what cannot be seen (line breaks, marks that turn the reading direction)."""
    name = PurePath(given.replace("\\", "/")).name
    return masked("".join(letter for letter in name if letter.isprintable()).strip())[-200:] or "未命名"


def _not_kept_yet(paper: Paper) -> None:
    """Of two who send the same paper at once, the second waits at the place until the first is done, and is told."""
    Place.objects.select_for_update().filter(code=paper.place_code).first()
    same = Paper.objects.filter(subject_kind=paper.subject_kind, subject_id=paper.subject_id, kind=paper.kind, digest=paper.digest)
    known = same.filter(withdrawn_at=None, erased_at=None).first()
    if known:
        kept = timezone.localtime(known.kept_at)
        raise Refused(f"同一份{known.kind_word}已由{known.kept_by}在 {kept:%m月%d日 %H:%M} 存入，只存一份，不用再传。", field="file")


@transaction.atomic
def withdraw_paper(by: Actor, *, paper: UUID, reason: str) -> Paper:
    """Takes a paper out of its file, with a reason. What was stored stays: the journal names it by its hash.

    Refused when there is no such paper within reach, when it was withdrawn before, and without a reason.
    """
    found = Paper.objects.filter(by.scope(), pk=paper, erased_at=None).first()
    if found is None:
        raise Refused("没有这份材料，或它不在您岗位的管辖范围内。")
    by.must("evidence.keep", at=found.place_code)
    if found.withdrawn_at:
        raise Refused(f"这份材料已由{found.withdrawn_by}撤下，不用再办。")
    why = reason.strip()[:500]
    if not why:
        raise Refused("请写明为什么撤下，比如“拍错了户”。", field="reason")
    values = {"withdrawn_at": timezone.now(), "withdrawn_by": by.name, "withdrawn_reason": why}
    record(
        by, "paper.withdrawn", _subject(found), at=found.place_code, reason=why, origin=("paper", str(found.pk)), papers=[found.digest],
        rewritten=[(found, values)],
    )
    return found


@transaction.atomic
def rehome_papers(by: Actor, *, subject: Subject, to: str) -> int:
    """Takes the papers of a subject along to the place it moved to; how many. Called by the action that moves the subject."""
    by.must("evidence.keep", at=to)
    papers = [one for one in _papers(subject) if one.place_code != to]
    for one in papers:
        by.must("evidence.keep", at=one.place_code)
    _rewrite_all(by, "paper.rehomed", subject, papers, {"place_code": to}, at=to)
    return len(papers)


@transaction.atomic
def erase_papers(by: Actor, *, subject: Subject, reason: str) -> int:
    """Destroys what was stored of a subject's papers and the words about them; how many. Called by the action that erases the subject, before
    it destroys the subject's key: the entry seals what the words were under that key.

    Their rows and hashes stay, so that the chain is whole. What another subject's paper shares is not destroyed.
    """
    papers = _papers(subject)
    for one in papers:
        by.must("registry.erase", at=one.place_code)
    values = {"subject_label": "", "file_name": "", "note": "", "withdrawn_reason": "", "erased_at": timezone.now()}
    for at in sorted({one.place_code for one in papers}):
        _rewrite_all(by, "paper.erased", subject, [one for one in papers if one.place_code == at], values, at=at, reason=reason)
    transaction.on_commit(lambda: _discard({one.digest for one in papers}))
    return len(papers)


def _papers(subject: Subject) -> list[Paper]:
    return list(Paper.objects.filter(subject_kind=subject.kind, subject_id=subject.id, erased_at=None).order_by("id"))


def _rewrite_all(by: Actor, verb: str, subject: Subject, papers: list[Paper], values: Mapping[str, Any], *, at: str, reason: str = "") -> None:
    if papers:
        record_all(by, [Deed(verb=verb, subject=subject, at=at, reason=reason, rewritten=[(one, values) for one in papers])])


@whole_county("the same paper may lie in a file of any place")
def _discard(digests: set[str]) -> None:
    shared = set(Paper.objects.filter(digest__in=digests, erased_at=None).values_list("digest", flat=True))
    for digest in digests - shared:
        files.discard(digest)


def _subject(paper: Paper) -> Subject:
    return Subject(paper.subject_kind, paper.subject_id, paper.subject_label, key=paper.subject_key)
