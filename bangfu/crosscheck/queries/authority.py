"""谁说了算 as the county has it: of every column the sources that are believed, who put them so and why, and what another order would find."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from bangfu.crosscheck import as_set, believed
from bangfu.crosscheck.checks.contradictions import ELSEWHERE, IDENTITY
from bangfu.crosscheck.checks.words import HOUSEHOLD_PREFIX, REGISTER, cell_word
from bangfu.crosscheck.models import AuthoritySetting
from bangfu.crosscheck.queries.set_checks import Preview, preview_of, steps
from bangfu.crosscheck.sources import Source, authority_told, sources
from bangfu.facts.models import FOREVER
from bangfu.organization.actor import Actor


@dataclass(frozen=True)
class AuthorityRow:
    """One column of the register: the sources believed about it, the weightiest first, those that are not, and who changed it last (None: nobody ever did).

    `compares`: how the checks use the order. "first": only the weightiest that speaks is held against the register; "all": every list has to say the same, the
    order says whose value is offered; "names": every list is compared, and the weightiest is named first.
    """

    column: str
    word: str
    of_household: bool
    believed: tuple[Source, ...]
    left_out: tuple[Source, ...]
    compares: str
    is_own: bool
    changed_by: str
    changed_at: datetime | None
    reason: str


@dataclass(frozen=True)
class AuthorityStep:
    """What was set once: who was believed from a day on, by whom, when it was written down and why; `is_held` whether it is still believed."""

    believed: tuple[str, ...]
    left_out: tuple[str, ...]
    valid_from: date
    by_name: str
    at: datetime
    reason: str
    is_held: bool


def authority_rows(by: Actor) -> list[AuthorityRow]:
    """Every column sources speak of with authority, in the order of the file, as it is set now."""
    if not by.can("crosscheck.look"):
        return []
    rows = {one.column: one for one in AuthoritySetting.objects.filter(superseded_at=FOREVER).order_by("valid_from")}
    return [_row(column, rows.get(column)) for column in authority_told()]


def authority_row(by: Actor, column: str) -> AuthorityRow | None:
    """One of them."""
    if column not in authority_told() or not by.can("crosscheck.look"):
        return None
    return _row(column, AuthoritySetting.objects.filter(column=column, superseded_at=FOREVER).order_by("valid_from").last())


def _row(column: str, row: AuthoritySetting | None) -> AuthorityRow:
    told, known = believed.order_of(row, column), sources()
    compares = "names" if column in ELSEWHERE else "all" if column in IDENTITY else "first"
    return AuthorityRow(
        column, cell_word(REGISTER, column), column.startswith(HOUSEHOLD_PREFIX), tuple(known[slug] for slug in told),
        tuple(known[slug] for slug in authority_told()[column] if slug not in told), compares, told != authority_told()[column],
        row.by_name if row else "", row.recorded_at if row else None, row.reason if row else "",
    )


def authority_story(by: Actor, column: str) -> list[AuthorityStep]:
    """Everything that was ever set of a column, the latest first."""
    if not by.can("crosscheck.look"):
        return []
    return [
        AuthorityStep(_words(one.believed), _words(one.left_out), one.valid_from, one.by_name, one.recorded_at, one.reason, is_held)
        for one, is_held in steps(AuthoritySetting.objects.filter(column=column), "believed", "left_out")
    ]


def _words(slugs: str) -> tuple[str, ...]:
    known = sources()
    return tuple(known[slug].word if slug in known else slug for slug in slugs.split())


def preview_authority(by: Actor, column: str, *, wanted: Sequence[str]) -> Preview | None:
    """What the checks about a column would have found with other sources believed, or in another order, in what the last run read, against what they find as it
    is set. None where no run's reading is kept. Refused for an order that cannot be."""
    by.must("crosscheck.settings")
    slugs, held = believed.possible(column, wanted), as_set.in_force(timezone.localdate())
    return preview_of(by, believed.checks_about(column), held, held.believing(column, slugs))
