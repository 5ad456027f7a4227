"""What the program can say, collected once for all of these tests."""

import pytest

from bangfu.english.collecting import collected

Collected = dict[str, dict[str, list[str]]]


@pytest.fixture(scope="session")
def said_by_the_program() -> Collected:
    """By catalogue, each sentence with the files that say it."""
    return collected()
