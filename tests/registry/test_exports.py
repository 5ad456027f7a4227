"""Long lists: made by a job, once, whatever dies or changes meanwhile; taken by who asked for them only."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from bangfu.deliveries.models import Delivery
from bangfu.deliveries.since_last import since_last
from bangfu.facts.models import NOW
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization.actions import relieve
from bangfu.organization.actor import PROGRAM
from bangfu.registry import actions, exporting, exports, jobs, queries
from bangfu.registry.models import Household, PersonRecord, Printing
from bangfu.registry.queries import roster_rows
from bangfu.registry.views import exports as views
from bangfu.registry.views import rosters
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.sealing import files
from bangfu.walls.reach import reaching
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.county import FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, County
from tests.deliveries.office import applied, compared, families, national
from tests.registry.founded import Shape, founded
from tests.standing import world

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _seven_rows_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "TOLD_EVERY", 7)
    monkeypatch.setattr("bangfu.registry.queries.roster_rows.AT_A_TIME", 7)


@world(ring=True)
def homes() -> list[Household]:
    """Two villages, in a data folder of its own."""
    return [*founded(Shape(households=9)), *founded(Shape(village=NEXT_VILLAGE, households=6, number="9911"))]


def rows_of(content: bytes) -> list[tuple[Any, ...]]:
    """Title, note, headings, rows."""
    return list(openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0].iter_rows(values_only=True))


def asked(county: County, **filters: str) -> Printing:
    return actions.ask_roster(county.township_clerk, place=TOWNSHIP, filters=filters, title="青石镇名册")


def again(printing: Printing) -> Printing:
    return Printing.objects.get(pk=printing.pk)


def made(county: County, **filters: str) -> Printing:
    found = asked(county, **filters)
    sweep()
    found = again(found)
    assert found.state == "made", Job.objects.get(subject=str(found.pk)).error
    return found


def sealed() -> set[str]:
    return {path.stem for path in (Path(settings.DATA) / "sealed").rglob("*.sealed")}


def test_the_roster_of_a_township_is_made_with_everybody_once(county: County, homes: list[Household]) -> None:
    found = made(county)
    rows = rows_of(files.kept(found.digest))
    people = PersonRecord.objects.filter(**NOW.filters())
    assert found.rows == people.count() == len(rows) - 3
    assert sorted(row[0] for row in rows[3:]) == sorted(one.name for one in people)
    assert not any(len(str(cell)) == 18 and str(cell).isdecimal() for row in rows for cell in row)
    (row,) = queries.exports(county.township_clerk)
    assert (row.title, row.rows, row.state, row.what) == ("青石镇名册", found.rows, "made", "roster")
    assert queries.printings(county.township_clerk, TOWNSHIP) == [] and verify().whole


def test_it_is_filtered_as_the_page_was(county: County, homes: list[Household]) -> None:
    found = made(county, by="household", status="assisted:脱贫户")
    rows = rows_of(files.kept(found.digest))
    assert found.rows == len(rows) - 3 == 5 and all("脱贫户" in str(row[2]) for row in rows[3:])


def test_it_says_how_far_it_is(county: County, homes: list[Household], monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr("bangfu.work.worker.Handle.progress", lambda _, done, total, note="": told.append((done, total)))
    found = made(county)
    assert told == [(done, found.rows) for done in range(0, found.rows or 0, 7)] and len(told) > 5


def test_whoever_moves_or_changes_meanwhile_stands_there_once_as_they_were(county: County, homes: list[Household], monkeypatch: pytest.MonkeyPatch) -> None:
    """One household of the first village moves behind the writer, one of the second in front of it; nobody is doubled and nobody missed, but who is out of
    the asker's reach by then is left out."""
    found, moved = asked(county), []
    place_names = roster_rows.place_names

    def slowly(*args: Any) -> Any:
        rows = place_names(*args)
        if not moved:
            moved.append(True)
            with reaching(county.county_officer.ranges):
                for home, to in ((homes[0], NEXT_VILLAGE), (homes[-1], VILLAGE), (homes[6], FAR_VILLAGE)):
                    actions.move_household(
                        county.county_officer, household=home.pk, to=to, on=timezone.localdate(), group="一组", reason="易地搬迁", document="云搬〔2026〕1号",
                    )
        return rows

    names = sorted(PersonRecord.objects.filter(**NOW.filters()).exclude(household=homes[6]).values_list("name", flat=True))
    monkeypatch.setattr("bangfu.registry.queries.roster_rows.place_names", slowly)
    sweep()
    rows = rows_of(files.kept(again(found).digest))[3:]
    assert moved and sorted(row[0] for row in rows) == names


def test_asked_twice_it_is_made_once(county: County, homes: list[Household]) -> None:
    first, second = asked(county, status="assisted:脱贫户"), asked(county, status="assisted:脱贫户")
    other = asked(county)
    theirs = actions.ask_roster(county.second_township_clerk, place=TOWNSHIP, filters={}, title="x")
    assert first.pk == second.pk and len({first.pk, other.pk, theirs.pk}) == 3 == Job.objects.filter(name="registry.export").count()
    sweep()
    assert asked(county).pk != other.pk, "once it is made, another may be asked for"


def test_killed_it_begins_again(county: County, homes: list[Household], monkeypatch: pytest.MonkeyPatch) -> None:
    class Cut(BaseException):
        pass

    def cut(name: str) -> None:
        if name == "export.made":
            raise Cut

    monkeypatch.setattr(jobs, "failpoint", cut)
    found = asked(county)
    with pytest.raises(Cut):
        sweep()
    assert again(found).state == "asked" and sealed() == set(), "nothing is kept on the way"
    monkeypatch.setattr(jobs, "failpoint", lambda _: None)
    Job.objects.filter(name="registry.export").update(lease_until=timezone.now() - timedelta(hours=1))
    sweep()
    assert again(found).state == "made" and len(rows_of(files.kept(again(found).digest))) == 3 + (again(found).rows or 0)


def test_it_is_taken_by_who_asked_and_written_down_each_time(county: County, homes: list[Household]) -> None:
    by, found = county.township_clerk, made(county)
    for _ in range(2):
        actions.take_printing(by, printing=found.pk)
        entry = Entry.objects.latest("id")
        assert (entry.verb, entry.subject_kind, entry.subject_id, entry.user_name, entry.papers) == ("roster.exported", "place", TOWNSHIP, by.name, found.digest)
        assert f"{found.rows} 行" in entry.subject_label
    with pytest.raises(Refused, match="请自己导出一份"):
        actions.take_printing(county.second_township_clerk, printing=found.pk)
    assert queries.exports(county.second_township_clerk) == []
    for stranger in (county.neighbour, county.village_clerk, county.nobody):
        with pytest.raises(Refused):
            actions.take_printing(stranger, printing=found.pk)
        assert queries.export(stranger, found.pk) is None


def test_it_is_not_taken_by_somebody_whose_reach_has_shrunk(county: County, homes: list[Household]) -> None:
    found = made(county)
    Printing.objects.filter(pk=found.pk).update(terms=exporting.terms_of(county.county_officer, {}).token)
    with pytest.raises(Refused, match="范围在这以后变了"):
        actions.take_printing(county.township_clerk, printing=found.pk)


def test_who_has_left_the_post_gets_nothing_made(county: County, homes: list[Household]) -> None:
    found = asked(county)
    relieve(PROGRAM, holding=county.user("township_clerk").holdings.get(), on=timezone.localdate())
    sweep()
    assert again(found).state == "asked" and Job.objects.get(name="registry.export").state == "failed" and sealed() == set()


def test_a_tag_that_is_gone_meanwhile_is_said(county: County, homes: list[Household]) -> None:
    asked(county, tag="没有的标签")
    sweep()
    assert "重新选条件" in Job.objects.get(name="registry.export").error


def test_after_seven_days_it_is_gone_with_what_was_asked(county: County, homes: list[Household]) -> None:
    found = made(county, words="覃")
    assert "覃" not in found.terms
    Printing.objects.filter(pk=found.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert jobs.expire_printings() == 1
    assert (again(found).state, again(found).digest, again(found).terms, sealed()) == ("expired", "", "", set())
    with pytest.raises(Refused, match="已过期"):
        actions.take_printing(county.township_clerk, printing=found.pk)
    assert verify().whole


def test_it_is_not_taken_before_it_is_made(county: County, homes: list[Household]) -> None:
    with pytest.raises(Refused, match="还没有做好"):
        actions.take_printing(county.township_clerk, printing=asked(county).pk)


@pytest.mark.parametrize("who", ["neighbour", "nobody", "village_clerk"])
def test_who_does_not_reach_the_township_asks_for_nothing(county: County, homes: list[Household], who: str) -> None:
    with pytest.raises(Forbidden):
        actions.ask_roster(getattr(county, who), place=TOWNSHIP, filters={}, title="x")


def test_a_household_forgotten_takes_the_lists_with_it(county: County, homes: list[Household]) -> None:
    """Those that were made, and one that is just being made."""
    by, ready = county.county_officer, made(county)
    members = list(PersonRecord.objects.filter(**NOW.filters(), household=homes[0]))
    actions.leave_register(by, person=members[0].person_id, kind="moved_out", on=timezone.localdate(), reason="全家迁出") if len(members) == 1 else None
    waiting = asked(county)
    actions.erase_household(by, household=homes[0].pk, reason="本人申请", document="申请一号")
    assert {again(one).state for one in (ready, waiting)} == {"expired"} and again(ready).terms == again(waiting).terms == ""
    sweep()
    assert again(waiting).digest == ""


def test_what_a_list_changed_is_made_by_a_job_too(county: County, fresh_ring: Path) -> None:
    by = county.township_clerk
    lines = [*families(share=1), *families("下垟村", share=2)]
    applied(by, national(lines))
    found = compared(by, national([one.but(nation="壮族") for one in lines[1:]]))
    waiting = actions.ask_differences(by, delivery=found.pk)
    sweep()
    ready = again(waiting)
    assert (ready.state, ready.rows, ready.place_code) == ("made", 18, TOWNSHIP)
    rows = rows_of(files.kept(ready.digest))[3:]
    assert [(row[1], row[2]) for row in rows] == [({"changed": "有变化", "gone": "不再有"}[one.what], one.name) for one in since_last(by, found.pk)]
    actions.take_printing(by, printing=ready.pk)
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.subject_kind, entry.subject_id) == ("delivery.difference_exported", "delivery", str(found.pk))
    assert actions.ask_differences(by, delivery=found.pk, place=VILLAGE).pk != ready.pk
    sweep()
    assert [one.rows for one in queries.exports(by)] == [9, 18] and verify().whole


def test_small_lists_come_at_once_and_long_ones_are_found_again(
    county: County, homes: list[Household], client: Any, monkeypatch: pytest.MonkeyPatch,
) -> None:
    client.force_login(county.user("township_clerk"), backend=BACKEND)
    address = reverse("export_roster", args=[TOWNSHIP])
    at_once = b"".join(client.post(address, {"by": "household"}).streaming_content)
    assert len(rows_of(at_once)) == 3 + 15 and Printing.objects.count() == 0
    monkeypatch.setattr(rosters, "AT_ONCE", 14)
    page = client.post(address, {"by": "household"}, follow=True)
    assert page.redirect_chain == [(reverse("exports"), 302)] and "排队中" in page.content.decode()
    (waiting,) = Printing.objects.all()
    assert "排队中" in client.get(reverse("export_progress", args=[waiting.pk])).content.decode()
    sweep()
    assert client.get(reverse("export_progress", args=[waiting.pk])).headers["HX-Refresh"] == "true"
    assert "15 行" in client.get(reverse("exports")).content.decode()
    taken = client.post(reverse("take_export", args=[waiting.pk]))
    assert taken.status_code == 200 and rows_of(taken.content)[3:] == rows_of(at_once)[3:]
    client.force_login(county.user("second_township_clerk"), backend=BACKEND)
    assert client.post(reverse("take_export", args=[waiting.pk])).status_code == 409


def test_a_long_comparison_is_asked_for_on_its_page(county: County, fresh_ring: Path, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    by, lines = county.township_clerk, families(share=1)
    applied(by, national(lines))
    found: Delivery = compared(by, national(lines[:5]))
    client.force_login(county.user("township_clerk"), backend=BACKEND)
    address = reverse("export_since_last", args=[found.pk])
    assert len(rows_of(b"".join(client.post(address).streaming_content))) == 3 + 4
    monkeypatch.setattr(views, "AT_ONCE", 8)   # five rows and four that are gone
    assert client.post(address).status_code == 302
    sweep()
    assert [(one.what, one.rows) for one in queries.exports(by)] == [("since_last", 4)]
