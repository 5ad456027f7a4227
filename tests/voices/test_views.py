"""The box in the browser: written, found again, answered, exported; what is refused comes back as typed."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client

from bangfu.voices import actions
from bangfu.voices.actions import write_voice
from tests.county import County
from tests.web.conftest import BACKEND

SAID = {"kind": "question", "matter": "work", "words": "表什么时候报"}


@pytest.fixture
def client_of(county: County) -> Callable[[str], Client]:
    def made(who: str) -> Client:
        client = Client()
        client.force_login(county.user(who), backend=BACKEND)
        return client
    return made


def test_written_found_again_and_answered(county: County, client_of: Callable[[str], Client]) -> None:
    clerk, officer = client_of("village_clerk"), client_of("county_officer")
    assert 'value="/places/990121/"' in clerk.get("/voices/write/?page=/places/990121/%3Fq=x").content.decode()
    address = clerk.post("/voices/send/", SAID).headers["Location"]
    assert "表什么时候报" in clerk.get("/voices/mine/").content.decode() and "表什么时候报" in officer.get("/voices/").content.decode()
    assert officer.post(f"{address}answer/", {"words": "月底前"}).status_code == 302
    shown = clerk.get(address).content.decode()
    assert "月底前" in shown and "解决了" in shown
    assert clerk.post(f"{address}accept/").status_code == 302 and "已办结" in clerk.get("/voices/mine/").content.decode()


def test_what_is_refused_comes_back_as_typed(county: County, client_of: Callable[[str], Client]) -> None:
    answer = client_of("village_clerk").post("/voices/send/", SAID | {"words": "长" * 1001})
    assert answer.status_code == 409 and "长" * 1001 in answer.content.decode() and "最多 1000 个字" in answer.content.decode()
    voice = write_voice(county.village_clerk, **SAID).pk
    answer = client_of("county_officer").post(f"/voices/{voice}/answer/", {"words": ""})
    assert answer.status_code == 409 and "请写一句话" in answer.content.decode()
    assert client_of("village_clerk").post(f"/voices/{voice}/accept/").status_code == 409


def test_it_leaves_as_a_workbook_without_the_names_that_were_not_given(county: County, client_of: Callable[[str], Client]) -> None:
    write_voice(county.village_clerk, **SAID)
    write_voice(county.village_clerk, kind="complaint", matter="work", words="报表太多", is_anonymous=True)
    sheet = openpyxl.load_workbook(io.BytesIO(client_of("county_officer").post("/voices/export/").content)).active
    assert sheet
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [(row[5], row[6]) for row in rows] == [("报表太多", "匿名"), ("表什么时候报", f"{county.village_clerk.name}（{county.village_clerk.post_title}）")]


def test_the_auditor_is_told_once(county: County, client_of: Callable[[str], Client]) -> None:
    voice, auditor = write_voice(county.village_clerk, **SAID, is_anonymous=True).pk, client_of("auditor")
    assert county.village_clerk.name not in auditor.get(f"/voices/{voice}/").content.decode()
    assert county.village_clerk.name in auditor.post(f"/voices/{voice}/writer/", {"reason": "纪检调查"}).content.decode()
    assert county.village_clerk.name not in auditor.get(f"/voices/{voice}/").content.decode()


def test_pages_of_fifty(county: County, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangfu.rules.voice.MOST_A_DAY", 100)
    for nth in range(53):
        actions.write_voice(county.village_clerk, kind="proposal", matter="work", words=f"第{nth:02}件")
    first = client_of("county_officer").get("/voices/")
    assert "第52件" in first.content.decode() and "第02件" not in first.content.decode()
    second = client_of("county_officer").get(first.context["list"].page["next_url"])
    assert "第02件" in second.content.decode() and "第03件" not in second.content.decode()
    again = client_of("county_officer").get(second.context["list"].page["previous_url"])
    assert "第03件" in again.content.decode() and "第02件" not in again.content.decode()


def test_what_is_narrowed_down_stays_so_and_leaves_as_it_is_seen(county: County, client_of: Callable[[str], Client]) -> None:
    write_voice(county.village_clerk, **SAID)
    write_voice(county.village_clerk, kind="complaint", matter="work", words="报表太多", is_anonymous=True)
    officer = client_of("county_officer")
    assert "报表太多" in officer.get("/voices/?kind=complaint").content.decode()
    back = officer.get("/voices/", follow=True).content.decode()
    assert "还是您上次的条件" in back and "报表太多" in back and SAID["words"] not in back
    sheet = openpyxl.load_workbook(io.BytesIO(officer.post("/voices/export/", {"kind": "complaint"}).content)).active
    assert sheet and [row[5].value for row in sheet.iter_rows(min_row=4)] == ["报表太多"]
