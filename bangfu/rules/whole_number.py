"""A whole number as somebody sends it to a page."""

MOST_DIGITS = 18   # more than any count or key of ours has, and less than either database keeps


def whole_number(text: str, otherwise: int = 0) -> int:
    """The number of a text of plain digits; `otherwise` for everything else: signs, digits of other scripts, numbers no column holds."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else otherwise
