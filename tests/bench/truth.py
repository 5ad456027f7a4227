"""How much of what is wrong in the demo's lists the checks find, and how much they say without reason: recall and precision by family.

The truth is what the demo wrote into `truth.json` when it made its mistakes (`bangfu.demo.errors`). A mistake is found when a finding of any of its
families stands in its household and, where it is about a person, names that person or none of its members alone. A finding is explained when some mistake of its
household, or of its village where it is about the village, has its family among those that have to speak or may; where the mistake is about a person and the
finding names people, that person must be among them. Families are measured apart for mistakes a
detector may know of (`known`) and for those that are the demo's own. What is so and no mistake (`bangfu.demo.facts`) explains a finding too, from the day
on that it is so. Mistakes that nobody could know from the lists, each with its reason, are counted apart.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bangfu.demo.errors.kind import FAMILIES
from tests.bench.figures import UNTOUCHED, Asked, Measured, bench

MUST = "must"
NEAR = "人证相符"   # names and numbers that are near: a likeness, where the other families are exact
Injected = Mapping[str, Any]   # one of the contradictions of truth.json


@dataclass(frozen=True)
class Said:
    """One finding, with all it touches: `at` are numbers of households, the code of a village where it is about one, and "village name" of whoever it
    names; `who` the 人口编号 of the people it is about, none when it is about a household or a row that meets nobody."""

    check: str
    family: str
    level: str
    at: frozenset[str]
    who: frozenset[str]
    reason: str


@dataclass(frozen=True)
class Family:
    """How a family of checks did. `share` is None where there was nothing to find, or nothing was said."""

    found: int
    made: int
    explained: int
    said: int

    @property
    def recall(self) -> float | None:
        """Mistakes found, to mistakes made."""
        return self.found / self.made if self.made else None

    @property
    def precision(self) -> float | None:
        """Findings explained, to findings."""
        return self.explained / self.said if self.said else None


@dataclass(frozen=True)
class Measure:
    """The mistakes of the lists in force held against what was said of them. `homes`: 人口编号 → number of the household a list has them in."""

    made: list[Injected]
    said: list[Said]
    refused: frozenset[str]
    homes: Mapping[str, str]
    facts: Iterable[Mapping[str, Any]] = ()

    def family(self, family: str, known: bool, level: str = "") -> Family:
        """A family over the part that is known or not. Precision is that of all its findings, of one level when it is given, but for those in
        households of the other part."""
        made = [one for one in self.made if family in one["families"] and one["known"] == known and one["outcome"] == "found"]
        other = {at for one in self.made if one["known"] != known for at in self._where(one)}
        said = [one for one in self.said if one.family == family and level in ("", one.level) and not one.at & other]
        return Family(sum(map(self._answered, made)), len(made), sum(not self._baseless(one) for one in said), len(said))

    @cached_property
    def missed(self) -> list[Injected]:
        """Mistakes of which nobody spoke, and rows that were to be sent back and were not."""
        silent = [one for one in self.made if one["outcome"] == "found" and not self._answered(one)]
        return silent + [one for one in self.made if one["outcome"] == "refused" and not self._where(one) & self.refused]

    @cached_property
    def hidden(self) -> list[Injected]:
        """Mistakes that cannot be known from the lists."""
        return [one for one in self.made if one["outcome"] == "hidden"]

    @cached_property
    def unexplained(self) -> list[Said]:
        """Findings where no mistake accounts for them."""
        return [one for one in self.said if self._baseless(one)]

    @cached_property
    def loud(self) -> list[tuple[Injected, Said]]:
        """What was said of things that only look like mistakes."""
        return [(one, told) for one in self.made if one["outcome"] == "quiet" for told in self._of(one) if told.family in one["families"]]

    @cached_property
    def _by_place(self) -> Mapping[str, list[Said]]:
        found: dict[str, list[Said]] = defaultdict(list)
        for one in self.said:
            for at in one.at:
                found[at].append(one)
        return found

    @cached_property
    def _accounts(self) -> Mapping[tuple[str, str], list[set[str]]]:
        """(household, village or "village name", family) → of whom some mistake or fact there may have it said: 人口编号, none for anybody."""
        told: dict[tuple[str, str], list[set[str]]] = defaultdict(list)
        for one in self.made:
            where = {*self._where(one), *[one["village"]] * (one["subject"] == "household")}
            for family in {*one["also"], *(one["families"] if one["outcome"] != "quiet" else ())}:
                for at in where:
                    told[at, family].append(_people(one))
        for fact in self.facts:
            for family in fact["families"]:
                told[fact["household"], family].append({fact["person"]} - {""})
        return told

    def _where(self, one: Injected) -> set[str]:
        return {one["household"], *one["others"], self.homes.get(one["other"], ""), f"{one['village']} {one['name']}"} - {""}

    def _of(self, one: Injected) -> list[Said]:
        return [told for at in self._where(one) for told in self._by_place.get(at, ())]

    def _answered(self, one: Injected) -> bool:
        return any(told.family in one["families"] and _named(told, _people(one)) for told in self._of(one))

    def _baseless(self, one: Said) -> bool:
        return not any(_named(one, people) for at in one.at for people in self._accounts.get((at, one.family), ()))


def _people(one: Injected) -> set[str]:
    """人口编号 of whom a mistake is about; none when it is the household's, or that of several."""
    return {one["person"], one["other"]} - {""} if one["subject"] == "person" and not one["others"] else set()


def _named(told: Said, people: set[str]) -> bool:
    """Whether a finding names one of these people, or either side names nobody."""
    return not people or not told.who or bool(told.who & people)


def measured(truth: Path) -> Measure:
    """What the database of this process says, held against a truth.json. Mistakes in lists that were not taken in are left out."""
    from bangfu.crosscheck.models import Run
    from bangfu.deliveries.models import DeliveredRow

    day = f"{Run.objects.latest('known_at').day}"
    in_force = set(DeliveredRow.objects.values_list("delivery__source__slug", "place_code").distinct())
    whole = json.loads(truth.read_text())
    made = [one for one in whole["contradictions"] if _taken_in(one, in_force)]
    rows = DeliveredRow.objects.exclude(person_number="").exclude(household_number="").order_by("id")
    refused = DeliveredRow.objects.filter(outcome="refused").values_list("household_number", "place_code", "name")
    sent_back = {at for number, place, name in refused for at in (number, f"{place} {name}", name)} - {""}
    return Measure(made, list(_said()), frozenset(sent_back), dict(rows.values_list("person_number", "household_number")), [
        one for one in whole["facts"] if one["since"] <= day])


def _taken_in(one: Injected, in_force: set[tuple[str, str]]) -> bool:
    return (one["source"], one["village"]) in in_force or one["source"] not in ("village_ledger",)


def _said() -> Iterator[Said]:
    from bangfu.crosscheck.models import Cell, Finding
    from bangfu.deliveries.models import DeliveredRow
    from bangfu.registry.models import PersonRecord

    people = {str(person): (home, number) for person, home, number in PersonRecord.objects.values_list("person_id", "household__number", "person_number")}
    rows = dict(DeliveredRow.objects.values_list("id", "household_number"))
    cells: dict[Any, set[str]] = defaultdict(set)
    names: dict[Any, set[str]] = defaultdict(set)
    whose: dict[Any, set[str]] = defaultdict(set)
    for finding, subject, row, place, name in Cell.objects.values_list("finding_id", "subject_id", "delivered_row", "place_code", "subject_name"):
        home, number = people.get(subject, ("", ""))
        cells[finding] |= {home, rows.get(row, "")}
        whose[finding].add(number)
        names[finding].add(f"{place} {name}" if name else "")
    for one in Finding.objects.exclude(state="gone"):
        home, number = people.get(one.subject_id, ("", ""))
        at = {one.household_number, home, f"{one.place_code} {one.subject_name}", *cells[one.pk], *names[one.pk]} - {""}
        village = {one.place_code} if one.subject_kind == "village" else set()
        yield Said(one.check_slug, one.family, one.level, frozenset(at | village), frozenset({number, *whose[one.pk]} - {""}), one.reason)


def lines(measure: Measure, families: Iterable[str] = FAMILIES) -> Iterator[str]:
    """The measure as a table, then what was missed and what was said without reason."""
    for family in families:
        for known in (True, False):
            every, must = measure.family(family, known), measure.family(family, known, MUST)
            yield f"{family}\t{'known' if known else 'unknown'}\trecall {every.found}/{every.made}\tmust {must.explained}/{must.said}\tall {every.explained}/{every.said}"
    for one in measure.missed:
        yield f"missed\t{one['kind']}\t{one['household']}\t{one['name']}\t{'known' if one['known'] else 'unknown'}\t{one['source']} {one['field']}"
    for one in measure.hidden:
        yield f"cannot be known\t{one['kind']}\t{one['household']}\t{one['why']}"
    for injected, told in measure.loud:
        yield f"loud\t{injected['kind']}\t{told.check}\t{told.reason}"
    for told in measure.unexplained:
        yield f"unexplained\t{told.level}\t{told.family}\t{told.check}\t{' '.join(sorted(told.at))}\t{told.reason}"


@bench("truth", unit="%", baseline="the demo's truth.json, size township", ground=UNTOUCHED)
def truth(asked: Asked) -> Iterator[Measured]:
    """Recall and precision of every family over the demo's townships, filled by the ordinary doors. The ratio is the share itself."""
    import tempfile

    from django.core.management import call_command

    from bangfu.demo.fill import fill

    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        measure = measured(fill(Path(folder), "township", asked.seed, lambda line: None).files.truth)
    for family in FAMILIES:
        for known in (True, False):
            yield from _figures(measure, family, known)
    print("\n".join(lines(measure)), file=sys.stderr)


def _figures(measure: Measure, family: str, known: bool) -> Iterator[Measured]:
    """The lines of one family and part: recall, precision of what must be put right, precision of all."""
    must, every, part = measure.family(family, known, MUST), measure.family(family, known), "known" if known else "unknown"
    recall, precision = ("≥ 95 %", "≥ 99 %") if family == NEAR else ("100 %", "100 %")
    for what, share, many, target in (
        ("recall", every.recall, every.made, recall), ("precision of must-fix", must.precision, must.said, precision),
        ("precision of all", every.precision, every.said, precision),
    ):
        if share is not None:
            yield Measured(100 * share, share, many, f"{family} {what}, {part}", target)
