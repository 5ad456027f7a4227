"""Many whole numbers at once: asked for, decided by somebody else, taken once within a week, and nothing of it lies on a disk."""

import io
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization.actions import appoint, create_post
from bangfu.organization.actor import PROGRAM
from bangfu.organization.queries import actor_for
from bangfu.registry import actions, queries
from bangfu.registry.disclosed import as_workbook
from bangfu.registry.models import Disclosure
from bangfu.rules import disclosure as rule
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.web.views.today import tasks
from tests.county import COUNTY, OTHER_TOWNSHIP, SINCE, TOWNSHIP, VILLAGE, County, the_county
from tests.deliveries.office import applied, families, national, of
from tests.standing import world

LINES = [*families(), *families("下垟村", share=2)]
ASKED = {
    "place": TOWNSHIP, "status": "", "columns": ["id_number", "phone"], "purpose": "核对社保参保", "receiver": "县人社局", "document": "岫人社函〔2026〕3号",
}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@world
def register() -> None:
    applied(the_county().township_clerk, national(LINES))


@pytest.fixture(autouse=True)
def whole(register: None) -> Iterator[None]:
    yield
    assert verify().whole


def ask(by: Any, **rest: Any) -> Disclosure:
    return actions.ask_disclosure(by, **{**ASKED, **rest})


def decide(by: Any, made: Disclosure, verdict: str = "approve", note: str = "") -> Disclosure:
    return actions.decide_disclosure(by, disclosure=made.pk, verdict=verdict, note=note)


def approved(county: County, **rest: Any) -> Disclosure:
    made = ask(county.township_clerk, **rest)
    decide(county.county_officer, made)
    return made


def take(by: Any, made: Disclosure) -> Any:
    return actions.take_disclosure(by, disclosure=made.pk)


def everything() -> list[dict[str, Any]]:
    return [*Disclosure.objects.order_by("pk").values(), *Entry.objects.order_by("pk").values("hash")]


def test_from_the_asking_to_the_workbook(county: County) -> None:
    made = ask(county.township_clerk)
    assert (made.persons, made.state) == (18, "asked") and queries.waiting_disclosures(county.county_officer) == 1
    assert decide(county.county_officer, made, note="同意").state == "approved" and queries.ready_disclosures(county.township_clerk) == 1
    taken = take(county.township_clerk, made)
    assert {row[5] for row in taken.rows} == {one.id_number for one in LINES} and {row[6] for row in taken.rows} == {one.phone for one in LINES}
    entry = Entry.objects.get(verb="disclosure.taken")
    assert entry.reason == "18 人，核对社保参保，给县人社局，县主管丁批准" and taken.serial == f"{entry.chain}-{entry.number}"
    assert not any(one.id_number in f"{entry.reason}{entry.rows}{entry.changes}" for one in LINES)
    row = queries.disclosure(county.township_clerk, made.pk)
    assert row and (row.state, row.persons, row.mine, row.decided_by_name) == ("taken", 18, True, "县主管丁")


def test_the_workbook_says_what_it_may_be_used_for_and_texts_stay_texts(county: County) -> None:
    taken = take(county.township_clerk, approved(county, purpose="=HYPERLINK()"))
    sheet = load_workbook(io.BytesIO(as_workbook(taken))).active
    assert sheet
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    note = rows[1][0]
    for word in ("用途：=HYPERLINK()", "接收单位：县人社局", "审批人：县主管丁", str(timezone.localdate()), f"编号：{taken.serial}", "共 18 人"):
        assert word in note, word
    assert rows[2] == ["乡镇", "村", "户编号", "姓名", "与户主关系", "证件号码", "联系电话"]
    assert all(isinstance(cell, str) for row in rows[3:] for cell in row) and len(rows) == 3 + 18
    assert [cell.data_type for row in sheet.iter_rows(min_row=4) for cell in row] == ["s"] * 7 * 18


def test_nothing_of_it_touches_a_disk(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = take(county.township_clerk, approved(county))
    for name in ("mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryFile"):
        monkeypatch.setattr(tempfile, name, lambda *_, **__: pytest.fail("a temporary file"))
    assert as_workbook(taken)


def test_what_is_asked_is_what_comes(county: County) -> None:
    house = of(LINES[0].name, LINES[0].household).household_id
    actions.correct_household(county.village_clerk, household=house, changes={"bank_account": "6200990000000000"}, reason="看了存折")
    actions.give_status(county.township_clerk, household=house, family="assisted", word="脱贫户", since=date(2026, 7, 1), document="岫农〔2026〕1号")
    assert queries.disclosure_size(county.township_clerk, place=TOWNSHIP, status="assisted:脱贫户") == 3
    taken = take(county.township_clerk, approved(county, status="assisted:脱贫户", columns=["bank_account"]))
    assert taken.whom == "户类型：脱贫户" and [row[3:] for row in taken.rows] == [(one.name, one.relation, "6200990000000000") for one in LINES[:3]]


@pytest.mark.parametrize(("rest", "words", "field"), [
    ({"purpose": " "}, "用来做什么", "purpose"), ({"receiver": ""}, "哪个单位", "receiver"), ({"document": "-"}, "依据", "document"),
    ({"columns": []}, "勾选", "columns"), ({"columns": ["name"]}, "勾选", "columns"), ({"status": "assisted:火星户"}, "不是户类型", ""),
    ({"status": "family:x"}, "身份", "family"), ({"status": "relief:农村特困"}, "没有人", "status"), ({"purpose": "用" * 201}, "最多 200", "purpose"),
    ({"place": COUNTY}, "不在您岗位", ""), ({"place": OTHER_TOWNSHIP}, "不在您岗位", ""),
])
def test_what_cannot_be_asked_is_refused(county: County, rest: dict[str, Any], words: str, field: str) -> None:
    before = everything()
    with pytest.raises(Refused, match=words) as refused:
        ask(county.township_clerk, **rest)
    assert (not field or refused.value.field == field) and everything() == before


def test_nobody_decides_what_they_asked_for_from_whatever_post(county: County) -> None:
    made = ask(county.county_officer)
    with pytest.raises(Refused, match="不能自己批"):
        decide(county.county_officer, made)
    clerk = county.user("township_clerk")
    post = create_post(PROGRAM, title="县主管（兼）", role="county_officer", place=COUNTY, since=SINCE)
    appoint(PROGRAM, user=clerk, post=post, since=SINCE)
    at_the_county = actor_for(clerk, post.pk)
    assert at_the_county.can("registry.approve_disclosure", at=TOWNSHIP)
    mine = ask(county.township_clerk)
    with pytest.raises(Refused, match="不能自己批"):
        decide(at_the_county, mine)
    assert queries.waiting_disclosures(at_the_county) == 1, "the other one's"


def test_a_refusal_says_why_and_nothing_is_taken_of_it(county: County) -> None:
    made = ask(county.township_clerk)
    with pytest.raises(Refused, match="写明意见"):
        decide(county.county_officer, made, "decline")
    with pytest.raises(Refused, match="请选择"):
        decide(county.county_officer, made, "maybe")
    assert decide(county.county_officer, made, "decline", "范围太大，请按村").note == "范围太大，请按村"
    for verdict in ("approve", "decline"):
        with pytest.raises(Refused, match="当前状态是"):
            decide(county.county_officer, made, verdict, "再说一次")
    with pytest.raises(Refused, match="未批准"):
        take(county.township_clerk, made)


def test_it_is_taken_once_and_by_who_asked_only(county: County) -> None:
    made = ask(county.township_clerk)
    with pytest.raises(Refused, match="待批"):
        take(county.township_clerk, made)
    decide(county.county_officer, made)
    for who in ("second_township_clerk", "county_officer"):
        with pytest.raises(Refused, match="只能由申请的人"):
            take(getattr(county, who), made)
    take(county.township_clerk, made)
    with pytest.raises(Refused, match="只能取一次"):
        take(county.township_clerk, made)
    assert Entry.objects.filter(verb="disclosure.taken").count() == 1


def test_an_approval_lapses_after_a_week(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    made = approved(county)
    made.refresh_from_db()
    assert made.decided_at
    for now, state in ((made.decided_at + rule.VALID - timedelta(seconds=1), "approved"), (made.decided_at + rule.VALID, "lapsed")):
        monkeypatch.setattr("django.utils.timezone.now", lambda now=now: now)
        row = queries.disclosure(county.township_clerk, made.pk)
        assert row and row.state == state and queries.ready_disclosures(county.township_clerk) == (state == "approved")
    before = everything()
    with pytest.raises(Refused, match="过期"):
        take(county.township_clerk, made)
    assert everything() == before


def test_what_grew_since_it_was_approved_is_asked_for_anew(county: County) -> None:
    made = approved(county, place=VILLAGE)
    applied(county.township_clerk, national([*LINES, *families(share=7, households=4)]))
    with pytest.raises(Refused, match="批准的是 9 人，现在范围里有 21 人"):
        take(county.township_clerk, made)


def test_who_lost_the_post_takes_nothing(county: County) -> None:
    made = approved(county)
    bare = actor_for(county.user("former"))
    with pytest.raises(Refused, match="没有这份"):
        take(bare, made)


@pytest.mark.parametrize("who", ("village_clerk", "neighbour", "stranger", "former", "nobody", "administrator", "auditor"))
def test_who_has_no_say_learns_and_does_nothing(county: County, who: str) -> None:
    made, by = ask(county.township_clerk), getattr(county, who)
    assert queries.disclosures(by, which="all").rows == () and queries.disclosure(by, made.pk) is None and queries.waiting_disclosures(by) == 0
    before = everything()
    for act in (lambda: ask(by), lambda: decide(by, made), lambda: take(by, made)):
        with pytest.raises((Refused, Forbidden)):
            act()
    assert everything() == before


def test_one_that_is_not_there(county: County) -> None:
    with pytest.raises(Refused, match="没有这份"):
        actions.take_disclosure(county.township_clerk, disclosure=uuid4())


def test_what_waits_stands_on_the_desk(county: County) -> None:
    def told(by: Any) -> list[str]:
        return [one.sentence for one in tasks(by) if "披露" in one.sentence]
    made = ask(county.township_clerk)
    assert told(county.county_officer) == ["1 份批量披露等您批"] and told(county.township_clerk) == [] == told(county.village_clerk)
    decide(county.county_officer, made)
    assert told(county.county_officer) == [] and told(county.township_clerk) == ["1 份批量披露已批准，可以取走"]
    take(county.township_clerk, made)
    assert told(county.township_clerk) == []


def test_the_pages_from_end_to_end(county: County, client: Client) -> None:
    client.force_login(county.user("township_clerk"), backend=BACKEND)
    assert "现在 <b>18</b> 人" in client.get(f"/disclosures/at/{TOWNSHIP}/").content.decode()
    refused = client.post(f"/disclosures/at/{TOWNSHIP}/ask/", {**ASKED, "receiver": "x"})
    assert refused.status_code == 409 and "哪个单位" in refused.content.decode() and "核对社保参保" in refused.content.decode()
    assert client.post(f"/disclosures/at/{TOWNSHIP}/ask/", ASKED).status_code == 302
    made = Disclosure.objects.get()
    page = f"/disclosures/{made.pk}/"
    assert "取走工作簿" not in client.get(page).content.decode() and client.post(f"{page}take/").status_code == 409
    officer = Client()
    officer.force_login(county.user("county_officer"), backend=BACKEND)
    assert "等批的" in officer.get("/disclosures/").content.decode() and "批不批" in officer.get(page).content.decode()
    assert officer.post(f"{page}decide/", {"verdict": "approve"}).status_code == 302
    assert "取走工作簿" in client.get(page).content.decode()
    out = client.post(f"{page}take/")
    assert out.status_code == 200 and out["Cache-Control"] == "no-store, private" and out.content.startswith(b"PK")
    assert client.get(f"{page}take/").status_code == 405 and client.post(f"{page}take/").status_code == 409


@pytest.mark.parametrize(("approved_", "now", "fits"), [(9, 19, True), (9, 20, False), (1000, 1100, True), (1000, 1101, False), (10, 0, True)])
def test_how_much_an_approval_may_grow(approved_: int, now: int, fits: bool) -> None:
    if fits:
        rule.judge_growth(approved_, now)
    else:
        with pytest.raises(Refused, match="重新申请"):
            rule.judge_growth(approved_, now)


def test_how_many_one_workbook_holds() -> None:
    rule.judge_size(rule.MOST)
    with pytest.raises(Refused, match="分开申请"):
        rule.judge_size(rule.MOST + 1)
