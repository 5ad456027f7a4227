"""Numbers, passwords and second steps planted by every door of the program are found in clear nowhere: data, database, log, addresses, pages, backup."""

from pathlib import Path

import pytest

from tests.county import County
from tests.sealing.planted import codings, found_in, use_the_program, whereabouts


@pytest.mark.once
def test_what_is_planted_lies_nowhere_in_clear(fresh_database: str, fresh_ring: Path, county: County, tmp_path: Path) -> None:
    planted = use_the_program(county, people=2, backups=tmp_path / "kept")
    found = whereabouts(planted)
    assert not found, "\n".join(found)
    assert planted.count() >= 15 and len(planted.seen) >= 80


@pytest.mark.once
@pytest.mark.parametrize("how", [how for how, _ in codings("990121199003070017")])
def test_whoever_looks_would_find_it(how: str) -> None:
    coded = dict(codings("990121199003070017"))[how]
    assert found_in(b"x" + coded + b"y", [coded]) == {coded}
    assert found_in("户 9901 2119-9003 070017 。".encode(), [b"990121199003070017"])
