"""What the engine finds."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FoundCell:
    """One value a finding rests on. `source` is a slug or 'register'; `row` the delivered row it was read from; a number has no `value`."""

    source: str
    place_code: str
    subject_id: str
    subject_name: str
    row: str
    number: int
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Found:
    """One contradiction as the engine sees it. `say` fills the reason; `identity` survives re-runs (rules.finding.identity)."""

    check: str
    fault: str
    identity: str
    subject_kind: str
    subject_id: str
    subject_name: str
    household_number: str
    place_code: str
    say: dict[str, Any]
    cells: tuple[FoundCell, ...]


def fields_of(one: Found | FoundCell) -> dict[str, Any]:
    """The same by the names of its fields. There are findings by the hundred thousand: they carry no mapping of their own."""
    return {name: getattr(one, name) for name in one.__slots__}
