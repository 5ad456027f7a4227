"""The demo, written once for all tests of this folder."""

import pytest

from bangfu.demo.write import write_demo
from tests.demo.written import Written, read_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The demo as `make demo` fills it in: two townships, twelve villages, seed 7."""
    return read_demo(write_demo(tmp_path_factory.mktemp("demo"), "township", 7))
