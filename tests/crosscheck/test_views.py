"""The pages of 核对, as their users walk them."""

import io
import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from bangfu.crosscheck import actions
from bangfu.crosscheck.models import Finding, Settlement
from bangfu.journal.models import Entry
from bangfu.organization.actor import PROGRAM
from bangfu.work.models import Job
from tests.county import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, County, the_county
from tests.crosscheck.lists import P, deliver, number
from tests.standing import world

QIN, WEI, OTHER = number(11), number(24, date(1982, 2, 2)), number(57, date(1975, 5, 5))


@world
def found() -> County:
    """Two findings in the village (a name, a number shared with a far village) and one in the far village."""
    deliver("national_persons", [
        P("H1", "覃天明", QIN), P("H1", "韦小花", WEI, "配偶"), P("H2", "农地主", OTHER), P("H9", "农大山", OTHER, village=FAR_VILLAGE),
    ])
    deliver("village_ledger", [P("H1", "覃天朋", QIN), P("H1", "韦小花", WEI, "配偶"), P("H2", "农地主", OTHER)])
    actions.run_checks(PROGRAM, at=COUNTY)
    return the_county()


def signed_in(county: County, who: str) -> Client:
    client = Client()
    client.force_login(county.user(who), backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def a_name() -> Finding:
    return Finding.objects.get(check_slug="id_name")


def test_before_the_first_run_the_board_says_what_to_do(county: County) -> None:
    page = text(signed_in(county, "township_clerk").get(f"/checks/{TOWNSHIP}/"))
    assert "还没有核对过" in page and "开始核对" in page
    assert "还没有核对过" in text(signed_in(county, "village_clerk").get(f"/checks/{VILLAGE}/list/"))


def test_the_board_counts_villages_by_family_and_opens_to_checks_and_their_list(found: County) -> None:
    client = signed_in(found, "township_clerk")
    page = text(client.get(f"/checks/{TOWNSHIP}/"))
    assert "上垟村" in page and "人证相符" in page and "柳树坪村" not in page
    family = f"/checks/{VILLAGE}/kinds/?family={quote('人证相符')}"
    assert family in page
    kinds = text(client.get(family))
    assert "人证不符" in kinds and "证件号码重复" not in kinds and f"/checks/{VILLAGE}/list/?check=id_name" in kinds
    assert "名册上是覃天明" in text(client.get(f"/checks/{VILLAGE}/list/?check=id_name"))


def test_a_village_opens_its_list_with_the_first_finding(found: County) -> None:
    client = signed_in(found, "village_clerk")
    assert client.get(f"/checks/{VILLAGE}/").status_code == 302
    page = text(client.get(f"/checks/{VILLAGE}/list/"))
    assert "名册上是覃天明，村台账里是覃天朋" in page and "覃天朋" in page
    assert "village_ledger.xlsx" in page, "the file the cell stands in"


def test_people_of_other_villages_are_named_masked_and_without_their_number(found: County) -> None:
    shared = Finding.objects.get(check_slug="same_id", place_code=VILLAGE)
    page = text(signed_in(found, "village_clerk").get(f"/checks/finding/{shared.pk}/"))
    assert "农*山" in page and "柳树坪村" in page
    assert "农大山" not in page and OTHER not in page and "看不到" in page
    county_page = text(signed_in(found, "county_officer").get(f"/checks/finding/{shared.pk}/"))
    assert "农大山" in county_page and OTHER not in county_page


@pytest.mark.parametrize(("who", "status"), [("neighbour", 404), ("stranger", 404), ("former", 403), ("nobody", 403), ("auditor", 403)])
def test_nobody_else_sees_a_finding(found: County, who: str, status: int) -> None:
    response = signed_in(found, who).get(f"/checks/finding/{a_name().pk}/")
    assert response.status_code in (404, 403)
    assert "覃天朋" not in text(response)
    assert signed_in(found, who).get(f"/checks/{VILLAGE}/list/").status_code == status


def test_a_correction_is_written_and_leads_to_the_next(found: County) -> None:
    client = signed_in(found, "village_clerk")
    response = client.post(f"/checks/finding/{a_name().pk}/correct/", {"how": "fix_name", "name": "覃天朋", "reason": "看了户口簿"})
    assert (response.status_code, a_name().state) == (303, "corrected")
    assert response["Location"] == f"/checks/finding/{Finding.objects.get(check_slug='same_id', place_code=VILLAGE).pk}/"
    assert Settlement.objects.get().what == "姓名改为“覃天朋”"


def test_a_refused_correction_keeps_what_was_typed(found: County) -> None:
    client = signed_in(found, "village_clerk")
    response = client.post(f"/checks/finding/{a_name().pk}/correct/", {"how": "fix_id", "id_number": "123", "reason": "看了原件"})
    assert response.status_code == 409
    assert "看了原件" in text(response) and a_name().state == "open"
    nothing = client.post(f"/checks/finding/{a_name().pk}/correct/", {"how": "burn", "reason": "看了原件"})
    assert nothing.status_code == 409 and a_name().state == "open"


@pytest.mark.parametrize("how", ["{% now 'Y' %}", "%(x)s", "%"])
def test_a_way_of_correcting_there_is_none_of_is_refused_in_words(found: County, how: str) -> None:
    answer = signed_in(found, "village_clerk").post(f"/checks/finding/{a_name().pk}/correct/", {"how": how, "reason": "看了户口簿"})
    assert answer.status_code == 409 and a_name().state == "open"


def ask(county: County, who: str = "village_clerk") -> Settlement:
    until = timezone.localdate() + timedelta(days=60)
    response = signed_in(county, who).post(f"/checks/finding/{a_name().pk}/exempt/", {"reason": "曾用名", "expires_on": until.isoformat()})
    assert response.status_code == 303
    return Settlement.objects.get()


def test_an_exemption_is_asked_for_by_one_and_approved_by_another(found: County) -> None:
    asked = ask(found)
    page = text(signed_in(found, "township_clerk").get("/checks/exemptions/"))
    assert "曾用名" in page and "批准" in page
    response = signed_in(found, "township_clerk").post("/checks/exemptions/decide/", {"exemption": [str(asked.pk)], "verdict": "approve"})
    assert (response.status_code, a_name().state) == (303, "exempt")
    assert "曾用名" in text(signed_in(found, "village_clerk").get("/checks/exemptions/?state=approved"))


def test_one_s_own_exemption_cannot_be_ticked_nor_posted(found: County) -> None:
    asked = ask(found, "township_clerk")
    client = signed_in(found, "township_clerk")
    assert str(asked.pk) not in text(client.get("/checks/exemptions/"))
    response = client.post("/checks/exemptions/decide/", {"exemption": [str(asked.pk)], "verdict": "approve"})
    assert response.status_code == 409 and "不能自己批" in text(response)
    assert a_name().state == "asked"


def test_a_run_is_asked_for_once_and_its_progress_is_shown(found: County) -> None:
    client = signed_in(found, "township_clerk")
    assert client.post(f"/checks/{TOWNSHIP}/run/").status_code == 302
    client.post(f"/checks/{TOWNSHIP}/run/")
    assert Job.objects.filter(name="crosscheck.run").count() == 1
    assert "排队中" in text(client.get(f"/checks/{TOWNSHIP}/progress/"))
    Job.objects.update(state="done")
    assert client.get(f"/checks/{TOWNSHIP}/progress/")["HX-Refresh"] == "true"
    assert signed_in(found, "village_clerk").post(f"/checks/{VILLAGE}/run/").status_code == 403


def test_a_printed_list_names_where_to_look_and_no_number(found: County) -> None:
    client = signed_in(found, "village_clerk")
    paper = client.post(f"/checks/{VILLAGE}/print/", {"kind": "pdf"})
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert "覃天朋" in said and "看哪里" in said and "上垟村" in said
    book = load_workbook(io.BytesIO(client.post(f"/checks/{VILLAGE}/print/", {"kind": "xlsx"}).content)).active
    cells = " ".join(str(cell) for row in book.iter_rows(values_only=True) for cell in row)
    assert "覃天朋" in cells
    for secret in (QIN, OTHER, OTHER[-4:]):
        assert secret not in said + cells
    assert Entry.objects.filter(verb="crosscheck.printed", place_code=VILLAGE).count() == 2


def test_a_list_is_printed_by_village_and_by_those_who_may(found: County) -> None:
    assert signed_in(found, "township_clerk").post(f"/checks/{TOWNSHIP}/print/", {"kind": "pdf"}).status_code == 409
    assert signed_in(found, "village_clerk").post(f"/checks/{NEXT_VILLAGE}/print/", {"kind": "pdf"}).status_code in (403, 404)
    assert not Entry.objects.filter(verb="crosscheck.printed").exists()


def test_past_runs_are_listed_with_counts_for_those_who_reach_the_place(found: County) -> None:
    assert "程序" in text(signed_in(found, "village_clerk").get("/checks/runs/"))
    assert ">4<" in text(signed_in(found, "county_officer").get("/checks/runs/"))
    assert ">4<" not in text(signed_in(found, "village_clerk").get("/checks/runs/"))


def test_a_page_of_the_list_follows_the_one_before(found: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangfu.lists.arranging.SIZES", (1, 50))
    client = signed_in(found, "village_clerk")
    first = text(client.get(f"/checks/{VILLAGE}/list/?size=1"))
    assert "共 2 条" in first and "覃天明" in first and "农地主" not in first
    further = re.search(r'href="([^"]+)"[^>]*>下一页', first)
    assert further and "农地主" in text(client.get(further[1].replace("&amp;", "&")))
    assert client.get(f"/checks/{VILLAGE}/list/?after=rubbish").status_code == 409
