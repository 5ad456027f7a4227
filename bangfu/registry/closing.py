"""What ends with a household: whatever it counted as, was threatened by, suffered from or was guaranteed."""

from datetime import date
from typing import Any
from uuid import UUID

from bangfu.facts.models import FOREVER, Rewriting, ended
from bangfu.registry.models import Cause, Guarantee, RiskSpell, StatusSpell
from bangfu.rules.dates import FOREVER_DAY

SPELLS = (StatusSpell, RiskSpell, Cause, Guarantee)
BY_ITSELF = "自然消除"   # the household died out or moved its registration away


def closed(household: UUID, on: date) -> Rewriting[Any]:
    """Ends every spell of a household that is in the register no more from a day on, so that no figure counts it; what would begin later never was."""
    superseded, new = list[Any](), list[Any]()
    for model in SPELLS:
        manager: Any = model._default_manager
        for row in manager.filter(household=household, superseded_at=FOREVER, valid_to__gt=on).order_by("valid_from", "id"):
            made = ended([row], on)
            superseded += made.superseded
            new += [_said(one) for one in made.new]
    return Rewriting(superseded, new)


def _said(row: Any) -> Any:
    """A risk that is over says how; the paper of its beginning stays."""
    if isinstance(row, RiskSpell) and row.valid_to < FOREVER_DAY and not row.ended_how:
        row.ended_how = BY_ITSELF
    return row
