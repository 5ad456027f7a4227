"""How a spreadsheet program names its columns and cells."""


def letter_of(index: int) -> str:
    """The column's letter as Excel shows it: 0 → A, 26 → AA."""
    letters, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place_of(row: int, column: int) -> str:
    """A cell, both from 0, as Excel names it: (4, 3) → D5."""
    return f"{letter_of(column)}{row + 1}"
