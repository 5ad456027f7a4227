"""What the page of a household shows, section by section. A later package adds one line to SECTIONS and a function that asks its one query."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from bangfu.crosscheck.queries import FindingRow
from bangfu.evidence.forms import KeepForm
from bangfu.journal.queries import entries_of
from bangfu.journal.readings import readings_of
from bangfu.organization.actor import Actor
from bangfu.registry import queries
from bangfu.registry.queries import HouseholdFile
from bangfu.rules.papers import kinds_of
from bangfu.web.composed import Context, Section
from bangfu.web.family_tree import family_tree
from bangfu.web.income_chart import income_chart

MOST_ENTRIES = 20


@dataclass(frozen=True)
class HouseholdPage:
    """What the sections are about: the file of a household, whether it is as it is now, and what is found about it."""

    file: HouseholdFile
    is_now: bool
    findings: Sequence[FindingRow]


def _members(_: Actor, page: HouseholdPage) -> Context:
    return {"tree": family_tree(page.file.row.members)}


def _incomes(_: Actor, page: HouseholdPage) -> Context:
    return {"chart": income_chart(page.file.incomes)}


def _papers(by: Actor, page: HouseholdPage) -> Context | None:
    """Papers with what is missing; a form to keep one where the asker may."""
    row = page.file.row
    if page.file.shelves is None:
        return None
    may_keep = page.is_now and by.can("evidence.keep", at=row.place_code)
    return {
        "shelves": page.file.shelves, "keep_form": KeepForm(kinds=kinds_of("household"), auto_id="keep_%s") if may_keep else None,
        "keep_url": reverse("keep_household_paper", args=[row.household]) if may_keep else "",
    }


def _findings(by: Actor, page: HouseholdPage) -> Context | None:
    return {"findings": page.findings, "may_check": by.can("crosscheck.look", at=page.file.row.place_code)} if page.findings else None


def _story(by: Actor, page: HouseholdPage) -> Context:
    return {"story": queries.household_story(by, page.file.row.household, page.file if page.is_now else None)}


def _entries(by: Actor, page: HouseholdPage) -> Context | None:
    row = page.file.row
    found = entries_of(by, ("household", str(row.household)), stands_at=row.place_code, limit=MOST_ENTRIES)
    return {"entries": found} if found else None


def _readings(by: Actor, page: HouseholdPage) -> Context | None:
    row = page.file.row
    found = readings_of(by, "household", str(row.household), stands_at=row.place_code)
    return {"readings": found} if found else None


def _of_the_file(_: Actor, __: HouseholdPage) -> Context:
    return {}


# (name, template, column, what it is given, power); what stands in the page's own context (file, household, as_of) is there for all
SECTIONS: tuple[Section[HouseholdPage], ...] = (
    Section("members", "web/household/_members.html", "main", _members),
    Section("incomes", "web/household/_incomes.html", "main", _incomes),
    Section("state", "web/household/_state.html", "main", _of_the_file),
    Section("papers", "evidence/_papers.html", "main", _papers, "evidence.look"),
    Section("standing", "web/household/_standing.html", "beside", _of_the_file),
    Section("findings", "web/household/_findings.html", "beside", _findings),
    Section("story", "web/household/_story.html", "beside", _story),
    Section("entries", "web/household/_entries.html", "beside", _entries),
    Section("readings", "web/household/_readings.html", "beside", _readings, "journal.look"),
)
