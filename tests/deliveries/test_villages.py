"""Which village a word means."""

import pytest

from bangfu.deliveries import queries
from bangfu.deliveries.models import Delivery
from bangfu.deliveries.villages import bare
from bangfu.organization.actions import PlaceRow, take_in_places
from bangfu.organization.actor import PROGRAM
from tests.county import FAR_VILLAGE, OTHER_TOWNSHIP, SINCE, TOWNSHIP, VILLAGE, County
from tests.deliveries.office import HEADINGS, LEDGER, compared, families, ledger, national, rows_of, workbook


@pytest.mark.parametrize(("name", "kernel"), [
    ("上垟村", "上垟"), ("上垟村民委员会", "上垟"), ("上垟村委会", "上垟"), ("上垟社区", "上垟"), ("上 垟　村", "上垟"), ("上垟", "上垟"),
    ("新村", "新村"), ("村", "村"), ("青石镇", "青石"), ("柳溪乡", "柳溪"), ("城关街道办事处", "城关"), ("城关街道", "城关"),
])
def test_a_name_without_its_ending(name: str, kernel: str) -> None:
    """An ending is dropped only where two characters remain, so that 新村 keeps its name."""
    assert bare(name) == kernel


def namesake(county: County) -> None:
    """柳溪乡 has a 上垟村 too."""
    take_in_places(PROGRAM, [PlaceRow(f"{OTHER_TOWNSHIP}009", "上垟村")], since=SINCE, source="体验县名单")


def placed(by: object, delivery: Delivery) -> list[str]:
    return [one.place_code for one in queries.villages(by, delivery.pk)]   # type: ignore[arg-type]


def test_of_two_villages_of_one_name_the_township_decides(county: County) -> None:
    namesake(county)
    found = compared(county.county_officer, national([*families(share=1), *families(township="柳溪乡", share=2)]))
    assert placed(county.county_officer, found) == [VILLAGE, f"{OTHER_TOWNSHIP}009"]


def test_a_list_that_names_no_township_is_read_within_the_reach_of_the_post(county: County) -> None:
    namesake(county)
    assert placed(county.township_clerk, compared(county.township_clerk, ledger(families()), layout="village_ledger")) == [VILLAGE]


def test_a_name_that_stands_for_two_villages_is_never_guessed(county: County) -> None:
    namesake(county)
    found = compared(county.county_officer, ledger(families()), layout="village_ledger")
    lines = queries.lines(county.county_officer, found.pk, outcome="refused")
    assert len(lines) == 9 and "同名的村分不清" in lines[0].faults[0][1]


def test_a_ledger_may_name_the_township(county: County) -> None:
    namesake(county)
    lines = [["柳溪乡" if nth % 2 else "青石镇", *line] for nth, line in enumerate(rows_of(families(), LEDGER))]
    found = compared(county.county_officer, workbook([["乡镇", *LEDGER], *lines]), layout="village_ledger")
    assert placed(county.county_officer, found) == [VILLAGE, f"{OTHER_TOWNSHIP}009"]


def test_the_township_of_another_county_is_unknown(county: County) -> None:
    found = compared(county.county_officer, national(families("泉头村", "泉口镇")))
    assert {one.place_code for one in queries.lines(county.county_officer, found.pk, outcome="refused")} == {"990121"}


def test_a_village_in_the_wrong_township_is_unknown(county: County) -> None:
    found = compared(county.township_clerk, national(families("柳树坪村", "青石镇")[:1], HEADINGS))
    line, = queries.lines(county.township_clerk, found.pk)
    assert (line.outcome, line.place_code) == ("refused", TOWNSHIP) and FAR_VILLAGE not in placed(county.township_clerk, found)
