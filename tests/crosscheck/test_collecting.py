"""信息采集对照表: chosen, printed, entered as it comes back, and what the register and the findings make of it."""

import io
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from openpyxl import load_workbook

from bangfu.crosscheck import actions as checks
from bangfu.crosscheck import collection_actions as actions
from bangfu.crosscheck import collection_queries as queries
from bangfu.crosscheck import print_jobs, printing
from bangfu.crosscheck.collecting import GROUPS, Wanted
from bangfu.crosscheck.collection_actions import LineSaid, Photograph
from bangfu.crosscheck.models import Cell, CollectionBatch, CollectionForm, CollectionLine, Finding, Settlement, TypeBack
from bangfu.evidence.models import Paper
from bangfu.facts.models import NOW
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.registry import actions as registry
from bangfu.registry.models import HouseholdRecord, PersonRecord, Printing
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.sealing import files
from bangfu.walls.reach import reaching, whole_county
from bangfu.web.forgetting import forget_household
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.county import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, County, the_county
from tests.crosscheck.batches import SECRETS, entered, line_of, opened, sheet, signed_in, texts, village_with_findings
from tests.crosscheck.lists import number
from tests.evidence.papers import photo
from tests.registry.founded import Shape, founded
from tests.standing import world


@world(ring=True)
def found() -> County:
    village_with_findings()
    return the_county()


def person(name: str) -> PersonRecord:
    return PersonRecord.objects.get(**NOW.filters(), name=name)


def printed(of: queries.BatchRow, what: str = actions.SHEETS) -> Printing:
    sweep()
    made = Printing.objects.filter(about=str(of.id), what=what).latest("asked_at")
    assert made.state == "made", Job.objects.get(subject=str(made.pk)).error
    return made


def columns_of(file: queries.FormFile, name: str) -> list[str]:
    return [one.column.name for line in file.lines if line.name == name for one in line.fields]


def test_every_household_gets_its_form_by_group_and_number_with_every_field(found: County) -> None:
    of = opened(found.village_clerk)
    assert [(one.number, one.household_number, one.head, one.group) for one in queries.forms(found.village_clerk, of)] == [
        ("1-001", "H1", "覃天明", "一组"), ("1-002", "H3", "蒙安静", "一组"), ("1-003", "H2", "农地主", "二组"),
    ]
    file = sheet(found.village_clerk, of)
    assert [line.subject for line in file.lines] == ["户", "覃天明（户主）", "韦小花（配偶）"]
    assert {"name", "phone", "works", "accident_insurance"} <= set(columns_of(file, "覃天明"))
    assert "minimum_living" not in columns_of(file, "覃天明"), "what a village may not write is not asked of it"


def test_a_clerk_chooses_groups_of_fields(found: County) -> None:
    of = opened(found.village_clerk, groups=("水电路厕", "健康"))
    file = sheet(found.village_clerk, of)
    assert columns_of(file, "覃天明") == ["health", "disability_kind", "disability_grade", "disability_card_year"]
    assert {one.column.group for line in file.lines for one in line.fields} == {"水电路厕", "健康"}
    assert len(set(GROUPS)) == len(GROUPS) == 11


def test_only_blank_fields_and_doubted_ones(found: County) -> None:
    file = sheet(found.village_clerk, opened(found.village_clerk, which="blank", groups=("身份",)))
    assert "birth" not in columns_of(file, "覃天明") and "political" in columns_of(file, "覃天明")
    assert "name" in columns_of(file, "覃天明") and "name" not in columns_of(file, "韦小花"), "a doubted field stands on the paper though it is filled"


def test_only_doubted_fields_make_a_short_paper(found: County) -> None:
    of = opened(found.village_clerk, which="doubtful")
    assert [one.household_number for one in queries.forms(found.village_clerk, of)] == ["H1", "H2"], "who is not doubted gets no form"
    file = sheet(found.village_clerk, of)
    assert [(line.name, [one.column.name for one in line.fields]) for line in file.lines] == [("覃天明", ["name"])]
    assert file.lines[0].fields[0].doubts == ("名册上是覃天明，村台账里是覃天朋，证件号码相同。",) or "覃天朋" in file.lines[0].fields[0].doubts[0]


@pytest.mark.parametrize(("wanted", "numbers"), [
    ({"whose": "doubted"}, ["H1", "H2"]), ({"group": "一组"}, ["H1", "H3"]), ({"whose": "doubted", "group": "二组"}, ["H2"]),
])
def test_whose_forms_are_printed(found: County, wanted: dict[str, str], numbers: list[str]) -> None:
    of = opened(found.village_clerk, **wanted)
    assert [one.household_number for one in queries.forms(found.village_clerk, of)] == numbers


def test_those_who_are_monitored(county: County, fresh_ring: Path) -> None:
    homes = founded(Shape(households=16))
    of = opened(county.village_clerk, whose="monitored:", groups=("住房",))
    assert [one.household_number for one in queries.forms(county.village_clerk, of)] == [homes[0].number, homes[15].number]
    assert of.of_whom == "监测户"


@pytest.mark.parametrize(("wanted", "sentence"), [
    (Wanted(TOWNSHIP), "按村印"), (Wanted(VILLAGE, group="九十九组"), "没有要印的"), (Wanted(VILLAGE, which="some"), "按村印"),
    (Wanted(VILLAGE, groups=("没有这组",)), "没有“没有这组”"), (Wanted(VILLAGE, whose="nothing:x"), "没有这种身份"),
])
def test_what_cannot_be_printed_is_refused(found: County, wanted: Wanted, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.open_batch(found.township_clerk, wanted=wanted)
    assert not CollectionBatch.objects.exists() and not Printing.objects.exists()


def test_the_paper_shows_known_values_doubts_boxes_and_its_numbers(found: County, monkeypatch: pytest.MonkeyPatch) -> None:
    of = opened(found.village_clerk, groups=("身份",))
    made = printed(of)
    pages = texts(files.kept(made.digest))
    assert (made.pages, made.households) == (len(pages), 3)
    assert all(f"第{nth}页，共{len(pages)}页" in page for nth, page in enumerate(pages, start=1))
    first = pages[0]
    for word in ("表号1-001", "户主覃天明", "户编号H1", "村民组一组", "登记情况截至", "□不变", "变更了的写在后面", "▲姓名", "覃天朋", "第1户，共3户", "本表1/"):
        assert word in first, word
    assert any("户主（签字）" in page and "采集人（签字）" in page and "填表日期" in page for page in pages)
    assert "□是" in "".join(pages) and "云岫县" in first and "上垟村" in first


def test_no_clear_number_leaves_on_paper_or_in_a_workbook(found: County) -> None:
    of = opened(found.village_clerk)
    actions.print_batch(found.village_clerk, batch=of.id, what=actions.BOOK)
    paper = "".join(texts(files.kept(printed(of).digest)))
    book = load_workbook(io.BytesIO(files.kept(printed(of, actions.BOOK).digest))).active
    cells = " ".join(str(cell) for row in book.iter_rows(values_only=True) for cell in row)
    for said in (paper, cells):
        assert "139****0001" in said and QIN_TAIL in said
        assert not any(secret in said for secret in SECRETS)


QIN_TAIL = number(11)[-4:]


def test_the_workbook_has_a_row_a_field_and_a_row_of_signatures(found: County) -> None:
    of = opened(found.village_clerk, which="doubtful")
    actions.print_batch(found.village_clerk, batch=of.id, what=actions.BOOK)
    rows = list(load_workbook(io.BytesIO(files.kept(printed(of, actions.BOOK).digest))).active.iter_rows(values_only=True))
    assert rows[2][:8] == ("表号", "户编号", "户主", "谁", "项目", "现在登记的", "不变", "变更为")
    assert rows[3][:6] == ("1-001", "H1", "覃天明", "覃天明（户主）", "姓名", "覃天明") and "覃天朋" in str(rows[3][8])
    assert "签字" in rows[4] and "户主：" in rows[4]


def test_a_print_is_asked_for_once_while_it_is_made_and_expires_like_all_others(found: County) -> None:
    of = opened(found.village_clerk)
    again = actions.print_batch(found.township_clerk, batch=of.id, what=actions.SHEETS)
    assert Printing.objects.get(about=str(of.id)).pk == again.pk and Job.objects.filter(name="crosscheck.print").count() == 1
    digest = printed(of).digest
    Printing.objects.update(expires_at=timezone.now())
    from bangfu.registry.jobs import expire_printings
    assert expire_printings() == 1
    with pytest.raises(FileNotFoundError):
        files.kept(digest)


def test_killed_after_every_step_the_paper_is_the_same(county: County, fresh_ring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    founded(Shape(households=7))
    monkeypatch.setattr("bangfu.crosscheck.collection_prints.PART", 3)
    of = opened(county.village_clerk, groups=("住房", "健康"))

    class Cut(BaseException):
        pass

    def cut(name: str) -> None:
        if name == "print.part":
            raise Cut
    monkeypatch.setattr(print_jobs, "failpoint", cut)
    for _ in range(6):
        with pytest.raises(Cut):
            sweep()
        Job.objects.filter(name="crosscheck.print").update(lease_until=timezone.now() - timedelta(hours=1))
    broken = printed(of).digest
    pages = texts(files.kept(broken))
    assert all(f"第{nth}页，共{len(pages)}页" in page for nth, page in enumerate(pages, start=1)) and "第7户，共7户" in pages[-1]
    assert {path.stem for path in (fresh_ring / "data" / "sealed").rglob("*.sealed")} == {broken}, "what was kept on the way is gone"
    monkeypatch.setattr(print_jobs, "failpoint", lambda _: None)
    Printing.objects.update(state="asked", digest="")
    Job.objects.filter(name="crosscheck.print").update(state="waiting", checkpoint="", attempts=0)
    assert printed(of).digest == broken


def test_what_changed_is_corrected_and_the_rest_is_confirmed(found: County) -> None:
    by, on = found.village_clerk, timezone.localdate() - timedelta(days=2)
    of = opened(by, groups=("身份", "水电路厕"))
    file = sheet(by, of)
    entered(by, file, {"": {"fuel": "柴草"}, "韦小花": {"nation": "壮族", "political": "群众"}}, on=on)
    house = HouseholdRecord.objects.get(**NOW.filters(), number="H1")
    assert (house.fuel, house.valid_from, house.origin_kind, house.origin_id) == ("柴草", on, "collection_form", str(file.id))
    wei = person("韦小花")
    assert (wei.nation, wei.political, wei.valid_from) == ("壮族", "群众", on)
    past = PersonRecord.objects.get(superseded_at=wei.superseded_at, person=wei.person_id, valid_to=on)
    assert (past.nation, past.political) == ("壮族", ""), "a nation was wrong all along; a party is joined on a day"
    reason = Entry.objects.filter(verb="household.corrected").latest("id")
    assert (reason.origin_kind, reason.origin_id) == ("collection_form", str(file.id))
    done = sheet(by, of)
    assert (done.state, done.entered_by, done.filled_on, done.told[0]) == ("entered", by.name, on, 3)
    told = queries.confirmed(by, file.household)
    assert told[str(wei.person_id), "sex"].on == on and told["", "fuel"].number == file.number == "1-001"
    assert queries.batch(by, of.id).entered == 1 and queries.next_waiting(by, of, file.sequence) == 2   # type: ignore[union-attr]
    assert verify().whole


def test_what_was_changed_is_to_be_typed_back_into_the_national_website(found: County) -> None:
    by = found.village_clerk
    file = sheet(by, opened(by, groups=("住址和联系", "身份", "水电路厕")))
    changes = {"": {"fuel": "柴草", "group": "三组"}, "韦小花": {"nation": "壮族", "political": "群众"}}
    with pytest.raises(Refused, match="可选"):
        entered(by, file, {**changes, "覃天明": {"political": "没有这种"}})
    assert not TypeBack.objects.exists()
    entered(by, file, changes)
    said = {(one.person_id, one.column): (one.household_id, one.old, one.new, one.why, one.state) for one in TypeBack.objects.all()}
    wei, more = person("韦小花").person_id, ("信息采集对照表 1-001", "waiting")
    assert said == {
        (None, "household.fuel"): (file.household, "", "柴草", *more), (wei, "nation"): (file.household, "", "壮族", *more),
        (wei, "political"): (file.household, "", "群众", *more),
    }, "the national form has no 村民组"


def test_all_unchanged_is_confirmed_field_by_field_and_changes_nothing(found: County) -> None:
    by = found.village_clerk
    file = sheet(by, opened(by, groups=("住房",)))
    before = list(HouseholdRecord.objects.order_by("id").values_list("id", flat=True))
    entered(by, file)
    assert list(HouseholdRecord.objects.order_by("id").values_list("id", flat=True)) == before
    (line,) = CollectionLine.objects.filter(form=file.id)
    assert line.confirmed == line.printed and line.changed == ""


def test_what_was_ticked_on_neither_side_is_not_confirmed(found: County) -> None:
    by = found.village_clerk
    of = opened(by, groups=("住房",))
    with pytest.raises(Refused, match="一项也没有填"):
        entered(by, sheet(by, of), rest=False)
    entered(by, sheet(by, of), {"": {"house_year": 1998}}, rest=False)
    assert set(queries.confirmed(by, sheet(by, of).household)) == {("", "house_year")}
    assert sheet(by, of).told == (1, 0)


def test_paper_confirms_nothing_of_what_was_changed_after_it_was_printed(found: County) -> None:
    by = found.village_clerk
    of = opened(by, groups=("水电路厕",))
    registry.correct_household(by, household=sheet(by, of).household, changes={"fuel": "煤炭"}, reason="入户看过")
    file = sheet(by, of)
    fuel = next(one for one in file.lines[0].fields if one.column.name == "fuel")
    assert (fuel.then, fuel.now, fuel.differs) == ("", "煤炭", True)
    entered(by, file)
    assert ("", "fuel") not in queries.confirmed(by, file.household) and ("", "toilet") in queries.confirmed(by, file.household)


def test_a_finding_about_what_was_corrected_is_corrected(found: County) -> None:
    by = found.village_clerk
    file = sheet(by, opened(by, which="doubtful"))
    entered(by, file, {"覃天明": {"name": "覃天朋"}})
    one = Finding.objects.get(check_slug="id_name")
    said = Settlement.objects.get(finding=one)
    assert (one.state, said.kind, said.reason, said.what) == ("corrected", "correction", "信息采集对照表 1-001", "按入户表更正了姓名")
    checks.run_checks(PROGRAM, at=COUNTY)
    assert Finding.objects.get(check_slug="id_name").state == "gone"


def test_a_finding_on_a_confirmed_value_is_exempted_with_the_paper(found: County) -> None:
    by = found.village_clerk
    of = opened(by, which="doubtful")
    entered(by, sheet(by, of), photograph=Photograph("表.jpg", photo()))
    file, until = sheet(by, of), timezone.localdate() + timedelta(days=60)
    assert [one.title for one in file.confirmed_doubts] == ["人证不符"] and file.paper == Paper.objects.get().digest
    assert actions.exempt_confirmed(by, form=file.id, findings=[file.confirmed_doubts[0].finding], expires_on=until) == 1
    said = Settlement.objects.get()
    assert (said.kind, said.state, said.reason) == ("exemption", "asked", "信息采集对照表 1-001 入户核对为不变，户主签字")
    with pytest.raises(Refused, match="勾选"):
        actions.exempt_confirmed(by, form=file.id, findings=[Finding.objects.get(check_slug="same_id", place_code=VILLAGE).pk], expires_on=until)


def test_the_photograph_lies_in_the_household_s_file(found: County) -> None:
    by = found.village_clerk
    file = sheet(by, opened(by, groups=("住房",)))
    entered(by, file, photograph=Photograph("表.jpg", photo()))
    kept = Paper.objects.get()
    assert (kept.subject_kind, kept.subject_id, kept.kind, kept.note) == ("household", str(file.household), "collection_sheet", "表号 1-001")
    assert Entry.objects.get(verb="collection.entered").papers == kept.digest


@pytest.mark.parametrize(("changes", "field", "sentence"), [
    ({"覃天明": {"id_number": "123"}}, "id_number", "."), ({"": {"fuel": "核能"}}, "fuel", "可选"), ({"": {"irrigated": 3}}, "irrigated", "没有印在"),
    ({"覃天明": {"birth": timezone.localdate() + timedelta(days=9)}}, "birth", "不是可能的"),
])
def test_a_value_that_cannot_be_is_told_at_its_field_and_nothing_is_written(found: County, changes: dict[str, dict[str, object]], field: str, sentence: str) -> None:
    by = found.village_clerk
    of = opened(by, groups=("身份", "水电路厕"))
    file = sheet(by, of)
    with pytest.raises(Refused, match=sentence) as refused:
        entered(by, file, {"韦小花": {"political": "群众"}, **changes})
    (name,) = changes
    assert refused.value.field == f"{line_of(file, name)}-{field}"


def test_what_is_refused_undoes_the_whole_household(found: County) -> None:
    by = found.village_clerk
    client, of = signed_in(found, "village_clerk"), opened(by, groups=("身份",))
    file = sheet(by, of)
    response = client.post(f"/checks/sheets/{of.id}/1/enter/", {
        "version": str(file.version), "on": timezone.localdate().isoformat(), "rest": "on", "0-political": "群众", "1-id_number": "990121198202020000",
    })
    page = response.content.decode()
    assert response.status_code == 409 and 'value="990121198202020000"' in page and "标红" in page
    assert person("覃天明").political == "" and sheet(by, of).state == "printed"


def test_the_second_clerk_is_told_who_was_first(found: County) -> None:
    of = opened(found.village_clerk, groups=("水电路厕",))
    first, second = sheet(found.village_clerk, of), sheet(found.township_clerk, of)
    entered(found.village_clerk, first, {"": {"fuel": "柴草"}})
    with pytest.raises(Refused, match=f"{found.village_clerk.name}已在.*录入了这一户"):
        entered(found.township_clerk, second, {"": {"fuel": "煤炭"}})
    assert HouseholdRecord.objects.get(**NOW.filters(), number="H1").fuel == "柴草"


def test_what_somebody_corrected_meanwhile_is_not_overwritten(found: County) -> None:
    by = found.village_clerk
    of = opened(by, groups=("水电路厕",))
    file = sheet(by, of)
    registry.correct_household(found.township_clerk, household=file.household, changes={"fuel": "煤炭"}, reason="入户看过")
    seen = file.lines[0].seen
    assert seen
    with pytest.raises(Refused, match="先把“主要燃料”改成“煤炭”"):
        actions.enter_form(
            by, form=file.id, version=file.version, said={0: LineSaid({"fuel": "柴草"}, seen.recorded_in)}, rest_unchanged=True, on=timezone.localdate(),
        )


def test_a_batch_that_is_closed_takes_no_more_until_it_is_opened_again(found: County) -> None:
    by = found.village_clerk
    of = opened(by, groups=("住房",))
    actions.close_batch(by, batch=of.id)
    with pytest.raises(Refused, match="已经收齐"):
        entered(by, sheet(by, of))
    actions.reopen_batch(by, batch=of.id)
    entered(by, sheet(by, of))
    with pytest.raises(Refused):
        actions.reopen_batch(by, batch=of.id)


@pytest.mark.parametrize("who", ["neighbour", "stranger", "former", "nobody", "auditor", "administrator"])
def test_who_does_not_reach_the_village_gets_nothing(found: County, who: str) -> None:
    of, by = opened(found.village_clerk), getattr(found, who)
    file = sheet(found.village_clerk, of)
    assert queries.batch(by, of.id) is None and queries.batches(by, VILLAGE) == [] and queries.forms(by, of) == []
    assert queries.form(by, of, 1) is None and queries.confirmed(by, file.household) == {} and queries.next_waiting(by, of, 0) is None
    with pytest.raises(Forbidden):
        actions.open_batch(by, wanted=Wanted(VILLAGE))
    for act in (lambda: entered(by, file), lambda: actions.print_batch(by, batch=of.id, what="collection"), lambda: actions.close_batch(by, batch=of.id)):
        with pytest.raises(Refused):
            act()
    assert CollectionForm.objects.filter(state="entered").count() == 0
    assert signed_in(found, who).get(f"/checks/sheets/{of.id}/1/").status_code in (403, 404)
    assert signed_in(found, who).get(f"/checks/{VILLAGE}/sheets/").status_code in (403, 404)


def test_two_who_enter_one_household_at_once_write_it_once(fresh_database: str, county: County) -> None:
    with transaction.atomic():
        village_with_findings()
    of = opened(county.village_clerk, groups=("水电路厕",))
    file = sheet(county.village_clerk, of)
    gate, told = threading.Barrier(2), list[str]()

    @whole_county("a thread of the test")
    def enter(who: str, fuel: str) -> None:
        gate.wait()
        try:
            entered(getattr(county, who), file, {"": {"fuel": fuel}})
            told.append(fuel)
        except Refused as refused:
            told.append(refused.sentence)
        finally:
            connection.close()
    threads = [threading.Thread(target=enter, args=one) for one in (("village_clerk", "柴草"), ("township_clerk", "煤炭"))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    (written,) = [one for one in told if one in ("柴草", "煤炭")]
    assert any("录入了这一户" in one or "先改了同一条" in one for one in told), told
    assert HouseholdRecord.objects.get(**NOW.filters(), number="H1").fuel == written
    assert Entry.objects.filter(verb="collection.entered").count() == 1


def test_two_who_open_a_batch_at_once_get_two_numbers_however_little_they_reach(fresh_database: str, county: County) -> None:
    with transaction.atomic():
        founded(Shape(households=2))
        founded(Shape(village=FAR_VILLAGE, households=2, number="9911"))
    gate = threading.Barrier(2)

    def open_one(by: Actor, village: str) -> None:
        gate.wait()
        try:
            with reaching(by.ranges):
                actions.open_batch(by, wanted=Wanted(village))
        finally:
            connection.close()
    threads = [threading.Thread(target=open_one, args=asked) for asked in ((county.village_clerk, VILLAGE), (county.neighbour, FAR_VILLAGE))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(CollectionBatch.objects.values_list("number", flat=True)) == [1, 2]


def test_a_plan_that_is_gone_is_none(fresh_ring: Path) -> None:
    assert printing.read_plan("0" * 64) is None


def test_forms_of_the_next_village_are_their_own(found: County) -> None:
    with pytest.raises(Forbidden):
        actions.open_batch(found.village_clerk, wanted=Wanted(NEXT_VILLAGE))


def test_the_pages_walk_through_a_batch(found: County) -> None:
    client = signed_in(found, "village_clerk")
    assert "印一批" in client.get(f"/checks/{VILLAGE}/sheets/").content.decode()
    opened_ = client.post(f"/checks/{VILLAGE}/sheets/open/", {"which": "doubtful", "whose": "", "group": ""})
    assert opened_.status_code == 303
    batch = opened_["Location"]
    page = client.get(batch).content.decode()
    assert "1-001" in page and "排队中" in page and "覃天明" in page
    sweep()
    page = client.get(batch).content.decode()
    paper = Printing.objects.get()
    assert f"{paper.pages} 页" in page
    taken = client.post(f"/checks/papers/{paper.pk}/download/")
    assert taken["Content-Type"] == "application/pdf" and len(texts(taken.content)) == paper.pages
    file = client.get(f"{batch}1/").content.decode()
    assert "第 1 户，共 2 户" in file and "覃天朋" in file and 'name="0-name"' in file
    assert client.get(f"{batch}jump/?number=1-002").headers["Location"] == f"{batch}2/"
    assert client.get(f"{batch}jump/?number=9-002").status_code == 409
    version = CollectionForm.objects.get(sequence=1).recorded_in
    held = client.post(f"{batch}1/enter/", {"version": str(version), "on": "2026-05-02", "all": "1"})
    assert (held.status_code, held["Location"]) == (303, f"{batch}1/#held"), "what was confirmed is doubted, so the exemption is offered"
    page = client.get(f"{batch}1/").content.decode()
    assert "表上核对为不变的疑点" in page
    finding = Finding.objects.get(check_slug="id_name").pk
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    after = client.post(f"{batch}1/exempt/", {"finding": str(finding), "expires_on": until})
    assert after["Location"] == f"{batch}2/" and Finding.objects.get(pk=finding).state == "asked"
    assert 'value="2026-05-02"' in client.get(f"{batch}2/").content.decode(), "the day is typed once"


def test_all_unchanged_is_not_taken_of_a_form_with_changes(found: County) -> None:
    client, of = signed_in(found, "village_clerk"), opened(found.village_clerk, groups=("身份",))
    version = CollectionForm.objects.get(sequence=1).recorded_in
    answer = client.post(f"/checks/sheets/{of.id}/1/enter/", {"version": str(version), "on": "2026-05-02", "all": "1", "0-political": "群众"})
    assert answer.status_code == 409 and "不能按“全部不变”" in answer.content.decode()


def test_what_is_typed_is_read_as_people_write_it(found: County) -> None:
    client, of = signed_in(found, "village_clerk"), opened(found.village_clerk, groups=("身份", "劳动和务工"))
    version = CollectionForm.objects.get(sequence=1).recorded_in
    answer = client.post(f"/checks/sheets/{of.id}/1/enter/", {
        "version": str(version), "on": "2026-05-02", "rest": "on", "0-work_from": "202603", "0-work_income": "4500", "0-phone": "无", "1-birth": "19820203",
    })
    assert answer.status_code == 303
    one = person("覃天明")
    assert (one.work_from, str(one.work_income), one.phone_index) == (date(2026, 3, 1), "4,500.00", "")
    assert person("韦小花").birth == date(1982, 2, 3)


def test_a_household_that_is_forgotten_stands_on_no_kept_paper_and_in_no_form(county: County, fresh_ring: Path) -> None:
    (home,), by = founded(Shape(households=1)), county.village_clerk
    (member,) = PersonRecord.objects.filter(**NOW.filters(), household=home)
    of = opened(by, groups=("身份",))
    made, file = printed(of), sheet(by, of, home.number)
    entered(by, file)
    registry.leave_register(by, person=member.person_id, kind="moved_out", on=timezone.localdate(), reason="全家迁出")
    forget_household(county.county_officer, household=home.pk, reason="依申请", document="申请书一号")
    made.refresh_from_db()
    assert made.state == "expired", "and with it goes what was kept under its digest"
    rows = [str(one) for model in (CollectionBatch, CollectionForm, CollectionLine) for one in model.objects.values_list()]
    assert not any(member.name in one or home.number in one for one in rows)
    assert verify().whole


@pytest.mark.parametrize("column", ["fuel", "h_fuel"])
def test_a_finding_about_the_household_marks_its_field_and_is_corrected_with_it(found: County, column: str) -> None:
    by, one = found.village_clerk, Finding.objects.get(check_slug="id_name")
    kept = {f.attname: getattr(one, f.attname) for f in Finding._meta.concrete_fields if f.attname not in ("id", "identity", "reason", "edition")}
    house = Finding.objects.create(**kept, identity="fuel", reason="主要燃料没有填", edition=1)
    Cell.objects.create(finding=house, edition=1, position=0, source="register", place_code=VILLAGE, column=column, recorded_in=one.recorded_in)
    file = sheet(by, opened(by, which="doubtful"))
    assert [(one.column.name, one.doubts) for one in file.lines[0].fields] == [("fuel", ("主要燃料没有填",))]
    entered(by, file, {"": {"fuel": "柴草"}})
    assert Finding.objects.get(pk=house.pk).state == "corrected" and Finding.objects.get(pk=one.pk).state == "open"
