"""How many there truly are, so that a register filled with the demo can be held against it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bangfu.demo.days import AS_OF
from bangfu.demo.history import history, there_on
from bangfu.demo.register import Village

DAYS = (date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1), AS_OF)


@dataclass(slots=True)
class Tally:
    """Counts of villages as they are made, one after the other. A family that moved is counted in the village it lived in on each day."""

    persons: dict[date, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    households: dict[date, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    changes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    standing: Counter[str] = field(default_factory=Counter)

    def add(self, village: Village) -> None:
        """Count one more village."""
        for day in DAYS:
            there = [one for house in village.everything for one in there_on(house.stays, day)]
            self.persons[day].update(one.village for one in there)
            self.households[day].update(code for _, code in {(one.household, one.village) for one in there})
        for event in history(village):
            self.changes[event.kind][f"{event.day.year}"] += 1
        for house in village.households:
            watched = house.standing.monitored if house.standing.watched else ""
            self.standing.update({house.standing.assisted, watched, house.standing.relief} - {""})
            self.standing["monitored"] += bool(watched)
            self.standing["risk_lifted"] += bool(house.standing.risks) and all(risk.lifted for risk in house.standing.risks)

    def told(self) -> dict[str, Any]:
        """As it stands in the file of the truth. `moved` counts a person twice: gone from one village, come to the other."""
        return {
            "on": {
                f"{day}": {code: {"households": self.households[day][code], "persons": self.persons[day][code]} for code in sorted(self.persons[day])}
                for day in DAYS
            },
            "changes": {kind: dict(sorted(counts.items())) for kind, counts in sorted(self.changes.items())},
            "standing": dict(sorted(self.standing.items())),
        }
