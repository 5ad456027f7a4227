"""Indicators: each figure is declared once, and every board, export and command uses that declaration."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bangfu.crosscheck import queries as crosscheck
from bangfu.facts.models import NOW, AsOf
from bangfu.organization.actor import Actor
from bangfu.registry import queries as registry


class Tally(Protocol):
    """Counts by the codes of a length at or below a place, as far as the asker reaches."""

    def __call__(self, by: Actor, *, place: str, length: int, as_of: AsOf = NOW) -> dict[str, int]: ...


@dataclass(frozen=True)
class Indicator:
    """A figure: what is counted (`tally`), in which unit, by which definition; `opens` is the name of the
    page that lists its rows; `dated`: known for any day, not only for now."""

    slug: str
    name: str
    unit: str
    definition: str
    tally: Tally
    opens: str
    dated: bool = True


INDICATORS: Mapping[str, Indicator] = {one.slug: one for one in (
    Indicator(
        "households", "在册户数", "户", "在该日名册里至少有一名成员的户，按当时所在村计。", registry.tally_households, "roster",
    ),
    Indicator(
        "persons", "在册人数", "人", "在该日名册里的人，一人一条，按当时所在村计。", registry.tally_persons, "roster",
    ),
    Indicator(
        "open_findings", "未办结疑点", "条", "最近一次核对后仍待处理、已更正待复核或豁免待批的疑点；不含已豁免和已消除的。只有当前值。",
        crosscheck.tally_open, "findings", dated=False,
    ),
)}
