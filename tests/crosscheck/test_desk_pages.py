"""The pages of a finding's life: settled by key, passed on, many at once, exemptions kept and exported, a household as every list has it."""

import io
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from bangfu.crosscheck import actions, queries, snapshot
from bangfu.crosscheck.models import Batch, Finding, Handover, Run, Settlement
from bangfu.evidence.models import Paper
from bangfu.facts.models import NOW
from bangfu.journal.models import Entry
from bangfu.organization.actor import PROGRAM
from bangfu.registry.actions import correct_person
from bangfu.registry.models import PersonRecord
from tests.county import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, County, the_county
from tests.crosscheck.lists import DAY, P, deliver, number
from tests.standing import world

pytestmark = pytest.mark.once   # pages over questions that are asked on both

QIN, WEI = number(11), number(24, date(1982, 2, 2))


@world
def found() -> County:
    """A head whom the ledger and the police write otherwise; a second head of another household."""
    deliver("national_persons", [P("H1", "覃天明", QIN), P("H1", "韦小花", WEI, "配偶"), P("H2", "农地主", number(57))])
    deliver("village_ledger", [P("H1", "覃天朋", QIN), P("H1", "韦小花", WEI, "配偶"), P("H2", "农地王", number(57))])
    actions.run_checks(PROGRAM, at=COUNTY)
    return the_county()


def signed_in(county: County, who: str) -> Client:
    client = Client()
    client.force_login(county.user(who), backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def the(number_: str = "H1") -> Finding:
    return Finding.objects.get(check_slug="id_name", household_number=number_)


def until(days: int = 60) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_one_key_each_on_the_settling_page_and_all_in_the_help(found: County) -> None:
    client = signed_in(found, "village_clerk")
    page = text(client.get(f"/checks/finding/{the().pk}/"))
    assert [key for key in "npacet" if f'data-key="{key}"' not in page] == []
    assert 'data-key="u"' not in page and "采用来源的值" in page and "撤销刚才这一步" in page
    moved_on = client.post(f"/checks/finding/{the().pk}/accept/", follow=True)
    assert 'data-key="u"' in text(moved_on) and the().state == "corrected"
    step = queries.last_step(found.village_clerk)
    assert client.post("/checks/undo/", {"step": str(step.id)}).status_code == 303 and the().state == "open"   # type: ignore[union-attr]
    assert client.post("/checks/undo/", {"step": str(step.id)}).status_code == 409   # type: ignore[union-attr]


def test_the_next_is_the_next_of_the_list_one_came_from(found: County) -> None:
    client, here, there = signed_in(found, "township_clerk"), f"/checks/finding/{the().pk}/", f"/checks/finding/{the('H2').pk}/"
    listed = text(client.get(f"/checks/{TOWNSHIP}/list/?check=id_name"))
    words = f"?check=id_name&amp;at={TOWNSHIP}"
    assert f'href="{here}{words}"' in listed and f'href="{there}{words}" data-key="n"' in listed
    page = text(client.get(f"{here}?check=id_name&at={TOWNSHIP}"))
    assert f'href="{there}{words}" data-key="n"' in page and f'action="{here}accept/{words}"' in page and "青石镇的疑点" in page
    assert 'data-key="n"' not in text(client.get(f"{here}?family={quote('身份')}")), "there is no other of that kind"
    sent = {"reason": "核过户口簿", "expires_on": until()}
    assert client.post(f"{here}exempt/?check=id_name&at={TOWNSHIP}", sent)["Location"] == f"{there}?check=id_name&at={TOWNSHIP}"
    assert client.post(f"{there}exempt/?check=id_name&at={TOWNSHIP}", sent)["Location"] == f"/checks/{TOWNSHIP}/list/?check=id_name"
    away = text(client.get(f"{here}?at={NEXT_VILLAGE}&state=asked"))
    assert f'href="{there}?state=asked" data-key="n"' in away and "上垟村的疑点" in away, "a list it does not stand in is none"


def test_a_finding_says_what_the_register_says_since(found: County) -> None:
    client, address = signed_in(found, "village_clerk"), f"/checks/finding/{the().pk}/"
    assert "再核对一次</span>" not in text(client.get(address))
    correct_person(PROGRAM, person=PersonRecord.objects.get(**NOW.filters(), name="覃天明").person_id, changes={"name": "覃天朋"}, reason="看了户口簿")
    assert "名册现在是“覃天朋”，再核对一次" in text(client.get(address))
    actions.run_checks(PROGRAM, at=COUNTY)
    assert the().state == "gone" and "名册现在是" not in text(client.get(address))


def test_a_correction_is_made_with_what_it_rests_on(found: County) -> None:
    client, address = signed_in(found, "village_clerk"), f"/checks/finding/{the().pk}/correct/"
    sent = {"how": "fix_name", "name": "覃天朋", "reason": "看了户口簿原件"}
    assert 'enctype="multipart/form-data"' in text(client.get(f"/checks/finding/{the().pk}/"))
    wrong = client.post(address, sent | {"proof": SimpleUploadedFile("户口簿.jpg", b"no picture")})
    assert wrong.status_code == 409 and the().state == "open" and not Paper.objects.exists(), "the correction is not made without it"
    assert PersonRecord.objects.filter(**NOW.filters(), name="覃天明").exists()
    assert client.post(address, sent | {"proof": SimpleUploadedFile("户口簿.png", photograph())}).status_code == 303
    paper, said = Paper.objects.get(), Settlement.objects.get()
    assert (said.paper, paper.file_name, paper.kind, paper.note) == (paper.pk, "户口簿.png", "household_other", "更正疑点的凭据：人证不符")
    assert paper.digest in Entry.objects.get(verb="finding.corrected").papers
    assert f"/papers/{paper.pk}/" in text(client.get(f"/checks/finding/{the().pk}/"))
    assert client.post(f"/checks/finding/{the('H2').pk}/correct/", sent | {"name": "农地王"}).status_code == 303, "and without one"


def photograph() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(kept, "PNG")
    return kept.getvalue()


def test_a_finding_is_passed_on_and_stands_in_the_other_s_list_and_day(found: County) -> None:
    client, town = signed_in(found, "village_clerk"), signed_in(found, "township_clerk")
    assert "没有转给您的疑点" in text(town.get("/checks/passed/"))
    address = f"/checks/finding/{the().pk}/pass/"
    assert client.post(address, {"to_post": str(found.township_clerk.post_id), "word": ""}).status_code == 409
    assert client.post(address, {"to_post": str(found.neighbour.post_id), "word": "请核实"}).status_code == 409
    assert client.post(address, {"to_post": str(found.township_clerk.post_id), "word": "请派出所核实"}).status_code == 303
    assert "请派出所核实" in text(town.get("/checks/passed/")) and "1 条疑点转给您办" in text(town.get("/"))
    assert "请派出所核实" in text(client.get("/checks/passed/?tab=from"))
    assert client.post("/checks/passed/back/", {"handover": str(Handover.objects.get().pk)}).status_code == 303
    assert "没有转给您的疑点" in text(town.get("/checks/passed/")) and "已收回" in text(client.get("/checks/passed/?tab=from"))


def test_those_that_were_passed_on_are_taken_back_together_but_for_what_is_done(found: County) -> None:
    client, by, other = signed_in(found, "village_clerk"), found.village_clerk, found.township_clerk
    assert other.post_id
    both = list(Finding.objects.filter(place_code=VILLAGE, state="open").order_by("id"))
    for one in both:
        actions.pass_on(by, finding=one.pk, to_post=other.post_id, word="请核实")
    shown = text(client.get("/checks/passed/?tab=from"))
    assert len(both) == 2 and shown.count('name="handover" value=') == 2 and shown.count("还没有办") == 2
    actions.ask_exemption(other, finding=both[0].pk, reason="情况属实", expires_on=timezone.localdate() + timedelta(days=30))
    chosen = [str(one.pk) for one in Handover.objects.all()]
    done = text(client.post("/checks/passed/back/", {"handover": chosen}, follow=True))
    assert f"{both[1].subject_name}：已收回" in done and "没有办成" in done
    assert sorted(Handover.objects.values_list("state", flat=True)) == ["taken_back", "waiting"]
    for nothing in ({}, {"handover": "胡写"}):
        assert client.post("/checks/passed/back/", nothing).status_code == 409


def test_past_runs_are_paged_and_taken_away(found: County) -> None:
    client, of_last = signed_in(found, "county_officer"), Run.objects.get()
    names = [one.attname for one in Run._meta.concrete_fields if not one.primary_key]
    for nth in range(1, 61):
        told = {name: getattr(of_last, name) for name in names}
        Run.objects.create(**told | {"known_at": of_last.known_at - timedelta(days=nth), "finished_at": of_last.known_at - timedelta(days=nth), "persons": 1000 + nth})
    first = text(client.get("/checks/runs/"))
    assert "1,049<" in first and "1,050<" not in first and 'rel="prev"' not in first
    following = first.partition('rel="next"')[2].partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    second = text(client.get(following))
    assert "1,050<" in second and "1,060<" in second and "1,049<" not in second and 'rel="prev"' in second
    taken = client.post("/lists/runs/take/", {"how": "xlsx"})
    rows = list(load_workbook(io.BytesIO(b"".join(taken))).worksheets[0].iter_rows(values_only=True))
    assert len([one for one in rows if 1060 in one]) == 1 and len(rows) >= 62


def test_many_alike_are_chosen_settled_and_told_row_by_row(found: County) -> None:
    client = signed_in(found, "village_clerk")
    assert "人证不符" in text(client.get(f"/checks/{VILLAGE}/alike/"))
    page = text(client.get(f"/checks/{VILLAGE}/alike/?check=id_name&fault=lookalike"))
    assert str(the().pk) in page and str(the("H2").pk) in page
    sent = {"check": "id_name", "fault": "lookalike", "how": "exempt", "reason": "都是曾用名", "expires_on": until()}
    actions.ask_exemption(found.township_clerk, finding=the("H2").pk, reason="先报的", expires_on=timezone.localdate() + timedelta(days=9))
    assert client.post(f"/checks/{VILLAGE}/alike/settle/", sent).status_code == 409, "nothing is ticked"
    done = client.post(f"/checks/{VILLAGE}/alike/settle/", sent | {"finding": [str(the().pk), str(the("H2").pk)]}, follow=True)
    assert "办成 1 条，没有办成 1 条" in text(done) and "豁免待批" in text(done)
    assert client.get(f"/checks/together/{Batch.objects.get().pk}/progress/")["HX-Refresh"] == "true"
    assert signed_in(found, "neighbour").get(f"/checks/together/{Batch.objects.get().pk}/").status_code == 404


def exempted(found: County) -> Settlement:
    asked = actions.ask_exemption(found.village_clerk, finding=the().pk, reason="=cmd|' /C calc'!A0", expires_on=timezone.localdate() + timedelta(days=20))
    return actions.decide_exemption(found.township_clerk, settlement=asked.pk, approve=True, note="看过复印件")


def test_the_register_of_exemptions_is_exported_masked_and_computes_nothing(found: County) -> None:
    exempted(found)
    client = signed_in(found, "township_clerk")
    content = client.post("/checks/exemptions/export/", {"state": "approved", "kind": "xlsx"}).content
    sheet = load_workbook(io.BytesIO(content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]   # type: ignore[union-attr]
    said = " ".join(str(cell.value) for cell in cells)
    assert all(word in said for word in ("上垟村", "H1", "覃天明", "人证不符", "镇经办乙", "990121********")) and QIN not in said
    assert {cell.data_type for cell in cells if str(cell.value).startswith("=")} == {"s"}, "a text, not a formula"
    paper = PdfReader(io.BytesIO(client.post("/checks/exemptions/export/", {"state": "approved", "kind": "pdf"}).content))
    printed = "".join(page.extract_text() for page in paper.pages)
    assert "覃天明" in printed and QIN not in printed
    assert [one.place_code for one in Entry.objects.filter(verb="exemptions.exported")] == [TOWNSHIP, TOWNSHIP]
    elsewhere = load_workbook(io.BytesIO(signed_in(found, "neighbour").post("/checks/exemptions/export/", {"state": "approved"}).content)).active
    assert "覃天明" not in " ".join(str(cell.value) for row in elsewhere.iter_rows() for cell in row)   # type: ignore[union-attr]
    assert signed_in(found, "auditor").post("/checks/exemptions/export/", {"state": "approved"}).status_code == 403


def test_an_exemption_that_ends_soon_is_listed_renewed_and_withdrawn_from_its_page(found: County) -> None:
    held = exempted(found)
    client = signed_in(found, "township_clerk")
    assert str(held.pk) in text(client.get("/checks/exemptions/?state=soon"))
    sent = {"exemption": str(held.pk), "reason": "公安还没改", "expires_on": until(100)}
    assert client.post("/checks/exemptions/renew/", sent | {"expires_on": ""}).status_code == 409
    assert client.post("/checks/exemptions/renew/", sent).status_code == 303
    assert "续期待批" in text(client.get("/checks/exemptions/?state=approved"))
    assert "公安还没改" in text(signed_in(found, "second_township_clerk").get("/checks/exemptions/"))
    assert signed_in(found, "second_township_clerk").post("/checks/exemptions/withdraw/", sent).status_code == 409
    assert client.post("/checks/exemptions/withdraw/", sent).status_code == 303
    assert (the().state, sorted(Settlement.objects.values_list("state", flat=True))) == ("open", ["lapsed", "withdrawn"])
    assert "公安还没改" in text(client.get("/checks/exemptions/?state=withdrawn"))


def test_many_exemptions_are_not_approved_by_who_asked_for_some_of_them(found: County) -> None:
    mine = actions.ask_exemption(found.township_clerk, finding=the().pk, reason="曾用名", expires_on=timezone.localdate() + timedelta(days=20))
    other = actions.ask_exemption(found.village_clerk, finding=the("H2").pk, reason="曾用名", expires_on=timezone.localdate() + timedelta(days=20))
    client = signed_in(found, "township_clerk")
    page = client.post("/checks/exemptions/decide/", {"exemption": [str(mine.pk), str(other.pk)], "verdict": "approve"}, follow=True)
    assert "不能自己批" in text(page)
    assert (the().state, the("H2").state) == ("asked", "exempt")


def test_a_household_is_shown_as_every_list_has_it(found: County) -> None:
    deliver("household_registration", [P("H1", "覃天朋", QIN), P("H1", "韦小花", WEI, "配偶", extra=(("nation", "壮族"),))], day=date(2026, 6, 1))
    household = PersonRecord.objects.get(**NOW.filters(), name="覃天明").household_id
    told = queries.contradictions(found.village_clerk, household)
    assert told and [one.slug for one in told.sources] == ["national_persons", "village_ledger", "household_registration"]
    name = next(line for line in told.parts[0].lines if line.word == "姓名")
    assert (name.ours, [(cell.text, cell.differs, cell.authority) for cell in name.cells if cell]) == (
        "覃天明", [("覃天明", False, False), ("覃天朋", True, False), ("覃天朋", True, True)],
    )
    assert told.sources[2].days == (timezone.localdate() - date(2026, 6, 1)).days
    client = signed_in(found, "village_clerk")
    page = text(client.get(f"/household/{household}/contradictions/"))
    assert "★" in page and "与名册不同" in page and "覃天朋" in page and QIN not in page and "990121********" not in page
    assert "谁在哪份名单里" in page and "其余各来源说的和名册一样：这一户" in page and page.count("<thead>") == 3, "who is where, then two people"
    assert "990121********" in text(client.get(f"/household/{household}/contradictions/?all=1"))
    assert f"/household/{household}/contradictions/" in text(client.get(f"/households/{household}/"))
    for who, status in (("neighbour", 404), ("auditor", 403), ("nobody", 403)):
        assert signed_in(found, who).get(f"/household/{household}/contradictions/").status_code == status


def test_rows_a_list_has_under_another_place_are_shown_as_far_as_the_reader_reaches(found: County) -> None:
    deliver("disability_cards", [P("", "覃天朋", QIN, village=NEXT_VILLAGE)], day=date(2026, 5, 1))
    deliver("medical_insured", [P("", "韦小花", WEI, "", village=TOWNSHIP)], day=date(2026, 6, 20))
    deliver("household_registration", [P("H1", "韦小花", number(44), "配偶", village=FAR_VILLAGE)])
    deliver("village_ledger", [P("H9", "覃天明", QIN, village=NEXT_VILLAGE)], day=date(2026, 4, 1))
    actions.run_checks(PROGRAM, at=COUNTY)
    household = PersonRecord.objects.get(**NOW.filters(), name="覃天明").household_id
    town = queries.contradictions(found.township_clerk, household)
    assert town and [(one.slug, one.data_day) for one in town.sources] == [
        ("national_persons", DAY), ("village_ledger", DAY), ("medical_insured", date(2026, 6, 20)), ("disability_cards", date(2026, 5, 1))], "as the sources stand"
    assert [[one and (one.place, one.how) for one in part.stands_in] for part in town.parts[:2]] == [
        [("", "证件号码相同"), ("", "证件号码相同"), None, ("下垟村", "证件号码相同")],
        [("", "证件号码相同"), ("", "证件号码相同"), ("青石镇", "证件号码相同"), None]], "as the run took them"
    for one in (one for run in Run.objects.all() for one in snapshot.folder(run.pk).glob("met_*")):
        one.unlink()
    by_itself = queries.contradictions(found.township_clerk, household)
    assert by_itself and [one and one.how for one in by_itself.parts[0].stands_in] == ["应用名单时登记的就是本人", "证件号码相同", None, "证件号码相同"], "no run tells"
    name = next(line for line in town.parts[0].lines if line.word == "姓名")
    assert [(cell.text, cell.place, cell.differs) if cell else None for cell in name.cells] == [
        ("覃天明", "", False), ("覃天朋", "", True), None, ("覃天朋", "下垟村", True)]
    clerk = queries.contradictions(found.village_clerk, household)
    assert clerk and [one.slug for one in clerk.sources] == ["national_persons", "village_ledger"]
    county = queries.contradictions(found.county_officer, household)
    assert county and "household_registration" in [one.slug for one in county.sources]
    client, page = signed_in(found, "township_clerk"), f"/household/{household}/contradictions/"
    assert 'hx-get="?whole=1"' in text(client.get(page)) and "写在下垟村" not in text(client.get(page)), "half a second over a county: it follows"
    assert text(client.get(page + "?whole=1")).count("写在下垟村") == 2, "where they stand, and beside what is said there"
    assert "<html" not in text(client.get(page + "?whole=1"))
    assert "whole=1" not in text(signed_in(found, "village_clerk").get(page)) and signed_in(found, "neighbour").get(page + "?whole=1").status_code == 404


def test_a_list_replaced_under_the_other_place_is_shown_no_more(found: County) -> None:
    deliver("disability_cards", [P("", "覃天朋", QIN, village=NEXT_VILLAGE)])
    deliver("disability_cards", [P("", "农地主", number(57), village=NEXT_VILLAGE)])
    actions.run_checks(PROGRAM, at=COUNTY)
    household = PersonRecord.objects.get(**NOW.filters(), name="覃天明").household_id
    told = queries.contradictions(found.township_clerk, household)
    assert told and [one.slug for one in told.sources] == ["national_persons", "village_ledger"]


def test_a_household_that_stands_in_no_list_says_so(county: County) -> None:
    deliver("national_persons", [P("H1", "覃天明", QIN)], apply=True)
    household = PersonRecord.objects.get(**NOW.filters(), name="覃天明").household_id
    assert "名册" in text(signed_in(county, "village_clerk").get(f"/household/{household}/contradictions/"))


def test_lists_empty_under_a_filter_say_so(found: County) -> None:
    client = signed_in(found, "village_clerk")
    for words in ("overdue=1", "mark=back", "level=check", f"family={quote('身份')}", "source=pupils", "state=gone"):
        assert "没有这样的疑点" in text(client.get(f"/checks/{VILLAGE}/list/?{words}")), words
    assert "这一类没有疑点" in text(client.get(f"/checks/{VILLAGE}/kinds/?family={quote('身份')}"))
    assert "没有待处理的疑点" in text(signed_in(found, "township_clerk").get(f"/checks/{NEXT_VILLAGE}/alike/"))
