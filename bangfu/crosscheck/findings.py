"""From what the engine found to rows to be written: one village at a time. Reads nothing, writes nothing."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.found import Found, FoundCell, fields_of
from bangfu.crosscheck.models import Cell, Finding, Run, Settlement
from bangfu.facts.bulk import unsaved
from bangfu.facts.models import Recorded, new_id
from bangfu.rules.finding import after_run

_written = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode   # made once


@dataclass(frozen=True)
class Told:
    """One thing found, with its sentence."""

    found: Found
    reason: str

    @property
    def evidence(self) -> str:
        """40 hex characters over what the finding rests on: another edition of the cells is written when it changes."""
        told = [self.reason, self.found.subject_id, self.found.household_number, [fields_of(cell) for cell in self.found.cells]]
        return hashlib.sha256(_written(told).encode()).hexdigest()[:40]


@dataclass
class VillageWritten:
    """What one village's transaction writes."""

    new: list[Recorded] = field(default_factory=list)
    rewritten: list[tuple[Recorded, dict[str, Any]]] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What is known of a village before: its findings, exemptions in force (finding → last day), and those asked for."""

    findings: Mapping[str, Finding]
    exempt_until: Mapping[UUID, date]
    asked: Mapping[UUID, Settlement]


def village_after_run(
    run: Run, told: Sequence[Told], known: Known, *, elsewhere: frozenset[str], now: datetime, scope: frozenset[str] | None = None,
) -> VillageWritten:
    """Everything that changes in a village. `elsewhere`: identities found in other villages, whose old rows here follow their subject there. `scope`: ids of
    whom the run decided about (None: everybody); all else it takes for found, or not found, as it was."""
    written = VillageWritten()
    seen = {one.found.identity for one in told}
    for one in told:
        before = known.findings.get(one.found.identity)
        _found(written, run, one, before, known, now)
    for identity, finding in known.findings.items():
        if identity in seen or identity in elsewhere:
            continue
        if scope is not None and finding.subject_id not in scope and finding.state != "gone":
            _stands(written, run, finding, known)
        else:
            _not_found(written, run, finding, known, now)
    return written


def _found(written: VillageWritten, run: Run, told: Told, before: Finding | None, known: Known, now: datetime) -> None:
    if before is None:
        finding = _finding(run, told, now)
        written.new += [finding, *_cells(finding, 1, told.found.cells)]
        return
    state, mark = after_run(before.state, True, exempt_until=known.exempt_until.get(before.pk), day=run.day)
    values = _differences(before, {"state": state, "mark": mark, **_subject(told)})
    if mark == "back":
        values |= {"times_back": before.times_back + 1, "back_at": now, "gone_at": None}
    if told.evidence != before.evidence:
        values |= {"edition": before.edition + 1, "evidence": told.evidence}
        written.new += _cells(before, before.edition + 1, told.found.cells)
    _rewrite(written, run, before, values)


def _stands(written: VillageWritten, run: Run, before: Finding, known: Known) -> None:
    """Not looked at again, because nothing about it changed: found as it was."""
    state, mark = after_run(before.state, True, exempt_until=known.exempt_until.get(before.pk), day=run.day)
    values = _differences(before, {"state": state, "mark": mark})
    _rewrite(written, run, before, values | ({"times_back": before.times_back + 1, "gone_at": None} if mark == "back" else {}))


def _not_found(written: VillageWritten, run: Run, before: Finding, known: Known, now: datetime) -> None:
    state, mark = after_run(before.state, False, exempt_until=None, day=run.day)
    values = _differences(before, {"state": state, "mark": mark})
    if mark == "gone":
        values["gone_at"] = now
        if before.pk in known.asked:
            written.rewritten.append((known.asked[before.pk], {"state": "lapsed"}))
    _rewrite(written, run, before, values)


def _rewrite(written: VillageWritten, run: Run, before: Finding, values: dict[str, Any]) -> None:
    if values:
        written.rewritten.append((before, values | {"marked_in_id": run.pk}))


def _differences(before: Finding, wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if getattr(before, name) != value}


def _subject(told: Told) -> dict[str, Any]:
    """What a finding says of its subject now; it follows them to another village, and where it was first stays in `place_then`."""
    found = told.found
    return {
        "place_code": found.place_code,
        "family": CHECKS[found.check].family, "level": CHECKS[found.check].level, "source": _source(found.cells),
        "fault": found.fault, "subject_id": found.subject_id, "subject_name": found.subject_name, "household_number": found.household_number,
        "reason": told.reason,
    }


def _source(cells: Iterable[FoundCell]) -> str:
    """The list a finding is held against: the first its cells stand in; '' when they all stand in the register."""
    return next((cell.source for cell in cells if cell.source != "register"), "")


def _finding(run: Run, told: Told, now: datetime) -> Finding:
    found = told.found
    return unsaved(Finding, {
        "id": new_id(), "identity": found.identity, "check_slug": found.check, "subject_kind": found.subject_kind, "place_then": found.place_code,
        "marked_in_id": run.pk, "first_found_at": now, "evidence": told.evidence, **_subject(told),
    })


def _cells(finding: Finding, edition: int, cells: Iterable[FoundCell]) -> Iterator[Cell]:
    for position, cell in enumerate(cells):
        yield unsaved(Cell, {
            "id": new_id(), "finding_id": finding.pk, "edition": edition, "position": position, "source": cell.source, "place_code": cell.place_code,
            "subject_id": cell.subject_id, "subject_name": cell.subject_name, "delivered_row": UUID(cell.row) if cell.row else None, "row": cell.number,
            "column": cell.column, "value": cell.value[:80],
        })
