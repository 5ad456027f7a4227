"""Bodies: registered by their credit code, corrected, closed, found; what one does not reach is not told."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from bangfu.facts.models import AsOf
from bangfu.journal.models import Entry
from bangfu.journal.queries import looks_of
from bangfu.journal.verify import verify
from bangfu.registry import actions, queries
from bangfu.registry.models import BodyRecord
from bangfu.registry.records import PHONE_PURPOSE
from bangfu.rules.body import WITHOUT_CODE
from bangfu.rules.codes import BODY_KIND
from bangfu.rules.credit_code import check_character
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.sealing.ring import ring
from tests.county import FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, County

SINCE = date(2024, 3, 1)
PHONE = "15400012345"


def code(serial: int) -> str:
    """A right code on the unused region 990121."""
    first17 = f"93990121MA{serial:07d}"
    return first17 + check_character(first17)


def register(by: Any, serial: int = 1, **rest: Any) -> BodyRecord:
    values = {"name": "青石镇兴农专业合作社", "kind": "合作社", "credit_code": code(serial), "head": "覃天明", "phone": PHONE, **rest.pop("values", {})}
    return actions.register_body(by, **{"place": VILLAGE, "values": values, "since": SINCE, "reason": "看了营业执照", **rest})


def correct(by: Any, made: BodyRecord, **rest: Any) -> BodyRecord:
    return actions.correct_body(by, **{"body": made.body_id, "changes": {"head": "韦天明"}, "reason": "换届", **rest})


def rows() -> list[dict[str, Any]]:
    return [*BodyRecord.objects.order_by("pk").values(), *Entry.objects.order_by("pk").values("hash")]


def test_a_body_is_registered_with_its_phone_sealed_and_its_entry(county: County) -> None:
    made = register(county.village_clerk)
    assert PHONE not in made.phone and ring().unseal(made.phone, PHONE_PURPOSE) == PHONE and made.phone_index
    row = queries.body(county.village_clerk, made.body_id)
    assert row and (row.name, row.kind, row.credit_code, row.head, row.phone, row.place_name) == (
        "青石镇兴农专业合作社", "合作社", code(1), "覃天明", "154****2345", "上垟村")
    entry = Entry.objects.get(pk=made.recorded_in)
    assert (entry.verb, entry.subject_kind, entry.subject_id, entry.place_code) == ("body.registered", "body", str(made.body_id), VILLAGE)
    assert verify().whole


@pytest.mark.parametrize("kind", BODY_KIND.labels)
def test_only_kinds_without_a_code_by_nature_may_leave_it_empty(county: County, kind: str) -> None:
    if kind in WITHOUT_CODE:
        assert register(county.village_clerk, values={"kind": kind, "credit_code": ""}).credit_code == ""
    else:
        with pytest.raises(Refused, match="没有填"):
            register(county.village_clerk, values={"kind": kind, "credit_code": ""})


@pytest.mark.parametrize(("rest", "words", "field"), [
    ({"values": {"credit_code": code(1)[:17] + ("0" if code(1)[17] != "0" else "1")}}, "校验码不对", "credit_code"),
    ({"values": {"credit_code": code(1)[:17]}}, "17个字符", "credit_code"),
    ({"values": {"kind": "种养大户", "credit_code": "9.3E+17"}}, "改坏", "credit_code"),
    ({"values": {"name": " "}}, "名称不能为空", "name"), ({"values": {"kind": "星际公司"}}, "类型", "kind"), ({"values": {"shoe_size": 3}}, "不是可以填", ""),
    ({"values": {"founded_on": timezone.localdate() + timedelta(1)}}, "成立日期", "founded_on"), ({"values": {"name": "社" * 101}}, "最多 100 个", "name"),
    ({"since": timezone.localdate() + timedelta(1)}, "不能晚于今天", "since"), ({"reason": " "}, "理由", "reason"), ({"place": "990121"}, "不在您岗位", ""),
    ({"place": NEXT_VILLAGE}, "不在您岗位", ""),
])
def test_what_cannot_be_is_refused_and_nothing_is_written(county: County, rest: dict[str, Any], words: str, field: str) -> None:
    before = rows()
    with pytest.raises(Refused, match=words) as refused:
        register(county.village_clerk, **rest)
    assert refused.value.field == field and rows() == before


def test_a_county_has_no_bodies_of_its_own(county: County) -> None:
    with pytest.raises(Refused, match="哪个乡镇或村"):
        register(county.county_officer, place="990121")


def test_a_code_stands_once_and_where_is_told_to_those_who_reach_it_only(county: County) -> None:
    register(county.neighbour, place=FAR_VILLAGE, values={"name": "柳溪乡绿源合作社"})
    with pytest.raises(Refused, match="在别的地方") as told:
        register(county.village_clerk)
    assert "绿源" not in told.value.sentence
    with pytest.raises(Refused, match="：柳溪乡绿源合作社"):
        register(county.county_officer)
    other = register(county.village_clerk, 2)
    with pytest.raises(Refused, match="已经登记过"):
        correct(county.village_clerk, other, changes={"credit_code": code(1)})


def test_a_code_may_be_registered_again_once_its_body_is_closed(county: County) -> None:
    made = register(county.village_clerk)
    ended = actions.close_body(county.village_clerk, body=made.body_id, on=date(2026, 6, 1), reason="注销登记")
    assert (ended.valid_from, ended.valid_to) == (SINCE, date(2026, 6, 1))
    again = register(county.township_clerk, since=date(2026, 6, 2))
    assert again.body_id != made.body_id and verify().whole
    closed = queries.body(county.village_clerk, made.body_id)
    assert closed and closed.closed_on == date(2026, 6, 1)
    for act in (lambda: correct(county.village_clerk, made), lambda: actions.close_body(county.village_clerk, body=made.body_id, on=SINCE, reason="注销")):
        with pytest.raises(Refused, match="已经注销"):
            act()


def test_a_body_is_not_closed_before_it_was_there(county: County) -> None:
    made = register(county.village_clerk)
    with pytest.raises(Refused, match="在那以后"):
        actions.close_body(county.village_clerk, body=made.body_id, on=SINCE, reason="注销登记")


def test_two_clocks(county: County) -> None:
    by, made = county.village_clerk, register(county.village_clerk)
    before = timezone.now()
    correct(by, made, since=date(2026, 1, 1))
    correct(by, made, changes={"business": "食用菌"})
    told = {day: queries.bodies(by, place=VILLAGE, as_of=AsOf(day))[0] for day in (SINCE, date(2025, 12, 31), date(2026, 1, 1))}
    assert [(one.head, one.business) for one in told.values()] == [("覃天明", "食用菌"), ("覃天明", "食用菌"), ("韦天明", "食用菌")]
    then = queries.bodies(by, place=VILLAGE, as_of=AsOf(date(2026, 2, 1), before))[0]
    assert (then.head, then.business) == ("覃天明", "")
    assert queries.bodies(by, place=VILLAGE, as_of=AsOf(SINCE - timedelta(1))) == []
    story = queries.body_story(by, made.body_id)
    assert story[-1].differences == () and ("负责人", "覃天明", "韦天明") in [one for change in story for one in change.differences]
    assert verify().whole


def test_a_changed_phone_is_told_as_changed_and_never_said(county: County) -> None:
    made = register(county.village_clerk)
    correct(county.village_clerk, made, changes={"phone": "15400099999"})
    change = queries.body_story(county.village_clerk, made.body_id)[0]
    assert change.differences == (("联系电话", "原号码", "新号码"),)


@pytest.mark.parametrize(("changes", "words"), [
    ({"head": "覃天明"}, "没有要更正"), ({}, "没有要更正"), ({"phone": PHONE}, "没有要更正"), ({"name": ""}, "不能为空"), ({"credit_code": ""}, "没有填"),
    ({"kind": "学院"}, "类型"), ({"place_code": NEXT_VILLAGE}, "不是可以填"),
])
def test_a_correction_that_cannot_be_is_refused(county: County, changes: dict[str, Any], words: str) -> None:
    made = register(county.village_clerk)
    before = rows()
    with pytest.raises(Refused, match=words):
        correct(county.village_clerk, made, changes=changes)
    assert rows() == before


def test_a_grower_without_a_code_needs_one_when_it_becomes_a_company(county: County) -> None:
    made = register(county.village_clerk, values={"kind": "种养大户", "credit_code": ""})
    with pytest.raises(Refused, match="没有填"):
        correct(county.village_clerk, made, changes={"kind": "企业"})
    assert correct(county.village_clerk, made, changes={"kind": "企业", "credit_code": code(3)}).kind == "企业"


def test_two_who_edit_at_once_lose_nothing_and_the_second_sees_the_first(county: County) -> None:
    made = register(county.village_clerk)
    correct(county.village_clerk, made, changes={"address": "村口"}, seen=made.recorded_in)
    correct(county.township_clerk, made, changes={"head": "韦天明"}, seen=made.recorded_in)
    now = queries.body(county.village_clerk, made.body_id)
    assert now and (now.head, now.address) == ("韦天明", "村口")
    with pytest.raises(Refused, match="镇经办乙在.*负责人.*韦天明"):
        correct(county.village_clerk, made, changes={"head": "罗天明"}, seen=made.recorded_in)


def test_the_list_goes_by_place_kind_and_name_page_by_page(county: County) -> None:
    wanted = []
    for nth in range(7):
        kind = ("合作社", "企业")[nth % 2]
        made = register(county.township_clerk, nth + 10, place=(VILLAGE, NEXT_VILLAGE, TOWNSHIP)[nth % 3], values={"name": f"第{nth}{kind}", "kind": kind})
        wanted.append(made.body_id)
    seen, after = [], ""
    while page := queries.bodies(county.township_clerk, place=TOWNSHIP, after=after, limit=3):
        seen += page
        after = page[-1].key
    assert [one.body for one in seen] == [one.body for one in queries.bodies(county.township_clerk, place=TOWNSHIP)]
    assert sorted(one.body for one in seen) == sorted(wanted) and [one.place_code for one in seen] == sorted(one.place_code for one in seen)
    assert {one.kind for one in queries.bodies(county.township_clerk, place=TOWNSHIP, kind="企业")} == {"企业"}


def test_a_body_is_found_by_part_of_its_name_or_its_whole_code(county: County) -> None:
    made = register(county.village_clerk)
    register(county.village_clerk, 2, values={"name": "上垟茶厂"})
    for words in ("兴农", " 兴农专业 ", code(1), code(1).lower(), f"{code(1)[:4]} {code(1)[4:]}"):
        assert [one.body for one in queries.bodies(county.village_clerk, place=VILLAGE, words=words)] == [made.body_id], words
    assert queries.bodies(county.village_clerk, place=VILLAGE, words=code(9)) == []


@pytest.mark.parametrize("who", ("neighbour", "stranger", "former", "nobody", "administrator", "auditor"))
def test_who_has_no_say_sees_and_does_nothing(county: County, who: str) -> None:
    made, by = register(county.village_clerk), getattr(county, who)
    assert queries.bodies(by, place=VILLAGE) == [] and queries.body(by, made.body_id) is None and queries.body_story(by, made.body_id) == []
    before = rows()
    acts = (
        lambda: register(by, 5), lambda: correct(by, made), lambda: actions.close_body(by, body=made.body_id, on=date(2026, 1, 1), reason="注销登记"),
        lambda: actions.unmask_body(by, body=made.body_id, reason="打电话"),
    )
    for act in acts:
        with pytest.raises((Refused, Forbidden)):
            act()
    assert rows() == before


def test_a_whole_phone_is_shown_with_a_reason_that_is_kept_and_counted(county: County) -> None:
    made, by = register(county.village_clerk), county.village_clerk
    assert actions.unmask_body(by, body=made.body_id, reason="约看大棚") == PHONE
    entry = Entry.objects.get(verb="body.unmasked")
    assert entry.reason == "约看大棚" and PHONE not in f"{entry.subject_label}{entry.rows}{entry.changes}"
    assert looks_of(by.user_id, timezone.localdate()) == 1
    with pytest.raises(Refused, match="理由"):
        actions.unmask_body(by, body=made.body_id, reason="")
    with pytest.raises(Refused, match="没有这个主体"):
        actions.unmask_body(by, body=uuid4(), reason="约看大棚")


class TestPages:
    """The pages, as a clerk clicks through them."""

    @pytest.fixture
    def client(self, county: County, client: Any) -> Any:
        client.force_login(county.user("village_clerk"), backend="django.contrib.auth.backends.ModelBackend")
        return client

    FORM = {"name": "上垟茶厂", "kind": "企业", "credit_code": code(21), "head": "", "phone": "123", "address": "", "business": "", "founded_on": "",
            "since": "2025-01-01", "reason": "看了营业执照"}

    def test_registered_with_a_warning_about_the_phone(self, client: Any) -> None:
        told = client.post(f"/bodies/at/{VILLAGE}/register/", self.FORM, follow=True)
        shown = told.content.decode()
        assert told.status_code == 200 and "已登记" in shown and "不像手机号" in shown and code(21) in shown

    def test_what_was_typed_stays_when_it_is_refused(self, client: Any) -> None:
        told = client.post(f"/bodies/at/{VILLAGE}/register/", self.FORM | {"credit_code": "9399"})
        assert told.status_code == 409 and "上垟茶厂" in told.content.decode() and "4个字符" in told.content.decode()
        assert not BodyRecord.objects.exists()

    def test_a_correction_sends_what_was_altered_only(self, client: Any, county: County) -> None:
        made = register(county.village_clerk)
        form = {"name": "青石镇兴农专业合作社", "initial-name": "青石镇兴农专业合作社", "kind": "合作社", "initial-kind": "合作社", "head": "韦天明",
                "initial-head": "覃天明", "credit_code": code(1), "initial-credit_code": code(1), "phone": "", "reason": "换届", "seen": str(made.recorded_in)}
        correct(county.township_clerk, made, changes={"name": "青石镇兴农合作联社"})
        assert client.post(f"/bodies/{made.body_id}/correct/", form).status_code == 302
        now = queries.body(county.village_clerk, made.body_id)
        assert now and (now.name, now.head, now.phone) == ("青石镇兴农合作联社", "韦天明", "154****2345")

    def test_a_refused_correction_shows_who_was_first_and_what_was_typed(self, client: Any, county: County) -> None:
        made = register(county.village_clerk)
        correct(county.township_clerk, made, changes={"head": "韦天明"})
        form = {"name": "x", "initial-name": "x", "kind": "合作社", "initial-kind": "合作社", "head": "罗天明", "initial-head": "覃天明", "reason": "换届",
                "seen": str(made.recorded_in)}
        told = client.post(f"/bodies/{made.body_id}/correct/", form)
        assert told.status_code == 409 and "镇经办乙" in told.content.decode() and "罗天明" in told.content.decode()

    def test_the_list_goes_out_as_it_is_seen_and_is_written_down(self, client: Any, county: County, tmp_path: Any) -> None:
        register(county.village_clerk, values={"business": "=1+1"})
        told = client.post("/lists/bodies/take/", {"place": VILLAGE, "kind": "合作社", "how": "xlsx"})
        (tmp_path / "out.xlsx").write_bytes(told.content)
        sheet = load_workbook(tmp_path / "out.xlsx").active
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]   # type: ignore[union-attr]
        assert {"154****2345", code(1), "=1+1"} <= {cell.value for cell in cells} and not any(cell.data_type == "f" for cell in cells if cell.value != "=1+1")
        assert PHONE.encode() not in told.content and Entry.objects.get(verb="list.taken").place_code == VILLAGE

    @pytest.mark.parametrize("after", ["x", "a\tb\tc\td", "a\tb\tc"])
    def test_a_keyset_of_nobody_s_is_no_page(self, client: Any, after: str) -> None:
        told = client.get(f"/bodies/at/{VILLAGE}/", {"after": after})
        assert told.status_code == 409 and "从第一页重新翻" in told.content.decode()
