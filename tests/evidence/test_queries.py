"""Who sees which papers."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bangfu.evidence.actions import keep_paper, withdraw_paper
from bangfu.evidence.models import Paper
from bangfu.evidence.queries import content, may_open, paper, papers_of
from bangfu.journal.actions import Subject
from bangfu.rules.refusal import Refused
from bangfu.sealing import files
from tests.county import FAR_VILLAGE, VILLAGE, County
from tests.evidence.papers import BOOKLET, HOUSE, pdf, photo
from tests.evidence.test_actions import FAMILY, grid_worker, keep

PERSON = Subject("person", FAMILY.id, "覃天明")   # the same id under another kind word: another subject


def test_papers_of_several_subjects_come_in_one_question_latest_first(county: County) -> None:
    by = county.village_clerk
    first, second, third = keep(by), keep(by, kind=HOUSE), keep(by, subject=PERSON, content=pdf(), file_name="证明.pdf")
    with CaptureQueriesContext(connection) as asked:
        found = papers_of(by, [("household", FAMILY.id), ("person", PERSON.id), ("household", str(uuid4()))])
    assert [one.id for one in found] == [third.pk, second.pk, first.pk] and len(asked) == 1
    assert [one.id for one in papers_of(by, [("person", PERSON.id)])] == [third.pk]
    assert papers_of(by, []) == [] == papers_of(by, [("body", FAMILY.id)])
    assert (found[0].is_picture, found[0].shown_name, found[0].standing) == (False, "证明.pdf", True)


def test_a_withdrawn_paper_is_listed_only_when_asked_for(county: County) -> None:
    made = keep(county.village_clerk)
    withdraw_paper(county.village_clerk, paper=made.pk, reason="拍错了户")
    assert papers_of(county.village_clerk, [("household", FAMILY.id)]) == []
    row, = papers_of(county.village_clerk, [("household", FAMILY.id)], withdrawn=True)
    assert (row.standing, row.withdrawn_by, row.withdrawn_reason) == (False, "村信息员甲", "拍错了户")


@pytest.mark.parametrize(("who", "sees"), [
    ("village_clerk", True), ("township_clerk", True), ("county_officer", True), ("neighbour", False), ("stranger", False), ("nobody", False),
    ("former", False), ("administrator", False), ("auditor", False),
])
def test_papers_are_seen_within_reach_by_those_who_may_look(county: County, who: str, sees: bool) -> None:
    made, by = keep(county.village_clerk), getattr(county, who)
    assert bool(paper(by, made.pk)) == bool(content(by, made.pk)) == bool(papers_of(by, [("household", FAMILY.id)])) == sees


def test_the_neighbour_s_own_paper_of_the_same_subject_is_not_mixed_in(county: County) -> None:
    keep(county.village_clerk)
    theirs = keep_paper(county.neighbour, subject=FAMILY, at=FAR_VILLAGE, kind=BOOKLET, file_name="邻乡.jpg", content=photo("navy"))
    assert [one.id for one in papers_of(county.neighbour, [("household", FAMILY.id)])] == [theirs.pk]
    assert len(papers_of(county.county_officer, [("household", FAMILY.id)])) == 2


def test_what_was_stored_comes_back(county: County) -> None:
    made = keep(county.village_clerk, content=pdf(), file_name="其实是PDF.jpg")
    found = content(county.village_clerk, made.pk)
    assert found and (found.body, found.media_type, found.name) == (pdf(), "application/pdf", "其实是PDF.pdf")
    assert content(county.village_clerk, uuid4()) is None and paper(county.village_clerk, uuid4()) is None


def test_a_withdrawn_paper_opens_only_to_those_who_may_withdraw(county: County) -> None:
    made = keep(county.village_clerk)
    withdraw_paper(county.village_clerk, paper=made.pk, reason="拍错了户")
    row = paper(grid_worker(county), made.pk)
    assert row and not may_open(grid_worker(county), row) and content(grid_worker(county), made.pk) is None
    assert content(county.village_clerk, made.pk) and not may_open(replace(county.village_clerk, ranges=()), row)


def test_a_paper_whose_file_is_lost_says_so(county: County, fresh_ring: Path) -> None:
    made = keep(county.village_clerk)
    files.discard(Paper.objects.get(pk=made.pk).digest)
    with pytest.raises(Refused, match="备份"):
        content(county.village_clerk, made.pk)


def test_a_village_s_worth_of_subjects_is_one_question(county: County) -> None:
    subjects = [("household", str(uuid4())) for _ in range(1200)]
    keep(county.village_clerk)
    with CaptureQueriesContext(connection) as asked:
        assert len(papers_of(county.village_clerk, [*subjects, ("household", FAMILY.id)])) == 1
    assert len(asked) == 1 and paper(county.village_clerk, Paper.objects.get().pk).place_code == VILLAGE   # type: ignore[union-attr]
