"""What judging says of a delivered row, of its household, and of a village."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bangfu.deliveries.models import Delivery
from bangfu.deliveries.queries.headers import keys_of
from bangfu.registry.heard import Line, Told
from bangfu.registry.models import HouseholdRecord, PersonRecord, VillageRecord
from bangfu.registry.people_known import Known
from bangfu.registry.said import Said
from bangfu.registry.told_standing import Taken
from bangfu.rules.delivery import row_word
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.refusal import Refused

TWICE = "{}在表里出现了两次（另一处在{}），请只留一处。"


@dataclass(frozen=True)
class House:
    """One household of a list: its current record (None: not in the register yet), the columns to be taken over, and what is taken over beside it."""

    record: HouseholdRecord | None
    said: Said
    taken: Mapping[str, Any]
    standing: Taken
    held: bool = False

    @property
    def changes(self) -> bool:
        """Whether anything is taken over."""
        return bool(self.taken) or self.standing.changes


@dataclass(frozen=True)
class Judged:
    """One delivered row and what taking it over would do.

    `subject`: the id of the person or household it is about, the code of the village; '' for one we do not know. `taken`: columns of the person or the
    village, as they are compared. `house` stands with the row that speaks for its household. `departed`: it is about somebody who left the register here while the
    source still lists them; nothing is taken over. `held`: something of it was corrected here since the source said it last.
    """

    row: Line
    outcome: str
    subject: str = ""
    known: Known | None = None
    record: PersonRecord | None = None
    report: VillageRecord | None = None
    said: Said | None = None
    taken: Mapping[str, Any] = field(default_factory=dict)
    house: House | None = None
    moved: bool = False
    held: bool = False
    fault: str = ""
    departed: bool = False

    @property
    def household_number(self) -> str:
        """The household of the row; of a row that names none, the one its person is in."""
        return self.row.household_number or (self.known.household_number if self.known else "")


@dataclass(frozen=True)
class Gone:
    """Somebody (`kind` person), or a household, whom the source named in its last list for the village and does not name any more."""

    kind: str
    subject: str
    name: str
    household_number: str


@dataclass(frozen=True)
class VillageJudged:
    """One village: its rows judged, who is gone from the list, and by number the households its rows bring people into. `kind`: what a row is about."""

    rows: list[Judged]
    gone: list[Gone] = field(default_factory=list)
    houses: Mapping[str, House] = field(default_factory=dict)
    kind: str = "person"


@dataclass(frozen=True)
class Judging:
    """What is the same for all rows of a village while they are judged."""

    delivery: Delivery
    village: str
    told: Told
    seen: dict[int, int]

    def twice(self, word: str, name: str, number: int) -> str:
        """The fault of a row whose subject stood in an earlier one; '' for the first, which is remembered."""
        first = self.seen.setdefault(key_of(name), number)
        return "" if first == number else f"\t{TWICE.format(word, row_word(first))}"

    def fault(self, refused: Refused, *more: str) -> str:
        """A refusal as the fault of a row: the letter of the column of the first of the keys that the sheet has, tab, sentence."""
        letter = next((self._letters[key] for key in (refused.field or "", *more) if key in self._letters), "")
        return f"{letter}\t{refused.sentence}"

    @cached_property
    def _letters(self) -> dict[str, str]:
        return keys_of(self.delivery.pk)

    @property
    def document(self) -> str:
        """The paper that what a list says of standing rests on: the list itself."""
        return f"{self.delivery.source.name}《{self.delivery.file_name}》"[:120]

    def is_village(self, place: str) -> bool:
        """Whether a row was found to lie in a village; what names none stands at the township or county it was delivered to."""
        return len(place) == LENGTHS["village"]


def key_of(name: str) -> int:
    """Eight bytes for whom or what a row is about: a county has 450,000 of them to be remembered."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")


def merged(rows: Sequence[Said]) -> Said:
    """What several rows say of one household, the first word on each thing counting."""
    household: dict[str, Any] = {}
    standing: dict[str, Any] = {}
    income: dict[str, Any] = {}
    numbers: dict[str, str] = {}
    for one in reversed(rows):
        household |= one.household
        standing |= one.standing
        income |= one.income
        numbers |= {name: digits for name, digits in one.numbers.items() if name.startswith("household.")}
    return Said(household=household, standing=standing, income=income, numbers=numbers, year=next((one.year for one in rows if one.year), None))


