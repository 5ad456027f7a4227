"""docs/checks.md says what the checks do."""

import os
import re
from pathlib import Path

from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.checks.page import page

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


def test_the_page_is_the_book() -> None:
    """After a change of the book: BANGFU_WRITE_CHECKS=1 writes the page anew."""
    if os.environ.get("BANGFU_WRITE_CHECKS"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()


def test_everybody_can_read_the_page() -> None:
    """Every check has its line, and no value is called by a code word."""
    said = page()
    assert all(f"`{slug}`" in said for slug in CHECKS)
    assert re.findall(r"〈[^〉]*[a-z_]{2}[^〉]*〉", said) == [] and "$" not in said and "{" not in said
