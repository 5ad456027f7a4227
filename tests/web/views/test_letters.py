"""出函: a letter about findings with the figures of the board, kept in the journal by its hash; what is refused comes back as typed."""

import hashlib
import io
from collections.abc import Callable
from datetime import date

import pypdf
import pytest
from django.test import Client

from bangfu.crosscheck import queries
from bangfu.crosscheck.checks import FAMILIES
from bangfu.journal.models import Entry
from bangfu.organization.actions import add_grid
from bangfu.organization.actor import PROGRAM
from tests.county import COUNTY, TOWNSHIP, VILLAGE
from tests.web.world import World

SignIn = Callable[[str], Client]
SAID = {
    "to": "青石镇人民政府", "title": "云岫县农业农村局关于核实青石镇名册疑点的函", "number": "云农函[2026]12号", "signed_by": "云岫县农业农村局",
    "on": "2026-11-06", "due": "2026-12-06",
    "contact": "甲，0000-0000000", "red_head": "", "with_list": "on",
}


def read(content: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize(("who", "place"), [("county_officer", COUNTY), ("county_officer", TOWNSHIP), ("township_clerk", TOWNSHIP), ("village_clerk", VILLAGE)])
def test_its_figures_are_those_of_the_board(world: World, signed_in: SignIn, who: str, place: str) -> None:
    answer = signed_in(who).post(f"/checks/{place}/letter/write/", SAID)
    assert answer["Content-Type"] == "application/pdf"
    told, by = read(answer.content), getattr(world.county, who)
    whole = queries.total(one.whole for one in queries.board(by, place))
    assert f"未办结的疑点共{whole.unsettled}条，其中必须改的{whole.must}条" in told and "云农函〔2026〕12号" in told and "2026年11月6日" in told
    for nth, family in enumerate(FAMILIES):
        number = sum(line.families[nth].unsettled for line in queries.board(by, place))
        assert (f"{family}。共{number}条" in told) == (number > 0), family
    assert all(row.reason.replace(" ", "") in told for row in queries.findings(by, place=place, limit=500))


def test_a_village_with_a_grid_is_written_to_of_everything_in_it(world: World, signed_in: SignIn) -> None:
    before = queries.total(one.whole for one in queries.board(world.county.village_clerk, VILLAGE))
    add_grid(PROGRAM, village=VILLAGE, name="东格", since=date(2020, 1, 1))
    told = read(signed_in("village_clerk").post(f"/checks/{VILLAGE}/letter/write/", SAID).content)
    assert before.unsettled and f"未办结的疑点共{before.unsettled}条，其中必须改的{before.must}条" in told


def test_the_journal_keeps_the_hash_of_the_letter(world: World, signed_in: SignIn) -> None:
    answer = signed_in("county_officer").post(f"/checks/{TOWNSHIP}/letter/write/", SAID)
    entry = Entry.objects.get(verb="findings.lettered")
    assert entry.papers == hashlib.sha256(answer.content).hexdigest() and entry.place_code == TOWNSHIP
    assert entry.subject_label == f"云农函〔2026〕12号 {SAID['title']}" and "主送青石镇人民政府" in entry.reason


@pytest.mark.parametrize(("changed", "said"), [({"number": "第12号"}, "发文字号"), ({"due": "2026-11-01"}, "不能早于"), ({"to": ""}, "主送给谁")])
def test_what_is_refused_comes_back_as_typed(world: World, signed_in: SignIn, changed: dict[str, str], said: str) -> None:
    answer = signed_in("county_officer").post(f"/checks/{TOWNSHIP}/letter/write/", SAID | changed)
    shown = answer.content.decode()
    assert answer.status_code == 409 and said in shown and SAID["title"] in shown and not Entry.objects.filter(verb="findings.lettered").exists()


def test_too_many_for_an_annex_and_nothing_to_write_about(world: World, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in("county_officer")
    monkeypatch.setattr("bangfu.crosscheck.letters.MOST", 1)
    assert "附清单最多 1 条" in client.post(f"/checks/{TOWNSHIP}/letter/write/", SAID).content.decode()
    told = client.post(f"/checks/{TOWNSHIP}/letter/write/", {name: value for name, value in SAID.items() if name != "with_list"})
    assert told["Content-Type"] == "application/pdf" and "疑点清单" not in read(told.content)
    nothing = client.post("/checks/990121001003/letter/write/", SAID)
    assert nothing.status_code == 409 and "没有要出函的疑点" in nothing.content.decode()
