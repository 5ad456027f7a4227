"""Files on paper: one household at once, a whole village by a job that is done once, survives a kill, and whose PDF goes after seven days."""

import io
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.conf import settings
from django.utils import timezone

from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.registry import actions, jobs, printing, prints, queries
from bangfu.registry.models import Household, Printing
from bangfu.rules.id_number import read_number
from bangfu.rules.powers import FIELDS, ROLES, may, reading
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.sealing import files
from bangfu.walls.reach import reaching
from bangfu.work.actions import cancel_job
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.county import FAR_VILLAGE, NEXT_VILLAGE, THIRD_VILLAGE, TOWNSHIP, VILLAGE, County
from tests.registry.founded import Shape, founded
from tests.standing import world

HOUSEHOLDS = 7


@pytest.fixture(autouse=True)
def _three_households_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "PART", 3)


@world(ring=True)
def homes() -> list[Household]:
    """A small village, in a data folder of its own."""
    return founded(Shape(households=HOUSEHOLDS))


def pdf_of(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def texts(content: bytes) -> list[str]:
    return [page.extract_text() for page in pdf_of(content).pages]


def printed(county: County, status: str = "") -> Printing:
    made = actions.print_village(county.village_clerk, place=VILLAGE, status=status)
    sweep()
    made.refresh_from_db()
    assert made.state == "made", Job.objects.get(subject=str(made.pk)).error
    return made


def sealed() -> set[str]:
    return {path.stem for path in (Path(settings.DATA) / "sealed").rglob("*.sealed")}


def bookmarks(outline: Any, reader: pypdf.PdfReader) -> Iterator[tuple[str, int]]:
    for one in outline:
        if isinstance(one, list):
            yield from bookmarks(one, reader)
        else:
            yield one.title, (reader.get_destination_page_number(one) or 0) + 1


def test_one_household_is_printed_with_its_numbers_masked(county: County, homes: list[Household]) -> None:
    by = county.village_clerk
    file = queries.household_file(by, homes[5].pk)
    assert file
    content = prints.household_pdf(prints.foot(by.name), file)
    text = "".join(texts(content)).replace("\n", "").replace(" ", "")
    assert homes[5].number in text and by.name in text
    for one in file.row.members:
        assert one.name in text and (not one.id_number or one.id_number in text)
    assert not any(read_number(word).names_somebody for page in texts(content) for word in page.split() if len(word) == 18)
    assert "139****0005" in text and "13900000005" not in text
    for title in ("一、家庭成员", "三、身份、风险和致贫原因", "五、收入", "材料", "户主（签字）"):
        assert title in text
    actions.note_household_printed(by, household=homes[5].pk)
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.subject_id, entry.place_code) == ("household.printed", str(homes[5].pk), VILLAGE)


@pytest.mark.parametrize(("pairs", "told"), [
    ([("民族", "汉族"), ("是否务工", "是"), ("计生户", "否"), ("是否会讲普通话", "是"), ("是否国外务工", "否")], "民族 汉族；是：务工、会讲普通话；否：计生户、国外务工"),
    ([("民族", "汉族")], "民族 汉族"), ([("是否务工", "否")], "否：务工"), ([], ""),
])
def test_what_is_only_so_or_not_so_is_named_once_under_either(pairs: list[tuple[str, str]], told: str) -> None:
    assert prints.told_short(pairs) == told


def test_income_stands_on_paper_with_its_formula(county: County, homes: list[Household]) -> None:
    file = queries.household_file(county.village_clerk, homes[0].pk)
    assert file
    text = "".join(texts(prints.household_pdf(prints.foot("甲"), file))).replace("\n", "").replace(" ", "")
    assert file.incomes[0].sums.formula.replace(" ", "") in text
    assert "缺" in text and "户口簿复印件" in text, "missing papers are named"


def test_a_village_is_printed_whole_with_contents_bookmarks_and_running_pages(county: County, homes: list[Household]) -> None:
    made = printed(county)
    content = files.kept(made.digest)
    reader, pages = pdf_of(content), [page.replace(" ", "").replace("\n", "") for page in texts(content)]
    assert (len(pages), made.pages, made.households) == (made.pages, len(pages), HOUSEHOLDS)
    assert all(f"第{nth}页，共{len(pages)}页" in page for nth, page in enumerate(pages, start=1))
    marked = dict(bookmarks(reader.outline, reader))
    for home in homes:
        start = next(page for word, page in marked.items() if word.startswith(home.number))
        assert home.number in pages[0], "in the table of contents"
        assert f"户编号{home.number}" in pages[start - 1] and "本户1/" in pages[start - 1]
    order = [page for word, page in marked.items() if word[:4] == "9900"]
    assert order == sorted(order) and marked["一组"] == order[0] and marked["目录"] == 1
    assert all(font.get("/FontDescriptor") or font.get("/DescendantFonts") for page in reader.pages for font in _fonts(page))
    assert sealed() == {made.digest}, "what was kept on the way is gone"


def _fonts(page: pypdf.PageObject) -> list[Any]:
    fonts: Any = page["/Resources"].get_object().get("/Font", {})   # type: ignore[union-attr]
    return [one.get_object() for one in fonts.get_object().values()]


def test_every_household_begins_on_a_page_of_its_own_and_its_pages_are_counted(county: County, homes: list[Household]) -> None:
    content = files.kept(printed(county).digest)
    starts = sorted(page for word, page in bookmarks(pdf_of(content).outline, pdf_of(content)) if word[:4] == "9900")
    pages = [page.replace(" ", "") for page in texts(content)]
    for start, after in pairwise([*starts, len(pages) + 1]):
        for nth in range(start, after):
            assert f"本户{nth - start + 1}/{after - start}" in pages[nth - 1]


def test_only_those_asked_for_are_printed(county: County, homes: list[Household]) -> None:
    made = printed(county, "assisted:脱贫户")
    text = "".join(texts(files.kept(made.digest)))
    assert made.households == 3
    assert [home.number in text for home in homes] == [nth % 3 == 0 for nth in range(HOUSEHOLDS)]


def test_asked_twice_it_is_done_once(county: County, homes: list[Household]) -> None:
    first, second = (actions.print_village(by, place=VILLAGE) for by in (county.village_clerk, county.township_clerk))
    assert first.pk == second.pk and Job.objects.filter(name="registry.print").count() == 1
    sweep()
    third = actions.print_village(county.village_clerk, place=VILLAGE)
    assert third.pk != first.pk, "once it is made, another may be asked for"


def test_killed_and_taken_up_again_it_goes_on(county: County, homes: list[Household], monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after every single step: each is done once, and the paper is the same as one printed without a break."""
    laid: list[int] = []
    part_pages = prints.part_pages
    monkeypatch.setattr(prints, "part_pages", lambda below, those: laid.append(len(those)) or part_pages(below, those))

    class Cut(BaseException):
        pass

    def cut(name: str) -> None:
        if name == "print.part":
            raise Cut
    monkeypatch.setattr(jobs, "failpoint", cut)
    made = actions.print_village(county.village_clerk, place=VILLAGE)
    for _ in range(6):
        with pytest.raises(Cut):
            sweep()
        Job.objects.filter(name="registry.print").update(lease_until=timezone.now() - timedelta(hours=1))
    sweep()
    made.refresh_from_db()
    assert (made.state, laid) == ("made", [3, 3, 1])
    broken = made.digest
    Printing.objects.filter(pk=made.pk).update(state="asked", digest="")
    Job.objects.filter(name="registry.print").update(state="waiting", checkpoint="", attempts=0)
    monkeypatch.setattr(jobs, "failpoint", lambda _: None)
    sweep()
    made.refresh_from_db()
    assert made.digest == broken


def test_a_household_that_leaves_the_village_while_it_is_printed_is_left_out(county: County, homes: list[Household], monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[bool] = []

    def move(name: str) -> None:
        if name == "print.part" and not moved:
            moved.append(True)
            with reaching(county.county_officer.ranges):
                actions.move_household(
                    county.county_officer, household=homes[6].pk, to=FAR_VILLAGE, on=timezone.localdate(), group="一组", reason="易地搬迁", document="云搬〔2026〕1号",
                )
    monkeypatch.setattr(jobs, "failpoint", move)
    made = printed(county)
    text = "".join(texts(files.kept(made.digest)))
    assert moved and made.households == HOUSEHOLDS - 1 and homes[6].number not in text and homes[0].number in text


def test_a_print_is_taken_away_with_an_entry(county: County, homes: list[Household]) -> None:
    made = printed(county)
    actions.take_printing(county.township_clerk, printing=made.pk)
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.papers, entry.user_name) == ("printing.taken", made.digest, county.township_clerk.name)
    (row,) = queries.printings(county.village_clerk, VILLAGE)
    assert (row.state, row.pages, row.asked_by) == ("made", made.pages, county.village_clerk.name)


def test_it_is_not_taken_before_it_is_made(county: County, homes: list[Household]) -> None:
    made = actions.print_village(county.village_clerk, place=VILLAGE)
    with pytest.raises(Refused, match="还没有排好"):
        actions.take_printing(county.village_clerk, printing=made.pk)


def test_after_seven_days_the_paper_is_gone_and_the_row_says_so(county: County, homes: list[Household]) -> None:
    made = printed(county)
    assert jobs.expire_printings() == 0 and sealed() == {made.digest}
    Printing.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert jobs.expire_printings() == 1
    made.refresh_from_db()
    assert (made.state, made.digest, sealed()) == ("expired", "", set())
    assert Entry.objects.latest("id").verb == "printing.expired"
    with pytest.raises(Refused, match="已过期"):
        actions.take_printing(county.village_clerk, printing=made.pk)
    assert jobs.expire_printings() == 0


def test_one_that_never_came_to_its_end_is_given_up_with_all_it_kept(county: County, homes: list[Household], monkeypatch: pytest.MonkeyPatch) -> None:
    made = actions.print_village(county.village_clerk, place=VILLAGE)
    parts = iter(range(5))
    monkeypatch.setattr(jobs, "failpoint", lambda _: next(parts) == 4 and cancel_job(county.village_clerk, job=Job.objects.get(name="registry.print").pk))
    sweep()
    assert Job.objects.get(name="registry.print").state == "cancelled" and len(sealed()) >= 2
    Printing.objects.filter(pk=made.pk).update(asked_at=timezone.now() - timedelta(days=8))
    assert jobs.expire_printings() == 1
    made.refresh_from_db()
    assert (made.state, sealed()) == ("expired", set())


@pytest.mark.parametrize("who", ["administrator", "auditor", "neighbour", "nobody"])
def test_who_may_not_print_there_prints_nothing(county: County, homes: list[Household], who: str) -> None:
    by = getattr(county, who)
    with pytest.raises(Forbidden):
        actions.print_village(by, place=VILLAGE)
    with pytest.raises(Forbidden):
        actions.note_village_printed(by, place=VILLAGE)
    with pytest.raises(Refused):   # Forbidden is one
        actions.note_household_printed(by, household=homes[0].pk)
    assert not Printing.objects.exists() and not Job.objects.filter(name="registry.print").exists()
    assert queries.printings(by, VILLAGE) == []


@pytest.mark.parametrize(("place", "status", "sentence"), [
    (TOWNSHIP, "", "先选一个村"), (THIRD_VILLAGE, "", "没有户"), (VILLAGE, "relief:城市低保", "没有户"), (VILLAGE, "nothing:x", "没有这种身份"),
])
def test_what_cannot_be_printed_is_refused(county: County, homes: list[Household], place: str, status: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.print_village(county.township_clerk, place=place, status=status)
    assert not Printing.objects.exists()


def test_whoever_may_take_a_print_reads_numbers_as_whoever_asked_for_it() -> None:
    printers = [role for role in ROLES if may(role, "registry.print")]
    for field in FIELDS:
        if field.startswith(("person.", "household.")):
            assert len({reading(role, field) for role in printers}) == 1, field


def test_printing_leaves_a_chain_that_verifies(county: County, homes: list[Household]) -> None:
    founded(Shape(NEXT_VILLAGE, 2, "9911"))
    printed(county)
    verbs = list(Entry.objects.filter(verb__startswith="printing.").order_by("id").values_list("verb", flat=True))
    assert verbs == ["printing.asked", "printing.made"]
    assert verify().whole
