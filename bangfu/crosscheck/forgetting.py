"""Which findings name people who are to be forgotten, and what takes the place of their words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from bangfu.crosscheck.models import Cell, Finding, Handover, Settlement, TypeBack

FORGOTTEN = "（已注销）"
Erased = list[tuple[Any, Mapping[str, Any]]]


@dataclass(frozen=True)
class Gone:
    """People who are forgotten, as findings name them: ids of persons and household, ids of delivered rows, the household's number."""

    subjects: frozenset[str]
    rows: frozenset[UUID]
    number: str

    def is_subject_of(self, found: Finding) -> bool:
        """Whether a finding is about one of them."""
        return found.subject_id in self.subjects or found.subject_id in set(map(str, self.rows))


def blanked(gone: Gone) -> Erased:
    """Rows with what takes the place of their content: of findings about them everything that names anybody, of others the sentence and their cells."""
    cells = Q(subject_id__in=gone.subjects) | Q(delivered_row__in=gone.rows)
    about = Q(subject_id__in={*gone.subjects, *map(str, gone.rows)}) | Q(pk__in=Cell.objects.filter(cells).values("finding"))
    findings = list(Finding.objects.select_for_update().filter(about | Q(household_number=gone.number)))
    theirs = {one.pk for one in findings if gone.is_subject_of(one)}
    touched = Cell.objects.filter(Q(finding__in=theirs) | cells)
    return [
        *((one, _of_finding(one, gone)) for one in findings), *((one, {"subject_name": "", "value": ""}) for one in touched),
        *((one, {"reason": FORGOTTEN, "what": "", "note": "", "ended_why": ""}) for one in _settlements(findings)),
        *((one, {"old": "", "new": "", "why": ""}) for one in _to_type_back(gone)),
        *((one, {"word": FORGOTTEN}) for one in Handover.objects.filter(finding__in=[one.pk for one in findings])),
    ]


def _to_type_back(gone: Gone) -> Iterable[TypeBack]:
    ids = [UUID(one) for one in gone.subjects]
    return TypeBack.objects.select_for_update().filter(Q(household__in=ids) | Q(person__in=ids))


def _of_finding(one: Finding, gone: Gone) -> dict[str, str]:
    name = {"subject_name": FORGOTTEN} if gone.is_subject_of(one) else {}
    number = {"household_number": ""} if gone.is_subject_of(one) or one.household_number == gone.number else {}
    return {"reason": FORGOTTEN, **name, **number}


def _settlements(findings: Iterable[Finding]) -> Iterable[Settlement]:
    return Settlement.objects.filter(finding__in=[one.pk for one in findings])
