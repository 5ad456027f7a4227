"""How columns and cells are named."""

import pytest

from bangfu.workbooks.places import letter_of, place_of


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (46, "AU"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")])
def test_columns_have_the_letters_excel_shows(index: int, letter: str) -> None:
    assert letter_of(index) == letter


def test_a_cell_has_the_name_excel_shows() -> None:
    assert place_of(4, 3) == "D5"
    assert place_of(0, 26) == "AA1"
