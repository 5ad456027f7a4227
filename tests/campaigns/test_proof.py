"""docs/proof.md says what the campaigns reached, and nothing else."""

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.campaigns.promises import PROMISES
from tests.campaigns.proof import DOCS, Reached, keep, kept, page

pytestmark = pytest.mark.once
WALLS = next(one for one in PROMISES if one.name == "walls")
RUN = Reached("walls", "SQLite", "SQLite 3.40.1", "2026-11-27", 7, 2_000, 31.4, {"leaks": 0, "pages": 1_200})


def test_the_page_is_what_the_kept_figures_make() -> None:
    assert (DOCS / "proof.md").read_text() == page(PROMISES, kept()), "docs/proof.md is made: python -m tests.campaigns.proof"


def test_every_figure_kept_is_one_of_a_promise_and_every_promise_has_both_its_forms() -> None:
    units = {one.name: one.units for one in PROMISES}
    assert [one for one in kept() if not one.figures.keys() <= units[one.promise].keys()] == []
    for one in PROMISES:
        assert (DOCS.parent / one.short).exists() and find_spec(f"tests.campaigns.{one.name}"), one.name
        assert set(one.never) <= one.units.keys() and one.length <= one.longest, one.name


@pytest.mark.parametrize(("length", "figures", "said"), [
    (2_000, {"leaks": 0}, "SQLite: **the 20,000 promised are not reached yet**."),
    (20_000, {"leaks": 0}, "SQLite: kept; its longest form is not yet run."),
    (1_000_000, {"leaks": 0}, "SQLite: kept at its longest."),
    (1_000_000, {"leaks": 3}, "SQLite: **broken** (leaks)."),
])
def test_it_says_how_far_a_promise_was_kept(length: int, figures: dict[str, float], said: str) -> None:
    text = page([WALLS], [replace(RUN, length=length, figures=figures)])
    assert f"{said} PostgreSQL: **not yet run**." in text
    assert f"| SQLite 3.40.1 | {length:,} | **{figures['leaks']:,}** | not measured |" in text


def test_a_shorter_run_replaces_a_longer_one_only_when_it_breaks_the_promise(tmp_path: Path) -> None:
    for run, stays in [
        (RUN, True), (replace(RUN, on="PostgreSQL", length=5), True), (replace(RUN, length=100), False), (replace(RUN, length=2_000, seed=8), True),
        (replace(RUN, length=100, figures={"leaks": 1}), True),
    ]:
        keep(run, WALLS, tmp_path)
        assert (run in kept(tmp_path)) == stays
    assert [one.on for one in kept(tmp_path)] == ["SQLite", "PostgreSQL"]
    assert (tmp_path / "proof.md").read_text() == page(PROMISES, kept(tmp_path))
