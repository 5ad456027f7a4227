"""Stories of why rows are taken for people: a run keeps it with every row and every finding, pages and workbooks tell it."""

import io
from datetime import date
from uuid import UUID

from openpyxl import load_workbook

from bangfu.crosscheck import actions, lists, matches, queries, snapshot
from bangfu.crosscheck.finding_lists import Of
from bangfu.crosscheck.matches import Match, matches_of
from bangfu.crosscheck.matching import HOW
from bangfu.crosscheck.models import Cell, Finding, Run
from bangfu.crosscheck.prints import workbook
from bangfu.crosscheck.reading import found_again
from bangfu.deliveries.models import DeliveredRow, Delivery
from bangfu.facts.models import NOW
from bangfu.organization.actor import PROGRAM
from bangfu.registry.models import PersonRecord
from bangfu.registry.prints import Foot
from tests.county import COUNTY, NEXT_VILLAGE, VILLAGE, County, the_county
from tests.crosscheck.lists import P, deliver, number
from tests.crosscheck.test_views import signed_in, text
from tests.standing import world

QIN, WEI = number(11), number(24, date(1982, 2, 2))
LEDGER, CARDS = "village_ledger", "disability_cards"


@world(ring=True)
def cast() -> County:
    """A couple: in the ledger he by his number under a name written wrong, she by name and household alone; he has a card under another village."""
    deliver("national_persons", [P("H1", "覃天明", QIN), P("H1", "韦小花", WEI, "配偶")])
    deliver(LEDGER, [P("H1", "覃天朋", QIN), P("H1", "韦小花", "", "配偶")])
    deliver(CARDS, [P("", "覃天明", QIN, village=NEXT_VILLAGE)])
    actions.run_checks(PROGRAM, at=COUNTY)
    return the_county()


def person(name: str) -> PersonRecord:
    return PersonRecord.objects.get(**NOW.filters(), name=name)


def row_of(source: str, name: str) -> str:
    return str(DeliveredRow.objects.get(delivery__source__slug=source, name=name).pk)


def kept(*names: str, runs: list[UUID] | None = None) -> set[Match]:
    latest = list(Run.objects.order_by("-known_at").values_list("pk", flat=True))
    return set(matches_of(latest if runs is None else runs, [str(person(name).person_id) for name in names]))


def test_a_run_keeps_with_every_row_whose_it_was_taken_for_and_why(cast: County) -> None:
    he, she = str(person("覃天明").person_id), str(person("韦小花").person_id)
    assert kept("覃天明", "韦小花") == {
        Match(row_of("national_persons", "覃天明"), he, "id"), Match(row_of("national_persons", "韦小花"), she, "id"),
        Match(row_of(LEDGER, "覃天朋"), he, "id"), Match(row_of(LEDGER, "韦小花"), she, "household"), Match(row_of(CARDS, "覃天明"), he, "id"),
    }
    assert kept("韦小花") == {one for one in kept("覃天明", "韦小花") if one.person == she} and kept("韦小花", runs=[]) == set()


def test_a_run_repeated_keeps_it_once_and_one_that_was_cleared_away_knows_nothing(cast: County) -> None:
    run, before = Run.objects.get(), kept("覃天明")
    files = {one: one.stat().st_mtime_ns for one in snapshot.folder(run.pk).glob(f"{matches.MET}*")}
    found_again(run.pk)
    assert len(files) == 3 and {one: one.stat().st_mtime_ns for one in snapshot.folder(run.pk).glob(f"{matches.MET}*")} == files
    for one in files:
        one.unlink()
    assert kept("覃天明") == set() != before


def test_the_latest_run_that_decided_about_somebody_tells(cast: County) -> None:
    first = Run.objects.get().pk
    deliver(LEDGER, [P("H1", "覃天明", ""), P("H1", "韦小花", WEI, "配偶")])
    second = actions.run_checks(PROGRAM, at=COUNTY, changed=True).pk
    assert {one.how for one in kept("韦小花", runs=[second, first])} == {"id"} and "household" in {one.how for one in kept("韦小花", runs=[first, second])}
    snapshot.write_scope(snapshot.folder(second), [str(person("覃天明").person_id)])
    assert "household" in {one.how for one in kept("韦小花", runs=[second, first])}, "the second only read her, and did not decide about her"


def test_a_finding_rests_on_it_and_tells_it(cast: County) -> None:
    found = Finding.objects.get(check_slug="id_name")
    told = dict(Cell.objects.filter(finding=found, edition=found.edition).values_list("source", "how"))
    assert told == {"register": "", "national_persons": "id", LEDGER: "id", CARDS: "id"}
    page = text(signed_in(cast, "village_clerk").get(f"/checks/finding/{found.pk}/"))
    assert f"怎么对上的：{HOW['id']}" in page
    book = load_workbook(io.BytesIO(workbook(cast.village_clerk, Of(VILLAGE), Foot("村文书", "2026-07-01", "1"))))
    rows = [[cell.value for cell in row] for row in book.active.rows]
    at = next(row.index("怎么对上的") for row in rows if "怎么对上的" in row)
    assert f"村台账：{HOW['id']}" in str(next(row[at] for row in rows if "覃天朋" in str(row)))


def test_it_is_told_beside_the_lists_of_a_household(cast: County) -> None:
    told = queries.contradictions(cast.village_clerk, person("韦小花").household_id)
    assert told
    she = next(part for part in told.parts if part.title.startswith("韦小花"))
    assert [one and one.how for one in she.stands_in] == [HOW["id"], HOW["household"]]


def test_lists_no_run_has_read_are_named_where_nobody_was_looked_for_in_them(cast: County) -> None:
    household, page = person("韦小花").household_id, f"/household/{person('韦小花').household_id}/contradictions/?whole=1"
    deliver("medical_insured", [P("", "韦小花", WEI, village=NEXT_VILLAGE)])
    told = queries.contradictions(cast.township_clerk, household)
    assert told and told.unread == (Delivery.objects.get(source__slug="medical_insured").source.name,)
    assert "还没有核对过" in text(signed_in(cast, "township_clerk").get(page))
    actions.run_checks(PROGRAM, at=COUNTY)
    again = queries.contradictions(cast.township_clerk, household)
    assert again and again.unread == () and "medical_insured" in [one.slug for one in again.sources]
    assert "还没有核对过" not in text(signed_in(cast, "township_clerk").get(page)) and lists.not_staged([UUID(int=1)]) == {UUID(int=1)}
