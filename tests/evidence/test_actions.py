"""Papers kept, withdrawn, taken along and erased: stories, refusals, and that nothing changed after a refusal."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from bangfu.evidence.actions import erase_papers, keep_paper, rehome_papers, withdraw_paper
from bangfu.evidence.models import Paper
from bangfu.evidence.queries import content, papers_of
from bangfu.journal.actions import Subject
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization.actor import Actor
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.sealing import files
from bangfu.sealing.models import new_subject_key
from tests.county import FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, County
from tests.deliveries.test_two_at_once import at_once
from tests.evidence.papers import BOOKLET, ID_CARD, pdf, photo

NUMBER = "990121199003070017"
FAMILY = Subject("household", str(uuid4()), "覃天明户")
FAMILY_WORDS = (FAMILY.kind, FAMILY.id, FAMILY.label)


def keep(by: Actor, **more: Any) -> Paper:
    """Keeps a photograph of the family's booklet, unless told otherwise."""
    told = {"subject": FAMILY, "at": VILLAGE, "kind": BOOKLET, "file_name": "户口簿.jpg", "content": photo()}
    return keep_paper(by, **{**told, **more})


def everything() -> tuple[object, ...]:
    return list(Paper.objects.order_by("pk").values_list()), Entry.objects.count(), sorted(sealed())


def sealed() -> list[Path]:
    return [path for path in (Path(settings.DATA) / "sealed").rglob("*") if path.is_file()]


def test_a_paper_is_kept_with_what_is_known_of_it(county: County) -> None:
    day = date(2026, 7, 1)
    paper = keep(county.village_clerk, taken_on=day, note="  首页和本人页 ")
    paper.refresh_from_db()
    assert (paper.subject_kind, paper.subject_id, paper.subject_label, paper.kind, paper.kind_word) == (*FAMILY_WORDS, "booklet", "户口簿")
    assert (paper.file_name, paper.media_type, paper.taken_on, paper.note) == ("户口簿.jpg", "image/jpeg", day, "首页和本人页")
    assert (paper.place_code, paper.place_then, paper.kept_by) == (VILLAGE, VILLAGE, county.village_clerk.name)
    stored = files.kept(paper.digest)
    assert paper.digest == hashlib.sha256(stored).hexdigest() and paper.size == len(stored) and stored != photo()


def test_the_journal_tells_of_it_in_the_story_of_its_subject_and_the_chain_is_whole(county: County) -> None:
    paper = keep(county.village_clerk)
    withdraw_paper(county.township_clerk, paper=paper.pk, reason="拍错了户")
    kept, withdrawn = Entry.objects.filter(subject_kind="household", subject_id=FAMILY.id).order_by("id")
    assert (kept.verb, kept.papers, kept.origin_kind, kept.origin_id) == ("paper.kept", paper.digest, "paper", str(paper.pk))
    assert (withdrawn.verb, withdrawn.papers, withdrawn.reason, withdrawn.user_name) == ("paper.withdrawn", paper.digest, "拍错了户", "镇经办乙")
    assert verify().whole


def test_what_an_entry_says_was_changed_is_sealed_under_the_key_of_the_subject(county: County) -> None:
    family = replace(FAMILY, id=str(uuid4()), key=uuid4())
    new_subject_key(family.key, b"k" * 32).save()   # type: ignore[arg-type]
    paper = keep(county.village_clerk, subject=family)
    withdraw_paper(county.village_clerk, paper=paper.pk, reason="重复")
    kept, withdrawn = Entry.objects.filter(subject_id=family.id).order_by("id")
    assert not kept.changes and withdrawn.changes.startswith("a1.own.")


@pytest.mark.parametrize(("given", "named"), [
    ("C:\\照片\\户口簿.jpg", "户口簿.jpg"), ("../../etc/passwd", "passwd"), (f"身份证{NUMBER}.jpg", "身份证****************17.jpg"), ("", "未命名"),
    ("/", "未命名"),
    ("一\r\nSet-Cookie: a=1.jpg", "一Set-Cookie: a=1.jpg"), ("gpj.\u202eexe.jpg", "gpj.exe.jpg"), ("空\x00格.pdf", "空格.pdf"),
    ("长" * 300 + ".jpg", "长" * 196 + ".jpg"),
])
def test_a_file_name_is_kept_as_given_without_folders_numbers_and_what_cannot_be_seen(county: County, given: str, named: str) -> None:
    assert keep(county.village_clerk, file_name=given).file_name == named


def test_a_number_in_a_note_is_masked(county: County) -> None:
    assert keep(county.village_clerk, note=f"号码 {NUMBER}").note == "号码 ****************17"


def test_the_same_paper_twice_is_kept_once_and_said_so(county: County) -> None:
    keep(county.village_clerk)
    before = everything()
    with pytest.raises(Refused, match="村信息员甲.*只存一份"):
        keep(county.township_clerk, file_name="另一个名字.jpg")
    assert everything() == before


def test_one_content_of_two_subjects_or_two_kinds_lies_in_the_store_once(county: County, fresh_ring: Path) -> None:
    other = replace(FAMILY, id=str(uuid4()))
    papers = [keep(county.village_clerk, **more) for more in ({}, {"subject": other}, {"kind": ID_CARD})]
    assert len({one.digest for one in papers}) == 1 and Paper.objects.count() == 3 and len(sealed()) == 1


def test_of_two_who_press_at_once_one_keeps_it_and_the_other_is_told(fresh_database: str, county: County) -> None:
    first, second = at_once(lambda: keep(county.village_clerk), lambda: keep(county.township_clerk))
    assert {type(first), type(second)} == {Paper, Refused} and Paper.objects.count() == 1 and verify().whole


def test_what_was_withdrawn_may_be_kept_again(county: County) -> None:
    paper = keep(county.village_clerk)
    withdraw_paper(county.village_clerk, paper=paper.pk, reason="先撤下")
    assert keep(county.village_clerk).pk != paper.pk


@pytest.mark.parametrize(("more", "field"), [
    ({"content": b""}, "file"), ({"content": photo()[:300]}, "file"), ({"content": b"PK\x03\x04"}, "file"), ({"content": b"%PDF-"}, "file"),
    ({"taken_on": timezone.localdate() + timedelta(days=1)}, "taken_on"),
])
def test_a_refusal_leaves_nothing_behind(county: County, more: dict[str, Any], field: str) -> None:
    before = everything()
    with pytest.raises(Refused) as said:
        keep(county.village_clerk, **more)
    assert said.value.field == field and everything() == before


@pytest.mark.parametrize("who", ["neighbour", "stranger", "nobody", "former", "administrator", "auditor"])
def test_who_does_not_reach_the_place_or_may_not_keeps_and_withdraws_nothing(county: County, who: str) -> None:
    paper = keep(county.village_clerk)
    before = everything()
    with pytest.raises(Forbidden):
        keep(getattr(county, who), content=photo("navy"))
    with pytest.raises(Refused):
        withdraw_paper(getattr(county, who), paper=paper.pk, reason="想撤下")
    assert everything() == before


def grid_worker(county: County) -> Actor:
    """The village's grid worker: may look, may not keep."""
    return replace(county.village_clerk, role="grid_worker", post_title="网格员")


def test_a_grid_worker_looks_and_keeps_nothing(county: County) -> None:
    paper = keep(county.village_clerk)
    with pytest.raises(Forbidden):
        keep(grid_worker(county), content=photo("navy"))
    with pytest.raises(Forbidden):
        withdraw_paper(grid_worker(county), paper=paper.pk, reason="想撤下")
    assert content(grid_worker(county), paper.pk)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_paper_is_not_withdrawn_without_a_reason_nor_twice(county: County, reason: str) -> None:
    paper = keep(county.village_clerk)
    with pytest.raises(Refused, match="为什么撤下"):
        withdraw_paper(county.village_clerk, paper=paper.pk, reason=reason)
    withdraw_paper(county.village_clerk, paper=paper.pk, reason="拍错了户")
    before = everything()
    with pytest.raises(Refused, match="已由村信息员甲撤下"):
        withdraw_paper(county.township_clerk, paper=paper.pk, reason="再撤一次")
    assert everything() == before


def test_a_withdrawn_paper_stays_in_the_store_because_the_journal_names_it(county: County) -> None:
    paper = keep(county.village_clerk)
    withdraw_paper(county.village_clerk, paper=paper.pk, reason="拍错了户")
    assert files.kept(paper.digest)


def test_papers_go_along_when_their_subject_moves(county: County) -> None:
    paper, gone = keep(county.village_clerk), keep(county.village_clerk, content=photo("navy"))
    withdraw_paper(county.village_clerk, paper=gone.pk, reason="重复")
    assert rehome_papers(county.township_clerk, subject=FAMILY, to=NEXT_VILLAGE) == 2
    paper.refresh_from_db()
    assert (paper.place_code, paper.place_then) == (NEXT_VILLAGE, VILLAGE) and verify().whole
    assert papers_of(county.village_clerk, [("household", FAMILY.id)]) == [] and content(county.village_clerk, paper.pk) is None
    assert rehome_papers(county.township_clerk, subject=FAMILY, to=NEXT_VILLAGE) == 0


@pytest.mark.parametrize("act", [
    lambda by: rehome_papers(by, subject=FAMILY, to=FAR_VILLAGE), lambda by: erase_papers(by, subject=FAMILY, reason="本人要求"),
])
def test_who_does_not_reach_both_ends_takes_nothing_along_and_a_township_erases_nothing(county: County, act: Callable[[Actor], int]) -> None:
    keep(county.village_clerk)
    before = everything()
    for by in (county.township_clerk, county.neighbour):
        with pytest.raises(Forbidden):
            act(by)
    assert everything() == before


def test_erasing_destroys_what_was_stored_and_leaves_the_chain_whole(
    county: County, fresh_ring: Path, django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    shared, own = keep(county.village_clerk), keep(county.village_clerk, content=pdf(), file_name="覃天明.pdf", note="覃天明家")
    keep(county.village_clerk, subject=replace(FAMILY, id=str(uuid4()), label="另一户"))
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_papers(county.county_officer, subject=FAMILY, reason="本人要求") == 2
    assert files.kept(shared.digest), "another household's paper is the same"
    with pytest.raises(FileNotFoundError):
        files.kept(own.digest)
    assert papers_of(county.county_officer, [("household", FAMILY.id)], withdrawn=True) == [] and content(county.county_officer, own.pk) is None
    assert "覃天明" not in str(list(Paper.objects.filter(subject_id=FAMILY.id).values_list())) and verify().whole
    with pytest.raises(Refused):
        withdraw_paper(county.county_officer, paper=own.pk, reason="撤下")


def test_nothing_of_a_paper_lies_open_on_the_disk(county: County, fresh_ring: Path) -> None:
    """Not what was given, not what was stored, and no long part of either."""
    given = [photo(size=(400, 300)), pdf(3)]
    papers = [keep(county.village_clerk, content=one) for one in given]
    clear = [*given, *(files.kept(one.digest) for one in papers)]
    parts = {one[at:at + 24] for one in clear for at in range(0, len(one) - 24, 200)}
    kept = [path for path in fresh_ring.rglob("*") if path.is_file()]
    assert len(sealed()) == 2 and len(parts) > 20
    assert not [path for path in kept if any(part in path.read_bytes() for part in parts)]
