"""What every test of accounts stands on."""

import pytest

from bangfu.accounts import codes
from tests.accounts.phone import NOW


@pytest.fixture(autouse=True)
def _time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between a code that is shown and the same that is said no step begins."""
    monkeypatch.setattr(codes, "moment", lambda: NOW)
