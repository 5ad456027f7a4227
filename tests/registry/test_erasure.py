"""A household is forgotten (个人信息保护法 第四十七条): nothing that names it is left anywhere, and everything else is as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bangfu.crosscheck import actions as crosscheck
from bangfu.crosscheck.models import Cell, Finding, Run, Settlement
from bangfu.crosscheck.snapshot import folder
from bangfu.deliveries.actions import cancel
from bangfu.deliveries.models import DeliveredRow
from bangfu.evidence.actions import keep_paper
from bangfu.evidence.models import Paper
from bangfu.facts.models import AsOf
from bangfu.journal.actions import Subject, record
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify, watched_models
from bangfu.organization.actor import PROGRAM
from bangfu.registry import actions, queries
from bangfu.registry.counts import differing
from bangfu.registry.models import Household, HouseholdRecord, NameKey, PersonRecord, Printing
from bangfu.rules.money import Money
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.sealing import files
from bangfu.web.forgetting import forget_household
from tests.county import COUNTY, VILLAGE, County, the_county
from tests.deliveries.office import DAY, HEADINGS, Line, applied, compared, ledger, national, number, of
from tests.evidence.papers import BOOKLET, photo
from tests.registry.traces import copied_database, hits_in_files, hits_in_tables, looking_at
from tests.standing import world

HOUSE, OTHER = "00998800001", "00998800002"
PHONE = "15488000001"


def line(house: str, nth: int, name: str, relation: str = "户主", **more: Any) -> Line:
    return Line(house, f"{house}0{nth}", name, number(800 + nth + 10 * int(house[-1]), date(1970 + nth, 3, 4)), relation, **more)


THEIRS = [line(HOUSE, 1, "覃忘川", phone=PHONE), line(HOUSE, 2, "农忘忧", "配偶"), line(HOUSE, 3, "覃忘机", "之子")]
KEPT = [line(OTHER, 1, "韦长存", phone="15488000002"), line(OTHER, 2, "罗长在", "配偶")]
NAMES = [one.name for one in THEIRS]
# everything planted by which they could be found
PLANTED = [
    *NAMES, "覃忘朋", *(one.id_number for one in THEIRS), PHONE, HOUSE, "忘川路九号", "6217880000000000077", "忘川体弱", "忘川家的收据", "忘川会议纪要", "忘川户口簿.jpg",
    "忘川家情况属实", "同意忘川", "农忘我", "忘川的邻居",
]
REASON = {"reason": "依本人申请", "document": "2026年11月1日申请书"}


def person(name: str) -> UUID:
    return of(name).person_id


def house(number_: str = HOUSE) -> UUID:
    return Household.objects.get(number=number_).pk


def told_everywhere(county: County) -> None:
    """The household as it comes to stand in every part of the program."""
    by, officer = county.township_clerk, county.county_officer
    applied(by, national([THEIRS[0].but(more={"村里备注": "忘川的邻居"}), *THEIRS[1:], *KEPT], (*HEADINGS, "村里备注")))   # type: ignore[arg-type]
    applied(by, ledger([THEIRS[0].but(name="覃忘朋"), THEIRS[1], *KEPT]), layout="village_ledger")
    actions.correct_household(
        by, household=house(), changes={"address": "忘川路九号", "bank_account": "6217880000000000077", "phone": PHONE}, reason="忘川户口簿.jpg 上写的",
    )
    actions.correct_person(by, person=person("农忘忧"), changes={"name": "农忘我", "health": "残疾"}, reason="忘川体弱")
    actions.correct_person(by, person=person("农忘我"), changes={"name": "农忘忧"}, reason="看错了")
    actions.unmask(by, person=person("覃忘川"), column="id_number", reason="忘川家情况属实")
    actions.give_status(by, household=house(), family="assisted", word="脱贫户", since=DAY, document="忘川会议纪要")
    actions.note_risk(by, household=house(), word="因病", since=DAY, document="忘川会议纪要", remark="忘川体弱")
    actions.record_income(
        by, household=house(), since=date(2025, 1, 1), until=date(2026, 1, 1), amounts={"wage_work": Money(120_000)}, notes={"wage_work": "忘川家的收据"},
        reason="忘川家的收据",
    )
    for kind, one in (("household", house()), ("person", person("覃忘川"))):
        keep_paper(by, subject=Subject(kind, str(one), "覃忘川户", key=house()), at=VILLAGE, kind=BOOKLET, file_name="忘川户口簿.jpg", content=photo())
    crosscheck.run_checks(PROGRAM, at=COUNTY)
    found = {one.check_slug: one for one in Finding.objects.filter(household_number=HOUSE, state="open")}
    crosscheck.correct_finding(by, finding=found["id_name"].pk, how="fix_name", values={"name": "覃忘朋"}, reason="忘川家情况属实")
    asked = crosscheck.ask_exemption(by, finding=found["surplus"].pk, reason="忘川家情况属实", expires_on=timezone.localdate() + timedelta(30))
    crosscheck.decide_exemption(officer, settlement=asked.pk, approve=True, note="同意忘川")


def leave_all(by: Any, numbers: str = HOUSE, reason: str = "忘川家情况属实") -> None:
    for one in PersonRecord.objects.filter(household=house(numbers), superseded_at__year=9999, valid_to__year=9999):
        actions.leave_register(by, person=one.person_id, kind="moved_out", on=date(2026, 9, 1), reason=reason)


def forget(by: Any, household: UUID | None = None, **rest: Any) -> None:
    forget_household(by, household=household or house(), **{**REASON, **rest})


def everything() -> dict[str, Any]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in (*watched_models(), Entry, DeliveredRow)}


@contextmanager
def refused(words: str) -> Iterator[None]:
    before = everything()
    with pytest.raises(Refused, match=words), transaction.atomic():
        yield
    assert everything() == before


def figures(by: Any) -> list[dict[str, int]]:
    return [
        told(by, place=COUNTY, length=12, as_of=AsOf(day)) for told in (queries.tally_persons, queries.tally_households)
        for day in (DAY - timedelta(1), DAY, date(2026, 8, 31), date(2026, 9, 1), timezone.localdate())
    ]


def test_nothing_that_names_them_is_left_anywhere(fresh_database: str, county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole story, committed, on a database and a data folder of its own; every table, every token that opens, every file is looked through."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    told_everywhere(county)
    before = {word: places for word, places in hits_in_tables(PLANTED).items() if places}
    assert set(before) == set(PLANTED), "what was planted is found before"
    assert {word for word, places in hits_in_files(PLANTED).items() if places} >= {*NAMES, THEIRS[0].id_number, PHONE, HOUSE}
    leave_all(county.township_clerk)
    numbers, older = figures(county.county_officer), copied_database()
    persons, household = list(PersonRecord.objects.filter(household=house()).values_list("person", flat=True).distinct()), house()
    forget(county.county_officer)
    assert {word: places for word, places in hits_in_tables(PLANTED).items() if places} == {}
    assert {word: places for word, places in hits_in_files(PLANTED).items() if places} == {}
    assert {word for word, places in hits_in_tables([one.name for one in KEPT]).items() if places} == {one.name for one in KEPT}, "the others are still there"
    assert verify().faults == [] and differing() == {} and figures(county.county_officer) == numbers
    entry = Entry.objects.get(verb="household.erased")
    assert (entry.reason, entry.subject_id) == ("2026年11月1日申请书：依本人申请", str(household)) and entry.changes == ""
    crosscheck.run_checks(PROGRAM, at=COUNTY)
    assert not Finding.objects.filter(subject_id__in=map(str, persons)).exclude(state="gone").exists() and not Finding.objects.filter(subject_name="").exists()
    assert {word: places for word, places in hits_in_files(PLANTED).items() if places} == {}, "nor does a later run bring them back"
    with looking_at(older):
        assert verify().faults == [] and hits_in_tables(NAMES)["覃忘川"], "the copy from before holds by itself"


@world(ring=True)   # one of them forgets files
def told() -> County:
    told_everywhere(the_county())
    return the_county()


def test_not_while_anybody_is_in_the_register(told: County) -> None:
    with refused("还有人在册"):
        forget(told.county_officer)


def test_no_entry_says_in_clear_whom_it_is_about(told: County) -> None:
    """What could not be forgotten must not be written: the chain keeps every word of an entry for ever."""
    kept = [f"{one.subject_label}{one.reason}{one.changes}{one.rows}" for one in Entry.objects.all()]
    assert not [word for word in PLANTED for text in kept if word in text]


def test_of_somebody_in_no_known_household_an_entry_says_neither_name_nor_reason(told: County) -> None:
    applied(told.township_clerk, ledger([THEIRS[1], *KEPT, Line("00998809999", "", "农无户", number(899))]), layout="village_ledger")
    crosscheck.run_checks(PROGRAM, at=COUNTY)
    found = Finding.objects.get(subject_name="农无户")
    asked = crosscheck.ask_exemption(told.township_clerk, finding=found.pk, reason="农无户外出了", expires_on=timezone.localdate() + timedelta(30))
    entry = Entry.objects.get(verb="exemption.asked", subject_id=str(found.pk))
    assert (entry.subject_label, entry.reason, entry.changes, entry.subject_key) == ("漏报", "", "", None) and asked.reason == "农无户外出了"
    assert f"+ crosscheck_settlement {asked.pk} " in entry.rows and verify().whole


@pytest.fixture
def gone(told: County) -> County:
    """They have all left the register."""
    leave_all(told.township_clerk)
    return told


@pytest.mark.parametrize("who", ["village_clerk", "township_clerk", "neighbour", "stranger", "former", "nobody", "administrator", "auditor"])
def test_only_the_county_forgets_and_within_its_reach(gone: County, who: str) -> None:
    before = everything()
    with pytest.raises((Refused, Forbidden)), transaction.atomic():
        forget(getattr(gone, who))
    assert everything() == before


@pytest.mark.parametrize(("rest", "words"), [
    ({"reason": ""}, "理由"), ({"document": " "}, "理由"), ({"reason": "覃忘川本人申请"}, "不能写"), ({"document": f"户{HOUSE}的申请书"}, "不能写"),
    ({"reason": f"{THEIRS[0].id_number}申请"}, "不能写"), ({"household": uuid4()}, "没有这一户"),
])
def test_what_cannot_be_is_refused_and_nothing_is_forgotten(gone: County, rest: dict[str, Any], words: str) -> None:
    with refused(words):
        forget(gone.county_officer, **rest)


def test_nobody_is_forgotten_twice(gone: County) -> None:
    household = house()
    forget(gone.county_officer)
    with refused("已经注销过"):
        forget(gone.county_officer, household)


def test_not_while_a_list_in_hand_names_them(gone: County) -> None:
    made = compared(gone.township_clerk, national([*THEIRS, *KEPT]), name="第二次.xlsx")
    with refused("第二次.xlsx”里有这一户"):
        forget(gone.county_officer)
    cancel(gone.township_clerk, delivery=made.pk)
    forget(gone.county_officer)


def test_not_while_a_run_goes_on(gone: County) -> None:
    run = Run.objects.latest("known_at")
    Run.objects.filter(pk=run.pk).update(finished_at=None)
    with refused("正在核对"):
        forget(gone.county_officer)
    Run.objects.filter(pk=run.pk).update(finished_at=run.finished_at)


def test_what_a_figure_needs_stays_and_what_names_goes(gone: County) -> None:
    household, wife = house(), PersonRecord.objects.filter(name="农忘忧").first()
    assert wife
    forget(gone.county_officer)
    row = PersonRecord.objects.filter(person=wife.person_id).latest("recorded_at")
    assert (row.name, row.sex, row.relation, row.nation, row.birth) == ("（已注销）", wife.sex, "配偶", "汉族", date(1972, 1, 1))
    assert (row.id_number, row.id_index, row.id18_index, row.phone, row.phone_index, row.person_number, row.health) == ("",) * 7
    home = HouseholdRecord.objects.filter(household=household).latest("recorded_at")
    assert (home.address, home.phone, home.bank_account, home.bank_index, home.phone_index) == ("",) * 5 and home.number.startswith("注销-")
    assert queries.persons_page(gone.county_officer, queries.Asked(VILLAGE, as_of=AsOf(DAY), words="（已注销）")), "they are still counted"
    assert queries.tally_persons(gone.county_officer, place=VILLAGE, length=12, as_of=AsOf(DAY)) == {VILLAGE: 5}


def test_findings_papers_and_rows_say_that_they_were_there(gone: County, django_capture_on_commit_callbacks: Any) -> None:
    run, digests = Run.objects.latest("known_at"), set(Paper.objects.values_list("digest", flat=True))
    file = DeliveredRow.objects.filter(household_number=HOUSE).select_related("delivery").first()
    assert file and folder(run.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        forget(gone.county_officer)
    assert not folder(run.pk).exists()
    for digest in (*digests, file.delivery.digest):
        with pytest.raises(FileNotFoundError):
            files.kept(digest)
    about = Finding.objects.filter(subject_name="（已注销）")
    assert about.count() >= 2 and set(about.values_list("reason", "household_number")) == {("（已注销）", "")}
    assert set(Cell.objects.filter(finding__in=about).values_list("value", "subject_name")) == {("", "")}
    assert set(Settlement.objects.filter(finding__in=about).values_list("reason", "what", "note")) == {("（已注销）", "", "")}
    assert set(Paper.objects.values_list("file_name", "subject_label", "note")) == {("", "", "")}
    rows = DeliveredRow.objects.filter(name="（已注销）")
    assert rows.count() == 5 and set(rows.values_list("name_folded", "id_index", "household_number", "birth")) == {("", "", "", None)}
    assert DeliveredRow.objects.exclude(name="（已注销）").count() == 4
    assert Entry.objects.filter(verb="delivery.file_discarded").count() == 2 and verify().whole


def test_names_are_no_longer_found(gone: County) -> None:
    one = PersonRecord.objects.filter(name="覃忘川").first()
    assert one
    NameKey.objects.create(key="QWC", place_code=VILLAGE, person=one.person)
    forget(gone.county_officer)
    assert not NameKey.objects.filter(person=one.person).exists()
    for words in (*NAMES, THEIRS[0].id_number, HOUSE):
        assert queries.found(gone.county_officer, words) == []


def test_printed_files_of_the_village_expire(gone: County, django_capture_on_commit_callbacks: Any) -> None:
    printed = [Printing(
        what="households", state="made", digest=files.keep(f"%PDF-{place}".encode()), asked_at=timezone.now(), place_code=place, place_then=place,
    ) for place in (VILLAGE, VILLAGE[:9], "990121002001")]
    record(PROGRAM, "figures.exported", Subject("place", VILLAGE, "打印"), at=VILLAGE, new=printed)
    with django_capture_on_commit_callbacks(execute=True):
        forget(gone.county_officer)
    assert [Printing.objects.get(pk=one.pk).state for one in printed] == ["expired", "expired", "made"]
    assert files.kept(printed[2].digest)
    with pytest.raises(FileNotFoundError):
        files.kept(printed[0].digest)


def test_who_lives_elsewhere_now_keeps_their_story(told: County) -> None:
    """A son has gone into the other household: his rows of before are that household's history now."""
    by, son = told.township_clerk, person("覃忘机")
    new = actions.split_household(by, household=house(), members={son: "户主"}, on=date(2026, 8, 1), reason="分家")
    leave_all(by)
    forget(told.county_officer)
    now = queries.person(by, son)
    assert now and (now.name, now.household) == ("覃忘机", new) and now.id_number.startswith("990")
    then = queries.person(by, son, AsOf(DAY))
    assert then and then.name == "覃忘机" and then.household_number.startswith("注销-")
    assert {one.name for one in PersonRecord.objects.filter(person=son)} == {"覃忘机"}
    assert DeliveredRow.objects.filter(subject=str(son)).exclude(name="（已注销）").exists()
    assert not PersonRecord.objects.filter(name__in=("覃忘川", "农忘忧", "覃忘朋")).exists() and verify().whole


def test_who_came_from_elsewhere_is_forgotten_with_the_household_they_belonged_to_last(told: County) -> None:
    """The other household merges into this one, and all leave: both names go, in the rows of before too."""
    by, first = told.township_clerk, house(OTHER)
    people = {person(one.name): "其他" for one in KEPT}
    actions.merge_households(by, household=first, into=HOUSE, members=people, on=date(2026, 8, 1), reason="并户")
    leave_all(by)
    forget(told.county_officer)
    assert set(PersonRecord.objects.filter(person__in=people).values_list("name", flat=True)) == {"（已注销）"}
    assert Household.objects.filter(pk=first, number=OTHER).exists(), "the household itself was not asked to be forgotten"
    forget(told.county_officer, first)
    assert not Household.objects.filter(number=OTHER).exists() and verify().whole


def test_a_namesake_in_the_village_is_not_forgotten_with_them(gone: County) -> None:
    """A row without number or household under a name that somebody in the register bears may be anybody's."""
    by = gone.township_clerk
    applied(by, national([line("00998800003", 1, "农忘忧")]))
    loose = [Line("", "", "农忘忧", "", "户主"), Line("", "", "覃忘机", "", "之子")]
    applied(by, ledger(loose), layout="village_ledger")
    forget(gone.county_officer)
    assert [one.name for one in DeliveredRow.objects.filter(delivery__source__slug="village_ledger", household_number="", name_folded__gt="")] == ["农忘忧"]
    assert queries.person(by, person("农忘忧"))


def test_the_page(gone: County, client: Any) -> None:
    client.force_login(gone.user("county_officer"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/forgetting/", {"number": HOUSE}).content.decode()
    assert "覃忘朋" in page and "2026-09-01 起不在册" in page and "不能恢复" in page
    assert "还有人在册" in client.get("/forgetting/", {"number": OTHER}).content.decode()
    household = house()
    assert client.post(f"/households/{household}/forget/", {"reason": "覃忘川申请", "document": "申请书"}).status_code == 409
    told_ = client.post(f"/households/{household}/forget/", REASON, follow=True)
    assert "已注销。" in told_.content.decode() and not Household.objects.filter(number=HOUSE).exists()
    assert "没有找到" in client.get("/forgetting/", {"number": HOUSE}).content.decode()
