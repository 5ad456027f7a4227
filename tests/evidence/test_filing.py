"""Papers in their filing order, what is missing named."""

from datetime import date, datetime
from uuid import uuid4

from bangfu.evidence.filing import Shelf, shelves
from bangfu.evidence.queries import PaperRow
from tests.evidence.papers import BOOKLET, HOUSE, ID_CARD, Kind


def row(kind: Kind, *, name: str = "一.png", withdrawn: bool = False) -> PaperRow:
    when = datetime(2026, 7, 1, 9, 30)
    return PaperRow(
        uuid4(), "household", "1", "覃家户", kind.slug, kind.word, name, "image/jpeg", 10, "0" * 64, date(2026, 7, 1), "", when, "某甲", "990121001001",
        when if withdrawn else None, "", "",
    )


def told(filed: list[Shelf]) -> list[tuple[str, str, int, bool]]:
    return [(one.word, one.group, len(one.papers), one.missing) for one in filed]


def test_the_required_kinds_come_in_filing_order_and_what_has_no_paper_is_missing() -> None:
    first, second = row(HOUSE), row(HOUSE)
    filed = shelves([BOOKLET, HOUSE, ID_CARD], [first, second, row(ID_CARD, withdrawn=True)], required=[ID_CARD, HOUSE, BOOKLET])
    assert told(filed) == [("户口簿", "身份", 0, True), ("住房照片", "住房", 2, False), ("身份证", "身份", 0, True)]
    assert filed[1].papers == (first, second)


def test_a_kind_that_need_not_be_there_stands_in_its_place_when_it_is_and_is_never_missing() -> None:
    kinds = [BOOKLET, ID_CARD, HOUSE]
    assert told(shelves(kinds, [row(ID_CARD)], required=[HOUSE])) == [("身份证", "身份", 1, False), ("住房照片", "住房", 0, True)]
    assert shelves(kinds, [], required=()) == []


def test_papers_the_catalogue_does_not_know_any_more_stand_last_under_the_word_of_their_day() -> None:
    letter = Kind("letter", "来信")
    filed = shelves([BOOKLET], [row(letter), row(BOOKLET), row(letter)], required=[BOOKLET])
    assert told(filed) == [("户口簿", "身份", 1, False), ("来信", "", 2, False)] and not filed[1].required


def test_a_paper_is_shown_under_its_own_name_with_the_ending_of_what_is_stored() -> None:
    assert row(BOOKLET, name="户口簿.首页.PNG").shown_name == "户口簿.首页.jpg" and row(BOOKLET, name="无").shown_name == "无.jpg"
